//! Files beside a config: those that `from` names, whose rows take its place in the text of the config.
//!
//! So what a file holds is a part of the config's text, by which projects are kept and bundles are made again.

mod csv;
mod parquet;

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::call::Files;
use crate::bundle::place;
use crate::config::finding::{At, Finding, Severity};
use crate::config::node::{Node, Value, parse};
use crate::generators::rows::{FROM, MOST_ROWS, NOT_BESIDE};

/// Most bytes of a file whose rows are read.
const LARGEST: usize = 16 << 20;

/// Most values of a file: with their names they are as many parts of a config as one may have.
const MOST_VALUES: usize = 800_000;

/// The lists at the top of a config whose items may name a file.
const LISTS: &[&str] = &["datasets", "dimensions", "tables"];

/// A table that was read: names of columns, and by row what each holds, spelt as in YAML between brackets.
pub struct Rows {
    pub names: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The text of the config at `path` with rows in place of the files it names, and what is wrong with those that could not be read.
pub fn inlined(path: &str, text: String, files: &dyn Files) -> (String, Vec<Finding>) {
    if !text.contains(FROM.param.name) {
        return (text, Vec::new());
    }
    // What is wrong with the text is told where it is read.
    let Ok(tree) = parse(&text) else { return (text, Vec::new()) };
    let mut parts: Vec<(Range<usize>, String)> = Vec::new();
    let mut findings = Vec::new();
    for named in named(&tree) {
        let read = read(path, named.file, files).and_then(|rows| {
            let span =
                span(&text, &named).ok_or("must be written plainly, on one line and without escapes")?;
            Ok((span, listed(&text, &named, &rows)))
        });
        match read {
            Ok(part) => parts.push(part),
            Err(message) => findings.push(Finding {
                severity: Severity::Error,
                code: NOT_BESIDE,
                path: named.path,
                at: named.value.at,
                message: format!("from {message}"),
                hint: None,
                page: "docs/datagen.md#lookups",
                structural: false,
                excerpt: String::new(),
            }),
        }
    }
    if !findings.is_empty() || parts.is_empty() {
        return (text, findings);
    }
    parts.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut whole = text;
    for (span, rows) in parts {
        whole.replace_range(span, &rows);
    }
    (whole, findings)
}

/// A key that names a file.
struct Named<'a> {
    path: String,
    key: &'a Node,
    value: &'a Node,
    file: &'a str,
}

/// Every file that is named, but those beside rows that are written out, which is a mistake of its own.
fn named(tree: &Node) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    for list in LISTS {
        let Some(Value::List(items)) = tree.get(list).map(|node| &node.value) else { continue };
        for (place, item) in items.iter().enumerate() {
            let Value::Map(entries) = &item.value else { continue };
            if item.get("rows").is_some() {
                continue;
            }
            for (key, value) in entries {
                if let (Value::Text(name), Value::Text(file)) = (&key.value, &value.value)
                    && name == FROM.param.name
                {
                    all.push(Named { path: format!("{list}[{place}].{name}"), key, value, file });
                }
            }
        }
    }
    all
}

/// The bytes of the text from a key to the end of its value.
fn span(text: &str, named: &Named<'_>) -> Option<Range<usize>> {
    let (start, value) = (offset(text, named.key.at)?, offset(text, named.value.at)?);
    let quotes = usize::try_from(named.value.inset?).ok()?;
    let end = value + quotes + named.file.len() + quotes;
    (text.get(value + quotes..value + quotes + named.file.len())? == named.file && start < value)
        .then_some(start..end)
}

/// The byte at which a place lies.
fn offset(text: &str, at: At) -> Option<usize> {
    let line = usize::try_from(at.line.checked_sub(1)?).ok()?;
    let start = match line {
        0 => 0,
        line => text.match_indices('\n').nth(line - 1)?.0 + 1,
    };
    let column = usize::try_from(at.column.checked_sub(1)?).ok()?;
    let place = text.get(start..)?.char_indices().nth(column)?.0;
    Some(start + place)
}

/// Rows as a value of `rows`, on one line.
fn listed(text: &str, named: &Named<'_>, rows: &Rows) -> String {
    let names: Vec<String> = rows.names.iter().map(|name| quoted(name)).collect();
    let row = |row: &Vec<String>| {
        let cells: Vec<String> =
            names.iter().zip(row).map(|(name, cell)| format!("{name}: {cell}")).collect();
        format!("{{ {} }}", cells.join(", "))
    };
    let all: Vec<String> = rows.rows.iter().map(row).collect();
    let is_quoted = offset(text, named.key.at).is_some_and(|place| text[place..].starts_with('"'));
    let key = if is_quoted { "\"rows\"" } else { "rows" };
    format!("{key}: [{}]", all.join(", "))
}

