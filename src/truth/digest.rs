//! The hash of a table's content.
//!
//! Every row is written in a canonical form, its columns in order:
//!
//! | cell | bytes |
//! |---|---|
//! | NULL | one byte 0 |
//! | anything else | one byte 1, then the value |
//! | BOOLEAN | one byte, 0 or 1 |
//! | INTEGER, BIGINT | the number in 8 bytes, two's complement, little end first |
//! | DOUBLE | the 8 bytes of IEEE 754 binary64, little end first |
//! | DATE | days since 1970-01-01, as a BIGINT |
//! | TIMESTAMP | microseconds since 1970-01-01, as a BIGINT |
//! | UUID | its 16 bytes in the order they are written |
//! | VARCHAR | the number of bytes in 8 bytes, little end first, then UTF-8 |
//!
//! The hash of a row is SHA-256 of that; the hash of a table is SHA-256 of its rows' hashes (32 bytes each), one after the
//! other in the order of the table. A table without rows has the hash of nothing. So the rows can be hashed anywhere, by
//! any number of threads and in blocks of any size, and only their hashes need be put in order.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use sha2::{Digest, Sha256};

use crate::tables::{Block, hexadecimal};

/// The hashes of some rows, one after the other.
pub struct RowDigests {
    rows: usize,
    bytes: Vec<u8>,
}

impl RowDigests {
    /// The hashes of a block's rows; the block must hold every column of its table, in order.
    pub fn of(block: &Block) -> RowDigests {
        let columns: Vec<Cells<'_>> = block.columns.iter().map(Cells::of).collect();
        let mut bytes = Vec::with_capacity(32 * block.rows);
        let mut row = Vec::new();
        for place in 0..block.rows {
            row.clear();
            columns.iter().for_each(|column| column.push(place, &mut row));
            bytes.extend_from_slice(&Sha256::digest(&row));
        }
        RowDigests { rows: block.rows, bytes }
    }
}

/// The hash of a table, made of its rows' hashes in order.
#[derive(Default)]
pub struct TableDigest {
    rows: u64,
    hash: Sha256,
}

impl TableDigest {
    /// Adds the rows that follow those added before.
    pub fn push(&mut self, rows: &RowDigests) {
        self.rows += rows.rows as u64;
        self.hash.update(&rows.bytes);
    }

    /// The number of rows and the hash in hexadecimal.
    pub fn finish(self) -> (u64, String) {
        (self.rows, hexadecimal(&self.hash.finalize()))
    }
}

/// The SHA-256 sum of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// A column of a block, by its type.
struct Cells<'a> {
    array: &'a ArrayRef,
    values: Values<'a>,
}

