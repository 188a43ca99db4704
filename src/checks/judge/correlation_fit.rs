//! Correlations of metrics against those configured.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::outcome::Status;

/// Standard errors a coefficient may be off.
const SURE: f64 = 5.5;
/// What the approximation of the coefficient may be off besides.
const SLACK: f64 = 0.03;

pub static CHECK: Check = Check {
    name: "correlation_fit",
    doc: "Configured pairs of metrics are correlated as their laws, centres and noise let expect",
    rule: "|achieved − expected| ≤ 5.5 standard errors (delta method, entities as clusters) + 0.03; expected from the normal-space coefficient by Hermite series over the cells' laws, noise included, for pooled coefficients over the positions these entities have; residual coefficients are those of deviations from the cells' means, in standard deviations of the cell",
    languages: PLOTSIM,
    needs: &[Need::Cells],
    judge: |judged| {
        let Some(correlations) = &judged.measurements.correlations else { return Vec::new() };
        let find = |pair: &crate::checks::PairMeasure| {
            // Metrics that do not vary have no coefficient.
            let known =
                pair.achieved.is_finite() && pair.given.is_finite() && pair.standard_error.is_finite();
            let off = (pair.achieved - pair.given).abs();
            let room = SURE * pair.standard_error + SLACK;
            Finding {
                table: None,
                columns: Vec::new(),
                status: if known && off > room { Status::Fail } else { Status::Pass },
                expected: format!("{} correlation {:.3}", pair.scope, pair.expected),
                observed: format!("{:.3}", pair.achieved),
                detail: format!(
                    "{} and {}, configured {}; {:.3} ± {room:.3} for the positions of these entities, in {} cells",
                    pair.metric_a, pair.metric_b, pair.configured, pair.given, pair.cells
                ),
            }
        };
        correlations.pairs.iter().map(find).collect()
    },
};
