//! When the entities of a segment begin.

use crate::config::key::{Items, Key};
use crate::config::param::{Interval, Kind, Section, Tagged};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Arrival, Block};
use crate::plotsim::parts::kinds::PERIOD;
use crate::plotsim::parts::periods::leaves_two;
use crate::words;

/// An arrival: its `kind` says what else it holds.
pub static ARRIVAL: Tagged = Tagged {
    tag: "kind",
    doc: "How first periods are spread",
    words: &["uniform", "linear", "step", "explicit"],
    cases: &[&UNIFORM, &LINEAR, &STEP, &EXPLICIT],
};

words! {
    /// Whether more or fewer entities begin as time goes on.
    enum Direction { Increasing = "increasing", Decreasing = "decreasing" }
}

const START: Key<usize> =
    Key::periods("start", 0).default(0).doc("First period in which an entity may begin");
const END: Key<Option<usize>> = Key::periods("end", 1)
    .otherwise("the last period but one")
    .doc("First period in which none begins any more")
    .example("12");
const DIRECTION: Key<Direction> = Key::word("direction")
    .default_word(Direction::Increasing as usize)
    .doc("Whether more or fewer begin as time goes on");
static BLOCKS: Key<Items> = Key::some("blocks", &Kind::Map(&BLOCK))
    .doc("Groups that begin together")
    .example("[{ period: 0, fraction: 0.5 }, { period: 6, fraction: 0.5 }]");
const PERIOD_KEY: Key<usize> = Key::periods("period", 0).doc("First period of the group").example("6");
const FRACTION: Key<f64> =
    Key::float("fraction", Interval::above(0.0, 1.0)).doc("Share of the segment").example("0.5");
const START_PERIODS: Key<Items> =
    Key::some("start_periods", &PERIOD).doc("First period of each entity").example("[0, 0, 3]");

static UNIFORM: Section = Section::new(
    "builder.arrival.uniform",
    "",
    "Entities begin in any period from start to before end, all equally likely",
    &[START.param, END.param],
);
static LINEAR: Section = Section::new(
    "builder.arrival.linear",
    "",
    "Ever more, or ever fewer, entities begin as time goes on",
    &[START.param, END.param, DIRECTION.param],
);
static STEP: Section = Section::new("builder.arrival.step", "", "Entities begin in groups", &[BLOCKS.param]);
static BLOCK: Section = Section::new(
    "builder.arrival.blocks",
    "",
    "Entities that begin together",
    &[PERIOD_KEY.param, FRACTION.param],
);
static EXPLICIT: Section = Section::new(
    "builder.arrival.explicit",
    "",
    "Each entity begins in a period of its own",
    &[START_PERIODS.param],
);

/// How far the fractions of blocks may add up to something else than 1.
const SLACK: f64 = 1e-3;

/// Reads an arrival: a mapping whose `kind` says what else it holds. `written` is the segment's count as it stands in the
/// file, `count` the number of entities after scaling; `extends` says that there may be more of them one day.
pub fn read(
    field: &Field<'_>,
    written: Option<u64>,
    count: Option<u64>,
    periods: Option<usize>,
    extends: bool,
) -> Option<Arrival> {
    let (kind, fields) = field.tagged(&ARRIVAL)?;
    match ARRIVAL.words[kind] {
        "uniform" => {
            let (start, end) = span(&fields, periods)?;
            Some(Arrival::Uniform { start, end })
        }
        "linear" => {
            let direction = fields.read(&DIRECTION);
            let (start, end) = span(&fields, periods)?;
            Some(Arrival::Linear { start, end, increasing: direction? == Direction::Increasing })
        }
        "step" => blocks(&fields, count, periods, extends),
        _ => listed(&fields, written, periods),
    }
}

/// `start` and `end`, which is exclusive.
fn span(fields: &Fields<'_>, periods: Option<usize>) -> Option<(usize, usize)> {
    let (start, end) = (fields.read(&START), fields.read(&END));
    let (start, end) = (start?, end?.or(periods.map(|n| n.saturating_sub(2).max(1)))?);
    let place = fields.at(&END).or(fields.at(&START)).unwrap_or(&fields.whole);
    if end <= start {
        let message = format!("arrivals run from period {start} up to {end}, which is none");
        place.error("bad-range", message, None);
        return None;
    }
    // The last arrival is in period end − 1, and at least two periods must be left.
    leaves_two(place, end - 1, periods)?;
    Some((start, end))
}

fn blocks(step: &Fields<'_>, count: Option<u64>, periods: Option<usize>, extends: bool) -> Option<Arrival> {
    let mut blocks = Vec::new();
    for item in &step.read(&BLOCKS)? {
        let fields = item.fields(&BLOCK);
        let fraction = fields.as_ref().and_then(|fields| fields.read(&FRACTION));
        let period = fields.as_ref().and_then(|fields| {
            let period = fields.read(&PERIOD_KEY)?;
            leaves_two(fields.at(&PERIOD_KEY)?, period, periods).map(|()| period)
        });
        blocks.push(period.zip(fraction));
    }
    let blocks = blocks.into_iter().collect::<Option<Vec<_>>>()?;
    let sum: f64 = blocks.iter().map(|(_, fraction)| fraction).sum();
    if (sum - 1.0).abs() > SLACK {
        step.place(&BLOCKS).error(
            "bad-weights",
            format!("the fractions add up to {sum}, but must make 1"),
            None,
        );
        return None;
    }
    if extends {
        // Shares of a count that grows would move those who are there.
        return Some(Arrival::Shares(blocks));
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

fn listed(fields: &Fields<'_>, written: Option<u64>, periods: Option<usize>) -> Option<Arrival> {
    let items = fields.read(&START_PERIODS)?;
    let starts = items.iter().map(|item| {
        let start = usize::try_from(item.int(0, i64::MAX)?).ok()?;
        leaves_two(item, start, periods).map(|()| start)
    });
    let starts = starts.collect::<Vec<_>>().into_iter().collect::<Option<Vec<usize>>>();
    let written = written?;
    if items.len() as u64 != written {
        let message = format!("lists {} periods for {written} entities", items.len());
        fields.place(&START_PERIODS).error("wrong-length", message, Some("list one for each".into()));
        return None;
    }
    starts.map(Arrival::Listed)
}
