//! Parts of texts: cut out, looked for, matched.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::Int64Type;

use super::super::kernels::{each, nulls_of, texts, truths};
use super::super::node::{Fault, Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::texts::lower;
use super::{Call, Function, count, widen};

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "substring",
        aliases: &["substr"],
        usage: "substring(text, start[, length])",
        result: "VARCHAR",
        doc: "Characters from a place on, counted from 1, or from the end if negative",
        arity: (2, 3),
        bind: substring,
    },
    Function {
        name: "left",
        aliases: &[],
        usage: "left(text, characters)",
        result: "VARCHAR",
        doc: "The first characters; all but the last so many if negative",
        arity: (2, 2),
        bind: |call| {
            side(call, |text, many| {
                let end = if many >= 0 { many } else { (text.chars().count() as i64).saturating_add(many) };
                &text[..byte_of(text, end)]
            })
        },
    },
    Function {
        name: "right",
        aliases: &[],
        usage: "right(text, characters)",
        result: "VARCHAR",
        doc: "The last characters; all but the first so many if negative",
        arity: (2, 2),
        bind: |call| {
            side(call, |text, many| {
                let start = if many >= 0 {
                    (text.chars().count() as i64).saturating_sub(many)
                } else {
                    many.checked_neg().unwrap_or(i64::MAX)
                };
                &text[byte_of(text, start)..]
            })
        },
    },
    Function {
        name: "trim",
        aliases: &[],
        usage: "trim(text[, characters])",
        result: "VARCHAR",
        doc: "Without spaces, or without any of the characters, at both ends",
        arity: (1, 2),
        bind: |call| trim_call(call, true, true),
    },
    Function {
        name: "ltrim",
        aliases: &[],
        usage: "ltrim(text[, characters])",
        result: "VARCHAR",
        doc: "The same at the start alone",
        arity: (1, 2),
        bind: |call| trim_call(call, true, false),
    },
    Function {
        name: "rtrim",
        aliases: &[],
        usage: "rtrim(text[, characters])",
        result: "VARCHAR",
        doc: "The same at the end alone",
        arity: (1, 2),
        bind: |call| trim_call(call, false, true),
    },
    Function {
        name: "split_part",
        aliases: &[],
        usage: "split_part(text, separator, number)",
        result: "VARCHAR",
        doc: "The part of this number, from 1, or from the end if negative; empty where there is none",
        arity: (3, 3),
        bind: |call| {
            let at = call.at;
            let [text, separator, number] = call.take()?;
            let nodes = vec![widen(text, Type::Varchar)?, widen(separator, Type::Varchar)?, count(number)?];
            let bytes = nodes[0].bytes;
            let kernel: Kernel = Arc::new(|arguments| {
                let (text, separator) = (arguments[0].as_string::<i32>(), arguments[1].as_string::<i32>());
                let numbers = arguments[2].as_primitive::<Int64Type>();
                cut(text, arguments, |row| {
                    split_part(text.value(row), separator.value(row), numbers.value(row))
                })
            });
            Ok(Node::call(Type::Varchar, at, nodes, kernel).bytes(bytes))
        },
    },
    Function {
        name: "strpos",
        aliases: &["instr", "position"],
        usage: "strpos(text, part)",
        result: "BIGINT",
        doc: "Where the part begins, in characters from 1; 0 where it is not found",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [text, part] = call.take()?;
            let nodes = vec![widen(text, Type::Varchar)?, widen(part, Type::Varchar)?];
            let kernel: Kernel = Arc::new(|arguments| {
                let (text, part) = (arguments[0].as_string::<i32>(), arguments[1].as_string::<i32>());
                each::<Int64Type>(Type::BigInt, text.len(), nulls_of(arguments), |row| {
                    let text = text.value(row);
                    let place = text.find(part.value(row));
                    Ok(Some(place.map_or(0, |byte| text[..byte].chars().count() as i64 + 1)))
                })
            });
            Ok(Node::call(Type::BigInt, at, nodes, kernel))
        },
    },
    Function {
        name: "contains",
        aliases: &[],
        usage: "contains(text, part)",
        result: "BOOLEAN",
        doc: "Whether the part is in the text",
        arity: (2, 2),
        bind: |call| holds(call, |text, part| text.contains(part)),
    },
    Function {
        name: "starts_with",
        aliases: &["prefix"],
        usage: "starts_with(text, part)",
        result: "BOOLEAN",
        doc: "Whether the text begins with the part",
        arity: (2, 2),
        bind: |call| holds(call, |text, part| text.starts_with(part)),
    },
    Function {
        name: "ends_with",
        aliases: &["suffix"],
        usage: "ends_with(text, part)",
        result: "BOOLEAN",
        doc: "Whether the text ends with the part",
        arity: (2, 2),
        bind: |call| holds(call, |text, part| text.ends_with(part)),
    },
];

