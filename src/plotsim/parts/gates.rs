//! `only_when`, `zeros` and `decimals` of metrics: what becomes of values once their law has given them.

use super::names::METRIC;
use crate::config::key::{Key, Unread};
use crate::config::param::{Form, Interval, Kind};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Comparison, Condition, Metric, MetricLaw};

static CONDITION: Form = Form {
    words: "text such as sessions > 0",
    pattern: "^\\s*\\S[\\s\\S]*(>=|<=|<>|!=|==|>|<|=)\\s*[-+]?[0-9.][0-9.eE+-]*\\s*$",
};

pub const DECIMALS: Key<Option<i64>> = Key::int("decimals", 0, 9)
    .otherwise("as many as a DOUBLE has; none in columns of whole numbers")
    .doc("Places after the point that values are rounded to: columns are DECIMAL(18, decimals), and BIGINT for 0")
    .example("2");
pub const ZEROS: Key<f64> = Key::float("zeros", Interval { high_open: true, ..Interval::UNIT })
    .default(0.0)
    .doc("Share of values that are 0, whatever the law and the range");
pub const ONLY_WHEN: Key<Option<Unread>> = Key::of("only_when", Kind::Form(&CONDITION))
    .optional()
    .doc("Another metric's value in the same period without which there is none, as in sessions > 0")
    .example("sessions > 0");
pub const OTHERWISE: Key<Option<i64>> = Key::int("otherwise", 0, 0)
    .otherwise("0")
    .doc("What stands where only_when does not hold: 0 or null")
    .example("0");

/// A condition whose metric was not looked up.
pub struct Gate<'a> {
    /// The whole condition.
    at: Field<'a>,
    metric: &'a str,
    comparison: Comparison,
    value: f64,
    missing: bool,
}

/// The condition of a metric; `None` inside if it has none.
pub fn read<'a>(fields: &Fields<'a>) -> Option<Option<Gate<'a>>> {
    let missing = fields.is_null(&OTHERWISE);
    let otherwise = fields.read(&OTHERWISE);
    let Some(at) = fields.at(&ONLY_WHEN) else {
        if missing || fields.at(&OTHERWISE).is_some() {
            let message = "'otherwise' has no effect without 'only_when'";
            fields.at(&OTHERWISE).unwrap_or(&fields.whole).warn("no-effect", message, None);
        }
        return otherwise.map(|_| None);
    };
    let text = at.text()?;
    let Some((metric, comparison, value)) = parts(text) else {
        let hint = "write a metric, one of > >= < <= = <>, and a number, as in sessions > 0";
        at.error("bad-expression", format!("'{text}' is no condition"), Some(hint.to_owned()));
        return None;
    };
    otherwise?;
    Some(Some(Gate { at: at.clone(), metric, comparison, value, missing }))
}

/// A metric, a comparison and a number.
fn parts(text: &str) -> Option<(&str, Comparison, f64)> {
    let sign = |c: char| "<>=!".contains(c);
    let last = text.rfind(sign)?;
    let (sign, comparison) = Comparison::SIGNS
        .into_iter()
        .find(|(sign, _)| text.get(..=last).is_some_and(|before| before.ends_with(sign)))?;
    let metric = text.get(..=last)?.strip_suffix(sign)?.trim();
    let metric = metric.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(metric);
    let number = text.get(last + 1..)?.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    (!metric.is_empty()).then_some((metric, comparison, number))
}

/// The greatest number of units of the last place that a metric may reach: those that doubles tell apart.
const MOST_UNITS: f64 = 1e15;

/// Places after the point that values of a law are rounded to; `None` inside if it has none.
pub fn decimals(fields: &Fields<'_>, law: Option<&MetricLaw>) -> Option<Option<u8>> {
    let Some(digits) = fields.read(&DECIMALS)? else { return Some(None) };
    let digits = u8::try_from(digits).unwrap_or(u8::MAX);
    let (at, Some(law)) = (fields.place(&DECIMALS), law) else { return Some(Some(digits)) };
    if law.law.is_discrete() {
        at.error("wrong-place", "a count has no decimals", Some("leave it out".to_owned()));
        return None;
    }
    let unit = libm::pow(10.0, f64::from(digits));
    let ends = [law.range.min.unwrap_or(law.centre.low), law.range.max.unwrap_or(1e3 * law.centre.high)];
    if ends.iter().any(|end| end.abs() * unit > MOST_UNITS) {
        let message = format!("values of this size have no {digits} exact decimals");
        at.error("out-of-range", message, Some("take fewer decimals".to_owned()));
        return None;
    }
    if let (Some(min), Some(max)) = (law.range.min, law.range.max)
        && libm::floor(max * unit) < libm::ceil(min * unit)
    {
        let message = format!("no number with {digits} decimals lies between {min} and {max}");
        at.error("bad-range", message, Some("take more decimals".to_owned()));
        return None;
    }
    Some(Some(digits))
}

/// Gives metrics their conditions; the metrics that have one come back, those that others hang on first. A `None` inside means
/// that what was written could not be read.
pub fn resolve(
    names: &[&str],
    gates: &[Option<Option<Gate<'_>>>],
    metrics: &mut [Option<Metric>],
) -> Option<Vec<usize>> {
    let mut found: Vec<Option<Condition>> = Vec::with_capacity(gates.len());
    let mut complete = true;
    for gate in gates {
        let condition = match gate {
            Some(Some(gate)) => {
                let metric = METRIC.find_within(&gate.at, 0, gate.metric, names);
                complete &= metric.is_some();
                metric.map(|metric| Condition {
                    metric,
                    comparison: gate.comparison,
                    value: gate.value,
                    missing: gate.missing,
                })
            }
            Some(None) => None,
            None => {
                complete = false;
                None
            }
        };
        found.push(condition);
    }
    let mut order: Vec<usize> = Vec::new();
    for start in 0..found.len() {
        // The chain from a metric to the first that has no condition, or is in order.
        let mut chain: Vec<usize> = Vec::new();
        let mut at = start;
        while let Some(condition) = found.get(at).copied().flatten().filter(|_| !order.contains(&at)) {
            if chain.contains(&at) {
                complete = false;
                // Told once, at the first metric of the circle.
                if at == start && chain.iter().all(|other| *other >= start) {
                    let circle: Vec<&str> =
                        chain.iter().chain([&at]).filter_map(|metric| names.get(*metric).copied()).collect();
                    if let Some(Some(Some(gate))) = gates.get(at) {
                        let message = format!("the metric hangs on itself: {}", circle.join(" → "));
                        gate.at.error(
                            "circle",
                            message,
                            Some("let one of them go without a condition".into()),
                        );
                    }
                }
                break;
            }
            chain.push(at);
            at = condition.metric;
        }
        order.extend(chain.into_iter().rev().filter(|_| complete));
    }
    for (metric, condition) in metrics.iter_mut().zip(&found) {
        if let Some(metric) = metric {
            metric.only_when = *condition;
        }
    }
    complete.then_some(order)
}
