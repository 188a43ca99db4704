//! Keys that documents of both forms have.

use super::{locale, noise, output, pairs, season};
use crate::config::Overrides;
use crate::config::key::Key;
use crate::config::reader::Fields;
use crate::distributions::Bounds;
use crate::plotsim::model::{OnInfeasible, Output};
use crate::trajectory::noise::Noise;

/// What the rest of a document builds upon; `None` marks what could not be read and was reported.
pub struct Common<'a> {
    pub seed: Option<u64>,
    pub noise: Option<Noise>,
    pub temporal_jitter: Option<f64>,
    pub bounds: Option<Bounds>,
    pub on_infeasible: Option<OnInfeasible>,
    pub season: Option<season::Draft<'a>>,
    pub locales: Option<Vec<String>>,
    pub output: Option<Output>,
}

/// Reads them; `seasons` is the form's key for seasonal effects, `bounds` that for what is done at the ends of ranges.
pub fn read<'a>(
    document: &Fields<'a>,
    overrides: Overrides,
    seasons: &str,
    bounds: &Key<Bounds>,
) -> Common<'a> {
    let noise = document.at(&noise::NOISE).map_or(Some((Noise::default(), 0.0)), noise::read);
    Common {
        seed: overrides.seed.or(document.seed_or("seed", 42)),
        noise: noise.map(|(noise, _)| noise),
        temporal_jitter: noise.map(|(_, jitter)| jitter),
        bounds: document.read(bounds),
        on_infeasible: pairs::on_infeasible(document, OnInfeasible::Nearest),
        season: document.get(seasons).map_or(Some(season::Draft::default()), season::read),
        locales: locale::read(document),
        output: output::read(document),
    }
}
