//! A table with faults.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::take;

use super::cells::{LATEST, arrivals, changed, ops, updates};
use super::hits::{Behind, Issues, Row};
use super::{key, word};
use crate::plotsim::model::{Effect, FaultyColumn, Issue, Shown};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::offsets::Offsets;
use crate::plotsim::tables::{clean, counted_closely};
use crate::steps::{Explanation, Steps};
use crate::tables::{Block, Blocks, Column, Interval, Pass, RowCount, Scan, Table};
use crate::trajectory::time_axis::TimeAxis;
use crate::workers::Workers;

/// What faults make of a table, apart from who reads it.
pub(super) struct Plan {
    pub engine: Arc<Engine>,
    pub table: usize,
    /// By place among all issues.
    pub issues: Vec<(usize, Issue)>,
    pub columns: Vec<FaultyColumn>,
    /// Places of the clean table's columns, and how many there are.
    pub own: usize,
    /// The window, and the periods after it in which rows can come in.
    pub time: TimeAxis,
    /// The columns that say when a row last changed, and that it did.
    pub updated: Option<usize>,
    pub op: Option<usize>,
    total: OnceLock<u64>,
}

impl Plan {
    /// What the issues of a table make of it, if it has any.
    pub fn new(engine: &Arc<Engine>, table: usize) -> Option<Plan> {
        let config = engine.config();
        let columns = config.faulty_columns(table)?;
        let issues = config.quality.of(table).map(|(place, issue)| (place, issue.clone())).collect();
        let spec = config.tables.get(table)?;
        let own = spec.columns.len();
        let change =
            |words: &str| spec.columns.iter().position(|column| column.source.words(config) == words);
        let (updated, op) = (change("cdc:updated"), change("cdc:op"));
        // A period has 31 days at most.
        let later = chrono::Days::new(31 * (LATEST + 1));
        let end = config.time.last_day().checked_add_days(later);
        let longer =
            end.and_then(|end| TimeAxis::new(config.time.first_day(), end, config.time.granularity()));
        let time = longer.unwrap_or(config.time);
        Some(Plan {
            engine: Arc::clone(engine),
            table,
            issues,
            columns,
            own,
            time,
            updated,
            op,
            total: OnceLock::new(),
        })
    }

    /// Whether a column of the clean table says that values of its row changed.
    pub fn tells_changes(&self, column: usize) -> bool {
        self.updated == Some(column) || self.op == Some(column)
    }

    fn with(&self, wanted: impl Fn(Effect) -> bool) -> bool {
        self.issues.iter().any(|(_, issue)| wanted(issue.effect))
    }

    fn changes_rows(&self) -> bool {
        self.with(Effect::changes_rows)
    }

    /// Whether rows stand behind all others.
    fn has_tail(&self) -> bool {
        use crate::plotsim::model::CopyPlace::End;
        self.with(|effect| effect == Effect::Copy(End))
    }

    /// The hits that decide which rows there are.
    fn of_rows(&self) -> Vec<(usize, Option<usize>)> {
        let rows = self.issues.iter().enumerate().filter(|(_, (_, issue))| issue.effect.changes_rows());
        rows.map(|(place, _)| (place, None)).collect()
    }

    /// Every hit there can be.
    pub fn of_all(&self) -> Vec<(usize, Option<usize>)> {
        let of = |(place, (_, issue)): (usize, &(usize, Issue))| -> Vec<(usize, Option<usize>)> {
            match issue.effect {
                Effect::Null | Effect::Text | Effect::Move => {
                    issue.columns.iter().map(|column| (place, Some(*column))).collect()
                }
                Effect::Late | Effect::Copy(_) | Effect::Drop => vec![(place, None)],
            }
        };
        self.issues.iter().enumerate().flat_map(of).collect()
    }

    /// The hits that decide what some columns show.
    fn of_columns(&self, shown: &[Shown]) -> Vec<(usize, Option<usize>)> {
        let read = |(place, column): &(usize, Option<usize>)| {
            let effect = self.issues.get(*place).map(|(_, issue)| issue.effect);
            shown.iter().any(|one| match one {
                Shown::Own(own) if self.tells_changes(*own) => column.is_some(),
                Shown::Own(own) | Shown::Moved(own) => *column == Some(*own),
                Shown::ArrivalPeriod | Shown::ArrivalDate => effect == Some(Effect::Late),
            }) || effect.is_some_and(Effect::changes_rows)
        };
        self.of_all().into_iter().filter(read).collect()
    }

