//! Metrics that follow others.

use super::names::METRIC;
use crate::config::reader::Field;
use crate::trajectory::lag::{Decay, Kernel, Lag, LagPlan};

/// What a metric says about its driver.
pub struct Follow<'a> {
    /// The driver's name.
    pub driver: Field<'a>,
    /// Where the number of periods stands.
    pub periods_at: Field<'a>,
    pub periods: i64,
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
    let periods = usize::try_from(follow.periods).ok()?;
    Some(Lag { driver, periods, blend: follow.blend, decay: follow.decay })
}

fn warn_if_idle(follow: &Follow<'_>, periods: Option<usize>) {
    if let Some(n) = periods.filter(|n| usize::try_from(follow.periods).is_ok_and(|lag| lag >= *n)) {
        let message = format!("a lag of {} never takes effect in a window of {n} periods", follow.periods);
        follow.periods_at.warn("no-effect", message, None);
    }
}

/// The kernel at a place in [`crate::plotsim::vocabulary::KERNEL`].
pub fn kernel(word: usize) -> Kernel {
    if word == 1 { Kernel::Linear } else { Kernel::Geometric }
}
