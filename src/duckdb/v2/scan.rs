//! Scanning: threads take pieces of a scan one after the other and hand on their blocks a vector at a time.
//!
//! The number of its piece is what DuckDB orders a chunk by, so rows come out in the table's order however many threads
//! there are. [`Morsels`] makes the pieces as long as a row group where it can.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use duckdb_neo::ffi;

use super::error::call;
use super::vectors::{self, Dictionaries};
use crate::duckdb::morsels::Morsels;
use crate::tables::{Blocks, Datum, Reader, Rows, Table};
use crate::workers::Workers;

/// What the threads of one scan share.
pub struct Shared {
    reader: Reader,
    workers: Workers,
    morsels: Morsels,
    next: AtomicU64,
    /// Blocks that were made.
    done: AtomicU64,
    /// For each column of the output chunk, its position in a block; `None` for a column DuckDB only counts.
    outputs: Vec<Option<usize>>,
    /// The parts that no piece reaches over the end of, if DuckDB was promised that.
    parts: Vec<(Range<u64>, Datum)>,
}

/// What one thread of a scan keeps between chunks.
#[derive(Default)]
pub struct Worker {
    piece: u64,
    /// Blocks of the piece that are still to be made.
    blocks: Range<u64>,
    /// The block being handed on, and how many of its rows are gone.
    current: Option<(Rows, usize)>,
    dictionaries: Dictionaries,
}

impl Worker {
    /// The number of the piece that the last chunk is from.
    pub fn piece(&self) -> u64 {
        self.piece
    }
}

impl Shared {
    /// Prepares a scan of some blocks and of the columns that DuckDB names; it has names for what are none. Pieces keep to
    /// the table's parts if `apart` says so; `subject` is what messages call it.
    pub fn new(
        (subject, table): (&str, &dyn Table),
        declared: &[usize],
        blocks: Blocks,
        workers: Workers,
        apart: bool,
    ) -> Shared {
        let width = table.columns().len();
        let mut projection = Vec::new();
        let outputs = declared.iter().map(|column| {
            (*column < width).then(|| {
                projection.push(*column);
                projection.len() - 1
            })
        });
        let outputs = outputs.collect();
        let parts = if apart { table.parts() } else { Vec::new() };
        let ranges = match apart {
            true => blocks.cut(parts.iter().map(|(part, _)| part.clone())),
            false => blocks.into_ranges(),
        };
        let threads = if table.is_serial() { 1 } else { workers.threads() as u64 };
        let rows = table.rows().rows() as f64 / table.blocks().max(1) as f64;
        Shared {
            reader: Reader::new(subject, table, &projection, &workers),
            morsels: Morsels::new(ranges, rows, threads),
            workers,
            next: AtomicU64::new(0),
            done: AtomicU64::new(0),
            outputs,
            parts,
        }
    }

    /// The value of the part column in the piece of this number.
    pub fn part_value(&self, piece: u64) -> Option<&Datum> {
        let first = self.morsels.piece(piece)?.start;
        let place = self.parts.partition_point(|(part, _)| part.start <= first).checked_sub(1)?;
        self.parts.get(place).map(|(_, value)| value)
    }

    /// Number of pieces.
    pub fn pieces(&self) -> u64 {
        self.morsels.pieces()
    }

    /// How much is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.done.load(Ordering::Relaxed) as f64 / self.morsels.blocks().max(1) as f64
    }

    /// Fills one chunk. A chunk of no rows ends the thread's part of the scan.
    ///
    /// # Safety
    /// `chunk` has a writable vector for each declared column.
    pub unsafe fn fill(
        &self,
        worker: &mut Worker,
        chunk: ffi::duckdb_v2_data_chunk_handle,
    ) -> Result<(), String> {
        let _busy = self.workers.enter();
        let Some((block, done)) = self.next_rows(worker)? else {
            // SAFETY: there is a first vector: a table has a column, and a count is asked for through the first.
            return unsafe { vectors::resize(vectors::of_chunk(chunk, 0)?, 0) };
        };
        let mut capacity = 0;
        // SAFETY: the chunk is live.
        unsafe { call!(duckdb_v2_data_chunk_get_capacity, chunk, &mut capacity)? };
        let rows = (block.rows - done).min(capacity as usize);
        for (index, position) in self.outputs.iter().enumerate() {
            // SAFETY: the chunk has a vector for each output, of the column's type.
            unsafe {
                let vector = vectors::of_chunk(chunk, index)?;
                vectors::resize(vector, rows)?;
                if let Some(position) = position {
                    let column = &block.columns[*position];
                    // Slicing copies no data, but blocks that fit a vector need none.
                    let part = (rows < block.rows).then(|| column.slice(done, rows));
                    let part = part.as_ref().unwrap_or(column);
                    vectors::write(part, vector, index, &mut worker.dictionaries)?;
                }
            }
        }
        worker.current = (done + rows < block.rows).then_some((block, done + rows));
        Ok(())
    }

    /// The rest of the worker's block, or the next block that has rows.
    fn next_rows(&self, worker: &mut Worker) -> Result<Option<(Rows, usize)>, String> {
        if let Some(current) = worker.current.take() {
            return Ok(Some(current));
        }
        loop {
            let Some(number) = worker.blocks.next() else {
                let piece = self.next.fetch_add(1, Ordering::Relaxed);
                let Some(blocks) = self.morsels.piece(piece) else { return Ok(None) };
                worker.blocks = blocks;
                worker.piece = piece;
                continue;
            };
            let block = self.reader.block(number)?;
            self.done.fetch_add(1, Ordering::Relaxed);
            if block.rows > 0 {
                return Ok(Some((block, 0)));
            }
        }
    }
}
