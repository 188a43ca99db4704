//! Towns and the regions they lie in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

static TOWNS: &str = include_str!("towns.tsv");
static REGIONS: &str = include_str!("regions.tsv");

/// A state, province or region.
#[derive(Debug)]
pub struct Region {
    pub code: &'static str,
    /// In the languages of the country, of which there may be two.
    names: [&'static str; 2],
    /// Codes of its telephones; patterns.
    pub areas: Vec<&'static str>,
}

/// A town.
#[derive(Debug)]
pub struct Town {
    names: [&'static str; 2],
    pub region: &'static Region,
    pub latitude: f64,
    pub longitude: f64,
    pub people: u32,
    /// `#` is a digit, `^` one that is not 0, `$` a letter.
    pub postcode: &'static str,
}

impl Region {
    /// The name in the country's first or second language.
    pub fn name(&self, second: bool) -> &'static str {
        self.names[usize::from(second)]
    }
}

impl Town {
    /// The name in the country's first or second language.
    pub fn name(&self, second: bool) -> &'static str {
        self.names[usize::from(second)]
    }
}

fn both(names: &'static str) -> [&'static str; 2] {
    names.split_once('/').map_or([names; 2], |(first, second)| [first, second])
}

/// The lines of a table, cut at its tabs.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

type Regions = BTreeMap<(&'static str, &'static str), Region>;

fn regions() -> &'static Regions {
    static READ: OnceLock<Regions> = OnceLock::new();
    READ.get_or_init(|| {
        let region = |parts: Vec<&'static str>| {
            let (country, code, name) = match *parts.as_slice() {
                [country, code, name, ..] => (country, code, name),
                _ => return None,
            };
            let areas = parts.get(3).map_or(Vec::new(), |areas| areas.split(',').collect());
            Some(((country, code), Region { code, names: both(name), areas }))
        };
        lines(REGIONS).filter_map(region).collect()
    })
}

/// The towns of a country.
pub fn towns(country: &str) -> &'static [Town] {
    static READ: OnceLock<BTreeMap<&'static str, Vec<Town>>> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let mut all: BTreeMap<&'static str, Vec<Town>> = BTreeMap::new();
        for parts in lines(TOWNS) {
            if let [country, region, names, latitude, longitude, people, postcode] = *parts.as_slice()
                && let Some(region) = regions().get(&(country, region))
                && let (Ok(latitude), Ok(longitude), Ok(people)) =
                    (latitude.parse(), longitude.parse(), people.parse())
            {
                let town = Town { names: both(names), region, latitude, longitude, people, postcode };
                all.entry(country).or_default().push(town);
            }
        }
        all
    });
    read.get(country).map_or(&[], Vec::as_slice)
}

/// Lines of the two tables, for a test.
#[cfg(test)]
pub fn counts() -> (usize, usize) {
    (lines(TOWNS).count(), lines(REGIONS).count())
}
