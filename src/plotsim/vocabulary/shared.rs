//! Mappings that both forms have.

use super::{FORMATS, NUMBER};
use crate::config::param::{Interval, Kind, Section, later, optional, required};

/// Days of the week, from Monday on.
pub const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// An item of `seasonality` or `seasonal_effects`.
pub static SEASON: Section = Section::new(
    "plotsim.season",
    "docs/plotsim.md#seasons",
    "Days that lift or lower every metric: those in all of its lists",
    &[
        optional("months", Kind::SomeOf(&Kind::Int(1, 12)), "all", "Months from 1 to 12").example("[11, 12]"),
        optional("weekdays", Kind::SomeOf(&Kind::Word(WEEKDAYS)), "all", "Days of the week")
            .example("[sat, sun]"),
        optional("days", Kind::SomeOf(&Kind::Int(1, 31)), "all", "Days of the month").example("[1, 15]"),
        required(
            "strength",
            NUMBER,
            "Change of every centre on these days: 0.3 is 30 % more, of the centre or, for an index or a range below 0, of the range",
        )
        .example("0.3"),
        optional("ramp", Kind::Int(0, 366), "0", "Days over which it sets in and ends, half of them outside")
            .example("7"),
    ],
);

/// `manifest`.
pub static MANIFEST: Section = Section::new(
    "plotsim.manifest",
    "docs/bundle.md#the-output-of-a-plotsim-config",
    "What plotsim_write adds to the files of the tables",
    &[
        optional("include", Kind::Bool, "true", "Whether plotsim_write adds manifest.json"),
        optional(
            "trajectory_sample_rate",
            Kind::Float(Interval::above(0.0, 1.0)),
            "as many as make 10,000 positions",
            "Share of entities, the first of them, whose positions the manifest lists under entities := true",
        )
        .example("0.5"),
        optional("trajectories", Kind::Bool, "true", "Whether plotsim_write adds a file of every position"),
    ],
);

/// `output` as a mapping.
pub static OUTPUT: Section = Section::new(
    "plotsim.output",
    "docs/bundle.md#the-output-of-a-plotsim-config",
    "Format and directory of files",
    &[
        optional("format", Kind::Word(FORMATS), "csv", "Format of the files"),
        optional(
            "directory",
            Kind::Text,
            "output",
            "Where the files go if plotsim_write is given NULL, relative to the working directory",
        )
        .example("shop"),
        optional("cell_budget", Kind::Int(0, i64::MAX), "none", "Without effect: sizes are not limited")
            .example("1000000"),
        later("denormalized", "Facts joined with their dimensions"),
        later("partition_by", "A column that makes directories"),
        optional(
            "sql_dialect",
            Kind::Word(DIALECTS),
            "postgresql",
            "The database that the format sql is for",
        ),
    ],
);

const DIALECTS: &[&str] = &["postgresql", "mysql", "sqlite"];
