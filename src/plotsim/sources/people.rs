//! `person.`, `address.`, `company.`: parts of one person at one place, as the generators of these names make them.

use std::sync::Arc;

use super::generated::Awaited;
use super::{Entry, Reading, Role, Source, SourceDraft, Standing, Written};
use crate::config::finding::At;
use crate::config::key::{Key, Unread};
use crate::config::node::Node;
use crate::config::param::When;
use crate::config::reader::Field;
use crate::generators::draw::{DRAW_PARAM, LOCALE_PARAM};
use crate::generators::scope::{Scope, UNIQUE};
use crate::generators::{self, Generator, person};
use crate::plotsim::draft::Generates;

pub const DRAW: Key<Option<Unread>> =
    Key::of("draw", DRAW_PARAM.kind).otherwise("one draw a row").doc(DRAW_PARAM.doc).example("seller");
pub const LOCALE: Key<Option<Unread>> = Key::of("locale", LOCALE_PARAM.kind)
    .otherwise("that of the draw's first column, or the config's")
    .doc(LOCALE_PARAM.doc)
    .example("de_DE");

/// Columns of people, addresses and firms, in each form.
pub const IN_BUILDER: When = When::new("type", &["person.", "address.", "company."]);
pub const IN_ENGINE: When =
    When::new("source", &["generated:person.", "generated:address.", "generated:company."]);
/// Columns that take Internet domains.
pub const HOSTS_IN_BUILDER: When = When::new("type", &["person.", "company."]);
pub const HOSTS_IN_ENGINE: When = When::new("source", &["generated:person.", "generated:company."]);
/// Columns of people.
pub const AGES_IN_BUILDER: When = When::new("type", &["person."]);
pub const AGES_IN_ENGINE: When = When::new("source", &["generated:person."]);

const PERSON: &str = "A part of a person: columns of one draw in a row show the same one";
const ADDRESS: &str = "A part of the address of the draw's person";
const COMPANY: &str = "A part of a firm: columns of one draw in a row show the same one";

macro_rules! entry {
    ($name:ident, $word:literal, $doc:expr, $example:literal, $what:literal, $unique:literal, $fields:literal) => {
        pub static $name: Entry = Entry {
            builder: &[Written::open(
                concat!($word, ".<field>"),
                concat!("^", $word, "\\.(", $fields, ")$"),
                concat!($word, ".", $example),
                $doc,
                |reading| part(reading, $word),
            )],
            engine: &[Written::open(
                concat!("generated:", $word, ".<field>"),
                concat!("^generated:", $word, "\\.(", $fields, ")$"),
                concat!("generated:", $word, ".", $example),
                $doc,
                |reading| part(reading, $word),
            )],
            what: $what,
            role: Role::Value,
            unique: $unique,
            stands: |about| !about.calendar,
            hint: Some("columns of a calendar follow from its days"),
        };
    };
}

entry!(
    PEOPLE,
    "person",
    PERSON,
    "email",
    "a part of a person",
    true,
    "name|first_name|last_name|email|user_name|phone|gender|title|initials|birth_date"
);
entry!(
    ADDRESSES,
    "address",
    ADDRESS,
    "city",
    "a part of an address",
    false,
    "street|house_number|street_address|city|postcode|state|state_code|country|country_code|latitude|longitude"
);
entry!(COMPANIES, "company", COMPANY, "name", "a part of a firm", false, "name|domain|email|industry");

fn part(reading: &mut Reading<'_, '_>, generator: &'static str) -> Option<Arc<dyn SourceDraft>> {
    let at = reading.field.at_byte(reading.at);
    Some(Arc::new(Part { generator, field: reading.tail.to_owned(), at }))
}

/// A part of a draw, as it is written.
#[derive(Debug)]
struct Part {
    /// The generator that makes it.
    generator: &'static str,
    field: String,
    /// Where the field stands.
    at: At,
}

impl SourceDraft for Part {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(Awaited))
    }

    fn generates(&self) -> Option<&dyn Generates> {
        Some(self)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.draft.at.written(&UNIQUE).is_some_and(|unique| unique.bool() == Some(true))
    }
}

impl Generates for Part {
    fn read(&self, column: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
        let text = |text: &str| Node::of_text(self.at, text);
        let mut entries = vec![(text("type"), text(self.generator)), (text("field"), text(&self.field))];
        let keys = [
            DRAW.param.name,
            LOCALE.param.name,
            UNIQUE.param.name,
            person::DOMAINS.param.name,
            person::AS_OF.param.name,
            person::MIN_AGE.param.name,
            person::MAX_AGE.param.name,
        ];
        for key in keys {
            if let Some(node) = column.node.get(key) {
                entries.push((Node::of_text(node.at, key), node.clone()));
            }
        }
        let node = Node::of_entries(self.at, entries);
        let field = Field { node: &node, ..column.clone() };
        generators::read(&field, &scope.at(&field))
    }

    fn words(&self, _: &Field<'_>) -> String {
        format!("generated:{}.{}", self.generator, self.field)
    }
}
