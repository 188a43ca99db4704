//! The valid configs that cases start from.

use std::path::Path;

use plotsim::config::Overrides;
use plotsim::config::node::{Node, parse};
use plotsim::project::Project;

use crate::{common, read};

/// A valid config, and a scale at which it has few rows.
pub struct Source {
    /// What messages call it.
    pub name: String,
    pub tree: Node,
    pub scale: f64,
    /// A scale at which it has more, but can still be read whole.
    pub larger: f64,
}

/// All tables of a source together have no more rows than this, if scaling can do that.
const ROWS: u64 = 1_000;
/// The same for [`Source::larger`].
const MORE_ROWS: u64 = 5_000;

/// Every template, every whole config in the docs, and configs that use most of each language.
pub fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![
        include_str!("../../src/plotsim/tests/builder.yaml").to_owned(),
        include_str!("../../src/plotsim/tests/engine.yaml").to_owned(),
        every_generator(),
    ];
    let templates = files(&root.join("templates"), "yaml");
    assert!(templates.len() >= 7, "{templates:?}");
    texts.extend(templates.into_iter().map(|(_, text)| text));
    let pages: Vec<_> = files(&root.join("docs"), "md").into_iter().chain(files(root, "md")).collect();
    let examples: Vec<String> = pages.iter().flat_map(|(_, page)| fenced(page)).collect();
    let before = texts.len();
    texts.extend(
        examples.into_iter().filter(|text| Project::read("docs", text, Overrides::default()).is_ok()),
    );
    assert!(texts.len() > before + 10, "{} whole configs in the docs", texts.len() - before);
    texts.iter().enumerate().map(|(number, text)| source(number, text)).collect()
}

fn source(number: usize, text: &str) -> Source {
    let rows = |scale: f64| {
        let overrides = Overrides { scale: Some(scale), ..Overrides::default() };
        let (project, _) = Project::read("source", text, overrides).ok()?;
        Some(read::tables(&project).iter().map(|(_, table)| table.rows().rows()).sum::<u64>())
    };
    let scales = [1.0, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-5, 1e-6];
    let valid = || scales.into_iter().filter(|scale| rows(*scale).is_some());
    let scale = valid().find(|scale| rows(*scale).is_some_and(|rows| rows <= ROWS)).or(valid().next_back());
    let scale = scale.unwrap_or_else(|| {
        let findings = Project::read("source", text, Overrides::default()).err();
        panic!("a source is invalid: {}\n{text}", findings.map_or(String::new(), |found| found.to_string()))
    });
    // Rows of datasets are made faster.
    let more = if text.contains("datasets:") { 20 * MORE_ROWS } else { MORE_ROWS };
    let larger = valid().find(|scale| rows(*scale).is_some_and(|rows| rows <= more)).unwrap_or(scale);
    Source { larger, name: format!("source {number}"), tree: parse(text).unwrap(), scale }
}

/// The files of a directory with this extension, by name.
fn files(directory: &Path, extension: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|known| known == extension))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

/// The pieces of a page between fences that say YAML.
fn fenced(page: &str) -> Vec<String> {
    let pieces = page.split("```yaml\n").skip(1);
    pieces.filter_map(|piece| piece.split("```").next()).map(str::to_owned).collect()
}

/// A config that has each generator's example as a column, of few rows.
fn every_generator() -> String {
    let few = |yaml: String, (many, few): (&str, &str)| yaml.replace(many, few);
    let numbers = [
        ("num_rows: 1500", "num_rows: 20"),
        ("num_rows: 77", "num_rows: 20"),
        ("pool_size: 500", "pool_size: 50"),
    ];
    numbers.into_iter().fold(format!("types: native\n{}", common::generators(|_| true)), few)
}
