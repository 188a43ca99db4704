//! Values that stand in the config.

use crate::config::calendar;
use crate::facts::int_kind;
use crate::plotsim::draft::{ColumnDraft, Dtype, Shape, SourceDraft};
use crate::plotsim::sources::Constants;

/// The constants of a static source, as the kind of table takes them: a list to cycle over, the first of it, or the whole
/// text.
pub fn items<'t>(shape: &Shape<'_>, text: &'t str) -> Vec<&'t str> {
    match shape {
        Shape::Reference { .. } => text.split(',').map(str::trim).collect(),
        Shape::Entity | Shape::Member { .. } => text.split(',').take(1).map(str::trim).collect(),
        _ => vec![text],
    }
}

/// The constants of a static column.
pub fn source(column: &ColumnDraft<'_>, shape: &Shape<'_>, text: &str) -> Option<Constants> {
    let items = items(shape, text);
    let wrong = |item: &str, wanted: &str| {
        let byte = text.find(item).map_or(0, |byte| byte + "static:".len());
        column.source_at.error_within(byte, "wrong-type", format!("'{item}' is not {wanted}"), None);
    };
    match column.dtype.unwrap_or_else(|| written_as(&items)) {
        Dtype::Int => {
            let numbers: Vec<i64> =
                all(&items, |item| item.parse().ok(), |item| wrong(item, "a whole number"))?;
            let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
            let kind = int_kind(*least, *most);
            Some(Constants::Whole(numbers, kind))
        }
        Dtype::Float => all(&items, number, |item| wrong(item, "a number")).map(Constants::Real),
        Dtype::Boolean => {
            let read = |item: &str| item.to_ascii_lowercase().parse().ok();
            all(&items, read, |item| wrong(item, "true or false")).map(Constants::Bool)
        }
        Dtype::Date => {
            all(&items, calendar::parse_date, |item| wrong(item, "a date YYYY-MM-DD")).map(Constants::Days)
        }
        Dtype::String | Dtype::Id => {
            Some(Constants::Text(items.iter().map(|item| (*item).to_owned()).collect()))
        }
    }
}

/// Every item read, unless one cannot be.
fn all<T>(items: &[&str], read: impl Fn(&str) -> Option<T>, wrong: impl Fn(&str)) -> Option<Vec<T>> {
    let read = |item: &&str| {
        let value = read(item.trim());
        if value.is_none() {
            wrong(item);
        }
        value
    };
    items.iter().map(read).collect()
}

/// What items are where no type is asked for: whole numbers or numbers if all of them are written as such, else text. A
/// leading zero means something (a postal code, a number of digits), and so do digits that no number could keep.
fn written_as(items: &[&str]) -> Dtype {
    let unsigned = |item: &'_ str| item.trim().trim_start_matches(['-', '+']).to_owned();
    let padded =
        |digits: &str| digits.starts_with('0') && digits[1..].starts_with(|next: char| next.is_ascii_digit());
    let whole = |item: &&str| item.trim().parse::<i64>().is_ok();
    let digits_alone = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if items.iter().any(|item| padded(&unsigned(item))) {
        Dtype::String
    } else if items.iter().all(whole) {
        Dtype::Int
    } else if items
        .iter()
        .all(|item| number(item).is_some() && (whole(item) || !digits_alone(&unsigned(item))))
    {
        Dtype::Float
    } else {
        Dtype::String
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// The longest list of a table's static columns.
pub fn longest(shape: &Shape<'_>, columns: &[ColumnDraft<'_>]) -> u64 {
    let lengths = columns.iter().filter_map(|column| match &column.source {
        SourceDraft::Static(text) => Some(items(shape, text).len() as u64),
        _ => None,
    });
    lengths.max().unwrap_or(0)
}
