//! Rows named by what they are about instead of by number: a primary key, an entity, a period.
//!
//! A name becomes values that columns of the table must have; only the blocks that can hold these are made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::describe::describe;
use crate::facts::rows::Referred;
use crate::facts::{Facts, OfPeriod, Pick, Relation};
use crate::generators::cell;
use crate::plotsim::model::Plotsim;
use crate::plotsim::sources::key::numbered;
use crate::plotsim::tables::engine::Engine;
use crate::project::{Part, Project};
use crate::tables::{Blocks, Datum, Interval, RowCount, Table, Values, View};
use crate::workers::Workers;

/// Rows that are counted when a name means several.
const COUNTED: usize = 1000;

/// How a call names a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Address<'a> {
    /// The primary key; the parts of one of several columns with commas between.
    pub key: Option<&'a str>,
    /// The name of an entity or its key in a dimension.
    pub entity: Option<&'a str>,
    /// The label of a period, a day in it, or its number from 0.
    pub period: Option<&'a str>,
}

/// A row that is named, by the values it has in some columns.
pub struct Named {
    name: String,
    conditions: Vec<Condition>,
    /// Columns of the primary key.
    key: Vec<usize>,
    /// What the row is about, in words.
    about: String,
}

struct Condition {
    column: usize,
    text: String,
}

impl Named {
    /// What an address means in the table at this place.
    ///
    /// # Errors
    /// The table has no such key, or the config no such entity or period, or the table does not tell it.
    pub fn new(project: &Project, table: usize, address: Address<'_>) -> Result<Named, String> {
        let name = project.names().get(table).copied().unwrap_or_default().to_owned();
        let key = primary_key(project, table);
        let mut named = Named { name, conditions: Vec::new(), key, about: String::new() };
        if let Some(text) = address.key {
            named.by_key(project, table, text)?;
            return Ok(named);
        }
        let Part::Plotsim(engine, table) = project.part(table) else {
            return Err(format!(
                "a datagen config has neither entities nor periods: give the row of '{}' by number or by key :=",
                named.name
            ));
        };
        let mut words = Vec::new();
        if let Some(text) = address.entity {
            let entity = entity(engine.config(), text)?;
            named.conditions.push(of_entity(project, engine, table, entity)?);
            words.push(format!("about '{text}'"));
        }
        if let Some(text) = address.period {
            let period = period(engine.config(), text)?;
            named.conditions.push(of_period(engine, table, period)?);
            words.push(format!("in period {}", engine.config().time.label(period).unwrap_or_default()));
        }
        named.about = words.join(" ");
        Ok(named)
    }

    fn by_key(&mut self, project: &Project, table: usize, text: &str) -> Result<(), String> {
        let parts: Vec<&str> = match self.key.len() {
            0 => return Err(format!("'{}' has no primary key: give the row by number", self.name)),
            1 => vec![text],
            _ => text.split(',').map(str::trim).collect(),
        };
        if parts.len() != self.key.len() {
            let shown = project.table(table, None);
            let names = self.key.iter().filter_map(|column| shown.columns().get(*column));
            let names: Vec<&str> = names.map(|column| column.name.as_str()).collect();
            return Err(format!(
                "'{text}' is not a key of '{}', which is ({}): give a value of each, with commas between",
                self.name,
                names.join(", ")
            ));
        }
        if let Part::Plotsim(engine, table) = project.part(table)
            && let Some((column, format)) = numbered(&engine.config().tables[table])
            && let [only] = self.key.as_slice()
            && engine.config().tables[table].columns[*only].name == column
            && format.row(text).is_none()
        {
            return Err(format!(
                "'{text}' is not a key of '{}', whose first is '{}'",
                self.name,
                format.text(0)
            ));
        }
        let conditions = self.key.iter().zip(parts);
        self.conditions =
            conditions.map(|(column, text)| Condition { column: *column, text: text.to_owned() }).collect();
        self.about = format!("with the key '{text}'");
        Ok(())
    }

