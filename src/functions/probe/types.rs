//! A table with a column of every type, and files of it in every format.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow::array::*;
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, FieldRef};

use crate::bundle::{Floats, parquet, text};
use crate::config::types::{ColumnType, StructField};
use crate::config::zone::Zone;
use crate::functions::Failure;
use crate::generators::constant::dictionary;
use crate::tables::types::arrow_type;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::truth::digest::{RowDigests, TableDigest};
use crate::workers::Workers;

const ROWS: usize = 3000;
const BLOCKS: u64 = 2;

/// The table; with a path, its file is written before, in the format that the path ends with. `.digest` is its hash.
pub fn table(path: Option<&str>) -> Result<Arc<dyn Table>, Failure> {
    let table = Arc::new(Types { columns: columns() });
    if let Some(path) = path {
        write(table.as_ref(), Path::new(path)).map_err(Failure::File)?;
    }
    Ok(table)
}

fn field(name: &str, kind: ColumnType) -> StructField {
    StructField { name: name.to_owned(), kind }
}

fn decimal(precision: u8, scale: u8) -> ColumnType {
    ColumnType::Decimal { precision, scale }
}

fn line() -> ColumnType {
    let names = ColumnType::list(ColumnType::Text);
    ColumnType::structure(vec![
        field("price", decimal(9, 2)),
        field("a \"b\"", ColumnType::Text),
        field("names", names),
    ])
}

fn columns() -> Vec<Column> {
    let kinds = [
        ("id", ColumnType::Int64),
        ("flag", ColumnType::Bool),
        ("whole", ColumnType::Int32),
        ("real", ColumnType::Float64),
        ("d4", decimal(4, 1)),
        ("d9", decimal(9, 9)),
        ("d18", decimal(18, 3)),
        ("d19", decimal(19, 0)),
        ("d38", decimal(38, 10)),
        ("words", ColumnType::Text),
        ("kind", ColumnType::Text),
        ("day", ColumnType::Date),
        ("clock", ColumnType::Time),
        ("moment", ColumnType::Timestamp),
        ("instant", ColumnType::TimestampTz(Zone::UTC)),
        ("uuid", ColumnType::Uuid),
        ("numbers", ColumnType::list(ColumnType::Int32)),
        ("texts", ColumnType::list(ColumnType::Text)),
        ("lists", ColumnType::list(ColumnType::list(ColumnType::Int64))),
        ("line", line()),
        ("lines", ColumnType::list(line())),
    ];
    let column = |(name, kind): (&str, ColumnType)| match name {
        "id" => Column::required(name, kind),
        _ => Column::nullable(name, kind),
    };
    kinds.into_iter().map(column).collect()
}

/// Values that are easy to write down in SQL: of row `n` they are made of `n`, and null where `n mod 7` is the column's place
/// mod 7. `salt` makes the values inside of nested ones differ.
fn array(kind: ColumnType, rows: &[i64], is_null: &dyn Fn(i64) -> bool) -> ArrayRef {
    let each = || rows.iter().map(|row| (!is_null(*row)).then_some(*row));
    let nulls = || Some(NullBuffer::from(each().map(|row| row.is_some()).collect::<Vec<bool>>()));
    let text = |n: i64| match n % 4 {
        0 => String::new(),
        1 => format!("no. {n}"),
        2 => format!("it's a \"long\" text, with a \\ and ünïcode: {n}"),
        _ => "NULL".to_owned(),
    };
    match kind {
        ColumnType::Bool => Arc::new(each().map(|n| n.map(|n| n % 2 == 0)).collect::<BooleanArray>()),
        ColumnType::Int32 => Arc::new(each().map(|n| n.map(|n| n as i32 - 100)).collect::<Int32Array>()),
        ColumnType::Int64 => Arc::new(each().collect::<Int64Array>()),
        ColumnType::Float64 => Arc::new(each().map(|n| n.map(|n| n as f64 / 8.0)).collect::<Float64Array>()),
        ColumnType::Decimal { precision, scale } => {
            let greatest = 10_i128.pow(u32::from(precision)) - 1;
            let digits =
                |n: i64| if n % 2 == 0 { greatest - i128::from(n) } else { i128::from(n) - greatest };
            let array: Decimal128Array = each().map(|n| n.map(digits)).collect();
            Arc::new(array.with_precision_and_scale(precision, scale as i8).expect("they fit"))
        }
        ColumnType::Text => Arc::new(each().map(|n| n.map(text)).collect::<StringArray>()),
        ColumnType::Date => Arc::new(each().map(|n| n.map(|n| n as i32 - 50)).collect::<Date32Array>()),
        ColumnType::Time => {
            Arc::new(each().map(|n| n.map(|n| n * 14_000_001)).collect::<Time64MicrosecondArray>())
        }
        ColumnType::Timestamp => Arc::new(
            each().map(|n| n.map(|n| (n - 50) * 3_600_000_001)).collect::<TimestampMicrosecondArray>(),
        ),
        ColumnType::TimestampTz(zone) => {
            let micros: TimestampMicrosecondArray =
                each().map(|n| n.map(|n| (n - 50) * 3_600_000_001)).collect();
            Arc::new(micros.with_timezone(zone.name()))
        }
        ColumnType::Uuid => {
            let bytes = each().map(|n| n.map(|n| ((n as u128) << 64 | 0xabc << 100).to_be_bytes()));
            Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(bytes, 16).expect("sixteen bytes"))
        }
        ColumnType::List(item) => {
            let lengths: Vec<usize> = each().map(|n| n.map_or(0, |n| n as usize % 4)).collect();
            let inside: Vec<i64> = rows
                .iter()
                .zip(&lengths)
                .flat_map(|(n, length)| (0..*length as i64).map(move |place| n + place))
                .collect();
            let items = array(*item, &inside, &|n| n % 5 == 4);
            let DataType::List(field) = arrow_type(kind) else { unreachable!("a list is one") };
            Arc::new(ListArray::new(
                FieldRef::clone(&field),
                OffsetBuffer::from_lengths(lengths),
                items,
                nulls(),
            ))
        }
        ColumnType::Struct(fields) => {
            let members = fields.iter().enumerate();
            let members = members.map(|(place, field)| array(field.kind, rows, &|n| n % 3 == place as i64));
            let DataType::Struct(fields) = arrow_type(kind) else { unreachable!("a struct is one") };
            Arc::new(StructArray::new(fields, members.collect(), nulls()))
        }
    }
}

