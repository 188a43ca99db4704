//! A table with faults.

use std::sync::Arc;

use super::hits::Behind;
use super::plan::Plan;
use super::scan::FaultyScan;
use crate::plotsim::model::{Effect, Issue, Shown};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::offsets::Offsets;
use crate::plotsim::tables::{clean, counted_closely};
use crate::steps::{Explanation, Steps};
use crate::tables::{Blocks, Column, Interval, Pass, RowCount, Scan, Start, Table};
use crate::workers::Workers;

/// A table as issues leave it.
pub struct FaultyTable {
    pub(super) plan: Arc<Plan>,
    pub(super) clean: Arc<dyn Table>,
    /// The whole clean table, if copies of its rows stand at the end of this one.
    pub(super) tail: Option<Arc<dyn Table>>,
    columns: Vec<Column>,
    rows: RowCount,
    offsets: Offsets,
}

impl FaultyTable {
    /// The table with its issues, or its part for one of several shards; the clean one if there are none.
    pub fn over(engine: &Arc<Engine>, table: usize, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
        let own = clean(engine, table, shard);
        let Some(plan) = Plan::new(engine, table) else { return own };
        // What stands behind all rows belongs to the last shard.
        let last = shard.is_none_or(|(shard, shards)| shard + 1 == shards);
        let tail = (plan.has_tail() && last).then(|| clean(engine, table, None));
        let columns = plan.columns.iter().map(|column| {
            let nullable = match column.shows {
                Shown::Own(place) => column.nulls || own.columns().get(place).is_some_and(|own| own.nullable),
                Shown::Moved(_) | Shown::ArrivalPeriod | Shown::ArrivalDate => true,
            };
            Column { name: column.name.clone(), kind: column.kind, nullable }
        });
        let (columns, rows) = (columns.collect(), expected(&plan, own.rows()));
        Arc::new(FaultyTable {
            plan: Arc::new(plan),
            clean: own,
            tail,
            columns,
            rows,
            offsets: Offsets::default(),
        })
    }

    fn counter(&self, workers: &Workers) -> impl Fn(u64) -> u64 + Sync + use<> {
        let scan = self.scan(&[], workers);
        move |block| scan.block(block).rows as u64
    }
}

/// The rows to expect.
fn expected(plan: &Plan, clean: RowCount) -> RowCount {
    if !plan.changes_rows() {
        return clean;
    }
    let periods = plan.engine.periods().max(1) as f64;
    let grown = plan.issues.iter().fold(clean.rows() as f64, |rows, (_, issue)| {
        let share = if issue.periods.is_empty() { 1.0 } else { issue.periods.len() as f64 / periods };
        match issue.effect {
            Effect::Copy(_) => rows * (1.0 + share * issue.rate),
            Effect::Drop => rows * (1.0 - share * issue.rate),
            Effect::Null | Effect::Text | Effect::Move | Effect::Late => rows,
        }
    });
    RowCount::Estimate(grown.round() as u64)
}

impl Table for FaultyTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.rows
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        if self.plan.changes_rows() {
            counted_closely(self, workers)
        } else {
            self.clean.closer_rows(workers)
        }
    }

    fn blocks(&self) -> u64 {
        self.clean.blocks() + self.tail.as_ref().map_or(0, |tail| tail.blocks())
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(FaultyScan::new(self, projection, workers, false))
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(FaultyScan::new(self, projection, workers, true))
    }

    fn pass(&self) -> Option<Pass> {
        self.clean.pass()
    }

    fn start(&self, workers: &Workers) -> Option<Start> {
        let start = self.clean.start(workers)?;
        Some(Start { rows: start.rows.filter(|_| !self.plan.changes_rows()), ..start })
    }

    fn start_at(&self, before: &[u64]) -> bool {
        self.clean.start_at(before)
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        if !self.plan.changes_rows() {
            return self.clean.find(row, workers);
        }
        let (block, before) = self.offsets.find(row, self.blocks(), &self.counter(workers), workers)?;
        Some((block, (row - before) as usize))
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let heads = self.clean.blocks();
        let (table, own) = match (&self.tail, block.checked_sub(heads)) {
            (Some(tail), Some(own)) => (tail, own),
            _ => (&self.clean, block),
        };
        let workers = Workers::single();
        let wanted = self.plan.of_all();
        let issues = self.plan.hits(&wanted, &workers);
        let places: Vec<usize> = issues.places(&wanted).iter().map(|place| self.plan.own + place).collect();
        let read = table.scan(&places, &workers).block(own);
        let behind = Behind::new(&issues, &wanted, &read.columns);
        let (here, later) = behind.rows(read.rows, |_, _| {});
        let rows = if block < heads { here } else { later };
        let Some(row) = rows.get(place).copied() else { return Explanation::default() };
        let mut explanation = table.explain(own, row.clean as usize);
        if let Some((issue, rule)) = row.made_by().and_then(|made| self.plan.issues.get(made)) {
            explanation.row.text("copy", rule.word_name(), format!("issue {issue} copies the row"));
        }
        let own = std::mem::take(&mut explanation.columns);
        for column in &self.plan.columns {
            let (mut steps, of) = match column.shows {
                Shown::Own(place) => (own.get(place).cloned().unwrap_or_default(), Some(place)),
                Shown::Moved(place) => (Steps::default(), Some(place)),
                Shown::ArrivalPeriod | Shown::ArrivalDate => (Steps::default(), None),
            };
            for (place, (issue, rule)) in self.plan.issues.iter().enumerate() {
                let about = match of {
                    Some(column) => rule.columns.contains(&column),
                    None => rule.effect == Effect::Late,
                };
                if about && behind.hit(place, of, row).is_some() {
                    steps.text("issue", rule.word_name(), format!("issue {issue} hits this row"));
                }
            }
            explanation.columns.push(steps);
        }
        explanation
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let shown = self.plan.columns.get(column)?;
        let Shown::Own(place) = shown.shows else { return None };
        let mistyped =
            |(_, issue): &(usize, Issue)| issue.effect == Effect::Text && issue.columns.contains(&place);
        if self.plan.issues.iter().any(mistyped) {
            return None;
        }
        let here = self.clean.prune(place, interval)?;
        let Some(tail) = &self.tail else { return Some(here) };
        let heads = self.clean.blocks();
        let later = tail.prune(place, interval)?.into_ranges().into_iter();
        let later = later.map(|range| Blocks::range(heads + range.start..heads + range.end));
        Some(later.fold(here, |all, range| all.or(&range)))
    }
}
