//! Mistakes in builder files, each with its code and the place it is shown at.

use super::{BUILDER, expect_all};
use crate::config::finding::Severity::{Error, Warning};

/// What is replaced, by what, and the code expected at `§`.
const MISTAKES: &[(&str, &str, &str)] = &[
    // Keys and words.
    ("seed: 11", "sede: §11", "unknown-key"),
    ("about: Members of a climbing gym", "about: §''", "empty-name"),
    ("unit: member", "unit: §gym-member", "bad-name"),
    ("seed: 11", "seed: §-1", "out-of-range"),
    ("type: score,", "type: §scores,", "unknown-word"),
    ("polarity: positive, persistence", "polarity: §up, persistence", "unknown-word"),
    ("noise: realistic", "noise: §realistc", "unknown-word"),
    ("output: {format: parquet", "output: {format: §parket", "unknown-word"),
    ("output: {format: parquet", "output: {format: §jsonl", "not-supported-yet"),
    ("locale: [de_DE, en_GB]", "locale: [de_DE, §en_gb]", "unknown-locale"),
    ("persistence: 0.3", "persistence: §1.3", "out-of-range"),
    ("spread: {level: 0.1", "spread: {levle: §0.1", "unknown-key"),
    // The window.
    ("end: 2022-12", "end: §2022-13", "bad-date"),
    ("end: 2022-12", "end: §December", "bad-date"),
    ("end: 2022-12", "end: §2020-12", "bad-window"),
    ("start: 2021-01, end: 2022-12", "start: 2022-12, end: §2022-12", "bad-window"),
    ("window: {start: 2021-01, end: 2022-12, every: monthly}", "window: §[2021-01]", "wrong-length"),
    ("every: monthly", "every: §yearly", "unknown-word"),
    // Metrics.
    (
        "{name: mood, type: index, polarity: negative, range: [-50, 50]",
        "§{name: mood, type: index, polarity: negative",
        "missing-key",
    ),
    ("range: [5, 120]", "range: §[120, 5]", "bad-range"),
    ("range: [1, 14]", "range: §[-1, 14]", "bad-range"),
    ("range: [5, 120]", "range: §[5, 10, 120]", "wrong-length"),
    ("range: [5, 120]", "range: [5, 120], distribution: §lognorml", "unknown-distribution"),
    ("range: [5, 120]", "range: [5, 120], distribution: gamma, distribution_params: §{}", "missing-key"),
    (
        "range: [5, 120]",
        "range: [5, 120], distribution: gamma, distribution_params: {shap: §2, shape: 2}",
        "unknown-key",
    ),
    (
        "range: [5, 120]",
        "range: [5, 120], distribution: gamma, distribution_params: {shape: 2, scale: §2}",
        "unknown-key",
    ),
    (
        "range: [5, 120]",
        "range: [5, 120], distribution: gamma, distribution_params: {shape: §-2}",
        "out-of-range",
    ),
    ("range: [5, 120]", "range: [5, 120], distribution_params: §{shape: 2}", "missing-key"),
    (
        "range: [-50, 50]",
        "range: §[-50, 50], distribution: lognorm, distribution_params: {s: 0.5}",
        "bad-range",
    ),
    ("noise: {gaussian_sigma: 0.1}", "noise: §{noise_family: student_t}", "missing-key"),
    ("noise: {gaussian_sigma: 0.1}", "noise: {degrees_of_freedom: §4}", "wrong-place"),
    ("noise: {gaussian_sigma: 0.1}", "noise: §{temporal_jitter: 2}", "wrong-place"),
    ("{name: fees,", "{name: §energy,", "duplicate-name"),
    ("follows: energy, delay: 2", "follows: §energi, delay: 2", "unknown-metric"),
    ("follows: energy, delay: 2", "follows: §visits, delay: 2", "lag-cycle"),
    ("follows: energy, delay: 2, decay_window: 3", "follows: §energy", "missing-key"),
    ("follows: energy, delay: 2, decay_window: 3", "delay: §2", "missing-key"),
    ("follows: energy, delay: 2, decay_window: 3", "decay_window: §3", "missing-key"),
    ("delay: 2", "delay: §0", "out-of-range"),
    ("persistence: 0.3}", "persistence: 0.3, follows: §visits, delay: 1}", "lag-cycle"),
    // Segments and their text.
    ("count: 30", "count: §0", "out-of-range"),
    ("count: 30", "count: §30.5", "wrong-type"),
    ("name: drifters", "name: §regulars", "duplicate-name"),
    ("archetype: growth\n", "archetype: §growht\n", "bad-archetype"),
    ("\"growth > decline @ 9\"", "\"growth > §declin @ 9\"", "bad-archetype"),
    ("\"growth > decline @ 9\"", "\"growth > decline @ §24\"", "bad-archetype"),
    ("\"growth > decline @ 9\"", "\"growth > decline @ 9 @ §12\"", "bad-archetype"),
    ("\"growth > decline @ 9\"", "\"growth §+ decline @ 9\"", "bad-archetype"),
    ("\"growth > decline @ 9\"", "growth > decline @ §nine", "bad-archetype"),
    ("\"growth > decline @ 9\"", "§''", "bad-archetype"),
    ("\"growth > decline @ 9\"", "§7", "wrong-type"),
    ("baseline: {fees: high}", "baseline: {fees: §top}", "unknown-word"),
    ("baseline: {fees: high}", "baseline: {feez: §high}", "unknown-metric"),
    ("tier: gold}", "tier: §{is: gold}}", "wrong-type"),
    ("tier: gold}", "tier: §[]}", "empty-list"),
    ("kind: step", "kind: §steps", "unknown-word"),
    ("blocks: [{period: 0, fraction: 0.5}", "blocks: §[{period: 0, fraction: 0.6}", "bad-weights"),
    ("{period: 6,", "{period: §23,", "out-of-range"),
    (
        "arrival: {kind: step, blocks: [{period: 0, fraction: 0.5}, {period: 6, fraction: 0.5}]}",
        "arrival: {kind: explicit, start_periods: §[1, 2]}",
        "wrong-length",
    ),
    (
        "arrival: {kind: step, blocks: [{period: 0, fraction: 0.5}, {period: 6, fraction: 0.5}]}",
        "arrival: {kind: uniform, start: 5, end: §5}",
        "bad-range",
    ),
    ("fraction: 0.25", "fraction: §1.25", "out-of-range"),
    ("start_period: 12", "start_period: §24", "out-of-range"),
    ("target_metric: visits", "target_metric: §visit", "unknown-metric"),
    // Connections.
    ("- fees related energy", "- §fees energy", "bad-connection"),
    ("- fees related energy", "- fees §driven_bye energy", "unknown-relationship"),
    ("- fees related energy", "- fees driven_by §enrgy", "unknown-metric"),
    ("- fees related energy", "- fees driven_by §fees", "self-pair"),
    ("- fees related energy", "- fees §1.2 energy", "out-of-range"),
    ("- [visits, -0.3, mood]", "- [visits, §-3, mood]", "out-of-range"),
    ("- [visits, -0.3, mood]", "- §[energy, 0.3, fees]", "duplicate-pair"),
    ("- [visits, -0.3, mood]", "- §[visits, mood]", "wrong-length"),
    ("relationship: hints_against,", "relationship: hints_against, coefficient: §0.1,", "conflicting-keys"),
    ("{a: energy, relationship: hints_against,", "§{a: energy,", "missing-key"),
    ("on_infeasible: error}", "on_infeasible: §refuse}", "unknown-word"),
    (
        "scope: residual, on_infeasible: error}",
        "correlation_scope: pooled, scope: §pooled}",
        "conflicting-keys",
    ),
    // Stages, seasons.
    ("track: energy", "track: §enrgy", "unknown-metric"),
    ("{warm: 0.4}, {keen: 0.8}", "{warm: 0.8}, §{keen: 0.8}", "bad-stages"),
    ("{warm: 0.4}", "§{new: 0.4}", "bad-stages"),
    (
        "lifecycle: {track",
        "stages: §{track: energy, stages: [[x, 0], [y, 1]]}\nlifecycle: {track",
        "conflicting-keys",
    ),
    ("months: [7, 8]", "months: [7, §13]", "out-of-range"),
    ("months: [7, 8]", "months: [7, §7]", "duplicate-item"),
    ("months: [7, 8]", "months: §[]", "empty-list"),
    // Tables and columns.
    ("type: faker.user_name", "type: faker.§usr_name", "unknown-faker-method"),
    ("type: faker.user_name", "type: §faker.country", "not-enough-values"),
    ("type: pool.city", "type: pool.§town", "unknown-attribute"),
    ("type: ref.dim_route}", "type: ref.§dim_rout}", "unknown-table"),
    ("type: ref.dim_route}", "type: §refs.dim_route}", "unknown-type"),
    ("type: metric.energy}\n", "type: metric.§enregy}\n", "unknown-metric"),
    ("\"lag.energy:periods:2\"", "\"lag.energy:periods:§0\"", "bad-source"),
    ("\"lag.energy:periods:2\"", "\"lag.§energy:period:2\"", "bad-source"),
    ("\"lag.energy:periods:2\"", "\"lag.§enrgy:periods:2\"", "unknown-metric"),
    ("\"lag.energy:periods:2\"", "\"lag.energy:periods:2:initial:§first\"", "bad-source"),
    ("metrics: [fees, visits]", "metrics: [fees, §visit]", "unknown-metric"),
    ("{name: metres, type: range, range: [8, 18]}", "§{name: metres, type: range}", "missing-key"),
    ("range: [8, 18]", "range: §[18, 8]", "bad-range"),
    ("{name: grade, type: \"static.easy,mid,hard\"}", "{name: grade, type: §timestamp}", "wrong-place"),
    ("{name: grade, type: \"static.easy,mid,hard\"}", "{name: grade, type: §metric.energy}", "wrong-place"),
    ("{name: grade, type: \"static.easy,mid,hard\"}", "{name: grade, type: §scd}", "not-supported-yet"),
    ("{name: grade,", "§{name: route_id,", "duplicate-name"),
    ("name: dim_card", "name: §dim card", "bad-name"),
    ("name: evt_slump", "name: §EVT_CLIMB", "duplicate-name"),
    ("reference: true", "reference: true\n    per: §unit", "conflicting-keys"),
    ("trigger: proportional", "trigger: §proportion", "unknown-word"),
    ("scale: 0.5", "scale: §0", "out-of-range"),
    ("driver: visits", "driver: §visit", "unknown-metric"),
    ("{name: at, type: timestamp}", "{name: at, type: §flag}", "wrong-place"),
    ("for: 2", "for: 2\n    for_periods: §3", "conflicting-keys"),
    ("for: 2", "for: 2\n    scale: §3", "wrong-place"),
    ("right: dim_route", "right: §dim_rout", "unknown-table"),
    ("right: dim_route", "right: §dim_date", "wrong-place"),
    ("left: dim_member", "left: §dim_route", "wrong-place"),
    ("cardinality: [0, 2]", "cardinality: §[0, 9]", "out-of-range"),
    ("cardinality: [0, 2]", "cardinality: §[3, 2]", "bad-range"),
    ("locale:", "quality: §[{table: fct_month}]\nlocale:", "not-supported-yet"),
    ("locale:", "holdout: §{target: energy, periods: 3}\nlocale:", "not-supported-yet"),
    ("locale:", "connection_phases: §[{start_period: 0}]\nlocale:", "not-supported-yet"),
];

#[test]
fn every_mistake_is_shown_at_its_place() {
    expect_all(BUILDER, Error, MISTAKES);
}

#[test]
fn what_is_only_unusual_is_a_warning() {
    let unusual = [
        ("delay: 2", "delay: §30", "no-effect"),
        ("cardinality: [0, 2]", "cardinality: [0, 2], driver: §visits", "no-effect"),
        ("locale: [de_DE, en_GB]", "locale: §sv_SE", "unknown-locale"),
        (
            "output: {format: parquet",
            "manifest: {trajectory_sample_rate: §0.5}\noutput: {format: parquet",
            "no-effect",
        ),
    ];
    expect_all(BUILDER, Warning, &unusual);
}
