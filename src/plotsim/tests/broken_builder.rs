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
    ("output: {format: parquet", "output: {partition_by: §date_kay, format: parquet", "unknown-column"),
    ("output: {format: parquet", "output: {partition_by: §energy, format: parquet", "wrong-type"),
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
    ("range: [5, 120]", "range: [5, 120], decimals: §-1", "out-of-range"),
    ("range: [5, 120]", "range: [5, 120], decimals: §two", "wrong-type"),
    ("range: [1, 14]", "range: [1, 14], decimals: §2", "wrong-place"),
    ("range: [-50, 50]", "range: [0.2, 0.8], decimals: §0", "bad-range"),
    ("range: [5, 120]", "range: [5, 1e12], decimals: §4", "out-of-range"),
    ("range: [5, 120]", "range: [5, 120], zeros: §1", "out-of-range"),
    ("range: [5, 120]", "range: [5, 120], only_when: §visits", "bad-expression"),
    ("range: [5, 120]", "range: [5, 120], only_when: §visits > many", "bad-expression"),
    ("range: [5, 120]", "range: [5, 120], only_when: §visit > 0", "unknown-metric"),
    ("range: [5, 120]", "range: [5, 120], only_when: §fees > 0", "circle"),
    ("range: [5, 120]", "range: [5, 120], only_when: visits > 0, otherwise: §1", "out-of-range"),
    (
        "persistence: 0.3}\n  - {name: fees, type: amount, polarity: positive, range: [5, 120]",
        "persistence: 0.3, only_when: §fees > 3}\n  - {name: fees, type: amount, polarity: positive, range: [5, 120], only_when: energy > 0.5",
        "circle",
    ),
    ("persistence: 0.3}", "persistence: 0.3, follows: §visits, delay: 1}", "lag-cycle"),
    ("    every: true\n", "    after: §1\n", "wrong-place"),
    ("    every: true\n", "    ends: §perhaps\n", "wrong-type"),
    ("    every: true\n", "    ends: true\n    after: §-1\n", "out-of-range"),
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
    ("archetype: growth\n", "archetype: {shape: §flatt}\n", "unknown-word"),
    ("archetype: growth\n", "archetype: §{level: 0.7}\n", "missing-key"),
    ("archetype: growth\n", "archetype: {shape: flat, lvl: §0.7}\n", "unknown-key"),
    ("archetype: growth\n", "archetype: {shape: flat, level: §high}\n", "wrong-type"),
    ("archetype: growth\n", "archetype: {shape: flat, level: §1e10}\n", "out-of-range"),
    ("archetype: growth\n", "archetype: {shape: sigmoid, rising: §2}\n", "wrong-type"),
    ("archetype: growth\n", "archetype: {shape: seasonal, cycles: §once a year}\n", "wrong-type"),
    ("archetype: growth\n", "archetype: {shape: seasonal, cycles: §1 per week}\n", "out-of-range"),
    ("archetype: growth\n", "archetype: {shape: flat, level: §1 per year}\n", "wrong-type"),
    ("archetype: growth\n", "archetype: {shape: growth, at: §3}\n", "wrong-place"),
    ("archetype: growth\n", "archetype: §[]\n", "empty-list"),
    ("archetype: growth\n", "archetype: [{shape: growth, at: §2}, {shape: flat, at: 3}]\n", "wrong-place"),
    ("archetype: growth\n", "archetype: [{shape: growth}, {shape: flat, at: §24}]\n", "bad-archetype"),
    (
        "archetype: growth\n",
        "archetype: [{shape: growth}, {shape: flat, at: 5}, §{shape: decline}]\n",
        "bad-archetype",
    ),
    (
        "archetype: growth\n",
        "archetype: [{shape: growth}, {shape: flat, at: 5}, {shape: decline, at: §5}]\n",
        "bad-archetype",
    ),
    ("archetype: growth\n", "archetype: \"flat(§high)\"\n", "bad-archetype"),
    ("archetype: growth\n", "archetype: \"flat(§slope: 3)\"\n", "bad-archetype"),
    ("archetype: growth\n", "archetype: \"§flat(0.7\"\n", "bad-archetype"),
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
    (TIERED, "{name: plan, type: scd, tracks: §enrgy, tiers: [a, b], at: [0.5]}", "unknown-metric"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, §a], at: [0.5]}", "duplicate-item"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: §[a], at: [0.5]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: [§1.5]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b, c], at: [0.5, §0.5]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b, c], at: §[0.5]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: §[0.2, 0.5]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: §[0]}", "bad-tiers"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: [§half]}", "wrong-type"),
    (TIERED, "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: [0.5], hold: §2}", "wrong-place"),
    (
        TIERED,
        "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: [0.5], open_end: §20301231}",
        "out-of-range",
    ),
    (TIERED, "§{name: plan, type: scd, tracks: energy, at: [0.5]}", "missing-key"),
    (TIERED, "{name: nick, type: faker.user_name, unique: true, tracks: §energy}", "wrong-place"),
    (
        TIERED,
        "{name: plan, type: scd, tracks: energy, tiers: [a, b], at: [0.5]}, {name: more, type: §scd, tracks: energy, tiers: [a, b], at: [0.5]}",
        "conflicting-keys",
    ),
    (
        "{name: grade, type: \"static.easy,mid,hard\"}",
        "{name: grade, type: §scd, tracks: energy, tiers: [a, b], at: [0.5]}",
        "wrong-place",
    ),
    ("type: faker.user_name", "type: faker.§usr_name", "unknown-faker-method"),
    ("type: faker.user_name", "type: §faker.country", "not-enough-values"),
    (
        "\"static.easy,mid,hard\"",
        "§\"faker.pydecimal:min_value:1.005:max_value:1.006:right_digits:2\"",
        "bad-range",
    ),
    ("\"static.easy,mid,hard\"", "§\"faker.pydecimal:min_value:1000:left_digits:3\"", "bad-range"),
    ("\"static.easy,mid,hard\"", "§\"faker.pyfloat:min_value:-2:positive:true\"", "bad-range"),
    ("\"static.easy,mid,hard\"", "§\"faker.pyfloat:min_value:10001\"", "bad-range"),
    ("\"static.easy,mid,hard\"", "§\"faker.random_int:min:20000\"", "bad-range"),
    ("\"static.easy,mid,hard\"", "§\"faker.date_of_birth:minimum_age:116\"", "bad-range"),
    ("\"static.easy,mid,hard\"", "§\"faker.date_between:start_date:+1d\"", "bad-range"),
    (
        "\"static.easy,mid,hard\"",
        "§\"faker.random_elements:elements:a,b,b:length:3:unique:true\"",
        "bad-range",
    ),
    ("\"static.easy,mid,hard\"", "§\"faker.random_elements:length:4:unique:true\"", "bad-range"),
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
    ("{name: grade, type: \"static.easy,mid,hard\"}", "§{name: grade, type: scd}", "missing-key"),
    ("{name: grade,", "§{name: route_id,", "duplicate-name"),
    // Buckets.
    ("{name: metres, type: range, range: [8, 18]}", "§{name: metres, type: bucket}", "missing-key"),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: §[a]}",
        "wrong-length",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b, §a]}",
        "duplicate-item",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b], of: §fee}",
        "unknown-metric",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b, c], at: [0.5, §0.5]}",
        "bad-range",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b], at: [§2]}",
        "out-of-range",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b], of: fees, at: §[20, 80]}",
        "wrong-length",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: bucket, labels: [a, b], noise: §2}",
        "out-of-range",
    ),
    (
        "{name: grade, type: \"static.easy,mid,hard\"}",
        "{name: grade, type: §bucket, labels: [a, b]}",
        "wrong-place",
    ),
    ("range: [8, 18]}", "range: [8, 18], labels: §[a, b]}", "wrong-place"),
    // Narratives.
    (
        "{name: metres, type: range, range: [8, 18]}",
        "§{name: metres, type: narrative, template: \"{a}\"}",
        "missing-key",
    ),
    ("range: [8, 18]}", "range: [8, 18], follows: §mood}", "wrong-place"),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a} §{b\", lexicons: {default: {a: {low: [x], mid: [x], high: [x]}}}}",
        "bad-pattern",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: §\"says nothing\", lexicons: {default: {a: {low: [x], mid: [x], high: [x]}}}}",
        "bad-pattern",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a} {§b}\", lexicons: {default: {a: {low: [x], mid: [x], high: [x]}}}}",
        "unknown-column",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a}\", lexicons: {default: {a: §{low: [x], high: [x]}}}}",
        "missing-key",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a}\", lexicons: {default: {a: {low: [x], mid: [x], high: [x], top: §[x]}}}}",
        "unknown-value",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a}\", lexicons: §{regulars: {a: {low: [x], mid: [x], high: [x]}}}}",
        "missing-key",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, template: \"{a}\", lexicons: {regular: §{a: {low: [x], mid: [x], high: [x]}}, default: {a: {low: [x], mid: [x], high: [x]}}}}",
        "unknown-segment",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, follows: §moods, template: \"{a}\", lexicons: {default: {a: {low: [x], mid: [x], high: [x]}}}}",
        "unknown-metric",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: narrative, bands: §[x], template: \"{a}\", lexicons: {default: {a: {x: [x]}}}}",
        "wrong-length",
    ),
    // Structs and arrays.
    ("{name: metres, type: range, range: [8, 18]}", "§{name: metres, type: struct}", "missing-key"),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: struct, nested_schema: §{}}",
        "too-many-items",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: struct, nested_schema: {a: {type: §no}}}",
        "unknown-generator",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: array, array_element_type: int, array_length: §101}",
        "out-of-range",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: array, array_element_type: §{type: sequential_id}}",
        "wrong-place",
    ),
    ("range: [8, 18]}", "range: [8, 18], array_length: §3}", "wrong-place"),
    // Places, people and generators.
    ("{name: metres, type: range, range: [8, 18]}", "{name: metres, type: geo.§town}", "bad-source"),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: geo.city, countries: [DE, §DE]}",
        "duplicate-item",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: geo.city, countries: [§Mordor]}",
        "unknown-locale",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: geo.city, countries: [DE]}\n      - {name: more, type: geo.region, countries: §[FR]}",
        "conflicting-keys",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: geo.latitude, spread_km: §-1}",
        "out-of-range",
    ),
    ("{name: metres, type: range, range: [8, 18]}", "{name: metres, type: person.§mail}", "unknown-word"),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: person.name, locale: §xx_YY}",
        "unknown-locale",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: person.name, min_age: §30}",
        "conflicting-keys",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: address.city, domains: §[a.example]}",
        "wrong-place",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "§{name: metres, type: person.email, unique: true}",
        "wrong-place",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: person.name}\n      - {name: more, type: person.email, locale: §fr_FR}",
        "conflicting-keys",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, generator: {type: §uuids}}",
        "unknown-generator",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, generator: §{type: sequential_id}}",
        "wrong-place",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, generator: {type: foreign_key, dataset: §others}}",
        "unknown-dataset",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, generator: {type: after, column: §then, by: {min: 1, max: 2}}}",
        "unknown-column",
    ),
    (
        "{name: metres, type: range, range: [8, 18]}",
        "{name: metres, type: range, range: [8, 18], generator: §{type: uuid}}",
        "conflicting-keys",
    ),
    ("{name: metres, type: range, range: [8, 18]}", "§{name: metres}", "missing-key"),
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
    ("locale:", "sources: §[{name: crm}]\nlocale:", "bad-sources"),
    ("locale:", "sources: [{name: crm}, {name: §crm}]\nlocale:", "duplicate-name"),
    ("locale:", "sources: [{name: crm}, {name: app, coverage: §0}]\nlocale:", "out-of-range"),
    ("locale:", "sources: [{name: crm}, {name: app, key_scheme: §uuid}]\nlocale:", "unknown-word"),
    ("locale:", "quality: [§{table: fct_month}]\nlocale:", "missing-key"),
    ("locale:", "quality: [{table: §fct_mont, issue: duplicate_rows, rate: 0.1}]\nlocale:", "unknown-table"),
    ("locale:", "quality: [{table: §dim_member, issue: duplicate_rows, rate: 0.1}]\nlocale:", "wrong-place"),
    ("locale:", "quality: [{table: fct_month, issue: §duplicates, rate: 0.1}]\nlocale:", "unknown-word"),
    ("locale:", "quality: [{table: fct_month, issue: duplicate_rows, rate: §1.5}]\nlocale:", "out-of-range"),
    ("locale:", "quality: [§{table: fct_month, issue: null_injection, rate: 0.1}]\nlocale:", "missing-key"),
    (
        "locale:",
        "quality: [{table: fct_month, issue: null_injection, rate: 0.1, column: §enrgy}]\nlocale:",
        "unknown-column",
    ),
    (
        "locale:",
        "quality: [{table: fct_month, issue: null_injection, rate: 0.1, column: §date_key}]\nlocale:",
        "wrong-place",
    ),
    (
        "locale:",
        "quality: [{table: fct_month, issue: duplicate_rows, rate: 0.1, column: §date_key}]\nlocale:",
        "wrong-place",
    ),
    (
        "locale:",
        "quality: [{table: fct_month, issue: volume_anomaly, mode: drop, rate: 0.1, period: §900}]\nlocale:",
        "out-of-range",
    ),
    (
        "locale:",
        "quality: [§{table: fct_month, issue: volume_anomaly, rate: 0.1, period: 0}]\nlocale:",
        "missing-key",
    ),
    (
        "locale:",
        "quality: [{table: fct_month, issue: volume_anomaly, mode: spike, rate: 0.1, period: 0, exact: §true}]\nlocale:",
        "wrong-place",
    ),
    ("locale:", "holdout: {target: §enrgy, periods: 3}\nlocale:", "unknown-metric"),
    ("locale:", "holdout: {target: energy, periods: §900}\nlocale:", "short-training"),
    ("locale:", "holdout: {target: energy, periods: §0}\nlocale:", "out-of-range"),
    ("locale:", "holdout: §{target: energy}\nlocale:", "missing-key"),
    ("locale:", "holdout: §{target: energy, by: entity, periods: 2}\nlocale:", "missing-key"),
    ("locale:", "holdout: {target: energy, fraction: §0.2}\nlocale:", "wrong-place"),
    ("locale:", "holdout: {target: energy, by: entity, fraction: §1}\nlocale:", "out-of-range"),
    ("locale:", "connection_phases: [§{start_period: 0}]\nlocale:", "missing-key"),
    ("locale:", "connection_phases: [{start_period: 0, end_period: §24}]\nlocale:", "out-of-range"),
    ("locale:", "connection_phases: [{start_period: §-1, end_period: 2}]\nlocale:", "out-of-range"),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: §3, connections: [energy related mood]}]\nlocale:",
        "inverted-range",
    ),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: 6, connections: [energy related §mod]}]\nlocale:",
        "unknown-metric",
    ),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: 6, connections: [energy related mood, §mood resists energy]}]\nlocale:",
        "duplicate-pair",
    ),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: 6, connections: [energy §rules mood]}]\nlocale:",
        "unknown-relationship",
    ),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: 6, conections: §[energy related mood]}]\nlocale:",
        "unknown-key",
    ),
    (
        "locale:",
        "connection_phases: [{start_period: 4, end_period: 6, connections: [energy related mood]}, \
         §{start_period: 6, end_period: 9, connections: [energy resists mood]}]\nlocale:",
        "overlapping-phases",
    ),
];

