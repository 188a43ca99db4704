//! When in their periods rows happen.

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::TimestampMicrosecondType;

use super::{ENGINE, clean, expect_all, load, with};
use crate::config::finding::Severity::{Error, Warning};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::table as open;
use crate::rhythm::weekday_and_hour;
use crate::workers::Workers;

/// Whole weeks, so that the days of the week have the shares that the rhythm says.
const CAFE: &str = r#"
about: Guests of a café
unit: guest
window: { start: 2024-01-01, end: 2024-06-30, every: weekly }
seed: 3
metrics:
  - { name: thirst, type: score, polarity: positive }
  - { name: cups, type: count, polarity: positive, range: [1, 30] }
segments:
  - { name: regulars, count: 40, archetype: growth }
  - { name: passers, count: 20, archetype: decline }
facts:
  - name: fct_week
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: guest_id, type: ref.dim_guest }
      - { name: cups, type: metric.cups }
      - { name: counted_at, type: timestamp, rhythm: { hours: { 18: 1 }, weekdays: { mon: 0, tue: 0, wed: 0, thu: 0 } } }
events:
  - name: evt_cup
    trigger: proportional
    driver: cups
    scale: 1
    rhythm: { hours: { 8: 3, 12: 1, 15: 4 }, weekdays: { sat: 2, sun: 0 } }
    columns:
      - { name: cup_id, type: id }
      - { name: guest_id, type: ref.dim_guest }
      - { name: date_key, type: ref.dim_date }
      - { name: drunk_at, type: timestamp }
"#;

/// The moments of a column, in seconds since 1970, by rows.
fn moments(text: &str, table: &str, column: &str, shard: Option<(u64, u64)>) -> Vec<i64> {
    let model = clean(text);
    let index = model.table(table).expect("the table");
    let place = model.tables[index].column(column).expect("the column");
    let table = open(&Arc::new(Engine::new(Arc::new(model))), index, shard);
    let scan = table.scan(&[place], &Workers::single());
    let blocks = (0..table.blocks()).map(|block| scan.block(block).columns.remove(0));
    let values = |array: Arc<dyn Array>| array.as_primitive::<TimestampMicrosecondType>().values().to_vec();
    blocks.flat_map(values).map(|micros| micros.div_euclid(1_000_000)).collect()
}

fn counts(moments: &[i64]) -> ([f64; 7], [f64; 24]) {
    let (mut days, mut hours) = ([0.0; 7], [0.0; 24]);
    for moment in moments {
        let (day, hour) = weekday_and_hour(*moment as f64);
        (days[day], hours[hour]) = (days[day] + 1.0, hours[hour] + 1.0);
    }
    (days, hours)
}

/// Pearson's statistic of counts against weights; cells without weight must be empty.
fn chi_square(seen: &[f64], weights: &[f64]) -> f64 {
    let (rows, total): (f64, f64) = (seen.iter().sum(), weights.iter().sum());
    let part = |(seen, weight): (&f64, &f64)| {
        let expected = rows * weight / total;
        assert!(expected > 0.0 || *seen == 0.0, "{seen} where nothing can be");
        if expected > 0.0 { (seen - expected) * (seen - expected) / expected } else { 0.0 }
    };
    seen.iter().zip(weights).map(part).sum()
}

#[test]
fn events_fall_on_days_and_hours_as_these_weigh() {
    let seen = moments(CAFE, "evt_cup", "drunk_at", None);
    assert!(seen.len() > 10_000, "{}", seen.len());
    let (days, hours) = counts(&seen);
    let mut weights = [0.0; 24];
    (weights[8], weights[12], weights[15]) = (3.0, 1.0, 4.0);
    // Quantiles of χ² with 5 and 2 degrees of freedom, one in a hundred thousand.
    assert!(chi_square(&days, &[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.0]) < 30.86, "{days:?}");
    assert!(chi_square(&hours, &weights) < 23.03, "{hours:?}");
}

#[test]
fn a_rhythm_changes_no_number_of_events_and_no_order() {
    let with_rhythm = moments(CAFE, "evt_cup", "drunk_at", None);
    let even =
        with(CAFE, "    rhythm: { hours: { 8: 3, 12: 1, 15: 4 }, weekdays: { sat: 2, sun: 0 } }\n", "");
    let week = |moments: Vec<i64>| -> Vec<i64> {
        // 1970-01-05 was a Monday.
        moments.into_iter().map(|moment| (moment - 4 * 86_400).div_euclid(7 * 86_400)).collect()
    };
    assert_eq!(week(with_rhythm), week(moments(&even, "evt_cup", "drunk_at", None)));
}

#[test]
fn facts_show_a_moment_of_each_period() {
    let seen = moments(CAFE, "fct_week", "counted_at", None);
    let (days, hours) = counts(&seen);
    assert_eq!(seen.len(), 60 * 26);
    assert!(chi_square(&days, &[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]) < 23.03, "{days:?}");
    assert_eq!(hours[18], seen.len() as f64);
}

