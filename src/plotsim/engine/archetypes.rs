//! `archetypes` of the engine form.

use super::metrics::{EngineMetric, LawDraft};
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::distributions::ValueRange;
use crate::plotsim::lexicons;
use crate::plotsim::model::{Archetype, MetricLaw};
use crate::plotsim::parts::kinds::{NUMBER, SOME_TEXT};
use crate::plotsim::parts::laws::{self, Places};
use crate::plotsim::parts::{curves, labels, names, spread, wording};
use crate::trajectory::archetype::{Archetype as Curve, Segment, SegmentProblem};
use crate::trajectory::curves::{CURVES, Curve as Shape, CurveSpec, ParamKind};
use crate::trajectory::time_axis::Granularity;

pub static ARCHETYPES: Key<Items> = Key::some("archetypes", &Kind::Map(&SECTION))
    .doc("Behaviours over time")
    .example("[{ name: rise, curve_segments: [{ curve: sigmoid, start_pct: 0, end_pct: 1 }] }]");

const NAME: Key<&str> = Key::form("name", &SOME_TEXT).doc("Name of the archetype").example("rise");
const DESCRIPTION: Key<Option<&str>> =
    Key::text("description").otherwise("the label").doc("What it stands for").example("up, then level");
static SEGMENTS: Key<Unread> = Key::of("curve_segments", Kind::SomeOf(&Kind::Map(&CURVE_SEGMENT)))
    .doc("Curves that together cover the window")
    .example("[{ curve: sigmoid, start_pct: 0, end_pct: 1 }]");
static OVERRIDES: Key<Option<Unread>> = Key::of("metric_overrides", Kind::MapOf(&Kind::Map(&OVERRIDE)))
    .optional()
    .doc("Laws of single metrics for entities of this archetype")
    .example("{ usage: { value_range: { min: 0.2, max: 0.5 } } }");

pub static SECTION: Section = Section::new(
    "engine.archetypes",
    "docs/plotsim.md#engine-archetypes",
    "A behaviour over time",
    &[
        NAME.param,
        labels::LABEL.param,
        DESCRIPTION.param,
        SEGMENTS.param,
        OVERRIDES.param,
        spread::SPREAD.param,
    ],
);

const CURVE: Key<&str> = Key::known("curve", &lexicons::CURVE).doc("Which curve").example("sigmoid");
const CURVE_PARAMS: Key<Option<Unread>> = Key::of(
    "params",
    Kind::MapOf(&Kind::Choice("number, boolean or cycles", &[NUMBER, Kind::Bool, curves::CYCLES])),
)
.otherwise("the curve's defaults")
.doc("Its parameters")
.example("{ midpoint: 0.5 }");
const START: Key<f64> =
    Key::float("start_pct", Interval::UNIT).doc("Where it starts, as a fraction of the window").example("0");
const END: Key<f64> =
    Key::float("end_pct", Interval::UNIT).doc("Where it ends, as a fraction of the window").example("1");

static CURVE_SEGMENT: Section = Section::new(
    "engine.curve_segments",
    "",
    "A curve over a part of the window",
    &[CURVE.param, CURVE_PARAMS.param, START.param, END.param],
)
.rules(&[Rule::Params { key: "params", of: "curve", lexicon: &lexicons::CURVE, centre: true }]);

const OWN_DISTRIBUTION: Key<Option<&str>> = Key::known("distribution", &lexicons::FAMILY)
    .otherwise("the metric's")
    .doc("Family of distributions")
    .example("gamma");
const OWN_PARAMS: Key<Option<Unread>> = Key::of("params", Kind::MapOf(&NUMBER))
    .otherwise("the metric's")
    .doc("Parameters of the family, all of them")
    .example("{ shape: 2, scale: 10 }");
const OWN_RANGE: Key<Option<Unread>> = Key::of("value_range", Kind::Map(&laws::VALUE_RANGE))
    .otherwise("the metric's")
    .doc("A range within the metric's own")
    .example("{ min: 0.2, max: 0.5 }");