/// The byte at which the character of this number begins, or the end.
fn byte_of(text: &str, character: i64) -> usize {
    match usize::try_from(character) {
        Ok(character) => text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte),
        Err(_) => 0,
    }
}

/// Parts of the first argument.
fn cut<'a>(
    text: &'a StringArray,
    arguments: &[ArrayRef],
    part: impl Fn(usize) -> &'a str,
) -> Result<ArrayRef, Fault> {
    texts(text.len(), nulls_of(arguments), text.value_data().len(), |row, out| {
        out.push_str(part(row));
        Ok(true)
    })
}

fn side(call: Call, part: fn(&str, i64) -> &str) -> Result<Node, Refusal> {
    let at = call.at;
    let [text, many] = call.take()?;
    let (text, many) = (widen(text, Type::Varchar)?, count(many)?);
    let bytes = text.bytes;
    let kernel: Kernel = Arc::new(move |arguments| {
        let (text, many) = (arguments[0].as_string::<i32>(), arguments[1].as_primitive::<Int64Type>());
        cut(text, arguments, |row| part(text.value(row), many.value(row)))
    });
    Ok(Node::call(Type::Varchar, at, vec![text, many], kernel).bytes(bytes))
}

fn substring(call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let mut nodes = Vec::new();
    for (place, node) in call.arguments.into_iter().enumerate() {
        nodes.push(if place == 0 { widen(node, Type::Varchar)? } else { count(node)? });
    }
    let bytes = nodes[0].bytes;
    let kernel: Kernel = Arc::new(|arguments| {
        let (text, start) = (arguments[0].as_string::<i32>(), arguments[1].as_primitive::<Int64Type>());
        let length = arguments.get(2).map(|length| length.as_primitive::<Int64Type>());
        cut(text, arguments, |row| {
            let text = text.value(row);
            let characters = text.chars().count() as i64;
            // Before the first character there is a place 0.
            let start = match start.value(row) {
                start if start > 0 => start - 1,
                0 => -1,
                start => characters.saturating_add(start),
            };
            let other = length.map_or(characters, |length| start.saturating_add(length.value(row)));
            let (from, to) = (start.min(other).clamp(0, characters), start.max(other).clamp(0, characters));
            &text[byte_of(text, from)..byte_of(text, to)]
        })
    });
    Ok(Node::call(Type::Varchar, at, nodes, kernel).bytes(bytes))
}

fn trim_call(call: Call, start: bool, end: bool) -> Result<Node, Refusal> {
    let at = call.at;
    let mut arguments = call.arguments.into_iter();
    let text = arguments.next().ok_or(Refusal::NoMatch)?;
    trim(text, arguments.next(), (start, end), at)
}

/// The text without characters at its start, its end, or both.
pub fn trim(
    text: Node,
    characters: Option<Node>,
    (start, end): (bool, bool),
    at: usize,
) -> Result<Node, Refusal> {
    let text = widen(text, Type::Varchar)?;
    let bytes = text.bytes;
    let mut nodes = vec![text];
    if let Some(characters) = characters {
        nodes.push(widen(characters, Type::Varchar)?);
    }
    let kernel: Kernel = Arc::new(move |arguments| {
        let text = arguments[0].as_string::<i32>();
        let characters = arguments.get(1).map(|characters| characters.as_string::<i32>());
        cut(text, arguments, |row| {
            let unwanted = characters.map_or(" ", |characters| characters.value(row));
            let is_unwanted = |letter: char| unwanted.contains(letter);
            let text = text.value(row);
            let text = if start { text.trim_start_matches(is_unwanted) } else { text };
            if end { text.trim_end_matches(is_unwanted) } else { text }
        })
    });
    Ok(Node::call(Type::Varchar, at, nodes, kernel).bytes(bytes))
}

