//! Every column is named by a check that judges its values, or said to be unchecked.

mod common;

use plotsim::checks::{self, Status};
use plotsim::config::Overrides;
use plotsim::generators::ENTRIES;
use plotsim::plotsim::sources;
use plotsim::project::Project;
use plotsim::workers::Workers;

/// Columns, and those that are unchecked with the reason.
fn coverage(path: &str, scale: Option<f64>) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let overrides = Overrides { scale, ..Overrides::default() };
    let (project, _) = Project::read(path, &text, overrides).unwrap_or_else(|findings| panic!("{findings}"));
    let checked = checks::run(&project, &Workers::new(2)).unwrap();
    let mut columns = 0;
    let mut unchecked = Vec::new();
    for table in &checked.measurements.tables {
        for column in &table.columns {
            columns += 1;
            let name = &column.column;
            let rows = checked.outcomes.iter().filter(|outcome| {
                outcome.table.as_ref() == Some(&table.table) && outcome.columns.contains(name)
            });
            let rows: Vec<_> = rows.collect();
            assert!(!rows.is_empty(), "{}.{name}", table.table);
            assert!(rows.iter().all(|row| row.line().contains(name.as_str())), "{rows:?}");
            if rows.iter().all(|row| row.status == Status::Unchecked) {
                unchecked.push(format!("{}.{name}: {}", table.table, rows[0].detail));
            }
        }
    }
    let bad: Vec<String> = checked
        .outcomes
        .iter()
        .filter(|outcome| outcome.status.is_bad())
        .map(|outcome| outcome.line())
        .collect();
    assert_eq!(bad, Vec::<String>::new(), "{path}");
    (columns, unchecked)
}

#[test]
fn few_columns_of_the_templates_are_unchecked() {
    let (mut columns, mut unchecked) = (0, Vec::new());
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")).unwrap() {
        let path = entry.unwrap().path();
        // Large ones, each with a scale at which it has enough rows.
        let large =
            [("web_analytics", 0.005), ("retail_analytics", 0.005), ("banking", 0.3), ("marketing", 0.3)];
        let large = large.iter().find(|(name, _)| path.ends_with(format!("{name}.yaml")));
        let (all, own) = coverage(path.to_str().unwrap(), large.map(|(_, scale)| *scale));
        columns += all;
        unchecked
            .extend(own.into_iter().map(|line| format!("{}: {line}", path.file_stem().unwrap().display())));
    }
    println!("{columns} columns, unchecked {}:\n{}", unchecked.len(), unchecked.join("\n"));
    assert!(unchecked.len() * 50 <= columns, "{} of {columns}", unchecked.len());
}

#[test]
fn every_column_of_related_datasets_is_judged() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/relations.yaml");
    let (columns, unchecked) = coverage(path, None);
    assert_eq!((columns, unchecked), (14, Vec::<String>::new()));
}

/// Words that make values no check judges, with the reason that `plotsim_check` gives.
const UNCHECKED: &[(&str, &str)] = &[
    ("derived", "what is known of an entity is not looked up"),
    ("generated", "what is known of an entity is not looked up"),
    ("feature", "slopes are not worked out again"),
    ("generated", "the row's period is not shown"),
    ("generated", "what texts of this faker method look like is not told"),
    ("lag", "the value of an earlier period is not looked up"),
    ("metric", "means over entities or periods are not worked out again"),
    ("metric", "metrics are only judged in facts per entity and period"),
    ("threshold", "the condition of these events is judged by their number"),
];

/// The word that makes a column's values, and the reason if they are unchecked.
fn words(text: &str) -> Vec<(String, Option<String>)> {
    let (project, _) =
        Project::read("test.yaml", text, Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let checked = checks::run(&project, &Workers::new(2)).unwrap();
    let notes = plotsim::describe::describe(&project);
    let columns = notes.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let word = |(table, column): (&plotsim::describe::TableNote, &plotsim::describe::ColumnNote)| {
        let own = checked.outcomes.iter().filter(|outcome| {
            outcome.table.as_ref() == Some(&table.name) && outcome.columns.contains(&column.name)
        });
        let unchecked =
            own.filter(|outcome| outcome.check == "coverage").map(|outcome| outcome.detail.clone()).next();
        (column.source.split(['.', ':']).next().unwrap_or_default().to_owned(), unchecked)
    };
    columns.map(word).collect()
}

fn assert_told(found: &[(String, Option<String>)], known: &[&str]) {
    let missing: Vec<_> = known.iter().filter(|word| !found.iter().any(|(own, _)| own == **word)).collect();
    assert!(missing.is_empty(), "no column of {missing:?}");
    for (word, reason) in found {
        if let Some(reason) = reason {
            let told = UNCHECKED.iter().any(|(own, known)| own == word && known == reason);
            assert!(told, "{word} is unchecked: {reason}");
        }
    }
}

#[test]
fn no_generator_goes_unchecked_unsaid() {
    let yaml = format!("types: native\n{}", common::generators(|_| true));
    let known: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    assert_told(&words(&yaml), &known);
}

#[test]
fn no_column_source_goes_unchecked_unsaid() {
    let read =
        |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let configs = [
        "src/plotsim/tests/engine.yaml",
        "templates/hr.yaml",
        "templates/saas.yaml",
        "tests/cases/counted.yaml",
        "tests/cases/derived.yaml",
        "tests/cases/members.yaml",
        "tests/common/sources.yaml",
    ];
    let found: Vec<_> = configs.iter().flat_map(|path| words(&read(path))).collect();
    let known: Vec<&str> =
        sources::forms(|entry| entry.engine).map(|form| form.head()).chain(["threshold"]).collect();
    assert_told(&found, &known);
}
