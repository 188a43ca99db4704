//! `pk`, and keys of entities: `<prefix>-<number>` and what is made of it.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::calendar::explain_period;
use super::entity::{by_entity, explain_entity};
use super::{
    Entry, Keys, OfPeriod, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written,
};
use crate::config::types::ColumnType;
use crate::facts::rows::{About, KeyStyle, Referred};
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::{
    CalendarField, KeyFormat, Keys as Style, Numbered, Plotsim, StableKey, StableOf, Table,
};
use crate::plotsim::tables::rows::{Address, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::steps::Steps;
use crate::tables::text::Texts;
use crate::tables::{Datum, Interval, span};

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("id", "The table's own key", |_| Some(Arc::new(Own)))],
    engine: &[Written::word("pk", "The table's own key", |_| Some(Arc::new(Own)))],
    what: "a key of its own",
    role: Role::Key,
    unique: false,
    stands: |about| !about.pair,
    hint: Some("a bridge is keyed by its two ends"),
};

/// A table's own key, as it is written.
#[derive(Debug)]
pub struct Own;

impl SourceDraft for Own {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(Key { format: format(column)? })
    }

    fn of_period(&self) -> OfPeriod {
        OfPeriod::Field(CalendarField::DateKey)
    }

    fn keys(&self) -> Option<&dyn Keys> {
        Some(self)
    }

    fn identifies(&self, _: &Standing<'_, '_>) -> bool {
        true
    }
}

impl Keys for Own {
    fn kind(&self, _: &Standing<'_, '_>) -> Option<ColumnType> {
        Some(ColumnType::Text)
    }

    fn row(&self, column: &Standing<'_, '_>, key: &str) -> Option<u64> {
        match format(column)? {
            KeyFormat::Numbered(format) => format.row(key),
            KeyFormat::Stable(format) => format.entity(key),
            KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
        }
    }

    fn hint(&self, column: &Standing<'_, '_>) -> Option<String> {
        match format(column)? {
            KeyFormat::Numbered(key) => {
                let last = column.rows()?.saturating_sub(1);
                Some(format!("its keys run from {} to {}", key.text(0), key.text(last)))
            }
            KeyFormat::Stable(key) if key.of == StableOf::Entity => {
                Some(format!("its first key is {}", key.text(0)))
            }
            KeyFormat::Stable(_) => None,
            KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
        }
    }
}

/// How the keys of a column's table look.
fn format(column: &Standing<'_, '_>) -> Option<KeyFormat> {
    let name = &column.draft.name;
    match column.about.key {
        KeyStyle::Numbered(least) => {
            let prefix = column.catalog.prefixes.get(column.table)?.as_ref().unwrap_or(name).clone();
            let known = column.catalog.known;
            if let (Style::Stable, Some(of)) = (known.keys, stable(column.about)) {
                return Some(KeyFormat::Stable(StableKey { prefix, of, runs: known.names.into() }));
            }
            let digits = column.rows().unwrap_or(0).checked_ilog10().map_or(1, |log| log as usize + 1);
            Some(KeyFormat::Numbered(Numbered { prefix, width: digits.max(least) }))
        }
        KeyStyle::EntityPeriod => Some(KeyFormat::EntityPeriod { prefix: name.clone() }),
        KeyStyle::Period => Some(KeyFormat::Period { prefix: name.clone() }),
        KeyStyle::Absent => None,
    }
}

/// What stable keys of a table are of; none where rows are neither those of entities nor counted.
fn stable(about: &About) -> Option<StableOf> {
    match about.referred {
        Referred::Entity => Some(StableOf::Entity),
        Referred::Member => Some(StableOf::Member),
        Referred::Fact if about.moment => Some(StableOf::Row),
        Referred::Fact | Referred::Period | Referred::Listed | Referred::Pair => None,
    }
}

/// A table's own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub format: KeyFormat,
}

impl Numbered {
    /// The key of a row, counted from 0.
    pub fn text(&self, row: u64) -> String {
        format!("{}-{:0width$}", self.prefix, row.saturating_add(1), width = self.width)
    }

    /// The row, from 0, that a key names.
    pub fn row(&self, key: &str) -> Option<u64> {
        let digits = key.strip_prefix(&self.prefix)?.strip_prefix('-')?;
        let row = digits.parse::<u64>().ok()?.checked_sub(1)?;
        (self.text(row) == key).then_some(row)
    }

