//! What keys begin with.

use crate::facts::rows::KeyStyle;
use crate::plotsim::draft::TableSlot;

/// The prefix of every table whose keys are numbered, `None` for others. A prefix is what the config says, else the first
/// letter of the name without `dim_`, `fct_` or `evt_`; tables that share that letter take the whole of it.
pub fn prefixes(slots: &[TableSlot<'_>]) -> Option<Vec<Option<String>>> {
    let stems: Vec<Option<&str>> = slots.iter().map(numbered_stem).collect();
    let first = |stem: &str| stem.chars().next().map(|letter| letter.to_ascii_lowercase());
    let mut prefixes: Vec<Option<String>> = Vec::with_capacity(slots.len());
    let mut complete = true;
    for (index, slot) in slots.iter().enumerate() {
        let explicit = slot.table.as_ref().and_then(|table| table.prefix.as_ref());
        let prefix = match (stems[index], explicit) {
            (_, Some((prefix, _))) => Some(prefix.clone()),
            (Some(stem), None) => {
                let shared = |other: usize| {
                    other != index && stems[other].is_some_and(|other| first(other) == first(stem))
                };
                let whole = (0..slots.len()).any(shared);
                Some(if whole { stem.to_owned() } else { stem.chars().take(1).collect() })
            }
            (None, None) => None,
        };
        if let (Some(found), Some(table)) = (&prefix, &slot.table) {
            let at = table.prefix.as_ref().map_or(&table.at, |(_, at)| at);
            if found.is_empty() {
                let hint = "a table needs a name beyond dim_, fct_ or evt_, or a pk_prefix".to_owned();
                at.error(
                    "bad-name",
                    format!("no keys can be made from the name '{}'", slot.name),
                    Some(hint),
                );
                complete = false;
            } else if let Some(other) = prefixes.iter().position(|other| other.as_ref() == Some(found))
                // Two tables of one name were reported.
                && !slots[other].name.eq_ignore_ascii_case(&slot.name)
            {
                let message = format!("keys begin with '{found}', as those of '{}' do", slots[other].name);
                at.error("duplicate-prefix", message, Some("give one of them a pk_prefix".into()));
                complete = false;
            }
        }
        prefixes.push(prefix);
    }
    complete.then_some(prefixes)
}

/// The name without its kind, for tables with numbered keys.
fn numbered_stem<'s>(slot: &'s TableSlot<'_>) -> Option<&'s str> {
    match slot.table.as_ref()?.shape.about().key {
        KeyStyle::Numbered(_) => {
            let stripped = ["dim_", "fct_", "evt_"].iter().find_map(|kind| slot.name.strip_prefix(kind));
            Some(stripped.unwrap_or(&slot.name))
        }
        KeyStyle::EntityPeriod | KeyStyle::Period | KeyStyle::Absent => None,
    }
}
