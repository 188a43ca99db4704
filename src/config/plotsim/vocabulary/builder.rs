//! The builder form.

use super::{
    BOUNDS, BOUNDS_KEY, COUNT, GRANULARITY, INFEASIBLE_DOC, KERNEL, LOCALE, NUMBER, ON_INFEASIBLE, PERIOD,
    PERSISTENCE, POLARITY, RATE, SCOPE, SCOPE_DOC, SEASONAL, SPREAD_KEY, later, optional, required,
};
use crate::config::param::{Interval, Kind, Param};

pub const DOCUMENT: &[Param] = &[
    required("about", Kind::Text, "What the data is about"),
    required("unit", Kind::Text, "One entity, singular, as in customer; names dim_<unit> and <unit>_id"),
    required(
        "window",
        Kind::Special("mapping {start, end, every} or list [start, end, every]"),
        "The time window",
    ),
    required("metrics", Kind::List, "The numbers every entity has in every period"),
    required("segments", Kind::List, "Groups of entities that behave alike"),
    optional("seed", Kind::Seed, "42", "Seed of every random value"),
    optional("connections", Kind::List, "none", "Correlations between metrics"),
    optional("correlation_scope", Kind::Word(SCOPE), "pooled", SCOPE_DOC),
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "nearest", INFEASIBLE_DOC),
    optional("bounds", Kind::Word(BOUNDS), "reshape", BOUNDS_KEY),
    optional("lifecycle", Kind::Map, "none", "Stages that entities pass through"),
    optional("stages", Kind::Map, "none", "Another word for lifecycle"),
    optional("seasonality", Kind::List, "none", "Months that lift or lower every metric"),
    optional(
        "noise",
        Kind::Special("preset or mapping"),
        "none",
        "What is done to values after they are drawn",
    ),
    optional("dimensions", Kind::List, "dim_<unit>", "Dimension tables"),
    optional(
        "facts",
        Kind::Special("list, or the word wide"),
        "fct_<metric> for each metric",
        "Fact tables; wide puts all metrics into one",
    ),
    optional("events", Kind::List, "none", "Event tables"),
    optional("bridges", Kind::List, "none", "Tables of pairs of dimension rows"),
    optional("manifest", Kind::Map, "include: true", "The description of the data beside its files"),
    optional("output", Kind::Special("format or mapping"), "csv", "Format and directory of files"),
    optional("output_format", Kind::Word(super::FORMATS), "csv", "Another word for output"),
    LOCALE,
    crate::config::run::PARAM,
    later("connection_phases", "Correlations that change over time"),
    later("quality", "Corruption of finished tables"),
    later("holdout", "A split into training and holdout periods"),
    later("entity_features", "A file of features per entity"),
    later("sources", "Several systems that know the same entities"),
];

pub const WINDOW: &[Param] = &[
    required("start", Kind::Special("YYYY-MM or YYYY-MM-DD"), "First month or day"),
    required("end", Kind::Special("YYYY-MM or YYYY-MM-DD"), "Last month or day, inclusive"),
    optional("every", Kind::Word(GRANULARITY), "monthly", "Length of a period"),
];

/// The words of a metric's `type`.
pub const METRIC_TYPE: &[&str] = &["score", "amount", "count", "index"];

pub const METRIC: &[Param] = &[
    required("name", Kind::Text, "Name of the metric"),
    required("type", Kind::Word(METRIC_TYPE), "What kind of number it is"),
    required("polarity", Kind::Word(POLARITY), "Whether it rises or falls with the trajectory"),
    optional("label", Kind::Text, "from the name", "Name for people"),
    optional(
        "range",
        Kind::Special("list [low, high]"),
        "0 to 1 for a score; a count's mean runs 0 to 5",
        "Least and greatest value; for a count, its mean at both ends of the trajectory",
    ),
    optional("follows", Kind::Text, "none", "The metric whose behaviour it repeats later"),
    optional("delay", COUNT, "none", "Periods by which it follows"),
    optional("decay_window", COUNT, "none", "Periods over which the delay is spread"),
    optional("decay_kernel", Kind::Word(KERNEL), "geometric", "Weights within the window"),
    SEASONAL,
    optional("distribution", Kind::Text, "from the type", "Family of distributions"),
    optional("distribution_params", Kind::Map, "none", "Parameters of the family, without its centre"),
    optional("noise", Kind::Special("preset or mapping"), "the config's noise", "Noise of this metric alone"),
    optional("bounds", Kind::Word(BOUNDS), "the config's bounds", BOUNDS_KEY),
    PERSISTENCE,
];

