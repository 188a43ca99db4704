//! Whole texts: joined, replaced, padded, in another case.

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;

use super::super::kernels::{LONGEST, check_length, each, nulls_of, text1, texts};
use super::super::node::{Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function, count, shown, widen};

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "length",
        aliases: &["len", "char_length", "character_length"],
        usage: "length(text)",
        result: "BIGINT",
        doc: "Characters (code points) of a text",
        arity: (1, 1),
        bind: |call| measured(call, |text| text.chars().count()),
    },
    Function {
        name: "strlen",
        aliases: &[],
        usage: "strlen(text)",
        result: "BIGINT",
        doc: "Bytes of a text",
        arity: (1, 1),
        bind: |call| measured(call, str::len),
    },
    Function {
        name: "lower",
        aliases: &["lcase"],
        usage: "lower(text)",
        result: "VARCHAR",
        doc: "The text in lower case, character by character",
        arity: (1, 1),
        bind: |call| each_letter(call, lower),
    },
    Function {
        name: "upper",
        aliases: &["ucase"],
        usage: "upper(text)",
        result: "VARCHAR",
        doc: "The text in upper case, character by character",
        arity: (1, 1),
        bind: |call| each_letter(call, upper),
    },
    Function {
        name: "concat",
        aliases: &[],
        usage: "concat(value, …)",
        result: "VARCHAR",
        doc: "The values as texts, one after the other; nulls are left out",
        arity: (1, usize::MAX),
        bind: |call| {
            let at = call.at;
            let parts: Vec<Node> = call.arguments.into_iter().map(shown).collect::<Result<_, _>>()?;
            let bytes = total(&parts, 0);
            let kernel: Kernel = Arc::new(|arguments| {
                let parts: Vec<_> = arguments.iter().map(|part| part.as_string::<i32>()).collect();
                texts(parts[0].len(), None, 0, |row, out| {
                    parts
                        .iter()
                        .filter(|part| part.is_valid(row))
                        .for_each(|part| out.push_str(part.value(row)));
                    Ok(true)
                })
            });
            Ok(Node::call(Type::Varchar, at, parts, kernel).never_null().bytes(bytes))
        },
    },
    Function {
        name: "concat_ws",
        aliases: &[],
        usage: "concat_ws(separator, value, …)",
        result: "VARCHAR",
        doc: "The values that are not null as texts, with the separator between them",
        arity: (2, usize::MAX),
        bind: |call| {
            let at = call.at;
            let parts: Vec<Node> = call.arguments.into_iter().map(shown).collect::<Result<_, _>>()?;
            let nullable = parts[0].nullable;
            let bytes = total(&parts[1..], parts[0].bytes);
            let kernel: Kernel = Arc::new(|arguments| {
                let parts: Vec<_> = arguments.iter().map(|part| part.as_string::<i32>()).collect();
                texts(parts[0].len(), parts[0].nulls().cloned(), 0, |row, out| {
                    let mut first = true;
                    for part in parts[1..].iter().filter(|part| part.is_valid(row)) {
                        if !first {
                            out.push_str(parts[0].value(row));
                        }
                        first = false;
                        out.push_str(part.value(row));
                    }
                    Ok(true)
                })
            });
            let node = Node::call(Type::Varchar, at, parts, kernel).bytes(bytes);
            Ok(if nullable { node } else { node.never_null() })
        },
    },
    Function {
        name: "replace",
        aliases: &[],
        usage: "replace(text, from, to)",
        result: "VARCHAR",
        doc: "The text with every `from` in it replaced",
        arity: (3, 3),
        bind: |call| {
            let at = call.at;
            let [text, from, to] = call.take()?;
            let parts =
                vec![widen(text, Type::Varchar)?, widen(from, Type::Varchar)?, widen(to, Type::Varchar)?];
            let bytes = parts[0].bytes.saturating_mul(parts[2].bytes.max(1)).min(LONGEST);
            let kernel: Kernel = Arc::new(|arguments| {
                let [text, from, to] = [0, 1, 2].map(|place: usize| arguments[place].as_string::<i32>());
                texts(text.len(), nulls_of(arguments), text.value_data().len(), |row, out| {
                    let (text, from, to) = (text.value(row), from.value(row), to.value(row));
                    if from.is_empty() {
                        out.push_str(text);
                        return Ok(true);
                    }
                    let many = text.matches(from).count();
                    check_length(
                        (text.len() - many * from.len()).saturating_add(many.saturating_mul(to.len())),
                    )?;
                    let mut rest = text;
                    while let Some(place) = rest.find(from) {
                        out.push_str(&rest[..place]);
                        out.push_str(to);
                        rest = &rest[place + from.len()..];
                    }
                    out.push_str(rest);
                    Ok(true)
                })
            });
            Ok(Node::call(Type::Varchar, at, parts, kernel).bytes(bytes))
        },
    },
    Function {
        name: "repeat",
        aliases: &[],
        usage: "repeat(text, times)",
        result: "VARCHAR",
        doc: "The text that often; nothing for less than once",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [text, times] = call.take()?;
            let (text, times) = (widen(text, Type::Varchar)?, count(times)?);
            let most = times.as_whole().map_or(LONGEST, |times| times.max(0) as u64);
            let bytes = text.bytes.saturating_mul(most).min(LONGEST);
            let kernel: Kernel = Arc::new(|arguments| {
                let (text, times) =
                    (arguments[0].as_string::<i32>(), arguments[1].as_primitive::<Int64Type>());
                texts(text.len(), nulls_of(arguments), 0, |row, out| {
                    let times = usize::try_from(times.value(row)).unwrap_or(0);
                    check_length(text.value(row).len().saturating_mul(times))?;
                    (0..if text.value(row).is_empty() { 0 } else { times })
                        .for_each(|_| out.push_str(text.value(row)));
                    Ok(true)
                })
            });
            Ok(Node::call(Type::Varchar, at, vec![text, times], kernel).bytes(bytes))
        },
    },
    Function {
        name: "lpad",
        aliases: &[],
        usage: "lpad(text, characters, filler)",
        result: "VARCHAR",
        doc: "The text made that long with fillers before it, or cut off",
        arity: (3, 3),
        bind: |call| padded(call, true),
    },
    Function {
        name: "rpad",
        aliases: &[],
        usage: "rpad(text, characters, filler)",
        result: "VARCHAR",
        doc: "The text made that long with fillers after it, or cut off",
        arity: (3, 3),
        bind: |call| padded(call, false),
    },
];

