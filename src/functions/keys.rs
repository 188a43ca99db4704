//! `plotsim_keys()`: every key a config may have.

use super::Function;
use super::rows::Listing;
use crate::catalogue::schema::{all_sections, example, is_literal};
use crate::config::param::{Kind, Need, Param, Section};

pub static FUNCTION: Function = Function {
    name: "plotsim_keys",
    doc: "Every key of every mapping of a config: where it stands, its type, default and bounds, what it means, an example",
    example: "SELECT key, type, meaning FROM plotsim_keys() WHERE language = 'builder' AND section = 'segments';",
    positional: &[],
    named: &[],
    bind: |_| {
        let all: Vec<(&Section, &Param)> = all_sections()
            .into_iter()
            .flat_map(|section| section.params.iter().map(move |param| (section, param)))
            .collect();
        let keys = || all.iter().map(|(_, param)| *param);
        let words = |param: &Param| match param.kind {
            Kind::Word(words) => Some(words.join(", ")),
            _ => None,
        };
        Ok(Listing::default()
            .text("language", all.iter().map(|(section, _)| Some(place(section).0)))
            .text("section", all.iter().map(|(section, _)| Some(place(section).1)))
            .text("key", keys().map(|param| Some(param.name)))
            .text("type", keys().map(|param| Some(param.kind.to_string())))
            .flag("required", keys().map(|param| param.need == Need::Required))
            .text("default", keys().map(default))
            .real_or_null("least", keys().map(|param| bounds(&param.kind).0))
            .real_or_null("greatest", keys().map(|param| bounds(&param.kind).1))
            .text("words", keys().map(words))
            .text("meaning", keys().map(|param| Some(param.doc)))
            .text("example", all.iter().map(|(section, param)| example_text(section, param)))
            .text("docs", all.iter().map(|(section, _)| Some(section.page).filter(|page| !page.is_empty())))
            .table())
    },
};

/// The language of a section and its place there; the whole document has none.
pub fn place(section: &Section) -> (&'static str, &'static str) {
    section.name.split_once('.').unwrap_or((section.name, ""))
}

/// What holds where a key is left out.
pub fn default(param: &Param) -> Option<String> {
    match param.need {
        Need::Required => None,
        Need::Default(literal) => Some(literal.to_string()),
    }
}

/// The example of a key, or its first word or its default where these are values.
fn example_text(section: &Section, param: &Param) -> Option<String> {
    if let Some(value) = example(section, param).filter(|_| param.example.is_empty()) {
        return Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    match (param.example, param.kind) {
        ("", Kind::Word(words)) => words.first().map(|word| (*word).to_owned()),
        ("", _) => default(param).filter(|words| is_literal(&param.kind, words)),
        (example, _) => Some(example.to_owned()),
    }
}

/// The least and greatest value of numbers that have one.
fn bounds(kind: &Kind) -> (Option<f64>, Option<f64>) {
    let known = |bound: f64| Some(bound).filter(|bound| bound.is_finite());
    match kind {
        Kind::Int(low, high) => (
            Some(*low).filter(|low| *low != i64::MIN).map(|low| low as f64),
            Some(*high).filter(|high| *high != i64::MAX).map(|high| high as f64),
        ),
        Kind::Seed => (Some(0.0), None),
        Kind::Float(interval) => (known(interval.low), known(interval.high)),
        _ => (None, None),
    }
}
