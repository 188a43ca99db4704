//! What the rows of a block are about.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::{Cells, Engine, Version};
use crate::plotsim::model::Members;
use crate::random::{Items, Key, Lanes, Stream};

/// Some rows of a table, as its columns see them.
///
/// Lists that say nothing about the rows of a table are empty: rows of a reference dimension have no entity, those of an
/// entity dimension no period. A column only reads what its table provides; the config's rules see to that.
#[derive(Default)]
pub struct RowSet {
    /// Number of rows.
    pub len: usize,
    pub numbers: Numbers,
    /// The entity of each row.
    pub entities: Vec<u64>,
    /// The period of each row.
    pub periods: Vec<u32>,
    pub address: Address,
    /// Positions and values, for tables that show metrics. Where there are some, rows are about them.
    pub cells: Option<Arc<Cells>>,
    /// For bridges, the left and the right row of each pair.
    pub pairs: (Vec<u64>, Vec<u64>),
    /// For rows that are versions of their entities: which. Their numbers are then those of the entities.
    pub versions: Vec<Version>,
    /// The first entity that the rows of a block can be about, where an entity may have none.
    pub first: u64,
    /// The rows that these are children of.
    pub parents: Option<Arc<Parents>>,
    /// Rows of other tables about entities before [`RowSet::first`], by table.
    pub before: Vec<(usize, u64)>,
    /// Where the config extends, how many rows an entity would have in a period that the window cuts off, by both.
    pub raw: BTreeMap<(u64, u32), u64>,
    /// Whether numbers of rows elsewhere that would take a pass may be left out.
    pub roughly: bool,
}

/// The rows that others are children of.
pub struct Parents {
    pub rows: RowSet,
    /// The place among them of each child's, ascending.
    pub of: Vec<u32>,
    /// Which child of its parent each is, from 1.
    pub numbers: Vec<u32>,
}

/// The numbers of rows within their table, from 0.
#[derive(Default)]
pub enum Numbers {
    /// Rows are not counted: those of facts, whose keys say nothing of their place.
    #[default]
    Unknown,
    /// Consecutive rows from this one on.
    From(u64),
    List(Vec<u64>),
}

/// Where the random words of each row lie.
#[derive(Default)]
pub enum Address {
    /// By the number of the row.
    #[default]
    Rows,
    /// By the identity of each row's entity, which has no other row.
    Entities(Vec<u64>),
    /// By the identity of each row's entity and a number within the entity: the period in facts.
    Lanes { identities: Vec<u64>, items: Vec<u64> },
    /// By the identity of each row's entity, its period, and its place among the rows of both: events from 0, children anywhere
    /// in the 64 bits. Rows of an entity stand together, by period.
    Counted { identities: Vec<u64>, places: Vec<u64> },
}

/// The random words of one column: the same for a row however it is reached.
pub struct Draws {
    stream: Stream,
    lanes: Lanes,
}

impl Draws {
    /// The words under `key`, `width` for each row.
    pub fn new(key: Key, width: usize) -> Draws {
        Draws { stream: Stream::new(key, width), lanes: Lanes::new(key, width) }
    }

    /// The words of some rows, one row after the other, into `out`.
    pub fn words(&self, rows: &RowSet, out: &mut Vec<u64>) {
        match &rows.address {
            Address::Rows => match &rows.numbers {
                Numbers::From(first) => {
                    self.stream.words(Items::Range { first: *first, len: rows.len }, out);
                }
                Numbers::List(list) => self.stream.words(Items::List(list), out),
                // No table has rows that are neither counted nor an entity's.
                Numbers::Unknown => self.stream.words(Items::Range { first: 0, len: rows.len }, out),
            },
            Address::Entities(identities) => self.of_identities(identities, out),
            Address::Lanes { identities, items } => {
                out.clear();
                out.resize(rows.len * self.lanes.width(), 0);
                let mut rest = out.as_mut_slice();
                let mut at = 0;
                while at < identities.len() {
                    let mut end = at + 1;
                    while end < identities.len()
                        && identities[end] == identities[at]
                        && items[end] == items[end - 1] + 1
                    {
                        end += 1;
                    }
                    let (part, after) = rest.split_at_mut((end - at) * self.lanes.width());
                    self.lanes.fill(identities[at], items[at], part);
                    (rest, at) = (after, end);
                }
            }
            Address::Counted { identities, places } => self.counted(identities, &rows.periods, places, out),
        }
    }

    /// The words of one row.
    pub fn of_row(&self, rows: &RowSet, row: usize) -> Vec<u64> {
        let mut words = Vec::new();
        self.words(rows, &mut words);
        let width = self.lanes.width();
        words.get(row * width..(row + 1) * width).map(<[u64]>::to_vec).unwrap_or_default()
    }

