//! Laws of real numbers, cut to bounds and rounded.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::rounding::Rounding;
use crate::config::key::Key;
use crate::config::param::Interval;
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::{Bins, Extent, Facts, Independent, Law};
use crate::generators::{Entry, Generator, Values};
use crate::maths::normal;
use crate::random::{Items, Stream, open_unit};
use crate::steps::Steps;

pub const MIN: Key<Option<f64>> = Key::float("min", Interval::EVERYTHING)
    .otherwise("where the law begins")
    .doc("Least value; the law is cut there and renormalised, so that nothing piles up")
    .example("0.5");
pub const MAX: Key<Option<f64>> = Key::float("max", Interval::EVERYTHING)
    .otherwise("where the law ends")
    .doc("Greatest value; the law is cut there and renormalised")
    .example("40");
pub const ZEROS: Key<f64> =
    Key::float("zeros", Interval::UNIT).default(0.0).doc("Share of values that are 0 whatever the law says");

/// A law with a density.
pub trait Reals: fmt::Debug + Send + Sync + 'static {
    /// P(X ≤ x) and P(X > x), each with small relative error.
    fn tails(&self, x: f64) -> (f64, f64);

    /// The x with P(X ≤ x) = p, given q = 1 − p.
    fn quantile(&self, p: f64, q: f64) -> f64;

    /// Where values lie.
    fn support(&self) -> (f64, f64);

    /// Whether its variance is finite where it is not cut.
    fn has_variance(&self) -> bool {
        true
    }

    /// The law in words.
    fn in_words(&self) -> String;
}

/// The normal score of a probability, given its complement.
pub fn score(p: f64, q: f64) -> f64 {
    if p < q { normal::quantile(p) } else { -normal::quantile(q) }
}

/// The least and greatest u that a word gives.
const ENDS: [f64; 2] = [1.0 / (1_u64 << 54) as f64, 1.0 - 1.0 / (1_u64 << 53) as f64];

/// The generator of a law with the keys that all have; nothing if a key was reported.
pub fn generator<L: Reals>(entry: &'static Entry, fields: &Fields<'_>, law: Option<L>) -> Option<Generator> {
    let (min, max, zeros) = (fields.read(&MIN), fields.read(&MAX), fields.read(&ZEROS));
    let rounding = Rounding::read(fields);
    let (law, min, max, zeros, rounding) = (law?, min?, max?, zeros?, rounding?);
    let support = law.support();
    let bounds = (min.unwrap_or(support.0).max(support.0), max.unwrap_or(support.1).min(support.1));
    if min.zip(max).is_some_and(|(min, max)| min >= max) || bounds.0 >= bounds.1 {
        let [min, max] =
            [&MIN, &MAX].map(|key| fields.at(key).map_or("none".to_owned(), |field| field.node.to_string()));
        let message = format!(
            "min is {min} and max is {max}, but min must be less than max, and values lie from {} to {}",
            support.0, support.1
        );
        fields.whole.error("inverted-range", message, None);
        return None;
    }
    cut(entry, fields, Arc::new(law), bounds, zeros, rounding)
}

/// The generator of a law between bounds.
pub fn cut(
    entry: &'static Entry,
    fields: &Fields<'_>,
    law: Arc<dyn Reals>,
    bounds: (f64, f64),
    zeros: f64,
    rounding: Rounding,
) -> Option<Generator> {
    let mut multiples = (f64::NEG_INFINITY, f64::INFINITY);
    let mut edges = bounds;
    if rounding.is_rounding() {
        multiples = rounding.between(bounds);
        if multiples.0 > multiples.1 {
            let message =
                format!("no multiple of {} lies from {} to {}", rounding.width(), bounds.0, bounds.1);
            fields.whole.error("out-of-range", message, None);
            return None;
        }
        // What is nearest to a multiple that is allowed.
        let half = rounding.width() / 2.0;
        edges = (rounding.number(multiples.0) - half, rounding.number(multiples.1) + half);
        let support = law.support();
        edges = (edges.0.max(support.0), edges.1.min(support.1));
    }
    let (low, high) = (tails(law.as_ref(), edges.0), tails(law.as_ref(), edges.1));
    let mass = (high.0 - low.0).max(low.1 - high.1);
    if mass < 1e-280 || !mass.is_finite() {
        let message = format!("gives no values from {} to {}: {}", bounds.0, bounds.1, law.in_words());
        fields.whole.error("out-of-range", message, None);
        return None;
    }
    let mut cut = Cut { law, edges, low, high, mass, multiples, rounding, zeros };
    // The widest that 2⁶⁴ words can give.
    let ends = ENDS.map(|u| cut.real(u));
    if rounding.is_rounding() {
        cut.multiples = (rounding.multiple(ends[0], multiples), rounding.multiple(ends[1], multiples));
    }
    let range = match rounding.is_rounding() {
        true => (rounding.number(cut.multiples.0), rounding.number(cut.multiples.1)),
        false => (ends[0].min(ends[1]), ends[1]),
    };
    let range = if zeros > 0.0 { (range.0.min(0.0), range.1.max(0.0)) } else { range };
    let kind = rounding.kind(range).filter(|_| range.0.is_finite() && range.1.is_finite());
    let Some(kind) = kind else {
        let most = range.0.abs().max(range.1.abs());
        let message = format!("gives values up to {most:e}, which the type does not hold");
        fields.whole.error("out-of-range", message, Some("say max, or fewer decimals".to_owned()));
        return None;
    };
    let cut = Arc::new(cut);
    let facts = Facts::from(Independent {
        kind,
        range: Some(range),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::clone(&cut) as Arc<dyn Law>),
        rhythm: None,
        unique: false,
        language: None,
    });
    Some(entry.generator(facts, move |key, site| {
        Arc::new(Drawn { cut: Arc::clone(&cut), kind, words: site.quantiles(key) })
    }))
}

