//! `per_parent`: datasets whose rows follow those of a parent.

use super::columns::{COLUMNS, GENERATOR};
use super::rows::Known;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::generators::child_counts;
use crate::generators::children::Children;
use crate::generators::foreign_key::{self, CHILDREN, DATASET};

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
    let counts = child_counts::read(&per_parent)?;
    if counts.iter().all(|count| *count == 0) {
        per_parent.error("no-rows", "gives no parent any children", None);
        return None;
    }
    Some(Children { parent, parent_rows: known[parent].rows?, counts, growing: None })
}

/// All children of a dataset's parents, if that many rows can be numbered.
pub fn total(children: &Children, field: &Field<'_>) -> Option<u64> {
    let total = children.checked_total().filter(|total| *total < i64::MAX as u64);
    if total.is_none() {
        field.error("out-of-range", "makes more rows than can be numbered", None);
    }
    total
}
