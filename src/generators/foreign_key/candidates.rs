//! The rows of a parent in groups, for references with conditions.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::gather::Gathered;
use crate::facts::{Bound, Conditions, Side};
use crate::generators::{Values, cell};
use crate::random::Items;
use crate::tables::{Values as Cells, View, combined, hashes};
use crate::workers::Workers;

/// Most bytes of one index.
pub const MOST_BYTES: u64 = 1 << 30;
/// Rows of the parent that are looked at in one go.
const PIECE: u64 = 1 << 14;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// The rows of a parent that may be named, those of a group next to each other: by the first bound, then by their numbers; by
/// these alone where parents become more.
pub struct Candidates {
    rows: Vec<u32>,
    groups: Option<Groups>,
    /// For each bound what is compared, by place.
    keys: Vec<Vec<i64>>,
    /// Weights before each place, and of all; empty without weights. Where candidates lie by number alone, those of each place's group
    /// up to and with the place before, so that they do not hang on other groups, which become more as well.
    sums: Vec<f64>,
    /// The weight of each place, where sums are those of groups.
    weights: Vec<f64>,
}

/// Where the groups begin, by the hashes of what their rows have in common.
struct Groups {
    hashes: Vec<u64>,
    starts: Vec<u32>,
    /// Where the hashes that begin with some bits begin, and how many bits are left of them.
    firsts: Vec<u32>,
    rest: u32,
}

/// The columns of the parent that an index is made of.
pub struct Sources {
    pub matches: Vec<Arc<dyn Values>>,
    /// With the hashes of the values they may have.
    pub allowed: Vec<(Arc<dyn Values>, Vec<u64>)>,
    pub bounds: Vec<(Arc<dyn Values>, Side)>,
    /// Whether candidates lie in the order of their numbers alone.
    pub by_number: bool,
    pub weight: Option<Arc<dyn Values>>,
}

/// What a piece of the parent's rows gives.
#[derive(Default)]
pub struct Piece {
    /// Group, first bound and number of each row that may be named.
    rows: Vec<(u64, i64, u32)>,
    keys: Vec<Vec<i64>>,
    weights: Vec<f64>,
}

/// An index that the first threads to ask for it make.
pub struct Indexed {
    sources: Sources,
    parents: u64,
    gathered: Gathered<Piece, Candidates>,
}

impl Indexed {
    pub fn new(sources: Sources, parents: u64) -> Indexed {
        Indexed { sources, parents, gathered: Gathered::new(parents.div_ceil(PIECE)) }
    }

    /// The index; `None` if the work was told to stop.
    pub fn get(&self, workers: &Workers) -> Option<&Candidates> {
        let piece = |number: u64| {
            let first = number * PIECE;
            let len = (self.parents - first).min(PIECE) as usize;
            self.sources.piece(Items::Range { first, len })
        };
        self.gathered.get(workers, piece, |pieces| self.sources.join(pieces))
    }
}

/// The hash of what the columns give in each row; 0 where one is null, and 1 without columns.
pub fn tuples(columns: &[Arc<dyn Values>], items: Items<'_>) -> Vec<u64> {
    let mut all: Vec<u64> = Vec::new();
    let mut own = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        hash_all(&column.array(items), &mut own);
        if place == 0 {
            std::mem::swap(&mut all, &mut own);
            continue;
        }
        for (tuple, part) in all.iter_mut().zip(&own) {
            *tuple = if *tuple == 0 || *part == 0 { 0 } else { combined(*tuple, *part) };
        }
    }
    if columns.is_empty() { vec![1; items.len()] } else { all }
}

/// A number for each value; see [`hashes`].
pub fn hash_all(array: &ArrayRef, out: &mut Vec<u64>) {
    match View::of(array) {
        Some(view) => hashes(&view, array.len(), out),
        None => {
            out.clear();
            out.resize(array.len(), 0);
        }
    }
}

/// Whole numbers, or moments in microseconds since 1970, a date being its midnight; none for null.
pub fn comparable(array: &ArrayRef) -> Vec<Option<i64>> {
    let Some(view) = View::of(array) else { return vec![None; array.len()] };
    let value = |row: usize| match &view.values {
        Cells::Int32(values) => Some(i64::from(values[row])),
        Cells::Date(values) => Some(i64::from(values[row]) * DAY),
        Cells::Int64(values) | Cells::Timestamp(values) | Cells::TimestampTz(values, _) => Some(values[row]),
        Cells::Bool(_)
        | Cells::Float64(_)
        | Cells::Decimal { .. }
        | Cells::Text(_)
        | Cells::Dictionary { .. }
        | Cells::Time(_)
        | Cells::Uuid(_)
        | Cells::List { .. }
        | Cells::Struct { .. } => None,
    };
    (0..array.len()).map(|row| if view.is_valid(row) { value(row) } else { None }).collect()
}

