//! `effects`: attributes that move metrics.

use super::names::{ATTRIBUTE, METRIC};
use super::scalar;
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind};
use crate::config::reader::{Field, Fields};
use crate::facts::rows::Referred;
use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::{Archetype, AttributeEffect, Metric, Table, combined};
use crate::trajectory::archetype::Timing;
use crate::trajectory::time_axis::TimeAxis;

const FACTOR: Kind = Kind::Float(Interval::POSITIVE);

pub static EFFECTS: Key<Option<Unread>> =
    Key::of("effects", Kind::MapOf(&Kind::MapOf(&Kind::MapOf(&FACTOR))))
        .optional()
        .doc("What texts of an attribute multiply the centres of metrics by, as attribute: { text: { metric: factor } }")
        .example("{ plan: { pro: { spend: 1.5 } } }");

/// An attribute's effects, its names not looked up.
pub struct Draft<'a> {
    attribute: &'a str,
    at: Field<'a>,
    texts: Vec<(String, Field<'a>, Vec<Factor<'a>>)>,
}

/// What a metric is multiplied by.
struct Factor<'a> {
    metric: &'a str,
    at: Field<'a>,
    factor: f64,
}

/// The effects of a document.
pub fn read<'a>(document: &Fields<'a>) -> Option<Vec<Draft<'a>>> {
    let Some(field) = document.at(&EFFECTS) else { return Some(Vec::new()) };
    let mut drafts = Some(Vec::new());
    for (attribute, at) in field.entries()? {
        let mut texts = Some(Vec::new());
        for (key, at) in at.pairs()? {
            let text = scalar::text(&key);
            let factors: Option<Vec<Factor<'a>>> = at
                .entries()
                .map(|entries| {
                    let each = entries.into_iter().map(|(metric, at)| {
                        let factor = at.float(Interval::POSITIVE);
                        factor.map(|factor| Factor { metric, at, factor })
                    });
                    each.collect::<Vec<_>>()
                })?
                .into_iter()
                .collect();
            texts = texts.zip(text.zip(factors)).map(|(mut texts, (text, factors))| {
                texts.push((text, at, factors));
                texts
            });
        }
        drafts = drafts.zip(texts).map(|(mut drafts, texts)| {
            drafts.push(Draft { attribute, at, texts });
            drafts
        });
    }
    drafts
}

/// What is known of the config that effects act on.
pub struct Known<'k, 'a> {
    pub metrics: &'k [Option<Metric>],
    pub names: &'k [&'a str],
    pub pools: &'k [String],
    pub tables: &'k [Table],
    pub runs: &'k [RunDraft<'a>],
    pub archetypes: &'k [Option<Archetype>],
    pub time: Option<&'k TimeAxis>,
}

/// Looks the names up, and holds the factors against the ranges of the metrics.
pub fn resolve(drafts: &[Draft<'_>], known: &Known<'_, '_>) -> Option<Vec<AttributeEffect>> {
    let effects: Vec<Option<AttributeEffect>> = drafts.iter().map(|draft| effect(draft, known)).collect();
    let effects = effects.into_iter().collect::<Option<Vec<AttributeEffect>>>()?;
    within_ranges(drafts, &effects, known).then_some(effects)
}

fn effect(draft: &Draft<'_>, known: &Known<'_, '_>) -> Option<AttributeEffect> {
    let pools: Vec<&str> = known.pools.iter().map(String::as_str).collect();
    let pool = ATTRIBUTE.find_within(&draft.at, 0, draft.attribute, &pools)?;
    let shown = known.tables.iter().enumerate().find_map(|(table, spec)| {
        let whose = spec.kind.about().referred == Referred::Entity && spec.kind.versions().is_none();
        let column = spec.columns.iter().position(|column| column.source.pool() == Some(pool));
        column.filter(|_| whose).map(|column| (table, column))
    });
    let mut right = true;
    if shown.is_none() {
        let message = format!("no dimension of the entities shows the attribute '{}'", draft.attribute);
        let hint =
            format!("give it a column of type pool.{0}, or pool:{0} in the engine form", draft.attribute);
        draft.at.error("unknown-column", message, Some(hint));
        right = false;
    }
    let mut factors = Vec::new();
    for (text, at, all) in &draft.texts {
        let mut lists = known.runs.iter().filter_map(|run| run.run.as_ref()?.pools.get(pool));
        if !lists.any(|list| list.contains(text)) {
            let message = format!("nobody has the {} '{text}'", draft.attribute);
            at.error("unknown-value", message, None);
            right = false;
        }
        let mut own = Vec::new();
        for Factor { metric, at, factor } in all {
            match METRIC.find_within(at, 0, metric, known.names) {
                Some(metric) => own.push((metric, *factor)),
                None => right = false,
            }
        }
        factors.push((text.clone(), own));
    }
    let (table, column) = shown?;
    right.then_some(AttributeEffect { pool, table, column, factors })
}

/// Whether each case leaves some centre that the curves reach where it can be. Others are held at the end of the range, which is
/// noted.
fn within_ranges(drafts: &[Draft<'_>], effects: &[AttributeEffect], known: &Known<'_, '_>) -> bool {
    let Some(time) = known.time else { return true };
    let mut right = true;
    for (index, metric) in known.metrics.iter().enumerate() {
        let Some(metric) = metric else { continue };
        // The place of the first factor of this metric.
        let of_metric = |factor: &&Factor<'_>| factor.metric == metric.name;
        let place = drafts.iter().flat_map(|draft| &draft.texts).flat_map(|(_, _, all)| all).find(of_metric);
        let Some(place) = place else { continue };
        // The factor that takes a centre farthest past an end, and whether it leaves none inside.
        let mut worst: Option<(bool, f64, f64, f64)> = None;
        for run in known.runs.iter().filter_map(|run| run.run.as_ref()) {
            let Some(Some(archetype)) = known.archetypes.get(run.archetype) else { continue };
            let law = metric.law_of(run.archetype);
            let timing = Timing { inflection: run.inflection, start_period: 0 };
            let positions = archetype.curve.positions(time.len(), timing);
            for (factors, _) in combined(effects, &run.pools, known.metrics.len()) {
                let factor = factors.get(index).copied().filter(|factor| *factor != 1.0);
                let Some(factor) = factor else { continue };
                let moved = |position: &f64| factor * law.centre.at(metric.polarity.apply(*position));
                let past = |moved: f64| (moved - law.law.clip_centre(moved)).abs();
                let out = |moved: f64| past(moved) > 1e-9 * law.width().abs();
                let all = positions.iter().all(|position| out(moved(position)));
                for moved in positions.iter().map(moved).filter(|moved| out(*moved)) {
                    let own = (all, past(moved), factor, moved);
                    if worst.is_none_or(|known| (own.0, own.1) > (known.0, known.1)) {
                        worst = Some(own);
                    }
                }
            }
        }
        let Some((all, _, factor, moved)) = worst else { continue };
        if all {
            let message = format!(
                "a factor of {factor} takes every centre of '{}' out of its range, as far as {moved}",
                metric.name
            );
            let hint = "widen the range, or take a factor nearer to 1".to_owned();
            place.at.error("bad-range", message, Some(hint));
            right = false;
        } else {
            let message = format!(
                "a factor of {factor} takes some centres of '{}' past the end of the range, where they stay",
                metric.name
            );
            place.at.note("held-at-bound", message, None);
        }
    }
    right
}
