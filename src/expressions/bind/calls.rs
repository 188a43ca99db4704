//! Calls of functions, and of those that have a syntax of their own.

use sqlparser::ast::{self, CeilFloorKind, Expr, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::super::functions::{self, Call};
use super::super::node::Node;
use super::super::refusal::Refusal;
use super::{Binder, type_word, types_of};
use crate::config::suggest;

impl Binder<'_> {
    pub(super) fn extract(&mut self, field: &str, value: Node, at: usize) -> Option<Node> {
        let field = field.trim_matches('\'');
        let Some(unit) = functions::unit(field) else {
            return self.problem(at, format!("extract specifier \"{field}\" not recognized"), None);
        };
        let types = vec!["VARCHAR".to_owned(), type_word(&value)];
        let result = functions::date_part(unit, value, at);
        self.done(result, at, "date_part", &types)
    }

    pub(super) fn rounded(
        &mut self,
        name: &str,
        value: &Expr,
        field: &CeilFloorKind,
        at: usize,
    ) -> Option<Node> {
        let plain = matches!(field, CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime));
        if !plain {
            return self.problem(at, format!("{name} takes one number"), None);
        }
        let node = self.bind(value, at)?;
        self.call(name, vec![node], at)
    }

    pub(super) fn function(&mut self, function: &ast::Function, at: usize) -> Option<Node> {
        let name = function.name.to_string().to_lowercase();
        if function.over.is_some() {
            return self.problem(at, format!("{name}: window functions are not supported"), None);
        }
        let FunctionArguments::List(list) = &function.args else { return self.subquery(at) };
        let plain = function.filter.is_none()
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && list.clauses.is_empty()
            && list.duplicate_treatment.is_none();
        if functions::find(&name).is_none() {
            return self.unknown_function(&name, at);
        }
        let arguments: Option<Vec<&Expr>> = list
            .args
            .iter()
            .map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) => Some(value),
                _ => None,
            })
            .collect();
        let Some(arguments) = arguments.filter(|_| plain) else {
            return self.problem(at, format!("{name} takes plain values as arguments"), None);
        };
        let nodes = self.all(arguments, at)?;
        self.call(&name, nodes, at)
    }

    fn unknown_function(&mut self, name: &str, at: usize) -> Option<Node> {
        let volatile = [
            "random",
            "now",
            "current_timestamp",
            "current_date",
            "today",
            "uuid",
            "gen_random_uuid",
            "get_current_timestamp",
            "current_time",
            "nextval",
            "setseed",
        ];
        let aggregate = [
            "sum",
            "count",
            "avg",
            "min",
            "max",
            "median",
            "string_agg",
            "list",
            "array_agg",
            "any_value",
            "first",
            "last",
            "stddev",
            "mode",
            "row_number",
            "rank",
            "lag",
            "lead",
        ];
        let table = [
            "unnest",
            "generate_series",
            "range",
            "read_csv",
            "read_parquet",
            "read_json",
            "read_text",
            "glob",
        ];
        if volatile.contains(&name) {
            let message =
                format!("{name}() gives something else at each call, but a row is the same for everyone");
            return self.problem(at, message, Some("draw a column with a generator and use that".to_owned()));
        }
        if aggregate.contains(&name) {
            return self.problem(
                at,
                format!("{name}() looks at several rows, but an expression sees one"),
                None,
            );
        }
        if table.contains(&name) {
            return self.problem(at, format!("{name}() gives rows, but an expression gives one value"), None);
        }
        let hint = suggest::hint(name, functions::names().collect::<Vec<_>>());
        self.problem(at, format!("'{name}' is no function of expressions"), hint)
    }

    pub(super) fn call(&mut self, name: &str, nodes: Vec<Node>, at: usize) -> Option<Node> {
        let function = functions::find(name)?;
        let types = types_of(&nodes);
        let (least, most) = function.arity;
        if !(least..=most).contains(&nodes.len()) {
            let words = format!("{name}({})", types.join(", "));
            let message = format!("No function matches the given name and argument types '{words}'.");
            return self.problem(at, message, Some(format!("write {}", function.usage)));
        }
        let result = (function.bind)(Call { arguments: nodes, at });
        match result {
            Err(Refusal::NoMatch) => {
                let words = format!("{name}({})", types.join(", "));
                let message = format!(
                    "No function matches the given name and argument types '{words}'. You might need to add explicit \
                     type casts."
                );
                self.problem(at, message, Some(format!("write {}", function.usage)))
            }
            other => self.done(other, at, name, &types),
        }
    }
}