#[test]
fn shards_show_what_the_whole_shows() {
    for (table, column) in [("evt_cup", "drunk_at"), ("fct_week", "counted_at")] {
        let parts: Vec<i64> =
            (0..5).flat_map(|shard| moments(CAFE, table, column, Some((shard, 5)))).collect();
        assert_eq!(parts, moments(CAFE, table, column, None), "{table}");
    }
}

#[test]
fn a_week_that_the_window_cuts_keeps_the_events_of_its_days() {
    // From a Thursday to a Saturday, in a week without weekends.
    let text = with(CAFE, "start: 2024-01-01, end: 2024-06-30", "start: 2024-01-04, end: 2024-06-29");
    let text = with(&text, "{ sat: 2, sun: 0 }", "{ mon: 3, thu: 2, sat: 0, sun: 0 }");
    let seen = moments(&text, "evt_cup", "drunk_at", None);
    // 2024-01-04 was day 19,726.
    let first: Vec<i64> =
        seen.iter().map(|moment| moment.div_euclid(86_400)).filter(|day| *day < 19_730).collect();
    let on = |day: i64| first.iter().filter(|own| **own == day).count() as f64;
    assert_eq!(on(19_726) + on(19_727), first.len() as f64);
    // Thursday weighs twice what Friday does.
    let (thursday, friday) = (on(19_726), on(19_727));
    assert!((thursday / (thursday + friday) - 2.0 / 3.0).abs() < 0.15, "{thursday} {friday}");
}

#[test]
fn what_a_rhythm_cannot_do_is_told() {
    let mistakes = [
        (
            "{ name: cups, type: metric.cups }",
            "{ name: cups, type: metric.cups, rhythm: §retail }",
            "wrong-place",
        ),
        ("rhythm: { hours: { 18: 1 }", "rhythm: { hours: { 24: §1 }", "unknown-key"),
        ("rhythm: { hours: { 8: 3", "rhythm: { presets: §retail, hours: { 8: 3", "unknown-key"),
        ("{ sat: 2, sun: 0 }", "§{ mon: 0, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 0 }", "bad-weights"),
        ("start: 2024-01-01", "start: 1700-01-01", ""),
    ];
    expect_all(CAFE, Error, &mistakes[..4]);
    let (model, findings) = load(&with(CAFE, mistakes[4].0, mistakes[4].1));
    assert!(model.is_none() && findings.iter().any(|found| found.code == "out-of-range"), "{findings:?}");
}

#[test]
fn what_of_a_rhythm_has_no_effect_is_told() {
    let monthly = with(CAFE, "every: weekly", "every: monthly");
    expect_all(
        &monthly,
        Warning,
        &[("sat: 2, sun: 0 }", "sat: 2, sun: 0 }, months: §{ dec: 2 }", "no-effect")],
    );
    let unusual = [
        ("sat: 2, sun: 0 }", "sat: 2, sun: 0 }, months: { mar: 0 }", "idle-period"),
        ("      - { name: drunk_at, type: timestamp }\n", "", "no-effect"),
    ];
    for (from, to, code) in unusual {
        let (model, findings) = load(&with(CAFE, from, to));
        let found: Vec<&str> = findings.iter().map(|found| found.code).collect();
        assert!(model.is_some() && found.contains(&code), "{found:?}");
    }
    let daily = with(CAFE, "every: weekly", "every: daily");
    let (_, findings) = load(&daily);
    assert_eq!(findings.iter().filter(|found| found.code == "no-effect").count(), 2, "{findings:?}");
}

#[test]
fn the_engine_form_has_the_same_rhythm() {
    // Reports there are days off, so that only hours can be told.
    let text = with(
        ENGINE,
        "    row_count_source: \"proportional:footfall:scale:0.01\"\n",
        "    row_count_source: \"proportional:footfall:scale:0.01\"\n    rhythm: office\n",
    );
    let (_, hours) = counts(&moments(&text, "evt_visit", "at", None));
    assert!(
        hours.iter().sum::<f64>() > 100.0 && hours[..7].iter().chain(&hours[19..]).all(|count| *count == 0.0),
        "{hours:?}"
    );
    let text = with(
        ENGINE,
        "      - {name: waste, dtype: int, source: \"metric:waste\"}",
        "      - {name: counted, dtype: date, source: \"generated:timestamp\", rhythm: {preset: office, hours: {6: 1}}}",
    );
    let (days, hours) = counts(&moments(&text, "fct_branch", "counted", None));
    assert_eq!((days[5], days[6], hours[6]), (0.0, 0.0, hours.iter().sum()));
    expect_all(
        ENGINE,
        Error,
        &[
            ("source: \"metric:waste\"}", "source: \"metric:waste\", rhythm: §office}", "wrong-place"),
            (
                "    grain: per_period\n    primary_key: date_key\n    columns:\n",
                "    grain: per_period\n    primary_key: date_key\n    rhythm: §office\n    columns:\n",
                "wrong-place",
            ),
        ],
    );
}
