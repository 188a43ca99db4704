//! What faults make of a table, apart from who reads it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::cells::LATEST;
use super::hits::Issues;
use super::{key, word};
use crate::plotsim::model::{Effect, FaultyColumn, Issue, Shown};
use crate::plotsim::tables::clean;
use crate::plotsim::tables::engine::Engine;
use crate::tables::RowCount;
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

    pub fn with(&self, wanted: impl Fn(Effect) -> bool) -> bool {
        self.issues.iter().any(|(_, issue)| wanted(issue.effect))
    }

    pub fn changes_rows(&self) -> bool {
        self.with(Effect::changes_rows)
    }

    /// Whether rows stand behind all others.
    pub fn has_tail(&self) -> bool {
        use crate::plotsim::model::CopyPlace::End;
        self.with(|effect| effect == Effect::Copy(End))
    }

    /// The hits that decide which rows there are.
    pub fn of_rows(&self) -> Vec<(usize, Option<usize>)> {
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
    pub fn of_columns(&self, shown: &[Shown]) -> Vec<(usize, Option<usize>)> {
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

    pub fn rows_of_clean(&self, workers: &Workers) -> u64 {
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
