//! What is gathered from the blocks of a table.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};

use super::{ColumnPlan, NamedRow, TablePlan, dates};
use crate::checks::cells::MomentSums;
use crate::checks::keys::{Ascending, Examples, KeySet, Values, combined};
use crate::checks::measure::Numbers;
use crate::checks::rules::{Lookup, Rows, RuleTally};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::rhythm::weekday_and_hour;
use crate::tables::Block;
use crate::tables::text::rendered;

/// What is known from other tables while a table is read: for each of its columns, the keys it refers to.
#[derive(Default)]
pub struct Known {
    pub parents: Vec<Option<Arc<KeySet>>>,
    /// Hashes of the parents' keys by row, where the row that is named is known beforehand.
    pub by_row: Vec<Option<Arc<Vec<u64>>>>,
    /// What the rules of the table look up.
    pub lookups: Vec<Option<Lookup>>,
}

/// What was gathered of a table.
#[derive(Clone, Debug, Default)]
pub struct TableTally {
    pub rows: u64,
    pub columns: Vec<ColumnTally>,
    /// By key of the plan.
    pub keys: Vec<Ascending>,
    /// By rule of the plan.
    pub rules: Vec<RuleTally>,
    /// By pool of the plan.
    pub pools: Vec<super::pools::PoolTally>,
    /// By pair of the plan.
    pub correlations: Vec<MomentSums>,
    /// Rows of each day of a partition, and rows of other days.
    pub days: Vec<u64>,
    pub other_days: Examples,
    /// Blocks whose arrays are not as long as they say.
    pub uneven: u64,
}

/// What was gathered of a column.
#[derive(Clone, Debug, Default)]
pub struct ColumnTally {
    pub nulls: u64,
    /// Rows whose null was not to be.
    pub null_examples: Examples,
    numbers: Numbers,
    pub bins: Vec<u64>,
    pub categories: Vec<u64>,
    /// Of dates and timestamps: how many lie on each day of the week, from Monday on, and in each hour of the day.
    pub weekdays: [u64; 7],
    pub hours: [u64; 24],
    /// Texts that are none of the categories.
    pub others: Examples,
    /// Numbers outside the range, or dates that cannot be read.
    pub outside: Examples,
    /// Keys no row of the parent has.
    pub orphans: Examples,
    /// Keys of another row of the parent than the one that is meant.
    pub misplaced: Examples,
    /// How often each row of the parent is named, where that is judged.
    pub named: Vec<u64>,
    /// A key, and whether others came too.
    first: Option<u64>,
    pub several: bool,
    /// Hashes of all values by row, if other tables refer to the column.
    pub hashes: Vec<u64>,
}

impl TableTally {
    pub fn new(plan: &TablePlan) -> TableTally {
        TableTally {
            columns: plan.columns.iter().map(ColumnTally::new).collect(),
            keys: vec![Ascending::default(); plan.keys.len()],
            rules: vec![RuleTally::default(); plan.rules.len()],
            pools: plan.pools.iter().map(|_| super::pools::PoolTally::default()).collect(),
            correlations: vec![MomentSums::default(); plan.correlations.len()],
            days: plan.days.as_ref().map_or(Vec::new(), |days| vec![0; days.rows.len()]),
            ..TableTally::default()
        }
    }

