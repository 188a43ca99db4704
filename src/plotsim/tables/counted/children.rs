//! Rows that follow those of a parent: how many each has, and where their words lie.

use std::ops::Range;
use std::sync::Arc;

use super::{Counted, Counts, Made, Places};
use crate::plotsim::model::ChildCounts;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Address, Draws, Parents, RowSet};
use crate::random::split_mix;

/// The place of a child, from 0, of the row at a place: like those of rows that have no parent, but all over the 64 bits.
pub fn place(parent: u64, child: u64) -> u64 {
    split_mix(parent, child + 1)
}

/// The children of some entities in each period.
pub fn count(
    engine: &Engine,
    entities: Range<u64>,
    (parent, parents): (&Counted, &Counts),
    law: &ChildCounts,
    draws: &Draws,
) -> Vec<u64> {
    if let ChildCounts::Even { least, most } = law
        && least == most
    {
        return parents.kept.iter().map(|count| count.saturating_mul(u64::from(*least))).collect();
    }
    let periods = engine.periods().max(1);
    let mut words = vec![0; periods];
    let mut counts = vec![0u64; parents.kept.len()];
    // Where every row of an entity in a period is there, places are 0, 1, …
    let plain = matches!(&parent.made, Made::Driven { .. }) && parents.raw.is_none();
    let identities = engine.identities_of(entities.clone());
    for (place, (entity, identity)) in entities.zip(identities).enumerate() {
        let own = place * periods..(place + 1) * periods;
        let (Some(parents_of), Some(counts)) = (parents.kept.get(own.clone()), counts.get_mut(own)) else {
            break;
        };
        let Some(first) = parents_of.iter().position(|count| *count > 0) else { continue };
        let last = parents_of.iter().rposition(|count| *count > 0).unwrap_or(first);
        draws.lane(identity, first as u64, &mut words[..=last - first]);
        for (period, count) in counts.iter_mut().enumerate().take(last + 1).skip(first) {
            let Some(word) = words.get(period - first) else { break };
            let of = |place: u64| u64::from(law.of(moved(*word, place)));
            *count = match plain {
                true => (0..parents_of[period]).map(of).sum(),
                false => match parent.places(parents, entity, (place, period)) {
                    Places::First(count) => (0..count).map(of).sum(),
                    Places::These(places) => places.into_iter().map(of).sum(),
                },
            };
        }
    }
    counts
}

/// Tells the place of each of an entity's parents' rows in a period, and how many children it has.
pub fn each(
    engine: &Engine,
    entity: u64,
    (place, period): (usize, usize),
    (parent, parents): (&Counted, &Counts),
    law: &ChildCounts,
    draws: &Draws,
    mut tell: impl FnMut(u64, u64),
) {
    let identity = engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
    let mut word = [0];
    draws.lane(identity, period as u64, &mut word);
    let mut told = |place: u64| tell(place, u64::from(law.of(moved(word[0], place))));
    match parent.places(parents, entity, (place, period)) {
        Places::First(count) => (0..count).for_each(&mut told),
        Places::These(places) => places.into_iter().for_each(&mut told),
    }
}

fn moved(word: u64, place: u64) -> u64 {
    crate::plotsim::tables::rows::moved_on(word, place)
}

/// The children of some rows. `most` says how many an entity has in a period, should some be left out.
pub fn rows(
    parents: RowSet,
    law: &ChildCounts,
    draws: &Draws,
    most: impl Fn(u64, u32) -> Option<u64>,
) -> RowSet {
    let mut words = Vec::new();
    draws.words(&parents, &mut words);
    let mut rows = RowSet::default();
    let (mut identities, mut places, mut of) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers = Vec::new();
    let Address::Counted { identities: owners, places: own } = &parents.address else { return rows };
    // The entity and period at hand, and how many more of its rows there are.
    let mut cell = (u64::MAX, u32::MAX);
    let mut left = 0;
    for (row, word) in words.into_iter().enumerate() {
        let (Some(entity), Some(period)) = (parents.entities.get(row), parents.periods.get(row)) else {
            break;
        };
        if cell != (*entity, *period) {
            cell = (*entity, *period);
            left = most(*entity, *period).unwrap_or_default();
        }
        let count = u64::from(law.of(word)).min(left);
        left -= count;
        for child in 0..count {
            rows.entities.push(*entity);
            rows.periods.push(*period);
            identities.push(owners[row]);
            places.push(place(own[row], child));
            of.push(row as u32);
            numbers.push(child as u32 + 1);
        }
    }
    rows.len = rows.entities.len();
    rows.address = Address::Counted { identities, places };
    rows.parents = Some(Arc::new(Parents { rows: parents, of, numbers }));
    rows
}
