//! Which files a config makes, and which blocks of which table each of them holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::divided::Divided;
use super::division::{Division, Values};
use super::documents::{self, Context, Document};
use super::names::unfit;
use super::{Error, Format, parquet, place, sums};
use crate::config::finding::{At, Finding, Severity};
use crate::datagen::model::{Datagen, Dataset};
use crate::datagen::table::DatasetTable;
use crate::plotsim::tables::trajectories::Trajectories;
use crate::project::Project;
use crate::tables::Table;

/// The name of a dataset's data files, without its end.
pub const STEM: &str = "data";

/// All files of a config: those of its tables, in their order and that of their days or values, then the documents, then the sums
/// of all of them. Files are not listed but numbered, so a plan is small however many there are.
pub struct Plan {
    pub members: Vec<Member>,
    /// How many of them, the first, are tables of the config.
    pub tables: usize,
    pub format: Format,
    /// Empty where only tables are wanted; then there are no sums either.
    pub documents: Vec<Document>,
}

/// One table of a plan.
pub struct Member {
    pub name: String,
    pub table: Arc<dyn Table>,
    /// Its directory, relative to the target directory; empty for the target directory itself.
    pub output: PathBuf,
    /// The name of its files, without the end.
    pub stem: String,
    /// Where the config names the output, as a place and as a path of keys.
    pub at: (At, String),
    pub division: Option<Division>,
    /// Number of its first file among all files.
    pub first: u64,
}

/// One data file of a plan.
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
    /// The tables of a config, without documents.
    ///
    /// # Errors
    /// [`Error::TooManyRows`]: what the Parquet format cannot hold.
    pub fn of_tables(project: &Project, format: Format) -> Result<Plan, Error> {
        let mut members = whole_tables(project);
        members.extend(project.datagen().into_iter().flat_map(datasets));
        number(&mut members, format);
        let plan = Plan { tables: members.len(), members, format, documents: Vec::new() };
        plan.check_sizes()?;
        Ok(plan)
    }

    /// The whole bundle of a config.
    ///
    /// # Errors
    /// As for [`Plan::of_tables`].
    pub fn of(context: &Arc<Context>) -> Result<Plan, Error> {
        let mut plan = Plan::of_tables(&context.project, context.format)?;
        if plan.data_files() > 0 {
            plan.members.extend(trajectories(&context.project));
            number(&mut plan.members, plan.format);
            plan.check_sizes()?;
        }
        plan.documents = documents::all(context, &plan);
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

    /// Number of data files.
    pub fn data_files(&self) -> u64 {
        match self.format.extension() {
            Some(_) => self.members.last().map_or(0, |member| member.first + member.files()),
            None => 0,
        }
    }

    /// Number of files.
    pub fn files(&self) -> u64 {
        let sums = u64::from(!self.documents.is_empty());
        self.data_files() + self.documents.len() as u64 + sums
    }

    /// The data file of this number, below [`Plan::data_files`].
    pub fn file(&self, number: u64) -> FilePlan {
        let index = self.members.partition_point(|member| member.first <= number) - 1;
        let member = &self.members[index];
        let of_member = number - member.first;
        let path = member.path(of_member, self.format);
        FilePlan { number, member: index, path, blocks: member.blocks(of_member) }
    }

    /// The path of the file of this number, relative to the target directory.
    pub fn path(&self, number: u64) -> PathBuf {
        match number.checked_sub(self.data_files()) {
            None => self.file(number).path,
            Some(document) => {
                let document = usize::try_from(document).ok().and_then(|index| self.documents.get(index));
                PathBuf::from(document.map_or(sums::NAME, |document| &document.name))
            }
        }
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        (0..self.files()).map(|number| self.path(number))
    }

    /// What a file of this path may hold though plotsim did not write it.
    pub fn absorbed(&self, path: &Path) -> Option<&[u8]> {
        let document = self.documents.iter().find(|document| Path::new(&*document.name) == path)?;
        document.absorbs.as_deref()
    }

    /// What keeps outputs from being written below `root`, which is canonical: links that lead out of it.
    pub fn check_links(&self, root: &Path) -> Vec<Finding> {
        let wrong = |member: &Member| {
            let problem = place::check_inside(root, &member.output).err()?;
            Some(member.finding("output-outside", problem.to_string(), None))
        };
        self.members.iter().filter_map(wrong).collect()
    }

    /// Names that cannot be those of files, or are those of other files of the bundle.
    pub fn check_names(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let documents =
            self.documents.iter().map(|document| &*document.name).chain([sums::NAME, super::staging::NAME]);
        // By the name in the top directory, since not every system tells upper from lower case.
        let mut taken: BTreeMap<String, String> =
            documents.map(|name| (name.to_lowercase(), format!("the bundle's own {name}"))).collect();
        for member in &self.members {
            let directories = member.output.iter().map(|part| part.to_string_lossy().into_owned());
            let first = member.division.as_ref().map(|division| division.directory(0));
            let file = member.file_name(self.format);
            for name in directories.chain(first).chain([file.clone()]) {
                if let Some(reason) = unfit(&name) {
                    let message = format!(
                        "'{}' cannot be the name of a file or directory: {reason}",
                        name.escape_debug()
                    );
                    findings.push(member.finding("not-a-file-name", message, Some("choose another name")));
                }
            }
            let undivided = member.division.is_none().then(|| member.output.join(&file));
            let path = undivided.as_ref().unwrap_or(&member.output);
            let whole = path.to_string_lossy().to_lowercase();
            let top =
                path.iter().next().map(|part| part.to_string_lossy().to_lowercase()).unwrap_or_default();
            let clash = taken
                .get(&whole)
                .or_else(|| taken.get(&top).filter(|other| other.starts_with("the bundle's")));
            if let Some(other) = clash {
                let message = format!(
                    "'{}' would be written over {other} (case does not count on every system)",
                    path.display()
                );
                findings.push(member.finding("shared-output", message, Some("choose another name")));
            }
            taken.insert(whole, format!("the table '{}'", member.name));
        }
        findings
    }
}

