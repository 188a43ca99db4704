//! From the syntax of an expression to a typed plan, with every mistake at its place.

mod calls;
mod constants;
mod operations;
mod syntax;

use sqlparser::ast::{CastKind, Expr, InTarget, Spanned, TrimWhereField};

use super::node::{Node, Step};
use super::operators::Comparison;
use super::refusal::{Problem, Refusal};
use super::types::Type;
use super::{Names, Operand, functions, operators};

/// Deepest nesting: each step is a call within a call.
const DEEPEST: usize = 60;
/// Most parts of an expression; the operand of a CASE counts for each WHEN.
const MOST: usize = 10_000;

/// The plan of an expression over the operands that `names` knows.
pub fn bind(text: &str, names: &mut dyn Names) -> Result<Node, Vec<Problem>> {
    let expression = syntax::parse(text, DEEPEST)
        .map_err(|(at, message)| vec![Problem { at, code: "bad-expression", message, hint: None }])?;
    let mut binder = Binder { text, names, problems: Vec::new(), depth: 0, parts: 0, gone: false };
    match binder.bind(&expression, 0) {
        Some(node) if binder.problems.is_empty() && !binder.gone => Ok(node),
        _ => Err(binder.problems),
    }
}

struct Binder<'a> {
    text: &'a str,
    names: &'a mut dyn Names,
    problems: Vec<Problem>,
    depth: usize,
    parts: usize,
    /// Whether something is missing that was reported elsewhere.
    gone: bool,
}

