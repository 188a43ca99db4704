//! One column that shows a metric: against the law around each cell's centre.

use super::CellBlock;
use crate::checks::laws::{BANDS, Bins, Grid, GridSpec};
use crate::checks::measure::Numbers;
use crate::config::types::ColumnType;
use crate::distributions::Sampler;
use crate::plotsim::model::{MetricLaw, Plotsim, Polarity, combined};

/// A column of a fact that shows a metric.
pub struct Shown {
    pub metric: usize,
    pub table: usize,
    pub column: usize,
    pub whole: bool,
    pub polarity: Polarity,
    pub sensitivity: f64,
    /// Whether a season adds a part of the range.
    adds: bool,
    pub persistence: f64,
    /// The metric's law, then those that archetypes put in its place.
    pub laws: Vec<(MetricLaw, Grid)>,
    /// By archetype.
    pub law_of: Vec<usize>,
    /// A value in the middle, to measure moments from.
    pub origin: f64,
    /// Whether the grids only come near the law, because the noise follows a path that centres do not tell.
    pub approximate: bool,
}

/// What was gathered of it.
#[derive(Clone, Debug, Default)]
pub struct MetricTally {
    pub nulls: u64,
    pub numbers: Numbers,
    /// By law: counts by band and bin, and the centres of values that are there.
    pub counts: Vec<Vec<u64>>,
    pub weights: Vec<Vec<f64>>,
    /// Where metrics are bound in other ways in other periods, by regime: values, and as in `weights`.
    pub regimes: Vec<(u64, Vec<Vec<f64>>)>,
    /// By archetype and period: values, their sum, and the sum of their means.
    pub courses: Vec<(u64, f64, f64)>,
}

impl Shown {
    /// The column, with the laws worked out.
    pub fn new(config: &Plotsim, metric: usize, table: usize, column: usize) -> Shown {
        let spec = &config.metrics[metric];
        let whole =
            matches!(config.tables[table].columns[column].kind, ColumnType::Int32 | ColumnType::Int64);
        let laws: Vec<MetricLaw> =
            std::iter::once(spec.law).chain(spec.overrides.iter().map(|(_, law)| *law)).map(drawn).collect();
        let law_of = (0..config.archetypes.len())
            .map(|archetype| {
                let found = spec.overrides.iter().position(|(index, _)| *index == archetype);
                found.map_or(0, |place| place + 1)
            })
            .collect();
        let grids: Vec<(GridSpec, Sampler)> = laws
            .iter()
            .map(|law| {
                let centres = centres(config, metric, law);
                let spec = GridSpec {
                    law: *law,
                    noise: spec.noise,
                    centres,
                    whole,
                    polarity: spec.polarity,
                    zeros: spec.zeros,
                    step: spec.decimals.map(|decimals| libm::pow(10.0, -f64::from(decimals))),
                };
                (spec, law.law.sampler())
            })
            .collect();
        // One set of bins for all laws of the column, as wide as the widest needs.
        let bins: Vec<Bins> = grids.iter().map(|(spec, sampler)| spec.bins(sampler)).collect();
        let bins = match spec.decimals.filter(|_| bins.len() > 1 && !whole && !spec.is_count()) {
            Some(decimals) => Bins::around(&bins, false).at_steps(libm::pow(10.0, -f64::from(decimals))),
            None => Bins::around(&bins, whole || spec.is_count()),
        };
        let laws: Vec<(MetricLaw, Grid)> =
            grids.iter().map(|(spec, sampler)| (spec.law, spec.grid(sampler, bins.clone()))).collect();
        let (low, high) = grids[0].0.centres;
        let grid = &laws[0].1;
        Shown {
            metric,
            table,
            column,
            whole,
            polarity: spec.polarity,
            sensitivity: spec.seasonal_sensitivity,
            adds: spec.season_adds,
            persistence: spec.persistence,
            origin: grid.mean(grid.place(0.5 * (low + high))),
            law_of,
            laws,
            approximate: spec.noise.scale_with_trajectory && spec.noise.sigma > 0.0,
        }
    }

