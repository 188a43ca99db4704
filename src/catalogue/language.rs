//! Which language a config is written in.

use crate::config::node::{Node, Value};
use crate::config::param::Section;
use crate::config::reader::{Field, Report};
use crate::config::suggest::closest;
use crate::datagen;
use crate::plotsim::{builder, engine};

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
    /// Every language, in the order in which its key decides.
    pub const ALL: [Language; 3] = [Language::Datagen, Language::Builder, Language::Engine];

    /// The whole of a config in this language.
    pub fn document(self) -> &'static Section {
        match self {
            Language::Datagen => &datagen::DOCUMENT,
            Language::Builder => &builder::DOCUMENT,
            Language::Engine => &engine::DOCUMENT,
        }
    }

    /// The key that only its configs have.
    pub fn mark(self) -> &'static str {
        match self {
            Language::Datagen => "datasets",
            Language::Builder => "about",
            Language::Engine => "domain",
        }
    }

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

/// The keys of the datagen language that may stand beside those of either form of plotsim's.
pub const BESIDE: &[&str] = &["datasets", "types", "hierarchies", "scale_factor"];

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
/// what is missing. Marks of several languages are reported, and so is a document with no key of any: what is right in one
/// language is wrong in the others.
pub fn language(tree: &Node, report: &Report) -> Option<Language> {
    let Value::Map(entries) = &tree.value else {
        let message = format!("a config is a mapping of keys to values, not {}", tree.value.kind());
        Field::root(report, tree).error("wrong-type", message, None);
        return None;
    };
    let keys: Vec<&str> = entries.iter().filter_map(|(key, _)| text(key)).collect();
    let marks = Language::ALL.map(|language| (language.mark(), language));
    let mut exact = marks.iter().filter(|(mark, _)| keys.contains(mark));
    match (exact.next(), exact.next()) {
        // Datasets may stand beside the tables of either form.
        (Some((_, Language::Datagen)), Some((_, second))) if exact.next().is_none() => return Some(*second),
        (Some((_, first)), Some((_, second))) => {
            two_languages(tree, *first, *second, report);
            return None;
        }
        (Some((_, language)), None) => return Some(*language),
        (None, _) => {}
    }
    let misspelt = marks.iter().find(|(mark, _)| keys.iter().any(|key| closest(key, [*mark]).is_some()));
    if let Some((_, language)) = misspelt {
        return Some(*language);
    }
    let count = |own: &[&str]| keys.iter().filter(|key| own.contains(key)).count();
    let (datagen, builder, engine) = (count(DATAGEN), count(BUILDER), count(ENGINE));
    if datagen + builder + engine == 0 {
        let marks = marks.map(|(mark, language)| format!("'{mark}' for the {}", language.noun()));
        let message = "this is a config of neither language".to_owned();
        let hint = format!("a config has one of the keys {}", marks.join(", "));
        Field::root(report, tree).error("no-language", message, Some(hint));
        return None;
    }
    Some(if datagen > builder.max(engine) {
        Language::Datagen
    } else if engine > builder {
        Language::Engine
    } else {
        Language::Builder
    })
}

/// Reports marks of two languages.
fn two_languages(tree: &Node, first: Language, second: Language, report: &Report) {
    let Some(node) = tree.get(second.mark()) else { return };
    let message = format!(
        "'{}' makes this a config of the {}, '{}' one of the {}; a config is one of them",
        first.mark(),
        first.noun(),
        second.mark(),
        second.noun()
    );
    let field =
        Field { page: second.document().page, ..Field::root(report, tree).child(second.mark(), node) };
    let hint = format!("remove '{}' or '{}' and its like", first.mark(), second.mark());
    field.error("two-languages", message, Some(hint));
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
            ("datasets: []", Some(Language::Datagen)),
            ("about: shops\nunit: shop", Some(Language::Builder)),
            ("domain: {}\nseed: 1", Some(Language::Engine)),
            ("about: x\ndomain: {}", None),
            ("about: x\ndatasets: []", Some(Language::Builder)),
            ("domain: {}\ndatasets: []", Some(Language::Engine)),
            ("domain: {}\nabout: x\ndatasets: []", None),
            ("time_window: {}\ntables: []\nmetrics: []", Some(Language::Engine)),
            ("scale_factor: 2", Some(Language::Datagen)),
            ("window: []\nsegments: []", Some(Language::Builder)),
            ("seed: 1\ndataset: []", Some(Language::Datagen)),
            ("seed: 1\nDomain: {}", Some(Language::Engine)),
            ("seed: 1", None),
            ("- just\n- a list", None),
        ] {
            let report = Report::new("test");
            assert_eq!(language(&parse(text).unwrap(), &report), expected, "{text}");
            assert_eq!(report.findings().items.len(), usize::from(expected.is_none()), "{text}");
        }
    }
}
