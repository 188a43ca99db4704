//! What the engine form comes to.

use std::sync::Arc;

use super::{ENGINE, clean, columns, load, load_with, table, with};
use crate::config::types::ColumnType;
use crate::config::{Overrides, Severity};
use crate::distributions::{Bounds, Family};
use crate::plotsim::model::{Arrival, CalendarField, Form, KeyFormat, Pick, Pin, Scope, Weights};
use crate::plotsim::model::{Numbered, Source};
use crate::plotsim::sources::Calendar;
use crate::plotsim::sources::constant::Constants;
use crate::plotsim::sources::instant::Instant;
use crate::plotsim::sources::pool::{Pool, PoolPick};

#[test]
fn metrics_have_the_laws_of_their_parameters() {
    let model = clean(ENGINE);
    assert_eq!(model.form, Form::Engine);
    let [footfall, margin, waste] = model.metrics.as_slice() else { panic!("three metrics") };
    assert_eq!(footfall.law.law.family(), Family::LOGNORM);
    assert_eq!((footfall.law.centre.low, footfall.law.centre.high), (0.0, 900.0));
    assert_eq!((margin.law.centre.low, margin.law.centre.high), (0.0, 0.6));
    assert_eq!(margin.law.bounds, Bounds::Clamp);
    assert_eq!((waste.law.centre.low, waste.law.centre.high), (0.0, 12.0));
    assert_eq!(waste.law.range.min, Some(0.0), "a count is never below zero");
    // The first archetype narrows the margin.
    assert_eq!((margin.law_of(0).centre.low, margin.law_of(0).centre.high), (0.2, 0.5));
    assert_eq!(margin.law_of(1), &margin.law);
    assert!(waste.noise.is_none() && footfall.noise.sigma == 0.02);
    assert_eq!(model.temporal_jitter, 1.5);
    let lag = model.lag.order();
    assert_eq!(lag, [0, 1, 2]);
}

#[test]
fn a_lag_keeps_its_blend_and_decay() {
    let model = clean(ENGINE);
    let mut out = Default::default();
    // Only the driver moves, at the end: the follower reads it two periods late, weighted 3, 2, 1.
    let mut positions = vec![0.0; 8];
    positions[3] = 1.0;
    model.lag.effective(&positions, None, &mut out);
    let margin = out.metric(1);
    let own = |t: usize| 0.3 * positions[t];
    assert!((margin[5] - (own(5) + 0.7 * 3.0 / 6.0)).abs() < 1e-12, "{margin:?}");
    assert!((margin[6] - (own(6) + 0.7 * 2.0 / 6.0)).abs() < 1e-12, "{margin:?}");
}

#[test]
fn entities_keep_what_is_their_own() {
    let model = clean(ENGINE);
    let [harbour, market, station] = model.entities.runs.as_slice() else { panic!("three entities") };
    assert_eq!((harbour.size, harbour.count, harbour.entity_name(0)), (12, 1, "harbour".to_owned()));
    assert_eq!((market.inflection, market.arrival.clone()), (Some(4), Arrival::At(3)));
    let rule = station.treatment.as_ref().unwrap();
    assert_eq!((rule.treated, rule.shift.start, rule.treatment_label.as_str()), (1, 6, "pilot"));
    let region = table(&model, "dim_branch").column("region_id").unwrap();
    let branch = model.table("dim_branch").unwrap();
    assert_eq!(harbour.pins, [Pin { table: branch, column: region, row: 1 }]);
}

#[test]
fn scaling_makes_more_of_each_entity() {
    let (model, _) = load_with(ENGINE, Overrides { scale: Some(3.0), ..Overrides::default() });
    let model = model.unwrap();
    assert_eq!(model.entities.count, 9);
    let names: Vec<String> = (0..3).map(|place| model.entities.runs[1].entity_name(place)).collect();
    assert_eq!(names, ["market", "market_0001", "market_0002"]);
    assert_eq!(model.entities.runs[2].treatment.as_ref().unwrap().treated, 3);
}

