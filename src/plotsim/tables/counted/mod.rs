//! Tables whose rows are counted within each entity and period: events, facts with a variable number of rows, and children of
//! the rows of either.
//!
//! Everything here is a function of an entity: how many rows it has in each period, and what each of them is about. The number
//! of a row in its table is the rows of all entities before, of which [`Counted::before`] keeps one sum for some entities each.

mod children;
mod moments;
mod picks;
mod rule;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use moments::{DAY, Moments, moment, spans, whole};
pub use picks::Picks;
pub use rule::MOST;

use crate::maths::nearest_even;
use crate::plotsim::model::{ChildCounts, Driver, EventRule, OwnRow, Pick, Rest};
use crate::plotsim::tables::engine::{Cells, Engine, MetricSet};
use crate::plotsim::tables::rows::{Address, Draws, RowSet};
use crate::workers::Workers;

/// Cells, entities times periods, whose rows are counted together.
const CELLS: u64 = 4096;

/// The rows of one table.
pub struct Counted {
    engine: Arc<Engine>,
    table: usize,
    made: Made,
    /// The references without which there is no row.
    required: Vec<Required>,
    /// What drives the rows alone, for counting.
    alone: OnceLock<MetricSet>,
}

/// Why rows are there.
enum Made {
    Nothing,
    Driven { driver: Driver, rule: EventRule, moments: Moments },
    Children { parent: Box<Counted>, counts: ChildCounts, draws: Draws },
}

/// A reference to rows of another table, without which there is no row.
struct Required {
    parent: Counted,
    own: OwnRow,
}

/// How many rows some entities have in each period, by entity and period.
pub struct Counts {
    /// Those that are left.
    pub kept: Vec<u64>,
    /// Those that were there before some fell outside the window or named no row; none if all are kept.
    raw: Option<Vec<u64>>,
    /// Those of the table's parent.
    parent: Option<Box<Counts>>,
}

impl Counts {
    fn raw(&self, cell: usize) -> u64 {
        self.raw.as_ref().unwrap_or(&self.kept).get(cell).copied().unwrap_or_default()
    }
}

impl Counted {
    /// The rows of the table at this place, if they are counted.
    pub fn of(engine: &Arc<Engine>, table: usize) -> Option<Counted> {
        let spec = engine.config().tables.get(table)?;
        let made = match spec.kind.rest() {
            Rest::Events(None) => Made::Nothing,
            Rest::Events(Some(cause)) => {
                let moments = Moments::new(engine, table);
                Made::Driven { driver: cause.driver, rule: cause.rule, moments }
            }
            Rest::Children(children) => {
                let key = engine.key().child("table").child(&spec.name).child("children");
                let parent = Box::new(Counted::of(engine, children.parent)?);
                Made::Children { parent, counts: children.counts.clone(), draws: Draws::new(key, 1) }
            }
            Rest::Nothing
            | Rest::Of(_)
            | Rest::Members { .. }
            | Rest::Pairs(_)
            | Rest::Versions(_)
            | Rest::Side(_)
            | Rest::Wide(_) => return None,
        };
        let keys = spec.foreign_keys().filter_map(|(_, key)| match key.pick {
            Pick::OwnRow(own) if own.required => Some((key.table, own)),
            _ => None,
        });
        let required: Vec<Required> = keys
            .filter_map(|(table, own)| Some(Required { parent: Counted::of(engine, table)?, own }))
            .collect();
        Some(Counted { engine: Arc::clone(engine), table, made, required, alone: OnceLock::new() })
    }

    /// The metric that [`Counted::counts_of`] reads.
    pub fn metric(&self) -> Option<usize> {
        match &self.made {
            Made::Nothing => None,
            Made::Driven { driver, .. } => Some(driver.metric),
            Made::Children { parent, .. } => parent.metric(),
        }
    }

    /// What drives rows, and by which rule; that of their parents' rows, if they are children.
    pub fn cause(&self) -> Option<(Driver, EventRule)> {
        match &self.made {
            Made::Nothing => None,
            Made::Driven { driver, rule, .. } => Some((*driver, *rule)),
            Made::Children { parent, .. } => parent.cause(),
        }
    }

    /// The number of rows of some entities in each period.
    pub fn counts(&self, entities: Range<u64>) -> Counts {
        let set = self.alone.get_or_init(|| self.engine.metrics(self.metric()));
        self.counts_of(&self.engine.values(entities, set))
    }

    /// The same, where the values are at hand.
    pub fn counts_of(&self, cells: &Cells) -> Counts {
        let mut counts = match &self.made {
            Made::Nothing => Counts { kept: vec![0; cells.positions().len()], raw: None, parent: None },
            Made::Driven { driver, rule, moments } => driven(cells, driver, rule, moments),
            Made::Children { parent, counts, draws } => {
                let parents = parent.counts_of(cells);
                let kept = children::count(&self.engine, cells.entities(), (parent, &parents), counts, draws);
                Counts { kept, raw: None, parent: Some(Box::new(parents)) }
            }
        };
        if !self.required.is_empty() {
            let raw = counts.kept.clone();
            self.drop_unmatched(cells, &mut counts.kept);
            counts.raw.get_or_insert(raw);
        }
        counts
    }

