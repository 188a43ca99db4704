//! Texts that follow a pattern.

use std::sync::Arc;

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::Language;

struct Pattern {
    column: usize,
    name: String,
    language: Arc<dyn Language>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let rule = |(column, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        let language = Arc::clone(own.facts.language.as_ref()?);
        Some(Box::new(Pattern { column, name: own.name.to_owned(), language }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for Pattern {
    fn check(&self) -> &'static str {
        "text_pattern"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} in {}", self.language.in_words(), self.name)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let values = &rows.values[self.column];
        for row in (0..rows.block.rows).filter(|row| values.is_valid(*row)) {
            tally.rows += 1;
            let fits = match values.text(row) {
                Some(text) => self.language.contains(text),
                None => self.language.contains(&values.words(row)),
            };
            if !fits {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}
