//! Numbers, coins and choices among given texts.

use super::dice::Dice;
use super::method::{Arguments, Method};

pub fn method(name: &str, arguments: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "random_int" => steps(arguments.int("min", 0), arguments.int("max", 9999), arguments.int("step", 1)),
        "pyint" => {
            steps(arguments.int("min_value", 0), arguments.int("max_value", 9999), arguments.int("step", 1))
        }
        "pyfloat" | "pydecimal" => decimal(arguments),
        "boolean" => coin(arguments.int("chance_of_getting_true", 50)),
        "pybool" => coin(arguments.int("truth_probability", 50)),
        "random_element" => {
            let elements = arguments.texts("elements");
            Method::text(move |_, dice, out| out.push_str(dice.text(&elements)))
        }
        "random_elements" => {
            let elements = arguments.texts("elements");
            let length = arguments.int("length", 2).clamp(1, 4096) as usize;
            let distinct = arguments.is("unique");
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

/// Powers of ten up to 15 are exact.
fn power_of_ten(exponent: i64) -> f64 {
    (0..exponent.clamp(0, 15)).fold(1.0, |power, _| power * 10.0)
}

/// 2⁵³, how many numbers a unit interval is cut into.
const CELLS: u64 = 1 << 53;

fn decimal(arguments: &Arguments<'_>) -> Method {
    let most = match arguments.int("left_digits", -1) {
        digits @ 0.. => power_of_ten(digits),
        _ => 10_000.0,
    };
    let mut low = arguments.float("min_value", 0.0);
    if arguments.is("positive") {
        low = low.max(0.0);
    }
    let high = arguments.float("max_value", most).max(low);
    let digits = arguments.int("right_digits", -1);
    let scale = (digits >= 0).then(|| power_of_ten(digits));
    Method::Float(Box::new(move |dice| {
        let unit = dice.below(CELLS) as f64 / CELLS as f64;
        let value = low + unit * (high - low);
        scale.map_or(value, |scale| (value * scale).round_ties_even() / scale).clamp(low, high)
    }))
}

fn several(elements: &[String], length: usize, distinct: bool, dice: &mut Dice<'_>, out: &mut String) {
    let mut left: Vec<&String> = elements.iter().collect();
    let length = if distinct { length.min(left.len()) } else { length };
    for place in 0..length {
        out.push_str(if place > 0 { "," } else { "" });
        let index = dice.below(left.len() as u64) as usize;
        out.push_str(left.get(index).map_or("", |text| text.as_str()));
        if distinct && index < left.len() {
            left.remove(index);
        }
    }
}
