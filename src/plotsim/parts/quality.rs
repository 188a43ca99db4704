//! `quality`: faults that are put into finished tables.

use super::kinds::EXCLUSIVE;
use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{CopyPlace, IssueWord};
use crate::words;

words! {
    /// What a volume anomaly does.
    pub enum Mode { Spike = "spike", Drop = "drop" }
}

const PAGE: &str = "docs/plotsim.md#quality";
const DOC: &str = "Faults that are put into finished tables, with an answer key";
/// Issues that a config may have.
const MOST: usize = 50;

/// `quality` of the builder form.
pub static QUALITY: Key<Option<Items>> = Key::list("quality", &Kind::Map(&ISSUE))
    .optional()
    .doc(DOC)
    .example("[{ table: fct_usage, issue: null_injection, column: usage, rate: 0.03 }]");
static ONE_ISSUE: Kind = Kind::Map(&ENGINE_ISSUE);
/// `quality` of the engine form.
pub static ENGINE_QUALITY: Key<Option<Unread>> =
    Key::of("quality", Kind::Choice("mapping or list", &[Kind::Map(&ENGINE), Kind::List(&ONE_ISSUE)]))
        .optional()
        .doc(DOC)
        .example("{ quality_issues: [{ type: duplicate_rows, target_table: fct_usage, rate: 0.01 }] }");

const TABLE_DOC: &str = "The fact or event with the fault";
const ISSUE_DOC: &str = "What is wrong with the rows that are hit";
const COLUMN_DOC: &str = "The column or columns whose values are hit; \"*\" is every one but keys and dates";
const PERIOD_DOC: &str = "The period of a volume anomaly, from 0";
const PERIODS_DOC: &str = "The periods of a volume anomaly, from 0";
const SOME_COLUMNS: Kind = Kind::Choice("text or list of texts", &[Kind::Text, Kind::SomeOf(&Kind::Text)]);

const TABLE: Key<Unread> = Key::of("table", Kind::Text).doc(TABLE_DOC).example("fct_usage");
const ISSUE_WORD: Key<IssueWord> = Key::word("issue").doc(ISSUE_DOC);
const RATE: Key<f64> =
    Key::float("rate", Interval::UNIT).doc("The probability of each row to be hit").example("0.02");
const COLUMN: Key<Option<Unread>> = Key::of("column", SOME_COLUMNS)
    .otherwise("required by issues of columns")
    .doc(COLUMN_DOC)
    .example("usage");
const SEED_OFFSET: Key<u64> = Key::count("seed_offset", 0).default(0).doc("Hits other rows");
const EXACT: Key<bool> = Key::flag("exact")
    .default(false)
    .doc("Whether as many rows are hit as the rate says, to the nearest, instead of each by chance");
const PLACE: Key<CopyPlace> = Key::word("place")
    .default_word(CopyPlace::Next as usize)
    .doc("Whether copies of rows follow their originals or stand behind all rows");
const MODE: Key<Option<Mode>> = Key::word("mode")
    .otherwise("required by volume_anomaly")
    .doc("Whether rows come twice or are missing")
    .example("spike");
const PERIOD: Key<Option<usize>> = Key::periods("period", 0)
    .otherwise("required by volume_anomaly, or periods")
    .doc(PERIOD_DOC)
    .example("6");
const PERIODS: Key<Option<Items>> =
    Key::list("periods", &Kind::Int(0, i64::MAX)).otherwise("period").doc(PERIODS_DOC).example("[6, 7]");

const OF_COLUMNS: When = When::new("issue", &["null_injection", "type_mismatch", "schema_drift"]);
const VOLUME: When = When::new("issue", &["volume_anomaly"]);
const COPIES: When = When::new("issue", &["duplicate_rows", "volume_anomaly"]);