    /// Gathers a block; `effective` begins with this metric's positions, by entity and period. Leaves means, slopes and
    /// deviations in the block.
    pub fn add(
        &self,
        block: &mut CellBlock<'_>,
        place: usize,
        effective: &[f64],
        season: &[f64],
        tally: &mut MetricTally,
    ) {
        let values = std::mem::take(&mut block.values[place]);
        let (mut means, mut slopes) =
            (std::mem::take(&mut block.means[place]), std::mem::take(&mut block.slopes[place]));
        let mut deviations = std::mem::take(&mut block.deviations[place]);
        let periods = block.periods;
        let (mut row, mut at) = (0, 0);
        for part in block.engine.parts(block.entities.clone()) {
            let law_index = self.law_of.get(part.run.archetype).copied().unwrap_or(0);
            let (law, grid) = &self.laws[law_index];
            let counts = &mut tally.counts[law_index];
            let weights = &mut tally.weights[law_index];
            let courses =
                &mut tally.courses[part.run.archetype * periods..(part.run.archetype + 1) * periods];
            let sensitivity = part.run.seasonal_sensitivity;
            for entity in at..at + part.len {
                let factor = block.factors[entity].get(self.metric).copied().unwrap_or(1.0);
                for period in block.starts[entity].min(periods)..block.ends[entity].min(periods) {
                    let position = effective[entity * periods + period];
                    let centre = self.centre(law, (position, factor), season[period], sensitivity);
                    let place = grid.place(centre);
                    let mean = grid.mean(place);
                    means.push(mean);
                    slopes.push(grid.slope(place));
                    deviations.push(grid.deviation(place));
                    let value = values[row];
                    row += 1;
                    if value.is_nan() {
                        tally.nulls += 1;
                        continue;
                    }
                    tally.numbers.add(value);
                    counts[grid.band(place) * grid.bins.len() + grid.bins.place(value)] += 1;
                    grid.weigh(place, weights);
                    let regime =
                        block.regime_of.get(period).and_then(|regime| tally.regimes.get_mut(*regime));
                    if let Some((count, weights)) = regime {
                        *count += 1;
                        grid.weigh(place, &mut weights[law_index]);
                    }
                    let course = &mut courses[period];
                    *course = (course.0 + 1, course.1 + value, course.2 + mean);
                }
            }
            at += part.len;
        }
        block.values[place] = values;
        block.means[place] = means;
        block.slopes[place] = slopes;
        block.deviations[place] = deviations;
    }

    /// The centre a cell is drawn around, at a position and multiplied by what attributes say.
    #[inline(always)]
    pub fn centre(
        &self,
        law: &MetricLaw,
        (position, factor): (f64, f64),
        strength: f64,
        sensitivity: f64,
    ) -> f64 {
        let centre = law.moved(self.polarity.apply(position), factor);
        if strength == 0.0 {
            return centre;
        }
        law.in_season(self.adds, centre, strength * self.sensitivity * sensitivity)
    }
}

/// The law values are drawn from, before noise and then bounds come over them.
fn drawn(law: MetricLaw) -> MetricLaw {
    MetricLaw { law: law.law.unclipped(), ..law }
}

/// The least and greatest centre that the entities of a config can have.
fn centres(config: &Plotsim, metric: usize, law: &MetricLaw) -> (f64, f64) {
    let own = &config.metrics[metric];
    let ends = [law.centre.low, law.centre.high];
    let (mut low, mut high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let mut strengths = super::strengths(config);
    strengths.sort_by(f64::total_cmp);
    strengths.dedup();
    for run in &config.entities.runs {
        for (factors, _) in combined(&config.effects, &run.pools, config.metrics.len()) {
            let factor = factors.get(metric).copied().unwrap_or(1.0);
            for strength in &strengths {
                for end in [0.0, 1.0] {
                    let end = law.moved(end, factor);
                    let moved = own.in_season(law, end, *strength, run.seasonal_sensitivity);
                    (low, high) = (low.min(moved), high.max(moved));
                }
            }
        }
    }
    (low, high)
}

impl MetricTally {
    pub fn new(shown: &Shown, archetypes: usize, regime_of: &[usize]) -> MetricTally {
        let periods = regime_of.len();
        let regimes = regime_of.iter().max().filter(|most| **most > 0).map_or(0, |most| most + 1);
        let weights: Vec<Vec<f64>> = shown.laws.iter().map(|(_, grid)| vec![0.0; grid.weights()]).collect();
        MetricTally {
            counts: shown.laws.iter().map(|(_, grid)| vec![0; BANDS * grid.bins.len()]).collect(),
            regimes: vec![(0, weights.clone()); regimes],
            weights,
            courses: vec![(0, 0.0, 0.0); archetypes * periods],
            ..MetricTally::default()
        }
    }

    pub fn merge(&mut self, later: &MetricTally) {
        self.nulls += later.nulls;
        self.numbers.merge(&later.numbers);
        for (own, later) in self.counts.iter_mut().zip(&later.counts) {
            own.iter_mut().zip(later).for_each(|(own, later)| *own += later);
        }
        add(&mut self.weights, &later.weights);
        for (own, later) in self.regimes.iter_mut().zip(&later.regimes) {
            own.0 += later.0;
            add(&mut own.1, &later.1);
        }
        for (own, later) in self.courses.iter_mut().zip(&later.courses) {
            *own = (own.0 + later.0, own.1 + later.1, own.2 + later.2);
        }
    }
}

fn add(own: &mut [Vec<f64>], later: &[Vec<f64>]) {
    let weights = own.iter_mut().flatten().zip(later.iter().flatten());
    weights.for_each(|(own, later)| *own += later);
}
