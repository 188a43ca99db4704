//! What makes the rows of facts that have not one for each entity and period.

use super::names::METRIC;
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind};
use crate::config::reader::{Field, Fields};
use crate::generators::child_counts;
use crate::generators::foreign_key::{MOST_CHILDREN, PER_PARENT};
use crate::plotsim::draft::{ChildrenDraft, EventDraft, Scope};
use crate::plotsim::model::ChildCounts;

pub const DRIVER: Key<Option<Unread>> = Key::of("row_count_driver", Kind::Text)
    .otherwise("one row per entity and period")
    .doc("The metric that says how many rows an entity has in a period")
    .example("orders");
pub const SCALE: Key<Option<f64>> = Key::float("row_count_scale", Interval::POSITIVE)
    .optional()
    .doc("Rows per unit of that metric; their product is rounded half to even")
    .example("1");
pub const PARENT: Key<Option<Unread>> = Key::of("parent_table", Kind::Text)
    .optional()
    .doc("A fact or event whose rows have children: the rows of this fact")
    .example("fct_orders");
const FEWEST: Kind = Kind::Int(0, MOST_CHILDREN);
pub static CHILDREN: Key<Option<Unread>> = Key::of(
    "children_per_row",
    Kind::Choice(
        "list [min, max], mapping {min, max}, or a generator of whole numbers",
        &[Kind::Tuple(2, &[FEWEST, FEWEST]), Kind::Map(&PER_PARENT), Kind::Generator],
    ),
)
.optional()
.doc("Children of each row of the parent")
.example("[1, 5]");

/// How many rows a metric calls for.
pub fn proportional(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let metric = fields.at(&DRIVER).and_then(|field| METRIC.find(field, scope.metrics));
    let scale = fields.read(&SCALE);
    Some(EventDraft::Proportional { metric: metric?, scale: scale?? })
}

/// Whose children rows are, where both keys are written.
pub fn children<'a>(fields: &Fields<'a>) -> Option<ChildrenDraft<'a>> {
    let (parent, counts_at) = (fields.at(&PARENT)?, fields.at(&CHILDREN)?);
    let (name, counts) = (parent.text(), counts(counts_at));
    name?;
    Some(ChildrenDraft { parent: parent.clone(), counts: counts?, counts_at: counts_at.clone() })
}

fn counts(field: &Field<'_>) -> Option<ChildCounts> {
    let even = |(least, most): (i64, i64)| {
        if most == 0 {
            field.error("no-rows", "gives no row any children", None);
            return None;
        }
        Some(ChildCounts::Even { least: least as u32, most: most as u32 })
    };
    if field.is_list() {
        let items = field.tuple(2, 2, "[min, max]")?;
        let number = |item: &Field<'_>| item.int(0, MOST_CHILDREN);
        let (min, max) = (items.first().and_then(number), items.last().and_then(number));
        let (min, max) = (min?, max?);
        if min > max {
            let message = format!("min is {min} and max is {max}, but min must not exceed max");
            field.error("inverted-range", message, None);
            return None;
        }
        return even((min, max));
    }
    if field.node.get("type").is_none() {
        return even(child_counts::even(field)?);
    }
    let counts = child_counts::read(field)?;
    if counts.iter().all(|count| *count == 0) {
        field.error("no-rows", "gives no row any children", None);
        return None;
    }
    Some(ChildCounts::Law(counts.into()))
}
