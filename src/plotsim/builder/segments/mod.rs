//! `segments`: entities that behave alike.

mod arrival;
mod attributes;

use super::metrics::BuilderMetric;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::{Archetype, Arrival, MetricLaw, Naming, Run, TreatmentRule};
use crate::plotsim::parts::laws::Places;
use crate::plotsim::parts::{labels, names, scale, spread, wording};
use crate::plotsim::vocabulary;
use crate::trajectory::archetype::Archetype as Curve;
use crate::trajectory::dsl;
use crate::trajectory::lag::Treatment;

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
    periods: Option<usize>,
    factor: Option<f64>,
) -> Segments<'a> {
    let items = document.some_items("segments").unwrap_or_default();
    let drafts: Vec<Option<Fields<'a>>> =
        items.iter().map(|item| item.fields(&vocabulary::builder::SEGMENT)).collect();
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
        let name = fields.get("name").and_then(names::word);
        let at = fields.get("name").unwrap_or(item).clone();
        let label = labels::read(fields, name);
        segments.archetypes.push(archetype(fields, name, label.as_deref(), periods));
        let run = run(fields, name, label, index, metrics, periods, factor);
        let run = run.zip(pools).map(|(run, pools)| Run { pools, ..run });
        segments.runs.push(RunDraft { name: name.unwrap_or(""), at, run, pins: Vec::new() });
        let laws = fields.get("baseline").map_or(Some(Vec::new()), |field| baseline(field, metrics));
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
    periods: Option<usize>,
) -> Option<Archetype> {
    let spread = spread::read(fields);
    let text = fields.get("archetype").and_then(|field| field.text().map(|text| (field, text)));
    let curve = text.and_then(|(field, text)| curve(field, text, periods));
    let description = match fields.get("label") {
        Some(_) => label,
        None => text.map(|(_, text)| text),
    };
    Some(Archetype {
        name: name?.to_owned(),
        label: label?.to_owned(),
        description: description?.to_owned(),
        curve: curve?,
        spread: spread?,
    })
}

/// Fewer periods than this show no season.
const SEASONAL_PERIODS: usize = 24;
/// How many periods there are as long as the window is not known, so that only what is wrong in any window is told.
const UNKNOWN_PERIODS: usize = 1_000_000;

fn curve(field: &Field<'_>, text: &str, periods: Option<usize>) -> Option<Curve> {
    let chain = match dsl::parse(text, periods.unwrap_or(UNKNOWN_PERIODS)) {
        Ok(chain) => chain,
        Err(problems) => {
            for problem in problems {
                let hint = match problem.problem.candidates() {
                    [] => wording::of(format!("write {}", problem.problem.expected())),
                    [first, ..] => format!("did you mean '{first}'?"),
                };
                field.error_within(problem.offset, "bad-archetype", wording::of(&problem), Some(hint));
            }
            return None;
        }
    };
    if let Some(n) = periods.filter(|n| *n < SEASONAL_PERIODS)
        && chain.shapes().iter().any(|shape| shape.name == "seasonal")
    {
        let message = format!("seasonal swings twice within its span, which is hard to see in {n} periods");
        field.warn("short-window", message, None);
    }
    Curve::new(chain.segments())
        .map_err(|problems| {
            for problem in problems {
                field.error("bad-archetype", wording::of(&problem), None);
            }
        })
        .ok()
}

fn run(
    fields: &Fields<'_>,
    name: Option<&str>,
    label: Option<String>,
    archetype: usize,
    metrics: &[BuilderMetric<'_>],
    periods: Option<usize>,
    factor: Option<f64>,
) -> Option<Run> {
    let written = fields.int("count").map(i64::unsigned_abs);
    let count = written.and_then(|written| scale::count(fields.get("count")?, written, factor));
    let seasonal_sensitivity = fields.float_or("seasonal_sensitivity", 1.0);
    let arrival = match fields.get("arrival") {
        Some(field) => arrival::read(field, written, count, periods),
        None => Some(Arrival::At(0)),
    };
    let treatment = match fields.get("treatment") {
        Some(field) => treatment(field, count, metrics, periods).map(Some),
        None => Some(None),
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
    field: &Field<'_>,
    count: Option<u64>,
    metrics: &[BuilderMetric<'_>],
    periods: Option<usize>,
) -> Option<TreatmentRule> {
    let fields = field.fields(&vocabulary::builder::TREATMENT)?;
    let (fraction, lift) = (fields.float("fraction"), fields.float("lift_log_odds"));
    let start = fields.int_or("start_period", 0).map(|start| usize::try_from(start).unwrap_or(usize::MAX));
    if let (Some(start), Some(n), Some(field)) = (start, periods, fields.get("start_period"))
        && start >= n
    {
        field.error("out-of-range", format!("is {start}, but the window has {n} periods"), None);
    }
    let known: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let target = match fields.get("target_metric") {
        Some(field) => names::METRIC.find(field, &known).map(Some),
        None => Some(None),
    };
    let text = |name: &str, default: &str| {
        fields.get(name).map_or(Some(default.to_owned()), |field| field.text().map(str::to_owned))
    };
    let (treatment_label, control_label) =
        (text("treatment_label", "treatment"), text("control_label", "control"));
    // A share of a count is a count.
    let treated = (fraction? * count? as f64).round_ties_even() as u64;
    Some(TreatmentRule {
        treated: treated.min(count?),
        shift: Treatment { start: start?, lift: lift?, target: target? },
        treatment_label: treatment_label?,
        control_label: control_label?,
    })
}

/// Laws of the metrics a segment moves to a third of their range.
fn baseline(field: &Field<'_>, metrics: &[BuilderMetric<'_>]) -> Option<Vec<(usize, MetricLaw)>> {
    let known: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let mut laws = Some(Vec::new());
    for (name, word) in field.entries()? {
        let third = word.word(vocabulary::builder::THIRDS);
        let metric = names::METRIC.find_within(&word, 0, name, &known);
        let law = metric.zip(third).and_then(|(metric, third)| {
            metrics[metric].recipe.as_ref()?.law(Some(third), Places { params: &word, range: &word })
        });
        laws = laws.zip(metric.zip(law)).map(|(mut laws, law)| {
            laws.push(law);
            laws
        });
    }
    laws
}
