//! A metric's law around every centre it may have, noise and bounds included.
//!
//! The law at a centre is a list of pieces between exact quantiles. Noise is laid over them by quadrature and the engine's own
//! last step ([`Finish`]) brings them into the bounds, which gives the shares of bins, mean and variance, and the
//! Hermite coefficients of the value as a function of its normal score. Between the centres of the grid these are
//! taken as straight lines.

use super::Bins;
use crate::distributions::{Law, Sampler};
use crate::maths::normal;
use crate::plotsim::model::{MetricLaw, Polarity};
use crate::plotsim::tables::engine::Finish;
use crate::trajectory::noise::Noise;

/// Ranges of centres in which the law is tested apart.
pub const BANDS: usize = 8;
/// Hermite coefficients that are kept.
pub const TERMS: usize = 6;
/// Scores whose quantiles bound the pieces of a law: from −6 to 6, this far apart.
const STEP: f64 = 0.05;
const PIECES: usize = 240;
/// Fewest and most centres in each band.
const CENTRES: (usize, usize) = (16, 128);

/// What a grid is made of.
#[derive(Clone, Debug)]
pub struct GridSpec {
    pub law: MetricLaw,
    pub noise: Noise,
    /// Least and greatest centre, season included.
    pub centres: (f64, f64),
    /// Whether the column shows whole numbers.
    pub whole: bool,
    pub polarity: Polarity,
    /// Share of values that are 0, whatever the law.
    pub zeros: f64,
    /// The step between decimals that values are rounded to.
    pub step: Option<f64>,
}

/// The law of a column at evenly spaced centres, in bands.
#[derive(Clone, Debug)]
pub struct Grid {
    pub bins: Bins,
    low: f64,
    /// Centres per unit.
    per_unit: f64,
    /// Spaces between centres in each band.
    each: usize,
    /// By centre.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    mean: f64,
    variance: f64,
    /// E\[x·Heₙ(Z)\]/√n! for n = 1, 2, …
    terms: [f64; TERMS],
    /// By bin.
    shares: Vec<f64>,
}

/// A centre's place in a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The centre of the grid at or below it.
    pub node: usize,
    /// How far it is on the way to the next one, 0 to 1.
    pub share: f64,
}

impl GridSpec {
    /// The position of an entity whose metric has this centre, for noise that follows the trajectory: exact unless lag,
    /// treatment or season come between.
    fn position(&self, centre: f64) -> f64 {
        self.law.position_of(centre, self.polarity)
    }

    /// Bins that hold nearly all of the values.
    pub fn bins(&self, sampler: &Sampler) -> Bins {
        let finish = Finish::of(&self.law);
        let mut ends = Vec::new();
        for centre in [self.centres.0, self.centres.1] {
            for z in [-3.0, 3.0] {
                let value = sampler.value(centre, z);
                ends.extend([-2.0, 2.0].map(|d| value * (1.0 + self.noise.sigma * d)));
            }
        }
        finish.apply(&mut ends);
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if self.zeros > 0.0 { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        if self.whole || self.law.law.is_discrete() {
            Bins::whole(low.round_ties_even(), high.round_ties_even())
        } else if let Some(step) = self.step {
            // Between such edges, rounding changes no share.
            Bins::stepped(low, high, step)
        } else {
            Bins::continuous(low, high)
        }
    }

    /// Works the grid out, with bins that other laws of the column share.
    pub fn grid(&self, sampler: &Sampler, bins: Bins) -> Grid {
        let (low, high) = self.centres;
        let range = (high - low).max(0.0);
        // Half of a standard deviation between centres is close enough for straight lines.
        let narrow = self.law.law.variance_at(low + 0.5 * range).sqrt().max(range * 1e-6);
        let wanted = if narrow > 0.0 { 2.0 * range / narrow / BANDS as f64 } else { 0.0 };
        let each = (wanted.ceil() as usize).clamp(CENTRES.0, CENTRES.1);
        let spaces = each * BANDS;
        let per_unit = if range > 0.0 { spaces as f64 / range } else { 0.0 };
        let workings = Workings::new(self);
        let nodes = (0..=spaces)
            .map(|at| workings.node(self, sampler, &bins, low + range * at as f64 / spaces as f64));
        Grid { nodes: nodes.collect(), low, per_unit, each, bins }
    }
}

impl Grid {
    /// Where a centre lies; beyond the ends it counts as there.
    #[inline(always)]
    pub fn place(&self, centre: f64) -> Place {
        let at = ((centre - self.low) * self.per_unit).clamp(0.0, (self.nodes.len() - 1) as f64);
        let node = (at as usize).min(self.nodes.len() - 2);
        Place { node, share: at - node as f64 }
    }

