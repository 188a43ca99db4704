//! Realistic names, places and values, by the name of a method.
//!
//! A value is a pure function of the column's key and the row: a row owns a few random words, and each choice that goes
//! into its value takes the next of them. The words of locales come from the `fake` crate; nothing else does, so no
//! generator of its is ever run in sequence.
//!
//! With `unique`, the choices are not drawn but spelled: a keyed permutation turns the number of the row into another, and
//! that number, written in the bases that the choices have, says which alternatives are taken. So no value comes twice
//! until all were used; then the same ones come again in the same order with a number added. Only `ipv4` has no room
//! for one: it repeats after 3.7·10⁹ rows. The permutation does not know how many rows there are, so further rows change
//! none before them.

mod dates;
mod dice;
mod firms;
mod language;
mod lists;
mod method;
mod net;
mod numbers;
mod pattern;
mod people;
mod places;
mod prose;
mod things;
mod unique;

use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use arrow::array::{TimestampMicrosecondArray, new_null_array};
use arrow::compute::cast;

use super::rows::{Draws, RowSet};
use crate::config::types::ColumnType;
use crate::generators::text;
use crate::plotsim::faker::FakerCall;
use crate::plotsim::model::{Site, Values};
use crate::plotsim::sources::Faker;
use crate::plotsim::sources::values::chosen;
use crate::random::{Key, below};
use crate::steps::Steps;
use crate::tables::types::arrow_type;
use crate::trajectory::time_axis::day_number;
use dice::{Dice, WIDTH};
pub use language::language;
use lists::{Lists, lists, told_apart};
use method::{Arguments, Method};
use unique::Unique;

/// A column of a faker method.
pub struct FakerValues {
    /// The method's name and what it is.
    told: (&'static str, &'static str),
    /// Nothing for a method that is not known, which no config comes to.
    method: Option<Method>,
    locales: Vec<&'static Lists>,
    kind: ColumnType,
    draws: Draws,
    /// By locale, where no value may come twice.
    unique: Option<OnceLock<Vec<Unique>>>,
    unique_key: Key,
    /// Periods of the window, to number the rows of facts.
    periods: u64,
    /// The texts of a list, where they are all there is to choose from.
    choices: OnceLock<ArrayRef>,
}

/// What a call comes to; `today` is a day since 1970-01-01.
fn method_of(call: &FakerCall, today: i32) -> Option<Method> {
    let arguments = Arguments { call, today };
    let families = [
        people::method,
        firms::method,
        places::method,
        dates::method,
        prose::method,
        net::method,
        numbers::method,
        things::method,
    ];
    families.into_iter().find_map(|family| family(call.method.name, &arguments))
}

impl FakerValues {
    pub fn new(site: Site<'_>, source: &Faker) -> FakerValues {
        let call = &source.call;
        let config = site.engine.config();
        let method = method_of(call, day_number(config.time.last_day()));
        let mut locales: Vec<&'static Lists> = config.locales.iter().map(|name| lists(name)).collect();
        if locales.is_empty() {
            locales.push(lists("en_US"));
        }
        let key = site.key();
        FakerValues {
            told: (call.method.name, call.method.doc),
            unique: call.unique.then(OnceLock::new),
            unique_key: key.child("unique"),
            method,
            locales,
            kind: source.kind,
            draws: Draws::new(key, WIDTH),
            periods: site.engine.periods() as u64,
            choices: OnceLock::new(),
        }
    }

    /// A number that only this row has.
    fn serial(&self, rows: &RowSet, row: usize) -> u64 {
        match (rows.is_numbered(), rows.entities.get(row), rows.periods.get(row)) {
            (false, Some(entity), Some(period)) => {
                entity.saturating_mul(self.periods).saturating_add(u64::from(*period))
            }
            _ => rows.number(row),
        }
    }

    /// The distinct values of each locale, and how rows choose among them.
    fn unique(&self) -> Option<&[Unique]> {
        let locales = || {
            let lists = told_apart(&self.locales);
            lists.into_iter().map(|lists| Unique::new(self.method.as_ref(), lists, self.unique_key)).collect()
        };
        self.unique.as_ref().map(|unique| unique.get_or_init(locales).as_slice())
    }

