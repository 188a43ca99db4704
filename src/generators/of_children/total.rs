//! What the values of some children come to.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use crate::config::types::ColumnType;
use crate::facts::Aggregate;

/// What the values of some children come to so far.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    pub count: u64,
    pub whole: i128,
    real: f64,
}

impl Total {
    pub const NONE: Total = Total { count: 0, whole: 0, real: 0.0 };

    /// Takes in a value, exact or not.
    pub fn add(&mut self, aggregate: Aggregate, whole: i128, real: f64) {
        let first = self.count == 0;
        self.count += 1;
        match aggregate {
            Aggregate::Count => {}
            Aggregate::Sum | Aggregate::Avg => {
                self.whole += whole;
                self.real += real;
            }
            Aggregate::Min if first || (whole, real) < (self.whole, self.real) => {
                (self.whole, self.real) = (whole, real)
            }
            Aggregate::Max if first || (whole, real) > (self.whole, self.real) => {
                (self.whole, self.real) = (whole, real)
            }
            Aggregate::Min | Aggregate::Max => {}
        }
    }
}

/// Each value as a whole number of its unit, and floating-point numbers as themselves; none for null.
pub fn numbers(array: &ArrayRef) -> Vec<Option<(i128, f64)>> {
    fn whole<T: Into<i128>>(values: impl Iterator<Item = Option<T>>) -> Vec<Option<(i128, f64)>> {
        values.map(|value| value.map(|value| (value.into(), 0.0))).collect()
    }
    if let Some(values) = array.as_primitive_opt::<Int32Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Date32Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<TimestampMicrosecondType>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Float64Type>() {
        values.iter().map(|value| value.map(|value| (0, value))).collect()
    } else {
        vec![None; array.len()]
    }
}

/// What totals come to, as a column of this type; `scale` is that of the values that were taken in.
pub fn results(totals: &[Total], aggregate: Aggregate, kind: ColumnType, scale: u8) -> ArrayRef {
    let some = |total: &Total| (total.count > 0).then_some(*total);
    let unit = (0..scale).fold(1.0, |unit, _| unit * 10.0);
    if aggregate == Aggregate::Count {
        return Arc::new(Int64Array::from_iter_values(totals.iter().map(|total| total.count as i64)));
    }
    let whole = || totals.iter().map(|total| some(total).map(|total| total.whole));
    match kind {
        ColumnType::Int32 => Arc::new(whole().map(|one| Some(one? as i32)).collect::<Int32Array>()),
        ColumnType::Date => Arc::new(whole().map(|one| Some(one? as i32)).collect::<Date32Array>()),
        ColumnType::Timestamp => {
            Arc::new(whole().map(|one| Some(one? as i64)).collect::<TimestampMicrosecondArray>())
        }
        ColumnType::TimestampTz(zone) => {
            let micros: TimestampMicrosecondArray = whole().map(|one| Some(one? as i64)).collect();
            Arc::new(micros.with_timezone(zone.name()))
        }
        ColumnType::Decimal { precision, scale } => {
            let digits = whole().collect::<Decimal128Array>();
            // The digits were checked to be enough.
            match digits.clone().with_precision_and_scale(precision, scale as i8) {
                Ok(digits) => Arc::new(digits),
                Err(_) => Arc::new(digits),
            }
        }
        ColumnType::Float64 => {
            let value = |total: &Total| {
                let total = some(total)?;
                let sum = total.real + total.whole as f64 / unit;
                Some(if aggregate == Aggregate::Avg { sum / total.count as f64 } else { sum })
            };
            Arc::new(totals.iter().map(value).collect::<Float64Array>())
        }
        ColumnType::Bool
        | ColumnType::Int64
        | ColumnType::Text
        | ColumnType::Time
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => Arc::new(whole().map(|one| Some(one? as i64)).collect::<Int64Array>()),
    }
}

/// The digits after the point of a column's values.
pub fn scale_of(array: &ArrayRef) -> u8 {
    array.as_primitive_opt::<Decimal128Type>().map_or(0, |digits| digits.scale().unsigned_abs())
}
