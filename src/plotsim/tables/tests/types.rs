//! Every source with every type in every kind of table: what a table says of its columns is what its arrays are.

use arrow::array::Array;

use crate::config::Overrides;
use crate::project::Project;
use crate::tables::text::decoded;
use crate::tables::types::arrow_type;

/// A config with a table of every kind; `<table> HERE` is where a column can be added.
const TEA: &str = r#"
domain: {name: Tea shops, description: Branches, entity_type: branch, entity_label: Branches}
time_window: {start: "2020-03", end: "2020-06", granularity: monthly}
seed: 1
metrics:
  - {name: usage, label: Usage, distribution: gamma, params: {shape: 4, scale: 2}, polarity: positive}
  - {name: visits, label: Visits, distribution: poisson, params: {lambda: 3}, polarity: positive}
archetypes:
  - {name: up, label: Up, description: up, curve_segments: [{curve: linear, start_pct: 0, end_pct: 1}]}
entities:
  - {name: harbour, archetype: up, size: 3}
  - {name: market, archetype: up, size: 2, start_period: 1}
tables:
  - {name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{name: date_key, dtype: id, source: pk}, <dim_date>]}
  - {name: dim_plan, type: dim, grain: per_reference, primary_key: plan_id, columns: [{name: plan_id, dtype: id, source: pk}, <dim_plan>]}
  - {name: dim_branch, type: dim, grain: per_entity, primary_key: branch_id, columns: [{name: branch_id, dtype: id, source: pk}, <dim_branch>]}
  - {name: dim_clerk, type: dim, grain: variable, primary_key: clerk_id, columns: [{name: clerk_id, dtype: id, source: pk}, {name: branch_id, dtype: id, source: "fk:dim_branch.branch_id"}, <dim_clerk>]}
  - {name: fct_branch, type: fact, grain: per_entity_per_period, primary_key: [date_key, branch_id], columns: [{name: date_key, dtype: id, source: "fk:dim_date.date_key"}, {name: branch_id, dtype: id, source: "fk:dim_branch.branch_id"}, {name: usage, dtype: float, source: "metric:usage"}, <fct_branch>]}
  - {name: fct_total, type: fact, grain: per_period, primary_key: date_key, columns: [{name: date_key, dtype: id, source: "fk:dim_date.date_key"}, <fct_total>]}
  - {name: evt_visit, type: event, grain: variable, primary_key: visit_id, row_count_source: "proportional:usage:scale:0.5", columns: [{name: visit_id, dtype: id, source: pk}, {name: branch_id, dtype: id, source: "fk:dim_branch.branch_id"}, <evt_visit>]}
  - {name: evt_alarm, type: event, grain: variable, primary_key: alarm_id, row_count_source: "threshold:usage:above:0.1:for:1", columns: [{name: alarm_id, dtype: id, source: pk}, <evt_alarm>]}
bridges:
  - {name: br_plan, connects: [dim_branch, dim_plan], cardinality: {min: 1, max: 1}, metrics: [{name: usage, dtype: float, source: "metric:usage"}, <br_plan>]}
output: {format: csv, directory: out}
"#;

const TABLES: [&str; 9] = [
    "dim_date",
    "dim_plan",
    "dim_branch",
    "dim_clerk",
    "fct_branch",
    "fct_total",
    "evt_visit",
    "evt_alarm",
    "br_plan",
];

/// Whatever can stand after `source:`, with what must stand beside it.
fn sources() -> Vec<String> {
    let plain = [
        "pk",
        "fk:dim_date.date_key",
        "fk:dim_plan.plan_id",
        "fk:dim_branch.branch_id",
        "fk:dim_clerk.clerk_id",
        "metric:usage",
        "metric:visits",
        "lag:usage:periods:2",
        "lag:visits:periods:2:initial:current",
        "generated:entity_name",
        "generated:date_key",
        "generated:timestamp",
        "generated:period_label",
        "static:5,8,10",
        "static:3000000000",
        "static:007",
        "static:0.5,2",
        "static:true,false",
        "static:2024-01-31",
        "static:web,shop",
        "derived:size",
        "derived:archetype",
        "derived:name",
        "derived:period_index",
        "derived:entity_id",
        "threshold:usage:above:0.1:for:1",
        "range:1:6",
        "range:0.5:2",
    ];
    let pool = |items: &str, pick: &str| {
        format!("pool:p{pick}\", value_pool: {{harbour: [{items}], market: [{items}]}}, pii_note: \"x")
    };
    // A method of each type.
    let calls = ["name", "random_int", "pyfloat", "boolean", "date_between", "date_time"];
    let calls = calls.map(|method| format!("generated:faker.{method}"));
    let pools = [
        pool("'18'", ""),
        pool("'1', '2'", ":trajectory"),
        pool("'3000000000'", ""),
        pool("'07', '08'", ""),
        pool("web, shop", ""),
    ];
    plain.iter().map(|source| (*source).to_owned()).chain(pools).chain(calls).collect()
}

#[test]
fn a_column_s_arrays_are_of_the_type_it_says() {
    let (mut read, mut refused) = (0, 0);
    for table in TABLES {
        for source in sources() {
            for dtype in ["int", "float", "string", "date", "boolean", "id"] {
                let column = format!("{{name: extra, dtype: {dtype}, source: \"{source}\"}}");
                let text = TABLES.iter().fold(TEA.to_owned(), |text, other| {
                    let own = if *other == table { column.as_str() } else { "" };
                    text.replace(
                        &format!(", <{other}>"),
                        &format!("{}{own}", if own.is_empty() { "" } else { ", " }),
                    )
                });
                let project = match Project::read("tea.yaml", &text, Overrides::default()) {
                    Ok((project, _)) => project,
                    Err(findings) => {
                        assert!(findings.has_errors(), "{text}");
                        refused += 1;
                        continue;
                    }
                };
                let index = project.names().iter().position(|name| *name == table).expect("the table");
                let shown = project.table(index, None);
                let all: Vec<usize> = (0..shown.columns().len()).collect();
                let scan = shown.scan(&all, &crate::workers::Workers::single());
                let block = scan.block(0);
                for (column, array) in shown.columns().iter().zip(&block.columns) {
                    let case = format!("{table}.{}: {source} as {dtype}", column.name);
                    assert_eq!(array.len(), block.rows, "{case}");
                    assert_eq!(decoded(array.clone()).data_type(), &arrow_type(column.kind), "{case}");
                    assert!(column.nullable || array.null_count() == 0, "{case} has a null");
                }
                assert!(block.rows > 0, "{table}");
                read += 1;
            }
        }
    }
    assert!(read > 900 && refused > 500, "{read} read, {refused} refused");
}
