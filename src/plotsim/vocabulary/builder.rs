//! The builder form.

use super::*;
use crate::config::param::{Rule, Section, Tagged, When, later};

pub static DOCUMENT: Section = Section::new(
    "builder",
    "docs/plotsim.md#the-builder-form",
    "Entities by the shape of their behaviour, and the rest follows",
    &[
        required("about", Kind::Form(&SOME_TEXT), "What the data is about").example("Members of a climbing gym"),
        required("unit", Kind::Form(&WORD), "One entity, singular, as in customer; names dim_<unit> and <unit>_id")
            .example("member"),
        required(
            "window",
            Kind::Choice(
                "mapping {start, end, every} or list [start, end, every]",
                &[
                    Kind::Map(&WINDOW),
                    Kind::Tuple(2, &[Kind::Form(&MOMENT), Kind::Form(&MOMENT), Kind::Word(GRANULARITY)]),
                ],
            ),
            "The time window",
        )
        .example("[2024-01, 2025-12, monthly]"),
        required("metrics", Kind::SomeOf(&Kind::Map(&METRIC)), METRICS_DOC)
            .example("[{ name: energy, type: score, polarity: positive }]"),
        required("segments", Kind::SomeOf(&Kind::Map(&SEGMENT)), "Groups of entities that behave alike")
            .example("[{ name: regulars, count: 60, archetype: growth }]"),
        optional("seed", Kind::Seed, "42", SEED_DOC),
        optional("connections", Kind::List(&CONNECTION_KIND), "none", "Correlations between metrics")
            .example("[usage driven_by seats, [usage, -0.3, tickets]]"),
        optional("correlation_scope", Kind::Word(SCOPE), "pooled", SCOPE_DOC),
        INFEASIBLE,
        optional("bounds", Kind::Word(BOUNDS), "reshape", BOUNDS_DOC),
        optional("lifecycle", Kind::Map(&LIFECYCLE), "none", STAGES_DOC)
            .example("{ track: usage, stages: [{ trying: 0 }, { relying: 0.3 }] }"),
        optional("stages", Kind::Map(&LIFECYCLE), "none", "Another word for lifecycle")
            .example("{ track: usage, stages: [{ trying: 0 }, { relying: 0.3 }] }"),
        optional(
            "seasonality",
            Kind::List(&Kind::Map(&SEASON)),
            "none",
            "Months that lift or lower every metric",
        )
        .example("[{ months: [11, 12], strength: 0.3 }]"),
        NOISE_KEY,
        optional("dimensions", Kind::List(&Kind::Map(&DIMENSION)), "dim_<unit>", "Dimension tables").example(
            "[{ name: dim_plan, reference: true, columns: [{ name: plan_id, type: id }, { name: plan, type: \"static.basic,pro\" }] }]",
        ),
        optional(
            "facts",
            Kind::Choice(
                "list, or the word wide",
                &[Kind::List(&Kind::Map(&FACT)), Kind::Word(&["wide"])],
            ),
            "fct_<metric> for each metric",
            "Fact tables; wide puts all metrics into one",
        )
        .example("wide"),
        optional("events", Kind::List(&Kind::Map(&EVENT)), "none", "Event tables").example(
            "[{ name: evt_login, trigger: proportional, driver: usage, scale: 12, columns: [{ name: login_id, type: id }] }]",
        ),
        optional("bridges", Kind::List(&Kind::Map(&BRIDGE)), "none", BRIDGES_DOC)
            .example("[{ name: br_plans, left: dim_customer, right: dim_plan, cardinality: [0, 3] }]"),
        MANIFEST_KEY,
        OUTPUT_KEY,
        OUTPUT_FORMAT,
        crate::config::run::PARAM,
        LOCALE,
        later("connection_phases", "Correlations that change over time"),
        later("quality", "Corruption of finished tables"),
        later("holdout", "A split into training and holdout periods"),
        later("entity_features", "A file of features per entity"),
        later("sources", "Several systems that know the same entities"),
    ],
)
.rules(&[
    Rule::AtMostOne(&["lifecycle", "stages"], SAME),
    Rule::AtMostOne(&["output", "output_format"], SAME),
]);

pub static WINDOW: Section = Section::new(
    "builder.window",
    "docs/plotsim.md#window",
    "The time window",
    &[
        required("start", Kind::Form(&MOMENT), "First month or day").example("2024-01"),
        required("end", Kind::Form(&MOMENT), "Last month or day, inclusive").example("2025-12"),
        optional("every", Kind::Word(GRANULARITY), "monthly", "Length of a period"),
    ],
);

/// The words of a metric's `type`.
pub const METRIC_TYPE: &[&str] = &["score", "amount", "count", "index"];

