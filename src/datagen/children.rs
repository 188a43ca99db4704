//! `per_parent`: datasets whose rows follow those of a parent.

use super::columns::{COLUMNS, GENERATOR};
use super::rows::Known;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::facts::Order;
use crate::generators::children::{Children, STRATUM};
use crate::generators::foreign_key::{self, CHILDREN, DATASET, LEAST, MOST, MOST_CHILDREN, PER_PARENT};
use crate::generators::peers::Peers;
use crate::generators::scope::{NoTables, People, Place, Scope};

/// The generators that say `per_parent`, each with the place of its column.
pub fn find<'a>(draft: &Fields<'a>) -> Vec<(usize, Field<'a>)> {
    let items = draft.at(&COLUMNS).filter(|columns| matches!(columns.node.value, Value::List(_)));
    let generators =
        items.and_then(Field::items).into_iter().flatten().enumerate().filter_map(|(place, item)| {
            let generator = item.written(&GENERATOR)?;
            let word = generator.node.get("type").map(|node| &node.value);
            let key = matches!(word, Some(Value::Text(name)) if name == foreign_key::ENTRY.name);
            let said = generator.written(&CHILDREN).is_some_and(|field| !field.is_null());
            (key && said).then_some((place, generator))
        });
    generators.collect()
}

/// Reads `dataset` and `per_parent` of a foreign key; `known` are the datasets before this one, `names` those of all.
pub fn read(field: &Field<'_>, known: &[Known<'_>], names: &[Option<&str>]) -> Option<Children> {
    // Several datasets are refused where the foreign key itself is read.
    let dataset = field.written(&DATASET).filter(|dataset| !dataset.is_list())?;
    let name = dataset.text()?;
    let per_parent = field.written(&CHILDREN)?;
    let Some(parent) = known.iter().position(|known| known.name == name) else {
        // A name that no dataset has is reported where the foreign key itself is read.
        names.contains(&Some(name)).then_some(())?;
        let message =
            format!("'{name}' must be a dataset that comes earlier in the file, so that its rows are known");
        dataset.error("wrong-order", message, None);
        return None;
    };
    let counts = counts(&per_parent)?;
    if counts.iter().all(|count| *count == 0) {
        per_parent.error("no-rows", "gives no parent any children", None);
        return None;
    }
    Some(Children { parent, parent_rows: known[parent].rows?, counts })
}

/// The distribution's quantiles at (i + ½)/1024.
fn counts(field: &Field<'_>) -> Option<Vec<u32>> {
    let levels: Vec<f64> = (0..STRATUM).map(|index| (index as f64 + 0.5) / STRATUM as f64).collect();
    if field.node.get("type").is_none() {
        let fields = field.fields(&PER_PARENT)?;
        let (min, max) = (fields.read(&LEAST), fields.read(&MOST));
        let (min, max) = (min?, max?);
        if min > max {
            field.error(
                "inverted-range",
                format!("min is {min} and max is {max}, but min must not exceed max"),
                None,
            );
            return None;
        }
        let span = (max - min + 1) as f64;
        return Some(levels.iter().map(|level| (min + (level * span) as i64) as u32).collect());
    }
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
    let generator = crate::generators::read(field, &scope)?;
    let facts = Some(&*generator.facts).filter(|facts| !facts.nulls.possible() && facts.order == Order::Any);
    let Some(counts) = facts.and_then(|facts| facts.whole_quantiles(&levels)) else {
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

/// All children of a dataset's parents, if that many rows can be numbered.
pub fn total(children: &Children, field: &Field<'_>) -> Option<u64> {
    let total = children.checked_total().filter(|total| *total < i64::MAX as u64);
    if total.is_none() {
        field.error("out-of-range", "makes more rows than can be numbered", None);
    }
    total
}
