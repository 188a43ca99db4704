//! The `config` argument: from a path, YAML text or a template's name to a project.

use std::sync::Arc;

use super::call::Call;
use super::failure::Failure;
use super::{arguments, beside, projects, templates};
use crate::config::Findings;
use crate::config::finding::Finding;
use crate::config::node::decode;
use crate::config::suggest;
use crate::generators::rows::NOT_BESIDE;
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;

/// The text of a config, with the rows of files in place of their names, and what it is called in messages.
pub struct Source {
    pub origin: String,
    pub text: String,
    /// The text as it was written.
    pub written: String,
    /// What is wrong with files that it names.
    pub findings: Vec<Finding>,
}

impl Source {
    /// A text beside which there are no files.
    fn alone(origin: &str, text: &str) -> Source {
        Source {
            origin: origin.to_owned(),
            text: text.to_owned(),
            written: text.to_owned(),
            findings: Vec::new(),
        }
    }
}

/// Whether a `config` argument is the YAML itself.
pub fn is_text(config: &str) -> bool {
    config.contains('\n') || config.starts_with('{')
}

/// Reads the text behind a `config` argument.
pub fn source(call: &Call<'_>, config: &str) -> Result<Source, Failure> {
    if let Some(name) = config.strip_prefix("template:") {
        return Ok(Source::alone(config, templates::text(name)?));
    }
    if is_text(config) {
        return Ok(Source::alone("<inline>", config));
    }
    let bytes = call.files.read(config).map_err(|message| match templates::text(config) {
        Ok(_) => Failure::File(format!("{message} (did you mean 'template:{config}'?)")),
        Err(_) => Failure::File(message),
    })?;
    let text =
        decode(bytes).map_err(|finding| Findings { origin: config.to_owned(), items: vec![finding] })?;
    let written = text.clone();
    let (text, findings) = beside::inlined(config, text, call.files);
    Ok(Source { origin: config.to_owned(), text, written, findings })
}

/// The project of the call's first argument, with the call's seed, scale and last day; warnings are left to `plotsim_validate`.
pub fn project(call: &Call<'_>) -> Result<Project, Failure> {
    let source = source(call, call.text(0, "config")?)?;
    let (project, _) = valid(&source, call)?;
    Ok(project)
}

/// The engine of the call's plotsim config; `lacks` says what a datagen config has none of.
pub fn engine(call: &Call<'_>, lacks: &str) -> Result<Arc<Engine>, Failure> {
    let message = || format!("a datagen config has no {lacks}; only plotsim configs do");
    project(call)?.plotsim().cloned().ok_or_else(|| Failure::Argument(message()))
}

/// Reads a config with the call's seed, scale and last day; an error quotes the lines in which it stands.
pub fn valid(source: &Source, call: &Call<'_>) -> Result<(Project, Findings), Failure> {
    read(source, call).map_err(|failure| match failure {
        Failure::Config(findings) => Failure::Config(findings.quoting(&source.text)),
        Failure::Argument(_) | Failure::File(_) => failure,
    })
}

/// Reads a config with the call's seed, scale and last day; its findings are told as they are.
pub fn read(source: &Source, call: &Call<'_>) -> Result<(Project, Findings), Failure> {
    let read = projects::read(&source.origin, &source.text, arguments::overrides(call)?);
    if source.findings.is_empty() {
        return Ok(read?);
    }
    // A file that could not be read is told with the reason, in place of its name alone.
    let mut all = match read {
        Ok((_, findings)) | Err(findings) => findings,
    };
    all.items.retain(|finding| finding.code != NOT_BESIDE);
    all.items.extend(source.findings.iter().cloned());
    Err(all.sorted().into())
}

/// The place of the table that the call's second argument names.
pub fn table_index(project: &Project, name: &str) -> Result<usize, Failure> {
    let names = project.names();
    // Names differ in more than case, as SQL's do.
    names.iter().position(|known| known.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let hint =
            suggest::hint(name, names.iter().copied()).map_or(String::new(), |hint| format!(" ({hint})"));
        Failure::Argument(format!("'{name}' is not a table of this config{hint}"))
    })
}
