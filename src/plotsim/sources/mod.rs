//! Column sources: one file each says how a source is written, what is known of its values, and makes them.
//!
//! The same source fills columns of every kind of table; a row's address in the random streams, not the table, decides what it
//! draws. A source knows the type of its values, and makes them in that type: nobody else decides it.

pub(crate) mod bucket;
pub(crate) mod calendar;
pub(crate) mod change;
mod child_number;
pub(crate) mod constant;
pub(crate) mod entity;
pub(crate) mod faker;
pub(crate) mod feature;
pub(crate) mod flag;
pub(crate) mod foreign_key;
mod gauge;
pub(crate) mod generated;
pub(crate) mod geo;
pub(crate) mod instant;
pub(crate) mod joined;
pub(crate) mod key;
mod lag;
mod lifetime;
pub(crate) mod mean;
pub(crate) mod metric;
pub(crate) mod narrative;
pub(crate) mod nested;
pub(crate) mod pair_draw;
pub(crate) mod people;
pub(crate) mod pool;
pub(crate) mod range;
pub(crate) mod share;
mod stage;
pub(crate) mod system;
pub(crate) mod values;
pub(crate) mod version;
pub(crate) mod wording;
pub(crate) mod written;

use std::sync::Arc;

pub(crate) use calendar::{Calendar, explain_period};
pub(crate) use entity::explain_entity;
pub(crate) use generated::Generated;
pub(crate) use instant::{ENTRY as INSTANT, check_rhythm};
pub(crate) use mean::Mean;
pub(crate) use stage::Stage;
pub(crate) use system::SystemColumn;

use super::draft::source::{Entry, Form, Keys, OfPeriod, Reading, Role, SourceDraft, Standing, Written};
use super::model::{Place, Site, Source, Values};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Law, Nulls, Order, Reference, Relation, Window};

/// Every source that a config can name, in the order of the documentation.
pub static ENTRIES: &[&Entry] = &[
    &key::ENTRY,
    &foreign_key::ENTRY,
    &metric::ENTRY,
    &pair_draw::ENTRY,
    &lag::ENTRY,
    &faker::ENTRY,
    &people::PEOPLE,
    &people::ADDRESSES,
    &people::COMPANIES,
    &geo::ENTRY,
    &entity::ENTRY,
    &lifetime::ENTRY,
    &key::ENTITY,
    &calendar::ENTRY,
    &instant::ENTRY,
    &child_number::ENTRY,
    &constant::ENTRY,
    &flag::ENTRY,
    &pool::ENTRY,
    &bucket::ENTRY,
    &narrative::ENTRY,
    &nested::ENTRY,
    &range::ENTRY,
    &share::ENTRY,
    &version::ENTRY,
    &calendar::BY_NAME,
    &generated::ENTRY,
];

/// The ways to write sources in one of the forms.
pub type Ways = fn(&Entry) -> &'static [Written];

/// The forms that a text after `type:` or `source:` can have.
pub fn forms(ways: Ways) -> impl Iterator<Item = &'static Form> {
    ENTRIES.iter().flat_map(move |entry| ways(entry)).map(|way| &way.form)
}

/// The source that a text is of, the way it is written, and what one filled in.
pub fn find(ways: Ways, text: &str) -> Option<(&'static Entry, &'static Written, &str)> {
    let mut all = ENTRIES.iter().flat_map(|entry| ways(entry).iter().map(|way| (*entry, way)));
    all.find_map(|(entry, way)| Some((entry, way, way.form.tail(text)?)))
}

/// What to write in place of a text that no way matches.
pub fn hint(ways: Ways, text: &str) -> Option<String> {
    let head = text.split(['.', ':']).next().unwrap_or(text);
    let same: Vec<&Form> = forms(ways).filter(|form| form.head() == head).collect();
    match same.as_slice() {
        [] => suggest::hint(text, forms(ways).map(|form| form.form).collect::<Vec<_>>()),
        [form] => Some(format!("as in {}", form.example)),
        several => suggest::hint(text, several.iter().map(|form| form.form).collect::<Vec<_>>()),
    }
}

/// What a source of this language can know of its values. Nothing is left out by default: who forgets one does not compile.
struct Stated {
    kind: ColumnType,
    nulls: Nulls,
    range: Option<(f64, f64)>,
    categories: Option<Categories>,
    law: Option<Arc<dyn Law>>,
    reference: Option<Reference>,
    relation: Relation,
    unique: bool,
    order: Order,
    window: Window,
    description: String,
    duty: Duty,
}

impl From<Stated> for Facts {
    /// No source of this language makes JSON, texts of a pattern, or values in parts.
    fn from(stated: Stated) -> Facts {
        Facts {
            kind: stated.kind,
            nulls: stated.nulls,
            range: stated.range,
            extent: Extent::NONE,
            categories: stated.categories,
            law: stated.law,
            json: None,
            reference: stated.reference,
            relation: stated.relation,
            ties: Vec::new(),
            unique: stated.unique,
            order: stated.order,
            language: None,
            window: stated.window,
            rhythm: None,
            description: Some(stated.description),
            duty: stated.duty,
        }
    }
}
