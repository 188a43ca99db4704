//! Values that stand in the config.

use crate::config::calendar;
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Dtype, Shape, SourceDraft};
use crate::plotsim::model::{Constant, Source};

/// The constants of a static source, as the kind of table takes them: a list to cycle over, the first of it, or the whole
/// text.
pub fn items<'t>(shape: &Shape<'_>, text: &'t str) -> Vec<&'t str> {
    match shape {
        Shape::Reference { .. } => text.split(',').map(str::trim).collect(),
        Shape::Entity | Shape::Member { .. } => text.split(',').take(1).map(str::trim).collect(),
        _ => vec![text],
    }
}

/// The source and type of a static column.
pub fn source(column: &ColumnDraft<'_>, shape: &Shape<'_>, text: &str) -> Option<(Source, ColumnType)> {
    let items = items(shape, text);
    let dtype = column.dtype.unwrap_or_else(|| written_as(&items));
    let mut constants = Vec::with_capacity(items.len());
    for item in &items {
        let Some(constant) = constant(item, dtype) else {
            let wanted = match dtype {
                Dtype::Int => "a whole number",
                Dtype::Float => "a number",
                Dtype::Boolean => "true or false",
                _ => "a date YYYY-MM-DD",
            };
            let byte = text.find(item).map_or(0, |byte| byte + "static:".len());
            column.source_at.error_within(byte, "wrong-type", format!("'{item}' is not {wanted}"), None);
            return None;
        };
        constants.push(constant);
    }
    let kind = match dtype {
        Dtype::Int => ColumnType::of_whole_numbers(constants.iter().map(Constant::whole))?,
        Dtype::Float => ColumnType::Float64,
        Dtype::Boolean => ColumnType::Bool,
        Dtype::Date => ColumnType::Date,
        Dtype::String | Dtype::Id => ColumnType::Text,
    };
    match <[Constant; 1]>::try_from(constants) {
        Ok([only]) => Some((Source::Static(only), kind)),
        Err(many) => Some((Source::Cycle(many), kind)),
    }
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

fn constant(text: &str, dtype: Dtype) -> Option<Constant> {
    Some(match dtype {
        Dtype::Int => Constant::Int(text.trim().parse().ok()?),
        Dtype::Float => Constant::Float(number(text)?),
        Dtype::Boolean => Constant::Bool(text.trim().to_ascii_lowercase().parse().ok()?),
        Dtype::Date => Constant::Date(calendar::parse_date(text.trim())?),
        Dtype::String | Dtype::Id => Constant::Text(text.to_owned()),
    })
}

/// The longest list of a table's static columns.
pub fn longest(shape: &Shape<'_>, columns: &[ColumnDraft<'_>]) -> u64 {
    let lengths = columns.iter().filter_map(|column| match &column.source {
        SourceDraft::Static(text) => Some(items(shape, text).len() as u64),
        _ => None,
    });
    lengths.max().unwrap_or(0)
}

/// The text a key column shows for a constant.
pub fn key_text(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => text.clone(),
        Constant::Int(value) => value.to_string(),
        Constant::Float(value) => format!("{value:?}"),
        Constant::Bool(value) => value.to_string(),
        Constant::Date(day) => calendar::format_date(*day),
    }
}
