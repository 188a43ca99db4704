//! Random changes of a config, and its text.

use std::fmt::Write;

use plotsim::config::node::{Node, Value, parse};
use plotsim::random::split_mix;

/// A seed, and how many words of its SplitMix64 were used.
pub struct Dice(u64, u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed, 0)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.1 += 1;
        (split_mix(self.0, self.1) % sides as u64) as usize
    }
}

/// Values that hardly belong where they are put, as YAML.
const STRANGERS: &[&str] = &[
    "null",
    "true",
    "-1",
    "0",
    "1",
    "0.5",
    "-0.5",
    "9223372036854775807",
    "9223372036854775808",
    "1e40",
    ".nan",
    ".inf",
    "1e308",
    "5e-324",
    "''",
    "energy",
    "'a.b:c.d:ü:periods:9999999999999999999999'",
    "'\\0'",
    "2024-02-30",
    "[]",
    "{}",
    "[1, 2]",
    "{ a: 1 }",
    "'01234'",
];

fn stranger(dice: &mut Dice) -> Node {
    parse(STRANGERS[dice.below(STRANGERS.len())]).unwrap()
}

/// Changes one thing: most often a number by its magnitude, so that many configs stay valid.
pub fn mutate(tree: &mut Node, dice: &mut Dice) {
    let all = paths(tree);
    let numbers: Vec<&Vec<usize>> = all.iter().filter(|path| at(tree, path).number().is_some()).collect();
    if dice.below(6) > 0 && !numbers.is_empty() {
        let path = numbers[dice.below(numbers.len())].clone();
        return magnitude(at_mut(tree, &path), dice);
    }
    let path = &all[dice.below(all.len())];
    let other = at(tree, &all[dice.below(all.len())]).clone();
    let node = at_mut(tree, path);
    match (dice.below(8), &mut node.value) {
        // Left out.
        (0 | 1, Value::List(items)) if !items.is_empty() => {
            let place = dice.below(items.len());
            items.remove(place);
        }
        (0 | 1, Value::Map(entries)) if !entries.is_empty() => {
            let place = dice.below(entries.len());
            entries.remove(place);
        }
        // Written twice.
        (2, Value::List(items)) if !items.is_empty() => {
            let twin = items[dice.below(items.len())].clone();
            items.push(twin);
        }
        (2, Value::Map(entries)) if !entries.is_empty() => {
            let twin = entries[dice.below(entries.len())].clone();
            entries.push(twin);
        }
        // In another order, which often does not matter.
        (3, Value::List(items)) if items.len() > 1 => {
            let (one, two) = (dice.below(items.len()), dice.below(items.len()));
            items.swap(one, two);
        }
        (3, Value::Map(entries)) if entries.len() > 1 => {
            let (one, two) = (dice.below(entries.len()), dice.below(entries.len()));
            entries.swap(one, two);
        }
        // Misspelt.
        (4, Value::Map(entries)) if !entries.is_empty() => {
            let place = dice.below(entries.len());
            misspell(&mut entries[place].0, dice);
        }
        (4 | 5, Value::Text(_)) => misspell(node, dice),
        // Something else of the same file, or of none.
        (6, value) => *value = other.value,
        _ => *node = stranger(dice),
    }
}

/// Another number near a number, or far from it.
fn magnitude(node: &mut Node, dice: &mut Dice) {
    let whole = matches!(node.value, Value::Int(_));
    let old = node.number().unwrap_or(0.0);
    let new = match dice.below(16) {
        0 => -old,
        1 => 0.0,
        2 => old + 1.0,
        3 => old - 1.0,
        4 => old * 1e3,
        5 => old * 1e9,
        6 => old * 1e300,
        7 => old * 1e-9,
        8 | 9 => old / 2.0,
        10 | 11 => old * 2.0,
        12 => old * 0.9,
        13 => old * 1.1,
        14 => old * 10.0,
        _ => old / 10.0,
    };
    // Most whole numbers stay whole.
    let text = if whole && dice.below(8) > 0 { format!("{:.0}", new.round()) } else { number(new) };
    *node = parse(&text).unwrap();
}

fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => ".nan".to_owned(),
        value if value == f64::INFINITY => ".inf".to_owned(),
        value if value == f64::NEG_INFINITY => "-.inf".to_owned(),
        value => format!("{value:?}"),
    }
}