impl Sources {
    fn piece(&self, items: Items<'_>) -> Piece {
        let groups = tuples(&self.matches, items);
        let mut keep: Vec<bool> = groups.iter().map(|group| *group != 0).collect();
        let mut own = Vec::new();
        for (column, values) in &self.allowed {
            hash_all(&column.array(items), &mut own);
            keep.iter_mut().zip(&own).for_each(|(keep, hash)| *keep &= values.contains(hash));
        }
        let mut keys: Vec<Vec<i64>> = Vec::new();
        for (column, side) in &self.bounds {
            let values = comparable(&column.array(items));
            // Who has no end is there for good, who has no beginning never.
            let open = if *side == Side::After { Some(i64::MAX) } else { None };
            let values: Vec<Option<i64>> = values.into_iter().map(|value| value.or(open)).collect();
            keep.iter_mut().zip(&values).for_each(|(keep, value)| *keep &= value.is_some());
            keys.push(values.into_iter().map(|value| value.unwrap_or(0)).collect());
        }
        let weights = self.weight.as_ref().map(|column| {
            let array = column.array(items);
            (0..items.len())
                .map(|row| cell::number(&array, row).unwrap_or(0.0).max(0.0))
                .collect::<Vec<f64>>()
        });
        if let Some(weights) = &weights {
            keep.iter_mut().zip(weights).for_each(|(keep, weight)| *keep &= *weight > 0.0);
        }
        let kept = |values: &[i64]| {
            values.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(value, _)| *value).collect()
        };
        let weights = weights.map_or_else(Vec::new, |weights| {
            weights.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(weight, _)| *weight).collect()
        });
        let first = |row: usize| keys.first().filter(|_| !self.by_number).map_or(0, |keys| keys[row]);
        let rows = (0..items.len()).filter(|row| keep[*row]);
        Piece {
            rows: rows.map(|row| (groups[row], first(row), items.item(row) as u32)).collect(),
            keys: keys.iter().map(|keys| kept(keys)).collect(),
            weights,
        }
    }

    fn join(&self, pieces: Vec<Piece>) -> Candidates {
        let mut rows: Vec<(u64, i64, u32)> = Vec::new();
        let mut keys: Vec<Vec<i64>> = vec![Vec::new(); self.bounds.len()];
        let mut weights: Vec<f64> = Vec::new();
        for piece in pieces {
            rows.extend(piece.rows);
            keys.iter_mut().zip(piece.keys).for_each(|(all, own)| all.extend(own));
            weights.extend(piece.weights);
        }
        let sorted = rows.is_sorted();
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        if !sorted {
            order.sort_unstable_by_key(|place| rows[*place as usize]);
        }
        let keys = keys.into_iter().map(|keys| order.iter().map(|place| keys[*place as usize]).collect());
        let mut sums = Vec::new();
        if self.weight.is_some() {
            let (mut sum, mut group) = (0.0, None);
            sums.push(sum);
            sums.extend(order.iter().map(|place| {
                let own = rows[*place as usize].0;
                if self.by_number && group != Some(own) {
                    (sum, group) = (0.0, Some(own));
                }
                sum += weights[*place as usize];
                sum
            }));
        }
        let weights = match self.by_number && self.weight.is_some() {
            true => order.iter().map(|place| weights[*place as usize]).collect(),
            false => Vec::new(),
        };
        let groups = (!self.matches.is_empty()).then(|| {
            let (mut hashes, mut starts) = (Vec::new(), Vec::new());
            for (at, place) in order.iter().enumerate() {
                let hash = rows[*place as usize].0;
                if hashes.last() != Some(&hash) {
                    hashes.push(hash);
                    starts.push(at as u32);
                }
            }
            starts.push(order.len() as u32);
            Groups::new(hashes, starts)
        });
        Candidates {
            keys: keys.collect(),
            sums,
            weights,
            groups,
            rows: order.iter().map(|place| rows[*place as usize].2).collect(),
        }
    }
}

