//! Tables with faults, and what their answer key says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fixture::{project, read, read_block, rows_of};
use crate::config::Overrides;
use crate::plotsim::tables::faults::AnswerKey;
use crate::project::Project;
use crate::workers::Workers;

const GYM: &str = "
about: Members of a gym
unit: member
window: [2023-01, 2024-06]
metrics:
  - { name: visits, type: count, polarity: positive, range: [0, 12] }
  - { name: spend, type: amount, polarity: positive, range: [1, 90] }
segments:
  - { name: regular, count: 400, archetype: growth, arrival: { kind: uniform, start: 0, end: 16 } }
  - { name: leaving, count: 200, archetype: decline }
facts: wide
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

fn gym(issues: &str) -> Project {
    project(&format!("{GYM}quality: [{issues}]\n"))
}

fn place(project: &Project, name: &str) -> usize {
    project.names().iter().position(|known| *known == name).unwrap()
}

fn faulty(project: &Project, name: &str) -> Vec<Vec<String>> {
    rows_of(&*project.table(place(project, name), None))
}

fn clean(project: &Project, name: &str) -> Vec<Vec<String>> {
    rows_of(&*project.clean(place(project, name), None))
}

/// The answer key: issue, column, row, key, clean and dirty value.
fn key(project: &Project) -> Vec<Vec<String>> {
    let Project::Plotsim(engine) = project else { panic!("a plotsim config") };
    rows_of(&AnswerKey::new(Arc::clone(engine)))
}

fn column(project: &Project, table: &str, name: &str) -> usize {
    let table = project.table(place(project, table), None);
    table.columns().iter().position(|column| column.name == name).unwrap()
}

/// Whether so many of `n` are within four standard deviations of a rate.
fn near(hit: usize, n: usize, rate: f64) -> bool {
    (hit as f64 - n as f64 * rate).abs() <= 4.0 * (n as f64 * rate * (1.0 - rate)).sqrt() + 0.5
}

