//! A dataset of the datagen language as a table.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, StringArray};

use super::layout::{File, Layout};
use super::model::{Datagen, Dataset, DatasetColumn, Origin};
use super::site::{Place, Room};
use crate::config::calendar::format_date;
use crate::config::types::ColumnType;
use crate::facts::{Facts, Order};
use crate::generators::Values;
use crate::generators::constant::dictionary;
use crate::generators::index::Index;
use crate::generators::site::Failures;
use crate::generators::timestamp_offset::{later_by, whole_numbers};
use crate::random::{Items, Stream, below};
use crate::steps::{Explanation, Steps};
use crate::tables::text;
use crate::tables::{Block, Blocks, Column, Datum, Interval, RowCount, Scan, Table, first_that, span};
use crate::workers::Workers;

/// One dataset of a config.
pub struct DatasetTable {
    datagen: Arc<Datagen>,
    dataset: usize,
    layout: Layout,
    columns: Vec<Column>,
    blocks: Range<u64>,
}

impl DatasetTable {
    /// The table of the dataset at `index`. Columns are the entity's, the dataset's own, then the partition's day.
    pub fn new(datagen: Arc<Datagen>, index: usize) -> DatasetTable {
        let dataset = &datagen.datasets[index];
        let column = |column: &DatasetColumn| Column {
            name: column.name.clone(),
            kind: rendered_kind(column.facts.kind, datagen.native_types),
            nullable: column.facts.nulls.possible(),
        };
        let columns = dataset.table_columns.iter().map(column).collect();
        let layout = Layout::of(dataset);
        DatasetTable { columns, blocks: 0..layout.blocks(), layout, dataset: index, datagen }
    }

    /// The same table, cut down to the blocks of one shard.
    pub fn shard(mut self, shard: u64, shards: u64) -> DatasetTable {
        self.layout = self.layout.clone().for_shards(shards);
        self.blocks = crate::tables::shard_blocks(self.layout.blocks(), shard, shards);
        self
    }

    /// Where the rows stand.
    pub fn layout(&self) -> Layout {
        self.layout.clone()
    }

    fn dataset(&self) -> &Dataset {
        &self.datagen.datasets[self.dataset]
    }

    /// What the partition's column shows in the file of this number.
    fn day(&self, number: u64) -> Datum {
        let start = self.dataset().partition.as_ref().map_or(0, |partition| partition.start);
        let day = start + number as i32;
        if self.datagen.native_types { Datum::Day(day) } else { Datum::Text(format_date(day)) }
    }

    /// The blocks of the whole table whose day lies in the interval.
    fn blocks_of_days(&self, interval: &Interval) -> Option<Blocks> {
        let files = span(self.layout.files(), |number| self.day(number), interval)?;
        Some(Blocks::range(self.layout.first_block(files.start)..self.layout.first_block(files.end)))
    }

    /// The blocks of the whole table with the rows whose number lies in the interval: the first one's, and what each is more
    /// than the one before.
    fn blocks_of_rows(&self, (first, step): (i64, i64), interval: &Interval) -> Option<Blocks> {
        let value = |row: u64| first.wrapping_add(step.wrapping_mul(row as i64));
        let rows = span(self.layout.rows(), |row| Datum::Whole(value(row)), interval)?;
        if rows.is_empty() {
            return Some(Blocks::default());
        }
        let (first, last) = (rows.start, rows.end - 1);
        if self.dataset().redelivery.is_some() {
            // Duplicates stand at the end of the file of the row they repeat.
            let files = self.layout.day(first)..self.layout.day(last) + 1;
            return Some(Blocks::range(
                self.layout.first_block(files.start)..self.layout.first_block(files.end),
            ));
        }
        Some(Blocks::range(self.layout.block_of(first)..self.layout.block_of(last) + 1))
    }

    /// The first whole number of a column that goes up by the same step from row to row, and the step.
    fn sequence(&self, facts: &Facts) -> Option<(i64, i64)> {
        // Up to here a range tells whole numbers exactly.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let (least, greatest) = facts.range.filter(|_| facts.kind != ColumnType::Text)?;
        let steps = self.layout.rows().checked_sub(1).filter(|steps| *steps > 0)?;
        let exact = least.abs().max(greatest.abs()) <= EXACT && greatest - least <= EXACT;
        exact.then(|| (least as i64, (greatest as i64 - least as i64) / steps as i64))
    }
}

/// Dates, timestamps and UUIDs are text unless native types are asked for.
pub fn rendered_kind(kind: ColumnType, native: bool) -> ColumnType {
    match kind {
        ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz(_) | ColumnType::Uuid
            if !native =>
        {
            ColumnType::Text
        }
        other => other,
    }
}

