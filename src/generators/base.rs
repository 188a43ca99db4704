//! What a later moment starts from: another column of the row, a column of its entity, or its partition's day.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::index::Index;
use super::layout::Layout;
use super::{Generator, Site, cell, spec};
use crate::config::calendar::format_date;
use crate::random::Items;
use crate::steps::Steps;

pub enum Base {
    Column(Arc<dyn Generator>),
    /// The row's partition day, or its midnight.
    Partition {
        layout: Layout,
        start: i32,
    },
}

impl Base {
    pub fn of(base: spec::Base, site: &Site<'_>) -> Base {
        match base {
            spec::Base::Column(column) => Base::Column(site.column(column)),
            spec::Base::Entity(column) => Base::Column(Arc::new(OfEntity::new(column, site))),
            spec::Base::Partition => Base::Partition {
                layout: Layout::of(site.dataset()),
                start: site.dataset().partition.as_ref().map_or(0, |partition| partition.start),
            },
        }
    }

    /// Tells what the base of an item is.
    pub fn explain(&self, item: u64, steps: &mut Steps) {
        match self {
            Base::Column(column) => {
                column.explain(item, steps);
                let base = column.array(Items::List(&[item]));
                let text = cell::text(&base, 0).unwrap_or_else(|| "NULL".to_owned());
                steps.text("base", text, "the other column of the row");
            }
            Base::Partition { layout, start } => {
                let day = format_date(*start + layout.day(item) as i32);
                steps.text("base", day, "the row's partition day");
            }
        }
    }
}

/// A column of the entity each row belongs to.
struct OfEntity {
    entities: Index,
    column: Arc<dyn Generator>,
}

impl OfEntity {
    fn new(column: usize, site: &Site<'_>) -> OfEntity {
        OfEntity { entities: site.entities(), column: site.entity(column) }
    }
}

impl Generator for OfEntity {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.column.array(Items::List(&self.entities.map(items, |entity| entity)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for entity in self.entities.map(Items::List(&[item]), |entity| entity) {
            steps.number("entity", entity as f64, "the one the row belongs to, from 0");
            self.column.explain(entity, steps);
        }
    }
}