/// A text with letters cut off, taken out or changed.
fn misspell(node: &mut Node, dice: &mut Dice) {
    let Value::Text(text) = &mut node.value else { return };
    let mut letters: Vec<char> = text.chars().collect();
    let place = dice.below(letters.len().max(1));
    match dice.below(4) {
        0 => letters.truncate(place),
        1 if !letters.is_empty() => {
            letters.remove(place);
        }
        2 if !letters.is_empty() => {
            letters[place] = ['x', '0', '-', ':', '.', 'ß', '\u{0}', '\''][dice.below(8)]
        }
        _ => letters.insert(place, ['s', '9', ' ', '{'][dice.below(4)]),
    }
    *text = letters.into_iter().collect();
}

/// A slip of the hand in one key or word of at least four letters: a letter missing, another one, or one too many.
pub fn slip(tree: &mut Node, dice: &mut Dice) {
    let mut words = Vec::new();
    each_word(tree, &mut |word| words.push(word.clone()));
    if words.is_empty() {
        return;
    }
    let chosen = dice.below(words.len());
    let mut letters: Vec<char> = words[chosen].chars().collect();
    let place = dice.below(letters.len());
    match dice.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters[place] = ['x', 'e', 'r', 'o'][dice.below(4)],
        2 => letters.insert(place, letters[place]),
        _ => letters.insert(place, ['s', 'n', 'i', 't'][dice.below(4)]),
    }
    let (wrong, mut number) = (letters.into_iter().collect::<String>(), 0);
    each_word(tree, &mut |word| {
        if number == chosen {
            word.clone_from(&wrong);
        }
        number += 1;
    });
}

/// Keys and texts that look like words of a vocabulary or names of one.
fn each_word(node: &mut Node, see: &mut impl FnMut(&mut String)) {
    match &mut node.value {
        Value::Text(text) => {
            let word = text.len() >= 4 && text.starts_with(|first: char| first.is_ascii_lowercase());
            if word && text.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_') {
                see(text);
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| each_word(item, see)),
        Value::Map(entries) => {
            for (key, value) in entries {
                each_word(key, see);
                each_word(value, see);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// Every value of a tree, by the places that lead to it.
fn paths(tree: &Node) -> Vec<Vec<usize>> {
    fn walk(node: &Node, path: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
        all.push(path.clone());
        for (place, child) in children(node).into_iter().enumerate() {
            path.push(place);
            walk(child, path, all);
            path.pop();
        }
    }
    let mut all = Vec::new();
    walk(tree, &mut Vec::new(), &mut all);
    all
}

pub fn children(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => Vec::new(),
    }
}

pub fn at<'t>(tree: &'t Node, path: &[usize]) -> &'t Node {
    path.iter().fold(tree, |node, place| children(node)[*place])
}

pub fn at_mut<'t>(tree: &'t mut Node, path: &[usize]) -> &'t mut Node {
    path.iter().fold(tree, |node, place| match &mut node.value {
        Value::List(items) => &mut items[*place],
        Value::Map(entries) => &mut entries[*place].1,
        _ => unreachable!("a path leads through lists and mappings"),
    })
}

/// A tree as YAML: block style for what lies outside, so that findings have lines, and flow style inside.
pub fn yaml(tree: &Node) -> String {
    let mut out = String::new();
    match &tree.value {
        Value::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                flow(key, &mut out);
                out.push(':');
                match &value.value {
                    Value::List(items) if !items.is_empty() => {
                        for item in items {
                            out.push_str("\n- ");
                            flow(item, &mut out);
                        }
                    }
                    _ => {
                        out.push(' ');
                        flow(value, &mut out);
                    }
                }
                out.push('\n');
            }
        }
        _ => flow(tree, &mut out),
    }
    out
}

fn flow(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            out.push_str(&node.written().expect("numbers and booleans are written somehow"));
        }
        // What JSON escapes YAML escapes alike.
        Value::Text(text) => write!(out, "{}", serde_json::Value::from(text.as_str())).unwrap(),
        Value::List(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                flow(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push_str("{ ");
            for (place, (key, value)) in entries.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                flow(key, out);
                out.push_str(": ");
                flow(value, out);
            }
            out.push_str(" }");
        }
    }
}
