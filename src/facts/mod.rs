//! What is known of a column's values before a row exists.
//!
//! Whoever makes values states their [`Facts`] when its column is read; checks, descriptions, reports and bundles read them
//! and know no generator by name. There is no default for any of them: what is forgotten does not compile.

mod arrivals;
mod bins;
mod calendar;
mod cases;
mod conditions;
mod draw;
mod extent;
mod json;
mod law;
mod reach;
mod reference;
mod relation;
pub mod rows;
mod shape;
mod shows;
pub mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub use arrivals::{Arrival, Arrivals};
pub use bins::Bins;
pub use calendar::CalendarShares;
pub use cases::{Accepts, Branch, Cases, Decider, Split, words as words_of_mask};
pub use conditions::{Allowed, Bound, Conditions, Grouping, Match, Other, Side, Tree, Within};
pub use draw::{Draw, Locales};
pub use extent::Extent;
pub use json::Json;
pub use law::{Law, UniformReal, UniformWhole};
pub use reach::Reach;
pub use reference::{Drawn, Pick, Reference};
pub use relation::{
    Aggregate, Alternatives, Computation, Ends, OfPeriod, OfVersion, OperandFrom, Peer, Relation, Target, Tie,
};
pub use shape::Shape;
pub use shows::{Form, Shows, Writing};

use crate::config::types::ColumnType;

/// What is known of a column's values.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The type of the values, before dates and UUIDs become text.
    pub kind: ColumnType,
    pub nulls: Nulls,
    /// Least and greatest number, either of which may be infinite; days of dates and seconds of timestamps since 1970. Of text
    /// none: see [`Facts::numbers`].
    pub range: Option<(f64, f64)>,
    /// How much work and text one value takes.
    pub extent: Extent,
    /// The only values there may be, where they are listed.
    pub categories: Option<Categories>,
    /// The law of the values that are not null, each drawn by itself.
    pub law: Option<Arc<dyn Law>>,
    /// What the text says as JSON, which is embedded in other JSON as it is; of structures and lists their parts. None for
    /// others.
    pub json: Option<Json>,
    /// The rows of another table that the values name.
    pub reference: Option<Reference>,
    /// How a value hangs together with the others of its row.
    pub relation: Relation,
    /// What the value, or a part of it, shares with others of its row: see [`Tie`].
    pub ties: Vec<Tie>,
    /// Whether no value comes twice.
    pub unique: bool,
    pub order: Order,
    /// The texts there may be, where they follow a pattern.
    pub language: Option<Arc<dyn Language>>,
    pub window: Window,
    /// How dates and timestamps are spread over the day and the week, where the config says it.
    pub rhythm: Option<Arc<CalendarShares>>,
    /// One sentence on what the values are, about the data; none where the name of the column says as much.
    pub description: Option<String>,
    pub duty: Duty,
}

/// What is known of values that hang on nothing but their own items: never null, and tied to no other column, row or table.
#[derive(Clone, Debug)]
pub struct Independent {
    /// As in [`Facts`], and so the others.
    pub kind: ColumnType,
    pub range: Option<(f64, f64)>,
    pub extent: Extent,
    pub categories: Option<Categories>,
    pub law: Option<Arc<dyn Law>>,
    pub unique: bool,
    pub language: Option<Arc<dyn Language>>,
    pub rhythm: Option<Arc<CalendarShares>>,
}

impl From<Independent> for Facts {
    fn from(own: Independent) -> Facts {
        Facts {
            kind: own.kind,
            nulls: Nulls::Never,
            range: own.range,
            extent: own.extent,
            categories: own.categories,
            law: own.law,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: own.unique,
            order: Order::Any,
            language: own.language,
            window: Window::Any,
            rhythm: own.rhythm,
            description: None,
            duty: Duty::Judge,
        }
    }
}

/// Most values of a column that are listed by the rows of another table.
pub const MOST_LISTED: u64 = 10_000;

/// All values that a column can have, if they are few.
pub enum Listed<'a> {
    Texts(&'a [String]),
    Flags,
    /// Those of a column of another table.
    Parent {
        table: usize,
        column: usize,
    },
}

