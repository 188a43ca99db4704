//! From courses and scores to values.

use std::ops::Range;

use super::cells::Cells;
use super::copula::Factors;
use super::courses::Course;
use super::finish::Finish;
use super::metric_set::MetricSet;
use super::normals::{Scores, words};
use super::{Engine, finish};
use crate::distributions::Sampler;
use crate::trajectory::noise::Noise;

/// Entities of one course from which on it pays to draw period by period.
const SHARED: usize = 16;

/// Draws a course's cells period by period, so that all entities share the preparation of a centre. The values are those
/// that drawing entity by entity gives.
fn by_period(
    sampler: &Sampler,
    course: &Course<'_>,
    periods: usize,
    centres: &[f64],
    scores: &[f64],
    values: &mut [f64],
) {
    let mut drawn = vec![0.0; course.members.len()];
    let mut own = Vec::with_capacity(course.members.len());
    for (period, centre) in (course.start..).zip(centres) {
        own.clear();
        own.extend(course.members.iter().map(|member| scores[member * periods + period]));
        sampler.draw_at(*centre, &own, &mut drawn);
        for (member, value) in course.members.iter().zip(&drawn) {
            values[member * periods + period] = *value;
        }
    }
}

/// Cells from which on a row of an entity is drawn by itself.
const SHORT: usize = 64;
/// Cells of shorter rows that are drawn together.
const MANY: usize = 512;

/// Short rows, which are drawn together: a sampler takes its time for each call. Values do not depend on it.
#[derive(Default)]
struct Together<'a> {
    sampler: Option<&'a Sampler>,
    centres: Vec<f64>,
    scores: Vec<f64>,
    drawn: Vec<f64>,
    rows: Vec<Range<usize>>,
}

impl<'a> Together<'a> {
    fn add(
        &mut self,
        sampler: &'a Sampler,
        centres: &[f64],
        scores: &[f64],
        row: Range<usize>,
        values: &mut [f64],
    ) {
        if self.centres.len() >= MANY || self.sampler.is_some_and(|other| !std::ptr::eq(other, sampler)) {
            self.draw(values);
        }
        self.sampler = Some(sampler);
        self.centres.extend_from_slice(centres);
        self.scores.extend_from_slice(&scores[row.clone()]);
        self.rows.push(row);
    }

    /// Draws what was added.
    fn draw(&mut self, values: &mut [f64]) {
        let Some(sampler) = self.sampler.take() else { return };
        self.drawn.resize(self.centres.len(), 0.0);
        sampler.draw(&self.centres, &self.scores, &mut self.drawn);
        let mut drawn = self.drawn.as_slice();
        for row in self.rows.drain(..) {
            let (own, rest) = drawn.split_at(row.len());
            values[row].copy_from_slice(own);
            drawn = rest;
        }
        self.centres.clear();
        self.scores.clear();
    }
}

/// What happens to drawn values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Everything the config says.
    All,
    /// All but outliers.
    WithoutOutliers,
    /// All, but what other metrics hang on never goes missing.
    Spared,
    /// Everything the config says, but nobody leaves.
    Staying,
    /// Without any noise: as laws and correlations give values, within their ranges.
    Noiseless,
}

/// Memory that is used for one metric after the other.
#[derive(Default)]
struct Room {
    mixed: Vec<f64>,
    centres: Vec<f64>,
    disturbance: Disturbance,
}

/// What noise draws for the cells of a metric.
#[derive(Default)]
pub(super) struct Disturbance {
    raw: Vec<u64>,
    /// Empty where there is no additive noise.
    pub deviates: Vec<f64>,
    coins: Vec<u64>,
}

impl Disturbance {
    /// Draws for a metric and some entities.
    fn draw(&mut self, engine: &Engine, (metric, noise): (usize, &Noise), identities: &[u64]) {
        if noise.sigma > 0.0 {
            words(&engine.normals.deviates[metric], identities, engine.periods(), &mut self.raw);
            finish::deviates(noise, &self.raw, &mut self.deviates);
        }
        if has_coins(noise) {
            words(&engine.normals.coins[metric], identities, engine.periods(), &mut self.coins);
        }
    }

    /// The coins, if the noise throws any.
    pub fn coins(&self, noise: &Noise) -> Option<&[u64]> {
        has_coins(noise).then_some(self.coins.as_slice())
    }
}

fn has_coins(noise: &Noise) -> bool {
    noise.outlier_rate > 0.0 || noise.mcar_rate > 0.0
}

impl Engine {
    /// Positions of some entities and values of the metrics of a set, over the whole window.
    ///
    /// The cost is that of `entities × periods × metrics` cells; memory the same. Callers take blocks of a few thousand
    /// cells. Entities past the last are left out.
    pub fn values(&self, entities: Range<u64>, set: &MetricSet) -> Cells {
        self.made(entities, set, Kept::All)
    }

    /// The same, had nobody left.
    pub(super) fn values_of_all_periods(&self, entities: Range<u64>, set: &MetricSet) -> Cells {
        self.made(entities, set, Kept::Staying)
    }

    /// The same with what other metrics hang on before it goes missing.
    pub(super) fn values_spared(&self, entities: Range<u64>, set: &MetricSet) -> Cells {
        self.made(entities, set, Kept::Spared)
    }

    /// The same, had no cell become an outlier.
    pub fn values_without_outliers(&self, entities: Range<u64>, set: &MetricSet) -> Cells {
        self.made(entities, set, Kept::WithoutOutliers)
    }

