//! A smooth function of the normal score, stored as short polynomials.

use std::sync::LazyLock;

use super::Z_MAX;
use super::sampler::CHUNK;
use crate::maths::ROUND;

/// Coefficients of one polynomial piece, lowest power first, in t ∈ [−1, 1]. Eight doubles are one cache line.
pub type Piece = [f64; 8];

/// A function on an interval as equally wide pieces of degree 7, continuous to rounding.
#[derive(Debug, Clone)]
pub struct Curve {
    low: f64,
    pieces_per_unit: f64,
    pieces: Vec<Piece>,
}

impl Curve {
    /// Interpolates `f` on [low, high] at the Chebyshev–Lobatto points of each piece.
    pub fn fit(low: f64, high: f64, pieces: usize, f: impl Fn(f64) -> f64) -> Self {
        let width = (high - low) / pieces as f64;
        let pieces_list = (0..pieces)
            .map(|i| {
                let middle = low + (i as f64 + 0.5) * width;
                fit_piece(|t| f(middle + 0.5 * width * t))
            })
            .collect();
        Self { low, pieces_per_unit: 1.0 / width, pieces: pieces_list }
    }

    /// Interpolates a function of the score over [−[`Z_MAX`], [`Z_MAX`]].
    pub fn of_score(pieces: usize, f: impl Fn(f64) -> f64) -> Self {
        Self::fit(-Z_MAX, Z_MAX, pieces, f)
    }

    /// The values at up to [`CHUNK`] places: for each what [`Curve::at`] gives.
    #[inline(always)]
    pub fn fill(&self, x: &[f64], out: &mut [f64]) {
        let (mut pieces, mut within) = ([0u32; CHUNK], [0.0; CHUNK]);
        for ((piece, within), x) in pieces.iter_mut().zip(&mut within).zip(x) {
            let (i, t) = locate((x - self.low) * self.pieces_per_unit, self.pieces.len());
            (*piece, *within) = (whole(i), t);
        }
        for ((out, piece), t) in out.iter_mut().zip(pieces).zip(within) {
            *out = horner(&self.pieces[piece as usize], t);
        }
    }

    /// The value at `x`, which must lie in the fitted interval (outside it the end pieces extrapolate).
    #[inline(always)]
    pub fn at(&self, x: f64) -> f64 {
        let (i, t) = locate((x - self.low) * self.pieces_per_unit, self.pieces.len());
        horner(&self.pieces[whole(i) as usize], t)
    }
}

/// Splits a position counted in pieces into the piece and t ∈ [−1, 1] within it.
#[inline(always)]
pub fn locate(position: f64, pieces: usize) -> (f64, f64) {
    let last = (pieces - 1) as f64;
    let below = floor(position);
    // NaN is in the first piece.
    let i = if below > 0.0 { below } else { 0.0 };
    let i = if i < last { i } else { last };
    (i, 2.0 * (position - i) - 1.0)
}

/// A whole number from 0 on, below 2³²: the low bits of its sum with [`ROUND`].
#[inline(always)]
pub fn whole(x: f64) -> u32 {
    (x + ROUND).to_bits() as u32
}

/// ⌊x⌋ for |x| < 2⁵¹, in operations that all vectors have.
#[inline(always)]
pub fn floor(x: f64) -> f64 {
    let nearest = (x + ROUND) - ROUND;
    if nearest > x { nearest - 1.0 } else { nearest }
}

/// The polynomial at t. Even and odd halves run side by side to shorten the chain of dependent operations.
#[inline(always)]
pub fn horner(c: &Piece, t: f64) -> f64 {
    let s = t * t;
    let even = ((c[6] * s + c[4]) * s + c[2]) * s + c[0];
    let odd = ((c[7] * s + c[5]) * s + c[3]) * s + c[1];
    odd * t + even
}

/// The degree-7 polynomial through `f` at the Chebyshev–Lobatto points of [−1, 1].
pub fn fit_piece(mut f: impl FnMut(f64) -> f64) -> Piece {
    let basis = &*BASIS;
    let mut out = [0.0; 8];
    for (point, column) in basis.points.iter().zip(&basis.columns) {
        let value = f(*point);
        for (o, c) in out.iter_mut().zip(column) {
            *o += value * c;
        }
    }
    out
}

struct Basis {
    points: [f64; 8],
    /// Per point, the coefficients of its Lagrange polynomial.
    columns: [Piece; 8],
}

static BASIS: LazyLock<Basis> = LazyLock::new(|| {
    let points: [f64; 8] = core::array::from_fn(|j| -libm::cos(core::f64::consts::PI * j as f64 / 7.0));
    let columns = core::array::from_fn(|j| {
        let mut product = [0.0; 8];
        product[0] = 1.0;
        for (degree, k) in (0..8).filter(|k| *k != j).enumerate() {
            let scale = 1.0 / (points[j] - points[k]);
            for power in (0..=degree + 1).rev() {
                let lower = if power == 0 { 0.0 } else { product[power - 1] };
                product[power] = (lower - points[k] * product[power]) * scale;
            }
        }
        product
    });
    Basis { points, columns }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_degree_seven_are_exact() {
        let f = |x: f64| 3.0 - x + 0.5 * x * x * x - 0.01 * x * x * x * x * x * x * x;
        let curve = Curve::of_score(5, f);
        for i in -636..=636 {
            let x = i as f64 / 100.0;
            assert!((curve.at(x) - f(x)).abs() < 1e-9);
        }
    }

    #[test]
    fn smooth_functions_are_close() {
        let curve = Curve::of_score(32, libm::exp);
        for i in -6361..=6361 {
            let x = i as f64 / 1000.0;
            assert!((curve.at(x) / libm::exp(x) - 1.0).abs() < 1e-11);
        }
    }
}
