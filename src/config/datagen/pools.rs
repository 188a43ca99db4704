//! Reading linked pools.

use super::Overrides;
use super::generators::{self, Generator};
use super::model::{Pool, PoolField, Shape};
use super::scope::{Place, Scope};
use super::vocabulary;
use crate::config::reader::Field;
use crate::config::suggest;

/// The linked pools of a dataset.
pub fn read(field: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Vec<Pool>> {
    let items = field.items()?;
    let pools: Vec<Option<Pool>> = items.iter().map(|item| pool(item, scope, overrides)).collect();
    let pools: Vec<Pool> = pools.into_iter().collect::<Option<_>>()?;
    for (index, pool) in pools.iter().enumerate() {
        if pools[..index].iter().any(|other| other.name == pool.name) {
            items[index].error(
                "duplicate-name",
                format!("another linked pool is called '{}'", pool.name),
                None,
            );
        }
    }
    Some(pools)
}

fn pool(item: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Pool> {
    let fields = item.fields(vocabulary::POOL)?;
    let (name, size) = (fields.text("name"), fields.int("pool_size"));
    let seed = match fields.get("seed") {
        Some(field) => Some(field.seed()?),
        None => None,
    };
    let scope = Scope { items: size.unwrap_or(1) as u64, place: Place::Shape, ..scope.at(item) };
    let shape_items = fields.some_items("shapes")?;
    let shapes: Vec<Option<(Vec<&str>, Shape)>> =
        shape_items.iter().map(|item| shape(item, &scope)).collect();
    let shapes: Vec<(Vec<&str>, Shape)> = shapes.into_iter().collect::<Option<_>>()?;
    let names = shapes[0].0.clone();
    for ((own, _), item) in shapes.iter().zip(&shape_items) {
        if *own != names {
            let message =
                format!("fields are {}, but the first shape has {}", own.join(", "), names.join(", "));
            item.error(
                "different-fields",
                message,
                Some("every shape names the same fields in the same order".into()),
            );
            return None;
        }
    }
    let shapes: Vec<Shape> = shapes.into_iter().map(|(_, shape)| shape).collect();
    let fields = pool_fields(&names, &shapes, &shape_items)?;
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
fn pool_fields(names: &[&str], shapes: &[Shape], items: &[Field<'_>]) -> Option<Vec<PoolField>> {
    let mut fields = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let kinds: Vec<_> = shapes.iter().map(|shape| shape.fields[index].kind()).collect();
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
        let nullable = shapes.iter().any(|shape| shape.fields[index].nullable());
        fields.push(PoolField { name: (*name).to_owned(), kind: kinds[0], nullable });
    }
    Some(fields)
}

fn shape<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<(Vec<&'a str>, Shape)> {
    let fields = item.fields(vocabulary::SHAPE)?;
    let (weight, emit) = (fields.float("weight"), fields.int_or("emit", 1));
    let entries = fields.get("fields")?.entries()?;
    let generators: Vec<Option<Generator>> = entries
        .iter()
        .map(|(_, field)| {
            let scope = Scope {
                field: field.clone(),
                items: scope.items,
                in_array: false,
                place: Place::Shape,
                known: scope.known,
                done: scope.done,
            };
            generators::read(field, &scope)
        })
        .collect();
    if entries.is_empty() {
        fields.get("fields")?.error("empty-mapping", "is empty, but must name at least one field", None);
        return None;
    }
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    let mut sticky = vec![false; names.len()];
    for field in fields.get("sticky").map_or(Some(Vec::new()), Field::items)? {
        let name = field.text()?;
        match names.iter().position(|known| *known == name) {
            Some(index) => sticky[index] = true,
            None => {
                let hint = suggest::hint(name, names.iter().copied());
                field.error("unknown-field", format!("'{name}' is not a field of this shape"), hint);
                return None;
            }
        }
    }
    let fields = generators.into_iter().collect::<Option<_>>()?;
    Some((names, Shape { weight: weight?, emit: emit? as u32, sticky, fields }))
}
