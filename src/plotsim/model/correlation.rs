//! What binds metrics beyond their common trajectory.

use crate::correlation::{Scope, Solution, Solved};

/// What binds metrics beyond their common trajectory.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// What binds them when: first outside all phases, then in each phase with pairs of its own, in the order of the config.
    pub regimes: Vec<Regime>,
    /// What to do about a set of solved coefficients that no correlation matrix holds.
    pub on_infeasible: OnInfeasible,
}

/// What binds metrics in some periods.
#[derive(Clone, Debug, Default)]
pub struct Regime {
    /// The phase; none outside all of them.
    pub phase: Option<Phase>,
    pub pairs: Vec<Pair>,
    /// What became of the pairs, in their order, and the factor that metrics are drawn with.
    pub solution: Solution,
}

/// Periods with pairs of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its place among the phases of the config.
    pub index: usize,
    /// First period.
    pub first: usize,
    /// Last period, inclusive.
    pub last: usize,
}

impl Correlation {
    /// The place of the regime that holds in a period.
    pub fn regime_of(&self, period: usize) -> usize {
        let holds = |phase: Phase| (phase.first..=phase.last).contains(&period);
        self.regimes.iter().position(|regime| regime.phase.is_some_and(holds)).unwrap_or(0)
    }

    /// Every pair with its regime and what became of it, regime by regime.
    pub fn pairs(&self) -> impl Iterator<Item = (&Regime, &Pair, &Solved)> {
        self.regimes.iter().flat_map(|regime| {
            let pairs = regime.pairs.iter().zip(&regime.solution.pairs);
            pairs.map(move |(pair, solved)| (regime, pair, solved))
        })
    }

    /// Whether metrics are bound in other ways in other periods.
    pub fn has_phases(&self) -> bool {
        self.regimes.len() > 1
    }
}

impl Phase {
    /// Its periods in words, as in `periods 6 to 11`.
    pub fn in_words(&self) -> String {
        if self.first == self.last {
            format!("period {}", self.first)
        } else {
            format!("periods {} to {}", self.first, self.last)
        }
    }
}

/// One pair of metrics; an unordered pair comes at most once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    /// Pearson's coefficient, −1 to 1.
    pub coefficient: f64,
    /// Whether a word said it: over the whole table, a word asks for at least its coefficient in its direction, a number for
    /// that number. The word for 0 asks for 0.
    pub word: bool,
    pub scope: Scope,
    pub on_infeasible: OnInfeasible,
    /// Whether a pooled coefficient may be reached by turning what is left about the centres against its own sign.
    pub allow_reversal: bool,
}

impl Pair {
    /// Whether more of the coefficient, in its direction, is no fault.
    pub fn asks_for_at_least(&self) -> bool {
        self.word && self.scope == Scope::Pooled && self.coefficient != 0.0 && !self.allow_reversal
    }

    /// The coefficients that do what was asked.
    pub fn wanted(&self) -> (f64, f64) {
        match (self.asks_for_at_least(), self.coefficient > 0.0) {
            (false, _) => (self.coefficient, self.coefficient),
            (true, true) => (self.coefficient, 1.0),
            (true, false) => (-1.0, self.coefficient),
        }
    }
}

/// What to do about an unattainable coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInfeasible {
    /// Warn and take the nearest one that can.
    Nearest,
    /// Refuse the config.
    Error,
}
