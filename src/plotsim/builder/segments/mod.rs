//! `segments`: entities that behave alike.

mod archetype;
mod arrival;
mod attributes;
mod shapes;

use super::laws::Third;
use super::metrics::BuilderMetric;
use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Section, Word};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::{Archetype, Arrival, MetricLaw, Naming, Run, Story, TreatmentRule};
use crate::plotsim::parts::kinds::{LOG_ODDS, WORD};
use crate::plotsim::parts::laws::Places;
use crate::plotsim::parts::window::Window;
use crate::plotsim::parts::{labels, metric, names, periods as window, scale, spread};
use crate::trajectory::lag::Treatment;

pub static SEGMENTS: Key<Items> = Key::some("segments", &Kind::Map(&SECTION))
    .doc("Groups of entities that behave alike")
    .example("[{ name: regulars, count: 60, archetype: growth }]");

const NAME: Key<&str> = Key::form("name", &WORD)
    .doc("Name of the segment; its entities are called <name>_0000 and so on")
    .example("regulars");
const COUNT: Key<u64> = Key::count("count", 1).doc("Number of entities").example("60");
const BASELINE: Key<Option<Unread>> = Key::of("baseline", Kind::MapOf(&Kind::Word(Third::WORDS)))
    .optional()
    .doc("high, mid or low: the third of a metric's range the segment moves in")
    .example("{ revenue: high }");
const ARRIVAL: Key<Option<Unread>> = Key::of("arrival", Kind::Tagged(&arrival::ARRIVAL))
    .otherwise("all from the first period")
    .doc("When entities begin")
    .example("{ kind: uniform, start: 0, end: 6 }");
const TREATMENT: Key<Option<Mapping>> = Key::map("treatment", &TREATED)
    .optional()
    .doc("An experiment on some of the entities")
    .example("{ fraction: 0.5, lift_log_odds: 0.8, start_period: 12 }");

pub static SECTION: Section = Section::new(
    "builder.segments",
    "docs/plotsim.md#segments",
    "Entities that behave alike",
    &[
        NAME.param,
        COUNT.param,
        archetype::ARCHETYPE.param,
        labels::LABEL.param,
        attributes::ATTRIBUTES.param,
        BASELINE.param,
        metric::SEASONAL.param,
        ARRIVAL.param,
        TREATMENT.param,
        spread::SPREAD.param,
    ],
);

const FRACTION: Key<f64> =
    Key::float("fraction", Interval::UNIT).doc("Share of entities that are treated").example("0.5");
const LIFT: Key<f64> =
    Key::float("lift_log_odds", LOG_ODDS).doc("Shift of the position, in log-odds").example("0.8");
const START_PERIOD: Key<usize> = Key::periods("start_period", 0).default(0).doc("First treated period");
const TREATED_LABEL: Key<&str> =
    Key::text("treatment_label").default("treatment").doc("Name of the treated arm").example("pilot");
const CONTROL_LABEL: Key<&str> =
    Key::text("control_label").default("control").doc("Name of the other arm").example("usual care");
const TARGET: Key<Option<Unread>> = Key::of("target_metric", Kind::Text)
    .otherwise("all metrics")
    .doc("The one metric that is treated")
    .example("usage");

static TREATED: Section = Section::new(
    "builder.treatment",
    "",
    "An experiment on some of the entities",
    &[FRACTION.param, LIFT.param, START_PERIOD.param, TREATED_LABEL.param, CONTROL_LABEL.param, TARGET.param],
);

/// The segments of a document: an archetype and a run of entities each.
pub struct Segments<'a> {
    pub archetypes: Vec<Option<Archetype>>,
    /// Metric, archetype, law.
    pub overrides: Option<Vec<(usize, usize, MetricLaw)>>,
    pub runs: Vec<RunDraft<'a>>,
    /// Attributes of any segment, by name.
    pub pools: Vec<String>,
    /// Whether every segment has the attribute.
    pub everywhere: Vec<bool>,
}

/// Every segment, at least one.
pub fn read<'a>(
    document: &Fields<'a>,
    metrics: &[BuilderMetric<'a>],
    time: Option<&Window>,
    factor: Option<f64>,
) -> Segments<'a> {
    let story = time.map(|time| time.story);
    let items = document.read(&SEGMENTS).unwrap_or_default();
    let drafts: Vec<Option<Fields<'a>>> = items.iter().map(|item| item.fields(&SECTION)).collect();
    let attributes = attributes::read(&drafts);
    let mut segments = Segments {
        archetypes: Vec::new(),
        overrides: Some(Vec::new()),
        runs: Vec::new(),
        pools: attributes.names,
        everywhere: attributes.everywhere,
    };
    for (index, ((item, fields), pools)) in items.iter().zip(&drafts).zip(attributes.lists).enumerate() {
        let Some(fields) = fields else {
            segments.archetypes.push(None);
            segments.runs.push(RunDraft { name: "", at: item.clone(), run: None, pins: Vec::new() });
            continue;
        };
        let name = fields.at(&NAME).and_then(names::word);
        let at = fields.at(&NAME).unwrap_or(item).clone();
        let label = labels::read(fields, name);
        segments.archetypes.push(archetype(
            fields,
            name,
            label.as_deref(),
            story.as_ref().map(|story| &story.axis),
        ));
        let run = run(fields, name, label, index, metrics, story.as_ref(), factor);
        let run = run.zip(pools).map(|(run, pools)| Run { pools, ..run });
        segments.runs.push(RunDraft { name: name.unwrap_or(""), at, run, pins: Vec::new() });
        let laws = fields.at(&BASELINE).map_or(Some(Vec::new()), |field| baseline(field, metrics));
        segments.overrides = segments.overrides.zip(laws).map(|(mut overrides, laws)| {
            overrides.extend(laws.into_iter().map(|(metric, law)| (metric, index, law)));
            overrides
        });
    }
    let named: Vec<(&str, &Field<'_>)> = segments.runs.iter().map(|run| (run.name, &run.at)).collect();
    names::check_unique(names::SEGMENT, &named, true);
    segments
}

