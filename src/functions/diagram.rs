//! `plotsim_diagram(config, format := 'mermaid')`: the tables and their references, as text that other tools draw.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::rows::Listing;
use super::{Failure, Function, config};
use crate::config::suggest;
use crate::describe::describe;
use crate::describe::diagram::{DiagramFormat, FORMATS};

const FORMAT: Parameter = Parameter {
    name: "format",
    kind: ParameterKind::Text,
    doc: "Language of the diagram: mermaid (the default) or dbml",
};

pub static FUNCTION: Function = Function {
    name: "plotsim_diagram",
    doc: "An entity-relationship diagram of a config's tables, as text in Mermaid or DBML",
    example: "FROM plotsim_diagram('template:saas');",
    positional: &[CONFIG],
    named: &[FORMAT, SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let format = format(call.named_text("format"))?;
        let diagram = (format.write)(&describe(&config::project(call)?));
        Ok(Listing::default().text("diagram", std::iter::once(Some(diagram))).table())
    },
};

fn format(wanted: Option<&str>) -> Result<&'static DiagramFormat, Failure> {
    let Some(wanted) = wanted else { return Ok(&FORMATS[0]) };
    FORMATS.iter().find(|format| format.name == wanted).ok_or_else(|| {
        let known = || FORMATS.iter().map(|format| format.name);
        let hint = suggest::closest(wanted, known())
            .map_or(String::new(), |name| format!(" (did you mean '{name}'?)"));
        let known = known().collect::<Vec<_>>().join(" or ");
        Failure::Argument(format!("format is '{wanted}', but must be {known}{hint}"))
    })
}
