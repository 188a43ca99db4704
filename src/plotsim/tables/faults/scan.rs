//! The blocks of a table with faults.

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;

use super::cells::{arrivals, changed, ops, updates};
use super::hits::{Behind, Issues, Row};
use super::plan::Plan;
use super::table::FaultyTable;
use crate::plotsim::model::Shown;
use crate::tables::{Block, Scan, Table};
use crate::workers::Workers;

pub(super) struct FaultyScan {
    plan: Arc<Plan>,
    here: Arc<dyn Scan>,
    behind: Option<Arc<dyn Scan>>,
    heads: u64,
    /// What is asked for: a column, or a place behind the columns of the clean table.
    shown: Vec<Result<Shown, usize>>,
    /// The columns and places of the clean table that are read.
    read: Vec<usize>,
    wanted: Vec<(usize, Option<usize>)>,
    issues: Issues,
}

impl FaultyScan {
    pub fn new(table: &FaultyTable, projection: &[usize], workers: &Workers, roughly: bool) -> FaultyScan {
        let plan = &table.plan;
        let shown: Vec<Result<Shown, usize>> = projection
            .iter()
            .map(|column| match plan.columns.get(*column) {
                Some(known) => Ok(known.shows),
                None => Err(column - plan.columns.len()),
            })
            .collect();
        let columns: Vec<Shown> = shown.iter().filter_map(|one| one.ok()).collect();
        let wanted = match plan.changes_rows() || !columns.is_empty() {
            true => plan.of_columns(&columns),
            false => plan.of_rows(),
        };
        let issues = plan.hits(&wanted, workers);
        let mut read: Vec<usize> = issues.places(&wanted).into_iter().map(|place| plan.own + place).collect();
        read.extend(shown.iter().filter_map(|one| match one {
            Ok(Shown::Own(place) | Shown::Moved(place)) => Some(*place),
            Ok(Shown::ArrivalPeriod | Shown::ArrivalDate) => None,
            Err(place) => Some(plan.own + place),
        }));
        if columns.iter().any(|shown| matches!(shown, Shown::Own(own) if plan.tells_changes(*own))) {
            read.extend(wanted.iter().filter_map(|(_, column)| *column));
        }
        let scan = |table: &Arc<dyn Table>| match roughly {
            true => table.scan_roughly(&read, workers),
            false => table.scan(&read, workers),
        };
        FaultyScan {
            here: scan(&table.clean),
            behind: table.tail.as_ref().map(scan),
            heads: table.clean.blocks(),
            plan: Arc::clone(plan),
            shown,
            read,
            wanted,
            issues,
        }
    }
}

impl Scan for FaultyScan {
    fn block(&self, block: u64) -> Block {
        let (scan, own) = match (&self.behind, block.checked_sub(self.heads)) {
            (Some(behind), Some(own)) => (behind, own),
            _ => (&self.here, block),
        };
        let clean = scan.block(own);
        let behind = Behind::new(&self.issues, &self.wanted, &clean.columns);
        let (here, later) = behind.rows(clean.rows, |_, _| {});
        let rows = if block < self.heads { here } else { later };
        let moved =
            rows.len() != clean.rows || rows.iter().enumerate().any(|(at, row)| row.clean as usize != at);
        let places = moved.then(|| UInt32Array::from_iter_values(rows.iter().map(|row| row.clean)));
        let read = |place: usize| -> ArrayRef {
            let at = self.read.iter().rposition(|known| *known == place);
            let Some(array) = at.and_then(|at| clean.columns.get(at)) else {
                return Arc::new(UInt32Array::from(vec![0; rows.len()]));
            };
            match &places {
                // Places within the array cannot fail.
                Some(places) => take(array, places, None).unwrap_or_else(|_| array.slice(0, 0)),
                None => Arc::clone(array),
            }
        };
        let issues = &self.plan.issues;
        let kind = |column: usize| {
            let moved = self.plan.columns.iter().find(|known| known.shows == Shown::Moved(column));
            moved.map(|column| column.kind)
        };
        let column = |one: &Result<Shown, usize>| -> ArrayRef {
            match *one {
                Err(place) => read(self.plan.own + place),
                Ok(Shown::Own(place)) if self.plan.tells_changes(place) => {
                    let hits = self.wanted.iter().filter_map(|(issue, column)| Some((*issue, (*column)?)));
                    let hits: Vec<(usize, usize, ArrayRef)> =
                        hits.map(|(issue, column)| (issue, column, read(column))).collect();
                    let by = |at: usize, row: &Row| {
                        let mut found = hits.iter().filter(|(_, _, values)| values.is_valid(at));
                        found.find_map(|(issue, column, _)| behind.hit(*issue, Some(*column), *row))
                    };
                    let changes: Vec<Option<u64>> =
                        rows.iter().enumerate().map(|(at, row)| by(at, row)).collect();
                    match self.plan.op == Some(place) {
                        true => ops(&changes),
                        false => {
                            updates(&behind, &rows, &changes, &read(place), self.plan.engine.config().time)
                        }
                    }
                }
                Ok(Shown::Own(place)) => {
                    let values = read(place);
                    match issues.iter().any(|(_, issue)| issue.columns.contains(&place)) {
                        true => changed(&behind, issues, place, &rows, values, kind(place)).0,
                        false => values,
                    }
                }
                Ok(Shown::Moved(place)) => {
                    let values = read(place);
                    let (_, away) = changed(&behind, issues, place, &rows, Arc::clone(&values), kind(place));
                    away.unwrap_or(values)
                }
                Ok(Shown::ArrivalPeriod) => arrivals(&behind, issues, &rows, &self.plan.time).0,
                Ok(Shown::ArrivalDate) => arrivals(&behind, issues, &rows, &self.plan.time).1,
            }
        };
        Block { rows: rows.len(), columns: self.shown.iter().map(column).collect() }
    }

    fn failure(&self) -> Option<String> {
        self.here.failure()
    }
}
