//! Time that only grows: what a longer window, or more entities of a segment, leave as it was.
//!
//! Random configs that extend are read at an end and at later ones. Every row there was must be there still, in every table; what
//! speaks of now is left out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};

use super::*;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::table;
use crate::plotsim::tables::trajectories::Trajectories;
use crate::random::split_mix;
use crate::tables::Table as Rows;
use crate::workers::Workers;

/// Configs; `PLOTSIM_EXTENDS` asks for more, and `PLOTSIM_EXTENDS_FIRST` begins with another.
const CONFIGS: u64 = 6;

/// Draws of one config.
struct Dice {
    seed: u64,
    drawn: u64,
    /// The features it has.
    has: Vec<&'static str>,
}

impl Dice {
    fn below(&mut self, many: u64) -> u64 {
        self.drawn += 1;
        split_mix(self.seed, self.drawn) % many
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// Whether it has a feature, which one of two do.
    fn has(&mut self, feature: &'static str) -> bool {
        let has = self.below(2) == 0;
        if has {
            self.has.push(feature);
        }
        has
    }

    fn when(&mut self, feature: &'static str, text: &str) -> String {
        if self.has(feature) { text.to_owned() } else { String::new() }
    }
}

/// A config, but for the end of its window and the number of entities of its second segment.
struct Made {
    text: String,
    start: NaiveDate,
    every: &'static str,
    /// Periods shown at first.
    shown: u64,
    has: Vec<&'static str>,
}

impl Made {
    fn at(&self, end: NaiveDate, entities: u64) -> String {
        self.text.replace("END", &end.to_string()).replace("COUNT", &entities.to_string())
    }

