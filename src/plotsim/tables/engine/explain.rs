//! How one value of a metric comes about, step by step.
//!
//! The steps are those of [`Engine::values`], taken for one entity by the same functions, with the numbers in between told.

use super::copula::Factors;
use super::courses::Course;
use super::finish::{self, Finish};
use super::metric_set::MetricSet;
use super::normals::{Scores, fresh};
use super::values::Disturbance;
use super::{Cells, Engine};
use crate::config::param::Word;
use crate::plotsim::model::{Metric, Polarity};
use crate::steps::Steps;
use crate::trajectory::lag::Effective;
use crate::trajectory::noise::NoiseFamily;
use crate::trajectory::season::SeasonStep;

impl Engine {
    /// Tells how the value of a metric comes about for an entity in a period from its start on.
    pub fn explain(&self, entity: u64, period: usize, metric: usize, steps: &mut Steps) {
        let set = self.metrics([metric]);
        let starts = self.starts(entity..entity + 1);
        let courses = self.courses(entity..entity + 1, &starts, &set);
        let (Some(course), Some(own)) = (courses.first(), self.config.metrics.get(metric)) else { return };
        if period < course.start || period >= self.periods() {
            return;
        }
        let identities = self.identities_of(entity..entity + 1);
        let cell = Cell {
            engine: self,
            own,
            courses: &courses,
            course,
            set: &set,
            identities: &identities,
            starts: &starts,
            metric,
            entity,
            period,
        };
        cell.position(steps);
        cell.centre(steps);
        cell.score(steps);
        cell.value(steps);
    }

    /// The name of a metric.
    fn name(&self, metric: usize) -> &str {
        self.config.metrics.get(metric).map_or("", |metric| metric.name.as_str())
    }
}

/// The cell that is told of, with what is known of its entity.
#[derive(Clone, Copy)]
struct Cell<'a> {
    engine: &'a Engine,
    own: &'a Metric,
    /// The course of the entity alone, as the block it is.
    courses: &'a [Course<'a>],
    course: &'a Course<'a>,
    /// The metric, with those that decide over it.
    set: &'a MetricSet,
    identities: &'a [u64],
    starts: &'a [usize],
    metric: usize,
    entity: u64,
    period: usize,
}

