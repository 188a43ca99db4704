//! Reference dimensions whose rows are written out, and which of their rows others name.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::AsArray;

use super::{ENGINE, clean, columns, expect_all, load, table, with};
use crate::config::finding::Severity::{Error, Warning};
use crate::plotsim::model::{Pick, Same, SharedBy, Weights};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::table as open;
use crate::tables::text::decoded;
use crate::workers::Workers;

const SCHOOL: &str = r#"
about: Pupils and their tutors
unit: pupil
window: { start: 2024-01, end: 2024-12, every: monthly }
seed: 4
metrics:
  - { name: marks, type: score, polarity: positive }
  - { name: lessons, type: count, polarity: positive, range: [1, 6] }
segments:
  - { name: eager, count: 3000, archetype: growth }
  - { name: idle, count: 2000, archetype: decline }
dimensions:
  - name: dim_country
    rows:
      - { country_id: AT, country: Austria }
      - { country_id: IT, country: Italy }
  - name: dim_school
    rows:
      - { school_id: s1, town: Graz, country_id: AT, pupils: 300 }
      - { school_id: s2, town: Linz, country_id: AT, pupils: 100 }
      - { country_id: IT, school_id: s3, town: null, pupils: 50 }
    columns:
      - { name: country_id, type: ref.dim_country }
      - { name: motto, type: faker.word }
  - name: dim_plan
    rows: [{ plan: Basic, price: 9 }, { plan: Pro, price: 29.5 }]
    columns: [{ name: plan_id, type: id }]
  - name: dim_tutor
    reference: true
    count: 12
    columns:
      - { name: tutor_id, type: id }
      - { name: school_id, type: ref.dim_school }
      - { name: years, type: "static.1,2,3" }
  - name: dim_pupil
    per: unit
    columns:
      - { name: pupil_id, type: id }
      - { name: school_id, type: ref.dim_school, weight: pupils }
      - { name: tutor_id, type: ref.dim_tutor, same: school_id, weight: years }
      - { name: plan_id, type: ref.dim_plan, weights: { plan-001: 1, plan-002: 3 } }
events:
  - name: evt_lesson
    trigger: proportional
    driver: lessons
    scale: 1
    columns:
      - { name: lesson_id, type: id }
      - { name: pupil_id, type: ref.dim_pupil }
      - { name: date_key, type: ref.dim_date }
      - { name: tutor_id, type: ref.dim_tutor, same: school_id }
"#;

/// The rows of a table as texts, by the names of the columns.
fn rows(engine: &Arc<Engine>, table: &str, shards: u64) -> BTreeMap<String, Vec<String>> {
    let index = engine.config().table(table).expect("the table");
    let names: Vec<String> =
        engine.config().tables[index].columns.iter().map(|own| own.name.clone()).collect();
    let mut all: BTreeMap<String, Vec<String>> =
        names.iter().map(|name| (name.clone(), Vec::new())).collect();
    for shard in 0..shards {
        let table = open(engine, index, (shards > 1).then_some((shard, shards)));
        let scan = table.scan(&(0..names.len()).collect::<Vec<_>>(), &Workers::single());
        for block in 0..table.blocks() {
            for (name, array) in names.iter().zip(scan.block(block).columns) {
                let array = crate::expressions::written(&decoded(array));
                let texts = array.as_string::<i32>().iter().map(|text| text.unwrap_or("NULL").to_owned());
                all.get_mut(name).expect("a column").extend(texts);
            }
        }
    }
    all
}

fn engine(text: &str) -> Arc<Engine> {
    Arc::new(Engine::new(Arc::new(clean(text))))
}

fn count<'v>(values: &'v [String]) -> BTreeMap<&'v str, f64> {
    let mut counts: BTreeMap<&'v str, f64> = BTreeMap::new();
    values.iter().for_each(|value| *counts.entry(value).or_default() += 1.0);
    counts
}

/// Pearson's statistic of counts against weights.
fn chi_square(values: &[String], weights: &[(&str, f64)]) -> f64 {
    let counts = count(values);
    assert!(counts.keys().all(|key| weights.iter().any(|(name, _)| name == key)), "{counts:?}");
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let part = |(name, weight): &(&str, f64)| {
        let (seen, expected) =
            (counts.get(name).copied().unwrap_or(0.0), values.len() as f64 * weight / total);
        (seen - expected) * (seen - expected) / expected
    };
    weights.iter().map(part).sum()
}