fn total(parts: &[Node], between: u64) -> u64 {
    parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.bytes).saturating_add(between)).min(LONGEST)
}

/// `left || right`.
pub fn joined(left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let parts = vec![shown(left)?, shown(right)?];
    let bytes = total(&parts, 0);
    let kernel: Kernel = Arc::new(|arguments| {
        let (a, b) = (arguments[0].as_string::<i32>(), arguments[1].as_string::<i32>());
        texts(a.len(), nulls_of(arguments), a.value_data().len() + b.value_data().len(), |row, out| {
            out.push_str(a.value(row));
            out.push_str(b.value(row));
            Ok(true)
        })
    });
    Ok(Node::call(Type::Varchar, at, parts, kernel).bytes(bytes))
}

fn measured(call: Call, measure: fn(&str) -> usize) -> Result<Node, Refusal> {
    let at = call.at;
    let [text] = call.take()?;
    let text = widen(text, Type::Varchar)?;
    let range = Some((0.0, text.bytes as f64));
    let kernel: Kernel = Arc::new(move |arguments| {
        let text = arguments[0].as_string::<i32>();
        each::<Int64Type>(Type::BigInt, text.len(), nulls_of(arguments), |row| {
            Ok(Some(measure(text.value(row)) as i64))
        })
    });
    Ok(Node::call(Type::BigInt, at, vec![text], kernel).range(range))
}

fn each_letter(call: Call, change: fn(char) -> char) -> Result<Node, Refusal> {
    let at = call.at;
    let [text] = call.take()?;
    let text = widen(text, Type::Varchar)?;
    // A letter of two bytes may become one of three.
    let bytes = text.bytes.saturating_mul(3).min(LONGEST);
    let kernel = text1(move |text, out| {
        out.extend(text.chars().map(change));
        Ok(())
    });
    Ok(Node::call(Type::Varchar, at, vec![text], kernel).bytes(bytes))
}

/// The one letter that a letter is in lower case.
pub fn lower(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let mut all = letter.to_lowercase();
    match (all.next(), letter) {
        _ if is_newer(letter) => letter,
        (_, 'İ') => 'i',
        (Some(only), _) if all.next().is_none() => only,
        _ => letter,
    }
}

/// The one letter that a letter is in upper case: of those that Unicode maps to several, the one of its simple mapping.
fn upper(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_uppercase();
    }
    let mut all = letter.to_uppercase();
    match (all.next(), letter) {
        _ if is_newer(letter) => letter,
        (_, 'ß') => 'ẞ',
        // Greek letters with a iota below, whose capitals have it beside them.
        (_, '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}') => {
            char::from_u32(u32::from(letter) + 8).unwrap_or(letter)
        }
        (_, '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}') => char::from_u32(u32::from(letter) + 9).unwrap_or(letter),
        (Some(only), _) if all.next().is_none() => only,
        _ => letter,
    }
}

/// Whether a letter has a case since Unicode 16 alone, of which DuckDB and older compilers know nothing.
fn is_newer(letter: char) -> bool {
    matches!(
        letter,
        '\u{19b}' | '\u{264}' | '\u{1c89}' | '\u{1c8a}' | '\u{a7cb}'..='\u{a7cf}' | '\u{a7d2}'..='\u{a7d5}'
            | '\u{a7da}'..='\u{a7dc}' | '\u{10d50}'..='\u{10d85}' | '\u{16ea0}'..='\u{16ed3}'
    )
}

fn padded(call: Call, before: bool) -> Result<Node, Refusal> {
    let at = call.at;
    let [text, length, filler] = call.take()?;
    let (text, length, filler) =
        (widen(text, Type::Varchar)?, widen(length, Type::Integer)?, widen(filler, Type::Varchar)?);
    // A character has four bytes at most.
    let most = length.as_whole().map_or(LONGEST, |length| (length.max(0) as u64).saturating_mul(4));
    let kernel: Kernel = Arc::new(move |arguments| {
        let (text, filler) = (arguments[0].as_string::<i32>(), arguments[2].as_string::<i32>());
        let lengths = arguments[1].as_primitive::<arrow::datatypes::Int32Type>();
        texts(text.len(), nulls_of(arguments), 0, |row, out| {
            let (text, filler) = (text.value(row), filler.value(row));
            let length = usize::try_from(lengths.value(row)).unwrap_or(0);
            let own = text.chars().count();
            if own >= length {
                out.extend(text.chars().take(length));
                return Ok(true);
            }
            if filler.is_empty() {
                return Err(format!("Insufficient padding in {}.", if before { "LPAD" } else { "RPAD" }));
            }
            check_length(length)?;
            if !before {
                out.push_str(text);
            }
            out.extend(filler.chars().cycle().take(length - own));
            if before {
                out.push_str(text);
            }
            Ok(true)
        })
    });
    Ok(Node::call(Type::Varchar, at, vec![text, length, filler], kernel).bytes(most.min(LONGEST)))
}
