//! Comma-separated values (RFC 4180, but lines end in LF).
//!
//! Only texts are ever in quotes, and only those that need it: the empty one, which would read as no value, and those that
//! hold a comma, a quote or a line's end. A missing value is nothing at all.
//!
//! Lists and structures are texts as DuckDB reads them: `["a", NULL]` and `{"x": 1}`.

use super::cells::{Cell, cell};
use crate::bundle::format::Floats;
use crate::tables::{Column, Values, View};

/// The line of names.
pub fn header(columns: &[Column]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        text(&column.name, &mut out);
    }
    out.push(b'\n');
    out
}

/// Appends the rows of a block.
pub fn write(columns: &[View], rows: usize, floats: Floats, out: &mut Vec<u8>) {
    for row in 0..rows {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            match cell(column, row, floats, out) {
                Cell::Null | Cell::Bare | Cell::Plain => {}
                Cell::Text(value) => text(value, out),
                Cell::List(..) | Cell::Struct(_) => {
                    let mut inside = Vec::new();
                    nested(column, row, floats, &mut inside);
                    text(&String::from_utf8_lossy(&inside), out);
                }
            }
        }
        out.push(b'\n');
    }
}

/// A value inside of a list or structure, or one of these.
fn nested(column: &View, row: usize, floats: Floats, out: &mut Vec<u8>) {
    match cell(column, row, floats, out) {
        Cell::Null => out.extend_from_slice(b"NULL"),
        Cell::Bare | Cell::Plain => {}
        Cell::Text(value) => escaped(value, out),
        Cell::List(items, range) => {
            out.push(b'[');
            for (index, item) in range.enumerate() {
                out.extend_from_slice(if index > 0 { b", " } else { b"" });
                nested(items, item, floats, out);
            }
            out.push(b']');
        }
        Cell::Struct(column) => {
            let Values::Struct { fields, members } = &column.values else { return };
            out.push(b'{');
            for (index, (field, member)) in fields.iter().zip(members).enumerate() {
                out.extend_from_slice(if index > 0 { b", " } else { b"" });
                escaped(&field.name, out);
                out.extend_from_slice(b": ");
                nested(member, row, floats, out);
            }
            out.push(b'}');
        }
    }
}

fn escaped(value: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in value.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn text(value: &str, out: &mut Vec<u8>) {
    let bytes = value.as_bytes();
    if !bytes.is_empty() && !bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for byte in bytes {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_has_them() {
        let written = |value| {
            let mut out = Vec::new();
            text(value, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(""), "\"\"");
        assert_eq!(written("plain text"), "plain text");
        assert_eq!(written("a,b"), "\"a,b\"");
        assert_eq!(written("say \"hi\"\n"), "\"say \"\"hi\"\"\n\"");
    }
}
