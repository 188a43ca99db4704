//! `empirical`: numbers that follow what was observed, as quantiles or as values with their shares.

use std::sync::Arc;

use super::reals::{MAX, MIN, Reals, ZEROS, generator};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::generators::{Entry, weighted_choice};

/// Most quantiles.
const MOST: usize = 100_000;

static PAIR: Kind = Kind::Tuple(2, &[Kind::Float(Interval::UNIT), Kind::Float(Interval::EVERYTHING)]);
static QUANTILES: Key<Option<Items>> = Key::some("quantiles", &PAIR)
    .optional()
    .doc("Pairs of a level and the value that so many do not exceed, from level 0 to level 1; straight between")
    .example("[[0, 1.0], [0.5, 3.2], [1, 9]]");
const VALUES: Key<Option<Unread>> = Key::of("values", Kind::Weights)
    .optional()
    .doc("The values and their weights")
    .example("{ 1: 0.2, 2: 0.8 }");

pub static ENTRY: Entry = Entry {
    name: "empirical",
    section: Section::new(
        "datagen.generator.empirical",
        "docs/datagen.md#empirical",
        "A number that follows observed quantiles, or observed values with their shares",
        &[QUANTILES.param, VALUES.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    )
    .rules(&[
        Rule::AtLeastOne(&["quantiles", "values"]),
        Rule::AtMostOne(&["quantiles", "values"], "exclude each other"),
        Rule::AtMostOne(&["values", "min"], "exclude each other"),
        Rule::AtMostOne(&["values", "max"], "exclude each other"),
        Rule::AtMostOne(&["values", "step"], "exclude each other"),
        Rule::AtMostOne(&["values", "decimals"], "exclude each other"),
        Rule::AtMostOne(&["values", "zeros"], "exclude each other"),
    ]),
    example: "{ type: empirical, quantiles: [[0, 1.0], [0.5, 3.2], [1, 9]] }",
    read: |fields, _| match fields.at(&VALUES) {
        Some(values) => weighted_choice::of(&ENTRY, values),
        None => generator(&ENTRY, fields, quantiles(fields)),
    },
};

fn quantiles(fields: &Fields<'_>) -> Option<Quantiles> {
    let field = fields.at(&QUANTILES)?;
    field.few_items(MOST)?;
    let items = field.some_items()?;
    let pair = |item: &Field<'_>| {
        let pair = item.tuple(2, 2, "[level, value]")?;
        let (level, value) = (pair[0].float(Interval::UNIT), pair[1].float(Interval::EVERYTHING));
        level.zip(value)
    };
    let pairs: Vec<Option<(f64, f64)>> = items.iter().map(pair).collect();
    let points = pairs.into_iter().collect::<Option<Vec<_>>>()?;
    for (item, two) in items.iter().skip(1).zip(points.windows(2)) {
        if two[1].0 <= two[0].0 || two[1].1 < two[0].1 {
            let message = format!(
                "levels must rise and values must not fall, but [{}, {}] follows [{}, {}]",
                two[1].0, two[1].1, two[0].0, two[0].1
            );
            item.error("bad-range", message, None);
            return None;
        }
    }
    let (first, last) = (*points.first()?, *points.last()?);
    if first.0 != 0.0 || last.0 != 1.0 || first.1 >= last.1 {
        let message = "must go from level 0 to level 1, and from one value to a greater one";
        field.error(
            "bad-range",
            message,
            Some("say the least and the greatest value, as in [0, 1.0] and [1, 9]".to_owned()),
        );
        return None;
    }
    Some(Quantiles { points: points.into() })
}

/// Levels and values, straight between: a density that is constant from one to the next.
#[derive(Clone, Debug)]
struct Quantiles {
    points: Arc<[(f64, f64)]>,
}

impl Reals for Quantiles {
    fn tails(&self, x: f64) -> (f64, f64) {
        // The last point that x reaches; several levels may have one value.
        let after = self.points.partition_point(|(_, value)| *value <= x);
        let p = match (after.checked_sub(1).map(|before| self.points[before]), self.points.get(after)) {
            (None, _) => 0.0,
            (_, None) => 1.0,
            (Some((level, value)), Some((next, reached))) => {
                level + (next - level) * ((x - value) / (reached - value))
            }
        };
        (p, 1.0 - p)
    }

    fn quantile(&self, p: f64, _: f64) -> f64 {
        let after = self.points.partition_point(|(level, _)| *level <= p).clamp(1, self.points.len() - 1);
        let ((level, value), (next, reached)) = (self.points[after - 1], self.points[after]);
        value + (reached - value) * ((p - level) / (next - level))
    }

    fn support(&self) -> (f64, f64) {
        (self.points[0].1, self.points[self.points.len() - 1].1)
    }

    fn in_words(&self) -> String {
        format!("{} quantiles from {} to {}", self.points.len(), self.support().0, self.support().1)
    }
}
