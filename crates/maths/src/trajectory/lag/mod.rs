//! Effective positions: what each metric reads after following its driver and after treatment.
//!
//! A metric may follow another, its driver, some periods late. It reads the driver's *effective* position, so
//! chains add up: if B follows A by 2 and C follows B by 3, C reads A as it was 5 periods ago. Lag acts on
//! positions, never on drawn values; polarity is applied after it.

mod order;
#[cfg(test)]
mod tests;

pub use order::{LagCycle, topological_order};

use super::logit::{logistic, logit};

/// Past this age a geometric weight is below the last bit of the sum it would be added to.
const GEOMETRIC_REACH: usize = 64;

/// How one metric follows another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lag {
    /// Index of the driver among the metrics.
    pub driver: usize,
    /// Periods the metric trails its driver by.
    pub periods: usize,
    /// Weight of the driver against the metric's own position, in `[0, 1]`.
    pub blend: f64,
    /// Spread over several past periods instead of one.
    pub decay: Option<Decay>,
}

impl Lag {
    /// What the driver's positions come to if the look back ends in period `past`; NaN if they are missing.
    pub fn driven(&self, driver: &[f64], past: usize) -> f64 {
        match self.decay {
            None => driver[past],
            Some(decay) => look_back(decay, &driver[..=past]),
        }
    }
}

/// A weighted look back over `window` periods, ending where the plain lag would look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decay {
    /// Number of periods, at least 1.
    pub window: usize,
    /// How the periods weigh.
    pub kernel: Kernel,
}

/// Weights of a look back, by age 0, 1, … within its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// `½^age`
    Geometric,
    /// `window − age`
    Linear,
}

impl Kernel {
    /// The word used in configs.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Geometric => "geometric",
            Kernel::Linear => "linear",
        }
    }

    /// The kernel called `name`.
    pub fn find(name: &str) -> Option<Self> {
        [Kernel::Geometric, Kernel::Linear].into_iter().find(|kernel| kernel.name() == name)
    }
}

/// A shift of an entity's positions from some period on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Treatment {
    /// First treated period of the window.
    pub start: usize,
    /// Added to the log-odds of the position.
    pub lift: f64,
    /// The one metric treated, or all. Metrics that follow a treated one inherit the shift through its
    /// history.
    pub target: Option<usize>,
}

/// The lags of all metrics, with an order in which drivers come before their followers.
#[derive(Clone, Debug, PartialEq)]
pub struct LagPlan {
    lags: Vec<Option<Lag>>,
    order: Vec<usize>,
}

/// Effective positions of one entity: a row of periods per metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effective {
    periods: usize,
    cells: Vec<f64>,
}

impl Effective {
    /// The positions of one metric in all periods, NaN where the entity is missing; empty for an unknown
    /// metric.
    pub fn metric(&self, metric: usize) -> &[f64] {
        self.cells.get(metric * self.periods..(metric + 1) * self.periods).unwrap_or(&[])
    }
}

impl LagPlan {
    /// A plan for metrics in config order.
    ///
    /// # Errors
    ///
    /// Every circle of metrics that follow each other.
    pub fn new(lags: Vec<Option<Lag>>) -> Result<Self, Vec<LagCycle>> {
        let drivers: Vec<Option<usize>> = lags.iter().map(|lag| lag.map(|lag| lag.driver)).collect();
        let order = topological_order(&drivers)?;
        Ok(LagPlan { lags, order })
    }

    /// Metrics such that every driver precedes its followers, otherwise in config order.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Number of metrics.
    pub fn metrics(&self) -> usize {
        self.lags.len()
    }

    /// How a metric follows another, if it does.
    pub fn lag(&self, metric: usize) -> Option<&Lag> {
        self.lags.get(metric)?.as_ref()
    }

