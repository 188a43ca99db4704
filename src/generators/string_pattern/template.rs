//! Reading templates.

use super::checksum::Checksum;
use super::piece::{Alphabet, Piece, Shown};
use crate::config::node::Node;
use crate::config::param::Word;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::expressions::{Expression, Names, Operand, Problem};
use crate::facts::{Facts, Shape, Writing};
use crate::generators::scope::Scope;

const KNOWN: &str = "known: {sequential_id}, {sequential_id:06}, {uuid}, {uniform_int:MIN-MAX}, {one_of:a,b,c}, {digits:4}, \
                     {letters:3}, {hex:8}, {column:NAME}, {column:NAME:%Y%m}, {checksum:luhn}";
const NAMES: [&str; 9] =
    ["sequential_id", "uuid", "uniform_int", "one_of", "digits", "letters", "hex", "column", "checksum"];

/// Most letters of one placeholder.
const MOST_LETTERS: usize = 1000;
/// Most digits of a row's number: those of 2⁶⁴.
const MOST_DIGITS: usize = 20;

/// What a template may refer to.
pub trait Surroundings {
    /// How many items are numbered.
    fn items(&self) -> u64;

    /// A value of the row by its name, or its name and a format; none if it was reported. `at` is the byte of the name.
    fn column(&self, field: &Field<'_>, at: usize, written: &str) -> Option<Shown>;
}

/// Splits a template at its placeholders. A known placeholder with bad arguments is an error; unknown ones are text.
pub fn parse(field: &Field<'_>, around: &dyn Surroundings) -> Option<Vec<Piece>> {
    let text = field.text()?;
    let mut rest = text;
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let mut literal = String::new();
    let mut complete = true;
    while let Some(open) = rest.find('{') {
        let at = text.len() - rest.len() + open;
        literal.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else {
            let message = format!("the placeholder '{}' is not closed", &rest[open..]);
            field.error_within(at, "bad-pattern", message, Some("add the missing '}'".into()));
            return None;
        };
        let inside = &rest[open + 1..open + length];
        match placeholder(inside, field, at, around) {
            Some(Some(piece)) => {
                if !literal.is_empty() {
                    pieces.push((at, Piece::Literal(std::mem::take(&mut literal))));
                }
                pieces.push((at, piece));
            }
            Some(None) => literal.push_str(&rest[open..open + length + 1]),
            None => complete = false,
        }
        rest = &rest[open + length + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push((text.len(), Piece::Literal(literal)));
    }
    let (places, pieces): (Vec<usize>, Vec<Piece>) = pieces.into_iter().unzip();
    for (place, piece) in pieces.iter().enumerate().filter(|_| complete) {
        if let Piece::Checksum(checksum) = piece
            && let Some((message, hint)) = checksum.misplaced(&pieces, place)
        {
            field.error_within(places[place], "bad-pattern", message, hint);
            return None;
        }
    }
    complete.then_some(pieces)
}

/// `Some(None)` for braces that are no placeholder, `None` after reporting a broken one.
fn placeholder(
    inside: &str,
    field: &Field<'_>,
    at: usize,
    around: &dyn Surroundings,
) -> Option<Option<Piece>> {
    let broken = |message: String, hint: &str| -> Option<Option<Piece>> {
        field.error_within(at, "bad-pattern", message, Some(hint.to_owned()));
        None
    };
    let (name, arguments) = inside.split_once(':').map_or((inside, None), |(name, rest)| (name, Some(rest)));
    match (name, arguments) {
        ("sequential_id", None) => Some(Some(Piece::SequentialId { width: 0 })),
        ("sequential_id", Some(width)) => {
            let digits = width.strip_prefix('0').and_then(|width| width.parse::<usize>().ok());
            let Some(width) = digits.filter(|width| (1..=MOST_DIGITS).contains(width)) else {
                let message = format!(
                    "'{{{inside}}}' does not say how many digits the number has: a 0 and then 1 to {MOST_DIGITS}"
                );
                return broken(message, "write it as {sequential_id:06}");
            };
            let needed = around.items().to_string().len();
            if needed > width {
                let message = format!(
                    "'{{{inside}}}' has room for {width} digits, but {} rows are numbered",
                    around.items()
                );
                let hint = Some(format!("write {{sequential_id:0{needed}}}"));
                field.error_within(at, "not-enough-values", message, hint);
                return None;
            }
            Some(Some(Piece::SequentialId { width }))
        }
        ("uuid", None) => Some(Some(Piece::Uuid)),
        ("one_of", Some(items)) => {
            Some(Some(Piece::OneOf(items.split(',').map(|item| item.trim().to_owned()).collect())))
        }
        ("uniform_int", Some(range)) => {
            // A leading minus belongs to the first number.
            let split = range.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(at, _)| at);
            let bounds = split.and_then(|at| {
                let (min, max) = range.split_at(at);
                Some((min.trim().parse::<i64>().ok()?, max[1..].trim().parse::<i64>().ok()?))
            });
            match bounds {
                Some((min, max)) if min < max => {
                    Some(Some(Piece::UniformInt { min, size: max.abs_diff(min) }))
                }
                _ => broken(
                    format!("'{{{inside}}}' is not a range of whole numbers with MIN less than MAX"),
                    "write it as {uniform_int:1000-9999}",
                ),
            }
        }
        ("column", Some(written)) => Some(Some(Piece::Column(around.column(field, at + 8, written)?))),
        ("checksum", Some(rule)) => match Checksum::ALL.iter().find(|known| known.name() == rule) {
            Some(checksum) => Some(Some(Piece::Checksum(*checksum))),
            None => {
                let hint = suggest::hint(rule, Checksum::WORDS.to_vec()).unwrap_or_default();
                broken(format!("'{rule}' is no rule for check digits"), &hint)
            }
        },
        ("digits" | "letters" | "hex", Some(number)) => {
            let alphabet = Alphabet::ALL.iter().find(|known| known.name() == name).copied()?;
            let wanted = number.parse::<usize>().ok().filter(|number| (1..=MOST_LETTERS).contains(number));
            match wanted {
                Some(number) => Some(Some(Piece::Letters { alphabet, number })),
                None => broken(
                    format!("'{{{inside}}}' does not say how many: a whole number from 1 to {MOST_LETTERS}"),
                    &format!("write it as {{{name}:4}}"),
                ),
            }
        }
        (
            "uuid" | "one_of" | "uniform_int" | "digits" | "letters" | "hex" | "column" | "checksum",
            Some(_) | None,
        ) => broken(format!("'{{{inside}}}' does not have the arguments of its placeholder"), KNOWN),
        _ => {
            if let Some(meant) = suggest::closest(name.trim(), NAMES) {
                let message = format!("'{{{inside}}}' is not a placeholder and stays as it is");
                field.warn("odd-pattern", message, Some(format!("did you mean '{{{meant}}}'?")));
            }
            Some(None)
        }
    }
}

impl Surroundings for Scope<'_> {
    fn items(&self) -> u64 {
        self.items
    }

