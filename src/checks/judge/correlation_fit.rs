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
    rule: "|achieved − expected| ≤ t standard errors (delta method over clusters: entities if a metric has persistence, else cells) + 0.03, t = 5.5 for many clusters and for m of them what Student's t with m − 1 degrees of freedom exceeds as rarely; expected from the normal-space coefficient by Hermite series over the cells' laws, noise included, for pooled coefficients over the positions these entities have; residual coefficients are those of deviations from the cells' means, in standard deviations of the cell. Of columns of a dataset ≤ 5.5 standard errors (delta method, widened for rows that share entities or come again) + 0.002. Unchecked where one of two does not vary, or where there are so few clusters that t has no bound",
    languages: BOTH,
    needs: &[Need::Columns, Need::Cells],
    judge: |judged| {
        let mut all = metrics(judged);
        all.extend(columns(judged));
        all
    },
};

/// How a coefficient stands to the expected one, how it is shown, and why nothing is judged, where that is so: `drawn` says of
/// how much the error is estimated.
fn verdict(achieved: f64, expected: f64, room: f64, drawn: &str) -> (Status, String, Option<String>) {
    if !achieved.is_finite() {
        let why = "of the two, one does not vary".to_owned();
        return (Status::Unchecked, number(achieved), Some(why));
    }
    let shown = number(achieved);
    if !expected.is_finite() {
        let why = "no coefficient is expected: one of the two does not vary by its law".to_owned();
        return (Status::Unchecked, shown, Some(why));
    }
    if !room.is_finite() {
        let why = format!("{expected:.3} ± null, since {drawn} are too few to tell how far it may be off");
        return (Status::Unchecked, shown, Some(why));
    }
    let status = if (achieved - expected).abs() > room { Status::Fail } else { Status::Pass };
    (status, shown, None)
}

/// A coefficient as it is shown.
fn number(coefficient: f64) -> String {
    if coefficient.is_finite() { format!("{coefficient:.3}") } else { "null".to_owned() }
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
            let (status, observed, unjudged) = verdict(achieved, expected, room, &format!("{rows} rows"));
            let bound = unjudged.unwrap_or_else(|| format!("{expected:.3} ± {room:.3}"));
            all.push(Finding {
                table: Some(plan.name.clone()),
                columns,
                status,
                expected: format!("correlation {} of {names}", number(expected)),
                observed,
                detail: format!("configured {configured}; {bound} in {rows} rows"),
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
        let drawn = format!("{} clusters", pair.clusters);
        let (status, observed, unjudged) = verdict(pair.achieved, pair.given, room, &drawn);
        let bound = unjudged.unwrap_or_else(|| format!("{:.3} ± {room:.3}", pair.given));
        Finding {
            table: None,
            columns: Vec::new(),
            status,
            expected: format!("{} correlation {}", pair.scope, number(pair.expected)),
            observed,
            detail: format!(
                "{} and {}, configured {}{}; {bound} for the positions of these entities, in {} cells",
                pair.metric_a,
                pair.metric_b,
                pair.configured,
                pair.phase.map_or(String::new(), |phase| format!(" in {}", phase.in_words())),
                pair.cells
            ),
        }
    };
    correlations.pairs.iter().map(find).collect()
}
