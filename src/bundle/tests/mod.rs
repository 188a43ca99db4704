//! Whole runs, in directories of their own.

mod contents;
mod failures;
mod places;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::parquet::basic::{Compression, LogicalType};
use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::file::reader::FileReader;
use ::parquet::file::serialized_reader::SerializedFileReader;
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use sha2::{Digest, Sha256};

use super::commit::commit;
use super::plan::Member;
use super::run::Run;
use super::staging::{NAME, Staging};
use super::{Disk, Error, Format, Plan, WriteTable};
use crate::config::Overrides;
use crate::config::finding::At;
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// A directory that goes with the test.
struct Room(PathBuf);

impl Room {
    fn new() -> Room {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("plotsim-bundle-{}-{number}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Room(path)
    }

    /// A directory in it that does not exist.
    fn out(&self) -> PathBuf {
        self.0.join("out")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A host that allows everything, or nothing.
struct Settings {
    open: bool,
}

impl Disk for Settings {
    fn home(&self) -> Option<String> {
        None
    }

    fn may_write(&self, _: &Path) -> Result<(), String> {
        if self.open { Ok(()) } else { Err("not today".to_owned()) }
    }
}

const SHOP: &str = "
types: native
datasets:
  - name: customers
    output: people/customers
    num_rows: 260000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: key, generator: { type: uuid } }
      - { name: tier, generator: { type: weighted_choice, values: { none: 0.9, gold: 0.1 } } }
      - { name: age, generator: { type: optional, prob: 0.5, inner: { type: uniform_int, min: 18, max: 99 } } }
      - { name: since, generator: { type: timestamp, start: '2020-01-01T00:00:00', end: '2024-01-01T00:00:00' } }
  - name: orders
    output: orders
    num_rows: 7
    partition: { column: day, start: '2024-02-27', days: 5 }
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: total, generator: { type: uniform_float, min: 0, max: 1 } }
";

/// The file of an undivided dataset.
const FILE: &str = "data.parquet";

/// A config of one dataset `t` in `t`.
fn one(rows: u64, more: &str) -> String {
    let columns = "[{ name: id, generator: { type: sequential_id } }]";
    format!("datasets:\n  - {{ name: t, output: t, num_rows: {rows}, columns: {columns}{more} }}\n")
}

fn over_days(rows: u64, column: &str, start: &str, days: u64) -> String {
    one(rows, &format!(", partition: {{ column: {column}, start: '{start}', days: {days} }}"))
}

fn plan(config: &str) -> Plan {
    let (project, _) = Project::read("test.yaml", config, Overrides::default()).unwrap();
    Plan::of_tables(&project, Format::Parquet).unwrap()
}

/// A row of a write: table, path, rows, bytes, sha256.
type Row = (String, String, i64, i64, String);

/// Reads all rows of a write.
fn read(table: &WriteTable, threads: usize) -> Result<Vec<Row>, String> {
    let scan = table.scan(&[0, 1, 2, 3, 4], &Workers::new(threads));
    let mut rows = Vec::new();
    for number in 0..table.blocks() {
        let block = scan.block(number);
        if let Some(failure) = scan.failure() {
            return Err(failure);
        }
        let text = |column: usize| block.columns[column].as_string::<i32>().value(0).to_owned();
        let count = |column: usize| block.columns[column].as_primitive::<Int64Type>().value(0);
        rows.push((text(0), text(1), count(2), count(3), text(4)));
    }
    Ok(rows)
}

fn write(plan: Plan, directory: &Path, threads: usize) -> Result<Vec<Row>, String> {
    let disk = Arc::new(Settings { open: true });
    let table =
        WriteTable::new(plan, directory.to_str().unwrap(), disk).map_err(|error| error.to_string())?;
    read(&table, threads)
}

/// Every file below a directory with its content, and every empty directory with none.
fn tree(directory: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(part) = open.pop() {
        let mut empty = true;
        for entry in fs::read_dir(&part).unwrap() {
            let entry = entry.unwrap();
            empty = false;
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                let path = entry.path();
                found.insert(path.strip_prefix(directory).unwrap().to_owned(), fs::read(&path).ok());
            }
        }
        if empty {
            found.insert(part.strip_prefix(directory).unwrap().to_owned(), None);
        }
    }
    found
}

fn names(directory: &Path) -> Vec<String> {
    tree(directory).keys().map(|path| path.display().to_string()).collect()
}

fn metadata(path: &Path) -> ParquetMetaData {
    SerializedFileReader::new(File::open(path).unwrap()).unwrap().metadata().clone()
}

fn put(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}
