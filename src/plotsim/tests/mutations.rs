//! Nothing a user can write makes the reader panic, and there is a model exactly where there is no error.

use super::read;
use super::{BUILDER, ENGINE};
use crate::config::Overrides;
use crate::config::finding::Findings;
use crate::config::node::{Node, Value, parse};
use crate::config::reader::Report;

/// A seed, and how many words of its SplitMix64 were used: enough to choose what to break.
struct Dice(u64, u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.1 += 1;
        (crate::random::split_mix(self.0, self.1) % sides as u64) as usize
    }
}

/// Values that do not belong where they are put.
fn stranger(dice: &mut Dice) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Int(-1),
        3 => Value::Int(0),
        4 => Value::Int(i128::from(i64::MAX)),
        5 => Value::Int(i128::MAX),
        6 => Value::Float(f64::NAN),
        7 => Value::Float(1e308),
        8 => Value::Float(-0.5),
        9 => Value::Text(String::new()),
        10 => Value::Text("energy".into()),
        11 => Value::Text("a.b:c.d:ü:periods:9999999999999999999999".into()),
        12 => Value::List(Vec::new()),
        _ => Value::Map(Vec::new()),
    }
}

/// Every node of a tree, by path.
fn paths(node: &Node, path: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    all.push(path.clone());
    let children: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => return,
    };
    for (index, child) in children.into_iter().enumerate() {
        path.push(index);
        paths(child, path, all);
        path.pop();
    }
}

fn at<'t>(tree: &'t mut Node, path: &[usize]) -> &'t mut Node {
    path.iter().fold(tree, |node, index| match &mut node.value {
        Value::List(items) => &mut items[*index],
        Value::Map(entries) => &mut entries[*index].1,
        _ => panic!("a path leads through lists and mappings"),
    })
}

/// Drops, doubles, replaces, renames or moves something.
fn mutate(tree: &mut Node, dice: &mut Dice) {
    let mut all = Vec::new();
    paths(tree, &mut Vec::new(), &mut all);
    let path = all[dice.below(all.len())].clone();
    let other = all[dice.below(all.len())].clone();
    let copy = at(tree, &other).clone();
    let node = at(tree, &path);
    match (dice.below(6), &mut node.value) {
        (0, Value::List(items)) if !items.is_empty() => {
            let index = dice.below(items.len());
            items.remove(index);
        }
        (0, Value::Map(entries)) if !entries.is_empty() => {
            let index = dice.below(entries.len());
            entries.remove(index);
        }
        (1, Value::List(items)) if !items.is_empty() => {
            let index = dice.below(items.len());
            items.push(items[index].clone());
        }
        (1, Value::Map(entries)) if !entries.is_empty() => {
            let index = dice.below(entries.len());
            entries.push(entries[index].clone());
        }
        (2, Value::Map(entries)) if !entries.is_empty() => {
            let index = dice.below(entries.len());
            entries[index].0.value = stranger(dice);
        }
        (3, value) => *value = copy.value,
        (4, Value::Text(text)) => {
            let letters: Vec<char> = text.chars().collect();
            let cut = dice.below(letters.len() + 1);
            *text = letters[..cut].iter().collect();
        }
        (_, value) => *value = stranger(dice),
    }
}

fn run(config: &str, seed: u64, rounds: usize) {
    let whole = parse(config).unwrap();
    let mut dice = Dice(seed, 0);
    let mut loaded = 0;
    let mut disagreements = Vec::new();
    for round in 0..rounds {
        let mut tree = whole.clone();
        for _ in 0..=dice.below(3) {
            mutate(&mut tree, &mut dice);
        }
        let scale = [None, Some(0.4), Some(1e12)][dice.below(3)];
        let report = Report::new("mutation");
        let model = read(&tree, Overrides { seed: None, scale }, &report);
        let findings: Findings = report.into_findings();
        assert_eq!(model.is_none(), findings.has_errors(), "round {round}: {findings}\n{tree:?}");
        disagreements
            .extend(super::agree(&tree, &findings).err().map(|problem| format!("round {round}: {problem}")));
        loaded += usize::from(model.is_some());
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    assert!(loaded > 0 && loaded < rounds, "{loaded} of {rounds} mutations still load");
}

#[test]
fn no_mutation_of_a_builder_file_panics() {
    run(BUILDER, 1, 1500);
}

#[test]
fn no_mutation_of_an_engine_file_panics() {
    run(ENGINE, 2, 1500);
}
