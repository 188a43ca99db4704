//! Whether a season can do what it says: its days are in the window, and it leaves centres where they can be.

use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::Metric;
use crate::plotsim::parts::season::Draft;
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

fn strongest(season: &Season) -> Option<usize> {
    let size = |effect: usize| season.effects()[effect].strength.abs();
    (0..season.effects().len()).max_by(|a, b| size(*a).total_cmp(&size(*b)))
}
