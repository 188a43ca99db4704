//! What the values of a column can be, as far as a config tells without a row being made.

use serde::Serialize;

use crate::config::types::ColumnType;
use crate::facts::{Facts, OfPeriod, Order, Relation};
use crate::plotsim::model::{FaultyColumn, Shown};
use crate::project::{Part, Project};

/// Longer lists of values are not told: nobody wants to read them, and no test should carry them.
const MOST_VALUES: usize = 30;

/// What the values of a column can be; null is told elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// Nothing is known beyond the type.
    Open,
    /// One of these texts or whole numbers, each once, in the order of the config.
    Values(Vec<Literal>),
    /// A number between these, ends included; either may be unknown, not both.
    Between(Option<f64>, Option<f64>),
}

/// A text or a whole number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Literal {
    Text(String),
    Int(i64),
}

impl Domain {
    /// The domain of a column.
    fn of(facts: &Facts) -> Domain {
        // What keys are between follows from the test of the reference, and of the number of a row or period nobody asks.
        let is_key = facts.order != Order::Any || facts.relation == Relation::Period(OfPeriod::Key);
        // A mean of values at the end of a range may lie beyond it by the error of a sum.
        if facts.reference.is_some() || is_key || matches!(facts.relation, Relation::Mean { .. }) {
            return Domain::Open;
        }
        if let Some(listed) = &facts.categories {
            return Domain::texts(listed.values.iter(), facts.kind);
        }
        match facts.kind {
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 => match facts.range {
                Some((only, last)) if only == last && facts.kind != ColumnType::Float64 => {
                    Domain::values(vec![Literal::Int(only as i64)])
                }
                Some((least, greatest)) => Domain::between(
                    Some(least).filter(|least| least.is_finite()),
                    Some(greatest).filter(|greatest| greatest.is_finite()),
                ),
                None => Domain::Open,
            },
            // A fraction's range is that of the double it is rounded from.
            ColumnType::Text
            | ColumnType::Bool
            | ColumnType::Decimal { .. }
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz(_)
            | ColumnType::Uuid
            | ColumnType::List(_)
            | ColumnType::Struct(_) => Domain::Open,
        }
    }

    /// The texts, as a column of this type shows them.
    fn texts<'a>(texts: impl Iterator<Item = &'a String>, kind: ColumnType) -> Domain {
        let literal = |text: &String| match kind {
            ColumnType::Text => Some(Literal::Text(text.clone())),
            ColumnType::Int32 | ColumnType::Int64 => text.trim().parse().ok().map(Literal::Int),
            _ => None,
        };
        texts.map(literal).collect::<Option<Vec<Literal>>>().map_or(Domain::Open, Domain::values)
    }

    fn values(all: Vec<Literal>) -> Domain {
        let mut values: Vec<Literal> = Vec::new();
        for value in all {
            if !values.contains(&value) {
                values.push(value);
            }
            if values.len() > MOST_VALUES {
                return Domain::Open;
            }
        }
        if values.is_empty() { Domain::Open } else { Domain::Values(values) }
    }

    fn between(least: Option<f64>, greatest: Option<f64>) -> Domain {
        match (least, greatest) {
            (None, None) => Domain::Open,
            (least, greatest) => Domain::Between(least, greatest),
        }
    }
}

/// For every table of a config, in the order of the file, the domain of each column.
pub fn domains(project: &Project) -> Vec<Vec<Domain>> {
    let of = |table| match project.part(table) {
        Part::Datagen(..) => project.facts(table).into_iter().map(Domain::of).collect(),
        Part::Plotsim(engine, table) => {
            let config = engine.config();
            let own: Vec<Domain> = config.facts(table).iter().map(Domain::of).collect();
            let Some(columns) = config.faulty_columns(table) else { return own };
            let kinds = config.facts(table).iter().map(|facts| facts.kind).collect::<Vec<_>>();
            let domain = |column: &FaultyColumn| match column.shows {
                Shown::Own(place) | Shown::Moved(place) if kinds.get(place) == Some(&column.kind) => {
                    own.get(place).cloned().unwrap_or(Domain::Open)
                }
                _ => Domain::Open,
            };
            columns.iter().map(domain).collect()
        }
    };
    (0..project.names().len()).map(of).collect()
}
