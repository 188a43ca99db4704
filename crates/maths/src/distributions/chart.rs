//! Smooth coordinates for an interval or a half line.

use super::line::Grid;

/// How far out on the line a support is followed: e⁻⁴⁴ is the rounding error of a number times 1e-3.
const REACH: f64 = 44.0;
/// The scale within which grid points are about evenly spaced, in units of the coordinate.
const CORE: f64 = 3.0;
/// Rows crowd towards ±√ROW_STRETCH of the half width, a little outside the interval.
const ROW_STRETCH: f64 = 1.1;
/// Grid points at most this far apart in the core.
const SPACING: f64 = 0.12;
/// Grid points at least this far apart, so that a grid has no more than a quarter of a million.
pub const FINEST_SPACING: f64 = 2.4e-4;

/// Maps a bounded support to the whole real line, where densities are smooth and bounds are never reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Chart {
    /// (low, low + span), by y = ln((x − low)/(high − x)).
    Between { low: f64, span: f64 },
    /// (low, ∞), by y = ln((x − low)/unit).
    Above { low: f64, unit: f64 },
}

/// A point of the support as seen from the line.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub x: f64,
    /// ln x, or NaN for x ≤ 0.
    pub ln_x: f64,
    /// dx/dy.
    pub rate: f64,
    /// ln(dx/dy) and its derivative in y.
    pub log_rate: f64,
    pub log_rate_slope: f64,
    /// The share of the interval below x and its logarithm, and the same for the share above. Interval only.
    pub below: f64,
    pub ln_below: f64,
    pub above: f64,
    pub ln_above: f64,
}

/// A chart with a grid that serves every density on it that is not narrower than promised.
#[derive(Debug, Clone)]
pub struct Support {
    pub chart: Chart,
    pub grid: Grid,
    pub points: Vec<Point>,
}

impl Chart {
    /// The coordinate of x inside the support.
    pub fn coordinate(&self, x: f64) -> f64 {
        match *self {
            Self::Between { low, span } => libm::log((x - low) / (low + span - x)),
            Self::Above { low, unit } => libm::log((x - low) / unit),
        }
    }

    /// d coordinate / dx.
    pub fn slope(&self, x: f64) -> f64 {
        match *self {
            Self::Between { low, span } => span / ((x - low) * (low + span - x)),
            Self::Above { low, .. } => 1.0 / (x - low),
        }
    }

    /// The value at coordinate y.
    pub fn value(&self, y: f64) -> f64 {
        match *self {
            Self::Between { low, span } => low + span / (1.0 + libm::exp(-y)),
            Self::Above { low, unit } => low + unit * libm::exp(y),
        }
    }

    /// Where a centre lies among the rows of a table: like the coordinate, dense towards the bounds, but cheaper for an
    /// interval, where centres stay within 96 % of the middle.
    #[inline(always)]
    pub fn row_position(&self, centre: f64) -> f64 {
        match *self {
            Self::Between { low, span } => {
                let u = 2.0 * (centre - low) / span - 1.0;
                u / (ROW_STRETCH - u * u).sqrt()
            }
            Self::Above { .. } => self.coordinate(centre),
        }
    }

    /// The inverse of [`row_position`](Chart::row_position).
    pub fn row_centre(&self, position: f64) -> f64 {
        match *self {
            Self::Between { low, span } => {
                let u = position * (ROW_STRETCH / (1.0 + position * position)).sqrt();
                low + 0.5 * span * (1.0 + u)
            }
            Self::Above { .. } => self.value(position),
        }
    }

    /// Everything a change of variables needs at coordinate y.
    pub fn point(&self, y: f64) -> Point {
        match *self {
            Self::Between { low, span } => {
                let e = libm::exp(-y.abs());
                let (less, more) = (e / (1.0 + e), 1.0 / (1.0 + e));
                let ln_more = -libm::log1p(e);
                let ln_less = ln_more - y.abs();
                let negative = y < 0.0;
                let (below, above) = if negative { (less, more) } else { (more, less) };
                let (ln_below, ln_above) = if negative { (ln_less, ln_more) } else { (ln_more, ln_less) };
                let x = low + span * below;
                Point {
                    x,
                    ln_x: libm::log(x),
                    rate: span * less * more,
                    log_rate: libm::log(span) + ln_less + ln_more,
                    log_rate_slope: above - below,
                    below,
                    ln_below,
                    above,
                    ln_above,
                }
            }
            Self::Above { low, unit } => {
                let rate = unit * libm::exp(y);
                let x = low + rate;
                let log_rate = libm::log(unit) + y;
                let (below, ln_below, above, ln_above) = (0.0, 0.0, 1.0, 0.0);
                let ln_x = libm::log(x);
                Point { x, ln_x, rate, log_rate, log_rate_slope: 1.0, below, ln_below, above, ln_above }
            }
        }
    }
}

impl Support {
    /// `narrowest` is the least standard deviation, in the chart's coordinate, of the densities to come.
    pub fn new(chart: Chart, narrowest: f64) -> Self {
        let spacing = SPACING.min(narrowest / 4.0).max(FINEST_SPACING);
        let high = match chart {
            Chart::Between { .. } => REACH,
            // Half lines carry a law up to 8 units from the bound, whose own tail spans another 10.
            Chart::Above { .. } => libm::log(18.0),
        };
        let length = libm::asinh(REACH / CORE) + libm::asinh(high / CORE);
        let cells = (length * CORE / spacing) as usize + 1;
        let grid = Grid::new(0.0, CORE, -REACH, high, cells);
        let points = grid.y.iter().map(|y| chart.point(*y)).collect();
        Self { chart, grid, points }
    }
}
