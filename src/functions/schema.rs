//! `plotsim_schema()`: what a config may hold, as a JSON Schema.

use super::call::{Parameter, ParameterKind};
use super::rows::Listing;
use super::{Failure, Function};
use crate::catalogue::Language;
use crate::catalogue::schema::{schema, strict};
use crate::config::suggest;

const LANGUAGE: Parameter = Parameter {
    name: "language",
    kind: ParameterKind::Text,
    doc: "datagen, builder or engine; all of them without it",
};

const PROFILE: Parameter = Parameter {
    name: "profile",
    kind: ParameterKind::Text,
    doc: "full (the default), or strict: small, closed and without conditions, for language models; needs a language",
};

pub static FUNCTION: Function = Function {
    name: "plotsim_schema",
    doc: "The JSON Schema of configs (draft 2020-12) as one text, for editors and validators",
    example: "COPY (FROM plotsim_schema()) TO 'plotsim.schema.json' (FORMAT csv, HEADER false, QUOTE '');",
    positional: &[],
    named: &[LANGUAGE, PROFILE],
    bind: |call| {
        let language = call.named_text("language").map(language).transpose()?;
        let text = match (call.named_text("profile").unwrap_or("full"), language) {
            ("full", language) => format!("{:#}", schema(language)),
            ("strict", Some(language)) => strict(language).to_string(),
            ("strict", None) => {
                let message = "profile 'strict' needs a language, as in language := 'builder'";
                return Err(Failure::Argument(message.to_owned()));
            }
            (other, _) => {
                let hint = suggest::hint(other, ["full", "strict"])
                    .map_or(String::new(), |hint| format!(" ({hint})"));
                return Err(Failure::Argument(format!(
                    "profile is '{other}', but must be full or strict{hint}"
                )));
            }
        };
        Ok(Listing::default().text("schema", [Some(text)].into_iter()).table())
    },
};

/// The language of a name.
pub fn language(name: &str) -> Result<Language, Failure> {
    Language::ALL.into_iter().find(|language| language.name() == name).ok_or_else(|| {
        let names = Language::ALL.map(Language::name);
        let hint = suggest::hint(name, names).map_or(String::new(), |hint| format!(" ({hint})"));
        Failure::Argument(format!("'{name}' is not a language{hint}"))
    })
}
