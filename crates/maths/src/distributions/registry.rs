//! The families by name: what each is called, which parameters it reads and what they may be.
//!
//! The parser, the listing functions, the JSON Schema and the documentation all read [`FAMILIES`], and so does whatever makes
//! a law: a new family is a file and a line there.

use super::LawError;
use super::build::Draft;
use super::law::{Axis, Form};
use super::standard::MakeStandard;
use super::tilt::MakeTilt;
use std::fmt;

/// A distribution family: a handle on its entry in [`FAMILIES`].
///
/// ```
/// use plotsim_maths::distributions::{FAMILIES, Family};
///
/// assert_eq!(Family::from_name("log_normal"), Some(Family::LOGNORM));
/// assert_eq!(Family::GAMMA.info().params[0].name, "shape");
/// let names: Vec<&str> = FAMILIES.iter().map(|info| info.name).collect();
/// assert_eq!(names, ["normal", "lognorm", "beta", "poisson", "gamma", "weibull"]);
/// ```
#[derive(Clone, Copy)]
pub struct Family(&'static FamilyInfo);

/// Where the values of a family lie without bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// On the whole line.
    Line,
    /// Above 0.
    Positive,
    /// On an interval, that of a complete value range.
    Interval,
    /// On the whole numbers from 0 on.
    Counts,
}

/// The parameters that were given, by name.
pub type Given<'a> = dyn Fn(&str) -> Option<f64> + 'a;

/// What a family is called, what it takes, and how it works: everything the other modules know of it.
pub struct FamilyInfo {
    /// The name in a config.
    pub name: &'static str,
    /// Other spellings that are accepted.
    pub aliases: &'static [&'static str],
    /// Where its values lie.
    pub extent: Extent,
    /// One sentence for listings.
    pub doc: &'static str,
    /// Its parameters, three at most.
    pub params: &'static [ParamInfo],
    /// The parameter that puts the centre at position 1 on a number, given the others by name.
    pub top: fn(&Given, f64) -> Option<(&'static str, f64)>,
    /// The clamped centre at positions 0 and 1.
    pub(super) centres: fn(&Draft) -> (f64, f64),
    /// The law under clamped bounds, and under reshaped ones with at least one bound.
    pub(super) clamped: fn(&Draft) -> (Axis, Form),
    pub(super) reshaped: fn(&Draft) -> Result<(Axis, Form), LawError>,
    /// The shape a centre places; none for counts.
    pub(super) standard: Option<MakeStandard>,
    /// The family as an exponential tilt, where it can be cut to an interval.
    pub(super) tilt: Option<MakeTilt>,
}

/// One numeric parameter of a family.
#[derive(Debug)]
pub struct ParamInfo {
    /// The name in a config.
    pub name: &'static str,
    /// The value when it is left out; `None` means it is required.
    pub default: Option<f64>,
    /// Smallest and largest allowed value, both included.
    pub min: f64,
    /// See `min`.
    pub max: f64,
    /// Whether it places the centre.
    pub of_centre: bool,
    /// What it is, in a few words.
    pub doc: &'static str,
}

/// The greatest size of a parameter or a bound in the metric's unit, either way. Squares of values, which moments sum up, stay
/// finite with room for the widest law of each family.
pub const LARGEST: f64 = 1e100;

/// The least width of a law or a range that is not 0, in the metric's unit: its square is not rounded to 0.
pub const SMALLEST: f64 = 1e-100;

/// Every family.
pub static FAMILIES: [&FamilyInfo; 6] = [
    &super::normal::INFO,
    &super::lognorm::INFO,
    &super::beta::INFO,
    &super::poisson::INFO,
    &super::gamma::INFO,
    &super::weibull::INFO,
];

impl Family {
    /// The family of an entry.
    pub const fn of(info: &'static FamilyInfo) -> Self {
        Self(info)
    }

    /// The family with this name or alias, exactly as spelled.
    pub fn from_name(name: &str) -> Option<Self> {
        FAMILIES.iter().find(|info| info.name == name || info.aliases.contains(&name)).map(|info| Self(info))
    }

    /// The registry entry.
    pub fn info(self) -> &'static FamilyInfo {
        self.0
    }

    /// The name in a config.
    pub fn name(self) -> &'static str {
        self.0.name
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Family {}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FamilyInfo {
    /// Whether the values are whole numbers.
    pub fn is_discrete(&self) -> bool {
        self.extent == Extent::Counts
    }

    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<&'static ParamInfo> {
        self.params.iter().find(|param| param.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_found_by_every_name() {
        for info in FAMILIES {
            for name in info.aliases.iter().chain([&info.name]) {
                assert_eq!(Family::from_name(name), Some(Family::of(info)));
            }
            assert!(info.params.len() <= 3);
        }
        assert_eq!(Family::from_name("lognormal"), Some(Family::LOGNORM));
        assert_eq!(Family::from_name("cauchy"), None);
    }

    #[test]
    fn defaults_lie_within_their_own_limits() {
        for param in FAMILIES.iter().flat_map(|info| info.params) {
            assert!(param.min < param.max);
            assert!(param.default.is_none_or(|d| param.min <= d && d <= param.max), "{}", param.name);
        }
    }
}
