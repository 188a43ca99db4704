//! `after`: a date or timestamp that comes after another of the row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type};

use super::boolean::coins;
use super::scope::Scope;
use super::timestamp_offset::{explain_base, later, later_by, ties, whole_numbers};
use super::until::{TRIES, Until};
use super::{Entry, Generator, Values, log_normal, uniform_int};
use crate::config::calendar::DAY;
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Peer, Reach, Relation, Tie, Window};
use crate::random::{Items, Stream};
use crate::steps::Steps;
use crate::tables::with_nulls;

crate::words! {
    /// What delays are counted in.
    enum Unit { Days = "days", Weeks = "weeks", Hours = "hours", Minutes = "minutes", Seconds = "seconds" }
}

impl Unit {
    fn seconds(self) -> i64 {
        match self {
            Unit::Days => DAY,
            Unit::Weeks => 7 * DAY,
            Unit::Hours => 3600,
            Unit::Minutes => 60,
            Unit::Seconds => 1,
        }
    }
}

const UNIT: Key<Unit> =
    Key::word("unit").default_word(Unit::Days as usize).doc("What by counts; days or weeks after a date");

const DELAY: Interval = Interval::NOT_NEGATIVE;
const SHORTEST: Key<f64> = Key::float("min", DELAY).doc("Shortest delay").example("1");
const LONGEST: Key<f64> = Key::float("max", DELAY).doc("Longest delay").example("5");
const MEDIAN: Key<f64> = Key::float("median", Interval::POSITIVE).doc("Median delay").example("2");
const SIGMA: Key<f64> = Key::float("sigma", Interval::NOT_NEGATIVE)
    .default(0.8)
    .doc("Standard deviation of the delay's logarithm");
const CLAMPED_SHORTEST: Key<f64> =
    Key::float("min", DELAY).default(0.0).doc("Shortest delay; shorter ones become it");
const CLAMPED_LONGEST: Key<f64> =
    Key::float("max", DELAY).doc("Longest delay; longer ones become it").example("30");

/// `by`, uniform.
static BETWEEN: Section = Section::new(
    "datagen.after.by.uniform",
    "docs/datagen.md#after",
    "A delay between two bounds, all whole ones equally likely",
    &[SHORTEST.param, LONGEST.param],
);

/// `by`, skewed.
static SKEWED: Section = Section::new(
    "datagen.after.by.log_normal",
    "docs/datagen.md#after",
    "A log-normal delay, mostly short and at times long",
    &[MEDIAN.param, SIGMA.param, CLAMPED_SHORTEST.param, CLAMPED_LONGEST.param],
);

const COLUMN: Key<&str> = Key::text("column").doc(
    "An earlier date or timestamp column, one of the row's entity, or the partition column; \
     the result has its type",
);
static BY: Key<Unread> = Key::of(
    "by",
    Kind::Choice(
        "mapping {min, max} or {median, sigma, min, max}, or a generator of numbers that are not negative",
        &[Kind::Map(&BETWEEN), Kind::Map(&SKEWED), Kind::Generator],
    ),
)
.doc(
    "The delay: uniform with both ends included, log-normal between min and max (sigma 0.8 unless said), \
     or any law; in whole seconds after a timestamp, in whole days after a date",
);
const UNTIL: Key<Option<&str>> = Key::text("until")
    .optional()
    .doc("A column as the first, which the result does not come after: longer delays are drawn anew, and without room it is null; a \
         null is no end, a date its midnight")
    .example("cancelled_at");
const PROB: Key<f64> = Key::float("prob", Interval::UNIT)
    .default(1.0)
    .doc("Probability that it happens, given that the other did; null otherwise");

