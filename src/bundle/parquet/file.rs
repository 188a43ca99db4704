//! One Parquet file: appending row groups, and knowing plotsim's own files again.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::errors::Result;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;

use super::{Encoder, Group};
use crate::bundle::encoder::Written;
use crate::bundle::sink::Sink;

/// The footer's entry that says which plotsim wrote the file.
pub(super) const VERSION: &str = "plotsim.version";
/// The footer's entry that names the table.
pub(super) const TABLE: &str = "plotsim.table";

/// A file being written.
pub struct FileWriter {
    writer: SerializedFileWriter<Sink>,
    rows: u64,
}

impl FileWriter {
    /// Starts a file of the encoder's table.
    pub fn new(encoder: &Encoder, file: File) -> Result<FileWriter> {
        let (schema, properties) = (Arc::clone(&encoder.schema), Arc::clone(&encoder.properties));
        Ok(FileWriter { writer: SerializedFileWriter::new(Sink::new(file), schema, properties)?, rows: 0 })
    }

    /// Adds the next row group; one without rows leaves no trace.
    pub fn append(&mut self, group: Group) -> Result<()> {
        if group.rows == 0 {
            return Ok(());
        }
        let mut writer = self.writer.next_row_group()?;
        for chunk in group.chunks {
            chunk.append_to_row_group(&mut writer)?;
        }
        writer.close()?;
        self.rows += group.rows;
        Ok(())
    }

    /// Ends the file.
    pub fn finish(self) -> Result<Written> {
        let (bytes, sha256) = self.writer.into_inner()?.finish();
        Ok(Written { rows: self.rows, bytes, sha256 })
    }
}

/// The bytes that a file of these row groups would have.
pub fn size_of(encoder: &Encoder, groups: impl IntoIterator<Item = Group>) -> Result<u64> {
    let (schema, properties) = (Arc::clone(&encoder.schema), Arc::clone(&encoder.properties));
    let mut writer = SerializedFileWriter::new(std::io::sink(), schema, properties)?;
    for group in groups {
        let mut row_group = writer.next_row_group()?;
        for chunk in group.chunks {
            chunk.append_to_row_group(&mut row_group)?;
        }
        row_group.close()?;
    }
    writer.finish()?;
    Ok(writer.bytes_written() as u64)
}

/// Whether the file is a Parquet file of plotsim's. What cannot be read is not.
pub fn is_ours(path: &Path) -> bool {
    let Some(reader) = File::open(path).ok().and_then(|file| SerializedFileReader::new(file).ok()) else {
        return false;
    };
    let entries = reader.metadata().file_metadata().key_value_metadata();
    entries.is_some_and(|entries| entries.iter().any(|entry| entry.key == VERSION))
}
