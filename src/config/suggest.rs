//! "Did you mean …?"

/// Longer names, in bytes, are not compared: the time grows with the product of the lengths.
const LONGEST: usize = 100;

/// The known name closest to what was written, if one is close enough to be what was meant.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let lowered = written.to_lowercase();
    known
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (strsim::damerau_levenshtein(&lowered, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            *distance <= (name.chars().count().max(lowered.chars().count()) / 3).max(1)
        })
        .min()
        .map(|(_, name)| name)
}

/// How many letters part two names, whatever their case.
fn distance(written: &str, name: &str) -> usize {
    strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase())
}

/// The known name of which the written one is a slip of the pen: one or two letters are wrong, missing, too many or swapped.
pub fn slip<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(written, known).filter(|name| distance(written, name) <= 2)
}

/// A hint for an unknown name: the closest known one, or the whole list if it is short.
pub fn hint<'a>(written: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(name) = closest(written, known.clone()) {
        // What is as close may be meant as well.
        let others = known.clone().into_iter().filter(|other| *other != name);
        let rival =
            closest(written, others).filter(|other| distance(written, other) == distance(written, name));
        return Some(match rival {
            Some(rival) => format!("did you mean '{name}' or '{rival}'?"),
            None => format!("did you mean '{name}'?"),
        });
    }
    let names: Vec<&str> = known.into_iter().collect();
    match names.len() {
        0 => None,
        1..=24 => Some(format!("known: {}", names.join(", "))),
        more => Some(format!("known: {}, … ({more} in all)", names[..20].join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_named_and_strangers_are_not() {
        let known = ["uniform_int", "uniform_float", "uuid"];
        assert_eq!(closest("uniform_in", known), Some("uniform_int"));
        assert_eq!(closest("UUID", known), Some("uuid"));
        assert_eq!(closest("banana", known), None);
        assert_eq!(hint("uuud", known).unwrap(), "did you mean 'uuid'?");
        assert_eq!(hint("a3", ["a1", "a2", "b9"]).unwrap(), "did you mean 'a1' or 'a2'?");
        assert_eq!(
            (slip("uniform_in", known), slip("uniform_floater", known)),
            (Some("uniform_int"), Some("uniform_float"))
        );
        assert_eq!((slip("uniform_double", known), slip("banana", known)), (None, None));
        assert_eq!(hint("banana", known).unwrap(), "known: uniform_int, uniform_float, uuid");
    }
}
