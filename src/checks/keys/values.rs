//! The values of a column, whatever its type, as numbers, texts and hashes.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};

use crate::random::{mix, split_mix};
use crate::tables::hexadecimal;

/// A column of a block, ready to be looked at row by row.
pub struct Values<'a> {
    /// Which rows are not null; all of them if there is nothing here.
    valid: Option<NullBuffer>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Int32(&'a ScalarBuffer<i32>),
    Int64(&'a ScalarBuffer<i64>),
    Float(&'a ScalarBuffer<f64>),
    Bool(&'a BooleanArray),
    Text(&'a StringArray),
    /// Keys into texts.
    Dictionary(&'a ScalarBuffer<i32>, &'a StringArray),
    Bytes(&'a arrow::array::FixedSizeBinaryArray),
    /// A type that no column has.
    Unknown,
}

impl<'a> Values<'a> {
    /// Looks at an array; a dictionary's values must be text.
    pub fn of(array: &'a ArrayRef) -> Values<'a> {
        let kind = match array.data_type() {
            DataType::Int32 => Kind::Int32(array.as_primitive::<Int32Type>().values()),
            DataType::Date32 => Kind::Int32(array.as_primitive::<Date32Type>().values()),
            DataType::Int64 => Kind::Int64(array.as_primitive::<Int64Type>().values()),
            DataType::Timestamp(_, _) => {
                Kind::Int64(array.as_primitive::<TimestampMicrosecondType>().values())
            }
            DataType::Float64 => Kind::Float(array.as_primitive::<Float64Type>().values()),
            DataType::Boolean => Kind::Bool(array.as_boolean()),
            DataType::Utf8 => Kind::Text(array.as_string()),
            DataType::FixedSizeBinary(_) => Kind::Bytes(array.as_fixed_size_binary()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_dictionary::<Int32Type>();
                match dictionary.values().as_string_opt::<i32>() {
                    Some(texts) => Kind::Dictionary(dictionary.keys().values(), texts),
                    None => Kind::Unknown,
                }
            }
            _ => Kind::Unknown,
        };
        let valid = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        Values { valid, kind }
    }

    /// Whether a row has a value.
    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid.is_valid(row))
    }

    /// The value of a whole number, or the number of days or microseconds of a date or timestamp.
    #[inline]
    pub fn int(&self, row: usize) -> Option<i64> {
        match &self.kind {
            Kind::Int32(values) => Some(i64::from(values[row])),
            Kind::Int64(values) => Some(values[row]),
            _ => None,
        }
    }

    /// The text of a row that is not null.
    #[inline]
    pub fn text(&self, row: usize) -> Option<&'a str> {
        match &self.kind {
            Kind::Text(texts) => Some(texts.value(row)),
            Kind::Dictionary(keys, texts) => Some(texts.value(keys[row] as usize)),
            _ => None,
        }
    }

    /// The texts behind keys, if the column is a dictionary: hashing each of them once is enough.
    pub fn dictionary(&self) -> Option<(&'a ScalarBuffer<i32>, &'a StringArray)> {
        match &self.kind {
            Kind::Dictionary(keys, texts) => Some((keys, texts)),
            _ => None,
        }
    }

    /// A number for each row: equal values have equal ones, and different values have different ones but for once in 2⁶⁴
    /// pairs. Integers of different widths are equal if their values are. Nulls give 0, which nothing else does.
    pub fn hashes(&self, rows: usize, out: &mut Vec<u64>) {
        out.clear();
        match &self.kind {
            Kind::Int32(values) => out.extend(values.iter().map(|value| hash_int(i64::from(*value)))),
            Kind::Int64(values) => out.extend(values.iter().map(|value| hash_int(*value))),
            Kind::Float(values) => out.extend(values.iter().map(|value| hash_int(value.to_bits() as i64))),
            Kind::Bool(values) => {
                out.extend((0..rows).map(|row| hash_int(i64::from(values.value(row)))));
            }
            Kind::Text(texts) => out.extend((0..rows).map(|row| hash_text(texts.value(row).as_bytes()))),
            Kind::Bytes(values) => out.extend((0..rows).map(|row| hash_text(values.value(row)))),
            Kind::Dictionary(keys, texts) => {
                let known: Vec<u64> =
                    (0..texts.len()).map(|place| hash_text(texts.value(place).as_bytes())).collect();
                out.extend(keys.iter().map(|key| known.get(*key as usize).copied().unwrap_or(0)));
            }
            Kind::Unknown => out.resize(rows, 0),
        }
        if let Some(valid) = &self.valid {
            for (hash, valid) in out.iter_mut().zip(valid) {
                *hash = if valid { *hash } else { 0 };
            }
        }
    }

    /// A row's value as an example shows it.
    pub fn words(&self, row: usize) -> String {
        if !self.is_valid(row) {
            return "NULL".to_owned();
        }
        match &self.kind {
            Kind::Float(values) => values[row].to_string(),
            Kind::Bool(values) => values.value(row).to_string(),
            Kind::Bytes(values) => hexadecimal(values.value(row)),
            _ => match (self.text(row), self.int(row)) {
                (Some(text), _) => text.to_owned(),
                (_, Some(int)) => int.to_string(),
                _ => "?".to_owned(),
            },
        }
    }
}

/// The hash of a whole number, never 0.
#[inline(always)]
pub fn hash_int(value: i64) -> u64 {
    split_mix(value as u64, 1).max(1)
}

/// The hash of some bytes, never 0.
#[inline]
pub fn hash_text(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = mix(bytes.len() as u64 ^ 0x2545_f491_4f6c_dd1d);
    for word in words {
        hash = mix(hash.rotate_left(23) ^ u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = mix(hash.rotate_left(23) ^ u64::from_le_bytes(last));
    }
    hash.max(1)
}

/// The hash of two values in this order.
#[inline(always)]
pub fn combined(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23) ^ second.wrapping_add(0x9e37_79b9_7f4a_7c15)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
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
