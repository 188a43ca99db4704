//! The values of a column, whatever its type, as numbers, texts and hashes.

use arrow::array::{ArrayRef, StringArray};
use arrow::buffer::ScalarBuffer;

use crate::tables::text::uuid_text;
use crate::tables::types::StructField;
use crate::tables::{Values as Cells, View, hashes};

pub(crate) use crate::tables::{combined, hash_int};

/// A column of a block, ready to be looked at row by row.
pub struct Values(View);

/// A time of day in microseconds, as `HH:MM:SS` and a fraction where there is one.
fn time(micros: i64) -> String {
    let second = micros.div_euclid(1_000_000);
    let text = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    match micros.rem_euclid(1_000_000) {
        0 => text,
        fraction => format!("{text}.{fraction:06}"),
    }
}

impl Values {
    /// Looks at an array.
    ///
    /// # Panics
    /// It is of a type that no column has.
    pub fn of(array: &ArrayRef) -> Values {
        Values(View::of(array).expect("arrays are of types that columns have"))
    }

    /// Whether a row has a value.
    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.0.is_valid(row)
    }

    /// The value of a whole number, or the number of days or microseconds of a date, time or timestamp.
    #[inline]
    pub fn int(&self, row: usize) -> Option<i64> {
        match &self.0.values {
            Cells::Int32(values) | Cells::Date(values) => Some(i64::from(values[row])),
            Cells::Int64(values) | Cells::Time(values) => Some(values[row]),
            Cells::Timestamp(values) | Cells::TimestampTz(values, _) => Some(values[row]),
            Cells::Bool(_)
            | Cells::Float64(_)
            | Cells::Decimal { .. }
            | Cells::Text(_)
            | Cells::Dictionary { .. }
            | Cells::Uuid(_)
            | Cells::List { .. }
            | Cells::Struct { .. } => None,
        }
    }

    /// The text of a row that is not null.
    #[inline]
    pub fn text(&self, row: usize) -> Option<&str> {
        match &self.0.values {
            Cells::Text(texts) => Some(texts.value(row)),
            Cells::Dictionary { keys, texts } => Some(texts.value(keys[row] as usize)),
            _ => None,
        }
    }

    /// The texts behind keys, if the column is a dictionary: hashing each of them once is enough.
    pub fn dictionary(&self) -> Option<(&ScalarBuffer<i32>, &StringArray)> {
        match &self.0.values {
            Cells::Dictionary { keys, texts } => Some((keys, texts)),
            _ => None,
        }
    }

    /// A number for each row; see [`hashes`]. Nulls give 0.
    pub fn hashes(&self, rows: usize, out: &mut Vec<u64>) {
        hashes(&self.0, rows, out);
    }

    /// A row's value as an example shows it.
    pub fn words(&self, row: usize) -> String {
        if !self.is_valid(row) {
            return "NULL".to_owned();
        }
        match &self.0.values {
            Cells::Float64(values) => values[row].to_string(),
            Cells::Bool(values) => values.value(row).to_string(),
            Cells::Uuid(uuids) => String::from_utf8_lossy(&uuid_text(&uuids.all()[row])).into_owned(),
            Cells::Time(micros) => time(micros[row]),
            Cells::Decimal { digits, scale, .. } => format!("{}e-{scale}", digits[row]),
            Cells::List { offsets, items } => {
                let items = Values((**items).clone());
                let range = offsets[row] as usize..offsets[row + 1] as usize;
                format!("[{}]", range.map(|item| items.words(item)).collect::<Vec<_>>().join(", "))
            }
            Cells::Struct { fields, members } => {
                let member = |(field, member): (&StructField, &View)| {
                    format!("{}: {}", field.name, Values(member.clone()).words(row))
                };
                format!("{{{}}}", fields.iter().zip(members).map(member).collect::<Vec<_>>().join(", "))
            }
            _ => match (self.text(row), self.int(row)) {
                (Some(text), _) => text.to_owned(),
                (_, Some(int)) => int.to_string(),
                _ => "?".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::hash_text;
    use arrow::array::{Int32Array, Int64Array};
    use std::sync::Arc;

    #[test]
    fn equal_values_hash_alike_in_every_layout() {
        let plain: ArrayRef = Arc::new(StringArray::from(vec![Some("b"), None, Some("aa"), Some("b")]));
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["aa", "b"]));
        let keys = arrow::array::Int32Array::from(vec![Some(1), None, Some(0), Some(1)]);
        let dictionary: ArrayRef = Arc::new(arrow::array::DictionaryArray::new(keys, texts));
        let (mut a, mut b) = (Vec::new(), Vec::new());
        Values::of(&plain).hashes(4, &mut a);
        Values::of(&dictionary).hashes(4, &mut b);
        assert_eq!(a, b);
        assert!(a[1] == 0 && a[0] == a[3] && a[0] != a[2]);
        assert_eq!(Values::of(&dictionary).words(2), "aa");
        assert_eq!(Values::of(&dictionary).words(1), "NULL");
        let narrow: ArrayRef = Arc::new(Int32Array::from(vec![-3, 9]));
        let wide: ArrayRef = Arc::new(Int64Array::from(vec![-3, 9]));
        Values::of(&narrow).hashes(2, &mut a);
        Values::of(&wide).hashes(2, &mut b);
        assert_eq!(a, b);
    }

    #[test]
    fn hashes_tell_a_million_texts_apart() {
        let mut all: Vec<u64> =
            (0..1_000_000).map(|number| hash_text(format!("customer-{number:05}").as_bytes())).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1_000_000);
    }
}
