//! A config of either language, as a set of tables.

mod both;

use std::sync::Arc;

pub use both::Both;

use crate::catalogue::{Language, language};
use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::{Field, Report};
use crate::config::{self, Findings, node};
use crate::datagen;
use crate::datagen::model::Datagen;
use crate::datagen::table::DatasetTable;
use crate::facts::Facts;
use crate::facts::rows::{Panel, Rows};
use crate::plotsim::model::Form;
use crate::plotsim::tables::engine::Engine;
use crate::tables::Table;

/// A config that was read and holds together.
#[derive(Clone)]
pub enum Project {
    /// Datasets of column generators.
    Datagen(Arc<Datagen>),
    /// With what its tables share.
    Plotsim(Arc<Engine>),
    /// The tables of plotsim, then the datasets.
    Both(Arc<Both>),
}

/// A table among those of its language.
pub enum Part<'a> {
    /// A dataset.
    Datagen(&'a Arc<Datagen>, usize),
    /// A table of plotsim's.
    Plotsim(&'a Arc<Engine>, usize),
}

impl Project {
    /// Reads a config called `origin`. The findings beside the project are warnings.
    ///
    /// # Errors
    /// Every problem of the config, located.
    pub fn read(origin: &str, text: &str, overrides: Overrides) -> Result<(Project, Findings), Findings> {
        let report = Report::new(origin);
        let project = match node::parse(text) {
            Err(finding) => {
                report.push(finding);
                None
            }
            Ok(tree) => Project::of(&tree, overrides, &report),
        };
        let findings = report.into_findings();
        match project {
            Some(project) => Ok((project, findings)),
            None => Err(findings),
        }
    }

    fn of(tree: &Node, overrides: Overrides, report: &Report) -> Option<Project> {
        crate::tables::allocator::reuse_memory();
        let language = language(tree, report)?;
        let overrides = config::run::overrides(tree, overrides, report);
        let plotsim = |form| {
            let config = crate::plotsim::read(form, tree, overrides, report)?;
            Some(Project::Plotsim(Arc::new(Engine::new(Arc::new(config)))))
        };
        let both = |form| Some(Project::Both(Arc::new(both::read(form, tree, overrides, report)?)));
        let project = match language {
            Language::Builder if both::has_datasets(tree) => both(Form::Builder),
            Language::Engine if both::has_datasets(tree) => both(Form::Engine),
            Language::Datagen => {
                datagen::read(tree, overrides, report).map(|datagen| Project::Datagen(Arc::new(datagen)))
            }
            Language::Builder => plotsim(Form::Builder),
            Language::Engine => plotsim(Form::Engine),
        };
        if overrides.until.is_some() && project.as_ref().is_some_and(|project| !project.extends()) {
            config::overrides::refuse_until(&Field::root(report, tree));
        }
        project.filter(|_| !report.has_errors())
    }

    /// Whether something in the config extends in time, so that a call can say until when.
    pub fn extends(&self) -> bool {
        let plotsim = self.plotsim().is_some_and(|engine| engine.config().extends());
        plotsim || self.datagen().is_some_and(|datagen| datagen.extends())
    }

    /// The part in the plotsim language, if there is one.
    pub fn plotsim(&self) -> Option<&Arc<Engine>> {
        match self {
            Project::Datagen(_) => None,
            Project::Plotsim(engine) => Some(engine),
            Project::Both(both) => Some(&both.plotsim),
        }
    }

    /// The part in the datagen language, if there is one.
    pub fn datagen(&self) -> Option<&Arc<Datagen>> {
        match self {
            Project::Datagen(datagen) => Some(datagen),
            Project::Plotsim(_) => None,
            Project::Both(both) => Some(&both.datagen),
        }
    }

    /// The place of the first dataset among the tables.
    pub fn first_dataset(&self) -> usize {
        self.plotsim().map_or(0, |engine| engine.config().tables.len())
    }

    /// The table at a place, among those of its language.
    pub fn part(&self, table: usize) -> Part<'_> {
        match self {
            Project::Datagen(datagen) => Part::Datagen(datagen, table),
            Project::Plotsim(engine) => Part::Plotsim(engine, table),
            Project::Both(both) => match table.checked_sub(self.first_dataset()) {
                Some(dataset) => Part::Datagen(&both.datagen, dataset),
                None => Part::Plotsim(&both.plotsim, table),
            },
        }
    }

    /// The names of the tables, in the order of the file.
    pub fn names(&self) -> Vec<&str> {
        let tables = self.plotsim().into_iter().flat_map(|engine| &engine.config().tables);
        let datasets = self.datagen().into_iter().flat_map(|datagen| &datagen.datasets);
        tables.map(|table| table.name.as_str()).chain(datasets.map(|dataset| dataset.name.as_str())).collect()
    }

    /// What is known of the columns of a table.
    pub fn facts(&self, table: usize) -> Vec<&Facts> {
        match (self, self.part(table)) {
            (_, Part::Plotsim(engine, table)) => engine.config().facts(table).iter().collect(),
            (Project::Both(both), Part::Datagen(_, dataset)) => both.facts(dataset).iter().collect(),
            (_, Part::Datagen(datagen, dataset)) => {
                let columns = datagen.datasets.get(dataset).map(|dataset| &dataset.table_columns);
                columns.into_iter().flatten().map(|column| &*column.facts).collect()
            }
        }
    }

    /// What is known of the rows of a table; nothing where they are about nothing but themselves.
    pub fn rows(&self, table: usize) -> Option<Rows> {
        match self.part(table) {
            Part::Datagen(..) => None,
            Part::Plotsim(engine, table) => {
                let kind = &engine.config().tables.get(table)?.kind;
                let (cause, bridge) = (kind.cause().copied(), kind.bridge().copied());
                Some(Rows { about: kind.about(), cause, bridge })
            }
        }
    }

    /// The entities and periods that the tables are about, if they are.
    pub fn panel(&self) -> Option<Panel> {
        let engine = self.plotsim()?;
        let config = engine.config();
        let (time, temporal_jitter) = (config.time, config.temporal_jitter);
        Some(Panel { entities: engine.entities(), time, temporal_jitter, late: config.late() })
    }

    /// Whether a table only joins others, so that nobody needs its rows as such.
    pub fn is_view(&self, table: usize) -> bool {
        match self.part(table) {
            Part::Datagen(..) => false,
            Part::Plotsim(engine, table) => engine.config().is_view(table),
        }
    }

    /// The table as the config describes it, without the faults that it puts in.
    pub fn clean(&self, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
        match self.part(index) {
            Part::Datagen(..) => self.table(index, shard),
            Part::Plotsim(engine, table) => crate::plotsim::tables::clean(engine, table, shard),
        }
    }

    /// The table at this place among [`Project::names`], or the part of it that is one of several shards.
    pub fn table(&self, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
        match self.part(index) {
            Part::Datagen(datagen, dataset) => {
                let table = DatasetTable::new(Arc::clone(datagen), dataset);
                Arc::new(match shard {
                    Some((shard, shards)) => table.shard(shard, shards),
                    None => table,
                })
            }
            Part::Plotsim(engine, table) => crate::plotsim::tables::table(engine, table, shard),
        }
    }
}
