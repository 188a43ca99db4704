//! `plotsim_regressions(config)`: the least-squares lines of the pairs that are correlated.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::config::types::ColumnType;
use crate::tables::{Column, Deferred, RowCount};
use crate::truth::{Regression, regressions};

pub static FUNCTION: Function = Function {
    name: "plotsim_regressions",
    doc: "The least-squares lines of every configured pair of metrics, both ways, over all entities and by archetype, of the values before noise; beside them the coefficient that the laws let expect",
    example: "FROM plotsim_regressions('template:saas') WHERE archetype IS NULL;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let engine = config::engine(call, "metrics to regress")?;
        let text = |name: &str| Column::required(name, ColumnType::Text);
        let real = |name: &str| Column::nullable(name, ColumnType::Float64);
        let columns = vec![
            Column::nullable("archetype", ColumnType::Text),
            text("metric_a"),
            text("metric_b"),
            Column::required("n", ColumnType::Int64),
            real("slope_ab"),
            real("intercept_ab"),
            real("residual_variance_ab"),
            real("slope_ba"),
            real("intercept_ba"),
            real("residual_variance_ba"),
            real("correlation"),
            real("r_squared"),
            real("expected_correlation"),
            Column::nullable("phase", ColumnType::Int64),
        ];
        let model = engine.config();
        let pairs: usize = model.correlation.regimes.iter().map(|regime| regime.pairs.len()).sum();
        let rows = pairs as u64 * (1 + model.archetypes.len() as u64);
        Ok(Arc::new(Deferred::new(columns, RowCount::Exact(rows), move |workers| {
            let all = regressions(&engine, workers).map_err(|stopped| stopped.to_string())?;
            let model = engine.config();
            let regime = |one: &Regression| model.correlation.regimes.get(one.pair.0);
            let pair = |one: &Regression| regime(one).and_then(|regime| regime.pairs.get(one.pair.1));
            let phase = |one: &Regression| Some(regime(one)?.phase?.index as i64);
            let metric = |index: Option<usize>| {
                index.and_then(|index| model.metrics.get(index)).map_or("", |metric| metric.name.as_str())
            };
            let reals = |of: &dyn Fn(&Regression) -> f64| -> ArrayRef {
                let finite = |value: f64| value.is_finite().then_some(value);
                Arc::new(all.iter().map(|one| finite(of(one))).collect::<Float64Array>())
            };
            let archetype = |one: &Regression| {
                one.archetype
                    .and_then(|place| model.archetypes.get(place))
                    .map(|archetype| archetype.name.as_str())
            };
            let expected = |one: &Regression| {
                let pooled = pair(one).is_some_and(|pair| pair.scope == crate::plotsim::model::Scope::Pooled);
                let solved = regime(one)
                    .and_then(|regime| regime.solution.pairs.get(one.pair.1))
                    .filter(|_| pooled && one.archetype.is_none());
                solved.map_or(f64::NAN, |solved| solved.expected)
            };
            Ok(vec![
                Arc::new(all.iter().map(archetype).collect::<StringArray>()) as ArrayRef,
                Arc::new(StringArray::from_iter_values(
                    all.iter().map(|one| metric(pair(one).map(|pair| pair.a))),
                )),
                Arc::new(StringArray::from_iter_values(
                    all.iter().map(|one| metric(pair(one).map(|pair| pair.b))),
                )),
                Arc::new(Int64Array::from_iter_values(all.iter().map(|one| one.n as i64))),
                reals(&|one| one.a_to_b.slope),
                reals(&|one| one.a_to_b.intercept),
                reals(&|one| one.a_to_b.residual_variance),
                reals(&|one| one.b_to_a.slope),
                reals(&|one| one.b_to_a.intercept),
                reals(&|one| one.b_to_a.residual_variance),
                reals(&|one| one.correlation),
                reals(&|one| one.correlation * one.correlation),
                reals(&expected),
                Arc::new(all.iter().map(phase).collect::<Int64Array>()),
            ])
        })))
    },
};
