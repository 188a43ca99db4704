//! `metrics` of the builder form.

use super::laws::{MetricType, Recipe};
use crate::config::param::Interval;
use crate::config::reader::{Field, Fields};
use crate::distributions::{Bounds, Family};
use crate::plotsim::draft::MetricDraft;
use crate::plotsim::model::{Metric, Polarity};
use crate::plotsim::parts::lag::{self, Follow};
use crate::plotsim::parts::laws::{self, Params, Places};
use crate::plotsim::parts::{labels, names, noise};
use crate::plotsim::vocabulary;
use crate::trajectory::lag::Decay;
use crate::trajectory::noise::Noise;

/// A metric and what its law was made of, for segments that move it.
pub struct BuilderMetric<'a> {
    pub draft: MetricDraft<'a>,
    pub recipe: Option<Recipe<'a>>,
}

/// Every metric of a document, at least one; a nameless draft for each that could not be read.
pub fn read<'a>(
    document: &Fields<'a>,
    noise: Option<Noise>,
    bounds: Option<Bounds>,
) -> Vec<BuilderMetric<'a>> {
    let items = document.some_items("metrics").unwrap_or_default();
    let metrics: Vec<BuilderMetric<'a>> = items.iter().map(|item| metric(item, noise, bounds)).collect();
    let named: Vec<(&str, &Field<'_>)> =
        metrics.iter().map(|metric| (metric.draft.name, &metric.draft.at)).collect();
    names::check_unique(names::METRIC, &named, true);
    metrics
}

fn metric<'a>(
    item: &Field<'a>,
    default_noise: Option<Noise>,
    default_bounds: Option<Bounds>,
) -> BuilderMetric<'a> {
    let Some(fields) = item.fields(&vocabulary::builder::METRIC) else {
        let draft = MetricDraft { name: "", at: item.clone(), follow: None, metric: None };
        return BuilderMetric { draft, recipe: None };
    };
    let name = fields.get("name").and_then(names::word);
    let at = fields.get("name").unwrap_or(item).clone();
    let recipe = recipe(&fields, default_bounds);
    let follow = follow(&fields);
    let metric = rest(&fields, name, recipe.as_ref(), default_noise);
    BuilderMetric { draft: MetricDraft { name: name.unwrap_or(""), at, follow, metric }, recipe }
}

fn rest(
    fields: &Fields<'_>,
    name: Option<&str>,
    recipe: Option<&Recipe<'_>>,
    noise: Option<Noise>,
) -> Option<Metric> {
    let label = labels::read(fields, name);
    let polarity = fields.word_or("polarity", 0).map(Polarity::at);
    let seasonal_sensitivity = fields.float_or("seasonal_sensitivity", 1.0);
    let noise = fields.get("noise").map_or(noise, noise::read_own);
    let persistence = fields.float_or("persistence", 0.0);
    let law = recipe.and_then(|recipe| recipe.law(None, places(fields)));
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

/// Where the parts of a metric's law stand.
fn places<'f, 'a>(fields: &'f Fields<'a>) -> Places<'a, 'f> {
    let pinned = fields.get("distribution_params").or(fields.get("distribution"));
    Places { params: pinned.unwrap_or(&fields.whole), range: fields.get("range").unwrap_or(&fields.whole) }
}

fn recipe<'a>(fields: &Fields<'a>, default_bounds: Option<Bounds>) -> Option<Recipe<'a>> {
    let kind = fields.word_or("type", 0).map(MetricType::at);
    let bounds = default_bounds.and_then(|default| laws::bounds(fields, default));
    let pinned = match (fields.get("distribution"), fields.get("distribution_params")) {
        (Some(field), params) => laws::family(field).and_then(|family| pinned(family, params)).map(Some),
        (None, _) => Some(None),
    };
    let written = fields.get("range").map(range);
    let kind = kind?;
    let range = written.unwrap_or_else(|| kind.default_range());
    if let (MetricType::Count, Some(field), Some((low, _))) = (kind, fields.get("range"), range)
        && low < 0.0
    {
        field.error("bad-range", "a count has no mean below 0", None);
        return None;
    }
    Some(Recipe { kind, range: range?, pinned: pinned?, bounds: bounds? })
}

/// A family that was asked for. What its parameters leave out is reported when the law is settled.
fn pinned<'a>(family: Family, params: Option<&Field<'a>>) -> Option<(Family, Params<'a>)> {
    match params {
        Some(field) => Some((family, laws::params(field, family, false)?)),
        None => Some((family, Params::default())),
    }
}

/// `[low, high]`, rising.
pub fn range(field: &Field<'_>) -> Option<(f64, f64)> {
    let items = field.tuple(2, 2, "[low, high]")?;
    let (low, high) = (items[0].float(Interval::EVERYTHING), items[1].float(Interval::EVERYTHING));
    let (low, high) = (low?, high?);
    if low >= high {
        field.error("bad-range", format!("runs from {low} to {high}, but must rise"), None);
        return None;
    }
    Some((low, high))
}

fn follow<'a>(fields: &Fields<'a>) -> Option<Option<Follow<'a>>> {
    let window = fields.get("decay_window");
    let window_size = fields.int("decay_window");
    let kernel = fields.word_or("decay_kernel", 0).map(lag::kernel);
    let delay = fields.int("delay");
    match (fields.get("follows"), fields.get("delay")) {
        (Some(driver), Some(delay_at)) => {
            driver.text()?;
            let decay = match window {
                Some(_) => {
                    let window = usize::try_from(window_size?).unwrap_or(usize::MAX);
                    kernel.map(|kernel| Some(Decay { window, kernel }))
                }
                None => Some(None),
            };
            let (driver, periods_at) = (driver.clone(), delay_at.clone());
            if window.is_none()
                && let Some(field) = fields.get("decay_kernel")
            {
                field.warn("no-effect", "decay_kernel has no effect without decay_window", None);
            }
            Some(Some(Follow { driver, periods_at, periods: delay?, blend: 1.0, decay: decay? }))
        }
        (None, None) => Some(None),
        // One without the other was reported.
        _ => None,
    }
}
