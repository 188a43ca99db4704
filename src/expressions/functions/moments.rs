//! Dates, timestamps and intervals made, named and written.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{
    Date32Type, Float64Type, Int64Type, IntervalMonthDayNanoType, TimestampMicrosecondType,
};

use super::super::calendar::{
    Civil, DAY, HOUR, MINUTE, SECOND, Span, day_of_year, month_days, split, weekday,
};
use super::super::kernels::{each, nulls_of, texts, try1};
use super::super::node::{Kernel, Node};
use super::super::operators::{Arithmetic, arithmetic, constant_cast};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::parts::{Unit, ages_between, spans};
use super::{Call, Function, count, widen};
use crate::config::calendar::{MONTHS, WEEKDAYS};

const fn interval(
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    bind: fn(Call) -> Result<Node, Refusal>,
) -> Function {
    Function { name, aliases: &[], usage, result: "INTERVAL", doc, arity: (1, 1), bind }
}

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "age",
        aliases: &[],
        usage: "age(end, start)",
        result: "INTERVAL",
        doc: "From start to end in years, months, days and the rest",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [end, start] = call.take()?;
            ages_between(end, start, at)
        },
    },
    Function {
        name: "date_add",
        aliases: &[],
        usage: "date_add(date or timestamp, interval)",
        result: "TIMESTAMP",
        doc: "The sum, as date + interval",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [value, by] = call.take()?;
            arithmetic(Arithmetic::Add, value, by, at)
        },
    },
    Function {
        name: "make_date",
        aliases: &[],
        usage: "make_date(year, month, day)",
        result: "DATE",
        doc: "The date of three whole numbers",
        arity: (3, 3),
        bind: |call| {
            let at = call.at;
            let nodes: Vec<Node> = call.arguments.into_iter().map(count).collect::<Result<_, _>>()?;
            let kernel: Kernel = Arc::new(|arguments| {
                let [year, month, day] =
                    [0, 1, 2].map(|place: usize| arguments[place].as_primitive::<Int64Type>());
                each::<Date32Type>(Type::Date, year.len(), nulls_of(arguments), |row| {
                    let civil = Civil { year: year.value(row), month: month.value(row), day: day.value(row) };
                    let days = civil.is_valid().then(|| civil.days()).flatten();
                    let Civil { year, month, day } = civil;
                    days.map(Some).ok_or_else(|| format!("Date out of range: {year}-{month}-{day}"))
                })
            });
            Ok(Node::call(Type::Date, at, nodes, kernel))
        },
    },
    Function {
        name: "last_day",
        aliases: &[],
        usage: "last_day(date or timestamp)",
        result: "DATE",
        doc: "The last day of the month",
        arity: (1, 1),
        bind: |call| {
            let at = call.at;
            let value = day_of(call)?;
            let range = value.range.map(|(least, greatest)| (least, greatest + 30.0));
            let kernel = try1::<Date32Type, Date32Type, _>(Type::Date, |day| {
                let civil = Civil::of(day);
                let last = Civil { day: month_days(civil.year, civil.month), ..civil }.days();
                last.map(Some).ok_or_else(|| "Date out of range".to_owned())
            });
            Ok(Node::call(Type::Date, at, vec![value], kernel).range(range))
        },
    },
    Function {
        name: "dayname",
        aliases: &[],
        usage: "dayname(date or timestamp)",
        result: "VARCHAR",
        doc: "The English name of the day",
        arity: (1, 1),
        bind: |call| name_of(call, |day| WEEKDAYS[weekday(day) as usize]),
    },
    Function {
        name: "monthname",
        aliases: &[],
        usage: "monthname(date or timestamp)",
        result: "VARCHAR",
        doc: "The English name of the month",
        arity: (1, 1),
        bind: |call| name_of(call, |day| MONTHS[(Civil::of(day).month - 1) as usize]),
    },
    Function {
        name: "strftime",
        aliases: &[],
        usage: "strftime(date or timestamp, format)",
        result: "VARCHAR",
        doc: "The moment in a format that is written out, of %Y %y %m %d %j %H %I %M %S %f %p %a %A %b %B %w %u %% and, \
              without leading zeros, %-m %-d %-H %-I %-M %-S %-y %-j",
        arity: (2, 2),
        bind: formatted,
    },
    interval("to_years", "to_years(whole number)", "That many years", |call| whole_units(call, Unit::Year)),
    interval("to_months", "to_months(whole number)", "That many months", |call| {
        whole_units(call, Unit::Month)
    }),
    interval("to_weeks", "to_weeks(whole number)", "That many weeks", |call| whole_units(call, Unit::Week)),
    interval("to_days", "to_days(whole number)", "That many days", |call| whole_units(call, Unit::Day)),
    interval("to_hours", "to_hours(whole number)", "That many hours", |call| whole_units(call, Unit::Hour)),
    interval("to_minutes", "to_minutes(whole number)", "That many minutes", |call| {
        whole_units(call, Unit::Minute)
    }),
    interval("to_seconds", "to_seconds(number)", "That many seconds", |call| {
        let at = call.at;
        let [value] = call.take()?;
        seconds(value, at)
    }),
];

fn day_of(call: Call) -> Result<Node, Refusal> {
    let [value] = call.take()?;
    match value.kind {
        Type::Timestamp => constant_cast(value, Type::Date)?.ok_or(Refusal::NoMatch),
        _ => widen(value, Type::Date),
    }
}

