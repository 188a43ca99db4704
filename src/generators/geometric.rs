//! `geometric`: failures before the first success, by inversion: ⌊ln U / ln(1−p)⌋, U uniform in (0, 1).

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::sequential_id::numbers;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;
use crate::facts::{Bins, Extent, Facts, Independent, Law, int_kind};
use crate::maths::ln;
use crate::random::{Items, Stream, open_unit};
use crate::steps::Steps;

/// Least success probability: below it the counts outgrow what a double counts exactly.
const LEAST_P: f64 = 1e-12;

/// The greatest number of failures one random word can give: ⌊ln 2⁻⁵³ / ln(1−p)⌋.
fn greatest(p: f64) -> f64 {
    if p >= 1.0 { 0.0 } else { (-53.0 * core::f64::consts::LN_2 / libm::log1p(-p)).floor() }
}

const P: Key<f64> = Key::float("p", Interval::closed(LEAST_P, 1.0)).doc("Probability of success");
const MIN: Key<i64> = Key::int("min", i64::MIN, i64::MAX)
    .default(1)
    .doc("Least value; smaller draws become it. null lets 0 through");

pub static ENTRY: Entry = Entry {
    name: "geometric",
    section: Section::new(
        "datagen.generator.geometric",
        "docs/datagen.md#geometric",
        "The number of failures before the first success, P(k) = (1−p)ᵏ·p, raised to min where it is less",
        &[P.param, MIN.param],
    ),
    example: "{ type: geometric, p: 0.5 }",
    read: |fields, _| {
        let p = fields.read(&P);
        // A written null turns the clamp off, and no draw is below 0.
        let min = if fields.is_null(&MIN) { Some(0) } else { fields.read(&MIN) };
        let (p, min) = (p?, min?);
        let kind = int_kind(min, (greatest(p) as i64).max(min));
        let facts = Facts::from(Independent {
            kind,
            range: Some((min.max(0) as f64, greatest(p).max(min as f64))),
            extent: Extent::NUMBER,
            categories: None,
            law: Some(Arc::new(RaisedGeometric { p, min })),
            unique: false,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Geometric { log_q: libm::log1p(-p), min, kind, words: site.quantiles(key) })
        }))
    },
};

struct Geometric {
    /// ln(1−p); −∞ for p = 1.
    log_q: f64,
    min: i64,
    kind: ColumnType,
    words: Stream,
}

impl Values for Geometric {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        // By itself this loop vectorises; together with the conversion it does not.
        let drawn: Vec<f64> = words.iter().map(|word| ln(open_unit(*word)) / self.log_q).collect();
        numbers(self.kind, drawn.iter().map(|drawn| (*drawn as i64).max(self.min)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        let detail = format!("⌊ln(U)/ln(1 − p)⌋ with U = word/2⁶⁴, at least {}", self.min);
        steps.number("p", -libm::expm1(self.log_q), detail);
    }
}

/// Failures before the first success, raised to `min`.
#[derive(Clone, Copy, Debug)]
struct RaisedGeometric {
    p: f64,
    min: i64,
}

impl Law for RaisedGeometric {
    fn below(&self, x: f64) -> f64 {
        if x <= self.min as f64 || x <= 0.0 {
            0.0
        } else if self.p >= 1.0 {
            1.0
        } else {
            // P(K < x) = 1 − (1−p)^⌈x⌉
            -libm::expm1(x.ceil() * libm::log1p(-self.p))
        }
    }

    fn bins(&self) -> Bins {
        // All but a ten-thousandth.
        let most = if self.p >= 1.0 { 0.0 } else { (libm::log(1e-4) / libm::log1p(-self.p)).ceil() };
        Bins::whole(self.min.max(0) as f64, most.max(self.min as f64))
    }

    fn in_words(&self) -> String {
        format!("geometric, p {}, at least {}", self.p, self.min)
    }

    fn quantile(&self, level: f64, _: (f64, f64)) -> f64 {
        let failures =
            if self.p >= 1.0 { 0.0 } else { libm::floor(libm::log1p(-level) / libm::log1p(-self.p)) };
        failures.max(self.min as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::DiscreteCDF;

    #[test]
    fn the_law_agrees_with_statrs() {
        let law = RaisedGeometric { p: 0.34, min: 0 };
        // statrs counts trials, one more than failures.
        let oracle = statrs::distribution::Geometric::new(0.34).unwrap();
        for k in 0..12u64 {
            assert!((law.below(k as f64 + 0.5) - oracle.cdf(k + 1)).abs() < 1e-12, "{k}");
            let level = oracle.cdf(k + 1) - 1e-9;
            assert_eq!(law.quantile(level, (0.0, 100.0)), k as f64);
        }
    }
}