/// A text as YAML has it between double quotes.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads the file `name` beside the config at `config`.
fn read(config: &str, name: &str, files: &dyn Files) -> Result<Rows, String> {
    check_name(name)?;
    let folder = folder(config);
    let path = format!("{folder}{name}");
    let bytes = files.read(&path).map_err(|message| format!("cannot be read: {message}"))?;
    check_inside(folder, name)?;
    if bytes.len() > LARGEST {
        return Err(format!("names a file of {} bytes, but {LARGEST} are the most", bytes.len()));
    }
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let rows = if bytes.starts_with(b"PAR1") || end == "parquet" {
        parquet::read(bytes)?
    } else {
        csv::read(&bytes)?
    };
    if rows.rows.is_empty() {
        return Err("names a file without rows".to_owned());
    }
    if rows.rows.len() > MOST_ROWS {
        return Err(format!("names a file of more than {MOST_ROWS} rows, which is the most"));
    }
    let values = rows.rows.len() * rows.names.len();
    if values > MOST_VALUES {
        return Err(format!("names a file of {values} values, but {MOST_VALUES} are the most"));
    }
    for (place, name) in rows.names.iter().enumerate() {
        if name.is_empty() {
            return Err(format!("names a file whose column {} has no name", place + 1));
        }
        if rows.names[..place].contains(name) {
            return Err(format!("names a file with two columns '{name}'"));
        }
    }
    Ok(rows)
}

/// A relative path that leads downwards.
fn check_name(name: &str) -> Result<(), String> {
    let parts: Vec<&str> = name.split('/').collect();
    let odd = |part: &&str| part.is_empty() || *part == "." || *part == "..";
    let outside = parts.iter().any(odd)
        || name.starts_with('~')
        || name.contains(['\\', ':', '?', '#', '%', '*'])
        || name.chars().any(char::is_control);
    if outside {
        return Err(format!(
            "is '{name}', but must be the path of a file below the config's folder, such as lists/countries.csv"
        ));
    }
    Ok(())
}

/// The folder of a config, with the separator at its end; nothing for the working directory.
fn folder(config: &str) -> &str {
    let (path, separators): (&str, &[char]) = match config.split_once("://") {
        Some(_) => (config.split(['?', '#']).next().unwrap_or(config), &['/']),
        None => (config, if cfg!(windows) { &['/', '\\'] } else { &['/'] }),
    };
    path.rfind(separators).map_or("", |end| &path[..=end])
}

