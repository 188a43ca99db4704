//! Every rule of the config language, broken: what is reported, and where.
//!
//! A `§` in a config marks the place the finding must name; it is taken out before the config is read.

#[path = "common/agreement.rs"]
mod agreement;
mod common;

use plotsim::config::Overrides;
use plotsim::config::{Finding, Findings, Severity};
use plotsim::project::Project;

/// Every finding of a config, warnings included.
fn findings(yaml: &str) -> Vec<Finding> {
    findings_with(yaml, Overrides::default())
}

fn findings_with(yaml: &str, overrides: Overrides) -> Vec<Finding> {
    let found = match Project::read("broken.yaml", yaml, overrides) {
        Ok((_, Findings { items, .. })) => items,
        Err(found) => {
            assert!(found.has_errors(), "refused without an error: {yaml}");
            found.items
        }
    };
    agree(yaml, &found);
    found
}

/// The schema says of a config what the parser found; broken YAML is no config.
fn agree(yaml: &str, found: &[Finding]) {
    thread_local!(static SCHEMA: serde_json::Value = plotsim::catalogue::schema::schema(None));
    let Some(config) = plotsim::catalogue::schema::yaml(yaml) else { return };
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<(bool, String)> = errors.map(|one| (one.structural, one.to_string())).collect();
    let problem = SCHEMA.with(|whole| agreement::disagreement(whole, &config, &errors));
    assert_eq!(problem, None, "{}", &yaml[..yaml.len().min(2000)]);
}

/// Takes out the mark and tells its line and column, both from 1.
fn unmark(yaml: &str) -> (String, u64, u64) {
    let (before, after) = yaml.split_once('§').unwrap_or_else(|| panic!("no mark in:\n{yaml}"));
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    (format!("{before}{after}"), line, column)
}

/// The config has exactly one finding: this code, at the mark, with these parts in its message or hint.
fn refused(yaml: &str, code: &str, parts: &[&str]) {
    finding(yaml, Severity::Error, code, parts);
}

fn warned(yaml: &str, code: &str, parts: &[&str]) {
    finding(yaml, Severity::Warning, code, parts);
}

fn finding(yaml: &str, severity: Severity, code: &str, parts: &[&str]) {
    if let Err(difference) = check(yaml, severity, code, parts) {
        panic!("{difference}");
    }
}

fn check(marked: &str, severity: Severity, code: &str, parts: &[&str]) -> Result<(), String> {
    let (yaml, line, column) = unmark(marked);
    let found = findings(&yaml);
    let all: String = found.iter().map(|finding| format!("  [{}] {finding}\n", finding.code)).collect();
    let wrong = |what: String| Err(format!("{what}; found\n{all}in {}\n", excerpt(marked)));
    let [only] = found.as_slice() else { return wrong(format!("{} findings", found.len())) };
    if (only.code, only.severity) != (code, severity) {
        return wrong(format!("not {code}"));
    }
    if (only.at.line, only.at.column) != (line, column) {
        return wrong(format!("not at {line}:{column}"));
    }
    let shown = only.to_string();
    if let Some(part) = parts.iter().find(|part| !shown.contains(**part)) {
        return wrong(format!("does not say {part:?}"));
    }
    assert!(shown.starts_with(&format!("{line}:{column}: ")), "{shown}");
    Ok(())
}

/// The line with the mark.
fn excerpt(marked: &str) -> &str {
    marked.lines().find(|line| line.contains('§')).unwrap_or_default().trim()
}

/// All cases, each an error at its mark; tells every case that differs.
fn all_refused<'a>(cases: impl IntoIterator<Item = (String, &'a str, &'a [&'a str])>) {
    let differences: Vec<String> = cases
        .into_iter()
        .filter_map(|(yaml, code, parts)| check(&yaml, Severity::Error, code, parts).err())
        .collect();
    assert!(differences.is_empty(), "{} cases:\n{}", differences.len(), differences.join("\n"));
}

/// A config of one column with this generator, in a dataset `shop` of 100 rows beside a parent `people` of 50.
fn column(generator: &str) -> String {
    format!(
        "datasets:
- {{ name: people, output: people, num_rows: 50, columns: [{{ name: id, generator: {{ type: sequential_id }} }}, {{ name: age, generator: {{ type: uniform_int, min: 0, max: 9 }} }}] }}
- name: shop
  output: shop
  num_rows: 100
  partition: {{ column: day, start: 2024-01-01, days: 3 }}
  columns:
  - name: at
    generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 }}
  - name: price
    generator: {generator}
"
    )
}

#[test]
fn days_of_a_parent_are_checked() {
    let config = |partition: &str, dated: &str| {
        format!(
            "datasets:
- name: orders
  output: orders
  num_rows: 100
  {dated}
  columns: [{{ name: id, generator: {{ type: sequential_id }} }}]
- name: lines
  output: lines
  partition: {partition}
  columns:
  - {{ name: order_id, generator: {{ type: foreign_key, dataset: orders, per_parent: {{ min: 1, max: 2 }} }} }}
  - {{ name: other, generator: {{ type: foreign_key, dataset: orders }} }}
"
        )
    };
    let dated = "partition: { column: day, start: 2024-01-01, days: 9 }";
    assert_eq!(findings(&config("{ column: day, of: order_id }", dated)), []);
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("{ column: day, of: §other }", dated, "unknown-column", &["'other'", "here that is 'order_id'"]),
        ("{ column: day, of: §order_id }", "seed: 1", "wrong-place", &["'orders' has no partition"]),
        (
            "{ column: day, of: order_id, days: §9 }",
            dated,
            "conflicting-keys",
            &["'days' and 'of' exclude each other"],
        ),
        (
            "{ column: day, of: order_id, rhythm: §office }",
            dated,
            "conflicting-keys",
            &["'rhythm' and 'of'", "keep one"],
        ),
        ("§{ column: day }", dated, "missing-key", &["missing key 'start' or 'of'"]),
        ("{ column: day, start: §2024-01-01 }", dated, "missing-key", &["'days', which 'start' needs"]),
    ];
    let differences: Vec<String> = cases
        .iter()
        .filter_map(|(partition, dated, code, parts)| {
            check(&config(partition, dated), Severity::Error, code, parts).err()
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    refused(
        "datasets: [{ name: a, output: a, num_rows: 9, partition: { column: day, of: §id }, columns: [{ name: id, generator: { type: sequential_id } }] }]",
        "unknown-column",
        &["say per_parent on one foreign_key column"],
    );
}

#[test]
fn holidays_without_effect_or_of_unknown_years_are_told() {
    warned(
        &column("{ type: date, start: 2024-01-01, end: 2024-02-01, rhythm: { holidays: §DE } }"),
        "no-effect",
        &["a holiday weighs what a Sunday does"],
    );
    warned(
        &column(
            "{ type: date, start: 2060-01-01, end: 2061-02-01, rhythm: { preset: office, holidays: §[DE, TR] } }",
        ),
        "unknown-holidays",
        &["holidays of TR", "1990 to 2060"],
    );
}

#[test]
fn rhythms_of_partitions_are_checked() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("days: 2, rhythm: §office", "bad-weights", &["gives no day of the range"]),
        ("days: 9, rhythm: { hours: §{ 9: 1 } }", "wrong-place", &["hours has no effect here"]),
        ("days: 1000000, rhythm: §office", "out-of-range", &["1000000 days", "100000 at most"]),
        ("days: 9, rhythm: §offices", "unknown-word", &["did you mean 'office'?"]),
    ];
    all_refused(cases.iter().map(|(days, code, parts)| {
        let yaml = column("{ type: uuid }").replace("2024-01-01, days: 3", &format!("2024-01-06, {days}"));
        (yaml, *code, *parts)
    }));
}

/// Rhythms that break one rule each, of a timestamp within January 2024.
#[test]
fn rhythms_are_checked() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("§3", "wrong-type", &["rhythm must be a preset", "a whole number"]),
        ("§weekends", "unknown-word", &["did you mean 'weekend'?"]),
        ("{ preset: §shop }", "unknown-word", &["office, retail, evening, night, weekend, always"]),
        ("{ hour: §{ 9: 1 } }", "unknown-key", &["did you mean 'hours'?"]),
        ("{ hours: { 24: §1 } }", "unknown-key", &["unknown key 24", "from 0 to 23"]),
        ("{ hours: { noon: §1 } }", "unknown-key", &["'noon'"]),
        ("{ hours: { 9: 1, '09': §1 } }", "duplicate-name", &["9 is written twice"]),
        ("{ hours: §{} }", "empty-mapping", &["empty"]),
        ("{ hours: { 9: §-1 } }", "out-of-range", &["must be ≥ 0"]),
        ("{ hours: { 9: §x } }", "wrong-type", &["number"]),
        ("{ hours: §{ 9: 0, 10: 0 } }", "bad-weights", &["positive"]),
        ("{ hours: §[9, 10] }", "wrong-type", &["mapping"]),
        ("{ weekdays: { monday: §1 } }", "unknown-key", &["'monday'", "mon, tue"]),
        ("{ weekdays: { Mon: §1 } }", "unknown-key", &["did you mean 'mon'?"]),
        (
            "{ weekdays: §{ mon: 0, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 0 } }",
            "bad-weights",
            &["positive"],
        ),
        ("{ months: { §13: 1 } }", "wrong-type", &["13"]),
        ("§{ months: { jan: 0 } }", "bad-weights", &["no second of the range"]),
        ("{ growth: §0.02 }", "wrong-type", &["0.02 per month", "not the number 0.02"]),
        ("{ growth: §0.02 per moon }", "bad-rate", &["'0.02 per moon'", "0.02 per month"]),
        ("{ growth: §fast per month }", "bad-rate", &["2% per year"]),
        ("{ growth: §-1 per day }", "out-of-range", &["above -1"]),
        ("§{ growth: 99 per day, weekdays: { mon: 1e300 } }", "bad-weights", &["too large to add up"]),
        ("{ noise: §1.5 }", "out-of-range", &["[0, 1]"]),
        ("{ holidays: §UK }", "unknown-word", &["'UK'", "did you mean 'GB'?"]),
        ("{ holidays: §Germany }", "unknown-word", &["did you mean 'DE'?"]),
        ("{ holidays: [DE, §fr] }", "unknown-word", &["did you mean 'FR'?"]),
        ("{ preset: office, holidays: [DE, §DE] }", "duplicate-item", &["listed twice"]),
        ("{ holidays: §[] }", "empty-list", &["empty"]),
        ("{ holiday_weight: §2 }", "missing-key", &["'holidays', which 'holiday_weight' needs"]),
    ];
    all_refused(cases.iter().map(|(rhythm, code, parts)| {
        let generator = format!(
            "{{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00, rhythm: {rhythm} }}"
        );
        (column(&generator), *code, *parts)
    }));
    let rest: &[(&str, &str, &[&str])] = &[
        (
            "{ type: date, start: 2024-01-06, end: 2024-01-08, rhythm: §office }",
            "bad-weights",
            &["rhythm gives no day of the range"],
        ),
        (
            "{ type: date, start: 2024-01-01, end: 2025-01-01, unique: §true, rhythm: office }",
            "conflicting-keys",
            &["unique is true, which deals every value alike"],
        ),
        (
            "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2025-01-01T00:00:00, unique: §true, rhythm: office }",
            "conflicting-keys",
            &["unique is true, which deals every value alike"],
        ),
        (
            "{ type: date, start: 2024-01-01, end: 2025-01-01, rhythm: { hours: §{ 9: 1 } } }",
            "wrong-place",
            &["hours has no effect here", "timestamp_offset"],
        ),
        (
            "{ type: date, start: 1000-01-01, end: 2025-01-01, rhythm: §office }",
            "out-of-range",
            &["374374 days", "100000"],
        ),
        (
            "{ type: timestamp, start: 2024-01-01T20:00:00, end: 2024-01-02T06:00:00, rhythm: §office }",
            "bad-weights",
            &["no second of the range"],
        ),
    ];
    all_refused(rest.iter().map(|(generator, code, parts)| (column(generator), *code, *parts)));
}

