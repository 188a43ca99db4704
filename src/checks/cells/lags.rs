//! A metric that follows another: which lag explains its values best.
//!
//! For every lag that might be, the metric's mean is worked out along the driver's path at that lag, and the squares of
//! what is left are summed. The sums are least for the lag that the values were made with, whatever the metrics' laws, unless
//! the paths do not tell lags apart.

use super::{CellBlock, Shown};
use crate::plotsim::model::Plotsim;
use crate::trajectory::lag::{Effective, Lag, LagPlan as Paths};

/// A metric and its driver, both shown.
pub struct LagPlan {
    pub metric: usize,
    pub driver: usize,
    /// Places of their columns among those shown.
    pub place: usize,
    driver_place: usize,
    pub configured: usize,
    /// Lags that are tried, ascending; the configured one is among them.
    pub lags: Vec<usize>,
    /// For each of them, the paths of the metric and those before it, and the metric's place there.
    paths: Vec<(Paths, usize)>,
    /// Places of treated metrics in the paths, by metric.
    planned: Vec<usize>,
}

/// Sums for one metric.
#[derive(Clone, Debug, Default)]
pub struct LagTally {
    pub cells: u64,
    /// By lag: squares of what is left.
    pub squares: Vec<f64>,
    /// By lag, over entities: squares of how much more is left than at the configured lag.
    pub spread: Vec<f64>,
    /// By lag, of the metric and the driver that many periods before: n, x, y, xx, yy, xy.
    pub products: Vec<[f64; 6]>,
    /// Of the metric: n, sum, squares, from the column's origin.
    pub total: [f64; 3],
}

impl LagPlan {
    /// Every lag of a config whose metrics are shown.
    pub fn all(config: &Plotsim, shown: &[Shown], firsts: &[usize]) -> Vec<LagPlan> {
        let first = |metric: usize| firsts.iter().copied().find(|place| shown[*place].metric == metric);
        let periods = config.time.len();
        let plan = |metric: usize| {
            let lag = *config.lag.lag(metric)?;
            let (place, driver_place) = (first(metric)?, first(lag.driver)?);
            let configured = lag.periods;
            let near = configured.saturating_sub(3)..=configured + 3;
            let mut lags: Vec<usize> = near.chain([0, 1, configured / 2, 2 * configured]).collect();
            lags.retain(|lag| *lag < periods);
            lags.sort_unstable();
            lags.dedup();
            let all = |periods: usize| {
                let changed = (0..config.metrics.len()).map(|other| {
                    let own = config.lag.lag(other).copied();
                    if other == metric { own.map(|own| Lag { periods, ..own }) } else { own }
                });
                // Another lag of the same driver closes no circle.
                let plan = Paths::new(changed.collect()).ok()?;
                let (plan, planned) = plan.restricted([metric]);
                let at = planned.binary_search(&metric).ok()?;
                Some(((plan, at), planned))
            };
            let tried: Vec<_> = lags.iter().filter_map(|lag| all(*lag)).collect();
            let planned = tried.first()?.1.clone();
            let paths: Vec<(Paths, usize)> = tried.into_iter().map(|(paths, _)| paths).collect();
            if paths.len() != lags.len() || !lags.contains(&configured) {
                return None;
            }
            Some(LagPlan {
                metric,
                driver: lag.driver,
                place,
                driver_place,
                configured,
                lags,
                paths,
                planned,
            })
        };
        (0..config.metrics.len()).filter_map(plan).collect()
    }