pub static ENTRY: Entry = Entry {
    name: "after",
    section: Section::new(
        "datagen.generator.after",
        "docs/datagen.md#after",
        "A date or timestamp some time after another of the row, as shipping follows an order; \
         null where that one is null, so chains end together",
        &[COLUMN.param, BY.param, UNIT.param, UNTIL.param, PROB.param],
    ),
    example: "{ type: after, column: ordered_at, by: { median: 2, sigma: 0.7, max: 30 }, prob: 0.95 }",
    read: |fields, scope| {
        let base = fields.at(&COLUMN).and_then(|field| scope.moment_base(field));
        let until = fields.at(&UNTIL).map(|field| scope.moment_base(field));
        let unit = fields.read(&UNIT);
        let prob = fields.read(&PROB);
        // What is wrong with the delay is reported even where the base is unclear.
        let kind = base.as_ref().map_or(ColumnType::Timestamp, |base| base.facts.kind);
        let seconds = unit.map_or(DAY, Unit::seconds);
        let fits = kind != ColumnType::Date || seconds >= DAY;
        if !fits {
            let message = "is shorter than a day, but a date is followed by a date, days or weeks later";
            let hint = "for a time of day, use timestamp_offset after the partition column, or start from a timestamp";
            fields.at(&UNIT)?.error("wrong-unit", message, Some(hint.to_owned()));
        }
        let step = if kind == ColumnType::Date { (seconds / DAY).max(1) } else { seconds };
        let by = fields.at(&BY);
        let delay = by.and_then(|by| delay(by, scope, step, kind));
        unit.filter(|_| fits)?;
        let (base, prob, by) = (base?, prob?, by?);
        let until = match until {
            Some(until) => Some(until?),
            None => None,
        };
        let Delay { generator: delay, step, least, numbers } = delay?;
        let unit = if kind == ColumnType::Date { DAY as f64 } else { 1.0 };
        let seconds = |delay: f64| libm::round((delay * step as f64).max(least as f64)) * unit;
        let (shortest, longest) = (seconds(numbers.0), seconds(numbers.1));
        let reach = base.reach.moved(shortest, longest);
        if !reach.has_four_digit_years() {
            let message = format!(
                "makes delays of up to {longest:.0} seconds, which lead outside the years 0000 to 9999"
            );
            by.error("out-of-range", message, None);
            return None;
        }
        if let Some(until) =
            until.as_ref().filter(|until| until.facts.kind.zone().is_some() != kind.zone().is_some())
        {
            let message = format!(
                "is {}, but the moment that it ends the delay after is {}: only one of them has a zone",
                until.facts.kind.sql(),
                kind.sql()
            );
            fields.at(&UNTIL)?.error(
                "wrong-type",
                message,
                Some("say zone for both, or for neither".to_owned()),
            );
            return None;
        }
        if let Some(until) = until.as_ref().filter(|until| until.reach.last < base.reach.first + shortest) {
            let message = format!(
                "always comes before the shortest delay is over, by {:.0} seconds at least",
                base.reach.first + shortest - until.reach.last
            );
            fields.at(&UNTIL)?.error("inverted-range", message, None);
            return None;
        }
        let peer = base.peer;
        let nulls = match (base.facts.nulls, peer) {
            (nulls, _) if prob >= 1.0 => nulls,
            // Rows of one entity are null together.
            (Nulls::Share(_), Peer::Entity(_)) => Nulls::Possible,
            (nulls, _) => nulls.and(1.0 - prob),
        };
        // There may be no room.
        let narrow = until.as_ref().is_some_and(|until| until.reach.first < base.reach.last + shortest);
        let nulls = if narrow { Nulls::Possible } else { nulls };
        let reach = match &until {
            Some(until) if !until.facts.nulls.possible() => {
                Reach { last: reach.last.min(until.reach.last), ..reach }
            }
            Some(_) | None => reach,
        };
        let mut tied = ties(peer, &delay.facts);
        if let Some(Peer::Column(column)) = until.as_ref().map(|until| until.peer) {
            tied.push(Tie::Column(column));
        }
        let mut extent = later(base.facts, &delay.facts);
        if let Some(until) = &until {
            extent = extent.or(until.facts.extent.inside());
        }
        let until = until.map(|until| until.peer);
        let facts = Facts {
            kind,
            nulls,
            range: reach.range(kind),
            extent,
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::After { base: peer, least: shortest, greatest: longest, until },
            ties: tied,
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(After {
                peer,
                base: site.peer(peer),
                delay: delay.build(key.child("delay"), site),
                step,
                least,
                until: until.map(|until| Until {
                    peer: until,
                    values: site.peer(until),
                    again: (1..=TRIES)
                        .map(|round| delay.build(key.child("until").child(&round.to_string()), site))
                        .collect(),
                    rest: site.stream(key.child("until"), 1),
                    least: (shortest / unit) as i64,
                }),
                happens: (prob < 1.0).then(|| (prob, site.stream(key.child("happens"), 1))),
            })
        }))
    },
};

/// What `by` says.
struct Delay {
    generator: Generator,
    /// Days of a date, or seconds of a timestamp, that one of the generator's stands for.
    step: i64,
    /// Least days or seconds; shorter delays become it.
    least: i64,
    /// Least and greatest number of the generator.
    numbers: (f64, f64),
}

fn delay(by: &Field<'_>, scope: &Scope<'_>, step: i64, kind: ColumnType) -> Option<Delay> {
    if by.node.get("type").is_some() {
        return of_law(by, scope, step);
    }
    let skewed = by.node.get(MEDIAN.param.name).is_some();
    let (fields, min_key, max_key) = match skewed {
        true => (by.fields(&SKEWED)?, &CLAMPED_SHORTEST, &CLAMPED_LONGEST),
        false => (by.fields(&BETWEEN)?, &SHORTEST, &LONGEST),
    };
    let (min, max) = (fields.read(min_key), fields.read(max_key));
    let (min, max) = (min?, max?);
    if min > max {
        let message = format!("min is {min} and max is {max}, but min must not exceed max");
        by.error("inverted-range", message, None);
        return None;
    }
    let (least, greatest) =
        (whole(&fields, min_key, min * step as f64)?, whole(&fields, max_key, max * step as f64)?);
    let (least, greatest) = (least.ceil() as i64, greatest.floor() as i64);
    if least > greatest {
        let unit = if kind == ColumnType::Date { "day" } else { "second" };
        by.error("inverted-range", format!("gives no whole {unit} from {min} to {max}"), None);
        return None;
    }
    if !skewed {
        let size = greatest.abs_diff(least) + 1;
        let generator = uniform_int::from(least, size, false);
        return Some(Delay { generator, step: 1, least: 0, numbers: (least as f64, greatest as f64) });
    }
    let (median, sigma) = (fields.read(&MEDIAN), fields.read(&SIGMA));
    let (median, sigma) = (median?, sigma?);
    if !(min..=max).contains(&median) {
        let message = format!("is {median}, but must lie from min, {min}, to max, {max}");
        fields.at(&MEDIAN)?.error("out-of-range", message, None);
        return None;
    }
    let generator = log_normal::from(median * step as f64, sigma, greatest);
    Some(Delay { generator, step: 1, least, numbers: (0.0, greatest as f64) })
}