impl Groups {
    /// From two to four groups share their first bits, since hashes are spread evenly.
    fn new(hashes: Vec<u64>, starts: Vec<u32>) -> Groups {
        let bits = (hashes.len() / 2).max(1).ilog2();
        let rest = u64::BITS - bits;
        let mut firsts = Vec::with_capacity((1 << bits) + 1);
        for (place, hash) in hashes.iter().enumerate() {
            let bucket = leading(*hash, rest);
            while firsts.len() <= bucket {
                firsts.push(place as u32);
            }
        }
        firsts.resize((1 << bits) + 1, hashes.len() as u32);
        Groups { hashes, starts, firsts, rest }
    }

    /// The place of the group with this hash.
    #[inline]
    fn find(&self, hash: u64) -> Option<usize> {
        let bucket = leading(hash, self.rest);
        let (first, end) = (*self.firsts.get(bucket)? as usize, *self.firsts.get(bucket + 1)? as usize);
        let own = self.hashes.get(first..end)?;
        // Counting those before it has no branch that the processor could guess wrong.
        let before: usize = own.iter().map(|known| usize::from(*known < hash)).sum();
        (own.get(before) == Some(&hash)).then_some(first + before)
    }
}

/// The bits of a hash before the rest.
#[inline(always)]
fn leading(hash: u64, rest: u32) -> usize {
    hash.checked_shr(rest).unwrap_or(0) as usize
}

impl Candidates {
    /// The places of the group with this hash; 0 has none.
    pub fn group(&self, hash: u64) -> (u64, u64) {
        let Some(groups) = &self.groups else { return (0, self.rows.len() as u64) };
        match groups.find(hash).filter(|_| hash != 0) {
            Some(place) => (u64::from(groups.starts[place]), u64::from(groups.starts[place + 1])),
            None => (0, 0),
        }
    }

    /// Those places of a group whose first bound is kept.
    pub fn bounded(&self, (start, end): (u64, u64), value: i64, bound: &Bound) -> (u64, u64) {
        let Some(keys) = self.keys.first().and_then(|keys| keys.get(start as usize..end as usize)) else {
            return (0, 0);
        };
        match bound.side {
            Side::Before => (start, start + keys.partition_point(|key| bound.keeps(*key, value)) as u64),
            Side::After => (start + keys.partition_point(|key| !bound.keeps(*key, value)) as u64, end),
        }
    }

    /// Those places of a group whose rows are among the first so many of the parent, where candidates lie by number.
    pub fn among(&self, (start, end): (u64, u64), rows: u64) -> (u64, u64) {
        let own = self.rows.get(start as usize..end as usize).unwrap_or_default();
        (start, start + own.partition_point(|row| u64::from(*row) < rows) as u64)
    }

    /// Whether the place keeps the bound of this number.
    pub fn keeps(&self, number: usize, place: u64, value: i64, bound: &Bound) -> bool {
        let key = self.keys.get(number).and_then(|keys| keys.get(place as usize));
        key.is_some_and(|key| bound.keeps(*key, value))
    }

    /// The row of the parent at a place.
    pub fn row(&self, place: u64) -> u64 {
        u64::from(self.rows[place as usize])
    }

    /// The place of a share, in [0, 1), of the weight of these places, of which there is one or more.
    pub fn weighted(&self, (start, end): (u64, u64), share: f64) -> u64 {
        // Those of groups begin with their group.
        let low = if self.weights.is_empty() { self.sums[start as usize] } else { 0.0 };
        let high = self.sums[end as usize];
        let target = low + share * (high - low);
        let sums = &self.sums[start as usize + 1..=end as usize];
        (start + sums.partition_point(|sum| *sum <= target) as u64).min(end - 1)
    }

    /// The weight of a place; 1 without weights.
    pub fn weight(&self, place: u64) -> f64 {
        if let Some(weight) = self.weights.get(place as usize) {
            return *weight;
        }
        match self.sums.get(place as usize..place as usize + 2) {
            Some([before, after]) => after - before,
            _ => 1.0,
        }
    }
}

/// Whether an index of these conditions over so many rows fits its budget.
pub fn fits(conditions: &Conditions, rows: u64) -> bool {
    let bytes = conditions.bytes_a_row();
    bytes == 0 || (rows.saturating_mul(bytes) <= MOST_BYTES && rows <= u64::from(u32::MAX))
}
