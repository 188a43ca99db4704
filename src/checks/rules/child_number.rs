//! Children counted from 1 within their parent.

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::Relation;

struct ChildNumber {
    column: usize,
    parent: usize,
    names: [String; 2],
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    // Rows that come again are out of order.
    if site.redelivered {
        return Vec::new();
    }
    let columns = site.columns.iter().enumerate();
    let rule = |(column, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        let Relation::NumberWithinParent { key } = own.facts.relation else { return None };
        let parent = site.places(own.group).nth(key)?;
        let names = [own.name.to_owned(), site.columns[parent].name.to_owned()];
        Some(Box::new(ChildNumber { column, parent, names }))
    };
    columns.filter_map(rule).collect()
}

/// Whether a row may follow another: the next child, or the first of another parent.
fn follows(before: (u64, i64), after: (u64, i64)) -> bool {
    after.1 == if before.0 == after.0 { before.1 + 1 } else { 1 }
}

impl Rule for ChildNumber {
    fn check(&self) -> &'static str {
        "child_number"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} from 1 without gaps within {}", self.names[0], self.names[1])
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let numbers = &rows.values[self.column];
        for (row, parent) in rows.hashes(self.parent).into_iter().enumerate() {
            tally.rows += 1;
            let own = (parent, numbers.int(row).filter(|_| numbers.is_valid(row)).unwrap_or(0));
            let right = tally.ends.is_none_or(|[_, last]| follows(last, own));
            if !right {
                tally.offenders.push(|| rows.words(row, &[self.parent, self.column]));
            }
            tally.ends = Some([tally.ends.map_or(own, |[first, _]| first), own]);
        }
    }

    fn merge(&self, tally: &mut RuleTally, later: RuleTally) {
        let joint = match (tally.ends, later.ends) {
            (Some([first, last]), Some([next, end])) => {
                if !follows(last, next) {
                    tally.offenders.push(|| format!("number {} after {}", next.1, last.1));
                }
                Some([first, end])
            }
            // The first of all rows begins with 1.
            (None, Some([next, _])) if next.1 != 1 => {
                tally.offenders.push(|| format!("number {} first", next.1));
                later.ends
            }
            (own, later) => own.or(later),
        };
        tally.join(later);
        tally.ends = joint;
    }
}
