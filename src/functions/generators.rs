//! `plotsim_generators()`: everything that makes values, with its parameters.

use super::Function;
use super::keys::default;
use super::rows::Listing;
use crate::config::param::{Argument, Lexicon, Need, Param, Term};
use crate::generators::ENTRIES;
use crate::plotsim::lexicons;

pub static FUNCTION: Function = Function {
    name: "plotsim_generators",
    doc: "Everything that makes values, one row for each parameter: generators, column types and sources, faker methods, distributions, archetypes, curves, and the words for noise, connections and locales",
    example: "SELECT parameter, type, meaning FROM plotsim_generators() WHERE generator = 'geometric';",
    positional: &[],
    named: &[],
    bind: |_| {
        let rows = rows();
        let parameter = || rows.iter().map(|row| row.parameter.as_ref());
        Ok(Listing::default()
            .text("generator", rows.iter().map(|row| Some(&row.name)))
            .text("parameter", parameter().map(|parameter| parameter.map(|parameter| parameter.name)))
            .text("type", parameter().map(|parameter| parameter.map(|parameter| &parameter.kind)))
            .flag(
                "required",
                parameter().map(|parameter| parameter.is_some_and(|parameter| parameter.required)),
            )
            .text(
                "default",
                parameter().map(|parameter| parameter.and_then(|parameter| parameter.default.as_ref())),
            )
            .text("meaning", parameter().map(|parameter| parameter.map(|parameter| parameter.doc)))
            .text("description", rows.iter().map(|row| Some(&row.doc)))
            .text("example", rows.iter().map(|row| Some(&row.example)))
            .text("kind", rows.iter().map(|row| Some(row.kind)))
            .text("language", rows.iter().map(|row| Some(row.language)))
            .table())
    },
};

/// One parameter of something, or something that has none.
struct Row {
    language: &'static str,
    kind: &'static str,
    name: String,
    doc: String,
    example: String,
    parameter: Option<Parameter>,
}

struct Parameter {
    name: &'static str,
    kind: String,
    required: bool,
    default: Option<String>,
    doc: &'static str,
}

impl From<&Param> for Parameter {
    fn from(param: &Param) -> Parameter {
        Parameter {
            name: param.name,
            kind: param.kind.to_string(),
            required: param.need == Need::Required,
            default: default(param),
            doc: param.doc,
        }
    }
}

impl From<&Argument> for Parameter {
    fn from(argument: &Argument) -> Parameter {
        Parameter {
            name: argument.name,
            kind: argument.kind.to_string(),
            required: argument.required,
            default: argument.default.clone(),
            doc: argument.doc,
        }
    }
}

fn rows() -> Vec<Row> {
    let generators = ENTRIES.iter().flat_map(|entry| {
        let row = |parameter| Row {
            language: "datagen",
            kind: "generator",
            name: entry.name.to_owned(),
            doc: entry.section.doc.to_owned(),
            example: entry.example.to_owned(),
            parameter,
        };
        with_parameters(entry.section.params.iter().map(Parameter::from).collect(), row)
    });
    let of_lexicon = |lexicon: &'static Lexicon| {
        (lexicon.terms)().into_iter().flat_map(move |term: Term| {
            let row = |parameter| Row {
                language: lexicon.language,
                kind: lexicon.kind,
                name: term.text.clone(),
                doc: term.doc.clone(),
                example: term.example.clone(),
                parameter,
            };
            with_parameters(term.arguments.iter().map(Parameter::from).collect(), row)
        })
    };
    generators.chain(lexicons::ALL.into_iter().flat_map(of_lexicon)).collect()
}

/// A row for each parameter, or one without.
fn with_parameters(parameters: Vec<Parameter>, row: impl Fn(Option<Parameter>) -> Row) -> Vec<Row> {
    if parameters.is_empty() { vec![row(None)] } else { parameters.into_iter().map(Some).map(row).collect() }
}