/// No link leads out of a local folder. The file was read, so the host lets it be looked at.
fn check_inside(folder: &str, name: &str) -> Result<(), String> {
    let home = std::env::var(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).ok();
    let folder = match folder {
        "" => PathBuf::from("."),
        folder => match place::local(folder, home.as_deref()) {
            Ok(path) => path,
            // What is remote has no links that we could follow.
            Err(_) => return Ok(()),
        },
    };
    let Ok(root) = folder.canonicalize() else { return Ok(()) };
    place::check_inside(&root, Path::new(name))
        .map_err(|_| format!("is '{name}', which leads out of the config's folder"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::bundle::Disk;

    struct Folder(BTreeMap<String, Vec<u8>>);

    impl Files for Folder {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            self.0.get(path).cloned().ok_or_else(|| format!("no file '{path}'"))
        }

        fn disk(&self) -> Arc<dyn Disk> {
            unreachable!("nothing is written")
        }
    }

    fn with(config: &str, text: &str, file: &str, content: &[u8]) -> (String, Vec<String>) {
        let files = Folder(BTreeMap::from([(file.to_owned(), content.to_vec())]));
        let (text, findings) = inlined(config, text.to_owned(), &files);
        (text, findings.into_iter().map(|finding| finding.message).collect())
    }

    const TEXT: &str =
        "datasets:\n  - name: countries\n    from: countries.csv # all of them\n    output: c\n";

    #[test]
    fn rows_take_the_place_of_the_file_that_is_named() {
        let csv = b"\xef\xbb\xbfcode,name,people,since,old\nDE,\"Germany, a \"\"country\"\"\",83,1949-05-23,true\nFR,France,,1958-10-04,false\n";
        let (text, findings) = with("a/b/c.yaml", TEXT, "a/b/countries.csv", csv);
        assert_eq!(findings, [""; 0]);
        let expected = "rows: [{ \"code\": \"DE\", \"name\": \"Germany, a \\\"country\\\"\", \"people\": 83, \"since\": 1949-05-23, \
                        \"old\": true }, { \"code\": \"FR\", \"name\": \"France\", \"people\": null, \"since\": 1958-10-04, \"old\": false }]";
        assert_eq!(text, TEXT.replace("from: countries.csv", expected));
        let flow = "{\"datasets\": [{\"from\": \"countries.csv\", \"name\": \"c\"}]}";
        let (text, _) = with("c.yaml", flow, "countries.csv", b"code\n010\n7\n");
        assert_eq!(
            text,
            "{\"datasets\": [{\"rows\": [{ \"code\": \"010\" }, { \"code\": \"7\" }], \"name\": \"c\"}]}"
        );
        assert!(parse(&text).is_ok());
    }

    #[test]
    fn files_lie_below_the_folder_of_the_config() {
        for (config, path) in [
            ("c.yaml", "lists/x.csv"),
            ("a/c.yaml", "a/lists/x.csv"),
            ("/a/c.yaml", "/a/lists/x.csv"),
            ("https://h.example/a/c.yaml?key=a/b", "https://h.example/a/lists/x.csv"),
            ("s3://bucket/c.yaml", "s3://bucket/lists/x.csv"),
        ] {
            assert_eq!(format!("{}lists/x.csv", folder(config)), path);
        }
        for wrong in [
            "",
            "/etc/passwd",
            "../x.csv",
            "a/../x.csv",
            "~/x.csv",
            "https://h.example/x.csv",
            "C:\\x.csv",
            "a//b",
            "./x",
            "a%2fb",
            "*.csv",
        ] {
            let text = TEXT.replace("countries.csv", &quoted(wrong));
            let (same, findings) = with("c.yaml", &text, "countries.csv", b"a\n1\n");
            assert!(
                same == text && findings.len() == 1 && findings[0].contains("below the config's folder"),
                "{wrong}: {findings:?}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_at_its_name() {
        let large = vec![b'x'; LARGEST + 1];
        let long = format!("a\n{}", "1\n".repeat(MOST_ROWS + 1));
        let names: Vec<String> = (0..10).map(|column| format!("c{column}")).collect();
        let wide = format!("{}\n{}", names.join(","), "1,1,1,1,1,1,1,1,1,1\n".repeat(90_000));
        for (content, word) in [
            (&b"a,b\n1,2\n3\n"[..], "line 3 has 1 value, but the header names 2"),
            (b"a,b\n", "without rows"),
            (b"", "without rows"),
            (b"a,a\n1,2\n", "two columns 'a'"),
            (b"a,\n1,2\n", "column 2 has no name"),
            (b"a\n\xff\xfe\n", "not UTF-8"),
            (b"PAR1 nothing of the kind", "Parquet"),
            (&large, "16777216 are the most"),
            (long.as_bytes(), "more than 100000 rows"),
            (wide.as_bytes(), "900000 values, but 800000 are the most"),
        ] {
            let (_, findings) = with("c.yaml", TEXT, "countries.csv", content);
            assert!(findings.len() == 1 && findings[0].contains(word), "{word}: {findings:?}");
        }
        let (_, findings) = with("c.yaml", TEXT, "other.csv", b"a\n1\n");
        assert!(findings[0].contains("cannot be read: no file 'countries.csv'"), "{findings:?}");
    }

    #[test]
    fn a_parquet_file_gives_its_types() {
        use arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("n", Arc::new(Int32Array::from(vec![Some(1), None]))),
            ("x", Arc::new(Float64Array::from(vec![0.5, 2.0]))),
            ("t", Arc::new(StringArray::from(vec!["12", "it's"]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut bytes = Vec::new();
        let mut writer = ::parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let (text, findings) = with("c.yaml", TEXT, "countries.csv", &bytes);
        assert_eq!(findings, [""; 0]);
        assert!(text.contains("rows: [{ \"n\": 1, \"x\": 0.5, \"t\": \"12\" }, { \"n\": null, \"x\": 2.0, \"t\": \"it's\" }] # all"), "{text}");
    }
}
