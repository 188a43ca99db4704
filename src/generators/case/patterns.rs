//! The entries of `is`: what each accepts of its column, and which rows all cases together take.

use std::collections::BTreeSet;

use crate::config::calendar::{DAY, format_date};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Accepts, Facts, Peer, Split, words};
use crate::generators::literal::{Literal, Scalar};

/// Numbers up to here are told apart as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

const MIN: Key<Unread> = Key::of("min", BOUND).doc("Least number or first date").example("10");
const MAX: Key<Unread> =
    Key::of("max", BOUND).doc("First number that is too large, or first date that is too late").example("20");
const BOUND: Kind =
    Kind::Choice("number, date or timestamp", &[Kind::Float(Interval::EVERYTHING), Kind::Text]);

/// Numbers or dates between two bounds.
pub static BETWEEN: Section = Section::new(
    "datagen.case.between",
    "docs/datagen.md#case",
    "Numbers or dates from min up to, but not including, max",
    &[MIN.param, MAX.param],
);

/// A column that decides, while cases are read.
pub struct Column<'a> {
    pub name: &'a str,
    pub peer: Peer,
    pub facts: &'a Facts,
}

impl Column<'_> {
    /// Whether cases can tell its values apart.
    pub fn is_told_apart(&self) -> bool {
        match self.facts.kind {
            ColumnType::Text => self.facts.json.is_none(),
            ColumnType::Bool
            | ColumnType::Int32
            | ColumnType::Int64
            | ColumnType::Float64
            | ColumnType::Decimal { .. }
            | ColumnType::Date
            | ColumnType::Timestamp => true,
            ColumnType::Time
            | ColumnType::TimestampTz(_)
            | ColumnType::Uuid
            | ColumnType::List(_)
            | ColumnType::Struct(_) => false,
        }
    }

    /// What an entry accepts of the column.
    pub fn accepts(&self, entry: &Field<'_>) -> Option<Vec<Accepts>> {
        match &entry.node.value {
            Value::List(_) => {
                let all: Vec<_> = entry.some_items()?.iter().map(|item| self.one(item)).collect();
                all.into_iter().collect()
            }
            _ => self.one(entry).map(|one| vec![one]),
        }
    }

    fn one(&self, entry: &Field<'_>) -> Option<Accepts> {
        match &entry.node.value {
            Value::Null => {
                if !self.facts.nulls.possible() {
                    let message = format!("is null, but '{}' never is", self.name);
                    entry.error("unknown-value", message, None);
                    return None;
                }
                Some(Accepts::Null)
            }
            Value::Text(text) if text == "*" => Some(Accepts::Any),
            Value::Map(_) => self.between(entry),
            Value::List(_) => {
                let hint = "write a list of alternatives for each column of 'of'".to_owned();
                entry.error("wrong-type", "is a list within a list of alternatives", Some(hint));
                None
            }
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => self.literal(entry),
        }
    }

    fn literal(&self, entry: &Field<'_>) -> Option<Accepts> {
        let accepts = match self.facts.kind {
            ColumnType::Text => Accepts::Text(entry.text_as_written()?.into_owned()),
            ColumnType::Bool => match entry.node.value {
                Value::Bool(value) => Accepts::Bool(value),
                _ => return self.wrong(entry, "true or false"),
            },
            _ => Accepts::Number(self.number(entry)?),
        };
        let domain = Domain::of(self, &[std::slice::from_ref(&accepts)]);
        let occurs = (0..domain.split.classes())
            .any(|class| domain.possible[class] && domain.split.accepts(&accepts, class));
        if !occurs {
            let (why, hint) = self.values(entry);
            entry.error("unknown-value", format!("is {}, but {why}", entry.node), hint);
            return None;
        }
        Some(accepts)
    }

    fn between(&self, entry: &Field<'_>) -> Option<Accepts> {
        let fields = entry.fields(&BETWEEN)?;
        if matches!(self.facts.kind, ColumnType::Text | ColumnType::Bool) {
            let message = format!("is for numbers and dates, but '{}' is neither", self.name);
            entry.error("wrong-type", message, Some("list the values".to_owned()));
            return None;
        }
        let (min, max) = (fields.at(&MIN), fields.at(&MAX));
        let (min, max) = (min.map(|field| self.number(field)), max.map(|field| self.number(field)));
        let (min, max) = (min??, max??);
        if min >= max {
            let message = "accepts nothing, for min must be less than max, which is not included";
            entry.error("inverted-range", message, None);
            return None;
        }
        let accepts = Accepts::Between(min, max);
        let domain = Domain::of(self, &[std::slice::from_ref(&accepts)]);
        let occurs = (0..domain.split.classes())
            .any(|class| domain.possible[class] && domain.split.accepts(&accepts, class));
        if !occurs {
            let (why, hint) = self.values(entry);
            entry.error("unknown-value", format!("accepts nothing, for {why}"), hint);
            return None;
        }
        Some(accepts)
    }

    /// A number as the column has it: days of dates and seconds of timestamps.
    fn number(&self, entry: &Field<'_>) -> Option<f64> {
        let literal = Literal::read(entry)?;
        // Dates may stand in quotes here, for the column tells what they are.
        let moment = || match self.facts.kind {
            ColumnType::Date => crate::config::calendar::parse_date(literal.written()).map(f64::from),
            _ => crate::config::calendar::parse_timestamp(literal.written())
                .map(|second| second as f64)
                .or_else(|| {
                    crate::config::calendar::parse_date(literal.written())
                        .map(|day| f64::from(day) * DAY as f64)
                }),
        };
        let number = match self.facts.kind {
            ColumnType::Date => match moment() {
                Some(day) => day,
                None => return self.wrong(entry, "a date YYYY-MM-DD"),
            },
            ColumnType::Timestamp => match moment() {
                Some(second) => second,
                None => return self.wrong(entry, "a timestamp YYYY-MM-DDTHH:MM:SS or a date"),
            },
            _ => match &literal.value {
                Scalar::Int(value) => *value as f64,
                Scalar::Float(value) => *value,
                _ => return self.wrong(entry, "a number"),
            },
        };
        if number.abs() > EXACT {
            let message = format!("is {}, but numbers are compared up to 2⁵³", entry.node);
            entry.error("out-of-range", message, None);
            return None;
        }
        Some(number)
    }

    fn wrong<T>(&self, entry: &Field<'_>, wanted: &str) -> Option<T> {
        let message = format!("is {}, but '{}' holds {wanted}", entry.node, self.name);
        entry.error("unknown-value", message, None);
        None
    }

    /// What the values of the column are, and what may have been meant.
    fn values(&self, entry: &Field<'_>) -> (String, Option<String>) {
        if let Some(listed) = &self.facts.categories {
            let hint = entry.node.written().and_then(|text| {
                suggest::closest(&text, listed.values.iter().map(String::as_str))
                    .map(|name| format!("did you mean '{name}'?"))
            });
            return (format!("'{}' is one of {}", self.name, words::listed(&listed.values)), hint);
        }
        if let Some(language) = &self.facts.language {
            return (format!("'{}' is {}", self.name, language.in_words()), None);
        }
        let show = |number: f64| match self.facts.kind {
            ColumnType::Date => format_date(number as i32),
            ColumnType::Timestamp => format_date((number / DAY as f64).floor() as i32),
            _ => number.to_string(),
        };
        let range =
            self.facts.range.map(|(least, greatest)| format!("{} to {}", show(least), show(greatest)));
        (format!("'{}' holds {}", self.name, range.as_deref().unwrap_or("no such value")), None)
    }
}

