//! The columns of a datagen config: what its generators were told and what they gave.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use maud::{Markup, PreEscaped, html};

use super::calendar::calendar;
use super::chart::{Axis, Chart, Ink, Layer, Scale};
use super::metrics::histogram;
use super::number::{percent, short, signed, whole, within};
use super::page::Section;
use super::parts::{legend, wide};
use crate::checks::{Category, ColumnMeasure, ColumnPair, Measurements, Numbers, TableMeasure};
use crate::config::calendar::format_date;
use crate::config::types::ColumnType;
use crate::datagen::layout::Layout;
use crate::datagen::model::{Datagen, Dataset};
use crate::describe::{ColumnNote, TableNote};
use crate::facts::Facts;
use crate::project::Project;
use crate::trajectory::time_axis::{Granularity, TimeAxis, date_of};
use crate::workers::Workers;

/// Columns shown in all at most.
const COLUMNS: usize = 240;
/// Values of a column that are listed at most.
const VALUES: usize = 8;
/// Bars of a partition at most.
const BARS: usize = 90;
/// Size of the charts of columns.
const SMALL: (u32, u32) = (300, 150);
/// Letters of an example.
const LETTERS: usize = 60;

/// A part for each dataset, with a card for each column.
pub fn section(
    config: &Datagen,
    notes: &[TableNote],
    project: &Project,
    measured: &Measurements,
) -> Option<Section> {
    let mut room = COLUMNS;
    let mut parts = Vec::new();
    let first = project.first_dataset();
    for (index, (dataset, note)) in config.datasets.iter().zip(notes.iter().skip(first)).enumerate() {
        let measure = measured.table(&note.name);
        let shown = note.columns.len().min(room);
        room -= shown;
        parts.push(html! {
            h3 { code { (note.name) } " " span.minor { (facts(note, measure)) } }
            (days(dataset))
            (pairs(&note.name, measured))
            div.cards {
                @for (column, examples) in note.columns[..shown].iter().zip(examples(project, first + index, shown)) {
                    (card(dataset, note, column, measure, &examples))
                }
            }
            @if shown < note.columns.len() {
                p.note { (note.columns.len() - shown) " further columns are not shown." }
            }
        });
    }
    (!parts.is_empty()).then(|| Section {
        id: "columns",
        title: "Columns",
        body: html! {
            p { "What each column's generator was told, and what it gave." }
            (legend(&[("bar", "generated"), ("plan", "configured")]))
            @for part in &parts { (part) }
        },
    })
}

/// Rows, key and references in a line.
fn facts(note: &TableNote, measure: Option<&TableMeasure>) -> String {
    let rows = measure.map_or(note.rows.rows(), |measure| measure.rows);
    let mut facts = vec![format!("{} rows", whole(rows))];
    if !note.primary_key.is_empty() {
        facts.push(format!("key {}", note.primary_key.join(", ")));
    }
    facts.extend(note.foreign_keys.iter().map(|key| format!("{} from {}", key.column, key.table)));
    facts.join("; ")
}

/// The configured correlations.
fn pairs(table: &str, measured: &Measurements) -> Markup {
    let own: Vec<&ColumnPair> = measured.column_pairs.iter().filter(|pair| pair.table == table).collect();
    if own.is_empty() {
        return html! {};
    }
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { "Column" } th scope="col" { "correlated with" }
                    th scope="col" .number { "Configured" } th scope="col" .number { "Expected" }
                    th scope="col" .number { "Achieved" } th scope="col" .number { "Standard error" }
                }
            }
            tbody {
                @for pair in own {
                    tr {
                        th scope="row" { code { (pair.column_a) } }
                        td { code { (pair.column_b) } }
                        td.number { (signed(pair.configured)) }
                        td.number { (signed(pair.expected)) }
                        td.number { (signed(pair.achieved)) }
                        td.number { (format!("{:.3}", pair.standard_error)) }
                    }
                }
            }
        }
    };
    wide(&format!("Correlations of {table}"), &rows)
}