    /// The rows, below `len`, whose keys lie in the interval.
    fn rows(&self, len: u64, interval: &Interval) -> Option<Range<u64>> {
        // As texts, keys are in order as long as they are of one length.
        if len.checked_ilog10().is_none_or(|digits| (digits as usize) < self.width) {
            return span(len, |row| Datum::Text(self.text(row)), interval);
        }
        match (&interval.low, &interval.high) {
            (Some(Datum::Text(low)), Some(Datum::Text(high))) if low == high => {
                self.row(low).filter(|row| *row < len).map(|row| row..row + 1)
            }
            _ => None,
        }
    }

    /// The keys of some rows.
    pub fn array(&self, rows: impl ExactSizeIterator<Item = u64>) -> ArrayRef {
        let mut texts = Texts::with_capacity(rows.len(), self.prefix.len() + 1 + self.width);
        for row in rows {
            self.push(&mut texts, row);
            texts.end();
        }
        texts.finish()
    }

    fn push(&self, texts: &mut Texts, row: u64) {
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(row.saturating_add(1));
        texts.push(&self.prefix);
        texts.push("-");
        for _ in digits.len()..self.width {
            texts.push("0");
        }
        texts.push(digits);
    }
}

impl StableKey {
    /// The key of an entity.
    pub fn text(&self, entity: u64) -> String {
        let mut texts = Texts::with_capacity(1, self.prefix.len() + 20);
        self.push(&mut texts, entity);
        std::mem::take(texts.buffer())
    }

    /// The entity that a key names.
    pub fn entity(&self, key: &str) -> Option<u64> {
        if self.of != StableOf::Entity {
            return None;
        }
        let (name, number) = key.strip_prefix(&self.prefix)?.strip_prefix('-')?.rsplit_once('-')?;
        let place = number.parse::<u64>().ok()?.checked_sub(1)?;
        let (_, first, count) = self.runs.iter().find(|(run, _, _)| run == name)?;
        (place < *count && self.text(first + place) == key).then_some(first + place)
    }

    /// Who a key is of, behind the prefix.
    fn push(&self, texts: &mut Texts, entity: u64) {
        let run = self.runs.partition_point(|(_, first, _)| *first <= entity).saturating_sub(1);
        texts.push(&self.prefix);
        if let Some((name, first, _)) = self.runs.get(run) {
            put(texts, format_args!("-{name}-{:04}", entity.saturating_sub(*first) + 1));
        }
    }

    /// The key of a row.
    fn push_row(&self, texts: &mut Texts, rows: &RowSet, row: usize) {
        self.push(texts, rows.entities.get(row).copied().unwrap_or_default());
        match self.of {
            StableOf::Entity => {}
            StableOf::Member => {
                if let Address::Lanes { items, .. } = &rows.address {
                    put(texts, format_args!("-{}", items.get(row).copied().unwrap_or_default() + 1));
                }
            }
            StableOf::Row => {
                put(texts, format_args!("-{:04}", rows.periods.get(row).copied().unwrap_or_default()));
                place_in_period(texts, rows, row);
            }
        }
    }
}

/// Which of the rows of an entity and period a row is; of children, which of their parent's, behind what tells that.
fn place_in_period(texts: &mut Texts, rows: &RowSet, row: usize) {
    if let Some(parents) = &rows.parents {
        place_in_period(texts, &parents.rows, parents.of.get(row).copied().unwrap_or_default() as usize);
        return put(texts, format_args!("-{}", parents.numbers.get(row).copied().unwrap_or_default()));
    }
    if let Address::Counted { places, .. } = &rows.address {
        put(texts, format_args!("-{}", places.get(row).copied().unwrap_or_default() + 1));
    }
}

/// Keys by which other tables name rows that have numbers.
#[derive(Clone, Copy, Debug)]
pub enum Thing<'a> {
    Numbered(&'a Numbered),
    Entity(&'a StableKey),
}

impl Thing<'_> {
    /// The key of a row.
    pub fn text(&self, row: u64) -> String {
        match self {
            Thing::Numbered(key) => key.text(row),
            Thing::Entity(key) => key.text(row),
        }
    }

    /// The row that a key names.
    pub fn row(&self, key: &str) -> Option<u64> {
        match self {
            Thing::Numbered(format) => format.row(key),
            Thing::Entity(format) => format.entity(key),
        }
    }
}

impl KeyFormat {
    /// Where it names rows that have numbers.
    fn thing(&self) -> Option<Thing<'_>> {
        match self {
            KeyFormat::Numbered(key) => Some(Thing::Numbered(key)),
            KeyFormat::Stable(key) => (key.of == StableOf::Entity).then_some(Thing::Entity(key)),
            KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
        }
    }

    /// Whether it can be told of a row that is known by nothing but its number.
    pub fn is_of_number(&self) -> bool {
        match self {
            KeyFormat::Stable(key) => key.of != StableOf::Row,
            KeyFormat::Numbered(_) | KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => true,
        }
    }
}

