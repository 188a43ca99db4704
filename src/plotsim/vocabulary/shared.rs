//! Mappings that both forms have.

use super::{FORMATS, NUMBER};
use crate::config::param::{Interval, Kind, Section, later, optional, required};

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
