//! How many rows each dataset has.

use std::sync::Arc;

use super::children;
use super::columns::NAME;
use super::lookup;
use super::model::{Dataset, Follows, Origin, Partition};
use super::rate::{self, RATE, Rate};
use super::site::{column_key, dataset_key};
use crate::config::key::{Day, Key, Mapping};
use crate::config::param::{Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::facts::Arrivals;
use crate::generators::children::{Children, Parents};
use crate::generators::rows::is_unread;
use crate::random;
use crate::rhythm::{self, Part};

pub const NUM_ROWS: Key<Option<i64>> = Key::int("num_rows", 0, i64::MAX)
    .otherwise("set by per_parent, rate or rows")
    .doc("Rows before scaling; left out only where a foreign key says per_parent, rate says how many a day brings, or rows write them out")
    .example("1000");
pub const SCALES: Key<bool> = Key::flag("scales")
    .default(true)
    .doc("Whether the scale multiplies num_rows, or the rows of rate; false keeps the rows of a lookup at any scale")
    .example("false");
pub const PARTITION: Key<Option<Mapping>> = Key::map("partition", &PARTITION_SECTION)
    .optional()
    .doc("Spread the rows over days")
    .example("{ column: order_date, start: 2025-01-01, days: 30 }");

pub const COLUMN: Key<&str> =
    Key::form("column", &NAME).doc("Name of the day's column, which comes last").example("order_date");
const START: Key<Option<Day>> =
    Key::date("start").otherwise("the parent's").doc("First day").example("2025-01-01");
const DAYS: Key<Option<i64>> =
    Key::int("days", 1, 1_000_000).otherwise("the parent's").doc("Number of days").example("30");
pub const OF: Key<Option<&str>> = Key::text("of")
    .optional()
    .doc("The column that says per_parent: rows lie on the day of their parent, whose days these are")
    .example("order_id");

static PARTITION_SECTION: Section = Section::new(
    "datagen.partition",
    "",
    "Days over which rows are spread",
    &[COLUMN.param, START.param, DAYS.param, OF.param, rhythm::DAYS.param],
)
.rules(&[
    Rule::AtLeastOne(&["start", "of"]),
    Rule::Beside("start", &["days"]),
    Rule::AtMostOne(&["of", "start"], EXCLUDE),
    Rule::AtMostOne(&["of", "days"], EXCLUDE),
    Rule::AtMostOne(&["of", "rhythm"], EXCLUDE),
]);

const EXCLUDE: &str = "exclude each other";

/// A dataset as others know it before it is read.
pub struct Known<'a> {
    pub name: &'a str,
    /// Primary rows after scaling; `None` if they could not be told, which was reported.
    pub rows: Option<u64>,
    /// How they follow those of a parent, if they do.
    pub children: Option<Children>,
    /// The days on which they come, if the config says so of this dataset.
    pub rate: Option<Rate>,
    /// When they come, if they become more as time goes on.
    pub arrivals: Option<Arc<Arrivals>>,
}

/// What decides how many rows there are, beside the datasets themselves.
#[derive(Clone, Copy)]
pub struct Extent<'a> {
    pub scale: Option<f64>,
    pub until: Option<i32>,
    /// The seed of each dataset, if it could be read.
    pub seeds: &'a [Option<u64>],
}

/// Rows of every dataset, in file order.
pub fn count<'a>(
    drafts: &[Option<Fields<'a>>],
    names: &[Option<&'a str>],
    extent: Extent<'_>,
) -> Vec<Known<'a>> {
    let mut known: Vec<Known<'a>> = Vec::new();
    for (place, (draft, name)) in drafts.iter().zip(names).enumerate() {
        let name = name.unwrap_or("");
        let nothing = Known { name, rows: None, children: None, rate: None, arrivals: None };
        let key = extent.seeds.get(place).copied().flatten().map(|seed| dataset_key(seed, name));
        known.push(match draft {
            Some(draft) if draft.at(&RATE).is_some() => by_rate(draft, extent, key, nothing),
            Some(draft) => {
                let (rows, children) = rows(draft, &known, names, extent.scale);
                following(draft, &known, key, Known { rows, children, ..nothing })
            }
            None => nothing,
        });
    }
    known
}

/// A dataset whose rows come day by day.
fn by_rate<'a>(
    draft: &Fields<'_>,
    extent: Extent<'_>,
    key: Option<random::Key>,
    nothing: Known<'a>,
) -> Known<'a> {
    let key = key.map(|key| key.child("rate").child("noise"));
    let rate = rate::read(draft, scale_of(draft, extent.scale), extent.until, key);
    if let Some((_, one)) = children::find(draft).first() {
        let hint = "leave rate or per_parent out: children come with their parents".to_owned();
        one.error("conflicting-keys", "rate says how many rows of this dataset there are", Some(hint));
        return nothing;
    }
    let Some(rate) = rate else { return nothing };
    let arrivals = Some(Arc::clone(&rate.arrivals));
    Known { rows: Some(rate.arrivals.rows()), arrivals, rate: Some(rate), ..nothing }
}

