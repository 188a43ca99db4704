//! Domains of the columns of a plotsim config.

use super::{Domain, Literal};
use crate::config::types::ColumnType;
use crate::distributions::ValueRange;
use crate::plotsim::model::{CalendarField, Column, Constant, Plotsim, Source, Table, TableKind};

/// The domain of each column of a table.
pub fn domains(config: &Plotsim, table: &Table) -> Vec<Domain> {
    table.columns.iter().map(|column| domain(config, table, column)).collect()
}

fn domain(config: &Plotsim, table: &Table, column: &Column) -> Domain {
    let constants = |constants: &[Constant]| {
        let literals: Option<Vec<Literal>> = constants.iter().map(literal).collect();
        literals.map_or(Domain::Open, Domain::values)
    };
    match &column.source {
        Source::Metric { metric } | Source::Lag { metric, .. } => {
            metric_domain(config, table, column, *metric)
        }
        Source::Calendar(field) => calendar(config, *field),
        Source::Static(constant) => constants(std::slice::from_ref(constant)),
        Source::Cycle(items) => constants(items),
        Source::Pool { pool, .. } => {
            let lists = config.entities.runs.iter().filter_map(|run| run.pools.get(*pool));
            Domain::texts(lists.flatten(), column.kind)
        }
        Source::ArchetypeName if column.kind == ColumnType::Text => {
            Domain::texts(config.archetypes.iter().map(|archetype| &archetype.name), column.kind)
        }
        Source::Stage => match &config.stages {
            Some(stages) => Domain::texts(stages.names.iter(), column.kind),
            None => Domain::Open,
        },
        Source::IntRange { min, max } => Domain::between(Some(*min as f64), Some(*max as f64)),
        Source::FloatRange { min, max } => Domain::between(Some(*min), Some(*max)),
        _ => Domain::Open,
    }
}

/// A metric's range, the widest among the entities there are.
fn metric_domain(config: &Plotsim, table: &Table, column: &Column, metric: usize) -> Domain {
    // A mean of values at the end of a range may lie beyond it by the error of a sum.
    if matches!(table.kind, TableKind::PeriodFact | TableKind::Bridge(_)) {
        return Domain::Open;
    }
    let Some(metric) = config.metrics.get(metric) else { return Domain::Open };
    let laws = || std::iter::once(&metric.law).chain(metric.overrides.iter().map(|(_, law)| law));
    let end = |end: fn(&ValueRange) -> Option<f64>, wider: fn(f64, f64) -> f64| {
        let ends: Option<Vec<f64>> = laws().map(|law| end(&law.range)).collect();
        ends.and_then(|ends| ends.into_iter().reduce(wider))
    };
    let mut least = end(|range| range.min, f64::min);
    let greatest = end(|range| range.max, f64::max);
    if metric.is_count() {
        least = Some(least.map_or(0.0, |least| least.max(0.0)));
    }
    // Rounding keeps order, so it takes the ends to the ends.
    match column.kind {
        ColumnType::Float64 => Domain::between(least, greatest),
        ColumnType::Int32 | ColumnType::Int64 => {
            Domain::between(least.map(f64::round_ties_even), greatest.map(f64::round_ties_even))
        }
        _ => Domain::Open,
    }
}

fn calendar(config: &Plotsim, field: CalendarField) -> Domain {
    let between = |least: f64, greatest: f64| Domain::between(Some(least), Some(greatest));
    match field {
        CalendarField::Quarter => between(1.0, 4.0),
        CalendarField::Month => between(1.0, 12.0),
        CalendarField::Week => between(1.0, 53.0),
        CalendarField::DayOfMonth => between(1.0, 31.0),
        CalendarField::PeriodIndex => between(0.0, config.time.len() as f64 - 1.0),
        _ => Domain::Open,
    }
}

fn literal(constant: &Constant) -> Option<Literal> {
    match constant {
        Constant::Text(text) => Some(Literal::Text(text.clone())),
        Constant::Int(value) => Some(Literal::Int(*value)),
        Constant::Float(_) | Constant::Bool(_) | Constant::Date(_) => None,
    }
}
