//! What the value of a column tells of its row without being made.

use std::ops::Range;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};

use super::columns::calendar::every_period;
use super::columns::key;
use super::engine::Engine;
use crate::config::types::ColumnType;
use crate::plotsim::model::{KeyFormat, Pick, Plotsim, Source, TableKind};
use crate::tables::{Datum, Interval, span};

/// Things that rows are about, from one to before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// The numbers of the rows themselves.
    Rows(Range<u64>),
    Entities(Range<u64>),
    Periods(Range<u64>),
}

/// What all rows are about whose value in a column lies in the interval; `None` if the column does not tell. `rows` is the
/// number of rows, where that is known without counting.
pub fn subjects(
    engine: &Engine,
    table: usize,
    column: usize,
    rows: Option<u64>,
    interval: &Interval,
) -> Option<Subjects> {
    let config = engine.config();
    let entities = |dim: usize| {
        let (prefix, width) = key::numbered(config, dim)?;
        numbered(&prefix, width, engine.entities(), interval).map(Subjects::Entities)
    };
    match &config.tables.get(table)?.columns.get(column)?.source {
        Source::Key(KeyFormat::Numbered { prefix, width }) => {
            numbered(prefix, *width, rows?, interval).map(Subjects::Rows)
        }
        Source::EntityKey { dim } => entities(*dim),
        Source::ForeignKey(key) => match key.pick {
            Pick::Entity | Pick::Parent if is_key(config, key.table, key.column) => entities(key.table),
            Pick::Period => periods(engine, key.table, key.column, interval).map(Subjects::Periods),
            _ => None,
        },
        Source::Calendar(_) => periods(engine, table, column, interval).map(Subjects::Periods),
        _ => None,
    }
}

/// Whether a column is the numbered key of a dimension with a row for each entity.
fn is_key(config: &Plotsim, table: usize, column: usize) -> bool {
    let table = &config.tables[table];
    matches!(table.kind, TableKind::EntityDim)
        && matches!(table.columns[column].source, Source::Key(KeyFormat::Numbered { .. }))
}

/// The numbers, below `len`, whose keys lie in the interval.
fn numbered(prefix: &str, width: usize, len: u64, interval: &Interval) -> Option<Range<u64>> {
    let text = |number: u64| format!("{prefix}-{:0width$}", number + 1);
    // As texts, keys are in order as long as they are of one length.
    if len.checked_ilog10().is_none_or(|digits| (digits as usize) < width) {
        return span(len, |number| Datum::Text(text(number)), interval);
    }
    match (&interval.low, &interval.high) {
        (Some(Datum::Text(low)), Some(Datum::Text(high))) if low == high => {
            let digits = low.strip_prefix(prefix)?.strip_prefix('-')?;
            let number = digits.parse::<u64>().ok()?.checked_sub(1)?;
            (number < len && text(number) == *low).then_some(number..number + 1)
        }
        _ => None,
    }
}

/// The periods from the first to the last whose value in a calendar column lies in the interval.
fn periods(engine: &Engine, table: usize, column: usize, interval: &Interval) -> Option<Range<u64>> {
    let column = &engine.config().tables[table].columns[column];
    let Source::Calendar(field) = column.source else { return None };
    let values = every_period(&engine.config().time, field, column.kind);
    let value = |period: usize| match values.data_type() {
        DataType::Int32 => Some(Datum::Whole(values.as_primitive::<Int32Type>().value(period).into())),
        DataType::Int64 => Some(Datum::Whole(values.as_primitive::<Int64Type>().value(period))),
        DataType::Date32 => Some(Datum::Day(values.as_primitive::<Date32Type>().value(period))),
        DataType::Utf8 if column.kind == ColumnType::Text => {
            Some(Datum::Text(values.as_string::<i32>().value(period).to_owned()))
        }
        _ => None,
    };
    let mut found: Option<Range<u64>> = None;
    for period in 0..values.len() {
        let hit = span(1, |_| value(period).unwrap_or(Datum::Whole(0)), interval)?;
        value(period)?;
        if !hit.is_empty() {
            let start = found.map_or(period as u64, |found| found.start);
            found = Some(start..period as u64 + 1);
        }
    }
    Some(found.unwrap_or(0..0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: Option<&str>, high: Option<&str>) -> Interval {
        let end = |end: Option<&str>| end.map(|text| Datum::Text(text.to_owned()));
        Interval { low: end(low), high: end(high) }
    }

    #[test]
    fn keys_are_numbers() {
        let exactly = |key| between(Some(key), Some(key));
        assert_eq!(numbered("c", 3, 500, &exactly("c-042")), Some(41..42));
        assert_eq!(numbered("c", 3, 500, &exactly("c-42")), Some(419..419));
        assert_eq!(numbered("c", 3, 500, &exactly("d-042")), Some(500..500));
        assert_eq!(numbered("c", 3, 999, &between(Some("c-9"), None)), Some(899..999));
        assert_eq!(numbered("c", 3, 999, &between(None, Some("c-0"))), Some(0..0));
        // Beyond the width, text order is not the order of numbers.
        assert_eq!(numbered("c", 3, 5000, &between(Some("c-9"), None)), None);
        assert_eq!(numbered("c", 3, 5000, &exactly("c-1042")), Some(1041..1042));
        assert_eq!(numbered("c", 3, 1000, &exactly("c-0042")), None);
    }
}
