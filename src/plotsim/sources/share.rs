//! `split`: a metric's value for the row's entity and period, shared out over the rows that these have.
//!
//! The parts of one value add up to it exactly, in whatever order they are added. A value is a whole number m of units: of 1
//! where the fact shows whole numbers, of its last decimal where it shows decimals, else of the last binary digit, 2ᵉ. m is below 2⁵³, and so is every sum of parts of
//! it, each a whole number of the same units: all of these sums are numbers that a DOUBLE holds exactly.
//!
//! How m is cut is uniform over all ways to cut it (a flat Dirichlet law; Devroye 1986, ch. XI.4): part i ends at m·(w₁ + … + wᵢ)/w,
//! rounded half up, where the wᵢ are independent and exponential and w is their sum.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::bucket::OF;
use super::values::numbers;
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::rows::Metrics;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::generators::laws::rounding::decimal;
use crate::maths::{ln, nearest_even};
use crate::plotsim::draft::EventDraft;
use crate::plotsim::model::{self, Plotsim};
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::sources::metric::{self, number_kind};
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::open_unit;
use crate::steps::Steps;

const DOC: &str = "A part of a metric's value: the rows of an entity in a period have all of it together";

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("split", DOC, beside)],
    engine: &[Written::open("split:<metric>", "^split:[\\s\\S]", "split:usage", DOC, within)],
    what: "a part of a metric's value",
    role: Role::Value,
    unique: false,
    stands: |about| about.moment,
    hint: Some(
        "it belongs to events, facts with a variable number of rows and facts of children; others show metric.<metric>",
    ),
};

fn beside(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let metric = METRIC.find(reading.fields.at(&OF)?, reading.scope.metrics)?;
    Some(Arc::new(Unresolved { metric }))
}

fn within(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let metric = METRIC.find_within(reading.field, reading.at, reading.tail, reading.scope.metrics)?;
    Some(Arc::new(Unresolved { metric }))
}

/// A metric by its index, as it is written.
#[derive(Debug)]
struct Unresolved {
    metric: usize,
}

impl SourceDraft for Unresolved {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let (fact, kind) = shown(column, self.metric);
        note_losses(column, self.metric);
        column.settled(Share { metric: self.metric, fact, kind })
    }
}

/// The first fact that shows the metric, as table and column, and the type it shows it in; without one the metric's own.
fn shown(column: &Standing<'_, '_>, metric: usize) -> (Option<(String, String)>, ColumnType) {
    let catalog = column.catalog;
    for (table, slot) in catalog.slots.iter().enumerate() {
        let Some(draft) = slot.table.as_ref().filter(|draft| draft.shape.about().metrics == Metrics::Value)
        else {
            continue;
        };
        let Some(other) = draft.columns.iter().find(|other| other.source.metric() == Some(metric)) else {
            continue;
        };
        if let Some(standing) = Standing::new(catalog, table, other)
            && let Some(kind) = number_kind(&standing, metric)
        {
            return (Some((draft.name.clone(), other.name.clone())), kind);
        }
    }
    let count =
        catalog.known.metrics.get(metric).and_then(Option::as_ref).is_some_and(model::Metric::is_count);
    (None, if count { ColumnType::Int64 } else { ColumnType::Float64 })
}

/// Notes that an entity can have a value and no row to show a part of it.
fn note_losses(column: &Standing<'_, '_>, metric: usize) {
    let catalog = column.catalog;
    let name = |metric: usize| {
        let metric = catalog.known.metrics.get(metric).and_then(Option::as_ref);
        metric.map_or("", |metric| metric.name.as_str())
    };
    // The table whose metric makes the rows, by way of those whose children they are.
    let (mut table, mut childless) = (column.table, false);
    for _ in 0..catalog.slots.len() {
        let Some(children) = catalog.table(table).and_then(|table| table.children.as_ref()) else { break };
        childless |= children.counts.bounds().0 == 0;
        let Some(parent) = children.parent.text().and_then(|name| catalog.find(name)) else { return };
        table = parent;
    }
    let why = match catalog.table(table).and_then(|table| table.event.as_ref()) {
        Some(EventDraft::Proportional { metric: driver, scale }) => {
            let driven = catalog.known.metrics.get(*driver).and_then(Option::as_ref);
            let least = driven.map_or(0.0, |driven| metric::range(driven, ColumnType::Float64).0);
            let missing = driven.is_some_and(|driven| driven.noise.mcar_rate > 0.0);
            let never = least * scale > 0.5 && !missing && !childless;
            (!never).then(|| format!("in which '{}' makes no row", name(*driver)))
        }
        Some(EventDraft::Threshold { .. }) => Some("without an event".to_owned()),
        Some(EventDraft::Nothing) | None => None,
    };
    if let Some(why) = why {
        let message = format!(
            "in a period {why}, the value of '{}' is in no row, so that all rows together have less than the fact",
            name(metric)
        );
        column.draft.source_at.note("lost-share", message, None);
    }
}

