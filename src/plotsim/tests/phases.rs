//! Correlations that hold in some periods.

use std::sync::Arc;

use super::{clean, load, load_with, with};
use crate::checks;
use crate::config::Overrides;
use crate::config::finding::{Finding, Severity};
use crate::correlation::Status;
use crate::plotsim::model::{Phase, Plotsim, Scope};
use crate::plotsim::tables::engine::{Cells, Engine};
use crate::project::Project;
use crate::steps::Steps;
use crate::workers::Workers;

const SHOP: &str = include_str!("../../../tests/cases/phases.yaml");

/// The same without a spread, so that entities of a segment have one position in a period.
fn even() -> String {
    with(SHOP, ", spread: { level: 0.05 }", "")
}

/// Much of it in the engine form.
const ENGINE: &str = r#"
domain: { name: Customers of a shop, description: x, entity_type: customer, entity_label: Customers }
time_window: { start: "2022-01", end: "2023-12", granularity: monthly }
seed: 11
bounds: reshape
metrics:
  - { name: basket, label: b, distribution: normal, params: { mu: 60, sigma: 15 }, polarity: positive }
  - { name: visits, label: v, distribution: normal, params: { mu: 8, sigma: 2 }, polarity: positive, persistence: 0.4 }
  - { name: stay, label: s, distribution: lognorm, params: { s: 0.6, scale: 30 }, polarity: positive }
archetypes:
  - { name: up, label: u, description: u, curve_segments: [{ curve: linear, params: { start: 0.3, end: 0.7 }, start_pct: 0, end_pct: 1 }] }
entities: [{ name: all, archetype: up, size: 1 }]
output: { format: csv, directory: out }
correlations: [{ metric_a: basket, metric_b: visits, coefficient: 0.6 }, { metric_a: basket, metric_b: stay, coefficient: 0.5 }]
correlation_phases:
  - start_period: 6
    end_period: 11
    correlations: [{ metric_a: basket, metric_b: visits, coefficient: -0.5 }]
  - { start_period: 12, end_period: 12, inherit: true, correlations: [{ metric_a: visits, metric_b: stay, coefficient: 0.3 }] }
tables:
  - { name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }
  - { name: dim_customer, type: dim, grain: per_entity, primary_key: id, columns: [{ name: id, dtype: id, source: pk }] }
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, id]
    columns:
      - { name: date_key, dtype: id, source: "fk:dim_date.date_key" }
      - { name: id, dtype: id, source: "fk:dim_customer.id" }
      - { name: basket, dtype: float, source: "metric:basket" }
      - { name: visits, dtype: float, source: "metric:visits" }
      - { name: stay, dtype: float, source: "metric:stay" }
"#;

/// An engine in which every segment has `scale` times as many entities.
fn engine(text: &str, scale: f64) -> Arc<Engine> {
    let (model, findings) = load_with(text, Overrides { scale: Some(scale), ..Overrides::default() });
    let wrong: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    Arc::new(Engine::new(Arc::new(model.expect("no error"))))
}

/// The values of two metrics in the cells of chosen periods, about the mean of their segment and period if `residual`.
fn pearson(engine: &Engine, cells: &Cells, (a, b): (usize, usize), regime: usize, residual: bool) -> f64 {
    let config = engine.config();
    let mut groups: Vec<Vec<(f64, f64)>> = vec![Vec::new(); config.time.len() * config.entities.runs.len()];
    for entity in cells.entities() {
        let place = entity as usize;
        let first = cells.active(place).start - cells.entity(place).start;
        for (offset, at) in cells.active(place).enumerate() {
            let period = first + offset;
            if config.correlation.regime_of(period) == regime {
                let group = config.entities.run_of(entity) * config.time.len() + period;
                groups[group].push((cells.metric(a)[at], cells.metric(b)[at]));
            }
        }
    }
    if !residual {
        groups = vec![groups.concat()];
    }
    let coefficient = |group: &Vec<(f64, f64)>| {
        let n = group.len() as f64;
        let (x, y) = group.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0 / n, sum.1 + cell.1 / n));
        let sum = |of: fn(f64, f64) -> f64| group.iter().map(|cell| of(cell.0 - x, cell.1 - y)).sum::<f64>();
        sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt()
    };
    groups.retain(|group| group.len() > 200);
    groups.iter().map(coefficient).sum::<f64>() / groups.len() as f64
}

