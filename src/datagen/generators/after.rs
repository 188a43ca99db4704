//! `after`: a date or timestamp that comes after another of the row.

use super::{Base, Entry, Generator};
use crate::config::calendar::DAY;
use crate::config::param::{Interval, Kind, Section, optional, required};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::datagen::reach::Reach;
use crate::datagen::scope::{Place, Scope};

/// A moment some time after another.
#[derive(Debug)]
pub struct After {
    pub base: Base,
    /// In units of `step`.
    pub delay: Box<Generator>,
    /// Days of a date, or seconds of a timestamp, that one of the delay stands for.
    pub step: i64,
    /// Least days or seconds; shorter delays become it.
    pub least: i64,
    /// Probability that it happens at all; 1 draws nothing.
    pub prob: f64,
    /// DATE or TIMESTAMP, as the base is.
    pub kind: ColumnType,
    pub nullable: bool,
}

impl After {
    /// Least and greatest delay in seconds.
    pub fn seconds(&self) -> Option<(f64, f64)> {
        let (least, greatest) = self.delay.bounds()?;
        let unit = if self.kind == ColumnType::Date { DAY as f64 } else { 1.0 };
        let step = |delay: f64| (delay * self.step as f64).max(self.least as f64) * unit;
        Some((step(least), step(greatest)))
    }
}

const UNITS: &[&str] = &["days", "weeks", "hours", "minutes", "seconds"];
/// Seconds of each unit.
const SECONDS: &[i64] = &[DAY, 7 * DAY, 3600, 60, 1];

const DELAY: Interval = Interval::NOT_NEGATIVE;

/// `by`, uniform.
static BETWEEN: Section = Section::new(
    "datagen.after.by.uniform",
    "docs/datagen.md#after",
    "A delay between two bounds, all whole ones equally likely",
    &[
        required("min", Kind::Float(DELAY), "Shortest delay").example("1"),
        required("max", Kind::Float(DELAY), "Longest delay").example("5"),
    ],
);

/// `by`, skewed.
static SKEWED: Section = Section::new(
    "datagen.after.by.log_normal",
    "docs/datagen.md#after",
    "A log-normal delay, mostly short and at times long",
    &[
        required("median", Kind::Float(Interval::POSITIVE), "Median delay").example("2"),
        optional(
            "sigma",
            Kind::Float(Interval::NOT_NEGATIVE),
            "0.8",
            "Standard deviation of the delay's logarithm",
        ),
        optional("min", Kind::Float(DELAY), "0", "Shortest delay; shorter ones become it"),
        required("max", Kind::Float(DELAY), "Longest delay; longer ones become it").example("30"),
    ],
);

pub static ENTRY: Entry = Entry {
    name: "after",
    section: Section::new(
        "datagen.generator.after",
        "docs/datagen.md#after",
        "A date or timestamp some time after another of the row, as shipping follows an order; \
         null where that one is null, so chains end together",
        &[
            required(
                "column",
                Kind::Text,
                "An earlier date or timestamp column, one of the row's entity, or the partition column; \
                 the result has its type",
            ),
            required(
                "by",
                Kind::Choice(
                    "mapping {min, max} or {median, sigma, min, max}, or a generator of numbers that are not negative",
                    &[Kind::Map(&BETWEEN), Kind::Map(&SKEWED), Kind::Generator],
                ),
                "The delay: uniform with both ends included, log-normal between min and max (sigma 0.8 unless said), \
                 or any law; in whole seconds after a timestamp, in whole days after a date",
            ),
            optional("unit", Kind::Word(UNITS), "days", "What by counts; days or weeks after a date"),
            optional(
                "prob",
                Kind::Float(Interval::UNIT),
                "1",
                "Probability that it happens, given that the other did; null otherwise",
            ),
        ],
    ),
    example: "{ type: after, column: ordered_at, by: { median: 2, sigma: 0.7, max: 30 }, prob: 0.95 }",
    read: |fields, scope| {
        let base = fields.get("column").and_then(|field| base(field, scope));
        let unit = fields.word_or("unit", 0);
        let prob = fields.float_or("prob", 1.0);
        // What is wrong with the delay is told even where the base is unclear.
        let kind = base.as_ref().map_or(ColumnType::Timestamp, |base| base.kind);
        let seconds = SECONDS[unit.unwrap_or(0)];
        let fits = kind != ColumnType::Date || seconds >= DAY;
        if !fits {
            let message = "is shorter than a day, but a date is followed by a date, days or weeks later";
            let hint = "for a time of day, use timestamp_offset after the partition column, or start from a timestamp";
            fields.get("unit")?.error("wrong-unit", message, Some(hint.to_owned()));
        }
        let step = if kind == ColumnType::Date { (seconds / DAY).max(1) } else { seconds };
        let by = fields.get("by");
        let delay = by.and_then(|by| delay(by, scope, step, kind));
        unit.filter(|_| fits)?;
        let (base, prob, by) = (base?, prob?, by?);
        let (delay, step, least) = delay?;
        let nullable = base.nullable || prob < 1.0;
        let after =
            After { base: base.base, delay: Box::new(delay), step, least, prob, kind: base.kind, nullable };
        let (shortest, longest) = after.seconds()?;
        if !base.reach.moved(shortest, longest).has_four_digit_years() {
            let message = format!(
                "makes delays of up to {longest:.0} seconds, which lead outside the years 0000 to 9999"
            );
            by.error("out-of-range", message, None);
            return None;
        }
        Some(Generator::After(after))
    },
};

