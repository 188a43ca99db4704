//! The values of a call.

use std::sync::{Arc, OnceLock};

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::lists::{Lists, lists, told_apart};
use super::method::{Arguments, Method};
use super::unique::Unique;
use super::{FakerCall, FakerMethod, dates, firms, net, numbers, people, places, prose, things};
use crate::config::types::ColumnType;
use crate::random::Dice;
use crate::random::{Key, below};
use crate::tables::text;
use crate::tables::types::arrow_type;

/// Random words a row owns; longer texts go on from them.
pub const WIDTH: usize = 4;

/// The values of a call in some locales.
pub struct Words {
    told: &'static FakerMethod,
    /// Nothing for a method that is not known, which no config comes to.
    method: Option<Method>,
    locales: Vec<&'static Lists>,
    kind: ColumnType,
    /// By locale, where no value may come twice.
    unique: Option<OnceLock<Vec<Unique>>>,
    unique_key: Key,
    /// The texts of a list, where they are all there is to choose from.
    choices: OnceLock<ArrayRef>,
}

/// What a call comes to; `today` is a day since 1970-01-01.
pub fn method_of(call: &FakerCall, today: i32) -> Option<Method> {
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

/// Least and greatest value of a call that gives whole numbers, days since 1970-01-01 or seconds since then.
pub fn range(call: &FakerCall, today: i32) -> Option<(f64, f64)> {
    // A value is one choice, which the least and the greatest word take to its ends.
    let ends = [[0; WIDTH], [u64::MAX; WIDTH]];
    let [first, last] = match method_of(call, today)? {
        Method::Int(make) => ends.map(|words| make(&mut Dice::drawn(&words)) as f64),
        Method::Day(make) => ends.map(|words| f64::from(make(&mut Dice::drawn(&words)))),
        Method::Second(make) => ends.map(|words| make(&mut Dice::drawn(&words)) as f64),
        Method::Choice(_) | Method::Text(_) | Method::Float(_) | Method::Bool(_) => return None,
    };
    Some((first.min(last), first.max(last)))
}

impl Words {
    /// The values of a call in some locales, or in `en_US` if there are none, as a type: the method's own, text, or DOUBLE for
    /// whole numbers. `today` is a day since 1970-01-01, and `key` is that of the column.
    pub fn new(call: &FakerCall, locales: &[String], today: i32, kind: ColumnType, key: Key) -> Words {
        let mut locales: Vec<&'static Lists> = locales.iter().map(|name| lists(name)).collect();
        if locales.is_empty() {
            locales.push(lists("en_US"));
        }
        Words {
            told: call.method,
            unique: call.unique.then(OnceLock::new),
            unique_key: key.child("unique"),
            method: method_of(call, today),
            locales,
            kind,
            choices: OnceLock::new(),
        }
    }

    /// Whether no value comes twice.
    pub fn is_unique(&self) -> bool {
        self.unique.is_some()
    }

    /// The method.
    pub fn method(&self) -> &'static FakerMethod {
        self.told
    }

    /// The values of rows, of which each owns [`WIDTH`] words; `serial` gives a number that only the row has.
    pub fn array(&self, words: &[u64], serial: impl Fn(usize) -> u64) -> ArrayRef {
        let kind = arrow_type(self.kind);
        let Some(method) = &self.method else { return new_null_array(&kind, words.len() / WIDTH) };
        let natural = self.natural(words, &serial, method);
        let is_text = matches!(method, Method::Choice(_) | Method::Text(_));
        match self.kind {
            ColumnType::Text if is_text => natural,
            ColumnType::Text => shown(natural),
            _ if *natural.data_type() == kind => natural,
            // A word that the column's type cannot hold becomes null.
            _ => cast(&natural, &kind).unwrap_or_else(|_| new_null_array(&kind, natural.len())),
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
    fn each(
        &self,
        words: &[u64],
        serial: &impl Fn(usize) -> u64,
        mut make: impl FnMut(&Lists, &mut Dice<'_>),
    ) {
        let unique = self.unique();
        for (row, words) in words.chunks_exact(WIDTH).enumerate() {
            match unique {
                Some([only]) => make(only.lists(), &mut only.dice(words, serial(row))),
                Some(several) => {
                    let (first, others) = words.split_first().unwrap_or((&0, &[]));
                    let unique = &several[below(*first, several.len() as u64) as usize];
                    make(unique.lists(), &mut unique.dice(others, serial(row)));
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
    fn values<T>(
        &self,
        words: &[u64],
        serial: &impl Fn(usize) -> u64,
        make: impl Fn(&Lists, &mut Dice<'_>) -> T,
    ) -> Vec<T> {
        let mut values = Vec::with_capacity(words.len() / WIDTH);
        self.each(words, serial, |lists, dice| values.push(make(lists, dice)));
        values
    }

    /// Values of the method's own type.
    fn natural(&self, words: &[u64], serial: &impl Fn(usize) -> u64, method: &Method) -> ArrayRef {
        match method {
            Method::Choice(list) => {
                if let [only] = self.locales.as_slice() {
                    let texts =
                        self.choices.get_or_init(|| Arc::new(StringArray::from_iter_values(list(only))));
                    let places = self.values(words, serial, |_, dice| dice.below(texts.len() as u64) as i32);
                    return Arc::new(DictionaryArray::new(Int32Array::from(places), Arc::clone(texts)));
                }
                Arc::new(StringArray::from_iter_values(self.values(words, serial, |lists, dice| {
                    list(lists)[dice.below(list(lists).len() as u64) as usize]
                })))
            }
            Method::Text(write) => {
                let mut texts = text::Texts::with_capacity(words.len() / WIDTH, 24);
                self.each(words, serial, |lists, dice| {
                    write(lists, dice, texts.buffer());
                    texts.end();
                });
                texts.finish()
            }
            Method::Int(make) => Arc::new(Int64Array::from(self.values(words, serial, |_, dice| make(dice)))),
            Method::Float(make) => {
                Arc::new(Float64Array::from(self.values(words, serial, |_, dice| make(dice))))
            }
            Method::Bool(make) => {
                Arc::new(BooleanArray::from(self.values(words, serial, |_, dice| make(dice))))
            }
            Method::Day(make) => {
                Arc::new(Date32Array::from(self.values(words, serial, |_, dice| make(dice))))
            }
            Method::Second(make) => {
                let micros = self.values(words, serial, |_, dice| make(dice).saturating_mul(1_000_000));
                Arc::new(TimestampMicrosecondArray::from(micros))
            }
        }
    }
}

/// Values as text: dates and instants as ISO 8601, numbers in the fewest digits that say them exactly.
fn shown(values: ArrayRef) -> ArrayRef {
    match values.data_type() {
        DataType::Date32 | DataType::Timestamp(_, _) => text::rendered(values),
        DataType::Float64 => {
            let numbers = values.as_primitive::<Float64Type>().values().iter();
            Arc::new(StringArray::from_iter_values(numbers.map(f64::to_string)))
        }
        _ => cast(&values, &DataType::Utf8).unwrap_or_else(|_| new_null_array(&DataType::Utf8, values.len())),
    }
}