pub static ISSUE: Section = Section::new(
    "builder.quality",
    PAGE,
    "A fault of a table",
    &[
        TABLE.param,
        ISSUE_WORD.param,
        RATE.param,
        COLUMN.param,
        EXACT.param,
        SEED_OFFSET.param,
        PLACE.param,
        MODE.param,
        PERIOD.param,
        PERIODS.param,
    ],
)
.rules(&[
    Rule::Needs(OF_COLUMNS, &["column"]),
    Rule::Needs(VOLUME, &["mode"]),
    Rule::NeedsOneOf(VOLUME, &["period", "periods"]),
    Rule::AtMostOne(&["period", "periods"], EXCLUSIVE),
    Rule::Only(&["mode", "period", "periods"], VOLUME),
    Rule::Only(&["column"], OF_COLUMNS),
    Rule::Only(&["place"], COPIES),
]);

const TYPE: Key<IssueWord> = Key::word("type").doc(ISSUE_DOC);
const TARGET_TABLE: Key<Unread> = Key::of("target_table", Kind::Text).doc(TABLE_DOC).example("fct_usage");
const TARGET_COLUMNS: Key<Option<Unread>> =
    Key::of("target_columns", SOME_COLUMNS).otherwise("\"*\"").doc(COLUMN_DOC).example("[usage]");
const TARGET_PERIOD: Key<Option<usize>> = Key::periods("target_period", 0)
    .otherwise("required by volume_anomaly, or target_periods")
    .doc(PERIOD_DOC)
    .example("6");
const TARGET_PERIODS: Key<Option<Items>> = Key::list("target_periods", &Kind::Int(0, i64::MAX))
    .otherwise("target_period")
    .doc(PERIODS_DOC)
    .example("[6, 7]");

const ENGINE_VOLUME: When = When::new("type", &["volume_anomaly"]);
const ENGINE_COPIES: When = When::new("type", &["duplicate_rows", "volume_anomaly"]);

pub static ENGINE_ISSUE: Section = Section::new(
    "engine.quality_issues",
    PAGE,
    "A fault of a table",
    &[
        TYPE.param,
        TARGET_TABLE.param,
        TARGET_COLUMNS.param,
        RATE.param,
        EXACT.param,
        SEED_OFFSET.param,
        PLACE.param,
        MODE.param,
        TARGET_PERIOD.param,
        TARGET_PERIODS.param,
    ],
)
.rules(&[
    Rule::Needs(ENGINE_VOLUME, &["mode"]),
    Rule::NeedsOneOf(ENGINE_VOLUME, &["target_period", "target_periods"]),
    Rule::AtMostOne(&["target_period", "target_periods"], EXCLUSIVE),
    Rule::Only(&["mode", "target_period", "target_periods"], ENGINE_VOLUME),
    Rule::Only(&["place"], ENGINE_COPIES),
]);

static QUALITY_ISSUES: Key<Option<Items>> = Key::list("quality_issues", &ONE_ISSUE)
    .optional()
    .doc("The faults, in the order in which they are put in")
    .example("[{ type: duplicate_rows, target_table: fct_usage, rate: 0.01 }]");

pub static ENGINE: Section = Section::new("engine.quality", PAGE, DOC, &[QUALITY_ISSUES.param]);

/// A fault before its table and columns are looked up.
pub struct Draft<'a> {
    pub at: Field<'a>,
    pub word: IssueWord,
    pub table: Field<'a>,
    /// The columns that are named; none for all.
    pub columns: Option<Vec<Field<'a>>>,
    pub rate: f64,
    pub rate_at: Field<'a>,
    pub exact: bool,
    pub seed_offset: u64,
    pub place: CopyPlace,
    pub mode: Option<Mode>,
    pub periods: Vec<(usize, Field<'a>)>,
}

