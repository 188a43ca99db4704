//! Solving the configured correlations, and saying which of them cannot be had.

use crate::config::reader::Field;
use crate::correlation::{self, Solution, Solved, Status};
use crate::plotsim::model::{OnInfeasible, Pair, Plotsim, Regime, Scope};
use crate::plotsim::parts::phases::Draft;
use crate::plotsim::pool;

/// Where a regime stands in the file.
pub struct Places<'a> {
    /// The whole of it.
    at: Field<'a>,
    /// By pair.
    pairs: Vec<Field<'a>>,
    inherits: bool,
}

impl<'a> Places<'a> {
    /// A regime that was read, not yet solved, and where it stands.
    pub fn of(draft: Draft<'a>) -> (Regime, Places<'a>) {
        let (pairs, places) = draft.pairs.into_iter().unzip();
        let regime = Regime { phase: draft.phase, pairs, solution: Solution::default() };
        (regime, Places { at: draft.at, pairs: places, inherits: draft.inherits })
    }
}

/// Solves the pairs of a model and puts the solutions in it. `places` are where its regimes stand in the file.
pub fn solve(config: &mut Plotsim, places: &[Places<'_>]) {
    let inherited = places.iter().any(|own| own.inherits);
    for (index, own) in places.iter().enumerate() {
        let Some(regime) = config.correlation.regimes.get(index) else { continue };
        if regime.pairs.is_empty() || refuse_impossible(config, regime, &own.pairs) {
            continue;
        }
        let solution = solution(config, index);
        match &solution {
            Some(solution) => {
                for ((pair, solved), place) in regime.pairs.iter().zip(&solution.pairs).zip(&own.pairs) {
                    tell(config, (regime, pair), solved, place);
                }
            }
            None if regime.phase.is_some() => {
                own.at.warn("no-effect", "has no effect: no entity has rows in these periods", None);
            }
            None if inherited => {}
            None => own.at.warn("no-effect", "has no effect: every row lies in a phase", None),
        }
        if let Some(regime) = config.correlation.regimes.get_mut(index) {
            match solution {
                Some(solution) => regime.solution = solution,
                None => regime.pairs.clear(),
            }
        }
    }
}

/// The solution of the pairs of a regime, a function of the model alone; none if there are no rows to solve them for.
fn solution(config: &Plotsim, regime: usize) -> Option<Solution> {
    let question = pool::question(config, pool::Of::Story, regime);
    let has_rows = !question.weights.is_empty();
    has_rows.then(|| correlation::solve(&question.weights, &question.metrics, &question.targets))
}

/// Reports coefficients that no data has together, whatever the laws; false if there are none.
fn refuse_impossible(config: &Plotsim, regime: &Regime, places: &[Field<'_>]) -> bool {
    let pairs = &regime.pairs;
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

/// A pair of a regime by the names of its metrics, and the periods where they are but a phase.
fn told(config: &Plotsim, (regime, pair): (&Regime, &Pair)) -> String {
    let (a, b) = names(config, pair);
    match regime.phase {
        Some(phase) => format!("'{a}' and '{b}', in {},", phase.in_words()),
        None => format!("'{a}' and '{b}'"),
    }
}

/// Reports a pair that does not get what it asks for.
fn tell(config: &Plotsim, pair: (&Regime, &Pair), solved: &Solved, place: &Field<'_>) {
    match solved.status {
        Status::Met => {}
        Status::Exceeded => exceeded(&told(config, pair), pair.1, solved, place),
        Status::Nearest => unattainable(&told(config, pair), pair.1, solved, place),
        Status::Repaired => {
            incompatible(&told(config, pair), (pair.1, config.correlation.on_infeasible), solved, place);
        }
    }
}

/// The trajectory gives more than was asked for.
fn exceeded(names: &str, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    const CODE: &str = "exceeded-correlation";
    let need = match solved.needed {
        Some(residual) => format!("{} would need {residual:.2} at equal position", pair.coefficient),
        None => format!("{} cannot be had even with −1 or 1 at equal position", pair.coefficient),
    };
    let message = format!("{names} are already at {:.2} from the shared trajectory; {need}", solved.alone);
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

fn unattainable(names: &str, pair: &Pair, solved: &Solved, place: &Field<'_>) {
    let (low, high) = solved.attainable;
    let message = format!(
        "a correlation of {} between {names} cannot be had: with these laws{} it lies between {low:.3} and {high:.3}",
        pair.coefficient,
        match pair.scope {
            Scope::Residual => ", at every position,",
            Scope::Pooled => " and trajectories",
        },
    );
    report(place, pair.on_infeasible, "unattainable-correlation", message, solved.expected);
}

fn incompatible(names: &str, (pair, choice): (&Pair, OnInfeasible), solved: &Solved, place: &Field<'_>) {
    let message = format!(
        "with these laws and trajectories, no correlation matrix holds all the coefficients; in the nearest one {names} have {:.3} instead of {}",
        solved.expected, pair.coefficient,
    );
    report(place, choice, "incompatible-correlations", message, solved.expected);
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
