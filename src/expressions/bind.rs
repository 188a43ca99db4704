//! From the syntax of an expression to a typed plan, with every mistake at its place.

use std::any::TypeId;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int32Array, Int64Array, IntervalMonthDayNanoArray,
    NullArray, StringArray,
};
use arrow::datatypes::IntervalMonthDayNano;
use sqlparser::ast::{
    self, BinaryOperator, CastKind, CeilFloorKind, DataType, ExactNumberInfo, Expr, FunctionArg,
    FunctionArgExpr, FunctionArguments, InTarget, Spanned, TimezoneInfo, TrimWhereField, UnaryOperator,
    Value,
};
use sqlparser::dialect::{Dialect, DuckDbDialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::functions::{self, Call};
use super::literals;
use super::node::{Node, Step};
use super::operators::{self, Arithmetic, Comparison};
use super::refusal::{Problem, Refusal};
use super::types::Type;
use super::{Names, Operand};
use crate::config::suggest;

/// Longest text of an expression, in bytes.
const LONGEST: usize = 10_000;
/// Deepest nesting: each step is a call within a call.
const DEEPEST: usize = 60;
/// Most operators: a chain of them is a tree as deep as it is long, which is walked by calls within calls.
const CHAIN: usize = 300;
/// Most parts of an expression; the operand of a CASE counts for each WHEN.
const MOST: usize = 10_000;

/// DuckDB's syntax with its precedence of `||`, which is below that of `+`, and of LIKE, which is above that of `=`.
#[derive(Debug)]
struct Syntax;

impl Dialect for Syntax {
    fn dialect(&self) -> TypeId {
        TypeId::of::<DuckDbDialect>()
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        DuckDbDialect.is_identifier_start(letter)
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        DuckDbDialect.is_identifier_part(letter)
    }

    fn allow_extract_single_quotes(&self) -> bool {
        true
    }

    fn supports_comma_separated_trim(&self) -> bool {
        true
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        match precedence {
            Precedence::Like => 20,
            Precedence::Eq => 18,
            other => DuckDbDialect.prec_value(other),
        }
    }

    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        let token = &parser.peek_token_ref().token;
        matches!(token, Token::StringConcat).then(|| Ok(self.prec_value(Precedence::PgOther)))
    }
}

/// The plan of an expression over the operands that `names` knows.
pub fn bind(text: &str, names: &mut dyn Names) -> Result<Node, Vec<Problem>> {
    let problem = |at: usize, message: String, hint: Option<String>| {
        vec![Problem { at, code: "bad-expression", message, hint }]
    };
    if text.len() > LONGEST {
        let message =
            format!("is {} bytes long, but an expression must be of {LONGEST} bytes at most", text.len());
        return Err(problem(0, message, None));
    }
    let tokens = Tokenizer::new(&Syntax, text).tokenize_with_location().map_err(ParserError::from);
    if tokens.as_ref().is_ok_and(|tokens| tokens.iter().filter(|token| is_operator(token)).count() > CHAIN) {
        return Err(problem(0, "has too many operators".to_owned(), None));
    }
    let parsed = tokens.and_then(|tokens| {
        let mut parser =
            Parser::new(&Syntax).with_recursion_limit(DEEPEST).with_tokens_with_locations(tokens);
        let expression = parser.parse_expr()?;
        let end = parser.peek_token();
        match end.token {
            Token::EOF => Ok(expression),
            other => Err(ParserError::ParserError(format!(
                "Expected: end of expression, found: {other}{}",
                end.span.start
            ))),
        }
    });
    let expression = match parsed {
        Ok(expression) => expression,
        Err(error) => {
            let (message, place) = syntax_error(&error);
            let at = place.map_or(0, |place| byte_of(text, place));
            return Err(problem(at, format!("is no expression: {message}"), None));
        }
    };
    let mut binder = Binder { text, names, problems: Vec::new(), depth: 0, parts: 0, gone: false };
    match binder.bind(&expression, 0) {
        Some(node) if binder.problems.is_empty() && !binder.gone => Ok(node),
        _ => Err(binder.problems),
    }
}

/// Whether a token can make the tree of an expression deeper; parentheses are counted by the parser.
fn is_operator(token: &TokenWithSpan) -> bool {
    match &token.token {
        // `=` and its like do not chain, and CASE is as deep as its parentheses.
        Token::Word(word) => matches!(word.keyword, Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::IS),
        Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq => false,
        Token::Whitespace(_) | Token::Comma | Token::LParen | Token::RParen | Token::Number(..) => false,
        Token::SingleQuotedString(_) | Token::EOF => false,
        _ => true,
    }
}

