//! Reading tables through the library, as every integration test does.
#![allow(dead_code, reason = "each test crate uses its own part")]

pub mod statistics;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use plotsim::config::Overrides;
use plotsim::generators::ENTRIES;
use plotsim::project::Project;
use plotsim::tables::Table;

/// Generators that need native types.
pub const NATIVE: [&str; 2] = ["struct", "list"];

/// Children of the rows that show the generators.
const LINES: &str = "\
- name: lines
  output: lines
  columns:
  - { name: row, generator: { type: foreign_key, dataset: t, per_parent: { min: 0, max: 3 } } }
  - { name: cents, generator: { type: uniform_int, min: 1, max: 900 } }
";

/// A config that has the examples of some generators as columns `c_<name>` of a table `t`.
pub fn generators(wanted: impl Fn(&str) -> bool) -> String {
    let mut yaml = include_str!("../cases/generators.yaml").to_owned();
    for entry in ENTRIES.iter().filter(|entry| wanted(entry.name)) {
        yaml += &format!("  - {{ name: c_{}, generator: {} }}\n", entry.name, entry.example);
    }
    yaml + LINES
}

/// A config that must be valid.
pub fn project(yaml: &str) -> Project {
    project_with(yaml, Overrides::default())
}

/// A config that must be valid, with a call's seed or scale.
pub fn project_with(yaml: &str, overrides: Overrides) -> Project {
    match Project::read("test.yaml", yaml, overrides) {
        Ok((project, _)) => project,
        Err(findings) => panic!("{findings}\n{yaml}"),
    }
}

/// The table of this name.
pub fn table(project: &Project, name: &str) -> Arc<dyn Table> {
    shard(project, name, None)
}

/// One shard of the table of this name.
pub fn shard(project: &Project, name: &str, shard: Option<(u64, u64)>) -> Arc<dyn Table> {
    let index = project.names().iter().position(|known| *known == name);
    project.table(index.unwrap_or_else(|| panic!("no table {name}")), shard)
}

/// The position of the column of this name.
pub fn position(table: &dyn Table, column: &str) -> usize {
    let found = table.columns().iter().position(|known| known.name == column);
    found.unwrap_or_else(|| panic!("no column {column}"))
}

/// Some columns of all blocks, one array each, without dictionaries.
pub fn columns(table: &dyn Table, projection: &[usize]) -> Vec<ArrayRef> {
    let scan = table.scan(projection, &plotsim::workers::Workers::new(2));
    let blocks: Vec<_> = (0..table.blocks()).map(|block| scan.block(block)).collect();
    (0..projection.len())
        .map(|place| {
            let parts: Vec<ArrayRef> = blocks
                .iter()
                .map(|block| plain(&block.columns[place]))
                .filter(|part| !part.is_empty())
                .collect();
            joined(&parts, plotsim_type(table, projection[place]))
        })
        .collect()
}

/// All columns of all blocks.
pub fn whole(table: &dyn Table) -> Vec<ArrayRef> {
    columns(table, &(0..table.columns().len()).collect::<Vec<_>>())
}

/// Arrays one after the other; an empty array of the type if there are none.
pub fn joined(parts: &[ArrayRef], kind: DataType) -> ArrayRef {
    if parts.is_empty() {
        return arrow::array::new_empty_array(&kind);
    }
    concat(&parts.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>()).unwrap()
}

/// The Arrow type that a column's type stands for.
pub fn plotsim_type(table: &dyn Table, column: usize) -> DataType {
    table.columns()[column].field().data_type().clone()
}

/// The same values without a dictionary.
pub fn plain(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Dictionary(_, values) => cast(array, values).unwrap(),
        _ => Arc::clone(array),
    }
}

/// One column of a dataset.
pub fn column(yaml: &str, dataset: &str, column: &str) -> ArrayRef {
    column_of(&project(yaml), dataset, column)
}

/// One column of a dataset.
pub fn column_of(project: &Project, dataset: &str, column: &str) -> ArrayRef {
    let table = table(project, dataset);
    columns(table.as_ref(), &[position(table.as_ref(), column)]).remove(0)
}

/// The values of an INTEGER or BIGINT column without nulls.
pub fn ints(array: &ArrayRef) -> Vec<i64> {
    assert_eq!(array.null_count(), 0);
    let wide = cast(array, &DataType::Int64).unwrap();
    wide.as_primitive::<Int64Type>().values().to_vec()
}

/// The values of a DOUBLE column without nulls.
pub fn floats(array: &ArrayRef) -> Vec<f64> {
    assert_eq!(array.null_count(), 0);
    array.as_primitive::<Float64Type>().values().to_vec()
}

/// The texts of a VARCHAR column.
pub fn texts(array: &ArrayRef) -> &StringArray {
    array.as_string::<i32>()
}

/// The values of a BOOLEAN column.
pub fn bools(array: &ArrayRef) -> &BooleanArray {
    array.as_boolean()
}

/// A config of one dataset `t` with one column `c` made by `generator`, in `rows` rows.
pub fn one_column(rows: u64, generator: &str) -> String {
    format!(
        "seed: 20240917\ndatasets:\n- name: t\n  output: t\n  num_rows: {rows}\n  columns:\n  - name: c\n    generator: {generator}\n"
    )
}

/// The column of [`one_column`].
pub fn made(rows: u64, generator: &str) -> ArrayRef {
    column(&one_column(rows, generator), "t", "c")
}
