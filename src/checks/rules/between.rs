//! Moments between two others of their row.

use super::{Rows, Rule, RuleTally, Site};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::config::zone::Clock;
use crate::facts::{Ends, Peer, Relation};

struct Between {
    column: usize,
    name: String,
    /// The columns of the ends, where they are columns.
    low: Option<usize>,
    high: Option<usize>,
    ends: Ends,
    /// Whether values are dates, of which the day of either end counts.
    dates: bool,
    /// The clocks that show ends without a zone, of values that have one; for low and for high.
    clocks: [Option<Clock>; 2],
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
        let clock = |place: Option<usize>| {
            let place = place.filter(|place| site.columns[*place].facts.kind.zone().is_none())?;
            let reach = own.facts.reach().into_iter().chain(site.columns[place].facts.reach());
            let (first, last) = reach.fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), reach| {
                (first.min(reach.first), last.max(reach.last))
            });
            own.facts.kind.zone().map(|zone| Clock::new(zone, first, last))
        };
        all.push(Box::new(Between {
            column,
            name: own.name.to_owned(),
            low,
            high,
            ends,
            dates: own.facts.kind == ColumnType::Date,
            clocks: [clock(low), clock(high)],
        }));
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
        let own = rows.seconds(self.column, false);
        let of = |place: Option<usize>, clock: &Option<Clock>| {
            let mut seconds = rows.seconds(place?, false);
            if let Some(clock) = clock {
                let known = seconds.iter_mut().filter(|second| !second.is_nan());
                known.for_each(|second| *second = clock.instant(*second as i64) as f64);
            }
            Some(seconds)
        };
        let (low, high) = (of(self.low, &self.clocks[0]), of(self.high, &self.clocks[1]));
        for (row, own) in own.iter().enumerate() {
            tally.rows += 1;
            if !rows.values[self.column].is_valid(row) {
                continue;
            }
            let low = low.as_ref().map_or(self.ends.least, |low| low[row]);
            let high = high.as_ref().map(|high| high[row]).filter(|high| !high.is_nan());
            let high = high.unwrap_or(self.ends.greatest);
            // Of dates, the day of either end counts.
            let day = if self.dates { DAY as f64 } else { 0.0 };
            if !(*own > low - day - 1e-3 && *own <= high.max(low) + 1e-3) {
                let shown: Vec<usize> =
                    [self.low, self.high, Some(self.column)].into_iter().flatten().collect();
                tally.offenders.push(|| rows.words(row, &shown));
            }
        }
    }
}
