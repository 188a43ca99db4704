//! Choosing a row of a parent among those that keep the conditions.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Int32Type, Int64Type};

use super::candidates::{Candidates, Indexed, comparable, hash_all, tuples};
use super::lookup::Rows;
use super::ranks::Ranked;
use super::tree::Levels;
use crate::distributions::zipf::{MORE, Ranks};
use crate::facts::{Arrival, Bound, Tree};
use crate::generators::Values;
use crate::generators::children::Parents;
use crate::random::{Items, Permutation, Stream, below, mix, unit};
use crate::steps::Steps;
use crate::workers::Workers;

/// Further draws when one does not keep the conditions that are looked at row by row; then the candidates are listed.
const ATTEMPTS: usize = 2 * MORE;
/// Candidates that are listed at once, since that is quicker than to draw again and again.
const FEW: u64 = 16;

/// Chooses a row of the parent for each item.
pub struct Chooser {
    pub places: Places,
    pub law: Law,
    pub other: Option<Avoided>,
    pub distinct: Option<Distinct>,
    /// When rows and parents come, where these become more.
    pub arrival: Option<Arrival>,
    /// One word for each item: the first draw.
    pub words: Stream,
    /// Those of further draws.
    pub again: Stream,
    /// From which keyed orders are made.
    pub spread: u64,
    pub workers: Workers,
}

/// Where candidates are found.
pub enum Places {
    /// All rows of the parent, so many.
    Whole(u64),
    /// The children of the row of a number, from 1.
    Children { parents: Parents, of: Arc<dyn Values> },
    Index {
        index: Arc<Indexed>,
        /// The values of the row that are matched.
        own: Vec<Arc<dyn Values>>,
        bounds: Vec<(Arc<dyn Values>, Bound)>,
    },
}

/// How candidates are drawn.
pub enum Law {
    Uniform,
    Weighted,
    Zipf(f64),
}

/// The row that must not be chosen.
pub enum Avoided {
    /// That which another column names.
    Named(Box<Rows>),
    Itself,
}

/// Rows among which no parent is named twice.
pub enum Distinct {
    /// All rows.
    Whole,
    /// The children of one parent.
    Children(Parents),
    /// Those with the same value.
    Ranked { ranks: Arc<Ranked>, own: Arc<dyn Values> },
}

/// The candidates of an item, by place.
#[derive(Clone, Copy)]
struct Slice {
    start: u64,
    end: u64,
}

impl Slice {
    fn len(self) -> u64 {
        self.end - self.start
    }
}

/// The candidates of several items, and what else these demand.
struct Slices<'a> {
    index: Option<&'a Candidates>,
    slices: Vec<Slice>,
    /// For each bound that the slices do not keep by themselves: its number, and the row's values.
    limits: Vec<(usize, Bound, Vec<Option<i64>>)>,
    avoided: Vec<Option<u64>>,
}

impl Slices<'_> {
    fn row(&self, place: u64) -> u64 {
        self.index.map_or(place, |index| index.row(place))
    }

    /// Whether a place is a candidate of the item at a position.
    fn keeps(&self, position: usize, place: u64) -> bool {
        let within = |(number, bound, values): &(usize, Bound, Vec<Option<i64>>)| {
            let value = values.get(position).copied().flatten();
            value.zip(self.index).is_some_and(|(value, index)| index.keeps(*number, place, value, bound))
        };
        self.limits.iter().all(within)
            && self.avoided.get(position).copied().flatten() != Some(self.row(place))
    }

    /// Whether every place is a candidate of every item.
    fn are_exact(&self) -> bool {
        self.limits.is_empty() && self.avoided.is_empty()
    }
}

/// Laws and orders of groups of one size, kept while a block is made.
#[derive(Default)]
struct Sizes(Vec<(u64, Ranks, Permutation)>);

