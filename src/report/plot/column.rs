//! The distribution of a column: a histogram, or shares of its values, beside what the config says.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use maud::html;

use super::sheet::{INK, LABEL, Mark, Sheet, fitting, nothing};
use crate::checks::{self, Category, ColumnMeasure, Histogram};
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::report::chart::{Ink, Scale};
use crate::report::metrics::histogram;
use crate::report::number::{percent, whole};
use crate::workers::Workers;

const SIZE: (u32, u32) = (680, 300);
/// Values that are shown at most.
const VALUES: usize = 16;
/// Rows that are read where no check has measured the column.
const ROWS: usize = 1_000_000;
/// Bars where the config says none.
const BARS: usize = 40;

/// Whether values of a type have a distribution that a picture shows.
pub fn can_draw(kind: ColumnType) -> bool {
    match kind {
        ColumnType::Bool
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Date
        | ColumnType::Timestamp
        | ColumnType::TimestampTz(_) => true,
        ColumnType::Time | ColumnType::Uuid | ColumnType::List(_) | ColumnType::Struct(_) => false,
    }
}

fn scale(kind: ColumnType) -> Scale {
    match kind {
        ColumnType::Date => Scale::Days,
        ColumnType::Timestamp | ColumnType::TimestampTz(_) => Scale::Seconds,
        ColumnType::Bool
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Time
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => Scale::Numbers,
    }
}

/// The picture of a column.
pub fn sheet(project: &Project, table: usize, column: usize, workers: &Workers) -> Result<Sheet, String> {
    let names = project.names();
    let shown = project.clean(table, None);
    let (Some(of), Some(about)) = (names.get(table), shown.columns().get(column)) else {
        return Err("there is no such column".to_owned());
    };
    let measured = checks::measured(project, table, workers).map_err(|stopped| stopped.to_string())?;
    let measure = measured.tables.get(table);
    let rows = measure.map_or(0, |measure| measure.rows);
    let own = measure.and_then(|measure| measure.columns.get(column));
    let title = format!("{} of {of}", about.name);
    let nulls = own.map_or(0, |own| own.nulls);
    let missing = match nulls {
        0 => String::new(),
        nulls => format!("; {} null", percent(nulls as f64 / rows.max(1) as f64)),
    };
    let subtitle = format!("share of the values in {} rows, {}{missing}", whole(rows), about.kind.sql());
    let law = match own {
        Some(ColumnMeasure { categories, .. }) if !categories.is_empty() => {
            return Ok(shares(title, subtitle, categories));
        }
        Some(ColumnMeasure { histogram: Some(law), .. }) if !law.counts.is_empty() => law.clone(),
        Some(_) | None => match read(project, table, column, workers)? {
            Values::Numbers(numbers) => binned(&numbers, about.kind),
            Values::Texts(categories) => return Ok(shares(title, subtitle, &categories)),
        },
    };
    let expected = law.expected.iter().any(|count| *count > 0.0);
    let mut chart = histogram(title.clone(), &law, SIZE, scale(about.kind));
    chart.x.name.clone_from(&about.name);
    "share of rows".clone_into(&mut chart.y.name);
    let mut legend = vec![(Mark::Bar, Ink::Data, "generated".to_owned())];
    if expected {
        legend.push((Mark::Line, Ink::Plan, "configured law".to_owned()));
    }
    let summary = chart.summary.clone();
    Ok(Sheet { title, subtitle, summary, legend, size: SIZE, charts: vec![(0, 0, chart)], marks: nothing() })
}

/// What a column holds.
enum Values {
    Numbers(Vec<f64>),
    Texts(Vec<Category>),
}

/// The values of some rows, from blocks evenly spread over the table.
fn read(project: &Project, table: usize, column: usize, workers: &Workers) -> Result<Values, String> {
    let shown = project.clean(table, None);
    let blocks = shown.blocks();
    let scan = shown.scan(&[column], workers);
    let (mut numbers, mut texts) = (Vec::new(), BTreeMap::<String, u64>::new());
    let mut read = 0;
    let parts = blocks.min(512);
    for part in 0..parts {
        if workers.is_stopped() {
            return Err(crate::workers::Stopped.to_string());
        }
        let block = scan.block((u128::from(part) * u128::from(blocks) / u128::from(parts)) as u64);
        if let Some(failure) = scan.failure() {
            return Err(failure);
        }
        let Some(array) = block.columns.first() else { continue };
        read += array.len();
        let seconds = |unit: f64| -> Vec<f64> {
            let Ok(plain) = cast(array, &DataType::Int64) else { return Vec::new() };
            plain.as_primitive::<Int64Type>().iter().flatten().map(|value| value as f64 / unit).collect()
        };
        match array.data_type() {
            DataType::Utf8 | DataType::Dictionary(..) | DataType::Boolean | DataType::Utf8View => {
                let Ok(plain) = cast(array, &DataType::Utf8) else { continue };
                for text in plain.as_string::<i32>().iter().flatten() {
                    match texts.get_mut(text) {
                        Some(count) => *count += 1,
                        None => drop(texts.insert(text.to_owned(), 1)),
                    }
                }
            }
            DataType::Timestamp(..) => numbers.extend(seconds(1e6)),
            DataType::Date32 => {
                let Ok(days) = cast(array, &DataType::Int32) else { continue };
                let Ok(days) = cast(&days, &DataType::Float64) else { continue };
                numbers.extend(days.as_primitive::<Float64Type>().iter().flatten());
            }
            _ => {
                let Ok(plain) = cast(array, &DataType::Float64) else { continue };
                numbers.extend(plain.as_primitive::<Float64Type>().iter().flatten());
            }
        }
        if read >= ROWS {
            break;
        }
    }
    if !numbers.is_empty() {
        return Ok(Values::Numbers(numbers));
    }
    let category = |(value, count)| Category { value, count, expected: None };
    Ok(Values::Texts(texts.into_iter().map(category).collect()))
}