    fn column(&self, field: &Field<'_>, at: usize, written: &str) -> Option<Shown> {
        let (name, format) =
            written.split_once(':').map_or((written, None), |(name, rest)| (name, Some(rest)));
        let node = Node::of_text(field.at_byte(at), name);
        let named = Field { node: &node, ..field.clone() };
        let (peer, facts) = self.peer(&named, "{column:…}")?;
        let (writing, bytes) = writing(&named, facts, format, self.native)?;
        let shape = match (format, &facts.categories, facts.kind, facts.range) {
            (None, Some(listed), ColumnType::Text, _) => Shape::of(listed.values.iter().map(String::as_str)),
            (None, None, ColumnType::Text, _) => {
                facts.language.as_ref().map_or(Shape::UNKNOWN, |language| language.shape())
            }
            (None, _, ColumnType::Int32 | ColumnType::Int64, Some((least, greatest))) => {
                Shape::of_numbers(least as i64, greatest as i64)
            }
            _ => Shape::UNKNOWN,
        };
        Some(Shown {
            peer,
            writing,
            written: written.to_owned(),
            shape,
            bytes,
            extent: facts.extent,
            nullable: facts.nulls.possible(),
            unique: facts.unique && format.is_none() && matches!(peer, crate::facts::Peer::Column(_)),
        })
    }
}