impl DatasetTable {
    /// Rows of the whole dataset before a block: those of the files before its own, and its place within it.
    fn before(&self, block: u64) -> u64 {
        if block >= self.layout.blocks() {
            return self.layout.total();
        }
        let (file, place) = self.layout.block(block);
        file.first + file.first_copy + place
    }

    fn scanner(&self, projection: &[usize], room: Room) -> DatasetScan {
        let dataset = self.dataset();
        let place = Place::rows(&self.datagen, self.dataset, &room);
        let site = place.site();
        let redelivery = dataset.redelivery.as_ref();
        let maker = |column: &usize| match dataset.table_columns[*column].origin {
            Origin::Entity(index) => Maker::Entity(place.entity(index)),
            Origin::Own(index) if redelivery.is_some_and(|redelivery| redelivery.arrival == index) => {
                Maker::Arrival(place.own(index, &site))
            }
            Origin::Own(index) => Maker::Own(place.own(index, &site)),
            Origin::Day => Maker::Day,
        };
        let makers: Vec<Maker> = projection.iter().map(maker).collect();
        let key = place.dataset_key().child("redelivery");
        DatasetScan {
            layout: self.layout.clone(),
            first_block: self.blocks.start,
            native: self.datagen.native_types,
            start: dataset.partition.as_ref().map_or(0, |partition| partition.start),
            entities: makers
                .iter()
                .any(|maker| matches!(maker, Maker::Entity(_)))
                .then(|| place.entities(&site)),
            copies: Stream::new(key, 1),
            delay: redelivery.map(|redelivery| redelivery.delay.build(key.child("delay"), &site)),
            makers,
            failures: Arc::clone(&room.failures),
        }
    }
}

impl Table for DatasetTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(self.before(self.blocks.end) - self.before(self.blocks.start))
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let column = &self.dataset().table_columns[column];
        let blocks = match (column.origin, column.facts.order) {
            (Origin::Day, _) => self.blocks_of_days(interval),
            (Origin::Entity(_) | Origin::Own(_), Order::RowNumber) => self.blocks_of_rows((1, 1), interval),
            (Origin::Entity(_) | Origin::Own(_), Order::Ascending) => {
                self.sequence(&column.facts).and_then(|sequence| self.blocks_of_rows(sequence, interval))
            }
            (Origin::Entity(_) | Origin::Own(_), Order::Any | Order::ByEntity { .. }) => None,
        };
        blocks.map(|blocks| blocks.within(self.blocks.clone()))
    }

    fn part_column(&self) -> Option<usize> {
        self.dataset().table_columns.iter().position(|column| column.origin == Origin::Day)
    }

    fn parts(&self) -> Vec<(Range<u64>, Datum)> {
        let part = |number: u64| {
            let blocks = self.layout.first_block(number)..self.layout.first_block(number + 1);
            let own = Blocks::range(blocks).within(self.blocks.clone()).into_ranges();
            own.into_iter().next().map(|blocks| (blocks, self.day(number)))
        };
        (0..self.layout.files()).filter_map(part).collect()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, Room::new(workers)))
    }

    fn find(&self, row: u64, _: &Workers) -> Option<(u64, usize)> {
        let first = self.before(self.blocks.start);
        let blocks = self.blocks.end - self.blocks.start;
        let before = |block: u64| self.before(self.blocks.start + block) - first;
        let block = first_that(blocks, |block| before(block + 1) > row);
        (block < blocks).then(|| (block, (row - before(block)) as usize))
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let every: Vec<usize> = (0..self.columns.len()).collect();
        self.scanner(&every, Room::single()).explain(block, place as u64)
    }
}

/// What makes a projected column.
enum Maker {
    Entity(Arc<dyn Values>),
    Own(Arc<dyn Values>),
    /// The timestamp that a duplicate shows later.
    Arrival(Arc<dyn Values>),
    Day,
}

struct DatasetScan {
    layout: Layout,
    first_block: u64,
    native: bool,
    /// First day of the partition.
    start: i32,
    entities: Option<Index>,
    /// One word for each duplicate: the row it repeats.
    copies: Stream,
    /// How much later each duplicate arrives.
    delay: Option<Arc<dyn Values>>,
    makers: Vec<Maker>,
    failures: Arc<Failures>,
}

impl Scan for DatasetScan {
    fn failure(&self) -> Option<String> {
        self.failures.words()
    }

    fn block(&self, block: u64) -> Block {
        let (file, place) = self.layout.block(self.first_block + block);
        let len = (file.total() - place).min(self.layout.block_rows());
        if self.makers.is_empty() {
            return Block { rows: len as usize, columns: Vec::new() };
        }
        let fresh = file.rows.saturating_sub(place).min(len);
        let range = Items::Range { first: file.first + place, len: fresh as usize };
        let columns = if fresh == len {
            self.columns(&file, range, Copies::NONE)
        } else {
            let copies =
                Copies { first: file.first_copy + (place + fresh - file.rows), len: (len - fresh) as usize };
            let mut rows: Vec<u64> = (0..range.len()).map(|position| range.item(position)).collect();
            rows.extend(self.sources(&file, copies));
            self.columns(&file, Items::List(&rows), copies)
        };
        Block { rows: len as usize, columns }
    }
}

