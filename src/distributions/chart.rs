//! Smooth coordinates for an interval or a half line.

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
    /// dx/dy.
    pub rate: f64,
    /// ln(dx/dy) and its derivative in y.
    pub log_rate: f64,
    pub log_rate_slope: f64,
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

    /// Everything a change of variables needs at coordinate y.
    pub fn point(&self, y: f64) -> Point {
        match *self {
            Self::Between { low, span } => {
                let e = libm::exp(-y.abs());
                let near = e / (1.0 + e);
                let far = 1.0 / (1.0 + e);
                let v = if y < 0.0 { near } else { far };
                let rate = span * near * far;
                let log_rate = libm::log(span) - y.abs() + 2.0 * libm::log(far);
                Point { x: low + span * v, rate, log_rate, log_rate_slope: 1.0 - 2.0 * v }
            }
            Self::Above { low, unit } => {
                let rate = unit * libm::exp(y);
                Point { x: low + rate, rate, log_rate: libm::log(unit) + y, log_rate_slope: 1.0 }
            }
        }
    }
}
