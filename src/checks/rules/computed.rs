//! Columns that are computed from others.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Rows, Rule, RuleTally, Site};
use crate::config::types::ColumnType;
use crate::expressions::{self, Expression};
use crate::facts::{OperandFrom, Relation};

struct Computed {
    column: usize,
    name: String,
    kind: ColumnType,
    expression: Arc<Expression>,
    operands: Vec<(usize, ColumnType)>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::Computed(computation) = &column.facts.relation else { continue };
        let shown = computation.operands.iter().map(|operand| shown(site, place, *operand));
        let Some(operands) = shown.collect::<Option<Vec<usize>>>() else { continue };
        // Rows that come again arrive later, which computes nothing anew.
        if column.is_arrival || operands.iter().any(|operand| site.columns[*operand].is_arrival) {
            continue;
        }
        all.push(Box::new(Computed {
            column: place,
            name: column.name.to_owned(),
            kind: column.facts.kind,
            expression: Arc::clone(&computation.expression),
            operands: operands
                .into_iter()
                .map(|operand| (operand, site.columns[operand].facts.kind))
                .collect(),
        }));
    }
    all
}

/// The column that shows an operand of another: of the parent's row, one that copies it.
fn shown(site: &Site<'_>, column: usize, operand: OperandFrom) -> Option<usize> {
    match operand {
        OperandFrom::Row(peer) => site.peer(column, peer),
        OperandFrom::Parent { key, table, column: of } => {
            let wanted = Relation::CopyOf { key, table, column: of };
            site.places(site.columns[column].group)
                .find(|place| site.columns[*place].facts.relation == wanted)
        }
    }
}

/// Columns of a block as their values were made.
pub fn native(rows: &Rows<'_>, columns: &[(usize, ColumnType)]) -> Result<Vec<ArrayRef>, expressions::Fault> {
    columns.iter().map(|(column, kind)| expressions::native(&rows.block.columns[*column], *kind)).collect()
}

impl Rule for Computed {
    fn check(&self) -> &'static str {
        "computed_value"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} = {}", self.name, self.expression.text())
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        tally.rows += rows.block.rows as u64;
        let all: Vec<usize> = self.operands.iter().map(|(column, _)| *column).chain([self.column]).collect();
        let wrong = native(rows, &self.operands).and_then(|operands| {
            let computed = self.expression.evaluate(&operands, rows.block.rows)?;
            let own = expressions::native(&rows.block.columns[self.column], self.kind)?;
            Ok(expressions::differences(&computed, &own))
        });
        // A row that cannot be computed anew is as wrong as one that differs.
        for row in wrong.unwrap_or_else(|fault| vec![fault.row]) {
            tally.offenders.push(|| rows.words(row, &all));
        }
    }
}