/// Generators that break one rule each.
#[test]
fn generator_parameters_are_checked() {
    let cases: &[(&str, &str, &[&str])] = &[
        // What the type is, and which keys belong to it.
        ("§uuid", "wrong-type", &["must be a mapping"]),
        ("§{ min: 1, max: 2 }", "missing-key", &["missing key 'type'"]),
        ("{ type: §uniform, min: 1, max: 2 }", "unknown-generator", &["'uniform'", "uniform_int"]),
        ("{ type: §Uuid }", "unknown-generator", &["did you mean 'uuid'"]),
        ("{ type: §[uuid] }", "wrong-type", &["must be text, not a list"]),
        ("{ type: uuid, unique: §true }", "unknown-key", &["'unique'"]),
        ("{ type: sequential_id, first: §5 }", "unknown-key", &["'first'"]),
        ("{ type: sequential_id, step: §0 }", "out-of-range", &["same number"]),
        ("{ type: sequential_id, start: 9223372036854775800, step: §2 }", "out-of-range", &["BIGINT"]),
        ("§{ type: sequential_id, start: 9223372036854775800, width: 20 }", "out-of-range", &["BIGINT"]),
        ("§{ type: sequential_id, start: -5, prefix: A }", "out-of-range", &["-5"]),
        ("{ type: sequential_id, width: §2 }", "not-enough-values", &["100", "width: 3"]),
        ("{ type: sequential_id, width: §21 }", "out-of-range", &["20"]),
        ("§{ type: uniform_int, min: 1 }", "missing-key", &["missing key 'max'"]),
        ("{ type: uniform_int, min: 1, max: 2, maximum: §9 }", "unknown-key", &["'maximum'"]),
        // People and places.
        ("{ type: person, field: §names }", "unknown-word", &["'names'", "name"]),
        ("{ type: person, field: name, locale: §de_DD }", "unknown-locale", &["'de_DD'", "de_DE"]),
        ("{ type: address, field: city, locale: [fr_FR, §Atlantis] }", "unknown-locale", &["'Atlantis'"]),
        ("{ type: address, field: city, locale: §[] }", "empty-list", &[]),
        ("{ type: address, field: city, locale: §5 }", "wrong-type", &[]),
        ("{ type: person, field: name, locale: { column: §at } }", "wrong-type", &["'at'", "not listed"]),
        ("{ type: person, field: name, locale: { column: §land } }", "unknown-column", &["'land'"]),
        ("{ type: person, field: name, locale: { column: §price } }", "self-reference", &[]),
        ("{ type: person, field: name, domains: §[acme.com] }", "conflicting-keys", &["domains", "name"]),
        ("{ type: person, field: email, domains: [§'a@b.c'] }", "bad-name", &["'a@b.c'"]),
        ("{ type: person, field: email, min_age: §3 }", "conflicting-keys", &["min_age"]),
        ("{ type: person, field: phone, unique: §true }", "conflicting-keys", &["unique"]),
        ("§{ type: person, field: birth_date, min_age: 30, max_age: 20 }", "inverted-range", &["30", "20"]),
        ("{ type: person, field: birth_date, max_age: §130 }", "out-of-range", &["130"]),
        ("{ type: person, field: birth_date, as_of: §0100-01-01 }", "out-of-range", &["200"]),
        ("{ type: company, field: industry, domains: §[acme.com] }", "conflicting-keys", &["domains"]),
        // Whole numbers.
        ("§{ type: uniform_int, min: 5, max: 5 }", "inverted-range", &["min is 5", "max is 5", "less than"]),
        ("§{ type: uniform_int, min: 6, max: 5 }", "inverted-range", &["6", "5"]),
        ("{ type: uniform_int, min: §1.5, max: 5 }", "wrong-type", &["whole number", "1.5"]),
        ("{ type: uniform_int, min: 0, max: §1e3 }", "wrong-type", &["whole number", "exponent"]),
        ("{ type: uniform_int, min: 0, max: §'9' }", "wrong-type", &["'9'"]),
        (
            "{ type: uniform_int, min: 0, max: §9223372036854775808 }",
            "out-of-range",
            &["9223372036854775808"],
        ),
        ("{ type: uniform_int, min: 0, max: §null }", "wrong-type", &["not null"]),
        ("{ type: uniform_int, min: 0, max: 99, unique: §true }", "not-enough-values", &["99", "100"]),
        ("{ type: uniform_int, min: 0, max: 99, unique: §yes }", "wrong-type", &["true or false", "'yes'"]),
        // Real numbers.
        ("§{ type: uniform_float, min: 1.0, max: 1.0 }", "inverted-range", &["min is 1.0"]),
        ("§{ type: uniform_float, min: 2, max: 1 }", "inverted-range", &["2.0", "1.0"]),
        ("§{ type: uniform_float, min: -1.7e308, max: 1.7e308 }", "inverted-range", &["finite"]),
        ("{ type: uniform_float, min: §.nan, max: 1 }", "out-of-range", &[".nan", "finite"]),
        ("{ type: uniform_float, min: 0, max: §.inf }", "out-of-range", &["inf"]),
        ("{ type: uniform_float, min: 0, max: §1_0.0x }", "wrong-type", &["must be a number"]),
        // Probabilities.
        ("{ type: bool, prob: §1.5 }", "out-of-range", &["1.5", "[0, 1]"]),
        ("{ type: bool, prob: §-0.1 }", "out-of-range", &["-0.1", "[0, 1]"]),
        ("{ type: bool, prob: §.nan }", "out-of-range", &[".nan", "[0, 1]"]),
        ("{ type: bool, prob: §15% }", "wrong-type", &["'15%'"]),
        ("{ type: optional, prob: §2, inner: { type: uuid } }", "out-of-range", &["2", "[0, 1]"]),
        ("§{ type: optional, prob: 0.5 }", "missing-key", &["'inner'"]),
        ("{ type: optional, prob: 0.5, inner: §uuid }", "wrong-type", &["mapping"]),
        ("{ type: optional, prob: 0.5, inner: { type: bool, prob: §7 } }", "out-of-range", &["7"]),
        // Distributions.
        ("{ type: log_normal, median: §0, sigma: 1, max: 9 }", "out-of-range", &["0", "> 0"]),
        ("{ type: log_normal, median: §-3, sigma: 1, max: 9 }", "out-of-range", &["-3", "> 0"]),
        ("{ type: log_normal, median: 3, sigma: §-1, max: 9 }", "out-of-range", &["-1", "≥ 0"]),
        ("{ type: log_normal, median: 3, sigma: §.inf, max: 9 }", "out-of-range", &["inf"]),
        ("{ type: log_normal, median: 3, sigma: §.nan, max: 9 }", "out-of-range", &[".nan"]),
        ("{ type: log_normal, median: 3, sigma: 1, max: §-1 }", "out-of-range", &["-1", "≥ 0"]),
        ("§{ type: log_normal, median: 3, sigma: 1 }", "missing-key", &["'max'"]),
        (
            "{ type: log_normal, median: 3, sigma: 1, max: §9.5 }",
            "out-of-range",
            &["9.5", "whole", "decimals"],
        ),
        (
            "{ type: log_normal, median: 3, sigma: 1, max: 9, decimals: §10 }",
            "out-of-range",
            &["decimals is 10"],
        ),
        (
            "{ type: log_normal, median: 3, sigma: 1, max: §1e16, decimals: 2 }",
            "out-of-range",
            &["decimals holds"],
        ),
        ("{ type: geometric, p: §0 }", "out-of-range", &["0"]),
        ("{ type: geometric, p: §-0.5 }", "out-of-range", &["-0.5"]),
        ("{ type: geometric, p: §1.01 }", "out-of-range", &["1.01"]),
        ("{ type: geometric, p: §1e-17 }", "out-of-range", &["1e-17"]),
        ("{ type: geometric, p: §.nan }", "out-of-range", &[".nan"]),
        // Choices.
        ("{ type: weighted_choice, values: §{} }", "bad-weights", &["empty"]),
        ("{ type: weighted_choice, values: §{ a: 0, b: 0 } }", "bad-weights", &["positive"]),
        ("{ type: weighted_choice, values: { a: §-1, b: 2 } }", "out-of-range", &["-1", "≥ 0"]),
        ("{ type: weighted_choice, values: { a: §.nan, b: 2 } }", "out-of-range", &[".nan"]),
        ("{ type: weighted_choice, values: { a: §.inf } }", "out-of-range", &["inf"]),
        ("{ type: weighted_choice, values: §{ a: 1.7e308, b: 1.7e308 } }", "bad-weights", &["finite"]),
        ("{ type: weighted_choice, values: { §null: 2, a: 1 } }", "wrong-type", &["the key null"]),
        ("{ type: weighted_choice, values: { §.nan: 2, 1: 1 } }", "wrong-type", &["finite number", ".nan"]),
        ("{ type: weighted_choice, values: §[a, b] }", "wrong-type", &["mapping", "a list"]),
        // Moments between others, and in series.
        ("{ type: between, low: §nothing, high: 2024-02-01 }", "unknown-column", &["'nothing'"]),
        ("{ type: between, low: at, high: §price }", "self-reference", &["'price'"]),
        (
            "§{ type: between, low: at, high: 2023-01-01 }",
            "inverted-range",
            &["high always comes before low"],
        ),
        ("{ type: between, low: at, high: 2024-03-01, end: §soon }", "bad-date", &["'soon'"]),
        ("{ type: series, start: §soon, every: 1 day }", "bad-date", &["'soon'"]),
        (
            "{ type: series, start: 2024-01-01, every: §daily }",
            "wrong-unit",
            &["'daily' is not a duration", "15 minutes"],
        ),
        ("{ type: series, start: 2024-01-01, every: §0 days }", "out-of-range", &["rows must lie apart"]),
        (
            "{ type: series, start: 2024-01-01, every: 1 hour, jitter: §2 hours }",
            "out-of-range",
            &["change places"],
        ),
        (
            "{ type: series, start: 2024-01-01, every: §9999999 weeks }",
            "out-of-range",
            &["outside the years"],
        ),
        // Laws.
        ("{ type: normal, mean: 0, sd: §0 }", "out-of-range", &["sd is 0"]),
        ("§{ type: normal, mean: 0 }", "missing-key", &["missing key 'sd'"]),
        ("{ type: normal, mean: 0, sd: 1, sigma: §2 }", "unknown-key", &["'sigma'"]),
        ("§{ type: normal, mean: 0, sd: 1, min: 2, max: 2 }", "inverted-range", &["min is 2 and max is 2"]),
        ("§{ type: exponential, mean: 1, max: -1 }", "inverted-range", &["max is -1"]),
        ("§{ type: beta, alpha: 2, beta: 2, min: 1.5 }", "inverted-range", &["values lie from 0 to 1"]),
        ("§{ type: normal, mean: 0, sd: 1, min: 100 }", "out-of-range", &["gives no values from 100"]),
        (
            "§{ type: pareto, alpha: 0.5, scale: 1, decimals: 2 }",
            "out-of-range",
            &["gives values up to", "say max"],
        ),
        (
            "§{ type: normal, mean: 0, sd: 1, min: 1, max: 2, step: 10 }",
            "out-of-range",
            &["no multiple of 10"],
        ),
        ("{ type: normal, mean: 0, sd: 1, decimals: §10 }", "out-of-range", &["decimals is 10"]),
        (
            "{ type: normal, mean: 0, sd: 1, step: §0.001, decimals: 2 }",
            "out-of-range",
            &["more decimal places than 2"],
        ),
        ("{ type: normal, mean: 0, sd: 1, step: §1e-12 }", "out-of-range", &["nine decimal places"]),
        ("{ type: normal, mean: 0, sd: 1, zeros: §2 }", "out-of-range", &["zeros is 2"]),
        ("{ type: gamma, shape: §0, scale: 1 }", "out-of-range", &["shape is 0"]),
        ("{ type: poisson, mean: §1e10 }", "out-of-range", &["mean is"]),
        ("{ type: binomial, n: §0, p: 0.5 }", "out-of-range", &["n is 0"]),
        ("{ type: binomial, n: 5, p: §1.5 }", "out-of-range", &["p is 1.5"]),
        ("§{ type: binomial, n: 5, p: 0.5, min: 6 }", "inverted-range", &["from 0 to 5"]),
        (
            "§{ type: negative_binomial, r: 1000000, p: 0.0001 }",
            "out-of-range",
            &["spreads over more than", "gamma"],
        ),
        ("{ type: zipf, n: §2000000, s: 1 }", "out-of-range", &["n is 2000000"]),
        ("{ type: mixture, of: §[] }", "empty-list", &["of is empty"]),
        ("{ type: mixture, of: §[{ weight: 0, generator: { type: uuid } }] }", "bad-weights", &["positive"]),
        (
            "{ type: mixture, of: [{ generator: { type: uuid } }, §{ generator: { type: poisson, mean: 1 } }] }",
            "different-types",
            &["gives INTEGER", "give UUID"],
        ),
        ("§{ type: empirical }", "missing-key", &["'quantiles' or 'values'"]),
        ("{ type: empirical, quantiles: §[[0, 1], [0.5, 2]] }", "bad-range", &["from level 0 to level 1"]),
        ("{ type: empirical, quantiles: [[0, 1], §[0, 2], [1, 3]] }", "bad-range", &["levels must rise"]),
        (
            "{ type: empirical, quantiles: [[0, 1], §[0.5, 0], [1, 3]] }",
            "bad-range",
            &["values must not fall"],
        ),
        ("{ type: empirical, quantiles: [[0, 1], §[0.5], [1, 3]] }", "wrong-length", &["[level, value]"]),
        ("{ type: one_of, values: §[] }", "empty-list", &["empty"]),
        ("{ type: one_of, values: [1, §.inf] }", "wrong-type", &["finite number", ".inf"]),
        ("{ type: one_of, values: [a, §[b]] }", "wrong-type", &["a list"]),
        ("{ type: one_of, values: [a, §null] }", "wrong-type", &["null"]),
        ("{ type: one_of, values: §a }", "wrong-type", &["a list"]),
        ("{ type: one_of, values: [a, b], unique: §true }", "not-enough-values", &["2", "100"]),
        // Constants that the original silently emptied or wrapped.
        ("{ type: constant, value: §null }", "wrong-type", &["null"]),
        ("{ type: constant, value: §[1] }", "wrong-type", &["a list"]),
        ("{ type: constant, value: §{ a: 1 } }", "wrong-type", &["a mapping"]),
        ("{ type: constant, value: §.nan }", "wrong-type", &["finite"]),
        ("{ type: constant, value: §18446744073709551615 }", "out-of-range", &["18446744073709551615"]),
        // Dates and times that the original silently replaced.
        ("{ type: date, start: §2024-13-01, end: 2025-01-01 }", "bad-date", &["2024-13-01", "YYYY-MM-DD"]),
        ("{ type: date, start: 2024-01-01, end: §2023-02-29 }", "bad-date", &["2023-02-29"]),
        ("{ type: date, start: §20240101, end: 2025-01-01 }", "wrong-type", &["20240101"]),
        ("{ type: date, start: §01/02/2024, end: 2025-01-01 }", "bad-date", &["01/02/2024"]),
        ("{ type: date, start: 2024-01-01, end: §10000-01-01 }", "bad-date", &["10000-01-01"]),
        (
            "§{ type: date, start: 2024-01-02, end: 2024-01-01 }",
            "inverted-range",
            &["2024-01-02", "2024-01-01"],
        ),
        (
            "{ type: date, start: 2024-01-01, end: 2024-03-01, unique: §true }",
            "not-enough-values",
            &["60", "100"],
        ),
        (
            "{ type: timestamp, start: §2024-01-01 00:00:00, end: 2025-01-01T00:00:00 }",
            "bad-timestamp",
            &["2024-01-01 00:00:00", "YYYY-MM-DDTHH:MM:SS"],
        ),
        (
            "{ type: timestamp, start: §2016-12-31T23:59:60, end: 2025-01-01T00:00:00 }",
            "bad-timestamp",
            &["2016-12-31T23:59:60"],
        ),
        (
            "{ type: timestamp, start: 2024-01-01T00:00:00, end: §2025-01-01T00:00:00Z }",
            "bad-timestamp",
            &["Z'"],
        ),
        (
            "{ type: timestamp, start: 2024-01-01T00:00:00, end: §2025-01-01 }",
            "bad-timestamp",
            &["'2025-01-01'"],
        ),
        (
            "{ type: timestamp, start: 2024-01-01T00:00:00, end: §2025-01-01T24:00:00 }",
            "bad-timestamp",
            &["T24"],
        ),
        (
            "§{ type: timestamp, start: 2024-01-01T00:00:01, end: 2024-01-01T00:00:00 }",
            "inverted-range",
            &["2024-01-01T00:00:01"],
        ),
        // Words of faker.
        ("{ type: faker, method: §jobs }", "unknown-faker-method", &["'jobs'", "did you mean 'job'"]),
        ("{ type: faker, method: job, locale: §xx_XX }", "unknown-locale", &["xx_XX"]),
        ("{ type: faker, method: §job, unique: true }", "not-enough-values", &["repeats"]),
        ("{ type: faker, method: 'random_int:§least:3' }", "bad-source", &["'least'"]),
        ("{ type: faker, method: job, as_of: §0100-01-01 }", "out-of-range", &["200"]),
        // Delays that end.
        ("{ type: after, column: at, by: { min: 1, max: 2 }, until: §att }", "unknown-column", &["'att'"]),
        (
            "{ type: after, column: at, by: { min: 90, max: 91 }, until: §day }",
            "inverted-range",
            &["shortest delay"],
        ),
        // Rounded laws.
        ("§{ type: uniform_float, min: 0.1, max: 0.2, step: 0.5 }", "out-of-range", &["no multiple of 0.5"]),
        ("{ type: triangular, min: 1, mode: 2, max: 3, decimals: §10 }", "out-of-range", &["9"]),
        // Times of day.
        ("{ type: time, start: §'9:00' }", "bad-timestamp", &["'9:00'", "09:00"]),
        ("§{ type: time, start: '17:00', end: '09:00' }", "inverted-range", &["17:00:00", "09:00:00"]),
        ("{ type: time, start: '12:00', rhythm: §{ hours: { 9: 1 } } }", "bad-weights", &["12:00:00"]),
        // Patterns.
        ("{ type: string_pattern, template: 'a§{uuid' }", "bad-pattern", &["{uuid", "not closed"]),
        ("{ type: string_pattern, template: '§{uniform_int:9}' }", "bad-pattern", &["uniform_int:9"]),
        ("{ type: string_pattern, template: '§{uniform_int:9-1}' }", "bad-pattern", &["MIN less than MAX"]),
        ("{ type: string_pattern, template: '§{uniform_int:a-b}' }", "bad-pattern", &["a-b"]),
        ("{ type: string_pattern, template: '§{uuid:4}' }", "bad-pattern", &["{uuid:4}"]),
        ("{ type: string_pattern, template: 'x§{digits:0}' }", "bad-pattern", &["1 to 1000", "{digits:4}"]),
        ("{ type: string_pattern, template: 'x§{letters}' }", "bad-pattern", &["{letters:3}"]),
        (
            "{ type: string_pattern, template: 'é §{sequential_id:6}' }",
            "bad-pattern",
            &["{sequential_id:06}"],
        ),
        (
            "{ type: string_pattern, template: '§{sequential_id:02}' }",
            "not-enough-values",
            &["{sequential_id:03}"],
        ),
        ("{ type: string_pattern, template: '{column:§nobody}' }", "unknown-column", &["'nobody'"]),
        (
            "{ type: string_pattern, template: '{digits:9}§{checksum:ean13}' }",
            "bad-pattern",
            &["12 digits, but 9"],
        ),
        ("{ type: string_pattern, template: 'DE§{checksum:iban}{digits:20}' }", "bad-pattern", &["22", "24"]),
        ("{ type: string_pattern, template: '§{checksum:luhn}' }", "bad-pattern", &["{digits:15}"]),
        ("{ type: string_pattern, template: '{digits:3}§{checksum:mod11}' }", "bad-pattern", &["'mod11'"]),
        ("§{ type: string_pattern, unique: true }", "missing-key", &["template", "regex"]),
        ("{ type: string_pattern, template: a, regex: §b }", "conflicting-keys", &["template"]),
        ("{ type: string_pattern, regex: 'ab§+' }", "endless-pattern", &["'+'", "{1,8}"]),
        ("{ type: string_pattern, regex: '[A-Z]§{2,}' }", "endless-pattern", &["'{2,}'"]),
        ("{ type: string_pattern, regex: '§(ab' }", "bad-pattern", &["unclosed group"]),
        ("{ type: string_pattern, regex: '[a-c]{2}', unique: §true }", "not-enough-values", &["9", "100"]),
        (
            "{ type: string_pattern, regex: §'[ab]{0,40}a[ab]{30}', unique: true }",
            "too-large",
            &["numbering"],
        ),
        (
            "{ type: json_array, max: 2, item: §{ type: string_pattern, template: '{column:at}' } }",
            "wrong-place",
            &["array"],
        ),
        ("{ type: string_pattern, template: §12 }", "wrong-type", &["12", "quotes"]),
        (
            "{ type: string_pattern, template: '{one_of:a,b}', unique: §true }",
            "not-enough-values",
            &["2", "100"],
        ),
        // Texts that different numbers share.
        (
            "{ type: string_pattern, template: '{uniform_int:1-50}{uniform_int:1-50}', unique: §true }",
            "ambiguous-pattern",
            &["separat"],
        ),
        (
            "{ type: string_pattern, template: '{one_of:a,ab}{one_of:b,bb}{uniform_int:1-50}', unique: §true }",
            "ambiguous-pattern",
            &["separat"],
        ),
        (
            "{ type: string_pattern, template: '{one_of:a,a}-{uniform_int:0-50}', unique: §true }",
            "ambiguous-pattern",
            &["same text"],
        ),
        // Nested types, which this config does not have.
        (
            "§{ type: struct, fields: { a: { type: uuid } } }",
            "needs-native-types",
            &["struct", "json_object"],
        ),
        ("§{ type: list, max: 2, item: { type: uuid } }", "needs-native-types", &["list", "json_array"]),
        // JSON.
        ("{ type: json_object, fields: §{} }", "empty-mapping", &["empty"]),
        ("{ type: json_object, fields: { a: §1 } }", "wrong-type", &["mapping"]),
        ("{ type: json_object, fields: { a: { type: §nope } } }", "unknown-generator", &["nope"]),
        ("§{ type: json_array, min: 3, max: 2, item: { type: uuid } }", "inverted-range", &["3", "2"]),
        ("{ type: json_array, max: §10001, item: { type: uuid } }", "out-of-range", &["10001", "10000"]),
        ("{ type: json_array, max: 2, item: §{ type: sequential_id } }", "wrong-place", &["array"]),
        (
            "{ type: json_array, max: 2, item: §{ type: timestamp_offset, base: at, offset_seconds: { type: constant, value: 1 } } }",
            "wrong-place",
            &["array"],
        ),
        // Values too large to hold a block of: 10,000 arrays of 10,000 items.
        (
            "§{ type: json_array, max: 10000, item: { type: json_array, max: 10000, item: { type: uuid } } }",
            "too-large",
            &["bytes"],
        ),
        // Foreign keys.
        ("{ type: foreign_key, dataset: §peple }", "unknown-dataset", &["'peple'", "did you mean 'people'"]),
        (
            "{ type: foreign_key, dataset: people, column: §ago }",
            "unknown-column",
            &["'ago'", "did you mean 'age'"],
        ),
        (
            "{ type: foreign_key, dataset: shop, column: §price }",
            "self-reference",
            &["'price' is this column itself"],
        ),
        ("{ type: foreign_key, dataset: people, zipf: §-1 }", "out-of-range", &["-1", "[0, 20]"]),
        ("{ type: foreign_key, dataset: people, unique: §true }", "not-enough-values", &["50", "100"]),
        ("{ type: constant, value: §18446744073709551616 }", "out-of-range", &["9223372036854775807"]),
        ("{ type: constant, value: §9223372036854775808 }", "out-of-range", &["9223372036854775807"]),
        (
            "{ type: uniform_int, min: 0, max: §9223372036854775808 }",
            "out-of-range",
            &["9223372036854775807"],
        ),
        // Offsets.
        (
            "{ type: timestamp_offset, base: §att, offset_seconds: { type: constant, value: 1 } }",
            "unknown-column",
            &["'att'", "did you mean 'at'"],
        ),
        (
            "{ type: timestamp_offset, base: §price, offset_seconds: { type: constant, value: 1 } }",
            "unknown-column",
            &["'price'", "earlier"],
        ),
        (
            "{ type: timestamp_offset, base: at, offset_seconds: §{ type: uuid } }",
            "wrong-type",
            &["whole number of seconds"],
        ),
        (
            "{ type: timestamp_offset, base: at, offset_seconds: §{ type: bool, prob: 0.5 } }",
            "wrong-type",
            &["seconds"],
        ),
        (
            "{ type: timestamp_offset, base: at, offset_seconds: §{ type: one_of, values: ['1', x] } }",
            "wrong-type",
            &["seconds"],
        ),
        (
            "{ type: timestamp_offset, base: at, offset_seconds: §{ type: optional, prob: 0.5, inner: { type: constant, value: 1 } } }",
            "wrong-type",
            &["every row"],
        ),
        (
            "{ type: timestamp_offset, base: day, offset_seconds: §{ type: constant, value: 999999999999 } }",
            "out-of-range",
            &["999999999999", "9999"],
        ),
        (
            "{ type: timestamp_offset, base: day, offset_seconds: §{ type: geometric, p: 1e-11 } }",
            "out-of-range",
            &["9999"],
        ),
        // Rhythms.
        (
            "{ type: timestamp_offset, base: at, offset_seconds: { type: constant, value: 1 }, rhythm: §retail }",
            "conflicting-keys",
            &["'rhythm' and 'offset_seconds' exclude each other"],
        ),
        (
            "§{ type: timestamp_offset, base: at }",
            "missing-key",
            &["missing key 'offset_seconds' or 'rhythm'"],
        ),
        (
            "{ type: timestamp_offset, base: day, rhythm: §retial }",
            "unknown-word",
            &["'retial'", "did you mean 'retail'?"],
        ),
        (
            "{ type: timestamp_offset, base: day, rhythm: { weekdays: §{ sun: 1 } } }",
            "wrong-place",
            &["weekdays has no effect here", "the base has the day"],
        ),
        ("{ type: timestamp_offset, base: at, rhythm: §[office] }", "wrong-type", &["a preset", "a list"]),
        // Linked pools.
        ("{ type: linked_choice, pool: §none, field: x }", "unknown-pool", &["'none'"]),
    ];
    all_refused(cases.iter().map(|(generator, code, parts)| (column(generator), *code, *parts)));
}

