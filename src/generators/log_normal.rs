//! `log_normal`: whole numbers, many small and few large: ⌊exp(μ + σ·Z)⌋ capped at max, with μ = ln median and Z standard
//! normal by inversion.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::sequential_id::numbers;
use super::{Entry, Generator, Values};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;

use crate::facts::{Bins, Duty, Extent, Facts, Law, Nulls, Order, Relation, Window, int_kind};
use crate::maths::{exp, normal};
use crate::random::{Items, Stream, normals};
use crate::steps::Steps;

const MEDIAN: Key<f64> = Key::float("median", Interval::POSITIVE).doc("Median before rounding down");
const SIGMA: Key<f64> =
    Key::float("sigma", Interval::NOT_NEGATIVE).doc("Standard deviation of the logarithm");
const MAX: Key<i64> = Key::int("max", 0, i64::MAX).doc("Greatest value; larger draws become it");

pub static ENTRY: Entry = Entry {
    name: "log_normal",
    section: Section::new(
        "datagen.generator.log_normal",
        "docs/datagen.md#log_normal",
        "A whole number ⌊exp(ln median + sigma·Z)⌋ with Z standard normal, capped at max (log-normal)",
        &[MEDIAN.param, SIGMA.param, MAX.param],
    ),
    example: "{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }",
    read: |fields, _| {
        let (median, sigma, max) = (fields.read(&MEDIAN), fields.read(&SIGMA), fields.read(&MAX));
        Some(from(median?, sigma?, max?))
    },
};

/// Draws around `median`, `sigma` the standard deviation of their logarithm, at most `max`.
pub fn from(median: f64, sigma: f64, max: i64) -> Generator {
    let kind = int_kind(0, max);
    let facts = Facts {
        kind,
        nulls: Nulls::Never,
        range: Some((0.0, max as f64)),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::new(FlooredLogNormal { median, sigma, max })),
        json: None,
        reference: None,
        relation: Relation::None,
        ties: Vec::new(),
        unique: false,
        order: Order::Any,
        language: None,
        window: Window::Any,
        rhythm: None,
        description: None,
        duty: Duty::Judge,
    };
    ENTRY.generator(facts, move |key, site| {
        Arc::new(LogNormal { mu: libm::log(median), sigma, max, kind, words: site.quantiles(key) })
    })
}

struct LogNormal {
    /// Logarithm of the median.
    mu: f64,
    /// Standard deviation of the logarithm.
    sigma: f64,
    max: i64,
    kind: ColumnType,
    words: Stream,
}

impl Values for LogNormal {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let (mut words, mut z) = (Vec::new(), Vec::new());
        self.words.words(items, &mut words);
        normals(&words, &mut z);
        // By itself this loop vectorises; together with the conversion it does not.
        z.iter_mut().for_each(|z| *z = exp(self.mu + self.sigma * *z));
        // The conversion truncates toward zero and saturates.
        numbers(self.kind, z.iter().map(|drawn| (*drawn as i64).min(self.max)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        let mut z = Vec::new();
        normals(&words, &mut z);
        steps.words(&words, "of this row and column");
        steps.number("normal score", z[0], "the word as a standard normal number, by inversion");
        let drawn = exp(self.mu + self.sigma * z[0]);
        steps.number(
            "draw",
            drawn,
            format!("exp({} + {}·score), the logarithm of the median first", self.mu, self.sigma),
        );
        steps.number(
            "bounds",
            (drawn as i64).min(self.max) as f64,
            format!("whole part, at most {}", self.max),
        );
    }
}

/// ⌊exp(ln median + sigma·Z)⌋, at most `max`.
#[derive(Clone, Copy, Debug)]
struct FlooredLogNormal {
    median: f64,
    sigma: f64,
    max: i64,
}

impl Law for FlooredLogNormal {
    fn below(&self, x: f64) -> f64 {
        if x > self.max as f64 {
            1.0
        } else if x <= 0.0 {
            0.0
        } else if self.sigma == 0.0 {
            if self.median.floor() < x { 1.0 } else { 0.0 }
        } else {
            // ⌊Y⌋ < x where Y < ⌈x⌉
            normal::cdf((libm::log(x.ceil()) - libm::log(self.median)) / self.sigma)
        }
    }

    fn bins(&self) -> Bins {
        let at = |z: f64| (self.median * libm::exp(self.sigma * z)).floor().clamp(0.0, self.max as f64);
        Bins::whole(at(-3.0), at(3.0))
    }

    fn in_words(&self) -> String {
        format!("log-normal, median {}, sigma {}, at most {}", self.median, self.sigma, self.max)
    }

    fn quantile(&self, level: f64, _: (f64, f64)) -> f64 {
        let z = normal_quantile(level);
        libm::floor(libm::exp(libm::log(self.median) + self.sigma * z)).min(self.max as f64)
    }
}

/// The standard normal quantile by bisection on libm's error function, to ten digits.
fn normal_quantile(level: f64) -> f64 {
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if libm::erfc(-middle / core::f64::consts::SQRT_2) / 2.0 < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn the_law_agrees_with_statrs() {
        let law = FlooredLogNormal { median: 140.0, sigma: 1.1, max: 14_400 };
        let oracle = statrs::distribution::LogNormal::new(140f64.ln(), 1.1).unwrap();
        for k in [0, 3, 100, 5000] {
            assert!((law.below(f64::from(k) + 0.5) - oracle.cdf(f64::from(k) + 1.0)).abs() < 1e-9, "{k}");
        }
        assert_eq!(law.below(14_400.5), 1.0);
        let level = oracle.cdf(99.99);
        assert_eq!(law.quantile(level, (0.0, 14_400.0)), 99.0);
    }
}
