//! A run: workers that make the files of a plan.
//!
//! The unit of work is a row group, or as many lines. Workers take them in the order of the plan; a finished part waits until
//! those before it in its file are appended. No more than [`AHEAD`] parts for each thread are in memory at once, encoded or on
//! the way, so memory grows with threads and columns and not with rows: at 122,880 rows of twelve columns of eight bytes, with
//! incompressible values, that is 24 MB a thread, beside what the scan itself holds. Documents come after the tables, one by
//! one, each made by all workers.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::Error;
use super::commit::commit;
use super::documents::Failure;
use super::encoder::{Encoder, Written, write_at_once};
use super::open_file::OpenFile;
use super::plan::Plan;
use super::staging::{Staging, make_parent};
use super::stale::Earlier;
use super::sums::Sums;
use crate::workers::Workers;

/// Row groups in memory for each thread.
const AHEAD: usize = 2;

/// Files being made. Dropped before [`Run::commit`], it removes what was written.
pub struct Run {
    shared: Shared,
    /// None once the files are in their places.
    staging: Option<Staging>,
}

impl Run {
    /// Prepares to make the files of `plan` for `directory`.
    ///
    /// # Errors
    /// What keeps the directory from being written; nothing is changed then.
    pub fn start(plan: Arc<Plan>, directory: &Path, workers: &Workers) -> Result<Run, Error> {
        let staging = Staging::open(directory)?;
        let earlier = Earlier::of(&staging.root);
        for path in plan.paths() {
            super::place::check_inside(&staging.root, &path)?;
            earlier.check_replaceable(&plan, &path)?;
        }
        let shared = Shared {
            new_files: staging.new_files(),
            workers: workers.clone(),
            room: workers.threads() * AHEAD,
            plan,
            stop: AtomicBool::new(false),
            state: Mutex::default(),
            changed: Condvar::new(),
        };
        Ok(Run { shared, staging: Some(staging) })
    }

    /// Makes all files, in the order of the plan.
    pub fn make(&self) -> Result<Vec<Written>, Error> {
        let plan = &self.shared.plan;
        let mut written = self.shared.make_data()?;
        for index in 0..plan.documents.len() {
            written.push(self.shared.make_document(index)?);
        }
        // What is left is the file of sums.
        while (written.len() as u64) < plan.files() {
            let text = self.shared.lock().sums.text();
            let path = self.shared.new_files.join(plan.path(written.len() as u64));
            make_parent(&path)?;
            let write =
                |out: &mut dyn Write| out.write_all(text.as_bytes()).map_err(Error::io("written", &path));
            written.push(write_at_once(&path, write)?);
        }
        Ok(written)
    }

    /// Moves all files, which are whole, to their places.
    pub fn commit(&mut self) -> Result<(), Error> {
        match self.staging.take() {
            Some(staging) => commit(&self.shared.plan, staging),
            None => Ok(()),
        }
    }
}

/// What the threads of a run share.
struct Shared {
    plan: Arc<Plan>,
    new_files: std::path::PathBuf,
    workers: Workers,
    /// Row groups that may be in memory at once.
    room: usize,
    stop: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The file that row groups are taken from, and how many were taken.
    current: Option<(Arc<OpenFile>, u64)>,
    /// Files that were begun.
    begun: u64,
    /// The encoder of the table whose files are being made.
    encoder: Option<(usize, Arc<Encoder>)>,
    /// Row groups taken and not yet appended.
    underway: usize,
    /// Whole files, by number.
    written: BTreeMap<u64, Written>,
    /// The sums of whole files, if the bundle has such.
    sums: Sums,
    failed: Option<Error>,
}

/// A row group to make.
struct Task {
    file: Arc<OpenFile>,
    number: u64,
    blocks: Range<u64>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes threads end at their next block.
    fn halt(&self) {
        self.stop.store(true, Ordering::Relaxed);
        // Under the lock, so that no thread misses the call between looking and waiting.
        let _state = self.lock();
        self.changed.notify_all();
    }