#[test]
fn keys_that_exclude_one_another_are_named() {
    refused(
        &column("§{ type: foreign_key, dataset: people, zipf: 1.0, unique: true }")
            .replace("num_rows: 100", "num_rows: 10"),
        "conflicting-keys",
        &["zipf", "unique"],
    );
    refused(
        &column("{ type: foreign_key, dataset: people, per_parent: { min: 1, max: 2 } }")
            .replace("num_rows: 100", "num_rows: §100"),
        "conflicting-keys",
        &["num_rows", "per_parent"],
    );
    // A null is as good as nothing.
    assert_eq!(
        findings(&column(
            "{ type: foreign_key, dataset: people, per_parent: null, zipf: null, unique: null }"
        )),
        []
    );
    // The key of another generator says nothing about rows.
    refused(&column("{ type: uuid, per_parent: §{ min: 1, max: 2 } }"), "unknown-key", &["'per_parent'"]);
}

#[test]
fn questionable_configs_are_warned_about() {
    warned(&column("{ type: foreign_key, dataset: people, column: §age }"), "not-a-key", &["people.age"]);
    warned(
        &column("{ type: string_pattern, template: §'{sequential-id}' }"),
        "odd-pattern",
        &["{sequential_id}"],
    );
}

/// A child of a parent of 50 whose rows follow from `per_parent`.
fn children(per_parent: &str) -> String {
    format!(
        "datasets:
- {{ name: people, output: people, num_rows: 50, columns: [{{ name: id, generator: {{ type: sequential_id }} }}] }}
- name: pets
  output: pets
  columns:
  - name: owner
    generator: {{ type: foreign_key, dataset: people, per_parent: {per_parent} }}
"
    )
}

