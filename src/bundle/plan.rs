//! Which files a config makes, and which blocks of which table each of them holds.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Error;
use super::parquet;
use super::place;
use crate::config::calendar::{format_date, parse_date};
use crate::config::datagen::model::{Datagen, Dataset, Partition};
use crate::config::finding::{At, Finding, Severity};
use crate::generators::layout::Layout;
use crate::tables::Table;
use crate::tables::dataset::DatasetTable;
use crate::tables::project::Project;

/// The name of every data file.
pub const FILE: &str = "data.parquet";

/// All files of a config, in the order of its tables and days. Files are not listed but numbered, so a plan is small
/// however many there are.
pub struct Plan {
    pub members: Vec<Member>,
}

/// One table of a plan.
pub struct Member {
    pub name: String,
    pub table: Arc<dyn Table>,
    /// Its directory, relative to the target directory.
    pub output: PathBuf,
    /// Where the config names the output, as a place and as a path of keys.
    pub at: (At, String),
    pub days: Option<Days>,
    /// Number of its first file among all files.
    pub first: u64,
}

/// How a table's blocks are spread over a file for each day.
pub struct Days {
    pub column: String,
    /// Days since 1970-01-01.
    pub start: i32,
    pub layout: Layout,
}

/// One file of a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct FilePlan {
    pub number: u64,
    /// Which of [`Plan::members`].
    pub member: usize,
    /// Relative to the target directory.
    pub path: PathBuf,
    /// The blocks of the table whose rows it holds.
    pub blocks: Range<u64>,
}

impl Plan {
    /// The files of a config.
    ///
    /// # Errors
    /// [`Error::TooManyRows`]: what the Parquet format cannot hold.
    pub fn of(project: &Project) -> Result<Plan, Error> {
        let mut members = match project {
            Project::Datagen(datagen) => datasets(datagen),
            Project::Plotsim(_) => whole_tables(project),
        };
        let mut first = 0;
        for member in &mut members {
            member.first = first;
            first += member.files();
        }
        let plan = Plan { members };
        plan.check_sizes()?;
        Ok(plan)
    }

    fn check_sizes(&self) -> Result<(), Error> {
        for member in &self.members {
            // The first day has as many rows as any.
            let blocks = member.blocks(0);
            if parquet::group_blocks(blocks.end - blocks.start).is_none() {
                return Err(Error::TooManyRows { table: member.name.clone() });
            }
        }
        Ok(())
    }

    /// Number of files.
    pub fn files(&self) -> u64 {
        self.members.last().map_or(0, |member| member.first + member.files())
    }

    /// The file of this number, below [`Plan::files`].
    pub fn file(&self, number: u64) -> FilePlan {
        let index = self.members.partition_point(|member| member.first <= number) - 1;
        let member = &self.members[index];
        let of_member = number - member.first;
        FilePlan { number, member: index, path: member.path(of_member), blocks: member.blocks(of_member) }
    }

    /// Every file, in order.
    pub fn iter(&self) -> impl Iterator<Item = FilePlan> {
        (0..self.files()).map(|number| self.file(number))
    }

    /// What keeps outputs from being written below `root`, which is canonical: links that lead out of it.
    pub fn check_links(&self, root: &Path) -> Vec<Finding> {
        let wrong = |member: &Member| {
            let problem = place::check_inside(root, &member.output).err()?;
            Some(Finding {
                severity: Severity::Error,
                code: "output-outside",
                path: member.at.1.clone(),
                at: member.at.0,
                message: problem.to_string(),
                hint: None,
                page: "docs/writing.md#where",
            })
        };
        self.members.iter().filter_map(wrong).collect()
    }
}

/// The datasets of a datagen config at their outputs, a file for each day of their partitions.
fn datasets(datagen: &Arc<Datagen>) -> Vec<Member> {
    let member = |(index, dataset): (usize, &Dataset)| {
        let table = DatasetTable::new(Arc::clone(datagen), index);
        Member {
            name: dataset.name.clone(),
            output: output(dataset),
            at: (dataset.output_at, format!("datasets[{index}].output")),
            days: dataset.partition.as_ref().map(|partition| Days::of(partition, table.layout())),
            table: Arc::new(table),
            first: 0,
        }
    };
    datagen.datasets.iter().enumerate().map(member).collect()
}

/// The tables of a plotsim config, each a file in a directory of its name.
fn whole_tables(project: &Project) -> Vec<Member> {
    let member = |(index, name): (usize, &str)| Member {
        name: name.to_owned(),
        output: PathBuf::from(name),
        at: (At::default(), String::new()),
        days: None,
        table: project.table(index, None),
        first: 0,
    };
    project.names().into_iter().enumerate().map(member).collect()
}

/// The directory of a dataset, free of what is not a name; that it leads upwards was found when the config was read.
fn output(dataset: &Dataset) -> PathBuf {
    dataset.output.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect()
}

impl Member {
    /// Number of its files.
    pub fn files(&self) -> u64 {
        self.days.as_ref().map_or(1, |days| days.layout.files())
    }

    fn path(&self, file: u64) -> PathBuf {
        match &self.days {
            Some(days) => self.output.join(days.directory(file)).join(FILE),
            None => self.output.join(FILE),
        }
    }

    fn blocks(&self, file: u64) -> Range<u64> {
        match &self.days {
            Some(days) => days.layout.first_block(file)..days.layout.first_block(file + 1),
            None => 0..self.table.blocks(),
        }
    }

    /// Whether a directory of this name below its output is one of its days.
    pub fn makes(&self, directory: &str) -> bool {
        let Some(days) = &self.days else { return false };
        let day =
            directory.strip_prefix(&days.column).and_then(|rest| rest.strip_prefix('=')).and_then(parse_date);
        let file = day.and_then(|day| u64::try_from(i64::from(day) - i64::from(days.start)).ok());
        file.is_some_and(|file| file < days.layout.files() && days.directory(file) == directory)
    }
}

impl Days {
    fn of(partition: &Partition, layout: Layout) -> Days {
        Days { column: partition.column.clone(), start: partition.start, layout }
    }

    fn directory(&self, file: u64) -> String {
        format!("{}={}", self.column, format_date(self.start + file as i32))
    }
}
