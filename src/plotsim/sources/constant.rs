//! `static:`: what stands in the config, the same in every row, in turn, or drawn.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, StringArray};

use super::values::chosen;
use super::{
    Entry, Keys, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written,
};
use crate::config::calendar;
use crate::config::types::ColumnType;
use crate::facts::int_kind;
use crate::facts::rows::List;
use crate::facts::words;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::About;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;

const DOC: &str =
    "A constant, or one of a list in each row: in turn in reference dimensions, elsewhere drawn";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("static.<a,b,…>", "^static\\.[\\s\\S]", "static.web,shop", DOC, read)],
    engine: &[Written::open("static:<a,b,…>", "^static:[\\s\\S]", "static:basic,pro", DOC, read)],
    what: "a constant",
    role: Role::Value,
    unique: false,
    stands: |_| true,
    hint: None,
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    Some(Arc::new(Listed { text: reading.tail.to_owned(), at: reading.at }))
}

/// Constants as they are written.
#[derive(Debug)]
struct Listed {
    text: String,
    /// Where it begins in the text of the source.
    at: usize,
}

impl Listed {
    fn items(&self) -> Vec<&str> {
        self.text.split(',').map(str::trim).collect()
    }

    /// Whether it is known before which row has which.
    fn is_told(&self, about: &About) -> bool {
        match about.constants {
            List::Dealt => true,
            List::Drawn => self.items().len() == 1,
        }
    }

    fn constants(&self, column: &Standing<'_, '_>) -> Option<Constants> {
        let items = self.items();
        let wrong = |item: &str, wanted: &str| {
            let byte = self.text.find(item).unwrap_or(0) + self.at;
            let message = format!("'{item}' is not {wanted}");
            column.draft.source_at.error_within(byte, "wrong-type", message, None);
        };
        match column.draft.dtype.unwrap_or_else(|| written_as(&items)) {
            Dtype::Int => {
                let numbers: Vec<i64> =
                    all(&items, |item| item.parse().ok(), |item| wrong(item, "a whole number"))?;
                let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
                let kind = int_kind(*least, *most);
                Some(Constants::Whole(numbers, kind))
            }
            Dtype::Float => all(&items, number, |item| wrong(item, "a number")).map(Constants::Real),
            Dtype::Boolean => {
                let read = |item: &str| item.to_ascii_lowercase().parse().ok();
                all(&items, read, |item| wrong(item, "true or false")).map(Constants::Bool)
            }
            Dtype::Date => all(&items, calendar::parse_date, |item| wrong(item, "a date YYYY-MM-DD"))
                .map(Constants::Days),
            Dtype::Struct | Dtype::Array => {
                let message = "a constant is no struct and no array";
                column.draft.source_at.error("wrong-type", message, Some("write nested".to_owned()));
                None
            }
            Dtype::String | Dtype::Id => {
                Some(Constants::Text(items.iter().map(|item| (*item).to_owned()).collect()))
            }
        }
    }
}

impl SourceDraft for Listed {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(self.constants(column)?))
    }

    fn keys(&self) -> Option<&dyn Keys> {
        Some(self)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        let items = self.items();
        let distinct =
            items.iter().enumerate().filter(|(place, item)| !items[..*place].contains(item)).count();
        column.about.constants == List::Dealt && column.rows().is_none_or(|rows| rows <= distinct as u64)
    }

    fn numbers(&self, column: &Standing<'_, '_>) -> Option<Vec<f64>> {
        if !self.is_told(column.about) {
            return None;
        }
        let items: Vec<f64> = match self.constants(column)? {
            Constants::Whole(items, _) => items.into_iter().map(|item| item as f64).collect(),
            Constants::Real(items) => items,
            Constants::Text(_) | Constants::Bool(_) | Constants::Days(_) => return None,
        };
        Some(items.iter().copied().cycle().take(column.rows()? as usize).collect())
    }

    fn length(&self, _: &About) -> u64 {
        self.items().len() as u64
    }
}

impl Keys for Listed {
    fn kind(&self, column: &Standing<'_, '_>) -> Option<ColumnType> {
        self.constants(column).map(|items| items.kind())
    }

    fn row(&self, column: &Standing<'_, '_>, key: &str) -> Option<u64> {
        if !self.is_told(column.about) {
            return None;
        }
        let texts = self.constants(column)?.texts();
        texts.iter().position(|item| item == key).map(|row| row as u64)
    }

    fn hint(&self, _: &Standing<'_, '_>) -> Option<String> {
        Some(format!("its keys are {}", self.text))
    }
}

/// Every item read, unless one cannot be.
fn all<T>(items: &[&str], read: impl Fn(&str) -> Option<T>, wrong: impl Fn(&str)) -> Option<Vec<T>> {
    let read = |item: &&str| {
        let value = read(item.trim());
        if value.is_none() {
            wrong(item);
        }
        value
    };
    items.iter().map(read).collect()
}

