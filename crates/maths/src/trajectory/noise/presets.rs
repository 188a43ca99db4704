//! Noise levels with names.

use super::Noise;

/// A named level of noise.
#[derive(Debug)]
pub struct NoisePreset {
    /// The name used in configs.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// As in [`Noise::sigma`].
    pub sigma: f64,
    /// As in [`Noise::outlier_rate`].
    pub outlier_rate: f64,
    /// As in [`Noise::mcar_rate`].
    pub mcar_rate: f64,
    /// What it is, in a few words.
    pub doc: &'static str,
}

/// Every preset, cleanest first.
pub static NOISE_PRESETS: &[NoisePreset] = &[
    NoisePreset {
        name: "perfectly_clean",
        aliases: &["clean"],
        sigma: 0.0,
        outlier_rate: 0.0,
        mcar_rate: 0.0,
        doc: "values as drawn",
    },
    NoisePreset {
        name: "slightly_messy",
        aliases: &[],
        sigma: 0.03,
        outlier_rate: 0.01,
        mcar_rate: 0.005,
        doc: "3 % error, 1 % outliers, 0.5 % missing",
    },
    NoisePreset {
        name: "realistic",
        aliases: &["messy"],
        sigma: 0.05,
        outlier_rate: 0.02,
        mcar_rate: 0.01,
        doc: "5 % error, 2 % outliers, 1 % missing",
    },
    NoisePreset {
        name: "dirty",
        aliases: &["very_messy"],
        sigma: 0.10,
        outlier_rate: 0.05,
        mcar_rate: 0.03,
        doc: "10 % error, 5 % outliers, 3 % missing",
    },
];

impl NoisePreset {
    /// The preset of this name or alias; letter case and the choice between spaces and underscores do not
    /// matter.
    pub fn find(name: &str) -> Option<&'static NoisePreset> {
        let word = name.trim().to_lowercase().replace(' ', "_");
        NOISE_PRESETS.iter().find(|preset| preset.name == word || preset.aliases.contains(&word.as_str()))
    }

    /// The preset as Gaussian noise.
    pub fn noise(&self) -> Noise {
        Noise {
            sigma: self.sigma,
            outlier_rate: self.outlier_rate,
            mcar_rate: self.mcar_rate,
            ..Noise::default()
        }
    }
}
