//! Small files of every style that is accepted.

use super::{BUILDER, ENGINE, clean, columns, load, table, with};
use crate::config::types::Dialect;
use crate::plotsim::model::{Form, OutputFormat, Polarity};

const LEAST: &str = r#"
about: Allotment gardeners
unit: gardener
window: ["2023-04", "2024-03", "monthly"]
metrics:
  - { name: harvest, type: score, polarity: positive }
  - { name: slugs, type: count, polarity: negative }
segments:
  - { name: keen, count: 12, archetype: growth }
  - { name: tired, count: 8, archetype: decline }
seed: 9
"#;

#[test]
fn the_least_file_makes_a_fact_for_each_metric() {
    let model = clean(LEAST);
    assert_eq!(model.form, Form::Builder);
    assert_eq!((model.seed, model.time.len(), model.entities.count), (9, 12, 20));
    let names: Vec<&str> = model.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["dim_date", "dim_gardener", "fct_harvest", "fct_slugs"]);
    assert_eq!(columns(table(&model, "dim_gardener")), ["gardener_id", "gardener_name"]);
    assert_eq!(columns(table(&model, "fct_slugs")), ["date_key", "gardener_id", "slugs"]);
    assert_eq!(table(&model, "fct_slugs").primary_key, [0, 1]);
    assert_eq!(model.metrics[1].polarity, Polarity::Negative);
    assert_eq!(model.domain.entity_label, "Gardeners");
}

fn tables(text: &str) -> Vec<String> {
    clean(text).tables.iter().map(|table| table.name.clone()).collect()
}

#[test]
fn written_tables_replace_the_default_ones_of_their_kind() {
    let dims = "dimensions: [{ name: dim_tool, reference: true, columns: [{ name: tool_id, type: id }, { name: tool, type: \"static.hoe,rake\" }] }]";
    let facts = "facts: [{ name: fct_all, columns: [{ name: date_key, type: ref.dim_date }, { name: gardener_id, type: ref.dim_gardener }], metrics: [slugs] }]";
    let events = "events: [{ name: evt_visit, trigger: proportional, driver: slugs, scale: 2, columns: [{ name: visit_id, type: id }, { name: gardener_id, type: ref.dim_gardener }] }]";
    assert_eq!(
        tables(&format!("{LEAST}{dims}\n")),
        ["dim_date", "dim_gardener", "dim_tool", "fct_harvest", "fct_slugs"]
    );
    assert_eq!(tables(&format!("{LEAST}{facts}\n")), ["dim_date", "dim_gardener", "fct_all"]);
    assert_eq!(
        tables(&format!("{LEAST}{events}\n")),
        ["dim_date", "dim_gardener", "fct_harvest", "fct_slugs", "evt_visit"]
    );
    assert_eq!(tables(&format!("{LEAST}{dims}\nfacts: []\n")), ["dim_date", "dim_tool"]);
    assert_eq!(tables(&format!("{LEAST}facts: []\n")), ["dim_date", "dim_gardener"]);
}

#[test]
fn default_tables_take_further_columns() {
    let columns_of = |text: &str| columns(table(&clean(text), "dim_gardener")).join(" ");
    let more = "columns: { dim_gardener: [{ name: full_name, type: faker.name }] }";
    assert_eq!(columns_of(&format!("{LEAST}{more}\n")), "gardener_id gardener_name full_name");
    for (more, code) in [
        ("columns: { dim_gardner: [{ name: full_name, type: faker.name }] }", "unknown-table"),
        ("columns: { dim_gardener: [{ name: full_name, type: faker.nam }] }", "unknown-faker-method"),
        ("columns: { dim_gardener: [] }", "empty-list"),
        (
            "dimensions: [{ name: dim_gardener, columns: [{ name: gardener_id, type: id }] }]\ncolumns: { dim_gardener: [{ name: x, type: faker.name }] }",
            "wrong-place",
        ),
    ] {
        assert_eq!(codes(&format!("{LEAST}{more}\n")), [code], "{more}");
    }
}

