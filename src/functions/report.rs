//! `plotsim_report(config)`: a page of pictures.
//!
//! Binding only reads the config. The tables are read and the page is made when its row is asked for.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::checks;
use crate::config::types::ColumnType;
use crate::report::render;
use crate::tables::{Column, Deferred, RowCount};

pub static FUNCTION: Function = Function {
    name: "plotsim_report",
    doc: "One self-contained HTML page: diagram, trajectories, distributions, correlations, lags, events and checks",
    example: "SELECT length(html) FROM plotsim_report('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let columns = vec![Column::required("html", ColumnType::Text)];
        Ok(Arc::new(Deferred::new(columns, RowCount::Exact(1), move |workers| {
            let checked = checks::run(&project, workers).map_err(|stopped| stopped.to_string())?;
            let page: ArrayRef = Arc::new(StringArray::from(vec![render(&project, &checked)]));
            Ok(vec![page])
        })))
    },
};
