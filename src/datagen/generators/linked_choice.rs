//! `linked_choice`: a field of the pool entry the row picked.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};
use crate::config::types::ColumnType;

/// A field of a linked pool.
#[derive(Debug)]
pub struct LinkedChoice {
    pub pool: usize,
    pub field: usize,
    pub kind: ColumnType,
    pub nullable: bool,
}

pub static ENTRY: Entry = Entry {
    name: "linked_choice",
    section: Section::new(
        "datagen.generator.linked_choice",
        "docs/datagen.md#linked_choice",
        "A field of the pool entry the row picked; columns of one pool always show the same entry",
        &[
            required("pool", Kind::Text, "Name of one of the dataset's linked_pools"),
            required("field", Kind::Text, "Name of one of the pool's fields"),
        ],
    ),
    example: "{ type: linked_choice, pool: device_user, field: device_id }",
    read: |fields, scope| {
        let (pool_field, field_field) = (fields.get("pool")?, fields.get("field")?);
        let (pool_name, field_name) = (pool_field.text(), field_field.text());
        let (pool_name, field_name) = (pool_name?, field_name?);
        let pools = scope.linked_pools(&fields.whole)?;
        let known = pools.iter().map(|pool| pool.name.as_str());
        let Some(pool) = pools.iter().position(|pool| pool.name == pool_name) else {
            let hint = crate::config::suggest::hint(pool_name, known);
            pool_field.error(
                "unknown-pool",
                format!("'{pool_name}' is not a linked pool of this dataset"),
                hint,
            );
            return None;
        };
        let known = pools[pool].fields.iter().map(|field| field.name.as_str());
        let Some(field) = pools[pool].fields.iter().position(|field| field.name == field_name) else {
            let hint = crate::config::suggest::hint(field_name, known);
            field_field.error(
                "unknown-field",
                format!("'{field_name}' is not a field of pool '{pool_name}'"),
                hint,
            );
            return None;
        };
        let found = &pools[pool].fields[field];
        Some(Generator::LinkedChoice(LinkedChoice {
            pool,
            field,
            kind: found.kind,
            nullable: found.nullable,
        }))
    },
};
