//! Moments between two others of their row.

use super::{Rows, Rule, RuleTally, Site};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::facts::{Ends, Peer, Relation};

struct Between {
    column: usize,
    name: String,
    /// The columns of the ends, where they are columns.
    low: Option<usize>,
    high: Option<usize>,
    ends: Ends,
    /// Seconds that one of the value, of low and of high is worth.
    units: [f64; 3],
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (column, own) in site.columns.iter().enumerate() {
        let Relation::Between(ends) = own.facts.relation else { continue };
        let place = |peer: Option<Peer>| peer.and_then(|peer| site.peer(column, peer));
        let (low, high) = (place(ends.low), place(ends.high));
        // Rows that come again arrive later, which moves nothing else.
        if [Some(column), low, high].into_iter().flatten().any(|place| site.columns[place].is_arrival) {
            continue;
        }
        let unit = |place: Option<usize>| {
            let date = place.is_some_and(|place| site.columns[place].facts.kind == ColumnType::Date);
            if date { DAY as f64 } else { 1.0 }
        };
        let units = [unit(Some(column)), unit(low), unit(high)];
        all.push(Box::new(Between { column, name: own.name.to_owned(), low, high, ends, units }));
    }
    all
}

impl Rule for Between {
    fn check(&self) -> &'static str {
        "between_bounds"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} from its low up to its high", self.name)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let own = rows.dates(self.column);
        let of = |place: Option<usize>| place.map(|place| rows.dates(place));
        let (low, high) = (of(self.low), of(self.high));
        for (row, own) in own.iter().enumerate() {
            tally.rows += 1;
            if !rows.values[self.column].is_valid(row) {
                continue;
            }
            let own = own * self.units[0];
            let low = low.as_ref().map_or(self.ends.least, |low| low[row] * self.units[1]);
            let high = high.as_ref().map(|high| high[row] * self.units[2]).filter(|high| !high.is_nan());
            let high = high.unwrap_or(self.ends.greatest);
            // Of dates, the day of either end counts.
            let day = if self.units[0] > 1.0 { self.units[0] } else { 0.0 };
            if !(own > low - day - 1e-3 && own <= high.max(low) + 1e-3) {
                let shown: Vec<usize> =
                    [self.low, self.high, Some(self.column)].into_iter().flatten().collect();
                tally.offenders.push(|| rows.words(row, &shown));
            }
        }
    }
}
