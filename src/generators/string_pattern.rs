//! `string_pattern`: text with placeholders.

use arrow::array::ArrayRef;

use super::text::{Texts, push_uuid};
use super::{Generator, Site, spec};
use crate::random::{Items, Key, Permutation, Stream, below};
use crate::steps::Steps;

pub struct StringPattern {
    pieces: Vec<Piece>,
    /// Where unique, the combination of all numbers and lists is dealt at once.
    deal: Option<Permutation>,
}

enum Piece {
    Literal(String),
    SequentialId,
    Uuid(Stream),
    UniformInt { min: i64, size: u64, words: Stream },
    OneOf(Vec<String>, Stream),
}

impl Piece {
    /// Different texts the piece can give, for pieces that are dealt.
    fn size(&self) -> u64 {
        match self {
            Piece::UniformInt { size, .. } => *size,
            Piece::OneOf(values, _) => values.len() as u64,
            _ => 1,
        }
    }
}

impl StringPattern {
    pub fn new(pieces: &[spec::Piece], unique: bool, key: Key, site: &Site<'_>) -> StringPattern {
        let piece = |(index, piece): (usize, &spec::Piece)| {
            let words = |width| site.stream(key.child(&index.to_string()), width);
            match piece {
                spec::Piece::Literal(text) => Piece::Literal(text.clone()),
                spec::Piece::SequentialId => Piece::SequentialId,
                spec::Piece::Uuid => Piece::Uuid(words(2)),
                spec::Piece::UniformInt { min, size } => {
                    Piece::UniformInt { min: *min, size: *size, words: words(1) }
                }
                spec::Piece::OneOf(values) => Piece::OneOf(values.clone(), words(1)),
            }
        };
        let pieces: Vec<Piece> = pieces.iter().enumerate().map(piece).collect();
        let combinations = pieces.iter().fold(1u64, |product, piece| product.saturating_mul(piece.size()));
        StringPattern { pieces, deal: unique.then(|| Permutation::new(key.child("unique"), combinations)) }
    }

    /// A drawn index, or a piece's digit of the dealt combination.
    #[inline(always)]
    fn index(&self, dealt: &mut Option<u64>, words: &[u64], position: usize, size: u64) -> u64 {
        match dealt {
            None => below(words[position], size),
            Some(rest) => {
                let digit = *rest % size;
                *rest /= size;
                digit
            }
        }
    }

    /// The random words of each piece.
    fn words(&self, items: Items<'_>) -> Vec<Vec<u64>> {
        let words = |piece: &Piece| {
            let mut words = Vec::new();
            match piece {
                Piece::Uuid(stream) => stream.words(items, &mut words),
                Piece::UniformInt { words: stream, .. } | Piece::OneOf(_, stream) if self.deal.is_none() => {
                    stream.words(items, &mut words);
                }
                _ => {}
            }
            words
        };
        self.pieces.iter().map(words).collect()
    }
}

impl Generator for StringPattern {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let words = self.words(items);
        let mut texts = Texts::with_capacity(items.len(), 24);
        let mut digits = itoa::Buffer::new();
        for position in 0..items.len() {
            let mut dealt = self.deal.as_ref().map(|deal| deal.apply(items.item(position)));
            let mut index = |piece: usize, size: u64| self.index(&mut dealt, &words[piece], position, size);
            for (at, piece) in self.pieces.iter().enumerate() {
                match piece {
                    Piece::Literal(text) => texts.push(text),
                    Piece::SequentialId => texts.push(digits.format(u128::from(items.item(position)) + 1)),
                    Piece::Uuid(_) => {
                        let pair = &words[at][2 * position..2 * position + 2];
                        push_uuid(&mut texts, &super::uuid::bytes(pair[0], pair[1]));
                    }
                    Piece::UniformInt { min, size, .. } => {
                        texts.push(digits.format(min.wrapping_add(index(at, *size) as i64)));
                    }
                    Piece::OneOf(values, _) => texts.push(&values[index(at, values.len() as u64) as usize]),
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words(Items::List(&[item]));
        let mut dealt = self.deal.as_ref().map(|deal| deal.apply(item));
        if let Some(dealt) = dealt {
            let detail =
                format!("row {item} in a keyed permutation of all combinations, so that none comes twice");
            steps.number("combination", dealt as f64, detail);
        }
        let mut digits = itoa::Buffer::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(text) => steps.text("literal", text.as_str(), "as it stands"),
                Piece::SequentialId => steps.text(
                    "sequential_id",
                    digits.format(u128::from(item) + 1),
                    "the row's number from 1",
                ),
                Piece::Uuid(_) => steps.words(&words[at], "the bits of {uuid}"),
                Piece::UniformInt { min, size, .. } => {
                    let index = self.index(&mut dealt, &words[at], 0, *size);
                    steps.number(
                        "uniform_int",
                        min.wrapping_add(index as i64) as f64,
                        format!("{min} + number {index} of {size}"),
                    );
                }
                Piece::OneOf(values, _) => {
                    let index = self.index(&mut dealt, &words[at], 0, values.len() as u64);
                    steps.text(
                        "one_of",
                        values[index as usize].as_str(),
                        format!("number {index} of {}", values.len()),
                    );
                }
            }
        }
    }
}