/// What items are where no type is asked for: whole numbers or numbers if all of them are written as such, else text. A
/// leading zero means something (a postal code, a number of digits), and so do digits that no number could keep.
fn written_as(items: &[&str]) -> Dtype {
    let unsigned = |item: &'_ str| item.trim().trim_start_matches(['-', '+']).to_owned();
    let padded =
        |digits: &str| digits.starts_with('0') && digits[1..].starts_with(|next: char| next.is_ascii_digit());
    let whole = |item: &&str| item.trim().parse::<i64>().is_ok();
    let digits_alone = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if items.iter().any(|item| padded(&unsigned(item))) {
        Dtype::String
    } else if items.iter().all(whole) {
        Dtype::Int
    } else if items
        .iter()
        .all(|item| number(item).is_some() && (whole(item) || !digits_alone(&unsigned(item))))
    {
        Dtype::Float
    } else {
        Dtype::String
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Values that stand in the config; not empty. Where they are dealt out, row `i` has item `i mod length`.
#[derive(Clone, Debug, PartialEq)]
pub enum Constants {
    Text(Vec<String>),
    /// Each of which fits the type, INTEGER or BIGINT.
    Whole(Vec<i64>, ColumnType),
    Real(Vec<f64>),
    Bool(Vec<bool>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
}

impl Constants {
    /// Number of items.
    fn len(&self) -> usize {
        match self {
            Constants::Text(items) => items.len(),
            Constants::Whole(items, _) => items.len(),
            Constants::Real(items) => items.len(),
            Constants::Bool(items) => items.len(),
            Constants::Days(items) => items.len(),
        }
    }

    /// The items as a key column shows them.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Constants::Text(items) => items.clone(),
            Constants::Whole(items, _) => items.iter().map(i64::to_string).collect(),
            Constants::Real(items) => items.iter().map(|item| format!("{item:?}")).collect(),
            Constants::Bool(items) => items.iter().map(bool::to_string).collect(),
            Constants::Days(items) => items.iter().map(|day| calendar::format_date(*day)).collect(),
        }
    }

    fn range(&self) -> Option<(f64, f64)> {
        let numbers: Vec<f64> = match self {
            Constants::Whole(items, _) => items.iter().map(|item| *item as f64).collect(),
            Constants::Real(items) => items.clone(),
            Constants::Days(items) => items.iter().map(|item| f64::from(*item)).collect(),
            Constants::Text(_) | Constants::Bool(_) => return None,
        };
        let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        Some((least, numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)))
    }
}

impl Source for Constants {
    fn kind(&self) -> ColumnType {
        match self {
            Constants::Text(_) => ColumnType::Text,
            Constants::Whole(_, kind) => *kind,
            Constants::Real(_) => ColumnType::Float64,
            Constants::Bool(_) => ColumnType::Bool,
            Constants::Days(_) => ColumnType::Date,
        }
    }

    fn words(&self, _: &Plotsim) -> String {
        match self.len() {
            1 => "static".to_owned(),
            items => format!("static:{items} values"),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: self.range(),
            categories: match self {
                Constants::Text(_) | Constants::Whole(..) | Constants::Bool(_) => {
                    Some(Categories::unweighted(self.texts().into()))
                }
                Constants::Real(_) | Constants::Days(_) => None,
            },
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: place.window(),
            description: if self.len() == 1 {
                place.named()
            } else {
                format!("{}: {}", place.named(), words::listed(&self.texts()))
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let table = site.engine.config().tables.get(site.table);
        let drawn = self.len() > 1 && table.is_some_and(|table| table.kind.about().constants == List::Drawn);
        Arc::new(Chosen {
            draws: drawn.then(|| Draws::new(site.key(), 1)),
            items: match self {
                Constants::Text(items) => Arc::new(StringArray::from_iter_values(items)),
                Constants::Whole(items, ColumnType::Int32) => {
                    Arc::new(Int32Array::from_iter_values(items.iter().map(|item| *item as i32)))
                }
                Constants::Whole(items, _) => Arc::new(Int64Array::from(items.clone())),
                Constants::Real(items) => Arc::new(Float64Array::from(items.clone())),
                Constants::Bool(items) => Arc::new(BooleanArray::from(items.clone())),
                Constants::Days(items) => Arc::new(Date32Array::from(items.clone())),
            },
        })
    }
}

/// Constants, and which of them a row has.
struct Chosen {
    items: ArrayRef,
    /// A word for each row, where they are drawn.
    draws: Option<Draws>,
}

impl Values for Chosen {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let length = self.items.len().max(1) as u64;
        let choices = match (length, &self.draws) {
            (1, _) => vec![0; rows.len],
            (_, None) => (0..rows.len).map(|row| (rows.number(row) % length) as i32).collect(),
            (_, Some(draws)) => {
                let mut words = Vec::new();
                draws.words(rows, &mut words);
                words.into_iter().map(|word| below(word, length) as i32).collect()
            }
        };
        chosen(&self.items, choices)
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        match (self.items.len(), &self.draws) {
            (1, _) => steps.text("static", "", "the config gives the same in every row"),
            (length, Some(draws)) => {
                let words = draws.of_row(rows, row);
                steps.words(&words, "of this row and column");
                let item = words.first().map_or(0, |word| below(*word, length as u64));
                steps.number("item", item as f64, format!("⌊word·{length}/2⁶⁴⌋, counted from 0"));
            }
            (length, None) => {
                let number = rows.number(row);
                let detail = format!("row {number} mod {length} items of the config's list");
                steps.number("item", (number % length as u64) as f64, detail);
            }
        }
    }
}
