//! The quantile function of a smooth density on the whole real line, known only up to a constant.
//!
//! Families on a half line or an interval are moved to the line first (by ln x or by a logit), where their
//! densities are smooth, have one peak and fall off at least exponentially. There a uniform grid integrates them
//! to about 1e-9 relative, *in both tails*, in a few hundred evaluations; between grid points the quantile, as a
//! function of the normal score, is a quintic Hermite polynomial through values and two analytic derivatives.
//! This is far cheaper than inverting an incomplete gamma or beta function node by node.

use super::exp_kernel::exp;
use super::normal_kernel as normal;

/// The log-density is followed down to this far below its peak: e⁻⁴⁰ is little even beside Φ(−Z_MAX) = 1e-10.
const DEPTH: f64 = 40.0;
/// Grid cells: at least this many over the density, and no cell wider than `WIDEST_CELL`.
const CELLS: usize = 256;
const WIDEST_CELL: f64 = 0.1;
const MOST_CELLS: usize = 2048;

/// y as a function of the normal score z.
#[derive(Debug, Clone)]
pub struct LineQuantile {
    nodes: Vec<Node>,
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

/// The interval that holds all but a negligible part of a density, and the log-density at its peak.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub low: f64,
    pub high: f64,
    pub peak: f64,
}

/// Finds where a density with one peak lives. `log_density` gives ln g and its derivative; `start` is any point.
pub fn extent(depth: f64, start: f64, log_density: &impl Fn(f64) -> (f64, f64)) -> Extent {
    let mode = mode(start, log_density);
    let peak = log_density(mode).0;
    let edge = |direction: f64| {
        let (mut near, mut reach) = (0.0, 0.25);
        while peak - log_density(mode + direction * reach).0 < depth && reach < 1e5 {
            near = reach;
            reach *= 2.0;
        }
        // Anywhere between depth and 1.2·depth will do.
        for _ in 0..20 {
            if peak - log_density(mode + direction * reach).0 < 1.2 * depth {
                break;
            }
            let middle = 0.5 * (near + reach);
            if peak - log_density(mode + direction * middle).0 < depth {
                near = middle;
            } else {
                reach = middle;
            }
        }
        mode + direction * reach
    };
    Extent { low: edge(-1.0), high: edge(1.0), peak }
}

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

impl LineQuantile {
    /// Integrates and inverts the density whose logarithm and log-derivative `log_density` gives.
    pub fn new(start: f64, log_density: impl Fn(f64) -> (f64, f64)) -> Self {
        let extent = extent(DEPTH, start, &log_density);
        let width = extent.high - extent.low;
        let cells = ((width / WIDEST_CELL) as usize).clamp(CELLS, MOST_CELLS);
        let step = width / cells as f64;
        let mut grid = Vec::with_capacity(cells + 1);
        for i in 0..=cells {
            let y = extent.low + i as f64 * step;
            let (log, slope) = log_density(y);
            grid.push((y, log, slope));
        }
        let masses = cell_masses(&grid, extent.peak, step);
        let mut upper = vec![0.0; cells + 1];
        for i in (0..cells).rev() {
            upper[i] = upper[i + 1] + masses[i];
        }
        let total = upper[0];
        let mut nodes = Vec::with_capacity(cells);
        let mut lower = 0.0;
        for (i, (y, log, log_slope)) in grid.into_iter().enumerate() {
            let z = if lower < upper[i] {
                normal::quantile(lower / total)
            } else {
                -normal::quantile(upper[i] / total)
            };
            if z.abs() < normal::Z_MAX + 1.0 {
                let first = normal::INV_SQRT_2PI * exp(-0.5 * z * z) * total / exp(log - extent.peak);
                let second = first * (-z - first * log_slope);
                nodes.push(Node { y, z, first, second, log_slope });
            }
            lower += masses.get(i).copied().unwrap_or(0.0);
        }
        Self { nodes }
    }

    /// y at score z, |z| ≤ [`normal::Z_MAX`].
    pub fn at(&self, z: f64) -> f64 {
        let (a, b) = self.around(|node| node.z < z);
        hermite(z, a.z, b.z, [a.y, a.first, a.second], [b.y, b.first, b.second])
    }

