//! What the mappings of a plotsim config may hold.
//!
//! [`builder`] and [`engine`] hold what only one of the forms knows, this file and [`shared`] what both have.

pub mod builder;
pub mod engine;
mod shared;
pub mod sources;

pub use shared::{MANIFEST, NOISE, OUTPUT, SEASON, SPREAD};

use crate::config::lexicon::Lexicon;
use crate::config::param::{Form, Interval, Kind, Param, optional, required};

const COUNT: Kind = Kind::Int(1, i64::MAX);
const PERIOD: Kind = Kind::Int(0, i64::MAX);
const NUMBER: Kind = Kind::Float(Interval::EVERYTHING);
const RATE: Kind = Kind::Float(Interval::UNIT);
const COEFFICIENT: Kind = Kind::Float(Interval::closed(-1.0, 1.0));
const LOG_ODDS: Kind = Kind::Float(Interval::open(-1e6, 1e6));
const RANGE: Kind = Kind::Choice("list [low, high]", &[Kind::Tuple(2, &[NUMBER, NUMBER])]);

/// A text that says something.
static SOME_TEXT: Form = Form { words: "text", pattern: "\\S" };
/// A text that can be part of a name in SQL.
static WORD: Form = Form { words: "text", pattern: "^[A-Za-z0-9_]+$" };
/// A text that can be a name in SQL.
static IDENTIFIER: Form = Form { words: "text", pattern: "^[A-Za-z_][A-Za-z0-9_]{0,127}$" };
/// What keys of a table may begin with.
static PREFIX: Form = Form { words: "text", pattern: "^[A-Za-z][A-Za-z0-9_]{0,11}$" };
/// An end of a time window.
static MOMENT: Form = Form {
    words: "YYYY-MM or YYYY-MM-DD",
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$",
};

/// The words of `polarity`, in the order of their meaning.
pub const POLARITY: &[&str] = &["positive", "negative"];
/// The words of `bounds`.
pub const BOUNDS: &[&str] = &["clamp", "reshape"];
/// The words of `correlation_scope`.
pub const SCOPE: &[&str] = &["residual", "pooled"];
/// The words of `on_infeasible`.
pub const ON_INFEASIBLE: &[&str] = &["nearest", "error"];
/// The words of `decay_kernel`.
pub const KERNEL: &[&str] = &["geometric", "linear"];
/// The words of `noise_family`.
pub const NOISE_FAMILY: &[&str] = &["gaussian", "student_t", "laplace"];
/// The words of `granularity` and `every`.
pub const GRANULARITY: &[&str] = &["monthly", "weekly", "daily"];
/// The words of `format`.
pub const FORMATS: &[&str] = &["csv", "parquet", "jsonl", "sql"];

const SAME: &str = "say the same thing";
const EXCLUSIVE: &str = "exclude each other";

// Keys that mappings of both forms have.

const TABLE_NAME: Param = required("name", Kind::Form(&IDENTIFIER), "Name of the table").example("dim_store");
const COLUMN_NAME: Param =
    required("name", Kind::Form(&IDENTIFIER), "Name of the column").example("store_id");
const LABEL: Param = optional("label", Kind::Text, "from the name", "Name for people").example("Daily Users");
const POLARITY_KEY: Param =
    required("polarity", Kind::Word(POLARITY), "Whether it rises or falls with the trajectory");
const BOUNDS_DOC: &str = "Whether values beyond a metric's range are set to its end, or its law is narrowed so that its mean stays";
const OWN_BOUNDS: Param = optional("bounds", Kind::Word(BOUNDS), "the config's bounds", BOUNDS_DOC);
const SCOPE_DOC: &str = "Whether a coefficient holds at a fixed position or over the whole table";
const OWN_SCOPE: Param = optional("correlation_scope", Kind::Word(SCOPE), "the config's", SCOPE_DOC);
const SHORT_SCOPE: Param =
    optional("scope", Kind::Word(SCOPE), "correlation_scope", "Short for correlation_scope");
const INFEASIBLE_DOC: &str =
    "Whether a coefficient that cannot be had is replaced by the nearest that can, or refused";
const OWN_INFEASIBLE: Param =
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "the config's", INFEASIBLE_DOC);
const INFEASIBLE: Param = optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "nearest", INFEASIBLE_DOC);
const PERSISTENCE: Param =
    optional("persistence", RATE, "0", "Correlation of a value's deviation with that of the period before");
const SEASONAL: Param = optional(
    "seasonal_sensitivity",
    NUMBER,
    "1",
    "Multiplies the season's strength; 0 is immune, negative inverts",
);
const DECAY_WINDOW: Param =
    optional("decay_window", COUNT, "none", "Periods over which the delay is spread").example("3");
const DECAY_KERNEL: Param =
    optional("decay_kernel", Kind::Word(KERNEL), "geometric", "Weights within the window");
const SPREAD_KEY: Param = optional(
    "spread",
    Kind::Map(&SPREAD),
    "none",
    "How far single entities differ from the curve they share",
)
.example("{ level: 0.1, timing: 0.05 }");
const LOCALE: Param = optional(
    "locale",
    Kind::Choice(
        "text or list of texts",
        &[Kind::Known(Lexicon::Locale), Kind::SomeOf(&Kind::Known(Lexicon::Locale))],
    ),
    "en_US",
    "Languages of names, addresses and the like",
)
.example("[de_DE, en_GB]");
const NOISE_KIND: Kind = Kind::Choice("preset or mapping", &[Kind::Known(Lexicon::Noise), Kind::Map(&NOISE)]);
const NOISE_KEY: Param =
    optional("noise", NOISE_KIND, "none", "What is done to values after they are drawn").example("realistic");
const OWN_NOISE_DOC: &str = "Noise of this metric alone";
const SEED_DOC: &str = "Seed of every random value";
const METRICS_DOC: &str = "The numbers every entity has in every period";
const BRIDGES_DOC: &str = "Tables of pairs of dimension rows";
const STAGES_DOC: &str = "Stages that entities pass through";
const MANIFEST_KEY: Param = optional(
    "manifest",
    Kind::Map(&MANIFEST),
    "include: true",
    "The description of the data beside its files",
)
.example("{ include: false }");
const OUTPUT_KIND: Kind = Kind::Choice("format or mapping", &[Kind::Word(FORMATS), Kind::Map(&OUTPUT)]);
const OUTPUT_KEY: Param = optional("output", OUTPUT_KIND, "csv", "Format and directory of files")
    .example("{ format: parquet, directory: shop }");
const OUTPUT_FORMAT: Param = optional("output_format", Kind::Word(FORMATS), "csv", "Another word for output");
const ENFORCE_ORDER: Param = optional(
    "enforce_order",
    Kind::Bool,
    "false",
    "Whether entities climb and fall by rules, not by value alone",
);
const DOWNGRADE_DELAY: Param =
    optional("downgrade_delay", COUNT, "none", "Low periods in a row before an entity falls back")
        .example("2");
const DIRECTED: Param = optional("directed", Kind::Bool, "true", "Whether the order of a pair matters");
const UNIQUE: Param =
    optional("unique", Kind::Bool, "false", "Whether no value comes twice; for faker columns");
const PII_NOTE: Param =
    optional("pii_note", Kind::Text, "none", "What could be taken for real persons or firms")
        .example("invented names");
