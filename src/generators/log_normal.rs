//! `log_normal`: ⌊exp(μ + σ·Z)⌋ capped at max, with μ = ln median and Z standard normal by inversion.

use arrow::array::ArrayRef;

use super::Generator;
use super::sequential_id::numbers;
use crate::config::types::ColumnType;
use crate::maths::exp;
use crate::random::{Items, Stream, normals};
use crate::steps::Steps;

pub struct LogNormal {
    /// Logarithm of the median.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
    pub max: i64,
    pub kind: ColumnType,
    pub words: Stream,
}

impl Generator for LogNormal {
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
