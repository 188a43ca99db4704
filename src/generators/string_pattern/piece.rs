//! The parts of a template.

use super::checksum::Checksum;
use crate::config::param::Word;
use crate::facts::{Extent, Peer, Shape, Writing};

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String),
    /// The row's number, with zeros before it up to `width` digits.
    SequentialId {
        width: usize,
    },
    Uuid,
    UniformInt {
        min: i64,
        size: u64,
    },
    OneOf(Vec<String>),
    Letters {
        alphabet: Alphabet,
        number: usize,
    },
    Column(Shown),
    Checksum(Checksum),
}

crate::words! {
    /// Letters of which each is as likely as the others.
    pub enum Alphabet {
        /// 0 to 9
        Digits = "digits",
        /// A to Z
        Letters = "letters",
        /// 0 to 9 and a to f
        Hex = "hex",
    }
}

impl Alphabet {
    pub fn letters(self) -> &'static str {
        match self {
            Alphabet::Digits => "0123456789",
            Alphabet::Letters => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Alphabet::Hex => "0123456789abcdef",
        }
    }

    /// How many letters are drawn at once: so few that words are shared out among them evenly, to within 10⁻⁷.
    fn together(self) -> usize {
        match self {
            Alphabet::Digits | Alphabet::Hex => 12,
            Alphabet::Letters => 8,
        }
    }

    /// The letters of the numbers of [`Piece::sizes`], of so many letters at once, into `out`.
    pub fn spell(self, mut number: u64, letters: usize, out: &mut String) {
        let all = self.letters().as_bytes();
        let base = all.len() as u64;
        let mut text = [b'0'; 12];
        for letter in text[..letters].iter_mut().rev() {
            *letter = all[(number % base) as usize];
            number /= base;
        }
        out.push_str(std::str::from_utf8(&text[..letters]).unwrap_or_default());
    }
}

/// A value of the row that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub peer: Peer,
    pub writing: Writing,
    /// As the placeholder has it: `sku`, `ordered_on:%Y%m`.
    pub written: String,
    pub shape: Shape,
    pub bytes: u64,
    pub extent: Extent,
    /// Whether a row can lack it.
    pub nullable: bool,
    /// Whether no two rows show the same.
    pub unique: bool,
}

impl Piece {
    /// The numbers of alternatives that are chosen from, one after the other, and the letters that each stands for.
    pub fn sizes(&self) -> Vec<(u64, usize)> {
        match self {
            Piece::UniformInt { size, .. } => vec![(*size, 0)],
            Piece::OneOf(values) => vec![(values.len() as u64, 0)],
            Piece::Letters { alphabet, number } => {
                let base = alphabet.letters().len() as u64;
                let together = alphabet.together();
                let starts = (0..*number).step_by(together);
                let letters = starts.map(|start| together.min(number - start));
                letters.map(|letters| (base.pow(letters as u32), letters)).collect()
            }
            Piece::Literal(_)
            | Piece::SequentialId { .. }
            | Piece::Uuid
            | Piece::Column(_)
            | Piece::Checksum(_) => Vec::new(),
        }
    }

    /// How many random words a row takes.
    pub fn words(&self) -> usize {
        if *self == Piece::Uuid { 2 } else { self.sizes().len() }
    }

    /// Most bytes.
    pub fn bytes(&self) -> u64 {
        match self {
            Piece::Literal(text) => text.len() as u64,
            Piece::OneOf(values) => Extent::longest(values).bytes,
            Piece::Letters { number, .. } => *number as u64,
            Piece::Column(shown) => shown.bytes,
            Piece::SequentialId { .. } | Piece::Uuid | Piece::UniformInt { .. } => 40,
            Piece::Checksum(_) => 2,
        }
    }

    /// What all texts of the piece have in common.
    pub fn shape(&self) -> Shape {
        match self {
            Piece::Literal(text) => Shape::of([text.as_str()]),
            Piece::OneOf(values) => Shape::of(values.iter().map(String::as_str)),
            Piece::SequentialId { width: 0 } => Shape { capital: true, ..Shape::UNKNOWN },
            Piece::SequentialId { width } => {
                Shape { length: Some(*width), digits: Some(*width), capital: true }
            }
            Piece::Uuid => Shape { length: Some(36), ..Shape::UNKNOWN },
            Piece::UniformInt { min, size } => {
                let max = min.wrapping_add((size - 1) as i64);
                let same = min.to_string().len() == max.to_string().len() && (*min < 0) == (max < 0);
                let length = same.then(|| min.to_string().len());
                if *min < 0 { Shape { length, ..Shape::UNKNOWN } } else { Shape::of_numbers(*min, max) }
            }
            Piece::Letters { alphabet, number } => Shape {
                length: Some(*number),
                digits: match alphabet {
                    Alphabet::Digits => Some(*number),
                    Alphabet::Letters => Some(0),
                    Alphabet::Hex => None,
                },
                capital: *alphabet != Alphabet::Hex,
            },
            Piece::Column(shown) => shown.shape,
            Piece::Checksum(checksum) => {
                let length = Some(checksum.length());
                Shape { length, digits: length, capital: true }
            }
        }
    }

    /// As a template writes it.
    pub fn in_words(&self) -> String {
        match self {
            Piece::Literal(text) => text.clone(),
            Piece::SequentialId { width: 0 } => "{sequential_id}".to_owned(),
            Piece::SequentialId { width } => format!("{{sequential_id:0{width}}}"),
            Piece::Uuid => "{uuid}".to_owned(),
            Piece::UniformInt { min, size } => {
                format!("{{uniform_int:{min}-{}}}", i128::from(*min) + i128::from(*size))
            }
            Piece::OneOf(values) => format!("{{one_of:{}}}", values.join(",")),
            Piece::Letters { alphabet, number } => format!("{{{}:{number}}}", alphabet.name()),
            Piece::Column(shown) => format!("{{column:{}}}", shown.written),
            Piece::Checksum(checksum) => format!("{{checksum:{}}}", checksum.name()),
        }
    }
}
