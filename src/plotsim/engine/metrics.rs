//! `metrics` of the engine form.

use crate::config::param::Interval;
use crate::config::reader::{Field, Fields};
use crate::distributions::{Bounds, Family, ValueRange};
use crate::plotsim::draft::MetricDraft;
use crate::plotsim::model::{Metric, MetricLaw, Polarity};
use crate::plotsim::parts::lag::{self, Follow};
use crate::plotsim::parts::laws::{self, Params, Places};
use crate::plotsim::parts::{labels, names, noise};
use crate::plotsim::vocabulary;
use crate::trajectory::lag::Decay;
use crate::trajectory::noise::Noise;

/// A metric and what its law was made of, for archetypes that replace a part.
pub struct EngineMetric<'a> {
    pub draft: MetricDraft<'a>,
    pub law: Option<LawDraft<'a>>,
}

/// The parts of a law.
pub struct LawDraft<'a> {
    pub family: Family,
    pub params: Params<'a>,
    pub range: ValueRange,
    pub bounds: Bounds,
}

impl LawDraft<'_> {
    /// The law of these parts.
    pub fn settle(&self, places: Places<'_, '_>) -> Option<MetricLaw> {
        laws::settle(self.family, &self.params, self.range, self.bounds, None, places)
    }
}

/// Every metric of a document, at least one; a nameless draft for each that could not be read.
pub fn read<'a>(
    document: &Fields<'a>,
    noise: Option<Noise>,
    bounds: Option<Bounds>,
) -> Vec<EngineMetric<'a>> {
    let items = document.some_items("metrics").unwrap_or_default();
    let metrics: Vec<EngineMetric<'a>> = items.iter().map(|item| metric(item, noise, bounds)).collect();
    let named: Vec<(&str, &Field<'_>)> =
        metrics.iter().map(|metric| (metric.draft.name, &metric.draft.at)).collect();
    names::check_unique(names::METRIC, &named, false);
    metrics
}

fn metric<'a>(
    item: &Field<'a>,
    default_noise: Option<Noise>,
    default_bounds: Option<Bounds>,
) -> EngineMetric<'a> {
    let Some(fields) = item.fields(&vocabulary::engine::METRIC) else {
        let draft = MetricDraft { name: "", at: item.clone(), follow: None, metric: None };
        return EngineMetric { draft, law: None };
    };
    let name = fields.get("name").and_then(names::some_text);
    let at = fields.get("name").unwrap_or(item).clone();
    let law = law(&fields, default_bounds);
    let follow = match fields.get("causal_lag") {
        Some(field) => follow(field).map(Some),
        None => Some(None),
    };
    let metric = rest(&fields, name, law.as_ref(), default_noise);
    EngineMetric { draft: MetricDraft { name: name.unwrap_or(""), at, follow, metric }, law }
}

fn law<'a>(fields: &Fields<'a>, default_bounds: Option<Bounds>) -> Option<LawDraft<'a>> {
    let bounds = default_bounds.and_then(|default| laws::bounds(fields, default));
    let family = fields.get("distribution").and_then(laws::family);
    let range = fields.get("value_range").map_or(Some(ValueRange::NONE), laws::value_range);
    let params = laws::params(fields.get("params")?, family?, true);
    Some(LawDraft { family: family?, params: params?, range: range?, bounds: bounds? })
}

fn rest(
    fields: &Fields<'_>,
    name: Option<&str>,
    law: Option<&LawDraft<'_>>,
    noise: Option<Noise>,
) -> Option<Metric> {
    let label = labels::read(fields, name);
    let polarity = fields.word_or("polarity", 0).map(Polarity::at);
    let seasonal_sensitivity = fields.float_or("seasonal_sensitivity", 1.0);
    let noise = fields.get("noise_override").map_or(noise, noise::read_own);
    let persistence = fields.float_or("persistence", 0.0);
    let law = law.and_then(|law| {
        let params = fields.get("params").unwrap_or(&fields.whole);
        let settled =
            law.settle(Places { params, range: fields.get("value_range").unwrap_or(&fields.whole) })?;
        if settled.centre.low == settled.centre.high {
            let message = format!(
                "the centre is {} at every position, so the metric does not follow the trajectory",
                settled.centre.low
            );
            let hint = (law.family == Family::Normal && law.params.get("mu").is_none())
                .then(|| "give it a mu".to_owned());
            params.warn("no-effect", message, hint);
        }
        Some(settled)
    });
    Some(Metric {
        name: name?.to_owned(),
        label: label?,
        polarity: polarity?,
        law: law?,
        overrides: Vec::new(),
        seasonal_sensitivity: seasonal_sensitivity?,
        noise: noise?,
        persistence: persistence?,
    })
}

fn follow<'a>(field: &Field<'a>) -> Option<Follow<'a>> {
    let fields = field.fields(&vocabulary::engine::CAUSAL_LAG)?;
    let periods = fields.int("lag_periods");
    let blend = fields.get("blend_weight").map_or(Some(1.0), |field| field.float(Interval::UNIT));
    let kernel = fields.word_or("decay_kernel", 0).map(lag::kernel);
    let decay = match (fields.bool_or("decay", false), fields.get("decay_window")) {
        (Some(true), Some(_)) => fields
            .int("decay_window")
            .zip(kernel)
            .map(|(window, kernel)| Some(Decay { window: whole(window), kernel })),
        (Some(false), None) => Some(None),
        // The rest was reported.
        _ => None,
    };
    let driver = fields.get("driver")?.clone();
    let periods_at = fields.get("lag_periods")?.clone();
    driver.text()?;
    Some(Follow { driver, periods_at, periods: periods?, blend: blend?, decay: decay? })
}

/// A number of periods; more than can be numbered is as good as the most that can.
fn whole(periods: i64) -> usize {
    usize::try_from(periods).unwrap_or(usize::MAX)
}
