//! The versions of a dimension's entities: whether they follow one another without a gap.

use std::collections::BTreeMap;

use super::keys::{Examples, Values};
use crate::facts::{Facts, OfVersion, Relation};
use crate::tables::Block;
use crate::trajectory::time_axis::TimeAxis;

/// The columns of a dimension of versions.
pub struct VersionPlan {
    /// What identifies the entity.
    key: Vec<usize>,
    row: usize,
    from: usize,
    to: usize,
    current: usize,
    tier: usize,
    /// The number of each period by its key, YYYYMMDD.
    periods: BTreeMap<i64, u32>,
    /// What `valid_to` of a last version is; none for null.
    end: Option<i64>,
}

/// What was gathered. The versions of an entity stand together in one block.
#[derive(Clone, Debug, Default)]
pub struct VersionTally {
    pub rows: u64,
    pub entities: u64,
    pub current: u64,
    /// Over entities, the squares of their numbers of versions.
    squares: f64,
    /// Versions whose days do not fit to those before and after, or that are numbered out of turn.
    pub wrong: Examples,
    ends: Option<(i64, i64)>,
}

/// The last day there is, as YYYYMMDD: an open end.
const LAST: i64 = 99_991_231;

impl VersionPlan {
    /// The plan of a table, if rows are versions; `key` is what identifies an entity.
    pub fn new(own: &[&Facts], key: &[usize], time: &TimeAxis) -> Option<VersionPlan> {
        let column =
            |wanted: OfVersion| own.iter().position(|facts| facts.relation == Relation::Version(wanted));
        let to = column(OfVersion::To)?;
        let periods = (0..time.len()).filter_map(|period| {
            Some((i64::from(time.period(period)?.date_key), u32::try_from(period).ok()?))
        });
        Some(VersionPlan {
            key: key.to_vec(),
            row: column(OfVersion::Row)?,
            from: column(OfVersion::From)?,
            to,
            current: column(OfVersion::IsCurrent)?,
            tier: column(OfVersion::Tier)?,
            periods: periods.collect(),
            end: (!own.get(to)?.nulls.possible()).then_some(LAST),
        })
    }

    /// The columns that are judged.
    pub fn columns(&self) -> Vec<usize> {
        let all = [self.row, self.from, self.to, self.current, self.tier];
        self.key.iter().copied().chain(all).collect()
    }

    pub fn add(&self, block: &Block, tally: &mut VersionTally) {
        let column = |place: usize| Values::of(&block.columns[place]);
        let keys: Vec<Values> = self.key.iter().map(|place| column(*place)).collect();
        let (row, from, to) = (column(self.row), column(self.from), column(self.to));
        let (current, tier) = (column(self.current), column(self.tier));
        let number = |values: &Values, at: usize| values.int(at).filter(|_| values.is_valid(at));
        let same = |a: usize, b: usize| keys.iter().all(|key| key.words(a) == key.words(b));
        tally.rows += block.rows as u64;
        let mut begun = 0;
        for at in 0..block.rows {
            let follows = at > 0 && same(at - 1, at);
            let last = at + 1 == block.rows || !same(at, at + 1);
            tally.entities += u64::from(!follows);
            if !follows {
                begun = at;
            }
            if last {
                let versions = (at + 1 - begun) as f64;
                tally.squares += versions * versions;
            }
            let is_current = current.words(at) == "true";
            tally.current += u64::from(is_current);
            let own = number(&row, at).unwrap_or_default();
            let before = tally.ends.map(|(_, last)| last);
            let (begins, ends) = (number(&from, at), number(&to, at));
            let in_turn = before.is_none_or(|before| own == before + 1);
            let touches = !follows || (number(&to, at - 1) == begins && tier.words(at - 1) != tier.words(at));
            let known = begins.is_some_and(|key| self.periods.contains_key(&key));
            let closes = match last {
                true => ends == self.end,
                false => ends.is_some_and(|end| self.periods.contains_key(&end) && Some(end) > begins),
            };
            if !(in_turn && touches && known && closes && is_current == last) {
                tally.wrong.push(|| {
                    let parts: Vec<String> = keys.iter().map(|key| key.words(at)).collect();
                    format!("{} ({} to {})", parts.join("/"), from.words(at), to.words(at))
                });
            }
            tally.ends = Some((tally.ends.map_or(own, |(first, _)| first), own));
        }
    }
}

impl VersionTally {
    pub fn merge(&mut self, later: VersionTally) {
        if let (Some((_, last)), Some((first, _))) = (self.ends, later.ends)
            && first != last + 1
        {
            self.wrong.push(|| format!("version {first} after {last}"));
        }
        self.ends = match (self.ends, later.ends) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (own, later) => own.or(later),
        };
        self.rows += later.rows;
        self.entities += later.entities;
        self.current += later.current;
        self.squares += later.squares;
        self.wrong.merge(later.wrong);
    }

    /// By how much the variance of a count of rows exceeds that of independent ones where the versions of an entity are
    /// alike: Σk²/Σk over entities of k versions (the design effect of clusters of unequal size, Kish 1965).
    pub fn alike(&self) -> f64 {
        if self.rows == 0 { 1.0 } else { self.squares / self.rows as f64 }
    }

    /// The number of the first version, which must be 1.
    pub fn first(&self) -> Option<i64> {
        self.ends.map(|(first, _)| first)
    }
}
