//! Parameters of curves, as both forms write them.

use super::wording;
use crate::config::node::Value;
use crate::config::param::{Form, Interval, Kind};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::trajectory::curves::{CurveProblem, LIMIT, ParamKind, ParamValue, Rate};
use crate::trajectory::time_axis::Granularity;

static RATE: Form = Form {
    words: "a number of cycles such as 1 per year; or per quarter, month or week",
    pattern: "^\\s*[0-9][0-9.eE]*\\s+per\\s+(year|quarter|month|week)\\s*$",
};

/// A number of cycles, in the span or by the calendar.
pub const CYCLES: Kind = Kind::Choice(
    "number, or text such as 1 per year",
    &[Kind::Float(Interval::closed(-LIMIT, LIMIT)), Kind::Form(&RATE)],
);

/// The numbers 1 and 0 are taken for true and false.
pub const TRUTH: Kind = Kind::Choice("boolean", &[Kind::Bool, Kind::Int(0, 1)]);

/// The value of a parameter.
pub fn value(field: &Field<'_>, kind: ParamKind, granularity: Granularity) -> Option<ParamValue> {
    match (kind, &field.node.value) {
        (_, Value::Bool(truth)) => Some(ParamValue::Bool(*truth)),
        (ParamKind::Cycles, Value::Text(text)) => {
            let rate = Rate::parse(text).map(|rate| ParamValue::Rate(rate, granularity));
            if rate.is_none() {
                let hint = "write a number of cycles in the span, or one by the calendar such as 1 per year";
                field.error("wrong-type", format!("'{text}' is no number of cycles"), Some(hint.to_owned()));
            }
            rate
        }
        _ => field.float(Interval::EVERYTHING).map(ParamValue::Number),
    }
}

/// Reports what is wrong with parameters, each at its place.
pub fn report<'a>(problems: &[CurveProblem], place: impl Fn(&str) -> Field<'a>) {
    for problem in problems {
        let (code, hint) = match problem {
            CurveProblem::UnknownParameter { parameter, known, .. } => {
                ("unknown-key", suggest::hint(parameter, known.iter().copied()))
            }
            CurveProblem::WrongKind { .. } => ("wrong-type", None),
            CurveProblem::OutOfRange { .. } => ("out-of-range", None),
            CurveProblem::TooFast { .. } => {
                ("out-of-range", Some("take a longer cycle, or shorter periods".to_owned()))
            }
        };
        place(problem.parameter()).error(code, wording::of(problem), hint);
    }
}