/// How a value is written, and most bytes of it.
fn writing(field: &Field<'_>, facts: &Facts, format: Option<&str>, native: bool) -> Option<(Writing, u64)> {
    let sql = match (facts.kind, format) {
        (ColumnType::List(_) | ColumnType::Struct(_), _) => {
            let message = format!("is {}, which a text cannot show", facts.kind.sql());
            field.error("wrong-type", message, None);
            return None;
        }
        (ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz(_), Some(format)) => {
            format!("strftime(value, '{}')", format.replace('\'', "''"))
        }
        (_, Some(format)) => {
            let message = format!(
                "'{format}' is a format of dates and timestamps, but the column is {}",
                facts.kind.sql()
            );
            field.error("wrong-type", message, Some("leave the format out".to_owned()));
            return None;
        }
        (ColumnType::Timestamp, None) if native => "CAST(value AS VARCHAR)".to_owned(),
        (_, None) => return Some((Writing::Plain, facts.extent.bytes)),
    };
    match Expression::new(&sql, &mut Value(facts)) {
        Ok(expression) => {
            let bytes = expression.bytes();
            Some((Writing::By(std::sync::Arc::new(expression)), bytes))
        }
        Err(problems) => {
            for problem in problems {
                field.error("bad-pattern", problem.message, Some("formats are those of strftime".to_owned()));
            }
            None
        }
    }
}

/// The one value that an expression reads.
struct Value<'a>(&'a Facts);

