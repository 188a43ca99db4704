//! `ends`, `after`, `joined_at` and `left_at`: whose rows end, and what stays as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::Array;
use arrow::util::display::array_value_to_string;

use super::{clean, passing, with};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::tables::{RowCount, Table};
use crate::workers::Workers;

const GYM: &str = r#"
about: Members of a gym
unit: member
window: [2022-01, 2023-12]
seed: 5
metrics:
  - { name: energy, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [0, 8] }
  - { name: fee, type: amount, polarity: positive, range: [10, 60], decimals: 2 }
segments:
  - { name: keen, count: 120, archetype: "linear(0.3, 0.9)", arrival: { kind: uniform, start: 0, end: 12 } }
  - { name: tired, count: 180, archetype: decline }
connections: [fee 0.4 energy]
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: joined, type: joined_at }
      - { name: left, type: left_at }
facts:
  - name: fct_member
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: member_id, type: ref.dim_member }
      - { name: energy, type: metric.energy }
      - { name: visits, type: metric.visits }
      - { name: fee, type: metric.fee }
      - { name: before, type: "lag.visits:periods:2" }
events:
  - name: evt_visit
    trigger: proportional
    driver: visits
    scale: 1
    columns:
      - { name: visit_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp }
  - name: evt_cancel
    trigger: threshold
    metric: energy
    below: 0.2
    for: 2
    ends: true
    after: 1
    columns:
      - { name: cancel_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
"#;

fn project(text: &str) -> Project {
    Project::Plotsim(Arc::new(Engine::new(Arc::new(clean(text)))))
}

fn table(project: &Project, name: &str, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
    let index = project.names().iter().position(|known| *known == name).expect("a table");
    project.table(index, shard)
}

/// The rows of a table as texts, all columns or some.
fn rows_of(table: &dyn Table, columns: &[usize], threads: usize) -> Vec<Vec<String>> {
    let scan = table.scan(columns, &Workers::new(threads));
    let mut rows = Vec::new();
    for block in 0..table.blocks() {
        let block = scan.block(block);
        for row in 0..block.rows {
            let cell = |array: &Arc<dyn Array>| array_value_to_string(array, row).expect("a value");
            rows.push(block.columns.iter().map(cell).collect());
        }
    }
    rows
}

fn rows(project: &Project, name: &str) -> Vec<Vec<String>> {
    let table = table(project, name, None);
    rows_of(table.as_ref(), &(0..table.columns().len()).collect::<Vec<_>>(), 2)
}

/// Keys of months, from the first of the window.
fn month(key: &str) -> usize {
    let key: usize = key.parse().expect("a date key");
    (key / 10_000 - 2022) * 12 + key / 100 % 100 - 1
}

#[test]
fn rows_end_with_the_event_and_its_grace() {
    let leaving = project(GYM);
    let staying = with(GYM, "    ends: true\n    after: 1\n", "");
    let staying = project(&with(&staying, "      - { name: left, type: left_at }\n", ""));
    let last: BTreeMap<String, usize> =
        rows(&leaving, "evt_cancel").iter().map(|row| (row[1].clone(), month(&row[2]) + 1)).collect();
    assert!(last.len() > 60, "{}", last.len());
    // Who leaves is who would have had the event anyway, at the same time.
    let cancels = |project: &Project| -> BTreeSet<(String, String)> {
        rows(project, "evt_cancel").into_iter().map(|row| (row[1].clone(), row[2].clone())).collect()
    };
    assert_eq!(cancels(&leaving), cancels(&staying));
    // Facts and events lose the later rows, and nothing else changes.
    for (table, date, member, compared) in [("fct_member", 0, 1, 0..6), ("evt_visit", 2, 1, 1..4)] {
        let stays = |row: &Vec<String>| last.get(&row[member]).is_none_or(|last| month(&row[date]) <= *last);
        let expected: Vec<Vec<String>> = rows(&staying, table).into_iter().filter(stays).collect();
        let found = rows(&leaving, table);
        let own = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row[compared.clone()].to_vec()).collect()
        };
        assert_eq!(own(&found), own(&expected), "{table}");
        assert!(rows(&staying, table).len() > found.len() + 300);
    }
    // The dimension says when.
    for row in rows(&leaving, "dim_member") {
        let left = last.get(&row[0]).filter(|last| **last < 24);
        match left {
            None => assert_eq!(row[2], "", "{row:?}"),
            Some(left) => {
                let (year, of_year) = (2022 + left / 12, left % 12 + 1);
                assert!(row[2].starts_with(&format!("{year}-{of_year:02}-")), "{row:?} {left}");
                assert!(["28", "29", "30", "31"].contains(&&row[2][8..]), "{row:?}");
            }
        }
        assert!(row[1].ends_with("-01"), "{row:?}");
    }
    let joined: BTreeMap<String, String> =
        rows(&leaving, "dim_member").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&leaving, "fct_member") {
        first.entry(row[1].clone()).or_insert_with(|| month(&row[0]));
    }
    for (member, first) in first {
        let expected = format!("{}-{:02}-01", 2022 + first / 12, first % 12 + 1);
        assert_eq!(joined[&member], expected, "{member}");
    }
}

#[test]
fn counts_shards_threads_and_traces_agree() {
    let project = project(GYM);
    for name in ["fct_member", "evt_visit", "evt_cancel"] {
        let whole = table(&project, name, None);
        let all: Vec<usize> = (0..whole.columns().len()).collect();
        let expected = rows_of(whole.as_ref(), &all, 1);
        assert_eq!(rows_of(whole.as_ref(), &all, 8), expected, "{name}");
        assert_eq!(rows_of(whole.as_ref(), &[], 1).len(), expected.len(), "{name}");
        let shards: Vec<Vec<String>> = (0..5)
            .flat_map(|shard| rows_of(table(&project, name, Some((shard, 5))).as_ref(), &all, 2))
            .collect();
        assert_eq!(shards, expected, "{name}");
        for column in 0..all.len() {
            let own: Vec<String> = rows_of(whole.as_ref(), &[column], 2).into_iter().flatten().collect();
            let expected: Vec<String> = expected.iter().map(|row| row[column].clone()).collect();
            assert_eq!(own, expected, "{name}");
        }
    }
    let fact = table(&project, "fct_member", None);
    let expected = rows_of(fact.as_ref(), &[1], 1);
    assert!(
        matches!(fact.rows(), RowCount::Exact(rows) if rows == expected.len() as u64),
        "{:?}",
        fact.rows()
    );
    let scan = fact.scan(&[1], &Workers::new(1));
    for row in (0..expected.len()).step_by(97) {
        let (block, place) = fact.find(row as u64, &Workers::new(1)).expect("a row");
        let block = scan.block(block);
        assert_eq!(array_value_to_string(&block.columns[0], place).expect("a value"), expected[row][0]);
    }
    assert!(fact.find(expected.len() as u64, &Workers::new(1)).is_none());
}

#[test]
fn checks_pass() {
    passing(&project(GYM));
}
