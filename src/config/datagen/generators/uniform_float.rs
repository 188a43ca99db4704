//! `uniform_float`: real numbers, all equally likely.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Need, Param};

pub static ENTRY: Entry = Entry {
    name: "uniform_float",
    doc: "A number from min up to, but not including, max (continuous uniform)",
    params: &[
        Param {
            name: "min",
            kind: Kind::Float(Interval::EVERYTHING),
            need: Need::Required,
            doc: "Least value",
        },
        Param {
            name: "max",
            kind: Kind::Float(Interval::EVERYTHING),
            need: Need::Required,
            doc: "First value that is too large",
        },
    ],
    example: "{ type: uniform_float, min: 0.0, max: 1.0 }",
    read: |fields, _| {
        let (min, max) = (fields.float("min"), fields.float("max"));
        let (min, max) = (min?, max?);
        if min >= max || !(max - min).is_finite() {
            let message = format!(
                "min is {min:?} and max is {max:?}, but min must be less than max, by a finite amount"
            );
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        Some(Generator::UniformFloat { min, max })
    },
};
