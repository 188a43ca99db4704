//! A config of either language, as a set of tables.

use std::sync::Arc;

use crate::catalogue::{Language, language};
use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::Report;
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
        let project = match language {
            Language::Datagen => {
                datagen::read(tree, overrides, report).map(|datagen| Project::Datagen(Arc::new(datagen)))
            }
            Language::Builder => plotsim(Form::Builder),
            Language::Engine => plotsim(Form::Engine),
        };
        project.filter(|_| !report.has_errors())
    }

    /// The names of the tables, in the order of the file.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Project::Datagen(datagen) => {
                datagen.datasets.iter().map(|dataset| dataset.name.as_str()).collect()
            }
            Project::Plotsim(engine) => {
                engine.config().tables.iter().map(|table| table.name.as_str()).collect()
            }
        }
    }

    /// What is known of the columns of a table.
    pub fn facts(&self, table: usize) -> Vec<&Facts> {
        match self {
            Project::Datagen(datagen) => {
                let columns = datagen.datasets.get(table).map(|dataset| &dataset.table_columns);
                columns.into_iter().flatten().map(|column| &*column.facts).collect()
            }
            Project::Plotsim(engine) => engine.config().facts(table).iter().collect(),
        }
    }

    /// What is known of the rows of a table; nothing where they are about nothing but themselves.
    pub fn rows(&self, table: usize) -> Option<Rows> {
        match self {
            Project::Datagen(_) => None,
            Project::Plotsim(engine) => {
                let kind = &engine.config().tables.get(table)?.kind;
                let (cause, bridge) = (kind.cause().copied(), kind.bridge().copied());
                Some(Rows { about: kind.about(), cause, bridge })
            }
        }
    }

    /// The entities and periods that the tables are about, if they are.
    pub fn panel(&self) -> Option<Panel> {
        match self {
            Project::Datagen(_) => None,
            Project::Plotsim(engine) => {
                let config = engine.config();
                let (time, temporal_jitter) = (config.time, config.temporal_jitter);
                Some(Panel { entities: engine.entities(), time, temporal_jitter })
            }
        }
    }

    /// Whether a table only joins others, so that nobody needs its rows as such.
    pub fn is_view(&self, table: usize) -> bool {
        match self {
            Project::Datagen(_) => false,
            Project::Plotsim(engine) => engine.config().is_view(table),
        }
    }

    /// The table as the config describes it, without the faults that it puts in.
    pub fn clean(&self, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
        match self {
            Project::Datagen(_) => self.table(index, shard),
            Project::Plotsim(engine) => crate::plotsim::tables::clean(engine, index, shard),
        }
    }

    /// The table at this place among [`Project::names`], or the part of it that is one of several shards.
    pub fn table(&self, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
        match self {
            Project::Datagen(datagen) => {
                let table = DatasetTable::new(Arc::clone(datagen), index);
                Arc::new(match shard {
                    Some((shard, shards)) => table.shard(shard, shards),
                    None => table,
                })
            }
            Project::Plotsim(engine) => crate::plotsim::tables::table(engine, index, shard),
        }
    }
}
