//! Values as issues leave them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, StringArray, StringBuilder};
use arrow::compute::nullif;

use super::hits::{Behind, Row};
use crate::config::types::ColumnType;
use crate::generators::cell;
use crate::plotsim::model::{Effect, Issue};
use crate::random::{below, split_mix};
use crate::tables::text::decoded;
use crate::trajectory::time_axis::TimeAxis;

/// What stands in a column of text where a number should be.
const NO_NUMBERS: [&str; 5] = ["N/A", "-", "12,5", "unknown", " 7 "];
/// Periods by which rows come in late, at most.
pub const LATEST: u64 = 5;

/// A column of the clean table as issues leave it, and what they moved away from it. `values` has a value for each of the rows.
pub fn changed(
    behind: &Behind<'_>,
    issues: &[(usize, Issue)],
    column: usize,
    rows: &[Row],
    values: ArrayRef,
    moved_kind: Option<ColumnType>,
) -> (ArrayRef, Option<ArrayRef>) {
    let mut values = decoded(values);
    let mut moved: Option<ArrayRef> = None;
    for (place, (_, issue)) in issues.iter().enumerate() {
        if !issue.columns.contains(&column) {
            continue;
        }
        let hits: Vec<Option<u64>> = rows.iter().map(|row| behind.hit(place, Some(column), *row)).collect();
        match issue.effect {
            Effect::Null => values = without(&values, &hits, true),
            Effect::Move => {
                let away = without(&values, &hits, false);
                let away = if moved_kind == Some(ColumnType::Text) { texts(&away) } else { away };
                moved = Some(match moved {
                    None => away,
                    Some(before) => either(&away, &before),
                });
                values = without(&values, &hits, true);
            }
            Effect::Text => values = mistyped(&texts(&values), &hits),
            Effect::Late | Effect::Copy(_) | Effect::Drop => {}
        }
    }
    (values, moved)
}

/// The values with nulls where rows are hit, or where they are not.
fn without(values: &ArrayRef, hits: &[Option<u64>], hit: bool) -> ArrayRef {
    let gone: BooleanArray = hits.iter().map(|one| Some(one.is_some() == hit)).collect();
    // A mask of the array's own length cannot fail.
    nullif(values, &gone).unwrap_or_else(|_| Arc::clone(values))
}

/// The first values, and the second where those are null.
fn either(first: &ArrayRef, second: &ArrayRef) -> ArrayRef {
    let absent = |row: usize| first.is_null(row);
    let mask: BooleanArray = (0..first.len()).map(|row| Some(!absent(row))).collect();
    arrow::compute::kernels::zip::zip(&mask, first, second).unwrap_or_else(|_| Arc::clone(first))
}

/// Values as text, in the digits that say them.
fn texts(values: &ArrayRef) -> ArrayRef {
    let values = decoded(Arc::clone(values));
    if values.as_string_opt::<i32>().is_some() {
        return values;
    }
    Arc::new((0..values.len()).map(|row| cell::text(&values, row)).collect::<StringArray>())
}

/// Texts in which those that are hit say something that is no value of the column. What is missing stays so.
fn mistyped(values: &ArrayRef, hits: &[Option<u64>]) -> ArrayRef {
    let Some(values) = values.as_string_opt::<i32>() else { return Arc::clone(values) };
    let mut out = StringBuilder::new();
    for (value, hit) in values.iter().zip(hits) {
        match (value, hit) {
            (Some(_), Some(word)) => {
                out.append_value(NO_NUMBERS[below(*word, NO_NUMBERS.len() as u64) as usize]);
            }
            (value, _) => out.append_option(value),
        }
    }
    Arc::new(out.finish())
}

/// When rows came in: the label of the period, and the day.
pub fn arrivals(
    behind: &Behind<'_>,
    issues: &[(usize, Issue)],
    rows: &[Row],
    time: &TimeAxis,
) -> (ArrayRef, ArrayRef) {
    let mut all: Vec<Option<(String, i32)>> = vec![None; rows.len()];
    let late = issues.iter().enumerate().filter(|(_, (_, issue))| issue.effect == Effect::Late);
    for (place, _) in late {
        for (row, own) in rows.iter().zip(&mut all) {
            if let Some(word) = behind.hit(place, None, *row) {
                let arrived = behind.period(*row) + 1 + below(word, LATEST) as usize;
                if let (Some(label), Some(period)) = (time.label(arrived), time.period(arrived)) {
                    let day = below(split_mix(word, 1), u64::from(period.days)) as i32;
                    *own = Some((label, period.anchor + day));
                }
            }
        }
    }
    let labels = all.iter().map(|one| one.as_ref().map(|(label, _)| label.as_str()));
    let days = all.iter().map(|one| one.as_ref().map(|(_, day)| *day));
    (Arc::new(labels.collect::<StringArray>()), Arc::new(days.collect::<Date32Array>()))
}

/// `U` where values of a row changed, `I` where it is as it was inserted.
pub fn ops(changes: &[Option<u64>]) -> ArrayRef {
    let ops = changes.iter().map(|change| if change.is_some() { "U" } else { "I" });
    Arc::new(StringArray::from_iter_values(ops))
}

/// When rows changed last: the label of a later period of the window, uniformly; of rows that did not, what `values` says.
pub fn updates(
    behind: &Behind<'_>,
    rows: &[Row],
    changes: &[Option<u64>],
    values: &ArrayRef,
    time: TimeAxis,
) -> ArrayRef {
    let values = decoded(Arc::clone(values));
    let Some(texts) = values.as_string_opt::<i32>() else { return values };
    let label = |(at, (row, change)): (usize, (&Row, &Option<u64>))| {
        let own = behind.period(*row);
        let later = (time.len().saturating_sub(own + 1)) as u64;
        let changed = change.filter(|_| later > 0);
        match changed.and_then(|word| time.label(own + 1 + below(split_mix(word, 2), later) as usize)) {
            Some(label) => Some(label),
            None => texts.is_valid(at).then(|| texts.value(at).to_owned()),
        }
    };
    Arc::new(rows.iter().zip(changes).enumerate().map(label).collect::<StringArray>())
}
