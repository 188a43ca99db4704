//! Every column is named by a check that judges its values, or said to be unchecked.

use plotsim::checks::{self, Status};
use plotsim::config::Overrides;
use plotsim::project::Project;
use plotsim::workers::Workers;

/// Columns, and those that are unchecked with the reason.
fn coverage(path: &str, scale: Option<f64>) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(path).unwrap();
    let overrides = Overrides { seed: None, scale };
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
        let datagen =
            ["web_analytics", "retail_analytics"].iter().any(|name| path.ends_with(format!("{name}.yaml")));
        let (all, own) = coverage(path.to_str().unwrap(), datagen.then_some(0.005));
        columns += all;
        unchecked
            .extend(own.into_iter().map(|line| format!("{}: {line}", path.file_stem().unwrap().display())));
    }
    println!("{columns} columns, unchecked {}:\n{}", unchecked.len(), unchecked.join("\n"));
    assert!(unchecked.len() * 20 <= columns, "{} of {columns}", unchecked.len());
}

#[test]
fn every_column_of_related_datasets_is_judged() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/relations.yaml");
    let (columns, unchecked) = coverage(path, None);
    assert_eq!((columns, unchecked), (14, Vec::<String>::new()));
}
