//! The answer key: what each issue did to which row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, StringArray};

use super::hits::{Behind, Issues, Row};
use super::plan::Plan;
use super::table::FaultyTable;
use crate::config::types::ColumnType;
use crate::generators::cell;
use crate::plotsim::model::Shown;
use crate::plotsim::tables::clean;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::offsets::Offsets;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// `issue_index`, `issue`, `table`, `column`, `row` (of the table as it is delivered, from 0; null for a row that is missing), `key`
/// (the parts of the primary key with commas between), `clean_value` and `dirty_value`. Table by table, row by row.
pub struct AnswerKey {
    engine: Arc<Engine>,
    columns: Vec<Column>,
    /// The tables with issues, and the first block of each.
    tables: Vec<(usize, u64)>,
    blocks: u64,
}

impl AnswerKey {
    pub fn new(engine: Arc<Engine>) -> AnswerKey {
        let columns = vec![
            Column::required("issue_index", ColumnType::Int64),
            Column::required("issue", ColumnType::Text),
            Column::required("table", ColumnType::Text),
            Column::nullable("column", ColumnType::Text),
            Column::nullable("row", ColumnType::Int64),
            Column::required("key", ColumnType::Text),
            Column::nullable("clean_value", ColumnType::Text),
            Column::nullable("dirty_value", ColumnType::Text),
        ];
        let mut blocks = 0;
        let mut tables = Vec::new();
        for table in engine.config().quality.tables() {
            tables.push((table, blocks));
            blocks += FaultyTable::over(&engine, table, None).blocks();
        }
        AnswerKey { engine, columns, tables, blocks }
    }
}

impl Table for AnswerKey {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        let config = self.engine.config();
        let of = |table: usize| {
            let rows = clean(&self.engine, table, None).rows().rows() as f64;
            let hit = config.quality.of(table).map(|(_, issue)| {
                let periods = issue.periods.len() as f64 / self.engine.periods().max(1) as f64;
                let share = if issue.periods.is_empty() { 1.0 } else { periods };
                share * issue.rate * issue.columns.len().max(1) as f64
            });
            rows * hit.sum::<f64>()
        };
        RowCount::Estimate(self.tables.iter().map(|(table, _)| of(*table)).sum::<f64>() as u64)
    }

    fn blocks(&self) -> u64 {
        self.blocks
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let of =
            |(table, first): &(usize, u64)| Some((OneTable::new(&self.engine, *table, workers)?, *first));
        Arc::new(KeyScan {
            projection: projection.to_vec(),
            tables: self.tables.iter().filter_map(of).collect(),
        })
    }
}

/// A hit, to be told.
#[derive(Default)]
struct Entry {
    issue: usize,
    word: &'static str,
    column: Option<String>,
    row: Option<u64>,
    key: String,
    clean: Option<String>,
    dirty: Option<String>,
}

struct KeyScan {
    projection: Vec<usize>,
    tables: Vec<(OneTable, u64)>,
}

/// What is read of a table with issues.
struct OneTable {
    plan: Plan,
    name: String,
    /// Blocks of the clean table.
    heads: u64,
    blocks: u64,
    wanted: Vec<(usize, Option<usize>)>,
    issues: Issues,
    /// The places behind the columns and then all columns of the clean table.
    clean: Arc<dyn Scan>,
    behind: usize,
    faulty: Arc<dyn Scan>,
    rows: Arc<dyn Scan>,
    offsets: Offsets,
    key: Vec<usize>,
    workers: Workers,
}

impl OneTable {
    fn new(engine: &Arc<Engine>, table: usize, workers: &Workers) -> Option<OneTable> {
        let plan = Plan::new(engine, table)?;
        let spec = engine.config().tables.get(table)?;
        let (whole, faulty) = (clean(engine, table, None), FaultyTable::over(engine, table, None));
        let wanted = plan.of_all();
        let issues = plan.hits(&wanted, workers);
        let places = issues.places(&wanted);
        let read: Vec<usize> = places.iter().map(|place| plan.own + place).chain(0..plan.own).collect();
        Some(OneTable {
            name: spec.name.clone(),
            key: spec.primary_key.clone(),
            heads: whole.blocks(),
            blocks: faulty.blocks(),
            clean: whole.scan(&read, workers),
            behind: places.len(),
            rows: faulty.scan(&[], workers),
            faulty: faulty.scan(&(0..faulty.columns().len()).collect::<Vec<_>>(), workers),
            offsets: Offsets::default(),
            workers: workers.clone(),
            wanted,
            issues,
            plan,
        })
    }

