//! Made-up Latin, and Chinese where the locale has it.

use super::lists::Lists;
use super::method::{Arguments, Method};
use crate::random::Dice;

pub fn method(name: &str, arguments: &Arguments<'_>) -> Option<Method> {
    let count = |name: &str, otherwise: i64| arguments.int(name, otherwise).clamp(1, 4096) as u64;
    Some(match name {
        "word" => Method::Choice(|lists| &lists.words),
        "words" => {
            let nb = count("nb", 3);
            Method::text(move |lists, dice, out| words(nb, lists, dice, out))
        }
        "sentence" => {
            let nb = count("nb_words", 6);
            Method::text(move |lists, dice, out| sentence(nb, lists, dice, out))
        }
        "paragraph" => {
            let nb = count("nb_sentences", 3);
            Method::text(move |lists, dice, out| {
                for place in 0..about(nb, dice) {
                    out.push_str(if place > 0 { lists.gap } else { "" });
                    sentence(6, lists, dice, out);
                }
            })
        }
        "text" => {
            let most = count("max_nb_chars", 200) as usize;
            Method::text(move |lists, dice, out| text(most, lists, dice, out))
        }
        _ => return None,
    })
}

/// A number up to two fifths away from `n`, at least 1.
fn about(n: u64, dice: &mut Dice<'_>) -> u64 {
    let spread = 2 * n / 5;
    (n - spread + dice.below(2 * spread + 1)).max(1)
}

fn words(n: u64, lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    for place in 0..n {
        out.push_str(if place > 0 { lists.gap } else { "" });
        out.push_str(dice.text(&lists.words));
    }
}

fn sentence(n: u64, lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    let start = out.len();
    words(about(n, dice), lists, dice, out);
    if let Some(first) = out.get_mut(start..start + 1) {
        first.make_ascii_uppercase();
    }
    out.push_str(lists.stop);
}

/// Sentences, or less than one, of at most so many characters; at least one character.
fn text(most: usize, lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    let mut room = most;
    let mut part = String::new();
    loop {
        part.clear();
        part.push_str(if room < most { lists.gap } else { "" });
        sentence(6, lists, dice, &mut part);
        let length = part.chars().count();
        if length <= room {
            out.push_str(&part);
            room -= length;
            continue;
        }
        if room == most {
            // Not even one sentence: cut one short.
            let end = part.char_indices().nth(most).map_or(part.len(), |(at, _)| at);
            out.push_str(part[..end].trim_end());
        }
        return;
    }
}
