//! Moments that follow others of their row.

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::Relation;

/// Seconds that texts and sums may be off.
const SLACK: f64 = 1e-3;

struct After {
    column: usize,
    base: usize,
    names: [String; 2],
    /// Whether they are compared as clocks show them, because one of them has no zone.
    clock: bool,
    /// Seconds from the base.
    least: f64,
    greatest: f64,
    /// The column that it is not after, and its name.
    until: Option<(usize, String)>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::After { base, least, greatest, until } = column.facts.relation else { continue };
        let Some(base) = site.peer(place, base) else { continue };
        // Rows that come again arrive later, which moves nothing else.
        if site.columns[base].is_arrival {
            continue;
        }
        let until = until.and_then(|until| site.peer(place, until));
        let until = until.filter(|until| !site.columns[*until].is_arrival && !column.is_arrival);
        all.push(Box::new(After {
            column: place,
            base,
            names: [column.name.to_owned(), site.columns[base].name.to_owned()],
            clock: site.columns[base].facts.kind.zone().is_none(),
            least,
            greatest: if column.is_arrival { f64::INFINITY } else { greatest },
            until: until.map(|until| (until, site.columns[until].name.to_owned())),
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
        let until = self.until.as_ref().map_or_else(String::new, |(_, until)| format!(", not after {until}"));
        format!(
            "{own} {} to {} seconds after {base}{until}, and only where that is",
            self.least, self.greatest
        )
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let (own, base) = (rows.seconds(self.column, self.clock), rows.seconds(self.base, self.clock));
        let until = self.until.as_ref().map(|(until, _)| rows.seconds(*until, self.clock));
        for (row, (own, base)) in own.into_iter().zip(base).enumerate() {
            tally.rows += 1;
            if !rows.values[self.column].is_valid(row) {
                continue;
            }
            let apart = own - base;
            // A null has no end, and comparing with it is false.
            let late =
                until.as_ref().is_some_and(|until| until.get(row).is_some_and(|until| own > until + SLACK));
            if late || !(apart >= self.least - SLACK && apart <= self.greatest + SLACK) {
                tally.offenders.push(|| rows.words(row, &[self.base, self.column]));
            }
        }
    }
}
