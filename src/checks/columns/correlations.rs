//! Columns that are correlated row by row.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Decimal128Type};

use super::{ColumnPlan, Shared, dates};
use crate::checks::cells::MomentSums;
use crate::config::types::ColumnType;
use crate::datagen::model::{Dataset, Origin};
use crate::tables::Block;

/// Two columns of a table whose coefficient is configured.
pub struct CorrelationPlan {
    /// By place.
    pub columns: (usize, usize),
    /// Numbers near which their values lie.
    origins: (f64, f64),
    pub configured: f64,
    pub expected: f64,
    /// How much more a coefficient varies than that of independent rows.
    pub shared: Shared,
}

/// The configured pairs of a dataset; `columns` are what its table shows.
pub fn plans(dataset: &Dataset, repeated: f64) -> Vec<CorrelationPlan> {
    let correlation = &dataset.correlation;
    let place = |at: usize| {
        let own = correlation.columns.get(at)?;
        let place = dataset.table_columns.iter().position(|column| column.origin == own.origin)?;
        // Timestamps are counted in seconds here and in microseconds where they are made.
        let unit = match dataset.table_columns[place].facts.kind {
            ColumnType::Timestamp | ColumnType::TimestampTz(_) => 1e6,
            _ => 1.0,
        };
        Some((place, own.mean / unit, own.origin))
    };
    let plan = |pair: &crate::datagen::model::Pair| {
        let ((a, a_origin, origin), (b, b_origin, _)) = (place(pair.a)?, place(pair.b)?);
        let entries = match origin {
            Origin::Entity(_) => dataset.entity.as_ref().map_or(0.0, |entity| entity.size as f64),
            Origin::Own(_) | Origin::Day => 0.0,
        };
        Some(CorrelationPlan {
            columns: (a, b),
            origins: (a_origin, b_origin),
            configured: pair.coefficient,
            expected: pair.solved.expected,
            shared: Shared { entries, repeated, ..Shared::default() },
        })
    };
    correlation.pairs.iter().filter_map(plan).collect()
}

impl CorrelationPlan {
    /// Gathers the rows of a block in which both columns have a value.
    pub fn add(&self, plans: &[ColumnPlan], block: &Block, sums: &mut MomentSums) {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        numbers(&plans[self.columns.0], &block.columns[self.columns.0], &mut a);
        numbers(&plans[self.columns.1], &block.columns[self.columns.1], &mut b);
        for (x, y) in a.iter().zip(&b).filter(|(x, y)| !x.is_nan() && !y.is_nan()) {
            sums.row(x - self.origins.0, y - self.origins.1);
        }
    }

    /// The coefficient of the rows and its standard error, and the number of rows; NaN where a column does not vary.
    pub fn found(&self, sums: &MomentSums) -> (f64, f64, f64) {
        let (found, error) = sums.pooled();
        (found, error * self.shared.inflation(sums.cells).sqrt(), sums.cells)
    }
}

/// The numbers of a column, true as 1; NaN where null.
fn numbers(plan: &ColumnPlan, array: &ArrayRef, out: &mut Vec<f64>) {
    match array.data_type() {
        DataType::Boolean => {
            out.clear();
            let flags = array.as_boolean().iter();
            out.extend(flags.map(|flag| flag.map_or(f64::NAN, |flag| f64::from(u8::from(flag)))));
        }
        DataType::Decimal128(_, scale) => {
            out.clear();
            let unit = libm::pow(10.0, f64::from(*scale));
            let digits = array.as_primitive::<Decimal128Type>().iter();
            out.extend(digits.map(|digits| digits.map_or(f64::NAN, |digits| digits as f64 / unit)));
        }
        _ => dates(plan, array, out),
    }
}
