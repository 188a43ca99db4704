//! The table of written files: reading it writes them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, Int64Array, StringArray};

use super::encoder::Written;
use super::plan::Plan;
use super::run::Run;
use super::{Disk, Error, place};
use crate::config::finding::Finding;
use crate::config::types::ColumnType;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// A row for each file of a plan. Nothing is written before its first row is read, and that row is there once every file is
/// in its place: whoever stops after any row has the whole bundle, and whoever reads none has written nothing.
pub struct WriteTable {
    plan: Arc<Plan>,
    directory: PathBuf,
    disk: Arc<dyn Disk>,
    columns: Vec<Column>,
}

impl WriteTable {
    /// The files of `plan` in the directory that the user's text names.
    ///
    /// # Errors
    /// The directory is not on this machine, or the host's settings forbid to write to it.
    pub fn new(plan: Plan, directory: &str, disk: Arc<dyn Disk>) -> Result<WriteTable, Error> {
        let directory = place::local(directory, disk.home().as_deref())?;
        let columns = vec![
            // Documents are no table's and have no rows.
            Column::nullable("table", ColumnType::Text),
            Column::required("path", ColumnType::Text),
            Column::nullable("rows", ColumnType::Int64),
            Column::required("bytes", ColumnType::Int64),
            Column::required("sha256", ColumnType::Text),
        ];
        let table = WriteTable { plan: Arc::new(plan), directory, disk, columns };
        table.ask()?;
        Ok(table)
    }

    /// Names that no file can have, and outputs that lead out of the directory as it is now.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = self.plan.check_names();
        if let Ok(root) = self.directory.canonicalize() {
            findings.extend(self.plan.check_links(&root));
        }
        findings
    }

    fn ask(&self) -> Result<(), Error> {
        ask(self.disk.as_ref(), &self.directory)
    }
}

fn ask(disk: &dyn Disk, directory: &Path) -> Result<(), Error> {
    disk.may_write(directory).map_err(|words| Error::Denied { path: directory.to_owned(), words })
}

impl Table for WriteTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(self.plan.files())
    }

    fn blocks(&self) -> u64 {
        self.plan.files()
    }

    fn is_serial(&self) -> bool {
        true
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(WriteScan {
            plan: Arc::clone(&self.plan),
            directory: self.directory.clone(),
            disk: Arc::clone(&self.disk),
            projection: projection.to_owned(),
            workers: workers.clone(),
            state: Mutex::new(State::Idle),
        })
    }
}

struct WriteScan {
    plan: Arc<Plan>,
    directory: PathBuf,
    disk: Arc<dyn Disk>,
    projection: Vec<usize>,
    workers: Workers,
    state: Mutex<State>,
}

enum State {
    Idle,
    /// Every file is in its place.
    Done(Vec<Written>),
    Failed(String),
}

impl Scan for WriteScan {
    fn block(&self, block: u64) -> Block {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.advance(&mut state, block) {
            Ok(block) => block,
            Err(error) => {
                *state = State::Failed(error.to_string());
                Block { rows: 0, columns: Vec::new() }
            }
        }
    }

    fn failure(&self) -> Option<String> {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Failed(message) => Some(message.clone()),
            _ => None,
        }
    }
}

impl WriteScan {
    fn advance(&self, state: &mut State, number: u64) -> Result<Block, Error> {
        if let State::Idle = state {
            *state = State::Done(self.write()?);
        }
        let State::Done(files) = state else { return Ok(Block { rows: 0, columns: Vec::new() }) };
        let written = usize::try_from(number).ok().and_then(|number| files.get(number));
        let written = written.ok_or_else(|| Error::Internal(format!("there is no file {number}")))?;
        let is_data = number < self.plan.data_files();
        let member =
            is_data.then(|| self.plan.file(number).member).filter(|member| *member < self.plan.tables);
        let table = member.map(|member| self.plan.members[member].name.as_str());
        let text = |text: Option<&str>| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
        let count = |number: Option<u64>| -> ArrayRef {
            Arc::new(Int64Array::from(vec![number.map(|number| number as i64)]))
        };
        let cell = |column: &usize| match column {
            0 => text(table),
            1 => text(Some(&self.directory.join(self.plan.path(number)).to_string_lossy())),
            2 => count(is_data.then_some(written.rows)),
            3 => count(Some(written.bytes)),
            _ => text(Some(&written.sha256)),
        };
        Ok(Block { rows: 1, columns: self.projection.iter().map(cell).collect() })
    }

    /// Writes every file and puts all of them in their places. An error on the way drops the run, and with it what it wrote.
    fn write(&self) -> Result<Vec<Written>, Error> {
        ask(self.disk.as_ref(), &self.directory)?;
        let mut run = Run::start(Arc::clone(&self.plan), &self.directory, &self.workers)?;
        let written = run.make()?;
        run.commit()?;
        Ok(written)
    }
}
