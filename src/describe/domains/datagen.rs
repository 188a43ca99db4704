//! Domains of the columns of a datagen config.

use super::{Domain, Literal};
use crate::config::types::ColumnType;
use crate::datagen::generators::{Constant, Generator};
use crate::datagen::model::Dataset;

/// Entity columns first and the partition last, as in the table.
pub fn domains(dataset: &Dataset) -> Vec<Domain> {
    let entity = dataset.entity.iter().flat_map(|entity| &entity.columns);
    let partition = dataset.partition.iter().map(|_| Domain::Open);
    entity.chain(&dataset.columns).map(|column| domain(&column.generator)).chain(partition).collect()
}

fn domain(generator: &Generator) -> Domain {
    match generator {
        Generator::Optional(optional) => domain(&optional.inner),
        // A value of weight 0 never comes, and is accepted all the same.
        Generator::WeightedChoice { values, .. } | Generator::OneOf { values, .. } => {
            Domain::texts(values.iter(), ColumnType::Text)
        }
        Generator::Constant(Constant::Text(text)) => Domain::values(vec![Literal::Text(text.clone())]),
        Generator::Constant(Constant::Int(value)) => Domain::values(vec![Literal::Int(*value)]),
        // What keys are between follows from the test of the reference.
        Generator::UniformInt { .. }
        | Generator::UniformFloat { .. }
        | Generator::LogNormal { .. }
        | Generator::Geometric { .. } => match generator.bounds() {
            Some((least, greatest)) => Domain::between(Some(least), Some(greatest)),
            None => Domain::Open,
        },
        _ => Domain::Open,
    }
}
