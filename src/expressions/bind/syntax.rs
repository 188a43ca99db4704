//! DuckDB's syntax of expressions, as `sqlparser` reads it.

use std::any::TypeId;

use sqlparser::ast::Expr;
use sqlparser::dialect::{Dialect, DuckDbDialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

/// Longest text of an expression, in bytes.
const LONGEST: usize = 10_000;
/// Most operators: a chain of them is a tree as deep as it is long, which is walked by calls within calls.
const CHAIN: usize = 300;

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

/// The syntax of a text, no deeper than `deepest`.
///
/// # Errors
/// What keeps it from being an expression, at its byte.
pub fn parse(text: &str, deepest: usize) -> Result<Expr, (usize, String)> {
    if text.len() > LONGEST {
        let message =
            format!("is {} bytes long, but an expression must be of {LONGEST} bytes at most", text.len());
        return Err((0, message));
    }
    let tokens = Tokenizer::new(&Syntax, text).tokenize_with_location().map_err(ParserError::from);
    if tokens.as_ref().is_ok_and(|tokens| tokens.iter().filter(|token| is_operator(token)).count() > CHAIN) {
        return Err((0, "has too many operators".to_owned()));
    }
    let parsed = tokens.and_then(|tokens| {
        let mut parser =
            Parser::new(&Syntax).with_recursion_limit(deepest).with_tokens_with_locations(tokens);
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
    parsed.map_err(|error| {
        let (message, place) = syntax_error(&error);
        let at = place.map_or(0, |place| byte_of(text, place));
        (at, format!("is no expression: {message}"))
    })
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
pub fn byte_of(text: &str, place: Location) -> usize {
    let line = (place.line.saturating_sub(1)) as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let column = (place.column.saturating_sub(1)) as usize;
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(byte, _)| byte)
}
