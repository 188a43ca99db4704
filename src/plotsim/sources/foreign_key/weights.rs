//! How often each row is named, where the config says it.

use super::resolve::unknown_key;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::plotsim::draft::source::Standing;
use crate::plotsim::model::Weights;

/// How often each row of the key's table is picked.
pub fn by_row(column: &Standing<'_, '_>, key: &Standing<'_, '_>) -> Option<Weights> {
    let choice = &column.draft.choice;
    if let Some(weight) = &choice.weight {
        return by_column(weight, key);
    }
    if choice.weights.is_empty() {
        return Some(Weights::Uniform);
    }
    let mut rows = Vec::with_capacity(choice.weights.len());
    let mut complete = true;
    for (text, weight, at) in &choice.weights {
        match key.row_of(text) {
            Some(row) if *weight > 0.0 => rows.push((row, *weight)),
            Some(_) => {}
            None => {
                unknown_key(at, text, key);
                complete = false;
            }
        }
    }
    rows.sort_by_key(|(row, _)| *row);
    complete.then_some(Weights::ByRow(rows))
}

/// How often each row is picked by a column of the key's table.
fn by_column(weight: &Field<'_>, key: &Standing<'_, '_>) -> Option<Weights> {
    let name = weight.text()?;
    let table = key.catalog.table(key.table)?;
    let Some(column) = table.columns.iter().find(|column| column.name == name) else {
        if table.complete {
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!("'{name}' is not a column of '{}'", table.name);
            weight.error("unknown-column", message, suggest::hint(name, columns));
        }
        return None;
    };
    let standing = Standing::new(key.catalog, key.table, column)?;
    let Some(numbers) = column.source.numbers(&standing) else {
        let message = format!("'{name}' of '{}' has no numbers that the config writes out", table.name);
        let hint = "weights stand in rows, or in a list of constants".to_owned();
        weight.error("wrong-type", message, Some(hint));
        return None;
    };
    let total: f64 = numbers.iter().sum();
    if numbers.iter().any(|number| *number < 0.0) || total <= 0.0 || !total.is_finite() {
        let message = format!(
            "takes '{name}' of '{}' for weights, which must not be negative and need a positive, finite sum",
            table.name
        );
        weight.error("bad-weights", message, None);
        return None;
    }
    let heavy = numbers.into_iter().zip(0..).filter(|(number, _)| *number > 0.0);
    Some(Weights::ByRow(heavy.map(|(number, row)| (row, number)).collect()))
}