/// A column of the dimension per entity.
const TIERED: &str = "{name: nick, type: faker.user_name, unique: true}";

#[test]
fn every_mistake_is_shown_at_its_place() {
    expect_all(BUILDER, Error, MISTAKES);
}

#[test]
fn what_is_only_unusual_is_a_warning() {
    let unusual = [
        ("delay: 2", "delay: §30", "no-effect"),
        ("cardinality: [0, 2]", "cardinality: [0, 2], driver: §visits", "no-effect"),
        ("locale: [de_DE, en_GB]", "locale: §sw_KE", "unknown-locale"),
        (
            "output: {format: parquet",
            "manifest: {include: false, trajectory_sample_rate: §0.5}\noutput: {format: parquet",
            "no-effect",
        ),
        ("output: {format: parquet", "output: {cell_budget: §9, format: parquet", "no-effect"),
        ("output: {format: parquet", "output: {sql_dialect: §mysql, format: parquet", "no-effect"),
    ];
    expect_all(BUILDER, Warning, &unusual);
}

/// A fact whose rows follow a metric, children of its rows, and an event that names them.
const ORDERS: &str = "
about: Shops
unit: shop
window: [2023-01, 2023-12]
metrics: [{ name: orders, type: count, polarity: positive, range: [1, 9] }]
segments: [{ name: small, count: 9, archetype: growth }, { name: big, count: 3, archetype: flat }]
facts:
  - name: fct_order
    row_count_driver: orders
    row_count_scale: 1
    columns: [{ name: order_id, type: id }, { name: shop_id, type: ref.dim_shop }, { name: date_key, type: ref.dim_date }]
  - name: fct_line
    parent_table: fct_order
    children_per_row: [1, 3]
    columns: [{ name: line_id, type: id }, { name: order_id, type: ref.fct_order }]
