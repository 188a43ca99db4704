//! The expansions of a metric's laws around the centres it has, and how often those of two metrics meet.

use super::expansion::{Expansion, Grid, Shown};
use super::pair::Meeting;
use crate::distributions::{Law, Sampler, ValueRange};

/// How one metric is drawn in every class of cells.
#[derive(Clone, Debug, Default)]
pub struct MetricCells {
    /// The laws it is drawn from.
    pub laws: Vec<Law>,
    /// By law, what values are clipped to after they are drawn; missing where they are not.
    pub clips: Vec<ValueRange>,
    /// For each class, the index of its law and its centre.
    pub classes: Vec<(usize, f64)>,
}

/// The expansions of one metric, and which of them stand for each class.
#[derive(Clone, Default)]
pub struct Expanded {
    pub distinct: Vec<Expansion>,
    /// Whether, law by law, all differ in place and scale only.
    pub alike: bool,
    /// By law, the centres that are expanded, ascending, and the place of the first among `distinct`.
    pub laws: Vec<(usize, Vec<f64>)>,
    /// Two expansions and their shares, which sum to 1.
    of_class: Vec<[(usize, f64); 2]>,
}

/// Different centres of a law that are expanded one by one. Where there are more, this many evenly spaced ones are, and classes
/// lie between two of them: means, which are straight in the centre, stay exact, and variances are off by 10⁻⁴.
const CENTRES: usize = 65;

impl Expanded {
    /// The expansions of values as drawn, or as they are shown.
    pub fn new(grid: &Grid, cells: &MetricCells, shown: Option<&dyn Shown>) -> Expanded {
        let of_class = vec![[(0, 1.0), (0, 0.0)]; cells.classes.len()];
        let mut expanded = Expanded { of_class, alike: cells.laws.len() == 1, ..Expanded::default() };
        for (index, law) in cells.laws.iter().enumerate() {
            let own = cells.classes.iter().filter(|(law, _)| *law == index);
            let mut centres: Vec<f64> = own.map(|(_, centre)| *centre).collect();
            centres.sort_by(f64::total_cmp);
            centres.dedup();
            let first = expanded.distinct.len();
            let (Some(low), Some(high)) = (centres.first().copied(), centres.last().copied()) else {
                expanded.laws.push((first, centres));
                continue;
            };
            if centres.len() > CENTRES {
                let step = (high - low) / (CENTRES - 1) as f64;
                centres = (0..CENTRES).map(|node| low + step * node as f64).collect();
            }
            let sampler = law.sampler();
            let clip = Clip(cells.clips.get(index).copied().unwrap_or(ValueRange::NONE));
            // Counts take their bounds in their means.
            let clips = clip.0 != ValueRange::NONE && !law.is_discrete();
            let shown = shown.or(clips.then_some(&clip as &dyn Shown));
            let expand = |centre: &f64| match shown {
                None => grid.expand(law, &sampler, *centre),
                Some(shown) => grid.expand_shown((index, law), &sampler, *centre, shown),
            };
            match one_shape(law, &sampler, &centres).filter(|_| shown.is_none()) {
                Some(scales) => {
                    let model = expand(&high);
                    let (base, factor) = scales[scales.len() - 1];
                    let moved = |(place, scale): &(f64, f64)| {
                        let share = scale / factor;
                        model.moved(place + share * (model.mean - base), share * model.deviation())
                    };
                    expanded.distinct.extend(scales.iter().map(moved));
                }
                None => {
                    expanded.alike = false;
                    expanded.distinct.extend(centres.iter().map(expand));
                }
            }
            expanded.laws.push((first, centres));
            for (place, (_, centre)) in cells.classes.iter().enumerate().filter(|(_, (law, _))| *law == index)
            {
                expanded.of_class[place] = expanded.around(index, *centre);
            }
        }
        expanded
    }

    /// The expansions on both sides of a centre, and their shares. A centre past the last one counts as that.
    pub fn around(&self, law: usize, centre: f64) -> [(usize, f64); 2] {
        let Some((first, centres)) = self.laws.get(law).filter(|(_, centres)| !centres.is_empty()) else {
            return [(0, 1.0), (0, 0.0)];
        };
        let above = centres.partition_point(|node| *node < centre).min(centres.len() - 1);
        let below = above.saturating_sub(1);
        let width = centres[above] - centres[below];
        let share = if width > 0.0 { ((centre - centres[below]) / width).clamp(0.0, 1.0) } else { 1.0 };
        [(first + above, share), (first + below, 1.0 - share)]
    }

    /// The expansions that stand for a class.
    pub fn of(&self, class: usize) -> [(usize, f64); 2] {
        self.of_class.get(class).copied().unwrap_or([(0, 1.0), (0, 0.0)])
    }
}

/// Values clipped to a range.
struct Clip(ValueRange);

impl Shown for Clip {
    fn moments(&self, _: usize, _: f64, value: f64) -> (f64, f64) {
        let clipped =
            value.max(self.0.min.unwrap_or(f64::NEG_INFINITY)).min(self.0.max.unwrap_or(f64::INFINITY));
        (clipped, clipped * clipped)
    }
}

/// Place and scale of a law around each of its centres, if they are all it differs by; the last scale is above 0.
fn one_shape(law: &Law, sampler: &Sampler, centres: &[f64]) -> Option<Vec<(f64, f64)>> {
    if law.is_discrete() || centres.len() < 3 {
        return None;
    }
    const SCORES: [f64; 6] = [0.0, 1.0, -1.0, 2.5, -2.5, 5.0];
    let at = |centre: &f64| {
        let mut values = [0.0; SCORES.len()];
        sampler.draw_at(*centre, &SCORES, &mut values);
        values
    };
    let model = at(centres.last()?);
    let width = model[1] - model[0];
    let alike = |values: &[f64; SCORES.len()]| {
        let factor = (values[1] - values[0]) / width;
        values.iter().zip(&model).all(|(value, model_value)| {
            (value - values[0] - factor * (model_value - model[0])).abs() <= 1e-9 * width
        })
    };
    if width <= 0.0 {
        return None;
    }
    let all: Vec<[f64; SCORES.len()]> = centres.iter().map(at).collect();
    all.iter().all(alike).then(|| all.iter().map(|values| (values[0], values[1] - values[0])).collect())
}

/// Two expansions, by place, and the share of all cells in which they meet.
pub type Encounter = (usize, usize, f64);

/// Where the expansions of two metrics meet, those of one `a` together. `weights` say how many cells each class has.
pub fn encounters(weights: &[f64], a: &Expanded, b: &Expanded) -> Vec<Encounter> {
    let total: f64 = weights.iter().sum();
    let width = b.distinct.len();
    let mut shares = vec![0.0; a.distinct.len() * width];
    for ((weight, at_a), at_b) in weights.iter().zip(&a.of_class).zip(&b.of_class) {
        for (i, x) in at_a {
            for (j, y) in at_b {
                shares[i * width + j] += weight / total * x * y;
            }
        }
    }
    let all = shares.into_iter().enumerate().filter(|(_, share)| *share > 0.0);
    all.map(|(at, share)| (at / width, at % width, share)).collect()
}

/// The expansions themselves.
pub fn meetings<'a>(encounters: &[Encounter], a: &'a Expanded, b: &'a Expanded) -> Vec<Meeting<'a>> {
    let meeting =
        |(i, j, share): &Encounter| Meeting { share: *share, a: &a.distinct[*i], b: &b.distinct[*j] };
    encounters.iter().map(meeting).collect()
}
