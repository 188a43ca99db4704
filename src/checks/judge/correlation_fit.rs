//! Correlations of metrics, and of columns, against those configured.

use super::{BOTH, Check, Finding, Judged, Need, tables};
use crate::checks::laws::student;
use crate::checks::outcome::Status;

/// Standard errors a coefficient may be off where they are known.
const SURE: f64 = 5.5;
/// The probability with which a normal one is off by more.
const CHANCE: f64 = 3.8e-8;
/// What the approximation of the coefficient may be off besides, of metrics.
const SLACK: f64 = 0.03;
/// The same of columns.
const SLACK_OF_COLUMNS: f64 = 0.002;

pub static CHECK: Check = Check {
    name: "correlation_fit",
    doc: "Configured pairs of metrics are correlated as their laws, centres and noise let expect, and pairs of columns of a dataset as their laws do",
    rule: "|achieved − expected| ≤ t standard errors (delta method over clusters: entities if a metric has persistence, else cells) + 0.03, t = 5.5 for many clusters and for m of them what Student's t with m − 1 degrees of freedom exceeds as rarely; expected from the normal-space coefficient by Hermite series over the cells' laws, noise included, for pooled coefficients over the positions these entities have; residual coefficients are those of deviations from the cells' means, in standard deviations of the cell. Of columns of a dataset ≤ 5.5 standard errors (delta method, widened for rows that share entities or come again) + 0.002",
    languages: BOTH,
    needs: &[Need::Columns, Need::Cells],
    judge: |judged| {
        let mut all = metrics(judged);
        all.extend(columns(judged));
        all
    },
};

/// Whether a coefficient is as far from the expected one as it must not be; those of values that do not vary are not.
fn is_off(achieved: f64, expected: f64, room: f64) -> bool {
    let known = achieved.is_finite() && expected.is_finite() && room.is_finite();
    known && (achieved - expected).abs() > room
}

fn columns(judged: &Judged<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    for (plan, tally) in tables(judged) {
        for (pair, sums) in plan.correlations.iter().zip(&tally.correlations) {
            let (achieved, error, rows) = pair.found(sums);
            let (configured, expected) = (pair.configured, pair.expected);
            let columns = super::named(plan, [pair.columns.0, pair.columns.1]);
            let names = columns.join(" and ");
            let room = SURE * error + SLACK_OF_COLUMNS;
            all.push(Finding {
                table: Some(plan.name.clone()),
                columns,
                status: if is_off(achieved, expected, room) { Status::Fail } else { Status::Pass },
                expected: format!("correlation {expected:.3} of {names}"),
                observed: format!("{achieved:.3}"),
                detail: format!("configured {configured}; {expected:.3} ± {room:.3} in {rows} rows"),
            });
        }
    }
    all
}

fn metrics(judged: &Judged<'_>) -> Vec<Finding> {
    let Some(correlations) = &judged.measurements.correlations else { return Vec::new() };
    let find = |pair: &crate::checks::PairMeasure| {
        // A standard error of few clusters is itself uncertain.
        let sure = SURE.max(student(CHANCE, pair.clusters.saturating_sub(1) as f64));
        let room = sure * pair.standard_error + SLACK;
        Finding {
            table: None,
            columns: Vec::new(),
            status: if is_off(pair.achieved, pair.given, room) { Status::Fail } else { Status::Pass },
            expected: format!("{} correlation {:.3}", pair.scope, pair.expected),
            observed: format!("{:.3}", pair.achieved),
            detail: format!(
                "{} and {}, configured {}; {:.3} ± {room:.3} for the positions of these entities, in {} cells",
                pair.metric_a, pair.metric_b, pair.configured, pair.given, pair.cells
            ),
        }
    };
    correlations.pairs.iter().map(find).collect()
}