#[test]
fn what_can_have_no_effect_is_said() {
    let event = |rule: &str| {
        format!(
            "{LEAST}events: [{{ name: evt_sting, trigger: threshold, metric: harvest, {rule}, columns: [{{ name: sting_id, type: id }}, {{ name: gardener_id, type: ref.dim_gardener }}] }}]\n"
        )
    };
    for (text, expected) in [
        (event("above: 0.5"), 0),
        (event("above: 1"), 1),
        (event("below: 0"), 1),
        (event("below: 0.5, for: 13"), 1),
        (format!("{LEAST}lifecycle: {{ track: harvest, stages: [{{ low: 0 }}, {{ high: 0.5 }}] }}\n"), 0),
        (format!("{LEAST}lifecycle: {{ track: harvest, stages: [{{ low: 0 }}, {{ high: 1.5 }}] }}\n"), 1),
        (format!("{LEAST}lifecycle: {{ track: harvest, stages: [{{ low: 0.1 }}, {{ high: 0.5 }}] }}\n"), 1),
        (
            format!(
                "{LEAST}lifecycle: {{ track: harvest, stages: [{{ low: 0 }}, {{ high: 0.5 }}], enforce_order: true, downgrade_delay: 12 }}\n"
            ),
            1,
        ),
        (format!("{LEAST}noise: {{ temporal_jitter: 2 }}\n"), 1),
        (format!("{LEAST}allow_reversal: false\n"), 0),
        (format!("{LEAST}allow_reversal: true\n"), 1),
        (format!("{LEAST}on_infeasible: error\n"), 1),
        (format!("{LEAST}noise: {{ noise_family: laplace }}\n"), 1),
        (with(LEAST, "count: 8,", "count: 8, treatment: { fraction: 0, lift_log_odds: 1 },"), 1),
        (with(LEAST, "count: 8,", "count: 8, treatment: { fraction: 0.5, lift_log_odds: 0 },"), 1),
        (with(LEAST, "type: score,", "type: score, follows: slugs, delay: 1, decay_window: 13,"), 1),
    ] {
        assert_eq!(codes(&text), vec!["no-effect"; expected], "{text}");
    }
}

#[test]
fn several_mistakes_are_told_at_once() {
    let text = with(LEAST, "type: score", "type: scor");
    let text = format!("{text}lifecycle: {{ track: nothing, stages: [{{ low: 0 }}, {{ high: 0.5 }}] }}\n");
    assert_eq!(codes(&text), ["unknown-word", "unknown-metric"]);
}

#[test]
fn shapes_with_values_are_taken_and_their_mappings_explained() {
    assert!(codes(&with(LEAST, "archetype: growth", "archetype: growth(steepness=8)")).is_empty());
    let (_, findings) = load(&with(LEAST, "archetype: growth", "archetype: { growth: { steepness: 8 } }"));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].message, "segment 'keen': missing key 'shape'");
}