    /// Gathers a block of all columns. `cells` gives each row's entity and period where they are known.
    pub fn add(&mut self, plan: &TablePlan, known: &Known, block: &Block, cells: Option<&[(u64, u32)]>) {
        self.rows += block.rows as u64;
        if block.columns.iter().any(|array| array.len() != block.rows) {
            self.uneven += 1;
            return;
        }
        let cells = cells.filter(|cells| cells.len() == block.rows);
        let all: Vec<Values> = block.columns.iter().map(Values::of).collect();
        let named = |row: usize| {
            let parts = plan.named_by.iter().filter_map(|column| all.get(*column));
            parts.map(|values| values.words(row)).collect::<Vec<_>>().join("/")
        };
        let mut hashes = Vec::new();
        let mut numbers = Vec::new();
        for (place, column) in plan.columns.iter().enumerate() {
            let array = &block.columns[place];
            let site = Site { values: &all[place], rows: block.rows, named: &named };
            let own = &mut self.columns[place];
            own.nulls(column, array, &site);
            if !column.categories.is_empty() {
                own.categories(column, array, &site);
            }
            if own.numeric(column, array, &mut numbers) {
                own.add_numbers(column, &numbers, &site);
            }
            if column.reference.is_some() || column.referred {
                all[place].hashes(block.rows, &mut hashes);
                own.references(column, known, place, &hashes, cells, &site);
            }
        }
        for (key, own) in plan.keys.iter().zip(&mut self.keys) {
            if let Some(shapes) = &key.ascending {
                let columns: Vec<_> = key
                    .columns
                    .iter()
                    .zip(shapes)
                    .map(|(column, shape)| (Values::of(&block.columns[*column]), shape.clone()))
                    .collect();
                own.add(&columns, block.rows);
            }
        }
        for (place, (rule, own)) in plan.rules.iter().zip(&mut self.rules).enumerate() {
            let lookup = known.lookups.get(place).and_then(Option::as_ref);
            rule.add(&Rows { block, plans: &plan.columns, values: &all, lookup, named: &named }, own);
        }
        for (pool, own) in plan.pools.iter().zip(&mut self.pools) {
            own.add(pool, block, &named);
        }
        for (pair, own) in plan.correlations.iter().zip(&mut self.correlations) {
            pair.add(&plan.columns, block, own);
        }
        if let Some(days) = &plan.days {
            let column = &plan.columns[days.column];
            dates(column, &block.columns[days.column], &mut numbers);
            for (row, day) in numbers.iter().enumerate() {
                let place = day - f64::from(days.first);
                match self.days.get_mut(place as usize) {
                    Some(count) if place >= 0.0 => *count += 1,
                    _ => self.other_days.push(|| named(row)),
                }
            }
        }
    }

    /// Takes in what later blocks gave.
    pub fn merge(&mut self, plan: &TablePlan, later: TableTally) {
        self.rows += later.rows;
        self.uneven += later.uneven;
        self.columns.iter_mut().zip(later.columns).for_each(|(own, later)| own.merge(later));
        for ((key, own), later) in plan.keys.iter().zip(&mut self.keys).zip(later.keys) {
            own.merge(later, &key.ascending.iter().flatten().collect::<Vec<_>>());
        }
        for ((rule, own), later) in plan.rules.iter().zip(&mut self.rules).zip(later.rules) {
            rule.merge(own, later);
        }
        self.pools.iter_mut().zip(later.pools).for_each(|(own, later)| own.merge(later));
        self.correlations.iter_mut().zip(&later.correlations).for_each(|(own, later)| own.merge(later));
        self.days.iter_mut().zip(&later.days).for_each(|(own, later)| *own += later);
        self.other_days.merge(later.other_days);
    }
}

/// A column's values and how to name their rows.
struct Site<'a> {
    values: &'a Values,
    rows: usize,
    named: &'a dyn Fn(usize) -> String,
}

impl Site<'_> {
    /// The row and its value.
    fn words(&self, row: usize) -> String {
        format!("{} ({})", (self.named)(row), self.values.words(row))
    }
}

impl ColumnTally {
    fn new(plan: &ColumnPlan) -> ColumnTally {
        ColumnTally {
            bins: plan.bins.as_ref().map_or(Vec::new(), |bins| vec![0; bins.len()]),
            categories: vec![0; plan.categories.len()],
            named: vec![0; plan.reference.as_ref().map_or(0, |reference| reference.shares.len())],
            ..ColumnTally::default()
        }
    }

    /// What the numbers come to; none if the column has none.
    pub fn numbers(&self) -> Option<&Numbers> {
        (self.numbers.count() > 0).then_some(&self.numbers)
    }

