//! The list of methods.

use super::{ArgumentKind, FakerArgument, FakerMethod};
use crate::config::types::ColumnType;

/// The longest text or list an argument can ask for.
const LONGEST: i64 = 4096;
const LENGTH: ArgumentKind = ArgumentKind::Int(1, LONGEST);
const WHOLE: ArgumentKind = ArgumentKind::Int(i64::MIN, i64::MAX);

const fn argument(name: &'static str, kind: ArgumentKind, doc: &'static str) -> FakerArgument {
    FakerArgument { name, kind, doc }
}

const fn text(name: &'static str, doc: &'static str) -> FakerMethod {
    FakerMethod { name, kind: ColumnType::Text, can_be_unique: false, doc, arguments: &[] }
}

/// A text of which there are, or can be made, as many as rows.
const fn endless(name: &'static str, doc: &'static str) -> FakerMethod {
    FakerMethod { can_be_unique: true, ..text(name, doc) }
}

const fn typed(
    name: &'static str,
    kind: ColumnType,
    arguments: &'static [FakerArgument],
    doc: &'static str,
) -> FakerMethod {
    FakerMethod { name, kind, can_be_unique: false, doc, arguments }
}

const START: FakerArgument = argument("start_date", ArgumentKind::Date, "First day; 30 years before today");
const END: FakerArgument = argument("end_date", ArgumentKind::Date, "Last day; today");