impl Cell<'_> {
    /// The place of the metric in its set.
    fn place(&self) -> usize {
        self.set.place(self.metric).unwrap_or_default()
    }

    fn position(&self, steps: &mut Steps) {
        let Cell { engine, course, set, metric, period, .. } = *self;
        let archetype = &engine.config.archetypes[course.run.archetype];
        let detail = format!(
            "archetype '{}' in period {period}, period {} of the entity's {}",
            archetype.name,
            period - course.start,
            engine.config.story.len().saturating_sub(course.start)
        );
        let behind = (period + 1).saturating_sub(engine.config.story.len());
        let detail = match behind {
            0 => detail,
            _ => format!("{detail}, {behind} behind the story: {}", engine.config.story.beyond.name()),
        };
        steps.named("curve", course.curve[period], &archetype.name, detail);
        if let Some(draws) = &course.draws {
            let spread = &archetype.spread;
            let parts = [
                ("level", spread.level, draws.level),
                ("timing", spread.timing, draws.timing),
                ("amplitude", spread.amplitude, draws.amplitude),
            ];
            let used = parts.iter().filter(|(_, spread, _)| *spread != 0.0);
            let parts: Vec<String> =
                used.map(|(name, spread, draw)| format!("{name} {spread}·{draw}")).collect();
            let detail = format!("{} (spread · normal draw of the entity)", parts.join(", "));
            steps.number("spread", course.positions[period], detail);
        }
        let Some(planned) = set.planned(metric) else { return };
        let mut followed = Vec::new();
        let mut effective = Effective::default();
        set.plan.effective_told(&course.positions, course.treatment.as_ref(), &mut effective, |told, row| {
            if told == planned {
                followed = row.to_vec();
            }
        });
        if let (Some(lag), Some(driver)) = (engine.config.lag.lag(metric), set.plan.lag(planned)) {
            let name = engine.name(lag.driver);
            match period.checked_sub(lag.periods) {
                Some(past) => {
                    let driven = driver.driven(effective.metric(driver.driver), past);
                    let what = match lag.decay {
                        None => format!("position that '{name}' read {} periods before", lag.periods),
                        Some(decay) => format!(
                            "mean of the {} positions of '{name}' up to {} periods before, with {} weights",
                            decay.window,
                            lag.periods,
                            decay.kernel.name()
                        ),
                    };
                    steps.named("driver", driven, name, format!("{what} (period {past})"));
                    let detail = format!("(1 − {0})·own position + {0}·driver", lag.blend);
                    steps.number("lag", followed[period], detail);
                }
                None => steps.number(
                    "lag",
                    followed[period],
                    format!(
                        "'{name}' leads by {} periods, and none has passed: the own position",
                        lag.periods
                    ),
                ),
            }
        }
        if let Some(treatment) = &course.treatment
            && treatment.target.is_none_or(|target| target == planned)
        {
            let detail = if period >= treatment.start {
                format!("log-odds + {}, since period {}", treatment.lift, treatment.start)
            } else {
                format!("not before period {}", treatment.start)
            };
            steps.number("treatment", effective.metric(planned)[period], detail);
        }
    }

    fn centre(&self, steps: &mut Steps) {
        let Cell { engine, own, course, set, period, .. } = *self;
        let (at, law) = (period - course.start, own.law_of(course.run.archetype));
        if own.polarity == Polarity::Negative {
            let read = course.effective(set, self.place()).get(period).copied().unwrap_or(f64::NAN);
            steps.number(
                "polarity",
                own.polarity.apply(read),
                "1 − position, because the metric is negative",
            );
        }
        let mut centres = Vec::new();
        course.plain_centres(engine, set, self.metric, &mut centres);
        let centre = law.centre;
        let mut detail = format!("{} + position·({} − {})", centre.low, centre.high, centre.low);
        if let Some(factor) = course.factors.get(self.metric).filter(|factor| **factor != 1.0) {
            detail = format!("({detail})·{factor}, which the entity's attributes say");
        }
        steps.number("centre", centres.get(at).copied().unwrap_or(f64::NAN), detail);
        if let Some(strength) = engine.season.get(period) {
            course.centres_of(engine, set, self.metric, &mut centres);
            let k = format!("{strength}·{}·{}", own.seasonal_sensitivity, course.run.seasonal_sensitivity);
            let factors = "the period's strength, the metric's and the segment's sensitivity";
            let detail = match law.season_step(own.season_adds) {
                SeasonStep::Share => format!("centre·(1 + {k}): {factors}"),
                SeasonStep::Width(width) => {
                    format!("centre + {k}·{width}: {factors}, the width of the range")
                }
            };
            steps.number("season", centres.get(at).copied().unwrap_or(f64::NAN), detail);
        }
    }

    fn score(&self, steps: &mut Steps) {
        let Cell { engine, own, set, identities, starts, metric, period, .. } = *self;
        let mut raw = Vec::new();
        let new = fresh(engine, metric, identities, &mut raw);
        steps.words(
            &raw[period..=period],
            format!("of the entity's identity {} in this period", identities[0]),
        );
        steps.number("normal score", new[period], "the word as a standard normal number, by inversion");
        let scores = Scores::new(engine, set, identities, starts);
        let phi = own.persistence;
        if phi != 0.0 {
            let detail = match period.checked_sub(1).filter(|before| *before >= starts[0]) {
                Some(before) => {
                    format!("{phi}·{} (period before) + √(1 − {phi}²)·new", scores.row(metric)[before])
                }
                None => "the first period has nothing to remember".to_owned(),
            };
            steps.number("persistence", scores.row(metric)[period], detail);
        }
        let factors = Factors::new(engine, self.courses, set);
        let parts = self.parts(&factors);
        if parts.len() > 1 {
            let mut mixed = Vec::new();
            let part = |(other, weight): &(usize, f64)| {
                format!("{weight}·{} ({})", scores.row(*other)[period], engine.name(*other))
            };
            let mut detail = parts.iter().map(part).collect::<Vec<_>>().join(" + ");
            let regime = engine.config.correlation.regimes.get(engine.copula().regime_of(period));
            if let Some(phase) = regime.and_then(|regime| regime.phase) {
                detail += &format!(", as phase {} says of {}", phase.index, phase.in_words());
            }
            steps.number(
                "correlation",
                scores.of(engine, (self.courses, &factors), metric, &mut mixed)[period],
                detail,
            );
        }
    }

    /// Which independent scores this cell's is made of, and how much of each.
    fn parts(&self, factors: &Factors) -> Vec<(usize, f64)> {
        let Cell { engine, course, metric, period, .. } = *self;
        let copula = engine.copula();
        let regime = copula.regime_of(period);
        let Some([rows]) = factors.of(engine, regime, metric) else {
            return copula.row(regime, metric).collect();
        };
        let group = engine.companions(regime, metric);
        let own = group.binary_search(&metric).unwrap_or(0);
        let before = (course.start..period).filter(|before| copula.regime_of(*before) == regime).count();
        let factor = rows.chunks_exact(group.len() * group.len()).nth(before);
        let row = factor.map_or(&[][..], |factor| &factor[own * group.len()..=own * group.len() + own]);
        group.iter().copied().zip(row.iter().copied()).collect()
    }

    fn value(&self, steps: &mut Steps) {
        let Cell { engine, own, courses, course, set, identities, starts, metric, period, .. } = *self;
        let law = own.law_of(course.run.archetype);
        let mut values = vec![f64::NAN; engine.periods()];
        let scores = Scores::new(engine, set, identities, starts);
        let (mut mixed, mut centres) = (Vec::new(), Vec::new());
        let factors = Factors::new(engine, courses, set);
        let score = scores.of(engine, (courses, &factors), metric, &mut mixed);
        engine.draw(courses, set, self.place(), score, &mut centres, &mut values);
        let family = law.law.family().name();
        let detail = format!("the {family} law around the centre, at the score's probability");
        steps.named("draw", values[period], family, detail);

        // What other metrics hang on goes missing last.
        let noise = &engine.first_noise(metric);
        if !noise.is_none() {
            let drawn = values[period];
            let mut room = Disturbance::default();
            engine.disturb((metric, noise), identities, &course.positions, &mut room, &mut values);
            let draws = finish::draws_of(noise, &room.deviates, room.coins(noise), period);
            let position = course.positions[period];
            if noise.sigma > 0.0 {
                let family = match noise.family {
                    NoiseFamily::Gaussian => "gaussian",
                    NoiseFamily::StudentT { .. } => "student_t",
                    NoiseFamily::Laplace => "laplace",
                };
                let scale = if noise.scale_with_trajectory { "position" } else { "|value|" };
                let detail = format!("value + {}·{scale}·{} ({family} deviate)", noise.sigma, draws.deviate);
                steps.number("noise", noise.added(drawn, position, &draws), detail);
            }
            if noise.outlier_rate > 0.0 {
                let hit = draws.outlier_coin < noise.outlier_rate;
                let detail = format!(
                    "{}: the coin {} is {} the rate {}",
                    if hit { "an outlier of 3 to 10 times the size" } else { "none" },
                    draws.outlier_coin,
                    if hit { "below" } else { "not below" },
                    noise.outlier_rate
                );
                let noisy = noise.added(drawn, position, &draws);
                steps.number("outlier", noise.outlier(noisy, &draws), detail);
            }
            if noise.mcar_rate > 0.0 {
                let hit = noise.is_missing(&draws);
                let detail = format!(
                    "{}: the coin {} is {} the rate {}",
                    if hit { "NULL" } else { "not missing" },
                    draws.missing_coin,
                    if hit { "below" } else { "not below" },
                    noise.mcar_rate
                );
                steps.number("missing", values[period], detail);
            }
        }
        let finish = Finish::of(law).to(own.decimals);
        let cell = &mut values[period..=period];
        if law.range.min.is_some() || law.range.max.is_some() {
            finish.bound(cell);
            let end = |end: Option<f64>| end.map_or("∞".to_owned(), |end| end.to_string());
            let how = if finish.folds() { "mirrored at" } else { "clipped to" };
            let detail = format!("{how} [{}, {}]", end(law.range.min).replace('∞', "−∞"), end(law.range.max));
            steps.number("bounds", cell[0], detail);
        }
        if own.is_count() {
            finish.whole(cell);
            steps.number("whole", cell[0], "a count: half to even, at least 0");
        }
        if let Some(decimals) = own.decimals {
            finish.round(cell);
            steps.number("decimals", cell[0], format!("to {decimals} places after the point, half to even"));
        }
        self.gates(values[period], steps);
    }

    /// Whether the value stays, given those of other metrics.
    fn gates(&self, finished: f64, steps: &mut Steps) {
        let Cell { engine, own, set, identities, metric, period, .. } = *self;
        let mut value = vec![f64::NAN; engine.periods()];
        value[period] = finished;
        if own.zeros > 0.0 {
            engine.zeros(metric, identities, &mut value);
            let kept = if value[period] == finished { "stays" } else { "is 0" };
            steps.number("zeros", value[period], format!("a share of {} is 0; this one {kept}", own.zeros));
        }
        let shown = engine.values(self.entity..self.entity + 1, set);
        if let Some(condition) = own.only_when {
            let deciding = engine.spared(self.entity, condition.metric, period);
            let detail = format!(
                "only when {} {} {}, which is {deciding}",
                engine.name(condition.metric),
                condition.comparison.sign(),
                condition.value
            );
            let value = if condition.holds(deciding) { value[period] } else { condition.otherwise() };
            steps.number("only when", value, detail);
        }
        let last = shown.value(metric, self.entity, period);
        if own.noise.mcar_rate > 0.0 && engine.first_noise(metric).mcar_rate == 0.0 {
            let detail =
                format!("with probability {}, after other metrics looked at it", own.noise.mcar_rate);
            steps.number("missing", last, detail);
        }
    }
}

impl Cells {
    /// The value of a metric in a period of an entity, given by its number; NaN where there is none.
    pub fn value(&self, metric: usize, entity: u64, period: usize) -> f64 {
        let place = entity.saturating_sub(self.entities().start) as usize;
        self.metric(metric).get(place * self.periods() + period).copied().unwrap_or(f64::NAN)
    }
}
