//! No key without effect: whoever changes the value of a key finds it in the rows, in what the listings tell, or in a finding.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use plotsim::config::node::{Node, Value, parse};
use plotsim::config::{Findings, Overrides};
use plotsim::plotsim::tables::outliers::Outliers;
use plotsim::plotsim::tables::trajectories::Trajectories;
use plotsim::project::Project;
use plotsim::tables::Table;
use plotsim::truth::measure;
use plotsim::truth::{Options, manifest};
use plotsim::workers::Workers;
use plotsim::{checks, describe};

use crate::mutate::{self, at, at_mut, children};
use crate::setting;
use crate::sources::{self, Source};

/// How many other values of the same key are tried; words are found among those that other configs have.
const WORDS: usize = 4;

/// Keys that a config must or may have though nothing comes of their values.
const ALLOWED: &[&str] = &[
    // What lies below the second stage is in the first, wherever that is said to begin and end.
    "lifecycle.stages[0].",
    "stages.sequence[0].threshold",
    // An attribute may wait for a column that shows it.
    ".attributes.",
];

/// What a config says of itself, beyond rows.
fn listed(project: &Project, findings: &Findings) -> String {
    let mut out = String::new();
    for finding in &findings.items {
        writeln!(out, "{} {} {}", finding.code, finding.path, finding.message).unwrap();
    }
    writeln!(out, "{:?}", describe::about(project)).unwrap();
    let notes = describe::describe(project);
    for note in &notes {
        writeln!(
            out,
            "{} {} {} {:?} {}",
            note.name, note.kind, note.grain, note.primary_key, note.description
        )
        .unwrap();
        for column in &note.columns {
            let (kind, source, text) = (column.kind.sql(), &column.source, &column.description);
            let (name, nullable, pii) = (&column.name, column.nullable, &column.pii_note);
            writeln!(out, "  {name} {kind} {nullable} {source} {text} {pii:?}").unwrap();
        }
        for key in &note.foreign_keys {
            writeln!(out, "  {} {} {:?}", key.column, key.table, key.target).unwrap();
        }
    }
    for dataset in project.datagen().into_iter().flat_map(|datagen| &datagen.datasets) {
        writeln!(out, "{} {:?}", dataset.output, dataset.partition).unwrap();
    }
    if let Some(engine) = project.plotsim() {
        let config = engine.config();
        // What plotsim_correlations, plotsim_write and the report show.
        writeln!(out, "{:?} {:?}", config.output, config.correlation.regimes).unwrap();
    }
    out
}

/// The tables whose rows may tell of a key.
fn tables(project: &Project) -> Vec<Box<dyn Fn() -> String + '_>> {
    let digest = |table: &dyn Table| {
        // Why rows cannot be made is an answer too.
        format!("{:?}", measure(table, &Workers::single()))
    };
    let mut all: Vec<Box<dyn Fn() -> String + '_>> = Vec::new();
    for index in 0..project.names().len() {
        all.push(Box::new(move || digest(project.table(index, None).as_ref())));
    }
    if let Some(engine) = project.plotsim() {
        all.push(Box::new(move || digest(&Trajectories::new(engine.clone()))));
        all.push(Box::new(move || digest(&Outliers::new(engine.clone()))));
    }
    all
}

/// A config at a scale.
struct Base {
    project: Project,
    listed: String,
    rows: Vec<Mutex<Option<String>>>,
    scale: f64,
    told: OnceCell<String>,
    judged: OnceCell<String>,
}

impl Base {
    fn of(tree: &Node, scale: f64) -> Base {
        let (project, findings) = config(tree, scale).unwrap_or_else(|| panic!("{}", mutate::yaml(tree)));
        let rows = tables(&project).iter().map(|_| Mutex::new(None)).collect();
        Base {
            listed: listed(&project, &findings),
            rows,
            project,
            scale,
            told: OnceCell::new(),
            judged: OnceCell::new(),
        }
    }

    /// Whether the manifest or, of what is allowed or not, the checks of another config say something else.
    fn tells_other(&self, project: &Project, flag: bool) -> bool {
        let workers = Workers::single();
        let told = |project: &Project| {
            let options =
                Options { config: "", entities: true, hashes: false, known: None, workers: &workers };
            manifest(project, &options).expect("nobody stops it")
        };
        let judged = |project: &Project| {
            let checked = checks::run(project, &workers).expect("nobody stops it");
            let outcomes = checked.outcomes.iter().map(|outcome| format!("{outcome:?}"));
            outcomes.collect::<Vec<_>>().join("\n")
        };
        *self.told.get_or_init(|| told(&self.project)) != told(project)
            || flag && *self.judged.get_or_init(|| judged(&self.project)) != judged(project)
    }

    /// Whether a config of another tree gives something else.
    fn differs(&self, (project, findings): &(Project, Findings)) -> bool {
        if listed(project, findings) != self.listed {
            return true;
        }
        let own = tables(&self.project);
        let others = tables(project);
        own.len() != others.len()
            || own.iter().zip(&others).zip(&self.rows).any(|((own, other), known)| {
                let mut known = known.lock().unwrap();
                *known.get_or_insert_with(own) != other()
            })
    }
}

fn config(tree: &Node, scale: f64) -> Option<(Project, Findings)> {
    Project::read("case.yaml", &mutate::yaml(tree), Overrides { scale: Some(scale), ..Overrides::default() })
        .ok()
}

