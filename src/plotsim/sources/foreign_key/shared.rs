//! Rows that share a value with the row that names them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, StringArray};

use crate::expressions;
use crate::plotsim::model::{Same, SharedBy, Site, Values, Weights};
use crate::plotsim::sources::entity::by_entity;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::random::below;
use crate::tables::text::decoded;

/// Rows of the parent that are made together.
const PIECE: u64 = 1 << 16;

/// Draws among the rows that share a value.
pub struct Shared {
    same: Same,
    /// The table that is named, and its values that are compared.
    table: usize,
    theirs: Arc<dyn Values>,
    own: Arc<dyn Values>,
    groups: OnceLock<Groups>,
}

/// The rows of each value.
#[derive(Default)]
struct Groups {
    by_value: BTreeMap<String, Range<usize>>,
    /// Rows, those of one value next to each other and ascending.
    rows: Vec<u32>,
    /// The weights of the rows of a group up to each; empty where all weigh the same.
    weights: Vec<f64>,
}

impl Shared {
    /// What draws rows of `table` for the column at `site`.
    pub fn new(same: &Same, table: usize, site: Site<'_>) -> Shared {
        let own = match same.own {
            SharedBy::Row(column) => Site { column, ..site },
            SharedBy::Entity { table, column } => Site { table, column, ..site },
        };
        let theirs = Site { table, column: same.column, ..site };
        Shared {
            same: same.clone(),
            table,
            theirs: theirs.values(),
            own: own.values(),
            groups: OnceLock::new(),
        }
    }

    /// The row that each word picks for its row; none where no row shares the value.
    pub fn rows(&self, engine: &Arc<Engine>, rows: &RowSet, words: &[u64]) -> Vec<Option<u64>> {
        let groups = self.groups.get_or_init(|| self.group(engine));
        let own = match self.same.own {
            SharedBy::Row(_) => self.own.array(rows),
            SharedBy::Entity { .. } => {
                by_entity(rows, |entities| self.own.array(&RowSet::of_entities(engine, entities.to_vec())))
            }
        };
        let own = texts(own);
        let own = own.as_string::<i32>();
        let mut known: Option<(Option<&str>, Option<&Range<usize>>)> = None;
        let mut picked = Vec::with_capacity(words.len());
        for (value, word) in own.iter().zip(words) {
            let group = match known {
                Some((last, group)) if last == value => group,
                _ => value.and_then(|value| groups.by_value.get(value)),
            };
            known = Some((value, group));
            picked.push(group.and_then(|group| groups.pick(group, *word)));
        }
        picked
    }

    fn group(&self, engine: &Arc<Engine>) -> Groups {
        let kind = &engine.config().tables[self.table].kind;
        let rows = kind.rows(engine.config()).unwrap_or(0).min(u64::from(u32::MAX));
        let mut by_value: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for first in (0..rows).step_by(PIECE as usize) {
            let piece: Vec<u64> = (first..(first + PIECE).min(rows)).collect();
            let values = texts(self.theirs.array(&kind.row_set(engine, piece)));
            for (row, value) in (first as u32..).zip(values.as_string::<i32>()) {
                let Some(value) = value else { continue };
                match by_value.get_mut(value) {
                    Some(rows) => rows.push(row),
                    None => drop(by_value.insert(value.to_owned(), vec![row])),
                }
            }
        }
        let mut groups = Groups::default();
        for (value, mut rows) in by_value {
            let from = groups.rows.len();
            if let Weights::ByRow(weights) = &self.same.weights {
                let weight = |row: u32| {
                    let place = weights.binary_search_by_key(&u64::from(row), |(row, _)| *row).ok()?;
                    weights.get(place).map(|(_, weight)| *weight)
                };
                let mut sum = 0.0;
                rows.retain(|row| {
                    let weight = weight(*row);
                    sum += weight.unwrap_or(0.0);
                    groups.weights.extend(weight.map(|_| sum));
                    weight.is_some()
                });
            }
            groups.rows.extend(rows);
            if groups.rows.len() > from {
                groups.by_value.insert(value, from..groups.rows.len());
            }
        }
        groups
    }

    pub fn metrics(&self) -> Vec<usize> {
        if self.of_row() { self.own.metrics() } else { Vec::new() }
    }

    pub fn reads_positions(&self) -> bool {
        self.of_row() && self.own.reads_positions()
    }

    pub fn reads_numbers(&self) -> bool {
        self.of_row() && self.own.reads_numbers()
    }

    /// Whether the row itself has the value.
    fn of_row(&self) -> bool {
        matches!(self.same.own, SharedBy::Row(_))
    }
}

impl Groups {
    /// The row of a group that a word picks.
    fn pick(&self, group: &Range<usize>, word: u64) -> Option<u64> {
        let rows = self.rows.get(group.clone())?;
        let place = match self.weights.get(group.clone()) {
            Some(weights) if !weights.is_empty() => {
                // The sum of a group is its last.
                let share = word as f64 / (u64::MAX as f64) * weights.last()?;
                weights.partition_point(|sum| *sum <= share).min(rows.len() - 1)
            }
            _ => below(word, rows.len() as u64) as usize,
        };
        rows.get(place).map(|row| u64::from(*row))
    }
}

/// Values as texts, so that two columns can be compared.
fn texts(array: ArrayRef) -> ArrayRef {
    let array = decoded(array);
    let texts = expressions::written(&array);
    match texts.as_string_opt::<i32>() {
        Some(_) => texts,
        // No source gives what cannot be written as a text.
        None => Arc::new(StringArray::new_null(texts.len())),
    }
}
