//! The reference in `docs/` says what the parser does, because it is made from the parser's own entries.

use std::fmt::Write;

use plotsim::config::datagen::generators::ENTRIES;
use plotsim::config::param::Need;

const BEGIN: &str =
    "<!-- generators: made from the parser's own entries by `UPDATE_DOCS=1 cargo test --test docs` -->\n";
const END: &str = "<!-- /generators -->";

fn generators() -> String {
    let mut text = String::new();
    for entry in ENTRIES {
        writeln!(
            text,
            "### {}\n\n{}.\n\n```yaml\ngenerator: {}\n```\n",
            entry.name, entry.doc, entry.example
        )
        .unwrap();
        if !entry.params.is_empty() {
            text.push_str("| Parameter | Type | Default | Meaning |\n|---|---|---|---|\n");
            for param in entry.params {
                let default = match param.need {
                    Need::Required => "required",
                    Need::Default(value) => value,
                };
                writeln!(text, "| `{}` | {} | {default} | {} |", param.name, param.kind, param.doc).unwrap();
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_generator_reference_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/datagen.md");
    let written = std::fs::read_to_string(path).unwrap();
    let (before, rest) = written.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}\n{}{END}{after}", generators());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &wanted).unwrap();
    } else {
        assert!(
            wanted == written,
            "docs/datagen.md is out of date: run UPDATE_DOCS=1 cargo test --test docs"
        );
    }
}
