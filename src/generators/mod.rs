//! The generators: one file each says a generator's keys, reads them, states what is known of its values, and makes them.
//!
//! A generator is an [`Entry`] here and a line in [`ENTRIES`]; the parser, `plotsim_generators()`, the JSON Schema and the docs
//! follow from it, and whoever wants to know of a column's values reads its [`Facts`]. No other file knows a generator by name.
//!
//! Values are a pure function of the item's number and the key they are built under; see [`crate::random`]. They have their
//! natural type ([`Facts::kind`]); [`crate::tables::text`] renders dates and UUIDs as text.

pub(crate) mod address;
mod after;
mod between;
mod boolean;
mod case;
pub(crate) mod cell;
pub(crate) mod child_counts;
mod child_number;
pub(crate) mod children;
mod company;
pub(crate) mod computed;
pub(crate) mod constant;
mod date;
pub(crate) mod draw;
mod faker;
pub(crate) mod foreign_key;
mod geometric;
pub(crate) mod given;
pub(crate) mod hierarchy;
pub(crate) mod index;
mod json;
mod json_array;
mod json_object;
pub(crate) mod laws;
mod linked_choice;
mod list;
mod literal;
mod log_normal;
pub(crate) mod of_children;
mod one_of;
pub(crate) mod optional;
pub(crate) mod outer;
mod parent_dataset;
mod parent_value;
mod parts;
pub(crate) mod peers;
pub(crate) mod person;
pub(crate) mod pool;
pub(crate) mod rows;
pub(crate) mod scope;
pub(crate) mod scores;
mod sequential_id;
mod series;
pub(crate) mod shared;
pub(crate) mod site;
mod string_pattern;
mod structure;
mod time;
mod timestamp;
pub(crate) mod timestamp_offset;
mod triangular;
pub(crate) mod tuples;
mod uniform_float;
mod uniform_int;
mod until;
mod uuid;
mod weighted_choice;

use std::fmt;
use std::sync::Arc;

use arrow::array::ArrayRef;

pub use site::{Failures, Site, Surroundings};

use crate::config::param::Section;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::facts::Facts;
use crate::random::{Items, Key};
use crate::steps::Steps;
use scope::Scope;

/// Every generator, in the order of the documentation.
pub static ENTRIES: &[&Entry] = &[
    &sequential_id::ENTRY,
    &uuid::ENTRY,
    &foreign_key::ENTRY,
    &constant::ENTRY,
    &weighted_choice::ENTRY,
    &one_of::ENTRY,
    &string_pattern::ENTRY,
    &uniform_int::ENTRY,
    &uniform_float::ENTRY,
    &log_normal::ENTRY,
    &geometric::ENTRY,
    &triangular::ENTRY,
    &laws::normal::ENTRY,
    &laws::exponential::ENTRY,
    &laws::gamma::ENTRY,
    &laws::beta::ENTRY,
    &laws::weibull::ENTRY,
    &laws::pareto::ENTRY,
    &laws::student_t::ENTRY,
    &laws::poisson::ENTRY,
    &laws::binomial::ENTRY,
    &laws::negative_binomial::ENTRY,
    &laws::zipf::ENTRY,
    &laws::mixture::ENTRY,
    &laws::empirical::ENTRY,
    &date::ENTRY,
    &time::ENTRY,
    &timestamp::ENTRY,
    &timestamp_offset::ENTRY,
    &after::ENTRY,
    &between::ENTRY,
    &series::ENTRY,
    &boolean::ENTRY,
    &optional::ENTRY,
    &case::ENTRY,
    &json_object::ENTRY,
    &json_array::ENTRY,
    &structure::ENTRY,
    &list::ENTRY,
    &person::ENTRY,
    &address::ENTRY,
    &company::ENTRY,
    &faker::ENTRY,
    &linked_choice::ENTRY,
    &hierarchy::ENTRY,
    &parent_dataset::ENTRY,
    &parent_value::ENTRY,
    &child_number::ENTRY,
    &computed::ENTRY,
    &of_children::ENTRY,
];

/// A word of the language that makes values.
pub struct Entry {
    /// The word after `type:`.
    pub name: &'static str,
    /// What it gives and its other keys.
    pub section: Section,
    /// A column's generator as one would write it.
    pub example: &'static str,
    /// Reads the parameters, which were already checked against `section`.
    read: fn(&Fields<'_>, &Scope<'_>) -> Option<Generator>,
}

/// A generator with its parameters checked, and what is known of its values.
pub struct Generator {
    /// Its registry entry.
    pub entry: &'static Entry,
    /// What is known of its values.
    pub facts: Arc<Facts>,
    build: Build,
}

/// Gives the values under a key, at a site.
type Build = Box<dyn Fn(Key, &Site<'_>) -> Arc<dyn Values> + Send + Sync>;

/// Makes the values of a column, or of a part of one.
pub trait Values: Send + Sync {
    /// The values of the selected items: an array of their number.
    fn array(&self, items: Items<'_>) -> ArrayRef;

    /// Explains what decided the value of an item, up to but without the value.
    fn explain(&self, item: u64, steps: &mut Steps);
}

/// A named column and what fills it.
#[derive(Debug)]
pub struct Column {
    /// As SQL shows it.
    pub name: String,
    /// What makes its values.
    pub generator: Generator,
}

impl Entry {
    /// A generator of this name.
    fn generator<F>(&'static self, facts: Facts, build: F) -> Generator
    where
        F: Fn(Key, &Site<'_>) -> Arc<dyn Values> + Send + Sync + 'static,
    {
        Generator { entry: self, facts: Arc::new(facts), build: Box::new(build) }
    }
}

impl Generator {
    /// The values under `key`.
    pub fn build(&self, key: Key, site: &Site<'_>) -> Arc<dyn Values> {
        (self.build)(key, site)
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct(self.entry.name).field("facts", &self.facts).finish()
    }
}

impl Column {
    /// What is known of its values.
    pub fn facts(&self) -> &Facts {
        &self.generator.facts
    }
}

/// Reads a generator: a mapping whose `type` names an entry.
pub fn read(field: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
    let entries = field.entries()?;
    let Some((_, type_field)) = entries.iter().find(|(name, _)| *name == "type") else {
        field.lacks("type", &entries, "name a generator, as in type: uuid".into());
        return None;
    };
    let name = type_field.text()?;
    let known = || ENTRIES.iter().map(|entry| entry.name);
    let Some(entry) = ENTRIES.iter().find(|entry| entry.name == name) else {
        let hint = suggest::hint(name, known().collect::<Vec<_>>());
        type_field.broken("unknown-generator", format!("'{name}' is not a generator"), hint);
        return None;
    };
    (entry.read)(&field.fields_after("type", &entry.section)?, scope)
}

/// Reads the generator of a column of this name, or of a field of a pool.
pub fn column(name: &str, field: &Field<'_>, scope: &Scope<'_>) -> Option<Column> {
    let generator = read(field, &Scope { in_array: false, ..scope.at(field) })?;
    named(name, field, generator)
}

/// A generator as a column of this name.
fn named(name: &str, field: &Field<'_>, generator: Generator) -> Option<Column> {
    if let Some(message) = generator.facts.extent.excess() {
        field.error("too-large", message, None);
        return None;
    }
    Some(Column { name: name.to_owned(), generator })
}