/// A part of a metric's value.
#[derive(Clone, Debug, PartialEq)]
struct Share {
    metric: usize,
    /// The first fact that shows the value, and the column.
    fact: Option<(String, String)>,
    kind: ColumnType,
}

impl Source for Share {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        format!("split:{}", config.metrics[self.metric].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let own = &place.config.metrics[self.metric];
        let (low, high) = metric::range(own, self.kind);
        let fact = self.fact.as_ref().and_then(|(table, column)| {
            let table = place.config.table(table)?;
            Some((table, place.config.tables[table].column(column)?))
        });
        Stated {
            kind: self.kind,
            nulls: match metric::nulls(own) {
                Nulls::Never => Nulls::Never,
                // How many rows share a missing value hangs on another.
                Nulls::Share(_) | Nulls::Possible => Nulls::Possible,
            },
            range: Some((low.min(0.0), high.max(0.0))),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Share { metric: self.metric, fact },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!(
                "Part of the {} of the {} in the {} that falls to the {}",
                own.label,
                place.entity_word(),
                place.period_word(),
                place.row_word()
            ),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(ShareValues { metric: self.metric, kind: self.kind, draws: Draws::new(site.key(), 1) })
    }
}

struct ShareValues {
    metric: usize,
    kind: ColumnType,
    draws: Draws,
}

impl ShareValues {
    fn value(&self, rows: &RowSet, row: usize) -> f64 {
        let (Some(cells), Some(entity), Some(period)) =
            (&rows.cells, rows.entities.get(row), rows.periods.get(row))
        else {
            return f64::NAN;
        };
        let value = cells.value(self.metric, *entity, *period as usize);
        match self.kind {
            ColumnType::Int32 | ColumnType::Int64 => nearest_even(value),
            ColumnType::Decimal { .. } => libm::rint(value * self.units()),
            _ => value,
        }
    }

    /// Units of the last digit in 1.
    fn units(&self) -> f64 {
        match self.kind {
            ColumnType::Decimal { scale, .. } => decimal(scale),
            _ => 1.0,
        }
    }

    /// The parts of all rows.
    fn parts(&self, rows: &RowSet) -> Vec<f64> {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let mut parts = Vec::with_capacity(rows.len);
        let whole = self.kind != ColumnType::Float64;
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let end = parts.len() + same.len();
            while parts.len() < end {
                let first = parts.len();
                let own = rows.periods.get(first..end).unwrap_or_default();
                let count = own.iter().take_while(|period| Some(*period) == own.first()).count().max(1);
                let words = words.get(first..first + count).unwrap_or_default();
                cut(self.value(rows, first), whole, words, &mut parts);
                parts.resize(first + count, f64::NAN);
                let units = self.units();
                parts.iter_mut().skip(first).for_each(|part| *part /= units);
            }
        }
        parts
    }
}

/// Appends the parts of a value, one for each word.
fn cut(value: f64, whole: bool, words: &[u64], parts: &mut Vec<f64>) {
    if !value.is_finite() {
        parts.extend(words.iter().map(|_| f64::NAN));
        return;
    }
    let (units, exponent) = units(value, whole);
    let weights = || words.iter().map(|word| -ln(open_unit(*word)));
    let all: f64 = weights().sum();
    let (mut sum, mut before) = (0.0, 0.0);
    for (place, weight) in weights().enumerate() {
        sum += weight;
        // The last part takes what is left, whatever rounding did to the sums.
        let end =
            if place + 1 == words.len() { units } else { libm::floor(units * (sum / all) + 0.5).min(units) };
        let part = libm::scalbn((end - before).max(0.0), exponent);
        parts.push(if value < 0.0 { -part } else { part });
        before = end.max(before);
    }
}