struct Types {
    columns: Vec<Column>,
}

impl Table for Types {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(BLOCKS * ROWS as u64)
    }

    fn blocks(&self) -> u64 {
        BLOCKS
    }

    fn scan(&self, projection: &[usize], _: &Workers) -> Arc<dyn Scan> {
        let columns = projection.iter().map(|column| (*column, self.columns[*column].clone()));
        Arc::new(TypesScan { columns: columns.collect() })
    }
}

struct TypesScan {
    columns: Vec<(usize, Column)>,
}

impl Scan for TypesScan {
    fn block(&self, block: u64) -> Block {
        let rows: Vec<i64> = (0..ROWS as i64).map(|row| block as i64 * ROWS as i64 + row).collect();
        let column = |(place, column): &(usize, Column)| match column.name.as_str() {
            "kind" => {
                let texts: ArrayRef = Arc::new(StringArray::from(vec!["short", "a text that is longer"]));
                dictionary(rows.iter().map(|n| (n % 2) as i32).collect(), &texts)
            }
            _ => array(column.kind, &rows, &|n| column.nullable && n % 7 == *place as i64 % 7),
        };
        Block { rows: ROWS, columns: self.columns.iter().map(column).collect() }
    }
}

fn write(table: &dyn Table, path: &Path) -> Result<(), String> {
    let (workers, never) = (Workers::single(), AtomicBool::new(false));
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let lines = |encoder: text::Encoder| -> Result<(), String> {
        let lines = encoder.lines(0..BLOCKS, &never)?.ok_or("nothing stopped it")?;
        fs::write(path, [encoder.head, lines.bytes].concat()).map_err(|error| said(&error))
    };
    let floats = Floats::default();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => lines(text::Encoder::csv("types", table, floats, &workers)),
        Some("jsonl") => lines(text::Encoder::jsonl("types", table, floats, &workers)),
        Some("parquet") => {
            let made = || {
                let encoder = parquet::Encoder::new("types", table, &workers)?;
                let mut file = parquet::FileWriter::new(&encoder, fs::File::create(path)?)?;
                for block in 0..BLOCKS {
                    let group = encoder.group(block as usize, block..block + 1, &never)?;
                    file.append(group.unwrap_or_default())?;
                }
                file.finish()
            };
            made().map(drop).map_err(|error| said(&error))
        }
        Some("digest") => {
            let every: Vec<usize> = (0..table.columns().len()).collect();
            let scan = table.scan(&every, &workers);
            let mut digest = TableDigest::default();
            (0..BLOCKS).for_each(|block| digest.push(&RowDigests::of(&scan.block(block))));
            fs::write(path, digest.finish().1).map_err(|error| said(&error))
        }
        _ => Err("a path must end in .csv, .jsonl, .parquet or .digest".into()),
    }
}