/// Rows in each day of a partition.
fn days(dataset: &Dataset) -> Markup {
    let Some(partition) = &dataset.partition else { return html! {} };
    let layout = Layout::of(dataset);
    let together = layout.files().div_ceil(BARS as u64).max(1);
    let mut bars = Vec::new();
    let mut least_most = (u64::MAX, 0);
    let mut rows = 0;
    for day in 0..layout.files() {
        let total = layout.file(day).total();
        least_most = (least_most.0.min(total), least_most.1.max(total));
        rows += total;
        if (day + 1).is_multiple_of(together) || day + 1 == layout.files() {
            let first = day - day % together;
            bars.push((first as f64 - 0.42, first as f64 + together as f64 - 0.58, rows as f64));
            rows = 0;
        }
    }
    let ends = (date_of(partition.start), date_of(partition.start.saturating_add(partition.days as i32 - 1)));
    let (Some(first), Some(last)) = ends else { return html! {} };
    let Some(time) = TimeAxis::new(first, last, Granularity::Daily) else { return html! {} };
    let per = match least_most {
        (least, most) if least == most => format!("{} rows a day", whole(most)),
        (least, most) => format!("{} to {} rows a day", whole(least), whole(most)),
    };
    let chart = Chart {
        title: format!("Rows of {} by {}", dataset.name, partition.column),
        summary: format!("{} days from {first} to {last}, {per}.", partition.days),
        size: (340, 110),
        x: Axis::periods(&time, 0.6),
        y: Axis::up_to(bars.iter().map(|(_, _, height)| *height), 3, ""),
        layers: vec![Layer::Bars { bars, ink: Ink::Data }],
    };
    html! {
        figure.broad {
            figcaption {
                "Rows by " code { (partition.column) } " "
                span.minor {
                    (partition.days) " days, " (per) @if together > 1 { "; a bar is " (together) " days" }
                }
            }
            (PreEscaped(chart.svg()))
        }
    }
}

/// The first values of each column, as text.
fn examples(project: &Project, index: usize, columns: usize) -> Vec<Vec<String>> {
    let table = project.table(index, None);
    let wanted: Vec<usize> = (0..columns).collect();
    if table.blocks() == 0 {
        return vec![Vec::new(); columns];
    }
    let block = table.scan(&wanted, &Workers::single()).block(0);
    let text = |array: &arrow::array::ArrayRef| -> Vec<String> {
        let Ok(plain) = cast(array, &DataType::Utf8) else { return Vec::new() };
        let Some(strings) = plain.as_string_opt::<i32>() else { return Vec::new() };
        strings.iter().flatten().take(3).map(short_text).collect()
    };
    block.columns.iter().map(text).collect()
}

