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
    /// The column that it is not after, its name, and the seconds that one of it is worth.
    until: Option<(usize, String, f64)>,
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
        let unit =
            |place: usize| if site.columns[place].facts.kind == ColumnType::Date { DAY as f64 } else { 1.0 };
        let until = until.and_then(|until| site.peer(place, until));
        let until = until.filter(|until| !site.columns[*until].is_arrival && !column.is_arrival);
        all.push(Box::new(After {
            column: place,
            base,
            names: [column.name.to_owned(), site.columns[base].name.to_owned()],
            units: [unit(place), unit(base)],
            least,
            greatest: if column.is_arrival { f64::INFINITY } else { greatest },
            until: until.map(|until| (until, site.columns[until].name.to_owned(), unit(until))),
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
        let until =
            self.until.as_ref().map_or_else(String::new, |(_, until, _)| format!(", not after {until}"));
        format!(
            "{own} {} to {} seconds after {base}{until}, and only where that is",
            self.least, self.greatest
        )
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let (own, base) = (rows.dates(self.column), rows.dates(self.base));
        let until = self.until.as_ref().map(|(until, _, unit)| (rows.dates(*until), *unit));
        for (row, (own, base)) in own.into_iter().zip(base).enumerate() {
            tally.rows += 1;
            if !rows.values[self.column].is_valid(row) {
                continue;
            }
            let apart = own * self.units[0] - base * self.units[1];
            // A null has no end, and comparing with it is false.
            let late = until.as_ref().is_some_and(|(until, unit)| {
                until.get(row).is_some_and(|until| own * self.units[0] > until * unit + SLACK)
            });
            if late || !(apart >= self.least - SLACK && apart <= self.greatest + SLACK) {
                tally.offenders.push(|| rows.words(row, &[self.base, self.column]));
            }
        }
    }
}
