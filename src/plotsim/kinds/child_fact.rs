//! A fact with some rows for each row of another table: its children.

use super::*;
use crate::config::reader::Field;
use crate::facts::words;
use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{ChildrenDraft, TableSlot};
use crate::plotsim::model::{ChildCounts, Children};
use crate::plotsim::parts::names::TABLE;
use crate::plotsim::sources::foreign_key;
use crate::plotsim::tables::counted::MOST;
use crate::plotsim::tables::grains::CountedRows;

static ABOUT: About = About {
    what: "a fact of children",
    kind: "fact",
    grain: "per_parent_row",
    entity: OfEntity::Entity,
    period: true,
    event: false,
    moment: true,
    child: true,
    pair: false,
    calendar: false,
    metrics: Metrics::Nothing,
    constants: List::Drawn,
    key: KeyStyle::Numbered(event::DIGITS),
    referred: Referred::Fact,
};

/// Whose children they are stands in the table's draft.
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
        let draft = catalog.table(index)?.children.as_ref()?;
        let parent = parent(catalog, index, draft)?;
        Some(Arc::new(ChildFact(Children { parent, counts: draft.counts.clone() })))
    }
}

/// The table whose rows have children.
fn parent(catalog: &Catalog<'_, '_>, index: usize, draft: &ChildrenDraft<'_>) -> Option<usize> {
    let known: Vec<&str> = catalog.slots.iter().map(|slot| slot.name.as_str()).collect();
    let parent = TABLE.find(&draft.parent, &known)?;
    let about = catalog.about(parent)?;
    let name = &catalog.slots[parent].name;
    // A circle is reported where all references are looked at.
    if parent == index {
        return None;
    }
    if !about.moment {
        let hint = "a fact with row_count_driver, a fact of children, or an event".to_owned();
        draft.parent.error(
            "wrong-place",
            format!("'{name}' is {}, whose rows have no children", about.what),
            Some(hint),
        );
        return None;
    }
    let mut parents = 1u32;
    let mut most = f64::from(draft.counts.bounds().1);
    let mut above = parent;
    while let Some(next) = catalog.table(above).and_then(|table| table.children.as_ref()) {
        parents += 1;
        most *= f64::from(next.counts.bounds().1.max(1));
        above = catalog.find(next.parent.text()?)?;
        if parents > 64 || above == index {
            // Reported as a cycle.
            return None;
        }
    }
    if most > MOST as f64 {
        let message = format!("makes up to {most:.0} rows of one, but may make {MOST} at most");
        draft.counts_at.error("too-many-events", message, None);
        return None;
    }
    Some(parent)
}

/// A child of another table's row.
#[derive(Debug)]
pub struct ChildFact(pub Children);

impl TableKind for ChildFact {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        None
    }

    fn row_word(&self, _: &Plotsim, table: &Table) -> String {
        words::thing(&table.name)
    }

    fn sentence(&self, config: &Plotsim, table: &Table) -> String {
        let (own, parent) = (self.row_word(config, table), thing(config, self.0.parent));
        let (least, most) = self.0.counts.bounds();
        match (&self.0.counts, least == most) {
            (_, true) => format!("One row per {own}: {least} for each {parent}"),
            (ChildCounts::Even { .. } | ChildCounts::Law(_), false) => {
                format!("One row per {own}: {least} to {most} for each {parent}")
            }
        }
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        GrainTable::open(engine, index, shard, |shards| match CountedRows::new(engine, index, shards) {
            Some(rows) => Arc::new(rows),
            // Every table that can be a parent has rows that are counted.
            None => Arc::new(dims::Things::new(0, shards)),
        })
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Children(&self.0)
    }
}

/// Gives each fact of children the key of its parent, right after its own, unless a column refers to the parent already.
pub fn add_parent_keys(slots: &mut [TableSlot<'_>]) {
    for index in 0..slots.len() {
        let Some(TableDraft { children: Some(draft), columns, .. }) = &slots[index].table else { continue };
        let Some(parent) = draft.parent.text() else { continue };
        if columns.iter().any(|column| column.source.target().is_some_and(|target| target.table == parent)) {
            continue;
        }
        let key = slots.iter().find(|slot| slot.name == parent).and_then(|slot| {
            // Other tables have no rows with children, which is told elsewhere.
            let table = slot.table.as_ref().filter(|table| table.shape.about().moment)?;
            let (name, _) = table.primary_key.first()?;
            Some(name.clone())
        });
        let Some(name) = key else { continue };
        let at: Field<'_> = draft.parent.clone();
        let taken = columns.iter().find(|column| column.name.eq_ignore_ascii_case(&name));
        if let Some(column) = taken {
            let message = format!("'{name}' is the key of '{parent}', which the table has of itself");
            column.at.error("duplicate-name", message, Some("call the column something else".to_owned()));
            continue;
        }
        let key = foreign_key::To::table(parent);
        let column = crate::plotsim::draft::ColumnDraft::unwritten(&name, &foreign_key::ENTRY, key, &at);
        if let Some(table) = &mut slots[index].table {
            // References follow the own key in the order in which they come.
            table.columns.insert(0, column);
        }
    }
}

/// How many levels above a table another one stands whose rows its rows descend from.
pub fn levels_above(column: &Standing<'_, '_>, target: usize) -> Option<usize> {
    let catalog = column.catalog;
    let mut table = column.table;
    for level in 1..=catalog.slots.len() {
        let parent = catalog.table(table)?.children.as_ref()?.parent.text()?;
        table = catalog.find(parent)?;
        if table == target {
            return Some(level);
        }
    }
    None
}