    /// The band of a place.
    #[inline(always)]
    pub fn band(&self, place: Place) -> usize {
        place.node / self.each
    }

    /// Weights that a tally of centres needs: for each band, one for each of its centres and both ends.
    pub fn weights(&self) -> usize {
        BANDS * (self.each + 1)
    }

    /// Adds a centre to such a tally.
    #[inline(always)]
    pub fn weigh(&self, place: Place, weights: &mut [f64]) {
        let at = place.node + self.band(place);
        weights[at] += 1.0 - place.share;
        weights[at + 1] += place.share;
    }

    /// The mean of values around a place.
    #[inline(always)]
    pub fn mean(&self, place: Place) -> f64 {
        let (a, b) = (self.nodes[place.node].mean, self.nodes[place.node + 1].mean);
        a + place.share * (b - a)
    }

    /// Their standard deviation.
    #[inline(always)]
    pub fn deviation(&self, place: Place) -> f64 {
        let (a, b) = (self.nodes[place.node].variance, self.nodes[place.node + 1].variance);
        (a + place.share * (b - a)).sqrt()
    }

    /// Their first Hermite coefficient.
    #[inline(always)]
    pub fn slope(&self, place: Place) -> f64 {
        let (a, b) = (self.nodes[place.node].terms[0], self.nodes[place.node + 1].terms[0]);
        a + place.share * (b - a)
    }

    /// By band, the expected counts of bins of values around centres tallied as `weights`.
    pub fn expected(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let band = |band: usize| {
            let mut shares = vec![0.0; self.bins.len()];
            for (at, weight) in
                weights[band * (self.each + 1)..(band + 1) * (self.each + 1)].iter().enumerate()
            {
                for (sum, share) in shares.iter_mut().zip(&self.nodes[band * self.each + at].shares) {
                    *sum += weight * share;
                }
            }
            shares
        };
        (0..BANDS).map(band).collect()
    }

    /// The sum over centres tallied as `weights` of the variances about the means, and of the Hermite coefficients.
    pub fn sums(&self, weights: &[f64]) -> (f64, [f64; TERMS]) {
        let (mut variance, mut terms) = (0.0, [0.0; TERMS]);
        for (at, weight) in weights.iter().enumerate() {
            let (band, within) = (at / (self.each + 1), at % (self.each + 1));
            let node = &self.nodes[band * self.each + within];
            variance += weight * node.variance;
            for (sum, term) in terms.iter_mut().zip(&node.terms) {
                *sum += weight * term;
            }
        }
        (variance, terms)
    }
}

/// A part of a law: the values of an interval of scores, taken together.
#[derive(Clone, Copy)]
struct Piece {
    value: f64,
    mass: f64,
    /// Integrals of the Hermite polynomials over the interval.
    terms: [f64; TERMS],
}

/// What all centres of a grid share.
struct Workings {
    finish: Finish,
    /// Middles of the intervals of scores, and what belongs to each.
    scores: Vec<f64>,
    intervals: Vec<Piece>,
}

impl Workings {
    fn new(spec: &GridSpec) -> Workings {
        let edge = |at: usize| match at {
            0 => f64::NEG_INFINITY,
            PIECES => f64::INFINITY,
            _ => -6.0 + STEP * at as f64,
        };
        Workings {
            finish: Finish::of(&spec.law),
            scores: (0..PIECES).map(|at| -6.0 + STEP * (at as f64 + 0.5)).collect(),
            intervals: (0..PIECES).map(|at| interval(edge(at), edge(at + 1))).collect(),
        }
    }

