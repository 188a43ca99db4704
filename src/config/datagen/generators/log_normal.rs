//! `log_normal`: whole numbers, many small and few large.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Need, Param};

pub static ENTRY: Entry = Entry {
    name: "log_normal",
    doc: "A whole number ⌊exp(ln median + sigma·Z)⌋ with Z standard normal, capped at max (log-normal)",
    params: &[
        Param {
            name: "median",
            kind: Kind::Float(Interval::POSITIVE),
            need: Need::Required,
            doc: "Median before rounding down",
        },
        Param {
            name: "sigma",
            kind: Kind::Float(Interval::NOT_NEGATIVE),
            need: Need::Required,
            doc: "Standard deviation of the logarithm",
        },
        Param {
            name: "max",
            kind: Kind::Int(0, i64::MAX),
            need: Need::Required,
            doc: "Greatest value; larger draws become it",
        },
    ],
    example: "{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }",
    read: |fields, _| {
        let (median, sigma, max) = (fields.float("median"), fields.float("sigma"), fields.int("max"));
        Some(Generator::LogNormal { median: median?, sigma: sigma?, max: max? })
    },
};
