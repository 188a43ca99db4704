//! When within their periods the rows of a table happen, and which of them lie inside the window.

use std::sync::Arc;

use crate::facts::Window;
use crate::plotsim::model::{Plotsim, Site};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::Draws;
use crate::random::below;
use crate::rhythm::SpanSampler;
use crate::trajectory::time_axis::{Period, TimeAxis};

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;

/// The days of every period, those outside the window included if `whole`.
pub fn spans(time: &TimeAxis, whole: bool) -> Vec<(i32, i32)> {
    let periods = (0..time.len()).filter_map(|period| time.period(period));
    periods.map(|period| if whole { self::whole(&period) } else { period.inside }).collect()
}

/// Which rows of a table lie inside the window.
pub struct Moments {
    engine: Arc<Engine>,
    draws: Draws,
    /// The periods that the window cuts off: the first, the last, both or none.
    cut: Vec<Period>,
    /// Draws by a rhythm, where there is one and a period is cut off.
    sampler: Option<SpanSampler>,
}

impl Moments {
    /// The column that shows the moments of a table's rows.
    pub fn column(config: &Plotsim, table: usize) -> Option<usize> {
        config.facts(table).iter().position(|facts| facts.window == Window::Period)
    }

    /// The moments of the rows of a table, shown by its first column of instants if it has one.
    pub fn new(engine: &Arc<Engine>, table: usize) -> Moments {
        let config = engine.config();
        let column = Moments::column(config, table);
        let key = match column {
            Some(column) => Site { engine, table, column }.key(),
            None => engine.key().child("table").child(&config.tables[table].name).child("moment"),
        };
        let rhythm = column.and_then(|column| config.tables[table].columns[column].source.rhythm());
        let mut ends = vec![0, config.time.len() - 1];
        ends.dedup();
        let cut =
            ends.into_iter().filter_map(|period| config.time.period(period)).filter(|period| period.is_cut());
        let cut: Vec<Period> = cut.collect();
        let sampler = rhythm.filter(|_| !cut.is_empty());
        let sampler = sampler.map(|rhythm| rhythm.spans(&spans(&config.time, true), key.child("noise")));
        Moments { engine: Arc::clone(engine), draws: Draws::new(key, 1), cut, sampler }
    }

    /// The periods that the window cuts off, so that rows of them can lie outside.
    pub fn cuts(&self) -> impl Iterator<Item = usize> {
        self.cut.iter().map(|period| period.index)
    }

    /// Which of an entity's `count` rows in a period lie inside the window, by their places from 0; `None` if all do.
    pub fn inside(&self, entity: u64, period: usize, count: u64) -> Option<Vec<u64>> {
        let period = self.cut.iter().find(|cut| cut.index == period)?;
        let identity = self.engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
        let mut words = Vec::new();
        self.draws.of_period(identity, period.index as u64, count, &mut words);
        let (first, last) = period.inside;
        let days = i64::from(first)..=i64::from(last);
        let moment = |word: u64| match &self.sampler {
            Some(sampler) => sampler.moment(period.index, word),
            None => moment(whole(period), word),
        };
        let is_inside = |word: &u64| days.contains(&moment(*word).div_euclid(DAY));
        Some((0..count).zip(&words).filter(|(_, word)| is_inside(word)).map(|(place, _)| place).collect())
    }
}

/// First and last day of a period, whether or not the window holds them.
pub fn whole(period: &Period) -> (i32, i32) {
    (period.anchor, period.anchor + period.days as i32 - 1)
}

/// The microsecond that a word picks of some days, both included.
pub fn moment((first, last): (i32, i32), word: u64) -> i64 {
    let span = i64::from(last - first + 1) * DAY;
    i64::from(first) * DAY + below(word, span as u64) as i64
}
