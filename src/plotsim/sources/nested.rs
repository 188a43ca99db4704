//! `struct` and `array`: values in parts.

use std::sync::Arc;

use super::generated::Awaited;
use super::{Entry, Reading, Role, Source, SourceDraft, Standing, Written};
use crate::config::key::{Key, Unread};
use crate::config::node::{Node, Value, parse};
use crate::config::param::{Kind, Section, When};
use crate::config::reader::Field;
use crate::generators::scope::Scope;
use crate::generators::{self, Generator};
use crate::plotsim::draft::{Dtype, Generates};

/// What a part can be in a word, and the generator that the word stands for.
const WORDS: &[&str] = &["int", "float", "string", "boolean"];
const MEANINGS: [&str; 4] = [
    "{ type: uniform_int, min: 0, max: 999 }",
    "{ type: uniform_float, min: 0, max: 1 }",
    "{ type: string_pattern, template: \"v{digits:5}\" }",
    "{ type: bool, prob: 0.5 }",
];

/// Fields of a struct at most.
const MOST: usize = 20;
/// Items of an array at most, and those of one whose length is not said.
const LONGEST: i64 = 100;
const USUAL: i64 = 3;

static PART: Kind =
    Kind::Choice("int, float, string, boolean, or a generator", &[Kind::Word(WORDS), Kind::Generator]);

pub const FIELDS: Key<Option<Unread>> = Key::of("nested_schema", Kind::MapOf(&PART))
    .optional()
    .doc("The fields of a struct: int (0 to 999), float (0 to 1), string (v and five digits), boolean, or a generator")
    .example("{ visits: int, basket: { type: log_normal, median: 20, sigma: 1, max: 500 } }");
pub const ITEM: Key<Option<Unread>> = Key::of("array_element_type", PART)
    .optional()
    .doc("The items of an array: a word as in nested_schema, or a generator")
    .example("int");
pub const LENGTH: Key<Option<Unread>> =
    Key::of("array_length", Kind::Choice("whole number from 1 to 100, or {min, max}", LENGTHS))
        .otherwise("3")
        .doc("How many items an array has; from min to max each is as likely")
        .example("{ min: 0, max: 5 }");
static LENGTHS: &[Kind] = &[Kind::Int(1, LONGEST), Kind::Map(&BOUNDS)];

const MIN: Key<i64> = Key::int("min", 0, LONGEST).default(0).doc("Fewest items");
const MAX: Key<i64> = Key::int("max", 0, LONGEST).doc("Most items").example("5");
static BOUNDS: Section = Section::new(
    "plotsim.array_length",
    "docs/plotsim.md#structs-and-arrays",
    "Fewest and most items of an array",
    &[MIN.param, MAX.param],
);

pub const STRUCTS: When = When::new("type", &["struct"]);
pub const ARRAYS: When = When::new("type", &["array"]);
pub const NESTED: When = When::new("source", &["nested"]);

pub static ENTRY: Entry = Entry {
    builder: &[
        Written::word("struct", "A STRUCT of the fields under nested_schema", structure),
        Written::word("array", "A LIST of items of array_element_type, as long as array_length says", array),
    ],
    engine: &[Written::word(
        "nested",
        "A STRUCT of nested_schema, or a LIST of array_element_type",
        |reading| match reading.fields.at(&FIELDS) {
            Some(_) => structure(reading),
            None => array(reading),
        },
    )],
    what: "a value in parts",
    role: Role::Value,
    unique: false,
    stands: |about| !about.calendar,
    hint: Some("columns of a calendar follow from its days"),
};

/// A mapping of these entries at a value's place.
fn mapping(at: &Node, entries: Vec<(&str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(key, value)| (Node::of_text(at.at, key), value));
    Node::of_entries(at.at, entries.collect())
}

fn text(at: &Node, text: &str) -> Node {
    Node::of_text(at.at, text)
}

/// The generator of a part.
fn part(field: &Field<'_>) -> Option<Node> {
    match &field.node.value {
        Value::Map(_) => Some(field.node.clone()),
        _ => {
            let word = field.word(WORDS)?;
            parse(MEANINGS.get(word)?).ok()
        }
    }
}

fn structure(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let field = reading.fields.at(&FIELDS)?;
    let entries = field.entries()?;
    if entries.is_empty() || entries.len() > MOST {
        let message = format!("is a mapping of {}, but must be of 1 to {MOST} fields", entries.len());
        field.error("too-many-items", message, None);
        return None;
    }
    let read: Vec<Option<(&str, Node)>> =
        entries.iter().map(|(name, field)| Some((*name, part(field)?))).collect();
    let fields = mapping(field.node, read.into_iter().collect::<Option<Vec<_>>>()?);
    let node = mapping(field.node, vec![("type", text(field.node, "struct")), ("fields", fields)]);
    Some(Arc::new(Parts { node, is_struct: true }))
}

fn array(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let field = reading.fields.at(&ITEM)?;
    let item = part(field);
    let (min, max) = match reading.fields.at(&LENGTH) {
        None => (USUAL, USUAL),
        Some(length) if matches!(length.node.value, Value::Map(_)) => {
            let bounds = length.fields(&BOUNDS)?;
            let (min, max) = (bounds.read(&MIN), bounds.read(&MAX));
            let (min, max) = (min?, max?);
            if min > max {
                let message = format!("min is {min} and max is {max}, but min must not exceed max");
                length.error("inverted-range", message, None);
                return None;
            }
            (min, max)
        }
        Some(length) => length.int(1, LONGEST).map(|length| (length, length))?,
    };
    let numbers = parse(&format!("{{ min: {min}, max: {max} }}")).ok()?;
    let number = |key: &str| numbers.get(key).cloned();
    let entries = vec![
        ("type", text(field.node, "list")),
        ("item", item?),
        ("min", number("min")?),
        ("max", number("max")?),
    ];
    Some(Arc::new(Parts { node: mapping(field.node, entries), is_struct: false }))
}

/// A value in parts, as the generator that makes it.
#[derive(Debug)]
struct Parts {
    node: Node,
    is_struct: bool,
}

impl SourceDraft for Parts {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let asked = match column.draft.dtype {
            Some(Dtype::Struct) => Some(true),
            Some(Dtype::Array) => Some(false),
            _ => None,
        };
        if column.draft.dtype.is_some() && asked != Some(self.is_struct) {
            let (own, key) = match self.is_struct {
                true => ("struct", FIELDS.param.name),
                false => ("array", ITEM.param.name),
            };
            let message = format!("{key} gives a {own}, so dtype is {own}");
            column.draft.at.error("wrong-type", message, None);
            return None;
        }
        Some(Arc::new(Awaited))
    }

    fn generates(&self) -> Option<&dyn Generates> {
        Some(self)
    }
}

impl Generates for Parts {
    fn read(&self, column: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
        let key = if self.is_struct { FIELDS.param.name } else { ITEM.param.name };
        let field = Field { node: &self.node, ..column.child(key, &self.node) };
        generators::read(&field, &scope.at(&field))
    }

    fn words(&self, _: &Field<'_>) -> String {
        "nested".to_owned()
    }
}
