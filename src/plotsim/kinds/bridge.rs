//! Pairs of rows of two dimensions.

use super::*;
use crate::config::reader::Field;
use crate::plotsim::draft::{BridgeDraft, ColumnDraft, TableSlot};
use crate::plotsim::model::Bridge;
use crate::plotsim::parts::names::TABLE;
use crate::plotsim::sources::foreign_key::{END, End};
use crate::plotsim::sources::version;
use crate::plotsim::tables::grains::BridgeRows;

static ABOUT: About = About {
    what: "a bridge",
    kind: "bridge",
    grain: "pairs",
    entity: OfEntity::Nobody,
    period: false,
    event: false,
    moment: false,
    child: false,
    pair: true,
    calendar: false,
    metrics: Metrics::Mean,
    constants: List::Drawn,
    key: KeyStyle::Absent,
    referred: Referred::Pair,
};

/// What is paired stands in the table's draft.
#[derive(Debug)]
pub struct Written;

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        None
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let draft = catalog.table(index)?.bridge.as_ref()?;
        Some(Arc::new(Pairs(pairing(catalog, draft)?)))
    }
}

/// A pair of rows of two dimensions.
#[derive(Debug)]
pub struct Pairs(pub Bridge);

impl TableKind for Pairs {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        None
    }

    fn row_word(&self, _: &Plotsim, _: &Table) -> String {
        "pair".to_owned()
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let (left, right) = (thing(config, self.0.left), thing(config, self.0.right));
        format!("One row per pair of a {left} and a {right}")
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        let key = engine.key().child("bridge").child(&engine.config().tables[index].name);
        GrainTable::open(engine, index, shard, |shards| {
            Arc::new(BridgeRows::new(engine, self.0, key, shards))
        })
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Pairs(&self.0)
    }
}

/// The bridge a draft describes.
fn pairing(catalog: &Catalog<'_, '_>, draft: &BridgeDraft<'_>) -> Option<Bridge> {
    let left = end(catalog, &draft.left);
    let right = end(catalog, &draft.right);
    let (left, right) = (left?, right?);
    if catalog.about(left)?.referred != Referred::Entity {
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
    match catalog.about(table)?.referred {
        Referred::Entity | Referred::Member | Referred::Listed => Some(table),
        Referred::Period => refuse("a bridge cannot end at a date dimension"),
        Referred::Fact | Referred::Pair => refuse("a bridge connects dimensions"),
    }
}

/// Gives each bridge its two key columns.
pub fn add_ends(slots: &mut [TableSlot<'_>]) {
    for index in 0..slots.len() {
        let Some(TableDraft { bridge: Some(bridge), at, .. }) = &slots[index].table else { continue };
        let (Some(left), Some(right)) = (bridge.left.text(), bridge.right.text()) else { continue };
        let key = |name: &str| {
            let table = slots.iter().find(|slot| slot.name == name)?.table.as_ref()?;
            if table.columns.iter().any(version::is_row) {
                return Some(version::named_after(name));
            }
            table.primary_key.first().map(|(name, _)| name.clone())
        };
        let (Some(mut first), Some(mut second)) = (key(left), key(right)) else { continue };
        if first == second {
            (first, second) = (format!("{first}_a"), format!("{second}_b"));
        }
        let end = |name: &str, right: bool| ColumnDraft {
            added: true,
            ..ColumnDraft::unwritten(name, &END, End { right }, at)
        };
        let ends = [end(&first, false), end(&second, true)];
        let keys = [(first, at.clone()), (second, at.clone())];
        if let Some(table) = &mut slots[index].table {
            table.columns.splice(0..0, ends);
            table.primary_key.extend(keys);
        }
    }
}
