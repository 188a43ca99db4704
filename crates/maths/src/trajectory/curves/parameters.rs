//! Parameters of curves: what they are, and what can be wrong with the values given.

use std::fmt;

use super::Rate;
use crate::trajectory::time_axis::Granularity;

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A finite number.
    Number,
    /// `true` or `false`; the numbers 1 and 0 are taken for them.
    Bool,
    /// A number of cycles within the segment, or how many there are in a stretch of the calendar.
    Cycles,
}

impl fmt::Display for ParamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParamKind::Number => "a number",
            ParamKind::Bool => "true or false",
            ParamKind::Cycles => "a number, or one such as 1 per year",
        })
    }
}

/// The greatest size of a parameter, either way: it keeps sums and products finite.
pub const LIMIT: f64 = 1e9;

/// The most cycles in a period, told by the calendar: beyond, periods show something else.
const MOST_CYCLES: f64 = 0.5;

/// One parameter of a curve.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// The name used in configs.
    pub name: &'static str,
    /// What its value is.
    pub kind: ParamKind,
    /// The value when none is given; 1 and 0 for booleans.
    pub default: f64,
    /// What it does, in a few words.
    pub doc: &'static str,
}

impl ParamSpec {
    pub(super) const fn number(name: &'static str, default: f64, doc: &'static str) -> Self {
        ParamSpec { name, kind: ParamKind::Number, default, doc }
    }

    pub(super) const fn cycles(name: &'static str, default: f64, doc: &'static str) -> Self {
        ParamSpec { name, kind: ParamKind::Cycles, default, doc }
    }

    pub(super) const fn switch(name: &'static str, default: bool, doc: &'static str) -> Self {
        ParamSpec { name, kind: ParamKind::Bool, default: default as u8 as f64, doc }
    }
}

/// A parameter value as a config gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamValue {
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// Cycles by the calendar, in a window of such periods.
    Rate(Rate, Granularity),
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValue::Number(number) => write!(f, "{number}"),
            ParamValue::Bool(truth) => write!(f, "{truth}"),
            ParamValue::Rate(rate, _) => write!(f, "{rate}"),
        }
    }
}

/// Something wrong with a curve's parameters.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum CurveProblem {
    /// The curve has no parameter of this name.
    #[error("{curve} has no parameter `{parameter}`; it has {}", in_words(.known))]
    UnknownParameter {
        curve: &'static str,
        parameter: String,
        /// All parameters of the curve, in order.
        known: Vec<&'static str>,
        /// Those whose spelling is close, closest first.
        candidates: Vec<&'static str>,
    },
    /// A truth value where a number belongs, or the other way round.
    #[error("`{parameter}` of {curve} must be {expected}, not {value}")]
    WrongKind { curve: &'static str, parameter: &'static str, value: ParamValue, expected: ParamKind },
    /// A number beyond [`LIMIT`], or NaN.
    #[error("`{parameter}` of {curve} must lie between -1e9 and 1e9, not {value}")]
    OutOfRange { curve: &'static str, parameter: &'static str, value: f64 },
    /// Cycles so short that no period shows them.
    #[error(
        "`{parameter}` of {curve} is {rate}, and {granularity} periods show no cycle shorter than two of them"
    )]
    TooFast { curve: &'static str, parameter: &'static str, rate: Rate, granularity: Granularity },
}

impl CurveProblem {
    /// The name of the parameter at fault, as given.
    pub fn parameter(&self) -> &str {
        match self {
            CurveProblem::UnknownParameter { parameter, .. } => parameter,
            CurveProblem::WrongKind { parameter, .. }
            | CurveProblem::OutOfRange { parameter, .. }
            | CurveProblem::TooFast { parameter, .. } => parameter,
        }
    }
}

fn in_words(names: &[&str]) -> String {
    match names {
        [] => "none".to_string(),
        [one] => format!("`{one}`"),
        [first @ .., last] => format!("`{}` and `{last}`", first.join("`, `")),
    }
}

/// A number, and whether it counts cycles in a period rather than in the segment.
pub(super) type Accepted = (f64, bool);

/// What a given value stands for, as parameter `name` of what is called `curve`.
pub(in crate::trajectory) fn accept(
    (curve, parameter, kind): (&'static str, &'static str, ParamKind),
    value: ParamValue,
) -> Result<Accepted, CurveProblem> {
    let (number, by_period) = match (kind, value) {
        (ParamKind::Number | ParamKind::Cycles, ParamValue::Number(number)) => (number, false),
        (ParamKind::Bool, ParamValue::Bool(truth)) => (f64::from(u8::from(truth)), false),
        (ParamKind::Bool, ParamValue::Number(number)) if number == 0.0 || number == 1.0 => (number, false),
        (ParamKind::Cycles, ParamValue::Rate(rate, granularity)) => {
            let number = rate.per_period(granularity);
            if number > MOST_CYCLES {
                return Err(CurveProblem::TooFast { curve, parameter, rate, granularity });
            }
            (number, true)
        }
        (expected, value) => return Err(CurveProblem::WrongKind { curve, parameter, value, expected }),
    };
    // Written so that NaN is refused too.
    if !(-LIMIT..=LIMIT).contains(&number) {
        return Err(CurveProblem::OutOfRange { curve, parameter, value: number });
    }
    Ok((number, by_period))
}

/// That `curve` has no parameter of a name.
pub(in crate::trajectory) fn unknown(
    curve: &'static str,
    known: Vec<&'static str>,
    name: &str,
) -> CurveProblem {
    let candidates = crate::trajectory::suggest::nearest(name, known.iter().copied());
    CurveProblem::UnknownParameter { curve, parameter: name.to_string(), known, candidates }
}
