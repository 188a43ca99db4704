//! `metrics` of the engine form.

use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::distributions::{Bounds, Family, ValueRange};
use crate::plotsim::draft::MetricDraft;
use crate::plotsim::lexicons;
use crate::plotsim::model::MetricLaw;
use crate::plotsim::parts::kinds::{NUMBER, SOME_TEXT};
use crate::plotsim::parts::lag::{self, Follow};
use crate::plotsim::parts::laws::{self, Params, Places};
use crate::plotsim::parts::{gates, labels, metric, names};
use crate::trajectory::noise::Noise;

pub static METRICS: Key<Items> = Key::some("metrics", &Kind::Map(&SECTION))
    .doc(metric::METRICS_DOC)
    .example("[{ name: usage, distribution: beta, params: { alpha: 2, beta: 5 }, polarity: positive }]");

const NAME: Key<&str> = Key::form("name", &SOME_TEXT).doc("Name of the metric").example("usage");
const DISTRIBUTION: Key<&str> =
    Key::known("distribution", &lexicons::FAMILY).doc("Family of distributions").example("beta");
const PARAMS: Key<Unread> =
    Key::of("params", Kind::MapOf(&NUMBER)).doc("Parameters of the family").example("{ alpha: 2, beta: 5 }");
const VALUE_RANGE: Key<Option<Unread>> = Key::of("value_range", Kind::Map(&laws::VALUE_RANGE))
    .optional()
    .doc("Least and greatest value")
    .example("{ min: 0, max: 100 }");
const CAUSAL_LAG: Key<Option<Mapping>> = Key::map("causal_lag", &LAG)
    .optional()
    .doc("The metric it follows, some periods late")
    .example("{ driver: usage, lag_periods: 2 }");
const NOISE: Key<Option<Unread>> = metric::own_noise("noise_override").example("perfectly_clean");

pub static SECTION: Section = Section::new(
    "engine.metrics",
    "docs/plotsim.md#engine-metrics",
    "A number every entity has in every period",
    &[
        NAME.param,
        labels::LABEL.param,
        DISTRIBUTION.param,
        PARAMS.param,
        metric::POLARITY.param,
        VALUE_RANGE.param,
        CAUSAL_LAG.param,
        metric::SEASONAL.param,
        NOISE.param,
        laws::OWN_BOUNDS.param,
        metric::PERSISTENCE.param,
        gates::DECIMALS.param,
        gates::ZEROS.param,
        gates::ONLY_WHEN.param,
        gates::OTHERWISE.param,
    ],
)
.rules(&[Rule::Params { key: "params", of: "distribution", lexicon: &lexicons::FAMILY, centre: true }]);

const DRIVER: Key<Unread> = Key::of("driver", Kind::Text).doc("The metric it follows").example("usage");
const LAG_PERIODS: Key<usize> =
    Key::periods("lag_periods", 1).doc("Periods by which it follows").example("2");
const BLEND_WEIGHT: Key<f64> = Key::float("blend_weight", Interval::UNIT)
    .default(1.0)
    .doc("Weight of the driver against the metric's own position");
const SPREADS: Key<bool> =
    Key::flag("decay").default(false).doc("Whether the lag is spread over several periods");
const DECAYING: When = When::new("decay", &["true"]);

static LAG: Section = Section::new(
    "engine.causal_lag",
    "docs/plotsim.md#lag",
    "The metric another follows, some periods late",
    &[DRIVER.param, LAG_PERIODS.param, BLEND_WEIGHT.param, SPREADS.param, lag::DECAY[0], lag::DECAY[1]],
)
.rules(&[Rule::Needs(DECAYING, &["decay_window"]), Rule::Only(&["decay_window"], DECAYING)]);

/// A metric and what its law was made of, for archetypes that replace a part.
pub type EngineMetric<'a> = metric::Written<'a, LawDraft<'a>>;

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

/// Every metric of a document.
pub fn read<'a>(
    document: &Fields<'a>,
    noise: Option<Noise>,
    bounds: Option<Bounds>,
    periods: Option<usize>,
) -> Vec<EngineMetric<'a>> {
    metric::all(document, (&METRICS, &SECTION), false, |item, fields| {
        metric(item, fields, noise, bounds, periods)
    })
}

fn metric<'a>(
    item: &Field<'a>,
    fields: &Fields<'a>,
    default_noise: Option<Noise>,
    default_bounds: Option<Bounds>,
    periods: Option<usize>,
) -> EngineMetric<'a> {
    let name = fields.at(&NAME).and_then(names::some_text);
    let at = fields.at(&NAME).unwrap_or(item).clone();
    let law = law(fields, default_bounds);
    let follow = match fields.read(&CAUSAL_LAG) {
        Some(Some(lag)) => follow(&lag, periods).map(Some),
        Some(None) => Some(None),
        None => None,
    };
    let settled = law.as_ref().and_then(|law| settle(fields, law));
    let metric = metric::read(fields, name, settled, &NOISE, default_noise);
    EngineMetric {
        draft: MetricDraft { name: name.unwrap_or(""), at, follow, only_when: gates::read(fields), metric },
        law,
    }
}

fn law<'a>(fields: &Fields<'a>, config: Option<Bounds>) -> Option<LawDraft<'a>> {
    let bounds = laws::own_bounds(fields, config);
    let family = fields.at(&DISTRIBUTION).and_then(laws::family);
    let range = fields.at(&VALUE_RANGE).map_or(Some(ValueRange::NONE), laws::value_range);
    let params = laws::params(fields.at(&PARAMS)?, family?, true);
    Some(LawDraft { family: family?, params: params?, range: range?, bounds: bounds? })
}

fn settle(fields: &Fields<'_>, law: &LawDraft<'_>) -> Option<MetricLaw> {
    let params = fields.place(&PARAMS);
    let settled = law.settle(Places { params, range: fields.place(&VALUE_RANGE) })?;
    if settled.centre.low == settled.centre.high {
        let message = format!(
            "the centre is {} at every position, so the metric does not follow the trajectory",
            settled.centre.low
        );
        let hint = (law.family == Family::NORMAL && law.params.get("mu").is_none())
            .then(|| "give it a mu".to_owned());
        params.warn("no-effect", message, hint);
    }
    Some(settled)
}

fn follow<'a>(lag: &Fields<'a>, window: Option<usize>) -> Option<Follow<'a>> {
    let (driver, periods, blend) = (lag.read(&DRIVER), lag.read(&LAG_PERIODS), lag.read(&BLEND_WEIGHT));
    lag.read(&SPREADS);
    let decay = lag::decay(lag, window);
    let driver = driver?;
    driver.text()?;
    let periods_at = lag.at(&LAG_PERIODS)?.clone();
    Some(Follow { driver, periods_at, periods: periods?, blend: blend?, decay: decay? })
}