pub const SEGMENT: &[Param] = &[
    required("name", Kind::Text, "Name of the segment; its entities are called <name>_0000 and so on"),
    required("count", COUNT, "Number of entities"),
    required("archetype", Kind::Text, "Behaviour over time, as in growth > decline @ 6"),
    optional("label", Kind::Text, "from the name", "Name for people"),
    optional("attributes", Kind::Map, "none", "Texts for columns of type pool.<attribute>: one or a list"),
    optional(
        "baseline",
        Kind::Map,
        "none",
        "high, mid or low: the third of a metric's range the segment moves in",
    ),
    SEASONAL,
    optional("arrival", Kind::Map, "all from the first period", "When entities begin"),
    optional("treatment", Kind::Map, "none", "An experiment on some of the entities"),
    SPREAD_KEY,
];

/// The words of `baseline`, from the lowest third up.
pub const THIRDS: &[&str] = &["low", "mid", "high"];
/// The words of an arrival's `kind`.
pub const ARRIVAL_KIND: &[&str] = &["uniform", "linear", "step", "explicit"];
/// The words of `direction`.
pub const DIRECTION: &[&str] = &["increasing", "decreasing"];

const ARRIVAL_START: Param = optional("start", PERIOD, "0", "First period in which an entity may begin");
const ARRIVAL_END: Param =
    optional("end", COUNT, "the last period but one", "First period in which none begins any more");

pub const ARRIVAL_UNIFORM: &[Param] = &[ARRIVAL_START, ARRIVAL_END];
pub const ARRIVAL_LINEAR: &[Param] = &[
    ARRIVAL_START,
    ARRIVAL_END,
    optional("direction", Kind::Word(DIRECTION), "increasing", "Whether more or fewer begin as time goes on"),
];
pub const ARRIVAL_STEP: &[Param] = &[required("blocks", Kind::List, "Groups that begin together")];
pub const ARRIVAL_BLOCK: &[Param] = &[
    required("period", PERIOD, "First period of the group"),
    required("fraction", Kind::Float(Interval::above(0.0, 1.0)), "Share of the segment"),
];
pub const ARRIVAL_EXPLICIT: &[Param] =
    &[required("start_periods", Kind::List, "First period of each entity")];

pub const TREATMENT: &[Param] = &[
    required("fraction", RATE, "Share of entities that are treated"),
    required("lift_log_odds", Kind::Float(Interval::open(-1e6, 1e6)), "Shift of the position, in log-odds"),
    optional("start_period", PERIOD, "0", "First treated period"),
    optional("treatment_label", Kind::Text, "treatment", "Name of the treated arm"),
    optional("control_label", Kind::Text, "control", "Name of the other arm"),
    optional("target_metric", Kind::Text, "all metrics", "The one metric that is treated"),
];

pub const CONNECTION: &[Param] = &[
    optional("metric_a", Kind::Text, "required, or a", "One metric"),
    optional("metric_b", Kind::Text, "required, or b", "The other metric"),
    optional("a", Kind::Text, "metric_a", "Short for metric_a"),
    optional("b", Kind::Text, "metric_b", "Short for metric_b"),
    optional("relationship", Kind::Text, "none", "How strongly, in a word"),
    optional(
        "coefficient",
        Kind::Float(Interval::closed(-1.0, 1.0)),
        "none",
        "How strongly, as Pearson's coefficient",
    ),
    optional("correlation_scope", Kind::Word(SCOPE), "the config's", SCOPE_DOC),
    optional("scope", Kind::Word(SCOPE), "correlation_scope", "Short for correlation_scope"),
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "the config's", INFEASIBLE_DOC),
];

