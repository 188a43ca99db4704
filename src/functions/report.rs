//! `plotsim_report(config)`: a page of pictures.
//!
//! Binding only reads the config. The tables are read and the page is made when its row is asked for.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::{Function, config};
use crate::checks;
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::report::render;
use crate::tables::{Block, Column, RowCount, Scan, Table};

pub static FUNCTION: Function = Function {
    name: "plotsim_report",
    doc: "One self-contained HTML page: diagram, trajectories, distributions, correlations, lags, events and checks",
    example: "SELECT length(html) FROM plotsim_report('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR],
    bind: |call| {
        let columns = vec![Column::required("html", ColumnType::Text)];
        Ok(Arc::new(Report { project: config::project(call)?, columns }))
    },
};

/// One row of one column, made when it is read.
struct Report {
    project: Project,
    columns: Vec<Column>,
}

impl Table for Report {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(1)
    }

    fn blocks(&self) -> u64 {
        1
    }

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        Arc::new(ReportScan { project: self.project.clone(), columns: projection.len() })
    }
}

struct ReportScan {
    project: Project,
    /// How often the page is wanted; a host may ask for the row alone.
    columns: usize,
}

impl Scan for ReportScan {
    fn block(&self, _: u64) -> Block {
        if self.columns == 0 {
            return Block { rows: 1, columns: Vec::new() };
        }
        let page = render(&self.project, &checks::run(&self.project));
        let page: ArrayRef = Arc::new(StringArray::from(vec![page]));
        Block { rows: 1, columns: vec![page; self.columns] }
    }
}