static OVERRIDE: Section = Section::new(
    "engine.metric_overrides",
    "",
    "A metric's law for entities of one archetype",
    &[OWN_DISTRIBUTION.param, OWN_PARAMS.param, OWN_RANGE.param],
)
.rules(&[Rule::Params { key: "params", of: "distribution", lexicon: &lexicons::FAMILY, centre: true }]);

/// The archetypes of a document.
#[derive(Default)]
pub struct Archetypes<'a> {
    /// Empty where it could not be read.
    pub names: Vec<&'a str>,
    pub archetypes: Vec<Option<Archetype>>,
    /// Metric, archetype, law.
    pub overrides: Option<Vec<(usize, usize, MetricLaw)>>,
}

/// Every archetype, at least one.
pub fn read<'a>(
    document: &Fields<'a>,
    metrics: &[EngineMetric<'a>],
    granularity: Option<Granularity>,
) -> Archetypes<'a> {
    // Days show every cycle, so that only what is wrong in any window is told.
    let granularity = granularity.unwrap_or(Granularity::Daily);
    let items = document.read(&ARCHETYPES).unwrap_or_default();
    let mut all = Archetypes { overrides: Some(Vec::new()), ..Archetypes::default() };
    let mut places = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let fields = item.fields(&SECTION);
        let name = fields.as_ref().and_then(|fields| names::some_text(fields.at(&NAME)?));
        places.push(fields.as_ref().and_then(|fields| fields.at(&NAME)).unwrap_or(item).clone());
        all.names.push(name.unwrap_or(""));
        all.archetypes.push(fields.as_ref().and_then(|fields| archetype(fields, name, granularity)));
        let laws = match fields.as_ref().and_then(|fields| fields.at(&OVERRIDES)) {
            Some(field) => overrides(field, metrics),
            None => Some(Vec::new()),
        };
        all.overrides = all.overrides.zip(laws).map(|(mut overrides, laws)| {
            overrides.extend(laws.into_iter().map(|(metric, law)| (metric, index, law)));
            overrides
        });
    }
    let named: Vec<(&str, &Field<'_>)> = all.names.iter().copied().zip(&places).collect();
    names::check_unique(names::ARCHETYPE, &named, false);
    all
}

fn archetype(fields: &Fields<'_>, name: Option<&str>, granularity: Granularity) -> Option<Archetype> {
    let label = labels::read(fields, name);
    let description = match fields.read(&DESCRIPTION) {
        Some(Some(text)) => Some(text.to_owned()),
        Some(None) => label.clone(),
        None => None,
    };
    let spread = spread::read(fields);
    let curve = fields.at(&SEGMENTS).and_then(|field| curve(field, granularity));
    Some(Archetype {
        name: name?.to_owned(),
        label: label?,
        description: description?,
        curve: curve?,
        spread: spread?,
    })
}

fn curve(field: &Field<'_>, granularity: Granularity) -> Option<Curve> {
    let items = field.some_items()?;
    let segments: Vec<Option<Segment>> = items.iter().map(|item| segment(item, granularity)).collect();
    let segments = segments.into_iter().collect::<Option<Vec<Segment>>>()?;
    Curve::new(segments).map_err(|problems| report(field, &items, &problems)).ok()
}

fn report(field: &Field<'_>, items: &[Field<'_>], problems: &[SegmentProblem]) {
    for problem in problems {
        let place = match problem {
            SegmentProblem::Empty => None,
            SegmentProblem::BadRange { segment, .. }
            | SegmentProblem::LateStart { segment, .. }
            | SegmentProblem::EarlyEnd { segment, .. }
            | SegmentProblem::Gap { segment, .. }
            | SegmentProblem::Overlap { segment, .. } => items.get(*segment),
        };
        place.unwrap_or(field).error("bad-segments", wording::of(problem), None);
    }
}

