//! Which sources can stand in which kind of table.

use crate::plotsim::draft::{Shape, SourceDraft};

/// What a row of a table knows of itself.
struct Row {
    what: &'static str,
    entity: bool,
    period: bool,
}

fn row(shape: &Shape<'_>) -> Row {
    let (what, entity, period) = match shape {
        Shape::Date => ("a date dimension", false, true),
        Shape::Entity => ("a dimension per entity", true, false),
        Shape::Member { .. } => ("a sub-entity dimension", true, false),
        Shape::Reference { .. } => ("a reference dimension", false, false),
        Shape::EntityPeriod => ("a fact per entity and period", true, true),
        Shape::Period => ("a fact per period", false, true),
        Shape::Event(_) => ("an event", true, true),
        Shape::Bridge(_) => ("a bridge", true, false),
    };
    Row { what, entity, period }
}

/// Why a source cannot stand in a table of this shape, if it cannot: a message and a hint.
pub fn refuse(shape: &Shape<'_>, source: &SourceDraft) -> Option<(String, Option<&'static str>)> {
    let row = row(shape);
    let bridge = matches!(shape, Shape::Bridge(_));
    let event = matches!(shape, Shape::Event(_));
    let (fine, name, hint) = match source {
        SourceDraft::Key => (!bridge, "a key of its own", Some("a bridge is keyed by its two ends")),
        SourceDraft::ForeignKey(_) => (
            !bridge && !matches!(shape, Shape::Date),
            "a foreign key",
            Some("a bridge has its two keys of itself"),
        ),
        SourceDraft::Metric(_) => (
            matches!(shape, Shape::EntityPeriod | Shape::Period | Shape::Bridge(_)),
            "a metric",
            Some("metrics belong to facts and bridges"),
        ),
        SourceDraft::Lag { .. } => (
            matches!(shape, Shape::EntityPeriod),
            "a lagged metric",
            Some("it belongs to facts per entity and period"),
        ),
        SourceDraft::Faker(_) => (!matches!(shape, Shape::Date), "faker text", None),
        SourceDraft::Static(_) => (true, "a constant", None),
        SourceDraft::EntityName | SourceDraft::Archetype | SourceDraft::Size | SourceDraft::RunCount => {
            (row.entity && !bridge, "a property of the entity", Some("its rows must belong to entities"))
        }
        SourceDraft::EntityId => (row.entity && row.period, "the entity's key", Some("use a foreign key")),
        SourceDraft::Calendar(_) | SourceDraft::Moment => {
            (row.period, "a date of the row", Some("its rows must belong to periods"))
        }
        SourceDraft::Pool { .. } => (
            matches!(shape, Shape::Entity | Shape::EntityPeriod | Shape::Event(_)),
            "a pool",
            Some("pools belong to dimensions per entity, facts per entity and period, and events"),
        ),
        SourceDraft::IntRange { .. } | SourceDraft::FloatRange { .. } => (
            matches!(shape, Shape::EntityPeriod) || event,
            "a range",
            Some("ranges belong to facts per entity and period and to events"),
        ),
        SourceDraft::Flag => (event, "a threshold", Some("thresholds belong to events")),
        SourceDraft::ByName => {
            (matches!(shape, Shape::Date), "a calendar column", Some("it belongs to a date dimension"))
        }
        SourceDraft::End { .. } => (bridge, "the end of a bridge", None),
    };
    (!fine).then(|| (format!("{name} cannot stand in {}", row.what), hint))
}
