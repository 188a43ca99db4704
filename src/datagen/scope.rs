//! What a generator may know of its surroundings while it is read.

use super::generators::{Base, Generator, ParentColumn};
use super::hierarchies::Declared;
use super::model::{Column, Dataset, Entity, Partition, Pool};
use super::peers::Peers;
use super::reach::Reach;
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
    /// The columns of the same row, entity or pool entry.
    pub peers: Peers<'a>,
    /// The hierarchies of the file.
    pub hierarchies: &'a [Declared<'a>],
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
    /// The entity whose columns come first in the row, if there is one and it could be read.
    pub entity: Option<&'a Entity>,
    pub partition: Option<&'a Partition>,
    /// `None` if they could not be read, which was reported.
    pub pools: Option<&'a [Pool]>,
    /// True for a column's own generator, false for one inside it.
    pub direct: bool,
    /// True if the rows are the children of a parent's.
    pub children: bool,
}

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

    /// A column of a dataset that was read before, or (`with_day`) the day of its partition, which has no [`Column`].
    pub fn parent_column(
        &self,
        field: &Field<'_>,
        parent: usize,
        with_day: bool,
    ) -> Option<(ParentColumn, Option<&'a Column>)> {
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
        let partition = dataset.partition.as_ref().filter(|_| with_day);
        let day = partition.map(|partition| partition.column.as_str());
        if day == Some(name) {
            return Some((ParentColumn::Day, None));
        }
        let Some((place, column)) = columns.iter().find(|(_, column)| column.name == name) else {
            let known = columns.iter().map(|(_, column)| column.name.as_str());
            let hint = suggest::hint(name, known.chain(day));
            field.error(
                "unknown-column",
                format!("'{name}' is not a column of dataset '{parent_name}'"),
                hint,
            );
            return None;
        };
        Some((*place, Some(column)))
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

    /// The number among a parent's children stands on rows that have one.
    pub fn check_child_number(&self, field: &Field<'_>) -> Option<()> {
        match self.place {
            Place::Row(Row { children: true, .. }) if !self.in_array => Some(()),
            _ => {
                let message =
                    "child_number belongs under the columns of a dataset whose rows follow a parent's";
                let hint = "say per_parent on one foreign_key column of the dataset".to_owned();
                field.error("wrong-place", message, Some(hint));
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
    pub fn timestamp_base(&self, field: &Field<'_>) -> Option<(Base, Reach, bool)> {
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
            return Some((Base::Partition, Reach::of_days(partition), false));
        }
        let earlier = self.peers.earlier;
        let Some(index) = earlier.iter().position(|column| column.name == name) else {
            let known = earlier.iter().filter(|column| column.generator.kind() == ColumnType::Timestamp);
            let hint = suggest::hint(
                name,
                known.map(|column| column.name.as_str()).chain(row.partition.map(|p| p.column.as_str())),
            );
            let message =
                format!("'{name}' is neither an earlier column of this dataset nor its partition column");
            field.error("unknown-column", message, hint);
            return None;
        };
        let Some(reach) = earlier[index].timestamps() else {
            let message = format!("'{name}' is not a timestamp");
            field.error(
                "wrong-type",
                message,
                Some("its generator must be timestamp or timestamp_offset".into()),
            );
            return None;
        };
        Some((Base::Column(index), reach, earlier[index].generator.nullable()))
    }

    /// A generator of seconds must give numbers that keep the result within four-digit years.
    pub fn check_seconds(&self, field: &Field<'_>, seconds: &Generator, base: Reach) -> Option<()> {
        let Some((least, greatest)) = seconds.bounds().filter(|_| !seconds.nullable()) else {
            let hint = "use a generator of numbers, such as uniform_int or log_normal".to_owned();
            field.error("wrong-type", "must give a whole number of seconds in every row", Some(hint));
            return None;
        };
        if !base.moved(least, greatest).has_four_digit_years() {
            let message = format!(
                "offsets from {least:.0} to {greatest:.0} seconds lead outside the years 0000 to 9999"
            );
            field.error("out-of-range", message, None);
            return None;
        }
        Some(())
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
