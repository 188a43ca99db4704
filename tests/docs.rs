//! The references in `docs/` say what the parser does, because their tables are made from the parser's own entries.
//!
//! A made section stands between `<!-- NAME: made from … -->` and `<!-- /NAME -->`.

#[path = "common/schema.rs"]
mod schema;

use std::collections::BTreeSet;
use std::fmt::Write;

use plotsim::catalogue::schema::all_sections;
use plotsim::config::classes::{self, CLASSES};
use plotsim::config::param::{Need, Param, Section};
use plotsim::distributions::FAMILIES;
use plotsim::faker::{ArgumentKind, LOCALES, METHODS};
use plotsim::generators::ENTRIES;
use plotsim::plotsim::builder::RELATIONSHIPS;
use plotsim::rhythm::holidays::countries;
use plotsim::rhythm::presets::PRESETS;
use plotsim::trajectory::curves::{CURVES, ParamKind};
use plotsim::trajectory::dsl::SHAPES;
use plotsim::trajectory::noise::NOISE_PRESETS;

/// The mappings of the plotsim language whose tables are made, by the name of their section; those of both forms lose
/// their `plotsim.`.
const MAPPINGS: &[&str] = &[
    "builder",
    "builder.window",
    "every.story",
    "builder.metrics",
    "builder.segments",
    "builder.treatment",
    "builder.connections",
    "builder.connection_phases",
    "builder.lifecycle",
    "builder.dimensions",
    "builder.facts",
    "builder.events",
    "builder.bridges",
    "builder.columns",
    "builder.holdout",
    "builder.entity_features",
    "builder.quality",
    "engine",
    "engine.domain",
    "engine.time_window",
    "engine.metrics",
    "engine.value_range",
    "engine.causal_lag",
    "engine.archetypes",
    "engine.curve_segments",
    "engine.metric_overrides",
    "engine.entities",
    "engine.tables",
    "engine.columns",
    "engine.scd_type2",
    "engine.correlations",
    "engine.correlation_phases",
    "engine.stages",
    "engine.sequence",
    "engine.bridges",
    "engine.holdout",
    "engine.quality_issues",
    "sources",
    "season",
    "noise",
    "spread",
];

/// The section of a name.
fn section(name: &str) -> &'static Section {
    let full = if name.contains('.') || ["builder", "engine"].contains(&name) {
        name.to_owned()
    } else {
        format!("plotsim.{name}")
    };
    all_sections().into_iter().find(|section| section.name == full).unwrap()
}

/// A cell of a table: bars would end it, and `<` outside of code would begin a tag.
fn cell(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let escaped =
        parts.map(|(place, part)| if place % 2 == 0 { part.replace('<', "\\<") } else { part.to_owned() });
    escaped.collect::<Vec<_>>().join("`").replace('|', "\\|")
}

fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    writeln!(text, "| {} |", cells.join(" | ")).unwrap();
}