fn short_text(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn card(
    dataset: &Dataset,
    table: &TableNote,
    note: &ColumnNote,
    measure: Option<&TableMeasure>,
    examples: &[String],
) -> Markup {
    let rows = measure.map_or(0, |measure| measure.rows);
    let measured = measure.and_then(|table| table.columns.iter().find(|column| column.column == note.name));
    let key = table.primary_key.contains(&note.name);
    let parent = table.foreign_keys.iter().find(|key| key.column == note.name);
    let column = dataset.table_columns.iter().find(|column| column.name == note.name);
    html! {
        figure.card {
            figcaption {
                code { (note.name) } " "
                span.minor {
                    (note.source) ", " (note.kind.sql())
                    @if key { ", key" }
                    @if let Some(key) = parent { ", of " (key.table) }
                }
            }
            @if let Some(measured) = measured {
                @if let Some(column) = column {
                    (picture(table, &column.facts, measured, rows, examples))
                    @if let Some(measure) = &measured.calendar {
                        (calendar(&format!("{} of {}", measured.column, table.name), measure))
                    }
                    (nulls(&column.facts, measured, rows))
                }
            }
        }
    }
}

fn picture(
    table: &TableNote,
    facts: &Facts,
    measured: &ColumnMeasure,
    rows: u64,
    examples: &[String],
) -> Markup {
    let title = || format!("{} of {}", measured.column, table.name);
    let numbers = measured.numbers.filter(|numbers| numbers.count() > 0);
    if !measured.categories.is_empty() {
        return values(&measured.categories, &title());
    }
    if let Some(shown) = measured.histogram.as_ref().filter(|shown| !shown.counts.is_empty()) {
        return html! {
            (PreEscaped(histogram(title(), shown, SMALL, scale(facts)).svg()))
            @if let Some(numbers) = numbers { p.note { (range(&numbers, scale(facts))) } }
        };
    }
    html! {
        @if !examples.is_empty() {
            p.examples {
                @for (place, example) in examples.iter().enumerate() {
                    @if place > 0 { ", " }
                    code { (example) }
                }
                @if rows > examples.len() as u64 { ", …" }
            }
        }
        @if let Some(numbers) = numbers { p.note { (range(&numbers, scale(facts))) } }
    }
}

/// What the numbers of a column count. Dates may be shown as text; their facts tell.
fn scale(facts: &Facts) -> Scale {
    match facts.kind {
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

/// The ends and the middle of some numbers.
fn range(numbers: &Numbers, scale: Scale) -> String {
    let (least, greatest) = (numbers.least(), numbers.greatest());
    let within = |value| within(value, least, greatest);
    let day = |day: f64| format_date(libm::floor(day) as i32);
    match scale {
        Scale::Days => format!("{} to {}", day(least), day(greatest)),
        Scale::Seconds => format!("{} to {}", day(least / 86_400.0), day(greatest / 86_400.0)),
        Scale::Numbers => format!(
            "{} to {}, mean {}, standard deviation {}",
            within(least),
            within(greatest),
            within(numbers.mean()),
            short(numbers.deviation())
        ),
    }
}

/// The most frequent values: configured and generated shares.
fn values(categories: &[Category], title: &str) -> Markup {
    let total: u64 = categories.iter().map(|category| category.count).sum();
    let known = categories.iter().any(|category| category.expected.is_some());
    let share = |count: f64| count / total.max(1) as f64;
    let mut sorted: Vec<&Category> = categories.iter().collect();
    // Stable: equal ones stay in the order of the config.
    sorted.sort_by_key(|category| std::cmp::Reverse(category.count));
    let most = sorted
        .iter()
        .map(|category| share(category.count as f64).max(share(category.expected.unwrap_or(0.0))));
    let most = most.fold(0.0, f64::max).max(1e-9);
    let part = |share: f64| format!("{:.1}%", share / most * 100.0);
    html! {
        table.values {
            caption.hidden { (title) }
            thead {
                tr {
                    th scope="col" { "Value" } th scope="col" { span.hidden { "Picture" } }
                    th scope="col" .number { "Generated" }
                    @if known { th scope="col" .number { "Configured" } }
                }
            }
            tbody {
                @for category in sorted.iter().take(VALUES) {
                    tr {
                        th scope="row" { (short_text(&category.value)) }
                        td.bars {
                            span.fill style={ "width:" (part(share(category.count as f64))) } {}
                            @if let Some(expected) = category.expected {
                                span.mark style={ "left:" (part(share(expected))) } {}
                            }
                        }
                        td.number { (percent(share(category.count as f64))) }
                        @if known {
                            @let expected = category.expected.map(|expected| percent(share(expected)));
                            td.number { (expected.as_deref().unwrap_or("–")) }
                        }
                    }
                }
            }
        }
        @if sorted.len() > VALUES { p.note { "and " (sorted.len() - VALUES) " further values" } }
    }
}

/// How many values are missing, and how many should be.
fn nulls(facts: &Facts, measured: &ColumnMeasure, rows: u64) -> Markup {
    let configured = facts.nulls.share().filter(|_| facts.nulls.possible());
    html! {
        @if measured.nulls > 0 || configured.is_some() {
            p.note {
                (percent(measured.nulls as f64 / rows.max(1) as f64)) " null"
                @if let Some(configured) = configured { " (configured: " (percent(configured)) ")" }
            }
        }
    }
}