    /// The words of rows that are counted within an entity and period. A row's words are the lane's for the period, moved
    /// on by the row's place in the manner of SplitMix64 (Steele, Lea & Flood 2014); so a lane is read once for all rows
    /// of an entity.
    fn counted(&self, identities: &[u64], periods: &[u32], places: &[u64], out: &mut Vec<u64>) {
        let width = self.lanes.width();
        out.clear();
        out.reserve(places.len() * width);
        let mut lane = Vec::new();
        let mut at = 0;
        for same in identities.chunk_by(|a, b| a == b) {
            let rows = at..at + same.len();
            at = rows.end;
            let (Some(first), Some(last)) = (periods.get(rows.start), periods.get(rows.end - 1)) else {
                break;
            };
            lane.clear();
            lane.resize((last - first + 1) as usize * width, 0);
            self.lanes.fill(same[0], u64::from(*first), &mut lane);
            for (period, place) in periods[rows.clone()].iter().zip(&places[rows]) {
                let from = (period - first) as usize * width;
                out.extend(lane[from..from + width].iter().map(|word| moved_on(*word, *place)));
            }
        }
    }

    /// The words of the first `count` rows of an entity in a period, as [`Address::Counted`] has them.
    pub fn of_period(&self, identity: u64, period: u64, count: u64, out: &mut Vec<u64>) {
        let mut lane = vec![0; self.lanes.width()];
        self.lanes.fill(identity, period, &mut lane);
        out.clear();
        out.extend((0..count).flat_map(|place| lane.iter().map(move |word| moved_on(*word, place))));
    }

    /// The words of consecutive items of an entity, given by identity.
    pub fn lane(&self, identity: u64, first: u64, out: &mut [u64]) {
        self.lanes.fill(identity, first, out);
    }

    /// The word of each row, that of its entity for all rows of one, where it is drawn once for them.
    pub fn once(&self, rows: &RowSet, per_entity: bool) -> Vec<u64> {
        let mut words = Vec::new();
        match &rows.address {
            Address::Lanes { identities, .. } if per_entity => {
                let mut each: Vec<u64> = identities.clone();
                each.dedup();
                let mut drawn = Vec::new();
                self.of_identities(&each, &mut drawn);
                for (same, word) in identities.chunk_by(|a, b| a == b).zip(drawn) {
                    words.extend(std::iter::repeat_n(word, same.len()));
                }
            }
            Address::Rows | Address::Entities(_) | Address::Lanes { .. } | Address::Counted { .. } => {
                self.words(rows, &mut words);
            }
        }
        words
    }

    /// The words of entities, given by identity, each as if it were a row of its own.
    pub fn of_identities(&self, identities: &[u64], out: &mut Vec<u64>) {
        match identities {
            [first, .., last] if last.checked_sub(*first) == Some(identities.len() as u64 - 1) => {
                // Distinct entities come in order, so those of one run are consecutive.
                self.stream.words(Items::Range { first: *first, len: identities.len() }, out);
            }
            _ => self.stream.words(Items::List(identities), out),
        }
    }
}

impl RowSet {
    /// The rows of a fact per entity and period for the entities of `cells`, from each one's start on until it leaves.
    pub fn of_cells(engine: &Engine, cells: Arc<Cells>) -> RowSet {
        let range = cells.entities();
        let identities = engine.identities_of(range.clone());
        let len = (0..cells.starts().len()).map(|place| cells.active(place).len()).sum();
        let mut rows = RowSet { len, ..RowSet::default() };
        rows.entities.reserve(len);
        rows.periods.reserve(len);
        let (mut lanes, mut items) = (Vec::with_capacity(len), Vec::with_capacity(len));
        for (place, (entity, identity)) in range.zip(identities).enumerate() {
            let active = cells.active(place);
            let start = (active.start - cells.entity(place).start) as u32;
            let end = start + active.len() as u32;
            rows.entities.extend(std::iter::repeat_n(entity, active.len()));
            rows.periods.extend(start..end);
            lanes.extend(std::iter::repeat_n(identity, active.len()));
            items.extend(u64::from(start)..u64::from(end));
        }
        rows.address = Address::Lanes { identities: lanes, items };
        rows.cells = Some(cells);
        rows
    }

    /// One row for each of the entities, in the order given: rows of an entity dimension, by number.
    pub fn of_entities(engine: &Engine, entities: Vec<u64>) -> RowSet {
        let consecutive = entities.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let identities = match (entities.first(), consecutive) {
            (Some(first), true) => engine.identities_of(*first..first + entities.len() as u64),
            _ => entities.iter().flat_map(|entity| engine.identities_of(*entity..entity + 1)).collect(),
        };
        RowSet {
            len: entities.len(),
            numbers: Numbers::List(entities.clone()),
            address: Address::Entities(identities),
            entities,
            ..RowSet::default()
        }
    }

