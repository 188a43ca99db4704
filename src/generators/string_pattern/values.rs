//! The texts of a template, made.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::NullBuffer;

use super::checksum::Checksum;
use super::piece::Piece;
use crate::config::param::Word;
use crate::facts::Writing;
use crate::generators::{Values, uuid};
use crate::random::{Dice, Items, Permutation, Stream, below};
use crate::steps::Steps;
use crate::tables::text::{Texts, push_uuid};
use crate::tables::with_nulls;

pub struct StringPattern {
    pub pieces: Arc<[Piece]>,
    /// Of each piece.
    pub words: Vec<Stream>,
    /// The values of the row that are shown, in the order of their pieces.
    pub shown: Vec<(Arc<dyn Values>, Writing)>,
    /// Where unique, the combination of all choices is dealt at once.
    pub deal: Option<Deal>,
}

/// Combinations of choices, none of which comes twice.
pub struct Deal {
    pub order: Permutation,
    /// Where there are more combinations than numbers, what decides among those of a number.
    pub more: Option<Stream>,
}

/// How the choices of a row are made.
enum Turn<'a> {
    Drawn,
    /// By what is left of the number of the combination.
    Dealt(u64),
    Spelled(Dice<'a>),
}

impl Turn<'_> {
    /// One of `size` alternatives.
    #[inline(always)]
    fn index(&mut self, word: impl FnOnce() -> u64, size: u64) -> u64 {
        match self {
            Turn::Drawn => below(word(), size),
            Turn::Dealt(remaining) => {
                let digit = *remaining % size;
                *remaining /= size;
                digit
            }
            Turn::Spelled(dice) => dice.below(size),
        }
    }
}

/// Random words an item of [`Deal::more`].
pub const MORE: usize = 2;

impl StringPattern {
    /// The random words of each piece.
    fn words(&self, items: Items<'_>) -> Vec<Vec<u64>> {
        let words = |(piece, stream): (&Piece, &Stream)| {
            let mut words = Vec::new();
            if *piece == Piece::Uuid || (self.deal.is_none() && piece.words() > 0) {
                stream.words(items, &mut words);
            }
            words
        };
        self.pieces.iter().zip(&self.words).map(words).collect()
    }

    /// The words that decide among the combinations of a number.
    fn more(&self, items: Items<'_>) -> Vec<u64> {
        let mut words = Vec::new();
        if let Some(more) = self.deal.as_ref().and_then(|deal| deal.more.as_ref()) {
            more.words(items, &mut words);
        }
        words
    }

    fn turn<'a>(&self, item: u64, position: usize, more: &'a [u64]) -> Turn<'a> {
        match &self.deal {
            None => Turn::Drawn,
            Some(deal) => {
                let number = deal.order.apply(item);
                match more.get(MORE * position..MORE * (position + 1)) {
                    Some(words) => Turn::Spelled(Dice::spelled(words, number, u64::MAX, 0)),
                    None => Turn::Dealt(number),
                }
            }
        }
    }

    /// The values that are shown, as texts.
    fn shown(&self, items: Items<'_>) -> Vec<StringArray> {
        let shown = self.shown.iter().map(|(values, writing)| writing.texts(&values.array(items)));
        shown.map(|texts| texts.as_string::<i32>().clone()).collect()
    }
}

