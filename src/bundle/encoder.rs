//! From blocks of a table to parts of a file, and parts to files, in any format.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::format::Format;
use super::plan::Member;
use super::sink::Sink;
use super::{Error, parquet, text};
use crate::workers::Workers;

/// Makes the parts of one table's files, on any thread and in any order.
pub enum Encoder {
    Parquet(parquet::Encoder),
    Text(text::Encoder),
}

/// Rows as they stand in a file: a row group, or lines.
pub enum Part {
    Parquet(parquet::Group),
    Text(text::Lines),
}

/// A file being written.
pub enum FileWriter {
    Parquet(parquet::FileWriter),
    Text { sink: Sink, rows: u64 },
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub rows: u64,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

impl Encoder {
    /// The encoder of a table's files; `path` is one of them, for messages.
    pub fn new(member: &Member, format: Format, path: &Path, workers: &Workers) -> Result<Encoder, Error> {
        let table = member.table.as_ref();
        Ok(match format {
            Format::Csv(floats) => Encoder::Text(text::Encoder::csv(&member.name, table, floats, workers)),
            Format::Jsonl(floats) => {
                Encoder::Text(text::Encoder::jsonl(&member.name, table, floats, workers))
            }
            Format::Parquet | Format::Sql(_) => {
                let encoder = parquet::Encoder::new(&member.name, table, workers);
                Encoder::Parquet(encoder.map_err(Error::parquet(path))?)
            }
        })
    }

    /// The rows of these blocks as the part of this number in its file; `None` if `stop` was set meanwhile.
    pub fn part(
        &self,
        number: usize,
        blocks: Range<u64>,
        stop: &AtomicBool,
        path: &Path,
    ) -> Result<Option<Part>, Error> {
        Ok(match self {
            Encoder::Parquet(encoder) => {
                let group = encoder.group(number, blocks, stop).map_err(Error::parquet(path))?;
                group.map(Part::Parquet)
            }
            Encoder::Text(encoder) => encoder.lines(blocks, stop).map_err(Error::Internal)?.map(Part::Text),
        })
    }

    /// Begins a file at `path`.
    pub fn begin(&self, path: &Path) -> Result<FileWriter, Error> {
        let file = File::create_new(path).map_err(Error::io("made", path))?;
        Ok(match self {
            Encoder::Parquet(encoder) => {
                let writer = parquet::FileWriter::new(encoder, file).map_err(Error::parquet(path))?;
                FileWriter::Parquet(writer)
            }
            Encoder::Text(encoder) => {
                let mut sink = Sink::new(file);
                sink.write_all(&encoder.head).map_err(Error::io("written", path))?;
                FileWriter::Text { sink, rows: 0 }
            }
        })
    }
}

impl FileWriter {
    /// Adds the next part, of the encoder that began the file.
    pub fn append(&mut self, part: Part, path: &Path) -> Result<(), Error> {
        match (self, part) {
            (FileWriter::Parquet(writer), Part::Parquet(group)) => {
                writer.append(group).map_err(Error::parquet(path))
            }
            (FileWriter::Text { sink, rows }, Part::Text(lines)) => {
                *rows += lines.rows;
                sink.write_all(&lines.bytes).map_err(Error::io("written", path))
            }
            _ => Err(Error::Internal("a part of one format came to a file of another".into())),
        }
    }

    /// Ends the file.
    pub fn finish(self, path: &Path) -> Result<Written, Error> {
        match self {
            FileWriter::Parquet(writer) => writer.finish().map_err(Error::parquet(path)),
            FileWriter::Text { sink, rows } => {
                let (bytes, sha256) = sink.finish();
                Ok(Written { rows, bytes, sha256 })
            }
        }
    }
}

/// Writes a file that is no table's, by one thread.
pub fn write_at_once(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<Written, Error> {
    let sink = Sink::new(File::create_new(path).map_err(Error::io("made", path))?);
    let mut sink = BufWriter::with_capacity(BUFFER, sink);
    content(&mut sink)?;
    let sink = sink.into_inner().map_err(|error| Error::io("written", path)(error.into_error()))?;
    let (bytes, sha256) = sink.finish();
    Ok(Written { rows: 0, bytes, sha256 })
}

/// Bytes written at once to files that are no table's.
const BUFFER: usize = 1 << 18;