    fn fail(&self, error: Error) {
        self.lock().failed.get_or_insert(error);
        self.halt();
    }

    /// The files of tables, which all workers make.
    fn make_data(&self) -> Result<Vec<Written>, Error> {
        self.workers.join(u64::MAX, || self.work());
        let mut state = self.lock();
        if let Some(error) = state.failed.take() {
            return Err(error);
        }
        let written: Vec<Written> = std::mem::take(&mut state.written).into_values().collect();
        if written.len() as u64 == self.plan.data_files() { Ok(written) } else { Err(Error::Cancelled) }
    }

    /// A thread's part: row group after row group until none is left or something fails.
    fn work(&self) {
        let worked = catch_unwind(AssertUnwindSafe(|| {
            while let Some(Task { file, number, blocks }) = self.take()? {
                let path = self.new_files.join(&file.plan.path);
                let part = file.encoder.part(number as usize, blocks, &self.stop, &path)?;
                let Some(part) = part else { return Ok(()) };
                file.append(number, part, &path, |written| self.appended(&file, written))?;
            }
            Ok(())
        }));
        match worked {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.fail(error),
            Err(_) => self.fail(Error::Internal("a writing thread panicked".into())),
        }
    }

    fn make_document(&self, index: usize) -> Result<Written, Error> {
        let document = &self.plan.documents[index];
        let path = self.new_files.join(&*document.name);
        make_parent(&path)?;
        let write = |out: &mut dyn Write| {
            document.write(&self.workers, out).map_err(|failure| match failure {
                Failure::Content(words) => Error::Document { name: document.name.to_string(), words },
                Failure::Disk(error) => Error::io("written", &path)(error),
            })
        };
        let written = catch_unwind(AssertUnwindSafe(|| write_at_once(&path, write)))
            .map_err(|_| Error::Internal(format!("making {} panicked", document.name)))??;
        self.lock().sums.add(Path::new(&*document.name), &written.sha256);
        Ok(written)
    }

    /// The next row group to make, once there is room for it.
    fn take(&self) -> Result<Option<Task>, Error> {
        let mut state = self.lock();
        loop {
            let all_taken = state.current.is_none() && state.begun == self.plan.data_files();
            if all_taken || self.stop.load(Ordering::Relaxed) || self.workers.is_stopped() {
                return Ok(None);
            }
            if state.underway < self.room {
                break;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let (file, number) = match state.current.take() {
            Some(current) => current,
            None => (self.begin(&mut state)?, 0),
        };
        let blocks = file.blocks(number);
        if number + 1 < file.groups() {
            state.current = Some((Arc::clone(&file), number + 1));
        }
        state.underway += 1;
        Ok(Some(Task { file, number, blocks }))
    }

    /// Begins the next file.
    fn begin(&self, state: &mut State) -> Result<Arc<OpenFile>, Error> {
        let plan = self.plan.file(state.begun);
        let encoder = match &state.encoder {
            Some((member, encoder)) if *member == plan.member => Arc::clone(encoder),
            _ => {
                let member = &self.plan.members[plan.member];
                let encoder = Arc::new(Encoder::new(member, self.plan.format, &plan.path, &self.workers)?);
                state.encoder = Some((plan.member, Arc::clone(&encoder)));
                encoder
            }
        };
        state.begun += 1;
        let member = plan.member;
        let too_many = || Error::TooManyRows { table: self.plan.members[member].name.clone() };
        OpenFile::new(plan, encoder).map(Arc::new).ok_or_else(too_many)
    }

    /// Takes note of a row group that is in its file, and of the file if that was its last.
    fn appended(&self, file: &OpenFile, written: Option<Written>) {
        let mut state = self.lock();
        state.underway -= 1;
        if let Some(written) = written {
            self.note(&mut state, file.plan.number, written);
        }
        self.changed.notify_all();
    }

    /// Takes note of a whole file.
    fn note(&self, state: &mut State, number: u64, written: Written) {
        if !self.plan.documents.is_empty() {
            state.sums.add(&self.plan.path(number), &written.sha256);
        }
        state.written.insert(number, written);
    }
}