    /// The block and place of the row.
    ///
    /// # Errors
    /// There is no such row, or there are several; or the call was stopped.
    pub fn find(&self, table: &dyn Table, workers: &Workers) -> Result<(u64, usize), String> {
        let found = self.all(table, workers)?;
        let scan = |columns: &[usize]| table.scan(columns, workers);
        match found.as_slice() {
            [] => Err(format!("'{}' has no row {}", self.name, self.about)),
            [only] => Ok(*only),
            [(block, place), ..] => {
                let many = if found.len() >= COUNTED {
                    format!("{COUNTED} or more")
                } else {
                    found.len().to_string()
                };
                let hint = match self.key.as_slice() {
                    [] => "give one of them by number".to_owned(),
                    key => {
                        let values = scan(key).block(*block).columns;
                        let values: Vec<String> = values
                            .iter()
                            .map(|array| cell::text(array, *place).unwrap_or_default())
                            .collect();
                        format!("give one of them, as in key := '{}'", values.join(","))
                    }
                };
                Err(format!("'{}' has {many} rows {}: {hint}", self.name, self.about))
            }
        }
    }

    /// Rows that have the values, in order: all, unless there are very many.
    fn all(&self, table: &dyn Table, workers: &Workers) -> Result<Vec<(u64, usize)>, String> {
        let columns: Vec<usize> = self.conditions.iter().map(|condition| condition.column).collect();
        let kind = |column: usize| table.columns().get(column).map(|column| column.kind);
        let mut blocks = Blocks::range(0..table.blocks());
        for condition in &self.conditions {
            let Some(datum) = kind(condition.column).and_then(|kind| datum(kind, &condition.text)) else {
                continue;
            };
            let interval = Interval { low: Some(datum.clone()), high: Some(datum) };
            if let Some(those) = table.prune(condition.column, &interval) {
                blocks = blocks.and(&those);
            }
        }
        let blocks: Vec<u64> = blocks.into_ranges().into_iter().flatten().collect();
        let scan = table.scan(&columns, workers);
        let (found, count) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        let search = workers.each(blocks.len() as u64, |piece| {
            if count.load(Ordering::Relaxed) >= COUNTED {
                return;
            }
            let Some(block) = blocks.get(piece as usize).copied() else { return };
            let rows = scan.block(block);
            let mut places: Vec<usize> = (0..rows.rows).collect();
            for (condition, array) in self.conditions.iter().zip(&rows.columns) {
                let Some(kind) = kind(condition.column) else { return };
                let view = View::new(array, kind);
                places.retain(|place| match &view {
                    Some(View { nulls: Some(nulls), .. }) if nulls.is_null(*place) => false,
                    Some(View { values: Values::Text(texts), .. }) => texts.value(*place) == condition.text,
                    Some(View { values: Values::Dictionary { keys, texts }, .. }) => {
                        keys.get(*place).is_some_and(|key| texts.value(*key as usize) == condition.text)
                    }
                    _ => cell::text(array, *place).is_some_and(|text| text == condition.text),
                });
            }
            count.fetch_add(places.len(), Ordering::Relaxed);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.extend(places.into_iter().map(|place| (block, place)));
        });
        search.map_err(|_| "stopped".to_owned())?;
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_unstable();
        Ok(found)
    }
}

/// The columns of a table's primary key.
fn primary_key(project: &Project, table: usize) -> Vec<usize> {
    let notes = describe(project);
    let Some(note) = notes.get(table) else { return Vec::new() };
    let place = |name: &String| note.columns.iter().position(|column| column.name == *name);
    note.primary_key.iter().filter_map(place).collect()
}

/// A text as a value that blocks are left out by.
fn datum(kind: ColumnType, text: &str) -> Option<Datum> {
    match kind {
        ColumnType::Text => Some(Datum::Text(text.to_owned())),
        ColumnType::Int32 | ColumnType::Int64 => text.parse().ok().map(Datum::Whole),
        ColumnType::Date => {
            let day = text.parse::<NaiveDate>().ok()?;
            Some(Datum::Day(crate::trajectory::time_axis::day_number(day)))
        }
        ColumnType::Bool
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz(_)
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => None,
    }
}