fn head(text: &mut String, cells: &[&str]) {
    row(text, cells);
    writeln!(text, "|{}", "---|".repeat(cells.len())).unwrap();
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// A table of the keys of a section.
fn keys(heading: &str, params: &[Param]) -> String {
    let mut text = String::new();
    head(&mut text, &[heading, "Type", "Default", "Meaning"]);
    for param in params {
        let default = match param.need {
            Need::Required => "required".to_owned(),
            Need::Default(literal) => literal.to_string(),
        };
        row(&mut text, &[&code(param.name), &param.kind.to_string(), &default, param.doc]);
    }
    text
}

fn generators() -> String {
    let mut text = String::new();
    for entry in ENTRIES {
        writeln!(
            text,
            "### {}\n\n{}.\n\n```yaml\ngenerator: {}\n```\n",
            entry.name, entry.section.doc, entry.example
        )
        .unwrap();
        if !entry.section.params.is_empty() {
            text.push_str(&keys("Parameter", entry.section.params));
            text.push('\n');
        }
    }
    text
}

fn rhythms() -> String {
    let mut text = String::new();
    head(&mut text, &["Preset", "Meaning", "Weights of hours", "Weights of weekdays"]);
    for preset in PRESETS {
        let pairs = |names: &[String], weights: &[f64]| {
            let named: Vec<String> = names
                .iter()
                .zip(weights)
                .filter(|(_, weight)| **weight > 0.0)
                .map(|(name, weight)| format!("{name}: {weight}"))
                .collect();
            if weights.windows(2).all(|pair| pair[0] == pair[1]) {
                "all alike".to_owned()
            } else {
                named.join(", ")
            }
        };
        let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(str::to_owned);
        let cells = [pairs(&hours, &preset.hours), pairs(&days, &preset.weekdays)];
        row(&mut text, &[&code(preset.name), preset.doc, &cells[0], &cells[1]]);
    }
    text
}

fn expressions() -> String {
    let mut text = String::new();
    for (theme, functions) in plotsim::expressions::functions::GROUPS {
        writeln!(text, "**{theme}**\n").unwrap();
        head(&mut text, &["Call", "Result", "Meaning"]);
        for function in *functions {
            let others: Vec<String> = function.aliases.iter().map(|name| code(name)).collect();
            let others =
                if others.is_empty() { String::new() } else { format!(" (also {})", others.join(", ")) };
            row(&mut text, &[&code(function.usage), function.result, &format!("{}{others}", function.doc)]);
        }
        text.push('\n');
    }
    text
}

fn holidays() -> String {
    let mut named: Vec<String> =
        countries().map(|country| format!("`{}` {}", country.code, country.name)).collect();
    named.sort_unstable();
    named.join(", ") + "."
}

fn relationships() -> String {
    let mut text = String::new();
    head(&mut text, &["Word", "Coefficient"]);
    for word in RELATIONSHIPS {
        row(&mut text, &[&code(word.name), &format!("{:+.2}", word.coefficient)]);
    }
    text
}

fn shapes() -> String {
    let mut text = String::new();
    head(&mut text, &["Shape", "Story", "Values", "Curves"]);
    for shape in SHAPES {
        let part = |part: &plotsim::trajectory::dsl::ShapePart| {
            let spec = part.curve.spec();
            let params = spec.params.iter().zip(part.curve.params());
            let params: Vec<String> = params
                .map(|(param, value)| format!("{} {}", param.name, value_of(param.kind, *value)))
                .collect();
            format!("{} ({}), {} to {}", spec.name, params.join(", "), part.start, part.end)
        };
        let parts: Vec<String> = shape.parts.iter().map(part).collect();
        let params = shape.params.iter();
        let params: Vec<String> = params
            .map(|param| format!("`{}` ({})", param.name, value_of(param.kind, param.default)))
            .collect();
        row(&mut text, &[&code(shape.name), shape.doc, &params.join(", "), &parts.join("; ")]);
    }
    text
}

fn value_of(kind: ParamKind, value: f64) -> String {
    match kind {
        ParamKind::Number | ParamKind::Cycles => value.to_string(),
        ParamKind::Bool => (value != 0.0).to_string(),
    }
}

fn curves() -> String {
    let mut text = String::new();
    for curve in CURVES {
        writeln!(text, "### {}\n\n{}\n", curve.name, curve.doc).unwrap();
        writeln!(text, "    {}\n", curve.formula).unwrap();
        if !curve.aliases.is_empty() {
            let aliases: Vec<String> = curve.aliases.iter().map(|alias| code(alias)).collect();
            writeln!(text, "Also called {}.\n", aliases.join(", ")).unwrap();
        }
        head(&mut text, &["Parameter", "Value", "Default", "Meaning"]);
        for param in curve.params {
            let kind = param.kind.to_string();
            row(&mut text, &[&code(param.name), &kind, &value_of(param.kind, param.default), param.doc]);
        }
        text.push('\n');
    }
    text
}

fn families() -> String {
    let mut text = String::new();
    head(&mut text, &["Family", "Parameters (default)", "What it is"]);
    for family in FAMILIES {
        let param = |param: &plotsim::distributions::ParamInfo| {
            let default = param.default.map_or("required".to_owned(), |default| default.to_string());
            format!("{} ({default}): {}", code(param.name), param.doc)
        };
        let params: Vec<String> = family.params.iter().map(param).collect();
        let aliases: Vec<String> = family.aliases.iter().map(|alias| code(alias)).collect();
        let names = [vec![code(family.name)], aliases].concat().join(", ");
        row(&mut text, &[&names, &params.join("; "), family.doc]);
    }
    text
}

fn presets() -> String {
    let mut text = String::new();
    head(&mut text, &["Preset", "Meaning"]);
    for preset in NOISE_PRESETS {
        let names: Vec<String> =
            std::iter::once(&preset.name).chain(preset.aliases).map(|name| code(name)).collect();
        row(&mut text, &[&names.join(", "), preset.doc]);
    }
    text
}

fn faker() -> String {
    let mut text = String::new();
    head(&mut text, &["Method", "Gives", "Type", "Arguments", "Unique"]);
    for method in METHODS {
        let argument = |argument: &plotsim::faker::FakerArgument| {
            let kind = match argument.kind {
                ArgumentKind::Int(..) => "whole number",
                ArgumentKind::Float => "number",
                ArgumentKind::Bool => "boolean",
                ArgumentKind::Date => "day",
                ArgumentKind::Text => "text",
                ArgumentKind::Texts => "texts with commas",
            };
            format!("{} ({kind}): {}", code(argument.name), argument.doc)
        };
        let arguments: Vec<String> = method.arguments.iter().map(argument).collect();
        let unique = if method.can_be_unique { "yes" } else { "" };
        row(&mut text, &[&code(method.name), method.doc, &method.kind.sql(), &arguments.join("; "), unique]);
    }
    text.push_str(
        "\nA day is `YYYY-MM-DD`, `today`, or a distance from today: `-30y`, `+6M`, `-2w`, `+10d`.\n",
    );
    text
}

fn locales() -> String {
    let names: Vec<String> = LOCALES.iter().map(|name| code(name)).collect();
    format!("{}.\n", names.join(", "))
}

fn checks() -> String {
    let mut text = String::new();
    head(&mut text, &["Check", "Finds out whether", "How it judges", "Languages", "Reads"]);
    for check in plotsim::checks::ALL {
        let languages: Vec<&str> = check.languages.iter().map(|language| language.name()).collect();
        let needs: Vec<&str> = check.needs.iter().map(|need| need.name()).collect();
        row(&mut text, &[&code(check.name), check.doc, check.rule, &languages.join(", "), &needs.join(", ")]);
    }
    text
}

fn classes() -> String {
    let mut text = String::new();
    head(&mut text, &["Code", "Severity", "What is wrong"]);
    for class in CLASSES {
        row(&mut text, &[&code(class.code), class.severity.name(), class.doc]);
    }
    text
}

/// Every section that a page needs, in whatever order.
fn sections_of_plotsim() -> Vec<(&'static str, String)> {
    let mut sections: Vec<(&str, String)> =
        MAPPINGS.iter().map(|name| (*name, keys("Key", section(name).params))).collect();
    sections.extend([
        ("relationships", relationships()),
        ("shapes", shapes()),
        ("curves", curves()),
        ("families", families()),
        ("presets", presets()),
        ("faker", faker()),
        ("locales", locales()),
    ]);
    sections
}

/// Compares each section of a page with what it should be, or writes it if UPDATE_DOCS is set.
fn check(page: &str, sections: &[(&str, String)]) {
    let path = format!("{}/docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(&path).unwrap();
    let mut wanted = written.clone();
    for (name, text) in sections {
        let begin = format!(
            "<!-- {name}: made from the parser's own entries by `UPDATE_DOCS=1 cargo test --test docs` -->\n"
        );
        let end = format!("<!-- /{name} -->");
        let (before, rest) =
            wanted.split_once(&begin).unwrap_or_else(|| panic!("{page} has no section {name}"));
        let (_, after) =
            rest.split_once(&end).unwrap_or_else(|| panic!("the section {name} of {page} does not end"));
        wanted = format!("{before}{begin}\n{}\n\n{end}{after}", text.trim_end());
    }
    let made = wanted.matches("made from the parser's own entries").count();
    assert_eq!(made, sections.len(), "{page} has a section that nothing makes");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else {
        assert!(wanted == written, "docs/{page} is out of date: run UPDATE_DOCS=1 cargo test --test docs");
    }
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(format!("{}/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut anchors: Vec<String> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !in_code) else { continue };
        let kept = heading.trim_start_matches('#').trim().to_lowercase();
        let kept: String =
            kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect();
        let anchor = kept.replace(' ', "-");
        // A heading that comes again is numbered.
        let again = anchors.iter().filter(|other| **other == anchor).count();
        anchors.push(if again == 0 { anchor } else { format!("{anchor}-{again}") });
    }
    anchors
}

#[test]
fn findings_lead_to_headings_that_exist() {
    let sections = plotsim::catalogue::schema::all_sections();
    let pages: BTreeSet<&str> =
        sections.iter().map(|section| section.page).filter(|page| !page.is_empty()).collect();
    assert!(pages.len() > 30, "{pages:?}");
    for page in pages {
        let (file, anchor) = page.split_once('#').unwrap_or_else(|| panic!("{page} names no heading"));
        assert!(anchors(file).iter().any(|known| known == anchor), "{file} has no heading #{anchor}");
    }
}

#[test]
fn examples_of_keys_are_values_of_their_keys() {
    for section in plotsim::catalogue::schema::all_sections() {
        for param in section.params.iter().filter(|param| !param.example.is_empty()) {
            let place = format!("{}.{}", section.name, param.name);
            let value = plotsim::catalogue::schema::yaml(param.example)
                .unwrap_or_else(|| panic!("{place} is no YAML"));
            let schema = plotsim::catalogue::schema::of_kind(&param.kind);
            assert_eq!(schema::broken(&schema, &value), None, "{place}: {}", param.example);
        }
    }
}

/// What DuckDB's list of community extensions shows of each function.
#[test]
fn the_function_descriptions_are_up_to_date() {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut wanted = "function,description,comment,example\n".to_owned();
    for function in plotsim::functions::ALL {
        let cells = [function.doc, &plotsim::functions::signature(function), function.example];
        let cells = cells.map(quoted).join(",");
        writeln!(wanted, "{},{cells}", function.name).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/function_descriptions.csv");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == wanted, "{path} is out of date: run UPDATE_DOCS=1 cargo test --test docs");
}

#[test]
fn the_datagen_reference_is_up_to_date() {
    check(
        "datagen.md",
        &[
            ("rhythms", rhythms()),
            ("holidays", holidays()),
            ("rhythm", keys("Key", section("datagen.rhythm").params)),
            ("generators", generators()),
            ("expressions", expressions()),
        ],
    );
}

#[test]
fn the_list_of_checks_is_up_to_date() {
    check("checks.md", &[("checks", checks())]);
}

#[test]
fn the_plotsim_reference_is_up_to_date() {
    check("plotsim.md", &sections_of_plotsim());
}

#[test]
fn the_list_of_findings_is_up_to_date() {
    check("findings.md", &[("classes", classes())]);
}

/// Every `.error("code", …)` and the like of a source file.
fn codes_of(source: &str) -> impl Iterator<Item = &str> {
    const CALLS: &[&str] =
        &["error(", "warn(", "error_within(", "finding(", "missing(", "code: ", "unknown: "];
    let after = CALLS.iter().flat_map(|call| source.match_indices(call).map(|(at, call)| at + call.len()));
    after.filter_map(|at| {
        let (before, rest) = source[at..].split_once('"')?;
        let plain =
            |letter: char| letter.is_alphanumeric() || letter.is_whitespace() || "_.,&()".contains(letter);
        let code = rest.split_once('"')?.0;
        let kebab =
            code.contains('-') && code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        (before.len() < 120 && before.chars().all(plain) && kebab).then_some(code)
    })
}

#[test]
fn every_code_of_a_finding_has_a_class() {
    assert!(CLASSES.is_sorted_by(|a, b| a.code < b.code));
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut codes = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                codes.extend(codes_of(&source).map(str::to_owned));
            }
        }
    }
    assert!(codes.len() > 80, "{codes:?}");
    let unknown: Vec<&String> = codes.iter().filter(|code| classes::of(code).is_none()).collect();
    assert!(unknown.is_empty(), "a line of config/classes.rs is missing for {unknown:?}");
}

/// What the walk-through shows of the generator is what is there.
#[test]
fn the_walk_through_shows_code_that_is_there() {
    let read =
        |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (page, code) = (read("docs/extending.md"), read("src/generators/triangular.rs"));
    let section = page.split("\n## ").find(|section| section.starts_with("A generator\n")).unwrap();
    let listings: Vec<&str> =
        section.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(listings.len(), 3);
    for listing in listings {
        assert!(
            code.contains(listing),
            "docs/extending.md shows what triangular.rs does not hold:\n{listing}"
        );
    }
}