    fn node(&self, spec: &GridSpec, sampler: &Sampler, bins: &Bins, centre: f64) -> Node {
        let law = &spec.law.law;
        let pieces = counts(law, sampler, centre).unwrap_or_else(|| self.continuous(sampler, centre));
        let mut shares = vec![0.0; bins.len()];
        let (mut first, mut second, mut terms) = (0.0, 0.0, [0.0; TERMS]);
        let mut disturbed = vec![0.0; pieces.len()];
        let plain = spec.noise.sigma == 0.0 && spec.noise.outlier_rate == 0.0 && !law.is_discrete();
        for noise in &spec.noise.points(spec.position(centre)) {
            for (out, piece) in disturbed.iter_mut().zip(&pieces) {
                *out = noise.applied(piece.value);
            }
            self.finish.apply(&mut disturbed);
            for (piece, value) in pieces.iter().zip(&disturbed) {
                let mass = noise.weight * piece.mass;
                first += mass * value;
                second += mass * value * value;
                for (sum, term) in terms.iter_mut().zip(&piece.terms) {
                    *sum += noise.weight * value * term;
                }
                if !plain {
                    shares[bins.place(*value)] += mass;
                }
            }
        }
        if plain {
            // Each piece reaches half-way to its neighbours.
            for (at, piece) in pieces.iter().enumerate() {
                let half = |other: usize| 0.5 * (piece.value + pieces[other].value);
                let from = if at == 0 { piece.value } else { half(at - 1) };
                let to = if at + 1 == pieces.len() { piece.value } else { half(at + 1) };
                self.spread(spec, bins, (from, to), piece.mass, &mut shares);
            }
        }
        let left = 1.0 - spec.zeros;
        if spec.zeros > 0.0 {
            (first, second) = (left * first, left * second);
            terms.iter_mut().for_each(|term| *term *= left);
            shares.iter_mut().for_each(|share| *share *= left);
            shares[bins.place(0.0)] += spec.zeros;
        }
        Node { mean: first, variance: (second - first * first).max(0.0), terms, shares }
    }

    /// Spreads a mass evenly between two values, of which those past a bound are brought back as the engine does it.
    fn spread(&self, spec: &GridSpec, bins: &Bins, (from, to): (f64, f64), mass: f64, shares: &mut [f64]) {
        if from.partial_cmp(&to) != Some(std::cmp::Ordering::Less) {
            let mut value = [from];
            self.finish.apply(&mut value);
            shares[bins.place(value[0])] += mass;
            return;
        }
        let range = spec.law.range;
        let least = range.min.map_or(from, |min| min.clamp(from, to));
        let most = range.max.map_or(to, |max| max.clamp(least, to));
        for (from_here, to_here) in [(from, least), (least, most), (most, to)] {
            let part = mass * (to_here - from_here) / (to - from);
            if part > 0.0 {
                let mut ends = [from_here, to_here];
                self.finish.apply(&mut ends);
                bins.spread(ends[0].min(ends[1]), ends[0].max(ends[1]), part, shares);
            }
        }
    }

    fn continuous(&self, sampler: &Sampler, centre: f64) -> Vec<Piece> {
        let mut values = vec![0.0; PIECES];
        sampler.draw_at(centre, &self.scores, &mut values);
        self.intervals.iter().zip(values).map(|(piece, value)| Piece { value, ..*piece }).collect()
    }
}

/// Most different counts that are looked at one by one.
const COUNTS: f64 = 512.0;

/// The counts of a discrete law with their exact probabilities; none if there are too many or the law is continuous.
fn counts(law: &Law, sampler: &Sampler, centre: f64) -> Option<Vec<Piece>> {
    let (low, high) = (sampler.value(centre, -6.0), sampler.value(centre, 6.0));
    if !law.is_discrete() || high - low > COUNTS {
        return None;
    }
    let mut edge = f64::NEG_INFINITY;
    let mut all = Vec::new();
    for step in 0..=(high - low) as usize {
        let value = low + step as f64;
        let next = if value >= high { f64::INFINITY } else { normal::quantile(law.cdf_at(centre, value)) };
        all.push(Piece { value, ..interval(edge, next.max(edge)) });
        edge = next.max(edge);
    }
    Some(all)
}

/// An interval of scores: ∫φ and ∫hₙφ = (hₙ₋₁(a)φ(a) − hₙ₋₁(b)φ(b))/√n for the polynomials hₙ = Heₙ/√n!, which are orthonormal
/// under the standard normal density φ.
fn interval(a: f64, b: f64) -> Piece {
    let weighed = |z: f64| {
        let mut out = [0.0; TERMS];
        if z.is_finite() {
            let density = normal::density(z);
            let (mut before, mut now) = (0.0, 1.0);
            for (place, term) in out.iter_mut().enumerate() {
                *term = now * density;
                let n = place as f64;
                let next = (z * now - n.sqrt() * before) / (n + 1.0).sqrt();
                (before, now) = (now, next);
            }
        }
        out
    };
    let (at_a, at_b) = (weighed(a), weighed(b));
    let mut terms = [0.0; TERMS];
    for (place, term) in terms.iter_mut().enumerate() {
        *term = (at_a[place] - at_b[place]) / ((place + 1) as f64).sqrt();
    }
    Piece { value: 0.0, mass: (normal::cdf(b) - normal::cdf(a)).max(0.0), terms }
}
