//! The texts of a template.

use std::sync::Arc;

use super::checksum::Checksum;
use super::piece::{Alphabet, Piece};
use crate::facts::{Form, Language, Shape};

/// The texts of a template.
#[derive(Debug)]
pub struct Pattern(pub Arc<[Piece]>);

impl Pattern {
    /// Whether a text is one of them; `shown` are the values of the row that it shows, where they are known.
    fn makes(&self, text: &str, shown: Option<&[&str]>) -> bool {
        let mut shown = shown.map(|shown| shown.iter());
        // The places in the text at which what was looked at so far can end.
        let mut places = vec![0];
        for piece in self.0.iter() {
            let own = match (piece, &mut shown) {
                (Piece::Column(_), Some(shown)) => shown.next().copied(),
                _ => None,
            };
            let ends = |place: &usize| {
                let place = *place;
                let ends = match own {
                    Some(own) => text[place..].starts_with(own).then_some(own.len()).into_iter().collect(),
                    None => piece.ends(text, place),
                };
                ends.into_iter().map(move |end| place + end)
            };
            let mut next: Vec<usize> = places.iter().flat_map(ends).collect();
            next.sort_unstable();
            next.dedup();
            places = next;
        }
        places.contains(&text.len())
    }

    fn words(&self) -> String {
        self.0.iter().map(Piece::in_words).collect()
    }
}

impl Language for Pattern {
    fn contains(&self, text: &str) -> bool {
        self.makes(text, None)
    }

    fn in_words(&self) -> String {
        self.words()
    }

    fn shape(&self) -> Shape {
        self.0.iter().map(Piece::shape).fold(Shape::EMPTY, Shape::then)
    }
}

impl Form for Pattern {
    fn fits(&self, text: &str, shown: &[&str]) -> bool {
        self.makes(text, Some(shown))
    }

    fn in_words(&self) -> String {
        self.words()
    }
}

impl Piece {
    /// How many bytes from a place of the text on the piece can be.
    fn ends(&self, whole: &str, place: usize) -> Vec<usize> {
        let text = &whole[place..];
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        match self {
            Piece::Literal(literal) => {
                text.starts_with(literal.as_str()).then_some(literal.len()).into_iter().collect()
            }
            Piece::OneOf(values) => {
                values.iter().filter(|value| text.starts_with(value.as_str())).map(String::len).collect()
            }
            Piece::Uuid => is_uuid(text).then_some(36).into_iter().collect(),
            Piece::SequentialId { width: 0 } => {
                let first = !text.starts_with('0');
                (1..=digits).filter(|_| first).collect()
            }
            Piece::SequentialId { width } => (digits >= *width
                && text.bytes().take(*width).any(|digit| digit != b'0'))
            .then_some(*width)
            .into_iter()
            .collect(),
            Piece::UniformInt { min, size } => {
                let sign = usize::from(text.starts_with('-'));
                let digits = text.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
                let fits = |end: &usize| {
                    let number =
                        text[..*end].parse::<i64>().ok().filter(|number| number.to_string() == text[..*end]);
                    number.is_some_and(|number| number >= *min && number.abs_diff(*min) < *size)
                };
                (1..=digits).map(|digits| sign + digits).filter(fits).collect()
            }
            Piece::Letters { alphabet, number } => {
                let own = |letter: &u8| match alphabet {
                    Alphabet::Digits => letter.is_ascii_digit(),
                    Alphabet::Letters => letter.is_ascii_uppercase(),
                    Alphabet::Hex => matches!(letter, b'0'..=b'9' | b'a'..=b'f'),
                };
                let fits = text.bytes().take(*number).filter(own).count() == *number;
                fits.then_some(*number).into_iter().collect()
            }
            Piece::Column(_) => (0..=text.len()).filter(|end| text.is_char_boundary(*end)).collect(),
            Piece::Checksum(checksum) => {
                let length = checksum.length();
                let check = checksum.digits(whole, place);
                // The country must be told from its check digits.
                let stands = *checksum != Checksum::Iban || place == 2;
                let fits = stands && text.as_bytes().get(..length) == check.get(..length);
                fits.then_some(length).into_iter().collect()
            }
        }
    }
}

/// Whether a text begins with a UUID of version 4 in lower case.
fn is_uuid(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        14 => byte == b'4',
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() >= 36 && text.bytes().take(36).enumerate().all(fits)
}
