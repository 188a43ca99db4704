//! Names and words that registries list.

use serde_json::{Value, json};

use super::Definitions;
use crate::config::param::Lexicon;

impl Definitions {
    /// A reference to the texts of a lexicon: its words, which editors offer, or texts of its forms.
    pub(super) fn lexicon(&mut self, lexicon: &Lexicon) -> Value {
        self.refer(&format!("{}.{}", lexicon.language, lexicon.kind.replace(' ', "_")), |_| texts(lexicon))
    }
}

/// From so many words on an error does not list them all.
const MANY: usize = 30;

fn texts(lexicon: &Lexicon) -> Value {
    let terms = (lexicon.terms)();
    let words: Vec<_> = terms.iter().filter(|term| !term.text.contains('<')).collect();
    let names: Vec<&str> = words.iter().map(|term| term.text.as_str()).collect();
    let docs: Vec<&str> = words.iter().map(|term| term.doc.as_str()).collect();
    let mut any = Vec::new();
    // An editor that lists sixty words says nothing.
    let message = (names.len() > MANY).then(|| {
        let heads: Vec<&str> = names.iter().copied().filter(|name| !name.contains("faker.")).collect();
        let forms = terms.iter().filter(|term| term.text.contains('<')).map(|term| term.text.as_str());
        let known: Vec<&str> = heads.into_iter().chain(forms).collect();
        format!("This is not a {}. Known: {}, and faker methods.", lexicon.kind, known.join(", "))
    });
    if !words.is_empty() {
        any.push(json!({ "type": "string", "enum": names, "enumDescriptions": docs }));
    }
    for term in &terms {
        if let Some(pattern) = &term.pattern {
            let form = format!("{}: {}", term.text, term.doc);
            let example = term.example.trim_matches('"');
            any.push(
                json!({ "type": "string", "pattern": pattern, "description": form, "examples": [example] }),
            );
        }
    }
    if let Some(message) = message {
        for value in &mut any {
            let keyword = if value.get("enum").is_some() { "errorMessage" } else { "patternErrorMessage" };
            value[keyword] = json!(message);
        }
    }
    if any.len() == 1 { any.remove(0) } else { json!({ "anyOf": any }) }
}