    /// What is read to tell hits; where the number of rows counts, the table is counted for it.
    pub fn hits(&self, wanted: &[(usize, Option<usize>)], workers: &Workers) -> Issues {
        let exact = |place: &usize| self.issues.get(*place).is_some_and(|(_, issue)| issue.exact);
        let exact: Vec<_> = wanted.iter().filter(|(place, _)| exact(place)).collect();
        let total = if exact.is_empty() { 0 } else { self.rows_of_clean(workers) };
        let orders: BTreeMap<_, _> = exact
            .into_iter()
            .filter_map(|(place, column)| {
                let (issue, _) = self.issues.get(*place)?;
                Some(((*place, *column), key(&self.engine, word(*issue, *column)).child("exact")))
            })
            .collect();
        Issues { all: self.issues.clone(), orders, total }
    }

    fn rows_of_clean(&self, workers: &Workers) -> u64 {
        *self.total.get_or_init(|| {
            let table = clean(&self.engine, self.table, None);
            if let RowCount::Exact(rows) = table.rows() {
                return rows;
            }
            let scan = table.scan(&[], workers);
            let total = AtomicU64::new(0);
            // What a stopped call makes is not read.
            let _ = workers.each(table.blocks(), |block| {
                total.fetch_add(scan.block(block).rows as u64, Ordering::Relaxed);
            });
            total.into_inner()
        })
    }
}

/// A table as issues leave it.
pub struct FaultyTable {
    plan: Arc<Plan>,
    clean: Arc<dyn Table>,
    /// The whole clean table, if copies of its rows stand at the end of this one.
    tail: Option<Arc<dyn Table>>,
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

struct FaultyScan {
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
    fn new(table: &FaultyTable, projection: &[usize], workers: &Workers, roughly: bool) -> FaultyScan {
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

/// How many rows an issue could hit, and how many it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The issue, by place among all.
    pub issue: usize,
    /// The column whose values it hits, if it hits values.
    pub column: Option<usize>,
    pub rows: u64,
    pub hit: u64,
}

/// Counts what the issues of a table hit.
pub fn hits(engine: &Arc<Engine>, table: usize, workers: &Workers) -> Vec<Hits> {
    let Some(plan) = Plan::new(engine, table) else { return Vec::new() };
    let wanted = plan.of_all();
    let issues = plan.hits(&wanted, workers);
    let places: Vec<usize> = issues.places(&wanted).iter().map(|place| plan.own + place).collect();
    let whole = clean(engine, table, None);
    let scan = whole.scan(&places, workers);
    let counts: Vec<(AtomicU64, AtomicU64)> = wanted.iter().map(|_| Default::default()).collect();
    // What a stopped call counts is not read.
    let _ = workers.each(whole.blocks(), |block| {
        let read = scan.block(block);
        let behind = Behind::new(&issues, &wanted, &read.columns);
        for ((place, column), (rows, hit)) in wanted.iter().zip(&counts) {
            // Rows are counted as they stand when the issue comes.
            let (here, later) = behind.rows_before(*place, read.rows, |_, _| {});
            let standing: Vec<Row> = here.into_iter().chain(later).collect();
            let concerned = standing.iter().filter(|row| behind.concerns(*place, **row)).count();
            let own = standing.iter().filter(|row| behind.hit(*place, *column, **row).is_some()).count();
            rows.fetch_add(concerned as u64, Ordering::Relaxed);
            hit.fetch_add(own as u64, Ordering::Relaxed);
        }
    });
    let of = |((issue, column), (rows, hit)): (&(usize, Option<usize>), (AtomicU64, AtomicU64))| Hits {
        issue: plan.issues.get(*issue).map_or(0, |(place, _)| *place),
        column: *column,
        rows: rows.into_inner(),
        hit: hit.into_inner(),
    };
    wanted.iter().zip(counts).map(of).collect()
}
