//! Columns of the engine form.

use std::sync::Arc;

use super::row_sources::ROW_SOURCES;
use crate::config::key::Key;
use crate::config::param::{Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::generators::person;
use crate::plotsim::draft::source::Reading;
use crate::plotsim::draft::{Choice, ColumnDraft, Dtype, Entities, Entry, Scope, SourceDraft};
use crate::plotsim::lexicons;
use crate::plotsim::parts::columns::{self, DESCRIPTION, NAME, PII_NOTE, UNIQUE};
use crate::plotsim::parts::kinds::EXCLUSIVE;
use crate::plotsim::parts::names;
use crate::plotsim::sources::foreign_key::{DISTRIBUTION, REQUIRED, SAME, WHEN, distribution};
use crate::plotsim::sources::generated::{self, GENERATOR};
use crate::plotsim::sources::pool::VALUE_POOL;
use crate::plotsim::sources::version::SCD_TYPE2;
use crate::plotsim::sources::{self, bucket, geo, narrative, nested, people};
use crate::rhythm;
use crate::words;

words! {
    /// Types of values.
    enum Type {
        Int = "int",
        Float = "float",
        String = "string",
        Date = "date",
        Boolean = "boolean",
        Id = "id",
        Struct = "struct",
        Array = "array",
    }
}

const DTYPE: Key<Type> = Key::word("dtype").doc("Type of its values");
const SOURCE: Key<Option<&str>> = Key::known("source", &lexicons::SOURCE)
    .otherwise("generator")
    .doc("What fills it")
    .example("\"metric:usage\"");
const OUTSIDE: Key<bool> =
    Key::flag("allow_outside_window").default(false).doc("Whether dates outside the window are meant");
const POOLED: When = When::new("source", &["pool:"]);
const VERSIONED: When = When::new("source", &["scd_type2"]);

pub static SECTION: Section = Section::new(
    "engine.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        NAME.param,
        DTYPE.param,
        SOURCE.param,
        DESCRIPTION.param,
        PII_NOTE.param,
        WHEN.param,
        REQUIRED.param,
        DISTRIBUTION.param,
        SAME.param,
        OUTSIDE.param,
        VALUE_POOL.param,
        rhythm::MOMENTS.param,
        UNIQUE.param,
        SCD_TYPE2.param,
        bucket::OF.param,
        bucket::AT.param,
        bucket::NOISE.param,
        people::DRAW.param,
        people::LOCALE.param,
        person::DOMAINS.param,
        person::AS_OF.param,
        person::MIN_AGE.param,
        person::MAX_AGE.param,
        geo::COUNTRIES.param,
        geo::SPREAD.param,
        GENERATOR.param,
        narrative::BLOCK.param,
        nested::FIELDS.param,
        nested::ITEM.param,
        nested::LENGTH.param,
    ],
)
.rules(&[
    Rule::Needs(POOLED, &["value_pool"]),
    Rule::Only(&["value_pool"], POOLED),
    Rule::Only(&["rhythm"], When::new("source", &["generated:timestamp"])),
    Rule::Needs(VERSIONED, &["scd_type2"]),
    Rule::Only(&["scd_type2"], VERSIONED),
    Rule::Only(&["distribution", "same", "when", "required"], When::new("source", &["fk:"])),
    Rule::AtLeastOne(&["source", "generator"]),
    Rule::AtMostOne(&["source", "generator"], EXCLUSIVE),
    Rule::Only(&["of", "at", "noise"], bucket::IN_ENGINE),
    Rule::Needs(narrative::IN_ENGINE, &["narrative"]),
    Rule::Only(&["narrative"], narrative::IN_ENGINE),
    Rule::Only(&["locale"], people::IN_ENGINE),
    Rule::Only(
        &["draw"],
        When::new(
            "source",
            &["generated:person.", "generated:address.", "generated:company.", "generated:geo."],
        ),
    ),
    Rule::Only(&["domains"], people::HOSTS_IN_ENGINE),
    Rule::Only(&["as_of", "min_age", "max_age"], people::AGES_IN_ENGINE),
    Rule::Only(&["countries", "spread_km"], geo::IN_ENGINE),
    Rule::NeedsOneOf(nested::NESTED, &["nested_schema", "array_element_type"]),
    Rule::Only(&["nested_schema", "array_element_type", "array_length"], nested::NESTED),
    Rule::AtMostOne(&["nested_schema", "array_element_type"], EXCLUSIVE),
]);

/// Reads a column of a table.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let dtype = dtype(&fields);
    let unique = fields.read(&UNIQUE);
    let source = match generated::draft(&fields) {
        Some(generated) => Some(generated),
        None => source(&fields, unique.unwrap_or(false), dtype, scope, entities),
    };
    let choice = fields.at(&DISTRIBUTION).map_or(Some(Choice::default()), distribution);
    if let (Some((entry, _)), Some(unique)) = (&source, unique) {
        columns::check_unique(&fields, unique, entry)?;
    }
    let description = fields.read(&DESCRIPTION);
    let pii_note = fields.read(&PII_NOTE);
    let allow_outside_window = fields.read(&OUTSIDE);
    let (entry, source) = source?;
    Some(ColumnDraft {
        name: name?.to_owned(),
        at: item.clone(),
        source_at: fields.at(&SOURCE).or(fields.at(&GENERATOR))?.clone(),
        source,
        entry,
        dtype: Some(dtype?),
        choice: Choice { same: fields.at(&SAME).cloned(), ..choice? },
        description: description?.map(str::to_owned),
        pii_note: pii_note?.map(str::to_owned),
        allow_outside_window: allow_outside_window?,
        added: false,
    })
}

fn dtype(fields: &Fields<'_>) -> Option<Dtype> {
    match fields.read(&DTYPE)? {
        Type::Int => Some(Dtype::Int),
        Type::Float => Some(Dtype::Float),
        Type::String => Some(Dtype::String),
        Type::Date => Some(Dtype::Date),
        Type::Boolean => Some(Dtype::Boolean),
        Type::Id => Some(Dtype::Id),
        Type::Struct => Some(Dtype::Struct),
        Type::Array => Some(Dtype::Array),
    }
}

fn source<'a>(
    fields: &Fields<'a>,
    unique: bool,
    dtype: Option<Dtype>,
    scope: &Scope<'_>,
    entities: &mut Entities<'a>,
) -> Option<(&'static Entry, Arc<dyn SourceDraft>)> {
    let field = fields.at(&SOURCE)?;
    let text = field.text()?;
    let ways: sources::Ways = |entry| entry.engine;
    if let Some((entry, way, tail)) = sources::find(ways, text) {
        let (form, scope, at, entities) = (&way.form, *scope, text.len() - tail.len(), Some(entities));
        let mut reading = Reading { field, fields, form, tail, at, unique, dtype, scope, entities };
        return Some((entry, (way.read)(&mut reading)?));
    }
    let head = text.split(['.', ':']).next().unwrap_or(text);
    let is_known = sources::forms(ways).any(|form| form.head() == head);
    if !is_known && ROW_SOURCES.iter().any(|form| form.head() == head) {
        let hint = "move it to the table's row_count_source".to_owned();
        field.error("wrong-place", format!("{head} makes rows and fills no column"), Some(hint));
    } else {
        let at = if is_known { head.len() + 1 } else { 0 };
        let message = format!("'{text}' is not a source");
        field.error_within(at.min(text.len()), "bad-source", message, sources::hint(ways, text));
    }
    None
}
