//! Names for people, made from names for programs.

use crate::config::key::Key;
use crate::config::reader::Fields;

pub const LABEL: Key<Option<&str>> =
    Key::text("label").otherwise("from the name").doc("Name for people").example("Daily Users");

/// The label of a mapping, made from its name if it has none.
pub fn read(fields: &Fields<'_>, name: Option<&str>) -> Option<String> {
    match fields.read(&LABEL)? {
        Some(label) => Some(label.to_owned()),
        None => name.map(title_case),
    }
}

/// `churn_risk` → `Churn Risk`.
pub fn title_case(name: &str) -> String {
    let words = name.split(['_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
        })
    });
    words.collect::<Vec<String>>().join(" ")
}

/// The regular English plural: `company` → `companies`, `boss` → `bosses`, `day` → `days`.
pub fn plural(noun: &str) -> String {
    let lower = noun.to_lowercase();
    let before_y = lower.strip_suffix('y').and_then(|stem| stem.chars().last());
    if before_y.is_some_and(|letter| !"aeiou".contains(letter)) {
        return format!("{}ies", &noun[..noun.len() - 1]);
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending));
    format!("{noun}{}", if hissing { "es" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        assert_eq!(title_case("churn_risk"), "Churn Risk");
        assert_eq!(title_case("MRR"), "Mrr");
        for (one, many) in [
            ("company", "companies"),
            ("day", "days"),
            ("box", "boxes"),
            ("branch", "branches"),
            ("user", "users"),
        ] {
            assert_eq!(plural(one), many);
        }
        assert_eq!(plural("y"), "ys");
    }
}
