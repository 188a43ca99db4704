//! `string_pattern`: text with placeholders.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::ambiguity::tells_apart;
use super::scope::UNIQUE;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Language, Nulls, Order, Relation, Window};
use crate::random::{Items, Permutation, Stream, below};
use crate::steps::Steps;
use crate::tables::text::{Texts, push_uuid};

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String),
    SequentialId,
    Uuid,
    UniformInt { min: i64, size: u64 },
    OneOf(Vec<String>),
}

const TEMPLATE: Key<&str> = Key::text("template").doc("The text");

pub static ENTRY: Entry = Entry {
    name: "string_pattern",
    section: Section::new(
        "datagen.generator.string_pattern",
        "docs/datagen.md#string_pattern",
        "Text with placeholders: {sequential_id}, {uuid}, {uniform_int:MIN-MAX} (MAX excluded), {one_of:a,b,c}; other braces stay as they are",
        &[TEMPLATE.param, UNIQUE.param],
    ),
    example: "{ type: string_pattern, template: \"SKU-{uniform_int:1000-9999}\" }",
    read: |fields, scope| {
        let field = fields.at(&TEMPLATE)?;
        let pieces = parse(field)?;
        if scope.in_array && pieces.contains(&Piece::SequentialId) {
            scope.refuse("{sequential_id} cannot number the elements of an array");
            return None;
        }
        let already = pieces.iter().any(|piece| matches!(piece, Piece::SequentialId | Piece::Uuid));
        let combinations = pieces.iter().fold(1u64, |product, piece| match piece {
            Piece::UniformInt { size, .. } => product.saturating_mul(*size),
            Piece::OneOf(items) => product.saturating_mul(items.len() as u64),
            _ => product,
        });
        let has_uuid = pieces.contains(&Piece::Uuid);
        let unique = scope.unique(fields, if already { u64::MAX } else { combinations })?;
        if unique && !has_uuid && !tells_apart(&pieces) {
            let message =
                "different values of these placeholders can make the same text, so texts cannot be unique";
            let hint = "separate the placeholders, as in {uniform_int:1-50}-{uniform_int:1-50}".to_owned();
            fields.at(&UNIQUE)?.error("ambiguous-pattern", message, Some(hint));
            return None;
        }
        let unique = unique && !already;
        let length = |piece: &Piece| match piece {
            Piece::Literal(text) => text.len() as u64,
            Piece::OneOf(values) => Extent::longest(values).bytes,
            Piece::SequentialId | Piece::Uuid | Piece::UniformInt { .. } => 40,
        };
        let bytes = pieces.iter().map(length).fold(0, u64::saturating_add);
        let numbered = pieces.contains(&Piece::SequentialId) && tells_apart(&pieces);
        let pieces: Arc<[Piece]> = pieces.into();
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: Nulls::Never,
            range: None,
            extent: Extent::text(bytes),
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: unique || numbered || has_uuid,
            order: Order::Any,
            language: Some(Arc::new(Pattern(Arc::clone(&pieces)))),
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            let words = |(index, piece): (usize, &Piece)| {
                let width = if *piece == Piece::Uuid { 2 } else { 1 };
                site.stream(key.child(&index.to_string()), width)
            };
            Arc::new(StringPattern {
                words: pieces.iter().enumerate().map(words).collect(),
                pieces: Arc::clone(&pieces),
                deal: unique.then(|| Permutation::new(key.child("unique"), combinations)),
            })
        }))
    },
};