events:
  - name: evt_return
    trigger: proportional
    driver: orders
    scale: 0.1
    columns: [{ name: return_id, type: id }, { name: order_id, type: ref.fct_order }, { name: shop_id, type: ref.dim_shop }, { name: date_key, type: ref.dim_date }]
";

#[test]
fn a_misspelt_key_is_one_finding() {
    super::clean(ORDERS);
    let texts = [
        (
            ORDERS,
            &[
                "row_count_driver",
                "row_count_scale",
                "parent_table",
                "children_per_row",
                "trigger",
                "driver",
                "name",
            ][..],
        ),
        (
            BUILDER,
            &[
                "metrics",
                "segments",
                "window",
                "polarity",
                "archetype",
                "count",
                "columns",
                "dimensions",
                "attributes",
            ][..],
        ),
        (
            super::ENGINE,
            &[
                "metrics",
                "archetypes",
                "entities",
                "tables",
                "grain",
                "primary_key",
                "source",
                "row_count_source",
                "curve",
            ][..],
        ),
    ];
    for (text, keys) in texts {
        for key in keys {
            // Two letters in the middle change places.
            let (head, tail) = key.split_at(key.len() / 2 - 1);
            let mut letters: Vec<char> = tail.chars().collect();
            letters.swap(0, 1);
            let wrong: String = head.chars().chain(letters).collect();
            let (model, findings) = super::load(&text.replacen(&format!("{key}:"), &format!("{wrong}:"), 1));
            let told: Vec<String> = findings
                .iter()
                .filter(|found| found.severity == Error)
                .map(|found| format!("{} {found}", found.code))
                .collect();
            assert!(
                model.is_none() && told.len() == 1 && told[0].starts_with("unknown-key"),
                "{wrong}: {told:#?}"
            );
        }
    }
    for key in [
        "row_count_driver: orders",
        "row_count_scale: 1",
        "parent_table: fct_order",
        "children_per_row: [1, 3]",
    ] {
        let (_, findings) = super::load(&super::with(ORDERS, &format!("    {key}\n"), ""));
        let told: Vec<&str> =
            findings.iter().filter(|found| found.severity == Error).map(|found| found.code).collect();
        assert_eq!(told, ["missing-key"], "{key}");
    }
}