    /// Leaves out rows that would name a row of which there is none.
    fn drop_unmatched(&self, cells: &Cells, kept: &mut [u64]) {
        let periods = cells.periods().max(1);
        let parents: Vec<Vec<u64>> =
            self.required.iter().map(|key| key.parent.counts(cells.entities()).kept).collect();
        for (place, kept) in kept.chunks_exact_mut(periods).enumerate() {
            let own = |parents: &'_ Vec<u64>| {
                parents.get(place * periods..(place + 1) * periods).map(<[u64]>::to_vec)
            };
            let parents: Vec<Vec<u64>> = parents.iter().filter_map(own).collect();
            // How many rows each reference can name.
            let mut free: Vec<u64> = self
                .required
                .iter()
                .zip(&parents)
                .map(|(key, parents)| if key.own.any { parents.iter().sum() } else { 0 })
                .collect();
            for (period, kept) in kept.iter_mut().enumerate() {
                for ((key, parents), free) in self.required.iter().zip(&parents).zip(&mut free) {
                    *free += if key.own.any { 0 } else { parents.get(period).copied().unwrap_or_default() };
                    *kept = match key.own.unique {
                        true => (*kept).min(*free),
                        false if *free == 0 => 0,
                        false => *kept,
                    };
                }
                for (key, free) in self.required.iter().zip(&mut free) {
                    *free -= if key.own.unique { *kept } else { 0 };
                }
            }
        }
    }

    /// The places of an entity's rows in a period, by which their words are drawn.
    fn places(&self, counts: &Counts, entity: u64, (place, period): (usize, usize)) -> Places {
        let cell = place * self.engine.periods() + period;
        let kept = counts.kept.get(cell).copied().unwrap_or_default();
        match &self.made {
            Made::Nothing => Places::First(0),
            Made::Driven { moments, .. } => match moments.inside(entity, period, counts.raw(cell)) {
                None => Places::First(kept),
                Some(mut places) => {
                    places.truncate(kept as usize);
                    Places::These(places)
                }
            },
            Made::Children { parent, counts: law, draws } => {
                let Some(parents) = &counts.parent else { return Places::First(0) };
                let mut own = Vec::with_capacity(kept as usize);
                children::each(
                    &self.engine,
                    entity,
                    (place, period),
                    (parent, parents),
                    law,
                    draws,
                    |place, children| own.extend((0..children).map(|child| children::place(place, child))),
                );
                own.truncate(kept as usize);
                Places::These(own)
            }
        }
    }

    /// The rows of some entities.
    pub fn all_rows(&self, entities: Range<u64>) -> RowSet {
        let set = self.alone.get_or_init(|| self.engine.metrics(self.metric()));
        self.rows(&self.engine.values(entities, set), &(0..self.engine.periods()))
    }

    /// The rows of some entities in some periods. `cells` hold at least these entities and the metric that drives the rows.
    pub fn rows(&self, cells: &Cells, window: &Range<usize>) -> RowSet {
        let counts = self.counts_of(cells);
        self.rows_of(cells, &counts, window)
    }

    fn rows_of(&self, cells: &Cells, counts: &Counts, window: &Range<usize>) -> RowSet {
        let rows = match &self.made {
            Made::Children { parent, counts: law, draws } => {
                let Some(parents) = &counts.parent else { return RowSet::default() };
                let parents = parent.rows_of(cells, parents, window);
                children::rows(parents, law, draws, |entity, period| {
                    let place = entity.checked_sub(cells.entities().start)? as usize;
                    counts.kept.get(place * cells.periods() + period as usize).copied()
                })
            }
            Made::Nothing | Made::Driven { .. } => self.driven_rows(cells, counts, window),
        };
        RowSet { first: cells.entities().start, ..rows }
    }

    fn driven_rows(&self, cells: &Cells, counts: &Counts, window: &Range<usize>) -> RowSet {
        let mut rows = RowSet::default();
        let (mut owners, mut places) = (Vec::new(), Vec::new());
        let identities = self.engine.identities_of(cells.entities());
        for (place, (entity, identity)) in cells.entities().zip(identities).enumerate() {
            let own = place * cells.periods();
            for period in window.clone() {
                if counts.kept.get(own + period).is_none_or(|count| *count == 0) {
                    continue;
                }
                let own = self.places(counts, entity, (place, period));
                rows.periods.extend(std::iter::repeat_n(period as u32, own.len() as usize));
                match own {
                    Places::First(count) => places.extend(0..count),
                    Places::These(own) => places.extend(own),
                }
            }
            rows.entities.resize(rows.periods.len(), entity);
            owners.resize(rows.periods.len(), identity);
        }
        rows.len = rows.periods.len();
        rows.address = Address::Counted { identities: owners, places };
        if self.engine.config().extends() {
            rows.raw = self.raw(cells, counts);
        }
        rows
    }

    /// How many rows each entity would have in the periods that the window cuts off, by entity and period.
    fn raw(&self, cells: &Cells, counts: &Counts) -> BTreeMap<(u64, u32), u64> {
        let Made::Driven { moments, .. } = &self.made else { return BTreeMap::new() };
        let mut raw = BTreeMap::new();
        for period in moments.cuts() {
            for (place, entity) in cells.entities().enumerate() {
                let count = counts.raw(place * cells.periods() + period);
                if count > 0 {
                    raw.insert((entity, period as u32), count);
                }
            }
        }
        raw
    }

    /// The number of rows of some entities.
    pub fn count(&self, entities: Range<u64>) -> u64 {
        if entities.is_empty() {
            return 0;
        }
        self.counts(entities).kept.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Entities that are counted together.
    fn each(&self) -> u64 {
        (CELLS / self.engine.periods().max(1) as u64).max(1)
    }

    fn blocks(&self) -> u64 {
        self.engine.entities().div_ceil(self.each())
    }

    fn count_block(&self, block: u64) -> u64 {
        let first = block.saturating_mul(self.each());
        self.count(first..first.saturating_add(self.each()).min(self.engine.entities()))
    }

    /// The number of rows of all entities before one.
    pub fn before(&self, entity: u64, workers: &Workers) -> u64 {
        let block = entity / self.each();
        self.before_block(entity, workers) + self.count(block * self.each()..entity)
    }

    /// The number of rows before the block of entities that an entity is in.
    pub fn before_block(&self, entity: u64, workers: &Workers) -> u64 {
        let count = |block| self.count_block(block);
        self.engine.offsets(self.table).before(entity / self.each(), self.blocks(), &count, workers)
    }

    /// Takes as known what [`Counted::before_block`] gives.
    pub fn know_before_block(&self, entity: u64, rows: u64) {
        self.engine.offsets(self.table).know(entity / self.each(), rows);
    }

    /// The entity, the period and the place in both, of a row; `None` past the end.
    pub fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize, u64)> {
        let count = |block| self.count_block(block);
        let (block, before) = self.engine.offsets(self.table).find(row, self.blocks(), &count, workers)?;
        let first = block * self.each();
        let counts = self.counts(first..(first + self.each()).min(self.engine.entities()));
        let periods = self.engine.periods().max(1);
        let mut left = row - before;
        for (cell, count) in counts.kept.iter().enumerate() {
            if left < *count {
                return Some((first + (cell / periods) as u64, cell % periods, left));
            }
            left -= count;
        }
        None
    }

    /// The table.
    pub fn table(&self) -> usize {
        self.table
    }

    /// The parents' rows and how many children each has, if rows are children.
    pub fn parent(&self) -> Option<(&Counted, &ChildCounts)> {
        match &self.made {
            Made::Children { parent, counts, .. } => Some((parent, counts)),
            Made::Nothing | Made::Driven { .. } => None,
        }
    }

    /// The word that decides how many children a row's parent has.
    pub fn child_word(&self, parents: &RowSet, row: usize) -> Vec<u64> {
        match &self.made {
            Made::Children { draws, .. } => draws.of_row(parents, row),
            Made::Nothing | Made::Driven { .. } => Vec::new(),
        }
    }
}