/// Splits a template at its placeholders. A known placeholder with bad arguments is an error; unknown ones are text.
fn parse(field: &Field<'_>) -> Option<Vec<Piece>> {
    let mut rest = field.text()?;
    let mut pieces = Vec::new();
    let mut literal = String::new();
    while let Some(open) = rest.find('{') {
        literal.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else {
            let message = format!("the placeholder '{}' is not closed", &rest[open..]);
            field.error("bad-pattern", message, Some("add the missing '}'".into()));
            return None;
        };
        let inside = &rest[open + 1..open + length];
        match placeholder(inside, field)? {
            Some(piece) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(piece);
            }
            None => literal.push_str(&rest[open..open + length + 1]),
        }
        rest = &rest[open + length + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Some(pieces)
}

/// `Some(None)` for braces that are no placeholder, `None` after reporting a broken one.
fn placeholder(inside: &str, field: &Field<'_>) -> Option<Option<Piece>> {
    let (name, arguments) = inside.split_once(':').map_or((inside, None), |(name, rest)| (name, Some(rest)));
    match (name, arguments) {
        ("sequential_id", None) => Some(Some(Piece::SequentialId)),
        ("uuid", None) => Some(Some(Piece::Uuid)),
        ("one_of", Some(list)) => {
            Some(Some(Piece::OneOf(list.split(',').map(|item| item.trim().to_owned()).collect())))
        }
        ("uniform_int", Some(range)) => {
            // A leading minus belongs to MIN, so the range is split at the first one after it.
            let split =
                range.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(at, _)| range.split_at(at));
            let bounds = split.and_then(|(min, max)| {
                Some((min.trim().parse::<i64>().ok()?, max[1..].trim().parse::<i64>().ok()?))
            });
            match bounds {
                Some((min, max)) if min < max => {
                    Some(Some(Piece::UniformInt { min, size: max.abs_diff(min) }))
                }
                _ => {
                    let message =
                        format!("'{{{inside}}}' is not a range of whole numbers with MIN less than MAX");
                    field.error("bad-pattern", message, Some("write it as {uniform_int:1000-9999}".into()));
                    None
                }
            }
        }
        ("sequential_id" | "uuid", Some(_)) | ("one_of" | "uniform_int", None) => {
            let message = format!("'{{{inside}}}' does not have the arguments of its placeholder");
            let hint = "known: {sequential_id}, {uuid}, {uniform_int:MIN-MAX}, {one_of:a,b,c}".to_owned();
            field.error("bad-pattern", message, Some(hint));
            None
        }
        _ => {
            let known = ["sequential_id", "uuid", "uniform_int", "one_of"];
            if let Some(meant) = suggest::closest(name.trim(), known) {
                let message = format!("'{{{inside}}}' is not a placeholder and stays as it is");
                field.warn("odd-pattern", message, Some(format!("did you mean '{{{meant}}}'?")));
            }
            Some(None)
        }
    }
}

struct StringPattern {
    pieces: Arc<[Piece]>,
    /// Of each piece.
    words: Vec<Stream>,
    /// Where unique, the combination of all numbers and lists is dealt at once.
    deal: Option<Permutation>,
}

impl StringPattern {
    /// A drawn index, or a piece's digit of the dealt combination.
    #[inline(always)]
    fn index(&self, dealt: &mut Option<u64>, words: &[u64], position: usize, size: u64) -> u64 {
        match dealt {
            None => below(words[position], size),
            Some(remaining) => {
                let digit = *remaining % size;
                *remaining /= size;
                digit
            }
        }
    }

    /// The random words of each piece.
    fn words(&self, items: Items<'_>) -> Vec<Vec<u64>> {
        let words = |(piece, stream): (&Piece, &Stream)| {
            let mut words = Vec::new();
            let drawn = match piece {
                Piece::Uuid => true,
                Piece::UniformInt { .. } | Piece::OneOf(_) => self.deal.is_none(),
                Piece::Literal(_) | Piece::SequentialId => false,
            };
            if drawn {
                stream.words(items, &mut words);
            }
            words
        };
        self.pieces.iter().zip(&self.words).map(words).collect()
    }
}

