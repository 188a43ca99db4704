//! How many children a parent has, as it is written: `{min, max}`, or a generator of whole numbers.

use super::children::STRATUM;
use super::foreign_key::{LEAST, MOST, MOST_CHILDREN, PER_PARENT};
use super::peers::Peers;
use super::scope::{NoTables, People, Place, Scope};
use crate::config::reader::Field;
use crate::facts::Order;

/// The distribution's quantiles at (i + ½)/1024.
pub fn read(field: &Field<'_>) -> Option<Vec<u32>> {
    let levels = levels();
    if field.node.get("type").is_none() {
        let (min, max) = even(field)?;
        let span = (max - min + 1) as f64;
        return Some(levels.iter().map(|level| (min + (level * span) as i64) as u32).collect());
    }
    of_generator(field, &levels)
}

fn levels() -> Vec<f64> {
    (0..STRATUM).map(|index| (index as f64 + 0.5) / STRATUM as f64).collect()
}

/// `{min, max}`.
pub fn even(field: &Field<'_>) -> Option<(i64, i64)> {
    let fields = field.fields(&PER_PARENT)?;
    let (min, max) = (fields.read(&LEAST), fields.read(&MOST));
    let (min, max) = (min?, max?);
    if min > max {
        let message = format!("min is {min} and max is {max}, but min must not exceed max");
        field.error("inverted-range", message, None);
        return None;
    }
    Some((min, max))
}

fn of_generator(field: &Field<'_>, levels: &[f64]) -> Option<Vec<u32>> {
    let counts = std::cell::Cell::new(false);
    let scope = Scope {
        field: field.clone(),
        items: 1,
        in_array: false,
        native: true,
        place: Place::Aside,
        peers: Peers::NONE,
        pools: Some(&[]),
        hierarchies: &[],
        tables: &NoTables,
        people: People::UNKNOWN,
        counts: &counts,
    };
    let generator = super::read(field, &scope)?;
    let facts = Some(&*generator.facts).filter(|facts| !facts.nulls.possible() && facts.order == Order::Any);
    let Some(counts) = facts.and_then(|facts| facts.whole_quantiles(levels)) else {
        let hint = "such as geometric, log_normal or weighted_choice".to_owned();
        field.error(
            "wrong-generator",
            "must be {min, max}, or give a whole number for every parent",
            Some(hint),
        );
        return None;
    };
    let wrong = if counts.iter().any(|count| *count < 0.0) {
        "gives some parents fewer than 0 children".to_owned()
    } else if counts.iter().any(|count| *count > MOST_CHILDREN as f64) {
        format!("gives some parents more than {MOST_CHILDREN} children")
    } else {
        return Some(counts.into_iter().map(|count| count as u32).collect());
    };
    field.error("out-of-range", wrong, None);
    None
}
