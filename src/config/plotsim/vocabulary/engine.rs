//! The engine form.

use super::{
    BOUNDS, BOUNDS_KEY, COUNT, GRANULARITY, INFEASIBLE_DOC, KERNEL, LOCALE, NUMBER, ON_INFEASIBLE, PERIOD,
    PERSISTENCE, POLARITY, RATE, SCOPE, SCOPE_DOC, SEASONAL, SPREAD_KEY, later, optional, required,
};
use crate::config::param::{Interval, Kind, Param};

pub const DOCUMENT: &[Param] = &[
    required("domain", Kind::Map, "What the data is about"),
    required("time_window", Kind::Map, "The time window"),
    required("seed", Kind::Seed, "Seed of every random value"),
    required("metrics", Kind::List, "The numbers every entity has in every period"),
    required("archetypes", Kind::List, "Behaviours over time"),
    required("entities", Kind::List, "The entities"),
    required("tables", Kind::List, "The tables"),
    optional("correlations", Kind::List, "none", "Correlations between metrics"),
    optional("correlation_scope", Kind::Word(SCOPE), "residual", SCOPE_DOC),
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "nearest", INFEASIBLE_DOC),
    optional("bounds", Kind::Word(BOUNDS), "clamp", BOUNDS_KEY),
    optional(
        "noise",
        Kind::Special("preset or mapping"),
        "none",
        "What is done to values after they are drawn",
    ),
    optional("output", Kind::Special("format or mapping"), "csv", "Format and directory of files"),
    optional("output_format", Kind::Word(super::FORMATS), "csv", "Another word for output"),
    optional("stages", Kind::Map, "none", "Stages that entities pass through"),
    LOCALE,
    optional("bridges", Kind::List, "none", "Tables of pairs of dimension rows"),
    optional("seasonal_effects", Kind::List, "none", "Months that lift or lower every metric"),
    optional("manifest", Kind::Map, "include: true", "The description of the data beside its files"),
    crate::config::run::PARAM,
    optional(
        "compensate_correlations",
        Kind::Bool,
        "false",
        "true is plotsim's word for correlation_scope: pooled",
    ),
    optional(
        "generation_mode",
        Kind::Word(&["auto", "serial", "vectorized"]),
        "auto",
        "Without effect: there is one way, the fast one",
    ),
    later("correlation_phases", "Correlations that change over time"),
    later("quality", "Corruption of finished tables"),
    later("holdout", "A split into training and holdout periods"),
    later("entity_features", "A file of features per entity"),
    later("multi_source", "Several systems that know the same entities"),
];

pub const DOMAIN: &[Param] = &[
    required("name", Kind::Text, "Name of the domain"),
    required("description", Kind::Text, "What it is about"),
    required("entity_type", Kind::Text, "One entity, singular"),
    required("entity_label", Kind::Text, "Many entities, for people"),
];

pub const WINDOW: &[Param] = &[
    required("start", Kind::Special("YYYY-MM or YYYY-MM-DD"), "First month or day"),
    required("end", Kind::Special("YYYY-MM or YYYY-MM-DD"), "Last month or day, inclusive"),
    required("granularity", Kind::Word(GRANULARITY), "Length of a period"),
];

pub const METRIC: &[Param] = &[
    required("name", Kind::Text, "Name of the metric"),
    optional("label", Kind::Text, "from the name", "Name for people"),
    required("distribution", Kind::Text, "Family of distributions"),
    required("params", Kind::Map, "Parameters of the family"),
    required("polarity", Kind::Word(POLARITY), "Whether it rises or falls with the trajectory"),
    optional("value_range", Kind::Map, "none", "Least and greatest value"),
    optional("causal_lag", Kind::Map, "none", "The metric it follows, some periods late"),
    SEASONAL,
    optional(
        "noise_override",
        Kind::Special("preset or mapping"),
        "the config's noise",
        "Noise of this metric alone",
    ),
    optional("bounds", Kind::Word(BOUNDS), "the config's bounds", BOUNDS_KEY),
    PERSISTENCE,
];

pub const VALUE_RANGE: &[Param] =
    &[optional("min", NUMBER, "none", "Least value"), optional("max", NUMBER, "none", "Greatest value")];

pub const CAUSAL_LAG: &[Param] = &[
    required("driver", Kind::Text, "The metric it follows"),
    required("lag_periods", COUNT, "Periods by which it follows"),
    optional("blend_weight", RATE, "1", "Weight of the driver against the metric's own position"),
    optional("decay", Kind::Bool, "false", "Whether the lag is spread over several periods"),
    optional("decay_window", COUNT, "none", "Periods over which it is spread"),
    optional("decay_kernel", Kind::Word(KERNEL), "geometric", "Weights within the window"),
];

pub const ARCHETYPE: &[Param] = &[
    required("name", Kind::Text, "Name of the archetype"),
    optional("label", Kind::Text, "from the name", "Name for people"),
    optional("description", Kind::Text, "the label", "What it stands for"),
    required("curve_segments", Kind::List, "Curves that together cover the window"),
    optional("metric_overrides", Kind::Map, "none", "Laws of single metrics for entities of this archetype"),
    SPREAD_KEY,
];

pub const CURVE_SEGMENT: &[Param] = &[
    required("curve", Kind::Text, "Which curve"),
    optional("params", Kind::Map, "the curve's defaults", "Its parameters"),
    required("start_pct", RATE, "Where it starts, as a fraction of the window"),
    required("end_pct", RATE, "Where it ends, as a fraction of the window"),
];

