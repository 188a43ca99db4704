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
use crate::plotsim::model::Form;
use crate::plotsim::tables::engine::Engine;
use crate::tables::Table;

/// A config that was read and holds together.
#[derive(Clone)]
pub enum Project {
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
