//! Means over all entities in each period.

use std::sync::OnceLock;

use crate::plotsim::tables::engine::{Engine, MetricSet};
use crate::plotsim::tables::{per_block, per_sum};
use crate::workers::Workers;

/// Sums are taken over at most this many ranges of blocks, and those in order, so that the means are the same whatever the
/// number of threads.
const RANGES: u64 = 256;

/// Sum and number of the values there are, by metric and period.
struct Sums(Vec<(f64, u64)>);

/// The mean of each metric of a set in each period over the first so many entities (whole blocks of them), missing values
/// aside: by metric, as in [`MetricSet::wanted`], and period. NaN where there is no value at all.
pub fn means(engine: &Engine, set: &MetricSet, entities: u64, workers: &Workers) -> Vec<f64> {
    let blocks = entities.div_ceil(per_sum(engine));
    let ranges = blocks.min(RANGES);
    let done: Vec<OnceLock<Sums>> = (0..ranges).map(|_| OnceLock::new()).collect();
    let edge = |range: u64| (u128::from(blocks) * u128::from(range) / u128::from(ranges)) as u64;
    let range = |range: u64| {
        done[range as usize].get_or_init(|| sums(engine, set, edge(range)..edge(range + 1)));
    };
    if workers.each(ranges, range).is_err() {
        // Nobody reads what a stopped call makes.
        return vec![f64::NAN; set.wanted().len() * engine.periods()];
    }
    let mut total = vec![(0.0, 0); set.wanted().len() * engine.periods()];
    for Sums(part) in done.iter().filter_map(OnceLock::get) {
        for ((sum, count), (part, parts)) in total.iter_mut().zip(part) {
            *sum += part;
            *count += parts;
        }
    }
    total.into_iter().map(|(sum, count)| sum / count as f64).collect()
}

fn sums(engine: &Engine, set: &MetricSet, blocks: std::ops::Range<u64>) -> Sums {
    let periods = engine.periods();
    let mut sums = vec![(0.0, 0); set.wanted().len() * periods];
    let (each, all) = (per_block(engine), blocks.start * per_sum(engine)..blocks.end * per_sum(engine));
    for first in all.clone().step_by(each as usize) {
        let cells = engine.values(first..(first + each).min(all.end), set);
        for (metric, sums) in set.wanted().iter().zip(sums.chunks_exact_mut(periods.max(1))) {
            for entity in cells.metric(*metric).chunks_exact(periods.max(1)) {
                for (value, (sum, count)) in entity.iter().zip(sums.iter_mut()) {
                    if !value.is_nan() {
                        *sum += value;
                        *count += 1;
                    }
                }
            }
        }
    }
    Sums(sums)
}