    /// The same without any noise, and nothing missing.
    pub fn values_without_noise(&self, entities: Range<u64>, set: &MetricSet) -> Cells {
        self.made(entities, set, Kept::Noiseless)
    }

    fn made(&self, entities: Range<u64>, set: &MetricSet, kept: Kept) -> Cells {
        let end = entities.end.min(self.entities());
        let entities = entities.start.min(end)..end;
        let periods = self.periods();
        let starts = self.starts(entities.clone());
        let courses = self.courses(entities.clone(), &starts, set);
        let mut cells = Cells {
            positions: vec![f64::NAN; starts.len() * periods],
            values: vec![f64::NAN; starts.len() * periods * set.wanted().len()],
            metrics: set.wanted().to_vec(),
            periods,
            starts,
            ends: match kept {
                Kept::Staying => vec![periods; (entities.end - entities.start) as usize],
                Kept::All | Kept::WithoutOutliers | Kept::Spared | Kept::Noiseless => {
                    self.ends(entities.clone())
                }
            },
            entities,
        };
        for course in &courses {
            for member in &course.members {
                let row = cells.entity(*member);
                cells.positions[row].copy_from_slice(&course.positions);
            }
        }
        if !set.wanted().is_empty() {
            self.fill(&courses, set, &mut cells, kept);
            cells.cut();
        }
        cells
    }

    /// Draws all metrics of a block.
    fn fill(&self, courses: &[Course<'_>], set: &MetricSet, cells: &mut Cells, kept: Kept) {
        let identities = self.identities_of(cells.entities());
        let scores = Scores::new(self, set, &identities, &cells.starts);
        let all = cells.positions.len();
        let factors = Factors::new(self, courses, set);
        let mut room = Room::default();
        for (place, metric) in set.wanted().iter().enumerate() {
            let values = &mut cells.values[place * all..(place + 1) * all];
            let mixed = scores.of(self, (courses, &factors), *metric, &mut room.mixed);
            self.draw(courses, set, place, mixed, &mut room.centres, values);
            let noise = self.first_noise(*metric);
            let noise = match kept {
                Kept::All | Kept::Staying | Kept::Spared => noise,
                Kept::WithoutOutliers => Noise { outlier_rate: 0.0, ..noise },
                Kept::Noiseless => Noise { sigma: 0.0, outlier_rate: 0.0, mcar_rate: 0.0, ..noise },
            };
            self.disturb((*metric, &noise), &identities, &cells.positions, &mut room.disturbance, values);
            self.finish(*metric, courses, values);
            self.zeros(*metric, &identities, values);
        }
        self.gate(set, all, &mut cells.values);
        if !matches!(kept, Kept::Spared | Kept::Noiseless) {
            self.lose(set, &identities, all, &mut cells.values);
        }
    }

    /// Draws the cells of the metric at this place of the set, given its scores.
    pub(super) fn draw(
        &self,
        courses: &[Course<'_>],
        set: &MetricSet,
        place: usize,
        scores: &[f64],
        centres: &mut Vec<f64>,
        values: &mut [f64],
    ) {
        let Some(metric) = set.wanted().get(place) else { return };
        let periods = self.periods();
        let mut together = Together::default();
        for course in courses {
            course.centres_of(self, set, *metric, centres);
            let sampler = self.samplers.of(&self.config, *metric, course.run.archetype);
            if course.members.len() >= SHARED && sampler.prefers_one_centre() {
                by_period(sampler, course, periods, centres, scores, values);
                continue;
            }
            for member in &course.members {
                let row = member * periods + course.start..(member + 1) * periods;
                if row.len() >= SHORT {
                    sampler.draw(centres, &scores[row.clone()], &mut values[row]);
                } else {
                    together.add(sampler, centres, scores, row, values);
                }
            }
        }
        together.draw(values);
    }

    /// Puts noise on the cells of a metric: its own, or a part of that. What it draws for them is left in `room`.
    pub(super) fn disturb(
        &self,
        (metric, noise): (usize, &Noise),
        identities: &[u64],
        positions: &[f64],
        room: &mut Disturbance,
        values: &mut [f64],
    ) {
        if noise.is_none() {
            return;
        }
        room.draw(self, (metric, noise), identities);
        finish::disturb(noise, positions, &room.deviates, room.coins(noise), values);
    }

    /// Brings a metric's cells into its range, and counts to whole numbers.
    fn finish(&self, metric: usize, courses: &[Course<'_>], values: &mut [f64]) {
        let periods = self.periods();
        for course in courses {
            let own = &self.config.metrics[metric];
            let finish = Finish::of(own.law_of(course.run.archetype)).to(own.decimals);
            for member in &course.members {
                finish.apply(&mut values[member * periods + course.start..(member + 1) * periods]);
            }
        }
    }

    /// The positions that metrics of a set read, by metric (as in [`MetricSet::wanted`]), entity and period: lagged and
    /// treated, but not turned by polarity. NaN before an entity's start.
    pub fn effective(&self, entities: Range<u64>, set: &MetricSet) -> Vec<f64> {
        let starts = self.starts(entities.clone());
        let all = starts.len() * self.periods();
        let mut effective = vec![f64::NAN; all * set.wanted().len()];
        for course in self.courses(entities, &starts, set) {
            for place in 0..set.wanted().len() {
                for member in &course.members {
                    let from = place * all + member * self.periods();
                    effective[from..from + self.periods()].copy_from_slice(course.effective(set, place));
                }
            }
        }
        effective
    }
}
