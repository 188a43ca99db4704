//! From a draft to the model: names become indices, tables get their kinds, keys and column order.

mod attributes;
mod columns;
mod correlation;
mod date_dim;
mod extends;
mod features;
mod generators;
mod holdout;
mod keys;
mod logs;
mod partition;
mod pins;
mod quality;
mod season;
mod systems;
mod tables;
mod wide;

use std::sync::{Arc, OnceLock};

use chrono::Months;

use super::draft::{Draft, Known, RunDraft};
use super::model::{
    Archetype, Column, Correlation, Entities, Form, Keys, Metric, Plotsim, Run, Source, Stages, Story, Table,
};
use super::parts::{effects, gates, lag, stages};
use super::sources::{Stage, change};
use crate::config::reader::Report;
use crate::generators::outer::Outer;
use crate::trajectory::time_axis::TimeAxis;

/// The model of a draft, unless anything was reported as an error.
pub fn resolve(draft: Draft<'_>, report: &Report, outer: &[Arc<Outer>]) -> Option<Plotsim> {
    let names: Vec<&str> = draft.metrics.iter().map(|metric| metric.name).collect();
    let (mut follows, mut gates, mut metrics) = (Vec::new(), Vec::new(), Vec::new());
    for metric in draft.metrics {
        follows.push(metric.follow);
        gates.push(metric.only_when);
        metrics.push(metric.metric);
    }
    let conditions = gates::resolve(&names, &gates, &mut metrics);
    let story = draft.time.map(|time| time.story);
    let lag = lag::plan(&names, &follows, story.map(|story| story.len()));
    let mut runs = draft.runs;
    let count = number(&mut runs);
    let groups = groups(draft.form, &runs, &draft.archetypes);
    let extends = story.is_some_and(|story| story.extends);
    let keys = draft.keys?.unwrap_or(if extends { Keys::Stable } else { Keys::Dense });
    let named = named(&runs);
    let facts = Known {
        groups: &groups,
        time: draft.time.map(|time| time.shown),
        story,
        keys,
        names: &named,
        entities: count,
        members: members(&runs),
        metrics: &metrics,
        outer,
        overrides: draft.overrides.as_deref().unwrap_or_default(),
    };
    let (tables, pending, logs) = tables::resolve(draft.tables, &facts, &mut runs);
    let locality = generators::Locality::new(draft.locales.as_deref(), draft.names_locales);
    let stages = match (draft.stages, &tables) {
        (Some(Some(draft)), Some(tables)) => stages::resolve(draft, &names, tables).map(Some),
        (Some(None), _) => Some(None),
        _ => None,
    };
    if let (Some(season), Some(story)) = (&draft.season, &story) {
        season::check(season, &a_year(story), &metrics, &runs);
    }
    let effects = match (&draft.effects, &tables) {
        (Some(drafts), Some(tables)) => {
            let known = effects::Known {
                metrics: &metrics,
                names: &names,
                pools: &draft.pools,
                tables,
                runs: &runs,
                archetypes: &draft.archetypes,
                time: story.as_ref().map(|story| &story.axis),
            };
            effects::resolve(drafts, &known)
        }
        _ => None,
    };
    warn_of_inflections(&runs, &draft.archetypes);
    if report.has_errors() {
        generators::complete(None, &pending, &locality);
        return None;
    }
    if let (Some(season), Some(story)) = (&draft.season, &story) {
        season::note_bounds(season, &story.axis, &metrics, &runs, &draft.archetypes);
    }
    let mut tables = tables?;
    attributes::note_unused(&draft.pools, &tables, &runs);
    let stages = stages?;
    add_stage_column(&mut tables, stages.as_ref());
    let systems = draft.systems?;
    let (shown, story) = (draft.time?.shown, story?);
    let drafts = draft.quality?;
    if extends {
        extends::check_faults(&drafts, &tables);
        extends::check_systems(&systems);
    }
    // A fault of a period that is not there yet hits it once it comes.
    let faults = quality::resolve(drafts, &tables, draft.time?.periods);
    let held = holdout::resolve(draft.holdout?, &mut tables, &runs);
    features::resolve(draft.features?, &mut tables, &metrics, (shown.len(), held.as_ref()?.as_ref()))?;
    let (regimes, places): (Vec<_>, Vec<_>) = draft.regimes?.into_iter().map(correlation::Places::of).unzip();
    let mut model = Plotsim {
        form: draft.form,
        domain: draft.domain?,
        seed: draft.seed?,
        scale: draft.scale,
        time: shown,
        story,
        keys,
        metrics: with_overrides(metrics.into_iter().collect::<Option<_>>()?, draft.overrides?),
        lag: lag?,
        conditions: conditions?,
        effects: effects?,
        season: draft.season?.season,
        archetypes: draft.archetypes.into_iter().collect::<Option<_>>()?,
        entities: Entities {
            runs: runs.into_iter().map(|run| run.run).collect::<Option<Vec<Run>>>()?,
            count: count?,
        },
        pools: draft.pools,
        correlation: Correlation { regimes, on_infeasible: draft.on_infeasible? },
        temporal_jitter: draft.temporal_jitter?,
        locales: draft.locales?,
        tables,
        stages,
        logs: Vec::new(),
        holdout: held?,
        quality: faults?,
        systems: Vec::new(),
        output: draft.output?,
        known: OnceLock::new(),
    };
    generators::complete(Some(&mut model), &pending, &locality);
    logs::complete(&mut model, &logs);
    if let (Some(asked), Some(at)) = (model.output.denormalized, &draft.output_at) {
        wide::add(&mut model, asked.as_of, at)?;
    }
    systems::resolve(systems, &mut model)?;
    correlation::solve(&mut model, &places);
    if let Some(at) = &draft.output_at {
        partition::check(&model, at);
    }
    (!report.has_errors()).then_some(model)
}