#[test]
fn values_differ_where_the_key_says_and_nowhere_else() {
    let project = gym("
      { table: fct_member, issue: null_injection, rate: 0.05, column: visits },
      { table: fct_member, issue: schema_drift, rate: 0.1, column: spend },
      { table: evt_visit, issue: null_injection, rate: 0.02, column: at }");
    let answers = key(&project);
    for (table, own) in [("fct_member", ["visits", "spend"].as_slice()), ("evt_visit", &["at"])] {
        let (before, after) = (clean(&project, table), faulty(&project, table));
        assert_eq!(before.len(), after.len());
        let told: BTreeSet<(usize, String)> = answers
            .iter()
            .filter(|answer| answer[2] == table)
            .map(|answer| (answer[4].parse().unwrap(), answer[3].clone()))
            .collect();
        let mut found = BTreeSet::new();
        for name in own {
            let at = column(&project, table, name);
            for (row, (before, after)) in before.iter().zip(&after).enumerate() {
                if before[at] != after[at] {
                    assert_eq!(after[at], "NULL");
                    found.insert((row, (*name).to_owned()));
                }
            }
        }
        assert_eq!(found, told);
        // The columns that nothing hits are as they were.
        assert!(before.iter().zip(&after).all(|(before, after)| before[..2] == after[..2]));
    }
    let (before, after) = (clean(&project, "fct_member"), faulty(&project, "fct_member"));
    let nulls = |rows: &[Vec<String>], at: usize| rows.iter().filter(|row| row[at] == "NULL").count();
    assert!(near(nulls(&after, 2), before.len(), 0.05), "{} of {}", nulls(&after, 2), before.len());
    assert!(near(nulls(&after, 3), before.len(), 0.1));
    // What moved is in the new column, to the bit.
    let moved = column(&project, "fct_member", "spend_v2");
    for (before, after) in before.iter().zip(&after) {
        let (value, other) = (&after[3], &after[moved]);
        assert!(*value == before[3] && other == "NULL" || value == "NULL" && *other == before[3]);
    }
}

#[test]
fn copies_follow_their_originals_or_stand_at_the_end() {
    for place in ["next", "end"] {
        let project =
            gym(&format!("{{ table: evt_visit, issue: duplicate_rows, rate: 0.05, place: {place} }}"));
        let (before, after) = (clean(&project, "evt_visit"), faulty(&project, "evt_visit"));
        let answers = key(&project);
        assert_eq!(after.len(), before.len() + answers.len());
        assert!(near(answers.len(), before.len(), 0.05));
        let copies: BTreeMap<usize, &str> =
            answers.iter().map(|answer| (answer[4].parse().unwrap(), answer[5].as_str())).collect();
        let originals: Vec<&Vec<String>> = after
            .iter()
            .enumerate()
            .filter(|(row, _)| !copies.contains_key(row))
            .map(|(_, row)| row)
            .collect();
        assert!(originals.iter().zip(&before).all(|(after, before)| *after == before));
        for (row, id) in copies {
            assert_eq!(after[row][0], id);
            match place {
                "next" => assert_eq!(after[row], after[row - 1]),
                _ => assert!(row >= before.len()),
            }
        }
    }
}

#[test]
fn a_copy_is_hit_on_its_own() {
    let project = gym("
      { table: fct_member, issue: duplicate_rows, rate: 0.5 },
      { table: fct_member, issue: null_injection, rate: 0.5, column: spend }");
    let after = faulty(&project, "fct_member");
    let pairs = after.windows(2).filter(|pair| pair[0][..2] == pair[1][..2]);
    let (mut pairs_seen, mut differ) = (0, 0);
    for pair in pairs {
        pairs_seen += 1;
        differ += usize::from((pair[0][3] == "NULL") != (pair[1][3] == "NULL"));
    }
    assert!(near(differ, pairs_seen, 0.5), "{differ} of {pairs_seen}");
}

#[test]
fn spikes_and_drops_hit_their_periods_alone() {
    let project = gym("
      { table: fct_member, issue: volume_anomaly, mode: spike, rate: 0.5, period: 3 },
      { table: fct_member, issue: volume_anomaly, mode: drop, rate: 0.25, periods: [5, 6] }");
    let count = |rows: &[Vec<String>]| {
        let mut periods: BTreeMap<String, usize> = BTreeMap::new();
        rows.iter().for_each(|row| *periods.entry(row[0].clone()).or_default() += 1);
        periods.into_values().collect::<Vec<_>>()
    };
    let (before, after) = (count(&clean(&project, "fct_member")), count(&faulty(&project, "fct_member")));
    for (period, (before, after)) in before.iter().zip(&after).enumerate() {
        match period {
            3 => assert!(near(after - before, *before, 0.5)),
            5 | 6 => assert!(near(before - after, *before, 0.25)),
            _ => assert_eq!(before, after),
        }
    }
    // Rows that are missing have a key and no number.
    let answers = key(&project);
    let gone: Vec<_> = answers.iter().filter(|answer| answer[4] == "NULL").collect();
    assert_eq!(gone.len(), before[5] + before[6] - after[5] - after[6]);
    assert!(gone.iter().all(|answer| answer[0] == "1" && answer[5].contains(',')));
}

#[test]
fn an_exact_issue_hits_as_many_rows_as_its_rate_says() {
    for (rate, table) in [(0.03, "fct_member"), (0.5, "fct_member"), (0.001, "evt_visit"), (1.0, "evt_visit")]
    {
        let project = gym(&format!("{{ table: {table}, issue: duplicate_rows, rate: {rate}, exact: true }}"));
        let rows = clean(&project, table).len();
        let hit = faulty(&project, table).len() - rows;
        assert_eq!(hit, (rows as f64 * rate).round() as usize, "{rate} of {rows}");
    }
}

#[test]
fn mistyped_columns_are_text_and_say_every_other_value() {
    let project = gym("{ table: fct_member, issue: type_mismatch, rate: 0.1, column: [visits, spend] }");
    let (before, after) = (clean(&project, "fct_member"), faulty(&project, "fct_member"));
    let table = project.table(place(&project, "fct_member"), None);
    assert_eq!(table.columns()[3].kind.sql(), "VARCHAR");
    let mut hit = 0;
    for (before, after) in before.iter().zip(&after) {
        match after[3].parse::<f64>() {
            Ok(number) => assert_eq!(format!("{:x}", number.to_bits()), before[3]),
            Err(_) if after[3] == " 7 " || after[3] == "12,5" => hit += 1,
            Err(_) => {
                assert!(["N/A", "-", "unknown"].contains(&after[3].as_str()), "{}", after[3]);
                hit += 1;
            }
        }
    }
    assert!(near(hit, before.len(), 0.1));
}

#[test]
fn late_rows_say_when_they_came_in() {
    let project = gym("{ table: fct_member, issue: late_arrival, rate: 0.2 }");
    let after = faulty(&project, "fct_member");
    let (period, date) =
        (column(&project, "fct_member", "_arrival_period"), column(&project, "fct_member", "_arrival_date"));
    let month = |text: &str| text[..4].parse::<i32>().unwrap() * 12 + text[5..7].parse::<i32>().unwrap();
    let mut delays = [0; 6];
    for row in after.iter().filter(|row| row[period] != "NULL") {
        let own = row[0][..4].parse::<i32>().unwrap() * 12 + row[0][4..6].parse::<i32>().unwrap();
        delays[(month(&row[period]) - own) as usize] += 1;
        assert_eq!(row[date][..7], row[period]);
    }
    let late: usize = delays.iter().sum();
    assert!(near(late, after.len(), 0.2));
    assert!(delays[0] == 0 && delays[1..].iter().all(|count| near(*count, late, 0.2)), "{delays:?}");
    // Some come in after the window has ended.
    assert!(after.iter().any(|row| row[period] == "2024-11"));
}

#[test]
fn shards_projections_and_threads_make_the_same_faults() {
    let project = gym("
      { table: fct_member, issue: type_mismatch, rate: 0.1, column: visits, exact: true },
      { table: fct_member, issue: duplicate_rows, rate: 0.1, place: end },
      { table: fct_member, issue: volume_anomaly, mode: spike, rate: 0.3, period: 2 },
      { table: fct_member, issue: late_arrival, rate: 0.1 },
      { table: evt_visit, issue: null_injection, rate: 0.1, column: \"*\" },
      { table: evt_visit, issue: duplicate_rows, rate: 0.1, exact: true },
      { table: evt_visit, issue: volume_anomaly, mode: drop, rate: 0.3, periods: [4, 5] }");
    for name in ["fct_member", "evt_visit"] {
        let whole = faulty(&project, name);
        let table = project.table(place(&project, name), None);
        let mut joined = Vec::new();
        for shard in 0..5 {
            joined.extend(rows_of(&*project.table(place(&project, name), Some((shard, 5)))));
        }
        assert!(joined == whole, "shards of {name}");
        for column in 0..table.columns().len() {
            let alone = read(&*table, &[column]).remove(0);
            assert!(alone.iter().zip(&whole).all(|(alone, row)| *alone == row[column]), "{name} {column}");
        }
        // Blocks backwards, and each row found where it is.
        let workers = Workers::new(8);
        let all: Vec<usize> = (0..table.columns().len()).collect();
        let scan = table.scan(&all, &workers);
        let mut backwards: Vec<Vec<String>> = (0..table.blocks())
            .rev()
            .map(|block| scan.block(block).columns.first().map(read_block).unwrap_or_default())
            .collect();
        backwards.reverse();
        let first: Vec<String> = whole.iter().map(|row| row[0].clone()).collect();
        assert!(backwards.concat() == first);
        for row in [0, 7, whole.len() / 2, whole.len() - 1] {
            let (block, at) = table.find(row as u64, &workers).unwrap();
            let found: Vec<String> =
                scan.block(block).columns.iter().map(|array| read_block(array)[at].clone()).collect();
            assert_eq!(found, whole[row]);
            assert_eq!(table.explain(block, at).columns.len(), all.len());
        }
        assert_eq!(table.find(whole.len() as u64, &workers), None);
        assert_eq!(table.scan(&[], &workers).block(0).rows, scan.block(0).rows);
    }
    assert_eq!(key(&project), key(&project));
}

#[test]
fn other_issues_leave_an_issue_alone_and_another_offset_moves_it() {
    let nulls = |issues: &str| {
        let project = gym(issues);
        faulty(&project, "fct_member").iter().map(|row| row[3] == "NULL").collect::<Vec<bool>>()
    };
    let alone = nulls("{ table: fct_member, issue: null_injection, rate: 0.1, column: spend }");
    let with = nulls(
        "
      { table: fct_member, issue: null_injection, rate: 0.1, column: spend },
      { table: evt_visit, issue: duplicate_rows, rate: 0.1 }",
    );
    let other =
        nulls("{ table: fct_member, issue: null_injection, rate: 0.1, column: spend, seed_offset: 1 }");
    assert!(alone == with && alone != other);
}

#[test]
fn changed_rows_say_so() {
    let text = GYM.replace(
        "facts: wide",
        "facts:
  - name: fct_member
    cdc: true
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: member_id, type: ref.dim_member }
      - { name: visits, type: metric.visits }",
    );
    let issues = "quality: [{ table: fct_member, issue: null_injection, rate: 0.1, column: visits }]\n";
    let (project, _) = Project::read("test", &format!("{text}{issues}"), Overrides::default()).unwrap();
    let after = faulty(&project, "fct_member");
    assert!(after.iter().any(|row| row[5] == "U") && after.iter().any(|row| row[5] == "I"));
    for row in &after {
        assert_eq!(row[2] == "NULL", row[5] == "U");
        assert!(row[5] == "U" || row[3] == row[4]);
        assert!(row[4] >= row[3]);
        assert!(row[5] == "I" || row[4] > row[3] || row[3] == "2024-06");
    }
    assert!(clean(&project, "fct_member").iter().all(|row| row[5] == "I"));
}