/// The duplicates at the end of a block.
#[derive(Clone, Copy)]
struct Copies {
    first: u64,
    len: usize,
}

impl Copies {
    const NONE: Copies = Copies { first: 0, len: 0 };

    fn items(&self) -> Items<'static> {
        Items::Range { first: self.first, len: self.len }
    }
}

impl DatasetScan {
    /// How the row at a place of a block came about.
    fn explain(&self, block: u64, place: u64) -> Explanation {
        let mut explanation = Explanation::default();
        let steps = &mut explanation.row;
        let (file, first) = self.layout.block(self.first_block + block);
        let place = first + place;
        if self.layout.files() > 1 {
            steps.named(
                "day",
                file.number as f64,
                format_date(self.start + file.number as i32),
                "of the partition, from 0",
            );
        }
        let copy = place.checked_sub(file.rows).map(|copy| Copies { first: file.first_copy + copy, len: 1 });
        let item = match copy {
            None => {
                steps.number(
                    "row",
                    (file.first + place) as f64,
                    "number of the row, from 0, late duplicates aside",
                );
                file.first + place
            }
            Some(copy) => {
                steps.words(
                    &self.copies.item(copy.first),
                    "of this late duplicate: which row of its day it repeats",
                );
                let source = self.sources(&file, copy)[0];
                steps.number(
                    "duplicate of",
                    source as f64,
                    "number of the row, from 0, late duplicates aside",
                );
                source
            }
        };
        explanation.columns =
            self.makers.iter().map(|maker| self.explain_column(maker, item, copy, &file)).collect();
        explanation
    }

    fn explain_column(&self, maker: &Maker, item: u64, copy: Option<Copies>, file: &File) -> Steps {
        let mut steps = Steps::default();
        match maker {
            Maker::Entity(generator) => {
                if let Some(entities) = &self.entities {
                    entities.explain(item, &mut steps);
                    let entity = entities.map(Items::List(&[item]), |entity| entity)[0];
                    steps.number("entity", entity as f64, "the one the row belongs to, from 0");
                    generator.explain(entity, &mut steps);
                }
            }
            Maker::Own(generator) => generator.explain(item, &mut steps),
            Maker::Arrival(generator) => {
                generator.explain(item, &mut steps);
                if let (Some(copy), Some(delay)) = (copy, &self.delay) {
                    delay.explain(copy.first, &mut steps);
                    for seconds in whole_numbers(&delay.array(copy.items())) {
                        steps.number("delay", seconds as f64, "seconds that the duplicate arrives later");
                    }
                }
            }
            Maker::Day => steps.number("day", file.number as f64, "of the partition, from 0"),
        }
        steps
    }

    /// The rows that duplicates repeat, drawn from their own file with replacement.
    fn sources(&self, file: &File, copies: Copies) -> Vec<u64> {
        let mut words = Vec::new();
        self.copies.words(copies.items(), &mut words);
        words.into_iter().map(|word| file.first + below(word, file.rows)).collect()
    }

    fn columns(&self, file: &File, rows: Items<'_>, copies: Copies) -> Vec<ArrayRef> {
        let entities = self.entities.as_ref().map(|index| index.map(rows, |entity| entity));
        let column = |maker: &Maker| match maker {
            Maker::Entity(generator) => {
                self.rendered(generator.array(Items::List(entities.as_deref().unwrap_or_default())))
            }
            Maker::Own(generator) => self.rendered(generator.array(rows)),
            Maker::Arrival(generator) => self.rendered(self.arrivals(generator.array(rows), copies)),
            Maker::Day => self.day(file, rows.len()),
        };
        self.makers.iter().map(column).collect()
    }

    fn rendered(&self, array: ArrayRef) -> ArrayRef {
        if self.native { array } else { text::rendered(array) }
    }

    /// Arrival times, those of the duplicates at the end moved by their delays.
    fn arrivals(&self, times: ArrayRef, copies: Copies) -> ArrayRef {
        let Some(delay) = self.delay.as_ref().filter(|_| copies.len > 0) else { return times };
        let mut seconds = vec![0; times.len() - copies.len];
        seconds.extend(whole_numbers(&delay.array(copies.items())));
        later_by(&times, &seconds)
    }

    fn day(&self, file: &File, len: usize) -> ArrayRef {
        let day = self.start + file.number as i32;
        if self.native {
            return Arc::new(Date32Array::from(vec![day; len]));
        }
        let text: ArrayRef = Arc::new(StringArray::from(vec![format_date(day)]));
        dictionary(vec![0; len], &text)
    }
}
