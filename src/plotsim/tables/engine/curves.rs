//! The archetypes' curves, each computed once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Engine;
use crate::trajectory::archetype::Timing;

/// Numbers kept at most; beyond, curves are computed anew (32 MiB).
const KEPT: usize = 1 << 22;

/// Positions by archetype, inflection and start.
type Known = BTreeMap<(usize, Option<i64>, usize), Arc<[f64]>>;

/// Curves by archetype, inflection and start.
#[derive(Default)]
pub(super) struct Curves {
    known: Mutex<Known>,
}

impl Engine {
    /// The positions that an archetype's curve has in all periods for an entity of this timing: NaN before its start.
    pub(super) fn curve(&self, archetype: usize, timing: Timing) -> Arc<[f64]> {
        let name = (archetype, timing.inflection, timing.start_period);
        // The map only ever gains whole entries, so that of a thread that panicked is as good as any.
        if let Some(curve) = self.curves.known.lock().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Arc::clone(curve);
        }
        let curve: Arc<[f64]> = self
            .config
            .story
            .told()
            .positions(&self.config.archetypes[archetype].curve, timing, self.periods())
            .into();
        let mut known = self.curves.known.lock().unwrap_or_else(PoisonError::into_inner);
        if (known.len() + 1) * self.periods() <= KEPT {
            known.insert(name, Arc::clone(&curve));
        }
        curve
    }
}
