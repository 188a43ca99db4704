//! Whether a pattern's text tells which values its placeholders had.
//!
//! `{uniform_int:1-50}{uniform_int:1-50}` does not: 1 and 11 make the same text as 11 and 1. Where values must differ from row
//! to row, only patterns that can be read back will do.

use super::string_pattern::Piece;

/// True if different values always make different texts.
///
/// Placeholders are read off from the left as long as their end can be told, then from the right; one may be left over.
pub fn tells_apart(pieces: &[Piece]) -> bool {
    let repeats =
        |piece: &Piece| matches!(piece, Piece::OneOf(values) if super::one_of::repeated(values).is_some());
    if pieces.iter().any(repeats) {
        return false;
    }
    let literal = |piece: Option<&Piece>| match piece {
        Some(Piece::Literal(text)) => Some(text.clone()),
        _ => None,
    };
    let (mut first, mut last) = (0, pieces.len());
    while first < last
        && ends(&pieces[first], literal(pieces.get(first + 1)).and_then(|text| text.chars().next()))
    {
        first += 1;
    }
    while first < last
        && begins(
            &pieces[last - 1],
            last.checked_sub(2).and_then(|before| literal(pieces.get(before))?.chars().last()),
        )
    {
        last -= 1;
    }
    last - first <= 1
}

/// True if the end of a piece can be told when its start is known; `next` is what certainly follows it.
fn ends(piece: &Piece, next: Option<char>) -> bool {
    match piece {
        Piece::OneOf(values) => !nested(values.clone()) || next.is_some_and(|next| !occurs(piece, next)),
        _ => fixed_width(piece) || next.is_some_and(|next| !occurs(piece, next)),
    }
}

/// True if the start of a piece can be told when its end is known; `previous` is what certainly precedes it.
fn begins(piece: &Piece, previous: Option<char>) -> bool {
    match piece {
        Piece::OneOf(values) => {
            let reversed = values.iter().map(|value| value.chars().rev().collect()).collect();
            !nested(reversed) || previous.is_some_and(|previous| !occurs(piece, previous))
        }
        _ => fixed_width(piece) || previous.is_some_and(|previous| !occurs(piece, previous)),
    }
}

/// True if one of the texts begins another.
fn nested(mut values: Vec<String>) -> bool {
    values.sort_unstable();
    values.windows(2).any(|two| two[1].starts_with(two[0].as_str()))
}

/// True if all texts of a piece that is no list are of one length.
fn fixed_width(piece: &Piece) -> bool {
    match piece {
        Piece::UniformInt { min, size } => {
            let max = min.wrapping_add((size - 1) as i64);
            min.to_string().len() == max.to_string().len() && (*min < 0) == (max < 0)
        }
        Piece::SequentialId => false,
        Piece::Literal(_) | Piece::Uuid => true,
        Piece::OneOf(_) => false,
    }
}

/// True if a text of the piece can hold the character.
fn occurs(piece: &Piece, c: char) -> bool {
    match piece {
        Piece::Literal(text) => text.contains(c),
        Piece::SequentialId => c.is_ascii_digit(),
        Piece::Uuid => c.is_ascii_hexdigit() || c == '-',
        Piece::UniformInt { min, .. } => c.is_ascii_digit() || (c == '-' && *min < 0),
        Piece::OneOf(values) => values.iter().any(|value| value.contains(c)),
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
            vec![text("user"), Piece::SequentialId, text("@"), list(&["x", "xy"])],
            vec![Piece::Uuid, Piece::SequentialId],
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
            vec![Piece::SequentialId, number(0, 12)],
            vec![list(&["a", "ab"]), text("b"), list(&["", "b"])],
        ] {
            assert!(!tells_apart(&pieces), "{pieces:?}");
        }
    }
}
