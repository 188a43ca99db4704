//! `geometric`: failures before the first success, by inversion: ⌊ln U / ln(1−p)⌋, U uniform in (0, 1).

use arrow::array::ArrayRef;

use super::Generator;
use super::sequential_id::numbers;
use crate::config::types::ColumnType;
use crate::maths::ln;
use crate::random::{Items, Stream, open_unit};
use crate::steps::Steps;

pub struct Geometric {
    /// ln(1−p); −∞ for p = 1.
    pub log_q: f64,
    pub min: i64,
    pub kind: ColumnType,
    pub words: Stream,
}

impl Generator for Geometric {
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
