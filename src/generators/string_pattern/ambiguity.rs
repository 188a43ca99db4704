//! Whether a pattern's text tells which values its placeholders had.
//!
//! `{uniform_int:1-50}{uniform_int:1-50}` does not: 1 and 11 make the same text as 11 and 1. Where values must differ from row
//! to row, only patterns that can be read back will do.

use super::piece::{Alphabet, Piece};

/// True if different values always make different texts.
///
/// Placeholders are read off from the left as long as their end can be told, then from the right; one may be left over.
pub fn tells_apart(pieces: &[Piece]) -> bool {
    let repeats = |piece: &Piece| matches!(piece, Piece::OneOf(values) if crate::generators::one_of::repeated(values).is_some());
    if pieces.iter().any(repeats) {
        return false;
    }
    let (mut first, mut last) = (0, pieces.len());
    while first < last && ends(&pieces[first], pieces.get(first + 1)) {
        first += 1;
    }
    while first < last && begins(&pieces[last - 1], last.checked_sub(2).and_then(|before| pieces.get(before)))
    {
        last -= 1;
    }
    last - first <= 1
}

/// True if the end of a piece can be told when its start is known; `next` is what follows it.
fn ends(piece: &Piece, next: Option<&Piece>) -> bool {
    let stops = || {
        let letters = next.and_then(|next| match next {
            Piece::Literal(text) => text.chars().next().map(|letter| vec![letter]),
            other => any_of(other),
        });
        letters.is_some_and(|letters| letters.into_iter().all(|letter| !occurs(piece, letter)))
    };
    match piece {
        Piece::OneOf(values) => !nested(values.clone()) || stops(),
        _ => fixed_width(piece) || stops(),
    }
}

/// True if the start of a piece can be told when its end is known; `previous` is what precedes it.
fn begins(piece: &Piece, previous: Option<&Piece>) -> bool {
    let stops = || {
        let letters = previous.and_then(|previous| match previous {
            Piece::Literal(text) => text.chars().last().map(|letter| vec![letter]),
            other => any_of(other),
        });
        letters.is_some_and(|letters| letters.into_iter().all(|letter| !occurs(piece, letter)))
    };
    match piece {
        Piece::OneOf(values) => {
            let reversed = values.iter().map(|value| value.chars().rev().collect()).collect();
            !nested(reversed) || stops()
        }
        _ => fixed_width(piece) || stops(),
    }
}

/// The letters of a piece that has one at least, of these alone.
fn any_of(piece: &Piece) -> Option<Vec<char>> {
    match piece {
        Piece::Letters { alphabet, .. } => Some(alphabet.letters().chars().collect()),
        Piece::SequentialId { .. } | Piece::Checksum(_) => Some(('0'..='9').collect()),
        Piece::Literal(_) | Piece::Uuid | Piece::UniformInt { .. } | Piece::OneOf(_) | Piece::Column(_) => {
            None
        }
    }
}

/// True if one of the texts begins another.
fn nested(mut values: Vec<String>) -> bool {
    values.sort_unstable();
    values.windows(2).any(|two| two[1].starts_with(two[0].as_str()))
}

/// True if all texts of a piece that is no list are of one length.
fn fixed_width(piece: &Piece) -> bool {
    !matches!(piece, Piece::OneOf(_)) && piece.shape().length.is_some()
}

/// True if a text of the piece can hold the character.
fn occurs(piece: &Piece, c: char) -> bool {
    match piece {
        Piece::Literal(text) => text.contains(c),
        Piece::SequentialId { .. } | Piece::Checksum(_) => c.is_ascii_digit(),
        Piece::Uuid => c.is_ascii_hexdigit() || c == '-',
        Piece::UniformInt { min, .. } => c.is_ascii_digit() || (c == '-' && *min < 0),
        Piece::OneOf(values) => values.iter().any(|value| value.contains(c)),
        Piece::Letters { alphabet, .. } => match alphabet {
            Alphabet::Digits => c.is_ascii_digit(),
            Alphabet::Letters => c.is_ascii_uppercase(),
            Alphabet::Hex => c.is_ascii_hexdigit() && !c.is_ascii_uppercase(),
        },
        Piece::Column(shown) => !shown.shape.capital || c.is_ascii_digit() || c.is_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(min: i64, max: i64) -> Piece {
        Piece::UniformInt { min, size: max.abs_diff(min) }
    }

    fn list(values: &[&str]) -> Piece {
        Piece::OneOf(values.iter().map(|value| (*value).to_owned()).collect())
    }

    fn letters(alphabet: Alphabet, number: usize) -> Piece {
        Piece::Letters { alphabet, number }
    }

    fn text(text: &str) -> Piece {
        Piece::Literal(text.to_owned())
    }

    #[test]
    fn patterns_that_can_be_read_back_are_known() {
        for pieces in [
            vec![],
            vec![number(1, 50)],
            vec![number(1, 50), text("-"), number(1, 50)],
            vec![number(10, 100), number(1, 50)],
            vec![number(1, 50), number(10, 100)],
            vec![list(&["A", "B"]), number(0, 1000), number(-99, -9)],
            vec![list(&["a", "ab"]), text(","), list(&["b", "bb"])],
            vec![text("user"), Piece::SequentialId { width: 0 }, text("@"), list(&["x", "xy"])],
            vec![Piece::Uuid, Piece::SequentialId { width: 0 }],
            vec![Piece::SequentialId { width: 6 }, number(0, 12)],
            vec![letters(Alphabet::Digits, 3), letters(Alphabet::Digits, 4), number(0, 12)],
            vec![number(0, 12), letters(Alphabet::Letters, 2), number(0, 12)],
        ] {
            assert!(tells_apart(&pieces), "{pieces:?}");
        }
    }

    #[test]
    fn patterns_that_cannot_are_known_too() {
        for pieces in [
            vec![number(1, 50), number(1, 50)],
            vec![number(-5, 5), text("-"), number(-5, 5)],
            vec![list(&["a", "ab"]), list(&["b", "bb"])],
            vec![list(&["a", "a"])],
            vec![Piece::SequentialId { width: 0 }, number(0, 12)],
            vec![number(0, 12), letters(Alphabet::Digits, 2), number(0, 12)],
            vec![list(&["a", "ab"]), text("b"), list(&["", "b"])],
        ] {
            assert!(!tells_apart(&pieces), "{pieces:?}");
        }
    }
}