/// The number of the entity with this name, or with this key in a dimension.
fn entity(config: &Plotsim, text: &str) -> Result<u64, String> {
    let entities = &config.entities;
    for run in &entities.runs {
        let place = match text.strip_prefix(run.name.as_str()) {
            Some("") => Some(0),
            Some(rest) => rest.strip_prefix('_').and_then(|digits| digits.parse().ok()),
            None => None,
        };
        if let Some(place) = place.filter(|place| *place < run.count && run.entity_name(*place) == text) {
            return Ok(run.first + place);
        }
    }
    let dims = config.tables.iter().filter(|table| table.kind.about().referred == Referred::Entity);
    let keys: Vec<_> = dims.filter_map(numbered).collect();
    if let Some(entity) =
        keys.iter().find_map(|(_, key)| key.row(text)).filter(|entity| *entity < entities.count)
    {
        return Ok(entity);
    }
    let (start, digits) = text.rsplit_once('_').unwrap_or((text, ""));
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let start = if all_digits { start } else { text };
    let hint = match entities.runs.iter().find(|run| run.name == start) {
        Some(run) => format!(
            "the names of '{}' run from '{}' to '{}'",
            run.name,
            run.entity_name(0),
            run.entity_name(run.count.saturating_sub(1))
        ),
        None => match suggest::closest(start, entities.runs.iter().map(|run| run.name.as_str())) {
            Some(run) if all_digits => format!("did you mean '{run}_{digits}'?"),
            Some(run) => format!("did you mean '{run}'?"),
            None => format!(
                "the first is '{}'{}",
                entities.runs.first().map_or(String::new(), |run| run.entity_name(0)),
                keys.first().map_or(String::new(), |(_, key)| format!(" or, by key, '{}'", key.text(0)))
            ),
        },
    };
    Err(format!("'{text}' is no entity of this config: {hint}"))
}

/// The number of the period with this label or number, or that holds this day.
fn period(config: &Plotsim, text: &str) -> Result<usize, String> {
    let time = &config.time;
    if let Some(period) = (0..time.len()).find(|period| time.label(*period).as_deref() == Some(text)) {
        return Ok(period);
    }
    let key = |text: &str| -> Option<NaiveDate> {
        let number: i32 = text.parse().ok().filter(|_| text.len() == 8)?;
        let (day, month) = ((number % 100).unsigned_abs(), (number / 100 % 100).unsigned_abs());
        NaiveDate::from_ymd_opt(number / 10_000, month, day)
    };
    let day = text.parse::<NaiveDate>().ok().or_else(|| key(text));
    let number = text.parse::<usize>().ok().filter(|number| *number < time.len());
    day.and_then(|day| time.index_of(day)).or(number).ok_or_else(|| {
        let label = |period: usize| time.label(period).unwrap_or_default();
        let last = time.len().saturating_sub(1);
        format!(
            "'{text}' is no period of this config: they run from '{}' to '{}', or by number from 0 to {last}",
            label(0),
            label(last)
        )
    })
}

