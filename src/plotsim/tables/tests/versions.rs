//! Versioned dimensions: what their rows are, and which of them facts, events and bridges name.

use std::sync::Arc;

use super::fixture::{engine_of, numbers, read};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::tables::{Datum, Interval, Table};
use crate::workers::Workers;

const CLUB: &str = r#"
about: Members of a club
unit: member
window: {start: 2023-01, end: 2024-12, every: monthly}
seed: 5
metrics:
  - {name: usage, type: score, polarity: positive}
  - {name: spend, type: amount, polarity: positive, range: [0, 500]}
segments:
  - {name: risers, count: 60, archetype: growth, spread: {level: 0.15, timing: 0.1}}
  - {name: waves, count: 40, archetype: seasonal, spread: {level: 0.1}}
  - {name: fading, count: 30, archetype: decline, arrival: {kind: uniform, start: 0, end: 9}}
dimensions:
  - name: dim_member
    per: unit
    columns:
      - {name: member_id, type: id}
      - {name: mail, type: faker.email, unique: true}
      - {name: plan, <tier>}
  - {name: dim_class, reference: true, count: 9, columns: [{name: class_id, type: id}]}
  - {name: dim_date, columns: [{name: date_key, type: id}]}
facts:
  - name: fct_month
    columns:
      - {name: date_key, type: ref.dim_date}
      - {name: member_id, type: ref.dim_member}
      - {name: usage, type: metric.usage}
      - {name: spend, type: metric.spend}
events:
  - name: evt_visit
    trigger: proportional
    driver: usage
    scale: 3
    columns:
      - {name: visit_id, type: id}
      - {name: member_id, type: ref.dim_member}
      - {name: date_key, type: ref.dim_date}
bridges:
  - {name: br_class, left: dim_member, right: dim_class, cardinality: [1, 3]}
"#;

const TIERS: &str = "tracks: usage, tiers: [basic, plus, top], at: [0.35, 0.7]";

fn club(tier: &str) -> Arc<Engine> {
    engine_of(&CLUB.replace("<tier>", tier))
}

fn open(engine: &Arc<Engine>, name: &str) -> Arc<dyn Table> {
    let place = engine.config().table(name).expect("the table");
    crate::plotsim::tables::table(engine, place, None)
}

fn columns(table: &dyn Table, names: &[&str]) -> Vec<Vec<String>> {
    let place = |name: &&str| table.columns().iter().position(|column| column.name == **name).expect("it");
    read(table, &names.iter().map(place).collect::<Vec<_>>())
}

/// A row of the dimension.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    member: String,
    tier: String,
    id: u64,
    from: i64,
    to: Option<i64>,
    current: bool,
}

fn rows(engine: &Arc<Engine>) -> Vec<Row> {
    let table = open(engine, "dim_member");
    let all =
        columns(table.as_ref(), &["member_id", "plan", "dim_row_id", "valid_from", "valid_to", "is_current"]);
    let row = |place: usize| Row {
        member: all[0][place].clone(),
        tier: all[1][place].clone(),
        id: all[2][place].parse().expect("a number"),
        from: all[3][place].parse().expect("a day"),
        to: all[4][place].parse().ok(),
        current: all[5][place] == "true",
    };
    (0..all[0].len()).map(row).collect()
}

/// What the rows must be, worked out from positions or values: `falls` is the number of low periods a fall takes.
fn expected(engine: &Arc<Engine>, metric: Option<usize>, at: &[f64], falls: Option<usize>) -> Vec<Row> {
    let all = engine.values(0..engine.entities(), &engine.metrics(metric));
    let names = ["basic", "plus", "top"];
    let key = |period: usize| i64::from(engine.config().time.period(period).expect("a period").date_key);
    let mut rows: Vec<Row> = Vec::new();
    for place in 0..all.starts().len() {
        let values = match metric {
            Some(metric) => &all.metric(metric)[all.active(place)],
            None => &all.positions()[all.active(place)],
        };
        let bands: Vec<usize> =
            values.iter().map(|value| at.iter().filter(|begin| value >= begin).count()).collect();
        let mut tiers = vec![bands[0]];
        for period in 1..bands.len() {
            let tier = tiers[period - 1];
            let low = |falls: usize| {
                // The stay began this many periods ago; a fall looks at no more than that.
                let stay = tiers.iter().rev().take_while(|other| **other == tier).count();
                stay >= falls && bands[period + 1 - falls..=period].iter().all(|band| *band < tier)
            };
            tiers.push(match falls {
                _ if bands[period] > tier => bands[period],
                Some(falls) if period + 1 >= falls && low(falls) => bands[period],
                _ => tier,
            });
        }
        let start = all.starts()[place];
        for (period, tier) in tiers.iter().enumerate() {
            if period > 0 && tiers[period - 1] == *tier {
                continue;
            }
            if period > 0 {
                let before = rows.last_mut().expect("a row of the entity");
                (before.to, before.current) = (Some(key(start + period)), false);
            }
            rows.push(Row {
                member: format!("m-{:03}", place + 1),
                tier: names[*tier].to_owned(),
                id: rows.len() as u64 + 1,
                from: key(start + period),
                to: Some(99_991_231),
                current: true,
            });
        }
    }
    rows
}