/// The key of a table whose rows have numbers, and the column that shows it.
pub fn numbered(table: &Table) -> Option<(&str, Thing<'_>)> {
    table.columns.iter().find_map(|column| Some((column.name.as_str(), column.source.key()?.thing()?)))
}

/// The first dimension with a row for each entity that has a numbered key, the column that shows it, and the key.
pub fn of_entities(config: &Plotsim) -> Option<(&Table, &str, Thing<'_>)> {
    let table = config.tables.iter().find(|table| table.kind.about().referred == Referred::Entity)?;
    numbered(table).map(|(column, key)| (table, column, key))
}

impl Source for Key {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "pk".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            // Versions of an entity have its key.
            unique: place.table().kind.versions().is_none(),
            order: match &self.format {
                KeyFormat::Numbered(_) if place.table().kind.versions().is_some() => Order::Any,
                KeyFormat::Numbered(_) | KeyFormat::Period { .. } => Order::Ascending,
                KeyFormat::Stable(_) => Order::Any,
                // Behind the prefix and the period stands a key that is in no order.
                KeyFormat::EntityPeriod { .. } if place.config.keys == Style::Stable => Order::Any,
                KeyFormat::EntityPeriod { prefix } => Order::ByEntity { skip: prefix.len() + 1 },
            },
            window: Window::Any,
            description: format!("Identifies the {}", place.row_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let config = site.engine.config();
        let dim = config.tables[site.table].kind.entity_dim();
        let entity = dim.and_then(|dim| config.tables.get(dim)).and_then(of_things);
        Arc::new(KeyValues { format: self.format.clone(), entity })
    }

    fn key(&self) -> Option<&KeyFormat> {
        Some(&self.format)
    }

    fn subjects(&self, site: Site<'_>, rows: Option<u64>, interval: &Interval) -> Option<Subjects> {
        match &self.format {
            KeyFormat::Numbered(key) if site.engine.config().tables[site.table].kind.versions().is_some() => {
                key.rows(site.engine.entities(), interval).map(Subjects::Entities)
            }
            KeyFormat::Numbered(key) => key.rows(rows?, interval).map(Subjects::Rows),
            KeyFormat::Stable(key) if key.of == StableOf::Entity => {
                exactly(key, interval).map(Subjects::Entities)
            }
            KeyFormat::Stable(_) | KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
        }
    }
}

/// The entity of a key, where an interval holds one key alone.
fn exactly(key: &StableKey, interval: &Interval) -> Option<Range<u64>> {
    match (&interval.low, &interval.high) {
        (Some(Datum::Text(low)), Some(Datum::Text(high))) if low == high => {
            Some(key.entity(low).map_or(0..0, |entity| entity..entity + 1))
        }
        _ => None,
    }
}

/// How the keys of a table look whose rows have numbers.
fn of_things(table: &Table) -> Option<KeyFormat> {
    table.columns.iter().find_map(|column| column.source.key().filter(|key| key.thing().is_some())).cloned()
}

struct KeyValues {
    format: KeyFormat,
    /// The entity's key, for keys that hold it.
    entity: Option<KeyFormat>,
}

impl Values for KeyValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut texts = Texts::with_capacity(rows.len, 20);
        for row in 0..rows.len {
            let period = rows.periods.get(row).copied().unwrap_or_default();
            match &self.format {
                KeyFormat::Numbered(key) => key.push(&mut texts, rows.number(row)),
                KeyFormat::Stable(key) => key.push_row(&mut texts, rows, row),
                KeyFormat::Period { prefix } => put(&mut texts, format_args!("{prefix}-{period}")),
                KeyFormat::EntityPeriod { prefix } => {
                    put(&mut texts, format_args!("{prefix}-{period:04}-"));
                    let entity = rows.entities.get(row).copied().unwrap_or_default();
                    push_entity(self.entity.as_ref(), &mut texts, entity);
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        match &self.format {
            KeyFormat::Numbered(Numbered { prefix, width }) => {
                let whose = if rows.versions.is_empty() { "row's" } else { "entity's" };
                let detail = format!("'{prefix}-' and the {whose} number from 1, to {width} digits");
                steps.number("row", rows.number(row) as f64, detail);
            }
            KeyFormat::Stable(key) => {
                explain_entity(site.engine, rows, row, steps);
                let detail = match key.of {
                    StableOf::Entity => {
                        "the prefix; the segment and the entity's number in it, from 1, follow"
                    }
                    StableOf::Member => "the prefix; the entity, and which of its rows this is, follow",
                    StableOf::Row => {
                        "the prefix; the entity, the period, and which of its rows this is, follow"
                    }
                };
                steps.text("key", key.prefix.as_str(), detail);
            }
            KeyFormat::Period { prefix } => {
                explain_period(site, rows, row, steps);
                steps.text("key", prefix.as_str(), "the prefix; the period's number follows");
            }
            KeyFormat::EntityPeriod { prefix } => {
                explain_entity(site.engine, rows, row, steps);
                explain_period(site, rows, row, steps);
                steps.text("key", prefix.as_str(), "the prefix; the period and the entity's key follow");
            }
        }
    }

    fn reads_numbers(&self) -> bool {
        matches!(self.format, KeyFormat::Numbered(_))
    }
}

/// Appends the key of an entity.
fn push_entity(format: Option<&KeyFormat>, texts: &mut Texts, entity: u64) {
    match format {
        Some(KeyFormat::Numbered(key)) => key.push(texts, entity),
        Some(KeyFormat::Stable(key)) => key.push(texts, entity),
        Some(KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. }) | None => {}
    }
}