impl Facts {
    /// All values there can be, but for null, where they are known to be few.
    pub fn listed(&self) -> Option<Listed<'_>> {
        if let Some(categories) = &self.categories {
            return Some(Listed::Texts(&categories.values));
        }
        if self.kind == ColumnType::Bool {
            return Some(Listed::Flags);
        }
        let reference = self.reference.as_ref().filter(|reference| reference.rows <= MOST_LISTED)?;
        Some(Listed::Parent { table: reference.table, column: reference.column? })
    }
}

/// Whether a value can be missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nulls {
    Never,
    /// With this probability, whatever else the row holds.
    Share(f64),
    /// As the values it hangs on are.
    Possible,
}

/// Values that are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Categories {
    /// As SQL shows them as text, in the order of the config; one may be listed twice.
    pub values: Arc<[String]>,
    /// How likely each is, up to a factor; none where that hangs on other things.
    pub weights: Option<Vec<f64>>,
}

/// What is known of the values of consecutive rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Any,
    /// The row's number, from 1.
    RowNumber,
    /// Ascending, shorter texts first: numbers behind a common prefix, padded or not.
    Ascending,
    /// Ascending by what follows the period: `<prefix>-<4 digits>-<key of the entity>`, where `skip` is the length of the prefix
    /// and its dash.
    ByEntity {
        skip: usize,
    },
}

/// Where dates and timestamps lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Anywhere in their range; also said of values that are no dates.
    Any,
    /// In the window of the config.
    Config,
    /// In the row's period.
    Period,
}

/// What a check has to do with the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// To hold the values against the facts.
    Judge,
    /// Nothing beyond types and nulls, for the reason given.
    Unchecked(&'static str),
}

/// A set of texts.
pub trait Language: fmt::Debug + Send + Sync {
    /// Whether the text is one of them.
    fn contains(&self, text: &str) -> bool;

    /// The texts in words, as a message shows them.
    fn in_words(&self) -> String;

    /// What all have in common.
    fn shape(&self) -> Shape {
        Shape::UNKNOWN
    }
}

impl Nulls {
    /// Whether there can be a null at all. A column that is told to leave nothing out can still hold nulls.
    pub fn possible(self) -> bool {
        self != Nulls::Never
    }

    /// The probability of a null, where it is known.
    pub fn share(self) -> Option<f64> {
        match self {
            Nulls::Never => Some(0.0),
            Nulls::Share(share) => Some(share),
            Nulls::Possible => None,
        }
    }

    /// Nulls where a value is left out with a probability, or was null before.
    pub fn and(self, share: f64) -> Nulls {
        match self.share() {
            Some(own) => Nulls::Share(1.0 - (1.0 - own) * (1.0 - share)),
            None => Nulls::Possible,
        }
    }
}

impl Categories {
    /// Values of the same likelihood.
    pub fn equal(values: Arc<[String]>) -> Categories {
        Categories { weights: Some(vec![1.0; values.len()]), values }
    }

    /// Values of which nothing more is known.
    pub fn unweighted(values: Arc<[String]>) -> Categories {
        Categories { values, weights: None }
    }

    /// The values as whole numbers, if all are.
    fn whole_numbers(&self) -> Option<Vec<i64>> {
        self.values.iter().map(|text| text.trim().parse().ok()).collect()
    }
}

impl Facts {
    /// First and last moment, of dates and timestamps whose range is known.
    pub fn reach(&self) -> Option<Reach> {
        Reach::of(self.kind, self.range?)
    }

    /// Least and greatest number: of numbers, and of texts that all read as whole ones.
    pub fn numbers(&self) -> Option<(f64, f64)> {
        match self.kind {
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 | ColumnType::Decimal { .. } => {
                self.range
            }
            ColumnType::Text => {
                let numbers = self.categories.as_ref()?.whole_numbers()?;
                Some((*numbers.iter().min()? as f64, *numbers.iter().max()? as f64))
            }
            ColumnType::Bool
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz(_)
            | ColumnType::Uuid
            | ColumnType::List(_)
            | ColumnType::Struct(_) => None,
        }
    }

