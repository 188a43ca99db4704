//! A reshaped law as one table over (centre, score).
//!
//! Solving for a law's parameter and inverting its distribution function takes tens of microseconds, so it is done on
//! a few dozen centres only. Each row holds the quantile of one centre as polynomial pieces in z, measured in the chart's
//! coordinate from the centre itself. Between rows the polynomial coefficients are interpolated by the six nearest
//! rows (degree 5). Against the exact quantile the table is within 2e-4 of the range for scores up to 3 and within
//! 1e-3 up to 4; it never leaves the support.

use super::Z_MAX;
use super::bounded::Bounded;
use super::curve::{Piece, fit_piece, floor, horner, locate, whole};
use super::sampler::CHUNK;

/// Polynomial pieces over [−Z_MAX, Z_MAX].
const PIECES: usize = 16;
/// Rows that take part in an interpolation.
const STENCIL: usize = 6;
/// The rows of a law whose dependence on the centre is smooth throughout; split among smooth parts otherwise.
const ROWS: usize = 49;
const FEWEST_ROWS: usize = 9;

/// The table.
#[derive(Debug, Clone)]
pub struct Surface {
    parts: Vec<Part>,
    rows: usize,
    /// Piece-major: the rows of one piece lie together.
    cells: Vec<Piece>,
}

/// A run of rows within which the law depends smoothly on the centre.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: f64,
    end: f64,
    rows_per_unit: f64,
    first_row: usize,
    rows: usize,
}

/// The first of the six rows around a position, and their weights, in a part of which this is the last row that can be the first.
#[inline(always)]
fn between(position: f64, start: f64, end: f64, rows_per_unit: f64, last: f64) -> (f64, [f64; STENCIL]) {
    let at = (position.max(start).min(end) - start) * rows_per_unit;
    let first = floor(at) - 2.0;
    let first = if first > 0.0 { first } else { 0.0 };
    let first = if first < last { first } else { last };
    (first, lagrange(at - first))
}

/// A place between rows: the first of six rows and their weights.
#[derive(Debug, Clone, Copy)]
pub struct Between {
    row: usize,
    weights: [f64; STENCIL],
}

impl Surface {
    /// Tabulates the law for centres from `lowest` to `highest` (of the unmirrored law).
    pub fn new(law: &Bounded, lowest: f64, highest: f64) -> Self {
        let cuts: Vec<f64> =
            law.smooth_pieces(lowest, highest).iter().map(|c| law.chart.row_position(*c)).collect();
        let length = cuts[cuts.len() - 1] - cuts[0];
        let mut parts = Vec::new();
        let mut rows = 0;
        for ends in cuts.windows(2) {
            let (start, end) = (ends[0], ends[1]);
            let share = libm::ceil(ROWS as f64 * (end - start) / length) as usize;
            let count = share.max(FEWEST_ROWS);
            let rows_per_unit = (count - 1) as f64 / (end - start);
            parts.push(Part { start, end, rows_per_unit, first_row: rows, rows: count });
            rows += count;
        }
        let mut cells = vec![[0.0; 8]; rows * PIECES];
        let support = law.support();
        let mut near = None;
        for part in &parts {
            for i in 0..part.rows {
                let share = i as f64 / (part.rows - 1) as f64;
                let centre = law.chart.row_centre(part.start + share * (part.end - part.start));
                let (line, theta) = law.line(&support, centre, near);
                near = theta;
                let origin = law.chart.coordinate(centre);
                for piece in 0..PIECES {
                    let middle = (piece as f64 + 0.5) * HALF_PIECE * 2.0 - Z_MAX;
                    cells[piece * rows + part.first_row + i] =
                        fit_piece(|t| line.at(middle + HALF_PIECE * t) - origin);
                }
            }
        }
        Self { parts, rows, cells }
    }

    /// Finds the rows around a centre given by its [row position](super::chart::Chart::row_position); beyond the table,
    /// its end.
    #[inline(always)]
    pub fn between(&self, position: f64) -> Between {
        let mut part = &self.parts[0];
        for next in &self.parts[1..] {
            if position >= next.start {
                part = next;
            }
        }
        let last = (part.rows - STENCIL) as f64;
        let (row, weights) = between(position, part.start, part.end, part.rows_per_unit, last);
        Between { row: part.first_row + whole(row) as usize, weights }
    }

