//! The engine form.

use super::*;
use crate::config::param::{Rule, Section, When, later};

pub static DOCUMENT: Section = Section::new(
    "engine",
    "docs/plotsim.md#the-engine-form",
    "Everything written out: distributions, curves, entities, tables",
    &[
        required("domain", Kind::Map(&DOMAIN), "What the data is about").example(
            "{ name: Tea shops, description: Branches and their staff, entity_type: branch, entity_label: Branches }",
        ),
        required("time_window", Kind::Map(&WINDOW), "The time window")
            .example("{ start: 2024-01, end: 2025-12, granularity: monthly }"),
        required("seed", Kind::Seed, SEED_DOC).example("42"),
        required("metrics", Kind::SomeOf(&Kind::Map(&METRIC)), METRICS_DOC).example(
            "[{ name: usage, distribution: beta, params: { alpha: 2, beta: 5 }, polarity: positive }]",
        ),
        required("archetypes", Kind::SomeOf(&Kind::Map(&ARCHETYPE)), "Behaviours over time")
            .example("[{ name: rise, curve_segments: [{ curve: sigmoid, start_pct: 0, end_pct: 1 }] }]"),
        required("entities", Kind::SomeOf(&Kind::Map(&ENTITY)), "The entities")
            .example("[{ name: harbour, archetype: rise, size: 12 }]"),
        required("tables", Kind::SomeOf(&Kind::Map(&TABLE)), "The tables").example(
            "[{ name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }]",
        ),
        optional("correlations", Kind::List(&Kind::Map(&CORRELATION)), "none", "Correlations between metrics")
            .example("[{ metric_a: usage, metric_b: seats, coefficient: 0.5 }]"),
        optional("correlation_scope", Kind::Word(SCOPE), "residual", SCOPE_DOC),
        INFEASIBLE,
        optional("bounds", Kind::Word(BOUNDS), "clamp", BOUNDS_DOC),
        NOISE_KEY,
        OUTPUT_KEY,
        OUTPUT_FORMAT,
        crate::config::run::PARAM,
        optional("stages", Kind::Map(&STAGES), "none", STAGES_DOC).example(
            "{ field: usage, sequence: [{ name: trying, threshold_enter: 0, threshold_exit: 0.3 }, { name: relying, threshold_enter: 0.3 }] }",
        ),
        LOCALE,
        optional("bridges", Kind::List(&Kind::Map(&BRIDGE)), "none", BRIDGES_DOC)
            .example("[{ name: br_plans, connects: [dim_branch, dim_plan], cardinality: { min: 0, max: 3 } }]"),
        optional(
            "seasonal_effects",
            Kind::List(&Kind::Map(&SEASON)),
            "none",
            "Months that lift or lower every metric",
        )
        .example("[{ months: [11, 12], strength: 0.3 }]"),
        MANIFEST_KEY,
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
    ],
)
.rules(&[Rule::AtMostOne(&["output", "output_format"], SAME)]);

pub static DOMAIN: Section = Section::new(
    "engine.domain",
    "docs/plotsim.md#domain-time_window",
    "What the data is about",
    &[
        required("name", Kind::Text, "Name of the domain").example("Tea shops"),
        required("description", Kind::Text, "What it is about").example("Branches and their staff"),
        required("entity_type", Kind::Text, "One entity, singular").example("branch"),
        required("entity_label", Kind::Text, "Many entities, for people").example("Branches"),
    ],
);

pub static WINDOW: Section = Section::new(
    "engine.time_window",
    "docs/plotsim.md#domain-time_window",
    "The time window",
    &[
        required("start", Kind::Form(&MOMENT), "First month or day").example("2024-01"),
        required("end", Kind::Form(&MOMENT), "Last month or day, inclusive").example("2025-12"),
        required("granularity", Kind::Word(GRANULARITY), "Length of a period"),
    ],
);

