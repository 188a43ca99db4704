//! A dimension as one system knows it.

use std::sync::Arc;

use arrow::array::{Array, AsArray};

use super::super::Site;
use super::WORDS;
use super::spelling::written_otherwise;
use crate::plotsim::model::{KeyScheme, Known, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::grains::systems::{Order, key};
use crate::random::{Items, Permutation, Stream, below, unit};
use crate::tables::text::decoded;

/// What makes the values of a system.
pub struct OneSystem {
    pub known: Known,
    pub order: Order,
    pub words: Stream,
    /// Where numbers start, and in which order eight digits come.
    pub start: u64,
    pub digits: Permutation,
}

impl OneSystem {
    pub fn new(engine: &Engine, known: &Known) -> Option<OneSystem> {
        let key = key(engine, known)?;
        let mut word = Vec::new();
        Stream::new(key.child("start"), 1).words(Items::Range { first: 0, len: 1 }, &mut word);
        Some(OneSystem {
            known: known.clone(),
            order: Order::new(engine, known)?,
            words: Stream::new(key.child("drift"), WORDS),
            start: 1000 + below(word.first().copied().unwrap_or_default(), 9000),
            digits: Permutation::new(key.child("digits"), 1 << 32),
        })
    }

    /// The key of a row.
    pub fn key(&self, config: &Plotsim, row: u64) -> String {
        let scheme = config.systems.get(self.known.system).map(|system| system.scheme);
        match scheme {
            Some(KeyScheme::Numeric) => (self.start + row).to_string(),
            Some(KeyScheme::UuidShort) => match u32::try_from(row) {
                Ok(row) => format!("{:08x}", self.digits.apply(u64::from(row))),
                // Beyond four thousand million rows digits are added.
                Err(_) => format!("{row:08x}"),
            },
            Some(KeyScheme::PrefixPadded) | None => {
                let dim = config.tables.get(self.known.dim).map_or("", |dim| dim.name.as_str());
                let name = dim.strip_prefix("dim_").unwrap_or(dim).to_uppercase();
                format!("{name}-{:0width$}", row + 1, width = self.known.width)
            }
        }
    }

    /// The words of a row.
    pub fn row_words(&self, row: u64) -> [u64; WORDS] {
        let mut words = Vec::new();
        self.words.words(Items::List(&[row]), &mut words);
        std::array::from_fn(|place| words.get(place).copied().unwrap_or_default())
    }

    /// The texts of a column of the dimension as the system has them, and what the dimension has.
    pub fn texts(
        &self,
        engine: &Arc<Engine>,
        column: usize,
        rows: &[u64],
    ) -> Vec<(Option<String>, Option<String>)> {
        let own = texts_of(
            engine,
            self.known.dim,
            column,
            rows.iter().map(|row| self.order.entity(*row).0).collect(),
        );
        let config = engine.config();
        let Some(system) = config.systems.get(self.known.system) else { return Vec::new() };
        let other = |words: &[u64; WORDS]| {
            let row = below(words[3], self.order.total.max(1));
            texts_of(engine, self.known.dim, column, vec![self.order.entity(row).0]).pop().flatten()
        };
        let drifted = |(row, clean): (&u64, Option<String>)| {
            let words = self.row_words(*row);
            let dirty = match &clean {
                Some(text) if self.known.name == Some(column) && unit(words[0]) < system.name_drift => {
                    Some(written_otherwise(text, words[1]))
                }
                Some(_)
                    if self.known.attribute == Some(column) && unit(words[2]) < system.attribute_drift =>
                {
                    other(&words)
                }
                _ => clean.clone(),
            };
            (dirty, clean)
        };
        rows.iter().zip(own).map(drifted).collect()
    }

    /// The columns in which rows differ from the dimension.
    pub fn differs(&self, engine: &Arc<Engine>, rows: &[u64]) -> Vec<Vec<String>> {
        let mut all = vec![Vec::new(); rows.len()];
        let mut columns: Vec<usize> = [self.known.name, self.known.attribute].into_iter().flatten().collect();
        columns.dedup();
        let dim = engine.config().tables.get(self.known.dim);
        for column in columns {
            let name = dim.and_then(|dim| dim.columns.get(column)).map_or("", |column| column.name.as_str());
            for (own, (dirty, clean)) in all.iter_mut().zip(self.texts(engine, column, rows)) {
                if dirty != clean {
                    own.push(name.to_owned());
                }
            }
        }
        all
    }
}

/// The texts of a column of a dimension for some entities.
fn texts_of(engine: &Arc<Engine>, dim: usize, column: usize, entities: Vec<u64>) -> Vec<Option<String>> {
    let Some(table) = engine.config().tables.get(dim) else { return vec![None; entities.len()] };
    let rows = table.kind.row_set(engine, entities);
    let values = decoded(Site { engine, table: dim, column }.values().array(&rows));
    match values.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        None => vec![None; values.len()],
    }
}
