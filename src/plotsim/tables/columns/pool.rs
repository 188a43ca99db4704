//! `pool:`: one of the texts that an entity's run holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::entity::explain_entity;
use super::values::{chosen, whole};
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::model::{PoolPick, Source};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;

pub struct Pool {
    engine: Arc<Engine>,
    pick: PoolPick,
    /// The items of every list once, in the column's type.
    items: ArrayRef,
    /// Where each run's list begins among the texts, and how long it is.
    lists: Vec<(i32, usize)>,
    draws: Draws,
}

impl Pool {
    pub fn new(site: Site<'_>, pool: usize, pick: PoolPick) -> Pool {
        let mut known: BTreeMap<&[String], i32> = BTreeMap::new();
        let mut texts: Vec<&str> = Vec::new();
        let list = |run: &'_ crate::plotsim::model::Run| run.pools.get(pool).map_or(0, Vec::len);
        let runs = &site.engine.config().entities.runs;
        let lists = runs.iter().map(|run| {
            let own = run.pools.get(pool).map_or(&[][..], Vec::as_slice);
            let first = *known.entry(own).or_insert_with(|| {
                let first = texts.len() as i32;
                texts.extend(own.iter().map(String::as_str));
                first
            });
            (first, list(run))
        });
        let lists = lists.collect();
        Pool {
            engine: Arc::clone(site.engine),
            pick,
            items: array(&texts, site.column().kind),
            lists,
            draws: Draws::new(site.key(), 1),
        }
    }

    /// Where in its run's list, of this length, a row's text stands.
    fn place(&self, row: usize, length: usize, word: u64, positions: Option<(&[f64], &[u32])>) -> usize {
        match (self.pick, positions) {
            (PoolPick::Trajectory, Some((positions, places))) => {
                let position = places.get(row).and_then(|place| positions.get(*place as usize));
                let band = position.map_or(0.0, |position| position * length as f64);
                (band as usize).min(length - 1)
            }
            _ => below(word, length as u64) as usize,
        }
    }
}

/// The items as values of a column's type. Every item of a column of whole numbers is one, which is what gave the column
/// its type.
fn array(items: &[&str], kind: ColumnType) -> ArrayRef {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 => {
            whole(kind, items.iter().map(|item| item.parse().unwrap_or_default()))
        }
        _ => Arc::new(StringArray::from_iter_values(items)),
    }
}

/// Which pool a column reads.
fn run_pool(site: Site<'_>) -> usize {
    match site.column().source {
        Source::Pool { pool, .. } => pool,
        _ => usize::MAX,
    }
}

impl CellSource for Pool {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let places = rows.places();
        let positions = rows.cells.as_ref().map(|cells| (cells.positions(), places.as_slice()));
        let mut choices = Vec::with_capacity(rows.len);
        let mut row = 0;
        for entity in rows.entities.chunk_by(|a, b| a == b) {
            let run = entity.first().map_or(0, |entity| self.engine.config().entities.run_of(*entity));
            let (first, length) = self.lists.get(run).copied().unwrap_or_default();
            for _ in entity {
                // The config's rules leave no list empty that is read.
                let place = if length == 0 { 0 } else { self.place(row, length, words[row], positions) };
                choices.push(first + place as i32);
                row += 1;
            }
        }
        chosen(&self.items, choices)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
        let run = rows.entities.get(row).map_or(0, |entity| self.engine.config().entities.run_of(*entity));
        let length = self.lists.get(run).map_or(0, |(_, length)| *length);
        let name = site.engine.config().pools.get(run_pool(site)).map_or("", String::as_str);
        let places = rows.places();
        let positions = rows.cells.as_ref().map(|cells| (cells.positions(), places.as_slice()));
        let word = self.draws.of_row(rows, row);
        match self.pick {
            PoolPick::Trajectory => {
                let position = positions.and_then(|(all, places)| all.get(*places.get(row)? as usize));
                steps.number(
                    "position",
                    position.copied().unwrap_or(f64::NAN),
                    "of the entity in this period",
                );
            }
            PoolPick::Uniform => steps.words(&word, "of this row and column"),
        }
        if length > 0 {
            let place = self.place(row, length, word.first().copied().unwrap_or_default(), positions);
            steps.number(
                "item",
                place as f64,
                format!("of the segment's {length} texts under '{name}', from 0"),
            );
        }
    }

    fn reads_positions(&self) -> bool {
        self.pick == PoolPick::Trajectory
    }
}
