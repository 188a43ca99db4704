//! The quantile function of a smooth density on the whole real line, known only up to a constant.
//!
//! Families on a half line or an interval are moved to the line first (by ln x or by a logit), where their
//! densities are smooth, have one peak and fall off at least exponentially. There a couple of hundred points, dense in
//! the middle and sparse in the tails, integrate them to a small *relative* error in both tails; between points the
//! quantile, as a function of the normal score, is a quintic Hermite polynomial through values and two analytic
//! derivatives. This is far cheaper than inverting an incomplete gamma or beta function node by node.

use crate::maths::exp;
use crate::maths::normal;

/// Densities are followed down to e⁻⁴⁰ of their peak, which is little even beside Φ(−Z_MAX) = 1e-10.
const DEPTH: f64 = 40.0;
/// Cells over a single density.
const CELLS: usize = 200;

/// Points y = middle + scale·sinh(t) for evenly spaced t.
#[derive(Debug, Clone)]
pub struct Grid {
    step: f64,
    pub y: Vec<f64>,
    /// ln(dy/dt).
    log_rate: Vec<f64>,
}

impl Grid {
    /// Points from `low` to `high`, closest together (scale × spacing of t) around `middle`.
    pub fn new(middle: f64, scale: f64, low: f64, high: f64, cells: usize) -> Self {
        let first = libm::asinh((low - middle) / scale);
        let step = (libm::asinh((high - middle) / scale) - first) / cells as f64;
        let t = |i: usize| first + i as f64 * step;
        Self {
            step,
            y: (0..=cells).map(|i| middle + scale * libm::sinh(t(i))).collect(),
            log_rate: (0..=cells).map(|i| libm::log(scale * libm::cosh(t(i)))).collect(),
        }
    }

    /// The point nearest above y.
    pub fn index(&self, y: f64) -> usize {
        self.y.partition_point(|p| *p < y).min(self.y.len() - 1)
    }

    /// ln of the density per unit of t at point i, given ln of the density per unit of y.
    #[inline(always)]
    pub fn per_step(&self, i: usize, log_density: f64) -> f64 {
        log_density + self.log_rate[i]
    }

    /// The first and last point where a function with one peak is within `depth` of it, and the peak.
    pub fn window(&self, start: usize, depth: f64, log: impl Fn(usize) -> f64) -> (usize, usize, f64) {
        let end = self.y.len() - 1;
        let mut top = start;
        while top < end && log(top + 1) > log(top) {
            top += 1;
        }
        while top > 0 && log(top - 1) > log(top) {
            top -= 1;
        }
        let peak = log(top);
        let (mut first, mut last) = (top, top);
        while first > 0 && peak - log(first) < depth {
            first -= 1;
        }
        while last < end && peak - log(last) < depth {
            last += 1;
        }
        (first, last, peak)
    }
}

/// y as a function of the normal score z.
#[derive(Debug, Clone)]
pub struct LineQuantile {
    nodes: Vec<Node>,
    /// Where all of a density lies that is narrower than the grid.
    only: f64,
}

/// A grid point: position, score, and dy/dz, d²y/dz² there; `log_slope` is d ln g/dy.
#[derive(Debug, Clone, Copy)]
struct Node {
    y: f64,
    z: f64,
    first: f64,
    second: f64,
    log_slope: f64,
}

impl LineQuantile {
    /// Integrates and inverts the density whose logarithm and log-derivative `log_density` gives, on a grid of its own.
    pub fn new(start: f64, log_density: impl Fn(f64) -> (f64, f64)) -> Self {
        let mode = mode(start, &log_density);
        let (low, high) = (edge(mode, -1.0, &log_density), edge(mode, 1.0, &log_density));
        let grid = Grid::new(mode, (high - low) / 24.0, low, high, CELLS);
        let values: Vec<(f64, f64)> = grid.y.iter().map(|y| log_density(*y)).collect();
        Self::on_grid(&grid, grid.index(mode), |i| values[i].0, |i| values[i].1)
    }

