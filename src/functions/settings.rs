//! Settings that hosts add to DuckDB's own.

/// A setting: a whole number, or NULL, which it is until it is set.
pub struct Setting {
    pub name: &'static str,
    /// What it means; one sentence without a full stop.
    pub doc: &'static str,
}

/// Seed of every call that gives none.
pub const SEED: &str = "plotsim_seed";
/// Upper bound of the threads that a call uses for work of its own.
pub const THREADS: &str = "plotsim_threads";

/// Every setting.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: SEED,
        doc: "Seed in place of every seed of plotsim's configs, for calls that give no seed of their own",
    },
    Setting {
        name: THREADS,
        doc: "Most threads that one call of plotsim uses for work of its own, if this is less than the setting threads",
    },
];