/// The value that rows of an entity have.
fn of_entity(project: &Project, engine: &Engine, table: usize, entity: u64) -> Result<Condition, String> {
    let config = engine.config();
    let of_entities = |table: usize| {
        config.tables.get(table).is_some_and(|table| table.kind.about().referred == Referred::Entity)
    };
    if of_entities(table)
        && let [column] = config.tables[table].business_key()
    {
        let text = value(project, table, *column, entity);
        return text.map(|text| Condition { column: *column, text });
    }
    let by_reference = |facts: &Facts| {
        let reference = facts.reference.as_ref()?;
        let own = match reference.pick {
            Pick::Entity | Pick::Parent | Pick::Left => true,
            Pick::Uniform
            | Pick::Unique
            | Pick::Zipf(_)
            | Pick::Conditional(_)
            | Pick::Weighted(_)
            | Pick::Pinned
            | Pick::Period
            | Pick::OwnMember
            | Pick::Version
            | Pick::OwnRow { .. }
            | Pick::Above
            | Pick::Right => false,
        };
        (own && of_entities(reference.table)).then_some((reference.table, reference.column?))
    };
    let facts = config.facts(table).iter().enumerate();
    let Some((column, (parent, key))) =
        facts.filter_map(|(column, facts)| Some((column, by_reference(facts)?))).next()
    else {
        return Err(format!(
            "no column of '{}' names its entity: give the row by number, key := or period :=",
            config.tables[table].name
        ));
    };
    value(project, parent, key, entity).map(|text| Condition { column, text })
}

/// The text of one cell.
fn value(project: &Project, table: usize, column: usize, row: u64) -> Result<String, String> {
    if let Part::Plotsim(engine, table) = project.part(table)
        && let spec = &engine.config().tables[table]
        && spec.kind.versions().is_some()
        && let Some((name, key)) = numbered(spec)
        && spec.columns.get(column).is_some_and(|column| column.name == name)
    {
        // Rows are versions, but entities are numbered.
        return Ok(key.text(row));
    }
    let table = project.table(table, None);
    let workers = Workers::single();
    let found = table.find(row, &workers).and_then(|(block, place)| {
        let block = table.scan(&[column], &workers).block(block);
        cell::text(block.columns.first()?, place)
    });
    found.ok_or_else(|| match table.rows() {
        RowCount::Exact(rows) | RowCount::Estimate(rows) => format!("there is no row {row} among {rows}"),
    })
}

/// The value that rows of a period have.
fn of_period(engine: &Engine, table: usize, period: usize) -> Result<Condition, String> {
    let config = engine.config();
    let text = |facts: &Facts| match &facts.relation {
        Relation::Period(OfPeriod::Key) => {
            config.time.period(period).map(|period| period.date_key.to_string())
        }
        Relation::Period(OfPeriod::Day) => config.time.period(period).map(|period| period.date.to_string()),
        Relation::Period(OfPeriod::Label) => config.time.label(period),
        Relation::Period(OfPeriod::Index) => Some(period.to_string()),
        Relation::Period(
            OfPeriod::Year
            | OfPeriod::Quarter
            | OfPeriod::Month
            | OfPeriod::MonthName
            | OfPeriod::Week
            | OfPeriod::Weekday
            | OfPeriod::DayOfMonth
            | OfPeriod::IsWeekend
            | OfPeriod::Moment,
        )
        | Relation::None
        | Relation::CopyOf { .. }
        | Relation::OneOf(_)
        | Relation::TableOf { .. }
        | Relation::After { .. }
        | Relation::LevelOf { .. }
        | Relation::OfChildren { .. }
        | Relation::NumberWithinParent { .. }
        | Relation::PartOf { .. }
        | Relation::PoolField { .. }
        | Relation::Case(_)
        | Relation::Computed(_)
        | Relation::Shows(_)
        | Relation::Between(_)
        | Relation::Metric { .. }
        | Relation::Share { .. }
        | Relation::Lag { .. }
        | Relation::Mean { .. }
        | Relation::Entity
        | Relation::Version(_)
        | Relation::Stage => None,
    };
    let told = |facts: &Facts| {
        let named = facts.reference.as_ref().filter(|reference| reference.pick == Pick::Period);
        match named {
            Some(reference) => config.facts(reference.table).get(reference.column?).and_then(text),
            None => text(facts),
        }
    };
    let facts = config.facts(table).iter().enumerate();
    let found = facts.filter_map(|(column, facts)| Some(Condition { column, text: told(facts)? })).next();
    found.ok_or_else(|| {
        format!(
            "no column of '{}' tells its period: give the row by number, key := or entity :=",
            config.tables[table].name
        )
    })
}
