//! Pairs of metrics: sums of products over cells, and over what is drawn independently for standard errors.

use super::CellBlock;

/// Sums over the cells in which both metrics of a pair have a value.
#[derive(Clone, Copy, Debug, Default)]
pub struct MomentSums {
    pub cells: f64,
    /// Of values, their squares and product: x, y, xx, yy, xy.
    pub raw: [f64; 5],
    /// Of squares and product of what is left without the means, in standard deviations of the cell: xx, yy, xy.
    pub rest: [f64; 3],
    /// Of means, their squares and product: x, y, xx, yy, xy.
    pub means: [f64; 5],
    /// Of the product of the first Hermite coefficients.
    pub slopes: f64,
    /// Clusters, each drawn independently of the others, and over them sums of products, as upper triangles: of `raw` less what
    /// the means give, and of `rest`. Centres are given, so only what is drawn around them makes coefficients vary.
    pub clusters: f64,
    raw_products: [f64; 15],
    rest_products: [f64; 6],
}

/// All pairs of the metrics that are shown, in the periods of each regime: (0, 1), (0, 2), (1, 2), (0, 3), …
#[derive(Clone, Debug, Default)]
pub struct CorrelationTally {
    /// Regime by regime.
    pairs: Vec<MomentSums>,
    metrics: usize,
    /// By period, the place of its regime.
    regime_of: Vec<usize>,
    /// Whether an entity's cells depend on one another, so that only entities are independent.
    persistent: bool,
}

impl CorrelationTally {
    /// Nothing yet, of so many metrics; `persistent` if any of them, or of those they are mixed with, remembers the period
    /// before; `regime_of` each period.
    pub fn new(metrics: usize, persistent: bool, regime_of: &[usize]) -> CorrelationTally {
        let regimes = regime_of.iter().max().map_or(1, |most| most + 1);
        let pairs = vec![MomentSums::default(); pairs_of(metrics) * regimes];
        CorrelationTally { pairs, metrics, regime_of: regime_of.to_vec(), persistent }
    }

    /// The sums of a pair in the periods of a regime; nothing if there are none.
    pub fn of(&self, regime: usize, a: usize, b: usize) -> MomentSums {
        let place = regime * pairs_of(self.metrics) + place(a.min(b), a.max(b));
        self.pairs.get(place).copied().unwrap_or_default()
    }

    /// Gathers a block. Values and means are counted from `origins`, one for each metric, near which they lie: sums of squares
    /// far from zero would lose the digits that differ, and no coefficient depends on where zero is.
    pub fn add(&mut self, block: &CellBlock<'_>, firsts: &[usize], origins: &[f64]) {
        for b in 1..self.metrics {
            for a in 0..b {
                let place = |of: usize| {
                    let at = firsts[of];
                    Column {
                        values: &block.values[at],
                        means: &block.means[at],
                        slopes: &block.slopes[at],
                        deviations: &block.deviations[at],
                        origin: origins[of],
                    }
                };
                let (x, y) = (place(a), place(b));
                let each = pairs_of(self.metrics);
                let own = self.pairs.iter_mut().skip(self::place(a, b)).step_by(each.max(1));
                for (regime, sums) in own.enumerate() {
                    for (entity, rows) in block.rows() {
                        let first = block.starts[entity];
                        let holds = |row: &usize| {
                            self.regime_of.get(first + row - rows.start).copied().unwrap_or(0) == regime
                        };
                        let holding = rows.clone().filter(holds);
                        if self.persistent {
                            sums.cluster(x, y, holding);
                        } else {
                            holding.for_each(|row| sums.cluster(x, y, row..row + 1));
                        }
                    }
                }
            }
        }
    }

    pub fn merge(&mut self, later: &CorrelationTally) {
        self.pairs.iter_mut().zip(&later.pairs).for_each(|(own, later)| own.merge(later));
    }
}

/// Pairs of so many metrics.
fn pairs_of(metrics: usize) -> usize {
    metrics * metrics.saturating_sub(1) / 2
}

/// The place of a pair, `a` below `b`.
fn place(a: usize, b: usize) -> usize {
    b * b.saturating_sub(1) / 2 + a
}