/// What lexicons know the entities of each run by.
fn groups(form: Form, runs: &[RunDraft<'_>], archetypes: &[Option<Archetype>]) -> Vec<Option<String>> {
    let group = |draft: &RunDraft<'_>| match form {
        Form::Builder => (!draft.name.is_empty()).then(|| draft.name.to_owned()),
        Form::Engine => {
            let archetype = archetypes.get(draft.run.as_ref()?.archetype)?;
            archetype.as_ref().map(|archetype| archetype.name.clone())
        }
    };
    runs.iter().map(group).collect()
}

/// Warns of an own inflection of entities whose curve has but one segment: only the end of a first segment moves.
fn warn_of_inflections(runs: &[RunDraft<'_>], archetypes: &[Option<Archetype>]) {
    for draft in runs {
        let Some(run) = draft.run.as_ref().filter(|run| run.inflection.is_some()) else { continue };
        if let Some(Some(archetype)) = archetypes.get(run.archetype)
            && archetype.curve.segments().len() == 1
        {
            let message = format!(
                "inflection_month has no effect: the curve of '{}' is one segment, which ends with the window",
                archetype.name
            );
            draft.at.warn("no-effect", message, None);
        }
    }
}

/// Numbers the entities run by run and counts them; `None` if a run is missing or they are too many.
fn number(runs: &mut [RunDraft<'_>]) -> Option<u64> {
    let mut count = 0u64;
    for draft in runs {
        let run = draft.run.as_mut()?;
        run.first = count;
        let Some(sum) = count.checked_add(run.count).filter(|sum| *sum < i64::MAX as u64) else {
            draft.at.error("out-of-range", "there are more entities than can be numbered", None);
            return None;
        };
        count = sum;
    }
    (count > 0).then_some(count)
}

/// The days in which a season can do what it says: those of the story, and a year of them where time goes on.
fn a_year(story: &Story) -> TimeAxis {
    let year = story.axis.first_day().checked_add_months(Months::new(12));
    let longer = year.filter(|year| story.extends && *year > story.axis.last_day());
    longer.and_then(|year| story.axis.until(year)).unwrap_or(story.axis)
}

/// The name, the first entity and the number of entities of each run that could be read.
fn named(runs: &[RunDraft<'_>]) -> Vec<(String, u64, u64)> {
    let runs = runs.iter().filter_map(|draft| draft.run.as_ref());
    runs.map(|run| (run.name.clone(), run.first, run.count)).collect()
}

/// Members behind all entities.
fn members(runs: &[RunDraft<'_>]) -> Option<u64> {
    runs.iter().try_fold(0u64, |sum, run| {
        let run = run.run.as_ref()?;
        sum.checked_add(run.count.checked_mul(run.size)?)
    })
}

fn with_overrides(
    mut metrics: Vec<Metric>,
    mut overrides: Vec<(usize, usize, super::model::MetricLaw)>,
) -> Vec<Metric> {
    overrides.sort_by_key(|(metric, archetype, _)| (*metric, *archetype));
    for (metric, archetype, law) in overrides {
        metrics[metric].overrides.push((archetype, law));
    }
    metrics
}

fn add_stage_column(tables: &mut [Table], stages: Option<&Stages>) {
    if let Some(stages) = stages {
        let columns = &mut tables[stages.table].columns;
        let source = Stage::new(stages, columns[stages.column].kind);
        // Change columns come last.
        let place = columns.iter().position(|column| column.added && column.name == change::COLUMNS[0].0);
        let stage = Column {
            name: "stage".to_owned(),
            kind: source.kind(),
            source: Arc::new(source),
            description: None,
            pii_note: None,
            allow_outside_window: false,
            added: true,
        };
        columns.insert(place.unwrap_or(columns.len()), stage);
    }
}
