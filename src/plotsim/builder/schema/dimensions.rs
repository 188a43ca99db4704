//! Dimensions: what their rows are, and which belong to which.

use std::sync::Arc;

use super::{PAGE, first_key};
use crate::config::key::{Items, Key};
use crate::config::param::{Kind, Rule, Section};
use crate::config::reader::Field;
use crate::facts::rows::Referred;
use crate::generators;
use crate::generators::rows::{FROM, is_unread};
use crate::plotsim::builder::{columns, default_schema};
use crate::plotsim::draft::Scope;
use crate::plotsim::draft::{Shape, TableDraft};
use crate::plotsim::kinds::date_dim::DateDim;
use crate::plotsim::kinds::entity_dim::EntityDim;
use crate::plotsim::kinds::{reference_dim, sub_entity_dim};
use crate::plotsim::parts::kinds::EXCLUSIVE;
use crate::plotsim::parts::rows::{self, ROWS};
use crate::plotsim::parts::tables::{self, DESCRIPTION, NAME};
use crate::plotsim::parts::{columns as parts, names};
use crate::words;

words! {
    /// What a row of a dimension stands for.
    enum Per { Period = "period", Unit = "unit" }
}

const PER: Key<Option<Per>> =
    Key::word("per").otherwise("from its references").doc("period or unit: what a row stands for");
const REFERENCE: Key<bool> =
    Key::flag("reference").default(false).doc("Whether it is a fixed list of things");
const COUNT: Key<u64> =
    Key::count("count", 1).default(1).doc("Rows of a reference dimension at least, or rows per entity");
static COLUMNS: Key<Option<Items>> = Key::some("columns", &Kind::Map(&columns::SECTION))
    .otherwise("those of rows")
    .doc("Its columns, or those beside the columns of rows")
    .example("[{ name: store_id, type: id }, { name: city, type: faker.city }]");

pub static SECTION: Section = Section::new(
    "builder.dimensions",
    PAGE,
    "A dimension table",
    &[
        NAME.param,
        DESCRIPTION.param,
        COLUMNS.param,
        ROWS.param,
        FROM.param,
        PER.param,
        REFERENCE.param,
        COUNT.param,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["columns", "rows", "from"]),
    Rule::AtMostOne(&["rows", "from", "per"], EXCLUSIVE),
    Rule::AtMostOne(&["rows", "from", "count"], EXCLUSIVE),
]);

/// Every dimension, as far as it could be read.
pub fn read<'a>(items: &[Field<'a>], scope: &Scope<'_>) -> Vec<Option<TableDraft<'a>>> {
    let drafts: Vec<Option<DimensionDraft<'a>>> = items.iter().map(|item| dimension(item, scope)).collect();
    let kinds = kinds(&drafts);
    let shaped = drafts.into_iter().zip(kinds);
    shaped
        .map(|(draft, shape)| draft.zip(shape).map(|((table, ..), shape)| TableDraft { shape, ..table }))
        .collect()
}

/// What a dimension says of its rows.
#[derive(Clone, Copy, PartialEq)]
enum Stated {
    Period,
    Unit,
    Reference,
    /// Its rows, of which there are so many.
    Rows(u64),
    Nothing,
}

type DimensionDraft<'a> = (TableDraft<'a>, Stated, u64);

fn dimension<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<DimensionDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let (reference, per, count) = (fields.read(&REFERENCE), fields.read(&PER), fields.read(&COUNT));
    let stated = match (reference?, per?) {
        (true, Some(_)) => {
            fields.at(&PER)?.error("conflicting-keys", "a reference dimension has no 'per'", None);
            return None;
        }
        (true, None) => Stated::Reference,
        (false, Some(Per::Period)) => Stated::Period,
        (false, Some(Per::Unit)) => Stated::Unit,
        (false, None) => Stated::Nothing,
    };
    let name = fields.at(&NAME).and_then(names::identifier);
    let items = fields.read(&COLUMNS).map(Option::unwrap_or_default);
    let mut columns = parts::all(items, |item| columns::read(item, scope));
    let mut stated = stated;
    if is_unread(&fields) {
        columns.1 = false;
        stated = Stated::Reference;
    }
    if let Some(field) = fields.at(&ROWS) {
        columns = rows::columns(field, columns);
        stated = Stated::Rows(generators::rows::count(field)?);
    }
    let key = first_key(&columns.0);
    let table = tables::draft(&fields, name?, Arc::new(EntityDim), columns, key)?;
    Some((table, stated, count?))
}

/// What the rows of each dimension are. One is a sub-entity dimension only if it refers to one that has a row per entity.
fn kinds(drafts: &[Option<DimensionDraft<'_>>]) -> Vec<Option<Arc<dyn Shape>>> {
    let mut members: Vec<Option<bool>> = vec![None; drafts.len()];
    let mut kinds = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let shape = draft.as_ref().map(|(table, stated, count)| -> Arc<dyn Shape> {
            match stated {
                Stated::Period => Arc::new(DateDim),
                Stated::Reference => Arc::new(reference_dim::Written { count: *count, rows: None }),
                Stated::Rows(rows) => Arc::new(reference_dim::Written { count: 1, rows: Some(*rows) }),
                // Several rows for each unit are its members.
                Stated::Unit if *count > 1 && is_member(index, drafts, &mut members) => {
                    Arc::new(sub_entity_dim::Written { per_member: *count })
                }
                Stated::Unit => Arc::new(EntityDim),
                Stated::Nothing if table.name == default_schema::DATE_DIM => Arc::new(DateDim),
                Stated::Nothing if is_member(index, drafts, &mut members) => {
                    Arc::new(sub_entity_dim::Written { per_member: *count })
                }
                Stated::Nothing => Arc::new(EntityDim),
            }
        });
        if let (Some(shape), Some((table, _, count))) = (&shape, draft)
            && shape.about().referred == Referred::Entity
            && *count > 1
        {
            let hint =
                "reference: true makes it a list, a reference to dim_<unit> makes it rows of an entity"
                    .to_owned();
            table.at.error("wrong-place", "count belongs to reference and sub-entity dimensions", Some(hint));
        }
        kinds.push(shape);
    }
    kinds
}

/// Whether a dimension refers to one with a row per entity. In a circle of references the one asked first does not.
fn is_member(index: usize, drafts: &[Option<DimensionDraft<'_>>], known: &mut Vec<Option<bool>>) -> bool {
    if let Some(member) = known[index] {
        return member;
    }
    // While it is being looked at it counts as a member, so that nothing is a member of it.
    known[index] = Some(true);
    let targets: Vec<usize> = match &drafts[index] {
        Some((_, Stated::Unit, 1)) => Vec::new(),
        Some((table, Stated::Nothing | Stated::Unit, _)) if table.name != default_schema::DATE_DIM => {
            let names = table.columns.iter().filter_map(|column| Some(&column.source.target()?.table));
            let find = |name: &String| {
                drafts.iter().position(|draft| draft.as_ref().is_some_and(|(table, ..)| table.name == *name))
            };
            names.filter_map(find).filter(|target| *target != index).collect()
        }
        _ => Vec::new(),
    };
    let per_entity = |target: usize, known: &mut Vec<Option<bool>>| match &drafts[target] {
        Some((table, Stated::Nothing | Stated::Unit, _)) => {
            table.name != default_schema::DATE_DIM && !is_member(target, drafts, known)
        }
        _ => false,
    };
    let member = targets.into_iter().any(|target| per_entity(target, known));
    known[index] = Some(member);
    member
}
