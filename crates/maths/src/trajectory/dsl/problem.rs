//! What can be wrong with archetype text.

use super::Shape;
use crate::trajectory::curves::CurveProblem;
use crate::trajectory::suggest;

/// A problem and the part of the text it is about.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct DslError {
    /// First byte of the part, from the start of the text.
    pub offset: usize,
    /// Length of the part in bytes; 0 where something is missing.
    pub length: usize,
    /// What is wrong there.
    pub problem: DslProblem,
}

/// The kinds of problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum DslProblem {
    #[error("the archetype is empty")]
    Empty,
    #[error("a shape is missing here")]
    MissingShape,
    #[error("unknown shape `{name}`")]
    UnknownShape {
        name: String,
        /// Shapes of similar spelling, closest first.
        candidates: Vec<&'static str>,
    },
    #[error("`{found}` is not a shape")]
    NotAShape { found: String },
    #[error("`>` is missing before `{found}`")]
    MissingArrow { found: String },
    #[error("`+` is reserved; shapes follow one another with `>`")]
    ReservedPlus,
    #[error("a shape follows a period")]
    ShapeAfterPeriod,
    #[error("`@` is missing before `{found}`")]
    MissingAt { found: String },
    #[error("a period is missing after `@`")]
    MissingPeriod,
    #[error("`{found}` is not a period")]
    NotAPeriod { found: String },
    #[error(
        "{shapes} shapes take {expected} periods after `@`, or none for an even split; there are {found}"
    )]
    WrongCount { shapes: usize, expected: usize, found: usize },
    #[error("period {value} is outside the window, which has {periods} periods")]
    OutOfWindow { value: i64, periods: usize },
    #[error("period {value} does not come after period {previous}")]
    NotAscending { value: i64, previous: i64 },
    #[error("the `(` after `{shape}` is never closed")]
    NotClosed { shape: &'static str },
    #[error("`{found}` is not a value")]
    NotAValue { found: String },
    #[error("`{found}` has no name, and follows a value that has one")]
    UnnamedValue { found: String },
    #[error("{shape} takes {}", values(*.most))]
    TooManyValues { shape: &'static str, most: usize },
    #[error("`{parameter}` has a value already")]
    TwoValues { parameter: String },
    #[error("{0}")]
    Value(CurveProblem),
    #[error("{shapes} shapes do not fit into {periods} periods")]
    TooManyShapes { shapes: usize, periods: usize },
}

impl DslProblem {
    pub(super) fn unknown_shape(name: &str) -> Self {
        let candidates = suggest::nearest(name, Shape::all().map(|shape| shape.name));
        DslProblem::UnknownShape { name: name.to_string(), candidates }
    }

    /// What would have been right in this place.
    pub fn expected(&self) -> String {
        match self {
            DslProblem::Empty
            | DslProblem::MissingShape
            | DslProblem::UnknownShape { .. }
            | DslProblem::NotAShape { .. } => {
                let names: Vec<&str> = Shape::all().map(|shape| shape.name).collect();
                format!("one of {}", names.join(", "))
            }
            DslProblem::MissingArrow { .. } | DslProblem::ReservedPlus => {
                "`>` between shapes, such as `growth > decline`".to_string()
            }
            DslProblem::ShapeAfterPeriod => {
                "all shapes first, then all periods, such as `growth > flat > decline @ 6 @ 12`".to_string()
            }
            DslProblem::MissingAt { .. } => "`@` before each period".to_string(),
            DslProblem::MissingPeriod | DslProblem::NotAPeriod { .. } => {
                "a whole number of periods from the start of the window".to_string()
            }
            DslProblem::WrongCount { expected: 0, .. } => "no `@` after a single shape".to_string(),
            DslProblem::WrongCount { expected, .. } => format!("{expected} periods after `@`, or none"),
            DslProblem::OutOfWindow { periods, .. } if *periods < 2 => {
                "a single shape: the window has no inner boundary".to_string()
            }
            DslProblem::OutOfWindow { periods, .. } => format!("a period from 1 to {}", periods - 1),
            DslProblem::NotAscending { previous, .. } => format!("a period after {previous}"),
            DslProblem::TooManyShapes { periods, .. } => format!("at most {periods} shapes"),
            DslProblem::NotClosed { .. } => "`)` after the values, such as `flat(0.7)`".to_string(),
            DslProblem::NotAValue { .. } => {
                "a number, true, false or a number of cycles such as `1 per year`".to_string()
            }
            DslProblem::UnnamedValue { .. } => "its name before it, such as `level: 0.7`".to_string(),
            DslProblem::TooManyValues { most: 0, shape } => format!("`{shape}` alone"),
            DslProblem::TooManyValues { most, .. } => format!("at most {}", values(*most)),
            DslProblem::TwoValues { .. } => "each value once".to_string(),
            DslProblem::Value(CurveProblem::UnknownParameter { known, .. }) => {
                format!("one of {}", known.join(", "))
            }
            DslProblem::Value(_) => "another value".to_string(),
        }
    }

    /// Names that may have been meant, closest first.
    pub fn candidates(&self) -> &[&'static str] {
        match self {
            DslProblem::UnknownShape { candidates, .. }
            | DslProblem::Value(CurveProblem::UnknownParameter { candidates, .. }) => candidates,
            _ => &[],
        }
    }

    /// Whether the number of shapes or periods cannot be judged once this problem is there.
    pub(super) fn hides_count(&self) -> bool {
        match self {
            DslProblem::UnknownShape { .. }
            | DslProblem::NotAPeriod { .. }
            | DslProblem::NotAValue { .. }
            | DslProblem::UnnamedValue { .. }
            | DslProblem::TooManyValues { .. }
            | DslProblem::TwoValues { .. }
            | DslProblem::Value(_) => false,
            DslProblem::Empty
            | DslProblem::MissingShape
            | DslProblem::NotAShape { .. }
            | DslProblem::MissingArrow { .. }
            | DslProblem::ReservedPlus
            | DslProblem::ShapeAfterPeriod
            | DslProblem::MissingAt { .. }
            | DslProblem::MissingPeriod
            | DslProblem::WrongCount { .. }
            | DslProblem::OutOfWindow { .. }
            | DslProblem::NotAscending { .. }
            | DslProblem::NotClosed { .. }
            | DslProblem::TooManyShapes { .. } => true,
        }
    }
}

fn values(number: usize) -> String {
    match number {
        0 => "no values".to_string(),
        1 => "1 value".to_string(),
        _ => format!("{number} values"),
    }
}
