//! A run: threads that make the files of a plan.
//!
//! The unit of work is a row group, or as many lines, or a document. Threads take them in the order of the plan; a finished
//! part waits until those before it in its file are appended. No more than [`AHEAD`] parts for each thread are in memory at
//! once, encoded or on the way, so memory grows with threads and columns and not with rows: at 122,880 rows of twelve
//! columns of eight bytes, with incompressible values, that is 24 MB a thread, beside what the scan itself holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::Error;
use super::commit::commit;
use super::documents::Means;
use super::encoder::{Encoder, Written, write_whole};
use super::open_file::OpenFile;
use super::plan::Plan;
use super::staging::{Staging, make_parent};
use super::stale::Earlier;
use super::sums::Sums;

/// How long a wait lasts before the host is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(50);
/// Row groups in memory for each thread.
const AHEAD: usize = 2;

/// Files being made. Dropped before [`Run::commit`], it stops its threads and removes what they wrote.
pub struct Run {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// None once the files are in their places.
    staging: Option<Staging>,
}

impl Run {
    /// Starts to make the files of `plan` for `directory`, with so many threads.
    ///
    /// # Errors
    /// What keeps the directory from being written; nothing is changed then.
    pub fn start(plan: Arc<Plan>, directory: &Path, threads: usize) -> Result<Run, Error> {
        let staging = Staging::open(directory)?;
        let earlier = Earlier::of(&staging.root);
        for path in plan.paths() {
            super::place::check_inside(&staging.root, &path)?;
            earlier.check_replaceable(&plan, &path)?;
        }
        let shared = Arc::new(Shared {
            new_files: staging.new_files(),
            threads,
            room: threads * AHEAD,
            plan,
            stop: AtomicBool::new(false),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let mut run = Run { shared, threads: Vec::new(), staging: Some(staging) };
        for _ in 0..threads {
            let shared = Arc::clone(&run.shared);
            let thread = Builder::new().name("plotsim write".into()).spawn(move || shared.work());
            match thread {
                Ok(thread) => run.threads.push(thread),
                // Fewer threads make the same files.
                Err(_) if !run.threads.is_empty() => break,
                Err(source) => {
                    let path = directory.to_owned();
                    return Err(Error::Io {
                        action: "written, since no thread could be started",
                        path,
                        source,
                    });
                }
            }
        }
        Ok(run)
    }

    /// Waits until the file of this number is whole; asked once for each, in any order. `stopped` is asked now and then
    /// whether to give up.
    pub fn wait(&self, number: u64, stopped: impl Fn() -> bool) -> Result<Written, Error> {
        let plan = &self.shared.plan;
        let others = plan.data_files() + plan.documents.len() as u64;
        if number < others {
            return self.shared.wait(stopped, |state| state.written.remove(&number));
        }
        let whole = |state: &mut State| (state.whole == others).then(|| state.sums.text());
        let text = self.shared.wait(stopped, whole)?;
        let path = self.shared.new_files.join(plan.path(number));
        make_parent(&path)?;
        write_whole(text.as_bytes(), &path)
    }

    /// Waits until all files are whole and moves them to their places.
    pub fn commit(&mut self) -> Result<(), Error> {
        self.join();
        if let Some(error) = self.shared.lock().failed.take() {
            return Err(error);
        }
        match self.staging.take() {
            Some(staging) => commit(&self.shared.plan, staging),
            None => Ok(()),
        }
    }

    fn join(&mut self) {
        for thread in self.threads.drain(..) {
            // A thread's panic was caught within it.
            let _ = thread.join();
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.shared.halt();
        self.join();
    }
}

/// What the threads of a run share.
struct Shared {
    plan: Arc<Plan>,
    new_files: std::path::PathBuf,
    /// Threads the run may use.
    threads: usize,
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
    /// Documents that were begun.
    documents: usize,
    /// The encoder of the table whose files are being made.
    encoder: Option<(usize, Arc<Encoder>)>,
    /// Row groups taken and not yet appended.
    underway: usize,
    /// Whole files that nobody has asked for yet.
    written: BTreeMap<u64, Written>,
    /// How many files are whole, and their sums if the bundle has such.
    whole: u64,
    sums: Sums,
    failed: Option<Error>,
}

/// Something to make.
enum Task {
    /// A row group.
    Part { file: Arc<OpenFile>, number: u64, blocks: Range<u64> },
    /// The document of this place.
    Document(usize),
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

    /// A thread's life: row group after row group until none is left or something fails.
    fn work(&self) {
        let worked = catch_unwind(AssertUnwindSafe(|| {
            while let Some(task) = self.take()? {
                match task {
                    Task::Part { file, number, blocks } => {
                        let path = self.new_files.join(&file.plan.path);
                        let part = file.encoder.part(number as usize, blocks, &self.stop, &path)?;
                        let Some(part) = part else { return Ok(()) };
                        file.append(number, part, &path, |written| self.appended(&file, written))?;
                    }
                    Task::Document(index) => self.write_document(index)?,
                }
            }
            Ok(())
        }));
        match worked {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.fail(error),
            Err(_) => self.fail(Error::Internal("a writing thread panicked".into())),
        }
    }

    /// Waits until `found` gives something.
    fn wait<T>(
        &self,
        stopped: impl Fn() -> bool,
        found: impl Fn(&mut State) -> Option<T>,
    ) -> Result<T, Error> {
        let mut state = self.lock();
        loop {
            if let Some(error) = state.failed.take() {
                return Err(error);
            }
            if let Some(found) = found(&mut state) {
                return Ok(found);
            }
            if self.stop.load(Ordering::Relaxed) || stopped() {
                return Err(Error::Cancelled);
            }
            let waited = self.changed.wait_timeout(state, PATIENCE);
            state = waited.map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
    }

    fn write_document(&self, index: usize) -> Result<(), Error> {
        let document = &self.plan.documents[index];
        let means = Means { threads: self.threads, stop: &self.stop };
        let content =
            document.content(&means).map_err(|words| Error::Document { name: document.name, words })?;
        let path = self.new_files.join(document.name);
        make_parent(&path)?;
        let written = write_whole(&content, &path)?;
        self.note(&mut self.lock(), self.plan.data_files() + index as u64, written);
        self.changed.notify_all();
        Ok(())
    }

    /// The next thing to make, once there is room for it. Documents come after the tables.
    fn take(&self) -> Result<Option<Task>, Error> {
        let mut state = self.lock();
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            if state.current.is_none() && state.begun == self.plan.data_files() {
                let index = state.documents;
                state.documents += 1;
                return Ok((index < self.plan.documents.len()).then_some(Task::Document(index)));
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
        Ok(Some(Task::Part { file, number, blocks }))
    }

    /// Begins the next file.
    fn begin(&self, state: &mut State) -> Result<Arc<OpenFile>, Error> {
        let plan = self.plan.file(state.begun);
        let encoder = match &state.encoder {
            Some((member, encoder)) if *member == plan.member => Arc::clone(encoder),
            _ => {
                let member = &self.plan.members[plan.member];
                let encoder = Arc::new(Encoder::new(member, self.plan.format, &plan.path)?);
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
        state.whole += 1;
        state.written.insert(number, written);
    }
}
