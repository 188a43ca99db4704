//! All texts of an expression, numbered.
//!
//! The automaton is made deterministic, so that each text is one way through it, however many ways the expression has of
//! making it. Counted from the end, every state tells how many texts go on from it; so the text of a number is found by
//! passing over as many as stand before it.

use std::collections::{BTreeMap, BTreeSet};

use super::Regular;
use super::automaton::Automaton;
use super::tree::Letters;
use crate::random::Dice;

/// Most states, and most ways between them, that are made.
const MOST: usize = 20_000;

/// The texts of an expression by number.
pub struct Ranks {
    /// Each before those that lead to it.
    states: Vec<State>,
    start: usize,
}

#[derive(Default)]
struct State {
    ends: bool,
    /// The letters that may follow, and the state behind them.
    ways: Vec<(Letters, usize)>,
    /// Texts that go on from here, the one that ends here included; 2¹²⁸ − 1 if there are more.
    texts: u128,
}

/// How many numbers there are at most.
const NUMBERS: u64 = u64::MAX;

/// Where some letters lead.
type Ways = Vec<(Letters, usize)>;

impl Ranks {
    /// The texts of an expression; none if numbering them would take too much memory.
    pub fn new(regular: &Regular) -> Option<Ranks> {
        let automaton = &regular.automaton;
        let begin = automaton.begin();
        let mut known: BTreeMap<BTreeSet<usize>, usize> = BTreeMap::from([(begin.clone(), 0)]);
        let mut open = vec![begin];
        let mut found: Vec<(BTreeSet<usize>, Ways)> = Vec::new();
        let mut ways = 0;
        let mut at = 0;
        while let Some(places) = open.get(at).cloned() {
            let mut own: BTreeMap<usize, Vec<(char, char)>> = BTreeMap::new();
            for range in atoms(automaton, &places) {
                let after = automaton.after(&places, range.0);
                let next = *known.entry(after).or_insert_with_key(|after| {
                    open.push(after.clone());
                    open.len() - 1
                });
                own.entry(next).or_default().push(range);
                ways += 1;
            }
            if open.len() > MOST || ways > MOST {
                return None;
            }
            let own = own.into_iter().filter_map(|(next, ranges)| Some((Letters::new(ranges)?, next)));
            found.push((places, own.collect()));
            at += 1;
        }
        // Each place leads to places of lower numbers, and so does the greatest of several.
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|state| found.get(*state).and_then(|(places, _)| places.last().copied()));
        let mut new = vec![0; found.len()];
        for (place, state) in order.iter().enumerate() {
            new[*state] = place;
        }
        let mut states: Vec<State> = Vec::with_capacity(found.len());
        for state in order {
            let (places, ways) = std::mem::take(&mut found[state]);
            let ends = automaton.ends(&places);
            let ways: Vec<(Letters, usize)> =
                ways.into_iter().map(|(letters, next)| (letters, new[next])).collect();
            let texts = ways.iter().fold(u128::from(ends), |texts, (letters, next)| {
                let behind = states.get(*next).map_or(0, |state| state.texts);
                texts.saturating_add(behind.saturating_mul(u128::from(letters.size())))
            });
            states.push(State { ends, ways, texts });
        }
        Some(Ranks { start: new.first().copied().unwrap_or(0), states })
    }

    fn texts(&self, state: usize) -> u128 {
        self.states.get(state).map_or(0, |state| state.texts)
    }

    /// How many numbers have a text of their own: as many as there are texts, at most 2⁶⁴ − 1.
    pub fn numbers(&self) -> u64 {
        u64::try_from(self.texts(self.start)).unwrap_or(NUMBERS)
    }

    /// Writes the text of a number behind what is there. Where there are more texts than numbers, dice say which of those that
    /// belong to the number it is.
    pub fn write(&self, number: u64, dice: &mut Dice<'_>, out: &mut String) {
        let mut at = self.start;
        let enough = u128::from(NUMBERS);
        // A letter is chosen freely as long as there is a text for every number behind it.
        while self.texts(at) > enough {
            let Some(state) = self.states.get(at) else { return };
            let free = || state.ways.iter().filter(|(_, next)| self.texts(*next) >= enough);
            let size: u64 = free().map(|(letters, _)| letters.size()).sum();
            if size == 0 {
                break;
            }
            let mut place = dice.below(size);
            for (letters, next) in free() {
                if place < letters.size() {
                    out.push(letters.nth(place));
                    at = *next;
                    break;
                }
                place -= letters.size();
            }
        }
        let multiples = self.texts(at) / enough;
        let mut rank = u128::from(number);
        if multiples > 1 {
            rank += enough * u128::from(dice.below(u64::try_from(multiples).unwrap_or(NUMBERS)));
        }
        while let Some(state) = self.states.get(at) {
            if state.ends {
                if rank == 0 {
                    return;
                }
                rank -= 1;
            }
            let mut behind = None;
            for (letters, next) in &state.ways {
                let each = self.texts(*next);
                let all = each.saturating_mul(u128::from(letters.size()));
                if rank < all {
                    out.push(letters.nth((rank / each) as u64));
                    rank %= each;
                    behind = Some(*next);
                    break;
                }
                rank -= all;
            }
            let Some(next) = behind else { return };
            at = next;
        }
    }
}

/// Ranges of letters that all letters of some places hold or leave out as a whole.
fn atoms(automaton: &Automaton, places: &BTreeSet<usize>) -> Vec<(char, char)> {
    let ranges: Vec<(char, char)> =
        automaton.letters(places).flat_map(|(letters, _)| letters.ranges().iter().copied()).collect();
    let mut begins = BTreeSet::new();
    for (first, last) in &ranges {
        begins.insert(u32::from(*first));
        begins.insert(u32::from(*last) + 1);
    }
    let begins: Vec<u32> = begins.into_iter().collect();
    let atom = |pair: &[u32]| {
        let [first, next] = pair else { return None };
        // A range begins and ends with a letter, so that an atom within one does, too.
        let (first, last) = (char::from_u32(*first)?, char::from_u32(next - 1)?);
        ranges.iter().any(|range| (range.0..=range.1).contains(&first)).then_some((first, last))
    };
    begins.windows(2).filter_map(atom).collect()
}
