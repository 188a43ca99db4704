//! `plotsim_help()`: the functions themselves.

use super::call::{Parameter, ParameterKind};
use super::rows::Listing;
use super::{ALL, Failure, Function};
use crate::config::suggest;

const TOPIC: Parameter =
    Parameter { name: "function", kind: ParameterKind::Text, doc: "One function; all of them without it" };

pub static FUNCTION: Function = Function {
    name: "plotsim_help",
    doc: "Every function with its signature, what it gives, and an example that runs as it is",
    example: "FROM plotsim_help();",
    positional: &[],
    named: &[TOPIC],
    bind: |call| {
        let shown: Vec<&Function> = match call.named_text("function") {
            None => ALL.to_vec(),
            Some(name) => vec![find(name)?],
        };
        let all = || shown.iter();
        Ok(Listing::default()
            .text("function", all().map(|function| Some(function.name)))
            .text("signature", all().map(|function| Some(signature(function))))
            .text("description", all().map(|function| Some(function.doc)))
            .text("example", all().map(|function| Some(function.example)))
            .text("parameters", all().map(|function| parameters(function)))
            .table())
    },
};

fn find(name: &str) -> Result<&'static Function, Failure> {
    ALL.iter().copied().find(|function| function.name == name).ok_or_else(|| {
        let names: Vec<&str> = ALL.iter().map(|function| function.name).collect();
        let hint = suggest::hint(name, names).map_or(String::new(), |hint| format!(" ({hint})"));
        Failure::Argument(format!("'{name}' is not a function of plotsim{hint}"))
    })
}

/// As in `plotsim_table(config VARCHAR, table VARCHAR, seed := UBIGINT)`.
pub fn signature(function: &Function) -> String {
    let positional =
        function.positional.iter().map(|parameter| format!("{} {}", parameter.name, parameter.kind.sql()));
    let named =
        function.named.iter().map(|parameter| format!("{} := {}", parameter.name, parameter.kind.sql()));
    format!("{}({})", function.name, positional.chain(named).collect::<Vec<_>>().join(", "))
}

/// A line for each parameter; NULL if there are none.
fn parameters(function: &Function) -> Option<String> {
    let all = function.positional.iter().chain(function.named);
    let lines: Vec<String> = all.map(|parameter| format!("{}: {}", parameter.name, parameter.doc)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