    pub fn add(&self, block: &CellBlock<'_>, shown: &[Shown], season: &[f64], tally: &mut LagTally) {
        let one = &shown[self.place];
        let (values, drivers) = (&block.values[self.place], &block.values[self.driver_place]);
        let origin = (one.origin, shown[self.driver_place].origin);
        let longest = self.lags.last().copied().unwrap_or(0);
        let configured = self.lags.iter().position(|lag| *lag == self.configured).unwrap_or(0);
        let mut effective = Effective::default();
        // By lag, the means of the last entity: those of the same path are the same.
        let mut means: Vec<Vec<f64>> = vec![Vec::new(); self.lags.len()];
        let mut known: Option<(usize, usize, bool)> = None;
        let mut rows_of = block.rows();
        for part in block.engine.parts(block.entities.clone()) {
            let law = &one.laws[one.law_of.get(part.run.archetype).copied().unwrap_or(0)];
            for offset in 0..part.len {
                let Some((place, rows)) = rows_of.next() else { return };
                let treatment = block.engine.treatment(part.index, part.run, part.place + offset as u64);
                let positions = &block.positions[place * block.periods..(place + 1) * block.periods];
                let start = block.starts[place];
                let factor = block.factors[place].get(self.metric).copied().unwrap_or(1.0);
                let same = known.is_some_and(|(index, before, treated)| {
                    let earlier = &block.positions[before * block.periods..(before + 1) * block.periods];
                    let alike = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
                    index == part.index
                        && treated == treatment.is_some()
                        && block.factors[before] == block.factors[place]
                        && earlier.iter().zip(positions).all(alike)
                });
                if !same {
                    let treatment = treatment.and_then(|treatment| match treatment.target {
                        None => Some(*treatment),
                        Some(target) => self.planned.binary_search(&target).ok().map(|place| {
                            crate::trajectory::lag::Treatment { target: Some(place), ..*treatment }
                        }),
                    });
                    for ((paths, at), means) in self.paths.iter().zip(&mut means) {
                        paths.effective(positions, treatment.as_ref(), &mut effective);
                        means.clear();
                        let path = &effective.metric(*at)[start.min(block.periods)..];
                        means.extend(path.iter().zip(&season[start.min(block.periods)..]).map(
                            |(position, strength)| {
                                let own = part.run.seasonal_sensitivity;
                                let centre = one.centre(&law.0, (*position, factor), *strength, own);
                                law.1.mean(law.1.place(centre))
                            },
                        ));
                    }
                    known = Some((part.index, place, treatment.is_some()));
                }
                tally.entity(
                    &values[rows.clone()],
                    &drivers[rows],
                    &means,
                    self,
                    (configured, longest),
                    origin,
                );
            }
        }
    }
}

impl LagTally {
    pub fn new(plan: &LagPlan) -> LagTally {
        let n = plan.lags.len();
        LagTally {
            squares: vec![0.0; n],
            spread: vec![0.0; n],
            products: vec![[0.0; 6]; n],
            ..LagTally::default()
        }
    }

    fn entity(
        &mut self,
        values: &[f64],
        drivers: &[f64],
        means: &[Vec<f64>],
        plan: &LagPlan,
        (configured, longest): (usize, usize),
        origin: (f64, f64),
    ) {
        let mut left = [0.0; 16];
        for (sum, means) in left.iter_mut().zip(means) {
            for (value, mean) in values.iter().zip(means) {
                let apart = value - mean;
                // Missing values have no square.
                *sum += if apart.is_nan() { 0.0 } else { apart * apart };
            }
        }
        for (at, lag) in plan.lags.iter().enumerate() {
            self.squares[at] += left[at];
            let more = left[at] - left[configured];
            self.spread[at] += more * more;
            let sums = &mut self.products[at];
            // The same cells for every lag.
            let later = values.iter().skip(longest);
            for (x, y) in later.zip(drivers.iter().skip(longest - lag)) {
                let (x, y) = (x - origin.0, y - origin.1);
                if !(x.is_nan() || y.is_nan()) {
                    *sums = [
                        sums[0] + 1.0,
                        sums[1] + x,
                        sums[2] + y,
                        sums[3] + x * x,
                        sums[4] + y * y,
                        sums[5] + x * y,
                    ];
                }
            }
        }
        for value in values.iter().filter(|value| !value.is_nan()) {
            let x = value - origin.0;
            self.total = [self.total[0] + 1.0, self.total[1] + x, self.total[2] + x * x];
            self.cells += 1;
        }
    }

    pub fn merge(&mut self, later: &LagTally) {
        self.cells += later.cells;
        self.squares.iter_mut().zip(&later.squares).for_each(|(own, later)| *own += later);
        self.spread.iter_mut().zip(&later.spread).for_each(|(own, later)| *own += later);
        for (own, later) in self.products.iter_mut().zip(&later.products) {
            own.iter_mut().zip(later).for_each(|(own, later)| *own += later);
        }
        self.total.iter_mut().zip(&later.total).for_each(|(own, later)| *own += later);
    }

    /// Pearson's coefficient at a lag.
    pub fn correlation(&self, at: usize) -> f64 {
        let [n, x, y, xx, yy, xy] = self.products[at];
        let (vx, vy) = (xx / n - x * x / n / n, yy / n - y * y / n / n);
        (xy / n - x * y / n / n) / (vx * vy).sqrt()
    }

    /// What is left at a lag, as a share of the variance.
    pub fn unexplained(&self, at: usize) -> f64 {
        let [n, sum, squares] = self.total;
        self.squares[at] / (squares - sum * sum / n)
    }
}
