//! What a generator may know of its surroundings while it is read.

use super::generators::{Base, Generator, ParentColumn};
use super::model::{Column, Dataset, Partition, Pool};
use crate::config::calendar::DAY;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;

/// A dataset as others know it before it is read.
pub struct Known<'a> {
    pub name: &'a str,
    /// Primary rows after scaling; `None` if they could not be told, which was reported.
    pub rows: Option<u64>,
}

/// The surroundings of a generator.
pub struct Scope<'a> {
    /// The generator's own place, for problems found by its surroundings.
    pub field: Field<'a>,
    /// Items that are numbered here: rows, entities or pool entries.
    pub items: u64,
    pub in_array: bool,
    pub place: Place<'a>,
    /// All datasets of the file.
    pub known: &'a [Known<'a>],
    /// The datasets read so far.
    pub done: &'a [Dataset],
}

/// The part of a dataset a generator stands in.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    Row(Row<'a>),
    Entity,
    Shape,
    Delay,
}

/// What a column of a row can refer to.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub earlier: &'a [Column],
    pub partition: Option<&'a Partition>,
    /// `None` if they could not be read, which was reported.
    pub pools: Option<&'a [Pool]>,
    /// True for a column's own generator, false for one inside it.
    pub direct: bool,
}

/// First and last second that four-digit years can show.
const SECONDS: std::ops::RangeInclusive<f64> = -62_167_219_200.0..=253_402_300_799.0;

