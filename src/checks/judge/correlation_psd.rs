//! The correlation matrices that metrics, and columns, are drawn with.

use super::{BOTH, Check, Finding, Judged, Need};
use crate::checks::outcome::Status;
use crate::correlation::{self, Solved};
use crate::datagen::model::Datagen;
use crate::plotsim::model::Regime;
use crate::project::Project;

pub static CHECK: Check = Check {
    name: "correlation_psd",
    doc: "The configured correlations are those of some data: their matrix is positive semidefinite and each is attainable",
    rule: "fail: a row of the Cholesky factor has not length 1; warn: the nearest correlation matrix (Higham 2002) had to take the place of the configured one, or a coefficient lies outside its attainable interval",
    languages: BOTH,
    needs: &[Need::Config],
    judge: |judged| match &judged.evidence.project {
        Project::Both(both) => metrics(judged).into_iter().chain(datasets(&both.datagen)).collect(),
        Project::Plotsim(_) => metrics(judged),
        Project::Datagen(config) => datasets(config),
    },
};

fn metrics(judged: &Judged<'_>) -> Vec<Finding> {
    let Some(engine) = judged.evidence.engine() else { return Vec::new() };
    let config = engine.config();
    let name = |metric: usize| config.metrics[metric].name.as_str();
    let one = |regime: &Regime| {
        let pairs = regime.pairs.iter().zip(&regime.solution.pairs);
        let pairs = pairs.map(|(pair, solved)| (name(pair.a), name(pair.b), pair.coefficient, solved));
        let factor = regime.solution.factor.iter().map(Vec::as_slice);
        let mut found = finding(None, pairs.collect(), factor, regime.solution.repaired)?;
        if let Some(phase) = regime.phase {
            found.expected += &format!(", in {}", phase.in_words());
        }
        Some(found)
    };
    config.correlation.regimes.iter().filter_map(one).collect()
}

fn datasets(config: &Datagen) -> Vec<Finding> {
    let one = |dataset: &crate::datagen::model::Dataset| {
        let correlation = &dataset.correlation;
        let name = |place: usize| dataset.correlated_name(place).unwrap_or_default();
        let pairs = correlation.pairs.iter();
        let pairs = pairs.map(|pair| (name(pair.a), name(pair.b), pair.coefficient, &pair.solved));
        let factor = correlation.columns.iter().map(|column| column.factor.as_slice());
        finding(Some(&dataset.name), pairs.collect(), factor, correlation.repaired)
    };
    config.datasets.iter().filter_map(one).collect()
}

/// What is found of pairs that are solved together; none of no pairs.
fn finding<'a>(
    table: Option<&str>,
    pairs: Vec<(&str, &str, f64, &Solved)>,
    factor: impl Iterator<Item = &'a [(usize, f64)]>,
    repaired: bool,
) -> Option<Finding> {
    if pairs.is_empty() {
        return None;
    }
    let long = |row: &&[(usize, f64)]| {
        let square: f64 = row.iter().map(|(_, factor)| factor * factor).sum();
        (square - 1.0).abs() > 1e-9
    };
    let broken = factor.filter(long).count();
    let beyond: Vec<String> = pairs
        .iter()
        .filter(|(.., solved)| solved.status == correlation::Status::Nearest)
        .map(|(a, b, coefficient, solved)| {
            let (low, high) = solved.attainable;
            format!("{a} and {b}: {coefficient} is not in [{low:.3}, {high:.3}]")
        })
        .collect();
    let (status, observed) = match (broken, repaired, beyond.len()) {
        (0, false, 0) => (Status::Pass, "positive semidefinite as configured".to_owned()),
        (0, true, _) => (Status::Warn, "replaced by the nearest correlation matrix".to_owned()),
        (0, false, beyond) => (Status::Warn, format!("{beyond} unattainable")),
        (broken, ..) => (Status::Fail, format!("{broken} rows of the factor have not length 1")),
    };
    Some(Finding {
        table: table.map(str::to_owned),
        columns: Vec::new(),
        status,
        expected: format!("a correlation matrix of {} attainable coefficients", pairs.len()),
        observed,
        detail: beyond.into_iter().take(crate::checks::EXAMPLES).collect::<Vec<_>>().join("; "),
    })
}
