//! Keys of facts and events, which name rows of their own entity.

use super::{Check, Need, PLOTSIM, by_rules};

pub static CHECK: Check = Check {
    name: "entity_reference",
    doc: "A key of a fact or event names a row of the same entity, of the same or an earlier period unless it may name any, and a child is of the entity and period of its parent",
    rule: "rows whose key names a row of another entity, of a later period, or as a child of another period = 0; judged where both tables show the entity or the period",
    languages: PLOTSIM,
    needs: &[Need::Keys],
    judge: by_rules,
};