    /// The plan of only these metrics and of those they follow, directly or not, with the metrics it holds, ascending:
    /// metric `i` of the new plan is the `i`-th of them.
    pub fn restricted(&self, wanted: impl IntoIterator<Item = usize>) -> (LagPlan, Vec<usize>) {
        let mut kept = vec![false; self.lags.len()];
        for metric in wanted {
            // Plans have no circles, so every walk along drivers ends.
            let mut next = Some(metric);
            while let Some(metric) = next
                && kept.get(metric) == Some(&false)
            {
                kept[metric] = true;
                next = self.lag(metric).map(|lag| lag.driver);
            }
        }
        let metrics: Vec<usize> = (0..kept.len()).filter(|metric| kept[*metric]).collect();
        let place = |metric: usize| metrics.binary_search(&metric).ok();
        let lags = metrics.iter().map(|metric| {
            let lag = self.lags[*metric]?;
            Some(Lag { driver: place(lag.driver)?, ..lag })
        });
        let order = self.order.iter().filter_map(|metric| place(*metric)).collect();
        (LagPlan { lags: lags.collect(), order }, metrics)
    }

    /// Whether every metric simply reads the entity's position, so that nothing need be computed.
    pub fn is_plain(&self, treatment: Option<&Treatment>) -> bool {
        treatment.is_none() && self.lags.iter().all(Option::is_none)
    }

    /// Computes one entity's effective positions into `out`, whose memory is reused.
    ///
    /// `positions` holds one number per period, NaN before the entity's start. For a metric with a lag of `L`
    /// periods and from period `L` on, the result is `(1 − blend)·own + blend·driven`. Before, or where the
    /// driver is missing, it is the entity's own position. A treated position `e` becomes
    /// `σ(ln(e/(1−e)) + lift)`, with `e` kept 10⁻¹² from the ends so that 0 and 1 can be moved.
    pub fn effective(&self, positions: &[f64], treatment: Option<&Treatment>, out: &mut Effective) {
        self.effective_told(positions, treatment, out, |_, _| {});
    }

    /// The same, telling each metric's row once it has followed its driver and before it is treated.
    pub fn effective_told(
        &self,
        positions: &[f64],
        treatment: Option<&Treatment>,
        out: &mut Effective,
        mut followed: impl FnMut(usize, &[f64]),
    ) {
        let n = positions.len();
        out.periods = n;
        out.cells.clear();
        out.cells.reserve(self.lags.len() * n);
        for _ in &self.lags {
            out.cells.extend_from_slice(positions);
        }
        for &metric in &self.order {
            if let Some(lag) = &self.lags[metric]
                && lag.driver < self.lags.len()
            {
                let (driver, own) = two_rows(&mut out.cells, n, lag.driver, metric);
                follow(lag, driver, own);
            }
            followed(metric, &out.cells[metric * n..(metric + 1) * n]);
            if let Some(treatment) = treatment
                && treatment.target.is_none_or(|target| target == metric)
            {
                let row = &mut out.cells[metric * n..(metric + 1) * n];
                for e in row.iter_mut().skip(treatment.start) {
                    *e = logistic(logit(e.clamp(1e-12, 1.0 - 1e-12)) + treatment.lift);
                }
            }
        }
    }
}

/// A row to read and another to write.
fn two_rows(cells: &mut [f64], n: usize, read: usize, write: usize) -> (&[f64], &mut [f64]) {
    let (low, high) = cells.split_at_mut(read.max(write) * n);
    let earlier = read.min(write) * n;
    if read < write {
        (&low[earlier..earlier + n], &mut high[..n])
    } else {
        (&high[..n], &mut low[earlier..earlier + n])
    }
}

/// Blends the driver's history into a metric's own positions.
fn follow(lag: &Lag, driver: &[f64], own: &mut [f64]) {
    for (past, e) in own.iter_mut().skip(lag.periods).enumerate() {
        let driven = lag.driven(driver, past);
        if !driven.is_nan() {
            *e = (1.0 - lag.blend) * *e + lag.blend * driven;
        }
    }
}

/// The weighted mean of the last periods of `history`, over those that are not missing; NaN if all are.
fn look_back(decay: Decay, history: &[f64]) -> f64 {
    let reach = match decay.kernel {
        Kernel::Geometric => decay.window.min(GEOMETRIC_REACH),
        Kernel::Linear => decay.window,
    };
    let mut total = 0.0;
    let mut weights = 0.0;
    let mut geometric = 1.0;
    for (age, &position) in history.iter().rev().take(reach).enumerate() {
        let weight = match decay.kernel {
            Kernel::Geometric => geometric,
            Kernel::Linear => (decay.window - age) as f64,
        };
        geometric *= 0.5;
        if !position.is_nan() {
            total += weight * position;
            weights += weight;
        }
    }
    if weights > 0.0 { total / weights } else { f64::NAN }
}
