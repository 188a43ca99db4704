//! What may stand in which part of a table.

use super::super::pool::Pool;
use super::{Base, Place, Row, Scope};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::facts::Peer;

impl<'a> Scope<'a> {
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

    /// The column that names the parent whose children are numbered, and the most children of one.
    pub fn children(&self, field: &Field<'_>) -> Option<(usize, u32)> {
        match self.place {
            Place::Row(Row { children: Some(children), .. }) if !self.in_array => Some(children),
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
            Place::Row(_) | Place::Entity if self.in_array => {
                "linked_choice cannot fill the items of an array: a row or entity picks one entry"
            }
            Place::Row(_) | Place::Entity => return self.pools,
            Place::PoolEntry => "linked_choice cannot stand inside a shape: pools do not refer to pools",
            Place::Aside => "linked_choice cannot stand in a delay",
        };
        field.error("wrong-place", message, None);
        None
    }

    /// The timestamp, or the partition's day, that a `timestamp_offset` starts from.
    pub fn timestamp_base(&self, field: &Field<'_>) -> Option<Base<'a>> {
        let name = field.text()?;
        let Place::Row(row) = self.place else {
            self.refuse("timestamp_offset belongs under columns: it starts from another value of the row");
            return None;
        };
        if self.in_array {
            self.refuse("timestamp_offset cannot fill the items of an array");
            return None;
        }
        if let Some(day) = row.day.filter(|day| day.name == name) {
            return Base::of(Peer::Day, day.facts);
        }
        let earlier = self.peers.earlier;
        let Some(index) = earlier.iter().position(|column| column.name == name) else {
            let known = earlier.iter().filter(|column| column.facts().kind.is_timestamp());
            let hint = suggest::hint(
                name,
                known.map(|column| column.name.as_str()).chain(row.day.map(|day| day.name)),
            );
            let message =
                format!("'{name}' is neither an earlier column of this dataset nor its partition column");
            field.error("unknown-column", message, hint);
            return None;
        };
        let facts = earlier[index].facts();
        let base = Base::of(Peer::Column(index), facts).filter(|_| facts.kind.is_timestamp());
        if base.is_none() {
            let hint = "its generator must be timestamp or timestamp_offset".to_owned();
            field.error("wrong-type", format!("'{name}' is not a timestamp"), Some(hint));
        }
        base
    }
}
