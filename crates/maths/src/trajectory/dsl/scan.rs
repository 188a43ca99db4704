//! Cuts archetype text into words, each with its place.

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, digits and underscores, starting with a letter or underscore.
    Name,
    /// Starts with a digit, or with a minus sign before one; not necessarily a whole number.
    Number,
    /// `>`
    Arrow,
    /// `@`
    At,
    /// `+`
    Plus,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `:` or `=`
    Colon,
    /// Any other character.
    Other,
}

/// A word and the byte at which it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub token: Token,
    pub text: &'t str,
    pub offset: usize,
}

impl<'t> Word<'t> {
    /// The empty place after the last visible character.
    pub(super) fn end_of(text: &'t str) -> Self {
        let offset = text.trim_end().len();
        Word { token: Token::Other, text: &text[offset..offset], offset }
    }
}

/// The words of a text in order.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Scanner { text, at: 0 }
    }
}

impl<'t> Iterator for Scanner<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let rest = &self.text[self.at..];
        let offset = self.at + (rest.len() - rest.trim_start().len());
        let rest = &self.text[offset..];
        let mut characters = rest.chars();
        let first = characters.next()?;
        let minus = first == '-' && characters.next().is_some_and(|second| second.is_ascii_digit());
        let (token, length) = match first {
            '>' => (Token::Arrow, 1),
            '@' => (Token::At, 1),
            '+' => (Token::Plus, 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            ':' | '=' => (Token::Colon, 1),
            _ if first.is_alphabetic() || first == '_' => {
                (Token::Name, run(rest, |c| c.is_alphanumeric() || c == '_'))
            }
            _ if first.is_ascii_digit() => (Token::Number, number(rest)),
            _ if minus => (Token::Number, 1 + number(&rest[1..])),
            _ => (Token::Other, first.len_utf8()),
        };
        self.at = offset + length;
        Some(Word { token, text: &rest[..length], offset })
    }
}

/// The length of the leading characters that satisfy `part`.
fn run(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !part(c)).unwrap_or(text.len())
}

fn number(text: &str) -> usize {
    run(text, |c| c.is_alphanumeric() || c == '.' || c == '_')
}
