//! Reading linked pools.

use std::collections::{BTreeMap, BTreeSet};

use super::Overrides;
use super::extent::{self, Extent};
use super::generators::{self, Generator};
use super::model::{Pool, PoolField, Shape};
use super::scope::{Place, Scope};
use super::vocabulary;
use crate::config::reader::Field;
use crate::config::suggest;

/// The linked pools of a dataset.
pub fn read(field: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Vec<Pool>> {
    let items = field.few_items(vocabulary::MOST_COLUMNS)?;
    let pools: Vec<Option<Pool>> = items.iter().map(|item| pool(item, scope, overrides)).collect();
    let pools: Vec<Pool> = pools.into_iter().collect::<Option<_>>()?;
    let mut names = BTreeSet::new();
    for (pool, item) in pools.iter().zip(&items) {
        if !names.insert(&pool.name) {
            let message = format!("another linked pool is called '{}'", pool.name);
            item.error("duplicate-name", message, None);
        }
    }
    Some(pools)
}

fn pool(item: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Pool> {
    let fields = item.fields(&vocabulary::POOL)?;
    let (name, size) = (fields.text("name"), fields.int("pool_size"));
    let seed = match fields.get("seed") {
        Some(field) => Some(field.seed()?),
        None => None,
    };
    let scope = Scope { items: size.unwrap_or(1) as u64, place: Place::Shape, ..scope.at(item) };
    let shape_items = fields.some_items("shapes")?;
    let drafts: Vec<Option<Draft>> = shape_items.iter().map(|item| shape(item, &scope)).collect();
    let drafts: Vec<Draft> = drafts.into_iter().collect::<Option<_>>()?;
    let names = drafts[0].names.clone();
    for (draft, item) in drafts.iter().zip(&shape_items) {
        if draft.names != names {
            let (own, first) = (draft.names.join(", "), names.join(", "));
            let message = format!("the fields are {own}, but those of the first shape are {first}");
            item.error(
                "different-fields",
                message,
                Some("every shape names the same fields in the same order".into()),
            );
            return None;
        }
    }
    let fields = pool_fields(&drafts, &shape_items)?;
    let shapes = drafts.into_iter().map(|draft| draft.shape).collect();
    // A seed given with the call replaces every seed of the file.
    Some(Pool {
        name: name?.to_owned(),
        size: size? as u64,
        seed: seed.filter(|_| overrides.seed.is_none()),
        shapes,
        fields,
    })
}

/// Each field has one type in all shapes, and may be null if it may be null in any.
fn pool_fields(drafts: &[Draft<'_>], items: &[Field<'_>]) -> Option<Vec<PoolField>> {
    let mut fields = Vec::new();
    for (index, name) in drafts[0].names.iter().enumerate() {
        let kinds: Vec<_> = drafts.iter().map(|draft| draft.shape.fields[index].kind()).collect();
        if let Some(other) = kinds.iter().position(|kind| *kind != kinds[0]) {
            let message = format!(
                "field '{name}' is {} here, but {} in the first shape",
                kinds[other].sql(),
                kinds[0].sql()
            );
            items[other].error(
                "different-types",
                message,
                Some("give it the same type in every shape".into()),
            );
            return None;
        }
        let nullable = drafts.iter().any(|draft| draft.shape.fields[index].nullable());
        let extent = drafts.iter().map(|draft| draft.extents[index]).reduce(Extent::or)?;
        let extent = extent.checked(&items[0])?;
        fields.push(PoolField { name: (*name).to_owned(), kind: kinds[0], nullable, extent });
    }
    Some(fields)
}

/// A shape and what its pool must know of it.
struct Draft<'a> {
    names: Vec<&'a str>,
    shape: Shape,
    extents: Vec<Extent>,
}

fn shape<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<Draft<'a>> {
    let fields = item.fields(&vocabulary::SHAPE)?;
    let (weight, emit) = (fields.float("weight"), fields.int_or("emit", 1));
    let entries = fields.get("fields")?.entries()?;
    let generators: Vec<Option<(Generator, Extent)>> = entries
        .iter()
        .map(|(_, field)| {
            let scope = Scope { field: field.clone(), in_array: false, place: Place::Shape, ..*scope };
            let generator = generators::read(field, &scope)?;
            let extent = extent::of(&generator, &scope).checked(field)?;
            Some((generator, extent))
        })
        .collect();
    if entries.is_empty() {
        fields.get("fields")?.error("empty-mapping", "is empty, but must name at least one field", None);
        return None;
    }
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    let places: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let mut sticky = vec![false; names.len()];
    for field in fields.get("sticky").map_or(Some(Vec::new()), Field::items)? {
        let name = field.text()?;
        match places.get(name) {
            Some(index) => sticky[*index] = true,
            None => {
                let hint = suggest::hint(name, names.iter().copied());
                field.error("unknown-field", format!("'{name}' is not a field of this shape"), hint);
                return None;
            }
        }
    }
    let generators: Vec<(Generator, Extent)> = generators.into_iter().collect::<Option<_>>()?;
    let (fields, extents) = generators.into_iter().unzip();
    Some(Draft { names, shape: Shape { weight: weight?, emit: emit? as u32, sticky, fields }, extents })
}
