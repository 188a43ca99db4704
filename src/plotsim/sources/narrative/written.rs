//! How a narrative is written: its keys, its template, its lexicons.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::gauge::Gauge;
use super::super::{Entry, Reading, Role, SourceDraft, Written};
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::{Kind, Section, When};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::plotsim::draft::source::Form;
use crate::plotsim::parts::names;

/// The lexicon of segments or archetypes that are not named.
pub const DEFAULT: &str = "default";
/// Bands at most.
const MOST: usize = 20;
/// Longest template, in characters.
const LONGEST: usize = 1000;

static PHRASES: Kind = Kind::SomeOf(&Kind::Text);
static SLOTS: Kind = Kind::MapOf(&Kind::MapOf(&PHRASES));

pub const TEMPLATE: Key<Option<Unread>> = Key::of("template", Kind::Text)
    .optional()
    .doc("The sentence of a narrative, with {slots} of its lexicons, {entity_name}, {period_label} and {columns} before it")
    .example("\"{opener} {object}.\"");
pub static LEXICONS: Key<Option<Unread>> = Key::of("lexicons", Kind::MapOf(&SLOTS))
    .optional()
    .doc("Phrases by segment or archetype, slot and band; default serves those that are not named")
    .example("{ default: { opener: { low: [I regret], mid: [I use], high: [I love] } } }");
pub const BANDS: Key<Option<Unread>> = Key::of("bands", Kind::SomeOf(&Kind::Text))
    .otherwise("[low, mid, high]")
    .doc("What parts of equal width of the position are called, lowest first")
    .example("[low, mid, high]");
pub const FOLLOWS: Key<Option<Unread>> = Key::of("follows", Kind::Text)
    .otherwise("the entity's own position")
    .doc("The metric whose effective position decides the band")
    .example("satisfaction");

/// Columns of this source, in the builder form.
pub const IN_BUILDER: When = When::new("type", &["narrative"]);
/// And in the engine form.
pub const IN_ENGINE: When = When::new("source", &["narrative:"]);

/// What the engine form writes beside the source.
pub static BLOCK: Key<Option<Mapping>> = Key::map("narrative", &SECTION)
    .optional()
    .doc("The sentence of a column of source narrative:<key>")
    .example("{ template: \"{opener} it.\", lexicons: { default: { opener: { low: [I regret], mid: [I use], high: [I love] } } } }");

static SECTION: Section = Section::new(
    "engine.narrative",
    "docs/plotsim.md#narratives",
    "A sentence whose words follow how an entity is doing",
    &[
        Key::of("template", Kind::Text).doc(TEMPLATE.param.doc).example(TEMPLATE.param.example).param,
        Key::of("lexicons", Kind::MapOf(&SLOTS))
            .doc("Phrases by archetype, slot and band; default serves those that are not named")
            .example("{ default: { opener: { low: [I regret], mid: [I use], high: [I love] } } }")
            .param,
        BANDS.param,
        FOLLOWS.param,
    ],
);

const DOC: &str = "A sentence whose words follow how the entity is doing";

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("narrative", DOC, |reading| read(reading, reading.fields))],
    engine: &[Written {
        form: Form {
            form: "narrative:<key>",
            pattern: "^narrative:[A-Za-z_][A-Za-z0-9_]*$",
            example: "\"narrative:review\"",
            doc: DOC,
        },
        read: |reading| {
            if !names::is_identifier(reading.tail) {
                return reading
                    .bad(reading.at, &format!("'{}' cannot be the key of a narrative", reading.tail));
            }
            let block = reading.fields.read(&BLOCK)??;
            read(reading, &block)
        },
    }],
    what: "a narrative",
    role: Role::Value,
    unique: false,
    stands: |about| about.is_entity_in_period(),
    hint: Some("narratives belong to facts per entity and period and to events"),
};

fn read(reading: &Reading<'_, '_>, fields: &Fields<'_>) -> Option<Arc<dyn SourceDraft>> {
    let bands = match fields.at(&BANDS) {
        Some(field) => bands(field),
        None => Some(["low", "mid", "high"].map(str::to_owned).to_vec()),
    };
    let follows = match fields.at(&FOLLOWS) {
        None => Some(Gauge::Position),
        Some(field) => names::METRIC.find(field, reading.scope.metrics).map(Gauge::Effective),
    };
    let lexicons = fields.at(&LEXICONS)?;
    let read = bands.as_deref().and_then(|bands| lexica(lexicons, bands));
    let slots: Vec<&str> = lexicons
        .entries()
        .into_iter()
        .flatten()
        .flat_map(|(_, slots)| slots.entries().unwrap_or_default())
        .map(|(name, _)| name)
        .collect();
    let template = fields.at(&TEMPLATE)?;
    let pieces = parse(template, &slots);
    Some(Arc::new(Drafted { pieces: pieces?, lexicons: read?, bands: bands?.into(), gauge: follows? }))
}

