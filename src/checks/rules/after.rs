//! Moments that follow others of their row.

use super::{Rows, Rule, RuleTally, Site};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::facts::Relation;

/// Seconds that texts and sums may be off.
const SLACK: f64 = 1e-3;

struct After {
    column: usize,
    base: usize,
    names: [String; 2],
    /// Seconds that one of each is worth.
    units: [f64; 2],
    /// Seconds from the base.
    least: f64,
    greatest: f64,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::After { base, least, greatest } = column.facts.relation else { continue };
        let Some(base) = site.peer(place, base) else { continue };
        // Rows that come again arrive later, which moves nothing else.
        if site.columns[base].is_arrival {
            continue;
        }
        let unit =
            |place: usize| if site.columns[place].facts.kind == ColumnType::Date { DAY as f64 } else { 1.0 };
        all.push(Box::new(After {
            column: place,
            base,
            names: [column.name.to_owned(), site.columns[base].name.to_owned()],
            units: [unit(place), unit(base)],
            least,
            greatest: if column.is_arrival { f64::INFINITY } else { greatest },
        }));
    }
    all
}

impl Rule for After {
    fn check(&self) -> &'static str {
        "after_order"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        let [own, base] = &self.names;
        format!("{own} {} to {} seconds after {base}, and only where that is", self.least, self.greatest)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let (own, base) = (rows.dates(self.column), rows.dates(self.base));
        for (row, (own, base)) in own.into_iter().zip(base).enumerate() {
            tally.rows += 1;
            if !rows.values[self.column].is_valid(row) {
                continue;
            }
            let apart = own * self.units[0] - base * self.units[1];
            if !(apart >= self.least - SLACK && apart <= self.greatest + SLACK) {
                tally.offenders.push(|| rows.words(row, &[self.base, self.column]));
            }
        }
    }
}
