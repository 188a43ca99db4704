//! Prepared samplers of the metrics' laws.

use std::sync::OnceLock;

use crate::distributions::Sampler;
use crate::plotsim::model::Plotsim;

/// A sampler for each metric and each law that an archetype puts in its place, made when first drawn from.
pub(super) struct Samplers {
    metrics: Vec<Metric>,
}

struct Metric {
    own: OnceLock<Sampler>,
    /// In the order of the metric's overrides.
    overrides: Vec<OnceLock<Sampler>>,
}

impl Samplers {
    pub fn new(config: &Plotsim) -> Samplers {
        let locks = |n: usize| std::iter::repeat_with(OnceLock::new).take(n).collect();
        let metric = |overrides: usize| Metric { own: OnceLock::new(), overrides: locks(overrides) };
        Samplers { metrics: config.metrics.iter().map(|own| metric(own.overrides.len())).collect() }
    }

    /// The sampler of a metric for the entities of an archetype.
    pub fn of(&self, config: &Plotsim, metric: usize, archetype: usize) -> &Sampler {
        let spec = &config.metrics[metric];
        let place = spec.overrides.binary_search_by_key(&archetype, |(index, _)| *index);
        let (lock, law) = match place {
            Ok(place) => (&self.metrics[metric].overrides[place], &spec.overrides[place].1),
            Err(_) => (&self.metrics[metric].own, &spec.law),
        };
        lock.get_or_init(|| law.law.unclipped().sampler())
    }
}
