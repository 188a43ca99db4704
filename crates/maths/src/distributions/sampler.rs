//! Values of many cells at once.

use super::Z_MAX;
use super::bounded::Bounded;
use super::chart::Chart;
use super::curve::Curve;
use super::law::{Form, Law};
use super::poisson::Counts;
use super::poisson_inverse::PoissonInverse;
use super::scaled::{Placement, Scaled};
use super::surface::Surface;
use crate::maths::exp;
use crate::vectors::{Kernel, run};

/// Cells worked on together; small enough for temporaries to stay in the first-level cache.
pub(super) const CHUNK: usize = 64;
/// Polynomial pieces of a standard shape's curve.
pub(super) const PIECES: usize = 32;
/// Shapes below this have tails too long for the integration grid; their curves are fitted to exact quantiles.
pub(super) const LEAST_GRID_SHAPE: f64 = 0.5;

/// A law as tables, made once and used for any number of cells.
///
/// A value depends only on the law, the centre and the score: not on the slice it is computed in.
/// Against [`Law::quantile_at`] the relative error is below 1e-9 for placed shapes, below 1e-6 of the range for
/// reshaped laws, and counts are equal.
///
/// ```
/// use plotsim_maths::distributions::{Bounds, Family, Law, ValueRange};
///
/// let law = Law::new(Family::POISSON, &[("lambda", 10.0)], ValueRange::NONE, Bounds::Clamp).unwrap();
/// let mut counts = [0.0; 4];
/// law.sampler().draw(&[2.0, 5.0, 10.0, 10.0], &[0.0, 0.0, 0.0, 2.0], &mut counts);
/// assert_eq!(counts, [2.0, 5.0, 10.0, 17.0]);
/// ```
#[derive(Debug, Clone)]
pub struct Sampler {
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Scaled { placement: Placement, low: f64, high: f64, shape: Scores },
    Bounded(BoundedTable),
    Counts(Counts),
}

/// How scores become quantiles of a standard shape.
#[derive(Debug, Clone)]
pub enum Scores {
    /// The score itself.
    Identity,
    /// e^(s·z).
    Exp { s: f64 },
    /// e to a curve.
    Log(Curve),
    /// The logistic of a curve.
    Logit(Curve),
}

#[derive(Debug, Clone)]
struct BoundedTable {
    law: Bounded,
    surface: Surface,
    low: f64,
    high: f64,
}

impl Sampler {
    /// Builds the tables: nothing for normal, log-normal and counts, some 0.1 ms for the other shapes, and up to
    /// 4 ms for a reshaped law.
    pub fn new(law: &Law) -> Self {
        let kind = match &law.form {
            Form::Counts(counts) => Kind::Counts(*counts),
            Form::Scaled(Scaled { shape, placement, low, high }) => {
                Kind::Scaled { placement: *placement, low: *low, high: *high, shape: shape.get().scores() }
            }
            Form::Bounded(bounded) => {
                let (low, high) = (law.axis.low, law.axis.high);
                let (lowest, highest) = if bounded.mirrored { (-high, -low) } else { (low, high) };
                let surface = Surface::new(bounded, lowest, highest);
                Kind::Bounded(BoundedTable { law: *bounded, surface, low, high })
            }
        };
        Self { kind }
    }

