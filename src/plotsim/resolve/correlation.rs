//! Solving the configured correlations, and saying which of them cannot be had.

use crate::config::reader::Field;
use crate::correlation::{self, MetricCells, PairTarget, Solved};
use crate::plotsim::model::{OnInfeasible, Pair, Plotsim, Scope};
use crate::plotsim::pool;

/// Solves the pairs of a model and puts the solution in it. `places` are where the pairs stand in the file.
pub fn solve(config: &mut Plotsim, places: &[Field<'_>]) {
    if config.correlation.pairs.is_empty() {
        return;
    }
    let cells = pool::cells(config);
    let metrics: Vec<MetricCells> =
        (0..config.metrics.len()).map(|metric| of_metric(config, &cells, metric)).collect();
    let target = |pair: &Pair| PairTarget {
        a: pair.a,
        b: pair.b,
        coefficient: pair.coefficient,
        scope: match pair.scope {
            Scope::Residual => correlation::Scope::Residual,
            Scope::Pooled => correlation::Scope::Pooled,
        },
    };
    let targets: Vec<PairTarget> = config.correlation.pairs.iter().map(target).collect();
    let solution = correlation::solve(&cells.weights, &metrics, &targets);
    for ((pair, solved), place) in config.correlation.pairs.iter().zip(&solution.pairs).zip(places) {
        if !solved.feasible {
            unattainable(config, pair, solved, place);
        } else if solution.repaired && (solved.expected - pair.coefficient).abs() > NOTICEABLE {
            incompatible(config, pair, solved, place);
        }
    }
    config.correlation.solution = solution;
}

/// A change of a coefficient that a repair is worth mentioning for.
const NOTICEABLE: f64 = 0.005;

/// The laws a metric has in different archetypes, and the law and centre of each cell.
fn of_metric(config: &Plotsim, cells: &pool::Cells, metric: usize) -> MetricCells {
    let spec = &config.metrics[metric];
    let laws = std::iter::once(&spec.law)
        .chain(spec.overrides.iter().map(|(_, law)| law))
        .map(|law| law.law)
        .collect();
    let law_of = |archetype: usize| {
        spec.overrides.binary_search_by_key(&archetype, |(index, _)| *index).map_or(0, |place| place + 1)
    };
    let class = |cell: usize| (law_of(cells.archetypes[cell]), cells.centres_of(cell)[metric]);
    MetricCells { laws, classes: (0..cells.len()).map(class).collect() }
}

fn unattainable(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    let (low, high) = solved.attainable;
    let message = format!(
        "a correlation of {} between '{}' and '{}' cannot be had: with these laws{} it lies between {low:.3} and {high:.3}",
        pair.coefficient,
        config.metrics[pair.a].name,
        config.metrics[pair.b].name,
        match pair.scope {
            Scope::Residual => "",
            Scope::Pooled => " and trajectories",
        },
    );
    report(place, pair.on_infeasible, "unattainable-correlation", message, solved.expected);
}

fn incompatible(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    let message = format!(
        "no correlation matrix holds all the coefficients together; in the nearest one '{}' and '{}' have {:.3} instead of {}",
        config.metrics[pair.a].name, config.metrics[pair.b].name, solved.expected, pair.coefficient,
    );
    report(place, config.correlation.on_infeasible, "incompatible-correlations", message, solved.expected);
}

fn report(place: &Field<'_>, choice: OnInfeasible, code: &'static str, message: String, expected: f64) {
    match choice {
        OnInfeasible::Nearest => {
            place.warn(
                code,
                message,
                Some(format!("{expected:.3} is used; on_infeasible: error would refuse it")),
            );
        }
        OnInfeasible::Error => {
            place.error(code, message, Some("on_infeasible: nearest would use the nearest one".into()))
        }
    }
}