enum Values<'a> {
    Bool(&'a arrow::array::BooleanArray),
    Int32(&'a [i32]),
    Int64(&'a [i64]),
    Float64(&'a [f64]),
    Uuid(&'a arrow::array::FixedSizeBinaryArray),
    Text(&'a arrow::array::StringArray),
    /// Places in the texts.
    Dictionary(&'a [i32], &'a arrow::array::StringArray),
    /// No column has another type.
    Unknown,
}

impl<'a> Cells<'a> {
    fn of(array: &'a ArrayRef) -> Cells<'a> {
        let values = match array.data_type() {
            DataType::Boolean => Values::Bool(array.as_boolean()),
            DataType::Int32 => Values::Int32(array.as_primitive::<Int32Type>().values()),
            DataType::Date32 => Values::Int32(array.as_primitive::<Date32Type>().values()),
            DataType::Int64 => Values::Int64(array.as_primitive::<Int64Type>().values()),
            DataType::Timestamp(_, _) => {
                Values::Int64(array.as_primitive::<TimestampMicrosecondType>().values())
            }
            DataType::Float64 => Values::Float64(array.as_primitive::<Float64Type>().values()),
            DataType::FixedSizeBinary(_) => Values::Uuid(array.as_fixed_size_binary()),
            DataType::Utf8 => Values::Text(array.as_string::<i32>()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_dictionary::<Int32Type>();
                match dictionary.values().as_string_opt::<i32>() {
                    Some(texts) => Values::Dictionary(dictionary.keys().values(), texts),
                    None => Values::Unknown,
                }
            }
            _ => Values::Unknown,
        };
        Cells { array, values }
    }

    /// Adds the canonical form of the cell in this row.
    fn push(&self, row: usize, out: &mut Vec<u8>) {
        if self.array.is_null(row) {
            out.push(0);
            return;
        }
        out.push(1);
        let mut text = |text: &str| {
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        };
        match &self.values {
            Values::Text(texts) => text(texts.value(row)),
            Values::Dictionary(places, texts) => text(texts.value(places[row] as usize)),
            Values::Bool(values) => out.push(u8::from(values.value(row))),
            Values::Int32(values) => out.extend_from_slice(&i64::from(values[row]).to_le_bytes()),
            Values::Int64(values) => out.extend_from_slice(&values[row].to_le_bytes()),
            Values::Float64(values) => out.extend_from_slice(&values[row].to_bits().to_le_bytes()),
            Values::Uuid(values) => out.extend_from_slice(values.value(row)),
            Values::Unknown => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        BooleanArray, Date32Array, FixedSizeBinaryArray, Float64Array, Int32Array, Int64Array, StringArray,
        TimestampMicrosecondArray,
    };

    use super::*;
    use crate::generators::constant::dictionary;

    fn block(columns: Vec<ArrayRef>) -> Block {
        Block { rows: columns[0].len(), columns }
    }

    fn digest(blocks: &[Block]) -> (u64, String) {
        let mut table = TableDigest::default();
        blocks.iter().for_each(|block| table.push(&RowDigests::of(block)));
        table.finish()
    }

    #[test]
    fn each_type_has_the_form_that_is_documented() {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(BooleanArray::from(vec![Some(true), None])),
            Arc::new(Int32Array::from(vec![-2, 3])),
            Arc::new(Int64Array::from(vec![1i64 << 40, 0])),
            Arc::new(Float64Array::from(vec![0.5, -0.0])),
            Arc::new(Date32Array::from(vec![1, -1])),
            Arc::new(TimestampMicrosecondArray::from(vec![7i64, 8])),
            Arc::new(FixedSizeBinaryArray::try_from_iter([[9u8; 16], [1; 16]].into_iter()).unwrap()),
            Arc::new(StringArray::from(vec![Some("né"), None])),
        ];
        let mut first = vec![1, 1, 1];
        first.extend((-2i64).to_le_bytes());
        first.push(1);
        first.extend((1i64 << 40).to_le_bytes());
        first.push(1);
        first.extend(0.5f64.to_le_bytes());
        first.push(1);
        first.extend(1i64.to_le_bytes());
        first.push(1);
        first.extend(7i64.to_le_bytes());
        first.push(1);
        first.extend([9; 16]);
        first.push(1);
        first.extend(3u64.to_le_bytes());
        first.extend("né".as_bytes());
        let mut second = vec![0, 1];
        second.extend(3i64.to_le_bytes());
        second.push(1);
        second.extend(0i64.to_le_bytes());
        second.push(1);
        second.extend((-0.0f64).to_le_bytes());
        second.push(1);
        second.extend((-1i64).to_le_bytes());
        second.push(1);
        second.extend(8i64.to_le_bytes());
        second.push(1);
        second.extend([1; 16]);
        second.push(0);
        let both = [Sha256::digest(&first), Sha256::digest(&second)].concat();
        assert_eq!(digest(&[block(columns)]), (2, hexadecimal(&Sha256::digest(&both))));
    }

    #[test]
    fn blocks_and_dictionaries_leave_no_trace() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "a", "b", "b"]));
        let values: ArrayRef = Arc::new(StringArray::from(vec!["b", "a"]));
        let whole = digest(&[block(vec![Arc::clone(&texts)])]);
        assert_eq!(digest(&[block(vec![texts.slice(0, 2)]), block(vec![texts.slice(2, 3)])]), whole);
        assert_eq!(digest(&[block(vec![dictionary(vec![1, 0, 1, 0, 0], &values)])]), whole);
        assert_ne!(digest(&[block(vec![texts.slice(0, 4)])]), whole);
    }

    #[test]
    fn nothing_has_the_hash_of_nothing() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(&[]), (0, empty.to_owned()));
        assert_eq!(sha256(""), empty);
    }
}