    /// The score at y: the inverse of [`LineQuantile::at`], ±∞ far outside the density.
    pub fn score(&self, y: f64) -> f64 {
        let (first, last) = (&self.nodes[0], &self.nodes[self.nodes.len() - 1]);
        if y < first.y {
            return f64::NEG_INFINITY;
        }
        if y > last.y {
            return f64::INFINITY;
        }
        let (a, b) = self.around(|node| node.y < y);
        let side = |n: &Node| {
            let slope = 1.0 / n.first;
            [n.z, slope, slope * (n.log_slope + n.z * slope)]
        };
        hermite(y, a.y, b.y, side(a), side(b))
    }

    fn around(&self, before: impl Fn(&Node) -> bool) -> (&Node, &Node) {
        let i = self.nodes.partition_point(before).clamp(1, self.nodes.len() - 1);
        (&self.nodes[i - 1], &self.nodes[i])
    }
}

/// ∫ g over each cell, in units of e^peak: three-point Gauss–Legendre, so that a cell in which g falls by a factor is
/// still integrated to many digits. ln g between grid points comes from the six nearest ones, because it is smooth
/// and much dearer to evaluate than an exponential.
fn cell_masses(grid: &[(f64, f64, f64)], peak: f64, step: f64) -> Vec<f64> {
    let cells = grid.len() - 1;
    (0..cells)
        .map(|i| {
            let log = |k: usize| grid[k].1 - peak;
            if i < 2 || i + 3 > cells {
                // The outermost cells are e⁻⁴⁰ below the peak and only need to be small.
                return 0.5 * step * (exp(log(i)) + exp(log(i + 1)));
            }
            let at = |w: &[f64; 6]| (0..6).map(|k| w[k] * log(i + k - 2)).sum::<f64>();
            let mut mirrored = GAUSS_POINT;
            mirrored.reverse();
            step * (5.0 * (exp(at(&GAUSS_POINT)) + exp(at(&mirrored))) + 8.0 * exp(at(&MIDPOINT))) / 18.0
        })
        .collect()
}

/// Lagrange weights on the points −2, −1, 0, 1, 2, 3 at the lower Gauss point ½ − √0.15 and at ½.
const GAUSS_POINT: [f64; 6] = [
    0.005_052_772_085_586_298,
    -0.047_968_832_671_610_52,
    0.947_190_972_207_641_8,
    0.120_309_027_792_358_25,
    -0.028_281_167_328_389_482,
    0.003_697_227_914_413_702,
];
const MIDPOINT: [f64; 6] = [0.011_718_75, -0.097_656_25, 0.585_937_5, 0.585_937_5, -0.097_656_25, 0.011_718_75];

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
            assert!((line.at(z) - z).abs() < 1e-8, "{z}: {}", line.at(z) - z);
            assert!((line.score(z) - z).abs() < 1e-8);
        }
    }

    #[test]
    fn the_logistic_has_a_closed_form() {
        // Density e^y / (1 + e^y)²: the quantile is the logit, at any place and scale.
        // The narrow one gets cells of a third of its scale, the others much finer ones.
        for (place, scale, tolerance) in [(0.0, 1.0, 1e-8), (100.0, 0.001, 1e-5), (-5.0, 7.0, 1e-8)] {
            let line = LineQuantile::new(0.0, |y| {
                let t = (y - place) / scale;
                let p = 1.0 / (1.0 + libm::exp(-t));
                (-t.abs() - 2.0 * libm::log1p(libm::exp(-t.abs())), (1.0 - 2.0 * p) / scale)
            });
            for i in -63..=63 {
                let z = i as f64 / 10.0;
                let exact = place + scale * libm::log(normal::cdf(z) / normal::cdf(-z));
                let miss = (line.at(z) - exact) / scale;
                assert!(miss.abs() < tolerance * (1.0 + z.abs()), "{place} {scale} {z}: {miss}");
            }
        }
    }
}
