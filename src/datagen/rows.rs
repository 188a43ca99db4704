//! How many rows each dataset has.

use super::children;
use super::columns::NAME;
use super::model::Partition;
use crate::config::key::{Day, Key, Mapping};
use crate::config::param::Section;
use crate::config::reader::{Field, Fields};
use crate::generators::children::Children;
use crate::rhythm::{self, Part};

pub const NUM_ROWS: Key<Option<i64>> = Key::int("num_rows", 0, i64::MAX)
    .otherwise("set by per_parent")
    .doc("Rows before scaling; left out only where a foreign key says per_parent")
    .example("1000");
pub const SCALES: Key<bool> = Key::flag("scales")
    .default(true)
    .doc("Whether the scale multiplies num_rows; false keeps the rows of a lookup at any scale")
    .example("false");
pub const PARTITION: Key<Option<Mapping>> = Key::map("partition", &PARTITION_SECTION)
    .optional()
    .doc("Spread the rows over days")
    .example("{ column: order_date, start: 2025-01-01, days: 30 }");

pub const COLUMN: Key<&str> =
    Key::form("column", &NAME).doc("Name of the day's column, which comes last").example("order_date");
const START: Key<Day> = Key::date("start").doc("First day").example("2025-01-01");
const DAYS: Key<i64> = Key::int("days", 1, 1_000_000).doc("Number of days").example("30");

static PARTITION_SECTION: Section = Section::new(
    "datagen.partition",
    "",
    "Days over which rows are spread",
    &[COLUMN.param, START.param, DAYS.param, rhythm::DAYS.param],
);

/// A dataset as others know it before it is read.
pub struct Known<'a> {
    pub name: &'a str,
    /// Primary rows after scaling; `None` if they could not be told, which was reported.
    pub rows: Option<u64>,
}

/// Rows of every dataset, in file order, and for those that follow a parent how they do.
pub fn count<'a>(
    drafts: &[Option<Fields<'a>>],
    names: &[Option<&'a str>],
    scale: Option<f64>,
) -> (Vec<Known<'a>>, Vec<Option<Children>>) {
    let mut known: Vec<Known<'a>> = Vec::new();
    let mut all_children = Vec::new();
    for (draft, name) in drafts.iter().zip(names) {
        let (rows, children) = match draft {
            Some(draft) => rows(draft, &known, names, scale),
            None => (None, None),
        };
        known.push(Known { name: name.unwrap_or(""), rows });
        all_children.push(children);
    }
    (known, all_children)
}

fn rows(
    draft: &Fields<'_>,
    known: &[Known<'_>],
    names: &[Option<&str>],
    scale: Option<f64>,
) -> (Option<u64>, Option<Children>) {
    let per_parent = children::find(draft);
    match (draft.at(&NUM_ROWS), per_parent.as_slice()) {
        (Some(field), []) => {
            let scale = draft.read(&SCALES).and_then(|scales| if scales { scale } else { Some(1.0) });
            (draft.read(&NUM_ROWS).flatten().and_then(|rows| scaled(field, rows as u64, scale?)), None)
        }
        (None, []) => {
            let hint = "say num_rows, or per_parent on one foreign_key column".to_owned();
            draft.whole.error("missing-key", "nothing says how many rows there are", Some(hint));
            (None, None)
        }
        (None, [(_, one)]) => {
            if let Some(field) = draft.at(&SCALES) {
                let hint = "leave scales out, or say scales: false in the parent's dataset".to_owned();
                field.error("conflicting-keys", "per_parent sets the rows of this dataset", Some(hint));
            }
            let children = children::read(one, known, names);
            let total = children.as_ref().and_then(|children| children::total(children, one));
            (total, children.filter(|_| total.is_some()))
        }
        (Some(field), [_, ..]) => {
            field.error(
                "conflicting-keys",
                "per_parent sets the rows of this dataset",
                Some("leave num_rows out".into()),
            );
            (None, None)
        }
        (None, [_, (_, second), ..]) => {
            second.error("conflicting-keys", "only one column can say per_parent", None);
            (None, None)
        }
    }
}

/// ⌊rows·scale⌋, at least 1, where a product that misses a whole number by rounding counts as that number.
fn scaled(field: &Field<'_>, rows: u64, scale: f64) -> Option<u64> {
    if rows == 0 {
        field.error("no-rows", "is 0, but must be 1 or more", None);
        return None;
    }
    Some(if scale == 1.0 { rows } else { floor_product(rows, scale, field)?.max(1) })
}

fn floor_product(rows: u64, scale: f64, field: &Field<'_>) -> Option<u64> {
    let product = rows as f64 * scale;
    if product >= i64::MAX as f64 {
        let message = format!("is {rows}, which the scale {scale:?} makes more than can be numbered");
        field.error("out-of-range", message, None);
        return None;
    }
    // 100 × 0.29 is 28.999…96: both the scale and the product are rounded, each by half a unit in the last place.
    let nearest = product.round();
    let missed = (nearest - product).abs() <= product * f64::EPSILON;
    Some(if missed { nearest } else { product.floor() } as u64)
}

/// A dataset's partition.
pub fn partition(fields: &Fields<'_>) -> Option<Partition> {
    let (column, start, days) = (fields.read(&COLUMN), fields.read(&START), fields.read(&DAYS));
    let rhythm = rhythm::optional(fields, &rhythm::DAYS, Part::Days);
    let (column, start, days) = (column?, start?, days?);
    if column.is_empty() || column.contains(['/', '\\', '=']) {
        fields.at(&COLUMN)?.error(
            "bad-name",
            format!("'{column}' cannot be part of a directory's name"),
            None,
        );
        return None;
    }
    if crate::config::calendar::date_from_days(i64::from(start) + days - 1).is_none() {
        fields.at(&DAYS)?.error("out-of-range", "the last day lies after the year 9999", None);
        return None;
    }
    let weights = match rhythm? {
        Some((field, rhythm)) => Some((rhythm.days(&field, start, days as u64)?, rhythm.noise)),
        None => None,
    };
    Some(Partition { column: column.to_owned(), start, days: days as u32, weights, starts: None })
}
