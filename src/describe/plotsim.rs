//! The tables of a plotsim config.

use super::tables::{ColumnNote, ForeignKey, TableNote, column_notes};
use crate::plotsim::model::{
    CalendarField, LagInitial, Pick, Plotsim, PoolPick, Side, Source, Table as Spec, TableKind, Weights,
};
use crate::tables::Table;

/// What is known of the table at `index`, which is given.
pub fn describe(config: &Plotsim, index: usize, table: &dyn Table) -> TableNote {
    let spec = &config.tables[index];
    let mut columns = column_notes(table, |column| match spec.columns.get(column) {
        Some(column) => source(config, &column.source),
        None => (String::new(), String::new()),
    });
    for (note, column) in columns.iter_mut().zip(&spec.columns) {
        note.pii_note.clone_from(&column.pii_note);
    }
    TableNote {
        name: spec.name.clone(),
        kind: spec.kind.name(),
        grain: spec.kind.grain().to_owned(),
        rows: table.rows(),
        primary_key: named(&columns, &spec.primary_key),
        foreign_keys: foreign_keys(config, spec),
        columns,
        description: description(config, spec),
    }
}

fn named(columns: &[ColumnNote], places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|place| columns.get(*place)).map(|column| column.name.clone()).collect()
}

fn foreign_keys(config: &Plotsim, spec: &Spec) -> Vec<ForeignKey> {
    let note = |(index, key): (usize, &crate::plotsim::model::ForeignKey)| {
        let parent = config.tables.get(key.table)?;
        Some(ForeignKey {
            column: spec.columns.get(index)?.name.clone(),
            table: parent.name.clone(),
            target: parent.columns.get(key.column).map(|column| column.name.clone()),
            with: None,
        })
    };
    spec.foreign_keys().filter_map(note).collect()
}

fn description(config: &Plotsim, spec: &Spec) -> String {
    let entity = match config.domain.entity_type.as_str() {
        "" => "entity",
        named => named,
    };
    let metric = |index: usize| config.metrics.get(index).map_or("", |metric| metric.name.as_str());
    let table = |index: usize| config.tables.get(index).map_or("", |table| table.name.as_str());
    match &spec.kind {
        TableKind::DateDim => format!("one row per {} period", config.time.granularity()),
        TableKind::EntityDim => format!("one row per {entity}"),
        TableKind::SubEntityDim { parent, .. } => format!("members of the rows of {}", table(*parent)),
        TableKind::ReferenceDim { .. } => "a fixed list".to_owned(),
        TableKind::EntityPeriodFact { .. } => format!("one row per {entity} and period from its start on"),
        TableKind::PeriodFact => format!("means over every {entity}, one row per period"),
        TableKind::ProportionalEvent { driver, scale } => {
            let events = if *scale == 1.0 { "event" } else { "events" };
            format!("{scale} {events} for each unit of {}", metric(driver.metric))
        }
        TableKind::ThresholdEvent { driver, rule } => {
            let side = match rule.side {
                Side::Above => "above",
                Side::Below => "below",
            };
            let often = if rule.every { "whenever" } else { "once" };
            let (metric, value, periods) = (metric(driver.metric), rule.value, rule.periods);
            format!("{often} {metric} was {side} {value} for {periods} periods in a row")
        }
        TableKind::NoEvent => "no events, because nothing causes them".to_owned(),
        TableKind::Bridge(bridge) => format!("pairs of {} and {}", table(bridge.left), table(bridge.right)),
    }
}

/// The source of a column in the words of the engine form, and what it means.
fn source(config: &Plotsim, source: &Source) -> (String, String) {
    let metric = |index: usize| config.metrics.get(index).map_or("", |metric| metric.name.as_str());
    let column = |table: usize, column: usize| {
        let table = config.tables.get(table)?;
        Some(format!("{}.{}", table.name, table.columns.get(column)?.name))
    };
    let note = |source: String, meaning: &str| (source, meaning.to_owned());
    match source {
        Source::Key(_) => note("pk".to_owned(), "The table's own key"),
        Source::ForeignKey(key) => {
            let target = column(key.table, key.column).unwrap_or_default();
            note(format!("fk:{target}"), picked(&key.pick))
        }
        Source::Metric { metric: index } => {
            let label = config.metrics.get(*index).map_or("", |metric| metric.label.as_str());
            note(format!("metric:{}", metric(*index)), label)
        }
        Source::Lag { metric: index, periods, initial } => {
            let source = format!("lag:{}:periods:{periods}", metric(*index));
            match initial {
                LagInitial::Null => note(source, "The metric's value some periods before"),
                LagInitial::Current => {
                    let meaning =
                        "The metric's value some periods before; in the first of them the current one";
                    note(format!("{source}:initial:current"), meaning)
                }
            }
        }
        Source::Faker(call) => note(format!("generated:faker.{}", call.method.name), call.method.doc),
        Source::EntityName => note("generated:entity_name".to_owned(), "The name of the entity"),
        Source::ArchetypeName => note("derived:archetype".to_owned(), "The name of the entity's archetype"),
        Source::Size => note("derived:size".to_owned(), "Members behind the entity"),
        Source::RunCount => note("segment.count".to_owned(), "Entities of the segment"),
        Source::EntityKey { .. } => note("derived:entity_id".to_owned(), "The key of the entity"),
        Source::Calendar(field) => note(format!("calendar:{}", calendar(*field)), "From the period"),
        Source::Instant => note("generated:timestamp".to_owned(), "An instant within the period"),
        Source::Static(_) => note("static".to_owned(), "The same in every row"),
        Source::Cycle(items) => (format!("static:{} values", items.len()), "In turn".to_owned()),
        Source::Pool { pool, pick } => {
            let name = config.pools.get(*pool).map_or("", String::as_str);
            match pick {
                PoolPick::Uniform => note(format!("pool:{name}"), "One of the texts of the segment"),
                PoolPick::Trajectory => {
                    note(format!("pool:{name}:trajectory"), "The text of the segment that suits the position")
                }
            }
        }
        Source::IntRange { min, max } => note(format!("range:{min}:{max}"), "A whole number, ends included"),
        Source::FloatRange { min, max } => note(format!("range:{min}:{max}"), "A number, upper end excluded"),
        Source::Flag => note("threshold".to_owned(), "True: the condition of the event holds"),
        Source::Stage => note("stage".to_owned(), "The stage the entity stands in"),
    }
}

fn picked(pick: &Pick) -> &'static str {
    match pick {
        Pick::Entity => "The row of the entity",
        Pick::Period => "The row of the period",
        Pick::Parent => "The entity the row is a member of",
        Pick::OwnMember => "One of the entity's members",
        Pick::Any(Weights::Uniform) => "Any row",
        Pick::Any(Weights::ByRow(_)) => "Any row, by weight",
        Pick::Left => "The left row of the pair",
        Pick::Right => "The right row of the pair",
    }
}

fn calendar(field: CalendarField) -> &'static str {
    match field {
        CalendarField::DateKey => "date_key",
        CalendarField::Date => "date",
        CalendarField::Year => "year",
        CalendarField::Quarter => "quarter",
        CalendarField::Month => "month",
        CalendarField::MonthName => "month_name",
        CalendarField::Week => "week",
        CalendarField::PeriodLabel => "period_label",
        CalendarField::PeriodIndex => "period_index",
        CalendarField::DayOfWeek => "day_of_week",
        CalendarField::DayOfMonth => "day_of_month",
        CalendarField::IsWeekend => "is_weekend",
    }
}
