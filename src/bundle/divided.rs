//! A table divided by the values of a column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::{cast, concat, take};
use arrow::error::ArrowError;

use super::division::Values;
use crate::tables::types::{ColumnType, arrow_type};
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// The rows of a table in another order: those of each value together, a block each. They are gathered by passes over the
/// table, so many values at a time as fit [`BUDGET`].
pub struct Divided {
    table: Arc<dyn Table>,
    column: usize,
    values: Arc<Values>,
}

/// Bytes of rows that a pass gathers, about, unless those of one value are more.
const BUDGET: u64 = 256 << 20;
/// Bytes that a value of a row takes, about.
const EACH: u64 = 16;

impl Divided {
    pub fn new(table: Arc<dyn Table>, column: usize, values: Arc<Values>) -> Divided {
        Divided { table, column, values }
    }
}

impl Table for Divided {
    fn columns(&self) -> &[Column] {
        self.table.columns()
    }

    fn rows(&self) -> RowCount {
        self.table.rows()
    }

    fn blocks(&self) -> u64 {
        self.values.len() as u64
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let columns: Vec<usize> = projection.iter().copied().chain([self.column]).collect();
        let bytes = self.table.rows().rows().saturating_mul(projection.len() as u64 * EACH);
        let each = bytes / self.blocks().max(1);
        Arc::new(DividedScan {
            scan: self.table.scan(&columns, workers),
            kinds: columns.iter().map(|column| self.columns()[*column].kind).collect(),
            blocks: self.table.blocks(),
            values: Arc::clone(&self.values),
            at_once: (BUDGET / each.max(1)).clamp(1, self.blocks().max(1)),
            workers: workers.clone(),
            gathered: Mutex::default(),
            failed: Mutex::default(),
        })
    }
}

struct DividedScan {
    /// Of the projected columns and then the one that divides.
    scan: Arc<dyn Scan>,
    kinds: Vec<ColumnType>,
    /// Those of the table.
    blocks: u64,
    values: Arc<Values>,
    /// Values of a pass.
    at_once: u64,
    workers: Workers,
    /// Rows by the place of their value, until somebody asks for them.
    gathered: Mutex<BTreeMap<u64, Block>>,
    failed: Mutex<Option<String>>,
}

/// Rows of one value in one block of the table.
struct Piece {
    place: u64,
    rows: usize,
    columns: Vec<ArrayRef>,
}

impl Scan for DividedScan {
    fn block(&self, block: u64) -> Block {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = gathered.remove(&block) {
            return rows;
        }
        let first = block - block % self.at_once;
        let pass = first..(first + self.at_once).min(self.values.len() as u64);
        match self.gather(pass) {
            Ok(rows) => gathered.extend(rows),
            Err(message) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
            }
        }
        gathered.remove(&block).unwrap_or(Block { rows: 0, columns: Vec::new() })
    }

    fn failure(&self) -> Option<String> {
        let own = self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        own.or_else(|| self.scan.failure())
    }
}

impl DividedScan {
    /// The rows of some values, in the order of the table.
    fn gather(&self, places: Range<u64>) -> Result<BTreeMap<u64, Block>, String> {
        let pieces: Mutex<BTreeMap<u64, Result<Vec<Piece>, String>>> = Mutex::default();
        let made = self.workers.each(self.blocks, |number| {
            let own = self.pieces(number, &places);
            pieces.lock().unwrap_or_else(PoisonError::into_inner).insert(number, own);
        });
        made.map_err(|stopped| stopped.to_string())?;
        let mut by_place: BTreeMap<u64, Vec<Piece>> = BTreeMap::new();
        for own in pieces.into_inner().unwrap_or_else(PoisonError::into_inner).into_values() {
            own?.into_iter().for_each(|piece| by_place.entry(piece.place).or_default().push(piece));
        }
        let whole = |(place, pieces): (u64, Vec<Piece>)| Ok((place, joined(&pieces).map_err(internal)?));
        by_place.into_iter().map(whole).collect()
    }

    /// What a block of the table holds of some values.
    fn pieces(&self, number: u64, places: &Range<u64>) -> Result<Vec<Piece>, String> {
        let block = self.scan.block(number);
        let (Some(dividing), Some(kind)) = (block.columns.last(), self.kinds.last()) else {
            return Ok(Vec::new());
        };
        let mut rows: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (row, place) in (0..).zip(self.values.places(dividing, *kind)) {
            let Some(place) = place else {
                return Err("plotsim met an internal error, please report it: a value of the column that divides a table is not listed".to_owned());
            };
            if places.contains(&(place as u64)) {
                rows.entry(place as u64).or_default().push(row);
            }
        }
        let piece = |(place, rows): (u64, Vec<u32>)| {
            let (count, rows) = (rows.len(), UInt32Array::from(rows));
            let shown = block.columns.iter().zip(&self.kinds).take(self.kinds.len() - 1);
            let column = |(array, kind): (&ArrayRef, &ColumnType)| {
                let own = take(array, &rows, None)?;
                // Blocks may have texts with a dictionary and without.
                let kind = arrow_type(*kind);
                if own.data_type() == &kind { Ok(own) } else { cast(&own, &kind) }
            };
            let columns = shown.map(column).collect::<Result<Vec<ArrayRef>, ArrowError>>();
            columns.map(|columns| Piece { place, rows: count, columns }).map_err(internal)
        };
        rows.into_iter().map(piece).collect()
    }
}

/// Arrays that a scan gave do not fit each other.
fn internal(error: ArrowError) -> String {
    format!("plotsim met an internal error, please report it: {error}")
}

fn joined(pieces: &[Piece]) -> Result<Block, ArrowError> {
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    let columns = pieces.first().map_or(0, |piece| piece.columns.len());
    let column = |column: usize| {
        let parts: Vec<&dyn Array> = pieces.iter().map(|piece| piece.columns[column].as_ref()).collect();
        concat(&parts)
    };
    Ok(Block { rows, columns: (0..columns).map(column).collect::<Result<_, _>>()? })
}
