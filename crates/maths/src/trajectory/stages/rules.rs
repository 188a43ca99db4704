//! What makes a sequence of stages a ladder.

use super::StageMode;

/// One stage as configured.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What the stage is called.
    pub name: String,
    /// The lowest value that enters the stage.
    pub enter: f64,
    /// Where the stage is left; none for the last stage and only there.
    pub exit: Option<f64>,
}

/// A rule broken. Indices are places in the sequence, from 0; messages count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum StageProblem {
    #[error("a ladder needs at least two stages; there are {found}")]
    TooFew { found: usize },
    #[error("stage {} has the name `{name}` of stage {}", stage + 1, first + 1)]
    RepeatedName { stage: usize, first: usize, name: String },
    #[error("the entry of stage {} is {value}; it must be a finite number", stage + 1)]
    BadEnter { stage: usize, value: f64 },
    #[error("the exit of stage {} is {value}; it must be a finite number", stage + 1)]
    BadExit { stage: usize, value: f64 },
    #[error("stage {} enters at {enter}; it must enter above the stage before, at {previous}", stage + 1)]
    NotAscending { stage: usize, enter: f64, previous: f64 },
    #[error("stage {} has no exit; only the last stage goes without", stage + 1)]
    MissingExit { stage: usize },
    #[error("the last stage has an exit at {exit}; it must have none")]
    ExitOfLast { stage: usize, exit: f64 },
    /// Some exits lie above their entry and some do not.
    #[error(
        "stages {} exit above their entry and stages {} do not; all must do the same",
        numbers(ascending),
        numbers(hysteresis)
    )]
    MixedModes { ascending: Vec<usize>, hysteresis: Vec<usize> },
    /// Exits above their entry, but beyond where the next stage begins.
    #[error("stage {} exits at {exit}, beyond the entry of the next stage at {next_enter}", stage + 1)]
    ExitBeyondNext { stage: usize, exit: f64, next_enter: f64 },
    /// Hysteresis that would fall past the stage below.
    #[error("stage {} exits at {exit}, below the entry of the stage before at {previous_enter}", stage + 1)]
    ExitBelowPrevious { stage: usize, exit: f64, previous_enter: f64 },
    #[error("the downgrade delay is {delay}; it must be at least 1 period")]
    ZeroDelay { delay: u32 },
}

/// Places as people count them.
fn numbers(places: &[usize]) -> String {
    places.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(", ")
}

/// The mode of a sequence, or every rule it breaks. How exits lie to entries is judged only once all are
/// there and in order.
pub(super) fn check(
    sequence: &[Stage],
    downgrade_delay: Option<u32>,
) -> Result<StageMode, Vec<StageProblem>> {
    let mut problems = Vec::new();
    if sequence.len() < 2 {
        problems.push(StageProblem::TooFew { found: sequence.len() });
    }
    for (stage, Stage { name, enter, exit }) in sequence.iter().enumerate() {
        if let Some(first) = sequence[..stage].iter().position(|earlier| earlier.name == *name) {
            problems.push(StageProblem::RepeatedName { stage, first, name: name.clone() });
        }
        if !enter.is_finite() {
            problems.push(StageProblem::BadEnter { stage, value: *enter });
        }
        let last = stage + 1 == sequence.len();
        match *exit {
            Some(exit) if last => problems.push(StageProblem::ExitOfLast { stage, exit }),
            Some(exit) if !exit.is_finite() => problems.push(StageProblem::BadExit { stage, value: exit }),
            None if !last => problems.push(StageProblem::MissingExit { stage }),
            Some(_) | None => {}
        }
    }
    for (stage, pair) in sequence.windows(2).enumerate() {
        let (previous, enter) = (pair[0].enter, pair[1].enter);
        if enter <= previous {
            problems.push(StageProblem::NotAscending { stage: stage + 1, enter, previous });
        }
    }
    let mode = if problems.is_empty() { check_exits(sequence, &mut problems) } else { StageMode::Ascending };
    if let Some(delay @ 0) = downgrade_delay {
        problems.push(StageProblem::ZeroDelay { delay });
    }
    if problems.is_empty() { Ok(mode) } else { Err(problems) }
}

/// Which mode the exits make, with the problems of that mode.
fn check_exits(sequence: &[Stage], problems: &mut Vec<StageProblem>) -> StageMode {
    let exits = || sequence.iter().enumerate().filter_map(|(i, stage)| Some((i, stage.enter, stage.exit?)));
    let (above, below): (Vec<_>, Vec<_>) = exits().partition(|(_, enter, exit)| exit > enter);
    if !above.is_empty() && !below.is_empty() {
        let places = |side: Vec<(usize, f64, f64)>| side.into_iter().map(|(i, ..)| i).collect();
        problems.push(StageProblem::MixedModes { ascending: places(above), hysteresis: places(below) });
        return StageMode::Ascending;
    }
    if below.is_empty() {
        for ((stage, _, exit), next) in exits().zip(&sequence[1..]) {
            if exit > next.enter {
                problems.push(StageProblem::ExitBeyondNext { stage, exit, next_enter: next.enter });
            }
        }
        return StageMode::Ascending;
    }
    for ((stage, _, exit), previous) in exits().skip(1).zip(sequence) {
        if exit < previous.enter {
            problems.push(StageProblem::ExitBelowPrevious { stage, exit, previous_enter: previous.enter });
        }
    }
    StageMode::Hysteresis
}
