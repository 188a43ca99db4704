//! Drivers before followers.

use std::fmt;

/// Metrics that follow one another in a circle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct LagCycle {
    /// Indices along the circle, each following the next and the last following the first; the smallest comes
    /// first.
    pub metrics: Vec<usize>,
}

impl LagCycle {
    /// The circle in words, such as `a follows b follows a`; `name` gives a metric's name.
    pub fn in_words<'n>(&self, name: impl Fn(usize) -> &'n str) -> String {
        let names: Vec<&str> =
            self.metrics.iter().chain(self.metrics.first()).map(|&metric| name(metric)).collect();
        names.join(" follows ")
    }
}

impl fmt::Display for LagCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> =
            self.metrics.iter().chain(self.metrics.first()).map(usize::to_string).collect();
        write!(f, "metrics follow each other in a circle: {}", numbers.join(" follows "))
    }
}

/// Where the walk along drivers stands with a metric.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnPath,
    Done,
}

/// Orders metrics so that each comes after its driver and, beyond that, as early as config order allows.
/// `drivers[m]` is the metric that `m` follows; an index that is no metric counts as none.
///
/// # Errors
///
/// Every circle there is.
pub fn topological_order(drivers: &[Option<usize>]) -> Result<Vec<usize>, Vec<LagCycle>> {
    let mut marks = vec![Mark::New; drivers.len()];
    let mut order = Vec::with_capacity(drivers.len());
    let mut cycles = Vec::new();
    for metric in 0..drivers.len() {
        // Each metric has at most one driver, so a plain walk upwards finds all that must come first.
        let mut path = Vec::new();
        let mut next = Some(metric);
        while let Some(at) = next.filter(|&at| at < drivers.len() && marks[at] == Mark::New) {
            marks[at] = Mark::OnPath;
            path.push(at);
            next = drivers[at];
        }
        if let Some(begin) = next.and_then(|met| path.iter().position(|&at| at == met)) {
            let mut metrics = path[begin..].to_vec();
            let smallest =
                metrics.iter().enumerate().min_by_key(|(_, metric)| **metric).map_or(0, |(i, _)| i);
            metrics.rotate_left(smallest);
            cycles.push(LagCycle { metrics });
        }
        for &at in path.iter().rev() {
            marks[at] = Mark::Done;
            order.push(at);
        }
    }
    if cycles.is_empty() { Ok(order) } else { Err(cycles) }
}
