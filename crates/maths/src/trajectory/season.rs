//! Seasonality: calendar months that lift or lower every metric.

/// A strength that applies in certain months.
#[derive(Clone, Debug, PartialEq)]
pub struct SeasonalEffect {
    /// Months 1 to 12.
    pub months: Vec<u32>,
    /// Relative change of a centre: 0.3 is 30 % more.
    pub strength: f64,
}

/// Something wrong with a list of effects.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SeasonProblem {
    #[error("effect {effect} names no month")]
    NoMonths { effect: usize },
    /// Places count within the effect's list of months.
    #[error("effect {effect} names month {month}; months are numbered 1 to 12")]
    NoSuchMonth { effect: usize, place: usize, month: u32 },
    #[error("effect {effect} names month {month} twice")]
    RepeatedMonth { effect: usize, place: usize, month: u32 },
    #[error("the strength of effect {effect} is {strength}; it must be a finite number")]
    BadStrength { effect: usize, strength: f64 },
}

/// The sum of all effects in each month of the year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Season {
    by_month: [f64; 12],
}

impl Season {
    /// Adds up effects; where they overlap, strengths add.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn new(effects: &[SeasonalEffect]) -> Result<Self, Vec<SeasonProblem>> {
        let mut by_month = [0.0; 12];
        let mut problems = Vec::new();
        for (effect, SeasonalEffect { months, strength }) in effects.iter().enumerate() {
            if months.is_empty() {
                problems.push(SeasonProblem::NoMonths { effect });
            }
            if !strength.is_finite() {
                problems.push(SeasonProblem::BadStrength { effect, strength: *strength });
            }
            for (place, &month) in months.iter().enumerate() {
                match slot(month).and_then(|i| by_month.get_mut(i)) {
                    None => problems.push(SeasonProblem::NoSuchMonth { effect, place, month }),
                    Some(_) if months[..place].contains(&month) => {
                        problems.push(SeasonProblem::RepeatedMonth { effect, place, month });
                    }
                    Some(sum) => *sum += strength,
                }
            }
        }
        if problems.is_empty() { Ok(Season { by_month }) } else { Err(problems) }
    }

    /// The summed strength in a month from 1 to 12; 0 for any other number.
    pub fn strength(&self, month: u32) -> f64 {
        slot(month).and_then(|i| self.by_month.get(i)).copied().unwrap_or(0.0)
    }

    /// Whether no month is affected.
    pub fn is_none(&self) -> bool {
        self.by_month.iter().all(|&strength| strength == 0.0)
    }
}

fn slot(month: u32) -> Option<usize> {
    usize::try_from(month).ok()?.checked_sub(1)
}

/// A metric's centre under the season: `centre·(1 + k)`, with `k` the strength times the sensitivities of
/// metric and entity, then clipped to the bounds that exist. With `k = 0` the centre is returned untouched,
/// unclipped.
pub fn seasonal_centre(
    centre: f64,
    strength: f64,
    metric_sensitivity: f64,
    entity_sensitivity: f64,
    bounds: (Option<f64>, Option<f64>),
) -> f64 {
    let k = strength * metric_sensitivity * entity_sensitivity;
    if k == 0.0 {
        return centre;
    }
    let moved = centre * (1.0 + k);
    let floored = bounds.0.map_or(moved, |min| moved.max(min));
    bounds.1.map_or(floored, |max| floored.min(max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn winter() -> Season {
        Season::new(&[
            SeasonalEffect { months: vec![11, 12], strength: 0.3 },
            SeasonalEffect { months: vec![12], strength: 0.2 },
        ])
        .expect("good effects")
    }

    #[test]
    fn overlapping_effects_add() {
        let season = winter();
        let by_month: Vec<f64> = (1..=12).map(|month| season.strength(month)).collect();
        assert_eq!(by_month[..10], [0.0; 10]);
        assert_eq!(by_month[10..], [0.3, 0.5]);
        assert_eq!((season.strength(0), season.strength(13)), (0.0, 0.0));
        assert!(!season.is_none() && Season::default().is_none());
    }

    #[test]
    fn centres_of_a_flat_count() {
        // λ = 5 at position 0.15, by month and sensitivity.
        let season = winter();
        let centre = |month, sensitivity| {
            seasonal_centre(0.75, season.strength(month), sensitivity, 1.0, (None, None))
        };
        for (month, sensitivity, expected) in [
            (5, 1.0, 0.75),
            (11, 1.0, 0.975),
            (12, 1.0, 1.125),
            (11, -1.0, 0.525),
            (12, -1.0, 0.375),
            (12, 0.0, 0.75),
        ] {
            assert!((centre(month, sensitivity) - expected).abs() < 1e-12, "{month} {sensitivity}");
        }
    }

    #[test]
    fn bounds_hold_only_where_the_season_acts() {
        let bounds = (Some(0.0), Some(1.0));
        assert_eq!(seasonal_centre(0.9, 0.5, 1.0, 1.0, bounds), 1.0);
        assert_eq!(seasonal_centre(0.9, -3.0, 1.0, 1.0, bounds), 0.0);
        assert_eq!(seasonal_centre(1.4, 0.5, 1.0, 0.0, bounds), 1.4);
        assert_eq!(seasonal_centre(0.9, 0.5, 1.0, 1.0, (Some(0.0), None)), 0.9 * 1.5);
    }

    #[test]
    fn every_bad_effect_is_reported() {
        let problems = Season::new(&[
            SeasonalEffect { months: vec![], strength: f64::NAN },
            SeasonalEffect { months: vec![1, 13, 1, 0], strength: 0.1 },
        ])
        .expect_err("bad effects");
        assert_eq!(problems.len(), 5);
        assert_eq!(problems[0], SeasonProblem::NoMonths { effect: 0 });
        assert!(matches!(problems[1], SeasonProblem::BadStrength { effect: 0, .. }));
        assert_eq!(problems[2], SeasonProblem::NoSuchMonth { effect: 1, place: 1, month: 13 });
        assert_eq!(problems[3], SeasonProblem::RepeatedMonth { effect: 1, place: 2, month: 1 });
        assert_eq!(problems[4], SeasonProblem::NoSuchMonth { effect: 1, place: 3, month: 0 });
    }
}
