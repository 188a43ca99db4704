//! Conditions of metrics: when there is a value at all.

/// What another metric's value must be for a metric to have one of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// The metric that is looked at.
    pub metric: usize,
    pub comparison: Comparison,
    pub value: f64,
    /// Whether a value that there is not is missing; else it is 0.
    pub missing: bool,
}

impl Condition {
    /// Whether a value lets another be; one that is missing does not.
    pub fn holds(&self, value: f64) -> bool {
        match self.comparison {
            Comparison::Above => value > self.value,
            Comparison::AtLeast => value >= self.value,
            Comparison::Below => value < self.value,
            Comparison::AtMost => value <= self.value,
            Comparison::Equal => value == self.value,
            Comparison::Different => value != self.value && !value.is_nan(),
        }
    }

    /// What stands where it does not hold.
    pub fn otherwise(&self) -> f64 {
        if self.missing { f64::NAN } else { 0.0 }
    }
}

/// How a value is compared with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Above,
    AtLeast,
    Below,
    AtMost,
    Equal,
    Different,
}

impl Comparison {
    /// Every comparison by the signs for it, longer ones first.
    pub const SIGNS: [(&'static str, Comparison); 8] = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("<>", Comparison::Different),
        ("!=", Comparison::Different),
        ("==", Comparison::Equal),
        (">", Comparison::Above),
        ("<", Comparison::Below),
        ("=", Comparison::Equal),
    ];

    /// The sign that SQL has for it.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Above => ">",
            Comparison::AtLeast => ">=",
            Comparison::Below => "<",
            Comparison::AtMost => "<=",
            Comparison::Equal => "=",
            Comparison::Different => "<>",
        }
    }
}