/// Days or seconds that a calendar of four-digit years can hold.
fn whole(fields: &Fields<'_>, key: &Key<f64>, amount: f64) -> Option<f64> {
    const MOST: f64 = 10_000.0 * 366.0 * DAY as f64;
    if amount > MOST {
        fields.at(key)?.error(
            "out-of-range",
            "is so large that it leads outside the years 0000 to 9999",
            None,
        );
        return None;
    }
    Some(amount)
}

/// Any generator whose numbers are not negative.
fn of_law(by: &Field<'_>, scope: &Scope<'_>, step: i64) -> Option<Delay> {
    let generator = super::read(by, &scope.inside(by))?;
    let Some(numbers) = generator.facts.numbers().filter(|_| !generator.facts.nulls.possible()) else {
        let hint =
            "use a generator of numbers, such as geometric or log_normal; null comes from prob".to_owned();
        by.error("wrong-type", "must give a number in every row", Some(hint));
        return None;
    };
    if numbers.0 < 0.0 {
        let message = format!("gives delays from {}, but what comes after cannot come before", numbers.0);
        by.error("out-of-range", message, Some("to go back in time, use timestamp_offset".to_owned()));
        return None;
    }
    Some(Delay { generator, step, least: 0, numbers })
}

struct After {
    peer: Peer,
    base: Arc<dyn Values>,
    delay: Arc<dyn Values>,
    step: i64,
    least: i64,
    until: Option<Until>,
    /// Probability that it happens, and the words that decide; `None` if it always does.
    happens: Option<(f64, Stream)>,
}

impl After {
    /// Days or seconds.
    fn delays(&self, items: Items<'_>) -> Vec<i64> {
        self.whole(self.delay.array(items))
    }

    fn whole(&self, mut array: ArrayRef) -> Vec<i64> {
        if let DataType::Decimal128(..) = array.data_type() {
            array = cast(&array, &DataType::Float64).unwrap_or(array);
        }
        let step = self.step;
        let delays: Vec<i64> = match array.as_primitive_opt::<Float64Type>() {
            Some(floats) => {
                floats.values().iter().map(|value| libm::round(value * step as f64) as i64).collect()
            }
            None => whole_numbers(&array).into_iter().map(|value| value * step).collect(),
        };
        delays.into_iter().map(|delay| delay.max(self.least)).collect()
    }
}

impl Values for After {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut delays = self.delays(items);
        let base = self.base.array(items);
        let mut room = None;
        if let Some(until) = &self.until {
            let shortened = until.shorten(&base, &delays, items, |array| self.whole(array));
            delays = shortened.iter().map(|delay| delay.unwrap_or(0)).collect();
            room = Some(shortened.iter().map(Option::is_some).collect::<Vec<bool>>())
                .filter(|room| room.contains(&false));
        }
        let moved = match base.as_primitive_opt::<Date32Type>() {
            Some(days) => {
                // Under a null the day may be any number, so that the sum may leave the range.
                let moved =
                    days.values().iter().zip(&delays).map(|(day, delay)| day.wrapping_add(*delay as i32));
                Arc::new(Date32Array::new(moved.collect(), days.nulls().cloned()))
            }
            None => later_by(&base, &delays),
        };
        let moved = match room {
            Some(room) => with_nulls(moved, NullBuffer::from(room)),
            None => moved,
        };
        match &self.happens {
            Some((prob, words)) => with_nulls(moved, NullBuffer::new(coins(words, *prob, items))),
            None => moved,
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        explain_base(self.peer, &self.base, item, steps);
        self.delay.explain(item, steps);
        for delay in self.delays(Items::List(&[item])) {
            let detail = format!(
                "times {}, at least {}: added to the base, in its days or seconds",
                self.step, self.least
            );
            steps.number("delay", delay as f64, detail);
        }
        if let Some(until) = &self.until {
            until.explain(item, steps);
        }
        if let Some((prob, words)) = &self.happens {
            steps.words(&words.item(item), "of this row and column: whether it happens");
            steps.number("probability", *prob, "NULL unless word/2⁶⁴ is below it");
        }
    }
}