fn bands(field: &Field<'_>) -> Option<Vec<String>> {
    let items = field.some_items()?;
    let read: Vec<Option<&str>> = items.iter().map(Field::text).collect();
    let read = read.into_iter().collect::<Option<Vec<&str>>>()?;
    if let Some(place) = (1..read.len()).find(|place| read[..*place].contains(&read[*place])) {
        items[place].error("duplicate-item", format!("'{}' is listed twice", read[place]), None);
        return None;
    }
    if !(2..=MOST).contains(&read.len()) {
        let message = format!("is a list of {}, but must be of 2 to {MOST} bands", read.len());
        field.error("wrong-length", message, None);
        return None;
    }
    Some(read.into_iter().map(str::to_owned).collect())
}

/// Phrases by slot and band, of those bands that are written.
pub type Lexicon = BTreeMap<String, Vec<Option<Arc<[String]>>>>;

/// The lexicons of a mapping, by name.
fn lexica(field: &Field<'_>, bands: &[String]) -> Option<BTreeMap<String, Lexicon>> {
    let mut fine = true;
    let mut all = BTreeMap::new();
    let entries = field.entries()?;
    for (name, slots) in entries {
        let mut lexicon = Lexicon::new();
        let Some(slots) = slots.entries() else {
            fine = false;
            continue;
        };
        for (slot, by_band) in slots {
            let mut own = vec![None; bands.len()];
            let Some(by_band) = by_band.entries() else {
                fine = false;
                continue;
            };
            for (band, phrases) in by_band {
                let Some(place) = bands.iter().position(|known| known == band) else {
                    let hint = suggest::hint(band, bands.iter().map(String::as_str));
                    phrases.error("unknown-value", format!("'{band}' is not one of the bands"), hint);
                    fine = false;
                    continue;
                };
                let read = phrases.some_items().map(|items| {
                    let texts: Vec<Option<&str>> = items.iter().map(Field::text).collect();
                    texts.into_iter().map(|text| text.map(str::to_owned)).collect::<Option<Vec<_>>>()
                });
                match read.flatten() {
                    Some(texts) => own[place] = Some(texts.into()),
                    None => fine = false,
                }
            }
            lexicon.insert(slot.to_owned(), own);
        }
        all.insert(name.to_owned(), lexicon);
    }
    fine.then_some(all)
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(String),
    /// A phrase of a slot; the same wherever its number is.
    Slot(String, u64),
    EntityName,
    PeriodLabel,
    /// Another column of the row, and the byte of the template where its name stands.
    Column(String, usize),
}

/// The pieces of a template. Braces are written twice to stand for themselves.
fn parse(field: &Field<'_>, slots: &[&str]) -> Option<Vec<Piece>> {
    let text = field.text()?;
    if text.chars().count() > LONGEST {
        let message = format!("is of {} characters, but may be of {LONGEST}", text.chars().count());
        field.error("too-large", message, None);
        return None;
    }
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text.char_indices().peekable();
    let mut shows_slot = false;
    while let Some((byte, letter)) = rest.next() {
        match (letter, rest.peek().map(|(_, next)| *next)) {
            ('{', Some('{')) | ('}', Some('}')) => {
                plain.push(letter);
                rest.next();
            }
            ('{', _) => {
                let Some(length) = text[byte + 1..].find('}') else {
                    let hint = Some("write {{ for a brace".to_owned());
                    field.error_shown(byte, "bad-pattern", "the brace is not closed", hint);
                    return None;
                };
                let name = &text[byte + 1..byte + 1 + length];
                while rest.next_if(|(at, _)| *at <= byte + 1 + length).is_some() {}
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                let piece = placeholder(field, byte + 1, name, slots)?;
                shows_slot |= matches!(piece, Piece::Slot(..));
                pieces.push(piece);
            }
            ('}', _) => {
                let hint = Some("write }} for a brace".to_owned());
                field.error_shown(byte, "bad-pattern", "the brace closes nothing", hint);
                return None;
            }
            _ => plain.push(letter),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    if !shows_slot {
        let message = "shows no slot of its lexicons";
        field.error("bad-pattern", message, Some("as in \"{opener} it\"".to_owned()));
        return None;
    }
    Some(pieces)
}

fn placeholder(field: &Field<'_>, byte: usize, name: &str, slots: &[&str]) -> Option<Piece> {
    let (slot, number) = match name.split_once('#') {
        Some((slot, number)) => match number.parse::<u64>().ok().filter(|number| *number >= 1) {
            Some(number) => (slot, number),
            None => {
                let message = format!("'{name}' is not <slot>#<number from 1>");
                field.error_shown(byte, "bad-pattern", message, Some("as in {opener#2}".to_owned()));
                return None;
            }
        },
        None => (name, 1),
    };
    match name {
        _ if slots.contains(&slot) => Some(Piece::Slot(slot.to_owned(), number)),
        "entity_name" => Some(Piece::EntityName),
        "period_label" => Some(Piece::PeriodLabel),
        _ => Some(Piece::Column(name.to_owned(), byte)),
    }
}

/// A narrative as it is written.
#[derive(Debug)]
pub struct Drafted {
    pub pieces: Vec<Piece>,
    pub lexicons: BTreeMap<String, Lexicon>,
    pub bands: Arc<[String]>,
    pub gauge: Gauge,
}
