//! Which row of another table each row of an entity names, among those of the same entity.

use std::ops::Range;
use std::sync::Arc;

use super::Counted;
use crate::plotsim::model::{OwnRow, Site};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;

/// The rows that a foreign key names.
pub struct Picks {
    engine: Arc<Engine>,
    own: OwnRow,
    /// The rows that are named.
    parent: Counted,
    /// The rows that name them, where none is named twice: then each depends on those before.
    rows: Option<Counted>,
    draws: Draws,
}

impl Picks {
    /// The rows of the table `parent` that the column at a site names; none if these are not counted.
    pub fn new(site: Site<'_>, parent: usize, own: OwnRow) -> Option<Picks> {
        let rows = if own.unique { Some(Counted::of(site.engine, site.table)?) } else { None };
        let parent = Counted::of(site.engine, parent)?;
        Some(Picks { engine: Arc::clone(site.engine), own, parent, rows, draws: Draws::new(site.key(), 1) })
    }

    /// Whether no row is named twice.
    pub fn is_unique(&self) -> bool {
        self.own.unique
    }

    /// How a row is chosen, in words.
    pub fn meaning(&self) -> &'static str {
        match (self.own.any, self.own.unique) {
            (false, false) => "one of the entity's rows there up to this period, at random",
            (false, true) => {
                "one of the entity's rows there up to this period that none before names, at random"
            }
            (true, false) => "one of the entity's rows there, at random",
            (true, true) => "one of the entity's rows there that none before names, at random",
        }
    }

    /// The words that decide for some rows, one each.
    pub fn words(&self, rows: &RowSet) -> Vec<u64> {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        words
    }

    /// The entities of some rows, those without a row included.
    fn entities(rows: &RowSet) -> Range<u64> {
        rows.first..rows.entities.last().map_or(rows.first, |last| last + 1)
    }

    /// The rows of the entities that some rows are about, among which these name theirs.
    pub fn parent_rows(&self, rows: &RowSet) -> RowSet {
        let entities = Picks::entities(rows);
        match entities.is_empty() {
            true => RowSet::default(),
            false => self.parent.all_rows(entities),
        }
    }

    /// For each row the one it names, by its place among those of the entities from [`RowSet::first`] on, and how many there
    /// were to choose from.
    pub fn of(&self, rows: &RowSet) -> Vec<Option<u64>> {
        let entities = Picks::entities(rows);
        let periods = self.engine.periods().max(1);
        let parents = self.parent.counts(entities.clone()).kept;
        let counts = self.rows.as_ref().map(|own| own.counts(entities.clone()).kept);
        let words = if counts.is_none() { self.words(rows) } else { Vec::new() };
        let mut picked = Vec::with_capacity(rows.len);
        // Rows of the parent before the entity at hand, and the last entity that they were added up for.
        let (mut before, mut next) = (0u64, rows.first);
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let Some(entity) = same.first() else { break };
            let at = |entity: u64| (entity - rows.first) as usize * periods;
            before += parents.get(at(next)..at(*entity)).unwrap_or_default().iter().sum::<u64>();
            next = *entity;
            let own = parents.get(at(*entity)..at(entity + 1)).unwrap_or_default();
            let range = picked.len()..picked.len() + same.len();
            let times = rows.periods.get(range.clone()).unwrap_or_default();
            match &counts {
                None => {
                    let words = words.get(range).unwrap_or_default();
                    picked.extend(self.any(own, times, words).map(|place| Some(before + place?)));
                }
                Some(counts) => {
                    let counts = counts.get(at(*entity)..at(entity + 1)).unwrap_or_default();
                    let all = self.distinct(*entity, own, counts);
                    let skipped: u64 =
                        counts.iter().take(times.first().map_or(0, |period| *period as usize)).sum();
                    let own = all.into_iter().skip(skipped as usize).take(same.len());
                    picked.extend(own.map(|place| Some(before + place?)));
                }
            }
        }
        picked.resize(rows.len, None);
        picked
    }

    /// Any of an entity's rows that may be named, whatever others name.
    fn any<'a>(
        &self,
        parents: &'a [u64],
        times: &'a [u32],
        words: &'a [u64],
    ) -> impl Iterator<Item = Option<u64>> + 'a {
        let any = self.own.any;
        let all: u64 = parents.iter().sum();
        let (mut until, mut seen) = (0usize, 0u64);
        times.iter().zip(words).map(move |(period, word)| {
            let end = (*period as usize + 1).min(parents.len());
            seen += parents.get(until..end).unwrap_or_default().iter().sum::<u64>();
            until = until.max(end);
            let choice = if any { all } else { seen };
            (choice > 0).then(|| below(*word, choice))
        })
    }

    /// For all rows of an entity, in order, one of its rows that may be named and was not yet.
    fn distinct(&self, entity: u64, parents: &[u64], counts: &[u64]) -> Vec<Option<u64>> {
        let identity = self.engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
        let mut words = vec![0; counts.iter().sum::<u64>() as usize];
        self.draws.lane(identity, 0, &mut words);
        let mut words = words.into_iter();
        let mut free: Vec<u64> = if self.own.any { (0..parents.iter().sum()).collect() } else { Vec::new() };
        let mut known = 0u64;
        let mut picked = Vec::with_capacity(words.len());
        for (count, parents) in counts.iter().zip(parents) {
            if !self.own.any {
                free.extend(known..known + parents);
                known += parents;
            }
            for word in words.by_ref().take(*count as usize) {
                let place = below(word, free.len().max(1) as u64) as usize;
                picked.push((place < free.len()).then(|| free.swap_remove(place)));
            }
        }
        picked
    }
}