    /// As [`new`](LineQuantile::new) on a given grid, for a density given at its points; `start` is any point.
    pub fn on_grid(
        grid: &Grid,
        start: usize,
        log: impl Fn(usize) -> f64,
        log_slope: impl Fn(usize) -> f64,
    ) -> Self {
        let (first, last, peak) = grid.window(start, DEPTH, &log);
        // A few cells more, because the outermost ones are integrated crudely.
        let (first, last) = (first.saturating_sub(3), (last + 3).min(grid.y.len() - 1));
        let logs: Vec<f64> = (first..=last).map(|i| grid.per_step(i, log(i)) - peak).collect();
        let masses = cell_masses(&logs, grid.step);
        let mut upper = vec![0.0; logs.len()];
        for (i, mass) in masses.iter().enumerate().rev() {
            upper[i] = upper[i + 1] + mass;
        }
        let total = upper[0];
        let mut nodes = Vec::with_capacity(logs.len());
        let mut lower = 0.0;
        for (i, above) in upper.into_iter().enumerate() {
            let least: f64 = if lower < above { lower } else { above };
            // Φ(−7.4): further out no score ever reaches.
            if least > 1e-13 * total {
                let distance = -normal::quantile(least / total);
                let z = if lower < above { -distance } else { distance };
                let log_slope = log_slope(first + i);
                let slope = normal::INV_SQRT_2PI * total * exp(peak - log(first + i) - 0.5 * z * z);
                let second = slope * (-z - slope * log_slope);
                nodes.push(Node { y: grid.y[first + i], z, first: slope, second, log_slope });
            }
            lower += masses.get(i).copied().unwrap_or(0.0);
        }
        Self { nodes, only: grid.y[start] }
    }

    /// y at score z, |z| ≤ [`super::Z_MAX`].
    pub fn at(&self, z: f64) -> f64 {
        let Some((a, b)) = self.around(|node| node.z < z) else { return self.only };
        for (end, outside) in [(a, z < a.z), (b, z > b.z)] {
            if outside {
                return end.y + end.first * (z - end.z);
            }
        }
        hermite(z, a.z, b.z, [a.y, a.first, a.second], [b.y, b.first, b.second])
    }

    /// The score at y: the inverse of [`LineQuantile::at`], ±∞ far outside the density.
    pub fn score(&self, y: f64) -> f64 {
        let Some((a, b)) = self.around(|node| node.y < y) else {
            return if y < self.only { f64::NEG_INFINITY } else { f64::INFINITY };
        };
        if y < a.y {
            return f64::NEG_INFINITY;
        }
        if y > b.y {
            return f64::INFINITY;
        }
        let side = |n: &Node| {
            let slope = 1.0 / n.first;
            [n.z, slope, slope * (n.log_slope + n.z * slope)]
        };
        hermite(y, a.y, b.y, side(a), side(b))
    }

    /// The nodes around a place; none if the density lies between two points of the grid.
    fn around(&self, before: impl Fn(&Node) -> bool) -> Option<(&Node, &Node)> {
        let last = self.nodes.len().checked_sub(1).filter(|last| *last > 0)?;
        let i = self.nodes.partition_point(before).clamp(1, last);
        Some((&self.nodes[i - 1], &self.nodes[i]))
    }
}

/// Where a density with one peak has it.
fn mode(start: f64, log_density: &impl Fn(f64) -> (f64, f64)) -> f64 {
    let direction = if log_density(start).1 > 0.0 { 1.0 } else { -1.0 };
    let (mut near, mut step) = (start, 0.5);
    let mut far = start + direction * step;
    while log_density(far).1 * direction > 0.0 && step < 1e5 {
        near = far;
        step *= 2.0;
        far = near + direction * step;
    }
    for _ in 0..30 {
        let middle = 0.5 * (near + far);
        if log_density(middle).1 * direction > 0.0 {
            near = middle;
        } else {
            far = middle;
        }
    }
    0.5 * (near + far)
}

/// A point in the given direction where the density has fallen by [`DEPTH`], or up to a fifth more.
fn edge(mode: f64, direction: f64, log_density: &impl Fn(f64) -> (f64, f64)) -> f64 {
    let peak = log_density(mode).0;
    let drop = |reach: f64| peak - log_density(mode + direction * reach).0;
    let (mut near, mut reach) = (0.0, 0.25);
    while drop(reach) < DEPTH && reach < 1e5 {
        near = reach;
        reach *= 2.0;
    }
    for _ in 0..30 {
        if drop(reach) < 1.2 * DEPTH {
            break;
        }
        let middle = 0.5 * (near + reach);
        if drop(middle) < DEPTH {
            near = middle;
        } else {
            reach = middle;
        }
    }
    mode + direction * reach
}