impl Chooser {
    /// The parent row of each item; none where there is no candidate.
    pub fn of(&self, items: Items<'_>) -> Vec<Option<u64>> {
        match &self.distinct {
            None => {
                let is_plain = matches!(self.law, Law::Uniform) && self.other.is_none();
                if let (Places::Children { parents, of }, true) = (&self.places, is_plain) {
                    return self.child_of(parents, &of.array(items), items);
                }
                let slices = self.slices(items);
                let words = self.words_of(items);
                if is_plain && slices.are_exact() {
                    let choose = |(slice, word): (&Slice, u64)| {
                        (slice.len() > 0).then(|| slices.row(slice.start + below(word, slice.len())))
                    };
                    return slices.slices.iter().zip(words).map(choose).collect();
                }
                let mut sizes = Sizes::default();
                let mut choose = |position: usize| {
                    let place =
                        self.choose(&slices, items, position, words[position], &mut sizes, &|_| true)?;
                    Some(slices.row(place))
                };
                (0..items.len()).map(&mut choose).collect()
            }
            Some(distinct) if self.is_dealt() => self.dealt(items, distinct),
            Some(Distinct::Children(parents)) => self.in_turn(items, parents),
            // The parser lets these go with dealt candidates only.
            Some(Distinct::Whole | Distinct::Ranked { .. }) => vec![None; items.len()],
        }
    }

    /// A child of the row of each number, each as likely.
    fn child_of(&self, parents: &Parents, of: &ArrayRef, items: Items<'_>) -> Vec<Option<u64>> {
        let child = |number: i64, word: u64| {
            let row = u64::try_from(number).ok()?.checked_sub(1)?;
            let (start, end) = parents.children_of(row)?;
            (end > start).then(|| start + below(word, end - start))
        };
        let words = self.words_of(items);
        if of.null_count() == 0 {
            if let Some(numbers) = of.as_primitive_opt::<Int32Type>() {
                return numbers
                    .values()
                    .iter()
                    .zip(words)
                    .map(|(own, word)| child((*own).into(), word))
                    .collect();
            }
            if let Some(numbers) = of.as_primitive_opt::<Int64Type>() {
                return numbers.values().iter().zip(words).map(|(own, word)| child(*own, word)).collect();
            }
        }
        comparable(of).into_iter().zip(words).map(|(own, word)| child(own?, word)).collect()
    }

    /// Whether the members of a group can be dealt different candidates at once: all have the same ones, equally likely.
    fn is_dealt(&self) -> bool {
        let bounded = matches!(&self.places, Places::Index { bounds, .. } if !bounds.is_empty());
        matches!(self.law, Law::Uniform) && self.other.is_none() && !bounded && self.arrival.is_none()
    }

    fn words_of(&self, items: Items<'_>) -> Vec<u64> {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        words
    }

    /// Deals each member of a group another candidate: the group's keyed order of them, by the member's number.
    fn dealt(&self, items: Items<'_>, distinct: &Distinct) -> Vec<Option<u64>> {
        let members: Vec<(u64, u64)> = match distinct {
            Distinct::Whole => (0..items.len()).map(|position| (0, items.item(position))).collect(),
            Distinct::Children(parents) => parents.places(items),
            Distinct::Ranked { ranks, own } => {
                let mut groups = Vec::new();
                hash_all(&own.array(items), &mut groups);
                let Some(ranks) = ranks.get(&self.workers) else { return vec![None; items.len()] };
                // Rows without a value are groups of their own.
                let member = |(position, group): (usize, u64)| match group {
                    0 => (mix(items.item(position)), 0),
                    group => (group, ranks.of(items.item(position))),
                };
                groups.into_iter().enumerate().map(member).collect()
            }
        };
        let slices = self.slices(items);
        let mut known: Option<(u64, Slice, Permutation)> = None;
        let deal = |((group, member), slice): ((u64, u64), &Slice)| {
            if member >= slice.len() {
                return None;
            }
            let same = known
                .as_ref()
                .is_some_and(|(own, of, _)| *own == group && (of.start, of.end) == (slice.start, slice.end));
            if !same {
                let word = mix(self.spread ^ group.rotate_left(17));
                known = Some((group, *slice, Permutation::of_word(word, slice.len())));
            }
            known.as_ref().map(|(_, _, order)| slices.row(slice.start + order.apply(member)))
        };
        members.into_iter().zip(&slices.slices).map(deal).collect()
    }