impl Binder<'_> {
    fn problem(&mut self, at: usize, message: impl Into<String>, hint: Option<String>) -> Option<Node> {
        self.problems.push(Problem { at, code: "bad-expression", message: message.into(), hint });
        None
    }

    /// A refusal of a call with these words for it, such as `+(DATE, BIGINT)`.
    fn refused(&mut self, refusal: Refusal, at: usize, words: &str) -> Option<Node> {
        match refusal {
            Refusal::NoMatch => {
                let message = format!(
                    "No function matches the given name and argument types '{words}'. You might need to add explicit \
                     type casts."
                );
                self.problem(at, message, None)
            }
            Refusal::Message(message) => self.problem(at, message, None),
            Refusal::At(at, message) => self.problem(at, message, None),
        }
    }

    fn place(&self, expression: &Expr, around: usize) -> usize {
        let start = expression.span().start;
        if start.line == 0 { around } else { syntax::byte_of(self.text, start) }
    }

    /// A node of the expression; none if it was reported.
    fn bind(&mut self, expression: &Expr, around: usize) -> Option<Node> {
        self.parts += 1;
        if self.depth >= DEEPEST || self.parts >= MOST {
            if self.parts != usize::MAX / 2 {
                self.problem(around, "is nested too deeply or has too many parts", None);
                // Once is enough.
                self.parts = usize::MAX / 2;
            }
            return None;
        }
        self.depth += 1;
        let at = self.place(expression, around);
        let node = self.bind_at(expression, at);
        self.depth -= 1;
        let node = node?;
        match operators::folded(node) {
            Ok(node) => Some(node),
            Err(refusal) => self.refused(refusal, at, ""),
        }
    }

    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expr>, at: usize) -> Option<Vec<Node>> {
        let nodes: Vec<Option<Node>> = expressions.into_iter().map(|one| self.bind(one, at)).collect();
        nodes.into_iter().collect()
    }

    fn done(
        &mut self,
        result: Result<Node, Refusal>,
        at: usize,
        name: &str,
        types: &[String],
    ) -> Option<Node> {
        result
            .map_or_else(|refusal| self.refused(refusal, at, &format!("{name}({})", types.join(", "))), Some)
    }

    fn bind_at(&mut self, expression: &Expr, at: usize) -> Option<Node> {
        match expression {
            Expr::Nested(inner) => self.bind(inner, at),
            Expr::Identifier(name) => self.column(&[&name.value], at),
            Expr::CompoundIdentifier(names) => {
                let path: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
                self.column(&path, at)
            }
            Expr::Value(value) => self.literal(&value.value, at),
            Expr::TypedString(typed) => {
                let to = self.kind(&typed.data_type, at)?;
                let node = self.literal(&typed.value.value, at)?;
                self.cast(node, to, at)
            }
            Expr::Interval(interval) => self.interval(interval, at),
            Expr::Cast { kind, expr, data_type, .. } => {
                if matches!(kind, CastKind::TryCast | CastKind::SafeCast) {
                    return self.problem(
                        at,
                        "TRY_CAST is not supported; a cast that fails is an error",
                        None,
                    );
                }
                let node = self.bind(expr, at);
                let to = self.kind(data_type, at)?;
                self.cast(node?, to, at)
            }
            Expr::UnaryOp { op, expr } => self.unary(op, expr, at),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, at),
            Expr::IsNull(value) => Some(operators::is_null(self.bind(value, at)?, true, at)),
            Expr::IsNotNull(value) => Some(operators::is_null(self.bind(value, at)?, false, at)),
            Expr::IsTrue(value) => self.truth(value, true, true, at),
            Expr::IsNotTrue(value) => self.truth(value, true, false, at),
            Expr::IsFalse(value) => self.truth(value, false, true, at),
            Expr::IsNotFalse(value) => self.truth(value, false, false, at),
            Expr::IsDistinctFrom(left, right) => self.compare(Comparison::Distinct, left, right, at),
            Expr::IsNotDistinctFrom(left, right) => self.compare(Comparison::NotDistinct, left, right, at),
            Expr::In { expr, target, negated, global: false } => {
                let InTarget::List(items) = target else { return self.subquery(at) };
                let nodes = self.all(std::iter::once(&**expr).chain(items), at)?;
                let found = operators::among(nodes, at);
                self.negated(found, *negated, at)
            }
            Expr::Between { expr, negated, low, high } => {
                let nodes = self.all([&**expr, &**low, &**high], at)?;
                let found = operators::between(nodes, at);
                self.negated(found, *negated, at)
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_deref(), (*negated, true), at)
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_deref(), (*negated, false), at)
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), at)
            }
            Expr::Extract { field, expr, .. } => {
                let value = self.bind(expr, at)?;
                self.extract(&field.to_string(), value, at)
            }
            Expr::Ceil { expr, field } => self.rounded("ceil", expr, field, at),
            Expr::Floor { expr, field } => self.rounded("floor", expr, field, at),
            Expr::Position { expr, r#in } => {
                let mut nodes = self.all([&**expr, &**r#in], at)?;
                nodes.reverse();
                self.call("position", nodes, at)
            }
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let from = substring_from.as_deref();
                let nodes =
                    self.all(std::iter::once(&**expr).chain(from).chain(substring_for.as_deref()), at)?;
                self.call("substring", nodes, at)
            }
            Expr::Trim { trim_where, trim_what, expr, trim_characters } => {
                let ends = match trim_where {
                    None | Some(TrimWhereField::Both) => (true, true),
                    Some(TrimWhereField::Leading) => (true, false),
                    Some(TrimWhereField::Trailing) => (false, true),
                };
                let what = trim_what.as_deref().or_else(|| trim_characters.as_ref()?.first());
                let nodes = self.all(std::iter::once(&**expr).chain(what), at)?;
                let types = types_of(&nodes);
                let mut nodes = nodes.into_iter();
                let text = nodes.next()?;
                let result = functions::trim(text, nodes.next(), ends, at);
                self.done(result, at, "trim", &types)
            }
            Expr::Function(function) => self.function(function, at),
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::AnyOp { .. } | Expr::AllOp { .. } => {
                self.subquery(at)
            }
            other => {
                let message = format!(
                    "'{other}' is not supported: an expression is made of columns, literals, operators, \
                                       CASE, casts and the functions of the reference"
                );
                self.problem(at, message, None)
            }
        }
    }

    fn subquery(&mut self, at: usize) -> Option<Node> {
        self.problem(at, "subqueries are not supported: an expression sees the columns of its row", None)
    }

    fn column(&mut self, path: &[&str], at: usize) -> Option<Node> {
        let Some(operand) = self.names.operand(path, at, &mut self.problems) else {
            self.gone = true;
            return None;
        };
        let Operand { number, kind, nullable, range, bytes } = operand;
        let Some(own) = Type::of_column(kind) else {
            let message = format!("'{}' is of a type that expressions do not take", path.join("."));
            return self.problem(at, message, None);
        };
        Some(Node { kind: own, step: Step::Operand(number), nullable, bytes, range, at, literal: false })
    }
}

/// The type of an argument as messages show it.
fn type_word(node: &Node) -> String {
    match node.kind {
        Type::Varchar if node.literal => "STRING_LITERAL".to_owned(),
        kind if node.literal && kind.is_whole() => "INTEGER_LITERAL".to_owned(),
        kind => kind.to_string(),
    }
}

fn types_of(nodes: &[Node]) -> Vec<String> {
    nodes.iter().map(type_word).collect()
}
