//! Which blocks can hold the rows that a filter keeps.

use std::ops::Range;

/// A value that a filter compares a column with.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// INTEGER or BIGINT
    Whole(i64),
    /// DATE, in days since 1970-01-01
    Day(i32),
    /// VARCHAR
    Text(String),
}

/// The values from `low` to `high`, both included; an end that is missing is open. Texts are ordered by their bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interval {
    pub low: Option<Datum>,
    pub high: Option<Datum>,
}

impl Interval {
    /// The interval as whole numbers; `None` if an end is something else.
    pub fn whole(&self) -> Option<(i64, i64)> {
        let end = |end: &Option<Datum>, open: i64| match end {
            None => Some(open),
            Some(Datum::Whole(value)) => Some(*value),
            Some(_) => None,
        };
        Some((end(&self.low, i64::MIN)?, end(&self.high, i64::MAX)?))
    }
}

/// Blocks of a table: ranges in order that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(Vec<Range<u64>>);

impl Blocks {
    /// The blocks of one range.
    pub fn range(range: Range<u64>) -> Blocks {
        Blocks(if range.is_empty() { Vec::new() } else { vec![range] })
    }

    /// The ranges in order.
    pub fn into_ranges(self) -> Vec<Range<u64>> {
        self.0
    }

    /// Blocks that are in both.
    pub fn and(&self, other: &Blocks) -> Blocks {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            let range = left.start.max(right.start)..left.end.min(right.end);
            let left_ends = left.end < right.end;
            if !range.is_empty() {
                both.push(range);
            }
            if left_ends { a.next() } else { b.next() };
        }
        Blocks(both)
    }

    /// Blocks that are in at least one.
    pub fn or(&self, other: &Blocks) -> Blocks {
        let mut all: Vec<Range<u64>> = self.0.iter().chain(&other.0).cloned().collect();
        all.sort_by_key(|range| range.start);
        let mut either: Vec<Range<u64>> = Vec::new();
        for range in all {
            match either.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => either.push(range),
            }
        }
        Blocks(either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn blocks(ranges: &[(u64, u64)]) -> Blocks {
        ranges.iter().fold(Blocks::default(), |all, (start, len)| all.or(&Blocks::range(*start..start + len)))
    }

    proptest! {
        #[test]
        fn and_and_or_are_those_of_sets(
            a in prop::collection::vec((0..100_u64, 0..20_u64), 0..6),
            b in prop::collection::vec((0..100_u64, 0..20_u64), 0..6),
        ) {
            let has = |ranges: &[(u64, u64)], block| {
                ranges.iter().any(|(start, len)| (*start..start + len).contains(&block))
            };
            let listed = |blocks: Blocks| blocks.into_ranges().into_iter().flatten().collect::<Vec<u64>>();
            let both: Vec<u64> = (0..120).filter(|block| has(&a, *block) && has(&b, *block)).collect();
            let either: Vec<u64> = (0..120).filter(|block| has(&a, *block) || has(&b, *block)).collect();
            prop_assert_eq!(listed(blocks(&a).and(&blocks(&b))), both);
            prop_assert_eq!(listed(blocks(&a).or(&blocks(&b))), either);
        }
    }
}
