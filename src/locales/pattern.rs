//! Texts with digits and letters in them.

use crate::random::below;

/// Letters that every country has in its postcodes.
const LETTERS: &[u8] = b"ABEGHJLNPRSTWXZ";

/// Writes a pattern: `#` is a digit, `^` one that is not 0, `$` a capital letter, `@` the text given, itself such a pattern; all
/// else is itself. Digits and letters are those of the word written in their bases.
pub fn fill(pattern: &str, within: &str, mut word: u64, out: &mut String) {
    let mut next = |n: u64| {
        let choice = below(word, n);
        word = word.wrapping_mul(n);
        choice as u8
    };
    for symbol in pattern.chars() {
        if symbol == '@' {
            within.chars().for_each(|symbol| out.push(one(symbol, &mut next)));
        } else {
            out.push(one(symbol, &mut next));
        }
    }
}

fn one(symbol: char, next: &mut impl FnMut(u64) -> u8) -> char {
    match symbol {
        '#' => char::from(b'0' + next(10)),
        '^' => char::from(b'1' + next(9)),
        '$' => char::from(LETTERS.get(usize::from(next(LETTERS.len() as u64))).copied().unwrap_or(b'A')),
        other => other,
    }
}

/// Whether a pattern makes a text, with one of these texts for `@`.
pub fn matches(pattern: &str, within: &[&str], text: &str) -> bool {
    match pattern.split_once('@') {
        Some((before, after)) => {
            within.iter().any(|own| parts(before.chars().chain(own.chars()).chain(after.chars()), text))
        }
        None => parts(pattern.chars(), text),
    }
}

fn parts(mut pattern: impl Iterator<Item = char>, text: &str) -> bool {
    let mut letters = text.chars();
    let fits = pattern.by_ref().all(|symbol| {
        letters.next().is_some_and(|own| match symbol {
            '#' => own.is_ascii_digit(),
            '^' => own.is_ascii_digit() && own != '0',
            '$' => own.is_ascii_uppercase(),
            other => own == other,
        })
    });
    fits && letters.next().is_none()
}
