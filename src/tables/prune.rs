//! Which blocks can hold the rows that a filter keeps.

use std::cmp::Ordering;
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

impl PartialOrd for Datum {
    /// Values of different kinds have no order.
    fn partial_cmp(&self, other: &Datum) -> Option<Ordering> {
        match (self, other) {
            (Datum::Whole(a), Datum::Whole(b)) => Some(a.cmp(b)),
            (Datum::Day(a), Datum::Day(b)) => Some(a.cmp(b)),
            (Datum::Text(a), Datum::Text(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// The items whose value lies in the interval, of `len` items whose values never fall from one to the next; `None` if values
/// and ends are of different kinds.
pub fn span(len: u64, value: impl Fn(u64) -> Datum, interval: &Interval) -> Option<Range<u64>> {
    if len == 0 {
        return Some(0..0);
    }
    let sample = value(0);
    let alike = |end: &Option<Datum>| end.as_ref().is_none_or(|end| sample.partial_cmp(end).is_some());
    if !alike(&interval.low) || !alike(&interval.high) {
        return None;
    }
    // The first item of which `after` is true; it stays true from there on.
    let first = |after: &dyn Fn(Datum) -> bool| {
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            if after(value(middle)) { high = middle } else { low = middle + 1 }
        }
        low
    };
    let start = interval.low.as_ref().map_or(0, |low| first(&|value| value >= *low));
    let end = interval.high.as_ref().map_or(len, |high| first(&|value| value > *high));
    Some(start..end.max(start))
}

/// Blocks of a table: ranges in order that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(Vec<Range<u64>>);

impl Blocks {
    /// The blocks of one range.
    pub fn range(range: Range<u64>) -> Blocks {
        Blocks(if range.is_empty() { Vec::new() } else { vec![range] })
    }

    /// Those of these blocks that lie in `range`, counted from its start.
    pub fn within(&self, range: Range<u64>) -> Blocks {
        let cut = self.and(&Blocks::range(range.clone()));
        Blocks(cut.0.into_iter().map(|part| part.start - range.start..part.end - range.start).collect())
    }

    /// The ranges in order, cut where one of `parts` ends, which are in order too and are all blocks together.
    pub fn cut(&self, parts: impl Iterator<Item = Range<u64>>) -> Vec<Range<u64>> {
        parts.flat_map(|part| self.and(&Blocks::range(part)).0).collect()
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
            if left_ends {
                a.next()
            } else {
                b.next()
            };
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

    #[test]
    fn a_span_is_found_by_bisection() {
        let find = |low: Option<i64>, high: Option<i64>| {
            let end = |end: Option<i64>| end.map(Datum::Whole);
            let values = [1, 3, 3, 3, 8];
            span(5, |item| Datum::Whole(values[item as usize]), &Interval { low: end(low), high: end(high) })
        };
        assert_eq!(find(None, None), Some(0..5));
        assert_eq!(find(Some(3), Some(3)), Some(1..4));
        assert_eq!(find(Some(2), None), Some(1..5));
        assert_eq!(find(Some(9), None), Some(5..5));
        assert_eq!(find(Some(5), Some(2)), Some(4..4));
        assert_eq!(find(None, Some(0)), Some(0..0));
        let text = Interval { low: Some(Datum::Text("3".into())), high: None };
        assert_eq!(span(5, |_| Datum::Whole(3), &text), None);
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
