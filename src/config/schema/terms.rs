//! Names and words that registries list.

use serde_json::{Value, json};

use super::Definitions;
use crate::config::lexicon::Lexicon;

impl Definitions {
    /// A reference to the texts of a lexicon: its words, which editors offer, or texts of its forms.
    pub(super) fn lexicon(&mut self, lexicon: Lexicon) -> Value {
        self.refer(&format!("{}.{}", lexicon.language(), lexicon.kind().replace(' ', "_")), |_| texts(lexicon))
    }
}

fn texts(lexicon: Lexicon) -> Value {
    let terms = lexicon.terms();
    let words: Vec<_> = terms.iter().filter(|term| !term.text.contains('<')).collect();
    let names: Vec<&str> = words.iter().map(|term| term.text.as_str()).collect();
    let docs: Vec<&str> = words.iter().map(|term| term.doc.as_str()).collect();
    let mut any = Vec::new();
    if !words.is_empty() {
        any.push(json!({ "type": "string", "enum": names, "enumDescriptions": docs }));
    }
    for term in &terms {
        if let Some(pattern) = &term.pattern {
            let form = format!("{}: {}", term.text, term.doc);
            let example = term.example.trim_matches('"');
            any.push(json!({ "type": "string", "pattern": pattern, "description": form, "examples": [example] }));
        }
    }
    if any.len() == 1 { any.remove(0) } else { json!({ "anyOf": any }) }
}
