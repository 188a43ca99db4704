//! Courses: the positions entities take, shared by those that take the same.

use std::ops::Range;
use std::sync::Arc;

use super::Engine;
use super::metric_set::MetricSet;
use crate::plotsim::model::Run;
use crate::random::{Items, normals};
use crate::trajectory::archetype::Timing;
use crate::trajectory::lag::{Effective, Treatment};
use crate::trajectory::spread::SpreadDraws;

/// Positions over the whole window and who takes them.
pub(super) struct Course<'a> {
    pub run: &'a Run,
    pub start: usize,
    /// The entities' places in the block.
    pub members: Vec<usize>,
    /// The archetype's curve, as its timing has it.
    pub curve: Arc<[f64]>,
    /// How the entity differs from the curve.
    pub draws: Option<SpreadDraws>,
    /// By metric, what its centre is multiplied by; empty if no attribute moves any.
    pub factors: Vec<f64>,
    /// NaN before the start.
    pub positions: Arc<[f64]>,
    /// The treatment, its target as a place of the plan.
    pub treatment: Option<Treatment>,
    /// The positions the metrics read; none if they all read those above.
    effective: Option<Effective>,
}

/// An entity of a block and what its course depends on.
#[derive(Clone, Copy)]
struct Member<'a> {
    index: usize,
    run: &'a Run,
    start: usize,
    treatment: Option<&'a Treatment>,
    place: usize,
    draws: Option<SpreadDraws>,
    /// Place among the different lists of factors.
    factors: usize,
}

impl Member<'_> {
    /// Whether two entities take the same course.
    fn joins(&self, other: &Member<'_>) -> bool {
        self.draws.is_none()
            && other.draws.is_none()
            && self.start == other.start
            && self.factors == other.factors
            && self.treatment == other.treatment
            && (self.index == other.index
                || self.run.archetype == other.run.archetype
                    && self.run.inflection == other.run.inflection
                    && self.run.seasonal_sensitivity == other.run.seasonal_sensitivity)
    }
}

impl Engine {
    /// The courses of a block of entities. `starts` are theirs, `identities` too.
    pub(super) fn courses<'a>(
        &'a self,
        entities: Range<u64>,
        starts: &[usize],
        set: &MetricSet,
    ) -> Vec<Course<'a>> {
        let mut members: Vec<Member<'a>> = Vec::with_capacity(starts.len());
        let factors = self.factors(entities.clone());
        let mut different: Vec<&[f64]> = Vec::new();
        let mut words = Vec::new();
        let mut scores = Vec::new();
        for part in self.parts(entities) {
            let spread = &self.config.archetypes[part.run.archetype].spread;
            scores.clear();
            if !spread.is_none() {
                let items = Items::Range { first: part.identity, len: part.len };
                self.identities().spreads.words(items, &mut words);
                normals(&words, &mut scores);
            }
            let mut draws =
                scores.chunks_exact(3).map(|z| SpreadDraws { level: z[0], timing: z[1], amplitude: z[2] });
            for place in part.place..part.place + part.len as u64 {
                let at = members.len();
                let own = factors.get(at).map_or(&[][..], Vec::as_slice);
                let known = different.iter().position(|known| *known == own).unwrap_or_else(|| {
                    different.push(own);
                    different.len() - 1
                });
                members.push(Member {
                    index: part.index,
                    run: part.run,
                    start: starts.get(at).map_or(self.periods(), |start| (*start).min(self.periods())),
                    treatment: self.treatment(part.index, part.run, place),
                    place: at,
                    draws: draws.next(),
                    factors: known,
                });
            }
        }
        members
            .sort_by_key(|member| (member.index, member.start, member.treatment.is_some(), member.factors));
        members.chunk_by(|a, b| a.joins(b)).map(|group| self.course(group, set, &different)).collect()
    }

    fn course<'a>(&self, group: &[Member<'a>], set: &MetricSet, factors: &[&[f64]]) -> Course<'a> {
        let Member { run, start, treatment, draws, factors: own, .. } = group[0];
        let timing = Timing { inflection: run.inflection, start_period: start };
        let curve = self.curve(run.archetype, timing);
        let mut positions = Arc::clone(&curve);
        if let Some(draws) = draws {
            let own = &self.config.archetypes[run.archetype];
            let spread = (&own.spread, &draws);
            let story = self.config.story.told();
            positions = story.varied(&own.curve, timing, spread, self.periods()).into();
        }
        // A treatment of a metric that nobody here reads or follows acts on nobody here.
        let treatment = treatment.and_then(|treatment| match treatment.target {
            None => Some(*treatment),
            Some(target) => set.planned(target).map(|place| Treatment { target: Some(place), ..*treatment }),
        });
        let effective = (!set.plan.is_plain(treatment.as_ref())).then(|| {
            let mut effective = Effective::default();
            set.plan.effective(&positions, treatment.as_ref(), &mut effective);
            effective
        });
        Course {
            run,
            start,
            members: group.iter().map(|member| member.place).collect(),
            curve,
            draws,
            factors: factors.get(own).map_or(Vec::new(), |own| own.to_vec()),
            positions,
            treatment,
            effective,
        }
    }
}

impl Course<'_> {
    /// The positions that the metric at this place of the set reads: lagged and treated, but not yet turned by its polarity.
    pub fn effective(&self, set: &MetricSet, place: usize) -> &[f64] {
        match (&self.effective, set.places.get(place)) {
            (Some(effective), Some(planned)) => effective.metric(*planned),
            _ => &self.positions,
        }
    }

    /// The centres that the positions give a metric of the set's plan, before the season moves them.
    pub fn plain_centres(&self, engine: &Engine, set: &MetricSet, metric: usize, out: &mut Vec<f64>) {
        out.clear();
        let (Some(own), Some(planned)) = (engine.config.metrics.get(metric), set.planned(metric)) else {
            return;
        };
        let law = own.law_of(self.run.archetype);
        let positions =
            self.effective.as_ref().map_or(&*self.positions, |effective| effective.metric(planned));
        let active = positions.get(self.start..).unwrap_or(&[]);
        let factor = self.factors.get(metric).copied().unwrap_or(1.0);
        out.extend(active.iter().map(|position| law.moved(own.polarity.apply(*position), factor)));
    }

    /// The centres of a metric of the set's plan, from the start of the course on.
    pub fn centres_of(&self, engine: &Engine, set: &MetricSet, metric: usize, out: &mut Vec<f64>) {
        self.plain_centres(engine, set, metric, out);
        let Some(metric) = engine.config.metrics.get(metric) else { return };
        let law = metric.law_of(self.run.archetype);
        let own = self.run.seasonal_sensitivity;
        for (centre, strength) in out.iter_mut().zip(engine.season.iter().skip(self.start)) {
            *centre = metric.in_season(law, *centre, *strength, own);
        }
    }
}
