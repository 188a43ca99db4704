//! `generated:timestamp` in events: when within its period each of them happens.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampMicrosecondArray};

use super::calendar::explain_period;
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{below, normals};
use crate::steps::Steps;
use crate::trajectory::jitter::jittered_day;
use crate::trajectory::time_axis::day_number;

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// An instant uniform over the days of the row's period that lie inside the window, to the microsecond.
///
/// The events of an entity in a period come in the order of their instants. Where the config has temporal jitter, each
/// instant is then reported a rounded normal number of days off, but within the window; order holds again after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant;

impl Source for Instant {
    fn kind(&self) -> ColumnType {
        ColumnType::Timestamp
    }

    fn words(&self, _: &Plotsim) -> String {
        "generated:timestamp".to_owned()
    }

    fn facts(&self, _: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Period(OfPeriod::Other),
            unique: false,
            order: Order::Any,
            window: Window::Period,
            description: "An instant within the period".to_owned(),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let key = site.key();
        Arc::new(InstantValues {
            engine: Arc::clone(site.engine),
            jitter: Draws::new(key.child("jitter"), 1),
            draws: Draws::new(key, 1),
        })
    }
}

struct InstantValues {
    engine: Arc<Engine>,
    draws: Draws,
    jitter: Draws,
}

impl InstantValues {
    /// Microseconds since 1970, by row.
    fn instants(&self, rows: &RowSet) -> Vec<i64> {
        let config = self.engine.config();
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let mut instants = Vec::with_capacity(rows.len);
        for same in rows.periods.chunk_by(|a, b| a == b) {
            let period = config.time.period(same[0] as usize);
            let (first, last) = period.map_or((0, 0), |period| period.inside);
            let span = i64::from(last - first + 1) * DAY;
            let from = instants.len();
            let own = &words[from..from + same.len()];
            let start = i64::from(first) * DAY;
            instants.extend(own.iter().map(|word| start + below(*word, span as u64) as i64));
        }
        if config.temporal_jitter > 0.0 {
            let (first, last) = (day_number(config.time.first_day()), day_number(config.time.last_day()));
            let mut scores = Vec::new();
            self.jitter.words(rows, &mut words);
            normals(&words, &mut scores);
            for (instant, z) in instants.iter_mut().zip(scores) {
                let day = instant.div_euclid(DAY) as i32;
                let reported = jittered_day(day, config.temporal_jitter, z, first, last);
                *instant += i64::from(reported - day) * DAY;
            }
        }
        let mut at = 0;
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let own = at..at + same.len();
            for cell in rows.periods[own.clone()].chunk_by(|a, b| a == b) {
                instants[at..at + cell.len()].sort_unstable();
                at += cell.len();
            }
        }
        instants
    }
}

impl Values for InstantValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from(self.instants(rows)))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_period(site, rows, row, steps);
        steps.words(&self.draws.of_row(rows, row), "of this event: where in its period it would happen");
        let jitter = site.engine.config().temporal_jitter;
        if jitter > 0.0 {
            let words = self.jitter.of_row(rows, row);
            let mut scores = Vec::new();
            normals(&words, &mut scores);
            let detail =
                format!("days off, times a standard deviation of {jitter}, rounded, inside the window");
            steps.number("jitter", scores.first().copied().unwrap_or_default(), detail);
        }
        let same = |other: usize| {
            rows.entities.get(other) == rows.entities.get(row)
                && rows.periods.get(other) == rows.periods.get(row)
        };
        let first = (0..=row).rev().take_while(|other| same(*other)).last().unwrap_or(row);
        let count = (first..rows.len).take_while(|other| same(*other)).count();
        let detail =
            format!("place among the entity's {count} instants of the period, which are put in order");
        steps.number("order", (row - first) as f64, detail);
    }
}