#[test]
fn rows_stand_as_they_are_written() {
    let engine = engine(SCHOOL);
    let schools = rows(&engine, "dim_school", 1);
    assert_eq!(schools["school_id"], ["s1", "s2", "s3"]);
    assert_eq!(schools["town"], ["Graz", "Linz", "NULL"]);
    assert_eq!(schools["country_id"], ["AT", "AT", "IT"]);
    assert_eq!(schools["pupils"], ["300", "100", "50"]);
    assert_eq!(schools["motto"].len(), 3);
    let plans = rows(&engine, "dim_plan", 1);
    assert_eq!(
        (plans["plan_id"].as_slice(), plans["price"].as_slice()),
        (&["plan-001".to_owned(), "plan-002".to_owned()][..], &["9.0".to_owned(), "29.5".to_owned()][..])
    );
}

#[test]
fn references_follow_their_weights() {
    let pupils = rows(&engine(SCHOOL), "dim_pupil", 1);
    // Quantiles of χ² with 2 and 1 degrees of freedom, one in a hundred thousand.
    assert!(chi_square(&pupils["school_id"], &[("s1", 300.0), ("s2", 100.0), ("s3", 50.0)]) < 23.03);
    assert!(chi_square(&pupils["plan_id"], &[("plan-001", 1.0), ("plan-002", 3.0)]) < 19.52);
}

#[test]
fn who_is_named_shares_the_value_of_the_row_or_its_entity() {
    let engine = engine(SCHOOL);
    let tutors = rows(&engine, "dim_tutor", 1);
    let school: BTreeMap<&str, &str> = tutors["tutor_id"]
        .iter()
        .map(String::as_str)
        .zip(tutors["school_id"].iter().map(String::as_str))
        .collect();
    let pupils = rows(&engine, "dim_pupil", 1);
    let of_pupil: BTreeMap<&str, &str> = pupils["pupil_id"]
        .iter()
        .map(String::as_str)
        .zip(pupils["school_id"].iter().map(String::as_str))
        .collect();
    for (tutor, own) in pupils["tutor_id"].iter().zip(&pupils["school_id"]) {
        match school.get(tutor.as_str()) {
            Some(theirs) => assert_eq!(theirs, own),
            None => assert!(tutor == "NULL" && !tutors["school_id"].contains(own), "{tutor} {own}"),
        }
    }
    // Among the tutors of a school, years are weights.
    let first = "s1";
    let years = |tutor: &str| {
        let place = tutors["tutor_id"].iter().position(|own| own == tutor).expect("a tutor");
        tutors["years"][place].parse::<f64>().expect("a number")
    };
    let own: Vec<String> = pupils["tutor_id"]
        .iter()
        .filter(|tutor| school.get(tutor.as_str()) == Some(&first))
        .cloned()
        .collect();
    let names: Vec<&str> = school.iter().filter(|(_, own)| **own == first).map(|(tutor, _)| *tutor).collect();
    let weights: Vec<(&str, f64)> = names.iter().map(|tutor| (*tutor, years(tutor))).collect();
    assert!(names.len() > 1 && chi_square(&own, &weights) < 40.0, "{weights:?}");

    let lessons = rows(&engine, "evt_lesson", 1);
    for (tutor, pupil) in lessons["tutor_id"].iter().zip(&lessons["pupil_id"]) {
        assert!(tutor == "NULL" || school[tutor.as_str()] == of_pupil[pupil.as_str()], "{tutor} {pupil}");
    }
    assert!(count(&lessons["tutor_id"]).len() > 8);
}

#[test]
fn shards_show_what_the_whole_shows() {
    let engine = engine(SCHOOL);
    for table in ["dim_school", "dim_pupil", "evt_lesson"] {
        assert_eq!(rows(&engine, table, 5), rows(&engine, table, 1), "{table}");
    }
}

