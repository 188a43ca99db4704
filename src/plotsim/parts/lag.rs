//! Metrics that follow others.

use super::names::METRIC;
use crate::config::key::Key;
use crate::config::param::Param;
use crate::config::reader::{Field, Fields};
use crate::trajectory::lag::{Decay, Kernel, Lag, LagPlan};

const DECAY_WINDOW: Key<Option<usize>> =
    Key::periods("decay_window", 1).optional().doc("Periods over which the delay is spread").example("3");
const DECAY_KERNEL: Key<Kernel> =
    Key::word("decay_kernel").default_word(Kernel::Geometric as usize).doc("Weights within the window");
/// The keys that spread a delay.
pub const DECAY: [Param; 2] = [DECAY_WINDOW.param, DECAY_KERNEL.param];

/// How a delay is spread; `None` inside if it is not.
pub fn decay(fields: &Fields<'_>, periods: Option<usize>) -> Option<Option<Decay>> {
    let (window, kernel) = (fields.read(&DECAY_WINDOW), fields.read(&DECAY_KERNEL));
    match (window?, fields.at(&DECAY_WINDOW)) {
        (Some(window), Some(at)) if periods.is_some_and(|n| window > n) => {
            let n = periods.unwrap_or_default();
            let message = format!("is {window}, but the window has {n} periods: more have no effect");
            at.warn("no-effect", message, None);
        }
        (None, _) => {
            if let Some(kernel) = fields.at(&DECAY_KERNEL) {
                kernel.warn("no-effect", "decay_kernel has no effect without decay_window", None);
            }
        }
        _ => {}
    }
    let (window, kernel) = (window?, kernel?);
    Some(window.map(|window| Decay { window, kernel }))
}

/// What a metric says about its driver.
pub struct Follow<'a> {
    /// The driver's name.
    pub driver: Field<'a>,
    /// Where the number of periods stands.
    pub periods_at: Field<'a>,
    pub periods: usize,
    pub blend: f64,
    pub decay: Option<Decay>,
}

/// The plan of all metrics, given what each says. A `None` inside means that what was written could not be read.
pub fn plan(
    names: &[&str],
    follows: &[Option<Option<Follow<'_>>>],
    periods: Option<usize>,
) -> Option<LagPlan> {
    let mut complete = true;
    let mut lags = Vec::with_capacity(follows.len());
    for follow in follows {
        let lag = match follow {
            Some(Some(follow)) => {
                warn_if_idle(follow, periods);
                let lag = lag(follow, names);
                complete &= lag.is_some();
                lag
            }
            Some(None) => None,
            None => {
                complete = false;
                None
            }
        };
        lags.push(lag);
    }
    match LagPlan::new(lags) {
        Ok(plan) => complete.then_some(plan),
        Err(cycles) => {
            for cycle in cycles {
                let words = cycle.in_words(|metric| names[metric]);
                let follower =
                    cycle.metrics.first().and_then(|metric| follows.get(*metric)?.as_ref()?.as_ref());
                if let Some(follow) = follower {
                    let hint = Some("let one of them go without a driver".to_owned());
                    follow.driver.error(
                        "lag-cycle",
                        format!("metrics follow each other in a circle: {words}"),
                        hint,
                    );
                }
            }
            None
        }
    }
}

fn lag(follow: &Follow<'_>, names: &[&str]) -> Option<Lag> {
    let driver = METRIC.find(&follow.driver, names)?;
    Some(Lag { driver, periods: follow.periods, blend: follow.blend, decay: follow.decay })
}

fn warn_if_idle(follow: &Follow<'_>, periods: Option<usize>) {
    if let Some(n) = periods.filter(|n| follow.periods >= *n) {
        let message = format!("a lag of {} never takes effect in a window of {n} periods", follow.periods);
        follow.periods_at.warn("no-effect", message, None);
    }
}
