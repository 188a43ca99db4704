//! `entities` of the engine form.

use std::collections::BTreeMap;

use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{PinDraft, RunDraft};
use crate::plotsim::model::{Arrival, Naming, Run, TreatmentRule};
use crate::plotsim::parts::{names, scale};
use crate::plotsim::vocabulary;
use crate::trajectory::lag::Treatment;

/// The entities of a document and the pools their columns give them.
pub struct Entities<'a> {
    pub runs: Vec<RunDraft<'a>>,
    pub pools: Vec<String>,
    /// Index of each name.
    pub by_name: BTreeMap<&'a str, usize>,
}

/// Every entity, at least one.
pub fn read<'a>(
    document: &Fields<'a>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> Entities<'a> {
    let items = document.some_items("entities").unwrap_or_default();
    let mut by_name = BTreeMap::new();
    let mut runs = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let run = entity(item, archetypes, metrics, periods, factor);
        if !run.name.is_empty() && by_name.insert(run.name, index).is_some() {
            run.at.warn(
                "duplicate-name",
                format!("another entity is called '{}', and the two draw alike", run.name),
                None,
            );
        }
        runs.push(run);
    }
    Entities { runs, pools: Vec::new(), by_name }
}

fn entity<'a>(
    item: &Field<'a>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> RunDraft<'a> {
    let Some(fields) = item.fields(&vocabulary::engine::ENTITY) else {
        return RunDraft { name: "", at: item.clone(), run: None, pins: Vec::new() };
    };
    let name = fields.get("name").and_then(names::some_text);
    let at = fields.get("name").unwrap_or(item).clone();
    let pins = fields.get("cross_dim_fks").and_then(pins);
    let run = run(&fields, name, archetypes, metrics, periods, factor);
    // A pin that could not be read was reported, which is enough to refuse the config.
    RunDraft { name: name.unwrap_or(""), at, run, pins: pins.unwrap_or_default() }
}

fn run(
    fields: &Fields<'_>,
    name: Option<&str>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> Option<Run> {
    let archetype = fields.get("archetype").and_then(|field| names::ARCHETYPE.find(field, archetypes));
    let size = fields.int("size").map(i64::unsigned_abs);
    let inflection = match fields.get("overrides") {
        Some(field) => {
            field.fields(&vocabulary::engine::OVERRIDES).and_then(|own| match own.get("inflection_month") {
                Some(_) => own.int("inflection_month").map(Some),
                None => Some(None),
            })
        }
        None => Some(None),
    };
    let seasonal_sensitivity = fields.float_or("seasonal_sensitivity", 1.0);
    let start = start_period(fields, periods);
    let treatment = treatment(fields, metrics, periods);
    let count = scale::count(&fields.whole, 1, factor);
    let treatment =
        treatment.zip(count).map(|(rule, count)| rule.map(|rule| TreatmentRule { treated: count, ..rule }));
    Some(Run {
        name: name?.to_owned(),
        label: name?.to_owned(),
        naming: Naming::AsWritten,
        first: 0,
        count: count?,
        size: size?,
        archetype: archetype?,
        inflection: inflection?,
        arrival: Arrival::At(start?),
        treatment: treatment?,
        seasonal_sensitivity: seasonal_sensitivity?,
        pins: Vec::new(),
        pools: Vec::new(),
    })
}

fn start_period(fields: &Fields<'_>, periods: Option<usize>) -> Option<usize> {
    let start = usize::try_from(fields.int_or("start_period", 0)?).ok()?;
    if let (Some(n), Some(field)) = (periods, fields.get("start_period"))
        && start + 2 > n
    {
        let message = format!("is {start}, but must leave at least two of the {n} periods");
        field.error("out-of-range", message, Some(format!("at most {}", n.saturating_sub(2))));
        return None;
    }
    Some(start)
}

fn treatment(fields: &Fields<'_>, metrics: &[&str], periods: Option<usize>) -> Option<Option<TreatmentRule>> {
    let start =
        fields.int_or("treatment_start_period", 0).map(|start| usize::try_from(start).unwrap_or(usize::MAX));
    if let (Some(start), Some(n), Some(field)) = (start, periods, fields.get("treatment_start_period"))
        && start >= n
    {
        field.error("out-of-range", format!("is {start}, but the window has {n} periods"), None);
        return None;
    }
    let target = match fields.get("treatment_target_metric") {
        Some(field) => names::METRIC.find(field, metrics).map(Some),
        None => Some(None),
    };
    let group = match fields.get("treatment_group") {
        Some(field) => field.text().map(Some),
        None => Some(None),
    };
    if fields.get("treatment_lift_log_odds").is_none() {
        // Without a lift the entity stands in the control arm at most.
        return start.and(target).and(group).map(|_| None);
    }
    let lift = fields.float("treatment_lift_log_odds");
    Some(Some(TreatmentRule {
        treated: 0,
        shift: Treatment { start: start?, lift: lift?, target: target? },
        treatment_label: group?.unwrap_or("treatment").to_owned(),
        control_label: "control".to_owned(),
    }))
}

fn pins<'a>(field: &Field<'a>) -> Option<Vec<PinDraft<'a>>> {
    let entries = field.entries()?;
    let pins = entries.into_iter().map(|(column, at)| {
        let key = match &at.node.value {
            Value::Text(text) => text.clone(),
            Value::Int(key) => key.to_string(),
            _ => {
                at.text();
                return None;
            }
        };
        Some(PinDraft { column, key, at })
    });
    pins.collect::<Vec<_>>().into_iter().collect()
}
