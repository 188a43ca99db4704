//! `effects`: attributes that move metrics; and facts per period of the builder form, in which one sees it.

use std::sync::Arc;

use arrow::util::display::array_value_to_string;

use super::{clean, load, passing, with};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::steps::Steps;
use crate::tables::Table;
use crate::workers::Workers;

const GYM: &str = r#"
about: Members of a gym
unit: member
window: [2022-01, 2023-06]
seed: 8
metrics:
  - { name: energy, type: score, polarity: positive }
  - { name: spend, type: amount, polarity: positive, range: [0, 100] }
  - { name: visits, type: amount, polarity: positive, range: [0, 40], follows: energy, delay: 2 }
segments:
  - { name: keen, count: 400, archetype: "linear(0.3, 0.8)", attributes: { plan: [basic, pro], town: Graz } }
  - { name: tired, count: 300, archetype: "flat(0.4)", attributes: { plan: [basic, basic, plus], town: [Graz, Linz] } }
effects:
  plan: { pro: { spend: 1.8 }, plus: { spend: 1.2, visits: 0.5 } }
  town: { Linz: { spend: 0.5 } }
connections: [spend 0.4 energy]
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: tariff, type: pool.plan }
      - { name: town, type: pool.town }
facts:
  - name: fct_member
    metrics: [energy, spend, visits]
    columns: [{ name: date_key, type: ref.dim_date }, { name: member_id, type: ref.dim_member }]
  - name: fct_month
    per: period
    metrics: [spend, visits]
    columns: [{ name: date_key, type: ref.dim_date }]
"#;

fn project(text: &str) -> Project {
    Project::Plotsim(Arc::new(Engine::new(Arc::new(clean(text)))))
}

fn rows(project: &Project, name: &str) -> Vec<Vec<String>> {
    let index = project.names().iter().position(|known| *known == name).expect("a table");
    let table: Arc<dyn Table> = project.table(index, None);
    let scan = table.scan(&(0..table.columns().len()).collect::<Vec<_>>(), &Workers::new(2));
    let mut rows = Vec::new();
    for block in 0..table.blocks() {
        let block = scan.block(block);
        for row in 0..block.rows {
            let cell = |array: &arrow::array::ArrayRef| array_value_to_string(array, row).expect("a value");
            rows.push(block.columns.iter().map(cell).collect());
        }
    }
    rows
}

#[test]
fn means_are_multiplied_by_what_the_dimension_shows() {
    let project = project(GYM);
    let members = rows(&project, "dim_member");
    // By segment, plan and town: values and their sums.
    let mut sums: std::collections::BTreeMap<(bool, String, String), [f64; 3]> =
        std::collections::BTreeMap::new();
    for (row, fact) in rows(&project, "fct_member").iter().enumerate() {
        let member = &members[row / 18];
        assert_eq!(member[0], fact[1]);
        let own = sums.entry((row / 18 < 400, member[1].clone(), member[2].clone())).or_default();
        let number = |column: usize| fact[column].parse::<f64>().expect("a number");
        *own = [own[0] + 1.0, own[1] + number(3), own[2] + number(4)];
    }
    let mean = |keen: bool, plan: &str, town: &str, metric: usize| {
        let own = &sums[&(keen, plan.to_owned(), town.to_owned())];
        own[metric] / own[0]
    };
    // Four standard errors of a ratio of means of 900 and 1,800 values, whose standard deviations are about their means.
    let near = |ratio: f64, expected: f64| {
        assert!(
            (ratio / expected - 1.0).abs() < 4.0 * (1.0f64 / 900.0 + 1.0 / 1800.0).sqrt(),
            "{ratio} {expected}"
        );
    };
    near(mean(true, "pro", "Graz", 1) / mean(true, "basic", "Graz", 1), 1.8);
    near(mean(true, "pro", "Graz", 2) / mean(true, "basic", "Graz", 2), 1.0);
    near(mean(false, "plus", "Graz", 1) / mean(false, "basic", "Graz", 1), 1.2);
    near(mean(false, "plus", "Graz", 2) / mean(false, "basic", "Graz", 2), 0.5);
    near(mean(false, "plus", "Linz", 1) / mean(false, "basic", "Graz", 1), 0.6);
    // Facts per period have the mean of everyone.
    let facts = rows(&project, "fct_member");
    for (period, month) in rows(&project, "fct_month").iter().enumerate() {
        let spend = facts.iter().skip(period).step_by(18).map(|row| row[3].parse::<f64>().expect("a number"));
        let (sum, count) = spend.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        assert_eq!(month[0], facts[period][0]);
        assert!((month[1].parse::<f64>().expect("a number") - sum / count).abs() < 1e-9);
    }
}