pub const LIFECYCLE: &[Param] = &[
    required("track", Kind::Text, "The metric that decides"),
    required("stages", Kind::List, "Stages from lowest to highest, each {name: threshold}"),
    optional(
        "enforce_order",
        Kind::Bool,
        "false",
        "Whether entities climb and fall by rules, not by value alone",
    ),
    optional("downgrade_delay", COUNT, "none", "Low periods in a row before an entity falls back"),
];
pub const STAGE: &[Param] = &[
    required("name", Kind::Text, "Name of the stage"),
    required("threshold", NUMBER, "Lowest value of the stage"),
];

/// The words of a dimension's `per`.
pub const PER: &[&str] = &["period", "unit"];

pub const DIMENSION: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    required("columns", Kind::List, "Its columns"),
    optional("per", Kind::Word(PER), "from its references", "period or unit: what a row stands for"),
    optional("reference", Kind::Bool, "false", "Whether it is a fixed list of things"),
    optional("count", COUNT, "1", "Rows of a reference dimension at least, or rows per entity"),
];

pub const FACT: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    required("columns", Kind::List, "Its columns"),
    optional("metrics", Kind::List, "none", "Metrics that get a column each, beside those under columns"),
    later("cdc", "Change-data-capture columns"),
    later("row_count_driver", "A number of rows that follows a metric"),
    later("row_count_scale", "A number of rows that follows a metric"),
    later("parent_table", "Child rows of another fact"),
    later("children_per_row", "Child rows of another fact"),
];

/// The words of an event's `trigger`.
pub const TRIGGER: &[&str] = &["proportional", "threshold"];

pub const EVENT: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    required("columns", Kind::List, "Its columns"),
    required("trigger", Kind::Word(TRIGGER), "Whether events follow a metric or mark a streak"),
    optional("driver", Kind::Text, "none", "proportional: the metric"),
    optional("scale", Kind::Float(Interval::POSITIVE), "none", "proportional: events per unit of the metric"),
    optional("metric", Kind::Text, "none", "threshold: the metric"),
    optional("above", NUMBER, "none", "threshold: the value to exceed"),
    optional("below", NUMBER, "none", "threshold: the value to stay under"),
    optional("for", COUNT, "1", "threshold: periods in a row"),
    optional("for_periods", COUNT, "1", "Another word for for"),
    optional("every", Kind::Bool, "false", "threshold: again after each break, not once per entity"),
    later("log_format", "Log lines"),
    later("log_filename", "Log lines"),
];

pub const BRIDGE: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    required("left", Kind::Text, "A dimension with a row per entity"),
    required("right", Kind::Text, "Another dimension"),
    required("cardinality", Kind::Special("list [min, max]"), "Fewest and most partners of a left row"),
    optional("driver", Kind::Text, "the trajectory", "Without effect: partners follow the mean position"),
    optional("directed", Kind::Bool, "true", "Whether the order of a pair matters"),
    optional("columns", Kind::List, "none", "Columns beside the two keys"),
];

pub const COLUMN: &[Param] = &[
    required("name", Kind::Text, "Name of the column"),
    required("type", Kind::Text, "What fills it"),
    optional("range", Kind::Special("list [low, high]"), "none", "range: the bounds"),
    optional("unique", Kind::Bool, "false", "faker: whether no value comes twice"),
    optional("pii_note", Kind::Text, "none", "What could be taken for real persons or firms"),
    later("labels", "Labels by position"),
    later("template", "Narratives"),
    later("lexicons", "Narratives"),
    later("bands", "Narratives"),
    later("tracks", "Versioned rows"),
    later("tiers", "Versioned rows"),
    later("at", "Versioned rows"),
    later("nested_schema", "Structs"),
    later("array_element_type", "Arrays"),
    later("array_length", "Arrays"),
];
