//! Keys that documents of both forms have.

use super::{locale, noise, output, season};
use crate::config::Overrides;
use crate::config::key::{Items, Key};
use crate::config::reader::Fields;
use crate::distributions::Bounds;
use crate::plotsim::model::{Keys, Output};
use crate::trajectory::noise::Noise;

/// `seed`; the engine form has no default.
pub const SEED: Key<u64> = Key::seed("seed").doc("Seed of every random value").example("42");
/// `seed` of the builder form.
pub const SEED_OR_42: Key<u64> = Key::seed("seed").default(42).doc("Seed of every random value");

/// `keys`.
pub const KEYS: Key<Option<Keys>> = Key::<Keys>::word("keys")
    .otherwise("stable where the window has a story, else dense")
    .doc("Whether keys of entities, events and children are made of who, when and which (stable), or number the rows (dense)")
    .example("stable");

/// What the rest of a document builds upon; `None` marks what could not be read and was reported.
pub struct Common<'a> {
    pub seed: Option<u64>,
    /// What is said of keys; the inner `None` is nothing.
    pub keys: Option<Option<Keys>>,
    pub noise: Option<Noise>,
    pub temporal_jitter: Option<f64>,
    pub bounds: Option<Bounds>,
    pub season: Option<season::Draft<'a>>,
    pub locales: Option<Vec<String>>,
    /// Whether the config names them.
    pub names_locales: bool,
    pub output: Option<Output>,
}

/// Reads them by the form's keys for the seed, for seasonal effects and for what is done at the ends of ranges.
pub fn read<'a>(
    document: &Fields<'a>,
    overrides: Overrides,
    seed: &Key<u64>,
    seasons: &Key<Option<Items>>,
    bounds: &Key<Bounds>,
) -> Common<'a> {
    let noise = document.at(&noise::NOISE).map_or(Some((Noise::default(), 0.0)), noise::read);
    Common {
        seed: overrides.seed.or(document.read(seed)),
        keys: document.read(&KEYS),
        noise: noise.map(|(noise, _)| noise),
        temporal_jitter: noise.map(|(_, jitter)| jitter),
        bounds: document.read(bounds),
        season: document.at(seasons).map_or(Some(season::Draft::default()), season::read),
        locales: locale::read(document),
        names_locales: document.at(&locale::LOCALE).is_some(),
        output: output::read(document),
    }
}
