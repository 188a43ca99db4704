//! What metrics of both forms say beside their law and driver.

use super::{labels, noise};
use crate::config::key::{Key, Unread};
use crate::config::param::Interval;
use crate::config::reader::Fields;
use crate::plotsim::model::{Metric, MetricLaw, Polarity};
use crate::trajectory::noise::Noise;

pub const METRICS_DOC: &str = "The numbers every entity has in every period";

pub const POLARITY: Key<Polarity> =
    Key::word("polarity").doc("Whether it rises or falls with the trajectory");
pub const SEASONAL: Key<f64> = Key::float("seasonal_sensitivity", Interval::EVERYTHING)
    .default(1.0)
    .doc("Multiplies the season's strength; 0 is immune, negative inverts");
pub const PERSISTENCE: Key<f64> = Key::float("persistence", Interval::UNIT)
    .default(0.0)
    .doc("Correlation of a value's deviation with that of the period before");

/// The noise of one metric, under the key of a form.
pub const fn own_noise(name: &'static str) -> Key<Option<Unread>> {
    Key::of(name, noise::KIND).otherwise("the config's noise").doc("Noise of this metric alone")
}

/// The metric of a law.
pub fn read(
    fields: &Fields<'_>,
    name: Option<&str>,
    law: Option<MetricLaw>,
    own_noise: &Key<Option<Unread>>,
    noise: Option<Noise>,
) -> Option<Metric> {
    let label = labels::read(fields, name);
    let polarity = fields.read(&POLARITY);
    let seasonal_sensitivity = fields.read(&SEASONAL);
    let noise = fields.at(own_noise).map_or(noise, noise::read_own);
    let persistence = fields.read(&PERSISTENCE);
    Some(Metric {
        name: name?.to_owned(),
        label: label?,
        polarity: polarity?,
        law: law?,
        overrides: Vec::new(),
        seasonal_sensitivity: seasonal_sensitivity?,
        season_adds: false,
        noise: noise?,
        persistence: persistence?,
    })
}
