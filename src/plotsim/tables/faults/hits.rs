//! Which rows of a block there are, and which of them an issue hits.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{UInt32Type, UInt64Type};

use super::word;
use crate::plotsim::model::{CopyPlace, Effect, Issue};
use crate::plotsim::tables::about;
use crate::random::{Key, Permutation, split_mix, unit};

/// Rows that `exact` counts together.
const TOGETHER: u64 = 1024;
/// Moves a word on to another that nothing else reads.
const FURTHER: u64 = 1 << 63;

/// A row, as the rows of the clean block were copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row of the clean block.
    pub clean: u32,
    /// The issues that made copies on the way here, from the lowest byte on: each one's place among those of the table, plus 1.
    copies: u64,
}

impl Row {
    /// The copies that were made before an issue.
    fn before(self, issue: usize) -> u64 {
        let mut made = 0;
        for place in 0..8 {
            let byte = self.copies >> (8 * place) & 255;
            if byte == 0 || byte > issue as u64 {
                break;
            }
            made |= byte << (8 * place);
        }
        made
    }

    /// The row as an issue copies it.
    fn copied(self, issue: usize) -> Row {
        let free = (0..8).find(|place| self.copies >> (8 * place) & 255 == 0);
        // Of a copy of a copy of eight copies, further ones draw as that one does.
        let byte = free.map_or(0, |place| (issue as u64 + 1) << (8 * place));
        Row { copies: self.copies | byte, ..self }
    }

    /// The issue, by its place among those of the table, that made this copy last.
    pub fn made_by(self) -> Option<usize> {
        let last = (0..8).rev().map(|place| self.copies >> (8 * place) & 255).find(|byte| *byte != 0)?;
        Some(last as usize - 1)
    }
}

/// The issues of a table, and how many rows the clean one has where that counts.
pub struct Issues {
    /// By place among all issues.
    pub all: Vec<(usize, Issue)>,
    /// The orders in which `exact` picks rows, by place among the issues of the table and by column.
    pub orders: BTreeMap<(usize, Option<usize>), Key>,
    /// Rows of the clean table, if an issue is exact.
    pub total: u64,
}

impl Issues {
    /// What is read behind the columns for these issues, and in which order.
    pub fn places(&self, wanted: &[(usize, Option<usize>)]) -> Vec<usize> {
        let mut places: Vec<usize> = wanted
            .iter()
            .filter_map(|(issue, column)| Some(about::WORDS + word(self.all.get(*issue)?.0, *column)))
            .collect();
        let of = |wanted: &&(usize, Option<usize>)| self.all.get(wanted.0).map(|(_, issue)| issue);
        if !wanted.is_empty() {
            places.push(about::PERIOD);
        }
        if wanted.iter().any(|one| of(&one).is_some_and(|issue| issue.exact)) {
            places.push(about::NUMBER);
        }
        places
    }
}

/// What stands behind the columns of a clean block.
pub struct Behind<'a> {
    issues: &'a Issues,
    words: BTreeMap<(usize, Option<usize>), ArrayRef>,
    periods: Option<ArrayRef>,
    numbers: Option<ArrayRef>,
}