/// A histogram of equal bins; of whole numbers in a narrow range, one bin for each.
fn binned(numbers: &[f64], kind: ColumnType) -> Histogram {
    let finite = || numbers.iter().copied().filter(|value| value.is_finite());
    let (low, high) = finite()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return Histogram::default();
    }
    let whole = matches!(kind, ColumnType::Int32 | ColumnType::Int64 | ColumnType::Date);
    let edges: Vec<f64> = if whole && high - low < BARS as f64 {
        (0..=(high - low) as usize + 1).map(|place| low - 0.5 + place as f64).collect()
    } else if low < high {
        (0..=BARS).map(|place| low + (high - low) * place as f64 / BARS as f64).collect()
    } else {
        vec![low - 0.5, low + 0.5]
    };
    let bins = edges.len() - 1;
    let mut counts = vec![0; bins];
    for value in finite() {
        let place = edges.partition_point(|edge| *edge <= value).saturating_sub(1).min(bins - 1);
        counts[place] += 1;
    }
    Histogram { expected: Vec::new(), outside: (0, 0), edges, counts }
}

/// The most frequent values as bars that lie, a mark where the configured share is.
fn shares(title: String, subtitle: String, categories: &[Category]) -> Sheet {
    /// Height of a bar with its room, and what is left at the right for a percentage.
    const ROW: u32 = 24;
    const END: u32 = 64;
    let total: u64 = categories.iter().map(|category| category.count).sum();
    let share = |count: f64| count / total.max(1) as f64;
    let mut sorted: Vec<&Category> = categories.iter().collect();
    // Stable: equal ones stay in the order of the config.
    sorted.sort_by_key(|category| std::cmp::Reverse(category.count));
    let known = sorted.iter().any(|category| category.expected.is_some());
    let wanted = |category: &Category| category.expected.map(share);
    let most = sorted
        .iter()
        .map(|category| share(category.count as f64).max(wanted(category).unwrap_or(0.0)))
        .fold(1e-9, f64::max);
    let letters =
        sorted.iter().take(VALUES).map(|category| category.value.chars().count()).max().unwrap_or(0);
    let left = (letters as u32 * 7 + 12).clamp(40, 220);
    let room = f64::from(SIZE.0 - left - END);
    let at = |share: f64| left + libm::round(share / most * room) as u32;
    let marks = html! {
        @for (place, category) in sorted.iter().take(VALUES).enumerate() {
            @let y = place as u32 * ROW;
            @let own = share(category.count as f64);
            text x=(left - 8) y=(y + 14) font-size="12" text-anchor="end" fill=(INK) { (fitting(&category.value, left)) }
            rect x=(left) y=(y + 3) width=(at(own) - left) height="15" fill=(Ink::Data.hex()) fill-opacity="0.55" {}
            @if let Some(wanted) = wanted(category) {
                @let x = at(wanted);
                line x1=(x) x2=(x) y1=(y) y2=(y + 21) stroke=(Ink::Plan.hex()) stroke-width="2.5" {}
            }
            @let end = at(own).max(wanted(category).map_or(0, at)) + 8;
            text x=(end) y=(y + 14) font-size="12" fill=(LABEL) { (percent(own)) }
        }
        @if sorted.len() > VALUES {
            text x="0" y=(VALUES as u32 * ROW + 14) font-size="12" fill=(LABEL) {
                "and " (whole((sorted.len() - VALUES) as u64)) " further values"
            }
        }
    };
    let mut legend = vec![(Mark::Bar, Ink::Data, "generated".to_owned())];
    if known {
        legend.push((Mark::Line, Ink::Plan, "configured".to_owned()));
    }
    let lines = sorted.len().min(VALUES) as u32 + u32::from(sorted.len() > VALUES);
    let summary = match sorted.first() {
        Some(first) => {
            format!("Most frequent is {}, {} of all.", first.value, percent(share(first.count as f64)))
        }
        None => "No values.".to_owned(),
    };
    Sheet { title, subtitle, summary, legend, size: (SIZE.0, lines.max(1) * ROW), charts: Vec::new(), marks }
}
