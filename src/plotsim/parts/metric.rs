//! What metrics of both forms say beside their law and driver.

use super::{gates, labels, names, noise};
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Interval, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::MetricDraft;
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

/// A metric and what its law was made of, for those who replace a part of that.
pub struct Written<'a, L> {
    pub draft: MetricDraft<'a>,
    pub law: Option<L>,
}

/// Every metric of a document, at least one; a nameless draft for each that could not be read. Names differ in more than
/// letter case where `any_case` says so.
pub fn all<'a, L>(
    document: &Fields<'a>,
    (metrics, section): (&Key<Items>, &'static Section),
    any_case: bool,
    read: impl Fn(&Field<'a>, &Fields<'a>) -> Written<'a, L>,
) -> Vec<Written<'a, L>> {
    let read = |item: &Field<'a>| match item.fields(section) {
        Some(fields) => read(item, &fields),
        None => Written { draft: MetricDraft::unreadable(item), law: None },
    };
    let all: Vec<Written<'a, L>> = document.read(metrics).unwrap_or_default().iter().map(read).collect();
    let named: Vec<(&str, &Field<'_>)> = all.iter().map(|one| (one.draft.name, &one.draft.at)).collect();
    names::check_unique(names::METRIC, &named, any_case);
    all
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
    let zeros = fields.read(&gates::ZEROS);
    let decimals = gates::decimals(fields, law.as_ref());
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
        decimals: decimals?,
        zeros: zeros?,
        only_when: None,
    })
}