    /// Makes a value of each row's choices.
    fn each(&self, rows: &RowSet, mut make: impl FnMut(&Lists, &mut Dice<'_>)) {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let unique = self.unique();
        for (row, words) in words.chunks_exact(WIDTH).enumerate() {
            match unique {
                Some([only]) => make(only.lists(), &mut only.dice(words, self.serial(rows, row))),
                Some(several) => {
                    let (first, others) = words.split_first().unwrap_or((&0, &[]));
                    let unique = &several[below(*first, several.len() as u64) as usize];
                    make(unique.lists(), &mut unique.dice(others, self.serial(rows, row)));
                }
                None => {
                    let mut dice = Dice::drawn(words);
                    let lists = match self.locales.as_slice() {
                        [only] => only,
                        several => several[dice.below(several.len() as u64) as usize],
                    };
                    make(lists, &mut dice);
                }
            }
        }
    }

    /// The values, one by one.
    fn values<T>(&self, rows: &RowSet, make: impl Fn(&Lists, &mut Dice<'_>) -> T) -> Vec<T> {
        let mut values = Vec::with_capacity(rows.len);
        self.each(rows, |lists, dice| values.push(make(lists, dice)));
        values
    }

    /// Values of the method's own type.
    fn natural(&self, rows: &RowSet, method: &Method) -> ArrayRef {
        match method {
            Method::Choice(list) => {
                if let [only] = self.locales.as_slice() {
                    let texts =
                        self.choices.get_or_init(|| Arc::new(StringArray::from_iter_values(list(only))));
                    let places = self.values(rows, |_, dice| dice.below(texts.len() as u64) as i32);
                    return chosen(texts, places);
                }
                Arc::new(StringArray::from_iter_values(
                    self.values(rows, |lists, dice| {
                        list(lists)[dice.below(list(lists).len() as u64) as usize]
                    }),
                ))
            }
            Method::Text(write) => {
                let mut texts = text::Texts::with_capacity(rows.len, 24);
                self.each(rows, |lists, dice| {
                    write(lists, dice, texts.buffer());
                    texts.end();
                });
                texts.finish()
            }
            Method::Int(make) => Arc::new(Int64Array::from(self.values(rows, |_, dice| make(dice)))),
            Method::Float(make) => Arc::new(Float64Array::from(self.values(rows, |_, dice| make(dice)))),
            Method::Bool(make) => Arc::new(BooleanArray::from(self.values(rows, |_, dice| make(dice)))),
            Method::Day(make) => Arc::new(Date32Array::from(self.values(rows, |_, dice| make(dice)))),
            Method::Second(make) => {
                let micros = self.values(rows, |_, dice| make(dice).saturating_mul(1_000_000));
                Arc::new(TimestampMicrosecondArray::from(micros))
            }
        }
    }
}

impl Values for FakerValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let kind = arrow_type(self.kind);
        let Some(method) = &self.method else { return new_null_array(&kind, rows.len) };
        let natural = self.natural(rows, method);
        let is_text = matches!(method, Method::Choice(_) | Method::Text(_));
        match self.kind {
            ColumnType::Text if is_text => natural,
            ColumnType::Text => shown(natural),
            _ if *natural.data_type() == kind => natural,
            // What cannot be had in the column's type is null.
            _ => cast(&natural, &kind).unwrap_or_else(|_| new_null_array(&kind, rows.len)),
        }
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        steps.words(
            &self.draws.of_row(rows, row),
            "of this row and column; further choices go on from the last",
        );
        if self.unique.is_some() {
            let detail = "a number that only this row has, which a keyed permutation turns into the choices";
            steps.number("serial", self.serial(rows, row) as f64, detail);
        }
        let (name, doc) = self.told;
        let locales = site.engine.config().locales.join(", ");
        steps.text("method", name, format!("faker, locales {locales}: {doc}"));
    }

    fn reads_numbers(&self) -> bool {
        self.unique.is_some()
    }
}

/// Values as text: dates and instants as ISO 8601, numbers in the fewest digits that say them exactly.
fn shown(values: ArrayRef) -> ArrayRef {
    use arrow::array::AsArray;
    use arrow::datatypes::{DataType, Float64Type};
    let texts: ArrayRef = match values.data_type() {
        DataType::Date32 | DataType::Timestamp(_, _) => text::rendered(values),
        DataType::Float64 => {
            let numbers = values.as_primitive::<Float64Type>().values().iter();
            Arc::new(StringArray::from_iter_values(numbers.map(f64::to_string)))
        }
        _ => cast(&values, &DataType::Utf8).unwrap_or_else(|_| new_null_array(&DataType::Utf8, values.len())),
    };
    texts
}