    fn end(&self) -> NaiveDate {
        let start = self.start;
        let end = match self.every {
            "monthly" => start + Months::new(self.shown as u32) - Days::new(9),
            "weekly" => start + Days::new(7 * self.shown - 3),
            _ => start + Days::new(self.shown),
        };
        end.max(start)
    }
}

fn made(seed: u64) -> Made {
    let mut dice = Dice { seed: split_mix(seed, 77), drawn: 0, has: Vec::new() };
    let d = &mut dice;
    let every = d.one(&["monthly", "weekly", "daily"]);
    let cut = if d.has("cut start") { 11 } else { 1 };
    let start = NaiveDate::from_ymd_opt(2023, 1, cut).expect("a day");
    let unit = match every {
        "monthly" => "months",
        "weekly" => "weeks",
        _ => "days",
    };
    let story = 8 + d.below(10);
    let short = d.has("window shorter than the story");
    let shown = if short { 3 + d.below(story - 4) } else { story + d.below(12) };
    let beyond = d.one(&["hold", "repeat", "continue"]);
    d.has.push(beyond);
    let mut t = String::new();
    let _ = writeln!(t, "about: Members of a gym\nunit: member\nseed: {}", d.below(1000));
    let _ = writeln!(
        t,
        "window: {{ start: \"{start}\", end: \"END\", every: {every}, story: {story} {unit}, beyond: {beyond} }}"
    );
    let persistence = d.when("persistence", ", persistence: 0.6");
    let lag = d.when("lag", ", follows: energy, delay: 2");
    let decay = if lag.is_empty() { "" } else { d.one(&["", ", decay_window: 3"]) };
    let sensitive = d.when("sensitivity", ", seasonal_sensitivity: 0.5");
    let _ = writeln!(t, "metrics:\n  - {{ name: energy, type: score, polarity: positive{persistence} }}");
    let _ = writeln!(t, "  - {{ name: visits, type: count, polarity: positive, range: [1, 9]{lag}{decay} }}");
    let _ = writeln!(t, "  - {{ name: fees, type: amount, polarity: negative, range: [5, 90]{sensitive} }}");
    let archetypes = ["growth", "decline", "growth > decline @ 4", "seasonal", "flat", "decline > flat @ 3"];
    let _ = writeln!(t, "segments:");
    let experiment = d.has("treatment");
    for (name, count) in [("a", "14"), ("b", "COUNT"), ("c", "7")] {
        let shape = d.one(&archetypes);
        let spread = d.when("spread", ", spread: { level: 0.1, timing: 0.2, amplitude: 0.2 }");
        let arrival = match d.below(4) {
            0 => {
                d.has.push("uniform arrival");
                ", arrival: { kind: uniform, start: 0, end: 5 }"
            }
            1 => {
                d.has.push("linear arrival");
                ", arrival: { kind: linear, start: 1, end: 5 }"
            }
            2 => {
                d.has.push("step arrival");
                ", arrival: { kind: step, blocks: [{ period: 0, fraction: 0.5 }, { period: 4, fraction: 0.5 }] }"
            }
            _ => "",
        };
        let treated = match experiment && name != "c" {
            true => {
                ", treatment: { fraction: 0.4, lift_log_odds: 1.2, start_period: 4, target_metric: visits }"
            }
            false => "",
        };
        let baseline = d.when("baseline", ", baseline: { fees: high }");
        let _ = writeln!(
            t,
            "  - {{ name: {name}, count: {count}, archetype: \"{shape}\", attributes: {{ town: [Graz, Linz] }}{spread}{arrival}{treated}{baseline} }}"
        );
    }
    match d.below(3) {
        0 => {
            d.has.push("pooled correlation");
            let _ = writeln!(t, "connections:\n  - [energy, 0.5, visits]\n  - [visits, -0.4, fees]");
        }
        1 => {
            d.has.push("residual correlation");
            let _ = writeln!(t, "connections:\n  - [energy, 0.5, visits]\ncorrelation_scope: residual");
        }
        _ => {}
    }
    match d.below(3) {
        0 => {
            d.has.push("season of months");
            let _ = writeln!(t, "seasonality:\n  - {{ months: [1, 2, 6], strength: 0.3 }}");
        }
        1 => {
            d.has.push("season of days");
            let _ = writeln!(
                t,
                "seasonality:\n  - {{ weekdays: [sat, sun], strength: 0.4 }}\n  - {{ months: [3], strength: -0.3, ramp: 9 }}"
            );
        }
        _ => {}
    }
    if d.has("noise") {
        let jitter = d.when("jitter", ", temporal_jitter: 1.5");
        let _ = writeln!(t, "noise: {{ gaussian_sigma: 0.05, outlier_rate: 0.02, mcar_rate: 0.03{jitter} }}");
    }
    if d.has("stages") {
        let _ = writeln!(
            t,
            "lifecycle: {{ track: energy, stages: [{{ new: 0 }}, {{ warm: 0.4 }}, {{ keen: 0.8 }}], enforce_order: true, downgrade_delay: 2 }}"
        );
    }
    if d.has("effects") {
        let _ = writeln!(t, "effects:\n  town: {{ Graz: {{ fees: 0.8 }} }}");
    }
    let _ = writeln!(t, "dimensions:");
    let unique = d.when("unique", ", unique: true");
    let label = d.when("label of now", ", { name: mood, type: bucket, labels: [low, high] }");
    let joined = d.when("joined", ", { name: joined, type: joined_at }, { name: left, type: left_at }");
    let _ = writeln!(
        t,
        "  - {{ name: dim_member, columns: [{{ name: member_id, type: id }}, {{ name: nick, type: faker.user_name{unique} }}, {{ name: born, type: faker.date_of_birth }}, {{ name: town, type: pool.town }}{label}{joined}] }}"
    );
    let members = d.has("members");
    if members {
        let _ = writeln!(
            t,
            "  - {{ name: dim_card, count: 2, columns: [{{ name: card_id, type: id }}, {{ name: member_id, type: ref.dim_member }}, {{ name: code, type: faker.user_name{unique} }}] }}"
        );
    }
    let owner = d.when("reference to entities", ", { name: owner_id, type: ref.dim_member }");
    let _ = writeln!(
        t,
        "  - {{ name: dim_route, reference: true, columns: [{{ name: route_id, type: id }}, {{ name: grade, type: \"static.easy,mid,hard\" }}{owner}] }}"
    );
    let _ = writeln!(
        t,
        "facts:\n  - name: fct_visit\n    columns:\n      - {{ name: date_key, type: ref.dim_date }}\n      - {{ name: member_id, type: ref.dim_member }}\n      - {{ name: route_id, type: ref.dim_route }}\n      - {{ name: energy, type: metric.energy }}\n      - {{ name: before, type: \"lag.visits:periods:2\" }}\n    metrics: [visits, fees]"
    );
    if d.has("children") {
        let _ = writeln!(
            t,
            "  - {{ name: fct_part, parent_table: evt_visit, children_per_row: [0, 3], columns: [{{ name: part_id, type: id }}, {{ name: member_id, type: ref.dim_member }}, {{ name: date_key, type: ref.dim_date }}, {{ name: which, type: child_number }}, {{ name: size, type: range, range: [1, 6] }}] }}"
        );
    }
    if d.has("means per period") {
        let _ = writeln!(
            t,
            "  - {{ name: fct_all, per: period, metrics: [visits, fees], columns: [{{ name: date_key, type: ref.dim_date }}] }}"
        );
    }
    let rhythm = d.when("rhythm", "\n    rhythm: { weekdays: { sat: 2, sun: 0.5 }, noise: 0.2 }");
    let card = if members { "\n      - { name: card_id, type: ref.dim_card }" } else { "" };
    let _ = writeln!(
        t,
        "events:\n  - name: evt_visit\n    trigger: proportional\n    driver: visits\n    scale: 0.6{rhythm}\n    columns:\n      - {{ name: visit_id, type: id }}\n      - {{ name: member_id, type: ref.dim_member }}{card}\n      - {{ name: date_key, type: ref.dim_date }}\n      - {{ name: at, type: timestamp }}\n      - {{ name: metres, type: range, range: [8, 18] }}\n      - {{ name: route_id, type: ref.dim_route }}"
    );
    if d.has("events of streaks") {
        let ends = d.when("leaving", "\n    ends: true\n    after: 1");
        let often = if ends.is_empty() { "\n    every: true" } else { "" };
        let _ = writeln!(
            t,
            "  - name: evt_slump\n    trigger: threshold\n    metric: energy\n    below: 0.3\n    for: 2{often}{ends}\n    columns:\n      - {{ name: slump_id, type: id }}\n      - {{ name: member_id, type: ref.dim_member }}\n      - {{ name: date_key, type: ref.dim_date }}\n      - {{ name: at, type: timestamp }}"
        );
    }
    if d.has("bridge") {
        let _ = writeln!(
            t,
            "bridges:\n  - {{ name: br_route, left: dim_member, right: dim_route, cardinality: [0, 3], columns: [{{ name: energy, type: metric.energy }}] }}"
        );
    }
    match d.below(3) {
        0 => {
            d.has.push("held-out periods");
            let _ = writeln!(t, "holdout: {{ target: visits, periods: 2 }}");
        }
        1 => {
            d.has.push("held-out entities");
            let _ = writeln!(t, "holdout: {{ target: visits, by: entity, fraction: 0.3 }}");
        }
        _ => {}
    }
    if d.has("faults") {
        let _ = writeln!(
            t,
            "quality:\n  - {{ table: fct_visit, issue: null_injection, rate: 0.1, column: fees }}\n  - {{ table: fct_visit, issue: duplicate_rows, rate: 0.1 }}\n  - {{ table: evt_visit, issue: late_arrival, rate: 0.1 }}\n  - {{ table: fct_visit, issue: volume_anomaly, rate: 0.5, mode: drop, period: 3 }}"
        );
    }
    Made { text: t, start, every, shown, has: dice.has }
}

fn engine(text: &str) -> Result<Arc<Engine>, String> {
    let (model, findings) = load(text);
    let errors: Vec<_> = findings.iter().filter(|found| found.severity == Severity::Error).collect();
    model.map(|model| Arc::new(Engine::new(Arc::new(model)))).ok_or_else(|| format!("{errors:#?}\n{text}"))
}

/// The rows of a table, without some columns, and how often each comes.
fn rows(table: &dyn Rows, without: &[&str]) -> BTreeMap<String, i64> {
    let columns = table.columns().iter().enumerate();
    let shown: Vec<usize> = columns
        .filter(|(_, column)| !without.contains(&column.name.as_str()))
        .map(|(place, _)| place)
        .collect();
    let scan = table.scan(&shown, &Workers::single());
    let mut all = BTreeMap::new();
    for block in 0..table.blocks() {
        let block = scan.block(block);
        let arrays: Vec<_> =
            block.columns.iter().map(|array| crate::tables::text::decoded(Arc::clone(array))).collect();
        for row in 0..block.rows {
            let mut text = String::new();
            for array in &arrays {
                let bits = arrow::array::AsArray::as_primitive_opt::<arrow::datatypes::Float64Type>(array);
                match bits.filter(|_| !array.is_null(row)) {
                    Some(bits) => write!(text, "{:x}|", bits.value(row).to_bits()),
                    None => write!(
                        text,
                        "{}|",
                        crate::generators::cell::text(array, row).unwrap_or("∅".to_owned())
                    ),
                }
                .expect("texts take everything");
            }
            *all.entry(text).or_insert(0) += 1;
        }
    }
    all
}

/// Rows there were that are there no more, by table; and how many were looked at.
fn lost(old: &Arc<Engine>, new: &Arc<Engine>, more_entities: bool, seen: &mut u64) -> Vec<String> {
    let config = old.config();
    let mut all = Vec::new();
    // References to entities move as little as can be when there are more, which another test counts.
    let without: &[&str] = if more_entities { &["owner_id", "left"] } else { &["left"] };
    let mut compare = |name: &str, old: &dyn Rows, new: &dyn Rows| {
        let (before, after) = (rows(old, without), rows(new, without));
        *seen += before.values().sum::<i64>() as u64;
        let gone = before.iter().filter(|(row, times)| after.get(*row).copied().unwrap_or(0) < **times);
        let gone: Vec<&String> = gone.map(|(row, _)| row).collect();
        if let Some(first) = gone.first() {
            all.push(format!("{name}: {} of {} rows, as {first}", gone.len(), before.len()));
        }
    };
    for (index, spec) in config.tables.iter().enumerate() {
        // A mean over all entities is another where there are more.
        let about = spec.kind.about();
        if more_entities && about.is_each_period() && !about.calendar {
            continue;
        }
        compare(&spec.name, table(old, index, None).as_ref(), table(new, index, None).as_ref());
    }
    compare("trajectories", &Trajectories::new(Arc::clone(old)), &Trajectories::new(Arc::clone(new)));
    all
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn no_row_changes_as_time_and_entities_are_added() {
    let first = asked("PLOTSIM_EXTENDS_FIRST", 0);
    let configs = asked("PLOTSIM_EXTENDS", CONFIGS);
    let mut features: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut seen, mut problems) = (0, Vec::new());
    for seed in first..first + configs {
        let made = made(seed);
        made.has.iter().for_each(|feature| *features.entry(feature).or_default() += 1);
        let end = made.end();
        let old = match engine(&made.at(end, 10)) {
            Ok(old) => old,
            Err(wrong) => {
                problems.push(wrong);
                continue;
            }
        };
        let later = [
            ("a day", end + Days::new(1), 10),
            ("a month", end + Months::new(1), 10),
            ("a year", end + Months::new(if made.every == "daily" { 3 } else { 12 }), 10),
            ("a tenth more entities", end, 11),
        ];
        for (what, end, entities) in later {
            let new = engine(&made.at(end, entities)).expect("the end is right or wrong whichever it is");
            let gone = lost(&old, &new, entities > 10, &mut seen);
            problems.extend(gone.into_iter().map(|gone| format!("config {seed}, {what}: {gone}")));
        }
    }
    println!("{configs} configs, {seen} rows compared: {features:#?}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A config with a story, and what can stand beside one.
const GYM: &str = r#"
about: Members of a gym
unit: member
window: { start: 2024-01, end: 2024-09, every: monthly, story: 12 months }
metrics:
  - { name: energy, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [1, 9] }
segments:
  - { name: new, count: 20, archetype: growth }
  - { name: old, count: 12, archetype: decline }
dimensions:
  - { name: dim_member, columns: [{ name: member_id, type: id }, { name: town, type: faker.city }] }
  - { name: dim_route, reference: true, columns: [{ name: route_id, type: id }, { name: grade, type: "static.easy,hard" }] }
facts:
  - { name: fct_month, metrics: [energy, visits], columns: [{ name: date_key, type: ref.dim_date }, { name: member_id, type: ref.dim_member }] }
events:
  - name: evt_visit
    trigger: proportional
    driver: visits
    scale: 1
    columns: [{ name: visit_id, type: id }, { name: member_id, type: ref.dim_member }, { name: date_key, type: ref.dim_date }, { name: at, type: timestamp }]
bridges:
  - { name: br_route, left: dim_member, right: dim_route, cardinality: [0, 2] }
"#;

#[test]
fn a_config_with_a_story_loads_without_a_word() {
    let model = clean(GYM);
    assert_eq!((model.time.len(), model.story.len(), model.keys), (9, 12, super::super::model::Keys::Stable));
    let day = |text: &str| crate::config::calendar::parse_date(text);
    let until = |text: &str| {
        let (model, findings) = load_with(GYM, Overrides { until: day(text), ..Overrides::default() });
        model
            .map(|model| model.time.len())
            .ok_or_else(|| findings.iter().map(|one| one.code).collect::<Vec<_>>())
    };
    assert_eq!(until("2024-01-01"), Ok(1));
    assert_eq!(until("2026-02-01"), Ok(26));
    assert_eq!(until("2023-12-31"), Err(vec!["bad-window"]));
}

#[test]
fn stories_that_are_none_are_told() {
    expect_all(
        GYM,
        Severity::Error,
        &[
            ("story: 12 months", "story: §12 moons", "bad-window"),
            ("story: 12 months", "story: §1 month", "bad-window"),
            ("story: 12 months", "story: { start: §2024-02, end: 2024-12 }", "bad-window"),
            ("story: 12 months", "story: { end: §2023-12 }", "bad-window"),
            ("story: 12 months", "story: { end: §2024-13 }", "bad-date"),
            ("story: 12 months", "story: { end: 2024-12, length: §12 }", "unknown-key"),
            ("story: 12 months", "story: 12 months, beyond: §stop", "unknown-word"),
        ],
    );
    expect_all(
        &with(GYM, ", story: 12 months", ""),
        Severity::Warning,
        &[("every: monthly", "every: monthly, beyond: §repeat", "no-effect")],
    );
}

#[test]
fn what_hangs_on_a_count_cannot_extend() {
    expect_all(
        GYM,
        Severity::Error,
        &[
            (
                "{ name: at, type: timestamp }",
                "{ name: at, type: timestamp }, §{ name: paid, type: timestamp }",
                "cannot-extend",
            ),
            (
                "{ name: at, type: timestamp }",
                "{ name: at, type: timestamp }, §{ name: code, type: faker.user_name, unique: true }",
                "cannot-extend",
            ),
            (
                "bridges:",
                "quality: [§{ table: fct_month, issue: duplicate_rows, rate: 0.1, exact: true }]\nbridges:",
                "cannot-extend",
            ),
            (
                "name: br_route, left: dim_member, right: dim_route",
                "name: §br_route, left: dim_member, right: dim_member",
                "cannot-extend",
            ),
        ],
    );
}