/// The paths to the scalars under the keys of a tree, each with the names on the way.
fn scalars(tree: &Node) -> Vec<(Vec<usize>, Vec<String>)> {
    fn walk(
        node: &Node,
        path: &mut Vec<usize>,
        names: &mut Vec<String>,
        all: &mut Vec<(Vec<usize>, Vec<String>)>,
    ) {
        for (place, child) in children(node).into_iter().enumerate() {
            let name = match &node.value {
                Value::Map(entries) => {
                    entries[place].0.written().map(|key| key.into_owned()).unwrap_or_default()
                }
                _ => place.to_string(),
            };
            path.push(place);
            names.push(name);
            let is_scalar = !matches!(child.value, Value::List(_) | Value::Map(_) | Value::Null);
            if is_scalar && matches!(node.value, Value::Map(_)) {
                all.push((path.clone(), names.clone()));
            }
            walk(child, path, names, all);
            path.pop();
            names.pop();
        }
    }
    let mut all = Vec::new();
    walk(tree, &mut Vec::new(), &mut Vec::new(), &mut all);
    all
}

/// Other values that a key might have.
fn others(node: &Node, key: &str, words: &BTreeMap<String, Vec<String>>) -> Vec<Node> {
    let texts: Vec<String> = match &node.value {
        Value::Bool(value) => vec![(!value).to_string()],
        Value::Int(value) => {
            [value * 2, value + 1, value / 2, value - 1, value * 10, value / 10, value * 1000, 0]
                .iter()
                .map(i128::to_string)
                .collect()
        }
        Value::Float(value) => [value * 2.0, value * 10.0, value * 0.5, -value, value * 0.1, 0.0, 1.0]
            .iter()
            .map(|value| format!("{value:?}"))
            .collect(),
        Value::Text(text) => {
            let known = words.get(key).into_iter().flatten().filter(|word| *word != text).take(WORDS);
            let dates = text.contains("20").then(|| text.replacen("20", "19", 1));
            let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
            known.cloned().chain(dates).chain([format!("{text}q")]).map(|text| quoted(&text)).collect()
        }
        Value::Null | Value::List(_) | Value::Map(_) => Vec::new(),
    };
    let differs = |other: &Node| match (other.number(), node.number()) {
        (Some(other), Some(own)) => other != own,
        _ => other.written() != node.written(),
    };
    texts.iter().filter_map(|text| parse(text).ok()).filter(differs).collect()
}

/// The keys of a source that say nothing, as lines.
fn silent(source: &Source, words: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let small = Base::of(&source.tree, source.scale);
    let large = OnceCell::new();
    let mut found = Vec::new();
    for (path, names) in scalars(&source.tree) {
        let shown = names.iter().fold(String::new(), |path, name| match name.parse::<usize>() {
            Ok(place) => format!("{path}[{place}]"),
            Err(_) if path.is_empty() => name.clone(),
            Err(_) => format!("{path}.{name}"),
        });
        let key = names.last().map_or("", String::as_str);
        // What a finding says already, and what the call overrules.
        let mut told = small.listed.lines().filter(|line| line.starts_with("no-effect "));
        if matches!(shown.as_str(), "scale" | "scale_factor")
            || told.any(|line| line.contains(&format!(" {shown} ")) || line.contains(key))
            || ALLOWED.iter().any(|allowed| shown.contains(allowed))
        {
            continue;
        }
        let node = at(&source.tree, &path);
        let is_flag = matches!(node.value, Value::Bool(_));
        let is_told = is_flag || matches!(node.value, Value::Text(_));
        let (mut tried, mut effective) = (false, false);
        for other in others(node, key, words) {
            let mut tree = source.tree.clone();
            *at_mut(&mut tree, &path) = other;
            let Some(read) = config(&tree, small.scale) else {
                // A text that has to be one of several is read; whether a number does anything is another question.
                effective = matches!(node.value, Value::Text(_));
                if effective {
                    break;
                }
                continue;
            };
            tried = true;
            effective = small.differs(&read) || {
                // Labels and checks show in what is about the config as a whole; a small change in more rows.
                is_told && small.tells_other(&read.0, is_flag) || {
                    let large = large.get_or_init(|| Base::of(&source.tree, source.larger));
                    config(&tree, large.scale).is_some_and(|read| large.differs(&read))
                }
            };
            if effective {
                break;
            }
        }
        if tried && !effective {
            found.push(format!("{}: {shown}: {node}", source.name));
        }
    }
    found
}

#[test]
fn every_key_has_an_effect() {
    let sources = sources::all();
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in &sources {
        for (path, names) in scalars(&source.tree) {
            if let Value::Text(text) = &at(&source.tree, &path).value {
                let known = words.entry(names.last().cloned().unwrap_or_default()).or_default();
                if !known.contains(text) {
                    known.push(text.clone());
                }
            }
        }
    }
    let only = setting("PLOTSIM_EFFECT_SOURCE", u64::MAX);
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if only != u64::MAX && source.name != format!("source {only}") {
                        continue;
                    }
                    let silent = silent(source, &words);
                    found.lock().unwrap().extend(silent);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort();
    assert!(found.is_empty(), "{} keys without effect:\n{}", found.len(), found.join("\n"));
}
