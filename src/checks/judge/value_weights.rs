//! Values that come as often as their weights say.

use super::{APART, BOTH, Check, Finding, Need, UNLIKELY, tables};
use crate::checks::laws::chi_square;
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "value_weights",
    doc: "Weighted and equally likely values come as often as configured",
    rule: "χ² of the counts; fail if p < 10⁻⁷ and half the sum of differences of shares exceeds 0.02. χ² is divided by (1 + n/m)·(1 + f/(1+f)²) for n rows that share m entities and are redelivered at rate f; where rows are versions, by Σk²/Σk over entities of k versions",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| {
        let mut all = Vec::new();
        for (plan, tally) in tables(judged) {
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                if column.weights.is_empty() || column.weights.len() != own.categories.len() {
                    continue;
                }
                let count: u64 = own.categories.iter().sum();
                let fit = chi_square(&own.categories, &column.weights, column.shared.inflation(count as f64));
                let off = fit.p < UNLIKELY && fit.distance > APART && !column.shared.is_small();
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: vec![column.name.clone()],
                    status: if off { Status::Fail } else { Status::Pass },
                    expected: format!("{} values by weight", column.categories.len()),
                    observed: format!("χ²: p = {:.2e}, distance {:.4}", fit.p, fit.distance),
                    detail: column.name.clone(),
                });
            }
        }
        all
    },
};