fn segment(item: &Field<'_>, granularity: Granularity) -> Option<Segment> {
    let fields = item.fields(&CURVE_SEGMENT)?;
    let (start, end) = (fields.read(&START), fields.read(&END));
    let spec = fields.at(&CURVE).and_then(curve_spec);
    let curve = match (spec, fields.at(&CURVE_PARAMS)) {
        (Some(spec), Some(field)) => params(field, spec, granularity),
        (spec, _) => spec.map(CurveSpec::with_defaults),
    };
    Some(Segment { curve: curve?, start: start?, end: end? })
}

fn curve_spec(field: &Field<'_>) -> Option<&'static CurveSpec> {
    let name = field.text()?;
    let found = CurveSpec::find(name);
    if found.is_none() {
        let hint = suggest::hint(name, CURVES.iter().map(|spec| spec.name).collect::<Vec<_>>());
        field.broken("unknown-curve", format!("unknown curve '{name}'"), hint);
    }
    found
}

fn params(field: &Field<'_>, spec: &'static CurveSpec, granularity: Granularity) -> Option<Shape> {
    let entries = field.entries()?;
    let mut given = Vec::new();
    for (name, value) in &entries {
        let kind = spec.params.iter().find(|param| param.name == *name);
        let kind = kind.map_or(ParamKind::Number, |param| param.kind);
        given.push((*name, curves::value(value, kind, granularity)?));
    }
    match spec.with_params(&given) {
        Ok(curve) => {
            if let Some(departure) = curve.departure() {
                let message =
                    format!("the formula of {} is {departure}, where the curve is clipped", spec.name);
                field.warn("clipped-curve", message, None);
            }
            Some(curve)
        }
        Err(problems) => {
            curves::report(&problems, |name| {
                entries.iter().find(|(known, _)| *known == name).map_or(field, |(_, value)| value).clone()
            });
            None
        }
    }
}

fn overrides(field: &Field<'_>, metrics: &[EngineMetric<'_>]) -> Option<Vec<(usize, MetricLaw)>> {
    let known: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let mut laws = Some(Vec::new());
    for (name, entry) in field.entries()? {
        let metric = names::METRIC.find_within(&entry, 0, name, &known);
        let law = metric.and_then(|metric| one_override(&entry, metrics[metric].law.as_ref()?));
        laws = laws.zip(metric.zip(law)).map(|(mut laws, law)| {
            laws.push(law);
            laws
        });
    }
    laws
}

fn one_override<'a>(entry: &Field<'a>, own: &LawDraft<'a>) -> Option<MetricLaw> {
    let fields = entry.fields(&OVERRIDE)?;
    let family = fields.at(&OWN_DISTRIBUTION).map_or(Some(own.family), laws::family);
    let range = fields.at(&OWN_RANGE).map_or(Some(own.range), |field| narrower(field, own.range));
    let params = match fields.at(&OWN_PARAMS) {
        Some(field) => laws::params(field, family?, true),
        None if family == Some(own.family) => Some(own.params.clone()),
        None => {
            let at = fields.at(&OWN_DISTRIBUTION).unwrap_or(entry);
            at.error("missing-key", "another distribution needs 'params' of its own", None);
            None
        }
    };
    let draft = LawDraft { family: family?, params: params?, range: range?, bounds: own.bounds };
    draft.settle(Places {
        params: fields.at(&OWN_PARAMS).unwrap_or(entry),
        range: fields.at(&OWN_RANGE).unwrap_or(entry),
    })
}

/// A range that keeps every bound the metric has and lies within it.
fn narrower(field: &Field<'_>, own: ValueRange) -> Option<ValueRange> {
    let range = laws::value_range(field)?;
    let low_kept = own.min.is_none_or(|least| range.min.is_some_and(|min| min >= least));
    let high_kept = own.max.is_none_or(|most| range.max.is_some_and(|max| max <= most));
    if !(low_kept && high_kept) {
        let end = |end: Option<f64>| end.map_or_else(|| "no bound".to_owned(), |end| end.to_string());
        let message =
            format!("must lie within the metric's own range, from {} to {}", end(own.min), end(own.max));
        field.error("bad-range", message, Some("it may only narrow that range, and keeps its bounds".into()));
        return None;
    }
    Some(range)
}
