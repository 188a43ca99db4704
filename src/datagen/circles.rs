//! Columns that hang on themselves, by way of children and parents.

use super::columns::{COLUMNS, GENERATOR};
use super::model::Datagen;
use super::site::{Place, Room};
use crate::config::reader::Fields;
use crate::facts::Relation;

/// Reports every column that is made of its children's values and on which one of these hangs. Values are built, but none is
/// made.
pub fn check(datagen: &Datagen, drafts: &[Option<Fields<'_>>]) {
    for (index, (dataset, draft)) in datagen.datasets.iter().zip(drafts).enumerate() {
        for (place, column) in dataset.columns.iter().enumerate() {
            if !matches!(column.facts().relation, Relation::OfChildren { .. }) {
                continue;
            }
            let room = Room::trailing();
            let rows = Place::rows(datagen, index, &room);
            rows.own(place, &rows.site());
            if !room.is_circle() {
                continue;
            }
            let items = draft.as_ref().and_then(|draft| draft.at(&COLUMNS)?.items());
            // Rows that are written out come first.
            let field = items.and_then(|items| {
                let own = place.checked_sub(dataset.columns.len() - items.len())?;
                items.get(own)?.written(&GENERATOR)
            });
            if let Some(field) = field {
                let message =
                    format!("'{}' hangs on itself: its children's values are made of it", column.name);
                let hint = "name a column of the children that takes nothing from this one".to_owned();
                field.error("circle", message, Some(hint));
            }
        }
    }
}
