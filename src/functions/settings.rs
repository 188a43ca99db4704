//! Settings that hosts add to DuckDB's own.

use super::call::ParameterKind;

/// A setting; NULL until it is set.
pub struct Setting {
    pub name: &'static str,
    pub kind: ParameterKind,
    /// What it means; one sentence without a full stop.
    pub doc: &'static str,
}

/// Seed of every call that gives none.
pub const SEED: &str = "plotsim_seed";
/// Upper bound of the threads that a call uses for work of its own.
pub const THREADS: &str = "plotsim_threads";
/// Last day of every call that gives none.
pub const UNTIL: &str = "plotsim_until";

/// Every setting.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: SEED,
        kind: ParameterKind::Count,
        doc: "Seed in place of every seed of plotsim's configs, for calls that give no seed of their own",
    },
    Setting {
        name: THREADS,
        kind: ParameterKind::Count,
        doc: "Most threads that one call of plotsim uses for work of its own, if this is less than the setting threads",
    },
    Setting {
        name: UNTIL,
        kind: ParameterKind::Text,
        doc: "Last day there is, in place of the end of what extends in time, for calls that give no until of their own",
    },
];