    fn nulls(&mut self, plan: &ColumnPlan, array: &ArrayRef, site: &Site<'_>) {
        let nulls = array.logical_null_count() as u64;
        self.nulls += nulls;
        if nulls > 0 && !plan.nullable {
            for row in (0..site.rows).filter(|row| !site.values.is_valid(*row)) {
                self.null_examples.push(|| (site.named)(row));
            }
        }
    }

    fn categories(&mut self, plan: &ColumnPlan, array: &ArrayRef, site: &Site<'_>) {
        let place = |text: &str| plan.categories.iter().position(|known| known == text);
        if let Some(flags) = array.as_boolean_opt() {
            let (no, yes) = (place("false"), place("true"));
            for row in (0..site.rows).filter(|row| flags.is_valid(*row)) {
                match if flags.value(row) { yes } else { no } {
                    Some(place) => self.categories[place] += 1,
                    None => self.others.push(|| site.words(row)),
                }
            }
            return;
        }
        if matches!(plan.kind, Some(ColumnType::Float64)) {
            let known: Vec<f64> =
                plan.categories.iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect();
            for (row, number) in crate::checks::cells::numbers(array).into_iter().enumerate() {
                match known.iter().position(|known| *known == number) {
                    Some(place) => self.categories[place] += 1,
                    None if number.is_nan() => {}
                    None => self.others.push(|| site.words(row)),
                }
            }
            return;
        }
        // Dates and timestamps are listed as their texts.
        let shown = Values::of(&rendered(Arc::clone(array)));
        let site = &Site { values: &shown, rows: site.rows, named: site.named };
        let known: Option<Vec<Option<usize>>> = site
            .values
            .dictionary()
            .map(|(_, texts)| (0..texts.len()).map(|at| place(texts.value(at))).collect());
        for row in (0..site.rows).filter(|row| site.values.is_valid(*row)) {
            let found = match (&known, site.values.dictionary()) {
                (Some(known), Some((keys, _))) => known[keys[row] as usize],
                _ => match (site.values.text(row), site.values.int(row)) {
                    (Some(text), _) => place(text),
                    (None, Some(int)) => place(&int.to_string()),
                    _ => None,
                },
            };
            match found {
                Some(place) => self.categories[place] += 1,
                None => self.others.push(|| site.words(row)),
            }
        }
    }

    /// The column as numbers, NaN where null; false if it has none worth looking at.
    fn numeric(&mut self, plan: &ColumnPlan, array: &ArrayRef, out: &mut Vec<f64>) -> bool {
        match plan.written.or(plan.kind) {
            Some(
                ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 | ColumnType::Decimal { .. },
            ) => {
                out.clear();
                out.extend(crate::checks::cells::numbers(array));
                true
            }
            Some(ColumnType::Date) => {
                dates(plan, array, out);
                self.moments(out.iter().map(|day| day * DAY as f64));
                true
            }
            Some(ColumnType::Timestamp) => {
                dates(plan, array, out);
                self.moments(out.iter().copied());
                true
            }
            Some(ColumnType::TimestampTz(zone)) => {
                dates(plan, array, out);
                self.moments(out.iter().map(|instant| instant + zone.ahead(*instant as i64) as f64));
                true
            }
            _ => false,
        }
    }

    /// Counts weekdays and hours of moments, in seconds as clocks show them.
    fn moments(&mut self, seconds: impl Iterator<Item = f64>) {
        for second in seconds.filter(|second| second.is_finite()) {
            let (weekday, hour) = weekday_and_hour(second);
            self.weekdays[weekday] += 1;
            self.hours[hour] += 1;
        }
    }