impl Values for StringPattern {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let words = self.words(items);
        let more = self.more(items);
        let shown = self.shown(items);
        let sizes: Vec<Vec<(u64, usize)>> = self.pieces.iter().map(Piece::sizes).collect();
        let mut present = Vec::new();
        let mut texts = Texts::with_capacity(items.len(), 24);
        let mut digits = itoa::Buffer::new();
        for position in 0..items.len() {
            let mut turn = self.turn(items.item(position), position, &more);
            let start = texts.buffer().len();
            let mut columns = shown.iter();
            let mut account = None;
            for (at, piece) in self.pieces.iter().enumerate() {
                match piece {
                    Piece::Literal(text) => texts.push(text),
                    Piece::SequentialId { width } => {
                        let number = digits.format(u128::from(items.item(position)) + 1);
                        for _ in number.len()..*width {
                            texts.push("0");
                        }
                        texts.push(number);
                    }
                    Piece::Uuid => {
                        let pair = &words[at][2 * position..2 * position + 2];
                        push_uuid(&mut texts, &uuid::bytes(pair[0], pair[1]));
                    }
                    Piece::UniformInt { min, size } => {
                        let index = turn.index(|| words[at][position], *size);
                        texts.push(digits.format(min.wrapping_add(index as i64)));
                    }
                    Piece::OneOf(values) => {
                        let index = turn.index(|| words[at][position], values.len() as u64);
                        texts.push(&values[index as usize]);
                    }
                    Piece::Letters { alphabet, .. } => {
                        let sizes = &sizes[at];
                        for (place, (size, letters)) in sizes.iter().enumerate() {
                            let index = turn.index(|| words[at][sizes.len() * position + place], *size);
                            alphabet.spell(index, *letters, texts.buffer());
                        }
                    }
                    Piece::Column(_) => {
                        if let Some(own) = columns.next().filter(|own| own.is_valid(position)) {
                            texts.push(own.value(position));
                        }
                    }
                    // It is over what follows.
                    Piece::Checksum(Checksum::Iban) => {
                        account = Some(texts.buffer().len());
                        texts.push("00");
                    }
                    Piece::Checksum(checksum) => {
                        let text = texts.buffer();
                        let own = &text[start..];
                        let check = checksum.digits(own, own.len());
                        text.push_str(std::str::from_utf8(&check[..checksum.length()]).unwrap_or_default());
                    }
                }
            }
            if let Some(at) = account {
                let text = texts.buffer();
                let check = Checksum::Iban.digits(&text[start..], at - start);
                text.replace_range(at..at + 2, std::str::from_utf8(&check).unwrap_or_default());
            }
            if !shown.is_empty() {
                let complete = shown.iter().all(|own| own.is_valid(position));
                if !complete {
                    texts.buffer().truncate(start);
                }
                present.push(complete);
            }
            texts.end();
        }
        let texts = texts.finish();
        if present.iter().all(|present| *present) {
            texts
        } else {
            with_nulls(texts, NullBuffer::from(present))
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let items = Items::List(std::slice::from_ref(&item));
        let words = self.words(items);
        let more = self.more(items);
        let mut turn = self.turn(item, 0, &more);
        if let Some(deal) = &self.deal {
            let detail =
                format!("row {item} in a keyed permutation of all combinations, so that none comes twice");
            steps.number("combination", deal.order.apply(item) as f64, detail);
        }
        let mut digits = itoa::Buffer::new();
        let mut columns = self.shown.iter().zip(self.shown(items));
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(text) => steps.text("literal", text.as_str(), "as it stands"),
                Piece::SequentialId { .. } => steps.text(
                    "sequential_id",
                    digits.format(u128::from(item) + 1),
                    "the row's number from 1",
                ),
                Piece::Uuid => steps.words(&words[at], "the bits of {uuid}"),
                Piece::UniformInt { min, size } => {
                    let index = turn.index(|| words[at][0], *size);
                    steps.number(
                        "uniform_int",
                        min.wrapping_add(index as i64) as f64,
                        format!("{min} + number {index} of {size}"),
                    );
                }
                Piece::OneOf(values) => {
                    let index = turn.index(|| words[at][0], values.len() as u64);
                    steps.text(
                        "one_of",
                        values[index as usize].as_str(),
                        format!("number {index} of {}", values.len()),
                    );
                }
                Piece::Letters { alphabet, .. } => {
                    let mut text = String::new();
                    for (place, (size, letters)) in piece.sizes().iter().enumerate() {
                        let index = turn.index(|| words[at][place], *size);
                        alphabet.spell(index, *letters, &mut text);
                    }
                    steps.text(alphabet.name(), text, format!("each of {}", alphabet.letters()));
                }
                Piece::Column(shown) => {
                    if let Some(((values, _), texts)) = columns.next() {
                        values.explain(item, steps);
                        let text = if texts.is_valid(0) { texts.value(0) } else { "null" };
                        steps.text("column", text, shown.written.as_str());
                    }
                }
                Piece::Checksum(checksum) => {
                    steps.text(
                        "checksum",
                        checksum.name(),
                        "computed from the digits and letters of the text",
                    );
                }
            }
        }
    }
}
