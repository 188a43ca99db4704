//! Tables that hold some rows of another.

use super::fixture::{by_row, named, project, read, rows_of};
use crate::project::Project;
use crate::tables::RowCount;
use crate::workers::Workers;

const GYM: &str = "
about: Members of a gym
unit: member
window: [2023-01, 2024-06]
metrics:
  - { name: visits, type: count, polarity: positive, range: [0, 12] }
  - { name: spend, type: amount, polarity: positive, range: [1, 90] }
segments:
  - { name: regular, count: 700, archetype: growth, arrival: { kind: uniform, start: 0, end: 16 } }
  - { name: leaving, count: 300, archetype: decline }
events:
  - name: evt_visit
    trigger: proportional
    driver: visits
    scale: 0.5
    columns:
      - { name: visit_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp }
";

/// The config with what is held out.
fn held(rule: &str) -> Project {
    project(&format!("{GYM}holdout: {rule}\n"))
}

fn rows(project: &Project, name: &str) -> Vec<Vec<String>> {
    rows_of(&*named(project, name, None))
}

#[test]
fn early_periods_are_for_training_and_late_ones_are_held_out() {
    let project = held("{ target: visits, periods: 4 }");
    // The last fourteen months are left; the fifteenth is March 2024.
    for (name, key) in [("fct_visits", 0), ("fct_spend", 0), ("evt_visit", 2)] {
        let whole = rows(&project, name);
        let early = |row: &&Vec<String>| row[key].parse::<u32>().unwrap() < 20240301;
        let train: Vec<_> = whole.iter().filter(early).cloned().collect();
        let holdout: Vec<_> = whole.iter().filter(|row| !early(row)).cloned().collect();
        assert!(train.len() > 1000 && holdout.len() > 1000);
        assert_eq!(rows(&project, &format!("{name}_train")), train);
        assert_eq!(rows(&project, &format!("{name}_holdout")), holdout);
        if name != "evt_visit" {
            let count = named(&project, &format!("{name}_train"), None).rows();
            assert_eq!(count, RowCount::Exact(train.len() as u64));
        }
    }
    assert!(!project.names().iter().any(|name| name.starts_with("dim_") && name.ends_with("_train")));
}

#[test]
fn entities_are_held_out_over_all_their_periods() {
    let project = held("{ target: visits, by: entity, fraction: 0.2 }");
    let (train, holdout) = (rows(&project, "fct_visits_train"), rows(&project, "fct_visits_holdout"));
    let members = |rows: &[Vec<String>]| {
        rows.iter().map(|row| row[1].clone()).collect::<std::collections::BTreeSet<_>>()
    };
    let (trained, held) = (members(&train), members(&holdout));
    assert!(trained.is_disjoint(&held));
    assert_eq!(trained.len() + held.len(), 1000);
    // Five standard deviations of a binomial count.
    assert!((held.len() as f64 - 200.0).abs() < 5.0 * 160f64.sqrt(), "{}", held.len());
    let mut all = [train, holdout].concat();
    all.sort();
    let mut whole = rows(&project, "fct_visits");
    whole.sort();
    assert_eq!(all, whole);
    assert!(rows(&project, "evt_visit_train").iter().all(|row| trained.contains(&row[1])));
}

#[test]
fn shards_projections_and_threads_make_the_same_rows() {
    for rule in ["{ target: visits, periods: 4 }", "{ target: visits, by: entity, fraction: 0.3 }"] {
        let project = held(rule);
        for name in ["fct_visits_holdout", "evt_visit_train"] {
            let whole = rows(&project, name);
            let mut joined = Vec::new();
            for shard in 0..5 {
                let part = named(&project, name, Some((shard, 5)));
                joined.extend(by_row(read(&*part, &(0..part.columns().len()).collect::<Vec<_>>())));
            }
            assert_eq!(joined, whole);
            let whole_table = named(&project, name, None);
            let alone = read(&*whole_table, &[2]).remove(0);
            assert_eq!(alone, whole.iter().map(|row| row[2].clone()).collect::<Vec<_>>());
            // Each row is found where it is.
            let workers = Workers::new(8);
            let scan = whole_table.scan(&[2], &workers);
            for row in [0, 1, whole.len() / 2, whole.len() - 1] {
                let (block, place) = whole_table.find(row as u64, &workers).unwrap();
                assert_eq!(super::fixture::read_block(&scan.block(block).columns[0])[place], whole[row][2]);
                assert_eq!(whole_table.explain(block, place).columns.len(), whole_table.columns().len());
            }
            assert_eq!(whole_table.find(whole.len() as u64, &workers), None);
        }
    }
}