#[test]
fn children_are_checked() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("§{ min: 2, max: 1 }", "inverted-range", &["2", "1"]),
        ("§{ min: 0, max: 0 }", "no-rows", &["children"]),
        ("{ min: §-1, max: 3 }", "out-of-range", &["-1"]),
        ("{ min: 1, max: §1000001 }", "out-of-range", &["1000001", "1000000"]),
        ("§{ min: 1 }", "missing-key", &["'max'"]),
        ("§{ type: uuid }", "wrong-generator", &["geometric", "log_normal"]),
        ("{ type: geometric, p: §0 }", "out-of-range", &["0"]),
        ("§{ type: geometric, p: 1e-9 }", "out-of-range", &["1000000"]),
        ("§{ type: uniform_int, min: -2, max: 3 }", "out-of-range", &["fewer than 0"]),
        ("§{ type: uniform_float, min: 0, max: 3 }", "wrong-generator", &["whole number"]),
        ("§{ type: sequential_id }", "wrong-generator", &["whole number"]),
        (
            "§{ type: optional, prob: 0.5, inner: { type: constant, value: 2 } }",
            "wrong-generator",
            &["every parent"],
        ),
        ("§{ type: geometric, p: 1.0, min: 0 }", "no-rows", &["children"]),
        ("§3", "wrong-type", &["mapping"]),
    ];
    all_refused(cases.iter().map(|(per_parent, code, parts)| (children(per_parent), *code, *parts)));
    let unknown = children("{ min: 1, max: 2 }").replace("dataset: people", "dataset: §peopel");
    refused(&unknown, "unknown-dataset", &["did you mean 'people'"]);
    let own = children("{ min: 1, max: 2 }").replace("dataset: people", "dataset: §pets");
    refused(&own, "wrong-order", &["'pets'", "earlier"]);
    let twice = children("{ min: 1, max: 2 }")
        + "  - name: other\n    generator: §{ type: foreign_key, dataset: people, per_parent: { min: 1, max: 2 } }\n";
    refused(&twice, "conflicting-keys", &["only one"]);
    let repeats = children("{ min: 1, max: 2 }").replace("- name: pets", "- { name: toys, output: toys, num_rows: 5, columns: [{ name: who, generator: { type: foreign_key, dataset: people, column: age, unique: §true } }] }\n- name: pets")
        .replace("{ type: sequential_id } }] }", "{ type: sequential_id } }, { name: age, generator: { type: uniform_int, min: 0, max: 9 } }] }");
    refused(&repeats, "not-a-key", &["'people.age'", "can repeat"]);
    let inside = children("{ min: 1, max: 2 }")
        + "  - name: other\n    generator: { type: optional, prob: 0.5, inner: { type: foreign_key, dataset: people, per_parent: §{ min: 1, max: 2 } } }\n";
    refused(&inside, "wrong-place", &["per_parent"]);
}

/// A valid dataset with everything; `change` puts a mistake into it.
fn dataset(change: impl Fn(String) -> String) -> String {
    change(
        "seed: 1
scale_factor: 1.0
datasets:
- name: visits
  output: visits
  num_rows: 100
  seed: 3
  partition: { column: day, start: 2024-01-01, days: 30 }
  entity:
    pool_ratio: 0.5
    columns:
    - name: visitor
      generator: { type: uuid }
  linked_pools:
  - name: pairs
    pool_size: 20
    shapes:
    - weight: 1.5
      emit: 2
      sticky: [a]
      fields: { a: { type: uniform_int, min: 0, max: 5 }, b: { type: uuid } }
    - weight: 0.5
      fields: { a: { type: uniform_int, min: 0, max: 9 }, b: { type: uuid } }
  redelivery: { fraction: 0.1, arrival_column: at, delay_seconds: { type: constant, value: 60 } }
  columns:
  - name: at
    generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 }
  - name: a
    generator: { type: linked_choice, pool: pairs, field: a }
"
        .to_owned(),
    )
}

#[test]
fn the_full_dataset_is_valid() {
    assert_eq!(findings(&dataset(|yaml| yaml)), []);
}

#[test]
fn datasets_are_checked() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // Top level.
        ("seed: 1\n", "seed: §-1\n", "out-of-range", &["-1", "18446744073709551615"]),
        ("seed: 1\n", "seed: §1.5\n", "wrong-type", &["1.5", "whole number"]),
        ("seed: 1\n", "seed: §18446744073709551616\n", "out-of-range", &["18446744073709551615"]),
        ("seed: 1\n", "sed: §1\n", "unknown-key", &["'sed'", "did you mean 'seed'"]),
        ("scale_factor: 1.0", "scale_factor: §0", "out-of-range", &["0", "> 0"]),
        ("scale_factor: 1.0", "scale_factor: §-2", "out-of-range", &["-2", "> 0"]),
        ("scale_factor: 1.0", "scale_factor: §.nan", "out-of-range", &[".nan"]),
        ("scale_factor: 1.0", "scale_factor: §'1'", "wrong-type", &["'1'"]),
        ("scale_factor: 1.0", "types: §real", "unknown-word", &["real", "text, native"]),
        // A dataset's own keys.
        ("name: visits", "name: §''", "empty-name", &["empty"]),
        ("name: visits", "name: §\"vi\\0sits\"", "bad-name", &["U+0000"]),
        ("name: visits", "name: §7", "wrong-type", &["7", "quotes"]),
        ("num_rows: 100", "num_rows: §-1", "out-of-range", &["-1"]),
        ("num_rows: 100", "num_rows: §1e6", "wrong-type", &["whole number", "exponent"]),
        ("num_rows: 100", "num_rows: §0", "no-rows", &["0"]),
        ("num_rows: 100", "num_rows: §9223372036854775808", "out-of-range", &["9223372036854775808"]),
        ("num_rows: 100", "num_rows: §9223372036854775807", "out-of-range", &["9223372036854775807"]),
        ("  seed: 3", "  seed: §three", "wrong-type", &["'three'"]),
        ("  seed: 3", "  size: §3", "unknown-key", &["'size'"]),
        // Partition.
        ("days: 30", "days: §0", "out-of-range", &["0", "1"]),
        ("days: 30", "days: §1000001", "out-of-range", &["1000001"]),
        ("start: 2024-01-01, days", "start: §2024-02-30, days", "bad-date", &["2024-02-30"]),
        ("start: 2024-01-01, days: 30", "start: 9999-12-30, days: §30", "out-of-range", &["9999"]),
        ("column: day", "column: §a/b", "bad-name", &["a/b"]),
        ("{ column: day, start", "§{ start", "missing-key", &["'column'"]),
        ("column: day", "column: §at", "duplicate-name", &["'at'"]),
        ("column: day", "column: §Visitor", "duplicate-name", &["'Visitor'"]),
        // Entity.
        ("pool_ratio: 0.5", "pool_ratio: §0", "out-of-range", &["0", "> 0"]),
        ("pool_ratio: 0.5", "pool_ratio: §-1", "out-of-range", &["-1"]),
        ("pool_ratio: 0.5", "pool_ratio: §.nan", "out-of-range", &[".nan"]),
        ("pool_ratio: 0.5", "pool_ratio: §1e300", "out-of-range", &["1e300"]),
        (
            "{ type: uuid }\n  linked",
            "§{ type: timestamp_offset, base: day, offset_seconds: { type: constant, value: 1 } }\n  linked",
            "wrong-place",
            &["columns"],
        ),
        // Linked pools.
        ("pool_size: 20", "pool_size: §0", "out-of-range", &["0"]),
        ("pool_size: 20", "pool_size: §100000001", "out-of-range", &["100000001"]),
        ("pool_size: 20", "pool_size: §2.5", "wrong-type", &["2.5"]),
        ("weight: 1.5", "weight: §0", "out-of-range", &["0", "> 0"]),
        ("weight: 1.5", "weight: §-1", "out-of-range", &["-1"]),
        ("weight: 1.5", "weight: §.nan", "out-of-range", &[".nan"]),
        ("weight: 1.5", "weight: §.inf", "out-of-range", &["inf"]),
        ("emit: 2", "emit: §0", "out-of-range", &["0"]),
        ("emit: 2", "emti: §2", "unknown-key", &["did you mean 'emit'"]),
        ("sticky: [a]", "sticky: [§c]", "unknown-field", &["'c'"]),
        ("field: a }", "field: §c }", "unknown-field", &["'c'", "'pairs'"]),
        ("pool: pairs, field", "pool: §pair, field", "unknown-pool", &["did you mean 'pairs'"]),
        (
            "b: { type: uuid } }\n    - weight",
            "b: §{ type: linked_choice, pool: pairs, field: a } }\n    - weight",
            "wrong-place",
            &["shape"],
        ),
        // Redelivery.
        ("fraction: 0.1", "fraction: §0", "out-of-range", &["0", "(0, 1]"]),
        ("fraction: 0.1", "fraction: §1.1", "out-of-range", &["1.1", "(0, 1]"]),
        ("arrival_column: at", "arrival_column: §to", "unknown-column", &["'to'"]),
        ("arrival_column: at", "arrival_column: §a", "wrong-type", &["'a'", "timestamp"]),
        (
            "delay_seconds: { type: constant, value: 60 }",
            "delay_seconds: §{ type: uuid }",
            "wrong-type",
            &["seconds"],
        ),
        // Columns.
        ("- name: a\n", "- name: §At\n", "duplicate-name", &["'At'"]),
        ("- name: a\n", "- name: §''\n", "empty-name", &["empty"]),
        ("- name: a\n", "- name: §\"a\\tb\"\n", "bad-name", &["U+0009"]),
        ("- name: a\n    generator", "- §generator", "missing-key", &["'name'"]),
    ];
    all_refused(cases.iter().map(|(from, to, code, parts)| {
        let yaml = dataset(|yaml| {
            assert!(yaml.contains(from), "{from}");
            yaml.replacen(from, to, 1)
        });
        (yaml, *code, *parts)
    }));
    refused("datasets:\n- name: t\n  output: t\n  num_rows: 1\n  columns: §[]\n", "empty-list", &["empty"]);
    refused("§scale_factor: 1\n", "missing-key", &["'datasets'"]);
    let slip = findings("dataset: []\n");
    assert!(
        slip.iter().any(|finding| finding.hint.as_deref() == Some("did you mean 'datasets'?")),
        "{slip:?}"
    );
    refused("datasets: §{}\n", "wrong-type", &["a list"]);
    refused("§- a\n", "wrong-type", &["a mapping"]);
    refused("datasets:\n- §oops\n", "wrong-type", &["'oops'"]);
}

#[test]
fn shapes_must_agree() {
    let types = dataset(|yaml| {
        yaml.replace("    - weight: 0.5", "    - §weight: 0.5").replace("max: 9 }", "max: 9000000000 }")
    });
    refused(&types, "different-types", &["'a'", "BIGINT", "INTEGER"]);
    let swapped = dataset(|yaml| {
        yaml.replace("    - weight: 0.5", "    - §weight: 0.5").replace(
            "{ a: { type: uniform_int, min: 0, max: 9 }, b: { type: uuid } }",
            "{ b: { type: uuid }, a: { type: uniform_int, min: 0, max: 9 } }",
        )
    });
    refused(&swapped, "different-fields", &["b, a", "a, b", "same order"]);
    let twice = dataset(|yaml| {
        yaml.replace("  redelivery", "  - §name: pairs\n    pool_size: 1\n    shapes: [{ weight: 1, fields: { x: { type: uuid } } }]\n  redelivery")
    });
    refused(&twice, "duplicate-name", &["'pairs'"]);
}

#[test]
fn names_of_datasets_differ_in_more_than_case() {
    let two = |second: &str, output: &str| {
        format!(
            "datasets:
- {{ name: t, output: t, num_rows: 1, columns: [{{ name: a, generator: {{ type: uuid }} }}] }}
- {{ name: {second}, output: {output}, num_rows: 1, columns: [{{ name: a, generator: {{ type: uuid }} }}] }}
"
        )
    };
    refused(&two("§t", "u"), "duplicate-name", &["'t'"]);
    refused(&two("§T", "u"), "duplicate-name", &["'T'"]);
    warned(&two("u", "§t"), "shared-output", &["'t'"]);
}

#[test]
fn rows_are_scaled_exactly_and_never_to_nothing() {
    let config = |rows: u64, scale: &str| {
        format!(
            "scale_factor: {scale}\ndatasets: [{{ name: t, output: t, num_rows: §{rows}, columns: [{{ name: a, generator: {{ type: sequential_id }} }}] }}]\n"
        )
    };
    refused(&config(10, "1e300"), "out-of-range", &["1e300"]);
    for (rows, scale, expected) in [
        (100, "0.29", 29),
        (7, "0.5", 3),
        (3, "1.5", 4),
        (10, "0.1", 1),
        (999, "0.001", 1),
        (10, "1e-9", 1),
        (1_000_000, "0.123456", 123_456),
        (10_000_000_000_000, "0.5", 5_000_000_000_000),
        (10_000_000_000_001, "0.5", 5_000_000_000_000),
        (4_000_000_000_000_000_000, "2", 8_000_000_000_000_000_000),
    ] {
        let (yaml, ..) = unmark(&config(rows, scale));
        let made = Project::read("", &yaml, Overrides::default())
            .map(|(project, _)| project.table(0, None).rows().rows());
        assert_eq!(made.unwrap_or(0), expected, "{rows} × {scale}");
    }
}

#[test]
fn a_lookup_keeps_its_rows_at_any_scale() {
    let config = "datasets:
- { name: branches, output: b, num_rows: 25, scales: false, columns: [{ name: id, generator: { type: sequential_id } }] }
- { name: customers, output: c, num_rows: 3000, columns: [{ name: branch, generator: { type: foreign_key, dataset: branches, column: id } }] }
- { name: accounts, output: a, columns: [{ name: customer, generator: { type: foreign_key, dataset: branches, column: id, per_parent: { min: 0, max: 1 } } }] }
";
    for (scale, customers) in [(1e-9, 1), (0.01, 30), (1000.0, 3_000_000)] {
        let overrides = Overrides { scale: Some(scale), ..Overrides::default() };
        let (project, _) = Project::read("", config, overrides).unwrap();
        let rows = |index: usize| project.table(index, None).rows().rows();
        assert_eq!((rows(0), rows(1), rows(2)), (25, customers, 13), "{scale}");
    }
    let scaled = config.replace("name: accounts, output: a,", "name: accounts, output: a, scales: §false,");
    refused(&scaled, "conflicting-keys", &["per_parent sets the rows"]);
}