    /// Lets the children of each parent choose one after the other, none what an earlier one has.
    fn in_turn(&self, items: Items<'_>, parents: &Parents) -> Vec<Option<u64>> {
        let places = parents.places(items);
        // The rows to look at, each with its number within the group, and where each item is among them.
        let (mut rows, mut numbers, mut asked): (Vec<u64>, Vec<u64>, Vec<usize>) = Default::default();
        let mut before: Option<(u64, u64)> = None;
        for (position, (parent, number)) in places.into_iter().enumerate() {
            let row = items.item(position);
            let follows = before.is_some_and(|(last, of)| of == parent && last + 1 == row);
            let first = if follows { number } else { 0 };
            for own in first..=number {
                rows.push(row - (number - own));
                numbers.push(own);
            }
            asked.push(rows.len() - 1);
            before = Some((row, parent));
        }
        let all = Items::List(&rows);
        let slices = self.slices(all);
        let words = self.words_of(all);
        let mut sizes = Sizes::default();
        let mut taken = BTreeSet::new();
        let mut chosen = Vec::with_capacity(rows.len());
        for (position, number) in numbers.into_iter().enumerate() {
            if number == 0 {
                taken.clear();
            }
            let free = |place: u64| !taken.contains(&slices.row(place));
            let place = self.choose(&slices, all, position, words[position], &mut sizes, &free);
            let row = place.map(|place| slices.row(place));
            taken.extend(row);
            chosen.push(row);
        }
        asked.into_iter().map(|place| chosen[place]).collect()
    }

    /// Chooses a place among the candidates of the item at a position.
    fn choose(
        &self,
        slices: &Slices<'_>,
        items: Items<'_>,
        position: usize,
        word: u64,
        sizes: &mut Sizes,
        free: &dyn Fn(u64) -> bool,
    ) -> Option<u64> {
        let slice = slices.slices[position];
        if slice.len() == 0 {
            return None;
        }
        let exact = slices.are_exact() && self.distinct.is_none();
        let keeps = |place: &u64| slices.keeps(position, *place) && free(*place);
        let item = items.item(position);
        let is_uniform = matches!(self.law, Law::Uniform);
        if exact || !is_uniform || slice.len() > FEW {
            let place = self.draw(slice, slices.index, word, item, sizes);
            if exact || keeps(&place) {
                return Some(place);
            }
            for word in self.further(item).iter().take(ATTEMPTS) {
                let place = self.draw(slice, slices.index, *word, item, sizes);
                if keeps(&place) {
                    return Some(place);
                }
            }
        }
        let all: Vec<u64> = (slice.start..slice.end).filter(keeps).collect();
        let weight = |place: u64| match (&self.law, slices.index) {
            (Law::Weighted, Some(index)) => index.weight(place),
            _ => 1.0,
        };
        if !matches!(self.law, Law::Weighted) {
            return all.get(below(word, all.len() as u64) as usize).copied();
        }
        let total: f64 = all.iter().map(|place| weight(*place)).sum();
        let mut left = unit(word) * total;
        let passed = all.iter().find(|place| {
            left -= weight(**place);
            left < 0.0
        });
        passed.or(all.last()).copied()
    }

    /// The place that a word gives by the law.
    fn draw(&self, slice: Slice, index: Option<&Candidates>, word: u64, item: u64, sizes: &mut Sizes) -> u64 {
        match &self.law {
            Law::Uniform => slice.start + below(word, slice.len()),
            Law::Weighted => {
                index.map_or(slice.start, |index| index.weighted((slice.start, slice.end), unit(word)))
            }
            Law::Zipf(s) => {
                let (ranks, order) = sizes.of(slice.len(), *s, self.spread);
                let mut further = Vec::new();
                let rank = ranks.rank(word, || {
                    further = self.further(item);
                    further.iter().skip(ATTEMPTS)
                });
                slice.start + order.apply(rank)
            }
        }
    }

    /// The words of an item's further draws.
    fn further(&self, item: u64) -> Vec<u64> {
        self.again.item(item)
    }

