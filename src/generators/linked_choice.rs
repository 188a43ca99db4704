//! `linked_choice`: a field of the pool entry the row picked.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::index::Index;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::suggest;
use crate::facts::{Duty, Facts, Order, Relation};
use crate::random::Items;
use crate::steps::Steps;

const POOL: Key<&str> = Key::text("pool").doc("Name of one of the dataset's linked_pools");
const FIELD: Key<&str> = Key::text("field").doc("Name of one of the pool's fields");

pub static ENTRY: Entry = Entry {
    name: "linked_choice",
    section: Section::new(
        "datagen.generator.linked_choice",
        "docs/datagen.md#linked_choice",
        "A field of the pool entry the row picked; columns of one pool always show the same entry",
        &[POOL.param, FIELD.param],
    ),
    example: "{ type: linked_choice, pool: device_user, field: device_id }",
    read: |fields, scope| {
        let (pool_field, field_field) = (fields.at(&POOL)?, fields.at(&FIELD)?);
        let (pool_name, field_name) = (pool_field.text(), field_field.text());
        let (pool_name, field_name) = (pool_name?, field_name?);
        let pools = scope.linked_pools(&fields.whole)?;
        let known = pools.iter().map(|pool| pool.name.as_str());
        let Some(pool) = pools.iter().position(|pool| pool.name == pool_name) else {
            let hint = suggest::hint(pool_name, known);
            pool_field.error(
                "unknown-pool",
                format!("'{pool_name}' is not a linked pool of this dataset"),
                hint,
            );
            return None;
        };
        let known = pools[pool].fields.iter().map(|field| field.name.as_str());
        let Some(field) = pools[pool].fields.iter().position(|field| field.name == field_name) else {
            let hint = suggest::hint(field_name, known);
            field_field.error(
                "unknown-field",
                format!("'{field_name}' is not a field of pool '{pool_name}'"),
                hint,
            );
            return None;
        };
        let of = &pools[pool].fields[field].facts;
        let facts = Facts {
            kind: of.kind,
            nulls: of.nulls,
            range: of.range,
            extent: of.extent.inside(),
            categories: of.categories.clone(),
            law: None,
            json: of.json.clone(),
            reference: of.reference.clone(),
            relation: Relation::PoolField { pool, field, always: true },
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            language: of.language.clone(),
            window: of.window,
            rhythm: None,
            description: of.description.clone(),
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |_, site| {
            let (picks, field) = site.around.pool(pool, field, site);
            Arc::new(LinkedChoice { picks, field })
        }))
    },
};

struct LinkedChoice {
    /// The entry each row picks.
    picks: Index,
    /// The field's values by entry.
    field: Arc<dyn Values>,
}

impl Values for LinkedChoice {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.field.array(Items::List(&self.picks.map(items, |entry| entry)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.picks.explain(item, steps);
        for entry in self.picks.map(Items::List(&[item]), |entry| entry) {
            self.field.explain(entry, steps);
        }
    }
}
