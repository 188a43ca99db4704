//! Operators, and what is written between keywords.

use std::sync::Arc;

use arrow::array::NullArray;
use sqlparser::ast::{self, BinaryOperator, Expr, UnaryOperator};

use super::super::functions;
use super::super::node::Node;
use super::super::operators::{self, Arithmetic, Comparison};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Binder, types_of};

impl Binder<'_> {
    pub(super) fn unary(&mut self, op: &UnaryOperator, value: &Expr, at: usize) -> Option<Node> {
        let node = self.bind(value, at)?;
        let types = types_of(std::slice::from_ref(&node));
        let literal = node.literal && node.kind.is_whole();
        match op {
            UnaryOperator::Minus => {
                let result = operators::negative(node, at);
                self.done(result, at, "-", &types).map(|node| Node { literal, ..node })
            }
            UnaryOperator::Plus if node.kind.is_number() => Some(node),
            UnaryOperator::Plus => self.refused(Refusal::NoMatch, at, &format!("+({})", types.join(", "))),
            UnaryOperator::Not => {
                let result = operators::not(node, at);
                self.done(result, at, "not", &types)
            }
            other => self.problem(at, format!("the operator {other} is not supported"), None),
        }
    }

    pub(super) fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        at: usize,
    ) -> Option<Node> {
        let comparison = |op| Some(Operator::Comparison(op));
        let arithmetic = |op| Some(Operator::Arithmetic(op));
        let operator = match op {
            BinaryOperator::Plus => arithmetic(Arithmetic::Add),
            BinaryOperator::Minus => arithmetic(Arithmetic::Subtract),
            BinaryOperator::Multiply => arithmetic(Arithmetic::Multiply),
            BinaryOperator::Divide => arithmetic(Arithmetic::Divide),
            BinaryOperator::DuckIntegerDivide => arithmetic(Arithmetic::DivideWhole),
            BinaryOperator::Modulo => arithmetic(Arithmetic::Remainder),
            BinaryOperator::Eq => comparison(Comparison::Equal),
            BinaryOperator::NotEq => comparison(Comparison::NotEqual),
            BinaryOperator::Lt => comparison(Comparison::Less),
            BinaryOperator::LtEq => comparison(Comparison::LessOrEqual),
            BinaryOperator::Gt => comparison(Comparison::Greater),
            BinaryOperator::GtEq => comparison(Comparison::GreaterOrEqual),
            BinaryOperator::And => Some(Operator::Both(true)),
            BinaryOperator::Or => Some(Operator::Both(false)),
            BinaryOperator::StringConcat => Some(Operator::Joined),
            _ => None,
        };
        let Some(operator) = operator else {
            let hint = match op {
                BinaryOperator::BitwiseXor | BinaryOperator::PGExp => {
                    Some("use pow(number, exponent)".to_owned())
                }
                _ => None,
            };
            return self.problem(at, format!("the operator {op} is not supported"), hint);
        };
        let nodes = self.all([left, right], at)?;
        let types = types_of(&nodes);
        let [left, right] = <[Node; 2]>::try_from(nodes).ok()?;
        let result = match operator {
            Operator::Arithmetic(op) => operators::arithmetic(op, left, right, at),
            Operator::Comparison(op) => operators::comparison(op, left, right, at),
            Operator::Both(and) => operators::both(and, left, right, at),
            Operator::Joined => functions::joined(left, right, at),
        };
        self.done(result, at, &op.to_string(), &types)
    }

    pub(super) fn truth(&mut self, value: &Expr, truth: bool, wanted: bool, at: usize) -> Option<Node> {
        let node = self.bind(value, at)?;
        let result = operators::is_truth(node, truth, wanted, at);
        self.done(result, at, "is", &[])
    }

    pub(super) fn compare(&mut self, op: Comparison, left: &Expr, right: &Expr, at: usize) -> Option<Node> {
        let [left, right] = <[Node; 2]>::try_from(self.all([left, right], at)?).ok()?;
        let result = operators::comparison(op, left, right, at);
        self.done(result, at, "is", &[])
    }

    pub(super) fn negated(&mut self, found: Result<Node, Refusal>, negated: bool, at: usize) -> Option<Node> {
        let result = found.and_then(|node| if negated { operators::not(node, at) } else { Ok(node) });
        self.done(result, at, "in", &[])
    }

    pub(super) fn like(
        &mut self,
        text: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        (negated, exact): (bool, bool),
        at: usize,
    ) -> Option<Node> {
        let nodes = self.all([text, pattern], at)?;
        let escape = match escape {
            None => None,
            Some(escape) => {
                let node = self.bind(escape, at)?;
                let mut letters = node.as_text().unwrap_or_default().chars();
                match (letters.next(), letters.next()) {
                    (Some(letter), None) => Some(letter),
                    _ => {
                        let message = "Invalid escape string. Escape string must be empty or one character.";
                        return self.problem(at, message, None);
                    }
                }
            }
        };
        let types = types_of(&nodes);
        let [text, pattern] = <[Node; 2]>::try_from(nodes).ok()?;
        let result = functions::like(text, pattern, escape, exact, at);
        let node = self.done(result, at, if exact { "~~" } else { "~~*" }, &types)?;
        self.negated(Ok(node), negated, at)
    }

    pub(super) fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&Expr>,
        at: usize,
    ) -> Option<Node> {
        let mut branches = Vec::new();
        let mut complete = true;
        for when in conditions {
            let test = match operand {
                None => self.bind(&when.condition, at),
                Some(operand) => self.compare(Comparison::Equal, operand, &when.condition, at),
            };
            match test.zip(self.bind(&when.result, at)) {
                Some(branch) => branches.push(branch),
                None => complete = false,
            }
        }
        let otherwise = match otherwise {
            Some(otherwise) => self.bind(otherwise, at)?,
            None => Node::constant(Type::Null, Arc::new(NullArray::new(1)), at),
        };
        if !complete {
            return None;
        }
        let result = functions::case(branches, otherwise, at);
        self.done(result, at, "case", &[])
    }
}

enum Operator {
    Arithmetic(Arithmetic),
    Comparison(Comparison),
    /// AND, or OR.
    Both(bool),
    Joined,
}