pub static METRIC: Section = Section::new(
    "builder.metrics",
    "docs/plotsim.md#metrics",
    "A number every entity has in every period",
    &[
        required("name", Kind::Form(&WORD), "Name of the metric").example("usage"),
        required("type", Kind::Word(METRIC_TYPE), "What kind of number it is"),
        POLARITY_KEY,
        LABEL,
        optional(
            "range",
            RANGE,
            "0 to 1 for a score; a count's mean runs 0 to 5",
            "Least and greatest value; for a count, its mean at both ends of the trajectory",
        )
        .example("[10, 120]"),
        optional("follows", Kind::Text, "none", "The metric whose behaviour it repeats later")
            .example("usage"),
        optional("delay", COUNT, "none", "Periods by which it follows").example("2"),
        DECAY_WINDOW,
        DECAY_KERNEL,
        SEASONAL,
        optional("distribution", Kind::Known(Lexicon::Family), "from the type", "Family of distributions")
            .example("gamma"),
        optional(
            "distribution_params",
            Kind::MapOf(&NUMBER),
            "none",
            "Parameters of the family, without its centre",
        )
        .example("{ shape: 2 }"),
        optional("noise", NOISE_KIND, "the config's noise", OWN_NOISE_DOC).example("{ gaussian_sigma: 0.1 }"),
        OWN_BOUNDS,
        PERSISTENCE,
    ],
)
.rules(&[
    Rule::Needs(When::new("type", &["amount", "index"]), &["range"]),
    Rule::Beside("follows", &["delay"]),
    Rule::Beside("delay", &["follows"]),
    Rule::Beside("decay_window", &["follows"]),
    Rule::Beside("decay_kernel", &["follows"]),
    Rule::Beside("distribution_params", &["distribution"]),
    Rule::Params { key: "distribution_params", of: "distribution", lexicon: Lexicon::Family, centre: false },
]);

pub static SEGMENT: Section = Section::new(
    "builder.segments",
    "docs/plotsim.md#segments",
    "Entities that behave alike",
    &[
        required(
            "name",
            Kind::Form(&WORD),
            "Name of the segment; its entities are called <name>_0000 and so on",
        )
        .example("regulars"),
        required("count", COUNT, "Number of entities").example("60"),
        required(
            "archetype",
            Kind::Known(Lexicon::Archetype),
            "Behaviour over time, as in growth > decline @ 6",
        )
        .example("growth > decline @ 6"),
        LABEL,
        optional(
            "attributes",
            Kind::MapOf(&Kind::Choice("text or list of texts", &[Kind::Scalar, Kind::SomeOf(&Kind::Scalar)])),
            "none",
            "Texts for columns of type pool.<attribute>: one or a list",
        )
        .example("{ region: [north, south], tier: gold }"),
        optional(
            "baseline",
            Kind::MapOf(&Kind::Word(THIRDS)),
            "none",
            "high, mid or low: the third of a metric's range the segment moves in",
        )
        .example("{ revenue: high }"),
        SEASONAL,
        optional("arrival", Kind::Tagged(&ARRIVAL), "all from the first period", "When entities begin")
            .example("{ kind: uniform, start: 0, end: 6 }"),
        optional("treatment", Kind::Map(&TREATMENT), "none", "An experiment on some of the entities")
            .example("{ fraction: 0.5, lift_log_odds: 0.8, start_period: 12 }"),
        SPREAD_KEY,
    ],
);

/// The words of `baseline`, from the lowest third up.
pub const THIRDS: &[&str] = &["low", "mid", "high"];
/// The words of `direction`.
pub const DIRECTION: &[&str] = &["increasing", "decreasing"];

const ARRIVAL_START: Param = optional("start", PERIOD, "0", "First period in which an entity may begin");
const ARRIVAL_END: Param =
    optional("end", COUNT, "the last period but one", "First period in which none begins any more")
        .example("12");

/// An arrival: its `kind` says what else it holds.
pub static ARRIVAL: Tagged = Tagged {
    tag: "kind",
    doc: "How first periods are spread",
    words: &["uniform", "linear", "step", "explicit"],
    cases: &[&ARRIVAL_UNIFORM, &ARRIVAL_LINEAR, &ARRIVAL_STEP, &ARRIVAL_EXPLICIT],
};