impl Names for Value<'_> {
    fn operand(&mut self, _: &[&str], _: usize, _: &mut Vec<Problem>) -> Option<Operand> {
        Some(Operand {
            number: 0,
            kind: self.0.kind,
            nullable: true,
            range: self.0.range,
            bytes: self.0.extent.bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::language::Pattern;
    use super::*;
    use crate::config::node;
    use crate::config::reader::Report;
    use crate::facts::{Form, Language, Peer};

    struct Alone;

    impl Surroundings for Alone {
        fn items(&self) -> u64 {
            1234
        }

        fn column(&self, _: &Field<'_>, at: usize, written: &str) -> Option<Shown> {
            Some(Shown {
                peer: Peer::Column(at),
                writing: Writing::Plain,
                written: written.to_owned(),
                shape: Shape::UNKNOWN,
                bytes: 10,
                extent: crate::facts::Extent::text(10),
                nullable: false,
                unique: false,
            })
        }
    }

    fn pieces(template: &str) -> Option<Vec<Piece>> {
        let tree = node::parse(&format!("{template:?}")).unwrap();
        parse(&Field::root(&Report::new(""), &tree), &Alone)
    }

    fn letters(alphabet: Alphabet, number: usize) -> Piece {
        Piece::Letters { alphabet, number }
    }

    #[test]
    fn templates_are_split_at_placeholders() {
        let text = |text: &str| Piece::Literal(text.to_owned());
        assert_eq!(pieces("").unwrap(), []);
        assert_eq!(pieces("a{uuid}").unwrap(), [text("a"), Piece::Uuid]);
        assert_eq!(pieces("{uniform_int:10-20}").unwrap(), [Piece::UniformInt { min: 10, size: 10 }]);
        assert_eq!(pieces("{uniform_int:-5-10}").unwrap(), [Piece::UniformInt { min: -5, size: 15 }]);
        assert_eq!(
            pieces("{one_of:a, b,}").unwrap(),
            [Piece::OneOf(vec!["a".into(), "b".into(), "".into()])]
        );
        assert_eq!(pieces("{}{ uuid }{UUID}").unwrap(), [text("{}{ uuid }{UUID}")]);
        assert_eq!(pieces("é{uuid}é").unwrap(), [text("é"), Piece::Uuid, text("é")]);
        assert_eq!(
            pieces("{digits:4}-{letters:3}{hex:8}{sequential_id:04}").unwrap(),
            [
                letters(Alphabet::Digits, 4),
                text("-"),
                letters(Alphabet::Letters, 3),
                letters(Alphabet::Hex, 8),
                Piece::SequentialId { width: 4 },
            ]
        );
        let column = pieces("é{column:on:%Y:%m}").unwrap();
        assert!(matches!(&column[..], [_, Piece::Column(shown)]
            if shown.written == "on:%Y:%m" && shown.peer == Peer::Column(10)));
    }

    #[test]
    fn broken_placeholders_are_refused() {
        for broken in [
            "{uniform_int:9}",
            "{uniform_int:5-5}",
            "{uniform_int:a-b}",
            "{uniform_int}",
            "{uuid:1}",
            "abc{uuid",
            "{one_of}",
            "{digits}",
            "{digits:0}",
            "{letters:-1}",
            "{hex:1001}",
            "{sequential_id:6}",
            "{sequential_id:03}",
            "{sequential_id:021}",
            "{column}",
            "{checksum:crc}",
            "A{checksum:luhn}",
            "{digits:11}{checksum:ean13}",
            "{uniform_int:1-100}{checksum:ean13}",
            "{digits:2}{checksum:iban}{digits:18}",
            "DE{checksum:iban}{digits:17}",
            "DE{checksum:iban}{hex:18}",
            "XX{checksum:iban}{digits:31}",
            "DE{checksum:iban}{digits:17}{checksum:luhn}",
        ] {
            assert_eq!(pieces(broken), None, "{broken}");
        }
        for fine in [
            "{sequential_id:04}",
            "4{digits:14}{checksum:luhn}",
            "400{digits:9}{checksum:ean13}",
            "DE{checksum:iban} {digits:4} {digits:4} {digits:4} {digits:4} {digits:2}",
            "{one_of:DE,NL}{checksum:iban}{digits:18}",
            "{letters:2}{checksum:iban}{letters:4}{digits:10}",
        ] {
            assert!(pieces(fine).is_some(), "{fine}");
        }
    }

    #[test]
    fn a_pattern_knows_its_texts() {
        let pattern = |template: &str| Pattern(Arc::from(pieces(template).unwrap()));
        let known = |template: &str, text: &str| pattern(template).contains(text);
        for text in ["SKU-1000", "SKU-9998"] {
            assert!(known("SKU-{uniform_int:1000-9999}", text), "{text}");
        }
        for text in ["SKU-9999", "SKU-999", "SKU-01000", "SKU-1000 ", "sku-1000", ""] {
            assert!(!known("SKU-{uniform_int:1000-9999}", text), "{text}");
        }
        assert!(known("{one_of:a,ab}{one_of:c,bc}{sequential_id}", "abc17"));
        assert!(!known("{one_of:a,ab}{one_of:c,bc}{sequential_id}", "abc017"));
        assert!(known("é{uuid}é", "é00112233-4455-4677-8899-aabbccddeeffé"));
        assert!(!known("{uuid}", "00112233-4455-6677-8899-aabbccddeeff"));
        assert!(known("{uniform_int:-5-5}-{uniform_int:-5-5}", "-3--4"));
        assert!(known("{sequential_id:06}", "000017"));
        assert!(!known("{sequential_id:06}", "000000") && !known("{sequential_id:06}", "0000017"));
        assert!(known("{hex:4}{digits:2}{letters:2}", "0af912ZZ"));
        assert!(!known("{hex:4}{digits:2}{letters:2}", "0aF912ZZ"));
        assert!(known("{digits:10}{checksum:luhn}", "79927398713"));
        assert!(!known("{digits:10}{checksum:luhn}", "79927398714"));
        assert!(known("DE{checksum:iban}{digits:18}", "DE89370400440532013000"));
        assert!(!known("DE{checksum:iban}{digits:18}", "DE88370400440532013000"));
        assert!(known("{column:sku}-{digits:2}", "Ä-7-77") && !known("{column:sku}-{digits:2}", "A77"));
        let shown = pattern("{column:sku}-{digits:2}");
        assert!(shown.fits("Ä-7-77", &["Ä-7"]) && !shown.fits("Ä-7-77", &["Ä-"]));
    }
}