impl Values for StringPattern {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let words = self.words(items);
        let mut texts = Texts::with_capacity(items.len(), 24);
        let mut digits = itoa::Buffer::new();
        for position in 0..items.len() {
            let mut dealt = self.deal.as_ref().map(|deal| deal.apply(items.item(position)));
            let mut index = |piece: usize, size: u64| self.index(&mut dealt, &words[piece], position, size);
            for (at, piece) in self.pieces.iter().enumerate() {
                match piece {
                    Piece::Literal(text) => texts.push(text),
                    Piece::SequentialId => texts.push(digits.format(u128::from(items.item(position)) + 1)),
                    Piece::Uuid => {
                        let pair = &words[at][2 * position..2 * position + 2];
                        push_uuid(&mut texts, &super::uuid::bytes(pair[0], pair[1]));
                    }
                    Piece::UniformInt { min, size } => {
                        texts.push(digits.format(min.wrapping_add(index(at, *size) as i64)));
                    }
                    Piece::OneOf(values) => texts.push(&values[index(at, values.len() as u64) as usize]),
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words(Items::List(&[item]));
        let mut dealt = self.deal.as_ref().map(|deal| deal.apply(item));
        if let Some(dealt) = dealt {
            let detail =
                format!("row {item} in a keyed permutation of all combinations, so that none comes twice");
            steps.number("combination", dealt as f64, detail);
        }
        let mut digits = itoa::Buffer::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(text) => steps.text("literal", text.as_str(), "as it stands"),
                Piece::SequentialId => steps.text(
                    "sequential_id",
                    digits.format(u128::from(item) + 1),
                    "the row's number from 1",
                ),
                Piece::Uuid => steps.words(&words[at], "the bits of {uuid}"),
                Piece::UniformInt { min, size } => {
                    let index = self.index(&mut dealt, &words[at], 0, *size);
                    steps.number(
                        "uniform_int",
                        min.wrapping_add(index as i64) as f64,
                        format!("{min} + number {index} of {size}"),
                    );
                }
                Piece::OneOf(values) => {
                    let index = self.index(&mut dealt, &words[at], 0, values.len() as u64);
                    steps.text(
                        "one_of",
                        values[index as usize].as_str(),
                        format!("number {index} of {}", values.len()),
                    );
                }
            }
        }
    }
}

/// The texts of a pattern.
#[derive(Debug)]
struct Pattern(Arc<[Piece]>);

impl Language for Pattern {
    fn contains(&self, text: &str) -> bool {
        // The places in the text at which what was looked at so far can end.
        let mut places = vec![0];
        for piece in self.0.iter() {
            let mut next: Vec<usize> = places
                .iter()
                .flat_map(|place| piece.ends(&text[*place..]).map(move |end| place + end))
                .collect();
            next.sort_unstable();
            next.dedup();
            places = next;
        }
        places.contains(&text.len())
    }

    fn in_words(&self) -> String {
        self.0.iter().map(Piece::in_words).collect()
    }
}

impl Piece {
    /// How many bytes of the text's beginning the piece can be.
    fn ends(&self, text: &str) -> impl Iterator<Item = usize> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let found: Vec<usize> = match self {
            Piece::Literal(literal) => {
                text.starts_with(literal.as_str()).then_some(literal.len()).into_iter().collect()
            }
            Piece::OneOf(values) => {
                values.iter().filter(|value| text.starts_with(value.as_str())).map(String::len).collect()
            }
            Piece::Uuid => is_uuid(text).then_some(36).into_iter().collect(),
            Piece::SequentialId => {
                let first = !text.starts_with('0');
                (1..=digits).filter(|_| first).collect()
            }
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
        };
        found.into_iter()
    }

    /// As a template writes it.
    fn in_words(&self) -> String {
        match self {
            Piece::Literal(text) => text.clone(),
            Piece::SequentialId => "{sequential_id}".to_owned(),
            Piece::Uuid => "{uuid}".to_owned(),
            Piece::UniformInt { min, size } => {
                format!("{{uniform_int:{min}-{}}}", i128::from(*min) + i128::from(*size))
            }
            Piece::OneOf(values) => format!("{{one_of:{}}}", values.join(",")),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::node;
    use crate::config::reader::Report;

    fn pieces(template: &str) -> Option<Vec<Piece>> {
        let tree = node::parse(&format!("{template:?}")).unwrap();
        parse(&Field::root(&Report::new(""), &tree))
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
        ] {
            assert_eq!(pieces(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_pattern_knows_its_texts() {
        let known = |template: &str, text: &str| Pattern(pieces(template).unwrap().into()).contains(text);
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
    }
}