    /// The values of cells with these centres and standard-normal scores.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn draw(&self, centres: &[f64], z: &[f64], out: &mut [f64]) {
        assert!(centres.len() == z.len() && z.len() == out.len());
        run(Draw { sampler: self, centres, z, out });
    }

    #[inline(always)]
    fn draw_here(&self, centres: &[f64], z: &[f64], out: &mut [f64]) {
        let chunks = centres.chunks(CHUNK).zip(z.chunks(CHUNK)).zip(out.chunks_mut(CHUNK));
        match &self.kind {
            Kind::Scaled { placement, low, high, shape } => {
                for ((centres, z), out) in chunks {
                    shape.fill(z, out);
                    for (centre, out) in centres.iter().zip(out) {
                        let (a, b) = placement.at(*centre);
                        *out = clip(a + b * *out, *low, *high);
                    }
                }
            }
            Kind::Bounded(table) => {
                for ((centres, z), out) in chunks {
                    table.fill(centres, z, out);
                }
            }
            Kind::Counts(counts) => {
                let inverse = PoissonInverse::new();
                for ((centres, z), out) in chunks {
                    inverse.fill(centres, z, out);
                    for out in out {
                        *out = clip(*out, counts.low, counts.high);
                    }
                }
            }
        }
    }

    /// Whether many cells of one centre are cheaper by [`draw_at`](Sampler::draw_at) than by [`draw`](Sampler::draw).
    pub fn prefers_one_centre(&self) -> bool {
        matches!(self.kind, Kind::Bounded(_))
    }

    /// As [`draw`](Sampler::draw), for cells that share one centre.
    pub fn draw_at(&self, centre: f64, z: &[f64], out: &mut [f64]) {
        assert_eq!(z.len(), out.len());
        run(DrawAt { sampler: self, centre, z, out });
    }

    #[inline(always)]
    fn draw_at_here(&self, centre: f64, z: &[f64], out: &mut [f64]) {
        let chunks = z.chunks(CHUNK).zip(out.chunks_mut(CHUNK));
        match &self.kind {
            Kind::Scaled { placement, low, high, shape } => {
                let (a, b) = placement.at(centre);
                for (z, out) in chunks {
                    shape.fill(z, out);
                    for out in out {
                        *out = clip(a + b * *out, *low, *high);
                    }
                }
            }
            Kind::Bounded(table) => table.fill_at(centre, z, out),
            Kind::Counts(_) => {
                for (z, out) in chunks {
                    self.draw_here(&[centre; CHUNK][..z.len()], z, out);
                }
            }
        }
    }

    /// The value of one cell.
    pub fn value(&self, centre: f64, z: f64) -> f64 {
        let mut out = [0.0];
        self.draw_at(centre, &[z], &mut out);
        out[0]
    }
}

struct Draw<'a> {
    sampler: &'a Sampler,
    centres: &'a [f64],
    z: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for Draw<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.sampler.draw_here(self.centres, self.z, self.out);
    }
}

struct DrawAt<'a> {
    sampler: &'a Sampler,
    centre: f64,
    z: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for DrawAt<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.sampler.draw_at_here(self.centre, self.z, self.out);
    }
}

