//! `plotsim_variance(config)`: where the variance of each metric comes from.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::config::types::ColumnType;
use crate::tables::{Column, Deferred, RowCount};
use crate::truth::{Partition, partitions};

pub static FUNCTION: Function = Function {
    name: "plotsim_variance",
    doc: "The variance of every metric before noise as nested sums of squares: between archetypes, between entities of an archetype, and of entities over time, with fractions and degrees of freedom",
    example: "FROM plotsim_variance('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let engine = config::engine(call, "metrics whose variance could be parted")?;
        let real = |name: &str| Column::nullable(name, ColumnType::Float64);
        let whole = |name: &str| Column::required(name, ColumnType::Int64);
        let columns = vec![
            Column::required("metric", ColumnType::Text),
            real("ss_between"),
            real("ss_within"),
            real("ss_residual"),
            real("fraction_between"),
            real("fraction_within"),
            real("fraction_residual"),
            whole("df_between"),
            whole("df_within"),
            whole("df_residual"),
            whole("archetypes"),
            whole("entities"),
            whole("n"),
            whole("late_entities"),
        ];
        let rows = RowCount::Exact(engine.config().metrics.len() as u64);
        Ok(Arc::new(Deferred::new(columns, rows, move |workers| {
            let all = partitions(&engine, workers).map_err(|stopped| stopped.to_string())?;
            let name = |one: &Partition| {
                engine.config().metrics.get(one.metric).map_or("", |metric| metric.name.as_str())
            };
            let reals = |of: &dyn Fn(&Partition) -> f64| -> ArrayRef {
                let finite = |value: f64| value.is_finite().then_some(value);
                Arc::new(all.iter().map(|one| finite(of(one))).collect::<Float64Array>())
            };
            let total = |one: &Partition| one.between + one.within + one.residual;
            let wholes = |of: &dyn Fn(&Partition) -> u64| -> ArrayRef {
                Arc::new(Int64Array::from_iter_values(all.iter().map(|one| of(one) as i64)))
            };
            Ok(vec![
                Arc::new(StringArray::from_iter_values(all.iter().map(name))) as ArrayRef,
                reals(&|one| one.between),
                reals(&|one| one.within),
                reals(&|one| one.residual),
                reals(&|one| one.between / total(one)),
                reals(&|one| one.within / total(one)),
                reals(&|one| one.residual / total(one)),
                wholes(&|one| one.groups.saturating_sub(1)),
                wholes(&|one| one.entities.saturating_sub(one.groups)),
                wholes(&|one| one.n.saturating_sub(one.entities)),
                wholes(&|one| one.groups),
                wholes(&|one| one.entities),
                wholes(&|one| one.n),
                wholes(&|one| one.late),
            ])
        })))
    },
};
