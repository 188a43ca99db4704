//! Columns of an explicit schema: the words after `type:`.

use std::sync::Arc;

use crate::config::key::Key;
use crate::config::param::{Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::generators::person;
use crate::plotsim::draft::source::Reading;
use crate::plotsim::draft::{Choice, ColumnDraft, Entry, Scope, SourceDraft};
use crate::plotsim::lexicons;
use crate::plotsim::parts::columns::{self, DESCRIPTION, NAME, PII_NOTE, UNIQUE};
use crate::plotsim::parts::kinds::EXCLUSIVE;
use crate::plotsim::parts::names;
use crate::plotsim::sources::foreign_key::{self, REQUIRED, SAME, SAY_THE_SAME, WEIGHT, WEIGHTS, WHEN};
use crate::plotsim::sources::generated::{self, GENERATOR};
use crate::plotsim::sources::range::BOUNDS;
use crate::plotsim::sources::{self, bucket, geo, narrative, nested, people, version};
use crate::rhythm;

const TYPE: Key<Option<&str>> = Key::known("type", &lexicons::COLUMN_TYPE)
    .otherwise("generator")
    .doc("What fills it")
    .example("faker.name");
const REFERS: When = When::new("type", &["ref."]);
const DATED: When = When::new("type", &["timestamp"]);
const SPLIT: When = When::new("type", &["split"]);
const BOUNDED: When = When::new("type", &["range"]);
const VERSIONED: When = When::new("type", &["scd"]);

pub static SECTION: Section = Section::new(
    "builder.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        NAME.param,
        TYPE.param,
        BOUNDS.param,
        WEIGHTS.param,
        WEIGHT.param,
        SAME.param,
        rhythm::MOMENTS.param,
        UNIQUE.param,
        DESCRIPTION.param,
        PII_NOTE.param,
        WHEN.param,
        REQUIRED.param,
        version::TRACKS.param,
        version::TIERS.param,
        version::DIRECTION.param,
        version::HOLD.param,
        version::BY.param,
        version::UNTIL.param,
        bucket::LABELS.param,
        bucket::OF.param,
        bucket::AT.param,
        bucket::NOISE.param,
        narrative::TEMPLATE.param,
        narrative::LEXICONS.param,
        narrative::BANDS.param,
        narrative::FOLLOWS.param,
        people::DRAW.param,
        people::LOCALE.param,
        person::DOMAINS.param,
        person::AS_OF.param,
        person::MIN_AGE.param,
        person::MAX_AGE.param,
        geo::COUNTRIES.param,
        geo::SPREAD.param,
        GENERATOR.param,
        nested::FIELDS.param,
        nested::ITEM.param,
        nested::LENGTH.param,
    ],
)
.rules(&[
    Rule::Needs(BOUNDED, &["range"]),
    Rule::Only(&["range"], BOUNDED),
    Rule::Needs(SPLIT, &["of"]),
    Rule::Only(&["rhythm"], DATED),
    Rule::Needs(VERSIONED, &["tracks", "tiers", "at"]),
    Rule::Only(version::KEYS, VERSIONED),
    version::FALLS,
    Rule::Only(&["weights", "weight", "same", "when", "required"], REFERS),
    Rule::AtMostOne(&["weights", "weight"], SAY_THE_SAME),
    Rule::AtLeastOne(&["type", "generator"]),
    Rule::AtMostOne(&["type", "generator"], EXCLUSIVE),
    Rule::Needs(bucket::IN_BUILDER, &["labels"]),
    Rule::Only(&["labels", "noise"], bucket::IN_BUILDER),
    Rule::Only(&["of"], When::new("type", &["bucket", "split"])),
    Rule::Needs(narrative::IN_BUILDER, &["template", "lexicons"]),
    Rule::Only(&["template", "lexicons", "bands", "follows"], narrative::IN_BUILDER),
    Rule::Only(&["locale"], people::IN_BUILDER),
    Rule::Only(&["draw"], When::new("type", &["person.", "address.", "company.", "geo."])),
    Rule::Only(&["domains"], people::HOSTS_IN_BUILDER),
    Rule::Only(&["as_of", "min_age", "max_age"], people::AGES_IN_BUILDER),
    Rule::Only(&["countries", "spread_km"], geo::IN_BUILDER),
    Rule::Needs(nested::STRUCTS, &["nested_schema"]),
    Rule::Only(&["nested_schema"], nested::STRUCTS),
    Rule::Needs(nested::ARRAYS, &["array_element_type"]),
    Rule::Only(&["array_element_type", "array_length"], nested::ARRAYS),
    Rule::Only(&["at"], When::new("type", &["bucket", "scd"])),
]);

/// Reads a column.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let unique = fields.read(&UNIQUE);
    let choice = foreign_key::choice(&fields);
    let description = fields.read(&DESCRIPTION);
    let pii_note = fields.read(&PII_NOTE);
    let source_at = fields.at(&TYPE).or(fields.at(&GENERATOR))?;
    let (entry, source) = match generated::draft(&fields) {
        Some(generated) => generated,
        None => source(&fields, source_at, unique.unwrap_or(false), scope)?,
    };
    columns::check_unique(&fields, unique?, entry)?;
    Some(ColumnDraft {
        name: name?.to_owned(),
        at: item.clone(),
        source_at: source_at.clone(),
        source,
        entry,
        dtype: None,
        choice: Choice { same: fields.at(&SAME).cloned(), ..choice? },
        description: description?.map(str::to_owned),
        pii_note: pii_note?.map(str::to_owned),
        allow_outside_window: false,
        added: false,
    })
}

fn source<'a>(
    fields: &Fields<'a>,
    field: &Field<'a>,
    unique: bool,
    scope: &Scope<'_>,
) -> Option<(&'static Entry, Arc<dyn SourceDraft>)> {
    let text = field.text()?;
    let ways: sources::Ways = |entry| entry.builder;
    if let Some((entry, way, tail)) = sources::find(ways, text) {
        let (form, scope, at) = (&way.form, *scope, text.len() - tail.len());
        let (dtype, entities) = (None, None);
        let mut reading = Reading { field, fields, form, tail, at, unique, dtype, scope, entities };
        return Some((entry, (way.read)(&mut reading)?));
    }
    field.broken("unknown-type", format!("unknown column type '{text}'"), sources::hint(ways, text));
    None
}
