//! Metrics: their laws and noise, and how many cells became outliers.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::{Options, Stopped};
use crate::distributions::Bounds;
use crate::plotsim::model::{MetricLaw, Plotsim, Polarity};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::per_block;
use crate::trajectory::noise::NoiseFamily;

#[derive(Serialize)]
pub struct Metric<'a> {
    name: &'a str,
    label: &'a str,
    polarity: &'static str,
    law: Law,
    archetype_laws: Vec<Override<'a>>,
    persistence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<u8>,
    zeros: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_when: Option<String>,
    seasonal_sensitivity: f64,
    noise: Noise,
    /// Cells that are outliers; null where rows were not made.
    outliers: Option<u64>,
}

#[derive(Serialize)]
struct Law {
    family: &'static str,
    centre_at_0: f64,
    centre_at_1: f64,
    min: Option<f64>,
    max: Option<f64>,
    bounds: &'static str,
}

#[derive(Serialize)]
struct Override<'a> {
    archetype: &'a str,
    law: Law,
}

#[derive(Serialize)]
struct Noise {
    family: &'static str,
    degrees_of_freedom: Option<f64>,
    sigma: f64,
    scale_with_trajectory: bool,
    outlier_rate: f64,
    mcar_rate: f64,
}

fn law(law: &MetricLaw) -> Law {
    Law {
        family: law.law.family().name(),
        centre_at_0: law.centre.low,
        centre_at_1: law.centre.high,
        min: law.range.min,
        max: law.range.max,
        bounds: match law.bounds {
            Bounds::Clamp => "clamp",
            Bounds::Reshape => "reshape",
        },
    }
}

pub fn metrics<'a>(engine: &'a Engine, options: &Options<'_>) -> Result<Vec<Metric<'a>>, Stopped> {
    let config = engine.config();
    let outliers = match options.hashes {
        true => counts(engine, options)?.into_iter().map(Some).collect(),
        false => vec![None; config.metrics.len()],
    };
    Ok(config.metrics.iter().zip(outliers).map(|(own, outliers)| metric(config, own, outliers)).collect())
}

/// The number of outliers of each metric. Sums of whole numbers do not depend on their order.
fn counts(engine: &Engine, options: &Options<'_>) -> Result<Vec<u64>, Stopped> {
    let counts: Vec<AtomicU64> = engine.config().metrics.iter().map(|_| AtomicU64::new(0)).collect();
    let each = per_block(engine);
    options.workers.each(engine.entities().div_ceil(each), |block| {
        let entities = block * each..((block + 1) * each).min(engine.entities());
        for metric in engine.with_outliers() {
            let mut count = 0;
            engine.outliers(metric, entities.clone(), |_| count += 1);
            if let Some(total) = counts.get(metric) {
                total.fetch_add(count, Ordering::Relaxed);
            }
        }
    })?;
    Ok(counts.into_iter().map(AtomicU64::into_inner).collect())
}

fn metric<'a>(
    config: &'a Plotsim,
    own: &'a crate::plotsim::model::Metric,
    outliers: Option<u64>,
) -> Metric<'a> {
    let overridden = |(archetype, own): &(usize, MetricLaw)| Override {
        archetype: &config.archetypes[*archetype].name,
        law: law(own),
    };
    let (family, degrees_of_freedom) = match own.noise.family {
        NoiseFamily::Gaussian => ("gaussian", None),
        NoiseFamily::StudentT { df } => ("student_t", Some(df)),
        NoiseFamily::Laplace => ("laplace", None),
    };
    Metric {
        name: &own.name,
        label: &own.label,
        polarity: match own.polarity {
            Polarity::Positive => "positive",
            Polarity::Negative => "negative",
        },
        law: law(&own.law),
        archetype_laws: own.overrides.iter().map(overridden).collect(),
        persistence: own.persistence,
        decimals: own.decimals,
        zeros: own.zeros,
        only_when: own.only_when.map(|condition| {
            let (name, sign) = (name(config, condition.metric), condition.comparison.sign());
            format!(
                "{name} {sign} {}, else {}",
                condition.value,
                if condition.missing { "null" } else { "0" }
            )
        }),
        seasonal_sensitivity: own.seasonal_sensitivity,
        noise: Noise {
            family,
            degrees_of_freedom,
            sigma: own.noise.sigma,
            scale_with_trajectory: own.noise.scale_with_trajectory,
            outlier_rate: own.noise.outlier_rate,
            mcar_rate: own.noise.mcar_rate,
        },
        outliers,
    }
}

pub fn name(config: &Plotsim, metric: usize) -> &str {
    config.metrics.get(metric).map_or("", |metric| metric.name.as_str())
}