/// What a metric has in each cell.
#[derive(Clone, Copy)]
struct Column<'a> {
    values: &'a [f64],
    means: &'a [f64],
    slopes: &'a [f64],
    deviations: &'a [f64],
    origin: f64,
}

impl Column<'_> {
    /// What is left of a value without the mean, in standard deviations; 0 where nothing varies.
    fn rest(&self, row: usize) -> f64 {
        let deviation = self.deviations[row];
        if deviation > 0.0 { (self.values[row] - self.means[row]) / deviation } else { 0.0 }
    }

    /// The value and the mean, from the origin, and the slope.
    fn cell(&self, row: usize) -> (f64, f64, f64) {
        (self.values[row] - self.origin, self.means[row] - self.origin, self.slopes[row])
    }
}

impl MomentSums {
    /// Adds cells that may depend on one another, but on no others.
    fn cluster(&mut self, x: Column<'_>, y: Column<'_>, rows: impl Iterator<Item = usize>) {
        let (mut cells, mut raw, mut rest, mut means, mut slopes) = (0.0, [0.0; 5], [0.0; 3], [0.0; 5], 0.0);
        for row in rows {
            let (x_rest, y_rest) = (x.rest(row), y.rest(row));
            let ((x, x_mean, x_slope), (y, y_mean, y_slope)) = (x.cell(row), y.cell(row));
            if x.is_nan() || y.is_nan() {
                continue;
            }
            cells += 1.0;
            raw = [raw[0] + x, raw[1] + y, raw[2] + x * x, raw[3] + y * y, raw[4] + x * y];
            rest = [rest[0] + x_rest * x_rest, rest[1] + y_rest * y_rest, rest[2] + x_rest * y_rest];
            means = [
                means[0] + x_mean,
                means[1] + y_mean,
                means[2] + x_mean * x_mean,
                means[3] + y_mean * y_mean,
                means[4] + x_mean * y_mean,
            ];
            slopes += x_slope * y_slope;
        }
        if cells == 0.0 {
            return;
        }
        let mut drawn = raw;
        drawn.iter_mut().zip(&means).for_each(|(sum, mean)| *sum -= mean);
        products(&drawn, &mut self.raw_products);
        self.clusters += 1.0;
        products(&rest, &mut self.rest_products);
        self.cells += cells;
        self.slopes += slopes;
        add(&mut self.raw, &raw);
        add(&mut self.rest, &rest);
        add(&mut self.means, &means);
    }

    /// Adds a row that stands for itself.
    pub fn row(&mut self, x: f64, y: f64) {
        let raw = [x, y, x * x, y * y, x * y];
        products(&raw, &mut self.raw_products);
        add(&mut self.raw, &raw);
        self.cells += 1.0;
        self.clusters += 1.0;
    }

    pub fn merge(&mut self, later: &MomentSums) {
        self.cells += later.cells;
        self.slopes += later.slopes;
        self.clusters += later.clusters;
        add(&mut self.raw, &later.raw);
        add(&mut self.rest, &later.rest);
        add(&mut self.means, &later.means);
        add(&mut self.raw_products, &later.raw_products);
        add(&mut self.rest_products, &later.rest_products);
    }

    /// Pearson's coefficient of the values, and its standard error from clusters: the delta method over the five sums
    /// (Liang & Zeger 1986).
    pub fn pooled(&self) -> (f64, f64) {
        let n = self.cells;
        let [x, y, xx, yy, xy] = self.raw.map(|sum| sum / n);
        let (vx, vy, c) = (xx - x * x, yy - y * y, xy - x * y);
        let scale = (vx * vy).sqrt();
        if n == 0.0 || !(vx > 1e-12 * xx && vy > 1e-12 * yy && scale > 0.0) {
            return (f64::NAN, f64::NAN);
        }
        let r = c / scale;
        // Derivatives of r by the means of x, y, xx, yy, xy.
        let gradient =
            [-y / scale + r * x / vx, -x / scale + r * y / vy, -r / (2.0 * vx), -r / (2.0 * vy), 1.0 / scale];
        let mut drawn = self.raw;
        drawn.iter_mut().zip(&self.means).for_each(|(sum, mean)| *sum -= mean);
        (r, self.deviation(&gradient, &self.raw_products, &drawn) / n)
    }

