//! `pool:`: one of the texts that an entity's run holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::entity::explain_entity;
use super::values::{chosen, whole};
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;

/// One of the texts the entity's run holds under a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub pool: usize,
    pub pick: PoolPick,
    /// Text, or a type of whole numbers where every text is one that fits it.
    pub kind: ColumnType,
}

/// How a text of a pool is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolPick {
    Uniform,
    /// By the entity's position: low positions take the first texts.
    Trajectory,
}

impl Source for Pool {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        let name = &config.pools[self.pool];
        match self.pick {
            PoolPick::Uniform => format!("pool:{name}"),
            PoolPick::Trajectory => format!("pool:{name}:trajectory"),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let runs = place.config.entities.runs.iter();
        let texts: Vec<String> = runs.filter_map(|run| run.pools.get(self.pool)).flatten().cloned().collect();
        let numbers = || texts.iter().filter_map(|text| text.parse::<i64>().ok());
        Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: match self.kind {
                ColumnType::Int32 | ColumnType::Int64 => {
                    numbers().min().zip(numbers().max()).map(|(least, most)| (least as f64, most as f64))
                }
                _ => None,
            },
            categories: Some(Categories::unweighted(match self.kind {
                ColumnType::Int32 | ColumnType::Int64 => numbers().map(|number| number.to_string()).collect(),
                _ => texts.into(),
            })),
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: match self.pick {
                PoolPick::Uniform => place.named(),
                PoolPick::Trajectory => {
                    format!("{}, which goes with how the {} is doing", place.named(), place.entity_word())
                }
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let mut known: BTreeMap<&[String], i32> = BTreeMap::new();
        let mut items: Vec<&str> = Vec::new();
        let runs = &site.engine.config().entities.runs;
        let mut lists = Vec::with_capacity(runs.len());
        for run in runs {
            let own = run.pools.get(self.pool).map_or(&[][..], Vec::as_slice);
            let first = *known.entry(own).or_insert_with(|| {
                let first = items.len() as i32;
                items.extend(own.iter().map(String::as_str));
                first
            });
            lists.push((first, own.len()));
        }
        let items: ArrayRef = match self.kind {
            ColumnType::Int32 | ColumnType::Int64 => {
                whole(self.kind, items.iter().map(|item| item.parse().unwrap_or_default()))
            }
            _ => Arc::new(StringArray::from_iter_values(items)),
        };
        Arc::new(PoolValues {
            engine: Arc::clone(site.engine),
            pool: self.pool,
            pick: self.pick,
            items,
            lists,
            draws: Draws::new(site.key(), 1),
        })
    }
}

struct PoolValues {
    engine: Arc<Engine>,
    pool: usize,
    pick: PoolPick,
    /// The items of every list once.
    items: ArrayRef,
    /// Where each run's list begins among the items, and how long it is.
    lists: Vec<(i32, usize)>,
    draws: Draws,
}

impl PoolValues {
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

impl Values for PoolValues {
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
        let name = site.engine.config().pools.get(self.pool).map_or("", String::as_str);
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
