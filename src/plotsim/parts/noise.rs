//! Noise: a preset by name, or settings.

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::plotsim::lexicons;
use crate::trajectory::noise::{NOISE_PRESETS, Noise, NoiseFamily, NoisePreset};
use crate::words;

/// A preset or a mapping.
pub const KIND: Kind =
    Kind::Choice("preset or mapping", &[Kind::Known(&lexicons::NOISE), Kind::Map(&SECTION)]);

pub const NOISE: Key<Option<Unread>> =
    Key::of("noise", KIND).optional().doc("What is done to values after they are drawn").example("realistic");

words! {
    /// Families of noise.
    enum FamilyWord { Gaussian = "gaussian", StudentT = "student_t", Laplace = "laplace" }
}

const SIGMA: Key<f64> = Key::float("gaussian_sigma", Interval::closed(0.0, 5.0))
    .default(0.0)
    .doc("Size of the error relative to the value")
    .example("0.05");
const OUTLIERS: Key<f64> = Key::float("outlier_rate", Interval::UNIT)
    .default(0.0)
    .doc("Share of values blown up to 3 to 10 times their size")
    .example("0.01");
const MISSING: Key<f64> = Key::float("mcar_rate", Interval::UNIT)
    .default(0.0)
    .doc("Share of values that are missing")
    .example("0.02");
const BY_POSITION: Key<bool> = Key::flag("scale_with_trajectory")
    .default(false)
    .doc("Whether the error follows the position, not the value");
const FAMILY: Key<FamilyWord> =
    Key::word("noise_family").default_word(FamilyWord::Gaussian as usize).doc("Shape of the error");
const FREEDOM: Key<Option<f64>> = Key::float("degrees_of_freedom", Interval::closed(1.0, f64::INFINITY))
    .optional()
    .doc("Degrees of freedom of student_t, which needs them")
    .example("5");
const JITTER: Key<f64> = Key::float("temporal_jitter", Interval::NOT_NEGATIVE)
    .default(0.0)
    .doc("Standard deviation of reported event times, in days")
    .example("1.5");

const STUDENT: When = When::new("noise_family", &["student_t"]);

/// `noise` and its like, as a mapping.
pub static SECTION: Section = Section::new(
    "plotsim.noise",
    "docs/plotsim.md#noise",
    "What is done to values after they are drawn",
    &[
        SIGMA.param,
        OUTLIERS.param,
        MISSING.param,
        BY_POSITION.param,
        FAMILY.param,
        FREEDOM.param,
        JITTER.param,
    ],
)
.rules(&[Rule::Needs(STUDENT, &["degrees_of_freedom"]), Rule::Only(&["degrees_of_freedom"], STUDENT)]);

/// The noise a field describes, and the jitter of event times in days.
pub fn read(field: &Field<'_>) -> Option<(Noise, f64)> {
    if let Value::Text(name) = &field.node.value {
        let preset = NoisePreset::find(name);
        if preset.is_none() {
            let known = NOISE_PRESETS
                .iter()
                .flat_map(|preset| std::iter::once(preset.name).chain(preset.aliases.iter().copied()));
            let hint = suggest::hint(name, known);
            field.broken("unknown-word", format!("unknown noise preset '{name}'"), hint);
        }
        return preset.map(|preset| (preset.noise(), 0.0));
    }
    let fields = field.fields(&SECTION)?;
    let sigma = fields.read(&SIGMA);
    let outlier_rate = fields.read(&OUTLIERS);
    let mcar_rate = fields.read(&MISSING);
    let scale_with_trajectory = fields.read(&BY_POSITION);
    let jitter = fields.read(&JITTER);
    let family_word = fields.read(&FAMILY);
    let family = match (family_word, fields.read(&FREEDOM)?) {
        (Some(FamilyWord::StudentT), Some(df)) => Some(NoiseFamily::StudentT { df }),
        (Some(FamilyWord::Laplace), None) => Some(NoiseFamily::Laplace),
        (Some(FamilyWord::Gaussian), None) => Some(NoiseFamily::Gaussian),
        // Degrees of freedom that are missing or too many were reported.
        _ => None,
    };
    if sigma == Some(0.0) {
        let family = fields.at(&FAMILY).filter(|_| family_word != Some(FamilyWord::Gaussian));
        let by_position = fields.at(&BY_POSITION).filter(|_| scale_with_trajectory == Some(true));
        for place in [family, by_position].into_iter().flatten() {
            place.warn("no-effect", "has no effect without a gaussian_sigma above 0", None);
        }
    }
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
