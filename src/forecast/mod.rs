//! How much work and space the tables of a config will take, estimated by making a small part of each.
//!
//! A few blocks, spread evenly over a table, are made and encoded with the writer's own Parquet encoder and as CSV. How many
//! is decided by their cells, so that the work is bounded whatever the table's size. Sizes do not depend on the clock;
//! seconds do.

mod sample;

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::csv::WriterBuilder;
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use parquet::errors::ParquetError;

use crate::bundle::parquet::{Encoder, Group, group_blocks, size_of};
use crate::datagen::layout::Layout;
use crate::project::{Part, Project};
use crate::tables::text::rendered;
use crate::tables::{Block, RowCount, Table, evenly};
use crate::workers::Workers;
use sample::Sample;

/// Cells made of all tables together, about: a few tenths of a second on one core.
const CELLS: u64 = 1_500_000;
/// Cells made of one table at least, so that many tables do not make every sample worthless.
const FEWEST_CELLS: u64 = 20_000;
/// Blocks of one table at most.
const MOST_BLOCKS: u64 = 40;
/// Units of a pass whose time is taken.
const UNITS: u64 = 4;

/// What a table will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub table: String,
    /// Exact only if the flag says so.
    pub rows: u64,
    pub exact: bool,
    pub columns: u64,
    pub files: u64,
    /// Of all its Parquet files.
    pub parquet_bytes: u64,
    /// Of all its files as CSV.
    pub csv_bytes: u64,
    /// Of one core, for making the rows and encoding them as Parquet.
    pub core_seconds: f64,
}

