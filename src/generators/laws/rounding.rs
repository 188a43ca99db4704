//! Numbers as multiples of a step, and the types they have then.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Float64Array};

use crate::config::key::Key;
use crate::config::param::Interval;
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::int_kind;
use crate::generators::sequential_id::numbers;

/// Digits of a DECIMAL.
const DIGITS: u8 = 18;
/// Up to here doubles hold every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub const STEP: Key<Option<f64>> = Key::float("step", Interval::POSITIVE)
    .otherwise("none, or what decimals say")
    .doc("Values are rounded to multiples of it; whole ones make whole numbers")
    .example("0.25");
pub const DECIMALS: Key<Option<i64>> = Key::int("decimals", 0, 9)
    .otherwise("none: DOUBLE, or whole numbers")
    .doc("Decimal places: the type is DECIMAL(18, decimals), and INTEGER or BIGINT for 0")
    .example("2");

/// Which numbers there are: multiples of `unit`/10^`scale`, or all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// Whole multiples of 10^−scale that lie between neighbours; 0 where numbers are not rounded.
    unit: i64,
    scale: u8,
    decimal: bool,
}

impl Rounding {
    /// No rounding.
    pub const NONE: Rounding = Rounding { unit: 0, scale: 0, decimal: false };

    /// To decimal places.
    pub fn places(scale: u8) -> Rounding {
        Rounding { unit: 1, scale, decimal: scale > 0 }
    }

    /// What `decimals` says, where there is no `step`.
    pub fn decimals(fields: &Fields<'_>) -> Option<Rounding> {
        let decimals = fields.read(&DECIMALS)?;
        Some(decimals.map_or(Rounding::NONE, |places| Rounding::places(places as u8)))
    }

    /// What `step` and `decimals` say.
    pub fn read(fields: &Fields<'_>) -> Option<Rounding> {
        let (step, decimals) = (fields.read(&STEP), fields.read(&DECIMALS));
        let (step, decimals) = (step?, decimals?);
        let places = decimals.map(|decimals| decimals as u8);
        let Some(step) = step else {
            return Some(places.map_or(Rounding::NONE, Rounding::places));
        };
        let written = (0..=9_u8).find_map(|scale| {
            let unit = step * decimal(scale);
            (unit <= EXACT && libm::round(unit) / decimal(scale) == step)
                .then_some((libm::round(unit), scale))
        });
        let Some((unit, scale)) = written else {
            let message = format!("is {step}, but must have nine decimal places at most and be below 2⁵³");
            fields.at(&STEP)?.error("out-of-range", message, None);
            return None;
        };
        if let Some(places) = places.filter(|places| *places < scale) {
            let message = format!("is {step}, which has more decimal places than {places}, the decimals");
            fields.at(&STEP)?.error("out-of-range", message, None);
            return None;
        }
        let more = places.map_or(0, |places| places - scale);
        let unit = unit * decimal(more);
        if unit > EXACT {
            fields.at(&STEP)?.error("out-of-range", "is too large for so many decimals", None);
            return None;
        }
        let scale = scale + more;
        Some(Rounding { unit: unit as i64, scale, decimal: places.is_some() && scale > 0 })
    }

    /// Whether numbers are rounded.
    pub fn is_rounding(&self) -> bool {
        self.unit > 0
    }

    /// The distance between neighbours; 0 where numbers are not rounded.
    pub fn width(&self) -> f64 {
        self.unit as f64 / decimal(self.scale)
    }

    /// A multiple as a number.
    pub fn number(&self, multiple: f64) -> f64 {
        multiple * self.unit as f64 / decimal(self.scale)
    }

    /// The multiples whose numbers lie between two bounds, which may be infinite.
    pub fn between(&self, (least, greatest): (f64, f64)) -> (f64, f64) {
        let slack = 1e-9;
        let multiple = |x: f64| x * decimal(self.scale) / self.unit as f64;
        let (least, greatest) = (multiple(least), multiple(greatest));
        (
            libm::ceil(least - slack * least.abs().min(1.0)),
            libm::floor(greatest + slack * greatest.abs().min(1.0)),
        )
    }

    /// The multiple nearest to a number, among those given.
    #[inline(always)]
    pub fn multiple(&self, x: f64, (least, greatest): (f64, f64)) -> f64 {
        libm::rint(x * decimal(self.scale) / self.unit as f64).clamp(least, greatest)
    }

    /// The type of numbers between these; none if it does not hold them.
    pub fn kind(&self, (least, greatest): (f64, f64)) -> Option<ColumnType> {
        if !self.is_rounding() {
            return Some(ColumnType::Float64);
        }
        let most = least.abs().max(greatest.abs());
        if self.decimal {
            return (most * decimal(self.scale) < decimal(DIGITS))
                .then_some(ColumnType::Decimal { precision: DIGITS, scale: self.scale });
        }
        if self.scale > 0 {
            return Some(ColumnType::Float64);
        }
        (most <= EXACT).then(|| int_kind(least as i64, greatest as i64))
    }

    /// An array of multiples of a type that holds them.
    pub fn array(&self, kind: ColumnType, multiples: Vec<f64>) -> ArrayRef {
        match kind {
            ColumnType::Decimal { precision, scale } => {
                let digits = multiples.iter().map(|multiple| *multiple as i128 * i128::from(self.unit));
                let array = Decimal128Array::from_iter_values(digits);
                // The type was chosen so that it holds them.
                Arc::new(array.clone().with_precision_and_scale(precision, scale as i8).unwrap_or(array))
            }
            ColumnType::Int32 | ColumnType::Int64 => {
                numbers(kind, multiples.iter().map(|multiple| *multiple as i64 * self.unit))
            }
            _ => Arc::new(Float64Array::from_iter_values(
                multiples.iter().map(|multiple| self.number(*multiple)),
            )),
        }
    }
}

/// 10 to a power; exact up to 22.
#[inline(always)]
pub fn decimal(power: u8) -> f64 {
    const POWERS: [f64; 19] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
    ];
    POWERS[usize::from(power).min(18)]
}
