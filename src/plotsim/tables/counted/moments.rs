//! When within their periods the rows of a table happen, and which of them lie inside the window.

use std::sync::Arc;

use crate::facts::Window;
use crate::plotsim::model::{Plotsim, Site};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::Draws;
use crate::random::{below, normals};
use crate::rhythm::SpanSampler;
use crate::trajectory::jitter::jittered_day;
use crate::trajectory::time_axis::{Period, TimeAxis, day_number};

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
    /// Where the config extends: what is reported late, and how.
    growing: Option<Growing>,
}

/// How rows of a config that extends are cut: by the instants that they show, in whose order they are numbered. So a day more
/// adds rows and changes none.
struct Growing {
    /// The days of the window.
    days: (i32, i32),
    /// Standard deviation of the error of reports, in days.
    jitter: f64,
    errors: Draws,
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
        let mut cut: Vec<Period> = cut.collect();
        let growing = config.extends().then(|| Growing {
            days: (day_number(config.time.first_day()), day_number(config.time.last_day())),
            jitter: config.temporal_jitter,
            errors: Draws::new(key.child("jitter"), 1),
        });
        if let Some(Growing { days, .. }) = &growing {
            // Of the periods before the last, some rows are reported when the window has ended.
            let late = config.late();
            let near = |period: &Period| whole(period).1 + late > days.1;
            let periods = (0..config.time.len()).rev().filter_map(|period| config.time.period(period));
            for period in periods.take_while(near) {
                if cut.iter().all(|known| known.index != period.index) {
                    cut.push(period);
                }
            }
            cut.sort_by_key(|period| period.index);
        }
        let sampler = rhythm.filter(|_| !cut.is_empty());
        let sampler = sampler.map(|rhythm| rhythm.spans(&spans(&config.time, true), key.child("noise")));
        Moments { engine: Arc::clone(engine), draws: Draws::new(key, 1), cut, sampler, growing }
    }

    /// The periods that the window cuts off, so that rows of them can lie outside.
    pub fn cuts(&self) -> impl Iterator<Item = usize> {
        self.cut.iter().map(|period| period.index)
    }

    /// Which of an entity's `count` rows in a period lie inside the window, by their places from 0; `None` if all do.
    pub fn inside(&self, entity: u64, period: usize, count: u64) -> Option<Vec<u64>> {
        let period = self.cut.iter().find(|cut| cut.index == period)?;
        if let Some(instants) = self.instants(entity, period.index, count) {
            return Some((0..instants.len() as u64).collect());
        }
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

    /// The instants, in order, of those of an entity's `count` rows in a period that the window cuts off which lie inside it, where
    /// the config extends. Which rows there are of a period is then known of its beginning alone: the first ones.
    pub fn instants(&self, entity: u64, period: usize, count: u64) -> Option<Vec<i64>> {
        let growing = self.growing.as_ref()?;
        let period = self.cut.iter().find(|cut| cut.index == period)?;
        let identity = self.engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
        let (mut words, mut scores) = (Vec::new(), Vec::new());
        if growing.jitter > 0.0 {
            growing.errors.of_period(identity, period.index as u64, count, &mut words);
            normals(&words, &mut scores);
        }
        self.draws.of_period(identity, period.index as u64, count, &mut words);
        let (first, last) = growing.days;
        let instant = |(place, word): (usize, &u64)| {
            let instant = match &self.sampler {
                Some(sampler) => sampler.moment(period.index, *word),
                None => moment(whole(period), *word),
            };
            let day = i32::try_from(instant.div_euclid(DAY)).ok().filter(|day| *day >= first)?;
            let Some(z) = scores.get(place) else { return Some(instant) };
            // A report may come when the window has ended: then it is not there yet.
            let reported = jittered_day(day, growing.jitter, *z, first, i32::MAX);
            Some(instant + i64::from(reported - day) * DAY)
        };
        let mut instants: Vec<i64> = words.iter().enumerate().filter_map(instant).collect();
        instants.sort_unstable();
        instants.truncate(instants.partition_point(|instant| instant.div_euclid(DAY) <= i64::from(last)));
        Some(instants)
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
