//! Check digits.

use super::piece::Piece;
use crate::facts::Shape;

crate::words! {
    /// A rule for check digits.
    pub enum Checksum {
        /// ISO/IEC 7812-1, annex B: every second digit, from the last on, is doubled
        Luhn = "luhn",
        /// GS1: weights 1 and 3 by turns
        Ean13 = "ean13",
        /// ISO 13616: the remainder of division by 97
        Iban = "iban",
    }
}

/// How many characters an IBAN has, by country: SWIFT's registry of IBAN formats.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

impl Checksum {
    /// How many digits it has.
    pub fn length(self) -> usize {
        match self {
            Checksum::Luhn | Checksum::Ean13 => 1,
            Checksum::Iban => 2,
        }
    }

    /// The check digits at byte `at` of a text: over the digits before it, or for an IBAN over all that follows them and the
    /// country before them.
    pub fn digits(self, text: &str, at: usize) -> [u8; 2] {
        let before = text.get(..at).unwrap_or_default().bytes().rev();
        let digits = before.filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
        let to_ten = |sum: u32| [b'0' + ((10 - sum % 10) % 10) as u8, 0];
        match self {
            Checksum::Luhn => to_ten(
                digits
                    .enumerate()
                    .map(
                        |(place, digit)| if place % 2 == 0 { 2 * digit / 10 + 2 * digit % 10 } else { digit },
                    )
                    .fold(0, |sum, digit| (sum + digit) % 10),
            ),
            Checksum::Ean13 => to_ten(
                digits
                    .enumerate()
                    .map(|(place, digit)| if place % 2 == 0 { 3 * digit } else { digit })
                    .fold(0, |sum, digit| (sum + digit) % 10),
            ),
            Checksum::Iban => {
                let account = text.get(at + 2..).unwrap_or_default();
                let country = text.get(..at).unwrap_or_default();
                let rest =
                    account.bytes().chain(country.bytes()).chain(*b"00").fold(
                        0,
                        |rest, letter| match letter {
                            b'0'..=b'9' => (rest * 10 + u32::from(letter - b'0')) % 97,
                            b'A'..=b'Z' => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
                            _ => rest,
                        },
                    );
                let check = (98 - rest) as u8;
                [b'0' + check / 10, b'0' + check % 10]
            }
        }
    }

    /// What is wrong with the place of a piece among others, and what would do.
    pub fn misplaced(self, pieces: &[Piece], place: usize) -> Option<(String, Option<String>)> {
        let (before, after) = (&pieces[..place], &pieces[place + 1..]);
        let unsure = |of: fn(Shape) -> Option<usize>| {
            before.iter().find(|piece| of(piece.shape()).is_none()).map(Piece::in_words)
        };
        match self {
            Checksum::Luhn => {
                let none = before.iter().all(|piece| piece.shape().digits == Some(0));
                none.then(|| {
                    let hint = "put the digits before it, as in {digits:15}{checksum:luhn}".to_owned();
                    ("{checksum:luhn} has no digit before it".to_owned(), Some(hint))
                })
            }
            Checksum::Ean13 => {
                let hint = "put twelve digits before it, as in {digits:12}{checksum:ean13}".to_owned();
                if let Some(piece) = unsure(|shape| shape.digits) {
                    let message =
                        format!("{{checksum:ean13}} takes 12 digits, but {piece} can have more or fewer");
                    return Some((message, Some(hint)));
                }
                let digits: usize = before.iter().filter_map(|piece| piece.shape().digits).sum();
                (digits != 12).then(|| {
                    let message = format!("{{checksum:ean13}} takes 12 digits, but {digits} stand before it");
                    (message, Some(hint))
                })
            }
            Checksum::Iban => iban(before, after),
        }
    }
}

