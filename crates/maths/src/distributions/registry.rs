//! The families by name: what each is called, which parameters it reads and what they may be.
//!
//! The parser, the listing functions, the JSON Schema and the documentation all read [`FAMILIES`].

/// One of the six distribution families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Normal,
    Lognorm,
    Beta,
    Poisson,
    Gamma,
    Weibull,
}

/// What a family is called and what it takes.
#[derive(Debug)]
pub struct FamilyInfo {
    pub family: Family,
    /// The name in a config.
    pub name: &'static str,
    /// Other spellings that are accepted.
    pub aliases: &'static [&'static str],
    /// Whether the values are whole numbers.
    pub discrete: bool,
    /// One sentence for listings.
    pub doc: &'static str,
    pub params: &'static [ParamInfo],
}

/// One numeric parameter of a family.
#[derive(Debug)]
pub struct ParamInfo {
    pub name: &'static str,
    /// The value when it is left out; `None` means it is required.
    pub default: Option<f64>,
    /// Smallest and largest allowed value, both included.
    pub min: f64,
    pub max: f64,
    pub doc: &'static str,
}

/// The greatest size of a parameter or a bound in the metric's unit, either way. Squares of values, which moments sum up, stay
/// finite with room for the widest law of each family.
pub const LARGEST: f64 = 1e100;

/// The least width of a law or a range that is not 0, in the metric's unit: its square is not rounded to 0.
pub const SMALLEST: f64 = 1e-100;

/// Every family, in the order of [`Family`].
pub static FAMILIES: [&FamilyInfo; 6] = [
    &super::normal::INFO,
    &super::lognorm::INFO,
    &super::beta::INFO,
    &super::poisson::INFO,
    &super::gamma::INFO,
    &super::weibull::INFO,
];

impl Family {
    /// The family with this name or alias, exactly as spelled.
    pub fn from_name(name: &str) -> Option<Self> {
        FAMILIES.iter().find(|info| info.name == name || info.aliases.contains(&name)).map(|info| info.family)
    }

    /// The registry entry.
    pub fn info(self) -> &'static FamilyInfo {
        FAMILIES[self as usize]
    }

    /// The name in a config.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

impl FamilyInfo {
    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<&'static ParamInfo> {
        self.params.iter().find(|param| param.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_sit_where_their_family_looks_for_them() {
        for info in FAMILIES {
            assert_eq!(info.family.info().name, info.name);
            for name in info.aliases.iter().chain([&info.name]) {
                assert_eq!(Family::from_name(name), Some(info.family));
            }
        }
        assert_eq!(Family::from_name("lognormal"), Some(Family::Lognorm));
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
