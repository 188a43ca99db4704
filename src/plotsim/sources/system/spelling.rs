//! How another system misspells a name.

use crate::random::below;

/// A name as another clerk writes it; a name that no way changes stays.
pub fn written_otherwise(name: &str, word: u64) -> String {
    let ways: [fn(&str, u64) -> Option<String>; 8] =
        [swapped, dropped, doubled, in_other_case, initials, without_marks, legal_form, moved];
    let first = below(word, ways.len() as u64) as usize;
    let order = (0..ways.len()).map(|place| ways[(first + place) % ways.len()]);
    let found = order.filter_map(|way| way(name, word)).find(|other| other != name);
    found.unwrap_or_else(|| name.to_owned())
}

/// A place within a name that has a letter before it and is none of the ends.
fn within(letters: &[char], word: u64) -> Option<usize> {
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|place| letters[*place].is_alphabetic() && letters[place + 1].is_alphabetic())
        .collect();
    // The word's upper bits chose the way, so its lower ones choose the place.
    inner.get((word % inner.len().max(1) as u64) as usize).copied()
}

fn swapped(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let place = within(&letters, word)?;
    letters.swap(place, place + 1);
    Some(letters.into_iter().collect())
}

fn dropped(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    letters.remove(within(&letters, word)?);
    Some(letters.into_iter().collect())
}

fn doubled(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let place = within(&letters, word)?;
    letters.insert(place, letters[place]);
    Some(letters.into_iter().collect())
}

fn in_other_case(name: &str, word: u64) -> Option<String> {
    Some(if word & 1 == 0 { name.to_uppercase() } else { name.to_lowercase() })
}

fn initials(name: &str, _: u64) -> Option<String> {
    let (first, rest) = name.split_once(' ')?;
    Some(format!("{}. {rest}", first.chars().next()?))
}

fn without_marks(name: &str, _: u64) -> Option<String> {
    let plain = |letter: char| -> String {
        match letter {
            'ä' => "ae".to_owned(),
            'ö' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            'Ä' => "Ae".to_owned(),
            'Ö' => "Oe".to_owned(),
            'Ü' => "Ue".to_owned(),
            'ß' => "ss".to_owned(),
            'á' | 'à' | 'â' | 'ã' | 'å' => "a".to_owned(),
            'é' | 'è' | 'ê' | 'ë' => "e".to_owned(),
            'í' | 'ì' | 'î' | 'ï' => "i".to_owned(),
            'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o".to_owned(),
            'ú' | 'ù' | 'û' => "u".to_owned(),
            'ç' | 'č' | 'ć' => "c".to_owned(),
            'ñ' | 'ń' => "n".to_owned(),
            'ş' | 'š' | 'ś' => "s".to_owned(),
            'ž' | 'ź' | 'ż' => "z".to_owned(),
            'ł' => "l".to_owned(),
            other => other.to_string(),
        }
    };
    Some(name.chars().map(plain).collect())
}

fn legal_form(name: &str, word: u64) -> Option<String> {
    const FORMS: [(&str, &str); 6] = [
        ("Inc", "Inc."),
        ("Ltd", "Ltd."),
        ("LLC", "L.L.C."),
        ("PLC", "plc"),
        ("Group", "Grp."),
        ("GmbH", "Gesellschaft mbH"),
    ];
    let found = FORMS.iter().find(|(short, _)| name.ends_with(short));
    match found {
        Some((short, long)) if word & 1 == 0 => Some(name.replace(short, long)),
        Some((short, _)) => Some(name.trim_end_matches(short).trim_end_matches([' ', ',']).to_owned()),
        None => None,
    }
}

fn moved(name: &str, _: u64) -> Option<String> {
    let (first, last) = name.rsplit_once(' ')?;
    let person = name.chars().all(|letter| letter.is_alphabetic() || [' ', '-', '.', '\''].contains(&letter));
    person.then(|| format!("{last}, {first}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_eight_other_ways() {
        assert_eq!(swapped("Anna Berg", 1).as_deref(), Some("Anna Berg").map(|_| "Anan Berg"));
        assert_eq!(dropped("Anna Berg", 0).as_deref(), Some("Ana Berg"));
        assert_eq!(doubled("Anna Berg", 0).as_deref(), Some("Annna Berg"));
        assert_eq!(in_other_case("Anna Berg", 0).as_deref(), Some("ANNA BERG"));
        assert_eq!(initials("Anna Berg", 0).as_deref(), Some("A. Berg"));
        assert_eq!(without_marks("Jörg Weiß", 0).as_deref(), Some("Joerg Weiss"));
        assert_eq!(legal_form("Berg Inc", 0).as_deref(), Some("Berg Inc."));
        assert_eq!(legal_form("Berg, Inc", 1).as_deref(), Some("Berg"));
        assert_eq!(moved("Anna Berg", 0).as_deref(), Some("Berg, Anna"));
        for word in 0..64 {
            assert_ne!(written_otherwise("Anna Berg", word << 58 | word), "Anna Berg");
        }
    }
}