#[test]
fn what_does_not_fit_is_told_at_its_place() {
    let mistakes = [
        ("country_id: AT, pupils: 300", "country_id: §DE, pupils: 300", "unknown-key-value"),
        ("country_id: AT, pupils: 300", "country_id: §null, pupils: 300", "unknown-key-value"),
        ("{ country_id: IT, school_id: s3", "§{ countryid: IT, school_id: s3", "different-fields"),
        ("{ name: motto, type: faker.word }", "{ name: town, type: §faker.word }", "conflicting-keys"),
        ("weight: pupils", "weight: §pupil", "unknown-column"),
        ("weight: pupils", "weight: §town", "wrong-type"),
        ("weight: pupils", "weight: §pupils, weights: { s1: 1 }", "conflicting-keys"),
        (
            "weights: { plan-001: 1, plan-002: 3 }",
            "weights: { plan-001: 1, plan-003: §3 }",
            "unknown-key-value",
        ),
        ("same: school_id }\n", "same: §schoolid }\n", "unknown-column"),
        ("same: school_id }\n", "same: §tutor_id }\n", "self-reference"),
        ("{ country_id: AT, country: Austria }", "{ country_id: IT, country: Austria }", ""),
        ("    rows: [{ plan: Basic", "    reference: true\n    count: §3\n    rows: [{ plan: Basic", ""),
    ];
    expect_all(SCHOOL, Error, &mistakes[..10]);
    let (_, findings) = load(&with(SCHOOL, mistakes[10].0, mistakes[10].1));
    assert!(findings.iter().any(|found| found.code == "repeated-value"), "{findings:?}");
    let (_, findings) = load(&with(SCHOOL, mistakes[11].0, &mistakes[11].1.replace('§', "")));
    assert!(findings.iter().any(|found| found.code == "conflicting-keys"), "{findings:?}");
    // What is wrong with one table is told once, whoever names its rows.
    for (from, to) in [
        ("{ country_id: IT, country: Italy }", "{ country_id: 7, country: Italy }"),
        (
            "school_id, type: ref.dim_school, weight: pupils",
            "school_id, type: ref.dim_school, weights: { s1: 0 }",
        ),
    ] {
        let (_, findings) = load(&with(SCHOOL, from, to));
        assert_eq!(findings.len(), 1, "{findings:?}");
    }
    // Tutors of the tutors of their own school.
    let circle = with(
        SCHOOL,
        "{ name: school_id, type: ref.dim_school }",
        "{ name: school_id, type: ref.dim_school, same: school_id }",
    );
    let (model, findings) = load(&circle);
    assert!(model.is_none(), "{findings:?}");
    let unusual =
        [("{ name: motto, type: faker.word }", "{ name: motto, type: §\"static.a,b,c,d\" }", "no-effect")];
    expect_all(SCHOOL, Warning, &unusual);
}

#[test]
fn the_engine_form_has_the_same_lookups() {
    let listed = with(
        ENGINE,
        "    columns:\n      - {name: region_id, dtype: id, source: pk}\n      - {name: region, dtype: string, source: \"static:north,south\"}\n",
        "    rows: [{region_id: r-001, region: north, share: 3}, {region_id: r-002, region: south, share: 0.5}]\n    columns: [{name: region_id, dtype: id, source: pk}, {name: motto, dtype: string, source: \"generated:faker.word\"}]\n",
    );
    let weighed =
        with(&listed, "distribution: {weights: {r-001: 3, r-002: 1}}", "distribution: {weight: share}");
    let model = clean(&weighed);
    let region = table(&model, "dim_region");
    assert_eq!(columns(region), ["region_id", "region", "share", "motto"]);
    let key = &table(&model, "dim_branch").foreign_keys().next().expect("a key").1.pick;
    assert_eq!(*key, Pick::Any(Weights::ByRow(vec![(0, 3.0), (1, 0.5)])));
    // Clerks of the region of their branch.
    let shared = with(
        &weighed,
        "      - {name: branch_id, dtype: id, source: \"fk:dim_branch.branch_id\"}\n      - {name: hired",
        "      - {name: branch_id, dtype: id, source: \"fk:dim_branch.branch_id\"}\n      - {name: home, dtype: id, source: \"fk:dim_region.region_id\", same: region_id}\n      - {name: hired",
    );
    let model = clean(&shared);
    let own = (
        model.table("dim_branch").expect("a table"),
        table(&model, "dim_branch").column("region_id").expect("a column"),
    );
    let found =
        table(&model, "dim_clerk").foreign_keys().map(|(_, key)| key.pick.clone()).collect::<Vec<_>>();
    let same =
        Same { column: 0, own: SharedBy::Entity { table: own.0, column: own.1 }, weights: Weights::Uniform };
    assert!(found.contains(&Pick::Same(same)), "{found:?}");
    let clerks = rows(&Arc::new(Engine::new(Arc::new(model))), "dim_clerk", 1);
    assert!(clerks["home"].iter().all(|home| home.starts_with("r-00")));
    expect_all(
        ENGINE,
        Error,
        &[
            ("    grain: per_entity\n", "    grain: per_entity\n    rows: §[{a: 1}]\n", "wrong-place"),
            (
                "distribution: {weights: {r-001: 3, r-002: 1}}",
                "distribution: {weight: §share}",
                "unknown-column",
            ),
            ("distribution: {weights: {r-001: 3, r-002: 1}}", "distribution: §{}", "missing-key"),
        ],
    );
}
