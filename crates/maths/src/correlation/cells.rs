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
    /// By law.
    laws: Vec<Nodes>,
    of_class: Vec<Between>,
}

/// The centres of a law that are expanded.
#[derive(Clone, Default)]
struct Nodes {
    /// The place of the first among the expansions.
    first: usize,
    /// Ascending.
    centres: Vec<f64>,
    /// The distance between neighbours, where all are as far apart; else 0.
    step: f64,
}

/// Two expansions, by place: the share of the upper one, and the rest is the lower one's.
#[derive(Clone, Copy)]
struct Between {
    above: u32,
    below: u32,
    share: f64,
}

impl Between {
    const NOWHERE: Between = Between { above: 0, below: 0, share: 1.0 };

    fn shares(self) -> [(usize, f64); 2] {
        [(self.above as usize, self.share), (self.below as usize, 1.0 - self.share)]
    }
}

impl Nodes {
    /// The nodes for these centres of cells.
    fn new(first: usize, centres: impl Iterator<Item = f64>) -> Nodes {
        let (mut few, mut low, mut high) = (Vec::new(), f64::INFINITY, f64::NEG_INFINITY);
        let mut last = f64::NAN;
        for centre in centres.filter(|centre| !centre.is_nan()) {
            if centre == last {
                continue;
            }
            (last, low, high) = (centre, low.min(centre), high.max(centre));
            // Beyond that many, only the ends count.
            if few.len() <= CENTRES {
                let place = few.partition_point(|other| *other < centre);
                if few.get(place) != Some(&centre) {
                    few.insert(place, centre);
                }
            }
        }
        if few.len() <= CENTRES {
            return Nodes { first, centres: few, step: 0.0 };
        }
        let step = (high - low) / (CENTRES - 1) as f64;
        Nodes { first, centres: (0..CENTRES).map(|node| low + step * node as f64).collect(), step }
    }

    /// The nodes on both sides of a centre. A centre past the last one counts as that.
    fn around(&self, centre: f64) -> Between {
        let centres = &self.centres;
        let (Some(low), Some(last)) = (centres.first(), centres.len().checked_sub(1)) else {
            return Between::NOWHERE;
        };
        let above = if self.step > 0.0 {
            // Rounding may put a centre on the other side of a node.
            let mut near = (((centre - low) / self.step) as usize).min(last);
            while near > 0 && centres[near - 1] >= centre {
                near -= 1;
            }
            while near < last && centres[near] < centre {
                near += 1;
            }
            near
        } else {
            centres.partition_point(|node| *node < centre).min(last)
        };
        let below = above.saturating_sub(1);
        let width = centres[above] - centres[below];
        let share = if width > 0.0 { ((centre - centres[below]) / width).clamp(0.0, 1.0) } else { 1.0 };
        Between { above: (self.first + above) as u32, below: (self.first + below) as u32, share }
    }
}

/// Different centres of a law that are expanded one by one. Where there are more, this many evenly spaced ones are, and classes
/// lie between two of them: means, which are straight in the centre, stay exact, and variances are off by 10⁻⁴.
const CENTRES: usize = 65;

impl Expanded {
    /// The expansions of values as drawn, or as they are shown.
    pub fn new(grid: &Grid, cells: &MetricCells, shown: Option<&dyn Shown>) -> Expanded {
        let of_class = vec![Between::NOWHERE; cells.classes.len()];
        let mut expanded = Expanded { of_class, alike: cells.laws.len() == 1, ..Expanded::default() };
        for (index, law) in cells.laws.iter().enumerate() {
            let own = cells.classes.iter().filter(|(law, _)| *law == index);
            let nodes = Nodes::new(expanded.distinct.len(), own.map(|(_, centre)| *centre));
            let centres = nodes.centres.as_slice();
            let Some(high) = centres.last().copied() else {
                expanded.laws.push(nodes);
                continue;
            };
            let sampler = law.sampler();
            let clip = Clip(cells.clips.get(index).copied().unwrap_or(ValueRange::NONE));
            // Counts take their bounds in their means.
            let clips = clip.0 != ValueRange::NONE && !law.is_discrete();
            let shown = shown.or(clips.then_some(&clip as &dyn Shown));
            let expand = |centre: &f64| match shown {
                None => grid.expand(law, &sampler, *centre),
                Some(shown) => grid.expand_shown((index, law), &sampler, *centre, shown),
            };
            match one_shape(law, &sampler, centres).filter(|_| shown.is_none()) {
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
            let classes = expanded.of_class.iter_mut().zip(&cells.classes);
            for (place, (_, centre)) in classes.filter(|(_, (law, _))| *law == index) {
                *place = nodes.around(*centre);
            }
            expanded.laws.push(nodes);
        }
        expanded
    }

    /// The expansions on both sides of a centre, and their shares. A centre past the last one counts as that.
    pub fn around(&self, law: usize, centre: f64) -> [(usize, f64); 2] {
        self.laws.get(law).map_or(Between::NOWHERE, |nodes| nodes.around(centre)).shares()
    }

    /// The expansions that stand for a class.
    pub fn of(&self, class: usize) -> [(usize, f64); 2] {
        self.of_class.get(class).copied().unwrap_or(Between::NOWHERE).shares()
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
        let weight = weight / total;
        for (i, x) in at_a.shares() {
            for (j, y) in at_b.shares() {
                shares[i * width + j] += weight * x * y;
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