fn split_part<'a>(text: &'a str, separator: &str, number: i64) -> &'a str {
    if separator.is_empty() {
        return if matches!(number, 1 | -1) { text } else { "" };
    }
    let part = match number {
        0 => None,
        1.. => usize::try_from(number - 1).ok().and_then(|number| text.split(separator).nth(number)),
        _ => {
            let many = text.split(separator).count() as i64;
            usize::try_from(many.saturating_add(number))
                .ok()
                .and_then(|number| text.split(separator).nth(number))
        }
    };
    part.unwrap_or("")
}

fn holds(call: Call, test: fn(&str, &str) -> bool) -> Result<Node, Refusal> {
    let at = call.at;
    let [text, part] = call.take()?;
    let nodes = vec![widen(text, Type::Varchar)?, widen(part, Type::Varchar)?];
    let kernel: Kernel = Arc::new(move |arguments| {
        let (text, part) = (arguments[0].as_string::<i32>(), arguments[1].as_string::<i32>());
        Ok(truths(arguments, |row| {
            text.is_valid(row) && part.is_valid(row) && test(text.value(row), part.value(row))
        }))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}

/// `text LIKE pattern`, with a character that takes the meaning from `%` and `_`; without regard to case if not `exact`.
pub fn like(
    text: Node,
    pattern: Node,
    escape: Option<char>,
    exact: bool,
    at: usize,
) -> Result<Node, Refusal> {
    let nodes = vec![widen(text, Type::Varchar)?, widen(pattern, Type::Varchar)?];
    let kernel: Kernel = Arc::new(move |arguments| {
        let (texts, patterns) = (arguments[0].as_string::<i32>(), arguments[1].as_string::<i32>());
        let valid = |row: usize| texts.is_valid(row) && patterns.is_valid(row);
        let mut found = vec![false; texts.len()];
        let mut known: Option<(&str, Vec<Piece>)> = None;
        for row in (0..texts.len()).filter(|row| valid(*row)) {
            let pattern = patterns.value(row);
            if known.as_ref().is_none_or(|(known, _)| *known != pattern) {
                let pieces = pieces(pattern, escape, exact).map_err(|message| Fault { row, message })?;
                known = Some((pattern, pieces));
            }
            let Some((_, pieces)) = &known else { continue };
            let letter = if exact { |letter: char| letter } else { lower };
            let letters: Vec<char> = texts.value(row).chars().map(letter).collect();
            found[row] = matches_all(&letters, pieces);
        }
        Ok(truths(arguments, |row| found[row]))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}

#[derive(Clone, Copy, PartialEq)]
enum Piece {
    Any,
    Letter(char),
    AnyNumber,
}

fn pieces(pattern: &str, escape: Option<char>, exact: bool) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            _ if Some(letter) == escape => {
                let end = || "Like pattern must not end with escape character!".to_owned();
                Piece::Letter(letters.next().ok_or_else(end)?)
            }
            '%' => Piece::AnyNumber,
            '_' => Piece::Any,
            letter if exact => Piece::Letter(letter),
            letter => Piece::Letter(lower(letter)),
        });
    }
    Ok(pieces)
}

/// Whether the pieces fit the whole text; at a mismatch the last `%` takes one letter more.
fn matches_all(text: &[char], pieces: &[Piece]) -> bool {
    let (mut place, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let fits = match pieces.get(piece) {
            Some(Piece::AnyNumber) => {
                retry = Some((piece + 1, place));
                piece += 1;
                continue;
            }
            Some(Piece::Any) => place < text.len(),
            Some(Piece::Letter(letter)) => text.get(place) == Some(letter),
            None if place == text.len() => return true,
            None => false,
        };
        if fits {
            (place, piece) = (place + 1, piece + 1);
            continue;
        }
        match &mut retry {
            Some((after, from)) if *from < text.len() => {
                *from += 1;
                (place, piece) = (*from, *after);
            }
            _ => return false,
        }
    }
}
