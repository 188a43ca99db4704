//! Mappings that both forms have.

use super::{FORMATS, NOISE_FAMILY, NUMBER, RATE};
use crate::config::param::{Interval, Kind, Rule, Section, When, later, optional, required};

/// `spread`: standard deviations over entities.
pub static SPREAD: Section = Section::new(
    "plotsim.spread",
    "docs/plotsim.md#spread-and-persistence",
    "Standard deviations over entities, by which they differ from the curve they share",
    &[
        optional("level", RATE, "0", "Of the position at the middle of the scale").example("0.1"),
        optional("timing", RATE, "0", "Of the delay, as a fraction of the window").example("0.05"),
        optional(
            "amplitude",
            Kind::Float(Interval::closed(0.0, 2.0)),
            "0",
            "Of the logarithm of the curve's height",
        )
        .example("0.2"),
    ],
);

const STUDENT: When = When::new("noise_family", &["student_t"]);

/// `noise` and its like.
pub static NOISE: Section = Section::new(
    "plotsim.noise",
    "docs/plotsim.md#noise",
    "What is done to values after they are drawn",
    &[
        optional(
            "gaussian_sigma",
            Kind::Float(Interval::closed(0.0, 5.0)),
            "0",
            "Size of the error relative to the value",
        )
        .example("0.05"),
        optional("outlier_rate", RATE, "0", "Share of values blown up to 3 to 10 times their size")
            .example("0.01"),
        optional("mcar_rate", RATE, "0", "Share of values that are missing").example("0.02"),
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
        )
        .example("5"),
        optional(
            "temporal_jitter",
            Kind::Float(Interval::NOT_NEGATIVE),
            "0",
            "Standard deviation of reported event times, in days",
        )
        .example("1.5"),
    ],
)
.rules(&[Rule::Needs(STUDENT, &["degrees_of_freedom"]), Rule::Only(&["degrees_of_freedom"], STUDENT)]);

/// An item of `seasonality` or `seasonal_effects`.
pub static SEASON: Section = Section::new(
    "plotsim.season",
    "docs/plotsim.md#seasons",
    "Months that lift or lower every metric",
    &[
        required("months", Kind::SomeOf(&Kind::Int(1, 12)), "Months from 1 to 12").example("[11, 12]"),
        required("strength", NUMBER, "Relative change of every centre in these months: 0.3 is 30 % more")
            .example("0.3"),
    ],
);

/// `manifest`.
pub static MANIFEST: Section = Section::new(
    "plotsim.manifest",
    "",
    "The description of the data beside its files",
    &[
        optional("include", Kind::Bool, "true", "Whether plotsim_write adds manifest.json"),
        optional(
            "trajectory_sample_rate",
            Kind::Float(Interval::above(0.0, 1.0)),
            "1",
            "Share of entities whose positions the manifest lists",
        ),
    ],
);

/// `output` as a mapping.
pub static OUTPUT: Section = Section::new(
    "plotsim.output",
    "",
    "Format and directory of files",
    &[
        optional("format", Kind::Word(FORMATS), "csv", "Format of the files"),
        optional("directory", Kind::Text, "output", "Where the files go").example("shop"),
        optional("cell_budget", Kind::Int(0, i64::MAX), "none", "Without effect: sizes are not limited")
            .example("1000000"),
        later("denormalized", "Facts joined with their dimensions"),
        later("partition_by", "A column that makes directories"),
        optional(
            "sql_dialect",
            Kind::Word(DIALECTS),
            "postgresql",
            "Dialect of the format sql, which is not supported yet",
        ),
    ],
);

const DIALECTS: &[&str] = &["postgresql", "mysql", "sqlite"];
