//! Laws of whole numbers, by a table of their probabilities.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::reals::ZEROS;
use crate::config::key::Key;
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::{Bins, Extent, Facts, Independent, Law, int_kind};
use crate::generators::sequential_id::numbers;
use crate::generators::{Entry, Generator, Values};
use crate::random::{Items, Stream, open_unit};
use crate::steps::Steps;

/// Most numbers of a table.
pub const MOST: usize = 1 << 20;
/// Probabilities below this share of all are left out: no word reaches them.
const NOTHING: f64 = 1e-18;

pub const MIN: Key<Option<i64>> = Key::int("min", 0, 1 << 53)
    .otherwise("where the law begins")
    .doc("Least value; the law is cut there and renormalised, so that nothing piles up")
    .example("1");
pub const MAX: Key<Option<i64>> = Key::int("max", 0, 1 << 53)
    .otherwise("where the law ends")
    .doc("Greatest value; the law is cut there and renormalised")
    .example("40");

/// A law of whole numbers with a single peak.
pub struct Counts {
    /// Where values lie.
    pub support: (i64, i64),
    /// The likeliest number, or one beside it.
    pub mode: i64,
    /// P(k + 1)/P(k).
    pub ratio: Box<dyn Fn(f64) -> f64>,
    pub words: String,
}

/// The generator of a law with the keys that all have; nothing if a key was reported.
pub fn generator(entry: &'static Entry, fields: &Fields<'_>, law: Option<Counts>) -> Option<Generator> {
    let (min, max, zeros) = (fields.read(&MIN), fields.read(&MAX), fields.read(&ZEROS));
    let (law, min, max, zeros) = (law?, min?, max?, zeros?);
    let (low, high) = law.support;
    let bounds = (min.unwrap_or(low).max(low), max.unwrap_or(high).min(high));
    if bounds.0 > bounds.1 {
        let message = format!("min exceeds max, or no value from {low} to {high} lies between them");
        fields.whole.error("inverted-range", message, None);
        return None;
    }
    let Some(table) = Table::new(&law, bounds, zeros) else {
        let message = format!("spreads over more than {MOST} numbers: {}", law.words);
        fields.whole.error("out-of-range", message, Some("use log_normal or gamma with step: 1".to_owned()));
        return None;
    };
    let last = table.first + (table.reached.len() - 1) as i64;
    let range = if zeros > 0.0 { (table.first.min(0), last.max(0)) } else { (table.first, last) };
    let kind = int_kind(range.0, range.1);
    let table = Arc::new(table);
    let facts = Facts::from(Independent {
        kind,
        range: Some((range.0 as f64, range.1 as f64)),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::clone(&table) as Arc<dyn Law>),
        rhythm: None,
        unique: false,
        language: None,
    });
    Some(entry.generator(facts, move |key, site| {
        Arc::new(Drawn { table: Arc::clone(&table), kind, words: site.quantiles(key) })
    }))
}

/// The probabilities of numbers in a row, and how a word finds its number.
#[derive(Debug)]
struct Table {
    first: i64,
    /// P(X ≤ first + place), of the values that the law makes.
    reached: Vec<f64>,
    /// For each of equal parts of [0, 1), the first place that reaches into it (Chen and Asau 1974).
    guide: Vec<u32>,
    zeros: f64,
    words: String,
}

impl Table {
    fn new(law: &Counts, (least, greatest): (i64, i64), zeros: f64) -> Option<Table> {
        let start = law.mode.clamp(least, greatest);
        // From the peak, or the bound next to it, outward; each is a share of the first.
        let (mut up, mut down) = (vec![1.0], Vec::new());
        let mut total = 1.0;
        let (mut k, mut weight) = (start, 1.0);
        while k < greatest {
            let ratio = (law.ratio)(k as f64);
            weight *= ratio;
            k += 1;
            // What is left from here on, where ratios do not rise.
            if weight <= 0.0 || (ratio < 1.0 && weight / (1.0 - ratio) < NOTHING * total) {
                break;
            }
            if up.len() >= MOST {
                return None;
            }
            total += weight;
            up.push(weight);
        }
        (k, weight) = (start, 1.0);
        while k > least {
            let ratio = (law.ratio)((k - 1) as f64);
            weight /= ratio;
            k -= 1;
            if !weight.is_finite()
                || weight <= 0.0
                || (ratio > 1.0 && weight / (1.0 - 1.0 / ratio) < NOTHING * total)
            {
                break;
            }
            if up.len() + down.len() >= MOST {
                return None;
            }
            total += weight;
            down.push(weight);
        }
        let first = start - down.len() as i64;
        let mut sum = 0.0;
        let weights = down.iter().rev().chain(&up);
        let mut reached: Vec<f64> = weights
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        reached.iter_mut().for_each(|reached| *reached = (*reached / sum).min(1.0));
        if let Some(last) = reached.last_mut() {
            *last = 1.0;
        }
        let parts = reached.len();
        let mut place = 0;
        let guide = (0..parts).map(|part| {
            while reached[place] <= part as f64 / parts as f64 {
                place += 1;
            }
            place as u32
        });
        Some(Table { first, guide: guide.collect(), reached, zeros, words: law.words.clone() })
    }

    fn value(&self, word: u64) -> i64 {
        let mut u = open_unit(word);
        if self.zeros > 0.0 {
            if u < self.zeros {
                return 0;
            }
            u = (u - self.zeros) / (1.0 - self.zeros);
        }
        let last = self.reached.len() - 1;
        let part = ((u * self.guide.len() as f64) as usize).min(last);
        let mut place = self.guide[part] as usize;
        while place < last && self.reached[place] <= u {
            place += 1;
        }
        self.first + place as i64
    }
}

impl Law for Table {
    fn below(&self, x: f64) -> f64 {
        let place = libm::ceil(x) - 1.0 - self.first as f64;
        let share = if place < 0.0 { 0.0 } else { self.reached.get(place as usize).copied().unwrap_or(1.0) };
        let zero = if x > 0.0 { self.zeros } else { 0.0 };
        zero + (1.0 - self.zeros) * share
    }

    fn bins(&self) -> Bins {
        let at = |level: f64| {
            let place = self.reached.partition_point(|reached| *reached < level).min(self.reached.len() - 1);
            (self.first + place as i64) as f64
        };
        let (low, high) = (at(1e-4), at(1.0 - 1e-4));
        if self.zeros > 0.0 { Bins::whole(low.min(0.0), high.max(0.0)) } else { Bins::whole(low, high) }
    }

    fn in_words(&self) -> String {
        let zeros = if self.zeros > 0.0 { format!(", {} of them 0", self.zeros) } else { String::new() };
        let last = self.first + (self.reached.len() - 1) as i64;
        format!("{}, from {} to {last}{zeros}", self.words, self.first)
    }
}

struct Drawn {
    table: Arc<Table>,
    kind: ColumnType,
    words: Stream,
}

impl Values for Drawn {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        numbers(self.kind, words.iter().map(|word| self.table.value(*word)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        steps.text("law", self.table.in_words(), "its quantile at word/2⁶⁴");
    }
}