/// What the parser says, and where.
fn syntax_error(error: &ParserError) -> (String, Option<Location>) {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => return ("it is nested too deeply".to_owned(), None),
    };
    let Some((message, place)) = text.split_once(" at Line: ") else { return (text.to_owned(), None) };
    let numbers = place.split_once(", Column: ");
    let place = numbers.and_then(|(line, column)| {
        Some(Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
    });
    (message.replace("Expected: ", "expected ").replace(", found: ", ", found "), place)
}

/// The byte of a place that counts lines and characters from 1.
fn byte_of(text: &str, place: Location) -> usize {
    let line = (place.line.saturating_sub(1)) as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let column = (place.column.saturating_sub(1)) as usize;
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(byte, _)| byte)
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
        if start.line == 0 { around } else { byte_of(self.text, start) }
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

    fn literal(&mut self, value: &Value, at: usize) -> Option<Node> {
        let (kind, one): (Type, ArrayRef) = match value {
            Value::Number(text, _) => match literals::number(text) {
                Some(literals::Number::Integer(value)) => {
                    (Type::Integer, Arc::new(Int32Array::from(vec![value])))
                }
                Some(literals::Number::BigInt(value)) => {
                    (Type::BigInt, Arc::new(Int64Array::from(vec![value])))
                }
                Some(literals::Number::Double(value)) => {
                    (Type::Double, Arc::new(Float64Array::from(vec![value])))
                }
                Some(literals::Number::Decimal { digits, width, scale }) => {
                    let kind = Type::Decimal { width, scale };
                    let one = Decimal128Array::from(vec![digits]).with_data_type(kind.arrow());
                    (kind, Arc::new(one))
                }
                None => {
                    let message = format!("{text} is out of range: whole numbers go to 9223372036854775807");
                    return self.problem(at, message, None);
                }
            },
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => {
                (Type::Varchar, Arc::new(StringArray::from(vec![text.as_str()])))
            }
            Value::DollarQuotedString(text) => {
                (Type::Varchar, Arc::new(StringArray::from(vec![text.value.as_str()])))
            }
            Value::Boolean(value) => (Type::Boolean, Arc::new(BooleanArray::from(vec![*value]))),
            Value::Null => (Type::Null, Arc::new(NullArray::new(1))),
            other => {
                return self.problem(at, format!("the literal {other} is not supported"), None);
            }
        };
        let literal = kind == Type::Varchar || kind.is_whole();
        Some(Node { literal, ..Node::constant(kind, one, at) })
    }

    /// A type that is written out.
    fn kind(&mut self, data_type: &DataType, at: usize) -> Option<Type> {
        Some(match data_type {
            DataType::Boolean | DataType::Bool => Type::Boolean,
            DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None) | DataType::Int32 => {
                Type::Integer
            }
            DataType::BigInt(None) | DataType::Int8(None) | DataType::Int64 => Type::BigInt,
            DataType::Double(ExactNumberInfo::None) | DataType::DoublePrecision | DataType::Float8 => {
                Type::Double
            }
            DataType::Decimal(info) | DataType::Numeric(info) | DataType::Dec(info) => {
                let (width, scale) = match info {
                    ExactNumberInfo::None => (18, 3),
                    ExactNumberInfo::Precision(width) => (*width, 0),
                    ExactNumberInfo::PrecisionAndScale(width, scale) => (*width, *scale),
                };
                let fits = (1..=38).contains(&width) && (0..=width as i64).contains(&scale);
                if !fits {
                    let message =
                        format!("{data_type}: width must be from 1 to 38, and scale from 0 to the width");
                    self.problem(at, message, None);
                    return None;
                }
                Type::Decimal { width: width as u8, scale: scale as u8 }
            }
            DataType::Varchar(None)
            | DataType::Text
            | DataType::String(None)
            | DataType::CharacterVarying(None) => Type::Varchar,
            DataType::Date => Type::Date,
            DataType::Time(None, TimezoneInfo::None) => Type::Time,
            DataType::Timestamp(None, TimezoneInfo::None) | DataType::Datetime(None) => Type::Timestamp,
            DataType::Uuid => Type::Uuid,
            DataType::Interval { fields: None, precision: None } => Type::Interval,
            other => {
                let message = format!(
                    "the type {other} is not supported; use BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(width, scale), \
                     VARCHAR, DATE, TIME, TIMESTAMP, INTERVAL or UUID"
                );
                self.problem(at, message, None);
                return None;
            }
        })
    }

    fn cast(&mut self, node: Node, to: Type, at: usize) -> Option<Node> {
        let from = node.kind;
        if to == Type::Interval
            && let Some(text) = node.as_text()
        {
            return self.interval_text(text.to_owned().as_str(), at);
        }
        match operators::constant_cast(node, to) {
            Ok(Some(node)) => Some(Node { literal: false, ..node }),
            Ok(None) => self.problem(at, format!("Unimplemented type for cast ({from} -> {to})"), None),
            Err(refusal) => self.refused(refusal, at, ""),
        }
    }

    fn interval_text(&mut self, text: &str, at: usize) -> Option<Node> {
        match literals::interval(text) {
            Some(span) => {
                let span: IntervalMonthDayNano = span.into();
                let one = Arc::new(IntervalMonthDayNanoArray::from(vec![span]));
                Some(Node::constant(Type::Interval, one, at))
            }
            None => {
                let hint = "write it as in '3 days', '1 month 2 hours' or '01:30:00'".to_owned();
                self.problem(at, format!("Could not convert string '{text}' to INTERVAL"), Some(hint))
            }
        }
    }

    fn interval(&mut self, interval: &ast::Interval, at: usize) -> Option<Node> {
        if interval.last_field.is_some() || interval.leading_precision.is_some() {
            return self.problem(at, "write an interval as INTERVAL 3 DAY or INTERVAL '3 days'", None);
        }
        let value = self.bind(&interval.value, at)?;
        let Some(field) = &interval.leading_field else {
            return match value.as_text() {
                Some(text) => self.interval_text(text.to_owned().as_str(), at),
                None => self.problem(at, "an interval needs a unit, as in INTERVAL 3 DAY", None),
            };
        };
        let field = field.to_string();
        let Some(unit) = functions::unit(&field) else {
            return self.problem(at, format!("'{field}' is no unit of an interval"), None);
        };
        let value = match value.as_text().map(|text| text.trim().parse::<i64>()) {
            Some(Ok(number)) => Node::constant(Type::BigInt, Arc::new(Int64Array::from(vec![number])), at),
            Some(Err(_)) => {
                let text = value.as_text().unwrap_or_default();
                let message = format!("'{text}' is no whole number of units");
                return self.problem(at, message, None);
            }
            None => value,
        };
        let kinds = types_of(std::slice::from_ref(&value));
        let result = functions::to_unit(unit, value, at);
        self.done(result, at, "to_interval", &kinds)
    }

    fn unary(&mut self, op: &UnaryOperator, value: &Expr, at: usize) -> Option<Node> {
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

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr, at: usize) -> Option<Node> {
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

    fn truth(&mut self, value: &Expr, truth: bool, wanted: bool, at: usize) -> Option<Node> {
        let node = self.bind(value, at)?;
        let result = operators::is_truth(node, truth, wanted, at);
        self.done(result, at, "is", &[])
    }

    fn compare(&mut self, op: Comparison, left: &Expr, right: &Expr, at: usize) -> Option<Node> {
        let [left, right] = <[Node; 2]>::try_from(self.all([left, right], at)?).ok()?;
        let result = operators::comparison(op, left, right, at);
        self.done(result, at, "is", &[])
    }

    fn negated(&mut self, found: Result<Node, Refusal>, negated: bool, at: usize) -> Option<Node> {
        let result = found.and_then(|node| if negated { operators::not(node, at) } else { Ok(node) });
        self.done(result, at, "in", &[])
    }

    fn like(
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

    fn case(
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

    fn extract(&mut self, field: &str, value: Node, at: usize) -> Option<Node> {
        let field = field.trim_matches('\'');
        let Some(unit) = functions::unit(field) else {
            return self.problem(at, format!("extract specifier \"{field}\" not recognized"), None);
        };
        let types = vec!["VARCHAR".to_owned(), type_word(&value)];
        let result = functions::date_part(unit, value, at);
        self.done(result, at, "date_part", &types)
    }

    fn rounded(&mut self, name: &str, value: &Expr, field: &CeilFloorKind, at: usize) -> Option<Node> {
        let plain = matches!(field, CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime));
        if !plain {
            return self.problem(at, format!("{name} takes one number"), None);
        }
        let node = self.bind(value, at)?;
        self.call(name, vec![node], at)
    }

    fn function(&mut self, function: &ast::Function, at: usize) -> Option<Node> {
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

    fn call(&mut self, name: &str, nodes: Vec<Node>, at: usize) -> Option<Node> {
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

enum Operator {
    Arithmetic(Arithmetic),
    Comparison(Comparison),
    /// AND, or OR.
    Both(bool),
    Joined,
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