#[test]
fn tiers_follow_positions_and_only_rise() {
    let engine = club(&format!("type: scd, {TIERS}"));
    let found = rows(&engine);
    assert_eq!(found, expected(&engine, None, &[0.35, 0.7], None));
    assert!(found.len() > 200 && found.iter().filter(|row| row.current).count() == 130);
    // Those who begin late have no version before, and those who fall stay where they were.
    assert!(found.iter().filter(|row| row.member.as_str() > "m-100").all(|row| row.current));
    let from_the_lowest = "tracks: usage, tiers: [basic, plus, top], at: [0, 0.35, 0.7]";
    assert_eq!(rows(&club(&format!("type: scd, {from_the_lowest}"))), found);
}

#[test]
fn tiers_may_fall_at_once_or_after_some_periods() {
    for (keys, falls) in [("direction: both", 1), ("direction: both, hold: 3", 3)] {
        let engine = club(&format!("type: scd, {TIERS}, {keys}"));
        let found = rows(&engine);
        assert_eq!(found, expected(&engine, None, &[0.35, 0.7], Some(falls)), "{keys}");
        assert!(found.iter().any(|row| row.member == "m-110" && !row.current), "who fades falls");
    }
}

#[test]
fn tiers_may_follow_the_values_of_the_metric() {
    let at = "at: [60, 200], by: metric, direction: both";
    let engine = club(&format!("type: scd, tracks: spend, tiers: [basic, plus, top], {at}"));
    assert_eq!(rows(&engine), expected(&engine, Some(1), &[60.0, 200.0], Some(1)));
}

#[test]
fn the_last_version_may_have_no_end() {
    let engine = club(&format!("type: scd, {TIERS}, open_end: null"));
    let found = rows(&engine);
    assert!(found.iter().all(|row| row.to.is_none() == row.current));
}

#[test]
fn the_other_columns_are_those_of_the_entity() {
    let plain = club("type: static.x");
    let engine = club(&format!("type: scd, {TIERS}"));
    let mails = columns(open(&plain, "dim_member").as_ref(), &["member_id", "mail"]);
    let versions = columns(open(&engine, "dim_member").as_ref(), &["member_id", "mail"]);
    for (member, mail) in versions[0].iter().zip(&versions[1]) {
        let place = mails[0].iter().position(|own| own == member).expect("a member");
        assert_eq!(*mail, mails[1][place]);
    }
    for name in ["fct_month", "evt_visit"] {
        let own = ["member_id", "date_key"];
        assert_eq!(
            columns(open(&plain, name).as_ref(), &own),
            columns(open(&engine, name).as_ref(), &own),
            "{name}"
        );
    }
}

#[test]
fn facts_and_events_name_the_version_of_their_period_and_bridges_the_last() {
    for keys in ["", ", direction: both, hold: 2"] {
        let engine = club(&format!("type: scd, {TIERS}{keys}"));
        let dim = rows(&engine);
        for name in ["fct_month", "evt_visit"] {
            let table = open(&engine, name);
            assert_eq!(table.columns().last().map(|column| column.name.as_str()), Some("dim_row_id"));
            let found = columns(table.as_ref(), &["member_id", "date_key", "dim_row_id"]);
            assert!(found[0].len() > 1000);
            for row in 0..found[0].len() {
                let version = &dim[found[2][row].parse::<usize>().expect("a number") - 1];
                let day: i64 = found[1][row].parse().expect("a day");
                assert_eq!(version.member, found[0][row]);
                assert!(version.from <= day && version.to.is_none_or(|to| day < to));
            }
        }
        let bridge = open(&engine, "br_class");
        let lefts = columns(bridge.as_ref(), &["member_dim_row_id"]).remove(0);
        assert!(lefts.iter().all(|id| dim[id.parse::<usize>().expect("a number") - 1].current));
    }
}

