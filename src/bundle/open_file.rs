//! A file under way: its parts come in any order and are appended in theirs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Error;
use super::encoder::{Encoder, FileWriter, Part, Written};
use super::parquet::group_blocks;
use super::plan::FilePlan;
use super::staging::make_parent;

/// A file that row groups are being made for.
pub struct OpenFile {
    pub plan: FilePlan,
    pub encoder: Arc<Encoder>,
    /// Blocks of a row group.
    size: u64,
    queue: Mutex<Queue>,
}

/// The row groups that wait to be appended.
#[derive(Default)]
struct Queue {
    waiting: BTreeMap<u64, Part>,
    /// The row group to append next.
    next: u64,
    /// The file; made when its first row group is there, and away while a thread appends to it.
    writer: Option<FileWriter>,
    busy: bool,
}

impl Queue {
    fn take(&mut self) -> Option<Part> {
        self.waiting.remove(&self.next)
    }
}

impl OpenFile {
    /// A file of which nothing is written yet; `None` if it would be too large.
    pub fn new(plan: FilePlan, encoder: Arc<Encoder>) -> Option<OpenFile> {
        let size = group_blocks(plan.blocks.end - plan.blocks.start)?;
        Some(OpenFile { plan, encoder, size, queue: Mutex::default() })
    }

    /// Number of its row groups. A file without rows is made like any other, from one row group of none.
    pub fn groups(&self) -> u64 {
        (self.plan.blocks.end - self.plan.blocks.start).div_ceil(self.size).max(1)
    }

    /// The blocks of a row group.
    pub fn blocks(&self, group: u64) -> Range<u64> {
        let first = self.plan.blocks.start + group * self.size;
        first..(first + self.size).min(self.plan.blocks.end)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a row group to the file at `path` and then those that waited for it; or leaves it waiting for the ones before
    /// it. `appended` is told of each that is in the file, and with the last of the whole file.
    pub fn append(
        &self,
        number: u64,
        part: Part,
        path: &Path,
        appended: impl Fn(Option<Written>),
    ) -> Result<(), Error> {
        let mut queue = self.lock();
        queue.waiting.insert(number, part);
        if queue.busy {
            // The thread that is appending will find it.
            return Ok(());
        }
        while let Some(part) = queue.take() {
            queue.busy = true;
            let writer = queue.writer.take();
            let last = queue.next + 1 == self.groups();
            // Others can leave their row groups while this thread hashes and writes.
            drop(queue);
            let mut writer = match writer {
                Some(writer) => writer,
                None => self.begin(path)?,
            };
            writer.append(part, path)?;
            let (writer, written) = match last {
                true => (None, Some(writer.finish(path)?)),
                false => (Some(writer), None),
            };
            appended(written);
            queue = self.lock();
            queue.writer = writer;
            queue.next += 1;
            queue.busy = false;
        }
        Ok(())
    }

    fn begin(&self, path: &Path) -> Result<FileWriter, Error> {
        make_parent(path)?;
        self.encoder.begin(path)
    }
}