fn name_of(call: Call, name: fn(i32) -> &'static str) -> Result<Node, Refusal> {
    let at = call.at;
    let value = day_of(call)?;
    let kernel: Kernel = Arc::new(move |arguments| {
        let days = arguments[0].as_primitive::<Date32Type>();
        texts(days.len(), nulls_of(arguments), days.len() * 9, |row, out| {
            out.push_str(name(days.value(row)));
            Ok(true)
        })
    });
    Ok(Node::call(Type::Varchar, at, vec![value], kernel).bytes(9))
}

fn whole_units(call: Call, unit: Unit) -> Result<Node, Refusal> {
    let at = call.at;
    let [value] = call.take()?;
    spans::<Int64Type>(unit, count(value)?, at)
}

/// A number of seconds as an interval.
fn seconds(value: Node, at: usize) -> Result<Node, Refusal> {
    if value.kind.is_whole() {
        return spans::<Int64Type>(Unit::Second, count(value)?, at);
    }
    let value = widen(value, Type::Double)?;
    let kernel = try1::<Float64Type, IntervalMonthDayNanoType, _>(Type::Interval, |seconds| {
        let micros = libm::rint(seconds * 1e6);
        if micros.abs() >= 9.2e18 || micros.is_nan() {
            return Err(format!("Interval value {seconds} is out of range"));
        }
        Ok(Some(Span { months: 0, days: 0, micros: micros as i64 }.into()))
    });
    Ok(Node::call(Type::Interval, at, vec![value], kernel))
}

/// `INTERVAL (value) unit`.
pub fn to_unit(unit: Unit, value: Node, at: usize) -> Result<Node, Refusal> {
    match unit {
        Unit::Second => seconds(value, at),
        unit => spans::<Int64Type>(unit, count(value)?, at),
    }
}

/// A piece of a format.
enum Piece {
    Text(String),
    /// A letter after `%`, and whether zeros before a number are left out.
    Field(char, bool),
}

fn formatted(call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let [value, format] = call.take()?;
    let value = match value.kind {
        Type::Date | Type::Timestamp => constant_cast(value, Type::Timestamp)?.ok_or(Refusal::NoMatch)?,
        _ => widen(value, Type::Timestamp)?,
    };
    let Some(text) = format.as_text() else {
        return Err(Refusal::At(format.at, "the format must be written out, as in '%Y-%m'".to_owned()));
    };
    let pieces = pieces(text).map_err(|message| Refusal::At(format.at, message))?;
    let fields = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.len() as u64,
        Piece::Field(..) => 9,
    });
    let bytes = fields.sum();
    let kernel: Kernel = Arc::new(move |arguments| {
        let moments = arguments[0].as_primitive::<TimestampMicrosecondType>();
        texts(moments.len(), nulls_of(arguments), 0, |row, out| {
            for piece in &pieces {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Field(letter, bare) => write_field(moments.value(row), *letter, *bare, out),
                }
            }
            Ok(true)
        })
    });
    Ok(Node::call(Type::Varchar, at, vec![value], kernel).bytes(bytes))
}

fn pieces(format: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let next = letters.next();
        let (field, bare) = match next {
            Some('%') => {
                text.push('%');
                continue;
            }
            Some('-') => (letters.next(), true),
            other => (other, false),
        };
        let known = if bare { "mdHIMSyj" } else { "YymdjHIMSfpaAbBwu" };
        let Some(field) = field.filter(|field| known.contains(*field)) else {
            return Err(format!("Unrecognized format for strftime/strptime: {format:?}"));
        };
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        pieces.push(Piece::Field(field, bare));
    }
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

fn write_field(micros: i64, field: char, bare: bool, out: &mut String) {
    let (day, time) = split(micros);
    let civil = Civil::of(day);
    let hour = time / HOUR;
    let two = |number: i64, out: &mut String| {
        let _ = if bare { write!(out, "{number}") } else { write!(out, "{number:02}") };
    };
    match field {
        'Y' => {
            let _ = write!(out, "{:04}", civil.year);
        }
        'y' => two(civil.year.rem_euclid(100), out),
        'm' => two(civil.month, out),
        'd' => two(civil.day, out),
        'H' => two(hour, out),
        'I' => two((hour + 11) % 12 + 1, out),
        'M' => two(time % HOUR / MINUTE, out),
        'S' => two(time % MINUTE / SECOND, out),
        'j' if bare => two(day_of_year(day), out),
        'j' => {
            let _ = write!(out, "{:03}", day_of_year(day));
        }
        'f' => {
            let _ = write!(out, "{:06}", time % SECOND);
        }
        'p' => out.push_str(if time < DAY / 2 { "AM" } else { "PM" }),
        'a' => out.push_str(&WEEKDAYS[weekday(day) as usize][..3]),
        'A' => out.push_str(WEEKDAYS[weekday(day) as usize]),
        'b' => out.push_str(&MONTHS[(civil.month - 1) as usize][..3]),
        'B' => out.push_str(MONTHS[(civil.month - 1) as usize]),
        'w' => {
            let _ = write!(out, "{}", weekday(day));
        }
        _ => {
            let _ = write!(out, "{}", (weekday(day) + 6) % 7 + 1);
        }
    }
}
