//! `plotsim_trace(config, table, row)`: how each cell of a row came about.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::config::types::ColumnType;
use crate::tables::{Column, Deferred, RowCount};
use crate::truth::{row_of_key, trace};

pub static FUNCTION: Function = Function {
    name: "plotsim_trace",
    doc: "How each cell of one row came about, step by step; the last step of a column is its value",
    example: "FROM plotsim_trace('template:saas', 'fct_revenue', 1234);",
    positional: &[
        CONFIG,
        Parameter { name: "table", kind: ParameterKind::Text, doc: "Name of the table" },
        Parameter {
            name: "row",
            kind: ParameterKind::Integer,
            doc: "Number of the row from 0, in the order of the table; NULL if a key is given",
        },
    ],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        Parameter { name: "key", kind: ParameterKind::Text, doc: "Key of the row instead of its number" },
    ],
    bind: |call| {
        let project = config::project(call)?;
        let name = call.text(1, "table")?.to_owned();
        let index = config::table_index(&project, &name)?;
        let row = match (call.positional.get(2), call.named_text("key")) {
            (Some(Some(_)), None) => call.whole(2, "row")?,
            (Some(None), Some(key)) => row_of_key(&project, index, key).map_err(Failure::Argument)?,
            (Some(None), None) => {
                return Err(Failure::Argument("row must not be NULL unless key := is given".to_owned()));
            }
            _ => {
                return Err(Failure::Argument(
                    "row and key name the same row: give NULL as the row, or leave key out".to_owned(),
                ));
            }
        };
        let columns = vec![
            Column::nullable("column", ColumnType::Text),
            Column::required("step", ColumnType::Text),
            Column::nullable("value", ColumnType::Float64),
            Column::nullable("text", ColumnType::Text),
            Column::required("detail", ColumnType::Text),
        ];
        let table = project.table(index, None);
        Ok(Arc::new(Deferred::new(columns, RowCount::Estimate(64), move |workers| {
            let steps = trace(table.as_ref(), &name, row, workers)?;
            let all = || steps.iter();
            Ok(vec![
                Arc::new(StringArray::from_iter(all().map(|traced| traced.column.as_deref()))) as ArrayRef,
                Arc::new(StringArray::from_iter_values(all().map(|traced| traced.step.step))),
                Arc::new(Float64Array::from_iter(all().map(|traced| traced.step.value))),
                Arc::new(StringArray::from_iter(all().map(|traced| traced.step.text.as_deref()))),
                Arc::new(StringArray::from_iter_values(all().map(|traced| &traced.step.detail))),
            ])
        })))
    },
};
