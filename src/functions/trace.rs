//! `plotsim_trace(config, table, row)`: how each cell of a row came about.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::config::types::ColumnType;
use crate::tables::{Column, Deferred, RowCount};
use crate::truth::{Address, Named, trace, trace_at};

/// The row of a call.
enum Row {
    Number(u64),
    Named(Named),
}

pub static FUNCTION: Function = Function {
    name: "plotsim_trace",
    doc: "Explains how each cell of one row was generated, step by step; a column's last step is its value",
    example: "FROM plotsim_trace('template:saas', 'fct_revenue', 1234);",
    positional: &[
        CONFIG,
        Parameter { name: "table", kind: ParameterKind::Text, doc: "Name of the table" },
        Parameter {
            name: "row",
            kind: ParameterKind::Integer,
            doc: "Number of the row from 0, in the order of the table; NULL if the row is named otherwise",
        },
    ],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        Parameter {
            name: "key",
            kind: ParameterKind::Text,
            doc: "Primary key of the row instead of its number; that of several columns with commas between",
        },
        Parameter {
            name: "entity",
            kind: ParameterKind::Text,
            doc: "Name or key of the entity that the row is about, in plotsim configs",
        },
        Parameter {
            name: "period",
            kind: ParameterKind::Text,
            doc: "Period that the row is about: its label, a day in it, or its number from 0",
        },
    ],
    bind: |call| {
        let project = config::project(call)?;
        let name = call.text(1, "table")?.to_owned();
        let index = config::table_index(&project, &name)?;
        let address = Address {
            key: call.named_text("key"),
            entity: call.named_text("entity"),
            period: call.named_text("period"),
        };
        let row = match (call.is_given(2), address) {
            (true, Address { key: None, entity: None, period: None }) => Row::Number(call.whole(2, "row")?),
            (false, Address { key: None, entity: None, period: None }) => {
                return Err(Failure::Argument(
                    "row must not be NULL unless key :=, entity := or period := is given".to_owned(),
                ));
            }
            (false, Address { key: Some(_), entity: None, period: None } | Address { key: None, .. }) => {
                Row::Named(Named::new(&project, index, address).map_err(Failure::Argument)?)
            }
            (true, _) | (false, Address { key: Some(_), .. }) => {
                return Err(Failure::Argument(
                    "row and key name the same row, as do entity and period: give a number, or NULL and one of the others"
                        .to_owned(),
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
            let steps = match &row {
                Row::Number(row) => trace(table.as_ref(), &name, *row, workers)?,
                Row::Named(named) => {
                    let (block, place) = named.find(table.as_ref(), workers)?;
                    trace_at(table.as_ref(), block, place, workers)
                }
            };
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