/// The classes of a column's values, and which of them there can be.
pub struct Domain {
    pub split: Split,
    pub possible: Vec<bool>,
}

impl Domain {
    /// The classes that the cases tell apart.
    pub fn of(column: &Column<'_>, cases: &[&[Accepts]]) -> Domain {
        let facts = column.facts;
        let entries = || cases.iter().flat_map(|case| case.iter());
        let listed = facts.categories.as_ref().map(|listed| &listed.values);
        let split = match facts.kind {
            ColumnType::Text => {
                let named = entries().filter_map(|one| match one {
                    Accepts::Text(text) => Some(text),
                    _ => None,
                });
                let all: BTreeSet<&String> =
                    named.chain(listed.into_iter().flat_map(|values| values.iter())).collect();
                Split::Texts(all.into_iter().cloned().collect())
            }
            ColumnType::Bool => Split::Bools,
            _ => {
                let known = listed.into_iter().flat_map(|values| values.iter());
                let known = known.filter_map(|text| number(facts.kind, text));
                let named = entries().flat_map(|one| match one {
                    Accepts::Number(number) => vec![*number],
                    Accepts::Between(least, end) => vec![*least, *end],
                    _ => Vec::new(),
                });
                let mut points: Vec<f64> = known.chain(named).collect();
                points.sort_unstable_by(f64::total_cmp);
                points.dedup();
                Split::Numbers(points)
            }
        };
        let possible = (0..split.classes()).map(|class| {
            if class == split.null() { facts.nulls.possible() } else { can_be(facts, &split, class) }
        });
        Domain { possible: possible.collect(), split }
    }