pub static METRIC: Section = Section::new(
    "engine.metrics",
    "docs/plotsim.md#engine-metrics",
    "A number every entity has in every period",
    &[
        required("name", Kind::Form(&SOME_TEXT), "Name of the metric").example("usage"),
        LABEL,
        required("distribution", Kind::Known(Lexicon::Family), "Family of distributions").example("beta"),
        required("params", Kind::MapOf(&NUMBER), "Parameters of the family").example("{ alpha: 2, beta: 5 }"),
        POLARITY_KEY,
        optional("value_range", Kind::Map(&VALUE_RANGE), "none", "Least and greatest value")
            .example("{ min: 0, max: 100 }"),
        optional("causal_lag", Kind::Map(&CAUSAL_LAG), "none", "The metric it follows, some periods late")
            .example("{ driver: usage, lag_periods: 2 }"),
        SEASONAL,
        optional("noise_override", NOISE_KIND, "the config's noise", OWN_NOISE_DOC)
            .example("perfectly_clean"),
        OWN_BOUNDS,
        PERSISTENCE,
    ],
)
.rules(&[Rule::Params { key: "params", of: "distribution", lexicon: Lexicon::Family, centre: true }]);

pub static VALUE_RANGE: Section = Section::new(
    "engine.value_range",
    "",
    "Least and greatest value",
    &[
        optional("min", NUMBER, "none", "Least value").example("0"),
        optional("max", NUMBER, "none", "Greatest value").example("100"),
    ],
);

const DECAYING: When = When::new("decay", &["true"]);

pub static CAUSAL_LAG: Section = Section::new(
    "engine.causal_lag",
    "docs/plotsim.md#lag",
    "The metric another follows, some periods late",
    &[
        required("driver", Kind::Text, "The metric it follows").example("usage"),
        required("lag_periods", COUNT, "Periods by which it follows").example("2"),
        optional("blend_weight", RATE, "1", "Weight of the driver against the metric's own position"),
        optional("decay", Kind::Bool, "false", "Whether the lag is spread over several periods"),
        DECAY_WINDOW,
        DECAY_KERNEL,
    ],
)
.rules(&[Rule::Needs(DECAYING, &["decay_window"]), Rule::Only(&["decay_window"], DECAYING)]);

pub static ARCHETYPE: Section = Section::new(
    "engine.archetypes",
    "docs/plotsim.md#engine-archetypes",
    "A behaviour over time",
    &[
        required("name", Kind::Form(&SOME_TEXT), "Name of the archetype").example("rise"),
        LABEL,
        optional("description", Kind::Text, "the label", "What it stands for").example("up, then level"),
        required(
            "curve_segments",
            Kind::SomeOf(&Kind::Map(&CURVE_SEGMENT)),
            "Curves that together cover the window",
        )
        .example("[{ curve: sigmoid, start_pct: 0, end_pct: 1 }]"),
        optional(
            "metric_overrides",
            Kind::MapOf(&Kind::Map(&METRIC_OVERRIDE)),
            "none",
            "Laws of single metrics for entities of this archetype",
        )
        .example("{ usage: { value_range: { min: 0.2, max: 0.5 } } }"),
        SPREAD_KEY,
    ],
);

pub static CURVE_SEGMENT: Section = Section::new(
    "engine.curve_segments",
    "",
    "A curve over a part of the window",
    &[
        required("curve", Kind::Known(Lexicon::Curve), "Which curve").example("sigmoid"),
        optional(
            "params",
            Kind::MapOf(&Kind::Choice("number or boolean", &[NUMBER, Kind::Bool])),
            "the curve's defaults",
            "Its parameters",
        )
        .example("{ midpoint: 0.5 }"),
        required("start_pct", RATE, "Where it starts, as a fraction of the window").example("0"),
        required("end_pct", RATE, "Where it ends, as a fraction of the window").example("1"),
    ],
)
.rules(&[Rule::Params { key: "params", of: "curve", lexicon: Lexicon::Curve, centre: true }]);

pub static METRIC_OVERRIDE: Section = Section::new(
    "engine.metric_overrides",
    "",
    "A metric's law for entities of one archetype",
    &[
        optional("distribution", Kind::Known(Lexicon::Family), "the metric's", "Family of distributions")
            .example("gamma"),
        optional("params", Kind::MapOf(&NUMBER), "the metric's", "Parameters of the family, all of them")
            .example("{ shape: 2, scale: 10 }"),
        optional("value_range", Kind::Map(&VALUE_RANGE), "the metric's", "A range within the metric's own")
            .example("{ min: 0.2, max: 0.5 }"),
    ],
)
.rules(&[Rule::Params { key: "params", of: "distribution", lexicon: Lexicon::Family, centre: true }]);

