//! Where parts of time begin.

use arrow::datatypes::TimestampMicrosecondType;

use super::super::super::calendar::{Civil, HOUR, MINUTE, SECOND, iso_week, moment, monday, split};
use super::super::super::kernels::try1;
use super::super::super::node::Node;
use super::super::super::operators::constant_cast;
use super::super::super::refusal::Refusal;
use super::super::super::types::Type;
use super::super::{Call, widen};
use super::{Unit, named};

/// `date_trunc(part, value)`.
pub(super) fn truncated(call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let [name, value] = call.take()?;
    let unit = match named(&name)? {
        Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => Unit::Day,
        Unit::Epoch => Unit::Second,
        unit => unit,
    };
    let value = match value.kind {
        Type::Date | Type::Timestamp => constant_cast(value, Type::Timestamp)?.ok_or(Refusal::NoMatch)?,
        _ => widen(value, Type::Timestamp)?,
    };
    let (kind, range) = (Type::Timestamp, value.range);
    let kernel = try1::<TimestampMicrosecondType, TimestampMicrosecondType, _>(kind, move |micros| {
        start_of(unit, micros).map(Some)
    });
    // A start lies before the moment by less than the part's length.
    let days = match unit {
        Unit::Millennium => 365_250.0,
        Unit::Century => 36_525.0,
        Unit::Decade => 3653.0,
        Unit::Year | Unit::IsoYear => 371.0,
        Unit::Quarter => 92.0,
        Unit::Month => 31.0,
        Unit::Week => 7.0,
        _ => 1.0,
    };
    let range = range.map(|(least, greatest)| (least - days * 86_400.0, greatest));
    Ok(Node::call(kind, at, vec![value], kernel).range(range))
}

fn start_of(unit: Unit, micros: i64) -> Result<i64, String> {
    let (day, _) = split(micros);
    let first = |year: i64, month: i64| {
        let day = Civil { year, month, day: 1 }.days();
        moment(day.map_or(i64::MIN, i64::from), 0)
    };
    let civil = Civil::of(day);
    match unit {
        Unit::Millennium => first(civil.year / 1000 * 1000, 1),
        Unit::Century => first(civil.year / 100 * 100, 1),
        Unit::Decade => first(civil.year / 10 * 10, 1),
        Unit::Year => first(civil.year, 1),
        Unit::Quarter => first(civil.year, (civil.month - 1) / 3 * 3 + 1),
        Unit::Month => first(civil.year, civil.month),
        Unit::Week => moment(monday(day), 0),
        Unit::IsoYear => {
            let fourth = Civil { year: iso_week(day).0, month: 1, day: 4 }.days();
            moment(fourth.map_or(i64::MIN, monday), 0)
        }
        Unit::Hour => Ok(micros - micros.rem_euclid(HOUR)),
        Unit::Minute => Ok(micros - micros.rem_euclid(MINUTE)),
        Unit::Second => Ok(micros - micros.rem_euclid(SECOND)),
        Unit::Millisecond => Ok(micros - micros.rem_euclid(1000)),
        Unit::Microsecond => Ok(micros),
        Unit::Day | Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear | Unit::Epoch => {
            moment(i64::from(day), 0)
        }
    }
}
