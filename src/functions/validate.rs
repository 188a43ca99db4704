//! `plotsim_validate(config)`: every finding of a config as a row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, StringArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Field, Fields};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::rows::Listing;
use super::{Failure, Function, config};
use crate::config::fix::{Fix, fix};
use crate::config::types::{ColumnType, StructField};
use crate::config::{Finding, Findings};
use crate::docs;
use crate::tables::{Column, Table};

pub static FUNCTION: Function = Function {
    name: "plotsim_validate",
    doc: "Every problem of a config, with its place and, where it is certain, its fix; no rows mean that it is valid",
    example: "FROM plotsim_validate('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let source = match config::source(call, call.text(0, "config")?) {
            Ok(source) => source,
            // The bytes are no text.
            Err(Failure::Config(findings)) => return Ok(listing(&findings, "")),
            Err(other) => return Err(other),
        };
        match config::read(&source, call) {
            Ok((_, findings)) | Err(Failure::Config(findings)) => Ok(listing(&findings, &source.written)),
            Err(other) => Err(other),
        }
    },
};

/// The findings of a text.
fn listing(findings: &Findings, text: &str) -> Arc<dyn Table> {
    let all = || findings.items.iter();
    let place = |number: u64| (number > 0).then_some(number as i64);
    let docs = |finding: &Finding| Some(docs::call(finding.page)).filter(|_| !finding.page.is_empty());
    let fixes: Vec<Option<Fix>> = all().map(|finding| fix(finding, text)).collect();
    Listing::default()
        .text("severity", all().map(|finding| Some(finding.severity.name())))
        .text("code", all().map(|finding| Some(finding.code)))
        .text("path", all().map(|finding| Some(&finding.path)))
        .number("line", all().map(|finding| place(finding.at.line)))
        .number("column", all().map(|finding| place(finding.at.column)))
        .text("message", all().map(|finding| Some(&finding.message)))
        .text("hint", all().map(|finding| finding.hint.as_ref()))
        .text("docs", all().map(docs))
        .column(Column::nullable("fix", fix_type()), fix_array(&fixes))
        .table()
}

fn fix_type() -> ColumnType {
    let field = |name: &str, kind| StructField { name: name.to_owned(), kind };
    let numbers = PLACES.map(|name| field(name, ColumnType::Int64));
    ColumnType::list(ColumnType::structure(
        std::iter::once(field("text", ColumnType::Text)).chain(numbers).collect(),
    ))
}

/// The fields of a fix after its text: 1-based, the end exclusive.
const PLACES: [&str; 4] = ["start_line", "start_column", "end_line", "end_column"];

/// A list of one fix for each that there is; NULL for the others.
fn fix_array(fixes: &[Option<Fix>]) -> ArrayRef {
    let there = || fixes.iter().flatten();
    let numbers = |of: fn(&Fix) -> u64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(there().map(|fix| of(fix) as i64)))
    };
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(there().map(|fix| &fix.text)));
    let columns = vec![
        texts,
        numbers(|fix| fix.start.line),
        numbers(|fix| fix.start.column),
        numbers(|fix| fix.end.line),
        numbers(|fix| fix.end.column),
    ];
    let fields: Fields = std::iter::once("text")
        .chain(PLACES)
        .zip(&columns)
        .map(|(name, column)| Field::new(name, column.data_type().clone(), true))
        .collect();
    let items = StructArray::new(fields, columns, None);
    let offsets = OffsetBuffer::from_lengths(fixes.iter().map(|fix| usize::from(fix.is_some())));
    let nulls = NullBuffer::from_iter(fixes.iter().map(Option::is_some));
    let item = Arc::new(Field::new("item", items.data_type().clone(), true));
    Arc::new(ListArray::new(item, offsets, Arc::new(items), Some(nulls)))
}
