//! The choices that make one value.

use super::{below, split_mix};

/// Choices drawn from a row's words or, where no value may come twice, spelled by a number of the row's own.
///
/// In the second case the number is written in a mixed radix whose bases are the numbers of alternatives: as long as the
/// same choices are made whatever comes out of them, other numbers give other choices. What the number does not decide
/// is drawn.
pub struct Dice<'a> {
    words: &'a [u64],
    /// Words used so far.
    used: u64,
    /// What is left of the number, and how many values it may have.
    number: u64,
    room: u128,
    /// Which time round it is that the numbers are used.
    round: u64,
    /// Whether choices are spelled, or counted to be.
    spells: bool,
    /// The product of the numbers of alternatives so far, where they are counted.
    product: Option<u64>,
}

impl<'a> Dice<'a> {
    /// Choices drawn from words; not empty.
    pub fn drawn(words: &'a [u64]) -> Dice<'a> {
        Dice { words, used: 0, number: 0, room: 1, round: 0, spells: false, product: None }
    }

    /// Choices spelled by `number`, one of `room` numbers, which are used for the time `round`, from 0.
    pub fn spelled(words: &'a [u64], number: u64, room: u64, round: u64) -> Dice<'a> {
        Dice { number, room: u128::from(room.max(1)), round, spells: true, ..Dice::drawn(words) }
    }

    /// Choices that are always the first, and counted.
    pub fn counting() -> Dice<'static> {
        Dice { spells: true, product: Some(1), ..Dice::drawn(&[]) }
    }

    /// How many values the choices counted so far make, at most 2⁶⁴ − 1.
    pub fn counted(&self) -> u64 {
        self.product.unwrap_or(1)
    }

    /// One of `n` alternatives; `n` ≥ 1.
    pub fn below(&mut self, n: u64) -> u64 {
        let n = n.max(1);
        if let Some(product) = &mut self.product {
            *product = product.saturating_mul(n);
            return 0;
        }
        if self.room == 1 {
            return below(self.word(), n);
        }
        if u128::from(n) <= self.room {
            let digit = self.number % n;
            self.number /= n;
            self.room = self.room.div_ceil(u128::from(n));
            return digit;
        }
        // More alternatives than numbers: the number says which, up to multiples that are drawn.
        let multiples = u128::from(n) / self.room;
        let digit = self.number + self.room as u64 * below(self.word(), multiples as u64);
        (self.number, self.room) = (0, 1);
        digit
    }

    /// So many random bits, 1 to 63.
    pub fn bits(&mut self, n: u32) -> u64 {
        self.below(1 << n)
    }

    /// One of some items; none of an empty list.
    pub fn pick<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.below(items.len() as u64) as usize)
    }

    /// One of some texts; nothing of an empty list.
    pub fn text<'b, T: AsRef<str>>(&mut self, items: &'b [T]) -> &'b str {
        self.pick(items).map_or("", AsRef::as_ref)
    }

    /// What must be added to tell this value from those of earlier rounds, if there were any: a number from 2 on.
    pub fn again(&self) -> Option<u64> {
        (self.round > 0).then(|| self.round.saturating_add(1))
    }

    /// Whether choices are spelled; then the same ones must be made whatever comes out of them.
    pub fn spells(&self) -> bool {
        self.spells
    }

    /// The next word: the row's own, then those of SplitMix64 from the last of them.
    fn word(&mut self) -> u64 {
        let own = self.words.len() as u64;
        let place = self.used;
        self.used += 1;
        if let Some(word) = usize::try_from(place).ok().and_then(|place| self.words.get(place)) {
            return *word;
        }
        let last = self.words.last().copied().unwrap_or_default();
        split_mix(last, place - own + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_spell_distinct_choices() {
        for bases in [&[3, 5, 2][..], &[7, 1, 4], &[2, 2, 2, 2, 2], &[1000, 3], &[64]] {
            let product: u64 = bases.iter().product();
            for room in [product, product - 1, product / 2 + 1] {
                let spelled: BTreeSet<Vec<u64>> = (0..room)
                    .map(|number| {
                        let words = [number.wrapping_mul(0x9e37_79b9_7f4a_7c15)];
                        let mut dice = Dice::spelled(&words, number, room, 0);
                        bases.iter().map(|base| dice.below(*base)).collect()
                    })
                    .collect();
                assert_eq!(spelled.len() as u64, room, "{bases:?} with {room} numbers");
                let within =
                    |choices: &Vec<u64>| choices.iter().zip(bases).all(|(choice, base)| choice < base);
                assert!(spelled.iter().all(within));
            }
        }
    }

    #[test]
    fn the_largest_room_is_spelled_too() {
        let spell = |number: u64| {
            let mut dice = Dice::spelled(&[5, 6, 7, 8], number, u64::MAX, 0);
            [dice.bits(48), dice.bits(12), dice.bits(62)]
        };
        let numbers = [0, 1, 1 << 40, 1 << 48, 1 << 60, u64::MAX - 1];
        let spelled: BTreeSet<_> = numbers.into_iter().map(spell).collect();
        assert_eq!(spelled.len(), numbers.len());
    }

    #[test]
    fn drawn_choices_go_on_past_the_row_s_words() {
        let mut dice = Dice::drawn(&[1 << 40, 1 << 50]);
        let choices: BTreeSet<u64> = (0..100).map(|_| dice.bits(60)).collect();
        assert_eq!(choices.len(), 100);
    }
}
