//! What a bundle holds beside its tables.
//!
//! A [`Document`] is a file name and a closure that makes the content once the run is under way, with its workers. Each
//! is a file of this module with a `document` function, and a line in [`ALL`].

mod config;
mod dump;
mod load;
mod log;
mod manifest;
mod report;
mod schema;
mod validation;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use super::Format;
use super::plan::Plan;
use crate::checks::{self, Checked};
use crate::config::Overrides;
use crate::config::run;
use crate::describe::{self, TableNote};
use crate::project::Project;
use crate::workers::Workers;

/// What documents are made from.
pub struct Context {
    pub project: Project,
    /// The config as the user wrote it.
    pub text: String,
    /// The config with the run recorded in it; inline, it makes the same tables.
    pub recorded: String,
    pub format: Format,
    /// Every table, in the order of the config.
    pub notes: Vec<TableNote>,
    /// The places of the tables, those referred to first.
    pub order: Vec<usize>,
    /// What the checks found, once a document has asked.
    checked: OnceLock<Checked>,
}

impl Context {
    /// # Errors
    /// A sentence, if the run cannot be recorded in the config.
    pub fn new(
        project: &Project,
        text: &str,
        in_force: Overrides,
        format: Format,
    ) -> Result<Context, String> {
        let notes = describe::describe(project);
        // Where the config has one seed it is recorded even if nobody chose it. Datasets may have seeds of their own, which
        // only the user may overrule.
        let in_force = match project {
            Project::Plotsim(engine) => {
                let scale = in_force.scale.unwrap_or(1.0);
                Overrides { seed: Some(engine.config().seed), scale: Some(scale), ..in_force }
            }
            Project::Datagen(_) | Project::Both(_) => in_force,
        };
        Ok(Context {
            project: project.clone(),
            text: text.to_owned(),
            recorded: run::record(text, in_force)?,
            format,
            order: describe::ddl::order(&notes),
            notes,
            checked: OnceLock::new(),
        })
    }

    /// What the checks find in the tables, which the first document that asks reads.
    ///
    /// # Errors
    /// The reading was told to stop.
    fn checked(&self, workers: &Workers) -> Result<&Checked, String> {
        if let Some(checked) = self.checked.get() {
            return Ok(checked);
        }
        let checked = checks::run(&self.project, workers).map_err(|stopped| stopped.to_string())?;
        Ok(self.checked.get_or_init(|| checked))
    }
}

/// A file of a bundle that is no table's.
pub struct Document {
    /// Its name in the top directory.
    pub name: Cow<'static, str>,
    /// A content that may be there already though plotsim did not write it, since the new one keeps all of it.
    pub absorbs: Option<Vec<u8>>,
    render: Render,
}

/// Writes a document's content, or says why not.
type Render = Box<dyn Fn(&Workers, &mut dyn Write) -> Result<(), Failure> + Send + Sync>;

/// Why a document was not written.
#[derive(Debug)]
pub enum Failure {
    /// Its content could not be made, for the reason given.
    Content(String),
    /// It could not be written.
    Disk(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Disk(error)
    }
}

impl Document {
    fn new(
        name: impl Into<Cow<'static, str>>,
        render: impl Fn(&Workers) -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Document {
        Document::in_parts(name, move |workers, out| {
            let content = render(workers).map_err(Failure::Content)?;
            out.write_all(&content).map_err(Failure::Disk)
        })
    }

    /// A document that need not be in memory as a whole.
    fn in_parts(
        name: impl Into<Cow<'static, str>>,
        render: impl Fn(&Workers, &mut dyn Write) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Document {
        Document { name: name.into(), absorbs: None, render: Box::new(render) }
    }

    /// Writes the content.
    pub fn write(&self, workers: &Workers, out: &mut dyn Write) -> Result<(), Failure> {
        (self.render)(workers, out)
    }
}

/// Plans a document; `None` if the config does not want it.
type Planner = fn(&Arc<Context>, &Plan) -> Option<Document>;

/// Every document, in the order in which they are told of.
const ALL: &[Planner] = &[
    dump::document,
    config::document,
    schema::document,
    load::document,
    manifest::document,
    validation::document,
    report::document,
];

/// The documents of a bundle.
pub fn all(context: &Arc<Context>, plan: &Plan) -> Vec<Document> {
    let own = ALL.iter().filter_map(|document| document(context, plan));
    own.chain(log::documents(context)).collect()
}