#[test]
fn every_problem_is_reported_at_once_in_the_order_of_the_text() {
    let yaml = "seed: -1
scale_factor: 0
wrong: 1
datasets:
- name: a
  output: a
  num_rows: 0
  columns:
  - name: x
    generator: { type: uniform_int, min: two, max: 1.5 }
  - name: x
    generator: { type: nope }
  - { name: y, generator: { type: optional, prob: 3, inner: { type: bool, prob: 4 } } }
- name: A
  output: b
  num_rows: 10
  partition: { column: d, start: tomorrow, days: 0 }
  entity: { pool_ratio: 0, columns: [{ name: e, generator: { type: geometric, p: 2 } }] }
  linked_pools: [{ name: p, pool_size: 0, shapes: [{ weight: 0, fields: { f: { type: date, start: x, end: y } } }] }]
  redelivery: { fraction: 2, arrival_column: z, delay_seconds: { type: uuid } }
  columns:
  - { name: k, generator: { type: foreign_key, dataset: c } }
  - { name: l, generator: { type: linked_choice, pool: p, field: f } }
";
    let found = findings(yaml);
    let lines: Vec<u64> = found.iter().map(|finding| finding.at.line).collect();
    assert!(lines.is_sorted());
    for line in [1, 2, 3, 10, 11, 12, 13, 14, 17, 18, 19, 20, 22] {
        assert!(lines.contains(&line), "nothing on line {line}: {found:#?}");
    }
    let on = |line: u64| lines.iter().filter(|found| **found == line).count();
    assert_eq!((on(10), on(13), on(17), on(18)), (2, 2, 2, 2), "{found:#?}");
    assert!(on(19) >= 4, "{found:#?}");
    for finding in &found {
        assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{finding}");
        assert!(finding.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", finding.code);
    }
}

#[test]
fn the_message_of_an_error_names_file_line_column_dataset_column_and_value() {
    let (yaml, line, column) = unmark(&column("{ type: geometric, p: §1.5 }"));
    let error = Project::read("shop.yaml", &yaml, Overrides::default()).err().unwrap().to_string();
    for part in [
        &format!("shop.yaml:{line}:{column}: "),
        "dataset 'shop'",
        "column 'price'",
        "generator.p",
        "1.5",
        "1]",
    ] {
        assert!(error.contains(part), "no {part:?} in {error:?}");
    }
}

/// The most findings that a config has: after a thousand, one says that there are more.
const MOST_FINDINGS: usize = 1_001;

/// Reading must end, without a panic and in a bounded number of findings. Work that grew with the square of ten megabytes
/// would take days.
fn bounded(what: &str, yaml: &str) -> Vec<Finding> {
    let found = findings(yaml);
    assert!(found.len() <= MOST_FINDINGS, "{what} has {} findings", found.len());
    found
}

/// Reading ends with an error.
fn refused_in_bounds(what: &str, yaml: &str) {
    assert!(
        bounded(what, yaml).iter().any(|finding| finding.severity == Severity::Error),
        "{what} was accepted"
    );
}

#[test]
fn broken_documents_are_refused_with_a_place() {
    refused("a: 1\n§a: 2\n", "yaml", &["a"]);
    for (what, yaml) in [
        ("nothing", ""),
        ("a comment", "# nothing\n"),
        ("two documents", "datasets: []\n---\ndatasets: []\n"),
        ("an open list", "datasets: [1, 2\nseed: 3"),
        ("a tab", "datasets:\n\t- name: t"),
        ("an unknown alias", "datasets: *none\n"),
        ("an unknown tag", "datasets: !!python/object:os.system [ls]\n"),
        ("NUL", "datasets: \0\n"),
        ("a merge of itself", "a: &a\n  <<: *a\n"),
    ] {
        let found = findings(yaml);
        assert!(!found.is_empty() && found[0].severity == Severity::Error, "{what} was accepted");
        assert!(found[0].at.line >= 1 || yaml.is_empty(), "{what}: {found:?}");
    }
}

#[test]
fn deep_documents_are_refused() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        for depth in [70, 10_000, 1_000_000] {
            refused_in_bounds("deep", &format!("{}{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    refused_in_bounds("deep and open", &"- ".repeat(1_000_000));
    let nested = (0..200).fold("{ type: uuid }".to_owned(), |inner, _| {
        format!("{{ type: optional, prob: 0.5, inner: {inner} }}")
    });
    refused_in_bounds("deep generators", &column(&nested));
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 { type: uuid }\n");
    for level in 1..40 {
        bomb.push_str(&format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1));
    }
    refused_in_bounds("alias bomb", &bomb);
    // The same by references between datasets, which no reader of YAML can see.
    let link = |index: u32, generator: &str| {
        format!(
            "- {{ name: d{index}, output: d{index}, num_rows: 9, columns: [{{ name: c, generator: {generator} }}] }}\n"
        )
    };
    let mut bomb = format!("datasets:\n{}", link(0, "{ type: uuid }"));
    for level in 1..60 {
        let key = format!("{{ type: foreign_key, dataset: d{}, column: c }}", level - 1);
        bomb.push_str(&link(level, &format!("{{ type: json_object, fields: {{ a: {key}, b: {key} }} }}")));
    }
    refused_in_bounds("bomb of references", &bomb);
}

#[test]
fn long_chains_of_references_do_not_exhaust_the_stack() {
    let mut chain = String::from(
        "datasets:\n- name: t\n  output: t\n  num_rows: 9\n  columns:\n  - { name: c0, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-02T00:00:00 } }\n",
    );
    for link in 1..5_000 {
        chain.push_str(&format!(
            "  - {{ name: c{link}, generator: {{ type: timestamp_offset, base: c{}, offset_seconds: {{ type: constant, value: 1 }} }} }}\n",
            link - 1
        ));
    }
    refused_in_bounds("chain of offsets", &chain);
    let mut chain = String::from(
        "datasets:\n- { name: d0, output: d0, num_rows: 9, columns: [{ name: c, generator: { type: uuid } }] }\n",
    );
    for link in 1..900 {
        chain.push_str(&format!(
            "- {{ name: d{link}, output: d{link}, num_rows: 9, columns: [{{ name: c, generator: {{ type: foreign_key, dataset: d{}, column: c }} }}] }}\n",
            link - 1
        ));
    }
    refused_in_bounds("chain of keys", &chain);
}

/// Ten megabytes of a repeated piece.
fn ten_megabytes(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(11_000_000);
    for index in 0.. {
        text.push_str(&piece(index));
        if text.len() > 10_000_000 {
            break;
        }
    }
    text
}

#[test]
fn ten_megabytes_of_junk_are_refused() {
    refused_in_bounds("letters", &"x".repeat(10_000_000));
    refused_in_bounds("noise", &ten_megabytes(|index| format!("{}\n", (index * 7919) % 104_729)));
    refused_in_bounds("items", &format!("datasets:\n{}", ten_megabytes(|_| "- x\n".to_owned())));
    refused_in_bounds(
        "fewer items",
        &format!("datasets:\n{}", ten_megabytes(|_| "- xxxxxxxxxxxxxx\n".to_owned())),
    );
    refused_in_bounds("unknown keys", &ten_megabytes(|index| format!("seed_{index}: 1\n")));
    refused_in_bounds(
        "datasets",
        &format!("datasets:\n{}", ten_megabytes(|index| format!("- name: d{index}\n"))),
    );
    refused_in_bounds("brackets", &ten_megabytes(|_| "[]{}:-?&*!|>'\"%@`".to_owned()));
}

#[test]
fn ten_megabytes_of_sense_are_read() {
    let columns =
        ten_megabytes(|index| format!("  - {{ name: column_{index}, generator: {{ type: uuid }} }}\n"));
    bounded("columns", &format!("datasets:\n- name: t\n  output: t\n  num_rows: 9\n  columns:\n{columns}"));
    let texts = ten_megabytes(|index| format!("word{index}, "));
    assert_eq!(bounded("texts", &column(&format!("{{ type: one_of, values: [{texts}] }}"))), []);
}

#[test]
fn numbers_in_a_config_reserve_no_memory() {
    // Accepted, and the first block is there at once.
    for (what, generator) in [
        ("rows", "{ type: sequential_id }"),
        ("permutation", "{ type: uniform_int, min: 0, max: 9223372036854775807, unique: true }"),
        ("zipf", "{ type: foreign_key, dataset: t, zipf: 1.3 }"),
    ] {
        let project = common::project(&common::one_column(4_000_000_000_000_000_000, generator));
        let table = common::table(&project, "t");
        let scan = table.scan(&[0], &plotsim::workers::Workers::single());
        for block in [0, table.blocks() - 1] {
            assert!(scan.block(block).rows > 0, "{what}");
        }
    }
}

/// A config with a chain, a hierarchy and a key of two columns, changed by `change`.
fn wishes(change: impl Fn(&str) -> String) -> String {
    change(
        "hierarchies:
- name: place
  levels: [country, city]
  tree:
    Peru: { Lima: 3, Ica: 1 }
    Chile: [Arica, Lota]
  weights: { Peru: 2, Chile: 1 }
datasets:
- name: people
  output: people
  num_rows: 50
  entity: { pool_ratio: 0.5, columns: [{ name: born, generator: { type: date, start: 1950-01-01, end: 2000-01-01 } }, { name: adult, generator: { type: after, column: born, by: { min: 936, max: 936 }, unit: weeks } }] }
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: part, generator: { type: uniform_int, min: 0, max: 9 } }
- name: cars
  output: cars
  num_rows: 50
  partition: { column: day, start: 2024-01-01, days: 3 }
  linked_pools:
  - name: homes
    pool_size: 9
    shapes:
    - weight: 1
      sticky: [land, town]
      fields: { land: { type: hierarchy, of: place, level: country }, town: { type: hierarchy, of: place, level: city } }
  columns:
  - { name: owner, generator: { type: optional, prob: 0.9, inner: { type: foreign_key, dataset: people, column: part } } }
  - { name: id, generator: { type: foreign_key, dataset: people, column: id, with: owner } }
  - { name: born, generator: { type: parent_value, of: id, column: born } }
  - { name: bought, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 } }
  - { name: fixed, generator: { type: after, column: bought, by: { min: 1, max: 3 }, prob: 0.5 } }
  - { name: sold, generator: { type: after, column: fixed, by: { median: 300, sigma: 0.5, max: 4000 } } }
  - { name: gone, generator: { type: after, column: sold, by: { type: geometric, p: 0.1 }, unit: hours } }
  - { name: due, generator: { type: after, column: day, by: { min: 0, max: 2 }, unit: weeks } }
  - { name: country, generator: { type: hierarchy, of: place, level: country } }
  - { name: city, generator: { type: hierarchy, of: place, level: city } }
- name: stops
  output: stops
  columns:
  - { name: car, generator: { type: foreign_key, dataset: cars, per_parent: { min: 1, max: 3 } } }
  - { name: stop, generator: { type: child_number } }
",
    )
}

