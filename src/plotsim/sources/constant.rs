//! `static:`: what stands in the config, the same in every row or in turn.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, StringArray};

use super::values::chosen;
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::words;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// Values that stand in the config; not empty. Row `i` has item `i mod length`.
#[derive(Clone, Debug, PartialEq)]
pub enum Constants {
    Text(Vec<String>),
    /// Each of which fits the type, INTEGER or BIGINT.
    Whole(Vec<i64>, ColumnType),
    Real(Vec<f64>),
    Bool(Vec<bool>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
}

impl Constants {
    /// Number of items.
    fn len(&self) -> usize {
        match self {
            Constants::Text(items) => items.len(),
            Constants::Whole(items, _) => items.len(),
            Constants::Real(items) => items.len(),
            Constants::Bool(items) => items.len(),
            Constants::Days(items) => items.len(),
        }
    }

    /// The items as a key column shows them.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Constants::Text(items) => items.clone(),
            Constants::Whole(items, _) => items.iter().map(i64::to_string).collect(),
            Constants::Real(items) => items.iter().map(|item| format!("{item:?}")).collect(),
            Constants::Bool(items) => items.iter().map(bool::to_string).collect(),
            Constants::Days(items) => {
                items.iter().map(|day| crate::config::calendar::format_date(*day)).collect()
            }
        }
    }

    fn range(&self) -> Option<(f64, f64)> {
        let numbers: Vec<f64> = match self {
            Constants::Whole(items, _) => items.iter().map(|item| *item as f64).collect(),
            Constants::Real(items) => items.clone(),
            Constants::Days(items) => items.iter().map(|item| f64::from(*item)).collect(),
            Constants::Text(_) | Constants::Bool(_) => return None,
        };
        let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        Some((least, numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)))
    }
}

impl Source for Constants {
    fn kind(&self) -> ColumnType {
        match self {
            Constants::Text(_) => ColumnType::Text,
            Constants::Whole(_, kind) => *kind,
            Constants::Real(_) => ColumnType::Float64,
            Constants::Bool(_) => ColumnType::Bool,
            Constants::Days(_) => ColumnType::Date,
        }
    }

    fn words(&self, _: &Plotsim) -> String {
        match self.len() {
            1 => "static".to_owned(),
            items => format!("static:{items} values"),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: self.range(),
            categories: match self {
                Constants::Text(_) | Constants::Whole(..) | Constants::Bool(_) => {
                    Some(Categories::unweighted(self.texts().into()))
                }
                Constants::Real(_) | Constants::Days(_) => None,
            },
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: place.window(),
            description: if self.len() == 1 {
                place.named()
            } else {
                format!("{}: {}", place.named(), words::listed(&self.texts()))
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(Cycle {
            items: match self {
                Constants::Text(items) => Arc::new(StringArray::from_iter_values(items)),
                Constants::Whole(items, ColumnType::Int32) => {
                    Arc::new(Int32Array::from_iter_values(items.iter().map(|item| *item as i32)))
                }
                Constants::Whole(items, _) => Arc::new(Int64Array::from(items.clone())),
                Constants::Real(items) => Arc::new(Float64Array::from(items.clone())),
                Constants::Bool(items) => Arc::new(BooleanArray::from(items.clone())),
                Constants::Days(items) => Arc::new(Date32Array::from(items.clone())),
            },
        })
    }
}

struct Cycle {
    items: ArrayRef,
}

impl Values for Cycle {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let length = self.items.len().max(1) as u64;
        let choices = match length {
            1 => vec![0; rows.len],
            _ => (0..rows.len).map(|row| (rows.number(row) % length) as i32).collect(),
        };
        chosen(&self.items, choices)
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        match self.items.len() {
            1 => steps.text("static", "", "the config gives the same in every row"),
            length => {
                let number = rows.number(row);
                let detail = format!("row {number} mod {length} items of the config's list");
                steps.number("item", (number % length as u64) as f64, detail);
            }
        }
    }
}
