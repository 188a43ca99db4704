use arrow::array::AsArray;
use arrow::datatypes::Float64Type;

use super::*;
use crate::config::Overrides;

const GYM: &str = "
about: 'A <gym>'
unit: member
window: { start: 2024-01, end: 2025-12, every: monthly }
seed: 7
metrics:
  - { name: energy, type: score, polarity: positive }
  - { name: spend, label: 'Spend (USD)', type: amount, polarity: positive, range: [10, 120] }
segments:
  - { name: regulars, count: 300, archetype: growth }
  - { name: left, label: 'left & gone', count: 40, archetype: 'growth > decline @ 8', treatment: { fraction: 0.5, lift_log_odds: 1.2, start_period: 6, treatment_label: coach, control_label: alone } }
";

fn project(yaml: &str) -> Project {
    Project::read("test", yaml, Overrides::default()).unwrap_or_else(|findings| panic!("{findings}")).0
}

fn drawn(of: Option<&str>, theme: Theme, threads: usize) -> String {
    let project = project(GYM);
    let subject = Subject::read(&project, of).unwrap();
    plot(&project, subject, theme, &Workers::new(threads)).unwrap()
}

#[test]
fn a_picture_is_the_same_on_any_number_of_threads_and_escapes_text() {
    for of in [None, Some("metric:spend"), Some("archetype:left"), Some("column:fct_energy.energy")] {
        let one = drawn(of, Theme::Light, 1);
        assert_eq!(one, drawn(of, Theme::Light, 8), "{of:?}");
        assert!(one.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && one.ends_with("</svg>\n"));
        assert!(!one.contains("<gym>") && !one.contains("left & gone"), "{of:?}");
        assert!(!one.contains("NaN"), "{of:?}");
    }
}

#[test]
fn in_the_dark_no_colour_of_the_light_is_left() {
    let dark = drawn(Some("metric:spend"), Theme::Dark, 1);
    for light in ["#FFFFFF", "#1A222D", "#2563A8", "#C2410C", "#E3E7EC"] {
        assert!(!dark.contains(light), "{light}");
    }
    assert!(dark.contains("#13171C"));
}

#[test]
fn a_line_shows_the_mean_that_the_table_has() {
    let project = project(GYM);
    let engine = project.plotsim().unwrap();
    let told = over_time::lines(engine, 1, &Workers::single()).unwrap().summary;
    let table = project.names().iter().position(|name| *name == "fct_spend").unwrap();
    let shown = project.table(table, None);
    let column = shown.columns().iter().position(|column| column.name == "spend").unwrap();
    let scan = shown.scan(&[column], &Workers::single());
    let mut all = Vec::new();
    for block in 0..shown.blocks() {
        let rows = scan.block(block);
        all.extend(rows.columns[0].as_primitive::<Float64Type>().iter().map(Option::unwrap));
    }
    // Rows run entity by entity over 24 months; the first 300 are the regulars.
    let of_month = |month: usize| (0..300).map(|entity| all[entity * 24 + month]).sum::<f64>() / 300.0;
    let short = crate::report::number::short;
    let expected = format!("Regulars from {} to {}", short(of_month(0)), short(of_month(23)));
    assert!(told.contains(&expected), "{told}: {expected}");
}

#[test]
fn an_unknown_subject_is_told_with_what_may_be_meant() {
    let project = project(GYM);
    let told = |of: &str| Subject::read(&project, Some(of)).unwrap_err();
    assert_eq!(told("metric:spent"), "unknown metric 'spent' (did you mean 'metric:spend'?)");
    assert_eq!(
        told("metrik:spend"),
        "of is 'metrik:spend', but must start with metric:, archetype: or column: (did you mean 'metric:spend'?)"
    );
    assert_eq!(
        told("spend"),
        "of is 'spend', but must start with metric:, archetype: or column: (did you mean 'metric:spend'?)"
    );
    assert_eq!(told("archetype:grow"), "unknown archetype 'grow' (known: regulars, left)");
    assert_eq!(
        told("column:fct_spend.spent"),
        "unknown column 'spent' of table 'fct_spend' (did you mean 'column:fct_spend.spend'?)"
    );
    assert!(told("column:fct_spent.spend").starts_with(
        "unknown table 'fct_spent' in of := 'column:fct_spent.spend' (did you mean 'fct_spend'?"
    ));
    assert!(told("column:spend").contains("must name a table and its column"));
}