    /// The quantiles of whole numbers, or of texts that all read as such, where their law is known: for each level in (0, 1) the
    /// least number that is not exceeded with that probability.
    pub fn whole_quantiles(&self, levels: &[f64]) -> Option<Vec<f64>> {
        if !matches!(self.kind, ColumnType::Int32 | ColumnType::Int64 | ColumnType::Text) {
            return None;
        }
        let (least, greatest) = self.numbers()?;
        if let Some(law) = &self.law {
            return Some(levels.iter().map(|level| law.quantile(*level, (least, greatest))).collect());
        }
        if least == greatest {
            return Some(vec![least; levels.len()]);
        }
        let categories = self.categories.as_ref()?;
        let (numbers, weights) = (categories.whole_numbers()?, categories.weights.as_ref()?);
        let mut steps: Vec<(i64, f64)> = numbers.into_iter().zip(weights.iter().copied()).collect();
        steps.sort_unstable_by_key(|(number, _)| *number);
        let total: f64 = weights.iter().sum();
        let quantile = |level: &f64| {
            let mut sum = 0.0;
            let reached = steps.iter().find(|(_, weight)| {
                sum += weight;
                *weight > 0.0 && sum >= level * total
            });
            reached.or(steps.last()).map_or(greatest, |(number, _)| *number as f64)
        };
        Some(levels.iter().map(quantile).collect())
    }

    /// The same values, of which some are left out: each is there with the probability given.
    pub fn sometimes(mut self, probability: f64) -> Facts {
        self.nulls = self.nulls.and(1.0 - probability);
        self.extent = self.extent.inside();
        self.order = Order::Any;
        self.unique = false;
        if let Some(reference) = &mut self.reference {
            reference.coins.insert(0, probability);
        }
        if let Relation::OneOf(choice) = &mut self.relation {
            choice.coins.insert(0, probability);
        }
        if let Relation::PoolField { always, .. } = &mut self.relation {
            *always = false;
        }
        self
    }

    /// What holds of the values in some of the rows.
    pub fn of_some_rows(&self) -> Facts {
        let mut facts = self.clone();
        if facts.order == Order::RowNumber {
            facts.order = Order::Ascending;
        }
        facts
    }

    /// Values that are made one way or another, of one type; `all` is not empty.
    pub fn either(all: &[&Facts]) -> Facts {
        let first = all[0];
        let alone = all.len() == 1;
        let ranges: Option<Vec<(f64, f64)>> = all.iter().map(|facts| facts.range).collect();
        let listed: Option<Vec<&Categories>> = all.iter().map(|facts| facts.categories.as_ref()).collect();
        let same_reference = |facts: &&Facts| {
            let place = |reference: &Option<Reference>| reference.as_ref().map(|one| (one.table, one.column));
            place(&facts.reference) == place(&first.reference)
        };
        let is_json = all.iter().all(|facts| facts.json.is_some());
        Facts {
            kind: first.kind,
            nulls: if all.iter().any(|facts| facts.nulls.possible()) {
                Nulls::Possible
            } else {
                Nulls::Never
            },
            range: ranges.and_then(|all| all.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))),
            extent: all.iter().fold(Extent::NONE, |extent, facts| extent.or(facts.extent)),
            categories: listed.map(|all| {
                let mut seen = BTreeSet::new();
                let listed = all.into_iter().flat_map(|categories| categories.values.iter());
                let values: Vec<String> = listed.filter(|value| seen.insert(*value)).cloned().collect();
                Categories::unweighted(values.into())
            }),
            law: None,
            json: first.json.clone().filter(|_| is_json).map(|json| if alone { json } else { Json::Any }),
            reference: first.reference.clone().filter(|_| all.iter().all(same_reference)),
            relation: Relation::None,
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            language: first.language.clone().filter(|_| alone),
            window: first.window,
            rhythm: first.rhythm.clone().filter(|_| alone),
            description: first.description.clone().filter(|_| alone),
            duty: Duty::Judge,
        }
    }

    /// Bytes of the value as it stands within JSON.
    pub fn json_bytes(&self) -> u64 {
        let quoted = self.kind == ColumnType::Text && self.json.is_none();
        let bytes = if quoted { Extent::quoted(self.extent.bytes) } else { self.extent.bytes };
        if self.nulls.possible() { bytes.max("null".len() as u64) } else { bytes }
    }
}

/// INTEGER where every value fits it, BIGINT otherwise.
pub fn int_kind(least: i64, greatest: i64) -> ColumnType {
    let fits = i32::try_from(least).is_ok() && i32::try_from(greatest).is_ok();
    if fits { ColumnType::Int32 } else { ColumnType::Int64 }
}
