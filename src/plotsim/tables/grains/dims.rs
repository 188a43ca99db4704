//! Dimensions, whose rows are counted in closed form.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{blocks_of, rows_of};
use crate::plotsim::model::Members;
use crate::plotsim::sources::explain_entity;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Numbers, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::{Grain, Needs};
use crate::steps::Steps;
use crate::tables::{Blocks, RowCount, block_size};

/// Rows of a block at most.
const BLOCK: u64 = 2048;

/// The rows that some blocks of `size` rows hold together.
fn exactly(blocks: Range<u64>, size: u64, total: u64) -> RowCount {
    let rows = rows_of(blocks, size, total);
    RowCount::Exact(rows.end - rows.start)
}

/// The date dimension: a row for each period.
pub struct Periods {
    periods: u64,
    /// Rows of a block; so below.
    size: u64,
}

impl Periods {
    pub fn new(engine: &Engine, shards: Option<u64>) -> Periods {
        let periods = engine.periods() as u64;
        Periods { periods, size: block_size(periods, BLOCK, shards) }
    }
}

impl Grain for Periods {
    fn blocks(&self) -> u64 {
        self.periods.div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        exactly(blocks, self.size, self.periods)
    }

    fn rows(&self, block: u64, _: &Needs) -> RowSet {
        let rows = rows_of(block..block + 1, self.size, self.periods);
        let first = rows.start;
        let mut set = RowSet::of_periods(rows.map(|row| row as u32).collect());
        set.numbers = Numbers::From(first);
        set
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let period = rows.periods.get(row).copied().unwrap_or_default();
        steps.number("period", f64::from(period), "a row for each period of the window");
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Rows(rows) | Subjects::Periods(rows) => Some(blocks_of(rows.clone(), self.size)),
            _ => None,
        }
    }
}

/// A dimension with a row for each entity.
pub struct EntityRows {
    engine: Arc<Engine>,
    size: u64,
}

impl EntityRows {
    pub fn new(engine: &Arc<Engine>, shards: Option<u64>) -> EntityRows {
        EntityRows { size: block_size(engine.entities(), BLOCK, shards), engine: Arc::clone(engine) }
    }
}

impl Grain for EntityRows {
    fn blocks(&self) -> u64 {
        self.engine.entities().div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        exactly(blocks, self.size, self.engine.entities())
    }

    fn rows(&self, block: u64, _: &Needs) -> RowSet {
        let rows = rows_of(block..block + 1, self.size, self.engine.entities());
        let first = rows.start;
        let mut set = RowSet::of_entities(&self.engine, rows.collect());
        set.numbers = Numbers::From(first);
        set
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Rows(rows) | Subjects::Entities(rows) => Some(blocks_of(rows.clone(), self.size)),
            _ => None,
        }
    }
}

/// A dimension with several rows for each entity.
pub struct MemberRows {
    engine: Arc<Engine>,
    members: Members,
    size: u64,
}

impl MemberRows {
    /// `per_member` rows for each member of each entity.
    pub fn new(engine: &Arc<Engine>, per_member: u64, shards: Option<u64>) -> MemberRows {
        let members = Members::new(&engine.config().entities, per_member);
        MemberRows { size: block_size(members.total(), BLOCK, shards), engine: Arc::clone(engine), members }
    }
}

impl Grain for MemberRows {
    fn blocks(&self) -> u64 {
        self.members.total().div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        exactly(blocks, self.size, self.members.total())
    }

    fn rows(&self, block: u64, _: &Needs) -> RowSet {
        let rows = rows_of(block..block + 1, self.size, self.members.total());
        let first = rows.start;
        let mut set = RowSet::of_members(&self.engine, &self.members, rows.collect());
        set.numbers = Numbers::From(first);
        set
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
        let entity = rows.entities.get(row).copied().unwrap_or_default();
        let own = self.members.rows(entity);
        let place = rows.number(row).saturating_sub(own.start);
        let detail = format!("number of the row among the entity's {}", own.end - own.start);
        steps.number("member", place as f64, detail);
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Rows(rows) => Some(blocks_of(rows.clone(), self.size)),
            Subjects::Entities(entities) if entities.is_empty() => Some(Blocks::default()),
            Subjects::Entities(entities) => {
                let (first, last) = (self.members.rows(entities.start), self.members.rows(entities.end - 1));
                Some(blocks_of(first.start..last.end, self.size))
            }
            _ => None,
        }
    }
}

/// A dimension of a fixed number of things that are about nothing else.
pub struct Things {
    rows: u64,
    size: u64,
}

impl Things {
    pub fn new(rows: u64, shards: Option<u64>) -> Things {
        Things { rows, size: block_size(rows, BLOCK, shards) }
    }
}

impl Grain for Things {
    fn blocks(&self) -> u64 {
        self.rows.div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        exactly(blocks, self.size, self.rows)
    }

    fn rows(&self, block: u64, _: &Needs) -> RowSet {
        let rows = rows_of(block..block + 1, self.size, self.rows);
        RowSet {
            len: (rows.end - rows.start) as usize,
            numbers: Numbers::From(rows.start),
            ..RowSet::default()
        }
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        steps.number(
            "row",
            rows.number(row) as f64,
            format!("of {} rows that stand for themselves", self.rows),
        );
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Rows(rows) => Some(blocks_of(rows.clone(), self.size)),
            _ => None,
        }
    }
}