fn archetype(
    fields: &Fields<'_>,
    name: Option<&str>,
    label: Option<&str>,
    time: Option<&crate::trajectory::time_axis::TimeAxis>,
) -> Option<Archetype> {
    let spread = spread::read(fields);
    let (curve, text) =
        fields.at(&archetype::ARCHETYPE).and_then(|field| archetype::read(field, time)).unzip();
    let description = match fields.at(&labels::LABEL) {
        Some(_) => label.map(str::to_owned),
        None => text,
    };
    Some(Archetype {
        name: name?.to_owned(),
        label: label?.to_owned(),
        description: description?,
        curve: curve?,
        spread: spread?,
    })
}

fn run(
    fields: &Fields<'_>,
    name: Option<&str>,
    label: Option<String>,
    archetype: usize,
    metrics: &[BuilderMetric<'_>],
    story: Option<&Story>,
    factor: Option<f64>,
) -> Option<Run> {
    let periods = story.map(Story::len);
    let extends = story.is_some_and(|story| story.extends);
    let written = fields.read(&COUNT);
    let count = written.and_then(|written| scale::count(fields.at(&COUNT)?, written, factor));
    let seasonal_sensitivity = fields.read(&metric::SEASONAL);
    let arrival = match fields.at(&ARRIVAL) {
        Some(field) => arrival::read(field, written, count, periods, extends),
        None => Some(Arrival::At(0)),
    };
    let treatment = match fields.read(&TREATMENT) {
        Some(Some(own)) => treatment(&own, count, metrics, periods, extends).map(Some),
        Some(None) => Some(None),
        None => None,
    };
    Some(Run {
        name: name?.to_owned(),
        label: label?,
        naming: Naming::Numbered,
        first: 0,
        count: count?,
        size: 1,
        archetype,
        inflection: None,
        arrival: arrival?,
        treatment: treatment?,
        seasonal_sensitivity: seasonal_sensitivity?,
        pins: Vec::new(),
        pools: Vec::new(),
    })
}

fn treatment(
    fields: &Fields<'_>,
    count: Option<u64>,
    metrics: &[BuilderMetric<'_>],
    periods: Option<usize>,
    extends: bool,
) -> Option<TreatmentRule> {
    let (fraction, lift) = (fields.read(&FRACTION), fields.read(&LIFT));
    for (key, value) in [(&FRACTION, fraction), (&LIFT, lift)] {
        if value == Some(0.0) {
            fields.place(key).warn("no-effect", "is 0, so the treatment has no effect", None);
        }
    }
    let start = window::within(fields, &START_PERIOD, periods);
    let known: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let target = match fields.at(&TARGET) {
        Some(field) => names::METRIC.find(field, &known).map(Some),
        None => Some(None),
    };
    let (treatment_label, control_label) = (fields.read(&TREATED_LABEL), fields.read(&CONTROL_LABEL));
    // A share of a count is a count.
    let treated = (fraction? * count? as f64).round_ties_even() as u64;
    Some(TreatmentRule {
        treated: treated.min(count?),
        share: fraction.filter(|_| extends),
        shift: Treatment { start: start?, lift: lift?, target: target? },
        treatment_label: treatment_label?.to_owned(),
        control_label: control_label?.to_owned(),
    })
}

/// Laws of the metrics a segment moves to a third of their range.
fn baseline(field: &Field<'_>, metrics: &[BuilderMetric<'_>]) -> Option<Vec<(usize, MetricLaw)>> {
    let known: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let mut laws = Some(Vec::new());
    for (name, word) in field.entries()? {
        let third = word.word_of::<Third>();
        let metric = names::METRIC.find_within(&word, 0, name, &known);
        let law = metric.zip(third).and_then(|(metric, third)| {
            metrics[metric].law.as_ref()?.law(Some(third), Places { params: &word, range: &word })
        });
        laws = laws.zip(metric.zip(law)).map(|(mut laws, law)| {
            laws.push(law);
            laws
        });
    }
    laws
}