/// A number as a whole number of units below 2⁵³, and the unit's power of 2.
fn units(value: f64, whole: bool) -> (f64, i32) {
    let size = value.abs();
    if size == 0.0 || (whole && size < 9_007_199_254_740_992.0) {
        return (size, 0);
    }
    let (fraction, exponent) = libm::frexp(size);
    // fraction · 2⁵³ is whole; what is below 2⁻¹⁰⁷⁴ has fewer digits.
    let unit = (exponent - 53).max(-1074);
    (libm::scalbn(fraction, exponent - unit), unit)
}

impl Values for ShareValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        numbers(self.kind, self.parts(rows))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let name = &site.engine.config().metrics[self.metric].name;
        steps.named(
            "shared",
            self.value(rows, row) / self.units(),
            name,
            "the metric's value for the entity in this period",
        );
        let same = |other: &usize| {
            rows.entities.get(*other) == rows.entities.get(row)
                && rows.periods.get(*other) == rows.periods.get(row)
        };
        let first = (0..=row).rev().take_while(same).last().unwrap_or(row);
        let count = (first..rows.len).take_while(same).count();
        steps.number("rows", count as f64, "of the entity in this period, which share it");
        steps.words(&self.draws.of_row(rows, row), "of this row: its weight is −ln u, over the sum of all");
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::split_mix;

    #[test]
    fn parts_add_up_to_the_last_digit_in_any_order() {
        let values = [0.0, 1.0, 17.0, -3.25, 1_234.567_89, 1e-310, 5e-324, 1e300, 0.1, 9e15];
        for (seed, value) in values.into_iter().enumerate() {
            for count in [1usize, 2, 3, 10, 1000] {
                let words: Vec<u64> =
                    (0..count as u64).map(|place| split_mix(seed as u64, place + 1)).collect();
                let mut parts = Vec::new();
                cut(value, false, &words, &mut parts);
                assert_eq!(parts.len(), count);
                assert!(parts.iter().all(|part| *part == 0.0 || part.signum() == value.signum()));
                assert_eq!(parts.iter().sum::<f64>(), value, "{value} in {count}");
                parts.sort_by(f64::total_cmp);
                assert_eq!(parts.iter().sum::<f64>(), value, "{value} in {count}, sorted");
            }
        }
    }

    #[test]
    fn whole_values_have_whole_parts() {
        let words: Vec<u64> = (0..7).map(|place| split_mix(3, place + 1)).collect();
        let mut parts = Vec::new();
        cut(40.0, true, &words, &mut parts);
        assert_eq!(parts.iter().sum::<f64>(), 40.0);
        assert!(parts.iter().all(|part| part.fract() == 0.0));
    }

    #[test]
    fn the_first_of_k_parts_follows_a_beta_law() {
        // Of a flat Dirichlet law each part is Beta(1, k − 1): mean 1/k, variance (k − 1)/(k²(k + 1)).
        for k in [2usize, 5] {
            let draws = 20_000;
            let mut all = Vec::new();
            for draw in 0..draws {
                let words: Vec<u64> = (0..k as u64).map(|place| split_mix(draw * 16, place + 1)).collect();
                let mut parts = Vec::new();
                cut(1.0, false, &words, &mut parts);
                all.push(parts[0]);
            }
            let (k, n) = (k as f64, draws as f64);
            let mean = all.iter().sum::<f64>() / n;
            let variance = all.iter().map(|part| (part - mean) * (part - mean)).sum::<f64>() / n;
            let expected = (k - 1.0) / (k * k * (k + 1.0));
            assert!((mean - 1.0 / k).abs() < 4.0 * (expected / n).sqrt(), "{mean}");
            assert!((variance / expected - 1.0).abs() < 0.05, "{variance}");
        }
    }
}