/// Holds every pair of every regime against the rows; `tolerance` is what few rows may be off.
fn hold(engine: &Engine, tolerance: f64) {
    let config = engine.config();
    let cells = engine.values(0..engine.entities(), &engine.metrics(0..config.metrics.len()));
    let mut expected = engine.expected_correlations().into_iter();
    for (index, regime) in config.correlation.regimes.iter().enumerate() {
        for (pair, solved) in regime.pairs.iter().zip(&regime.solution.pairs) {
            let expected = expected.next().expect("one for each pair");
            let achieved = pearson(engine, &cells, (pair.a, pair.b), index, pair.scope == Scope::Residual);
            assert!((achieved - expected).abs() < tolerance, "{index} {pair:?}: {achieved} {expected}");
            if solved.status == Status::Met {
                assert!((solved.expected - pair.coefficient).abs() < 1e-3, "{index} {pair:?} {solved:?}");
            }
        }
    }
}

#[test]
fn each_phase_has_its_own_coefficients_in_the_rows() {
    let engine = engine(&even(), 80.0);
    let correlation = &engine.config().correlation;
    let phases: Vec<Option<Phase>> = correlation.regimes.iter().map(|regime| regime.phase).collect();
    let phase = |index, first, last| Some(Phase { index, first, last });
    assert_eq!(phases, [None, phase(0, 15, 19), phase(1, 4, 9)]);
    // The residual pair of the second phase takes the place of the pooled one, and the other pair is inherited.
    let pairs: Vec<usize> = correlation.regimes.iter().map(|regime| regime.pairs.len()).collect();
    assert_eq!(pairs, [2, 2, 2]);
    hold(&engine, 0.02);
}

#[test]
fn what_a_phase_does_not_list_is_independent_there() {
    let engine = engine(&even(), 80.0);
    let cells = engine.values(0..engine.entities(), &engine.metrics(0..4));
    // basket and stay are bound outside the first phase, and mood is bound to visits in it alone.
    for ((a, b), regime, bound) in
        [((0, 3), 0, true), ((0, 3), 1, false), ((0, 3), 2, true), ((2, 1), 0, false)]
    {
        let found = pearson(&engine, &cells, (a, b), regime, true);
        assert_eq!(found.abs() > 0.2, bound, "{a} {b} in {regime}: {found}");
        assert!(bound || found.abs() < 0.02, "{a} {b} in {regime}: {found}");
    }
}

#[test]
fn a_phase_changes_no_value_outside_itself() {
    let model = |text: &str| Engine::new(Arc::new(clean(text)));
    let one = model(SHOP);
    // Residual coefficients of other periods hang on no phase, and neither does what is drawn alone.
    let other = model(&with(SHOP, "coefficient: -0.3, b: visits", "coefficient: -0.7, b: visits"));
    let (x, y) = (one.values(0..100, &one.metrics(0..4)), other.values(0..100, &other.metrics(0..4)));
    let mut moved = 0;
    for metric in 0..4 {
        for (at, (x, y)) in x.metric(metric).iter().zip(y.metric(metric)).enumerate() {
            let inside = (4..=9).contains(&(at % 24));
            assert!(x.to_bits() == y.to_bits() || inside, "{metric} {at}");
            moved += usize::from(x.to_bits() != y.to_bits());
        }
    }
    assert!(moved > 100, "{moved}");
}

#[test]
fn both_forms_read_phases() {
    let engine = engine(ENGINE, 6000.0);
    let regimes = &engine.config().correlation.regimes;
    assert_eq!(regimes.iter().map(|regime| regime.pairs.len()).collect::<Vec<_>>(), [2, 1, 3]);
    hold(&engine, 0.02);
}