impl<'a> Scope<'a> {
    /// The same surroundings for another field.
    pub fn at(&self, field: &Field<'a>) -> Scope<'a> {
        Scope { field: field.clone(), ..*self }
    }

    /// The surroundings of a generator inside this one.
    pub fn inside(&self, field: &Field<'a>) -> Scope<'a> {
        let place = match self.place {
            Place::Row(row) => Place::Row(Row { direct: false, ..row }),
            other => other,
        };
        Scope { field: field.clone(), place, ..*self }
    }

    /// The surroundings of the items of an array.
    pub fn inside_array(&self, field: &Field<'a>) -> Scope<'a> {
        Scope { in_array: true, ..self.inside(field) }
    }

    /// Reports that the generator cannot stand here.
    pub fn refuse(&self, message: &str) {
        self.field.error("wrong-place", message, None);
    }

    /// Whether `unique: true` was asked for; there must be at least as many values as items.
    pub fn unique(&self, fields: &Fields<'_>, values: u64) -> Option<bool> {
        let unique = fields.bool_or("unique", false)?;
        if unique && self.in_array {
            self.refuse("values inside a json_array cannot be unique");
            return None;
        }
        if unique && values < self.items {
            let message = format!(
                "there are {values} different values for {} rows, so they cannot be unique",
                self.items
            );
            fields.get("unique")?.error("not-enough-values", message, None);
            return None;
        }
        Some(unique)
    }

    /// The index of the dataset a field names.
    pub fn dataset(&self, field: &Field<'_>) -> Option<usize> {
        let name = field.text()?;
        let found = self.known.iter().position(|known| known.name == name);
        if found.is_none() {
            let hint = suggest::hint(name, self.known.iter().map(|known| known.name));
            field.error("unknown-dataset", format!("'{name}' is not a dataset of this file"), hint);
        }
        found
    }

    /// A column of a dataset that was read before.
    pub fn parent_column(&self, field: &Field<'_>, parent: usize) -> Option<(ParentColumn, &'a Generator)> {
        let name = field.text()?;
        let parent_name = self.known[parent].name;
        let Some(dataset) = self.done.get(parent) else {
            let message = format!(
                "dataset '{parent_name}' must come earlier in the file, so that its columns are known here"
            );
            field.error("wrong-order", message, Some(format!("move '{parent_name}' up")));
            return None;
        };
        let entity = dataset.entity.iter().flat_map(|entity| &entity.columns).enumerate();
        let entity = entity.map(|(index, column)| (ParentColumn::Entity(index), column));
        let own =
            dataset.columns.iter().enumerate().map(|(index, column)| (ParentColumn::Own(index), column));
        let columns: Vec<_> = entity.chain(own).collect();
        let Some((place, column)) = columns.iter().find(|(_, column)| column.name == name) else {
            let hint = suggest::hint(name, columns.iter().map(|(_, column)| column.name.as_str()));
            field.error(
                "unknown-column",
                format!("'{name}' is not a column of dataset '{parent_name}'"),
                hint,
            );
            return None;
        };
        if matches!(place, ParentColumn::Entity(_)) || !is_key(&column.generator) {
            let message = format!("'{parent_name}.{name}' can repeat, so a value may stand for several rows");
            field.warn("not-a-key", message, Some("refer to a sequential_id, uuid or unique column".into()));
        }
        Some((*place, &column.generator))
    }

    /// `per_parent` stands only on a column of its own.
    pub fn check_per_parent(&self, field: &Field<'_>) -> Option<()> {
        match self.place {
            Place::Row(Row { direct: true, .. }) if !self.in_array => Some(()),
            _ => {
                let message = "per_parent sets the rows of the dataset, so it belongs directly under a column's generator";
                field.error("wrong-place", message, None);
                None
            }
        }
    }

    /// The linked pools that can be named here.
    pub fn linked_pools(&self, field: &Field<'_>) -> Option<&'a [Pool]> {
        let message = match self.place {
            Place::Row(_) if self.in_array => {
                "linked_choice cannot fill the items of a json_array: a row picks one entry"
            }
            Place::Row(row) => return row.pools,
            Place::Entity => {
                "linked_choice belongs under columns, not under entity: entries are picked per row"
            }
            Place::Shape => "linked_choice cannot stand inside a shape: pools do not refer to pools",
            Place::Delay => "linked_choice cannot stand in a delay",
        };
        field.error("wrong-place", message, None);
        None
    }

    /// What a `timestamp_offset` starts from: the base, its first and last second, and whether it can be null.
    pub fn timestamp_base(&self, field: &Field<'_>) -> Option<(Base, (f64, f64), bool)> {
        let name = field.text()?;
        let Place::Row(row) = self.place else {
            self.refuse("timestamp_offset belongs under columns: it starts from another value of the row");
            return None;
        };
        if self.in_array {
            self.refuse("timestamp_offset cannot fill the items of a json_array");
            return None;
        }
        if let Some(partition) = row.partition.filter(|partition| partition.column == name) {
            let first = i64::from(partition.start) * DAY;
            let last = first + i64::from(partition.days - 1) * DAY;
            return Some((Base::Partition, (first as f64, last as f64), false));
        }
        let Some(index) = row.earlier.iter().position(|column| column.name == name) else {
            let known = row.earlier.iter().filter(|column| column.generator.kind() == ColumnType::Timestamp);
            let hint = suggest::hint(
                name,
                known.map(|column| column.name.as_str()).chain(row.partition.map(|p| p.column.as_str())),
            );
            let message =
                format!("'{name}' is neither an earlier column of this dataset nor its partition column");
            field.error("unknown-column", message, hint);
            return None;
        };
        let generator = &row.earlier[index].generator;
        let Some(reach) = seconds_reach(generator, row) else {
            let message = format!("'{name}' is not a timestamp");
            field.error(
                "wrong-type",
                message,
                Some("its generator must be timestamp or timestamp_offset".into()),
            );
            return None;
        };
        Some((Base::Column(index), reach, generator.nullable()))
    }

    /// A generator of seconds must give numbers that keep the result within four-digit years.
    pub fn check_seconds(&self, field: &Field<'_>, seconds: &Generator, base: (f64, f64)) -> Option<()> {
        let Some((least, greatest)) = seconds.bounds().filter(|_| !seconds.nullable()) else {
            let hint = "use a generator of numbers, such as uniform_int or log_normal".to_owned();
            field.error("wrong-type", "must give a whole number of seconds in every row", Some(hint));
            return None;
        };
        if !SECONDS.contains(&(base.0 + least)) || !SECONDS.contains(&(base.1 + greatest)) {
            let message = format!(
                "offsets from {least:.0} to {greatest:.0} seconds lead outside the years 0000 to 9999"
            );
            field.error("out-of-range", message, None);
            return None;
        }
        Some(())
    }

    /// First and last second of a column of this row.
    pub fn reach_of(&self, generator: &Generator) -> Option<(f64, f64)> {
        match self.place {
            Place::Row(row) => seconds_reach(generator, row),
            _ => None,
        }
    }
}

fn seconds_reach(generator: &Generator, row: Row<'_>) -> Option<(f64, f64)> {
    match generator {
        Generator::Timestamp { start, seconds, .. } => {
            Some((*start as f64, *start as f64 + (*seconds - 1) as f64))
        }
        Generator::Optional(optional) => seconds_reach(&optional.inner, row),
        Generator::TimestampOffset(offset) => {
            let (least, greatest) = offset.seconds.bounds()?;
            let (first, last) = match offset.base {
                Base::Column(index) => seconds_reach(&row.earlier[index].generator, row)?,
                Base::Partition => {
                    let first = (i64::from(row.partition?.start) * DAY) as f64;
                    (first, first + f64::from(row.partition?.days - 1) * DAY as f64)
                }
            };
            Some((first + least, last + greatest))
        }
        _ => None,
    }
}

/// True if no value can come twice.
pub fn is_key(generator: &Generator) -> bool {
    use super::generators::{Pick, Piece, tells_apart};
    match generator {
        Generator::SequentialId { .. } | Generator::Uuid => true,
        Generator::StringPattern { pieces, unique } => {
            let numbered = pieces.contains(&Piece::SequentialId) && tells_apart(pieces);
            *unique || numbered || pieces.contains(&Piece::Uuid)
        }
        Generator::UniformInt { unique, .. }
        | Generator::Date { unique, .. }
        | Generator::Timestamp { unique, .. }
        | Generator::OneOf { unique, .. } => *unique,
        Generator::ForeignKey(key) => matches!(key.pick, Pick::Unique) && key.exact,
        _ => false,
    }
}
