//! From blocks of a table to encoded row groups.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::datatypes::{Schema, SchemaRef};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, TypePtr};

use super::dictionary;
use super::file::{TABLE, VERSION};
use super::schema::schema;
use crate::tables::{Scan, Table};
use crate::workers::Workers;

/// Encodes the row groups of one table's files, on any thread and in any order.
pub struct Encoder {
    scan: Arc<dyn Scan>,
    arrow: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
    pub(super) schema: TypePtr,
    pub(super) properties: WriterPropertiesPtr,
}

/// A row group in memory, compressed, ready to be appended to its file.
#[derive(Default)]
pub struct Group {
    pub rows: u64,
    pub(super) chunks: Vec<ArrowColumnChunk>,
}

impl Encoder {
    /// The encoder of the table called `name`. Makes the table's first block, to see which columns repeat themselves.
    pub fn new(name: &str, table: &dyn Table, workers: &Workers) -> Result<Encoder> {
        let columns = table.columns();
        let scan = table.scan(&(0..columns.len()).collect::<Vec<_>>(), workers);
        let mark = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // Row groups are small: their own statistics tell readers enough, and pages need none.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(vec![mark(VERSION, env!("CARGO_PKG_VERSION")), mark(TABLE, name)]));
        if table.blocks() > 0 {
            let sample = scan.block(0);
            for (column, array) in columns.iter().zip(&sample.columns) {
                let path = ColumnPath::new(vec![column.name.clone()]);
                properties = properties.set_column_dictionary_enabled(path, dictionary::pays(array));
            }
        }
        let properties = Arc::new(properties.build());
        let schema = schema(columns)?;
        let arrow = Arc::new(Schema::new(columns.iter().map(|column| column.field()).collect::<Vec<_>>()));
        // The factory wants a file writer for its schema and properties alone, which all files of the table share.
        let model = SerializedFileWriter::new(io::sink(), Arc::clone(&schema), Arc::clone(&properties))?;
        let factory = ArrowRowGroupWriterFactory::new(&model, Arc::clone(&arrow));
        Ok(Encoder { scan, arrow, factory, schema, properties })
    }

    /// The rows of these blocks as the row group of this number in its file; `None` if `stop` was set meanwhile.
    pub fn group(&self, number: usize, blocks: Range<u64>, stop: &AtomicBool) -> Result<Option<Group>> {
        let mut writers = self.factory.create_column_writers(number)?;
        let mut rows = 0;
        for block in blocks {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let block = self.scan.block(block);
            if let Some(failure) = self.scan.failure() {
                return Err(ParquetError::General(failure));
            }
            rows += block.rows as u64;
            // A nested column has a writer for each of its leaves.
            let mut writers = writers.iter_mut();
            for (field, array) in self.arrow.fields().iter().zip(&block.columns) {
                let same = field.data_type() == array.data_type() || dictionary::is_one(array);
                if !same || array.len() != block.rows {
                    let (name, made) = (field.name(), array.data_type());
                    return Err(ParquetError::General(format!(
                        "column '{name}' came as {} of {made}",
                        array.len()
                    )));
                }
                for (leaf, writer) in compute_leaves(field, array)?.iter().zip(&mut writers) {
                    writer.write(leaf)?;
                }
            }
        }
        let chunks = writers.into_iter().map(|writer| writer.close()).collect::<Result<Vec<_>>>()?;
        Ok(Some(Group { rows, chunks }))
    }
}
