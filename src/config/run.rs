//! `run`: what `plotsim_write` records in a config, so that the same run can be made from it again.
//!
//! Every language has this key. What it says holds unless the call says otherwise: the call's seed comes before the
//! run's, which comes before every seed of the config; the same goes for the scale and the last day.

use super::calendar::format_date;
use super::key::{Day, Key, Mapping};
use super::node::{Node, Value, parse};
use super::param::{Interval, Param, Section};
use super::reader::{Field, Report};
use crate::config::Overrides;

/// The key.
pub const NAME: &str = "run";

/// Its entry in the vocabulary of every language.
pub const PARAM: Param = RUN.param;

const RUN: Key<Option<Mapping>> = Key::map(NAME, &SECTION)
    .optional()
    .doc("What plotsim_write recorded: seed, scale and last day in place of the config's, and the version that wrote the files")
    .example("{ seed: 7, scale: 3.0, version: \"0.1.0\" }");
const SEED: Key<Option<u64>> =
    Key::seed("seed").optional().doc("Seed in place of every seed of the config").example("7");
const SCALE: Key<Option<f64>> =
    Key::float("scale", Interval::POSITIVE).optional().doc("Scale in place of the config's").example("3.0");
const UNTIL: Key<Option<Day>> = Key::date("until")
    .optional()
    .doc("Last day there is, in place of the end of what extends in time")
    .example("2026-03-31");
const VERSION: Key<Option<&str>> = Key::text("version")
    .optional()
    .doc("The plotsim that wrote the files; another may make other values")
    .example("\"0.1.0\"");

/// What it may hold.
pub static SECTION: Section = Section::new(
    "every.run",
    "docs/bundle.md#making-it-again",
    "The run that a bundle's config makes again",
    &[SEED.param, SCALE.param, UNTIL.param, VERSION.param],
);

/// What is in force for a document: the call's overrides, and where they are silent what the document's `run` says.
pub fn overrides(tree: &Node, call: Overrides, report: &Report) -> Overrides {
    let Some(node) = tree.get(NAME).filter(|node| !matches!(node.value, Value::Null)) else { return call };
    let Some(fields) = Field::root(report, tree).child(NAME, node).fields(&SECTION) else { return call };
    if let Some(field) = fields.at(&VERSION)
        && let Some(Some(version)) = fields.read(&VERSION)
        && version != env!("CARGO_PKG_VERSION")
    {
        let message = format!(
            "the files were written by plotsim {version} and this is {}: values may differ",
            env!("CARGO_PKG_VERSION")
        );
        field.warn("other-version", message, None);
    }
    let (seed, scale) = (fields.read(&SEED).flatten(), fields.read(&SCALE).flatten());
    let until = fields.read(&UNTIL).flatten();
    Overrides { seed: call.seed.or(seed), scale: call.scale.or(scale), until: call.until.or(until) }
}

/// As [`overrides`], for the text of a config that was read before.
pub fn in_force(text: &str, call: Overrides) -> Overrides {
    parse(text).map_or(call, |tree| overrides(&tree, call, &Report::new("")))
}

/// The line before the entry.
const COMMENT: &str = "# Recorded by plotsim_write: with this file it makes the same tables again.";

/// The text of a config with `run` in it, saying what is in force; all else stays as it was written.
///
/// # Errors
/// A sentence, if the text is of a shape into which no entry can be put.
pub fn record(text: &str, in_force: Overrides) -> Result<String, String> {
    let tree = parse(text).map_err(|finding| finding.to_string())?;
    let mut keys = Vec::new();
    keys.extend(in_force.seed.map(|seed| ("seed", seed.to_string())));
    keys.extend(in_force.scale.map(|scale| ("scale", format!("{scale:?}"))));
    keys.extend(in_force.until.map(|day| ("until", format_date(day))));
    keys.push(("version", format!("\"{}\"", env!("CARGO_PKG_VERSION"))));
    let mapping = |quote: &str| {
        let entries: Vec<String> =
            keys.iter().map(|(key, value)| format!("{quote}{key}{quote}: {value}")).collect();
        format!("{{ {} }}", entries.join(", "))
    };
    let (value, quoted) = (mapping(""), mapping("\""));
    let wanted = parse(&format!("run: {value}\n")).map_err(|finding| finding.to_string())?;
    let fits = |candidate: &str| {
        parse(candidate).is_ok_and(|read| {
            let same_run = read.get(NAME).zip(wanted.get(NAME)).is_some_and(|(one, other)| same(one, other));
            same_run && same_entries(&read, &tree)
        })
    };
    let bare = without_run(text, &tree).ok_or_else(|| refusal(&tree))?;
    candidates(&bare, &value, &quoted)
        .into_iter()
        .find(|candidate| fits(candidate))
        .ok_or_else(|| refusal(&tree))
}

fn refusal(tree: &Node) -> String {
    let place = if tree.at.line > 0 { format!("line {}", tree.at.line) } else { "its top".to_owned() };
    format!(
        "seed, scale and version cannot be recorded in this config: write what stands at {place} as plain 'key: value' lines"
    )
}

/// Texts with the entry in different places, the most readable first. Where everything stands in braces, as in JSON, so
/// does the entry, its keys in quotes.
fn candidates(text: &str, value: &str, quoted: &str) -> Vec<String> {
    let entry = |indent: &str| format!("{indent}{COMMENT}\n{indent}run: {value}\n");
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let mut all = vec![format!("{mark}{}{body}", entry(""))];
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let content = line.trim_start();
        let end = start + line.len();
        let indent = &line[..line.len() - content.len()];
        if line.starts_with("---") && line.ends_with('\n') {
            all.push(format!("{mark}{}{}{}", &body[..end], entry(""), &body[end..]));
        } else if content.starts_with('{') {
            let after = start + indent.len() + 1;
            all.push(format!("{mark}{}\"run\": {quoted}, {}", &body[..after], &body[after..]));
            break;
        } else if !content.is_empty() && !content.starts_with(['#', '%']) {
            all.push(format!("{mark}{}{}{}", &body[..start], entry(indent), &body[start..]));
            break;
        }
        start = end;
    }
    all
}

