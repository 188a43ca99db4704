//! Columns of an explicit schema: the words after `type:`.

use std::sync::Arc;

use crate::config::key::Key;
use crate::config::param::{Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::source::Reading;
use crate::plotsim::draft::{Choice, ColumnDraft, Entry, Scope, SourceDraft};
use crate::plotsim::lexicons;
use crate::plotsim::parts::columns::{self, DESCRIPTION, NAME, PII_NOTE, UNIQUE};
use crate::plotsim::parts::later::{self, Later};
use crate::plotsim::parts::names;
use crate::plotsim::sources;
use crate::plotsim::sources::foreign_key::{self, SAME, SAY_THE_SAME, WEIGHT, WEIGHTS};
use crate::plotsim::sources::range::BOUNDS;
use crate::plotsim::sources::version;
use crate::rhythm;

const TYPE: Key<&str> = Key::known("type", &lexicons::COLUMN_TYPE).doc("What fills it").example("faker.name");
const REFERS: When = When::new("type", &["ref."]);
const DATED: When = When::new("type", &["timestamp"]);
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
        later::LABELS.key("labels"),
        later::NARRATIVES.key("template"),
        later::NARRATIVES.key("lexicons"),
        later::NARRATIVES.key("bands"),
        version::TRACKS.param,
        version::TIERS.param,
        version::AT.param,
        version::DIRECTION.param,
        version::HOLD.param,
        version::BY.param,
        version::UNTIL.param,
        later::STRUCTS.key("nested_schema"),
        later::ARRAYS.key("array_element_type"),
        later::ARRAYS.key("array_length"),
    ],
)
.rules(&[
    Rule::Needs(BOUNDED, &["range"]),
    Rule::Only(&["range"], BOUNDED),
    Rule::Only(&["rhythm"], DATED),
    Rule::Needs(VERSIONED, &["tracks", "tiers", "at"]),
    Rule::Only(version::KEYS, VERSIONED),
    version::FALLS,
    Rule::Only(&["weights", "weight", "same"], REFERS),
    Rule::AtMostOne(&["weights", "weight"], SAY_THE_SAME),
]);

/// Types of later releases.
const LATER: &[(&str, Later)] = &[
    ("geo", later::PLACES),
    ("bucket", later::LABELS),
    ("narrative", later::NARRATIVES),
    ("struct", later::STRUCTS),
    ("array", later::ARRAYS),
];

/// Reads a column.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let unique = fields.read(&UNIQUE);
    let choice = foreign_key::choice(&fields);
    let description = fields.read(&DESCRIPTION);
    let pii_note = fields.read(&PII_NOTE);
    let source_at = fields.at(&TYPE)?;
    let (entry, source) = source(&fields, source_at, unique.unwrap_or(false), scope)?;
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
    let head = text.split('.').next().unwrap_or(text);
    if let Some((word, feature)) = LATER.iter().find(|(word, _)| *word == head) {
        field.not_supported(word, feature.today);
    } else if let Some((entry, way, tail)) = sources::find(ways, text) {
        let (form, scope, at) = (&way.form, *scope, text.len() - tail.len());
        let (dtype, entities) = (None, None);
        let mut reading = Reading { field, fields, form, tail, at, unique, dtype, scope, entities };
        return Some((entry, (way.read)(&mut reading)?));
    } else {
        field.error("unknown-type", format!("unknown column type '{text}'"), sources::hint(ways, text));
    }
    None
}