/// The datasets of a datagen config at their outputs, a file for each day of their partitions.
fn datasets(datagen: &Arc<Datagen>) -> Vec<Member> {
    let member = |(index, dataset): (usize, &Dataset)| {
        let table = DatasetTable::new(Arc::clone(datagen), index);
        Member {
            name: dataset.name.clone(),
            output: output(dataset),
            stem: STEM.to_owned(),
            at: (dataset.output_at, format!("datasets[{index}].output")),
            division: dataset.partition.as_ref().map(|own| Division::of_days(own, table.layout())),
            table: Arc::new(table),
            first: 0,
        }
    };
    datagen.datasets.iter().enumerate().map(member).collect()
}

/// The tables of a plotsim config, each a file in the target directory.
fn whole_tables(project: &Project) -> Vec<Member> {
    let member = |(index, name): (usize, &str)| {
        let whole = Member {
            name: name.to_owned(),
            output: PathBuf::new(),
            stem: name.to_owned(),
            at: (At::default(), format!("table '{name}'")),
            division: None,
            table: project.table(index, None),
            first: 0,
        };
        let Some((column, values)) = divided(project, index) else { return whole };
        Member {
            output: PathBuf::from(name),
            stem: STEM.to_owned(),
            table: Arc::new(Divided::new(Arc::clone(&whole.table), column, Arc::clone(&values))),
            division: Some(Division::Values(values)),
            ..whole
        }
    };
    // Views need no files, and datasets have their own.
    let tables = project.plotsim().map_or(0, |_| project.first_dataset());
    let names = project.names().into_iter().enumerate().take(tables);
    names.filter(|(index, _)| !project.is_view(*index)).map(member).collect()
}

/// The column that divides a plotsim table, as the config's `output` asks, and its values.
fn divided(project: &Project, table: usize) -> Option<(usize, Arc<Values>)> {
    let engine = project.plotsim()?;
    let column = engine.config().division(table)?;
    Some((column, Arc::new(Values::of(project, table, column)?)))
}

/// Gives every member the number of its first file.
fn number(members: &mut [Member], format: Format) {
    let mut first = 0;
    for member in members {
        member.first = first;
        first += if format.extension().is_some() { member.files() } else { 0 };
    }
}

/// The name of the file of positions, without its end.
const TRAJECTORIES: &str = "trajectories";

/// Every position of every entity, unless the config wants no such file or has a table of its name.
fn trajectories(project: &Project) -> Option<Member> {
    let engine = project.plotsim()?;
    let taken = project.names().iter().any(|name| name.eq_ignore_ascii_case(TRAJECTORIES));
    (engine.config().output.manifest.trajectories && !taken).then(|| Member {
        name: TRAJECTORIES.to_owned(),
        output: PathBuf::new(),
        stem: TRAJECTORIES.to_owned(),
        at: (At::default(), "manifest.trajectories".to_owned()),
        division: None,
        table: Arc::new(Trajectories::new(Arc::clone(engine))),
        first: 0,
    })
}

/// The directory of a dataset, free of what is not a name; that it leads upwards was found when the config was read.
fn output(dataset: &Dataset) -> PathBuf {
    dataset.output.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect()
}

impl Member {
    /// Number of its files, in formats that have files.
    pub fn files(&self) -> u64 {
        self.division.as_ref().map_or(1, Division::files)
    }

    /// The name of each of its files.
    pub fn file_name(&self, format: Format) -> String {
        format!("{}.{}", self.stem, format.extension().unwrap_or("parquet"))
    }

    fn path(&self, file: u64, format: Format) -> PathBuf {
        match &self.division {
            Some(division) => self.output.join(division.directory(file)).join(self.file_name(format)),
            None => self.output.join(self.file_name(format)),
        }
    }

    fn blocks(&self, file: u64) -> Range<u64> {
        match &self.division {
            Some(division) => division.blocks(file),
            None => 0..self.table.blocks(),
        }
    }

    /// Whether a directory of this name below its output is one of its own.
    pub fn makes(&self, directory: &str) -> bool {
        self.division.as_ref().is_some_and(|division| division.makes(directory))
    }

    fn finding(&self, code: &'static str, message: String, hint: Option<&str>) -> Finding {
        Finding {
            severity: Severity::Error,
            code,
            path: self.at.1.clone(),
            at: self.at.0,
            message,
            hint: hint.map(str::to_owned),
            page: "docs/bundle.md#where",
            structural: false,
            excerpt: String::new(),
        }
    }
}
