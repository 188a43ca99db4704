//! `narrative`: a sentence whose words follow how an entity is doing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::gauge::{Gauge, Gauged};
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::{Kind, Section, When};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Language, Nulls, Order, Relation, Window};
use crate::generators::cell;
use crate::plotsim::draft::source::Form;
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::names;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;
use crate::tables::text::Texts;

/// The lexicon of segments or archetypes that are not named.
const DEFAULT: &str = "default";
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
type Lexicon = BTreeMap<String, Vec<Option<Arc<[String]>>>>;

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
enum Piece {
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
struct Drafted {
    pieces: Vec<Piece>,
    lexicons: BTreeMap<String, Lexicon>,
    bands: Arc<[String]>,
    gauge: Gauge,
}

impl SourceDraft for Drafted {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let block = column.draft.at.written(&BLOCK);
        let own = block.as_ref().unwrap_or(&column.draft.at);
        let (lexicons, template) = (own.written(&LEXICONS)?, own.written(&TEMPLATE)?);
        let groups = column.catalog.known.groups;
        let mut fine = true;
        for (name, field) in lexicons.entries()? {
            if name != DEFAULT && !groups.iter().any(|group| group.as_deref() == Some(name)) {
                // Names that could not be read may be the one.
                if groups.iter().all(Option::is_some) {
                    let known: Vec<&str> = groups.iter().flatten().map(String::as_str).collect();
                    let hint = suggest::hint(name, known.into_iter().chain([DEFAULT]));
                    let message = format!("no entities are of '{name}'");
                    field.error("unknown-segment", message, hint);
                    fine = false;
                }
            }
            for (slot, field) in field.entries().unwrap_or_default() {
                let shown = |piece: &Piece| matches!(piece, Piece::Slot(name, _) if name == slot);
                if !self.pieces.iter().any(shown) {
                    let message = format!("the template does not show '{slot}'");
                    field.warn("no-effect", message, Some(format!("write {{{slot}}} into it")));
                }
            }
        }
        // Each lexicon in use, with what it lacks from the default.
        let default = self.lexicons.get(DEFAULT);
        let mut used: Vec<(String, Vec<Slot>)> = Vec::new();
        let mut of_runs = Vec::new();
        for group in groups.iter().flatten() {
            let name = if self.lexicons.contains_key(group) { group.as_str() } else { DEFAULT };
            if let Some(place) = used.iter().position(|(known, _)| known == name) {
                of_runs.push(place);
                continue;
            }
            let Some(lexicon) = self.lexicons.get(name) else {
                let message = format!("has no phrases for '{group}'");
                let hint = "add them, or default, which serves whoever is not named".to_owned();
                lexicons.error("missing-key", message, Some(hint));
                fine = false;
                continue;
            };
            let place = lexicons.entries()?.into_iter().find(|(known, _)| *known == name);
            match self.slots(lexicon, default, &place.map_or(lexicons.clone(), |(_, field)| field)) {
                Some(slots) => {
                    of_runs.push(used.len());
                    used.push((name.to_owned(), slots));
                }
                None => {
                    fine = false;
                    used.push((name.to_owned(), Vec::new()));
                }
            }
        }
        let columns = &column.catalog.table(column.table)?.columns;
        let own = columns.iter().position(|other| std::ptr::eq(other, column.draft))?;
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            pieces.push(match piece {
                Piece::Text(text) => Part::Text(text.clone()),
                Piece::Slot(name, number) => Part::Slot(self.place_of(name, *number)?),
                Piece::EntityName => Part::EntityName,
                Piece::PeriodLabel => Part::PeriodLabel,
                Piece::Column(name, byte) => {
                    match columns[..own].iter().position(|other| other.name == *name) {
                        Some(place) => Part::Column(place),
                        None => {
                            let known = columns[..own].iter().map(|other| other.name.as_str());
                            let slots =
                                self.lexicons.values().flat_map(|lexicon| lexicon.keys().map(String::as_str));
                            let words = ["entity_name", "period_label"];
                            let hint = suggest::hint(name, known.chain(slots).chain(words));
                            let message = format!(
                                "'{name}' is neither a slot of the lexicons nor a column before this one"
                            );
                            template.error_shown(*byte, "unknown-column", message, hint);
                            fine = false;
                            continue;
                        }
                    }
                }
            });
        }
        if !fine || groups.iter().any(Option::is_none) {
            return None;
        }
        column.settled(Narrative {
            pieces: pieces.into(),
            slots: self.shown().into(),
            lexicons: used.into_iter().map(|(_, slots)| slots).collect::<Vec<_>>().into(),
            of_runs: of_runs.into(),
            bands: Arc::clone(&self.bands),
            gauge: self.gauge,
        })
    }
}

