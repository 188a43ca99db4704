//! JSON lines: an object for each row, its members in the order of the columns.
//!
//! Missing values are `null`; dates, times, timestamps, UUIDs and decimal fractions of more than fifteen digits are texts; lists are
//! arrays and structures objects. So are values that are JSON themselves: a reader that
//! took them for parts of the object would write numbers and escapes its own way, and the text would not come back.

use super::cells::{Cell, cell};
use crate::bundle::format::Floats;
use crate::tables::{Column, Values, View};

/// What stands before each value of a row.
pub fn keys(columns: &[Column]) -> Vec<Vec<u8>> {
    let key = |(index, column): (usize, &Column)| {
        let mut out = vec![if index == 0 { b'{' } else { b',' }];
        text(&column.name, &mut out);
        out.push(b':');
        out
    };
    columns.iter().enumerate().map(key).collect()
}

/// Appends the rows of a block.
pub fn write(keys: &[Vec<u8>], columns: &[View], rows: usize, floats: Floats, out: &mut Vec<u8>) {
    for row in 0..rows {
        for (key, column) in keys.iter().zip(columns) {
            out.extend_from_slice(key);
            value(column, row, floats, out);
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Appends one value.
pub fn value(column: &View, row: usize, floats: Floats, out: &mut Vec<u8>) {
    let start = out.len();
    match cell(column, row, floats, out) {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Bare => {}
        Cell::Plain => {
            out.insert(start, b'"');
            out.push(b'"');
        }
        Cell::Text(value) => text(value, out),
        Cell::List(items, range) => {
            out.push(b'[');
            for (index, item) in range.enumerate() {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                value(items, item, floats, out);
            }
            out.push(b']');
        }
        Cell::Struct(column) => {
            let Values::Struct { fields, members } = &column.values else { return };
            out.push(b'{');
            for (index, (field, member)) in fields.iter().zip(members).enumerate() {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                text(&field.name, out);
                out.push(b':');
                value(member, row, floats, out);
            }
            out.push(b'}');
        }
    }
}

fn text(value: &str, out: &mut Vec<u8>) {
    // Writing a text to memory does not fail.
    let _ = serde_json::to_writer(out, value);
}