pub static ENTITY: Section = Section::new(
    "engine.entities",
    "docs/plotsim.md#entities",
    "An entity",
    &[
        required("name", Kind::Form(&SOME_TEXT), "Name of the entity").example("harbour"),
        required("archetype", Kind::Text, "Its behaviour").example("rise"),
        required("size", COUNT, "Members behind it").example("12"),
        optional("overrides", Kind::Map(&OVERRIDES), "none", "What differs from its archetype")
            .example("{ inflection_month: 4 }"),
        optional(
            "cross_dim_fks",
            Kind::MapOf(&Kind::Choice("text or whole number", &[Kind::Text, Kind::Int(i64::MIN, i64::MAX)])),
            "none",
            "Foreign keys that are given, as column: key",
        )
        .example("{ region_id: r-002 }"),
        SEASONAL,
        optional("start_period", PERIOD, "0", "Its first period"),
        optional("treatment_group", Kind::Text, "none", "Name of its arm in an experiment").example("pilot"),
        optional("treatment_lift_log_odds", LOG_ODDS, "none", "Shift of its position, in log-odds")
            .example("0.5"),
        optional("treatment_start_period", PERIOD, "0", "First treated period"),
        optional("treatment_target_metric", Kind::Text, "all metrics", "The one metric that is treated")
            .example("usage"),
    ],
);

pub static OVERRIDES: Section = Section::new(
    "engine.overrides",
    "",
    "What differs from an entity's archetype",
    &[optional(
        "inflection_month",
        Kind::Int(i64::MIN, i64::MAX),
        "none",
        "Period in which the first curve should end",
    )
    .example("4")],
);

/// The words of a table's `type`.
pub const TABLE_TYPE: &[&str] = &["dim", "fact", "event"];
/// The words of `grain`.
pub const GRAIN: &[&str] =
    &["per_entity", "per_period", "per_reference", "per_entity_per_period", "variable", "per_parent_row"];

pub static TABLE: Section = Section::new(
    "engine.tables",
    "docs/plotsim.md#engine-tables",
    "A table",
    &[
        TABLE_NAME,
        required("type", Kind::Word(TABLE_TYPE), "What kind of table"),
        required("grain", Kind::Word(GRAIN), "What a row stands for"),
        required("columns", Kind::SomeOf(&Kind::Map(&COLUMN)), "Its columns")
            .example("[{ name: branch_id, dtype: id, source: pk }]"),
        required(
            "primary_key",
            Kind::Choice("text or list of texts", &[Kind::Text, Kind::SomeOf(&Kind::Text)]),
            "The column or columns that identify a row",
        )
        .example("[date_key, branch_id]"),
        optional(
            "foreign_keys",
            Kind::List(&Kind::Text),
            "none",
            "References, as table.column; for documentation",
        )
        .example("[dim_region.region_id]"),
        optional(
            "row_count_source",
            Kind::Known(Lexicon::RowSource),
            "none",
            "What makes the rows of an event, as proportional:<metric>:scale:<x>",
        )
        .example("\"proportional:usage:scale:6\""),
        optional("count", COUNT, "1", "Rows of a reference dimension at least, or rows per member"),
        optional("pk_prefix", Kind::Form(&PREFIX), "from the name", "What keys begin with").example("br"),
        optional(
            "every",
            Kind::Bool,
            "false",
            "Whether a threshold event comes again after each break, not once per entity",
        ),
        later("cdc", "Change-data-capture columns"),
        later("log_format", "Log lines"),
        later("log_filename", "Log lines"),
        later("parent_table", "Child rows of another fact"),
        later("children_per_row", "Child rows of another fact"),
    ],
)
.rules(&[Rule::Only(&["row_count_source"], When::new("type", &["event"]))]);

/// The words of `dtype`.
pub const DTYPE: &[&str] = &["int", "float", "string", "date", "boolean", "id", "struct", "array"];

const POOLED: When = When::new("source", &["pool:"]);

