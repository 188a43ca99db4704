//! Parameters that several functions share.

use super::call::{Call, Parameter, ParameterKind};
use super::failure::Failure;
use super::settings;
use crate::config::Overrides;
use crate::config::calendar::parse_date;

pub const CONFIG: Parameter = Parameter {
    name: "config",
    kind: ParameterKind::Text,
    doc: "Path or URL of the config, or the YAML itself, or template:<name>",
};
pub const SEED: Parameter =
    Parameter { name: "seed", kind: ParameterKind::Count, doc: "Seed in place of every seed of the config" };
pub const SCALE: Parameter = Parameter {
    name: "scale",
    kind: ParameterKind::Number,
    doc: "Scale in place of the config's; multiplies rows",
};
pub const SCALE_FACTOR: Parameter =
    Parameter { name: "scale_factor", kind: ParameterKind::Number, doc: "The same as scale" };
pub const UNTIL: Parameter = Parameter {
    name: "until",
    kind: ParameterKind::Text,
    doc: "Last day there is, in place of the end of what extends in time: a date, as in '2026-03-31'",
};
pub const SHARD: Parameter =
    Parameter {
        name: "shard", kind: ParameterKind::Count, doc: "Which part to make, from 0 to shards − 1"
    };
pub const SHARDS: Parameter = Parameter {
    name: "shards",
    kind: ParameterKind::Count,
    doc: "Into how many parts the table is cut; their union, in order, is the whole",
};

/// `seed`, `scale`, `scale_factor` and `until` of a call; without `seed` and `until`, the client's settings count.
pub fn overrides(call: &Call<'_>) -> Result<Overrides, Failure> {
    let scale = match (call.number("scale"), call.number("scale_factor")) {
        (Some(_), Some(_)) => {
            return Err(Failure::Argument("scale and scale_factor are the same: give one of them".into()));
        }
        (scale, factor) => scale.or(factor),
    };
    match scale {
        Some(scale) if !(scale.is_finite() && scale > 0.0) => {
            Err(Failure::Argument(format!("scale is {scale}, but must be a finite number > 0")))
        }
        scale => {
            let seed = call.count("seed").or_else(|| call.files.seed());
            Ok(Overrides { seed, scale, until: until(call)? })
        }
    }
}

/// The last day of a call, in days since 1970-01-01.
fn until(call: &Call<'_>) -> Result<Option<i32>, Failure> {
    let set = || call.files.until().map(|text| (format!("the setting {}", settings::UNTIL), text));
    let given = call.named_text(UNTIL.name).map(|text| (UNTIL.name.to_owned(), text.to_owned()));
    let Some((what, text)) = given.or_else(set) else { return Ok(None) };
    match parse_date(&text) {
        Some(day) => Ok(Some(day)),
        None => Err(Failure::Argument(format!("{what} is '{text}', but must be a date such as 2026-03-31"))),
    }
}

/// `shard` and `shards` of a call, as (which, of how many).
pub fn shard(call: &Call<'_>) -> Result<Option<(u64, u64)>, Failure> {
    match (call.count("shard"), call.count("shards")) {
        (None, None) => Ok(None),
        (Some(shard), Some(shards)) if shard < shards => Ok(Some((shard, shards))),
        (Some(shard), Some(shards)) => {
            Err(Failure::Argument(format!("shard is {shard} of {shards}, but must be from 0 to shards − 1")))
        }
        _ => Err(Failure::Argument("shard and shards go together, as in shard := 0, shards := 4".into())),
    }
}
