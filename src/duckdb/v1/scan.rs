//! Scanning: threads take blocks from a shared counter and hand them on a vector at a time.

use std::sync::atomic::{AtomicU64, Ordering};

use duckdb::ffi;

use super::bind::Bound;
use super::vectors::{Dictionaries, write};
use crate::duckdb::callback::{contain, drop_boxed};
use crate::tables::{Reader, Rows};
use crate::workers::Workers;

/// What the threads of one scan share.
struct Shared {
    reader: Reader,
    workers: Workers,
    blocks: u64,
    next: AtomicU64,
    /// For each column of the output chunk, its position in a block; `None` for a column DuckDB only counts.
    outputs: Vec<Option<usize>>,
}

/// What one thread of a scan keeps between chunks.
#[derive(Default)]
pub struct Worker {
    /// The block being handed on, and how many of its rows are gone.
    current: Option<(Rows, usize)>,
    dictionaries: Dictionaries,
}

/// DuckDB's init callback: prepares the scan of the projected columns.
///
/// # Safety
/// Called by DuckDB with a [`Bound`] as bind data.
pub unsafe extern "C" fn init(info: ffi::duckdb_init_info) {
    // SAFETY: `info` lives for the call.
    let report = |message: std::ffi::CString| unsafe { ffi::duckdb_init_set_error(info, message.as_ptr()) };
    contain(report, || {
        // SAFETY: the bind data is the `Bound` that `bind` left.
        let bound: &Bound = unsafe { &*ffi::duckdb_init_get_bind_data(info).cast() };
        let width = bound.table.columns().len();
        let mut projection = Vec::new();
        let mut outputs = Vec::new();
        // SAFETY: indexes are below the count DuckDB gives.
        for output in 0..unsafe { ffi::duckdb_init_get_column_count(info) } {
            // SAFETY: as above.
            let column = unsafe { ffi::duckdb_init_get_column_index(info, output) } as usize;
            outputs.push((column < width).then_some(projection.len()));
            if column < width {
                projection.push(column);
            }
        }
        let blocks = bound.table.blocks();
        let workers = bound.settings.workers();
        let reader = Reader::new(&bound.subject, bound.table.as_ref(), &projection, &workers);
        let shared = Shared { reader, workers, blocks, next: AtomicU64::new(0), outputs };
        let shared = Box::into_raw(Box::new(shared));
        // SAFETY: the box is handed over with the function that frees it.
        unsafe {
            let threads = if bound.table.is_serial() { 1 } else { blocks.max(1) };
            ffi::duckdb_init_set_max_threads(info, threads);
            ffi::duckdb_init_set_init_data(info, shared.cast(), Some(drop_boxed::<Shared>));
        }
        Ok(())
    });
}

/// DuckDB's local init callback: gives a thread its [`Worker`].
///
/// # Safety
/// Called by DuckDB.
pub unsafe extern "C" fn local_init(info: ffi::duckdb_init_info) {
    // SAFETY: `info` lives for the call.
    let report = |message: std::ffi::CString| unsafe { ffi::duckdb_init_set_error(info, message.as_ptr()) };
    contain(report, || {
        let worker = Box::into_raw(Box::<Worker>::default());
        // SAFETY: the box is handed over with the function that frees it.
        unsafe { ffi::duckdb_init_set_init_data(info, worker.cast(), Some(drop_boxed::<Worker>)) };
        Ok(())
    });
}

/// DuckDB's main callback: fills one chunk. A chunk of no rows ends the thread's part of the scan.
///
/// # Safety
/// Called by DuckDB with the state that `init` and `local_init` left.
pub unsafe extern "C" fn function(info: ffi::duckdb_function_info, output: ffi::duckdb_data_chunk) {
    // SAFETY: `info` lives for the call.
    let report =
        |message: std::ffi::CString| unsafe { ffi::duckdb_function_set_error(info, message.as_ptr()) };
    contain(report, || {
        // SAFETY: both states are what `init` and `local_init` left; the worker is this thread's alone.
        let shared: &Shared = unsafe { &*ffi::duckdb_function_get_init_data(info).cast() };
        // SAFETY: as above.
        let worker: &mut Worker = unsafe { &mut *ffi::duckdb_function_get_local_init_data(info).cast() };
        // SAFETY: always safe.
        let capacity = unsafe { ffi::duckdb_vector_size() } as usize;
        let _busy = shared.workers.enter();
        let Some((block, done)) = next_rows(shared, worker)? else {
            // SAFETY: `output` lives for the call.
            unsafe { ffi::duckdb_data_chunk_set_size(output, 0) };
            return Ok(());
        };
        let rows = (block.rows - done).min(capacity);
        for (index, position) in shared.outputs.iter().enumerate() {
            if let Some(position) = position {
                let column = &block.columns[*position];
                // Slicing copies no data, but blocks that fit a vector need none.
                let part = (rows < block.rows).then(|| column.slice(done, rows));
                // SAFETY: the chunk has a vector for each output, of the column's type and at least `rows` long.
                unsafe {
                    let vector = ffi::duckdb_data_chunk_get_vector(output, index as u64);
                    write(part.as_ref().unwrap_or(column), vector, index, &mut worker.dictionaries)?;
                }
            }
        }
        // SAFETY: `rows` is at most the chunk's capacity.
        unsafe { ffi::duckdb_data_chunk_set_size(output, rows as u64) };
        worker.current = (done + rows < block.rows).then_some((block, done + rows));
        Ok(())
    });
}

/// The rest of the worker's block, or the next block that has rows.
fn next_rows(shared: &Shared, worker: &mut Worker) -> Result<Option<(Rows, usize)>, String> {
    if let Some(current) = worker.current.take() {
        return Ok(Some(current));
    }
    loop {
        let block = shared.next.fetch_add(1, Ordering::Relaxed);
        if block >= shared.blocks {
            return Ok(None);
        }
        let block = shared.reader.block(block)?;
        if block.rows > 0 {
            return Ok(Some((block, 0)));
        }
    }
}