/// The same rows, which come with those of their parents where these become more.
fn following<'a>(
    draft: &Fields<'_>,
    known: &[Known<'_>],
    key: Option<random::Key>,
    own: Known<'a>,
) -> Known<'a> {
    let parents = own.children.as_ref().and_then(|children| known.get(children.parent)?.arrivals.clone());
    let (Some(parents), Some(mut children)) = (parents, own.children.clone()) else { return own };
    let found = children::find(draft);
    let column = found.first().and_then(|(place, field)| Some((super::columns::name(draft, *place)?, field)));
    let unknown = Known { rows: None, children: None, ..own };
    let Some(((column, field), key)) = column.zip(key) else { return unknown };
    let key = column_key(key, column);
    children.growing = Some(key);
    let Some(total) = children::total(&children, field) else { return unknown };
    if total == 0 {
        let hint = "say a later day for until, or more children".to_owned();
        field.error("no-rows", "gives no parent that has come any children", Some(hint));
        return unknown;
    }
    let families = Parents::new(&children, key).pooled();
    let arrivals = parents.mapped(|parents| families.children_of(parents).map_or(total, |(first, _)| first));
    Known { rows: Some(total), children: Some(children), arrivals: Some(Arc::new(arrivals)), ..unknown }
}

/// What multiplies the rows of a dataset.
fn scale_of(draft: &Fields<'_>, scale: Option<f64>) -> Option<f64> {
    draft.read(&SCALES).and_then(|scales| if scales { scale } else { Some(1.0) })
}

fn rows(
    draft: &Fields<'_>,
    known: &[Known<'_>],
    names: &[Option<&str>],
    scale: Option<f64>,
) -> (Option<u64>, Option<Children>) {
    let per_parent = children::find(draft);
    if is_unread(draft) {
        return (None, None);
    }
    if draft.at(&lookup::ROWS).is_some() {
        return (written_out(draft, &per_parent), None);
    }
    match (draft.at(&NUM_ROWS), per_parent.as_slice()) {
        (Some(field), []) => {
            let scale = scale_of(draft, scale);
            (draft.read(&NUM_ROWS).flatten().and_then(|rows| scaled(field, rows as u64, scale?)), None)
        }
        (None, []) => {
            let hint = "say num_rows, rate, rows, or per_parent on one foreign_key column".to_owned();
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

/// The rows of a dataset that writes them out.
fn written_out(draft: &Fields<'_>, per_parent: &[(usize, Field<'_>)]) -> Option<u64> {
    if let Some((_, one)) = per_parent.first() {
        let hint = "leave rows or per_parent out".to_owned();
        one.error("conflicting-keys", "the rows of this dataset are written out", Some(hint));
    }
    if let Some(field) = draft.at(&SCALES).filter(|_| draft.read(&SCALES) == Some(true)) {
        let message = "the rows of this dataset are written out, so no scale changes them";
        field.error("conflicting-keys", message, Some("leave scales out".to_owned()));
    }
    lookup::count(draft)
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

/// Whose days a partition can take: the column that says `per_parent`, its place, and the parent if it could be read.
#[derive(Clone, Copy)]
pub struct Family<'a> {
    pub column: &'a str,
    pub place: usize,
    pub parent: Option<(usize, &'a Dataset)>,
}

/// The name of a day's column, which can be that of a directory.
pub fn day_column(fields: &Fields<'_>) -> Option<String> {
    let column = fields.read(&COLUMN)?;
    if column.is_empty() || column.contains(['/', '\\', '=']) {
        fields.at(&COLUMN)?.error(
            "bad-name",
            format!("'{column}' cannot be part of a directory's name"),
            None,
        );
        return None;
    }
    Some(column.to_owned())
}

/// A dataset's partition.
pub fn partition(fields: &Fields<'_>, family: Option<Family<'_>>) -> Option<Partition> {
    let (column, start, days) = (day_column(fields), fields.read(&START), fields.read(&DAYS));
    let rhythm = rhythm::optional(fields, &rhythm::DAYS, Part::Days);
    let of = fields.at(&OF).map(|field| followed(field, family));
    let column = column?;
    if let Some(of) = of {
        let (start, days, follows) = of?;
        return Some(Partition { column, start, days, follows: Some(follows), weights: None, starts: None });
    }
    let (start, days) = (start??, days??);
    if crate::config::calendar::date_from_days(i64::from(start) + days - 1).is_none() {
        fields.at(&DAYS)?.error("out-of-range", "the last day lies after the year 9999", None);
        return None;
    }
    let weights = match rhythm? {
        Some((field, rhythm)) => Some((rhythm.days(&field, start, days as u64)?, rhythm.noise)),
        None => None,
    };
    Some(Partition { column, start, days: days as u32, follows: None, weights, starts: None })
}

/// The days of the parent that `of` names.
fn followed(field: &Field<'_>, family: Option<Family<'_>>) -> Option<(i32, u32, Follows)> {
    let name = field.text()?;
    let Some(family) = family.filter(|family| family.column == name) else {
        let hint = match family {
            Some(family) => format!("here that is '{}'", family.column),
            None => "say per_parent on one foreign_key column".to_owned(),
        };
        field.error("unknown-column", format!("'{name}' is no column that says per_parent"), Some(hint));
        return None;
    };
    // What is wrong with the parent was reported.
    let (table, parent) = family.parent?;
    let Some(days) = &parent.partition else {
        let message = format!("dataset '{}' has no partition or rate whose days could be taken", parent.name);
        let hint = format!("give '{}' a partition, or say start and days here", parent.name);
        field.error("wrong-place", message, Some(hint));
        return None;
    };
    let column = parent.table_columns.iter().position(|column| column.origin == Origin::Day)?;
    Some((days.start, days.days, Follows { key: family.place, table, column }))
}