fn put(texts: &mut Texts, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = texts.buffer().write_fmt(text);
}

pub static ENTITY: Entry = Entry {
    builder: &[],
    engine: &[Written::word("derived:entity_id", "Key of the entity", |_| Some(Arc::new(OfEntityDim)))],
    what: "the entity's key",
    role: Role::Value,
    unique: false,
    stands: |about| about.is_entity_in_period(),
    hint: Some("use a foreign key"),
};

/// The key of the row's entity, as it is written: that of the dimension per entity the table refers to, else of the first.
#[derive(Debug)]
struct OfEntityDim;

impl SourceDraft for OfEntityDim {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let catalog = column.catalog;
        let parents = catalog.parents(column.table, Referred::Entity).into_iter();
        let is_entity =
            |table: &usize| catalog.about(*table).is_some_and(|about| about.referred == Referred::Entity);
        let Some(dim) = parents.chain((0..catalog.slots.len()).filter(is_entity)).next() else {
            let message = "there is no dimension per entity whose key it could be";
            column.draft.source_at.error("wrong-place", message, None);
            return None;
        };
        column.settled(EntityKey { dim })
    }
}

/// The key of the row's entity, as the named dimension has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityKey {
    pub dim: usize,
}

impl Source for EntityKey {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "derived:entity_id".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("Identifies the {}", place.entity_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(EntityKeyValues(of_things(&site.engine.config().tables[self.dim])))
    }

    fn subjects(&self, site: Site<'_>, _: Option<u64>, interval: &Interval) -> Option<Subjects> {
        match numbered(&site.engine.config().tables[self.dim])?.1 {
            Thing::Numbered(key) => key.rows(site.engine.entities(), interval).map(Subjects::Entities),
            Thing::Entity(key) => exactly(key, interval).map(Subjects::Entities),
        }
    }
}

struct EntityKeyValues(Option<KeyFormat>);

impl Values for EntityKeyValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        by_entity(rows, |entities| {
            let mut texts = Texts::with_capacity(entities.len(), 20);
            for entity in entities {
                push_entity(self.0.as_ref(), &mut texts, *entity);
                texts.end();
            }
            texts.finish()
        })
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: Option<&str>, high: Option<&str>) -> Interval {
        let end = |end: Option<&str>| end.map(|text| Datum::Text(text.to_owned()));
        Interval { low: end(low), high: end(high) }
    }

    #[test]
    fn keys_are_read_back_as_they_are_written() {
        let key = Numbered { prefix: "p".to_owned(), width: 3 };
        assert_eq!((key.row("p-001"), key.row("p-1234")), (Some(0), Some(1233)));
        for wrong in ["p-1", "p-000", "q-001", "p001", "p-0001", "p-", "p-+01", "p-99999999999999999999999"] {
            assert_eq!(key.row(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn keys_are_numbers() {
        let exactly = |key| between(Some(key), Some(key));
        let key = Numbered { prefix: "c".to_owned(), width: 3 };
        assert_eq!(key.rows(500, &exactly("c-042")), Some(41..42));
        assert_eq!(key.rows(500, &exactly("c-42")), Some(419..419));
        assert_eq!(key.rows(500, &exactly("d-042")), Some(500..500));
        assert_eq!(key.rows(999, &between(Some("c-9"), None)), Some(899..999));
        assert_eq!(key.rows(999, &between(None, Some("c-0"))), Some(0..0));
        // Beyond the width, text order is not the order of numbers.
        assert_eq!(key.rows(5000, &between(Some("c-9"), None)), None);
        assert_eq!(key.rows(5000, &exactly("c-1042")), Some(1041..1042));
        assert_eq!(key.rows(1000, &exactly("c-0042")), None);
    }
}
