//! Where the cells of a config lie: a sample of them, by their centres.

use super::Engine;

/// Cells sampled at most, about.
const CELLS: usize = 1 << 15;
/// Periods sampled of an entity at most.
const PERIODS: usize = 256;
/// Runs sampled at most.
const RUNS: usize = 1 << 11;

/// A weighted sample of cells, or all kinds of cells where they are few.
///
/// A pooled correlation holds over the cells that there are, so it is solved over these. Entities that take one course are
/// sampled once; drawn courses are those of real entities, evenly spaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// How many cells each stands for.
    pub weights: Vec<f64>,
    /// The archetype of each cell.
    pub archetypes: Vec<usize>,
    /// The centres of each metric, in the unit of its law, by cell.
    pub centres: Vec<Vec<f64>>,
}

impl Engine {
    /// A sample of the cells of all entities.
    pub fn population(&self) -> Population {
        let metrics = self.config.metrics.len();
        let mut sample = Population { centres: vec![Vec::new(); metrics], ..Population::default() };
        let set = self.paths(0..metrics);
        let runs = &self.config.entities.runs;
        let run_step = runs.len().div_ceil(RUNS).max(1);
        let step = self.periods().div_ceil(PERIODS).max(1);
        let cells_of_entity = self.periods().div_ceil(step).max(1);
        let each = CELLS / cells_of_entity / runs.len().div_ceil(run_step).max(1);
        let mut centres = Vec::new();
        for run in runs.iter().step_by(run_step) {
            let spread = !self.config.archetypes[run.archetype].spread.is_none();
            let one_start = matches!(run.arrival, crate::config::plotsim::model::Arrival::At(_));
            let treated = run.treatment.as_ref().is_some_and(|rule| rule.treated > 0 && rule.treated < run.count);
            let wanted = if spread || treated || !one_start { each.max(16) as u64 } else { 1 };
            let sampled = wanted.min(run.count);
            for index in 0..sampled {
                let place = (u128::from(run.count) * u128::from(index) / u128::from(sampled)) as u64;
                let entity = run.first + place;
                let starts = self.starts(entity..entity + 1);
                let weight = run.count as f64 / sampled as f64;
                for course in self.courses(entity..entity + 1, &starts, &set) {
                    let taken = (self.periods() - course.start).div_ceil(step);
                    sample.weights.extend(std::iter::repeat_n(weight, taken));
                    sample.archetypes.extend(std::iter::repeat_n(run.archetype, taken));
                    for (metric, all) in sample.centres.iter_mut().enumerate() {
                        course.centres(self, &set, metric, &mut centres);
                        all.extend(centres.iter().step_by(step));
                    }
                }
            }
        }
        sample
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tables::plotsim::tests::fixture::{empty, exact, metric, segment};
    use crate::trajectory::spread::Spread;

    #[test]
    fn a_sample_has_the_moments_of_all_cells() {
        let mut config = empty();
        config.metrics.push(metric("level", exact(1.0)));
        crate::tables::plotsim::tests::fixture::follow(&mut config, &[]);
        segment(&mut config, "one", 30, "growth");
        segment(&mut config, "varied", 4000, "decline");
        config.archetypes[1].spread = Spread { level: 0.1, timing: 0.1, amplitude: 0.2 };
        let engine = Engine::new(Arc::new(config));
        let moments = |values: &mut dyn Iterator<Item = (f64, f64)>| {
            let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
            for (weight, value) in values {
                (n, sum, squares) = (n + weight, sum + weight * value, squares + weight * value * value);
            }
            (n, sum / n, squares / n - (sum / n) * (sum / n))
        };
        let sample = engine.population();
        let sampled =
            moments(&mut sample.weights.iter().copied().zip(sample.centres[0].iter().copied()));
        let cells = engine.values(0..4030, &engine.metrics([0]));
        let all = moments(&mut cells.metric(0).iter().map(|value| (1.0, *value)));
        assert!((sampled.0 - all.0).abs() < 1e-6);
        assert!((sampled.1 - all.1).abs() < 0.005 && (sampled.2 / all.2 - 1.0).abs() < 0.02, "{sampled:?} {all:?}");
        assert!(sample.weights.len() < 40_000);
    }
}
