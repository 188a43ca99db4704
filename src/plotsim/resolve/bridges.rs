//! Bridges between dimensions.

use crate::config::reader::Field;
use crate::plotsim::draft::about::Referred;
use crate::plotsim::draft::{BridgeDraft, Catalog};
use crate::plotsim::model::Bridge;
use crate::plotsim::parts::names::TABLE;

/// The bridge a draft describes.
pub fn kind(catalog: &Catalog<'_, '_>, draft: &BridgeDraft<'_>) -> Option<Bridge> {
    let left = end(catalog, &draft.left);
    let right = end(catalog, &draft.right);
    let (left, right) = (left?, right?);
    if catalog.shape(left)?.about().referred != Referred::Entity {
        let hint = Some("name the dimension per entity first".to_owned());
        draft.left.error("wrong-place", "a bridge begins at a dimension per entity", hint);
        return None;
    }
    let own = u64::from(left == right);
    let (_, most) = draft.partners;
    if let (Some(rows), Some(_)) = (catalog.rows[right], catalog.known.entities)
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
    let refuse = |message| {
        field.error("wrong-place", message, None);
        None
    };
    match catalog.shape(table)?.about().referred {
        Referred::Entity | Referred::Member | Referred::Listed => Some(table),
        Referred::Period => refuse("a bridge cannot end at a date dimension"),
        Referred::Fact | Referred::Pair => refuse("a bridge connects dimensions"),
    }
}