    fn add_numbers(&mut self, plan: &ColumnPlan, numbers: &[f64], site: &Site<'_>) {
        for (row, number) in numbers.iter().enumerate() {
            if number.is_nan() {
                // A date that is there but cannot be read.
                if plan.written.is_some() && site.values.is_valid(row) {
                    self.outside.push(|| site.words(row));
                }
                continue;
            }
            self.numbers.add(*number);
        }
        if let Some(bins) = &plan.bins {
            for number in numbers.iter().filter(|number| !number.is_nan()) {
                self.bins[bins.place(*number)] += 1;
            }
        }
        if let Some((low, high)) = plan.range {
            for (row, number) in numbers.iter().enumerate() {
                if *number < low || *number > high {
                    self.outside.push(|| site.words(row));
                }
            }
        }
    }

    fn references(
        &mut self,
        plan: &ColumnPlan,
        known: &Known,
        place: usize,
        hashes: &[u64],
        cells: Option<&[(u64, u32)]>,
        site: &Site<'_>,
    ) {
        if plan.referred {
            self.hashes.extend_from_slice(hashes);
        }
        let Some(reference) = &plan.reference else { return };
        if self.first.is_none() {
            self.first = hashes.iter().copied().find(|hash| *hash != 0);
        }
        self.several |= hashes.iter().any(|hash| *hash != 0 && Some(*hash) != self.first);
        if reference.column.is_none() {
            let rows = reference.parent_rows as i64;
            for row in (0..site.rows).filter(|row| site.values.is_valid(*row)) {
                match site.values.int(row).filter(|number| (1..=rows).contains(number)) {
                    None => self.orphans.push(|| site.words(row)),
                    Some(number) => self.count_named(number as u64 - 1),
                }
            }
            return;
        }
        let Some(keys) = known.parents.get(place).and_then(Option::as_ref) else { return };
        let by_row = known.by_row.get(place).and_then(Option::as_ref).zip(cells);
        let mut last = (0, None);
        for (row, hash) in hashes.iter().enumerate() {
            if let (Some((by_row, cells)), NamedRow::Entity | NamedRow::Period) = (by_row, reference.row) {
                let (entity, period) = cells[row];
                let meant = if reference.row == NamedRow::Entity { entity } else { u64::from(period) };
                if by_row.get(meant as usize) == Some(hash) {
                    continue;
                }
                if *hash != 0 && keys.row(*hash).is_some() {
                    self.misplaced.push(|| site.words(row));
                }
            }
            if *hash == 0 {
                continue;
            }
            if last.0 != *hash {
                last = (*hash, keys.row(*hash));
            }
            match last.1 {
                None => self.orphans.push(|| site.words(row)),
                Some(named) => self.count_named(named),
            }
        }
    }

    fn count_named(&mut self, row: u64) {
        if let Some(count) = self.named.get_mut(row as usize) {
            *count += 1;
        }
    }

    fn merge(&mut self, later: ColumnTally) {
        self.named.iter_mut().zip(&later.named).for_each(|(own, later)| *own += later);
        self.nulls += later.nulls;
        self.null_examples.merge(later.null_examples);
        self.numbers.merge(&later.numbers);
        self.bins.iter_mut().zip(&later.bins).for_each(|(own, later)| *own += later);
        self.weekdays.iter_mut().zip(&later.weekdays).for_each(|(own, later)| *own += later);
        self.hours.iter_mut().zip(&later.hours).for_each(|(own, later)| *own += later);
        self.categories.iter_mut().zip(&later.categories).for_each(|(own, later)| *own += later);
        self.others.merge(later.others);
        self.outside.merge(later.outside);
        self.orphans.merge(later.orphans);
        self.misplaced.merge(later.misplaced);
        self.several |=
            later.several || (later.first.is_some() && self.first.is_some() && self.first != later.first);
        self.first = self.first.or(later.first);
        self.hashes.extend(later.hashes);
    }
}

/// One number for the values of several columns in each row; a null counts as a value.
pub fn tuple_hashes(block: &Block, columns: &[usize]) -> Vec<u64> {
    let mut all = vec![1; block.rows];
    let mut own = Vec::new();
    for column in columns {
        Values::of(&block.columns[*column]).hashes(block.rows, &mut own);
        all.iter_mut().zip(&own).for_each(|(all, own)| *all = combined(*all, *own));
    }
    all
}
