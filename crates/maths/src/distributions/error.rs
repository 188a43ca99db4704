//! Why a law cannot be made.

use super::Family;

/// A parameter or a range a family cannot work with.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum LawError {
    /// A parameter without a default was left out.
    #[error("{} needs the parameter `{parameter}`", family.name())]
    Missing { family: Family, parameter: &'static str },
    /// A parameter the family does not have.
    #[error("{} has no parameter `{parameter}`; it takes {}", family.name(), names(*family))]
    Unknown { family: Family, parameter: String },
    /// A parameter outside its limits, or not a number.
    #[error("{}: `{parameter}` is {}, but must be {}", family.name(), shown(*value), limits(*min, *max))]
    OutOfBounds { family: Family, parameter: &'static str, value: f64, min: f64, max: f64 },
    /// A parameter that is not 0, but whose square is.
    #[error("{}: `{parameter}` is {}, but must be 0 or at least 1e-100 in size", family.name(), shown(*value))]
    TooSmall { family: Family, parameter: &'static str, value: f64 },
    /// `min` is not below `max`, or one of them is not a number.
    #[error("the value range runs from {min} to {max}, but min must not lie above max")]
    EmptyRange { min: f64, max: f64 },
    /// A bound too large for squares of values, or a width too small for them.
    #[error("the value range from {} to {} must keep within ±1e100, and be 1e-100 wide or empty", shown(*min), shown(*max))]
    RangeTooLarge { min: f64, max: f64 },
    /// Fewer numbers between the bounds than the law needs to take its shape.
    #[error(
        "{} with `bounds: reshape` cannot take its shape from {} to {}: a width of {} is less than 1e-10 of the numbers there, which doubles hardly tell apart",
        family.name(), shown(*min), shown(*max), shown(*width)
    )]
    TooFine { family: Family, width: f64, min: f64, max: f64 },
    /// A mean beyond what counts can have.
    #[error("the mean of {} runs to {}, but must not exceed {}", family.name(), shown(*mean), shown(*most))]
    MeanTooLarge { family: Family, mean: f64, most: f64 },
    /// Reshaped laws need room between the bounds.
    #[error("{} with `bounds: reshape` needs a value range of some width above {above}, not {min} to {max}", family.name())]
    NoRoom { family: Family, above: f64, min: f64, max: f64 },
}

fn names(family: Family) -> String {
    let names: Vec<String> = family.info().params.iter().map(|p| format!("`{}`", p.name)).collect();
    names.join(", ")
}

fn limits(min: f64, max: f64) -> String {
    format!("between {} and {}", shown(min), shown(max))
}

/// Large and small numbers with an exponent.
fn shown(number: f64) -> String {
    let text = format!("{number:?}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