pub const METRIC_OVERRIDE: &[Param] = &[
    optional("distribution", Kind::Text, "the metric's", "Family of distributions"),
    optional("params", Kind::Map, "the metric's", "Parameters of the family, all of them"),
    optional("value_range", Kind::Map, "the metric's", "A range within the metric's own"),
];

pub const ENTITY: &[Param] = &[
    required("name", Kind::Text, "Name of the entity"),
    required("archetype", Kind::Text, "Its behaviour"),
    required("size", COUNT, "Members behind it"),
    optional("overrides", Kind::Map, "none", "What differs from its archetype"),
    optional("cross_dim_fks", Kind::Map, "none", "Foreign keys that are given, as column: key"),
    SEASONAL,
    optional("start_period", PERIOD, "0", "Its first period"),
    optional("treatment_group", Kind::Text, "none", "Name of its arm in an experiment"),
    optional(
        "treatment_lift_log_odds",
        Kind::Float(Interval::open(-1e6, 1e6)),
        "none",
        "Shift of its position, in log-odds",
    ),
    optional("treatment_start_period", PERIOD, "0", "First treated period"),
    optional("treatment_target_metric", Kind::Text, "all metrics", "The one metric that is treated"),
];

pub const OVERRIDES: &[Param] = &[optional(
    "inflection_month",
    Kind::Int(i64::MIN, i64::MAX),
    "none",
    "Period in which the first curve should end",
)];

/// The words of a table's `type`.
pub const TABLE_TYPE: &[&str] = &["dim", "fact", "event"];
/// The words of `grain`.
pub const GRAIN: &[&str] =
    &["per_entity", "per_period", "per_reference", "per_entity_per_period", "variable", "per_parent_row"];

pub const TABLE: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    required("type", Kind::Word(TABLE_TYPE), "What kind of table"),
    required("grain", Kind::Word(GRAIN), "What a row stands for"),
    required("columns", Kind::List, "Its columns"),
    required(
        "primary_key",
        Kind::Special("text or list of texts"),
        "The column or columns that identify a row",
    ),
    optional("foreign_keys", Kind::List, "none", "References, as table.column; for documentation"),
    optional(
        "row_count_source",
        Kind::Text,
        "none",
        "What makes the rows of an event, as proportional:<metric>:scale:<x>",
    ),
    optional("count", COUNT, "1", "Rows of a reference dimension at least, or rows per member"),
    optional("pk_prefix", Kind::Text, "from the name", "What keys begin with"),
    optional("every", Kind::Bool, "false", "threshold events: again after each break, not once per entity"),
    later("cdc", "Change-data-capture columns"),
    later("log_format", "Log lines"),
    later("log_filename", "Log lines"),
    later("parent_table", "Child rows of another fact"),
    later("children_per_row", "Child rows of another fact"),
];

/// The words of `dtype`.
pub const DTYPE: &[&str] = &["int", "float", "string", "date", "boolean", "id", "struct", "array"];

pub const COLUMN: &[Param] = &[
    required("name", Kind::Text, "Name of the column"),
    required("dtype", Kind::Word(DTYPE), "Type of its values"),
    required("source", Kind::Text, "What fills it"),
    optional("pii_note", Kind::Text, "none", "What could be taken for real persons or firms"),
    optional(
        "distribution",
        Kind::Special("uniform, or mapping {weights}"),
        "uniform",
        "How often a foreign key names each row",
    ),
    optional("allow_outside_window", Kind::Bool, "false", "Whether dates outside the window are meant"),
    optional("value_pool", Kind::Map, "none", "pool: the texts of each entity"),
    optional("unique", Kind::Bool, "false", "faker: whether no value comes twice"),
    later("scd_type2", "Versioned rows"),
    later("narrative", "Narratives"),
    later("nested_schema", "Structs"),
    later("array_element_type", "Arrays"),
    later("array_length", "Arrays"),
];

/// A foreign key's `distribution` as a mapping.
pub const WEIGHTS: &[Param] = &[required("weights", Kind::Weights, "Weight of each key of the parent")];

pub const CORRELATION: &[Param] = &[
    required("metric_a", Kind::Text, "One metric"),
    required("metric_b", Kind::Text, "The other metric"),
    required("coefficient", Kind::Float(Interval::closed(-1.0, 1.0)), "Pearson's coefficient"),
    optional("correlation_scope", Kind::Word(SCOPE), "the config's", SCOPE_DOC),
    optional("scope", Kind::Word(SCOPE), "correlation_scope", "Short for correlation_scope"),
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "the config's", INFEASIBLE_DOC),
];

pub const STAGES: &[Param] = &[
    required("field", Kind::Text, "The metric that decides"),
    required("sequence", Kind::List, "Stages from lowest to highest"),
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
    required("threshold_enter", NUMBER, "Lowest value that enters it"),
    optional("threshold_exit", NUMBER, "none, and only for the last", "Value at which it is left"),
];

pub const BRIDGE: &[Param] = &[
    required("name", Kind::Text, "Name of the table"),
    optional("type", Kind::Word(&["bridge"]), "bridge", "Always bridge"),
    required("connects", Kind::List, "Two dimensions; the first has a row per entity"),
    required("cardinality", Kind::Map, "Fewest and most partners of a row of the first"),
    optional(
        "trajectory_driven",
        Kind::Bool,
        "true",
        "Whether the number of partners follows the mean position",
    ),
    optional("directed", Kind::Bool, "true", "Whether the order of a pair matters"),
    optional("metrics", Kind::List, "none", "Columns beside the two keys"),
];

pub const CARDINALITY: &[Param] =
    &[required("min", PERIOD, "Fewest partners"), required("max", COUNT, "Most partners")];
