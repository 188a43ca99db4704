//! `string_pattern`: text with placeholders.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};
use crate::config::reader::Field;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String),
    SequentialId,
    Uuid,
    UniformInt { min: i64, size: u64 },
    OneOf(Vec<String>),
}

pub static ENTRY: Entry = Entry {
    name: "string_pattern",
    section: Section::new(
        "datagen.generator.string_pattern",
        "docs/datagen.md#string_pattern",
        "Text with placeholders: {sequential_id}, {uuid}, {uniform_int:MIN-MAX} (MAX excluded), {one_of:a,b,c}; other braces stay as they are",
        &[required("template", Kind::Text, "The text"), super::uniform_int::UNIQUE],
    ),
    example: "{ type: string_pattern, template: \"SKU-{uniform_int:1000-9999}\" }",
    read: |fields, scope| {
        let field = fields.get("template")?;
        let pieces = parse(field)?;
        if scope.in_array && pieces.contains(&Piece::SequentialId) {
            scope.refuse("{sequential_id} cannot number the elements of a json_array");
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
        if unique && !has_uuid && !super::tells_apart(&pieces) {
            let message =
                "different values of these placeholders can make the same text, so texts cannot be unique";
            let hint = "separate the placeholders, as in {uniform_int:1-50}-{uniform_int:1-50}".to_owned();
            fields.get("unique")?.error("ambiguous-pattern", message, Some(hint));
            return None;
        }
        let unique = unique && !already;
        Some(Generator::StringPattern { pieces, unique })
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
            if let Some(meant) = crate::config::suggest::closest(name.trim(), known) {
                let message = format!("'{{{inside}}}' is not a placeholder and stays as it is");
                field.warn("odd-pattern", message, Some(format!("did you mean '{{{meant}}}'?")));
            }
            Some(None)
        }
    }
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
}
