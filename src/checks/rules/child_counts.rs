//! How many children the rows of a table have.

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::Pick;

struct ChildCounts {
    parent: usize,
    name: String,
    least: u32,
    most: u32,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some((least, most)) = site.children else { return Vec::new() };
    let parents = site.columns.iter().enumerate().filter(|(_, column)| {
        column.facts.reference.as_ref().is_some_and(|reference| reference.pick == Pick::Parent)
    });
    let rule = |(parent, column): (usize, &super::RuleColumn<'_>)| -> Box<dyn Rule> {
        Box::new(ChildCounts { parent, name: column.name.to_owned(), least, most })
    };
    parents.map(rule).collect()
}

impl Rule for ChildCounts {
    fn check(&self) -> &'static str {
        "child_counts"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.parent]
    }

    fn expected(&self) -> String {
        format!("{} to {} rows in a row for each {}", self.least.max(1), self.most, self.name)
    }

    /// All children of a row are in one block, which holds whatever an entity does in a period.
    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let mut first = 0;
        for same in rows.hashes(self.parent).chunk_by(|a, b| a == b) {
            tally.rows += same.len() as u64;
            let count = same.len() as u64;
            if count < u64::from(self.least) || count > u64::from(self.most) {
                tally.offenders.push(|| format!("{}, {count} of them", rows.words(first, &[self.parent])));
            }
            first += same.len();
        }
    }
}
