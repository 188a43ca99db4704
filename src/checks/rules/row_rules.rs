//! The rules that a dataset declares.

use std::sync::Arc;

use arrow::array::{Array, AsArray};

use super::computed::native;
use super::{Rows, Rule, RuleTally, Site};
use crate::config::types::ColumnType;
use crate::expressions::Expression;

struct Declared {
    expression: Arc<Expression>,
    columns: Vec<(usize, ColumnType)>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let rule = |(expression, columns): &(Arc<Expression>, Vec<usize>)| -> Box<dyn Rule> {
        let columns = columns.iter().map(|column| (*column, site.columns[*column].facts.kind));
        Box::new(Declared { expression: Arc::clone(expression), columns: columns.collect() })
    };
    site.rules.iter().map(rule).collect()
}

impl Rule for Declared {
    fn check(&self) -> &'static str {
        "row_rules"
    }

    fn columns(&self) -> Vec<usize> {
        self.columns.iter().map(|(column, _)| *column).collect()
    }

    fn expected(&self) -> String {
        self.expression.text().to_owned()
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        tally.rows += rows.block.rows as u64;
        let truths = native(rows, &self.columns)
            .and_then(|operands| self.expression.evaluate(&operands, rows.block.rows));
        let wrong = match &truths {
            Ok(truths) => {
                let truths = truths.as_boolean();
                (0..truths.len()).filter(|row| truths.is_valid(*row) && !truths.value(*row)).collect()
            }
            // A condition that cannot be computed does not hold.
            Err(fault) => vec![fault.row],
        };
        for row in wrong {
            tally.offenders.push(|| rows.words(row, &self.columns()));
        }
    }
}