#[test]
fn chains_hierarchies_and_keys_of_several_columns_are_checked() {
    assert_eq!(findings(&wishes(str::to_owned)), []);
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // after
        ("column: bought,", "column: §bougt,", "unknown-column", &["'bougt'", "did you mean 'bought'"]),
        ("column: bought,", "column: §fixed,", "self-reference", &["'fixed' is this column itself"]),
        ("column: bought,", "column: §sold,", "wrong-order", &["'sold' comes later", "move 'sold' up"]),
        ("column: bought,", "column: §country,", "wrong-order", &["'country'"]),
        ("column: bought,", "column: §owner,", "wrong-type", &["'owner' is neither a date nor a timestamp"]),
        ("{ type: after, column: bought, by", "§{ type: after, by", "missing-key", &["missing key 'column'"]),
        ("by: { min: 1, max: 3 }", "by: §{ min: 3, max: 1 }", "inverted-range", &["min is 3 and max is 1"]),
        ("by: { min: 1, max: 3 }", "by: { min: §-1, max: 3 }", "out-of-range", &["min is -1", "≥ 0"]),
        ("by: { min: 1, max: 3 }", "by: §{ max: 3 }", "missing-key", &["missing key 'min'"]),
        ("by: { min: 1, max: 3 }", "by: §3", "wrong-type", &["by must be a mapping"]),
        ("by: { min: 1, max: 3 }", "by: { min: 1, max: §1e9 }", "out-of-range", &["outside the years"]),
        ("by: { min: 1, max: 3 }", "by: §{ min: 1, max: 3000000 }", "out-of-range", &["outside the years"]),
        ("by: { min: 1, max: 3 }", "by: { min: 1, max: 3, median_: §2 }", "unknown-key", &["'median_'"]),
        ("by: { median: 300,", "by: { median: §5000,", "out-of-range", &["median is 5000", "to max, 4000"]),
        ("sigma: 0.5", "sigma: §-0.5", "out-of-range", &["sigma is -0.5"]),
        ("{ type: geometric, p: 0.1 }", "§{ type: uuid }", "wrong-type", &["must give a number"]),
        (
            "{ type: geometric, p: 0.1 }",
            "§{ type: uniform_int, min: -5, max: 5 }",
            "out-of-range",
            &["-5", "timestamp_offset"],
        ),
        (
            "{ type: geometric, p: 0.1 }",
            "§{ type: optional, prob: 0.5, inner: { type: geometric, p: 0.1 } }",
            "wrong-type",
            &["prob"],
        ),
        ("prob: 0.5 }", "prob: §1.5 }", "out-of-range", &["prob is 1.5"]),
        (
            "max: 2 }, unit: weeks",
            "max: 2 }, unit: §hours",
            "wrong-unit",
            &["unit is shorter than a day", "days or weeks"],
        ),
        ("max: 2 }, unit: weeks", "max: 2 }, unit: §years", "unknown-word", &["years"]),
        (
            "by: { min: 0, max: 2 }, unit: weeks",
            "by: §{ min: 0.2, max: 0.4 }",
            "inverted-range",
            &["no whole day"],
        ),
        (
            "{ type: after, column: bought, by: { min: 1, max: 3 }, prob: 0.5 }",
            "{ type: json_array, max: 2, item: §{ type: after, column: bought, by: { min: 1, max: 3 } } }",
            "wrong-place",
            &["array"],
        ),
        // hierarchy
        (
            "of: place, level: city } }\n- name: stops",
            "of: §palce, level: city } }\n- name: stops",
            "unknown-hierarchy",
            &["did you mean 'place'"],
        ),
        (
            "level: city } }\n- name: stops",
            "level: §town } }\n- name: stops",
            "unknown-level",
            &["'town'", "country, city"],
        ),
        (
            "levels: [country, city]",
            "levels: §[country]",
            "out-of-range",
            &["must name 2 to 8 levels, not 1", "weighted_choice"],
        ),
        ("levels: [country, city]", "levels: [country, §country]", "duplicate-name", &["duplicate level"]),
        ("Peru: { Lima: 3, Ica: 1 }", "Peru: §{}", "empty-mapping", &["Peru is empty"]),
        ("Peru: { Lima: 3, Ica: 1 }", "Peru: §3", "wrong-depth", &["mapping of values to weights"]),
        ("Peru: { Lima: 3, Ica: 1 }", "Peru: { Lima: §{ Miraflores: 1 } }", "wrong-depth", &["2 levels"]),
        ("Peru: { Lima: 3, Ica: 1 }", "Peru: { Lima: §-3, Ica: 1 }", "out-of-range", &["-3", "≥ 0"]),
        ("Peru: { Lima: 3, Ica: 1 }", "Peru: { Lima: §lots }", "wrong-type", &["a number"]),
        (
            "weights: { Peru: 2, Chile: 1 }",
            "weights: { Peru: 2, Chile: 1, Bolivia: §1 }",
            "unknown-value",
            &["'Bolivia'"],
        ),
        ("weights: { Peru: 2, Chile: 1 }", "weights: §{ Peru: 2 }", "missing-key", &["'Chile' is missing"]),
        (
            "Peru: { Lima: 3, Ica: 1 }",
            "Peru: { Lima: 0, Ica: 0 }",
            "bad-weights",
            &["every leaf below 'Peru'"],
        ),
        ("sticky: [land, town]", "sticky: §[land]", "half-sticky", &["'land' is sticky and 'town' is not"]),
        ("- name: place\n", "- name: place\n  naem: §x\n", "unknown-key", &["'naem'"]),
        // Keys of several columns, and copies.
        ("with: owner", "with: §ownr", "unknown-column", &["'ownr'", "did you mean 'owner'"]),
        ("with: owner", "with: §id", "self-reference", &["'id'"]),
        ("with: owner", "with: §bought", "wrong-order", &["'bought'"]),
        ("with: owner", "with: owner, zipf: §1", "conflicting-keys", &["say zipf on that column"]),
        ("with: owner", "with: owner, unique: §true", "conflicting-keys", &["say unique"]),
        ("of: id, column: born", "of: §car, column: born", "unknown-column", &["'car'"]),
        ("of: id, column: born", "of: id, column: §bron", "unknown-column", &["did you mean 'born'"]),
        ("of: id, column: born", "of: §due, column: born", "wrong-order", &["'due'"]),
        (
            "type: parent_value, of: id, column: born }",
            "type: json_array, max: 1, item: { type: parent_value, of: §id, column: born } }",
            "wrong-place",
            &["array"],
        ),
        (
            "dataset: cars, per_parent: { min: 1, max: 3 } } }",
            "dataset: cars, per_parent: { min: 1, max: 3 } } }\n  - { name: owner, generator: { type: foreign_key, dataset: people, with: §car } }",
            "different-parents",
            &["'cars'", "'people'"],
        ),
        // The number among a parent's children.
        (
            "column: part } } }",
            "column: part } } }\n  - { name: n, generator: §{ type: child_number } }",
            "wrong-place",
            &["per_parent"],
        ),
    ];
    all_refused(cases.iter().map(|(from, to, code, parts)| {
        let yaml = wishes(|yaml| {
            assert!(yaml.contains(from), "{from}");
            let yaml = yaml.replacen(from, to, 1);
            // Without the other column, a part of the key is no key, which is a finding of its own.
            let yaml = if *from == "with: owner" { yaml.replace("column: part", "column: id") } else { yaml };
            // What is wrong with these weights is told where they are.
            if *code == "bad-weights" {
                yaml.replacen("weights: { Peru: 2", "weights: { Peru: §2", 1)
            } else {
                yaml
            }
        });
        (yaml, *code, *parts)
    }));
}

/// References with every condition, changed by `change`.
fn conditions(change: impl Fn(&str) -> String) -> String {
    change(
        "datasets:
- name: shops
  output: shops
  num_rows: 50
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: status, generator: { type: one_of, values: [active, closed] } }
  - { name: debt, generator: { type: uniform_int, min: -5, max: 5 } }
  - { name: size, generator: { type: uniform_int, min: 1, max: 5 } }
  - { name: opened, generator: { type: date, start: 2020-01-01, end: 2021-01-01 } }
- name: goods
  output: goods
  columns:
  - { name: shop, generator: { type: foreign_key, dataset: shops, column: id, per_parent: { min: 2, max: 9 } } }
  - { name: good, generator: { type: sequential_id } }
- name: sales
  output: sales
  num_rows: 100
  columns:
  - { name: sale, generator: { type: sequential_id } }
  - { name: at, generator: { type: timestamp, start: 2020-06-01T00:00:00, end: 2021-01-01T00:00:00 } }
  - { name: shop, generator: { type: foreign_key, dataset: shops, column: id, where: { status: [active] }, before: { opened: at }, weight: size } }
  - { name: other, generator: { type: foreign_key, dataset: shops, column: id, differs_from: shop } }
  - { name: lines, generator: { type: children, dataset: lines, value: count } }
  - { name: total, generator: { type: children, dataset: lines, value: sum(cents) } }
  - { name: past, generator: { type: foreign_key, dataset: sales, column: sale, tree: { roots: 0.1, depth: 3 } } }
- name: lines
  output: lines
  columns:
  - { name: sale, generator: { type: foreign_key, dataset: sales, column: sale, per_parent: { min: 1, max: 3 } } }
  - { name: shop, generator: { type: parent_value, of: sale, column: shop } }
  - { name: cents, generator: { type: uniform_int, min: 1, max: 900 } }
  - { name: code, generator: { type: uuid } }
  - { name: twice, generator: { type: parent_value, of: sale, column: total } }
  - { name: good, generator: { type: foreign_key, dataset: goods, column: good, match: { shop: shop }, distinct_within: sale } }
  - { name: part, generator: { type: foreign_key, dataset: goods, column: good, with: good } }
",
    )
}

/// Where no parent may be named twice, those that keep `where` must suffice.
#[test]
fn candidates_of_unique_references_are_counted() {
    let config = |rows: u64, column: &str, rest: &str| {
        format!(
            "datasets:
- name: a
  output: a
  num_rows: 1000
  columns:
  - {{ name: tier, generator: {{ type: weighted_choice, values: {{ gold: 1, tin: 3 }} }} }}
  - {{ name: code, sql: \"upper(tier)\" }}
- name: b
  output: b
  num_rows: {rows}
  columns: [{{ name: c, generator: {{ type: foreign_key, dataset: a, where: §{{ {column} }}, unique: true{rest} }} }}]
"
        )
    };
    let told = &["about 250 of the 1000 rows of 'a' keep it, but 300 rows need another one each", "are null"];
    warned(&config(300, "tier: gold", ""), "not-enough-values", told);
    refused(&config(300, "tier: gold", ", required: true"), "not-enough-values", &told[..1]);
    assert_eq!(findings(&config(150, "tier: gold", "").replace('§', "")), []);
    warned(
        &config(150, "code: GOLD", ""),
        "not-enough-values",
        &["not known here", "c is null", "required: true"],
    );
}

#[test]
fn conditions_of_references_are_checked() {
    assert_eq!(findings(&conditions(str::to_owned)), []);
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "dataset: lines, value: count",
            "dataset: §lnes, value: count",
            "unknown-dataset",
            &["'lnes'", "did you mean 'lines'"],
        ),
        (
            "dataset: lines, value: count",
            "dataset: §goods, value: count",
            "wrong-place",
            &["'goods' are no children of 'sales'", "per_parent"],
        ),
        ("value: count", "value: §counts", "unknown-word", &["value is 'counts'", "sum(cents)"]),
        (
            "sum(cents)",
            "§sum(cent)",
            "unknown-column",
            &["'cent' is not a column of dataset 'lines'", "did you mean 'cents'"],
        ),
        // Of a column that cannot be read there is one finding, where it stands.
        (
            "{ type: uniform_int, min: 1, max: 900 }",
            "§{ type: uniform_int, min: 9, max: 1 }",
            "inverted-range",
            &["min is 9"],
        ),
        ("sum(cents)", "§sum(code)", "wrong-type", &["sum is not of UUID"]),
        ("sum(cents)", "§median(cents)", "unknown-word", &["median(cents)"]),
        (
            "{ type: children, dataset: lines, value: sum(cents) }",
            "§{ type: children, dataset: lines, value: sum(twice) }",
            "circle",
            &["'total' hangs on itself"],
        ),
        ("match: { shop: shop }", "match: { shp: §shop }", "unknown-column", &["'shp'", "'goods'", "'shop'"]),
        ("match: { shop: shop }", "match: { shop: §shp }", "unknown-column", &["'shp'", "'shop'"]),
        (
            "match: { shop: shop }",
            "match: { shop: §good }",
            "self-reference",
            &["'good' is this column itself"],
        ),
        ("match: { shop: shop }", "match: { shop: §part }", "wrong-order", &["'part' comes later"]),
        ("match: { shop: shop }", "match: §shop", "wrong-type", &["match must be a mapping"]),
        (
            "where: { status: [active] }",
            "where: { status: [§activ] }",
            "unknown-value",
            &["'status' never is 'activ'", "did you mean 'active'"],
        ),
        ("where: { status: [active] }", "where: { status: §[] }", "empty-list", &["is empty"]),
        (
            "where: { status: [active] }",
            "where: { size: §big }",
            "wrong-type",
            &["'size' is INTEGER, which 'big' is not"],
        ),
        (
            "where: { status: [active] }",
            "where: { stat: §active }",
            "unknown-column",
            &["'stat' is not a column of dataset 'shops'"],
        ),
        (
            "before: { opened: at }",
            "before: { status: §at }",
            "wrong-type",
            &["'status' of the parent is VARCHAR", "moments or whole numbers"],
        ),
        ("before: { opened: at }", "after: { opened: §sale }", "wrong-type", &["'sale' of this row INTEGER"]),
        ("weight: size", "weight: §status", "wrong-type", &["'status' is VARCHAR, but weights are numbers"]),
        ("weight: size", "weight: §debt", "bad-weights", &["'debt' can be -5"]),
        (
            "where: { status: [active] }, before: { opened: at }, weight: size",
            "weight: §size, zipf: 1.1",
            "conflicting-keys",
            &["weight does not go with zipf"],
        ),
        ("differs_from: shop", "differs_from: §at", "wrong-type", &["'at' is no foreign key"]),
        (
            "{ type: foreign_key, dataset: goods, column: good, with: good }",
            "{ type: foreign_key, dataset: goods, column: good, unique: true, weight: §good }",
            "conflicting-keys",
            &["unique goes with where alone, not with weight"],
        ),
        ("roots: 0.1, depth: 3", "roots: §0, depth: 3", "out-of-range", &["roots is 0"]),
        (
            "tree: { roots: 0.1, depth: 3 }",
            "tree: §{ roots: 0.1, depth: 100 }",
            "wrong-depth",
            &["109 rows", "there are 100"],
        ),
        ("tree: { roots: 0.1, depth: 3 }", "tree: §{ roots: 0.1, depth: 1 }", "wrong-depth", &["one level"]),
        (
            "dataset: sales, column: sale, tree: {",
            "dataset: shops, column: id, tree: §{",
            "wrong-place",
            &["a tree is one of the dataset's own rows"],
        ),
        ("distinct_within: sale", "distinct_within: §sail", "unknown-column", &["'sail'"]),
        ("with: good", "with: good, weight: §good", "conflicting-keys", &["with takes the row"]),
        ("depth: 3 } }", "depth: 3 }, required: §true }", "conflicting-keys", &["roots have no parent"]),
    ];
    all_refused(cases.iter().map(|(from, to, code, parts)| {
        (
            conditions(|yaml| {
                assert!(yaml.contains(from), "{from}");
                yaml.replacen(from, to, 1)
            }),
            *code,
            *parts,
        )
    }));
    warned(
        &conditions(|yaml| yaml.replace("differs_from: shop", "required: §true")),
        "no-effect",
        &["every row has a parent"],
    );
}

#[test]
fn rows_that_are_written_out_are_checked() {
    let lookup = |change: &dyn Fn(&str) -> String| {
        change(
            "datasets:
- name: a
  output: a
  rows:
  - { code: DE, name: Germany, weight: 83 }
  - { code: FR, name: France, weight: 68.5 }
  columns:
  - { name: id, generator: { type: uuid } }
- { name: b, output: b, num_rows: 9, columns: [{ name: code, generator: { type: foreign_key, dataset: a, column: code, weight: weight } }] }
",
        )
    };
    assert_eq!(findings(&lookup(&str::to_owned)), []);
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "- { code: FR, name: France, weight: 68.5 }",
            "- §{ code: FR, name: France }",
            "different-fields",
            &["code, name, weight"],
        ),
        ("name: France", "name: §3", "different-types", &["'name'"]),
        (
            "  rows:\n  - { code: DE",
            "  num_rows: 5\n  rows:\n  - §{ code: DE",
            "conflicting-keys",
            &["num_rows", "rows"],
        ),
        ("  rows:", "  scales: §true\n  rows:", "conflicting-keys", &["no scale"]),
        (
            "rows:\n  - { code: DE, name: Germany, weight: 83 }\n  - { code: FR, name: France, weight: 68.5 }",
            "rows: §[]",
            "empty-list",
            &["is empty"],
        ),
        (
            "rows:\n  - { code: DE, name: Germany, weight: 83 }\n  - { code: FR, name: France, weight: 68.5 }",
            "num_rows: 5\n  rows: §3",
            "conflicting-keys",
            &["'rows' and 'num_rows' say the same thing"],
        ),
        ("name: id,", "name: §code,", "duplicate-name", &["code"]),
        ("name: Germany", "name: §[Germany]", "wrong-type", &["not a list"]),
        (
            "{ type: uuid }",
            "§{ type: foreign_key, dataset: a, per_parent: { min: 1, max: 2 } }",
            "conflicting-keys",
            &["written out"],
        ),
    ];
    all_refused(cases.iter().map(|(from, to, code, parts)| {
        (
            lookup(&|yaml: &str| {
                assert!(yaml.contains(from), "{from}");
                yaml.replacen(from, to, 1)
            }),
            *code,
            *parts,
        )
    }));
    let project =
        common::project(&lookup(&str::to_owned).replace("datasets:", "scale_factor: 100\ndatasets:"));
    assert_eq!(common::table(&project, "a").rows(), plotsim::tables::RowCount::Exact(2));
}

