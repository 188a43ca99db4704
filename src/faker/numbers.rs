//! Numbers, coins and choices among given texts.

use super::Decimals;
use super::method::{Arguments, Method};
use crate::random::Dice;

pub fn method(name: &str, arguments: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "random_int" => steps(arguments.int("min", 0), arguments.int("max", 9999), arguments.int("step", 1)),
        "pyint" => {
            steps(arguments.int("min_value", 0), arguments.int("max_value", 9999), arguments.int("step", 1))
        }
        "pyfloat" | "pydecimal" => decimal(arguments)?,
        "boolean" => coin(arguments.int("chance_of_getting_true", 50)),
        "pybool" => coin(arguments.int("truth_probability", 50)),
        "random_element" => {
            let elements = arguments.texts("elements");
            Method::text(move |_, dice, out| out.push_str(dice.text(&elements)))
        }
        "random_elements" => {
            let mut elements = arguments.texts("elements");
            let length = arguments.int("length", 2).clamp(1, 4096) as usize;
            let distinct = arguments.is("unique");
            if distinct {
                let mut seen = std::collections::BTreeSet::new();
                elements.retain(|element| seen.insert(element.clone()));
            }
            Method::text(move |_, dice, out| several(&elements, length, distinct, dice, out))
        }
        _ => return None,
    })
}

/// `min`, `min + step`, … up to `max`.
fn steps(min: i64, max: i64, step: i64) -> Method {
    let step = step.max(1);
    let last = (i128::from(max.max(min)) - i128::from(min)) / i128::from(step);
    // The whole range of 64 bits has one number more than 64 bits can say; its last is left out.
    let count = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
    Method::Int(Box::new(move |dice| {
        (i128::from(min) + i128::from(step) * i128::from(dice.below(count))) as i64
    }))
}

fn coin(percent: i64) -> Method {
    let percent = percent.clamp(0, 100) as u64;
    Method::Bool(Box::new(move |dice| dice.below(100) < percent))
}

/// 2⁵³, how many numbers a unit interval is cut into.
const CELLS: u64 = 1 << 53;

fn decimal(arguments: &Arguments<'_>) -> Option<Method> {
    Some(match Decimals::of(arguments.call).ok()? {
        Decimals::Any { low, high } => Method::Float(Box::new(move |dice| {
            let unit = dice.below(CELLS) as f64 / CELLS as f64;
            let value = low + unit * (high - low);
            // Rounding may reach the end that is excluded.
            if value < high { value } else { low }
        })),
        Decimals::Grid { first, count, scale } => {
            Method::Float(Box::new(move |dice| (first + dice.below(count) as i64) as f64 / scale))
        }
    })
}

fn several(elements: &[String], length: usize, distinct: bool, dice: &mut Dice<'_>, out: &mut String) {
    let mut left: Vec<&String> = elements.iter().collect();
    for place in 0..length {
        out.push_str(if place > 0 { "," } else { "" });
        let index = dice.below(left.len() as u64) as usize;
        out.push_str(left.get(index).map_or("", |text| text.as_str()));
        if distinct && index < left.len() {
            left.remove(index);
        }
    }
}
