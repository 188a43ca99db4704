//! `log_normal`: many small numbers and few large: exp(μ + σ·Z) with μ = ln median and Z standard normal by inversion, rounded
//! down to whole numbers or to the nearest of some decimal places, and capped at max.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::laws::rounding::{DECIMALS, Rounding};
use super::sequential_id::numbers;
use super::{Entry, Generator, Values};
use crate::config::key::Key;
use crate::config::node::Value;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;

use crate::facts::{Bins, Extent, Facts, Independent, Law, int_kind};
use crate::maths::{exp, normal};
use crate::random::{Items, Stream, normals};
use crate::steps::Steps;

const MEDIAN: Key<f64> = Key::float("median", Interval::POSITIVE).doc("Median before rounding");
const SIGMA: Key<f64> =
    Key::float("sigma", Interval::NOT_NEGATIVE).doc("Standard deviation of the logarithm");
const MAX: Key<f64> = Key::float("max", Interval::NOT_NEGATIVE)
    .doc("Greatest value; larger draws become it. A whole number, unless decimals are given");

pub static ENTRY: Entry = Entry {
    name: "log_normal",
    section: Section::new(
        "datagen.generator.log_normal",
        "docs/datagen.md#log_normal",
        "A number exp(ln median + sigma·Z) with Z standard normal, rounded down to a whole one, or to the nearest of so many \
         decimals, and capped at max (log-normal)",
        &[MEDIAN.param, SIGMA.param, MAX.param, DECIMALS.param],
    ),
    example: "{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }",
    read: |fields, _| {
        let (median, sigma, max) = (fields.read(&MEDIAN), fields.read(&SIGMA), fields.read(&MAX));
        let rounding = Rounding::decimals(fields);
        let (max, rounding) = (max?, rounding?);
        let at = fields.at(&MAX)?;
        if !rounding.is_rounding() {
            if !matches!(at.node.value, Value::Int(_)) {
                let message = format!("is {max}, but must be whole where no decimals are given");
                at.error("out-of-range", message, Some("add decimals: 2 for values like 9.95".to_owned()));
                return None;
            }
            let max = at.int(0, i64::MAX);
            return Some(from(median?, sigma?, max?));
        }
        let (_, most) = rounding.between((0.0, max));
        let Some(kind) = rounding.kind((0.0, rounding.number(most))) else {
            let message = format!("is {max:e}, which is more than the type with these decimals holds");
            at.error("out-of-range", message, Some("use a lower max, or fewer decimals".to_owned()));
            return None;
        };
        Some(drawn(median?, sigma?, Grid::Nearest { rounding, most }, kind))
    },
};

/// Whole numbers around `median`, `sigma` the standard deviation of their logarithm, at most `max`.
pub fn from(median: f64, sigma: f64, max: i64) -> Generator {
    drawn(median, sigma, Grid::Whole(max), int_kind(0, max))
}

fn drawn(median: f64, sigma: f64, grid: Grid, kind: ColumnType) -> Generator {
    let facts = Facts::from(Independent {
        kind,
        range: Some((0.0, grid.most())),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::new(RoundedLogNormal { median, sigma, grid })),
        unique: false,
        language: None,
        rhythm: None,
    });
    ENTRY.generator(facts, move |key, site| {
        Arc::new(LogNormal { mu: libm::log(median), sigma, grid, kind, words: site.quantiles(key) })
    })
}

/// Which values there are.
#[derive(Clone, Copy, Debug)]
enum Grid {
    /// Whole numbers, rounded down, at most this.
    Whole(i64),
    /// The nearest multiples, at most `most` of them.
    Nearest { rounding: Rounding, most: f64 },
}

impl Grid {
    /// The greatest value.
    fn most(&self) -> f64 {
        match self {
            Grid::Whole(max) => *max as f64,
            Grid::Nearest { rounding, most } => rounding.number(*most),
        }
    }

    /// The value that a draw becomes.
    fn value(&self, drawn: f64) -> f64 {
        match self {
            Grid::Whole(max) => drawn.floor().min(*max as f64),
            Grid::Nearest { rounding, most } => rounding.number(rounding.multiple(drawn, (0.0, *most))),
        }
    }

    /// The least draw that becomes a value of at least `x`, for x between two values.
    fn edge(&self, x: f64) -> f64 {
        match self {
            Grid::Whole(_) => x.ceil(),
            Grid::Nearest { rounding, .. } => {
                let width = rounding.width();
                (libm::ceil(x / width - 1e-9) - 0.5) * width
            }
        }
    }
}