impl Drafted {
    /// The slots that the sentence shows, each draw once, in order.
    fn shown(&self) -> Vec<(String, u64)> {
        let mut shown: Vec<(String, u64)> = Vec::new();
        for piece in &self.pieces {
            if let Piece::Slot(name, number) = piece
                && !shown.iter().any(|(known, other)| known == name && other == number)
            {
                shown.push((name.clone(), *number));
            }
        }
        shown
    }

    fn place_of(&self, name: &str, number: u64) -> Option<usize> {
        self.shown().iter().position(|(known, other)| known == name && *other == number)
    }

    /// The phrases of each slot that is shown, by band.
    fn slots(&self, lexicon: &Lexicon, default: Option<&Lexicon>, at: &Field<'_>) -> Option<Vec<Slot>> {
        let mut fine = true;
        let mut slots = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        let shown = self.shown();
        for (name, _) in &shown {
            let own = lexicon.get(name);
            let other = default.and_then(|default| default.get(name));
            if own.is_none() && other.is_none() {
                if !told.contains(&name.as_str()) {
                    let hint = "add it here, or to default".to_owned();
                    let message = format!("the template's slot '{name}' has no phrases here");
                    at.error("missing-key", message, Some(hint));
                    told.push(name);
                }
                fine = false;
                continue;
            }
            let mut phrases = Vec::with_capacity(self.bands.len());
            for (band, label) in self.bands.iter().enumerate() {
                let of = |slot: Option<&Vec<Option<Arc<[String]>>>>| {
                    slot.and_then(|bands| bands.get(band)?.clone())
                };
                match of(own).or_else(|| of(other)) {
                    Some(texts) => phrases.push(texts),
                    None => {
                        if !told.contains(&name.as_str()) {
                            let message = format!("slot '{name}' has no phrases for the band '{label}'");
                            let place = at.node.get(name).map(|node| at.child(name, node));
                            place.as_ref().unwrap_or(at).error("missing-key", message, None);
                            told.push(name);
                        }
                        fine = false;
                    }
                }
            }
            slots.push(phrases);
        }
        fine.then_some(slots)
    }
}

/// The phrases of a slot by band.
type Slot = Vec<Arc<[String]>>;

/// A part of a sentence once names are places.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    /// A place among the draws.
    Slot(usize),
    EntityName,
    PeriodLabel,
    /// A column of the table.
    Column(usize),
}

/// Sentences whose words follow a position.
#[derive(Clone, Debug)]
pub struct Narrative {
    pieces: Arc<[Part]>,
    /// The draws: slots and which draw of them each is.
    slots: Arc<[(String, u64)]>,
    /// By lexicon and draw.
    lexicons: Arc<[Vec<Slot>]>,
    /// The lexicon of each run.
    of_runs: Arc<[usize]>,
    bands: Arc<[String]>,
    gauge: Gauge,
}