/// What is wrong with an IBAN: two letters, the check digits, and up to thirty letters and digits, which may stand in groups.
fn iban(before: &[Piece], after: &[Piece]) -> Option<(String, Option<String>)> {
    let hint = Some("write an IBAN as in DE{checksum:iban}{digits:18}".to_owned());
    let country = before.iter().map(Piece::shape).fold(Shape::EMPTY, Shape::then);
    if (country.length, country.digits, country.capital) != (Some(2), Some(0), true) {
        let message =
            "{checksum:iban} stands behind the two capital letters of the country, at the beginning";
        return Some((message.to_owned(), hint));
    }
    if let Some(other) = after.iter().find(|piece| matches!(piece, Piece::Checksum(_))) {
        let message =
            format!("{{checksum:iban}} is over all that follows, so {} cannot follow", other.in_words());
        return Some((message, hint));
    }
    // Groups are spaces of the template.
    let joined = |piece: &Piece| match piece {
        Piece::Literal(text) => Piece::Literal(text.replace(' ', "")),
        other => other.clone(),
    };
    if let Some(piece) = after.iter().find(|piece| !joined(piece).shape().capital) {
        let message =
            format!("an IBAN has digits and capital letters alone, but {} can make others", piece.in_words());
        return Some((message, hint));
    }
    let all = after.iter().map(|piece| joined(piece).shape()).fold(Shape::EMPTY, Shape::then);
    let known = match before {
        [Piece::Literal(country)] => LENGTHS.iter().find(|(known, _)| known == country),
        _ => None,
    };
    match (all.length, known) {
        (Some(length), Some((country, wanted))) if length + 4 != *wanted => {
            let message =
                format!("an IBAN of {country} has {wanted} characters, but this one {}", length + 4);
            Some((message, Some(format!("let {} digits or letters follow", wanted - 4))))
        }
        (None, Some((country, wanted))) => {
            let message = format!("an IBAN of {country} has {wanted} characters, but this one more or fewer");
            Some((message, Some(format!("let {} digits or letters follow", wanted - 4))))
        }
        (Some(length), None) if !(1..=30).contains(&length) => {
            let message = format!("an IBAN has 5 to 34 characters, but this one {}", length + 4);
            Some((message, hint))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(checksum: Checksum, before: &str, after: &str) -> String {
        let text = format!("{before}{}{after}", &"00"[..checksum.length()]);
        let digits = checksum.digits(&text, before.len());
        String::from_utf8(digits[..checksum.length()].to_vec()).unwrap()
    }

    #[test]
    fn published_numbers_have_their_check_digits() {
        // ISO/IEC 7812-1, annex B; and cards for tests of several networks.
        for number in ["79927398713", "4111111111111111", "378282246310005", "5555555555554444"] {
            let (before, check) = number.split_at(number.len() - 1);
            assert_eq!(digits(Checksum::Luhn, before, ""), check, "{number}");
        }
        assert_eq!(digits(Checksum::Luhn, "4111-1111-1111-111", ""), "1");
        // GS1's example, and a book.
        for number in ["6291041500213", "9780306406157", "4006381333931"] {
            let (before, check) = number.split_at(12);
            assert_eq!(digits(Checksum::Ean13, before, ""), check, "{number}");
        }
        // The examples of SWIFT's registry.
        for number in [
            "DE89370400440532013000",
            "GB29NWBK60161331926819",
            "FR1420041010050500013M02606",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
            "CH9300762011623852957",
        ] {
            assert_eq!(digits(Checksum::Iban, &number[..2], &number[4..]), number[2..4], "{number}");
            let known = LENGTHS.iter().find(|(country, _)| *country == &number[..2]);
            assert_eq!(known.map(|(_, length)| *length), Some(number.len()), "{number}");
        }
        assert_eq!(digits(Checksum::Iban, "GB", " NWBK 6016 1331 9268 19"), "29");
        // One digit is shown as two.
        assert_eq!(digits(Checksum::Iban, "SE", "60000000000003427346").len(), 2);
    }
}
