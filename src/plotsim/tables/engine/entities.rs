//! Who the entities are: the numbers their draws hang on, when they start, whether they are treated.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Engine;
use crate::plotsim::model::{Arrival, Plotsim, Run};
use crate::random::{Items, Key, Permutation, Stream, below, unit};
use crate::trajectory::lag::Treatment;

/// What is drawn once for each entity.
pub(super) struct Identities {
    /// For each run, the identity of its first entity; the others count up from it.
    origins: Vec<u64>,
    /// For each run, the order in which its entities would be treated, if some are and some are not.
    treated: Vec<Option<Permutation>>,
    /// For each run, the key of the orders in which 64 at a time would be.
    treatments: Vec<Key>,
    arrivals: Stream,
    pub spreads: Stream,
}

impl Identities {
    pub fn new(config: &Plotsim, key: Key) -> Identities {
        let key = key.child("entity");
        let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
        let mut origins = Vec::with_capacity(config.entities.runs.len());
        let mut treatments = Vec::with_capacity(config.entities.runs.len());
        let mut treated = Vec::with_capacity(config.entities.runs.len());
        for run in &config.entities.runs {
            let same = seen.entry(&run.name).or_default();
            // Runs of one name are told apart by how many came before.
            let own = key.child("run").child(&run.name).child(&same.to_string());
            *same += 1;
            origins.push(origin(own));
            let some = run.treatment.as_ref().filter(|rule| rule.treated > 0 && rule.treated < run.count);
            treatments.push(own.child("treatment"));
            treated.push(some.map(|_| Permutation::new(own.child("treatment"), run.count)));
        }
        Identities {
            origins,
            treated,
            treatments,
            arrivals: Stream::new(key.child("arrival"), 1),
            spreads: Stream::new(key.child("spread"), 3),
        }
    }
}

/// A number for a key, below 2⁶³, so that there is always room to count up from it. That two of a thousand runs of a million
/// entities meet has a probability of 10⁻⁷.
fn origin(key: Key) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = key.bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h]) >> 1
}

/// Entities of which a share is treated.
const TOGETHER: u64 = 64;

/// Entities of one run, one after the other.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Index of the run.
    pub index: usize,
    pub run: &'a Run,
    /// Place within the run of the first entity of the part.
    pub place: u64,
    /// Identity of that entity; the next ones count up from it.
    pub identity: u64,
    pub len: usize,
}

