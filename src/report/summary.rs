//! The head of the page: what this is, in a few numbers.

use super::number;
use crate::checks::{Checked, Status};
use crate::describe::TableNote;
use crate::plotsim::model::Plotsim;
use crate::project::Project;

/// Title, description and facts in short.
pub struct Summary {
    pub title: String,
    pub text: String,
    /// Name and value.
    pub facts: Vec<(&'static str, String)>,
}

/// The summary of a project.
pub fn summary(project: &Project, notes: &[TableNote], checked: &Checked) -> Summary {
    let tables = &checked.measurements.tables;
    let rows = tables.iter().fold(0u64, |sum, table| sum.saturating_add(table.rows));
    let columns: usize = notes.iter().map(|note| note.columns.len()).sum();
    let count = |status: Status| checked.outcomes.iter().filter(|outcome| outcome.status == status).count();
    let mut facts = vec![
        ("Tables", number::whole(notes.len() as u64)),
        ("Columns", number::whole(columns as u64)),
        ("Rows", number::whole(rows)),
    ];
    let (title, text) = match (project.plotsim(), project.datagen()) {
        (Some(engine), _) => {
            let config = engine.config();
            let window = &config.time;
            let ends = (window.label(0), window.label(window.len() - 1));
            facts.extend([
                ("Entities", entities(config)),
                ("Metrics", number::whole(config.metrics.len() as u64)),
                ("Window", format!("{} to {}", ends.0.unwrap_or_default(), ends.1.unwrap_or_default())),
                ("Periods", format!("{} {}", number::whole(window.len() as u64), window.granularity())),
                ("Seed", config.seed.to_string()),
            ]);
            match (config.domain.name.as_str(), config.domain.description.as_str()) {
                ("", "") => (names(notes), String::new()),
                ("", text) => (text.to_owned(), String::new()),
                (name, text) if name == text => (name.to_owned(), String::new()),
                (name, text) => (name.to_owned(), text.to_owned()),
            }
        }
        (None, config) => {
            let datasets = config.into_iter().flat_map(|config| &config.datasets);
            let mut seeds: Vec<u64> = datasets.map(|dataset| dataset.seed).collect();
            seeds.dedup();
            if let [seed] = seeds[..] {
                facts.push(("Seed", seed.to_string()));
            }
            (names(notes), String::new())
        }
    };
    let judged = checked.outcomes.len() - count(Status::Unchecked);
    facts.push(("Checks passed", format!("{} of {judged}", count(Status::Pass))));
    Summary { title, text, facts }
}

/// How many entities there are, and what the config calls them.
fn entities(config: &Plotsim) -> String {
    let count = number::whole(config.entities.count);
    match config.domain.entity_label.as_str() {
        "" => count,
        label => format!("{count} ({label})"),
    }
}

/// The first tables by name, for configs without a title.
fn names(notes: &[TableNote]) -> String {
    let name = |note: &TableNote| note.name.clone();
    match notes {
        [] => "No tables".to_owned(),
        [only] => name(only),
        [all @ .., last] if all.len() < 4 => {
            format!("{} and {}", all.iter().map(name).collect::<Vec<_>>().join(", "), last.name)
        }
        [first, second, third, rest @ ..] => {
            format!("{}, {}, {} and {} more", first.name, second.name, third.name, rest.len())
        }
        [first, ..] => name(first),
    }
}