impl Source for Narrative {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "narrative".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let facts: Facts = Stated {
            kind: self.kind(),
            nulls: self.gauge.nulls(place),
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("{}, in words that go with {}", place.named(), self.gauge.in_words(place)),
            duty: Duty::Judge,
        }
        .into();
        let language = Sentences { narrative: self.clone() };
        Facts {
            language: (facts.nulls == Nulls::Never).then(|| Arc::new(language) as Arc<dyn Language>),
            ..facts
        }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let key = site.key().child("slot");
        let draw = |(name, number): &(String, u64)| Draws::new(key.child(name).child(&number.to_string()), 1);
        let others = self.pieces.iter().filter_map(|piece| match piece {
            Part::Column(column) => Some((*column, Site { column: *column, ..site }.values())),
            Part::Text(_) | Part::Slot(_) | Part::EntityName | Part::PeriodLabel => None,
        });
        Arc::new(Told {
            narrative: self.clone(),
            gauged: Gauged::new(site, self.gauge),
            draws: self.slots.iter().map(draw).collect(),
            others: others.collect(),
            engine: Arc::clone(site.engine),
        })
    }
}

struct Told {
    narrative: Narrative,
    gauged: Gauged,
    draws: Vec<Draws>,
    /// Other columns that sentences show.
    others: BTreeMap<usize, Arc<dyn Values>>,
    engine: Arc<Engine>,
}

impl Told {
    /// The band of a position.
    fn band(&self, position: f64) -> usize {
        let bands = self.narrative.bands.len();
        ((position * bands as f64) as usize).min(bands - 1)
    }

    /// The phrases that a row chooses among in a slot.
    fn phrases(&self, run: usize, slot: usize, band: usize) -> &[String] {
        let lexicon = self.narrative.of_runs.get(run).and_then(|place| self.narrative.lexicons.get(*place));
        lexicon.and_then(|slots| slots.get(slot)?.get(band)).map_or(&[], |phrases| phrases)
    }
}

/// One of some phrases.
fn phrase(phrases: &[String], word: u64) -> &str {
    phrases.get(below(word, phrases.len().max(1) as u64) as usize).map_or("", String::as_str)
}

impl Values for Told {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let positions = self.gauged.of(rows);
        let words: Vec<Vec<u64>> = self
            .draws
            .iter()
            .map(|draws| {
                let mut words = Vec::new();
                draws.words(rows, &mut words);
                words
            })
            .collect();
        let others: BTreeMap<usize, ArrayRef> =
            self.others.iter().map(|(column, values)| (*column, values.array(rows))).collect();
        let config = self.engine.config();
        let mut texts = Texts::with_capacity(rows.len, 64);
        let mut labels: BTreeMap<u32, String> = BTreeMap::new();
        for (row, position) in positions.iter().enumerate() {
            let entity = rows.entities.get(row).copied().unwrap_or_default();
            let run = config.entities.run_of(entity);
            let band = self.band(*position);
            for piece in self.narrative.pieces.iter() {
                match piece {
                    Part::Text(text) => texts.push(text),
                    Part::Slot(slot) => {
                        let word =
                            words.get(*slot).and_then(|words| words.get(row)).copied().unwrap_or_default();
                        texts.push(phrase(self.phrases(run, *slot, band), word));
                    }
                    Part::EntityName => {
                        let own = &config.entities.runs[run];
                        texts.push(&own.entity_name(entity - own.first));
                    }
                    Part::PeriodLabel => {
                        let period = rows.periods.get(row).copied().unwrap_or_default();
                        let label = || config.time.label(period as usize).unwrap_or_default();
                        texts.push(labels.entry(period).or_insert_with(label));
                    }
                    Part::Column(column) => {
                        let shown = others.get(column).and_then(|array| cell::text(array, row));
                        texts.push(shown.as_deref().unwrap_or("-"));
                    }
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        self.gauged.explain(rows, row, steps);
        let position = self.gauged.of(rows).get(row).copied().unwrap_or(f64::NAN);
        let band = self.band(position);
        let bands = &self.narrative.bands;
        let name = bands.get(band).map_or("", String::as_str);
        steps.named("band", band as f64, name, format!("⌊{}·position⌋, of {0} bands", bands.len()));
        let run = rows.entities.get(row).map_or(0, |entity| self.engine.config().entities.run_of(*entity));
        for (slot, ((name, number), draws)) in self.narrative.slots.iter().zip(&self.draws).enumerate() {
            let word = draws.of_row(rows, row).first().copied().unwrap_or_default();
            let phrases = self.phrases(run, slot, band);
            let which = if *number > 1 { format!("{name}#{number}") } else { name.clone() };
            let detail = format!("of the {} phrases of slot '{which}', by the word {word}", phrases.len());
            steps.text("phrase", phrase(phrases, word), detail);
        }
    }

    fn metrics(&self) -> Vec<usize> {
        self.others.values().flat_map(|other| other.metrics()).chain(self.gauged.metrics()).collect()
    }

    fn reads_positions(&self) -> bool {
        self.others.values().any(|other| other.reads_positions())
    }

    fn reads_numbers(&self) -> bool {
        self.others.values().any(|other| other.reads_numbers())
    }

    fn failure(&self) -> Option<String> {
        self.others.values().find_map(|other| other.failure())
    }
}

/// The sentences that a narrative can tell.
struct Sentences {
    narrative: Narrative,
}

impl fmt::Debug for Sentences {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "sentences of {} pieces", self.narrative.pieces.len())
    }
}