    /// A value of a class, for messages.
    pub fn example(&self, class: usize) -> String {
        match &self.split {
            _ if class == self.split.null() => "null".to_owned(),
            Split::Texts(texts) => {
                texts.get(class).map_or_else(|| "any other text".to_owned(), |text| format!("'{text}'"))
            }
            Split::Bools => (class == 1).to_string(),
            Split::Numbers(points) => match (class % 2 == 1, class.checked_sub(1), points.get(class / 2)) {
                (true, ..) => points[class / 2].to_string(),
                (false, None, Some(first)) => format!("less than {first}"),
                (false, Some(_), Some(next)) => format!("between {} and {next}", points[class / 2 - 1]),
                (false, _, None) => {
                    points.last().map_or_else(|| "any number".to_owned(), |last| format!("more than {last}"))
                }
            },
        }
    }
}

/// A listed value as a number of the column.
fn number(kind: ColumnType, text: &str) -> Option<f64> {
    match kind {
        ColumnType::Date => crate::config::calendar::parse_date(text).map(f64::from),
        ColumnType::Timestamp => crate::config::calendar::parse_timestamp(text).map(|second| second as f64),
        _ => text.parse().ok(),
    }
}

/// Whether a class that is not null can hold a value, as far as the facts tell.
fn can_be(facts: &Facts, split: &Split, class: usize) -> bool {
    match split {
        Split::Texts(texts) => match (&facts.categories, &facts.language, texts.get(class)) {
            (Some(listed), _, Some(text)) => listed.values.contains(text),
            (Some(_), _, None) => false,
            (None, Some(language), Some(text)) => language.contains(text),
            (None, _, _) => true,
        },
        Split::Bools => {
            let own = if class == 1 { "true" } else { "false" };
            facts.categories.as_ref().is_none_or(|listed| listed.values.iter().any(|value| value == own))
        }
        Split::Numbers(points) => {
            if let Some(listed) = &facts.categories {
                let numbers = listed.values.iter().filter_map(|text| number(facts.kind, text));
                return numbers.into_iter().any(|number| split.number(number) == class);
            }
            let (least, greatest) = facts.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            if class % 2 == 1 {
                let point = points[class / 2];
                let whole = !is_whole(facts.kind) || libm::floor(point) == point;
                return whole && (least..=greatest).contains(&point);
            }
            // What lies strictly between two points, within the range.
            let low = class.checked_sub(2).map_or(f64::NEG_INFINITY, |before| points[before / 2]);
            let high = points.get(class / 2).copied().unwrap_or(f64::INFINITY);
            if is_whole(facts.kind) {
                let first = if least > low { libm::ceil(least) } else { libm::floor(low) + 1.0 };
                let last = if greatest < high { libm::floor(greatest) } else { libm::ceil(high) - 1.0 };
                first <= last
            } else {
                low.max(least) < high.min(greatest) || (least == greatest && low < least && least < high)
            }
        }
    }
}

fn is_whole(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Int32 | ColumnType::Int64 | ColumnType::Date | ColumnType::Timestamp)
}

/// Which cases are taken by some row, and a row that none takes.
pub struct Coverage {
    /// By case.
    pub reached: Vec<bool>,
    /// A class of each column.
    pub open: Option<Vec<usize>>,
}

/// Most combinations of classes that are looked at.
const MOST_CELLS: usize = 1 << 20;

/// Works out which rows the cases take; `masks` gives, for each column, the possible classes with the cases they let through.
/// None if there are too many combinations.
pub fn coverage(cases: usize, masks: &[Vec<(usize, Vec<u64>)>]) -> Option<Coverage> {
    // Classes that no case tells apart count once.
    let distinct: Vec<Vec<&(usize, Vec<u64>)>> = masks
        .iter()
        .map(|classes| {
            let mut seen = BTreeSet::new();
            classes.iter().filter(|(_, mask)| seen.insert(mask)).collect()
        })
        .collect();
    let cells = distinct.iter().try_fold(1_usize, |cells, classes| cells.checked_mul(classes.len()))?;
    if cells > MOST_CELLS {
        return None;
    }
    let mut found = Coverage { reached: vec![false; cases], open: None };
    for cell in 0..cells {
        let mut rest = cell;
        let mut classes = Vec::with_capacity(distinct.len());
        let mut all: Option<Vec<u64>> = None;
        for column in &distinct {
            let (class, mask) = column[rest % column.len()];
            rest /= column.len();
            classes.push(*class);
            all = Some(match all {
                Some(all) => all.iter().zip(mask).map(|(one, other)| one & other).collect(),
                None => mask.clone(),
            });
        }
        let all = all.unwrap_or_default();
        match all.iter().enumerate().find(|(_, word)| **word != 0) {
            Some((word, bits)) => {
                if let Some(reached) = found.reached.get_mut(word * 64 + bits.trailing_zeros() as usize) {
                    *reached = true;
                }
            }
            None => {
                found.open.get_or_insert(classes);
            }
        }
    }
    Some(found)
}
