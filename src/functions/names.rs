//! Tables as file names: `FROM 'gym.yaml#fct_energy'` and `FROM 'template:saas'`.
//!
//! A host asks for every name that the catalogue does not know, before it looks for a file. The config cannot be read then, so a
//! name tells by itself whether it is plotsim's: other extensions read YAML too, and a bare `gym.yaml` is left to them.

use super::{Function, plotsim_table, tables};

/// The call that a name stands for: a function and its positional arguments.
#[derive(Debug, PartialEq, Eq)]
pub struct Named<'n> {
    /// The function's name.
    pub function: &'static str,
    /// All of type VARCHAR.
    pub arguments: Vec<&'n str>,
}

/// The call that the name of an unknown table stands for, if plotsim claims it: `<config>#<table>`, where the config ends in
/// `.yaml` or `.yml` (in any case) or begins with `template:`, or `template:<name>` alone for the list of its tables. The last
/// `#` counts, since a path may hold others.
pub fn named(name: &str) -> Option<Named<'_>> {
    let table = |function: &Function, arguments| Some(Named { function: function.name, arguments });
    let is_template = name.starts_with("template:");
    match name.rsplit_once('#') {
        Some((config, of)) if !of.is_empty() && (is_template || is_yaml(config)) => {
            table(&plotsim_table::FUNCTION, vec![config, of])
        }
        None if is_template => table(&tables::FUNCTION, vec![name]),
        Some(_) | None => None,
    }
}

fn is_yaml(path: &str) -> bool {
    [".yaml", ".yml"].iter().any(|ending| {
        let start = path.len().checked_sub(ending.len());
        start
            .filter(|start| *start > 0)
            .and_then(|start| path.get(start..))
            .is_some_and(|own| own.eq_ignore_ascii_case(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_table_and_templates_are_claimed_and_no_others() {
        let call = |name| named(name).map(|named| (named.function, named.arguments));
        for (name, config, table) in [
            ("gym.yaml#fct_energy", "gym.yaml", "fct_energy"),
            ("a#b/GYM.YML#t", "a#b/GYM.YML", "t"),
            ("https://x.org/gym.Yaml#a b", "https://x.org/gym.Yaml", "a b"),
            ("template:saas#fct_revenue", "template:saas", "fct_revenue"),
        ] {
            assert_eq!(call(name), Some(("plotsim_table", vec![config, table])), "{name}");
        }
        assert_eq!(call("template:saas"), Some(("plotsim_tables", vec!["template:saas"])));
        for other in [
            "gym.yaml",
            "gym.yaml#",
            ".yaml#t",
            "gym.csv#t",
            "t#gym.yaml",
            "gym",
            "Template:saas",
            "template:saas#",
            "é.yml",
            "",
        ] {
            assert_eq!(call(other), None, "{other}");
        }
    }
}
