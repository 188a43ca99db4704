//! Nulls where they may be, and as many as they should be.

use super::{BOTH, Check, Finding, Need, tables};
use crate::checks::columns::{ColumnPlan, ColumnTally};
use crate::checks::outcome::Status;

/// Standard errors that the share of nulls may be off: 3·10⁻⁷ of all samples are further off.
const SURE: f64 = 5.1;

pub static CHECK: Check = Check {
    name: "null_policy",
    doc: "Columns that are never null have no nulls, and the others as many as their rate gives",
    rule: "no null in a column that cannot have one; else |nulls − N·q| ≤ 5.1·√(N·q·(1−q)·v) + 1, with q the missing rate of the metric or 1 − prob of an optional column, and v > 1 where rows share entities or are redelivered",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| {
        let mut all = Vec::new();
        for (plan, tally) in tables(judged) {
            let wrong: Vec<String> = plan
                .columns
                .iter()
                .zip(&tally.columns)
                .filter_map(|(plan, column)| judge(plan, column, tally.rows))
                .collect();
            let nulls: u64 = tally.columns.iter().map(|column| column.nulls).sum();
            all.push(Finding {
                table: Some(plan.name.clone()),
                columns: Vec::new(),
                status: if wrong.is_empty() { Status::Pass } else { Status::Fail },
                expected: "nulls only where and as often as configured".to_owned(),
                observed: format!("{nulls} nulls in {} columns", plan.columns.len()),
                detail: wrong.join("; "),
            });
        }
        all
    },
};

/// What is wrong with a column's nulls.
fn judge(plan: &ColumnPlan, tally: &ColumnTally, rows: u64) -> Option<String> {
    if !plan.nullable {
        let examples = tally.null_examples.words();
        return (tally.nulls > 0)
            .then(|| format!("{}: {} nulls, 0 expected, {examples}", plan.name, tally.nulls));
    }
    let (q, n) = (plan.missing?, rows as f64);
    let deviation = (n * q * (1.0 - q) * plan.shared.inflation(n)).sqrt();
    let off = (tally.nulls as f64 - n * q).abs();
    (off > SURE * deviation + 1.0).then(|| {
        format!("{}: {} nulls, {:.0} ± {:.0} expected", plan.name, tally.nulls, n * q, SURE * deviation + 1.0)
    })
}