fn tails(law: &dyn Reals, x: f64) -> (f64, f64) {
    match x {
        f64::NEG_INFINITY => (0.0, 1.0),
        f64::INFINITY => (1.0, 0.0),
        x => law.tails(x),
    }
}

/// A law between bounds.
#[derive(Clone, Debug)]
struct Cut {
    law: Arc<dyn Reals>,
    /// Where it is cut.
    edges: (f64, f64),
    /// Its tails there.
    low: (f64, f64),
    high: (f64, f64),
    /// The probability between.
    mass: f64,
    /// Least and greatest multiple, where values are rounded.
    multiples: (f64, f64),
    rounding: Rounding,
    zeros: f64,
}

impl Cut {
    /// The value at u in (0, 1), before it is rounded.
    fn real(&self, u: f64) -> f64 {
        let p = self.low.0 + u * self.mass;
        let q = self.high.1 + (1.0 - u) * self.mass;
        self.law.quantile(p, q).clamp(self.edges.0, self.edges.1)
    }

    /// The value of a word, as a multiple where values are rounded.
    fn value(&self, word: u64) -> f64 {
        let mut u = open_unit(word);
        if self.zeros > 0.0 {
            if u < self.zeros {
                return 0.0;
            }
            u = ((u - self.zeros) / (1.0 - self.zeros)).clamp(ENDS[0], ENDS[1]);
        }
        let x = self.real(u);
        if self.rounding.is_rounding() { self.rounding.multiple(x, self.multiples) } else { x }
    }
}

impl Law for Cut {
    fn below(&self, x: f64) -> f64 {
        let edge = if self.rounding.is_rounding() {
            // The least multiple that is not below x begins half a step before it.
            let width = self.rounding.width();
            (libm::ceil(x / width - 1e-9) - 0.5) * width
        } else {
            x
        };
        let share = if edge <= self.edges.0 {
            0.0
        } else if edge >= self.edges.1 {
            1.0
        } else {
            let (p, q) = tails(self.law.as_ref(), edge);
            let share =
                if p < q { (p - self.low.0) / self.mass } else { 1.0 - (q - self.high.1) / self.mass };
            share.clamp(0.0, 1.0)
        };
        let zero = if x > 0.0 { self.zeros } else { 0.0 };
        zero + (1.0 - self.zeros) * share
    }

    fn bins(&self) -> Bins {
        let (low, high) = (self.real(1e-4), self.real(1.0 - 1e-4));
        let (low, high) = if self.zeros > 0.0 { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        if !self.rounding.is_rounding() {
            return Bins::continuous(low, high);
        }
        let width = self.rounding.width();
        let (first, last) = (libm::rint(low / width), libm::rint(high / width));
        let whole = Bins::whole(first, last);
        Bins { low: whole.low * width, width: whole.width * width, inside: whole.inside }
    }

    fn has_variance(&self) -> bool {
        self.law.has_variance() || (self.edges.0.is_finite() && self.edges.1.is_finite())
    }

    fn in_words(&self) -> String {
        let mut words = self.law.in_words();
        let support = self.law.support();
        if self.edges != support && !self.rounding.is_rounding() {
            words.push_str(&format!(", cut to {} to {}", self.edges.0, self.edges.1));
        }
        if self.rounding.is_rounding() {
            words.push_str(&format!(", in steps of {}", self.rounding.width()));
        }
        if self.zeros > 0.0 {
            words.push_str(&format!(", {} of them 0", self.zeros));
        }
        words
    }
}

struct Drawn {
    cut: Arc<Cut>,
    kind: ColumnType,
    words: Stream,
}

impl Values for Drawn {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let values: Vec<f64> = words.iter().map(|word| self.cut.value(*word)).collect();
        match self.cut.rounding.is_rounding() {
            true => self.cut.rounding.array(self.kind, values),
            false => Arc::new(Float64Array::from(values)),
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        steps.text(
            "law",
            Law::in_words(self.cut.as_ref()),
            "its quantile at word/2⁶⁴, once it is cut to its bounds",
        );
        if self.cut.rounding.is_rounding() {
            for word in words {
                let multiple = self.cut.value(word);
                steps.number("multiple", multiple, format!("of the step {}", self.cut.rounding.width()));
            }
        }
    }
}