/// What a chain starts from.
struct Start {
    base: Base,
    reach: Reach,
    kind: ColumnType,
    nullable: bool,
}

fn base(field: &Field<'_>, scope: &Scope<'_>) -> Option<Start> {
    if scope.in_array {
        scope.refuse("after cannot fill the items of a json_array: it follows another value of the row");
        return None;
    }
    let row = match scope.place {
        Place::Row(row) => Some(row),
        Place::Entity | Place::Shape => None,
        Place::Delay => {
            scope.refuse("after belongs under columns: it follows another value of the row");
            return None;
        }
    };
    let name = field.text()?;
    if let Some(partition) = row.and_then(|row| row.partition).filter(|partition| partition.column == name) {
        let reach = Reach::of_days(partition);
        return Some(Start { base: Base::Partition, reach, kind: ColumnType::Date, nullable: false });
    }
    let shared = row.and_then(|row| row.entity).map_or(&[][..], |entity| &entity.columns);
    let found = shared.iter().enumerate().find(|(_, column)| column.name == name);
    let (base, column) = match found {
        Some((index, column)) => (Base::Entity(index), column),
        None => {
            let others: Vec<&str> = shared
                .iter()
                .filter(|column| column.reach.is_some())
                .map(|column| column.name.as_str())
                .chain(row.and_then(|row| row.partition).map(|partition| partition.column.as_str()))
                .collect();
            let (index, column) = scope.peers.find(field, |column| column.reach.is_some(), &others)?;
            (Base::Column(index), column)
        }
    };
    let kind = column.generator.kind();
    match column.reach.filter(|_| matches!(kind, ColumnType::Date | ColumnType::Timestamp)) {
        Some(reach) => Some(Start { base, reach, kind, nullable: column.generator.nullable() }),
        None => {
            let hint = "start from a column made by date, timestamp, timestamp_offset or after".to_owned();
            field.error("wrong-type", format!("'{name}' is neither a date nor a timestamp"), Some(hint));
            None
        }
    }
}

/// The delay's generator, the days or seconds of its unit, and the least of them.
fn delay(by: &Field<'_>, scope: &Scope<'_>, step: i64, kind: ColumnType) -> Option<(Generator, i64, i64)> {
    if by.node.get("type").is_some() {
        return Some((of_law(by, scope)?, step, 0));
    }
    let skewed = by.node.get("median").is_some();
    let fields = by.fields(if skewed { &SKEWED } else { &BETWEEN })?;
    let (min, max) = (fields.float_or("min", 0.0), fields.float("max"));
    let (min, max) = (min?, max?);
    if min > max {
        let message = format!("min is {min} and max is {max}, but min must not exceed max");
        by.error("inverted-range", message, None);
        return None;
    }
    let (least, greatest) =
        (whole(&fields, "min", min * step as f64)?, whole(&fields, "max", max * step as f64)?);
    let (least, greatest) = (least.ceil() as i64, greatest.floor() as i64);
    if least > greatest {
        let unit = if kind == ColumnType::Date { "day" } else { "second" };
        by.error("inverted-range", format!("gives no whole {unit} from {min} to {max}"), None);
        return None;
    }
    if !skewed {
        let size = greatest.abs_diff(least) + 1;
        return Some((Generator::UniformInt { min: least, size, unique: false }, 1, 0));
    }
    let (median, sigma) = (fields.float("median"), fields.float_or("sigma", 0.8));
    let (median, sigma) = (median?, sigma?);
    if !(min..=max).contains(&median) {
        let message = format!("is {median}, but must lie from min, {min}, to max, {max}");
        fields.get("median")?.error("out-of-range", message, None);
        return None;
    }
    Some((Generator::LogNormal { median: median * step as f64, sigma, max: greatest }, 1, least))
}

/// Days or seconds that a calendar of four-digit years can hold.
fn whole(fields: &Fields<'_>, name: &str, amount: f64) -> Option<f64> {
    const MOST: f64 = 10_000.0 * 366.0 * DAY as f64;
    if amount > MOST {
        fields.get(name)?.error(
            "out-of-range",
            "is so large that it leads outside the years 0000 to 9999",
            None,
        );
        return None;
    }
    Some(amount)
}

/// Any generator whose numbers are not negative.
fn of_law(by: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
    let generator = super::read(by, &scope.inside(by))?;
    let Some((least, _)) = generator.bounds().filter(|_| !generator.nullable()) else {
        let hint =
            "use a generator of numbers, such as geometric or log_normal; null comes from prob".to_owned();
        by.error("wrong-type", "must give a number in every row", Some(hint));
        return None;
    };
    if least < 0.0 {
        let message = format!("gives delays from {least}, but what comes after cannot come before");
        by.error("out-of-range", message, Some("to go back in time, use timestamp_offset".to_owned()));
        return None;
    }
    Some(generator)
}
