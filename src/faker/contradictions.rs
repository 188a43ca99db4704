//! Arguments that are fine one by one but cannot be met together.

use super::{Decimals, FakerCall};
use crate::config::calendar::years_before;

/// Why no value satisfies the arguments of a call, if none does. `today` is a day since 1970-01-01.
pub fn find(call: &FakerCall, today: i32) -> Option<String> {
    let ordered = |low: (&str, i64), high: (&str, i64)| {
        (low.1 > high.1)
            .then(|| format!("{} lies above {}, which is {} where it is left out", low.0, high.0, high.1))
    };
    let int = |name: &'static str, otherwise: i64| (name, call.int(name, otherwise));
    match call.method.name {
        "random_int" => ordered(int("min", 0), int("max", 9999)),
        "pyint" => ordered(int("min_value", 0), int("max_value", 9999)),
        "date_of_birth" => ordered(int("minimum_age", 0), int("maximum_age", 115)),
        "date_between" => {
            let (start, end) = (call.day("start_date", years_before(today, 30)), call.day("end_date", today));
            (start > end).then(|| "start_date lies after end_date".to_owned())
        }
        "pyfloat" | "pydecimal" => Decimals::of(call).err(),
        "random_elements" if call.is("unique") => {
            let mut elements = call.texts("elements");
            elements.sort_unstable();
            elements.dedup();
            let length = call.int("length", 2);
            (length > elements.len() as i64)
                .then(|| format!("{length} different texts are asked for, of {}", elements.len()))
        }
        _ => None,
    }
}