impl<'a> Behind<'a> {
    /// From the arrays of the places that [`Issues::places`] gives for `wanted`.
    pub fn new(issues: &'a Issues, wanted: &[(usize, Option<usize>)], arrays: &[ArrayRef]) -> Behind<'a> {
        let places = issues.places(wanted);
        let find = |place: usize| {
            let at = places.iter().position(|known| *known == place)?;
            arrays.get(at).map(Arc::clone)
        };
        let words = wanted.iter().filter_map(|key| {
            let (issue, _) = issues.all.get(key.0)?;
            Some((*key, find(about::WORDS + word(*issue, key.1))?))
        });
        Behind { issues, words: words.collect(), periods: find(about::PERIOD), numbers: find(about::NUMBER) }
    }

    /// The period of a row.
    pub fn period(&self, row: Row) -> usize {
        let periods = self.periods.as_ref().map(|array| array.as_primitive::<UInt32Type>().values());
        periods.and_then(|periods| periods.get(row.clean as usize)).map_or(0, |period| *period as usize)
    }

    /// Whether an issue is about a row at all.
    pub fn concerns(&self, issue: usize, row: Row) -> bool {
        let Some((_, rule)) = self.issues.all.get(issue) else { return false };
        rule.periods.is_empty() || rule.periods.contains(&self.period(row))
    }

    /// A fresh word of a row, if an issue hits it, or its value in a column.
    pub fn hit(&self, issue: usize, column: Option<usize>, row: Row) -> Option<u64> {
        let (_, rule) = self.issues.all.get(issue)?;
        if !self.concerns(issue, row) {
            return None;
        }
        let words = self.words.get(&(issue, column))?.as_primitive::<UInt64Type>().values();
        let own = *words.get(row.clean as usize)?;
        let copies = row.before(issue);
        let word = if copies == 0 { own } else { split_mix(own, copies) };
        let hit = match (rule.exact && copies == 0, &self.numbers) {
            (true, Some(numbers)) => {
                let number = *numbers.as_primitive::<UInt64Type>().values().get(row.clean as usize)?;
                self.picked(issue, column, rule.rate, number)
            }
            _ => unit(word) < rule.rate,
        };
        hit.then(|| split_mix(word, FURTHER))
    }

    /// Whether a row is among the exact number that is picked: of the rows before each multiple of 1,024, and of all, as many as
    /// the rate says, to the nearest.
    fn picked(&self, issue: usize, column: Option<usize>, rate: f64, number: u64) -> bool {
        let Some(order) = self.issues.orders.get(&(issue, column)) else { return false };
        let first = number / TOGETHER * TOGETHER;
        let end = (first + TOGETHER).min(self.issues.total.max(number + 1));
        let upto = |rows: u64| (rows as f64 * rate).round() as u64;
        let wanted = upto(end).saturating_sub(upto(first));
        let order = Permutation::new(order.child(&(first / TOGETHER).to_string()), end - first);
        order.apply(number - first) < wanted
    }

    /// The rows of a clean block of so many as issues leave them: in its place, and behind all rows. `dropped` is told those
    /// that are missing.
    pub fn rows(&self, len: usize, dropped: impl FnMut(usize, Row)) -> (Vec<Row>, Vec<Row>) {
        self.rows_before(self.issues.all.len(), len, dropped)
    }

    /// As [`Behind::rows`], after so many of the issues.
    pub fn rows_before(
        &self,
        issues: usize,
        len: usize,
        mut dropped: impl FnMut(usize, Row),
    ) -> (Vec<Row>, Vec<Row>) {
        let mut here: Vec<Row> = (0..len as u32).map(|clean| Row { clean, copies: 0 }).collect();
        let mut behind: Vec<Row> = Vec::new();
        for (place, (_, issue)) in self.issues.all.iter().take(issues).enumerate() {
            let mut later = Vec::new();
            let mut step = |rows: Vec<Row>| match issue.effect {
                Effect::Null | Effect::Text | Effect::Move | Effect::Late => rows,
                Effect::Drop => {
                    let mut kept = Vec::with_capacity(rows.len());
                    for row in rows {
                        match self.hit(place, None, row) {
                            Some(_) => dropped(place, row),
                            None => kept.push(row),
                        }
                    }
                    kept
                }
                Effect::Copy(to) => {
                    let mut all = Vec::with_capacity(rows.len() + rows.len() / 8);
                    for row in rows {
                        all.push(row);
                        if self.hit(place, None, row).is_some() {
                            match to {
                                CopyPlace::Next => all.push(row.copied(place)),
                                CopyPlace::End => later.push(row.copied(place)),
                            }
                        }
                    }
                    all
                }
            };
            here = step(here);
            behind = step(behind);
            behind.append(&mut later);
        }
        (here, behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_remember_who_made_them() {
        let row = Row { clean: 3, copies: 0 };
        let copy = row.copied(2).copied(5);
        assert_eq!((row.made_by(), copy.made_by()), (None, Some(5)));
        // An issue sees what was made before it.
        assert_eq!(copy.before(2), 0);
        assert_eq!(copy.before(3), row.copied(2).copies);
        assert_eq!(copy.before(5), row.copied(2).copies);
        assert_eq!(copy.before(6), copy.copies);
    }
}
