//! Which language a config is written in.

use crate::config::node::{Node, Value};
use crate::config::reader::{Field, Report};
use crate::config::suggest::closest;

/// The languages that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `datasets` made of column generators.
    Datagen,
    /// The short form of plotsim: `about`, `unit`, `window`, …
    Builder,
    /// The complete form of plotsim: `domain`, `time_window`, …
    Engine,
}

impl Language {
    /// What it is called in messages.
    fn noun(self) -> &'static str {
        match self {
            Language::Datagen => "datagen language",
            Language::Builder => "builder form",
            Language::Engine => "engine form",
        }
    }

    /// Its name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Language::Datagen => "datagen",
            Language::Builder => "builder",
            Language::Engine => "engine",
        }
    }
}

/// Top-level keys that only one language has.
const DATAGEN: &[&str] = &["datasets", "scale_factor", "types"];
const BUILDER: &[&str] = &[
    "about",
    "unit",
    "window",
    "segments",
    "connections",
    "lifecycle",
    "seasonality",
    "dimensions",
    "facts",
    "events",
];
const ENGINE: &[&str] =
    &["domain", "time_window", "archetypes", "entities", "tables", "correlations", "seasonal_effects"];

/// The language of a document, told by its top-level keys.
///
/// `datasets` means datagen, else `about` the builder form, else `domain` the engine form; so does a slip of the
/// pen in one of these. Without any of them the language with most keys of its own is taken, so that its reader can say
/// what is missing; the builder form if there are none.
pub fn language(tree: &Node) -> Language {
    let keys: Vec<&str> = match &tree.value {
        Value::Map(entries) => entries.iter().filter_map(|(key, _)| text(key)).collect(),
        _ => Vec::new(),
    };
    let marks = [("datasets", Language::Datagen), ("about", Language::Builder), ("domain", Language::Engine)];
    let exact = marks.iter().find(|(mark, _)| keys.contains(mark));
    let misspelt = || marks.iter().find(|(mark, _)| keys.iter().any(|key| closest(key, [*mark]).is_some()));
    if let Some((_, language)) = exact.or_else(misspelt) {
        return *language;
    }
    let count = |own: &[&str]| keys.iter().filter(|key| own.contains(key)).count();
    let (datagen, builder, engine) = (count(DATAGEN), count(BUILDER), count(ENGINE));
    if datagen > builder.max(engine) {
        Language::Datagen
    } else if engine > builder {
        Language::Engine
    } else {
        Language::Builder
    }
}

/// Whether a document has the mark of one language at most. Marks of several are reported, and nothing else: what is right in
/// one language is wrong in the other.
pub fn is_single(tree: &Node, report: &Report) -> bool {
    let marks: Vec<(Language, &Node)> = Language::ALL
        .into_iter()
        .filter_map(|language| tree.get(language.mark()).map(|node| (language, node)))
        .collect();
    let [(first, _), (second, node), ..] = marks.as_slice() else { return true };
    let message = format!(
        "'{}' makes this a config of the {}, '{}' one of the {}; a config is one of them",
        first.mark(),
        first.noun(),
        second.mark(),
        second.noun()
    );
    let field =
        Field { page: second.document().page, ..Field::root(report, tree).child(second.mark(), node) };
    field.error(
        "two-languages",
        message,
        Some(format!("remove '{}' or '{}' and its like", first.mark(), second.mark())),
    );
    false
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::node::parse;

    #[test]
    fn top_level_keys_tell_the_language() {
        for (text, expected) in [
            ("datasets: []", Language::Datagen),
            ("about: shops\nunit: shop", Language::Builder),
            ("domain: {}\nseed: 1", Language::Engine),
            ("about: x\ndomain: {}", Language::Builder),
            ("time_window: {}\ntables: []\nmetrics: []", Language::Engine),
            ("scale_factor: 2", Language::Datagen),
            ("window: []\nsegments: []", Language::Builder),
            ("seed: 1\ndataset: []", Language::Datagen),
            ("seed: 1\nDomain: {}", Language::Engine),
            ("seed: 1", Language::Builder),
            ("- just\n- a list", Language::Builder),
        ] {
            assert_eq!(language(&parse(text).unwrap()), expected, "{text}");
        }
    }
}