/// The faults of a document of the builder form.
pub fn builder<'a>(document: &Fields<'a>) -> Option<Vec<Draft<'a>>> {
    let Some(items) = document.read(&QUALITY)? else { return Some(Vec::new()) };
    let of = |item: &Field<'a>| {
        let fields = item.fields(&ISSUE)?;
        issue(&fields, &ISSUE_WORD, &TABLE, &COLUMN, &PERIOD, &PERIODS)
    };
    all(document.at(&QUALITY), items, of)
}

/// The faults of a document of the engine form.
pub fn engine<'a>(document: &Fields<'a>) -> Option<Vec<Draft<'a>>> {
    let Some(field) = document.at(&ENGINE_QUALITY) else { return Some(Vec::new()) };
    let items = match &field.node.value {
        Value::List(_) => field.items()?,
        _ => field.fields(&ENGINE)?.read(&QUALITY_ISSUES)?.unwrap_or_default(),
    };
    let of = |item: &Field<'a>| {
        let fields = item.fields(&ENGINE_ISSUE)?;
        issue(&fields, &TYPE, &TARGET_TABLE, &TARGET_COLUMNS, &TARGET_PERIOD, &TARGET_PERIODS)
    };
    all(Some(field), items, of)
}

fn all<'a>(
    field: Option<&Field<'a>>,
    items: Vec<Field<'a>>,
    of: impl Fn(&Field<'a>) -> Option<Draft<'a>>,
) -> Option<Vec<Draft<'a>>> {
    if items.len() > MOST
        && let Some(field) = field
    {
        field.error("too-many-items", format!("has {} issues, but may have {MOST}", items.len()), None);
        return None;
    }
    // All are read before one that is wrong ends it.
    let read: Vec<Option<Draft<'a>>> = items.iter().map(of).collect();
    read.into_iter().collect()
}

fn issue<'a>(
    fields: &Fields<'a>,
    word: &Key<IssueWord>,
    table: &Key<Unread>,
    columns: &Key<Option<Unread>>,
    period: &Key<Option<usize>>,
    periods: &Key<Option<Items>>,
) -> Option<Draft<'a>> {
    let (word, rate, exact) = (fields.read(word), fields.read(&RATE), fields.read(&EXACT));
    let (offset, place, mode) = (fields.read(&SEED_OFFSET), fields.read(&PLACE), fields.read(&MODE));
    let columns = match fields.at(columns) {
        None => Some(None),
        Some(field) => match &field.node.value {
            Value::Text(text) if text == "*" => Some(None),
            Value::List(_) => field.some_items().map(|items| match items.as_slice() {
                [only] if matches!(&only.node.value, Value::Text(text) if text == "*") => None,
                _ => Some(items),
            }),
            _ => field.text().map(|_| Some(vec![field.clone()])),
        },
    };
    let one = fields.read(period);
    let mut listed = Vec::new();
    if let (Some(Some(period)), Some(field)) = (one, fields.at(period)) {
        listed.push((period, field.clone()));
    }
    let mut fine = true;
    for item in fields.read(periods).flatten().unwrap_or_default() {
        match item.int(0, i64::MAX) {
            Some(period) => listed.push((usize::try_from(period).unwrap_or(usize::MAX), item)),
            None => fine = false,
        }
    }
    if let (Some(Some(Mode::Drop)), Some(field)) = (mode, fields.at(&PLACE)) {
        field.warn("no-effect", "has no effect: rows that are missing have no place", None);
    }
    let draft = Draft {
        at: fields.whole.clone(),
        word: word?,
        table: fields.at(table)?.clone(),
        columns: columns?,
        rate: rate?,
        rate_at: fields.place(&RATE).clone(),
        exact: exact?,
        seed_offset: offset?,
        place: place?,
        mode: mode?,
        periods: listed,
    };
    if draft.exact
        && draft.word == IssueWord::VolumeAnomaly
        && let Some(field) = fields.at(&EXACT)
    {
        let message =
            "exact counts the rows of the whole table, but a volume anomaly is about single periods";
        field.error("wrong-place", message, None);
        return None;
    }
    fine.then_some(draft)
}
