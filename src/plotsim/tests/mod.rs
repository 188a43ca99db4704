//! The language as its users meet it: whole files in, models or findings out.

#[path = "../../../tests/common/agreement.rs"]
mod agreement;
mod broken_builder;
mod broken_engine;
mod builder;
mod effects;
mod engine;
mod examples;
mod extends;
mod gates;
mod leaving;
mod lookups;
mod phases;
mod purity;
mod rhythm;

use super::model::{Form, Plotsim, Table};
use crate::catalogue::schema::plain;
use crate::catalogue::{Language, language};
use crate::checks::{self, Checked};
use crate::config::Overrides;
use crate::config::finding::{At, Finding, Findings, Severity};
use crate::config::node::{Node, parse};
use crate::config::reader::Report;
use crate::project::Project;
use crate::workers::Workers;

/// A whole builder file that uses most of the form.
const BUILDER: &str = include_str!("builder.yaml");
/// A whole engine file that uses most of the form.
const ENGINE: &str = include_str!("engine.yaml");

/// The model of a text and everything found in it.
fn load(text: &str) -> (Option<Plotsim>, Vec<Finding>) {
    load_with(text, Overrides::default())
}

fn load_with(text: &str, overrides: Overrides) -> (Option<Plotsim>, Vec<Finding>) {
    let report = Report::new("test.yaml");
    let model = match parse(text) {
        Ok(tree) => {
            let model = read(&tree, overrides, &report);
            let findings = report.findings();
            agree(&tree, &findings).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
            model
        }
        Err(finding) => {
            report.push(finding);
            None
        }
    };
    (model, report.into_findings().items)
}

/// What the checks found, nothing of which is bad.
fn passing(project: &Project) -> Checked {
    let checked = checks::run(project, &Workers::new(2)).expect("not stopped");
    let bad = checked.outcomes.iter().filter(|outcome| outcome.status.is_bad());
    assert_eq!(bad.map(|outcome| outcome.line()).collect::<Vec<_>>(), Vec::<String>::new());
    checked
}

/// Reads a config of either form.
fn read(tree: &Node, overrides: Overrides, report: &Report) -> Option<Plotsim> {
    match language(tree, report)? {
        Language::Builder => super::read(Form::Builder, tree, overrides, report),
        Language::Engine => super::read(Form::Engine, tree, overrides, report),
        Language::Datagen => None,
    }
}

/// That the schema says of a config what the parser does.
fn agree(tree: &Node, findings: &Findings) -> Result<(), String> {
    thread_local!(static SCHEMA: serde_json::Value = crate::catalogue::schema::schema(None));
    let errors = findings.items.iter().filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<(bool, String)> = errors.map(|one| (one.structural, one.to_string())).collect();
    SCHEMA.with(|whole| match agreement::disagreement(whole, &plain(tree), &errors) {
        Some(problem) => Err(problem),
        None => Ok(()),
    })
}

/// What depends on laws and trajectories together, and so on most of what a test changes.
const OF_CORRELATIONS: &[&str] =
    &["exceeded-correlation", "unattainable-correlation", "incompatible-correlations"];

/// The model of a text in which nothing is found but what concerns the size of correlations.
fn clean(text: &str) -> Plotsim {
    let (model, mut findings) = load(text);
    findings.retain(|finding| !OF_CORRELATIONS.contains(&finding.code));
    findings.retain(|finding| finding.severity != Severity::Note);
    assert_eq!(findings, [], "{text}");
    model.expect("nothing was found")
}

/// A text with one part replaced, which must be there once.
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "'{from}' must stand in the config once");
    text.replacen(from, to, 1)
}

fn table<'m>(model: &'m Plotsim, name: &str) -> &'m Table {
    &model.tables[model.table(name).unwrap_or_else(|| panic!("there is a table '{name}'"))]
}

fn columns(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

/// For each replacement in a config, the finding of that severity and code must stand where `§` does.
fn expect_all(config: &str, severity: Severity, mistakes: &[(&str, &str, &str)]) {
    let problems: Vec<String> =
        mistakes.iter().filter_map(|(from, to, code)| misplaced(config, from, to, severity, code)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What is wrong with the findings on one replacement, if anything is.
fn misplaced(config: &str, from: &str, to: &str, severity: Severity, code: &str) -> Option<String> {
    if config.matches(from).count() != 1 {
        return Some(format!("'{from}' must stand in the config once"));
    }
    let marked = config.replacen(from, to, 1);
    let Some(place) = marked.find('§') else { return Some(format!("'{to}' marks no place")) };
    let line_start = marked[..place].rfind('\n').map_or(0, |newline| newline + 1);
    let at = At {
        line: marked[..place].matches('\n').count() as u64 + 1,
        column: marked[line_start..place].chars().count() as u64 + 1,
    };
    let (model, findings) = load(&marked.replacen('§', "", 1));
    let list: Vec<String> = findings.iter().map(|found| format!("{} {found}", found.code)).collect();
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    if !findings.iter().any(|found| (found.code, found.at, found.severity) == (code, at, severity)) {
        return Some(format!("expected {code} at {}:{} of '{to}', found {list:#?}", at.line, at.column));
    }
    if model.is_none() != (errors > 0) || (severity == Severity::Warning && errors > 0) {
        return Some(format!("a model comes exactly where there is no error: '{to}', {list:#?}"));
    }
    // One mistake is not dragged through everything that depends on it.
    (errors > 4).then(|| format!("'{to}' gives {list:#?}"))
}

#[test]
fn both_files_load_without_a_word() {
    clean(BUILDER);
    clean(ENGINE);
}
