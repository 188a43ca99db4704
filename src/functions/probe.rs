//! `debug_probe(kind)`, in debug builds only: for tests of the hosts, tables that break a promise and one of every type.

mod types;

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray};

use super::call::{Parameter, ParameterKind};
use super::{Failure, Function};
use crate::config::types::ColumnType;
use crate::generators::constant::dictionary;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

pub static FUNCTION: Function = Function {
    name: "debug_probe",
    doc: "A table for tests of the extension; only debug builds have it",
    example: "FROM debug_probe('right');",
    positional: &[Parameter { name: "kind", kind: ParameterKind::Text, doc: "What is wrong with it" }],
    named: &[Parameter {
        name: "write",
        kind: ParameterKind::Text,
        doc: "A file that 'types' is written to first",
    }],
    bind: |call| match call.text(0, "kind")? {
        "bind panic" => panic!("a bind that goes wrong"),
        "types" => types::table(call.named_text("write")),
        kind if KINDS.contains(&kind) => Ok(Arc::new(Probe { kind: kind.to_owned(), columns: columns() })),
        kind => Err(Failure::Argument(format!("'{kind}' is not one of {}", KINDS.join(", ")))),
    },
};

const KINDS: [&str; 6] = ["right", "text", "dictionary", "short", "missing", "panic"];

/// A table whose third block of four is wrong.
struct Probe {
    kind: String,
    columns: Vec<Column>,
}

const ROWS: usize = 3000;

fn columns() -> Vec<Column> {
    vec![Column::required("id", ColumnType::Int32), Column::required("seats", ColumnType::Int32)]
}

impl Table for Probe {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        RowCount::Exact(4 * ROWS as u64)
    }

    fn blocks(&self) -> u64 {
        4
    }

    fn scan(&self, projection: &[usize], _: &Workers) -> Arc<dyn Scan> {
        Arc::new(ProbeScan { kind: self.kind.clone(), projection: projection.to_vec() })
    }
}

struct ProbeScan {
    kind: String,
    projection: Vec<usize>,
}

impl Scan for ProbeScan {
    fn block(&self, block: u64) -> Block {
        let number = |row: usize| block as i32 * ROWS as i32 + row as i32;
        let right = || -> ArrayRef { Arc::new(Int32Array::from_iter_values((0..ROWS).map(number))) };
        let text = || -> ArrayRef { Arc::new(StringArray::from(vec!["18"; ROWS])) };
        let seats = || match self.kind.as_str() {
            _ if block != 2 => right(),
            "text" => text(),
            "dictionary" => dictionary(vec![0; ROWS], &text().slice(0, 1)),
            "short" => right().slice(0, ROWS / 2),
            "panic" => panic!("a scan that goes wrong"),
            _ => right(),
        };
        let mut columns: Vec<ArrayRef> =
            self.projection.iter().map(|column| if *column == 0 { right() } else { seats() }).collect();
        if self.kind == "missing" && block == 2 {
            columns.pop();
        }
        Block { rows: ROWS, columns }
    }
}
