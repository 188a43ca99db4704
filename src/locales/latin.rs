//! Names in the letters of e-mail addresses, as their bearers write them.

use deunicode::deunicode;

/// The name in the letters a to z; `language` is the name of the locale's names.
pub fn latin(name: &str, language: &str) -> String {
    let lower = name.to_lowercase().replace("γγ", "νγ");
    let table: &[(char, &str)] = match language.get(..2).unwrap_or_default() {
        "de" => &[('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ß', "ss")],
        "da" | "nb" => &[('æ', "ae"), ('ø', "oe"), ('å', "aa")],
        "el" => GREEK,
        "uk" => UKRAINIAN,
        "ru" => RUSSIAN,
        _ => &[],
    };
    let mut letters = String::new();
    let mut before = ' ';
    for letter in lower.chars() {
        let own = match (before, letter) {
            // The second letter of a diphthong.
            ('ο', 'υ' | 'ύ') => "u",
            ('α' | 'ε', 'υ' | 'ύ') if language == "el" => "v",
            _ => table.iter().find(|(of, _)| *of == letter).map_or("?", |(_, own)| own),
        };
        before = letter;
        if own == "?" {
            letters.push_str(&deunicode(letter.encode_utf8(&mut [0; 4])));
        } else {
            letters.push_str(own);
        }
    }
    letters.to_ascii_lowercase().chars().filter(char::is_ascii_lowercase).collect()
}

#[rustfmt::skip]
const GREEK: &[(char, &str)] = &[
    ('α', "a"), ('ά', "a"), ('β', "v"), ('γ', "g"), ('δ', "d"), ('ε', "e"), ('έ', "e"), ('ζ', "z"), ('η', "i"),
    ('ή', "i"), ('θ', "th"), ('ι', "i"), ('ί', "i"), ('ϊ', "i"), ('ΐ', "i"), ('κ', "k"), ('λ', "l"), ('μ', "m"),
    ('ν', "n"), ('ξ', "x"), ('ο', "o"), ('ό', "o"), ('π', "p"), ('ρ', "r"), ('σ', "s"), ('ς', "s"), ('τ', "t"),
    ('υ', "y"), ('ύ', "y"), ('ϋ', "y"), ('φ', "f"), ('χ', "ch"), ('ψ', "ps"), ('ω', "o"), ('ώ', "o"),
];

/// As in passports (resolution 55 of 2010).
#[rustfmt::skip]
const UKRAINIAN: &[(char, &str)] = &[
    ('а', "a"), ('б', "b"), ('в', "v"), ('г', "h"), ('ґ', "g"), ('д', "d"), ('е', "e"), ('є', "ie"), ('ж', "zh"),
    ('з', "z"), ('и', "y"), ('і', "i"), ('ї', "i"), ('й', "i"), ('к', "k"), ('л', "l"), ('м', "m"), ('н', "n"),
    ('о', "o"), ('п', "p"), ('р', "r"), ('с', "s"), ('т', "t"), ('у', "u"), ('ф', "f"), ('х', "kh"), ('ц', "ts"),
    ('ч', "ch"), ('ш', "sh"), ('щ', "shch"), ('ь', ""), ('ю', "iu"), ('я', "ia"),
];

#[rustfmt::skip]
const RUSSIAN: &[(char, &str)] = &[
    ('а', "a"), ('б', "b"), ('в', "v"), ('г', "g"), ('д', "d"), ('е', "e"), ('ё', "e"), ('ж', "zh"), ('з', "z"),
    ('и', "i"), ('й', "y"), ('к', "k"), ('л', "l"), ('м', "m"), ('н', "n"), ('о', "o"), ('п', "p"), ('р', "r"),
    ('с', "s"), ('т', "t"), ('у', "u"), ('ф', "f"), ('х', "kh"), ('ц', "ts"), ('ч', "ch"), ('ш', "sh"),
    ('щ', "shch"), ('ъ', ""), ('ы', "y"), ('ь', ""), ('э', "e"), ('ю', "yu"), ('я', "ya"),
];