/// The text without the entry of an earlier run.
fn without_run(text: &str, tree: &Node) -> Option<String> {
    if tree.get(NAME).is_none() {
        return Some(text.to_owned());
    }
    let gone = |candidate: &str| {
        parse(candidate).is_ok_and(|read| read.get(NAME).is_none() && same_entries(&read, tree))
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    for (index, line) in lines.iter().enumerate() {
        let content = line.trim_start_matches('\u{feff}').trim_start();
        if content.starts_with("run:") {
            let more = lines[index + 1..].iter().take_while(|next| depth(next) > depth(line)).count();
            let comment =
                index > 0 && lines[index - 1].trim_matches(['\u{feff}', ' ', '\t', '\n', '\r']) == COMMENT;
            let before = lines[..index - usize::from(comment)].concat();
            let mark = if text.starts_with('\u{feff}') && before.is_empty() { "\u{feff}" } else { "" };
            let rest = format!("{mark}{before}{}", lines[index + 1 + more..].concat());
            if gone(&rest) {
                return Some(rest);
            }
        }
    }
    for key in ["\"run\": ", "\"run\":", "run: ", "run:"] {
        for (start, _) in text.match_indices(key) {
            for (length, _) in text[start..].match_indices('}') {
                let after = &text[start + length + 1..];
                let after = after.strip_prefix(", ").or_else(|| after.strip_prefix(',')).unwrap_or(after);
                let rest = format!("{}{after}", &text[..start]);
                if gone(&rest) {
                    return Some(rest);
                }
            }
        }
    }
    None
}

/// Whether two documents say the same, `run` aside.
fn same_entries(one: &Node, other: &Node) -> bool {
    let entries = |node: &Node| match &node.value {
        Value::Map(entries) => {
            let kept =
                entries.iter().filter(|(key, _)| !matches!(&key.value, Value::Text(name) if name == NAME));
            Some(kept.cloned().collect::<Vec<_>>())
        }
        _ => None,
    };
    match (entries(one), entries(other)) {
        (Some(one), Some(other)) => same_pairs(&one, &other),
        _ => false,
    }
}

fn same_pairs(one: &[(Node, Node)], other: &[(Node, Node)]) -> bool {
    let pair = |(a, b): (&(Node, Node), &(Node, Node))| same(&a.0, &b.0) && same(&a.1, &b.1);
    one.len() == other.len() && one.iter().zip(other).all(pair)
}

/// Whether two values are the same, wherever they stand.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => same_pairs(one, other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORCE: Overrides = Overrides { seed: Some(7), scale: Some(3.0), until: Some(20_543) };

    fn read(text: &str) -> Overrides {
        let report = Report::new("test");
        let read = overrides(&parse(text).unwrap(), Overrides::default(), &report);
        assert!(!report.has_errors());
        read
    }

    #[test]
    fn what_is_recorded_is_read_again_and_recorded_anew() {
        for text in [
            "a: 1\nb: [1, 2]\n",
            "# about\n\na: 1",
            "%YAML 1.2\n---\na: 1\n",
            "--- # here\na: 1\n...\n",
            "  a: 1\n  b: 2\n",
            "\u{feff}a: 1\n",
            "{ a: 1, b: { c: .nan } }",
            "# flow\n{\"a\": 1}\n",
            "a: |\n  run: { seed: 9 }\n  # text\nb: '\u{e4}'\r\n",
            "a: 1\nrun: { seed: 1, version: \"0.0.1\" }\nb: 2\n",
            "run:\n  seed: 5\n  scale: 2\na: 1\n",
            "{\"run\": { seed: 5 }, \"a\": 1}",
        ] {
            let first = record(text, FORCE).unwrap_or_else(|error| panic!("{text}: {error}"));
            let found = read(&first);
            assert_eq!(found, FORCE, "{first}");
            assert!(same_entries(&parse(&first).unwrap(), &parse(text).unwrap()), "{first}");
            assert_eq!(record(&first, FORCE).unwrap(), first);
            let other = record(&first, Overrides { seed: Some(8), scale: None, ..FORCE }).unwrap();
            let other = other.replace("seed: 8", "seed: 7, scale: 3.0");
            assert_eq!(other.replace("\"seed\": 8", "\"seed\": 7, \"scale\": 3.0"), first);
        }
    }

    #[test]
    fn the_call_comes_before_the_run() {
        let report = Report::new("test");
        let tree = parse("run: { seed: 1, scale: 2, version: '0.0.0' }").unwrap();
        let found = overrides(&tree, Overrides { seed: Some(5), ..Overrides::default() }, &report);
        assert_eq!((found.seed, found.scale), (Some(5), Some(2.0)));
        let findings = report.into_findings();
        assert_eq!(findings.items.len(), 1);
        assert_eq!(
            (findings.items[0].code, findings.items[0].path.as_str()),
            ("other-version", "run.version")
        );
    }

    #[test]
    fn slips_are_found() {
        for (text, code) in [
            ("run: { sed: 1 }", "unknown-key"),
            ("run: { seed: -1 }", "out-of-range"),
            ("run: { scale: 0 }", "out-of-range"),
            ("run: [1]", "wrong-type"),
        ] {
            let report = Report::new("test");
            overrides(&parse(text).unwrap(), Overrides::default(), &report);
            assert_eq!(report.into_findings().items[0].code, code, "{text}");
        }
    }
}
