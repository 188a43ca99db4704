//! `metrics` of the builder form.

use super::laws::{MetricType, Recipe};
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::distributions::{Bounds, Family};
use crate::plotsim::draft::MetricDraft;
use crate::plotsim::lexicons;
use crate::plotsim::parts::kinds::{NUMBER, RANGE, WORD, rising};
use crate::plotsim::parts::lag::{self, Follow};
use crate::plotsim::parts::laws::{self, Params, Places};
use crate::plotsim::parts::{gates, labels, metric, names};
use crate::trajectory::noise::Noise;

pub static METRICS: Key<Items> = Key::some("metrics", &Kind::Map(&SECTION))
    .doc(metric::METRICS_DOC)
    .example("[{ name: energy, type: score, polarity: positive }]");

const NAME: Key<&str> = Key::form("name", &WORD).doc("Name of the metric").example("usage");
const TYPE: Key<MetricType> = Key::word("type").doc("What kind of number it is");
const RANGE_KEY: Key<Option<Unread>> = Key::of("range", RANGE)
    .otherwise("0 to 1 for a score; a count's mean runs 0 to 5")
    .doc("Least and greatest value; for a count, its mean at both ends of the trajectory")
    .example("[10, 120]");
const FOLLOWS: Key<Option<Unread>> = Key::of("follows", Kind::Text)
    .optional()
    .doc("The metric whose behaviour it repeats later")
    .example("usage");
const DELAY: Key<Option<usize>> =
    Key::periods("delay", 1).optional().doc("Periods by which it follows").example("2");
const DISTRIBUTION: Key<Option<&str>> = Key::known("distribution", &lexicons::FAMILY)
    .otherwise("from the type")
    .doc("Family of distributions")
    .example("gamma");
const PARAMS: Key<Option<Unread>> = Key::of("distribution_params", Kind::MapOf(&NUMBER))
    .optional()
    .doc("Parameters of the family, without its centre")
    .example("{ shape: 2 }");
const NOISE: Key<Option<Unread>> = metric::own_noise("noise").example("{ gaussian_sigma: 0.1 }");

pub static SECTION: Section = Section::new(
    "builder.metrics",
    "docs/plotsim.md#metrics",
    "A number every entity has in every period",
    &[
        NAME.param,
        TYPE.param,
        metric::POLARITY.param,
        labels::LABEL.param,
        RANGE_KEY.param,
        FOLLOWS.param,
        DELAY.param,
        lag::DECAY[0],
        lag::DECAY[1],
        metric::SEASONAL.param,
        DISTRIBUTION.param,
        PARAMS.param,
        NOISE.param,
        laws::OWN_BOUNDS.param,
        metric::PERSISTENCE.param,
        gates::DECIMALS.param,
        gates::ZEROS.param,
        gates::ONLY_WHEN.param,
        gates::OTHERWISE.param,
    ],
)
.rules(&[
    Rule::Needs(When::new("type", &["amount", "index"]), &["range"]),
    Rule::Beside("follows", &["delay"]),
    Rule::Beside("delay", &["follows"]),
    Rule::Beside("decay_window", &["follows"]),
    Rule::Beside("decay_kernel", &["follows"]),
    Rule::Beside("distribution_params", &["distribution"]),
    Rule::Params {
        key: "distribution_params",
        of: "distribution",
        lexicon: &lexicons::FAMILY,
        centre: false,
    },
]);

/// A metric and what its law was made of, for segments that move it.
pub type BuilderMetric<'a> = metric::Written<'a, Recipe<'a>>;

/// Every metric of a document.
pub fn read<'a>(
    document: &Fields<'a>,
    noise: Option<Noise>,
    bounds: Option<Bounds>,
    periods: Option<usize>,
) -> Vec<BuilderMetric<'a>> {
    metric::all(document, (&METRICS, &SECTION), true, |item, fields| {
        metric(item, fields, noise, bounds, periods)
    })
}

fn metric<'a>(
    item: &Field<'a>,
    fields: &Fields<'a>,
    default_noise: Option<Noise>,
    default_bounds: Option<Bounds>,
    periods: Option<usize>,
) -> BuilderMetric<'a> {
    let name = fields.at(&NAME).and_then(names::word);
    let at = fields.at(&NAME).unwrap_or(item).clone();
    let recipe = recipe(fields, default_bounds);
    let follow = follow(fields, periods);
    let law = recipe.as_ref().and_then(|recipe| recipe.law(None, places(fields)));
    let index = recipe.as_ref().is_some_and(|recipe| recipe.kind == MetricType::Index);
    let metric = metric::read(fields, name, law, &NOISE, default_noise)
        .map(|metric| crate::plotsim::model::Metric { season_adds: index, ..metric });
    BuilderMetric {
        draft: MetricDraft { name: name.unwrap_or(""), at, follow, only_when: gates::read(fields), metric },
        law: recipe,
    }
}

/// Where the parts of a metric's law stand.
fn places<'f, 'a>(fields: &'f Fields<'a>) -> Places<'a, 'f> {
    let pinned = fields.at(&PARAMS).or(fields.at(&DISTRIBUTION));
    Places { params: pinned.unwrap_or(&fields.whole), range: fields.place(&RANGE_KEY) }
}

fn recipe<'a>(fields: &Fields<'a>, config: Option<Bounds>) -> Option<Recipe<'a>> {
    let kind = fields.read(&TYPE);
    let bounds = laws::own_bounds(fields, config);
    let pinned = match fields.at(&DISTRIBUTION) {
        Some(field) => laws::family(field).and_then(|family| pinned(family, fields.at(&PARAMS))).map(Some),
        None => Some(None),
    };
    let written = fields.at(&RANGE_KEY).map(rising);
    let kind = kind?;
    let range = written.unwrap_or_else(|| kind.default_range());
    if let (MetricType::Count, Some(field), Some((low, _))) = (kind, fields.at(&RANGE_KEY), range)
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

fn follow<'a>(fields: &Fields<'a>, window: Option<usize>) -> Option<Option<Follow<'a>>> {
    let periods = fields.read(&DELAY);
    match (fields.at(&FOLLOWS), fields.at(&DELAY)) {
        (Some(driver), Some(periods_at)) => {
            let decay = lag::decay(fields, window);
            driver.text()?;
            let (driver, periods_at) = (driver.clone(), periods_at.clone());
            Some(Some(Follow { driver, periods_at, periods: periods??, blend: 1.0, decay: decay? }))
        }
        (None, None) => Some(None),
        // One without the other was reported.
        _ => None,
    }
}