#[test]
fn keys_come_first_then_references_then_the_rest() {
    let model = clean(ENGINE);
    assert_eq!(columns(table(&model, "dim_branch")), ["branch_id", "region_id", "branch", "staff"]);
    let fact = table(&model, "fct_branch");
    assert_eq!(columns(fact), ["date_key", "branch_id", "footfall", "margin", "waste", "stage"]);
    assert_eq!(fact.primary_key, [0, 1]);
    let kinds: Vec<ColumnType> = fact.columns.iter().map(|column| column.kind).collect();
    use ColumnType::{Float64, Int32, Int64, Text};
    assert_eq!(kinds, [Int32, Text, Int64, Float64, Int64, Text]);
    let facts = model.facts(model.table("fct_branch").unwrap());
    let nullable: Vec<bool> = facts.iter().map(|facts| facts.nulls.possible()).collect();
    assert_eq!(nullable, [false, false, true, true, false, false], "waste is never missing");
    let all = "date_key date year quarter month month_name week period_label period_index";
    assert_eq!(columns(table(&model, "dim_date")), all.split(' ').collect::<Vec<_>>());
    let daily =
        with(&with(ENGINE, "granularity: monthly", "granularity: daily"), "\"2021-08\"", "\"2020-04\"");
    let daily = clean(&with(&daily, "months: [12]", "months: [4]"));
    assert_eq!(columns(table(&daily, "dim_date"))[9..], ["day_of_week", "day_of_month", "is_weekend"]);
}

#[test]
fn keys_look_as_documented() {
    let model = clean(ENGINE);
    let key = |name: &str| table(&model, name).columns[0].source.key().cloned();
    let numbered =
        |prefix: &str, width| Some(KeyFormat::Numbered(Numbered { prefix: prefix.to_owned(), width }));
    assert_eq!(key("dim_region"), numbered("r", 3));
    assert_eq!(key("dim_branch"), numbered("b", 3));
    assert_eq!(key("evt_visit"), numbered("v", 5));
    let shared = clean(&with(ENGINE, "name: evt_alarm", "name: evt_volume"));
    let key = |name: &str| table(&shared, name).columns[0].source.key().cloned();
    assert_eq!((key("evt_volume"), key("evt_visit")), (numbered("volume", 5), numbered("visit", 5)));
}

#[test]
fn references_say_which_row_they_name() {
    let model = clean(ENGINE);
    let pick = |name: &str, column: &str| {
        let table = table(&model, name);
        table.columns[table.column(column).unwrap()].source.reference().expect("a key").pick.clone()
    };
    assert_eq!(pick("dim_branch", "region_id"), Pick::Any(Weights::ByRow(vec![(0, 3.0), (1, 1.0)])));
    assert_eq!(pick("dim_clerk", "branch_id"), Pick::Parent);
    assert_eq!(pick("fct_branch", "branch_id"), Pick::Entity);
    assert_eq!(pick("fct_total", "date_key"), Pick::Period);
    let driver = table(&model, "evt_visit").kind.cause().expect("a driver").driver;
    assert_eq!((driver.fact, driver.rounded), (Some((4, 2)), true), "the fact shows whole visitors");
    let alarms = table(&model, "evt_alarm").kind.cause().expect("a threshold");
    assert!(!alarms.driver.rounded);
}

#[test]
fn calls_have_their_days_counted_from_the_end_of_the_window() {
    let model = clean(ENGINE);
    let clerks = table(&model, "dim_clerk");
    let hired = &clerks.columns[clerks.column("hired").unwrap()];
    assert_eq!((hired.kind, hired.pii_note.as_deref()), (ColumnType::Date, Some("invented")));
    // 2021-08-31 is day 18870; five years are 1826.2 days.
    let arguments = "[(\"start_date\", Date(17044)), (\"end_date\", Date(18870))]";
    assert!(format!("{:?}", hired.source).contains(arguments), "{:?}", hired.source);
}

#[test]
fn pools_are_handed_to_their_entities() {
    let column = "- {name: staff, dtype: int, source: \"derived:size\"}";
    let pool = "- {name: staff, dtype: int, source: \"pool:heads:trajectory\", value_pool: {harbour: [1, 2], market: ['3'], station: [4]}}";
    let model = clean(&with(ENGINE, column, pool));
    assert_eq!(model.pools, ["heads"]);
    assert_eq!(model.entities.runs[0].pools, [["1", "2"]]);
    let branch = table(&model, "dim_branch");
    let staff = &branch.columns[branch.column("staff").unwrap()];
    let expected = Pool { pool: 0, pick: PoolPick::Trajectory, kind: ColumnType::Int32 };
    assert_eq!((same(&staff.source, &expected), staff.kind), (true, ColumnType::Int32));
    let wide = clean(&with(ENGINE, column, &pool.replace("[4]", "[4000000000]")));
    assert_eq!(table(&wide, "dim_branch").columns[3].kind, ColumnType::Int64);
    let (_, findings) = load(&with(ENGINE, column, &pool.replace(", station: [4]", "")));
    assert_eq!(findings[0].code, "missing-key");
    let (_, findings) = load(&with(ENGINE, column, &pool.replace("station:", "statoin:")));
    assert_eq!(
        (findings[0].code, findings[0].hint.as_deref()),
        ("unknown-entity", Some("did you mean 'station'?"))
    );
}

