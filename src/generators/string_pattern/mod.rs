//! `string_pattern`: text with placeholders, or of a regular expression.

mod ambiguity;
mod checksum;
mod language;
mod piece;
mod regex;
mod template;
mod values;

use std::sync::Arc;

use super::Entry;
use super::scope::{Scope, UNIQUE};
use crate::config::key::Key;
use crate::config::param::{Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::{Extent, Facts, Independent, Language, Nulls, Peer, Relation, Shows, Tie, Writing};
use crate::random::Permutation;
use ambiguity::tells_apart;
use language::Pattern;
use piece::{Piece, Shown};
use regex::{Matching, REGEX};
use values::{Deal, MORE, StringPattern};

const TEMPLATE: Key<Option<&str>> =
    Key::text("template").otherwise("regex").doc("The text").example("INV-{sequential_id:06}");

pub static ENTRY: Entry = Entry {
    name: "string_pattern",
    section: Section::new(
        "datagen.generator.string_pattern",
        "docs/datagen.md#string_pattern",
        "Text with placeholders: {sequential_id}, {sequential_id:06}, {uuid}, {uniform_int:MIN-MAX} (MAX excluded), {one_of:a,b,c}, \
         {digits:4}, {letters:3} (A to Z), {hex:8}, {column:NAME}, {column:NAME:%Y%m}, {checksum:luhn}, {checksum:ean13}, \
         {checksum:iban}; other braces stay as they are. Or text of a regular expression. Null where a column that is shown is",
        &[TEMPLATE.param, REGEX.param, UNIQUE.param],
    )
    .rules(&[
        Rule::AtLeastOne(&["template", "regex"]),
        Rule::AtMostOne(&["template", "regex"], "say the same thing"),
    ]),
    example: "{ type: string_pattern, template: \"SKU-{uniform_int:1000-9999}\" }",
    read: |fields, scope| match fields.at(&TEMPLATE) {
        Some(field) => of_template(fields, field, scope),
        None => of_regex(fields, scope),
    },
};

fn of_regex(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<super::Generator> {
    let expression = regex::read(fields, scope)?;
    let width = expression.width();
    let facts = Facts {
        extent: expression.extent(),
        unique: expression.ranks.is_some(),
        language: Some(Arc::clone(&expression.regular) as Arc<dyn Language>),
        ..text()
    };
    Some(ENTRY.generator(facts, move |key, site| {
        let order = |ranks: &Arc<_>| {
            let ranks: &Arc<crate::regular::Ranks> = ranks;
            (Arc::clone(ranks), Permutation::new(key.child("unique"), ranks.numbers()))
        };
        Arc::new(Matching {
            regular: Arc::clone(&expression.regular),
            words: site.stream(key, width),
            width,
            deal: expression.ranks.as_ref().map(order),
        })
    }))
}

fn of_template(fields: &Fields<'_>, field: &Field<'_>, scope: &Scope<'_>) -> Option<super::Generator> {
    let pieces = template::parse(field, scope)?;
    let numbered = pieces.iter().any(|piece| matches!(piece, Piece::SequentialId { .. }));
    if numbered {
        scope.count_rows();
    }
    if scope.in_array && numbered {
        scope.refuse("{sequential_id} cannot number the elements of an array");
        return None;
    }
    let shown: Vec<Shown> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Column(shown) => Some(shown.clone()),
            Piece::Literal(_)
            | Piece::SequentialId { .. }
            | Piece::Uuid
            | Piece::UniformInt { .. }
            | Piece::OneOf(_)
            | Piece::Letters { .. }
            | Piece::Checksum(_) => None,
        })
        .collect();
    let has_uuid = pieces.contains(&Piece::Uuid);
    let differs = numbered || shown.iter().any(|shown| shown.unique);
    let combinations =
        pieces.iter().flat_map(Piece::sizes).try_fold(1_u64, |product, (size, _)| product.checked_mul(size));
    let unique = scope
        .unique(fields, if differs || has_uuid { u64::MAX } else { combinations.unwrap_or(u64::MAX) })?;
    if unique && !has_uuid && !tells_apart(&pieces) {
        let message =
            "different values of these placeholders can make the same text, so texts cannot be unique";
        let hint = "separate the placeholders, as in {uniform_int:1-50}-{uniform_int:1-50}".to_owned();
        fields.at(&UNIQUE)?.error("ambiguous-pattern", message, Some(hint));
        return None;
    }
    let deals = unique && !differs && !has_uuid;
    let nullable = shown.iter().any(|shown| shown.nullable);
    let bytes = pieces.iter().map(Piece::bytes).fold(0, u64::saturating_add);
    let is_key = deals || has_uuid || (differs && tells_apart(&pieces));
    let pieces: Arc<[Piece]> = pieces.into();
    let values: Arc<[(Peer, Writing)]> =
        shown.iter().map(|shown| (shown.peer, shown.writing.clone())).collect();
    let relation = match values.is_empty() {
        true => Relation::None,
        false => Relation::Shows(Shows {
            values: Arc::clone(&values),
            form: Arc::new(Pattern(Arc::clone(&pieces))),
        }),
    };
    let tie = |(peer, _): &(Peer, Writing)| match peer {
        Peer::Column(column) => Some(Tie::Column(*column)),
        Peer::Entity(_) | Peer::Day => None,
    };
    let facts = Facts {
        nulls: if nullable { Nulls::Possible } else { Nulls::Never },
        extent: shown
            .iter()
            .fold(Extent::text(0), |extent, shown| extent.or(shown.extent.inside()))
            .with_bytes(bytes),
        relation,
        ties: values.iter().filter_map(tie).collect(),
        unique: is_key && !nullable,
        language: Some(Arc::new(Pattern(Arc::clone(&pieces)))),
        ..text()
    };
    Some(ENTRY.generator(facts, move |key, site| {
        let words = |(index, piece): (usize, &Piece)| {
            site.stream(key.child(&index.to_string()), piece.words().max(1))
        };
        let deal = || {
            let key = key.child("unique");
            Deal {
                order: Permutation::new(key, combinations.unwrap_or(u64::MAX)),
                more: combinations.is_none().then(|| site.stream(key.child("more"), MORE)),
            }
        };
        Arc::new(StringPattern {
            words: pieces.iter().enumerate().map(words).collect(),
            pieces: Arc::clone(&pieces),
            shown: values.iter().map(|(peer, writing)| (site.peer(*peer), writing.clone())).collect(),
            deal: deals.then(deal),
        })
    }))
}

/// What is known of any text.
fn text() -> Facts {
    Facts::from(Independent {
        kind: ColumnType::Text,
        range: None,
        extent: Extent::text(0),
        categories: None,
        law: None,
        unique: false,
        language: None,
        rhythm: None,
    })
}
