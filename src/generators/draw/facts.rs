//! What is known of a part of a draw.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{OnMap, Shown};
use crate::config::types::ColumnType;
use crate::facts::{
    Categories, Draw, Duty, Extent, Facts, Language, Law, Locales, Order, Peer, Relation, Tie, UniformWhole,
    Window,
};
use crate::locales::{self, Locale};

/// Longest text of a part, in bytes.
const LONGEST: u64 = 256;

/// Most texts that are listed as the values of a column.
const LISTED: usize = 256;

fn tie(locales: &Locales) -> Vec<Tie> {
    match locales {
        Locales::Said(Peer::Column(column), _) => vec![Tie::Column(*column)],
        Locales::Said(..) | Locales::Any(_) | Locales::ByPeople(_) => Vec::new(),
    }
}

/// What is known of a part of a draw.
pub fn facts(shown: &Shown, draw: &Arc<Draw>) -> Facts {
    let field = shown.field;
    let all = draw.locales.all();
    let (kind, range, law): (_, _, Option<Arc<dyn Law>>) = match field {
        locales::Field::BirthDate => {
            let (first, days) = shown.births;
            let last = f64::from(first) + (days.max(1) - 1) as f64;
            let law = UniformWhole { min: first.into(), size: days };
            (ColumnType::Date, Some((f64::from(first), last)), Some(Arc::new(law)))
        }
        locales::Field::Latitude => {
            let own = |town: &locales::Town| (town.latitude, shown.map.reach(town.latitude).0);
            (ColumnType::Float64, degrees(&all, own), None)
        }
        locales::Field::Longitude => {
            let own = |town: &locales::Town| (town.longitude, shown.map.reach(town.latitude).1);
            (ColumnType::Float64, degrees(&all, own), None)
        }
        _ => (ColumnType::Text, None, None),
    };
    let categories = if kind == ColumnType::Text { categories(shown, draw) } else { None };
    let texts = (kind == ColumnType::Text && categories.is_none()).then(|| {
        Arc::new(Parts { field, texts: locales::Texts::new(field, &all, &shown.domains) })
            as Arc<dyn Language>
    });
    Facts {
        kind,
        nulls: draw.nulls,
        range,
        extent: if kind == ColumnType::Text { Extent::text(LONGEST) } else { Extent::NUMBER },
        categories,
        law,
        json: None,
        reference: None,
        relation: match (field, shown.map) {
            // Those are not what people of the place write.
            (
                locales::Field::Country | locales::Field::Latitude | locales::Field::Longitude,
                OnMap::Abroad { .. },
            ) => Relation::None,
            _ => Relation::PartOf { draw: Arc::clone(draw), field },
        },
        ties: tie(&draw.locales),
        unique: shown.unique,
        order: Order::Any,
        language: texts,
        window: Window::Any,
        rhythm: None,
        description: Some(field.words().to_owned()),
        duty: Duty::Judge,
    }
}

/// From a little below the least to a little above the greatest, as houses lie around the middle of a town.
fn degrees(all: &[&'static Locale], of: impl Fn(&locales::Town) -> (f64, f64)) -> Option<(f64, f64)> {
    let towns = all.iter().flat_map(|locale| &locale.towns).map(|town| of(town));
    let (low, high) = towns.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (here, around)| {
        (low.min(here - around), high.max(here + around))
    });
    low.is_finite().then_some((low, high))
}

/// The values of parts that are few, with how likely each is where one locale decides.
fn categories(shown: &Shown, draw: &Draw) -> Option<Categories> {
    let field = shown.field;
    let mut values: Vec<String> = Vec::new();
    let mut weights: Vec<f64> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |text: &str, weight: f64| {
        let place = *places.entry(text.to_owned()).or_insert_with(|| {
            values.push(text.to_owned());
            weights.push(0.0);
            values.len() - 1
        });
        weights[place] += weight;
    };
    let all = draw.locales.all();
    let by_people = matches!(draw.locales, Locales::ByPeople(_));
    for locale in all.iter().copied() {
        // In proportion to the people of its towns, as towns are.
        let share = if by_people { locale.people() as f64 } else { 1.0 };
        match field {
            locales::Field::Gender => ["female", "male"].iter().for_each(|text| add(text, 1.0)),
            locales::Field::Title => locale.titles.iter().for_each(|text| add(text, share)),
            locales::Field::Country => add(shown.map.country(locale, all.len() > 1), share),
            locales::Field::CountryCode => add(locale.country, share),
            locales::Field::Industry => locales::INDUSTRIES.iter().for_each(|text| add(text, 1.0)),
            locales::Field::City | locales::Field::State | locales::Field::StateCode => {
                for town in &locale.towns {
                    let text = match field {
                        locales::Field::City => town.name(locale.second),
                        locales::Field::State => town.region.name(locale.second),
                        _ => town.region.code,
                    };
                    add(text, f64::from(town.people));
                }
            }
            _ => return None,
        }
    }
    if values.len() > LISTED {
        return None;
    }
    let known = by_people
        || matches!(&draw.locales, Locales::Any(locales) if locales.len() == 1)
        || matches!(field, locales::Field::Gender | locales::Field::Industry);
    Some(Categories { values: values.into(), weights: known.then_some(weights) })
}

/// The texts of a part, as facts tell them.
struct Parts {
    field: locales::Field,
    texts: locales::Texts,
}

impl fmt::Debug for Parts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "texts of {:?}", self.field)
    }
}

impl Language for Parts {
    fn contains(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    fn in_words(&self) -> String {
        let words = self.field.words();
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}