#[test]
fn leaves_without_weight_and_broken_chains_are_told_once() {
    let yaml = wishes(|yaml| {
        yaml.replace("weights: { Peru: 2, Chile: 1 }", "")
            .replace("tree:", "tree: §")
            .replace("Peru: { Lima: 3, Ica: 1 }", "Peru: { Lima: 0, Ica: 0 }")
            .replace("Chile: [Arica, Lota]", "Chile: { Lota: 0 }")
    });
    // The tree's place is its first value's.
    let found = findings(&yaml.replace('§', ""));
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["bad-weights"]);
    // A delay is read even after a column that is not there.
    let found = findings(&wishes(|yaml| {
        yaml.replace("column: bought, by: { min: 1,", "column: boat, by: { min: 5,")
    }));
    assert_eq!(
        found.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["unknown-column", "inverted-range"]
    );
    // What follows a broken column is not blamed for it.
    let yaml = wishes(|yaml| yaml.replace("column: bought,", "column: sold,"));
    let found = findings(&yaml);
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["wrong-order"]);
}

const SHOPS: &str = "
datasets:
- { name: a, output: a, num_rows: 20, columns: [{ name: id, generator: { type: sequential_id } }] }
- name: b
  output: b
  num_rows: 30
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: a_id, generator: { type: foreign_key, dataset: a, column: id } }
- name: c
  output: c
  columns:
  - { name: b_id, generator: { type: foreign_key, dataset: b, column: id, per_parent: { min: 1, max: 2 } } }
  - { name: a_id, generator: { type: foreign_key, dataset: a, column: id } }
  - { name: above, generator: { type: parent_value, of: b_id, column: a_id } }
";

#[test]
fn a_mistake_in_a_dataset_is_not_told_of_its_children() {
    assert_eq!(findings(SHOPS), []);
    for (right, wrong, codes) in [
        ("column: id } }\n- name: c", "column: id, zipfs: 1 } }\n- name: c", &["unknown-key"][..]),
        ("num_rows: 20", "num_row: 20", &["unknown-key"]),
        ("num_rows: 30", "num_rows: -1", &["out-of-range"]),
        ("{ type: sequential_id } }] }", "{ type: sequentialid } }] }", &["unknown-generator"]),
    ] {
        let text = SHOPS.replacen(right, wrong, 1);
        assert_ne!(text, SHOPS);
        let found: Vec<&str> = findings(&text).into_iter().map(|finding| finding.code).collect();
        assert_eq!(found, codes, "{text}");
    }
}

/// A pool whose entries are written out.
#[test]
fn tuples() {
    let refused_here = |pool: &str, code: &str, parts: &[&str]| {
        let yaml = format!(
            "datasets:
- name: t
  output: t
  num_rows: 10
  linked_pools:
  - {{ name: p, {pool} }}
  columns: [{{ name: a, generator: {{ type: uuid }} }}]
"
        );
        refused(&yaml, code, parts);
    };
    let two = "tuples: [{ a: 1, b: x }, { a: 2, b: y }]";
    refused_here("tuples: §[]", "empty-list", &["at least one"]);
    refused_here("tuples: [§{}]", "missing-key", &["has no fields"]);
    refused_here("tuples: [§3]", "wrong-type", &["mapping"]);
    refused_here("tuples: [{ a: 1, b: x }, §{ a: 2 }]", "different-fields", &["are a, but", "a, b"]);
    refused_here("tuples: [{ a: 1 }, { a: §x }]", "different-types", &["'a'", "VARCHAR", "INTEGER"]);
    refused_here("tuples: [{ a: 1 }, { a: §[1] }]", "wrong-type", &["must be text"]);
    refused_here("tuples: [{ a: §null, b: 1 }, { a: null, b: 2 }]", "wrong-type", &["'a'", "null"]);
    refused_here(&format!("{two}, weights: §[1]"), "bad-weights", &["1 weight", "2 tuples"]);
    refused_here(&format!("{two}, weights: §[0, 0]"), "bad-weights", &["positive"]);
    refused_here(&format!("{two}, weights: [1, §-1]"), "out-of-range", &["-1"]);
    let shapes = "shapes: [{ weight: 1, fields: { a: { type: uuid } } }]";
    refused_here(&format!("{shapes}, pool_size: 3, weights: §[1]"), "missing-key", &["'tuples'"]);
    refused_here("pool_size: 5, tuples: §[{ a: 1 }]", "conflicting-keys", &["'tuples' and 'pool_size'"]);
    refused_here("seed: 5, tuples: §[{ a: 1 }]", "conflicting-keys", &["'tuples' and 'seed'"]);
    refused_here("shapes: §[{ weight: 1, fields: { a: { type: uuid } } }]", "missing-key", &["pool_size"]);
}

/// Correlated columns.
#[test]
fn correlate() {
    let config = |pairs: &str| {
        format!(
            "types: native
datasets:
- name: t
  output: t
  num_rows: 100
  entity:
    pool_ratio: 0.1
    columns: [{{ name: score, generator: {{ type: uniform_int, min: 0, max: 9 }} }}]
  columns:
  - {{ name: id, generator: {{ type: sequential_id }} }}
  - {{ name: age, generator: {{ type: uniform_int, min: 18, max: 90 }} }}
  - {{ name: income, generator: {{ type: log_normal, median: 3000, sigma: 1, max: 90000 }} }}
  - {{ name: premium, generator: {{ type: uniform_float, min: 1, max: 9 }} }}
  - {{ name: vip, generator: {{ type: bool, prob: 0.01 }} }}
  - {{ name: tier, generator: {{ type: one_of, values: [a, b] }} }}
  - {{ name: flat, generator: {{ type: uniform_int, min: 3, max: 4 }} }}
  - {{ name: estate, generator: {{ type: pareto, alpha: 1.5, scale: 10 }} }}
  - {{ name: cut, generator: {{ type: pareto, alpha: 1.5, scale: 10, max: 900 }} }}
  - {{ name: rare, generator: {{ type: uniform_int, min: 0, max: 500, unique: true }} }}
  - {{ name: seen, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 }} }}
  - {{ name: later, generator: {{ type: after, column: seen, by: {{ min: 1, max: 5 }} }} }}
  redelivery: {{ fraction: 0.1, arrival_column: seen, delay_seconds: {{ type: constant, value: 5 }} }}
  correlate: {pairs}
"
        )
    };
    let refused_here = |pairs: &str, code: &str, parts: &[&str]| refused(&config(pairs), code, parts);
    refused_here("§4", "wrong-type", &["a list"]);
    refused_here("[§age]", "wrong-type", &["a list"]);
    refused_here(
        "[§[age, income]]",
        "wrong-length",
        &["2 items", "[first column, second column, coefficient]"],
    );
    refused_here("[[§agee, income, 0.4]]", "unknown-column", &["'agee'", "did you mean 'age'"]);
    refused_here("[[age, §age, 0.4]]", "self-pair", &["'age'"]);
    refused_here("[[age, income, 0.4], §[income, age, 0.4]]", "duplicate-pair", &["'income' and 'age'"]);
    refused_here("[[age, income, §1.2]]", "out-of-range", &["1.2"]);
    refused_here("[[age, income, §strong]]", "wrong-type", &["'strong'"]);
    refused_here("[§[age, tier, 0.4], [income, tier, 0.3]]", "not-correlatable", &["'tier'", "not numbers"]);
    refused_here("[§[age, id, 0.4]]", "not-correlatable", &["'id'", "not drawn"]);
    refused_here("[§[age, flat, 0.4]]", "not-correlatable", &["'flat'", "alike"]);
    refused_here("[§[age, rare, 0.4]]", "not-correlatable", &["'rare'"]);
    refused_here("[§[age, estate, 0.4]]", "not-correlatable", &["'estate'", "no finite variance", "max"]);
    assert_eq!(findings(&config("[[age, cut, 0.4]]")), []);
    refused_here("[§[age, later, 0.4]]", "not-correlatable", &["'later'"]);
    refused_here("[§[age, seen, 0.4]]", "not-correlatable", &["'seen'", "late duplicates"]);
    refused_here("[§[age, score, 0.4]]", "not-correlatable", &["'age'", "each entity"]);
    let ring = "[[age, income, 0.9], [income, premium, 0.9], §[age, premium, -0.9], [vip, age, 0.1]]";
    refused_here(
        ring,
        "impossible-correlations",
        &["'age' and 'income' 0.9, 'income' and 'premium' 0.9, 'age' and 'premium' -0.9"],
    );
    warned(&config("[§[age, vip, 0.9]]"), "unattainable-correlation", &["'age' and 'vip'", "between"]);
    let tight = "[[age, income, 0.86], [income, premium, 0.1], §[age, premium, 0.58]]";
    let found = findings(&config(&tight.replace('§', "")));
    assert!(found.iter().all(|finding| finding.code == "incompatible-correlations"), "{found:?}");
    assert!(!found.is_empty());
}

/// Zones of timestamps.
#[test]
fn zones() {
    let config = |columns: &str| {
        format!(
            "types: native
datasets:
- name: t
  output: t
  num_rows: 100
  columns:
  - {{ name: at, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 }} }}
  - {{ name: there, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00, zone: Asia/Tokyo }} }}
  - {{ name: c, generator: {columns} }}
"
        )
    };
    let refused_here = |generator: &str, code: &str, parts: &[&str]| refused(&config(generator), code, parts);
    let (start, end) = ("2024-01-01T00:00:00", "2024-02-01T00:00:00");
    for (zone, meant) in
        [("Berlin", "Europe/Berlin"), ("Europe/Berln", "Europe/Berlin"), ("new york", "America/New_York")]
    {
        let generator = format!("{{ type: timestamp, start: {start}, end: {end}, zone: §{zone} }}");
        refused_here(&generator, "unknown-zone", &[zone, &format!("did you mean '{meant}'")]);
    }
    refused_here("{ type: series, start: 2024-01-01, every: 1 day, zone: §3 }", "wrong-type", &["zone"]);
    refused_here(
        "{ type: timestamp_offset, base: there, offset_seconds: { type: constant, value: 5 }, zone: §UTC }",
        "conflicting-keys",
        &["the base has the zone Asia/Tokyo already"],
    );
    refused_here(
        "{ type: after, column: at, by: { min: 1, max: 5 }, until: §there }",
        "wrong-type",
        &["only one of them has a zone", "say zone for both"],
    );
    refused_here(
        "{ type: computed, sql: \"§there + INTERVAL 1 DAY\" }",
        "bad-expression",
        &["'there' is of a type that expressions do not take"],
    );
    refused_here(
        &format!(
            "{{ type: timestamp, start: {start}, end: {end}, zone: UTC, rhythm: §{{ hours: {{ 3: 0 }} }} }}"
        )
        .replace("§{ hours: { 3: 0 } }", "{ hours: §{ 3: 0 } }"),
        "bad-weights",
        &["the hours"],
    );
    for fine in [
        "{ type: between, low: at, high: there }",
        "{ type: after, column: there, by: { min: 1, max: 5 } }",
        "{ type: case, of: at, when: [{ is: { min: 2024-01-01, max: 2024-01-15 }, then: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00, zone: UTC } }], else: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00, zone: Asia/Tokyo } }",
    ] {
        assert_eq!(findings(&config(fine)), [], "{fine}");
    }
}

/// A column under `types: native`.
#[test]
fn nested_types() {
    let refused_here = |generator: &str, code: &str, parts: &[&str]| {
        let yaml = format!(
            "types: native
datasets:
- {{ name: t, output: t, num_rows: 10, columns: [{{ name: c, generator: {generator} }}] }}
"
        );
        refused(&yaml, code, parts);
    };
    let item = "{ type: uuid }";
    refused_here("{ type: struct, fields: §{} }", "empty-mapping", &["at least one field"]);
    refused_here(
        &format!("{{ type: struct, fields: {{ a: {item}, A: §{item} }} }}"),
        "duplicate-name",
        &["'A'"],
    );
    refused_here(
        &format!("{{ type: struct, fields: {{ \"\": §{item} }} }}"),
        "bad-name",
        &["must have a name"],
    );
    refused_here("{ type: struct, fields: { a: { type: §nope } } }", "unknown-generator", &["nope"]);
    refused_here(&format!("§{{ type: list, min: 3, max: 2, item: {item} }}"), "inverted-range", &["3", "2"]);
    refused_here(&format!("{{ type: list, max: §10001, item: {item} }}"), "out-of-range", &["10000"]);
    refused_here("{ type: list, max: 2, item: §{ type: sequential_id } }", "wrong-place", &["array"]);
    let inner = format!("§{{ type: list, max: 1, item: {item} }}");
    refused_here(
        &format!("{{ type: json_object, fields: {{ a: {inner} }} }}"),
        "wrong-place",
        &["UUID[]", "json_array"],
    );
    let inner = format!("§{{ type: struct, fields: {{ a: {item} }} }}");
    refused_here(
        &format!("{{ type: json_array, max: 2, item: {inner} }}"),
        "wrong-place",
        &["STRUCT", "json_object"],
    );
}

