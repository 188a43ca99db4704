//! Parameters of curves: what they are, and what can be wrong with the values given.

use super::CurveSpec;
use std::fmt;

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A finite number.
    Number,
    /// `true` or `false`; the numbers 1 and 0 are taken for them.
    Bool,
}

impl fmt::Display for ParamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParamKind::Number => "a number",
            ParamKind::Bool => "true or false",
        })
    }
}

/// The greatest size of a parameter, either way: it keeps sums and products finite.
pub const LIMIT: f64 = 1e9;

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
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValue::Number(number) => write!(f, "{number}"),
            ParamValue::Bool(truth) => write!(f, "{truth}"),
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
}

impl CurveProblem {
    /// The name of the parameter at fault, as given.
    pub fn parameter(&self) -> &str {
        match self {
            CurveProblem::UnknownParameter { parameter, .. } => parameter,
            CurveProblem::WrongKind { parameter, .. } | CurveProblem::OutOfRange { parameter, .. } => {
                parameter
            }
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

/// The place and number a given value stands for.
pub(super) fn accept(curve: &CurveSpec, name: &str, value: ParamValue) -> Result<(usize, f64), CurveProblem> {
    let Some((place, spec)) = curve.params.iter().enumerate().find(|(_, spec)| spec.name == name) else {
        let known: Vec<&'static str> = curve.params.iter().map(|spec| spec.name).collect();
        let candidates = crate::trajectory::suggest::nearest(name, known.iter().copied());
        return Err(CurveProblem::UnknownParameter {
            curve: curve.name,
            parameter: name.to_string(),
            known,
            candidates,
        });
    };
    let number = match (spec.kind, value) {
        (ParamKind::Number, ParamValue::Number(number)) => number,
        (ParamKind::Bool, ParamValue::Bool(truth)) => f64::from(u8::from(truth)),
        (ParamKind::Bool, ParamValue::Number(number)) if number == 0.0 || number == 1.0 => number,
        (expected, value) => {
            return Err(CurveProblem::WrongKind { curve: curve.name, parameter: spec.name, value, expected });
        }
    };
    // Written so that NaN is refused too.
    if !(-LIMIT..=LIMIT).contains(&number) {
        return Err(CurveProblem::OutOfRange { curve: curve.name, parameter: spec.name, value: number });
    }
    Ok((place, number))
}