impl Sentences {
    /// Whether a text is made of the phrases of one band of a lexicon: which ends of its beginning the pieces so far can
    /// have is all that is kept, and of slots that come again that they are the same.
    fn matches(&self, slots: &[Slot], band: usize, text: &str) -> bool {
        self.follows(slots, band, text, 0, &mut vec![None; slots.len()])
    }

    fn follows<'t>(
        &self,
        slots: &'t [Slot],
        band: usize,
        text: &str,
        piece: usize,
        chosen: &mut Vec<Option<&'t str>>,
    ) -> bool {
        let Some(part) = self.narrative.pieces.get(piece) else { return text.is_empty() };
        match part {
            Part::Text(own) => text
                .strip_prefix(own.as_str())
                .is_some_and(|rest| self.follows(slots, band, rest, piece + 1, chosen)),
            Part::Slot(slot) => {
                let phrases = slots.get(*slot).and_then(|bands| bands.get(band));
                let before = chosen.get(*slot).copied().flatten();
                let mut fits = phrases.into_iter().flat_map(|phrases| phrases.iter()).filter(|phrase| {
                    before.is_none_or(|before| before == phrase.as_str()) && text.starts_with(phrase.as_str())
                });
                fits.any(|phrase| {
                    if let Some(own) = chosen.get_mut(*slot) {
                        *own = Some(phrase);
                    }
                    let found = self.follows(slots, band, &text[phrase.len()..], piece + 1, chosen);
                    if let Some(own) = chosen.get_mut(*slot) {
                        *own = before;
                    }
                    found
                })
            }
            // What they say is not this column's: any text may stand there.
            Part::EntityName | Part::PeriodLabel | Part::Column(_) => {
                let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                ends.any(|end| self.follows(slots, band, &text[end..], piece + 1, chosen))
            }
        }
    }
}

impl Language for Sentences {
    fn contains(&self, text: &str) -> bool {
        let bands = 0..self.narrative.bands.len();
        let mut lexicons = self.narrative.lexicons.iter();
        lexicons.any(|slots| bands.clone().any(|band| self.matches(slots, band, text)))
    }

    fn in_words(&self) -> String {
        let part = |piece: &Part| match piece {
            Part::Text(text) => text.clone(),
            Part::Slot(slot) => {
                format!("{{{}}}", self.narrative.slots.get(*slot).map_or("", |(name, _)| name))
            }
            Part::EntityName => "{entity_name}".to_owned(),
            Part::PeriodLabel => "{period_label}".to_owned(),
            Part::Column(_) => "{…}".to_owned(),
        };
        let sentence: String = self.narrative.pieces.iter().map(part).collect();
        format!("'{sentence}' with phrases of one band")
    }
}
