//! The different ways through the window, and how many entities are expected to take each.

use std::cmp::Ordering;

use super::{Of, nodes_of};
use crate::maths::normal::quantile;
use crate::plotsim::model::{Arrival, Plotsim, Run, combined};
use crate::trajectory::lag::Treatment;
use crate::trajectory::spread::SpreadDraws;

/// A way through the window.
#[derive(Clone, Debug)]
pub struct Course {
    pub archetype: usize,
    pub inflection: Option<i64>,
    pub start: usize,
    pub treatment: Option<Treatment>,
    pub seasonal_sensitivity: f64,
    pub draws: SpreadDraws,
    /// By metric, what its centre is multiplied by; empty if no attribute moves any.
    pub factors: Vec<f64>,
    /// Expected number of entities, above 0.
    pub weight: f64,
}

impl Course {
    /// What tells courses apart, the start last, so that neighbours in this order differ by little.
    fn order(&self, other: &Course) -> Ordering {
        let key = |course: &Course| (course.archetype, course.treatment.is_some(), course.inflection);
        let numbers = |course: &Course| {
            let treatment = course.treatment.map_or((0.0, 0, None), |arm| (arm.lift, arm.start, arm.target));
            let SpreadDraws { level, timing, amplitude } = course.draws;
            ([level, timing, amplitude, course.seasonal_sensitivity, treatment.0], (treatment.1, treatment.2))
        };
        let ((mine, arm), (theirs, other_arm)) = (numbers(self), numbers(other));
        let factors = self.factors.iter().zip(&other.factors);
        let moved = factors.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
        let apart = mine.iter().zip(&theirs).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
        key(self)
            .cmp(&key(other))
            .then(moved.unwrap_or(Ordering::Equal))
            .then(apart.unwrap_or(Ordering::Equal))
            .then(arm.cmp(&other_arm))
            .then(self.start.cmp(&other.start))
    }
}

/// Courses that stand for all of a config, about `most` at most: alike ones once and next to each other, then those of
/// entities that differ in timing.
pub fn courses(config: &Plotsim, of: Of, most: usize) -> Vec<Course> {
    let mut all: Vec<Course> = Vec::new();
    let mut scattered: Vec<Course> = Vec::new();
    // More entities of one segment must not change what binds the metrics of others: then each segment counts as much.
    let sized = |run: &Run| match of {
        Of::Story if config.extends() => 1.0,
        Of::Story | Of::Window => run.count as f64,
    };
    let entities = config.entities.runs.iter().map(sized).sum::<f64>().max(1.0);
    for run in &config.entities.runs {
        let spread = &config.archetypes[run.archetype].spread;
        let cases = combined(&config.effects, &run.pools, config.metrics.len());
        let course = |start, treatment, draws, weight, factors: &[f64]| Course {
            archetype: run.archetype,
            inflection: run.inflection,
            start,
            treatment,
            seasonal_sensitivity: run.seasonal_sensitivity,
            draws,
            factors: factors.to_vec(),
            weight,
        };
        let starts = starts(run, sized(run));
        let arms = arms(run);
        let ways = arms.iter().flat_map(|arm| cases.iter().map(move |case| (arm, case)));
        for ((treatment, share), (factors, chance)) in ways {
            let (treatment, share) = (*treatment, share * chance);
            if spread.timing > 0.0 {
                let weight = sized(run) * share;
                let points = (most as f64 * weight / entities).clamp(FEWEST_POINTS, MOST_POINTS) as usize;
                let point = |(start, draws)| course(start, treatment, draws, weight / points as f64, factors);
                scattered.extend((0..points).map(|number| scatter(&starts, number)).map(point));
                continue;
            }
            for (start, starting) in thinned(&starts) {
                let nodes = nodes_of(spread).into_iter();
                all.extend(nodes.map(|(draws, chance)| {
                    course(start, treatment, draws, starting * share * chance, factors)
                }));
            }
        }
    }
    all.sort_by(Course::order);
    all.dedup_by(|later, first| {
        let same = first.order(later).is_eq();
        if same {
            first.weight += later.weight;
        }
        same
    });
    all.append(&mut scattered);
    all
}