pub static COLUMN: Section = Section::new(
    "engine.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        COLUMN_NAME,
        required("dtype", Kind::Word(DTYPE), "Type of its values"),
        required("source", Kind::Known(Lexicon::Source), "What fills it").example("\"metric:usage\""),
        PII_NOTE,
        optional(
            "distribution",
            Kind::Choice("uniform, or mapping {weights}", &[Kind::Word(&["uniform"]), Kind::Map(&WEIGHTS)]),
            "uniform",
            "How often a foreign key names each row",
        )
        .example("{ weights: { r-001: 3, r-002: 1 } }"),
        optional("allow_outside_window", Kind::Bool, "false", "Whether dates outside the window are meant"),
        optional(
            "value_pool",
            Kind::MapOf(&Kind::SomeOf(&Kind::Scalar)),
            "none",
            "The texts of each entity, for source: pool:<name>",
        )
        .example("{ harbour: [north, south] }"),
        UNIQUE,
        later("scd_type2", "Versioned rows"),
        later("narrative", "Narratives"),
        later("nested_schema", "Structs"),
        later("array_element_type", "Arrays"),
        later("array_length", "Arrays"),
    ],
)
.rules(&[
    Rule::Needs(POOLED, &["value_pool"]),
    Rule::Only(&["value_pool"], POOLED),
    Rule::Only(&["distribution"], When::new("source", &["fk:"])),
]);

/// A foreign key's `distribution` as a mapping.
pub static WEIGHTS: Section = Section::new(
    "engine.distribution",
    "",
    "How often a foreign key names each row",
    &[required("weights", Kind::Weights, "Weight of each key of the parent")
        .example("{ r-001: 3, r-002: 1 }")],
);

pub static CORRELATION: Section = Section::new(
    "engine.correlations",
    "docs/plotsim.md#correlations-stages-bridges",
    "Two metrics that move together or against each other",
    &[
        required("metric_a", Kind::Text, "One metric").example("usage"),
        required("metric_b", Kind::Text, "The other metric").example("seats"),
        required("coefficient", COEFFICIENT, "Pearson's coefficient").example("0.5"),
        OWN_SCOPE,
        SHORT_SCOPE,
        OWN_INFEASIBLE,
    ],
)
.rules(&[Rule::AtMostOne(&["correlation_scope", "scope"], SAME)]);

pub static STAGES: Section = Section::new(
    "engine.stages",
    "docs/plotsim.md#correlations-stages-bridges",
    "Stages that entities pass through",
    &[
        required("field", Kind::Text, "The metric that decides").example("usage"),
        required("sequence", Kind::SomeOf(&Kind::Map(&STAGE)), "Stages from lowest to highest").example(
            "[{ name: trying, threshold_enter: 0, threshold_exit: 0.3 }, { name: relying, threshold_enter: 0.3 }]",
        ),
        ENFORCE_ORDER,
        DOWNGRADE_DELAY,
    ],
);

pub static STAGE: Section = Section::new(
    "engine.sequence",
    "",
    "A stage",
    &[
        required("name", Kind::Text, "Name of the stage").example("trying"),
        required("threshold_enter", NUMBER, "Lowest value that enters it").example("0.3"),
        optional("threshold_exit", NUMBER, "none, and only for the last", "Value at which it is left")
            .example("0.6"),
    ],
);

pub static BRIDGE: Section = Section::new(
    "engine.bridges",
    "docs/plotsim.md#correlations-stages-bridges",
    "A table of pairs of dimension rows",
    &[
        TABLE_NAME,
        optional("type", Kind::Word(&["bridge"]), "bridge", "Always bridge"),
        required(
            "connects",
            Kind::Choice("list [left, right]", &[Kind::Tuple(2, &[Kind::Text, Kind::Text])]),
            "Two dimensions; the first has a row per entity",
        )
        .example("[dim_branch, dim_plan]"),
        required("cardinality", Kind::Map(&CARDINALITY), "Fewest and most partners of a row of the first")
            .example("{ min: 0, max: 3 }"),
        optional(
            "trajectory_driven",
            Kind::Bool,
            "true",
            "Whether the number of partners follows the mean position",
        ),
        DIRECTED,
        optional("metrics", Kind::List(&Kind::Map(&COLUMN)), "none", "Columns beside the two keys")
            .example("[{ name: usage, dtype: float, source: \"metric:usage\" }]"),
    ],
);

pub static CARDINALITY: Section = Section::new(
    "engine.cardinality",
    "",
    "Fewest and most partners",
    &[
        required("min", PERIOD, "Fewest partners").example("0"),
        required("max", COUNT, "Most partners").example("3"),
    ],
);