static ARRIVAL_UNIFORM: Section = Section::new(
    "builder.arrival.uniform",
    "",
    "Entities begin in any period from start to before end, all equally likely",
    &[ARRIVAL_START, ARRIVAL_END],
);
static ARRIVAL_LINEAR: Section = Section::new(
    "builder.arrival.linear",
    "",
    "Ever more, or ever fewer, entities begin as time goes on",
    &[
        ARRIVAL_START,
        ARRIVAL_END,
        optional(
            "direction",
            Kind::Word(DIRECTION),
            "increasing",
            "Whether more or fewer begin as time goes on",
        ),
    ],
);
static ARRIVAL_STEP: Section = Section::new(
    "builder.arrival.step",
    "",
    "Entities begin in groups",
    &[required("blocks", Kind::SomeOf(&Kind::Map(&ARRIVAL_BLOCK)), "Groups that begin together")
        .example("[{ period: 0, fraction: 0.5 }, { period: 6, fraction: 0.5 }]")],
);
pub static ARRIVAL_BLOCK: Section = Section::new(
    "builder.arrival.blocks",
    "",
    "Entities that begin together",
    &[
        required("period", PERIOD, "First period of the group").example("6"),
        required("fraction", Kind::Float(Interval::above(0.0, 1.0)), "Share of the segment").example("0.5"),
    ],
);
static ARRIVAL_EXPLICIT: Section = Section::new(
    "builder.arrival.explicit",
    "",
    "Each entity begins in a period of its own",
    &[required("start_periods", Kind::SomeOf(&PERIOD), "First period of each entity").example("[0, 0, 3]")],
);

pub static TREATMENT: Section = Section::new(
    "builder.treatment",
    "",
    "An experiment on some of the entities",
    &[
        required("fraction", RATE, "Share of entities that are treated").example("0.5"),
        required("lift_log_odds", LOG_ODDS, "Shift of the position, in log-odds").example("0.8"),
        optional("start_period", PERIOD, "0", "First treated period"),
        optional("treatment_label", Kind::Text, "treatment", "Name of the treated arm").example("pilot"),
        optional("control_label", Kind::Text, "control", "Name of the other arm").example("usual care"),
        optional("target_metric", Kind::Text, "all metrics", "The one metric that is treated")
            .example("usage"),
    ],
);

const CONNECTION_KIND: Kind = Kind::Choice(
    "text \"a related b\", list [a, 0.4, b] or mapping",
    &[
        Kind::Known(Lexicon::Connection),
        Kind::Tuple(
            3,
            &[
                Kind::Text,
                Kind::Choice("word or number", &[Kind::Known(Lexicon::Relationship), COEFFICIENT]),
                Kind::Text,
            ],
        ),
        Kind::Map(&CONNECTION),
    ],
);

pub static CONNECTION: Section = Section::new(
    "builder.connections",
    "docs/plotsim.md#connections",
    "Two metrics that move together or against each other",
    &[
        optional("metric_a", Kind::Text, "required, or a", "One metric").example("usage"),
        optional("metric_b", Kind::Text, "required, or b", "The other metric").example("seats"),
        optional("a", Kind::Text, "metric_a", "Short for metric_a").example("usage"),
        optional("b", Kind::Text, "metric_b", "Short for metric_b").example("seats"),
        optional("relationship", Kind::Known(Lexicon::Relationship), "none", "How strongly, in a word")
            .example("driven_by"),
        optional("coefficient", COEFFICIENT, "none", "How strongly, as Pearson's coefficient")
            .example("0.55"),
        OWN_SCOPE,
        SHORT_SCOPE,
        OWN_INFEASIBLE,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["metric_a", "a"]),
    Rule::AtMostOne(&["metric_a", "a"], SAME),
    Rule::AtLeastOne(&["metric_b", "b"]),
    Rule::AtMostOne(&["metric_b", "b"], SAME),
    Rule::AtLeastOne(&["relationship", "coefficient"]),
    Rule::AtMostOne(&["relationship", "coefficient"], EXCLUSIVE),
    Rule::AtMostOne(&["correlation_scope", "scope"], SAME),
]);

pub static LIFECYCLE: Section = Section::new(
    "builder.lifecycle",
    "docs/plotsim.md#lifecycle",
    "Stages that entities pass through",
    &[
        required("track", Kind::Text, "The metric that decides").example("usage"),
        required(
            "stages",
            Kind::SomeOf(&Kind::Choice(
                "{name: threshold}, list [name, threshold] or mapping",
                &[Kind::Pair(&NUMBER), Kind::Tuple(2, &[Kind::Text, NUMBER]), Kind::Map(&STAGE)],
            )),
            "Stages from lowest to highest, each {name: threshold}",
        )
        .example("[{ trying: 0.0 }, { relying: 0.3 }, { championing: 0.7 }]"),
        ENFORCE_ORDER,
        DOWNGRADE_DELAY,
    ],
);

pub static STAGE: Section = Section::new(
    "builder.stages",
    "",
    "A stage, written out",
    &[
        required("name", Kind::Text, "Name of the stage").example("trying"),
        required("threshold", NUMBER, "Lowest value of the stage").example("0.3"),
    ],
);

/// The words of a dimension's `per`.
pub const PER: &[&str] = &["period", "unit"];