    fn entries(&self, block: u64) -> Vec<Entry> {
        let read = self.clean.block(if block < self.heads { block } else { block - self.heads });
        let (places, values) = read.columns.split_at(self.behind.min(read.columns.len()));
        let behind = Behind::new(&self.issues, &self.wanted, places);
        let mut dropped: Vec<(usize, Row)> = Vec::new();
        let (here, later) = behind.rows(read.rows, |issue, row| dropped.push((issue, row)));
        let rows = if block < self.heads { here } else { later };
        let count = |block: u64| self.rows.block(block).rows as u64;
        let first = self.offsets.before(block, self.blocks, &count, &self.workers);
        let faulty = self.faulty.block(block).columns;
        let text = |array: Option<&ArrayRef>, row: usize| {
            array.filter(|array| row < array.len()).and_then(|array| cell::text(array, row))
        };
        let key = |row: Row| {
            let parts = self.key.iter().map(|column| text(values.get(*column), row.clean as usize));
            parts.map(Option::unwrap_or_default).collect::<Vec<_>>().join(",")
        };
        let entry = |place: usize, row: Row| {
            let (issue, word) =
                self.plan.issues.get(place).map_or((0, ""), |(issue, rule)| (*issue, rule.word_name()));
            Entry { issue, word, key: key(row), ..Entry::default() }
        };
        let shown = |shows: Shown| self.plan.columns.iter().position(|column| column.shows == shows);
        let mut entries = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let number = Some(first + at as u64);
            if let Some(made) = row.made_by() {
                entries.push(Entry { row: number, ..entry(made, *row) });
            }
            for (place, column) in &self.wanted {
                let Some((_, rule)) = self.plan.issues.get(*place) else { continue };
                if rule.effect.changes_rows() || behind.hit(*place, *column, *row).is_none() {
                    continue;
                }
                let (shows, clean) = match column {
                    Some(column) => {
                        let clean = text(values.get(*column), row.clean as usize);
                        if clean.is_none() {
                            // What was missing stays so.
                            continue;
                        }
                        (Shown::Own(*column), clean)
                    }
                    None => (Shown::ArrivalPeriod, None),
                };
                let own = shown(shows);
                entries.push(Entry {
                    row: number,
                    column: own.and_then(|own| self.plan.columns.get(own)).map(|column| column.name.clone()),
                    clean,
                    dirty: own.and_then(|own| text(faulty.get(own), at)),
                    ..entry(*place, *row)
                });
            }
        }
        if block < self.heads {
            entries.extend(dropped.into_iter().map(|(place, row)| entry(place, row)));
        }
        entries
    }
}

impl Scan for KeyScan {
    fn block(&self, block: u64) -> Block {
        let own = self.tables.iter().rev().find(|(_, first)| *first <= block);
        let Some((table, first)) = own else { return Block { rows: 0, columns: Vec::new() } };
        let entries = table.entries(block - first);
        let texts = |of: &dyn Fn(&Entry) -> Option<String>| -> ArrayRef {
            Arc::new(entries.iter().map(of).collect::<StringArray>())
        };
        let column = |place: &usize| -> ArrayRef {
            match place {
                0 => Arc::new(Int64Array::from_iter_values(entries.iter().map(|entry| entry.issue as i64))),
                1 => texts(&|entry| Some(entry.word.to_owned())),
                2 => texts(&|_| Some(table.name.clone())),
                3 => texts(&|entry| entry.column.clone()),
                4 => Arc::new(
                    entries.iter().map(|entry| entry.row.map(|row| row as i64)).collect::<Int64Array>(),
                ),
                5 => texts(&|entry| Some(entry.key.clone())),
                6 => texts(&|entry| entry.clean.clone()),
                _ => texts(&|entry| entry.dirty.clone()),
            }
        };
        Block { rows: entries.len(), columns: self.projection.iter().map(column).collect() }
    }
}
