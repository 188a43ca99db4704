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
//! | TIME | microseconds since midnight, as a BIGINT |
//! | TIMESTAMP, TIMESTAMP WITH TIME ZONE | microseconds since 1970-01-01 (UTC), as a BIGINT |
//! | DECIMAL(p, s) | the number times 10ˢ in 16 bytes, two's complement, little end first |
//! | UUID | its 16 bytes in the order they are written |
//! | VARCHAR | the number of bytes in 8 bytes, little end first, then UTF-8 |
//! | LIST | the number of items in 8 bytes, little end first, then each item as a cell |
//! | STRUCT | each member as a cell |
//!
//! The hash of a row is SHA-256 of that; the hash of a table is SHA-256 of its rows' hashes (32 bytes each), one after the
//! other in the order of the table. A table without rows has the hash of nothing. So the rows can be hashed anywhere, by
//! any number of threads and in blocks of any size, and only their hashes need be put in order.

use sha2::{Digest, Sha256};

use crate::tables::{Block, Values, View, hexadecimal};

/// The hashes of some rows, one after the other.
pub struct RowDigests {
    rows: usize,
    bytes: Vec<u8>,
}

impl RowDigests {
    /// The hashes of a block's rows; the block must hold every column of its table, in order.
    ///
    /// # Panics
    /// An array is of a type that no column has: half a hash would be worse.
    pub fn of(block: &Block) -> RowDigests {
        let view = |array| View::of(array).expect("arrays are of types that columns have");
        let columns: Vec<View> = block.columns.iter().map(view).collect();
        let mut bytes = Vec::with_capacity(32 * block.rows);
        let mut row = Vec::new();
        for place in 0..block.rows {
            row.clear();
            columns.iter().for_each(|column| push(column, place, &mut row));
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

/// Adds the canonical form of the cell in this row.
fn push(column: &View, row: usize, out: &mut Vec<u8>) {
    if !column.is_valid(row) {
        out.push(0);
        return;
    }
    out.push(1);
    let mut sized = |bytes: &[u8]| {
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match &column.values {
        Values::Text(texts) => sized(texts.value(row).as_bytes()),
        Values::Dictionary { keys, texts } => sized(texts.value(keys[row] as usize).as_bytes()),
        Values::Bool(values) => out.push(u8::from(values.value(row))),
        Values::Int32(values) | Values::Date(values) => {
            out.extend_from_slice(&i64::from(values[row]).to_le_bytes());
        }
        Values::Int64(values)
        | Values::Time(values)
        | Values::Timestamp(values)
        | Values::TimestampTz(values, _) => out.extend_from_slice(&values[row].to_le_bytes()),
        Values::Float64(values) => out.extend_from_slice(&values[row].to_bits().to_le_bytes()),
        Values::Decimal { digits, .. } => out.extend_from_slice(&digits[row].to_le_bytes()),
        Values::Uuid(uuids) => out.extend_from_slice(&uuids.all()[row]),
        Values::List { offsets, items } => {
            let range = offsets[row] as usize..offsets[row + 1] as usize;
            out.extend_from_slice(&(range.len() as u64).to_le_bytes());
            range.for_each(|item| push(items, item, out));
        }
        Values::Struct { members, .. } => members.iter().for_each(|member| push(member, row, out)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        Array, ArrayRef, BooleanArray, Date32Array, FixedSizeBinaryArray, Float64Array, Int32Array,
        Int64Array, StringArray, TimestampMicrosecondArray,
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
