//! Columns of an explicit schema: the words after `type:`.

use super::metrics;
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::plotsim::draft::{ColumnDraft, Reference, SourceDraft};
use crate::plotsim::engine::sources;
use crate::plotsim::faker;
use crate::plotsim::lexicons;
use crate::plotsim::model::PoolPick;
use crate::plotsim::parts::columns::{self, DESCRIPTION, NAME, PII_NOTE, UNIQUE};
use crate::plotsim::parts::later;
use crate::plotsim::parts::{kinds, names};
use crate::plotsim::vocabulary::sources::{LATER_TYPES, TYPES};

const TYPE: Key<&str> = Key::known("type", &lexicons::COLUMN_TYPE).doc("What fills it").example("faker.name");
const RANGE: Key<Option<Unread>> =
    Key::of("range", kinds::RANGE).optional().doc("The bounds of a column of type range").example("[1, 5]");
const BOUNDED: When = When::new("type", &["range"]);

pub static SECTION: Section = Section::new(
    "builder.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        NAME.param,
        TYPE.param,
        RANGE.param,
        UNIQUE.param,
        DESCRIPTION.param,
        PII_NOTE.param,
        later::LABELS.key("labels"),
        later::NARRATIVES.key("template"),
        later::NARRATIVES.key("lexicons"),
        later::NARRATIVES.key("bands"),
        later::VERSIONS.key("tracks"),
        later::VERSIONS.key("tiers"),
        later::VERSIONS.key("at"),
        later::STRUCTS.key("nested_schema"),
        later::ARRAYS.key("array_element_type"),
        later::ARRAYS.key("array_length"),
    ],
)
.rules(&[Rule::Needs(BOUNDED, &["range"]), Rule::Only(&["range"], BOUNDED)]);

/// What a column may name.
pub struct Scope<'s> {
    pub metrics: &'s [&'s str],
    /// Attributes, and whether every segment has each.
    pub pools: &'s [String],
    pub everywhere: &'s [bool],
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
}

/// Reads a column.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let unique = fields.read(&UNIQUE);
    let description = fields.read(&DESCRIPTION);
    let pii_note = fields.read(&PII_NOTE);
    let source_at = fields.at(&TYPE)?;
    let source = source(&fields, source_at, unique.unwrap_or(false), scope)?;
    columns::check_unique(&fields, unique?, &source)?;
    Some(ColumnDraft {
        name: name?.to_owned(),
        at: item.clone(),
        source_at: source_at.clone(),
        source,
        dtype: None,
        weights: Vec::new(),
        description: description?.map(str::to_owned),
        pii_note: pii_note?.map(str::to_owned),
        allow_outside_window: false,
        added: false,
    })
}

fn source(fields: &Fields<'_>, field: &Field<'_>, unique: bool, scope: &Scope<'_>) -> Option<SourceDraft> {
    let text = field.text()?;
    let (head, tail) = text.split_once('.').unwrap_or((text, ""));
    let at = (head.len() + 1).min(text.len());
    if let Some((_, feature)) = LATER_TYPES.iter().find(|(name, _)| *name == head) {
        field.not_supported(head, feature.today);
        return None;
    }
    match (text, head) {
        ("id", _) => Some(SourceDraft::Key),
        ("range", _) => range(fields.at(&RANGE)?),
        ("timestamp", _) => Some(SourceDraft::Moment),
        ("flag", _) => Some(SourceDraft::Flag),
        ("date" | "int" | "string" | "float", _) => Some(SourceDraft::ByName),
        ("segment.count", _) => Some(SourceDraft::RunCount),
        (_, "ref") if !tail.is_empty() => {
            Some(SourceDraft::ForeignKey(Reference { table: tail.to_owned(), table_byte: at, column: None }))
        }
        (_, "metric") if !tail.is_empty() => {
            names::METRIC.find_within(field, at, tail, scope.metrics).map(SourceDraft::Metric)
        }
        (_, "lag") if !tail.is_empty() => sources::lag(field, tail, at, scope.metrics),
        (_, "faker") if !tail.is_empty() => {
            faker::read(field, at, tail, unique, scope.today).map(SourceDraft::Faker)
        }
        (_, "static") if !tail.is_empty() => Some(SourceDraft::Static(tail.to_owned())),
        (_, "pool") if !tail.is_empty() => pool(field, tail, at, scope),
        _ => {
            let hint = match TYPES.iter().find(|form| form.head == head) {
                Some(form) => Some(format!("as in {}", form.example)),
                None => suggest::hint(head, TYPES.iter().map(|form| form.form).collect::<Vec<_>>()),
            };
            field.error("unknown-type", format!("unknown column type '{text}'"), hint);
            None
        }
    }
}

fn range(field: &Field<'_>) -> Option<SourceDraft> {
    let (low, high) = metrics::range(field)?;
    let Value::List(items) = &field.node.value else { return None };
    let whole = |place: usize| match items.get(place).map(|node| &node.value) {
        Some(Value::Int(value)) => i64::try_from(*value).ok(),
        _ => None,
    };
    Some(match (whole(0), whole(1)) {
        (Some(min), Some(max)) => SourceDraft::IntRange { min, max },
        _ => SourceDraft::FloatRange { min: low, max: high },
    })
}

fn pool(field: &Field<'_>, name: &str, at: usize, scope: &Scope<'_>) -> Option<SourceDraft> {
    let known: Vec<&str> = scope.pools.iter().map(String::as_str).collect();
    let pool = names::ATTRIBUTE.find_within(field, at, name, &known)?;
    if !scope.everywhere[pool] {
        let message = format!("not every segment has the attribute '{name}'");
        field.error_within(at, "missing-attribute", message, Some("give it to all of them".into()));
        return None;
    }
    Some(SourceDraft::Pool { pool, pick: PoolPick::Uniform, whole: None })
}
