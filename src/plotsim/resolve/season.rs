//! Whether a season can do what it says: its days are in the window, and it leaves centres where they can be.

use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::{Archetype, Metric, MetricLaw};
use crate::plotsim::parts::season::Draft;
use crate::trajectory::archetype::Timing;
use crate::trajectory::season::Season;
use crate::trajectory::time_axis::TimeAxis;

/// Reports effects without effect, and the strongest effect of a season that moves a metric too far.
pub fn check(draft: &Draft<'_>, time: &TimeAxis, metrics: &[Option<Metric>], runs: &[RunDraft<'_>]) {
    for (effect, place) in draft.season.effects().iter().zip(&draft.places) {
        if effect.strength != 0.0 && !effect.reaches(time) {
            let message =
                format!("the window from {} to {} has none of its days", time.first_day(), time.last_day());
            place.warn("no-effect", message, None);
        }
    }
    let ends = |numbers: &mut dyn Iterator<Item = f64>| {
        numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let strengths = ends(&mut draft.season.strengths(time).into_iter());
    let own = ends(&mut runs.iter().filter_map(|run| Some(run.run.as_ref()?.seasonal_sensitivity)));
    for metric in metrics.iter().flatten() {
        let (low, high) = metric.law.season_step(metric.season_adds).limits();
        let sensitivities = [own.0, own.1].map(|own| metric.seasonal_sensitivity * own);
        let worst = [strengths.0, strengths.1]
            .into_iter()
            .flat_map(|strength| {
                sensitivities.map(|sensitivity| (strength, sensitivity, strength * sensitivity))
            })
            .find(|(_, _, k)| k.is_finite() && !(low..=high).contains(k));
        if let Some((strength, sensitivity, k)) = worst {
            let message = format!(
                "a strength of {strength} times the sensitivity {sensitivity} of '{}' is {k}, but must lie between {low} and {high}: no centre would stay in the range",
                metric.name
            );
            if let Some(place) = strongest(&draft.season).and_then(|effect| draft.places.get(effect)) {
                place.error("bad-season", message, None);
            }
            return;
        }
    }
}

/// Tells of centres that would leave their range in a season and are held at its end: where on the curves that begins.
pub fn note_bounds(
    draft: &Draft<'_>,
    time: &TimeAxis,
    metrics: &[Option<Metric>],
    runs: &[RunDraft<'_>],
    archetypes: &[Option<Archetype>],
) {
    let strengths = draft.season.strengths(time);
    if strengths.iter().all(|strength| *strength == 0.0) {
        return;
    }
    let mut held = Vec::new();
    let timing = Timing { inflection: None, start_period: 0 };
    let curves: Vec<Option<Vec<f64>>> = archetypes
        .iter()
        .map(|archetype| archetype.as_ref().map(|own| own.curve.positions(time.len(), timing)))
        .collect();
    for metric in metrics.iter().flatten() {
        // The cell that goes farthest past an end, and the position from which on its season does so.
        let mut worst: Option<(f64, String)> = None;
        for run in runs.iter().filter_map(|run| run.run.as_ref()) {
            let law = metric.law_of(run.archetype);
            let Some(Some(curve)) = curves.get(run.archetype) else { continue };
            for (position, strength) in curve.iter().zip(&strengths) {
                let k = strength * metric.seasonal_sensitivity * run.seasonal_sensitivity;
                let past = past_end(metric, law, metric.polarity.apply(*position), k);
                if past.abs() > 1e-9 * law.width().abs()
                    && worst.as_ref().is_none_or(|(most, _)| past.abs() > *most)
                {
                    worst = Some((past.abs(), begins(metric, law, k)));
                }
            }
        }
        held.extend(worst.map(|(_, begins)| format!("'{}' {begins}", metric.name)));
    }
    if let (false, Some(place)) =
        (held.is_empty(), strongest(&draft.season).and_then(|effect| draft.places.get(effect)))
    {
        let message = format!(
            "the season takes centres past the end of their range, where they stay: {}",
            held.join(", ")
        );
        place.note("held-at-bound", message, None);
    }
}

/// How far past an end of its range the centre at a position, after polarity, would lie in a season.
fn past_end(metric: &Metric, law: &MetricLaw, position: f64, k: f64) -> f64 {
    let moved = law.season_step(metric.season_adds).apply(law.centre.at(position), k);
    moved - law.law.clip_centre(moved)
}

/// The positions, before polarity, at which that is so.
fn begins(metric: &Metric, law: &MetricLaw, k: f64) -> String {
    const STEPS: u32 = 1000;
    let past = |step: &u32| {
        let position = f64::from(*step) / f64::from(STEPS);
        past_end(metric, law, metric.polarity.apply(position), k).abs() > 1e-9 * law.width().abs()
    };
    let first = (0..=STEPS).find(past).unwrap_or(0);
    let last = (0..=STEPS).rev().find(past).unwrap_or(STEPS);
    let shown = |step: u32| f64::from(step) / f64::from(STEPS);
    match (first, last) {
        (0, STEPS) => "at every position".to_owned(),
        (0, last) => format!("up to position {}", shown(last)),
        (first, _) => format!("from position {} on", shown(first)),
    }
}

fn strongest(season: &Season) -> Option<usize> {
    let size = |effect: usize| season.effects()[effect].strength.abs();
    (0..season.effects().len()).max_by(|a, b| size(*a).total_cmp(&size(*b)))
}
