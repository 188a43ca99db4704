//! `plotsim_plan(config)`: what writing the tables of a config will take.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::config::types::ColumnType;
use crate::forecast::{Forecast, forecast};
use crate::tables::{Column, Deferred, RowCount};

pub static FUNCTION: Function = Function {
    name: "plotsim_plan",
    doc: "What each table will take before it is made: rows, bytes as Parquet and as CSV, and seconds on all cores, from a small sample",
    example: "FROM plotsim_plan('template:saas', scale := 1000);",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let columns = vec![
            Column::required("table", ColumnType::Text),
            Column::required("rows", ColumnType::Int64),
            Column::required("exact_rows", ColumnType::Bool),
            Column::required("columns", ColumnType::Int64),
            Column::required("files", ColumnType::Int64),
            Column::required("parquet_bytes", ColumnType::Int64),
            Column::required("csv_bytes", ColumnType::Int64),
            Column::required("seconds", ColumnType::Float64),
        ];
        let tables = RowCount::Exact(project.names().len() as u64);
        Ok(Arc::new(Deferred::new(columns, tables, move |workers| {
            let all = forecast(&project, workers).map_err(|error| error.to_string())?;
            let threads = workers.threads() as f64;
            let count = |of: &dyn Fn(&Forecast) -> u64| -> ArrayRef {
                Arc::new(Int64Array::from_iter_values(
                    all.iter().map(|one| i64::try_from(of(one)).unwrap_or(i64::MAX)),
                ))
            };
            Ok(vec![
                Arc::new(StringArray::from_iter_values(all.iter().map(|one| &one.table))) as ArrayRef,
                count(&|one| one.rows),
                Arc::new(BooleanArray::from_iter(all.iter().map(|one| Some(one.exact)))),
                count(&|one| one.columns),
                count(&|one| one.files),
                count(&|one| one.parquet_bytes),
                count(&|one| one.csv_bytes),
                Arc::new(Float64Array::from_iter_values(all.iter().map(|one| one.core_seconds / threads))),
            ])
        })))
    },
};