const TABLES: &str = "docs/plotsim.md#dimensions-facts-events-bridges";
const COLUMN_LIST: Kind = Kind::SomeOf(&Kind::Map(&COLUMN));
const COLUMNS: Param = required("columns", COLUMN_LIST, "Its columns")
    .example("[{ name: store_id, type: id }, { name: city, type: faker.city }]");

pub static DIMENSION: Section = Section::new(
    "builder.dimensions",
    TABLES,
    "A dimension table",
    &[
        TABLE_NAME,
        COLUMNS,
        optional("per", Kind::Word(PER), "from its references", "period or unit: what a row stands for"),
        optional("reference", Kind::Bool, "false", "Whether it is a fixed list of things"),
        optional("count", COUNT, "1", "Rows of a reference dimension at least, or rows per entity"),
    ],
);

pub static FACT: Section = Section::new(
    "builder.facts",
    TABLES,
    "A fact table: a row per entity and period",
    &[
        TABLE_NAME,
        COLUMNS,
        optional(
            "metrics",
            Kind::List(&Kind::Text),
            "none",
            "Metrics that get a column each, beside those under columns",
        )
        .example("[usage, seats]"),
        later("cdc", "Change-data-capture columns"),
        later("row_count_driver", "A number of rows that follows a metric"),
        later("row_count_scale", "A number of rows that follows a metric"),
        later("parent_table", "Child rows of another fact"),
        later("children_per_row", "Child rows of another fact"),
    ],
);

/// The words of an event's `trigger`.
pub const TRIGGER: &[&str] = &["proportional", "threshold"];
const PROPORTIONAL: When = When::new("trigger", &["proportional"]);
const THRESHOLD: When = When::new("trigger", &["threshold"]);

pub static EVENT: Section = Section::new(
    "builder.events",
    TABLES,
    "An event table",
    &[
        TABLE_NAME,
        COLUMNS,
        required("trigger", Kind::Word(TRIGGER), "Whether events follow a metric or mark a streak"),
        optional("driver", Kind::Text, "none", "The metric that a proportional event follows")
            .example("usage"),
        optional(
            "scale",
            Kind::Float(Interval::POSITIVE),
            "none",
            "Events per unit of the metric, of a proportional event",
        )
        .example("12"),
        optional("metric", Kind::Text, "none", "The metric that a threshold event watches").example("usage"),
        optional("above", NUMBER, "none", "The value that the metric of a threshold event exceeds")
            .example("0.8"),
        optional("below", NUMBER, "none", "The value that the metric of a threshold event stays under")
            .example("0.2"),
        optional("for", COUNT, "1", "Periods in a row, of a threshold event"),
        optional("for_periods", COUNT, "1", "Another word for for"),
        optional(
            "every",
            Kind::Bool,
            "false",
            "Whether a threshold event comes again after each break, not once per entity",
        ),
        later("log_format", "Log lines"),
        later("log_filename", "Log lines"),
    ],
)
.rules(&[
    Rule::Needs(PROPORTIONAL, &["driver", "scale"]),
    Rule::Needs(THRESHOLD, &["metric"]),
    Rule::NeedsOneOf(THRESHOLD, &["above", "below"]),
    Rule::AtMostOne(&["above", "below"], EXCLUSIVE),
    Rule::AtMostOne(&["for", "for_periods"], SAME),
    Rule::Only(&["driver", "scale"], PROPORTIONAL),
    Rule::Only(&["metric", "above", "below", "for", "for_periods", "every"], THRESHOLD),
]);

pub static BRIDGE: Section = Section::new(
    "builder.bridges",
    TABLES,
    "A table of pairs of dimension rows",
    &[
        TABLE_NAME,
        required("left", Kind::Text, "A dimension with a row per entity").example("dim_customer"),
        required("right", Kind::Text, "Another dimension").example("dim_plan"),
        required(
            "cardinality",
            Kind::Choice("list [min, max]", &[Kind::Tuple(2, &[PERIOD, COUNT])]),
            "Fewest and most partners of a left row",
        )
        .example("[0, 3]"),
        optional("driver", Kind::Text, "the trajectory", "Without effect: partners follow the mean position")
            .example("usage"),
        DIRECTED,
        optional("columns", Kind::List(&Kind::Map(&COLUMN)), "none", "Columns beside the two keys")
            .example("[{ name: usage, type: metric.usage }]"),
    ],
);

const BOUNDED: When = When::new("type", &["range"]);

pub static COLUMN: Section = Section::new(
    "builder.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        COLUMN_NAME,
        required("type", Kind::Known(Lexicon::ColumnType), "What fills it").example("faker.name"),
        optional("range", RANGE, "none", "The bounds of a column of type range").example("[1, 5]"),
        UNIQUE,
        PII_NOTE,
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
    ],
)
.rules(&[Rule::Needs(BOUNDED, &["range"]), Rule::Only(&["range"], BOUNDED)]);