#[test]
fn checks_pass_and_expected_correlations_are_those_of_the_rows() {
    let project = project(GYM);
    let checked = passing(&project);
    let Project::Plotsim(engine) = &project else { panic!("a plotsim config") };
    let expected = engine.expected_correlations()[0];
    let pair = &checked.measurements.correlations.as_ref().expect("correlations").pairs[0];
    assert!((pair.achieved - expected).abs() < 0.04, "{} {expected}", pair.achieved);
    for entity in [0, 3, 450, 699] {
        for metric in 0..3 {
            let cells = engine.values(entity..entity + 1, &engine.metrics([metric]));
            let mut steps = Steps::default();
            engine.explain(entity, 7, metric, &mut steps);
            let last = steps.as_slice().last().and_then(|step| step.value);
            assert_eq!(last, Some(cells.value(metric, entity, 7)));
        }
    }
}

/// A bridge of members and classes.
const CLASSES: &str = r#"
  - { name: dim_class, reference: true, count: 12, columns: [{ name: class_id, type: id }, { name: class, type: faker.word }] }
bridges:
  - name: br_class
    left: dim_member
    right: dim_class
    cardinality: [4, 4]
    columns:
      - { name: stars, type: pair.energy }
      - { name: paid, type: pair.spend }
      - { name: usual, type: metric.energy }
facts:
"#;

#[test]
fn pairs_have_values_of_their_own_around_the_entity() {
    let project = project(&with(GYM, "facts:\n", CLASSES.trim_start_matches('\n')));
    let members = rows(&project, "dim_member");
    let pairs = rows(&project, "br_class");
    assert_eq!(pairs.len(), 700 * 4);
    let number = |text: &String| text.parse::<f64>().expect("a number");
    let mut sums = std::collections::BTreeMap::<(bool, &str), (f64, f64, f64)>::new();
    for (row, pair) in pairs.iter().enumerate() {
        let (keen, plan) = (row / 4 < 400, members[row / 4][1].as_str());
        let own = sums.entry((keen, plan)).or_default();
        *own = (own.0 + 1.0, own.1 + number(&pair[2]), own.2 + number(&pair[3]));
    }
    let mean = |keen: bool, plan: &str| {
        let (count, stars, paid) = sums[&(keen, plan)];
        (stars / count, paid / count)
    };
    // Mean positions are 0.55 and 0.4, where scores have their centre within 2 % of the range.
    assert!((mean(true, "basic").0 - 0.55).abs() < 0.03, "{:?}", mean(true, "basic"));
    assert!((mean(false, "basic").0 - 0.4).abs() < 0.03, "{:?}", mean(false, "basic"));
    assert!((mean(true, "pro").1 / mean(true, "basic").1 - 1.8).abs() < 0.25, "{sums:?}");
    let same = pairs.chunk_by(|a, b| a[0] == b[0]).filter(|own| own.iter().all(|pair| pair[2] == own[0][2]));
    assert_eq!(same.count(), 0, "each pair has a draw of its own");
    passing(&project);
}

#[test]
fn whatever_is_wrong_is_found() {
    for (from, to, code) in [
        ("plan: { pro:", "plann: { pro:", "unknown-attribute"),
        ("plan: { pro:", "plan: { prro:", "unknown-value"),
        ("spend: 1.8", "spent: 1.8", "unknown-metric"),
        ("spend: 1.8", "spend: 0", "out-of-range"),
        ("spend: 1.8", "spend: 40", "bad-range"),
        ("spend: 1.8", "spend: 3", "held-at-bound"),
        ("      - { name: tariff, type: pool.plan }\n", "", "unknown-column"),
    ] {
        let (_, findings) = load(&with(GYM, from, to));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [code], "{to}: {findings:?}");
    }
}