/// A sample could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a sample could not be encoded as Parquet: {0}")]
    Parquet(#[from] ParquetError),
    #[error("a sample could not be encoded as CSV: {0}")]
    Csv(#[from] ArrowError),
}

/// What every table of a project will take, in their order.
///
/// # Errors
/// The encoders' own, which no table has been seen to cause.
pub fn forecast(project: &Project, workers: &Workers) -> Result<Vec<Forecast>, Error> {
    let names = project.names();
    let budget = (CELLS / names.len().max(1) as u64).max(FEWEST_CELLS);
    let one = |(index, name): (usize, &str)| {
        let files = match project.part(index) {
            Part::Datagen(config, dataset) => Layout::of(&config.datasets[dataset]).files(),
            Part::Plotsim(..) => 1,
        };
        of_table(project.table(index, None).as_ref(), name, files, budget, workers)
    };
    names.into_iter().enumerate().map(one).collect()
}

fn of_table(
    table: &dyn Table,
    name: &str,
    files: u64,
    budget: u64,
    workers: &Workers,
) -> Result<Forecast, Error> {
    let columns = table.columns().len() as u64;
    let blocks = table.blocks();
    let begun = Instant::now();
    // The first block, which the encoder looks at, tells how many more the budget allows.
    let first = Sample::new(table, evenly(blocks, 1));
    let rows = first.rows_of_first(workers);
    let setup = begun.elapsed().as_secs_f64();
    let allowed = (budget / (rows.max(1) * columns.max(1))).clamp(2, MOST_BLOCKS);

    // As many blocks as a row group has, or as are allowed.
    let per_file = blocks.div_ceil(files.max(1));
    let per_group = group_blocks(per_file).unwrap_or(per_file).min(per_file).max(1);
    let sample = Sample::new(table, evenly(blocks, allowed.min(per_group)));
    let encoder = Encoder::new(name, &sample, workers)?;
    let empty = size_of(&encoder, [])?;
    let begun = Instant::now();
    let whole = encoded(&encoder, 0..sample.blocks())?;
    let seconds = begun.elapsed().as_secs_f64();
    let (sampled, whole_bytes) = (whole.rows, size_of(&encoder, [whole])?);
    let part = encoded(&encoder, 0..sample.blocks() / 2)?;
    let (part_rows, part_bytes) = (part.rows, size_of(&encoder, [part])?);

    let (rows, exact) = rows_of(table, sampled, sample.blocks() == blocks, workers);
    // A row group of so many rows is taken to have a + b·rows bytes, the footer's share included.
    let more = sampled.saturating_sub(part_rows);
    let b = if more > 0 && part_rows > 0 {
        (whole_bytes as f64 - part_bytes as f64) / more as f64
    } else {
        (whole_bytes as f64 - empty as f64) / sampled.max(1) as f64
    };
    let a = (whole_bytes as f64 - empty as f64 - b * sampled as f64).max(0.0);
    let groups = if rows == 0 { 0 } else { files * per_file.div_ceil(per_group).max(1) };
    let parquet_bytes = files as f64 * empty as f64 + groups as f64 * a + b * rows as f64;

    let (line_bytes, lines, header) = csv(table, &sample, workers)?;
    let csv_bytes = files as f64 * header as f64 + line_bytes as f64 / lines.max(1) as f64 * rows as f64;
    let core_seconds = setup + seconds / sampled.max(1) as f64 * rows as f64 + pass_seconds(table);
    Ok(Forecast {
        table: name.to_owned(),
        rows,
        exact,
        columns,
        files,
        parquet_bytes: parquet_bytes as u64,
        csv_bytes: csv_bytes as u64,
        core_seconds,
    })
}

/// The table's own number of rows, or that of a sample that is all of it.
fn rows_of(table: &dyn Table, sampled: u64, all: bool, workers: &Workers) -> (u64, bool) {
    match table.rows() {
        RowCount::Exact(rows) => (rows, true),
        RowCount::Estimate(_) if all => (sampled, true),
        RowCount::Estimate(_) => match table.closer_rows(workers) {
            RowCount::Exact(rows) => (rows, true),
            RowCount::Estimate(rows) => (rows, false),
        },
    }
}

fn encoded(encoder: &Encoder, blocks: std::ops::Range<u64>) -> Result<Group, Error> {
    let never = AtomicBool::new(false);
    // Nothing is ever left out, because nobody asks it to stop.
    Ok(encoder.group(0, blocks, &never)?.unwrap_or_default())
}

/// Seconds of the pass that must come before the last block.
fn pass_seconds(table: &dyn Table) -> f64 {
    let Some(pass) = table.pass() else { return 0.0 };
    let units = evenly(pass.units, UNITS);
    let Some(first) = units.first() else { return 0.0 };
    // What is made once is made now.
    (pass.run)(*first);
    let begun = Instant::now();
    units.iter().for_each(|unit| (pass.run)(*unit));
    begun.elapsed().as_secs_f64() / units.len() as f64 * pass.units as f64
}

/// Bytes and number of some lines, and bytes of the header.
fn csv(table: &dyn Table, sample: &Sample<'_>, workers: &Workers) -> Result<(u64, u64, u64), Error> {
    let columns = table.columns();
    let header = columns.iter().map(|column| column.name.len() as u64 + 1).sum();
    let (mut bytes, mut rows) = (0, 0);
    let scan = sample.scan(&(0..columns.len()).collect::<Vec<_>>(), workers);
    // Lines vary less than what compression makes of them, so a third of the blocks will do.
    for block in evenly(sample.blocks(), sample.blocks().div_ceil(3)) {
        let block: Block = scan.block(block);
        if block.rows == 0 {
            continue;
        }
        let arrays: Vec<ArrayRef> = block.columns.into_iter().map(shown).collect();
        let fields = columns.iter().zip(&arrays);
        let fields: Vec<Field> =
            fields.map(|(column, array)| Field::new(&column.name, array.data_type().clone(), true)).collect();
        let batch = RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), arrays)?;
        let mut text = Vec::new();
        WriterBuilder::new().with_header(false).build(&mut text).write(&batch)?;
        bytes += text.len() as u64;
        rows += block.rows as u64;
    }
    Ok((bytes, rows, header))
}

/// UUIDs as the text that CSV has.
fn shown(array: ArrayRef) -> ArrayRef {
    match array.data_type() {
        arrow::datatypes::DataType::FixedSizeBinary(_) => rendered(array),
        _ => array,
    }
}

#[cfg(test)]
mod tests;