/// Points that stand for the entities of a run, where they differ in timing.
const FEWEST_POINTS: f64 = 64.0;
const MOST_POINTS: f64 = 1024.0;

/// A point of the first period and the draws of a spread together: all of them at once, evenly spread.
///
/// A curve that is delayed by a share of the window is not smooth in that share: it may have steps and peaks, and ends where the
/// window does, so that a few nodes miss most of what happens. Here each point has another delay. The points are a Kronecker
/// sequence, of the powers of 1/g with g⁵ = g + 1 (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences").
fn scatter(starts: &[(usize, f64)], number: usize) -> (usize, SpreadDraws) {
    const STEPS: [f64; 4] =
        [0.856_674_883_854_502_9, 0.733_891_856_627_126, 0.628_706_721_037_808_6, 0.538_597_257_223_61];
    let [timing, start, level, amplitude] = STEPS.map(|step| (0.5 + number as f64 * step).fract());
    let total: f64 = starts.iter().map(|(_, weight)| weight).sum();
    let mut left = start * total;
    let reached = starts.iter().find(|(_, weight)| {
        left -= weight;
        left < 0.0
    });
    let start = reached.or(starts.last()).map_or(0, |(start, _)| *start);
    let normal = |u: f64| quantile(u.max(1e-9));
    (start, SpreadDraws { level: normal(level), timing: normal(timing), amplitude: normal(amplitude) })
}

/// Most first periods of a run that are told apart.
const MOST_STARTS: usize = 48;

/// First periods, so few that the middle one of some neighbours may stand for all of them.
fn thinned(starts: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let step = starts.len().div_ceil(MOST_STARTS).max(1);
    let middle = |group: &[(usize, f64)]| {
        let weight = group.iter().map(|(_, weight)| weight).sum();
        (group[group.len() / 2].0, weight)
    };
    starts.chunks(step).map(middle).collect()
}

/// First periods and how many entities of a run are expected to have each.
fn starts(run: &Run, count: f64) -> Vec<(usize, f64)> {
    match &run.arrival {
        Arrival::At(start) => vec![(*start, count)],
        Arrival::Uniform { start, end } => {
            (*start..*end).map(|at| (at, count / (end - start) as f64)).collect()
        }
        Arrival::Linear { start, end, increasing } => {
            let span = end - start;
            let square = |side: usize| (side as f64 / span as f64) * (side as f64 / span as f64);
            let share = |offset: usize| {
                // Offsets are equally likely by area under a rising line; a falling one is its mirror image.
                let place = if *increasing { offset } else { span - 1 - offset };
                square(place + 1) - square(place)
            };
            (0..span).map(|offset| (start + offset, count * share(offset))).collect()
        }
        Arrival::Blocks(blocks) => blocks
            .iter()
            .filter(|block| block.entities > 0)
            .map(|block| (block.period, block.entities as f64))
            .collect(),
        Arrival::Shares(shares) => shares.iter().map(|(period, share)| (*period, count * share)).collect(),
        Arrival::Listed(starts) => {
            let mut counts = std::collections::BTreeMap::new();
            for start in starts {
                *counts.entry(*start).or_insert(0.0) += count / starts.len() as f64;
            }
            counts.into_iter().collect()
        }
    }
}

/// The arms of a run's experiment and their shares.
fn arms(run: &Run) -> Vec<(Option<Treatment>, f64)> {
    let Some(rule) = &run.treatment else { return vec![(None, 1.0)] };
    let share = rule.share.unwrap_or(rule.treated as f64 / run.count as f64);
    [(None, 1.0 - share), (Some(rule.shift), share)].into_iter().filter(|(_, share)| *share > 0.0).collect()
}