    /// The candidates of some items.
    fn slices(&self, items: Items<'_>) -> Slices<'_> {
        let there = |position: usize| self.arrival.as_ref().map(|one| one.candidates(items.item(position)));
        let (index, slices, limits) = match &self.places {
            Places::Whole(rows) => {
                let slice = |position| Slice { start: 0, end: there(position).unwrap_or(*rows) };
                (None, (0..items.len()).map(slice).collect(), Vec::new())
            }
            Places::Children { parents, of } => {
                let slice = |number: Option<i64>| {
                    let row = number.and_then(|number| u64::try_from(number).ok()?.checked_sub(1));
                    let (start, end) = row.and_then(|row| parents.children_of(row)).unwrap_or((0, 0));
                    Slice { start, end }
                };
                (None, comparable(&of.array(items)).into_iter().map(slice).collect(), Vec::new())
            }
            Places::Index { index, own, bounds } => match index.get(&self.workers) {
                None => (None, vec![Slice { start: 0, end: 0 }; items.len()], Vec::new()),
                Some(index) => {
                    let mut slices: Vec<(u64, u64)> =
                        tuples(own, items).into_iter().map(|hash| index.group(hash)).collect();
                    let mut limits = Vec::new();
                    for (position, slice) in slices.iter_mut().enumerate() {
                        if let Some(rows) = there(position) {
                            *slice = index.among(*slice, rows);
                        }
                    }
                    for (number, (values, bound)) in bounds.iter().enumerate() {
                        let values = comparable(&values.array(items));
                        if number > 0 || self.arrival.is_some() {
                            limits.push((number, *bound, values));
                            continue;
                        }
                        for (slice, value) in slices.iter_mut().zip(values) {
                            *slice = value.map_or((0, 0), |value| index.bounded(*slice, value, bound));
                        }
                    }
                    let slices = slices.into_iter().map(|(start, end)| Slice { start, end }).collect();
                    (Some(index), slices, limits)
                }
            },
        };
        let avoided = match &self.other {
            None => Vec::new(),
            Some(Avoided::Named(rows)) => rows.of(items).each().collect(),
            Some(Avoided::Itself) => (0..items.len()).map(|position| Some(items.item(position))).collect(),
        };
        Slices { index, slices, limits, avoided }
    }

    /// Explains how the parent of an item is chosen.
    pub fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        for slice in self.slices(Items::List(&[item])).slices {
            steps.number(
                "candidates",
                slice.len() as f64,
                "rows of the parent that keep the conditions of groups and the first bound",
            );
        }
        if self.distinct.is_some() {
            steps.text("distinct", "true", "rows of the group take different parents, each in its turn");
        }
    }
}

impl Sizes {
    /// The law of a group's ranks, and the keyed order they are spread in.
    fn of(&mut self, len: u64, s: f64, spread: u64) -> (&Ranks, &Permutation) {
        let place = self.0.iter().position(|(known, _, _)| *known == len).unwrap_or_else(|| {
            self.0.push((len, Ranks::new(len, s), Permutation::of_word(mix(spread ^ len), len)));
            self.0.len() - 1
        });
        let (_, ranks, order) = &self.0[place];
        (ranks, order)
    }
}

/// The words that further draws of an item may take: those of attempts, then those that a rank takes.
pub const WORDS: usize = ATTEMPTS + MORE;

/// Parents of rows of the same table, by levels.
pub struct TreeRows {
    pub tree: Tree,
    pub rows: u64,
    /// Groups that are trees of their own.
    pub groups: Option<Parents>,
    pub words: Stream,
}

impl TreeRows {
    /// The parent row of each item; none for a root.
    pub fn of(&self, items: Items<'_>) -> Vec<Option<u64>> {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let Tree { roots, depth } = self.tree;
        let places: Option<Vec<(u64, u64)>> = self.groups.as_ref().map(|groups| groups.places(items));
        let mut known: Option<(u64, Levels)> = None;
        let parent = |(position, word): (usize, u64)| {
            let row = items.item(position);
            let (first, len) = match (&self.groups, &places) {
                (Some(groups), Some(places)) => {
                    let (parent, own) = places[position];
                    let (start, end) = groups.children_of(parent)?;
                    debug_assert_eq!(start + own, row);
                    (start, end - start)
                }
                _ => (0, self.rows),
            };
            if known.as_ref().is_none_or(|(size, _)| *size != len) {
                known = Some((len, Levels::new(len, roots, depth)));
            }
            let (start, end) = known.as_ref()?.1.parents(row - first)?;
            Some(first + start + below(word, end - start))
        };
        words.into_iter().enumerate().map(parent).collect()
    }
}
