//! One pair of metrics: from a wanted coefficient to the normal-space coefficient and back.

use super::expansion::{Expansion, Grid, TERMS};

/// A kind of cells in which two expansions meet, and their share of all cells.
#[derive(Clone, Copy)]
pub struct Meeting<'a> {
    pub share: f64,
    pub a: &'a Expansion,
    pub b: &'a Expansion,
}

/// Pearson's coefficient of two metrics as a function of their normal-space coefficient ρ.
pub struct Response {
    /// The mean over cells of the covariance within a cell.
    within: Powers,
    /// The covariance of the cells' means.
    between: f64,
    /// The product of the standard deviations over all cells.
    scale: f64,
    /// The mean over cells of Pearson's coefficient within a cell, among cells in which both metrics vary.
    local: Powers,
}

/// Normal-space coefficients stay this far from ±1, so that a correlation matrix keeps full rank.
pub const MARGIN: f64 = 1e-7;

/// Σ n-th cell · ρⁿ⁺¹.
#[derive(Clone, Copy, Debug)]
struct Powers([f64; TERMS + 2]);

impl Powers {
    /// A Hermite series, and its sums at ρ = 1 and ρ = −1. What the series misses there goes into one odd and one even
    /// power above it.
    fn new(terms: &[f64; TERMS], (with, against): (f64, f64)) -> Powers {
        let mut powers = [0.0; TERMS + 2];
        powers[..TERMS].copy_from_slice(terms);
        let odd: f64 = terms.iter().step_by(2).sum();
        let even: f64 = terms.iter().skip(1).step_by(2).sum();
        let (missing_with, missing_against) = (with - (odd + even), against - (even - odd));
        powers[TERMS] = (missing_with - missing_against) / 2.0;
        powers[TERMS + 1] = (missing_with + missing_against) / 2.0;
        Powers(powers)
    }

    fn at(&self, rho: f64) -> f64 {
        self.0.iter().rev().fold(0.0, |sum, term| (sum + term) * rho)
    }
}

/// Sums over meetings.
#[derive(Clone, Copy, Default)]
struct Sums {
    terms: [f64; TERMS],
    with: f64,
    against: f64,
}

impl Sums {
    fn add(&mut self, grid: &Grid, weight: f64, a: &Expansion, b: &Expansion) {
        for ((total, x), y) in self.terms.iter_mut().zip(&a.terms).zip(&b.terms) {
            *total += weight * x * y;
        }
        let (with, against) = grid.extremes(a, b);
        self.with += weight * with;
        self.against += weight * against;
    }
}

impl Response {
    /// The response of two metrics; the shares of `meetings` sum to 1, and those of one `a` stand together.
    /// `alike` says that both metrics' expansions differ in place and scale only.
    pub fn new(grid: &Grid, meetings: &[Meeting<'_>], alike: bool) -> Response {
        let (mut within, mut local) = (Sums::default(), Sums::default());
        let one = meetings.iter().find(|one| alike && one.a.varies() && one.b.varies());
        if let Some(Meeting { a, b, .. }) = one {
            // One product of two stands for all of them.
            let size = |one: &Meeting<'_>| one.share * one.a.deviation() * one.b.deviation();
            let each = 1.0 / (a.deviation() * b.deviation());
            within.add(grid, each * meetings.iter().map(size).sum::<f64>(), a, b);
            let varying = meetings.iter().filter(|one| one.a.varies() && one.b.varies());
            local.add(grid, each * varying.map(|one| one.share).sum::<f64>(), a, b);
        }
        // What meets the same expansion is added up before it is multiplied: meetings are many, expansions few.
        for group in meetings.chunk_by(|one, other| std::ptr::eq(one.a, other.a)) {
            if one.is_some() {
                break;
            }
            let a = group[0].a;
            within.add(grid, 1.0, a, &Expansion::sum(group.iter().map(|one| (one.share, one.b))));
            if a.varies() {
                let varying = group.iter().filter(|one| one.b.varies());
                let sum = Expansion::sum(varying.map(|one| (one.share / one.b.deviation(), one.b)));
                local.add(grid, 1.0 / a.deviation(), a, &sum);
            }
        }
        let (mut means, mut variances, mut varying) = ([0.0; 2], [0.0; 2], 0.0);
        for Meeting { share, a, b } in meetings {
            means = [means[0] + share * a.mean, means[1] + share * b.mean];
            variances = [variances[0] + share * a.variance, variances[1] + share * b.variance];
            if a.varies() && b.varies() {
                varying += share;
            }
        }
        let mut between = 0.0;
        for Meeting { share, a, b } in meetings {
            let apart = [a.mean - means[0], b.mean - means[1]];
            between += share * apart[0] * apart[1];
            variances =
                [variances[0] + share * apart[0] * apart[0], variances[1] + share * apart[1] * apart[1]];
        }
        let each = if varying > 0.0 { 1.0 / varying } else { 0.0 };
        Response {
            within: Powers::new(&within.terms, (within.with, within.against)),
            between,
            scale: (variances[0] * variances[1]).sqrt(),
            local: Powers::new(&local.terms.map(|x| x * each), (local.with * each, local.against * each)),
        }
    }

    /// Over the whole table, if ρ is the same in all cells; 0 for metrics that do not vary.
    pub fn total(&self, rho: f64) -> f64 {
        if self.scale > 0.0 {
            ((self.within.at(rho) + self.between) / self.scale).clamp(-1.0, 1.0)
        } else {
            0.0
        }
    }

    /// Among cells of equal position, on average, if ρ is the same in all cells.
    pub fn local(&self, rho: f64) -> f64 {
        self.local.at(rho).clamp(-1.0, 1.0)
    }
}

/// Pearson's coefficient within one kind of cells.
pub struct Cell {
    powers: Powers,
    scale: f64,
}

impl Cell {
    /// None if one of the two does not vary.
    pub fn new(grid: &Grid, a: &Expansion, b: &Expansion) -> Option<Cell> {
        if !(a.varies() && b.varies()) {
            return None;
        }
        let mut sums = Sums::default();
        sums.add(grid, 1.0, a, b);
        let scale = a.deviation() * b.deviation();
        Some(Cell { powers: Powers::new(&sums.terms, (sums.with, sums.against)), scale })
    }

    pub fn at(&self, rho: f64) -> f64 {
        (self.powers.at(rho) / self.scale).clamp(-1.0, 1.0)
    }
}

/// The ρ between two ends, both of them included, whose coefficient comes nearest to a wanted one. Coefficients rise with ρ
/// (Slepian 1962), so bisection finds it.
pub fn invert(coefficient: impl Fn(f64) -> f64, wanted: f64, (mut low, mut high): (f64, f64)) -> f64 {
    if coefficient(low) >= wanted {
        return low;
    }
    if coefficient(high) <= wanted {
        return high;
    }
    // Regula falsi with the Illinois rule, inside the bisection's brackets: a nearly straight line takes few steps.
    let (mut below, mut above) = (coefficient(low) - wanted, coefficient(high) - wanted);
    let mut side = 0i8;
    for _ in 0..60 {
        let share = (below / (below - above)).clamp(1e-3, 1.0 - 1e-3);
        let middle = low + share * (high - low);
        let off = coefficient(middle) - wanted;
        if off.abs() < 1e-12 || high - low < 1e-13 {
            return middle;
        }
        if off < 0.0 {
            (low, below) = (middle, off);
            if side == -1 {
                above *= 0.5;
            }
            side = -1;
        } else {
            (high, above) = (middle, off);
            if side == 1 {
                below *= 0.5;
            }
            side = 1;
        }
    }
    (low + high) / 2.0
}
