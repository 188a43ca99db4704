//! Rows that follow those of a parent: how many there are, and which parent each belongs to.

use std::sync::OnceLock;

use crate::random::{Items, Key, Stream, below};

/// Parents of one stratum: their child counts follow the distribution exactly, in steps of 1/1024.
pub const STRATUM: usize = 1024;

/// The number of children of every parent row.
///
/// Parents are taken in strata of as many as there are `counts`; within each stratum every entry of `counts` is used once,
/// in a keyed order. So the counts follow their distribution exactly, and the total is known without counting.
#[derive(Clone, Debug)]
pub struct Children {
    pub parent: usize,
    pub parent_rows: u64,
    /// Children of the parents of one stratum, before shuffling.
    pub counts: Vec<u32>,
    /// Where parents become more, the key under which the counts are dealt: the last stratum is the beginning of a whole one.
    pub growing: Option<Key>,
}

impl Children {
    /// All children: those of the whole strata and of the last, partial one.
    pub fn total_rows(&self) -> u64 {
        self.checked_total().unwrap_or(u64::MAX)
    }

    /// The same, if that many can be numbered.
    pub fn checked_total(&self) -> Option<u64> {
        let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        sum(&self.counts)
            .checked_mul(self.parent_rows / STRATUM as u64)?
            .checked_add(sum(&self.last_counts()))
    }

    /// Most children of a parent.
    pub fn most(&self) -> u32 {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// Fewest children of a parent.
    pub fn fewest(&self) -> u32 {
        self.counts.iter().copied().min().unwrap_or(0)
    }

    /// The counts of the last, partial stratum, before shuffling: evenly spaced entries of the whole one's. Where it is the only
    /// one, some parent has children.
    ///
    /// Where parents become more, they are those that the first parents of the whole stratum are dealt, in their order.
    fn last_counts(&self) -> Vec<u32> {
        let size = (self.parent_rows % STRATUM as u64) as usize;
        if let Some(key) = self.growing {
            let stratum = self.parent_rows / STRATUM as u64;
            return dealt(&Stream::new(key, STRATUM), stratum, &self.counts).into_iter().take(size).collect();
        }
        let mut counts: Vec<u32> =
            (0..size).map(|index| self.counts[(2 * index + 1) * STRATUM / (2 * size)]).collect();
        if self.parent_rows < STRATUM as u64
            && counts.iter().all(|count| *count == 0)
            && let Some(last) = counts.last_mut()
        {
            *last = self.counts.iter().copied().filter(|count| *count > 0).min().unwrap_or(0);
        }
        counts
    }
}

/// Finds the parents of child rows.
///
/// Children lie in their parents' order. Each stratum of parents holds the same number of children, so a row's stratum is
/// a division; within it the keyed order of the counts is made and searched.
pub struct Parents {
    children: Children,
    /// Counts of the last, partial stratum.
    last_counts: Vec<u32>,
    per_stratum: u64,
    /// One word for each parent of a stratum.
    shuffles: Stream,
    /// Running sums of strata that were looked up, at 4 bytes a parent; empty where that would be too many.
    kept: Vec<OnceLock<Box<[u32]>>>,
}

/// Most strata whose running sums are kept: 128 MiB.
const MOST_KEPT: u64 = 1 << 15;

impl Parents {
    pub fn new(children: &Children, key: Key) -> Parents {
        let per_stratum = children.counts.iter().map(|count| u64::from(*count)).sum();
        let shuffles = Stream::new(key, STRATUM);
        Parents {
            last_counts: children.last_counts(),
            per_stratum,
            shuffles,
            children: children.clone(),
            kept: Vec::new(),
        }
    }

    /// The same, made for parents that are looked up again and again in any order.
    pub fn pooled(mut self) -> Parents {
        let strata = self.children.parent_rows.div_ceil(STRATUM as u64);
        if strata <= MOST_KEPT {
            self.kept = (0..strata).map(|_| OnceLock::new()).collect();
        }
        self
    }

    /// The first child of a parent row and the one after its last; `None` if there is no such parent.
    pub fn children_of(&self, parent: u64) -> Option<(u64, u64)> {
        if parent >= self.children.parent_rows {
            return None;
        }
        let (stratum, place) = (parent / STRATUM as u64, (parent % STRATUM as u64) as usize);
        let ends = || self.ends(stratum).into_iter().map(|end| end as u32).collect::<Box<[u32]>>();
        let first = stratum * self.per_stratum;
        let child = |ends: &[u32]| {
            let start = place.checked_sub(1).map_or(0, |before| ends[before]);
            Some((first + u64::from(start), first + u64::from(*ends.get(place)?)))
        };
        match self.kept.get(stratum as usize) {
            Some(kept) => child(kept.get_or_init(ends)),
            None => child(&ends()),
        }
    }

    /// The parent row numbers (from 0) of the selected child rows.
    pub fn of(&self, items: Items<'_>) -> Vec<u64> {
        self.each(items, |parent, _| parent)
    }

    /// The parent row numbers of the selected child rows, and their own numbers among the parent's children, from 0.
    pub fn places(&self, items: Items<'_>) -> Vec<(u64, u64)> {
        self.each(items, |parent, child| (parent, child))
    }

