//! `per_parent`: datasets whose rows follow those of a parent.

use super::generators::{self, Generator};
use super::model::Children;
use super::peers::Peers;
use super::scope::{Known, Place, Scope};
use super::vocabulary;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};

/// Parents of one stratum: their child counts follow the distribution exactly, in steps of 1/1024.
const STRATUM: usize = 1024;
/// The generators among the columns that say `per_parent`.
pub fn find<'a>(draft: &Fields<'a>) -> Vec<Field<'a>> {
    let items = draft.get("columns").filter(|columns| matches!(columns.node.value, Value::List(_)));
    let generators = items.and_then(Field::items).into_iter().flatten().filter_map(|item| {
        let generator = item.node.get("generator")?;
        let written = |key: &str| generator.get(key).map(|node| &node.value);
        let key = matches!(written("type"), Some(Value::Text(name)) if name == "foreign_key");
        let said = written("per_parent").is_some_and(|value| !matches!(value, Value::Null));
        (key && said).then_some(())?;
        Some(item.child("generator", generator))
    });
    generators.collect()
}

/// Reads `dataset` and `per_parent` of a foreign key; `known` are the datasets before this one, `names` those of all.
pub fn read(field: &Field<'_>, known: &[Known<'_>], names: &[Option<&str>]) -> Option<Children> {
    let dataset = field.node.get("dataset")?;
    let name = field.child("dataset", dataset).text()?;
    let per_parent = field.child("per_parent", field.node.get("per_parent")?);
    let Some(parent) = known.iter().position(|known| known.name == name) else {
        // A name that no dataset has is reported where the foreign key itself is read.
        names.contains(&Some(name)).then_some(())?;
        let message =
            format!("'{name}' must be a dataset that comes earlier in the file, so that its rows are known");
        field.child("dataset", dataset).error("wrong-order", message, None);
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
    let levels = (0..STRATUM).map(|index| (index as f64 + 0.5) / STRATUM as f64);
    if field.node.get("type").is_none() {
        let fields = field.fields(&vocabulary::PER_PARENT)?;
        let (min, max) = (fields.int("min"), fields.int("max"));
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
        return Some(levels.map(|level| (min + (level * span) as i64) as u32).collect());
    }
    let scope = Scope {
        field: field.clone(),
        items: 1,
        in_array: false,
        place: Place::Delay,
        peers: Peers::NONE,
        hierarchies: &[],
        known: &[],
        done: &[],
    };
    let quantile: Box<dyn Fn(f64) -> f64> = match generators::read(field, &scope)? {
        Generator::Geometric { p, min, .. } => Box::new(move |level| {
            if p >= 1.0 { 0.0 } else { libm::floor(libm::log1p(-level) / libm::log1p(-p)) }.max(min as f64)
        }),
        Generator::LogNormal { median, sigma, max } => Box::new(move |level| {
            let z = quantile_normal(level);
            libm::floor(libm::exp(libm::log(median) + sigma * z)).min(max as f64)
        }),
        _ => {
            field.error("wrong-generator", "must be {min, max}, geometric or log_normal", None);
            return None;
        }
    };
    let counts: Vec<f64> = levels.map(quantile).collect();
    if counts.iter().any(|count| *count > vocabulary::MOST_CHILDREN as f64) {
        field.error(
            "out-of-range",
            format!("gives some parents more than {} children", vocabulary::MOST_CHILDREN),
            None,
        );
        return None;
    }
    Some(counts.into_iter().map(|count| count.max(0.0) as u32).collect())
}

/// The standard normal quantile by bisection on libm's error function; good to ten digits, which counts do not need.
fn quantile_normal(level: f64) -> f64 {
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if libm::erfc(-middle / core::f64::consts::SQRT_2) / 2.0 < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// All children of a dataset's parents, if that many rows can be numbered and there are any.
pub fn total(children: &Children, field: &Field<'_>) -> Option<u64> {
    match children.checked_total().filter(|total| *total < i64::MAX as u64) {
        None => field.error("out-of-range", "makes more rows than can be numbered", None),
        Some(0) => field.error("no-rows", "gives no parent any children", None),
        total => return total,
    }
    None
}

impl Children {
    /// All children: those of the whole strata and of the last, partial one.
    pub fn total_rows(&self) -> u64 {
        self.checked_total().unwrap_or(u64::MAX)
    }

    fn checked_total(&self) -> Option<u64> {
        let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        sum(&self.counts).checked_mul(self.parent_rows / STRATUM as u64)?.checked_add(sum(&self.rest()))
    }

    /// Parents of a whole stratum.
    pub fn stratum(&self) -> u64 {
        STRATUM as u64
    }

    /// The counts of the last, partial stratum, before shuffling: evenly spaced entries of the whole one's.
    pub fn rest(&self) -> Vec<u32> {
        let size = (self.parent_rows % STRATUM as u64) as usize;
        (0..size).map(|index| self.counts[(2 * index + 1) * STRATUM / (2 * size)]).collect()
    }
}