/// `clamp` without its check that the bounds are in order.
#[inline(always)]
fn clip(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// Up to [`CHUNK`] scores within ±[`Z_MAX`].
#[inline(always)]
fn clipped(z: &[f64]) -> [f64; CHUNK] {
    let mut scores = [0.0; CHUNK];
    for (score, z) in scores.iter_mut().zip(z) {
        *score = clip(*z, -Z_MAX, Z_MAX);
    }
    scores
}

impl Scores {
    #[inline(always)]
    fn fill(&self, z: &[f64], out: &mut [f64]) {
        match self {
            Self::Identity => {
                for (z, out) in z.iter().zip(out) {
                    *out = clip(*z, -Z_MAX, Z_MAX);
                }
            }
            Self::Exp { s } => {
                for (z, out) in z.iter().zip(out) {
                    *out = exp(s * clip(*z, -Z_MAX, Z_MAX));
                }
            }
            Self::Log(curve) => {
                curve.fill(&clipped(z)[..z.len()], out);
                for out in out {
                    *out = exp(*out);
                }
            }
            Self::Logit(curve) => {
                curve.fill(&clipped(z)[..z.len()], out);
                for out in out {
                    *out = 1.0 / (1.0 + exp(-*out));
                }
            }
        }
    }
}

impl BoundedTable {
    /// Up to [`CHUNK`] cells.
    #[inline(always)]
    fn fill(&self, centres: &[f64], z: &[f64], out: &mut [f64]) {
        let sign = self.sign();
        let mut positions = [0.0; CHUNK];
        for (position, centre) in positions.iter_mut().zip(centres) {
            *position = self.law.chart.row_position(sign * clip(*centre, self.low, self.high));
        }
        let mut scores = clipped(z);
        for score in &mut scores[..z.len()] {
            *score *= sign;
        }
        self.surface.fill(&positions[..z.len()], &scores[..z.len()], out);
        self.place(centres, z, out);
    }

    /// As `fill` for one centre and any number of cells.
    #[inline(always)]
    fn fill_at(&self, centre: f64, z: &[f64], out: &mut [f64]) {
        let sign = self.sign();
        let position = self.law.chart.row_position(sign * clip(centre, self.low, self.high));
        let row = self.surface.row(&self.surface.between(position));
        for (z, out) in z.chunks(CHUNK).zip(out.chunks_mut(CHUNK)) {
            let mut scores = clipped(z);
            for score in &mut scores[..z.len()] {
                *score *= sign;
            }
            row.fill(&scores[..z.len()], out);
            self.place(&[centre; CHUNK][..z.len()], z, out);
        }
    }

    /// From distances on the line to values.
    #[inline(always)]
    fn place(&self, centres: &[f64], z: &[f64], out: &mut [f64]) {
        let sign = self.sign();
        match self.law.chart {
            Chart::Between { low, span } => {
                // The odds of the value are the odds of the centre times e^distance; `place` needs no logarithm.
                let high = low + span;
                for (centre, out) in centres.iter().zip(out) {
                    let centre = clip(*centre, self.low, self.high);
                    let below = (centre - low) * exp(*out);
                    *out = clip(low + span * below / (below + (high - centre)), low, high);
                }
            }
            Chart::Above { low, .. } => {
                for ((centre, z), out) in centres.iter().zip(z).zip(out) {
                    let centre = sign * clip(*centre, self.low, self.high);
                    let inside = match self.law.free(centre) {
                        Some(sigma) => centre + sigma * sign * clip(*z, -Z_MAX, Z_MAX),
                        None => low + (centre - low) * exp(*out),
                    };
                    *out = sign * inside;
                }
            }
        }
    }

    #[inline(always)]
    fn sign(&self) -> f64 {
        if self.law.mirrored { -1.0 } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::{Bounds, FAMILIES, ValueRange};
    use crate::random::{normal_from_word, split_mix};
    use crate::vectors::Level;

    /// Every family as it is, clamped on one side and on both, and reshaped.
    fn laws() -> Vec<Law> {
        let ranges = [
            (ValueRange::NONE, Bounds::Clamp),
            (ValueRange::full(0.0, 40.0), Bounds::Clamp),
            (ValueRange { min: Some(1.0), max: None }, Bounds::Reshape),
            (ValueRange { min: None, max: Some(30.0) }, Bounds::Reshape),
            (ValueRange::full(0.0, 40.0), Bounds::Reshape),
        ];
        let of = |family: crate::distributions::Family| {
            let given = family.info().params.iter().map(|param| match param.name {
                "mu" | "lambda" | "scale" => (param.name, 20.0),
                "sigma" => (param.name, 3.0),
                "alpha" | "beta" => (param.name, 2.5),
                "s" => (param.name, 0.6),
                _ => (param.name, param.default.unwrap_or(1.5)),
            });
            let given: Vec<(&str, f64)> = given.collect();
            ranges.into_iter().filter_map(move |(range, bounds)| Law::new(family, &given, range, bounds).ok())
        };
        let families = FAMILIES.iter().map(|info| crate::distributions::Family::of(info));
        families.flat_map(of).collect()
    }

    #[test]
    fn values_have_the_same_bits_on_every_level_and_one_by_one() {
        let laws = laws();
        assert!(laws.len() >= 20, "{}", laws.len());
        for law in laws {
            let sampler = law.sampler();
            let word = |at: u64| split_mix(7, at);
            let z: Vec<f64> = (0..1000)
                .map(|at| normal_from_word(word(at)))
                .chain([-9.0, 9.0, 0.0, -0.0, Z_MAX, -Z_MAX])
                .collect();
            let positions = (0..z.len() as u64).map(|at| crate::random::unit(word(at + 5000)));
            let centres: Vec<f64> = positions.map(|p| law.centre(1.2 * p - 0.1)).collect();
            let mut alone = vec![0.0; z.len()];
            for ((centre, z), out) in centres.iter().zip(&z).zip(&mut alone) {
                Level::all()[0].run(Draw {
                    sampler: &sampler,
                    centres: &[*centre],
                    z: &[*z],
                    out: std::slice::from_mut(out),
                });
            }
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            for level in Level::all() {
                for len in [z.len(), 24, 7] {
                    let mut out = vec![0.0; z.len()];
                    for ((centres, z), out) in centres.chunks(len).zip(z.chunks(len)).zip(out.chunks_mut(len))
                    {
                        level.run(Draw { sampler: &sampler, centres, z, out });
                    }
                    assert_eq!(bits(&out), bits(&alone), "{law:?} by {len} on {level:?}");
                }
                let mut out = vec![0.0; z.len()];
                level.run(DrawAt { sampler: &sampler, centre: centres[3], z: &z, out: &mut out });
                assert_eq!(out[3].to_bits(), alone[3].to_bits(), "{law:?} at one centre on {level:?}");
                let mut each = vec![0.0; z.len()];
                level.run(Draw {
                    sampler: &sampler,
                    centres: &vec![centres[3]; z.len()],
                    z: &z,
                    out: &mut each,
                });
                assert_eq!(bits(&out), bits(&each), "{law:?} at one centre on {level:?}");
            }
        }
    }
}
