//! `plotsim_generators()`: the vocabulary of datagen columns.

use super::Function;
use super::rows::Listing;
use crate::config::datagen::generators::{ENTRIES, Entry};
use crate::config::param::{Need, Param};

pub static FUNCTION: Function = Function {
    name: "plotsim_generators",
    doc: "Every generator of the datagen language with its parameters, one row for each parameter",
    example: "FROM plotsim_generators() WHERE required;",
    positional: &[],
    named: &[],
    bind: |_| {
        let all: Vec<(&Entry, Option<&Param>)> = ENTRIES
            .iter()
            .flat_map(|entry| {
                let bare = entry.section.params.is_empty().then_some((*entry, None));
                bare.into_iter().chain(entry.section.params.iter().map(|param| (*entry, Some(param))))
            })
            .collect();
        let default = |param: &Param| match param.need {
            Need::Required => None,
            Need::Default(value) => Some(value),
        };
        Ok(Listing::default()
            .text("generator", all.iter().map(|(entry, _)| Some(entry.name)))
            .text("parameter", all.iter().map(|(_, param)| param.map(|param| param.name)))
            .text("type", all.iter().map(|(_, param)| param.map(|param| param.kind.to_string())))
            .flag(
                "required",
                all.iter().map(|(_, param)| param.is_some_and(|param| param.need == Need::Required)),
            )
            .text("default", all.iter().map(|(_, param)| param.and_then(default)))
            .text("meaning", all.iter().map(|(_, param)| param.map(|param| param.doc)))
            .text("description", all.iter().map(|(entry, _)| Some(entry.section.doc)))
            .text("example", all.iter().map(|(entry, _)| Some(entry.example)))
            .table())
    },
};