    /// The quantiles at up to [`CHUNK`] scores between rows given by their positions, |z| ≤ [`Z_MAX`], in the
    /// chart's coordinate and less that of the centre.
    #[inline(always)]
    pub fn fill(&self, positions: &[f64], scores: &[f64], out: &mut [f64]) {
        // Apart from the cells of the table, all of it runs in vectors.
        let mut parts = [[0.0; CHUNK]; 5];
        let [start, end, rate, first, last] = &mut parts;
        for (number, part) in self.parts.iter().enumerate() {
            for at in 0..positions.len().min(CHUNK) {
                let own = (number == 0) | (positions[at] >= part.start);
                start[at] = if own { part.start } else { start[at] };
                end[at] = if own { part.end } else { end[at] };
                rate[at] = if own { part.rows_per_unit } else { rate[at] };
                first[at] = if own { part.first_row as f64 } else { first[at] };
                last[at] = if own { (part.rows - STENCIL) as f64 } else { last[at] };
            }
        }
        let mut weights = [[0.0; CHUNK]; STENCIL];
        let (mut cells, mut within) = ([0u32; CHUNK], [0.0; CHUNK]);
        let [a, b, c, d, e, f] = &mut weights;
        let rows = self.rows as f64;
        for at in 0..positions.len().min(CHUNK) {
            let (row, own) = between(positions[at], start[at], end[at], rate[at], last[at]);
            (a[at], b[at], c[at], d[at], e[at], f[at]) = own.into();
            let (piece, t) = locate((scores[at] + Z_MAX) * (0.5 / HALF_PIECE), PIECES);
            (cells[at], within[at]) = (whole(piece * rows + (first[at] + row)), t);
        }
        for (at, out) in out.iter_mut().enumerate().take(CHUNK) {
            let own = weights.each_ref().map(|weights| weights[at]);
            *out = horner(&self.mix(cells[at] as usize, &own), within[at]);
        }
    }

    /// The quantile function between rows, for many scores: the same values as [`fill`](Surface::fill) gives.
    pub fn row(&self, between: &Between) -> Row {
        Row(core::array::from_fn(|piece| self.mixed(between, piece)))
    }

    #[inline(always)]
    fn mixed(&self, between: &Between, piece: usize) -> Piece {
        self.mix(piece * self.rows + between.row, &between.weights)
    }

    /// The piece between six in a row.
    #[inline(always)]
    fn mix(&self, first: usize, w: &[f64; STENCIL]) -> Piece {
        let [a, b, c, d, e, f] = &self.cells[first..first + STENCIL] else { unreachable!() };
        core::array::from_fn(|i| {
            w[0] * a[i] + w[1] * b[i] + w[2] * c[i] + w[3] * d[i] + w[4] * e[i] + w[5] * f[i]
        })
    }
}

/// The quantile function at one centre.
pub struct Row([Piece; PIECES]);

impl Row {
    /// The quantiles at up to [`CHUNK`] scores, as distances from the centre in the chart's coordinate.
    #[inline(always)]
    pub fn fill(&self, z: &[f64], out: &mut [f64]) {
        let (mut pieces, mut within) = ([0u32; CHUNK], [0.0; CHUNK]);
        for ((piece, within), z) in pieces.iter_mut().zip(&mut within).zip(z) {
            let (i, t) = locate((z + Z_MAX) * (0.5 / HALF_PIECE), PIECES);
            (*piece, *within) = (whole(i), t);
        }
        for ((out, piece), t) in out.iter_mut().zip(pieces).zip(within) {
            *out = horner(&self.0[piece as usize % PIECES], t);
        }
    }
}

/// Half the width of a piece.
const HALF_PIECE: f64 = Z_MAX / PIECES as f64;

/// Lagrange weights at x on the points 0, 1, …, 5.
#[inline(always)]
pub(super) fn lagrange(x: f64) -> [f64; STENCIL] {
    let [a, b, c, d, e, f] = [x, x - 1.0, x - 2.0, x - 3.0, x - 4.0, x - 5.0];
    let (ab, cd, ef) = (a * b, c * d, e * f);
    [
        -(b * cd * ef) / 120.0,
        a * cd * ef / 24.0,
        -(ab * d * ef) / 12.0,
        ab * c * ef / 12.0,
        -(ab * cd * f) / 24.0,
        ab * cd * e / 120.0,
    ]
}
