//! What the mappings of a plotsim config may hold.
//!
//! [`builder`] and [`engine`] hold what only one of the forms knows, this file what both share.

pub mod builder;
pub mod engine;

use crate::config::param::{Interval, Kind, Need, Param};

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Param {
    Param { name, kind, need: Need::Required, doc }
}

const fn optional(name: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Param {
    Param { name, kind, need: Need::Default(default), doc }
}

/// A key of later releases of plotsim that is recognised and refused.
const fn later(name: &'static str, doc: &'static str) -> Param {
    optional(name, Kind::Special("not supported yet"), "none", doc)
}

const COUNT: Kind = Kind::Int(1, i64::MAX);
const PERIOD: Kind = Kind::Int(0, i64::MAX);
const NUMBER: Kind = Kind::Float(Interval::EVERYTHING);
const RATE: Kind = Kind::Float(Interval::UNIT);

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

const BOUNDS_KEY: &str = "Whether values beyond a metric's range are set to its end, or its law is narrowed so that its mean stays";
const SCOPE_DOC: &str = "Whether a coefficient holds at a fixed position or over the whole table";
const INFEASIBLE_DOC: &str =
    "Whether a coefficient that cannot be had is replaced by the nearest that can, or refused";
const PERSISTENCE: Param =
    optional("persistence", RATE, "0", "Correlation of a value's deviation with that of the period before");
const SEASONAL: Param = optional(
    "seasonal_sensitivity",
    NUMBER,
    "1",
    "Multiplies the season's strength; 0 is immune, negative inverts",
);
const SPREAD_KEY: Param =
    optional("spread", Kind::Map, "none", "How far single entities differ from the curve they share");
const LOCALE: Param = optional(
    "locale",
    Kind::Special("text or list of texts"),
    "en_US",
    "Languages of names, addresses and the like",
);

/// `spread`: standard deviations over entities.
pub const SPREAD: &[Param] = &[
    optional("level", RATE, "0", "Of the position at the middle of the scale"),
    optional("timing", RATE, "0", "Of the delay, as a fraction of the window"),
    optional(
        "amplitude",
        Kind::Float(Interval::closed(0.0, 2.0)),
        "0",
        "Of the logarithm of the curve's height",
    ),
];

/// `noise` and its like.
pub const NOISE: &[Param] = &[
    optional(
        "gaussian_sigma",
        Kind::Float(Interval::closed(0.0, 5.0)),
        "0",
        "Size of the error relative to the value",
    ),
    optional("outlier_rate", RATE, "0", "Share of values blown up to 3 to 10 times their size"),
    optional("mcar_rate", RATE, "0", "Share of values that are missing"),
    optional(
        "scale_with_trajectory",
        Kind::Bool,
        "false",
        "Whether the error follows the position, not the value",
    ),
    optional("noise_family", Kind::Word(NOISE_FAMILY), "gaussian", "Shape of the error"),
    optional(
        "degrees_of_freedom",
        Kind::Float(Interval::closed(1.0, f64::INFINITY)),
        "none",
        "Degrees of freedom of student_t, which needs them",
    ),
    optional(
        "temporal_jitter",
        Kind::Float(Interval::NOT_NEGATIVE),
        "0",
        "Standard deviation of reported event times, in days",
    ),
];

/// An item of `seasonality` or `seasonal_effects`.
pub const SEASON: &[Param] = &[
    required("months", Kind::List, "Months from 1 to 12"),
    required("strength", NUMBER, "Relative change of every centre in these months: 0.3 is 30 % more"),
];

/// `manifest`.
pub const MANIFEST: &[Param] = &[
    optional("include", Kind::Bool, "true", "Whether plotsim_write adds manifest.json"),
    optional(
        "trajectory_sample_rate",
        Kind::Float(Interval::above(0.0, 1.0)),
        "1",
        "Share of entities whose positions the manifest lists",
    ),
];

/// `output` as a mapping.
pub const OUTPUT: &[Param] = &[
    optional("format", Kind::Word(FORMATS), "csv", "Format of the files"),
    optional("directory", Kind::Text, "output", "Where the files go"),
    optional("cell_budget", Kind::Int(0, i64::MAX), "none", "Without effect: sizes are not limited"),
    later("denormalized", "Facts joined with their dimensions"),
    later("partition_by", "A column that makes directories"),
    optional(
        "sql_dialect",
        Kind::Word(DIALECTS),
        "postgresql",
        "Dialect of the format sql, which is not supported yet",
    ),
];

/// The words of `format`.
pub const FORMATS: &[&str] = &["csv", "parquet", "jsonl", "sql"];
const DIALECTS: &[&str] = &["postgresql", "mysql", "sqlite"];
