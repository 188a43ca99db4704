//! Values against the laws they are drawn from.

use super::{APART, BOTH, Check, Finding, Need, UNLIKELY, tables};
use crate::checks::cells::{MetricTally, Shown};
use crate::checks::laws::{BANDS, Fit, chi_square, kolmogorov};
use crate::checks::outcome::Status;

/// Values that a test needs.
const ENOUGH: u64 = 100;

pub static CHECK: Check = Check {
    name: "marginal_fit",
    doc: "The values of metrics and of columns with a law are distributed as configured",
    rule: "metrics: in each of 8 bands of centres, the histogram against the sum over cells of the law around each cell's centre, noise and bounds included; Kolmogorov–Smirnov D at bin edges for continuous metrics, χ² for counts. Columns: χ² of the histogram. Fail if p < 10⁻⁷ and the distance (D, or half the sum of differences of shares) exceeds 0.02. Persistence φ divides the number of values by (1+φ)/(1−φ)",
    languages: BOTH,
    needs: &[Need::Columns, Need::Cells],
    judge: |judged| {
        let mut all = Vec::new();
        if let (Some(cells), Some(engine)) = (&judged.evidence.cells, judged.evidence.engine()) {
            let config = engine.config();
            for (shown, tally) in cells.plan.shown.iter().zip(&cells.tally.metrics) {
                let discrete = shown.whole || config.metrics[shown.metric].is_count();
                let table = &config.tables[shown.table];
                let (fit, band) = worst(shown, tally, discrete, engine.entities());
                let what = if discrete { "χ²" } else { "D" };
                let mut found =
                    finding(fit, format!("the law of {}", config.metrics[shown.metric].name), what);
                found.table = Some(table.name.clone());
                found.columns = vec![table.columns[shown.column].name.clone()];
                found.detail = format!(
                    "{}, worst of the bands of centres: {}",
                    table.columns[shown.column].name,
                    band + 1
                );
                if shown.approximate && found.status != Status::Pass {
                    found.status = Status::Pass;
                    found.detail += "; not judged, since its noise follows the trajectory";
                }
                all.push(found);
            }
        }
        for (plan, tally) in tables(judged) {
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                let (Some(law), Some(bins)) = (&column.law, &column.bins) else { continue };
                let count: u64 = own.bins.iter().sum();
                let fit = chi_square(
                    &own.bins,
                    &law.shares(bins),
                    column.shared.inflation(count as f64) * (1.0 + law.clumping() * count as f64),
                );
                let fit = if count < ENOUGH || column.shared.is_small() { Fit::NONE } else { fit };
                let mut found = finding(fit, law.in_words(), "χ²");
                found.table = Some(plan.name.clone());
                found.columns = vec![column.name.clone()];
                found.detail.clone_from(&column.name);
                all.push(found);
            }
        }
        all
    },
};

fn finding(fit: Fit, expected: String, what: &str) -> Finding {
    let off = fit.p < UNLIKELY && fit.distance > APART;
    Finding {
        table: None,
        columns: Vec::new(),
        status: if off { Status::Fail } else { Status::Pass },
        expected,
        observed: format!("{what}: p = {:.2e}, distance {:.4}", fit.p, fit.distance),
        detail: String::new(),
    }
}

/// The band of centres in which the values fit least, over all laws of the metric.
fn worst(shown: &Shown, tally: &MetricTally, discrete: bool, entities: u64) -> (Fit, usize) {
    let phi = shown.persistence;
    let mut worst = (Fit::NONE, 0);
    for (((_, grid), counts), weights) in shown.laws.iter().zip(&tally.counts).zip(&tally.weights) {
        let expected = grid.expected(weights);
        for (band, expected) in expected.iter().enumerate().take(BANDS) {
            let own = &counts[band * grid.bins.len()..(band + 1) * grid.bins.len()];
            let count: u64 = own.iter().sum();
            if count < ENOUGH {
                continue;
            }
            // At most, all values of an entity are one.
            let together = count as f64 / entities.min(count).max(1) as f64;
            let inflation =
                if phi < 1.0 { ((1.0 + phi) / (1.0 - phi)).min(together) } else { together }.max(1.0);
            let fit = if discrete {
                chi_square(own, expected, inflation)
            } else {
                kolmogorov(own, expected, inflation)
            };
            let rank = |fit: &Fit| (fit.p < UNLIKELY && fit.distance > APART, -fit.p);
            if rank(&fit) > rank(&worst.0) || (worst.0 == Fit::NONE) {
                worst = (fit, band);
            }
        }
    }
    worst
}