#[test]
fn constants_cycle_only_over_lists() {
    let model = clean(ENGINE);
    let regions = Constants::Text(vec!["north".to_owned(), "south".to_owned()]);
    assert!(same(&table(&model, "dim_region").columns[1].source, &regions));
    let staff = "- {name: staff, dtype: int, source: \"derived:size\"}";
    let model = clean(&with(ENGINE, staff, "- {name: staff, dtype: int, source: \"static:4,5\"}"));
    assert!(same(
        &table(&model, "dim_branch").columns[3].source,
        &Constants::Whole(vec![4, 5], ColumnType::Int32)
    ));
}

/// Whether a column is filled by this source.
fn same(source: &Arc<dyn Source>, other: &dyn Source) -> bool {
    format!("{source:?}") == format!("{other:?}")
}

/// Whether a list in a reference dimension comes to these constants where no type is asked for.
fn comes_to(list: &str, expected: &Constants) {
    let model = clean(&with(super::BUILDER, "\"static.easy,mid,hard\"", &format!("\"static.{list}\"")));
    let route = table(&model, "dim_route");
    let column = &route.columns[route.column("grade").unwrap()];
    assert!(same(&column.source, expected), "{list}: {:?}", column.source);
    assert_eq!(column.kind, expected.kind());
}

#[test]
fn constants_are_of_the_type_they_are_written_in() {
    let texts = |items: &[&str]| Constants::Text(items.iter().map(|item| (*item).to_owned()).collect());
    comes_to("5,8,10", &Constants::Whole(vec![5, 8, 10], ColumnType::Int32));
    comes_to("-5, 0,7", &Constants::Whole(vec![-5, 0, 7], ColumnType::Int32));
    comes_to("1,4000000000", &Constants::Whole(vec![1, 4_000_000_000], ColumnType::Int64));
    comes_to("0.5,2,1e3", &Constants::Real(vec![0.5, 2.0, 1e3]));
    comes_to("007,008,012", &texts(&["007", "008", "012"]));
    comes_to("7,08", &texts(&["7", "08"]));
    comes_to("00.5,1", &texts(&["00.5", "1"]));
    let wide = "9223372036854775808";
    comes_to(&format!("1,{wide}"), &texts(&["1", wide]));
    comes_to("5,many", &texts(&["5", "many"]));
}

#[test]
fn plotsims_word_for_pooled_correlations_is_understood() {
    let text = with(ENGINE, "correlation_scope: pooled\n", "");
    assert_eq!(clean(&text).correlation.regimes[0].pairs[0].scope, Scope::Residual);
    assert_eq!(
        clean(&format!("{text}compensate_correlations: true\n")).correlation.regimes[0].pairs[0].scope,
        Scope::Pooled
    );
}

#[test]
fn a_moment_is_an_instant_in_events_and_a_day_elsewhere() {
    let model = clean(ENGINE);
    assert!(same(&table(&model, "evt_visit").columns[2].source, &Instant { rhythm: None }));
    let text = with(
        ENGINE,
        "- {name: waste, dtype: int, source: \"metric:waste\"}",
        "- {name: day, dtype: date, source: \"generated:timestamp\"}",
    );
    let model = clean(&text);
    let fact = table(&model, "fct_branch");
    assert!(same(&fact.columns[4].source, &Calendar::new(CalendarField::Date)));
}

#[test]
fn a_curve_that_leaves_its_positions_is_clipped_with_a_warning() {
    let curve = "curve: plateau, params: {level: 0.9}";
    for (params, warning) in [
        ("curve: sigmoid, params: {steepness: -8}", None),
        ("curve: oscillating, params: {amplitude: 0.5}", None),
        ("curve: linear, params: {end: 2}", Some("above 1 from 50 % to 100 % of the segment")),
        ("curve: plateau, params: {level: -1}", Some("below 0 from 0 % to 100 % of the segment")),
    ] {
        let (model, findings) = load(&with(ENGINE, curve, params));
        assert!(model.is_some(), "{params}: {findings:?}");
        let found = findings.iter().find(|finding| finding.code == "clipped-curve");
        assert_eq!(found.map(|finding| finding.severity), warning.map(|_| Severity::Warning), "{params}");
        assert!(warning.is_none_or(|text| found.is_some_and(|found| found.message.contains(text))));
    }
}
