//! Noise: a preset by name, or settings.

use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::plotsim::vocabulary;
use crate::trajectory::noise::{NOISE_PRESETS, Noise, NoiseFamily, NoisePreset};

/// The noise a field describes, and the jitter of event times in days.
pub fn read(field: &Field<'_>) -> Option<(Noise, f64)> {
    if let Value::Text(name) = &field.node.value {
        let preset = NoisePreset::find(name);
        if preset.is_none() {
            let known = NOISE_PRESETS
                .iter()
                .flat_map(|preset| std::iter::once(preset.name).chain(preset.aliases.iter().copied()));
            let hint = suggest::hint(name, known);
            field.error("unknown-word", format!("'{name}' is not a noise preset"), hint);
        }
        return preset.map(|preset| (preset.noise(), 0.0));
    }
    let fields = field.fields(&vocabulary::NOISE)?;
    let sigma = fields.float_or("gaussian_sigma", 0.0);
    let outlier_rate = fields.float_or("outlier_rate", 0.0);
    let mcar_rate = fields.float_or("mcar_rate", 0.0);
    let scale_with_trajectory = fields.bool_or("scale_with_trajectory", false);
    let word = fields.word_or("noise_family", 0);
    let jitter = fields.float_or("temporal_jitter", 0.0);
    let family = match (word, fields.get("degrees_of_freedom")) {
        (Some(1), Some(_)) => fields.float("degrees_of_freedom").map(|df| NoiseFamily::StudentT { df }),
        (Some(2), None) => Some(NoiseFamily::Laplace),
        (Some(_), None) => Some(NoiseFamily::Gaussian),
        // Degrees of freedom that are missing or too many were reported.
        _ => None,
    };
    let noise = Noise {
        sigma: sigma?,
        family: family?,
        scale_with_trajectory: scale_with_trajectory?,
        outlier_rate: outlier_rate?,
        mcar_rate: mcar_rate?,
    };
    Some((noise, jitter?))
}

/// The noise of a single metric, which cannot move events in time.
pub fn read_own(field: &Field<'_>) -> Option<Noise> {
    let (noise, jitter) = read(field)?;
    if jitter > 0.0 {
        let hint = Some("move it to the config's noise".to_owned());
        field.error("wrong-place", "temporal_jitter belongs to events, not to a metric", hint);
        return None;
    }
    Some(noise)
}
