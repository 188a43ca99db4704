//! What every entity does in every period: positions, and the values of metrics.
//!
//! ```text
//! archetype ─ curve ─ spread ─ lag, treatment ─ polarity ─ centre ─ season ─┐
//!                                         normals ─ persistence ─ factor ─ draw ─ noise ─ bounds
//! ```
//!
//! All of it is a pure function of the config, the entity and the period. Random words are kept apart by purpose and metric,
//! and within them by entity and period, so that another metric, another segment, more entities of the same segment or
//! a longer window change no draw that was there before.

mod cells;
mod copula;
mod courses;
mod curves;
mod effects;
mod entities;
mod explain;
mod finish;
mod gates;
mod lifetimes;
mod metric_set;
mod normals;
mod outliers;
mod samplers;
mod shown;
mod values;
mod versions;

use std::sync::{Arc, OnceLock};

use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::offsets::Offsets;
use crate::random::Key;

pub use cells::Cells;
pub use entities::Part;
pub use finish::Finish;
pub use lifetimes::MOST;
pub use metric_set::MetricSet;
pub use outliers::Outlier;
pub use versions::{Timelines, Version};

use copula::Copula;
use curves::Curves;
use entities::Identities;
use normals::Normals;
use samplers::Samplers;

/// The values behind all tables of a config.
///
/// Making one is cheap. What costs time (curves, quantile tables, the solution of correlations) is made when first needed
/// and then shared; an engine is read by any number of threads.
pub struct Engine {
    config: Arc<Plotsim>,
    /// Periods it makes: those of the window, or of the story.
    periods: usize,
    /// The same over the story, where that is not the window.
    story: OnceLock<Arc<Engine>>,
    key: Key,
    /// The season's strength in each period; empty without a season.
    season: Vec<f64>,
    identities: OnceLock<Identities>,
    curves: Curves,
    normals: Normals,
    samplers: Samplers,
    copula: OnceLock<Copula>,
    /// The metrics that decide when entities leave.
    ending: OnceLock<MetricSet>,
    /// For each table of versions, how many rows come before which entity.
    versions: Vec<Option<versions::Counted>>,
    /// Rows of tables whose rows are counted, by table, before some entities each.
    offsets: Vec<Offsets>,
}

impl Engine {
    /// The engine of a config.
    pub fn new(config: Arc<Plotsim>) -> Engine {
        let periods = config.time.len();
        Engine::over(config, periods)
    }

    fn over(config: Arc<Plotsim>, periods: usize) -> Engine {
        let key = Key::root(config.seed).child("plotsim");
        Engine {
            key,
            season: if config.season.is_none() { Vec::new() } else { config.strengths(periods) },
            periods,
            story: OnceLock::new(),
            identities: OnceLock::new(),
            curves: Curves::default(),
            normals: Normals::new(&config, key.child("metric")),
            samplers: Samplers::new(&config),
            copula: OnceLock::new(),
            ending: OnceLock::new(),
            versions: versions::Counted::all(&config),
            offsets: config.tables.iter().map(|_| Offsets::default()).collect(),
            config,
        }
    }

    /// The config.
    pub fn config(&self) -> &Plotsim {
        &self.config
    }

    /// The key from which everything random of this config descends; tables take `key().child("table").child(name)`.
    pub fn key(&self) -> Key {
        self.key
    }

    /// The engine that makes the periods of the story, for what must not hang on how much of it is shown.
    pub fn of_story(engine: &Arc<Engine>) -> Arc<Engine> {
        let periods = engine.config.story.len();
        if engine.periods == periods || !engine.config.extends() {
            return Arc::clone(engine);
        }
        let made = || Arc::new(Engine::over(Arc::clone(&engine.config), periods));
        Arc::clone(engine.story.get_or_init(made))
    }

    /// Number of periods of the window.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Number of entities.
    pub fn entities(&self) -> u64 {
        self.config.entities.count
    }

    /// The rows of a table before some entities each, as far as they were counted.
    pub fn offsets(&self, table: usize) -> &Offsets {
        &self.offsets[table]
    }

    fn identities(&self) -> &Identities {
        self.identities.get_or_init(|| Identities::new(&self.config, self.key))
    }

    fn copula(&self) -> &Copula {
        self.copula.get_or_init(|| Copula::new(self))
    }
}