/// Which of an entity's rows in a period are there.
enum Places {
    First(u64),
    These(Vec<u64>),
}

impl Places {
    fn len(&self) -> u64 {
        match self {
            Places::First(count) => *count,
            Places::These(places) => places.len() as u64,
        }
    }
}

/// What the values of a metric call for. Of a period that the window cuts off, what falls outside is left out.
fn driven(cells: &Cells, driver: &Driver, rule: &EventRule, moments: &Moments) -> Counts {
    let values = cells.metric(driver.metric);
    let mut kept = vec![0; cells.positions().len()];
    for place in 0..cells.starts().len() {
        let active = cells.active(place);
        let own = values.get(active.clone()).unwrap_or_default().iter();
        let Some(counts) = kept.get_mut(active) else { continue };
        match driver.rounded {
            true => rule.fill(own.map(|value| nearest_even(*value)), counts),
            false => rule.fill(own.copied(), counts),
        }
    }
    let mut raw = None;
    for period in moments.cuts() {
        let raw: &Vec<u64> = raw.get_or_insert_with(|| kept.clone());
        for (place, entity) in cells.entities().enumerate() {
            let cell = place * cells.periods() + period;
            if let (Some(kept), Some(raw)) = (kept.get_mut(cell), raw.get(cell).filter(|raw| **raw > 0)) {
                *kept = moments.inside(entity, period, *raw).map_or(*raw, |places| places.len() as u64);
            }
        }
    }
    Counts { kept, raw, parent: None }
}