#[test]
fn rows_are_the_same_however_they_are_read() {
    let engine = club(&format!("type: scd, {TIERS}, direction: both"));
    for name in ["dim_member", "fct_month"] {
        let place = engine.config().table(name).expect("the table");
        let whole = open(&engine, name);
        let every: Vec<usize> = (0..whole.columns().len()).collect();
        let all = read(whole.as_ref(), &every);
        for column in every.iter().rev() {
            // Another engine has counted nothing yet.
            let fresh = club(&format!("type: scd, {TIERS}, direction: both"));
            assert_eq!(read(open(&fresh, name).as_ref(), &[*column])[0], all[*column], "{name} {column}");
        }
        let mut joined: Vec<Vec<String>> = vec![Vec::new(); every.len()];
        for shard in (0..5).rev() {
            let part = crate::plotsim::tables::table(&engine, place, Some((shard, 5)));
            for (joined, part) in joined.iter_mut().zip(read(part.as_ref(), &every)) {
                joined.splice(0..0, part);
            }
        }
        assert_eq!(joined, all, "{name}");
        let scan = whole.scan(&every, &Workers::new(8));
        let blocks: Vec<u64> = (0..whole.blocks()).rev().collect();
        let workers = Workers::new(8);
        let texts = std::sync::Mutex::new(std::collections::BTreeMap::new());
        workers
            .each(blocks.len() as u64, |piece| {
                let block = blocks[piece as usize];
                let text = format!("{:?}", scan.block(block).columns);
                texts.lock().expect("no panic").insert(block, text);
            })
            .expect("nobody stops");
        let single = whole.scan(&every, &Workers::single());
        for (block, text) in texts.into_inner().expect("no panic") {
            assert_eq!(text, format!("{:?}", single.block(block).columns));
        }
    }
}

#[test]
fn rows_are_found_by_number_and_key() {
    let engine = club(&format!("type: scd, {TIERS}, direction: both"));
    let table = open(&engine, "dim_member");
    let id = table.columns().iter().position(|column| column.name == "dim_row_id").expect("it");
    let ids = numbers(table.as_ref(), id);
    let workers = Workers::single();
    let scan = table.scan(&[id], &workers);
    for row in [0, 1, 57, ids.len() - 1] {
        let (block, place) = table.find(row as u64, &workers).expect("a row");
        let shown = format!("{:?}", scan.block(block).columns[0].slice(place, 1));
        assert!(shown.contains(&format!("{}", row + 1)), "{row}: {shown}");
        let exactly = Some(Datum::Whole(row as i64 + 1));
        let blocks = table.prune(id, &Interval { low: exactly.clone(), high: exactly }).expect("it tells");
        assert!(blocks.into_ranges().into_iter().flatten().any(|own| own == block));
    }
    assert_eq!(table.find(ids.len() as u64, &workers), None);
    let exactly = Some(Datum::Text("m-077".to_owned()));
    let blocks = table.prune(0, &Interval { low: exactly.clone(), high: exactly }).expect("it tells");
    let held: Vec<u64> = blocks.into_ranges().into_iter().flatten().collect();
    let own = rows(&engine).iter().position(|row| row.member == "m-077").expect("a member");
    let (block, _) = table.find(own as u64, &workers).expect("a row");
    assert_eq!(held, [block]);
}

#[test]
fn checks_agree() {
    for keys in ["", ", direction: both, hold: 2, open_end: null"] {
        let engine = club(&format!("type: scd, {TIERS}{keys}"));
        let checked = crate::checks::run(&Project::Plotsim(engine), &Workers::new(2)).expect("nobody stops");
        let bad = checked.outcomes.iter().filter(|outcome| outcome.status.is_bad());
        assert_eq!(bad.map(|outcome| outcome.line()).collect::<Vec<_>>(), Vec::<String>::new());
        let scd = checked.outcomes.iter().filter(|outcome| outcome.check == "scd_integrity");
        let tables: Vec<_> = scd.filter_map(|outcome| outcome.table.as_deref()).collect();
        assert_eq!(tables, ["dim_member", "fct_month", "evt_visit"]);
    }
}