/// Every method, people first, then firms, places, dates, words, the net, numbers and the rest.
pub static METHODS: &[FakerMethod] = &[
    endless("name", "First and last name"),
    text("first_name", "First name"),
    text("last_name", "Last name"),
    endless("email", "Address at a domain reserved for examples"),
    endless("phone_number", "Telephone number"),
    endless("user_name", "Login name"),
    text("job", "Occupation"),
    endless("company", "Name of a firm"),
    text("bs", "Phrase from a business plan"),
    text("catch_phrase", "Slogan"),
    text("industry", "One of twelve industries"),
    endless("address", "Street, city and postcode on one line"),
    endless("street_address", "House number and street"),
    text("city", "City"),
    text("state", "State or province"),
    text("country", "Country"),
    text("country_code", "Country as two letters"),
    text("zipcode", "Postal code"),
    text("postcode", "Postal code"),
    typed("latitude", ColumnType::Float64, &[], "Degrees north, −90 to 90"),
    typed("longitude", ColumnType::Float64, &[], "Degrees east, −180 to 180"),
    typed("year", ColumnType::Int64, &[], "Year from 1950 to 2020"),
    typed(
        "date",
        ColumnType::Date,
        &[argument("end_datetime", ArgumentKind::Date, "Last day; today")],
        "Day since 1970",
    ),
    typed("date_between", ColumnType::Date, &[START, END], "Day between two days"),
    typed("date_this_decade", ColumnType::Date, &[], "Day of today's decade, up to today"),
    typed(
        "date_of_birth",
        ColumnType::Date,
        &[
            argument("minimum_age", ArgumentKind::Int(0, 150), "Youngest, in years; 0"),
            argument("maximum_age", ArgumentKind::Int(0, 150), "Oldest, in years; 115"),
        ],
        "Birthday of somebody alive today",
    ),
    typed(
        "date_time",
        ColumnType::Timestamp,
        &[argument("end_datetime", ArgumentKind::Date, "Last day; today")],
        "Instant since 1970",
    ),
    FakerMethod {
        name: "iso8601",
        kind: ColumnType::Text,
        can_be_unique: false,
        doc: "Instant since 1970, as YYYY-MM-DDTHH:MM:SS",
        arguments: &[argument("end_datetime", ArgumentKind::Date, "Last day; today")],
    },
    typed(
        "unix_time",
        ColumnType::Int64,
        &[argument("end_datetime", ArgumentKind::Date, "Last day; today")],
        "Instant in seconds since 1970",
    ),
    typed(
        "sentence",
        ColumnType::Text,
        &[argument("nb_words", LENGTH, "About how many words; 6")],
        "Sentence of made-up Latin",
    ),
    typed(
        "paragraph",
        ColumnType::Text,
        &[argument("nb_sentences", LENGTH, "About how many sentences; 3")],
        "Paragraph of made-up Latin",
    ),
    typed(
        "text",
        ColumnType::Text,
        &[argument("max_nb_chars", LENGTH, "Longest text, in characters; 200")],
        "Made-up Latin",
    ),
    text("word", "One word of made-up Latin"),
    typed(
        "words",
        ColumnType::Text,
        &[argument("nb", LENGTH, "How many words; 3")],
        "Words of made-up Latin, with spaces",
    ),
    endless("url", "Web address at a domain reserved for examples"),
    endless("domain_name", "Internet domain"),
    endless("ipv4", "Internet address"),
    endless("ipv6", "Internet address, the long kind"),
    endless("mac_address", "Hardware address"),
    endless("uuid4", "Random UUID, as text"),
    endless("md5", "32 hexadecimal digits"),
    endless("sha1", "40 hexadecimal digits"),
    endless("sha256", "64 hexadecimal digits"),
    typed(
        "random_int",
        ColumnType::Int64,
        &[
            argument("min", WHOLE, "Least; 0"),
            argument("max", WHOLE, "Greatest; 9999"),
            argument("step", ArgumentKind::Int(1, i64::MAX), "Distance; 1"),
        ],
        "Whole number, both ends included",
    ),
    typed(
        "random_element",
        ColumnType::Text,
        &[argument("elements", ArgumentKind::Texts, "The texts; a, b, c")],
        "One of some texts",
    ),
    typed(
        "random_elements",
        ColumnType::Text,
        &[
            argument("elements", ArgumentKind::Texts, "The texts; a, b, c"),
            argument("length", LENGTH, "How many; 2"),
            argument("unique", ArgumentKind::Bool, "No text twice; false"),
        ],
        "Some of some texts, with commas",
    ),
    typed(
        "boolean",
        ColumnType::Bool,
        &[argument("chance_of_getting_true", ArgumentKind::Int(0, 100), "In percent; 50")],
        "True or false",
    ),
    typed(
        "pybool",
        ColumnType::Bool,
        &[argument("truth_probability", ArgumentKind::Int(0, 100), "In percent; 50")],
        "True or false",
    ),
    typed(
        "pyint",
        ColumnType::Int64,
        &[
            argument("min_value", WHOLE, "Least; 0"),
            argument("max_value", WHOLE, "Greatest; 9999"),
            argument("step", ArgumentKind::Int(1, i64::MAX), "Distance; 1"),
        ],
        "Whole number, both ends included",
    ),
    typed("pyfloat", ColumnType::Float64, DECIMAL, "Number"),
    typed("pydecimal", ColumnType::Float64, DECIMAL, "Number"),
    text("currency", "Currency, as code and name"),
    text("currency_code", "Currency as three letters"),
    text("color_name", "Name of a colour"),
    text("hex_color", "Colour as # and six hexadecimal digits"),
    endless("file_name", "Name of a file"),
    text("file_extension", "Ending of a file's name"),
    text("mime_type", "Kind of a file"),
    endless("license_plate", "Number plate of a car"),
    endless("vin", "Vehicle identification number"),
    typed(
        "ean",
        ColumnType::Text,
        &[argument("length", ArgumentKind::Int(8, 13), "8 or 13; 13")],
        "Bar code number",
    ),
    endless("ean13", "Bar code number of 13 digits"),
];

const DECIMAL: &[FakerArgument] = &[
    argument("min_value", ArgumentKind::Float, "Least; 0"),
    argument("max_value", ArgumentKind::Float, "Greatest; 10000"),
    argument("right_digits", ArgumentKind::Int(0, 15), "Digits after the point at most; all"),
    argument("left_digits", ArgumentKind::Int(0, 15), "Digits before the point at most"),
    argument("positive", ArgumentKind::Bool, "Not below 0; false"),
];
