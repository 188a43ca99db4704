//! English for things that a config names: `dim_customer` and `customers` both hold a customer each row.

/// What one row of a table is, from the table's name: `evt_login` → `login`, `order_lines` → `order line`.
pub fn thing(table: &str) -> String {
    let bare = ["dim_", "fct_", "fact_", "evt_", "br_"].iter().find_map(|prefix| table.strip_prefix(prefix));
    let words = plain(bare.unwrap_or(table));
    match words.rsplit_once(' ') {
        Some((before, last)) => format!("{before} {}", singular(last)),
        None => singular(&words),
    }
}

/// `churn_risk` → `churn risk`.
pub fn plain(name: &str) -> String {
    let words = name.split(['_', ' ', '-']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// With a capital letter at its beginning.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A column's name in words, without the `id` or `key` at its end; nothing if that is all it says.
pub fn named(column: &str) -> String {
    let words = plain(column);
    let bare = [" id", " key"].iter().find_map(|ending| words.strip_suffix(ending));
    bare.map_or(words.clone(), str::to_owned)
}

/// The regular singular: `companies` → `company`, `boxes` → `box`, `days` → `day`; what is no plural stays.
fn singular(noun: &str) -> String {
    let hissing = ["ses", "xes", "zes", "ches", "shes"].iter().any(|ending| noun.ends_with(ending));
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else if hissing && !noun.ends_with("uses") && !noun.ends_with("ases") {
        noun[..noun.len() - 2].to_owned()
    } else if noun.ends_with("ss") || noun.ends_with("us") || noun.ends_with("is") || noun.len() < 3 {
        noun.to_owned()
    } else {
        noun.strip_suffix('s').unwrap_or(noun).to_owned()
    }
}

/// Items as a sentence lists them, each once, at most some of them.
pub fn listed(all: &[String]) -> String {
    const SHOWN: usize = 6;
    let mut seen = std::collections::BTreeSet::new();
    let items: Vec<String> = all.iter().filter(|item| seen.insert(*item)).cloned().collect();
    let mut text = items.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if items.len() > SHOWN {
        text.push_str(&format!(" and {} more", items.len() - SHOWN));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_tells_what_its_rows_are() {
        for (table, one) in [
            ("dim_customer", "customer"),
            ("evt_login", "login"),
            ("order_lines", "order line"),
            ("companies", "company"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("houses", "house"),
            ("purchases", "purchase"),
            ("status", "status"),
            ("days", "day"),
            ("fct_support_tickets", "support ticket"),
            ("", ""),
        ] {
            assert_eq!(thing(table), one);
        }
        assert_eq!(named("customer_id"), "customer");
        assert_eq!(named("id"), "id");
        assert_eq!(sentence("élan"), "Élan");
    }
}
