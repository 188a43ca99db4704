//! Mistakes in engine files, each with its code and the place it is shown at.

use super::{ENGINE, expect_all};
use crate::config::finding::Severity::{Error, Warning};

/// What is replaced, by what, and the code expected at `§`.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("seed: 5", "seed: §-5", "out-of-range"),
    ("entity_label: Branches}", "entity_labl: §Branches}", "unknown-key"),
    ("granularity: monthly", "granularity: §month", "unknown-word"),
    ("end: \"2021-08\"", "end: §\"2019-08\"", "bad-window"),
    ("correlation_scope: pooled", "correlation_scope: §pool", "unknown-word"),
    (
        "correlation_scope: pooled",
        "correlation_scope: residual\ncompensate_correlations: §true",
        "conflicting-keys",
    ),
    (
        "correlation_scope: pooled",
        "correlation_phases: [{start_period: 1, end_period: 2, correlations: [{metric_a: footfall, metric_b: §wast, coefficient: 0.2}]}]",
        "unknown-metric",
    ),
    (
        "correlation_scope: pooled",
        "correlation_phases: [{start_period: 1, end_period: §0, correlations: [{metric_a: footfall, metric_b: waste, coefficient: 0.2}]}]",
        "inverted-range",
    ),
    (
        "correlation_scope: pooled",
        "correlation_phases: [§{start_period: 1, correlations: [{metric_a: footfall, metric_b: waste, coefficient: 0.2}]}]",
        "missing-key",
    ),
    // Metrics.
    ("distribution: lognormal", "distribution: §cauchy", "unknown-distribution"),
    ("params: {s: 0.4, scale: 900}", "params: §{scale: 900}", "missing-key"),
    ("params: {s: 0.4, scale: 900}", "params: {s: 0.4, scal: §900}", "unknown-key"),
    ("params: {s: 0.4, scale: 900}", "params: {s: §-0.4, scale: 900}", "out-of-range"),
    ("params: {s: 0.4, scale: 900}", "params: {s: §big, scale: 900}", "wrong-type"),
    ("params: {alpha: 2, beta: 4}", "params: §{alpha: 2}", "missing-key"),
    ("value_range: {min: 0, max: 0.6}", "value_range: §{min: 0.7, max: 0.6}", "bad-range"),
    ("value_range: {min: 0, max: 0.6}", "value_range: {min: 0, maximum: §0.6}", "unknown-key"),
    ("driver: footfall", "driver: §footfal", "unknown-metric"),
    ("driver: footfall", "driver: §margin", "lag-cycle"),
    ("lag_periods: 2", "lag_periods: §0", "out-of-range"),
    ("blend_weight: 0.7", "blend_weight: §1.7", "out-of-range"),
    ("decay: true, decay_window: 3", "decay: false, decay_window: §3", "wrong-place"),
    (
        "causal_lag: {driver: footfall, lag_periods: 2, blend_weight: 0.7, decay: true, decay_window: 3, decay_kernel: linear}",
        "causal_lag: §{driver: footfall, lag_periods: 2, decay: true}",
        "missing-key",
    ),
    ("noise_override: clean", "noise_override: §cleanish", "unknown-word"),
    ("{name: waste, label", "{name: §margin, label", "duplicate-name"),
    // Archetypes.
    ("curve: linear", "curve: §linera", "unknown-curve"),
    ("params: {rate: 2}", "params: {rat: §2}", "unknown-key"),
    ("params: {level: 0.9}", "params: {level: §1.9e12}", "out-of-range"),
    ("params: {level: 0.9}", "params: {level: §true}", "wrong-type"),
    ("params: {level: 0.9}", "params: {level: §1 per year}", "wrong-type"),
    (
        "- {curve: plateau, params: {level: 0.9}, start_pct: 0.6",
        "- §{curve: plateau, params: {level: 0.9}, start_pct: 0.7",
        "bad-segments",
    ),
    (
        "- {curve: decay, params: {rate: 2}, start_pct: 0,",
        "- §{curve: decay, params: {rate: 2}, start_pct: 0.1,",
        "bad-segments",
    ),
    ("value_range: {min: 0.2, max: 0.5}", "value_range: §{min: 0.2, max: 0.7}", "bad-range"),
    ("value_range: {min: 0.2, max: 0.5}", "value_range: §{min: 0.2}", "bad-range"),
    (
        "margin: {value_range: {min: 0.2, max: 0.5}}",
        "margn: §{value_range: {min: 0.2, max: 0.5}}",
        "unknown-metric",
    ),
    ("margin: {value_range: {min: 0.2, max: 0.5}}", "margin: {distribution: §gamma}", "missing-key"),
    ("name: fade\n", "name: §ramp\n", "duplicate-name"),
    // Entities.
    ("{name: market, archetype: fade", "{name: market, archetype: §fading", "unknown-archetype"),
    ("size: 12", "size: §0", "out-of-range"),
    ("cross_dim_fks: {region_id: r-002}", "cross_dim_fks: {region_id: §r-003}", "unknown-key-value"),
    ("cross_dim_fks: {region_id: r-002}", "cross_dim_fks: {regon_id: §r-002}", "unknown-column"),
    ("start_period: 3", "start_period: §17", "out-of-range"),
    ("treatment_start_period: 6", "treatment_start_period: §18", "out-of-range"),
    ("treatment_lift_log_odds: 0.5", "treatment_lift_log_odds: §.inf", "out-of-range"),
    ("treatment_start_period: 6", "treatment_target_metric: §footfal", "unknown-metric"),
    // Tables.
    ("grain: per_reference", "grain: §per_parent_row", "bad-grain"),
    ("grain: per_period\n", "grain: §per_reference\n", "bad-grain"),
    ("primary_key: region_id", "primary_key: §region_key", "unknown-column"),
    ("primary_key: [date_key, branch_id]", "primary_key: [date_key, §date_key]", "duplicate-item"),
    ("primary_key: [date_key, branch_id]", "primary_key: §[]", "empty-list"),
    ("foreign_keys: [dim_region.region_id]", "foreign_keys: [§dim_regions.region_id]", "unknown-table"),
    ("foreign_keys: [dim_region.region_id]", "foreign_keys: [§dim_region]", "bad-reference"),
    ("foreign_keys: [dim_region.region_id]", "foreign_keys: [§dim_region.region_key]", "unknown-column"),
    ("name: dim_clerk", "name: §dim-clerk", "bad-name"),
    ("name: dim_clerk", "name: §dim_region", "duplicate-name"),
    ("name: dim_clerk", "name: §dim_", "bad-name"),
    ("primary_key: clerk_id", "primary_key: clerk_id\n    pk_prefix: §b", "duplicate-prefix"),
    ("primary_key: clerk_id", "primary_key: clerk_id\n    pk_prefix: §9x", "bad-name"),
    (
        "primary_key: [date_key, branch_id]",
        "primary_key: [date_key, branch_id]\n    count: §3",
        "wrong-place",
    ),
    (
        "primary_key: [date_key, branch_id]",
        "primary_key: [date_key, branch_id]\n    row_count_source: §\"proportional:waste:scale:1\"",
        "wrong-place",
    ),
    (
        "row_count_source: \"proportional:footfall:scale:0.01\"",
        "row_count_source: \"proportional:§footfal:scale:0.01\"",
        "unknown-metric",
    ),
    (
        "row_count_source: \"proportional:footfall:scale:0.01\"",
        "row_count_source: \"proportional:footfall:scale:§-1\"",
        "bad-source",
    ),
    (
        "row_count_source: \"proportional:footfall:scale:0.01\"",
        "row_count_source: §\"metric:footfall\"",
        "bad-source",
    ),
    (
        "  - name: evt_visit\n    type: event\n    grain: variable\n    primary_key: visit_id\n    row_count_source: \"proportional:footfall:scale:0.01\"",
        "  - name: §evt_visit\n    type: event\n    grain: variable\n    primary_key: visit_id\n    row_count_source: \"proportional:footfall:scale:1000000\"",
        "too-many-events",
    ),
    // Sources.
    ("source: \"generated:entity_name\"", "source: \"generated:§entity_nam\"", "bad-source"),
    ("source: \"generated:entity_name\"", "source: \"§genrated:entity_name\"", "bad-source"),
    ("source: \"derived:size\"", "source: \"derived:§sise\"", "bad-source"),
    ("source: \"metric:margin\"", "source: \"metric:§margn\"", "unknown-metric"),
    ("- {name: margin, dtype: float,", "- §{name: margin, dtype: boolean,", "wrong-type"),
    ("\"fk:dim_region.region_id\"", "\"fk:§dim_regio.region_id\"", "unknown-table"),
    ("\"fk:dim_region.region_id\"", "\"fk:dim_region.§region_key\"", "unknown-column"),
    ("\"fk:dim_region.region_id\"", "\"fk:§dim_region\"", "bad-source"),
    ("weights: {r-001: 3, r-002: 1}", "weights: {r-001: 3, r-009: §1}", "unknown-key-value"),
    ("weights: {r-001: 3, r-002: 1}", "weights: §{r-001: 0, r-002: 0}", "bad-weights"),
    ("weights: {r-001: 3, r-002: 1}", "weights: {r-001: §-3, r-002: 1}", "out-of-range"),
    (
        "{name: staff, dtype: int, source: \"derived:size\"}",
        "{name: staff, dtype: int, source: \"derived:size\", distribution: §uniform}",
        "wrong-place",
    ),
    ("faker.date_between:start_date:-5y:end_date:today", "faker.§date_betwixt", "unknown-faker-method"),
    ("faker.date_between:start_date:-5y:end_date:today", "faker.date_between:§begin:-5y", "bad-source"),
    ("faker.date_between:start_date:-5y:end_date:today", "faker.date_between:start_date:§soon", "bad-source"),
    ("threshold:margin:below:0.25:for:2", "threshold:margin:§under:0.25:for:2", "bad-source"),
    ("threshold:margin:below:0.25:for:2", "threshold:margin:below:0.25:for:§0", "bad-source"),
    ("threshold:margin:below:0.25:for:2", "threshold:§margn:below:0.25:for:2", "unknown-metric"),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: date, source: \"static:§north\"}",
        "wrong-type",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: §\"metric:waste\"}",
        "wrong-place",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: \"generated:geo.§town\"}",
        "bad-source",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: \"generated:geo.city\", countries: [DE, §Atlantis]}",
        "unknown-locale",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: \"generated:geo.city\", spread_km: §3}",
        "wrong-place",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: §\"text:bucket:[a, b]\"}",
        "wrong-place",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: \"generated:person.§mail\"}",
        "unknown-word",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, generator: {type: §uuids}}",
        "unknown-generator",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: string, source: \"static:north,south\", generator: §{type: uuid}}",
        "conflicting-keys",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "§{name: region, dtype: struct, source: nested}",
        "missing-key",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "§{name: region, dtype: array, source: nested, nested_schema: {a: int}}",
        "wrong-type",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: struct, source: nested, nested_schema: {a: §integer}}",
        "unknown-word",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "{name: region, dtype: array, source: nested, array_element_type: int, array_length: §{min: 3, max: 1}}",
        "inverted-range",
    ),
    (
        "{name: region, dtype: string, source: \"static:north,south\"}",
        "§{name: region, dtype: string, source: \"pool:x\"}",
        "missing-key",
    ),
    (
        "{name: footfall, dtype: float, source: \"metric:footfall\"}",
        "{name: footfall, dtype: float, source: §\"lag:footfall:periods:1\"}",
        "wrong-place",
    ),
    (
        "{name: footfall, dtype: float, source: \"metric:footfall\"}",
        "{name: footfall, dtype: float, source: \"metric:footfall\"}\n      - §{name: more, dtype: float, generator: {type: computed, sql: \"footfall + 1\"}}",
        "wrong-place",
    ),
    // The rest.
    ("coefficient: 0.2", "coefficient: §1.2", "out-of-range"),
    ("metric_b: waste", "metric_b: §wast", "unknown-metric"),
    ("metric_b: waste", "metric_b: §footfall", "self-pair"),
    ("field: margin", "field: §margn", "unknown-metric"),
    (
        "- {name: fine, threshold_enter: 0.4, threshold_exit: null}",
        "- §{name: fine, threshold_enter: 0.4, threshold_exit: 0.9}",
        "bad-stages",
    ),
    ("- {name: fair, threshold_enter: 0.2,", "- §{name: low, threshold_enter: 0.2,", "bad-stages"),
    (
        "output: {format: csv, directory: out/tea}",
        "output: {format: csv, directory: out/tea, partition_by: §branches}",
        "unknown-column",
    ),
    ("output: {format: csv, directory: out/tea}", "multi_source: §{sources: [{name: a}]}", "bad-sources"),
];

#[test]
fn every_mistake_is_shown_at_its_place() {
    expect_all(ENGINE, Error, MISTAKES);
}

#[test]
fn what_is_only_unusual_is_a_warning() {
    let unusual = [
        ("coefficient: 0.2", "coefficient: 0.2, scope: residual, allow_reversal: §true", "no-effect"),
        ("foreign_keys: [dim_region.region_id]", "foreign_keys: [§dim_clerk.clerk_id]", "no-effect"),
        ("{name: station,", "{name: §market,", "duplicate-name"),
        ("primary_key: [date_key, branch_id]", "primary_key: §date_key", "short-key"),
        ("{name: staff, dtype: int,", "§{name: staff, dtype: string,", "other-type"),
        ("params: {s: 0.4, scale: 900}", "params: {s: 0.4, scale: 900, skewness: §2}", "no-effect"),
        (
            "distribution: lognormal, params: {s: 0.4, scale: 900}",
            "distribution: normal, params: §{sigma: 3}",
            "no-effect",
        ),
    ];
    expect_all(ENGINE, Warning, &unusual);
}
