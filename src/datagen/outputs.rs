//! Where datasets are written: apart from each other and inside the target directory.
//!
//! To read a dataset its output does not matter, so what is wrong with one is a warning; `plotsim_write` takes the warnings
//! of [`UNWRITABLE`] for errors.

use crate::config::key::Key;
use crate::config::reader::{Field, Fields};

pub const OUTPUT: Key<&str> = Key::text("output")
    .doc("Directory of its Parquet files when written, inside the target directory")
    .example("data/customers");

/// Codes of the findings that keep a config from being written.
pub const UNWRITABLE: &[&str] = &["output-outside", "shared-output"];

/// Reports outputs that leave the target directory and outputs whose files would be mixed.
pub fn check(drafts: &[Option<Fields<'_>>]) {
    let mut earlier: Vec<Vec<&str>> = Vec::new();
    for draft in drafts.iter().flatten() {
        let (Some(field), Some(output)) = (draft.at(&OUTPUT), draft.read(&OUTPUT)) else { continue };
        if leaves(output) {
            let hint =
                "write a path below the target directory, with / between its parts, such as sales/orders";
            field.warn(
                "output-outside",
                format!("'{output}' is not a path inside the directory that is written to"),
                Some(hint.to_owned()),
            );
        }
        let parts: Vec<&str> = output.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if earlier.iter().any(|other| mixed(&parts, other)) {
            share(field, output);
        }
        earlier.push(parts);
    }
}

fn share(field: &Field<'_>, output: &str) {
    let message = format!(
        "'{output}' is the output of another dataset too, or lies among its files; they cannot be written together"
    );
    field.warn("shared-output", message, None);
}

/// Absolute paths, those of any system, and paths that go up.
pub fn leaves(output: &str) -> bool {
    let drive = output.chars().nth(1) == Some(':');
    output.is_empty()
        || output.starts_with(['/', '~'])
        || output.contains(['\\', '\0'])
        || drive
        || output.split('/').any(|part| part == "..")
}

/// Whether two outputs are the same, or one lies where the other has its files: `data.parquet` or `column=value`. Not
/// every file system tells upper from lower case.
fn mixed(one: &[&str], other: &[&str]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let (common, rest) = long.split_at(short.len());
    let same = |(a, b): (&&str, &&str)| a.to_lowercase() == b.to_lowercase();
    short.iter().zip(common).all(same)
        && rest.first().is_none_or(|next| next.contains('=') || next.eq_ignore_ascii_case("data.parquet"))
}

#[cfg(test)]
mod tests {
    use crate::config::Overrides;
    use crate::config::node::parse;
    use crate::config::reader::Report;
    use crate::config::{Finding, Severity};
    use crate::datagen::read;

    fn findings(outputs: &[&str]) -> Vec<Finding> {
        let dataset = |(index, output): (usize, &&str)| {
            let columns = "[{name: id, generator: {type: sequential_id}}]";
            format!("  - {{name: d{index}, output: '{output}', num_rows: 1, columns: {columns}}}\n")
        };
        let text: String = outputs.iter().enumerate().map(dataset).collect();
        let report = Report::new("test");
        assert!(
            read(&parse(&format!("datasets:\n{text}")).unwrap(), Overrides::default(), &report).is_some()
        );
        report.into_findings().items
    }

    #[test]
    fn outputs_that_leave_the_directory_are_found_where_they_stand() {
        for wrong in ["", "/abs", "../up", "a/../../b", "~/home", "C:/windows", "a\\b", ".."] {
            let found = findings(&["fine", wrong]);
            assert_eq!(found.len(), 1, "{wrong}");
            assert_eq!((found[0].code, found[0].severity), ("output-outside", Severity::Warning));
            assert_eq!((found[0].path.as_str(), found[0].at.line), ("datasets[1].output", 3));
        }
        for fine in ["a", "a/b", "./a", "a..b", "a/./b/", ".", "ünï côdé"] {
            assert_eq!(findings(&[fine]), [], "{fine}");
        }
    }

    #[test]
    fn outputs_must_not_mix() {
        for (one, other) in [
            ("a", "a"),
            ("a", "./a/"),
            ("a", "A"),
            ("a", "a/data.parquet"),
            ("a/day=2024-01-01", "a"),
            (".", "x=1"),
        ] {
            let found = findings(&[one, other]);
            assert_eq!(found.len(), 1, "{one} {other}");
            assert_eq!((found[0].code, found[0].path.as_str()), ("shared-output", "datasets[1].output"));
        }
        for (one, other) in [("a", "b"), ("a", "a/b"), ("a", "ab"), (".", "a")] {
            assert_eq!(findings(&[one, other]), [], "{one} {other}");
        }
    }
}
