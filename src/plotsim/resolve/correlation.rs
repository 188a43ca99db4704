//! Solving the configured correlations, and saying which of them cannot be had.

use crate::config::reader::Field;
use crate::correlation::{self, Solution, Solved, Status};
use crate::plotsim::model::{OnInfeasible, Pair, Plotsim, Scope};
use crate::plotsim::pool;

/// Solves the pairs of a model and puts the solution in it. `places` are where the pairs stand in the file.
pub fn solve(config: &mut Plotsim, places: &[Field<'_>]) {
    if config.correlation.pairs.is_empty() || refuse_impossible(config, places) {
        return;
    }
    let solution = solution(config);
    for ((pair, solved), place) in config.correlation.pairs.iter().zip(&solution.pairs).zip(places) {
        tell(config, pair, solved, place);
    }
    config.correlation.solution = solution;
}

/// The solution of a model's pairs: a function of the model alone.
pub fn solution(config: &Plotsim) -> Solution {
    let question = pool::question(config, pool::Of::Story);
    correlation::solve(&question.weights, &question.metrics, &question.targets)
}

/// Reports coefficients that no data has together, whatever the laws; false if there are none.
fn refuse_impossible(config: &Plotsim, places: &[Field<'_>]) -> bool {
    let pairs = &config.correlation.pairs;
    let mut any = false;
    for scope in [Scope::Residual, Scope::Pooled] {
        let own: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].scope == scope).collect();
        let written: Vec<_> =
            own.iter().map(|at| (pairs[*at].a, pairs[*at].b, pairs[*at].wanted())).collect();
        for together in correlation::impossible(config.metrics.len(), &written) {
            any = true;
            let list: Vec<String> = together.iter().map(|at| in_words(config, &pairs[own[*at]])).collect();
            let Some(place) = together.last().and_then(|at| places.get(own[*at])) else { continue };
            let message = format!("no data has these correlations together: {}", list.join(", "));
            let hint = "bring one of them nearer to what the others imply, or leave it out";
            place.error("impossible-correlations", message, Some(hint.into()));
        }
    }
    any
}

/// A pair and its coefficient.
fn in_words(config: &Plotsim, pair: &Pair) -> String {
    let (a, b) = names(config, pair);
    let least = if pair.asks_for_at_least() { "at least " } else { "" };
    format!("'{a}' and '{b}' {least}{}", pair.coefficient)
}

fn names<'c>(config: &'c Plotsim, pair: &Pair) -> (&'c str, &'c str) {
    (&config.metrics[pair.a].name, &config.metrics[pair.b].name)
}

/// Reports a pair that does not get what it asks for.
fn tell(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    match solved.status {
        Status::Met => {}
        Status::Exceeded => exceeded(config, pair, solved, place),
        Status::Nearest => unattainable(config, pair, solved, place),
        Status::Repaired => incompatible(config, pair, solved, place),
    }
}

/// The trajectory gives more than was asked for.
fn exceeded(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    const CODE: &str = "exceeded-correlation";
    let (a, b) = names(config, pair);
    let need = match solved.needed {
        Some(residual) => format!("{} would need {residual:.2} at equal position", pair.coefficient),
        None => format!("{} cannot be had even with −1 or 1 at equal position", pair.coefficient),
    };
    let message =
        format!("'{a}' and '{b}' are already at {:.2} from the shared trajectory; {need}", solved.alone);
    if pair.asks_for_at_least() {
        let hint = "nothing is added; scope: residual asks for the coefficient at equal position instead";
        place.note(CODE, message, Some(hint.into()));
        return;
    }
    let way_out = match solved.needed {
        Some(_) => {
            "write allow_reversal: true to have it so, or scope: residual to ask for it at equal position"
        }
        None => "write scope: residual to ask for it at equal position",
    };
    match pair.on_infeasible {
        OnInfeasible::Nearest => {
            place.warn(CODE, message, Some(format!("nothing is added; {way_out}")));
        }
        OnInfeasible::Error => place.error(CODE, message, Some(way_out.into())),
    }
}

fn unattainable(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    let (low, high) = solved.attainable;
    let (a, b) = names(config, pair);
    let message = format!(
        "a correlation of {} between '{a}' and '{b}' cannot be had: with these laws{} it lies between {low:.3} and {high:.3}",
        pair.coefficient,
        match pair.scope {
            Scope::Residual => ", at every position,",
            Scope::Pooled => " and trajectories",
        },
    );
    report(place, pair.on_infeasible, "unattainable-correlation", message, solved.expected);
}

fn incompatible(config: &Plotsim, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    let (a, b) = names(config, pair);
    let message = format!(
        "with these laws and trajectories, no correlation matrix holds all the coefficients; in the nearest one '{a}' and '{b}' have {:.3} instead of {}",
        solved.expected, pair.coefficient,
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
