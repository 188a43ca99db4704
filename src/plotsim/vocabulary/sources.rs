//! What can stand after a column's `type:` or `source:`.

use crate::plotsim::parts::later::{self, Later};

/// A way to fill a column.
#[derive(Debug)]
pub struct SourceForm {
    /// What it begins with, up to the first `.` or `:`.
    pub head: &'static str,
    /// How it is written, with `<…>` for what one fills in; without these it is a word.
    pub form: &'static str,
    /// What every such text matches, where it is no word.
    pub pattern: &'static str,
    pub doc: &'static str,
    pub example: &'static str,
}

const fn word(head: &'static str, form: &'static str, doc: &'static str) -> SourceForm {
    SourceForm { head, form, pattern: "", doc, example: form }
}

const fn open(
    head: &'static str,
    form: &'static str,
    pattern: &'static str,
    example: &'static str,
    doc: &'static str,
) -> SourceForm {
    SourceForm { head, form, pattern, doc, example }
}

const FAKER_DOC: &str = "Realistic text, number or date of a faker method, with its arguments";

/// The words after `type:` in the builder form.
pub static TYPES: &[SourceForm] = &[
    word("id", "id", "The table's own key"),
    open("ref", "ref.<table>", "^ref\\.[\\s\\S]", "ref.dim_date", "The key of another table's row"),
    open("metric", "metric.<metric>", "^metric\\.[\\s\\S]", "metric.usage", "The value of a metric"),
    open(
        "lag",
        "lag.<metric>:periods:<k>[:initial:current]",
        "^lag\\.[\\s\\S]*:periods:\\+?0*[1-9][0-9]*(:initial:(null|current))?$",
        "lag.usage:periods:3",
        "The value of a metric k periods before; in an entity's first k periods null or the current value",
    ),
    open("faker", "faker.<method>", "", "faker.name", FAKER_DOC),
    open(
        "static",
        "static.<a,b,…>",
        "^static\\.[\\s\\S]",
        "static.web,shop",
        "A constant; a list is dealt out row by row in reference dimensions",
    ),
    open(
        "pool",
        "pool.<attribute>",
        "^pool\\.[\\s\\S]",
        "pool.region",
        "One of the segment's attribute texts",
    ),
    word("segment", "segment.count", "Entities of the segment"),
    word("range", "range", "A uniform number between the bounds under 'range'"),
    word("timestamp", "timestamp", "In events a moment within the period, elsewhere its first day"),
    word("flag", "flag", "true: the condition of this threshold event"),
    word("date", "date", "In dim_date, what the column's name says"),
    word("int", "int", "In dim_date, what the column's name says"),
    word("string", "string", "In dim_date, what the column's name says"),
    word("float", "float", "In dim_date, what the column's name says"),
];
/// Types of later releases.
pub const LATER_TYPES: &[(&str, Later)] = &[
    ("geo", later::PLACES),
    ("bucket", later::LABELS),
    ("narrative", later::NARRATIVES),
    ("scd", later::VERSIONS),
    ("struct", later::STRUCTS),
    ("array", later::ARRAYS),
];

/// What can stand after `source:` in the engine form.
pub static SOURCES: &[SourceForm] = &[
    word("pk", "pk", "The table's own key"),
    open(
        "fk",
        "fk:<table>.<column>",
        "^fk:[^.]+\\.[\\s\\S]",
        "fk:dim_plan.plan_id",
        "The key of another table's row",
    ),
    open("metric", "metric:<metric>", "^metric:[\\s\\S]", "metric:usage", "The value of a metric"),
    open(
        "lag",
        "lag:<metric>:periods:<k>[:initial:current]",
        "^lag:[\\s\\S]*:periods:\\+?0*[1-9][0-9]*(:initial:(null|current))?$",
        "lag:usage:periods:3",
        "The value of a metric k periods before; in an entity's first k periods null or the current value",
    ),
    open("generated", "generated:faker.<method>", "", "generated:faker.name", FAKER_DOC),
    word("generated", "generated:entity_name", "Name of the entity"),
    word("generated", "generated:date_key", "The period's key in dim_date"),
    word("generated", "generated:timestamp", "In events a moment within the period, elsewhere its first day"),
    word("generated", "generated:period_label", "The period as text, as in 2024-01"),
    open(
        "static",
        "static:<a,b,…>",
        "^static:[\\s\\S]",
        "static:basic,pro",
        "A constant; a list is dealt out row by row in reference dimensions",
    ),
    word("derived", "derived:size", "Members of the entity"),
    word("derived", "derived:archetype", "Name of the archetype"),
    word("derived", "derived:name", "Name of the entity"),
    word("derived", "derived:entity_name", "Name of the entity"),
    word("derived", "derived:period_index", "Number of the period, from 0"),
    word("derived", "derived:entity_id", "Key of the entity"),
    word("derived", "derived:date_key", "The period's key in dim_date"),
    THRESHOLD,
    open(
        "pool",
        "pool:<name>[:uniform|:trajectory]",
        "^pool:[^:]*$|^pool:[\\s\\S]*:(uniform|trajectory)$",
        "pool:region",
        "One of the entity's texts under value_pool, at random or by its position",
    ),
    open(
        "range",
        "range:<a>:<b>",
        "^range:[-+0-9.eE]+:[-+0-9.eE]+$",
        "range:18:80",
        "A uniform number; whole if both ends are, and then both included",
    ),
];
/// Sources of later releases.
pub const LATER_SOURCES: &[(&str, Later)] = &[
    ("scd_type2", later::VERSIONS),
    ("narrative", later::NARRATIVES),
    ("nested", later::STRUCTS),
    ("text", later::NARRATIVES),
];

const THRESHOLD: SourceForm = open(
    "threshold",
    "threshold:<metric>:<above|below>:<x>:for:<k>",
    "^threshold:[\\s\\S]+:(above|below):[-+0-9.eE]+:for:\\+?0*[1-9][0-9]*$",
    "threshold:usage:below:0.3:for:2",
    "true: the condition of this threshold event",
);

/// What can stand after `row_count_source:`.
pub static ROW_SOURCES: &[SourceForm] = &[
    open(
        "proportional",
        "proportional:<metric>:scale:<x>",
        "^proportional:[\\s\\S]+:scale:[+0-9.eE][-+0-9.eE]*$",
        "proportional:usage:scale:6",
        "As many events as the metric's value times x",
    ),
    SourceForm { doc: "An event where a metric has been beyond a value for k periods", ..THRESHOLD },
];
