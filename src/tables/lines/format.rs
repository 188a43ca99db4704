//! Formats of lines as they are written, with braces for columns.

use super::super::{Column, ColumnType};
use super::cells::{Moment, Shape};
use super::{Lines, Part};

/// A format that was read, not yet held against a table.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFormat {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Column { name: String, byte: usize, spec: String, spec_byte: usize },
}

/// What is wrong with a format, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The byte of the format at which it stands.
    pub byte: usize,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The name that no column has, if that is it.
    pub unknown: Option<String>,
}

fn wrong<T>(byte: usize, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { byte, message: message.into(), unknown: None })
}

impl LineFormat {
    /// Reads a format.
    ///
    /// # Errors
    /// What is not written as it must be.
    pub fn parse(text: &str) -> Result<LineFormat, Wrong> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.char_indices().peekable();
        while let Some((byte, letter)) = rest.next() {
            let doubled = rest.peek().is_some_and(|(_, next)| *next == letter);
            match letter {
                '{' | '}' if doubled => {
                    plain.push(letter);
                    rest.next();
                }
                '{' => {
                    let Some(length) = text[byte..].find('}') else {
                        return wrong(byte, "'{' has no '}' (write {{ for a brace)");
                    };
                    let inside = &text[byte + 1..byte + length];
                    let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
                    if name.is_empty() || name.contains('{') {
                        return wrong(
                            byte,
                            "no column stands between '{' and '}' (write {{ and }} for braces)",
                        );
                    }
                    pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
                    pieces.push(Piece::Column {
                        name: name.to_owned(),
                        byte: byte + 1,
                        spec: spec.to_owned(),
                        spec_byte: byte + 2 + name.len(),
                    });
                    while rest.next_if(|(place, _)| *place <= byte + length).is_some() {}
                }
                '}' => return wrong(byte, "'}' has no '{' (write }} for a brace)"),
                control if control.is_control() => {
                    return wrong(byte, "a line holds no line breaks and no other control characters");
                }
                other => plain.push(other),
            }
        }
        pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
        Ok(LineFormat { pieces })
    }

    /// Holds the format against a table's columns.
    ///
    /// # Errors
    /// Each place that does not go with them.
    pub fn bind(&self, columns: &[Column]) -> Result<Lines, Vec<Wrong>> {
        let mut lines = Lines { parts: Vec::new(), columns: Vec::new() };
        let mut problems = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => lines.parts.push(Part::Text(text.clone())),
                Piece::Column { name, byte, spec, spec_byte } => {
                    let Some(column) = columns.iter().position(|column| column.name == *name) else {
                        let message = format!("'{name}' is not a column of the table");
                        problems.push(Wrong { byte: *byte, message, unknown: Some(name.clone()) });
                        continue;
                    };
                    match shape(columns[column].kind, spec) {
                        Ok(shape) => {
                            let known = lines.columns.iter().position(|known| *known == column);
                            let place = known.unwrap_or_else(|| {
                                lines.columns.push(column);
                                lines.columns.len() - 1
                            });
                            lines.parts.push(Part::Column { place, shape });
                        }
                        Err(message) => {
                            problems.push(Wrong { byte: *spec_byte, message, unknown: None });
                        }
                    }
                }
            }
        }
        if problems.is_empty() { Ok(lines) } else { Err(problems) }
    }
}

/// How the value of a column of this type is written.
fn shape(kind: ColumnType, spec: &str) -> Result<Shape, String> {
    if spec.is_empty() {
        return Ok(Shape::Plain);
    }
    match kind {
        ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz(_) => {
            let mut parts = Vec::new();
            let mut letters = spec.chars();
            while let Some(letter) = letters.next() {
                let part = match letter {
                    '%' => letters.next().unwrap_or(' '),
                    other => {
                        parts.push(Moment::Letter(other));
                        continue;
                    }
                };
                parts.push(match part {
                    'Y' => Moment::Year,
                    'm' => Moment::Month,
                    'd' => Moment::Day,
                    'H' => Moment::Hour,
                    'M' => Moment::Minute,
                    'S' => Moment::Second,
                    'f' => Moment::Micros,
                    '%' => Moment::Letter('%'),
                    other => {
                        return Err(format!("'%{other}' is not one of %Y, %m, %d, %H, %M, %S, %f and %%"));
                    }
                });
            }
            Ok(Shape::Moment(parts))
        }
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 | ColumnType::Decimal { .. } => {
            let (width, digits) = spec.split_once('.').unwrap_or((spec, ""));
            let digits = digits.trim_end_matches('f');
            let number = |text: &str| match text {
                "" => Some(None),
                text => text.parse::<usize>().ok().filter(|width| *width <= MOST_WIDE).map(Some),
            };
            match (number(width.trim_end_matches('d')), number(digits)) {
                (Some(wide), Some(digits)) => {
                    let zeros = width.starts_with('0');
                    Ok(Shape::Number { width: wide.unwrap_or(0), zeros, digits })
                }
                _ => Err(format!(
                    "'{spec}' is not a width and digits after the point, up to {MOST_WIDE}, as in 8.2 or 05"
                )),
            }
        }
        _ => {
            let (right, width) = match spec.strip_prefix('>') {
                Some(width) => (true, width),
                None => (false, spec.strip_prefix('<').unwrap_or(spec)),
            };
            match width.parse::<usize>().ok().filter(|width| *width <= MOST_WIDE) {
                Some(width) => Ok(Shape::Padded { width, right }),
                None => Err(format!("'{spec}' is not a width up to {MOST_WIDE}, as in 12 or >12")),
            }
        }
    }
}

/// Widest value that a format asks for.
const MOST_WIDE: usize = 100;
