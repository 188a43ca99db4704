//! Dimensions: what their rows are, and which belong to which.

use super::{first_key, head, table};
use crate::config::reader::Field;
use crate::plotsim::builder::columns::Scope;
use crate::plotsim::builder::default_schema;
use crate::plotsim::draft::{Shape, SourceDraft, TableDraft};
use crate::plotsim::vocabulary::builder as words;

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
    Nothing,
}

type DimensionDraft<'a> = (TableDraft<'a>, Stated, u64);

fn dimension<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<DimensionDraft<'a>> {
    let fields = item.fields(&words::DIMENSION)?;
    let reference = fields.bool_or("reference", false);
    let per = fields.word_or("per", words::PER.len());
    let count = fields.int_or("count", 1).map(i64::unsigned_abs);
    let stated = match (reference?, per?) {
        (true, per) if per < words::PER.len() => {
            fields.get("per")?.error("conflicting-keys", "a reference dimension has no 'per'", None);
            return None;
        }
        (true, _) => Stated::Reference,
        (false, 0) => Stated::Period,
        (false, 1) => Stated::Unit,
        (false, _) => Stated::Nothing,
    };
    let (name, columns, complete) = head(&fields, scope);
    let key = first_key(&columns);
    let table = table(&fields, name?, Shape::Entity, columns, complete, key)?;
    Some((table, stated, count?))
}

/// What the rows of each dimension are. One is a sub-entity dimension only if it refers to one that has a row per entity.
fn kinds<'a>(drafts: &[Option<DimensionDraft<'a>>]) -> Vec<Option<Shape<'a>>> {
    let mut members: Vec<Option<bool>> = vec![None; drafts.len()];
    let mut kinds = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let shape = draft.as_ref().map(|(table, stated, count)| match stated {
            Stated::Period => Shape::Date,
            Stated::Reference => Shape::Reference { count: *count },
            // Several rows for each unit are its members.
            Stated::Unit if *count > 1 && is_member(index, drafts, &mut members) => {
                Shape::Member { per_member: *count }
            }
            Stated::Unit => Shape::Entity,
            Stated::Nothing if table.name == default_schema::DATE_DIM => Shape::Date,
            Stated::Nothing if is_member(index, drafts, &mut members) => Shape::Member { per_member: *count },
            Stated::Nothing => Shape::Entity,
        });
        if let (Some(Shape::Entity), Some((table, _, count))) = (&shape, draft)
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
            let names = table.columns.iter().filter_map(|column| match &column.source {
                SourceDraft::ForeignKey(reference) => Some(&reference.table),
                _ => None,
            });
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