impl Engine {
    /// A range of entities, cut where runs end. Entities past the last one are left out.
    pub fn parts(&self, entities: Range<u64>) -> impl Iterator<Item = Part<'_>> {
        let all = &self.config.entities;
        let origins = &self.identities().origins;
        let end = entities.end.min(all.count);
        let mut next = entities.start;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let index = all.run_of(next);
            let run = all.runs.get(index)?;
            let place = next - run.first;
            let len = (run.first + run.count).min(end) - next;
            next += len;
            let identity = origins.get(index)? + place;
            Some(Part { index, run, place, identity, len: len as usize })
        })
    }

    /// The identities of entities: what their draws are addressed by, in [`crate::random::Lanes`] or a
    /// [`crate::random::Stream`].
    ///
    /// An identity is a number that belongs to the run's name and the place in the run alone. So draws stay with an entity
    /// when runs before it grow. Within a run identities are consecutive.
    pub fn identities_of(&self, entities: Range<u64>) -> Vec<u64> {
        let mut identities = Vec::with_capacity((entities.end - entities.start) as usize);
        for part in self.parts(entities) {
            identities.extend((0..part.len as u64).map(|offset| part.identity + offset));
        }
        identities
    }

    /// The first period of each entity of a range; at least the number of periods if an entity never starts.
    pub fn starts(&self, entities: Range<u64>) -> Vec<usize> {
        let mut starts = Vec::with_capacity((entities.end - entities.start) as usize);
        let mut words = Vec::new();
        for part in self.parts(entities) {
            self.part_starts(&part, &mut words, &mut starts);
        }
        starts
    }

    fn part_starts(&self, part: &Part<'_>, words: &mut Vec<u64>, starts: &mut Vec<usize>) {
        let mut draw = |words: &mut Vec<u64>, of: &dyn Fn(u64) -> usize| {
            let items = Items::Range { first: part.identity, len: part.len };
            self.identities().arrivals.words(items, words);
            starts.extend(words.iter().map(|word| of(*word)));
        };
        match &part.run.arrival {
            Arrival::At(period) => starts.extend(std::iter::repeat_n(*period, part.len)),
            Arrival::Uniform { start, end } => {
                let span = end.saturating_sub(*start).max(1) as u64;
                draw(words, &|word| start + below(word, span) as usize);
            }
            Arrival::Linear { start, end, increasing } => {
                let span = end.saturating_sub(*start).max(1);
                draw(words, &|word| {
                    let u = unit(word);
                    let share = if *increasing { u.sqrt() } else { 1.0 - (1.0 - u).sqrt() };
                    start + ((span as f64 * share) as usize).min(span - 1)
                });
            }
            Arrival::Blocks(blocks) => {
                // Entities up to and with each block's last.
                let mut edges = blocks.iter().scan(0, |sum, block| {
                    *sum += block.entities;
                    Some((*sum, block.period))
                });
                let mut current = edges.next();
                let last = blocks.last().map_or(0, |block| block.period);
                for place in part.place..part.place + part.len as u64 {
                    while current.is_some_and(|(edge, _)| edge <= place) {
                        current = edges.next();
                    }
                    starts.push(current.map_or(last, |(_, period)| period));
                }
            }
            Arrival::Shares(shares) => {
                let last = shares.last().map_or(0, |(period, _)| *period);
                draw(words, &|word| {
                    let mut left = unit(word);
                    let reached = shares.iter().find(|(_, share)| {
                        left -= share;
                        left < 0.0
                    });
                    reached.map_or(last, |(period, _)| *period)
                });
            }
            Arrival::Listed(periods) => {
                let length = periods.len().max(1) as u64;
                let period = |place: u64| periods.get((place % length) as usize).copied().unwrap_or(0);
                starts.extend((part.place..part.place + part.len as u64).map(period));
            }
        }
    }

    /// The treatment of the entity at a place of a run, if it has one.
    pub fn treatment<'a>(&self, index: usize, run: &'a Run, place: u64) -> Option<&'a Treatment> {
        let rule = run.treatment.as_ref()?;
        if let Some(share) = rule.share {
            return self.is_among(index, place, share).then_some(&rule.shift);
        }
        let treated = match self.identities().treated.get(index) {
            Some(Some(order)) => order.apply(place) < rule.treated,
            _ => rule.treated > 0,
        };
        treated.then_some(&rule.shift)
    }

    /// Whether the entity at a place of a run is in a share of them: of each 64 in order as many as the share says, whoever comes
    /// after them.
    fn is_among(&self, index: usize, place: u64, share: f64) -> bool {
        let Some(key) = self.identities().treatments.get(index) else { return false };
        let group = place / TOGETHER;
        let order = Permutation::new(key.child(&group.to_string()), TOGETHER);
        let at = group * TOGETHER + order.apply(place % TOGETHER);
        let upto = |entities: u64| libm::floor(entities as f64 * share + 1e-9);
        upto(at + 1) > upto(at)
    }

    /// How many entities of a run are treated.
    pub fn treated(&self, index: usize, run: &Run) -> u64 {
        let Some(rule) = &run.treatment else { return 0 };
        let Some(share) = rule.share else { return rule.treated.min(run.count) };
        let whole = run.count / TOGETHER * TOGETHER;
        let rest = (whole..run.count).filter(|place| self.is_among(index, *place, share)).count();
        libm::floor(whole as f64 * share + 1e-9) as u64 + rest as u64
    }

    /// The label of an entity's arm, if it takes part in an experiment.
    pub fn arm(&self, entity: u64) -> Option<&str> {
        let entities = &self.config.entities;
        let index = entities.run_of(entity);
        let run = entities.runs.get(index)?;
        let rule = run.treatment.as_ref()?;
        let treated = self.treatment(index, run, entity - run.first).is_some();
        Some(if treated { &rule.treatment_label } else { &rule.control_label })
    }
}