    fn each<T>(&self, items: Items<'_>, show: impl Fn(u64, u64) -> T) -> Vec<T> {
        let mut parents = Vec::with_capacity(items.len());
        let mut current = u64::MAX;
        let mut ends: Vec<u64> = Vec::new();
        let whole = self.children.parent_rows / STRATUM as u64;
        for position in 0..items.len() {
            let row = items.item(position);
            let stratum = (row / self.per_stratum).min(whole);
            if stratum != current {
                ends = self.ends(stratum);
                current = stratum;
            }
            let offset = row - stratum * self.per_stratum;
            let place = ends.partition_point(|end| *end <= offset);
            let first = place.checked_sub(1).map_or(0, |before| ends[before]);
            parents.push(show(stratum * STRATUM as u64 + place as u64, offset - first));
        }
        parents
    }

    /// Running sums of a stratum's counts in their keyed order.
    fn ends(&self, stratum: u64) -> Vec<u64> {
        let whole = stratum < self.children.parent_rows / STRATUM as u64;
        let order = match (whole, self.children.growing) {
            (true, _) => dealt(&self.shuffles, stratum, &self.children.counts),
            // They were dealt before.
            (false, Some(_)) => self.last_counts.clone(),
            (false, None) => dealt(&self.shuffles, stratum, &self.last_counts),
        };
        let mut total = 0;
        order
            .into_iter()
            .map(|count| {
                total += u64::from(count);
                total
            })
            .collect()
    }
}

/// The counts of a stratum in their keyed order (Fisher–Yates).
fn dealt(shuffles: &Stream, stratum: u64, counts: &[u32]) -> Vec<u32> {
    let mut words = Vec::new();
    shuffles.words(Items::Range { first: stratum, len: 1 }, &mut words);
    let mut order = counts.to_vec();
    for last in (1..order.len()).rev() {
        order.swap(last, below(words[last], last as u64 + 1) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_parents_have_a_child_where_many_have() {
        let children = |parent_rows| Children {
            parent: 0,
            parent_rows,
            growing: None,
            counts: (0..1024).map(|index| if index < 900 { 0 } else { 2 }).collect(),
        };
        assert_eq!(children(1).total_rows(), 2);
        assert_eq!(children(3).total_rows(), 2);
        assert_eq!(children(8).total_rows(), 2, "(2·7 + 1)·1024/16 is 960, from 900 on");
        assert_eq!(children(1024).total_rows(), 248);
        assert_eq!(Parents::new(&children(1), Key::root(3)).of(Items::Range { first: 0, len: 2 }), [0, 0]);
    }

    #[test]
    fn children_of_growing_parents_stay() {
        let key = Key::root(9);
        let of = |parent_rows| {
            let counts = (0..1024).map(|index| index / 300).collect();
            Children { parent: 0, parent_rows, counts, growing: Some(key) }
        };
        let all = |children: &Children| {
            let total = children.total_rows();
            Parents::new(children, key).of(Items::Range { first: 0, len: total as usize })
        };
        let longest = all(&of(3000));
        for rows in [1, 2, 700, 1023, 1024, 1025, 2048, 2999] {
            let own = all(&of(rows));
            assert_eq!(own, longest[..own.len()], "{rows}");
            assert!(longest.get(own.len()).is_none_or(|next| *next >= rows), "{rows}");
        }
    }

    #[test]
    fn every_parent_has_the_children_its_stratum_deals() {
        let children = Children {
            parent: 0,
            parent_rows: 2500,
            growing: None,
            counts: (0..1024).map(|index| 1 + index / 256).collect(),
        };
        let parents = Parents::new(&children, Key::root(3));
        let total = 2 * 2560 + children.last_counts().iter().sum::<u32>() as u64;
        let all = parents.of(Items::Range { first: 0, len: total as usize });
        let mut seen = vec![0u32; 2500];
        all.iter().for_each(|parent| seen[*parent as usize] += 1);
        assert!(all.is_sorted());
        assert!(seen.iter().all(|count| (1..=4).contains(count)));
        let mut first: Vec<u32> = seen[..1024].to_vec();
        assert_ne!(first, children.counts, "counts are in a keyed order");
        first.sort_unstable();
        assert_eq!(first, children.counts);
        assert_eq!(parents.of(Items::List(&[total - 1, 3, 2560]))[1..], [all[3], all[2560]]);
        let places = parents.places(Items::Range { first: 0, len: total as usize });
        let mut next = vec![0; 2500];
        for ((parent, child), known) in places.into_iter().zip(all) {
            assert_eq!((parent, child), (known, next[known as usize]));
            next[known as usize] += 1;
        }
        let pooled = Parents::new(&children, Key::root(3)).pooled();
        let mut start = 0;
        for (parent, count) in (0..).zip(&seen) {
            let range = (start, start + u64::from(*count));
            assert_eq!((parents.children_of(parent), pooled.children_of(parent)), (Some(range), Some(range)));
            start = range.1;
        }
        assert_eq!(pooled.children_of(2500), None);
    }
}
