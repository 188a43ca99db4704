//! The keys that entities are known by, for tables about entities that no config declares.

use crate::facts::rows::Referred;
use crate::plotsim::model::Plotsim;
use crate::tables::{Column, ColumnType};

/// The columns that identify entities in their dimensions, each name once, with their tables and places. A name that another
/// column of the table has, or `entity`, ends in `_key`.
fn key_columns(config: &Plotsim, others: &[&str]) -> Vec<(Column, usize, usize)> {
    let mut keys: Vec<(Column, usize, usize)> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for (index, table) in config.tables.iter().enumerate() {
        if table.kind.about().referred != Referred::Entity {
            continue;
        }
        for place in table.business_key() {
            let spec = &table.columns[*place];
            if known.contains(&spec.name.as_str()) {
                continue;
            }
            known.push(&spec.name);
            let mut name = spec.name.clone();
            let taken = |name: &str| {
                let mut names = others.iter().copied().chain(keys.iter().map(|(key, ..)| key.name.as_str()));
                name.eq_ignore_ascii_case("entity") || names.any(|other| other.eq_ignore_ascii_case(name))
            };
            while taken(&name) {
                name.push_str("_key");
            }
            keys.push((Column::required(name, spec.kind), index, *place));
        }
    }
    keys
}

/// The columns of a listing of entities and periods: the entity, its keys, and then the others.
pub fn listed<S>(
    config: &Plotsim,
    entity: S,
    key: impl Fn(usize, usize) -> S,
    others: Vec<(Column, S)>,
) -> (Vec<Column>, Vec<S>) {
    let names: Vec<&str> = others.iter().map(|(column, _)| column.name.as_str()).collect();
    let keys =
        key_columns(config, &names).into_iter().map(|(column, table, place)| (column, key(table, place)));
    let first = (Column::required("entity", ColumnType::Text), entity);
    std::iter::once(first).chain(keys.collect::<Vec<_>>()).chain(others).unzip()
}
