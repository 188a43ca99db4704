//! Bridges between dimensions.

use super::catalog::Catalog;
use super::tables::Facts;
use crate::config::reader::Field;
use crate::plotsim::draft::{BridgeDraft, Shape};
use crate::plotsim::model::Bridge;
use crate::plotsim::parts::names::TABLE;

/// The bridge a draft describes.
pub fn kind(catalog: &Catalog<'_, '_>, draft: &BridgeDraft<'_>, facts: &Facts<'_>) -> Option<Bridge> {
    let left = end(catalog, &draft.left);
    let right = end(catalog, &draft.right);
    let (left, right) = (left?, right?);
    if !matches!(catalog.shape(left)?, Shape::Entity) {
        let hint = Some("name the dimension per entity first".to_owned());
        draft.left.error("wrong-place", "a bridge begins at a dimension per entity", hint);
        return None;
    }
    let own = u64::from(left == right);
    let (_, most) = draft.partners;
    if let (Some(rows), Some(_)) = (catalog.rows[right], facts.entities)
        && most > rows.saturating_sub(own)
    {
        let message = format!(
            "asks for up to {most} partners, but '{}' has {} to offer",
            catalog.slots[right].name,
            rows - own.min(rows)
        );
        draft.partners_at.error("out-of-range", message, None);
        return None;
    }
    if !draft.directed && left != right {
        draft.left.warn("no-effect", "directed: false only matters between rows of the same dimension", None);
    }
    Some(Bridge {
        left,
        right,
        partners: draft.partners,
        trajectory_driven: draft.trajectory_driven,
        directed: draft.directed,
    })
}

fn end(catalog: &Catalog<'_, '_>, field: &Field<'_>) -> Option<usize> {
    let known: Vec<&str> = catalog.slots.iter().map(|slot| slot.name.as_str()).collect();
    let table = TABLE.find(field, &known)?;
    match catalog.shape(table)? {
        Shape::Entity | Shape::Member { .. } | Shape::Reference { .. } => Some(table),
        Shape::Date => {
            field.error("wrong-place", "a bridge cannot end at a date dimension", None);
            None
        }
        _ => {
            field.error("wrong-place", "a bridge connects dimensions", None);
            None
        }
    }
}