#[test]
fn other_words_for_the_same_thing_are_taken() {
    for (written, meant) in [
        ("output_format: parquet", OutputFormat::Parquet),
        ("output: parquet", OutputFormat::Parquet),
        ("output: {format: parquet}", OutputFormat::Parquet),
        ("output: csv", OutputFormat::Csv),
        ("output_format: jsonl", OutputFormat::Jsonl),
        ("output: sql", OutputFormat::Sql(Dialect::Postgresql)),
        ("output: {format: sql, sql_dialect: sqlite}", OutputFormat::Sql(Dialect::Sqlite)),
        ("", OutputFormat::Csv),
    ] {
        assert_eq!(clean(&format!("{LEAST}{written}\n")).output.format, meant, "{written}");
    }
    for noise in ["realistic", "Realistic", "messy", "Slightly messy", "perfectly_clean"] {
        clean(&format!("{LEAST}noise: {noise}\n"));
    }
    let stages = clean(&format!("{LEAST}stages: {{track: harvest, stages: [[low, 0], [high, 0.5]]}}\n"));
    assert_eq!(stages.stages.unwrap().names, ["low", "high"]);
    for off in ["entity_features: false", "quality: []", "holdout: null", "connection_phases: []"] {
        clean(&format!("{LEAST}{off}\n"));
    }
    for window in ["[2023-04, 2024-03]", "{start: 2023-04, end: 2024-03}", "[2023-04-01, 2024-03-31]"] {
        let model = clean(&with(LEAST, r#"["2023-04", "2024-03", "monthly"]"#, window));
        assert_eq!(model.time.len(), 12, "{window}");
    }
    for (every, periods) in [("weekly", 53), ("daily", 366)] {
        assert_eq!(clean(&with(LEAST, "monthly", every)).time.len(), periods);
    }
    // The true number of periods counts, not a rough one.
    let late = with(&with(LEAST, "monthly", "weekly"), "archetype: growth", "archetype: growth > flat @ 52");
    clean(&late);
    clean(&with(LEAST, "archetype: growth", "archetype: growth > decline"));
}

#[test]
fn a_file_with_every_default_written_out_loads() {
    let all_off = "
correlation_phases: []
quality: {quality_issues: []}
holdout: {enabled: false, target_metric: null, holdout_periods: 0, min_training_periods: 3}
entity_features: {enabled: false, metrics: [], include_labels: true}
multi_source: null
manifest: {include: true, trajectory_sample_rate: 1.0}
compensate_correlations: false
generation_mode: auto
bridges: []
";
    let text = with(ENGINE, "correlation_scope: pooled\n", "");
    clean(&format!("{text}{all_off}"));
    let table_off = "primary_key: [date_key, branch_id]
    row_count_source: null
    count: 1
    cdc: false
    log_format: null
    log_filename: null
    parent_table: null
    children_per_row: null
    pk_prefix: null";
    clean(&with(ENGINE, "primary_key: [date_key, branch_id]", table_off));
    let output = "cell_budget: null, denormalized: false, partition_by: null, sql_dialect: postgresql}";
    clean(&with(ENGINE, "directory: out/tea}", &format!("directory: out/tea, {output}")));
}

#[test]
fn an_event_without_a_cause_is_empty_and_said_to_be() {
    let text = with(ENGINE, "    row_count_source: \"proportional:footfall:scale:0.01\"\n", "");
    let (model, findings) = load(&text);
    assert_eq!(table(&model.unwrap(), "evt_visit").kind.about().kind, "event");
    assert!(findings.iter().any(|finding| finding.code == "no-rows"), "{findings:?}");
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = with(BUILDER, "seed: 11", "seed: x");
    let text = with(&text, "polarity: negative", "polarity: down");
    let text = with(&text, "delay: 2", "delay: 0");
    let text = with(&text, "archetype: growth\n", "archetype: grow\n");
    let text = with(&text, "pool.city", "pool.village");
    let text = with(&text, "noise: realistic", "noise: loud");
    let (model, findings) = load(&text);
    assert!(model.is_none());
    let lines: Vec<u64> = findings.iter().map(|finding| finding.at.line).collect();
    let line = |part: &str| text[..text.find(part).unwrap()].matches('\n').count() as u64 + 1;
    for part in ["seed: x", "polarity: down", "delay: 0", "archetype: grow\n", "pool.village", "noise: loud"]
    {
        assert!(lines.contains(&line(part)), "{part} is missing in {findings:#?}");
    }
}

/// The codes found in a text.
fn codes(text: &str) -> Vec<&'static str> {
    load(text).1.iter().map(|finding| finding.code).collect()
}

#[test]
fn one_mistake_is_told_once() {
    assert_eq!(codes(&format!("{LEAST}domain: {{name: x}}\n")), ["two-languages"]);
    // Two tables of one name would share their prefix too.
    let twice = "  - {name: dim_region, type: dim, grain: per_reference, primary_key: region_id, columns: [{name: region_id, dtype: id, source: pk}]}\n";
    let found = codes(&with(ENGINE, "  - name: fct_branch\n", &format!("{twice}  - name: fct_branch\n")));
    assert!(found.contains(&"duplicate-name") && !found.contains(&"duplicate-prefix"), "{found:?}");
}

#[test]
fn hints_name_what_can_be_written() {
    let (_, findings) = load(&with(BUILDER, "type: range, range: [8, 18]}", "type: widget}"));
    let hint = findings[0].hint.as_deref().unwrap();
    assert!(hint.contains("ref.<table>") && hint.contains("narrative"), "{hint}");
    // Words for people count from 1.
    let (_, findings) = load(&with(BUILDER, "{keen: 0.8}", "{keen: 0.3}"));
    assert!(findings[0].message.contains("stage 3 enters at 0.3"), "{findings:?}");
    let (_, findings) = load(&with(BUILDER, "range: [5, 120]", "range: [5]"));
    assert!(findings[0].message.contains("range has 1 item"), "{findings:?}");
    let (_, findings) = load(&with(BUILDER, "    scale: 0.5\n", "    scale: 0.5\n    above: 3\n"));
    assert_eq!(findings[0].message, "event 'evt_climb': 'above' belongs to trigger: threshold");
}

#[test]
fn a_declared_source_that_the_calendar_replaces_is_told() {
    let date = "columns: [{name: date_key, dtype: id, source: pk}";
    let odd = with(ENGINE, date, &format!("{date}, {{name: month, dtype: string, source: \"static:June\"}}"));
    let (model, findings) = load(&odd);
    assert!(model.is_some());
    let told = |finding: &crate::config::Finding| {
        (finding.code, finding.path.as_str()) == ("no-effect", "tables[0].columns[1].source")
    };
    assert!(findings.iter().any(told), "{findings:?}");
}

#[test]
fn names_hold_no_control_characters() {
    for name in ["\"tea\\u0007time\"", "\"a\\0b\""] {
        let text = with(ENGINE, "{name: footfall, label", &format!("{{name: {name}, label"));
        assert!(codes(&text).contains(&"bad-name"), "{name}");
    }
}
