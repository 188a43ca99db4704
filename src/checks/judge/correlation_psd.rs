//! The correlation matrix that metrics are drawn with.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::outcome::Status;
use crate::correlation;

pub static CHECK: Check = Check {
    name: "correlation_psd",
    doc: "The configured correlations are those of some data: their matrix is positive semidefinite and each is attainable",
    rule: "fail: a row of the Cholesky factor has not length 1; warn: the nearest correlation matrix (Higham 2002) had to take the place of the configured one, or a coefficient lies outside its attainable interval",
    languages: PLOTSIM,
    needs: &[Need::Config],
    judge: |judged| {
        let Some(engine) = judged.evidence.engine() else { return Vec::new() };
        let config = engine.config();
        let configured = &config.correlation;
        if configured.pairs.is_empty() {
            return Vec::new();
        }
        let long = |row: &Vec<(usize, f64)>| {
            let square: f64 = row.iter().map(|(_, factor)| factor * factor).sum();
            (square - 1.0).abs() > 1e-9
        };
        let broken = configured.solution.factor.iter().filter(|row| long(row)).count();
        let solved = &configured.solution.pairs;
        let beyond: Vec<String> = configured
            .pairs
            .iter()
            .zip(solved)
            .filter(|(_, solved)| solved.status == correlation::Status::Nearest)
            .map(|(pair, solved)| {
                let name = |metric: usize| config.metrics[metric].name.as_str();
                let (low, high) = solved.attainable;
                let (a, b) = (name(pair.a), name(pair.b));
                format!("{a} and {b}: {} is not in [{low:.3}, {high:.3}]", pair.coefficient)
            })
            .collect();
        let (status, observed) = match (broken, configured.solution.repaired, beyond.len()) {
            (0, false, 0) => (Status::Pass, "positive semidefinite as configured".to_owned()),
            (0, true, _) => (Status::Warn, "replaced by the nearest correlation matrix".to_owned()),
            (0, false, beyond) => (Status::Warn, format!("{beyond} unattainable")),
            (broken, ..) => (Status::Fail, format!("{broken} rows of the factor have not length 1")),
        };
        vec![Finding {
            table: None,
            columns: Vec::new(),
            status,
            expected: format!("a correlation matrix of {} attainable coefficients", configured.pairs.len()),
            observed,
            detail: beyond.into_iter().take(crate::checks::EXAMPLES).collect::<Vec<_>>().join("; "),
        }]
    },
};