    /// The standard deviation of a weighted sum over clusters whose products and totals are given, with m/(m − 1) for m
    /// clusters, since their mean is an estimate too; NaN for fewer than two.
    fn deviation(&self, gradient: &[f64], products: &[f64], totals: &[f64]) -> f64 {
        let total: f64 = gradient.iter().zip(totals).map(|(weight, total)| weight * total).sum();
        let m = self.clusters;
        if m < 2.0 {
            return f64::NAN;
        }
        ((quadratic(gradient, products) - total * total / m).max(0.0) * m / (m - 1.0)).sqrt()
    }

    /// The same of what is left without the means.
    pub fn residual(&self) -> (f64, f64) {
        let [xx, yy, xy] = self.rest;
        let scale = (xx * yy).sqrt();
        if xx.min(yy) <= 1e-9 * self.cells || scale <= 0.0 {
            return (f64::NAN, f64::NAN);
        }
        let r = xy / scale;
        let gradient = [-r / (2.0 * xx), -r / (2.0 * yy), 1.0 / scale];
        (r, self.deviation(&gradient, &self.rest_products, &self.rest))
    }
}

fn add<const N: usize>(own: &mut [f64; N], later: &[f64; N]) {
    own.iter_mut().zip(later).for_each(|(own, later)| *own += later);
}

/// Adds the products of all pairs of some numbers, an upper triangle row by row.
fn products(numbers: &[f64], out: &mut [f64]) {
    let pairs = numbers.iter().enumerate().flat_map(|(place, a)| numbers[place..].iter().map(move |b| a * b));
    out.iter_mut().zip(pairs).for_each(|(sum, product)| *sum += product);
}

/// gᵀ·P·g for such a triangle.
fn quadratic(gradient: &[f64], triangle: &[f64]) -> f64 {
    let pairs = gradient.iter().enumerate().flat_map(|(place, a)| {
        gradient[place..]
            .iter()
            .enumerate()
            .map(move |(after, b)| if after == 0 { a * b } else { 2.0 * a * b })
    });
    pairs.zip(triangle).map(|(weight, product)| weight * product).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_and_errors_are_the_textbook_s() {
        // Independent cells, each a cluster: the standard error of r for normal values is (1 − r²)/√n.
        let n = 20_000;
        let normal = |at: usize, salt: u64| {
            let word = crate::checks::keys::hash_int((at as i64) << 8 | salt as i64);
            crate::maths::normal::quantile((word >> 11) as f64 / (1u64 << 53) as f64 + 1e-17)
        };
        let x: Vec<f64> = (0..n).map(|at| 3.0 + normal(at, 1)).collect();
        let y: Vec<f64> = (0..n).map(|at| 5.0 + 0.6 * (x[at] - 3.0) + 0.8 * normal(at, 2)).collect();
        let (mx, my, slopes) = (vec![3.0; n], vec![5.0; n], vec![1.0; n]);
        let mut sums = MomentSums::default();
        for at in 0..n {
            let column = |values, means, origin| Column {
                values,
                means,
                slopes: &slopes,
                deviations: &slopes,
                origin,
            };
            sums.cluster(column(&x, &mx, 2.9), column(&y, &my, 0.0), at..at + 1);
        }
        let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
        let (ax, ay) = (mean(&x), mean(&y));
        let cross = |a: &[f64], ma: f64, b: &[f64], mb: f64| {
            a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>()
        };
        let r = cross(&x, ax, &y, ay) / (cross(&x, ax, &x, ax) * cross(&y, ay, &y, ay)).sqrt();
        for (found, error) in [sums.pooled(), sums.residual()] {
            assert!((found - r).abs() < 1e-3, "{found} {r}");
            let expected = (1.0 - r * r) / (n as f64).sqrt();
            assert!((error / expected - 1.0).abs() < 0.05, "{error} {expected}");
        }
        assert!((sums.pooled().0 - r).abs() < 1e-10);
    }

    #[test]
    fn pairs_have_places_of_their_own() {
        let places: Vec<usize> = (1..5).flat_map(|b| (0..b).map(move |a| place(a, b))).collect();
        assert_eq!(places, (0..10).collect::<Vec<_>>());
    }
}
