//! When the entities of a segment begin.

use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Arrival, Block};
use crate::plotsim::vocabulary::builder as vocabulary;

/// How far the fractions of blocks may add up to something else than 1.
const SLACK: f64 = 1e-3;

/// Reads an arrival: a mapping whose `kind` says what else it holds. `written` is the segment's count as it stands in the
/// file, `count` the number of entities after scaling.
pub fn read(
    field: &Field<'_>,
    written: Option<u64>,
    count: Option<u64>,
    periods: Option<usize>,
) -> Option<Arrival> {
    let (kind, fields) = field.tagged(&vocabulary::ARRIVAL)?;
    match vocabulary::ARRIVAL.words[kind] {
        "uniform" => {
            let (start, end) = span(&fields, periods)?;
            Some(Arrival::Uniform { start, end })
        }
        "linear" => {
            let increasing = fields.word_or("direction", 0).map(|word| word == 0);
            let (start, end) = span(&fields, periods)?;
            Some(Arrival::Linear { start, end, increasing: increasing? })
        }
        "step" => blocks(fields.get("blocks")?, count, periods),
        _ => listed(fields.get("start_periods")?, written, periods),
    }
}

/// `start` and `end`, which is exclusive.
fn span(fields: &Fields<'_>, periods: Option<usize>) -> Option<(usize, usize)> {
    let start = fields.int_or("start", 0).and_then(|start| usize::try_from(start).ok());
    let end = match fields.get("end") {
        Some(_) => fields.int("end").and_then(|end| usize::try_from(end).ok()),
        None => periods.map(|n| n.saturating_sub(2).max(1)),
    };
    let (start, end) = (start?, end?);
    let place = fields.get("end").or(fields.get("start")).unwrap_or(&fields.whole);
    if end <= start {
        place.error(
            "bad-range",
            format!("arrivals run from period {start} up to {end}, which is none"),
            None,
        );
        return None;
    }
    // The last arrival is in period end − 1, and at least two periods must be left.
    leaves_two(place, end - 1, periods)?;
    Some((start, end))
}

fn leaves_two(field: &Field<'_>, start: usize, periods: Option<usize>) -> Option<()> {
    if let Some(n) = periods.filter(|n| start.saturating_add(2) > *n) {
        let message =
            format!("an entity that begins in period {start} has fewer than two of the {n} periods left");
        field.error(
            "out-of-range",
            message,
            Some(format!("the last start is period {}", n.saturating_sub(2))),
        );
        return None;
    }
    Some(())
}

fn blocks(field: &Field<'_>, count: Option<u64>, periods: Option<usize>) -> Option<Arrival> {
    let items = field.some_items()?;
    let mut blocks = Vec::new();
    for item in &items {
        let fields = item.fields(&vocabulary::ARRIVAL_BLOCK);
        let fraction = fields.as_ref().and_then(|fields| fields.float("fraction"));
        let period = fields.as_ref().and_then(|fields| {
            let period = usize::try_from(fields.int("period")?).ok()?;
            leaves_two(fields.get("period")?, period, periods).map(|()| period)
        });
        blocks.push(period.zip(fraction));
    }
    let blocks = blocks.into_iter().collect::<Option<Vec<_>>>()?;
    let sum: f64 = blocks.iter().map(|(_, fraction)| fraction).sum();
    if (sum - 1.0).abs() > SLACK {
        field.error("bad-weights", format!("the fractions add up to {sum}, but must make 1"), None);
        return None;
    }
    let count = count?;
    let mut left = count;
    let last = blocks.len() - 1;
    let sizes = blocks.iter().enumerate().map(|(place, (period, fraction))| {
        let share = (fraction * count as f64).round_ties_even() as u64;
        let entities = if place == last { left } else { share.min(left) };
        left -= entities;
        Block { period: *period, entities }
    });
    Some(Arrival::Blocks(sizes.collect()))
}

fn listed(field: &Field<'_>, written: Option<u64>, periods: Option<usize>) -> Option<Arrival> {
    let items = field.some_items()?;
    let starts = items.iter().map(|item| {
        let start = usize::try_from(item.int(0, i64::MAX)?).ok()?;
        leaves_two(item, start, periods).map(|()| start)
    });
    let starts = starts.collect::<Vec<_>>().into_iter().collect::<Option<Vec<usize>>>();
    let written = written?;
    if items.len() as u64 != written {
        let message = format!("lists {} periods for {written} entities", items.len());
        field.error("wrong-length", message, Some("list one for each".into()));
        return None;
    }
    starts.map(Arrival::Listed)
}