const DECIDED: &str = "
datasets:
- name: t
  output: t
  num_rows: 100
  partition: { column: day, start: 2024-01-01, days: 3 }
  entity: { pool_ratio: 0.1, columns: [{ name: plan, generator: { type: one_of, values: [free, paid] } }] }
  columns:
  - { name: category, generator: { type: weighted_choice, values: { books: 3, toys: 1 } } }
  - { name: age, generator: { type: uniform_int, min: 18, max: 90 } }
  - { name: weight, generator: { type: optional, prob: 0.5, inner: { type: uniform_float, min: 0, max: 5 } } }
  - { name: at, generator: { type: date, start: 2024-01-01, end: 2024-02-01 } }
  - { name: vip, generator: { type: bool, prob: 0.1 } }
  - { name: id, generator: { type: uuid } }
  - { name: sku, generator: { type: string_pattern, template: 'S-{uniform_int:100-999}' } }
  - { name: c, generator: GENERATOR }
";

#[test]
fn cases_are_checked() {
    let config = |generator: &str| DECIDED.replace("GENERATOR", generator);
    for fine in [
        "{ type: case, of: category, when: [{ is: books, then: 1 }], else: 2.5 }",
        "{ type: case, of: category, when: [{ is: books, then: 1 }, { is: toys, then: null }] }",
        "{ type: case, of: [category], when: [{ is: [[books, toys]], then: 2024-01-01 }] }",
        "{ type: case, of: vip, when: [{ is: true, then: a }, { is: [false], then: 1 }] }",
        "{ type: case, of: [plan, weight], when: [{ is: [free, null], then: 1 }, { is: ['*', { min: 0, max: 2 }], then: 2 }], else: null }",
        "{ type: case, of: age, when: [{ is: { min: 18, max: 50 }, then: young }, { is: { min: 50, max: 90 }, then: old }] }",
        "{ type: case, of: day, when: [{ is: 2024-01-02, then: { type: after, column: at, by: { min: 1, max: 2 } } }], else: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 } }",
        "{ type: case, of: sku, when: [{ is: S-100, then: 1 }], else: 2 }",
    ] {
        assert_eq!(findings(&config(fine)), [], "{fine}");
    }
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "§{ type: case, of: category, when: [{ is: books, then: 1 }] }",
            "open-cases",
            &["missing 'else'", "category is 'toys'", "else: null"],
        ),
        (
            "§{ type: case, of: [plan, weight], when: [{ is: ['*', { min: 0, max: 9 }], then: 1 }] }",
            "open-cases",
            &["weight is null"],
        ),
        (
            "{ type: case, of: category, when: [{ is: §book, then: 1 }], else: 2 }",
            "unknown-value",
            &["is 'book'", "'category' is one of books, toys", "did you mean 'books'"],
        ),
        (
            "{ type: case, of: category, when: [{ is: §1, then: 1 }], else: 2 }",
            "unknown-value",
            &["is 1", "books, toys"],
        ),
        (
            "{ type: case, of: category, when: [{ is: §null, then: 1 }], else: 2 }",
            "unknown-value",
            &["'category' never is"],
        ),
        (
            "{ type: case, of: [age], when: [{ is: [§90], then: 1 }], else: 2 }",
            "unknown-value",
            &["is 90", "'age' holds 18 to 89"],
        ),
        ("{ type: case, of: age, when: [{ is: §20.5, then: 1 }], else: 2 }", "unknown-value", &["is 20.5"]),
        (
            "{ type: case, of: age, when: [{ is: §old, then: 1 }], else: 2 }",
            "unknown-value",
            &["'age' holds a number"],
        ),
        (
            "{ type: case, of: age, when: [{ is: §{ min: 90, max: 99 }, then: 1 }], else: 2 }",
            "unknown-value",
            &["accepts nothing", "18 to 89"],
        ),
        (
            "{ type: case, of: age, when: [{ is: §{ min: 30, max: 30 }, then: 1 }], else: 2 }",
            "inverted-range",
            &["not included"],
        ),
        (
            "{ type: case, of: age, when: [{ is: { min: 30, max: 40, step: §2 }, then: 1 }], else: 2 }",
            "unknown-key",
            &["'step'"],
        ),
        (
            "{ type: case, of: category, when: [{ is: §{ min: 1, max: 2 }, then: 1 }], else: 2 }",
            "wrong-type",
            &["'category' is neither"],
        ),
        (
            "{ type: case, of: at, when: [{ is: §2025-01-01, then: 1 }], else: 2 }",
            "unknown-value",
            &["2024-01-01 to 2024-01-31"],
        ),
        (
            "{ type: case, of: at, when: [{ is: §soon, then: 1 }], else: 2 }",
            "unknown-value",
            &["'at' holds a date YYYY-MM-DD"],
        ),
        (
            "{ type: case, of: vip, when: [{ is: §'yes', then: 1 }], else: 2 }",
            "unknown-value",
            &["'vip' holds true or false"],
        ),
        (
            "{ type: case, of: sku, when: [{ is: §S-1000, then: 1 }], else: 2 }",
            "unknown-value",
            &["'S-1000'"],
        ),
        (
            "{ type: case, of: category, when: [{ is: '*', then: 1 }, §{ is: toys, then: 2 }] }",
            "unreachable-case",
            &["never taken"],
        ),
        (
            "{ type: case, of: [category, vip], when: [{ is: [books, '*'], then: 1 }, { is: ['*', true], then: 2 }, §{ is: [books, true], then: 3 }], else: 4 }",
            "unreachable-case",
            &["remove it"],
        ),
        (
            "{ type: case, of: [category, vip], when: [{ is: §[books], then: 1 }], else: 4 }",
            "wrong-length",
            &["1 entry", "2 columns", "category, vip"],
        ),
        (
            "{ type: case, of: [category, vip], when: [{ is: §books, then: 1 }], else: 4 }",
            "wrong-length",
            &["1 entry", "2 columns", "category, vip"],
        ),
        (
            "{ type: case, of: category, when: [{ is: [books, §[toys]], then: 1 }], else: 2 }",
            "wrong-type",
            &["a list within a list of alternatives"],
        ),
        (
            "{ type: case, of: §categry, when: [{ is: books, then: 1 }], else: 2 }",
            "unknown-column",
            &["did you mean 'category'"],
        ),
        (
            "{ type: case, of: §c, when: [{ is: books, then: 1 }], else: 2 }",
            "self-reference",
            &["this column itself"],
        ),
        (
            "{ type: case, of: [category, §category], when: [{ is: [books, books], then: 1 }], else: 2 }",
            "duplicate-item",
            &["listed twice"],
        ),
        ("{ type: case, of: §id, when: [{ is: a, then: 1 }], else: 2 }", "wrong-type", &["UUID"]),
        (
            "{ type: case, of: category, when: [{ is: books, then: { type: uuid } }], else: §{ type: uniform_int, min: 0, max: 9 } }",
            "different-types",
            &["gives INTEGER", "give UUID"],
        ),
        (
            "{ type: case, of: category, when: [{ is: books, then: §null }], else: null }",
            "different-types",
            &["no type"],
        ),
        (
            "{ type: case, of: category, when: [§{ is: books }], else: 1 }",
            "missing-key",
            &["missing key 'then'"],
        ),
        ("{ type: case, of: category, when: §[], else: 1 }", "empty-list", &["when is empty"]),
        (
            "{ type: case, of: category, when: [{ is: books, then: { type: §nothing } }], else: 1 }",
            "unknown-generator",
            &["'nothing'"],
        ),
        (
            "{ type: json_array, max: 2, item: §{ type: case, of: category, when: [{ is: books, then: 1 }], else: 1 } }",
            "wrong-place",
            &["json_array"],
        ),
    ];
    all_refused(cases.iter().map(|(generator, code, parts)| (config(generator), *code, *parts)));
    warned(
        &config("{ type: case, of: category, when: [{ is: [books, toys], then: 1 }], else: §2 }"),
        "no-effect",
        &["'else' is never taken"],
    );
}

/// A dataset with a computed column and a rule.
fn computed(change: impl Fn(&str) -> String) -> String {
    change(
        r#"
datasets:
- name: customers
  output: customers
  num_rows: 10
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: tier, generator: { type: one_of, values: [gold, silver] } }
- name: orders
  output: orders
  num_rows: 50
  partition: { column: day, start: 2024-01-01, days: 3 }
  entity: { pool_ratio: 0.5, columns: [{ name: born, generator: { type: date, start: 1950-01-01, end: 2000-01-01 } }, { name: age, sql: "2024 - year(born)" }] }
  rules: ["total >= 0", "shipped_at > day OR age > 3"]
  columns:
  - { name: customer_id, generator: { type: foreign_key, dataset: customers } }
  - { name: qty, generator: { type: uniform_int, min: 1, max: 9 } }
  - { name: price, generator: { type: uniform_float, min: 0, max: 9 } }
  - { name: total, sql: "round(qty * price, 2)" }
  - { name: shipped_at, sql: "Day + INTERVAL (qty) DAY" }
  - { name: level, sql: "CASE customer_id.tier WHEN 'gold' THEN total END" }
  - { name: doc, generator: { type: json_object, fields: { t: { type: computed, sql: "CAST(total AS DECIMAL(9, 2))" } } } }
"#,
    )
}

#[test]
fn expressions_are_typed_in_the_words_of_duckdb_at_their_place() {
    assert_eq!(findings(&computed(str::to_owned)), []);
    let total = "\"round(qty * price, 2)\"";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (total, "\"round(§qyt * price, 2)\"", "unknown-column", &["'qyt' is not an earlier column", "'qty'"]),
        (total, "\"round(qty * §shipped_at, 2)\"", "wrong-order", &["'shipped_at' comes later"]),
        (total, "\"qty + §total\"", "self-reference", &["'total' is this column itself"]),
        (
            total,
            "\"1 + §upper(qty)\"",
            "bad-expression",
            &["No function matches", "'upper(INTEGER)'", "upper(text)"],
        ),
        (total, "\"§born + 1.5\"", "bad-expression", &["'+(DATE, DECIMAL(2,1))'", "explicit type casts"]),
        (total, "\"1 + §rond(price)\"", "bad-expression", &["'rond' is no function", "did you mean 'round'"]),
        (total, "\"§random() * qty\"", "bad-expression", &["random() gives something else", "generator"]),
        (total, "\"qty - §now()\"", "bad-expression", &["now() gives something else"]),
        (total, "\"qty / §sum(qty)\"", "bad-expression", &["sum() looks at several rows"]),
        (total, "\"§rank() OVER (ORDER BY qty)\"", "bad-expression", &["window functions"]),
        (total, "\"qty + (§SELECT 1)\"", "bad-expression", &["subqueries are not supported"]),
        (total, "\"§unnest(qty)\"", "bad-expression", &["gives rows"]),
        (
            total,
            "\"qty + price§)\"",
            "bad-expression",
            &["is no expression", "expected end of expression, found )"],
        ),
        (
            total,
            "\"CAST(§'x1' AS INTEGER) + qty\"",
            "bad-expression",
            &["Could not convert string 'x1' to INT32"],
        ),
        (
            total,
            "\"CASE WHEN qty > 1 THEN 'a' || qty ELSE §born END\"",
            "bad-expression",
            &["Cannot mix values of type"],
        ),
        (total, "\"born < §qty\"", "bad-expression", &["Cannot compare values of type DATE and INTEGER"]),
        (
            total,
            "\"CAST(§born AS INTEGER)\"",
            "bad-expression",
            &["Unimplemented type for cast (DATE -> INTEGER)"],
        ),
        (total, "\"§born - born + INTERVAL 1 DAY\"", "bad-expression", &["'+(BIGINT, INTERVAL)'"]),
        (total, "§\"INTERVAL (qty) DAY\"", "wrong-type", &["is of type INTERVAL", "cast it"]),
        (total, "§\"NULL\"", "wrong-type", &["is of type \"NULL\""]),
        (
            total,
            "\"date_trunc(§'moth', born) > born\"",
            "bad-expression",
            &["extract specifier \"moth\" not recognized"],
        ),
        (total, "\"§customers.tier || ''\"", "unknown-column", &["'customers' is not an earlier column"]),
        (total, "\"§qty.tier || ''\"", "wrong-type", &["'qty' is no foreign key"]),
        (
            total,
            "\"§customer_id.teir || ''\"",
            "unknown-column",
            &["'teir' is not a column of dataset 'customers'"],
        ),
        (total, "§7", "wrong-type", &["sql must be text"]),
        ("\"total >= 0\"", "§\"total\"", "wrong-type", &["is of type DOUBLE", "true or false"]),
        (
            "\"total >= 0\"",
            "\"§totl >= 0\"",
            "unknown-column",
            &["'totl' is not a column of this dataset", "'total'"],
        ),
        ("\"total >= 0\"", "\"§customer_id.tier = 'gold'\"", "unknown-column", &["parent_value"]),
        (
            "name: total, sql: ",
            "name: total, generator: { type: uuid }, sql: §",
            "conflicting-keys",
            &["generator", "sql"],
        ),
    ];
    all_refused(cases.iter().map(|(from, to, code, parts)| {
        let changed = computed(|yaml| {
            assert!(yaml.contains(from), "{from}");
            yaml.replacen(from, to, 1)
        });
        (changed, *code, *parts)
    }));
}

#[test]
fn a_message_shows_the_expression_with_a_caret() {
    let yaml = computed(|yaml| yaml.replace("round(qty * price, 2)", "round(qty * upper(price), 2)"));
    let Err(found) = Project::read("shop.yaml", &yaml, Overrides::default()) else { panic!("no error") };
    let expected = "\n    round(qty * upper(price), 2)\n                ^\n";
    assert!(found.to_string().contains(expected), "{found}");
}