#[test]
fn checks_traces_and_manifests_know_phases() {
    for (text, scale) in [(SHOP, 8.0), (ENGINE, 800.0)] {
        let engine = engine(text, scale);
        let project = Project::Plotsim(Arc::clone(&engine));
        let checked = checks::run(&project, &Workers::new(2)).expect("not stopped");
        let bad: Vec<String> =
            checked.outcomes.iter().filter(|one| one.status.is_bad()).map(|one| one.line()).collect();
        assert_eq!(bad, Vec::<String>::new());
        let pairs = &checked.measurements.correlations.as_ref().expect("correlations").pairs;
        assert_eq!(pairs.len(), engine.config().correlation.pairs().count());
        for pair in pairs {
            assert!((pair.achieved - pair.given).abs() < 0.06, "{pair:?}");
        }
        // What others are drawn with, or their order, would be found.
        assert!(pairs.iter().any(|pair| pair.phase.is_some() && pair.achieved < -0.2), "{pairs:?}");
        for metric in 0..engine.config().metrics.len() {
            let cells = engine.values(3..4, &engine.metrics([metric]));
            for period in cells.active(0) {
                let mut steps = Steps::default();
                engine.explain(3, period, metric, &mut steps);
                let last = steps.as_slice().last().and_then(|step| step.value);
                assert_eq!(last, Some(cells.value(metric, 3, period)), "{metric} {period}");
            }
        }
    }
}

fn codes(text: &str) -> (Option<Plotsim>, Vec<(&'static str, String, Severity)>) {
    let (model, findings) = load(text);
    let told = findings.into_iter().map(|found| (found.code, found.path, found.severity));
    (model, told.filter(|found| found.2 != Severity::Note).collect())
}

#[test]
fn what_has_no_effect_is_told() {
    let warned = |text: &str, path: &str| {
        let (model, found) = codes(text);
        assert_eq!(found, [("no-effect", path.to_owned(), Severity::Warning)], "{text}");
        model.expect("warnings alone").correlation.regimes.len()
    };
    let (before, _) = SHOP.split_once("connection_phases:").expect("phases");
    let shop = |phases: &str| format!("{before}connection_phases: [{phases}]\nfacts: wide\n");
    let nothing = shop("{ start_period: 3, end_period: 5, connections: [] }");
    assert_eq!(warned(&nothing, "connection_phases[0]"), 1);
    assert_eq!(warned(&nothing.replace(", connections: []", ""), "connection_phases[0]"), 1);
    let all =
        "connections: [[basket, 0.2, visits], { a: basket, coefficient: 0.2, b: stay, scope: residual }]";
    let listed = shop(&format!("{{ start_period: 3, end_period: 5, inherit: true, {all} }}"));
    assert_eq!(warned(&listed, "connection_phases[0].inherit"), 2);
    let whole = shop(&format!("{{ start_period: 0, end_period: 23, {all} }}"));
    assert_eq!(warned(&whole, "connections"), 2);
    let late = before
        .replace("start: 0, end: 9", "start: 6, end: 9")
        .replace("spread: { level: 0.05 } }", "arrival: { kind: uniform, start: 6, end: 9 } }");
    let early =
        format!("{late}connection_phases: [{{ start_period: 0, end_period: 5, {all} }}]\nfacts: wide\n");
    assert_eq!(warned(&early, "connection_phases[0]"), 2);
}

#[test]
fn a_phase_never_reverses_a_word() {
    let text = with(SHOP, "[mood, 0.5, visits]", "mood related visits");
    let text = with(&text, "linear(0.3, 0.7)", "linear(0.0, 1.0)");
    let (model, findings) = load(&text);
    let regime = &model.expect("no error").correlation.regimes[1];
    for (pair, solved) in regime.pairs.iter().zip(&regime.solution.pairs) {
        assert!(solved.residual * pair.coefficient >= 0.0, "{pair:?} {solved:?}");
    }
    let told: Vec<String> = findings
        .iter()
        .filter(|found| found.path.starts_with("connection_phases[0]"))
        .map(Finding::to_string)
        .collect();
    assert!(told.iter().all(|one| one.contains("in periods 15 to 19")), "{told:?}");
}
