//! Rows of a parent that are named as often as their weights say.

use super::{APART, BOTH, Check, Finding, Need, UNLIKELY, tables};
use crate::checks::laws::chi_square;
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "reference_weights",
    doc: "Drawn foreign keys name each row of their parent as often as configured",
    rule: "χ² of how often each row is named, for uniform and weighted keys to parents of 2 to 256 rows; fail if p < 10⁻⁷ and half the sum of differences of shares exceeds 0.02. χ² is divided as in value_weights, keys drawn for an entity counting half as many draws as there are entities",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: |judged| {
        let mut all = Vec::new();
        for (plan, tally) in tables(judged) {
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                let shares = column.reference.as_ref().map_or(&[][..], |reference| &reference.shares);
                if shares.is_empty() {
                    continue;
                }
                let count: u64 = own.named.iter().sum();
                let fit = chi_square(&own.named, shares, column.shared.inflation(count as f64));
                let off = fit.p < UNLIKELY && fit.distance > APART && !column.shared.is_small();
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: vec![column.name.clone()],
                    status: if off { Status::Fail } else { Status::Pass },
                    expected: format!("{} rows by weight", shares.len()),
                    observed: format!("χ²: p = {:.2e}, distance {:.4}", fit.p, fit.distance),
                    detail: column.name.clone(),
                });
            }
        }
        all
    },
};