/// ∫ over each cell of the density with these logarithms at the grid points: three-point Gauss–Legendre, so that a cell in
/// which the density falls by a factor is still integrated to many digits. The logarithm inside the cell comes from the six
/// nearest points, because it is smooth and dear to evaluate.
fn cell_masses(logs: &[f64], step: f64) -> Vec<f64> {
    // The outermost cells are e⁻⁴⁰ below the peak and only need to be small.
    let ends = |i: usize| 0.5 * step * (exp(logs[i]) + exp(logs[i + 1]));
    let cells = logs.len() - 1;
    let mut masses: Vec<f64> = vec![0.0; cells];
    for i in (0..cells).filter(|i| *i < 2 || i + 2 >= cells) {
        masses[i] = ends(i);
    }
    let [a, b, c, d, e, f] = GAUSS_POINT;
    let [u, v, w, ..] = MIDPOINT;
    for (mass, near) in masses.iter_mut().skip(2).zip(logs.windows(6)) {
        let lower = a * near[0] + b * near[1] + c * near[2] + d * near[3] + e * near[4] + f * near[5];
        let upper = f * near[0] + e * near[1] + d * near[2] + c * near[3] + b * near[4] + a * near[5];
        let middle = u * (near[0] + near[5]) + v * (near[1] + near[4]) + w * (near[2] + near[3]);
        *mass = step / 18.0 * (5.0 * (exp(lower) + exp(upper)) + 8.0 * exp(middle));
    }
    masses
}

/// Lagrange weights on the points −2, −1, 0, 1, 2, 3 at the lower Gauss point ½ − √0.15 and at ½.
const GAUSS_POINT: [f64; 6] = [
    0.005_052_772_085_586_298,
    -0.047_968_832_671_610_52,
    0.947_190_972_207_641_8,
    0.120_309_027_792_358_25,
    -0.028_281_167_328_389_48,
    0.003_697_227_914_413_702,
];
const MIDPOINT: [f64; 6] =
    [0.011_718_75, -0.097_656_25, 0.585_937_5, 0.585_937_5, -0.097_656_25, 0.011_718_75];

/// The quintic through value, slope and curvature at both ends.
fn hermite(x: f64, x0: f64, x1: f64, left: [f64; 3], right: [f64; 3]) -> f64 {
    let h = x1 - x0;
    let t = (x - x0) / h;
    let (v0, v1) = (left[0], right[0]);
    let (d0, d1) = (left[1] * h, right[1] * h);
    let (e0, e1) = (0.5 * left[2] * h * h, 0.5 * right[2] * h * h);
    // What the degree-2 Taylor polynomial from the left misses at the right end, in value, slope and curvature.
    let r = v1 - v0 - d0 - e0;
    let s = d1 - d0 - 2.0 * e0;
    let q = e1 - e0;
    let c3 = 10.0 * r - 4.0 * s + q;
    let c4 = -15.0 * r + 7.0 * s - 2.0 * q;
    let c5 = 6.0 * r - 3.0 * s + q;
    ((((c5 * t + c4) * t + c3) * t + e0) * t + d0) * t + v0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_itself_is_the_identity() {
        let line = LineQuantile::new(9.0, |y| (-0.5 * y * y, -y));
        for i in -63..=63 {
            let z = i as f64 / 10.0;
            assert!((line.at(z) - z).abs() < 1e-6, "{z}: {}", line.at(z) - z);
            assert!((line.score(z) - z).abs() < 1e-6);
        }
    }

    #[test]
    fn the_logistic_has_a_closed_form() {
        // Density e^y / (1 + e^y)²: the quantile is the logit, at any place and scale.
        for (place, scale) in [(0.0, 1.0), (100.0, 0.001), (-5.0, 7.0)] {
            let line = LineQuantile::new(0.0, |y| {
                let t = (y - place) / scale;
                let p = 1.0 / (1.0 + libm::exp(-t));
                (-t.abs() - 2.0 * libm::log1p(libm::exp(-t.abs())), (1.0 - 2.0 * p) / scale)
            });
            for i in -63..=63 {
                let z = i as f64 / 10.0;
                let exact = place + scale * libm::log(normal::cdf(z) / normal::cdf(-z));
                let miss = (line.at(z) - exact) / scale;
                assert!(miss.abs() < 1e-6 * (1.0 + z.abs()), "{place} {scale} {z}: {miss}");
            }
        }
    }
}