    /// Rows of a dimension of members of entities, by number, in the order given.
    pub fn of_members(engine: &Engine, members: &Members, rows: Vec<u64>) -> RowSet {
        let mut set = RowSet { len: rows.len(), ..RowSet::default() };
        let (mut identities, mut items) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        // The entity at hand, its identity and its rows.
        let mut own = (0, 0, 0..0);
        for row in &rows {
            if !own.2.contains(row) {
                let entity = members.entity(*row);
                let identity = engine.identities_of(entity..entity + 1).first().copied();
                own = (entity, identity.unwrap_or_default(), members.rows(entity));
            }
            set.entities.push(own.0);
            identities.push(own.1);
            items.push(row.saturating_sub(own.2.start));
        }
        set.address = Address::Lanes { identities, items };
        set.numbers = Numbers::List(rows);
        set
    }

    /// One row for each of the periods, in the order given: rows of the date dimension, by number.
    pub fn of_periods(periods: Vec<u32>) -> RowSet {
        let numbers = Numbers::List(periods.iter().map(|period| u64::from(*period)).collect());
        RowSet { len: periods.len(), numbers, periods, ..RowSet::default() }
    }

    /// Rows of a table of counted things that are about nothing else.
    pub fn of_numbers(numbers: Vec<u64>) -> RowSet {
        RowSet { len: numbers.len(), numbers: Numbers::List(numbers), ..RowSet::default() }
    }

    /// Whether rows have numbers.
    pub fn is_numbered(&self) -> bool {
        !matches!(self.numbers, Numbers::Unknown)
    }

    /// The number of a row.
    #[inline(always)]
    pub fn number(&self, row: usize) -> u64 {
        match &self.numbers {
            Numbers::Unknown => row as u64,
            Numbers::From(first) => first + row as u64,
            Numbers::List(list) => list[row],
        }
    }

    /// A number for each row that is its own however it is reached: its number, or what its entity's identity, its period and its
    /// place among the rows of both come to (SplitMix64), consecutive for consecutive periods. Two rows of 2⁶³ share one.
    pub fn items(&self) -> Vec<u64> {
        match &self.address {
            Address::Rows => (0..self.len).map(|row| self.number(row)).collect(),
            Address::Entities(identities) => identities.clone(),
            Address::Lanes { identities, items } => identities
                .iter()
                .zip(items)
                .map(|(identity, item)| lane(*identity).wrapping_add(*item))
                .collect(),
            Address::Counted { identities, places } => {
                let rows = identities.iter().zip(&self.periods).zip(places);
                let item = |((identity, period), place): ((&u64, &u32), &u64)| {
                    crate::random::split_mix(
                        lane(*identity).wrapping_add(u64::from(*period)),
                        place.wrapping_add(1),
                    ) >> 1
                };
                rows.map(item).collect()
            }
        }
    }

    /// The rows so many levels above: 1 for those that these are children of, 0 for these.
    pub fn above(&self, levels: usize) -> Option<&RowSet> {
        match levels {
            0 => Some(self),
            _ => self.parents.as_ref()?.rows.above(levels - 1),
        }
    }

    /// For each row the place, among the rows so many levels above, of the one it descends from.
    pub fn places_above(&self, levels: usize) -> Vec<u32> {
        let Some(parents) = self.parents.as_ref().filter(|_| levels > 0) else {
            return (0..self.len as u32).collect();
        };
        let above = parents.rows.places_above(levels - 1);
        parents.of.iter().map(|place| above.get(*place as usize).copied().unwrap_or_default()).collect()
    }

    /// The number of rows of a table about entities before [`RowSet::first`]; 0 unless it was asked for.
    pub fn rows_before(&self, table: usize) -> u64 {
        self.before.iter().find(|(other, _)| *other == table).map_or(0, |(_, rows)| *rows)
    }

    /// Places in the arrays of [`RowSet::cells`], by row.
    pub fn places(&self) -> Vec<u32> {
        let Some(cells) = &self.cells else { return Vec::new() };
        let first = cells.entities().start;
        let of = |(entity, period): (&u64, &u32)| (entity - first) as u32 * cells.periods() as u32 + period;
        self.entities.iter().zip(&self.periods).map(of).collect()
    }
}

/// Where the items of an entity begin, by its identity.
#[inline(always)]
fn lane(identity: u64) -> u64 {
    crate::random::split_mix(identity, 1) >> 1
}

/// A word moved on by a number of places; 0 leaves it as it is.
#[inline(always)]
pub fn moved_on(word: u64, places: u64) -> u64 {
    if places == 0 { word } else { crate::random::split_mix(word, places) }
}