struct LogNormal {
    /// Logarithm of the median.
    mu: f64,
    /// Standard deviation of the logarithm.
    sigma: f64,
    grid: Grid,
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
        match self.grid {
            // The conversion truncates toward zero and saturates.
            Grid::Whole(max) => numbers(self.kind, z.iter().map(|drawn| (*drawn as i64).min(max))),
            Grid::Nearest { rounding, most } => {
                z.iter_mut().for_each(|z| *z = rounding.multiple(*z, (0.0, most)));
                rounding.array(self.kind, z)
            }
        }
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
        let how = match self.grid {
            Grid::Whole(max) => format!("whole part, at most {max}"),
            Grid::Nearest { rounding, .. } => {
                format!("nearest multiple of {}, at most {}", rounding.width(), self.grid.most())
            }
        };
        steps.number("bounds", self.grid.value(drawn), how);
    }
}

/// exp(ln median + sigma·Z), rounded to a grid that ends.
#[derive(Clone, Copy, Debug)]
struct RoundedLogNormal {
    median: f64,
    sigma: f64,
    grid: Grid,
}

impl Law for RoundedLogNormal {
    fn below(&self, x: f64) -> f64 {
        if x > self.grid.most() {
            1.0
        } else if x <= 0.0 {
            0.0
        } else if self.sigma == 0.0 {
            if self.grid.value(self.median) < x { 1.0 } else { 0.0 }
        } else {
            normal::cdf((libm::log(self.grid.edge(x)) - libm::log(self.median)) / self.sigma)
        }
    }

    fn bins(&self) -> Bins {
        let at = |z: f64| self.grid.value(self.median * libm::exp(self.sigma * z));
        match self.grid {
            Grid::Whole(_) => Bins::whole(at(-3.0), at(3.0)),
            Grid::Nearest { rounding, .. } => {
                let width = rounding.width();
                let whole = Bins::whole(libm::rint(at(-3.0) / width), libm::rint(at(3.0) / width));
                Bins { low: whole.low * width, width: whole.width * width, inside: whole.inside }
            }
        }
    }

    fn in_words(&self) -> String {
        let (median, sigma) = (self.median, self.sigma);
        match self.grid {
            Grid::Whole(max) => format!("log-normal, median {median}, sigma {sigma}, at most {max}"),
            Grid::Nearest { rounding, .. } => {
                let (most, width) = (self.grid.most(), rounding.width());
                format!("log-normal, median {median}, sigma {sigma}, at most {most}, in steps of {width}")
            }
        }
    }

    fn quantile(&self, level: f64, _: (f64, f64)) -> f64 {
        let z = normal_quantile(level);
        self.grid.value(libm::exp(libm::log(self.median) + self.sigma * z))
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
        let law = RoundedLogNormal { median: 140.0, sigma: 1.1, grid: Grid::Whole(14_400) };
        let oracle = statrs::distribution::LogNormal::new(140f64.ln(), 1.1).unwrap();
        for k in [0, 3, 100, 5000] {
            assert!((law.below(f64::from(k) + 0.5) - oracle.cdf(f64::from(k) + 1.0)).abs() < 1e-9, "{k}");
        }
        assert_eq!(law.below(14_400.5), 1.0);
        let level = oracle.cdf(99.99);
        assert_eq!(law.quantile(level, (0.0, 14_400.0)), 99.0);
    }

    #[test]
    fn the_law_of_decimals_agrees_with_statrs() {
        let rounding = Rounding::places(2);
        let grid = Grid::Nearest { rounding, most: 9_999.0 };
        let law = RoundedLogNormal { median: 12.5, sigma: 0.6, grid };
        let oracle = statrs::distribution::LogNormal::new(12.5f64.ln(), 0.6).unwrap();
        for cents in [1, 99, 1250, 9_998] {
            // Between a cent and the next.
            let between = (f64::from(cents) + 0.5) / 100.0;
            assert!((law.below(between) - oracle.cdf(between)).abs() < 1e-9, "{cents}");
        }
        assert_eq!(law.below(99.995), 1.0);
        let level = oracle.cdf(20.26);
        assert_eq!(law.quantile(level, (0.0, 99.99)), 20.26);
    }
}
