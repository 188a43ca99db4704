//! Why a law cannot be made.

use super::Family;

/// A parameter or a range a family cannot work with.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A parameter without a default was left out.
    #[error("{} needs the parameter `{parameter}`", family.name())]
    Missing { family: Family, parameter: &'static str },
    /// A parameter the family does not have.
    #[error("{} has no parameter `{parameter}`; it takes {}", family.name(), names(*family))]
    Unknown { family: Family, parameter: String },
    /// A parameter outside its limits, or not a number.
    #[error("{}: `{parameter}` is {value}, but must be {}", family.name(), limits(*min, *max))]
    OutOfBounds { family: Family, parameter: &'static str, value: f64, min: f64, max: f64 },
    /// `min` is not below `max`, or one of them is not a number.
    #[error("the value range runs from {min} to {max}, but min must not lie above max")]
    EmptyRange { min: f64, max: f64 },
    /// Reshaped laws need room between the bounds.
    #[error("{} with `bounds: reshape` needs a value range of some width above {above}, not {min} to {max}", family.name())]
    NoRoom { family: Family, above: f64, min: f64, max: f64 },
}

fn names(family: Family) -> String {
    let names: Vec<String> = family.info().params.iter().map(|p| format!("`{}`", p.name)).collect();
    names.join(", ")
}

fn limits(min: f64, max: f64) -> String {
    match (min.is_finite(), max.is_finite()) {
        (true, true) => format!("between {min} and {max}"),
        (true, false) => format!("at least {min}"),
        (false, true) => format!("at most {max}"),
        (false, false) => "a finite number".to_string(),
    }
}
