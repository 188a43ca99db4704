//! The `config` argument: from a path, YAML text or a template's name to a project.

use super::call::Call;
use super::failure::Failure;
use super::{arguments, projects, templates};
use crate::config::Findings;
use crate::config::node::decode;
use crate::config::suggest;
use crate::project::Project;

/// The text of a config and what it is called in messages.
pub struct Source {
    pub origin: String,
    pub text: String,
}

/// Whether a `config` argument is the YAML itself.
pub fn is_text(config: &str) -> bool {
    config.contains('\n') || config.starts_with('{')
}

/// Reads the text behind a `config` argument.
pub fn source(call: &Call<'_>, config: &str) -> Result<Source, Failure> {
    if let Some(name) = config.strip_prefix("template:") {
        return Ok(Source { origin: config.to_owned(), text: templates::text(name)?.to_owned() });
    }
    if is_text(config) {
        return Ok(Source { origin: "<inline>".to_owned(), text: config.to_owned() });
    }
    let bytes = call.files.read(config).map_err(|message| match templates::text(config) {
        Ok(_) => Failure::File(format!("{message} (did you mean 'template:{config}'?)")),
        Err(_) => Failure::File(message),
    })?;
    let text =
        decode(bytes).map_err(|finding| Findings { origin: config.to_owned(), items: vec![finding] })?;
    Ok(Source { origin: config.to_owned(), text })
}

/// The project of the call's first argument, with the call's seed and scale; warnings are left to `plotsim_validate`.
pub fn project(call: &Call<'_>) -> Result<Project, Failure> {
    let source = source(call, call.text(0, "config")?)?;
    let (project, _) = read(&source, call)?;
    Ok(project)
}

/// Reads a config with the call's seed and scale.
pub fn read(source: &Source, call: &Call<'_>) -> Result<(Project, Findings), Failure> {
    Ok(projects::read(&source.origin, &source.text, arguments::overrides(call)?)?)
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
