//! Metrics that have values only where another's allow it.

use arrow::array::ArrayRef;

use crate::checks::keys::Examples;
use crate::config::types::ColumnType;
use crate::facts::Relation;
use crate::facts::rows::Metrics;
use crate::plotsim::model::{Condition, Plotsim};

/// A table that shows a metric and the one it hangs on.
pub struct ConditionPlan {
    pub table: usize,
    pub column: usize,
    pub deciding: usize,
    pub condition: Condition,
}

/// Rows where there is a value that must not be.
#[derive(Clone, Debug, Default)]
pub struct ConditionTally {
    pub rows: u64,
    /// Rows where the condition does not hold.
    pub without: u64,
    pub wrong: Examples,
}

impl ConditionPlan {
    /// The plans of a config.
    pub fn all(config: &Plotsim) -> Vec<ConditionPlan> {
        let mut all = Vec::new();
        for (table, spec) in config.tables.iter().enumerate() {
            if spec.kind.about().metrics != Metrics::Value {
                continue;
            }
            let shows = |wanted: usize| {
                let facts = config.facts(table).iter();
                facts.clone().position(|facts| facts.relation == Relation::Metric { metric: wanted })
            };
            for (metric, own) in config.metrics.iter().enumerate() {
                let Some(condition) = own.only_when else { continue };
                let (Some(column), Some(deciding)) = (shows(metric), shows(condition.metric)) else {
                    continue;
                };
                // A column that rounds does not show the value that decided.
                let rounds = matches!(spec.columns[deciding].kind, ColumnType::Int32 | ColumnType::Int64);
                let whole = config.metrics.get(condition.metric);
                if rounds && !whole.is_some_and(|own| own.is_count() || own.decimals == Some(0)) {
                    continue;
                }
                all.push(ConditionPlan { table, column, deciding, condition });
            }
        }
        all
    }

    /// Gathers a block of rows.
    pub fn add(&self, values: &ArrayRef, deciding: &ArrayRef, tally: &mut ConditionTally) {
        let (values, deciding) = (super::numbers(values), super::numbers(deciding));
        for (value, deciding) in values.iter().zip(&deciding) {
            tally.rows += 1;
            // Where it went missing later, nobody can tell.
            if deciding.is_nan() || self.condition.holds(*deciding) {
                continue;
            }
            tally.without += 1;
            let fine = value.is_nan() || (!self.condition.missing && *value == 0.0);
            if !fine {
                tally.wrong.push(|| format!("{value} at {deciding}"));
            }
        }
    }
}

impl ConditionTally {
    pub fn merge(&mut self, later: ConditionTally) {
        self.rows += later.rows;
        self.without += later.without;
        self.wrong.merge(later.wrong);
    }
}
