//! Mermaid's `erDiagram` (<https://mermaid.js.org/syntax/entityRelationshipDiagram.html>).
//!
//! Names of tables may hold anything, in quotes and with Mermaid's own codes for what ends a quote or begins a
//! comment. Names of columns are words there; one that is not is shown as the nearest word, with the true name as its
//! comment.

use std::fmt::Write;

use super::cardinality;
use crate::describe::TableNote;

/// The tables, then their references; a reference is named after its column.
pub fn write(tables: &[TableNote]) -> String {
    let mut text = String::from("erDiagram\n");
    for table in tables {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    \"{}\" {{", quoted(&table.name));
        for column in &table.columns {
            let primary = table.primary_key.contains(&column.name).then_some("PK");
            let foreign = table.foreign_keys.iter().any(|key| key.column == column.name).then_some("FK");
            let keys: Vec<&str> = primary.into_iter().chain(foreign).collect();
            let word = word(&column.name);
            let _ = write!(text, "        {} {word}", column.kind.sql());
            if !keys.is_empty() {
                let _ = write!(text, " {}", keys.join(", "));
            }
            if word != column.name {
                let _ = write!(text, " \"{}\"", quoted(&column.name));
            }
            text.push('\n');
        }
        text.push_str("    }\n");
    }
    for table in tables {
        for key in &table.foreign_keys {
            let cardinality = cardinality(table, key);
            let parent = if cardinality.optional { "|o" } else { "||" };
            let child = if cardinality.one_to_one { "o|" } else { "o{" };
            let _ = writeln!(
                text,
                "    \"{}\" {parent}--{child} \"{}\" : \"{}\"",
                quoted(&key.table),
                quoted(&table.name),
                quoted(&key.column)
            );
        }
    }
    text
}

/// Text within quotes: what Mermaid would read as something else stands as `#` and its code point.
fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '%' | '\\' | '#' => {
                let _ = write!(safe, "#{};", u32::from(character));
            }
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

/// The nearest name that Mermaid takes for a column.
fn word(name: &str) -> String {
    let letter =
        |character: char| character.is_ascii_alphabetic() || ('\u{C0}'..='\u{FFFF}').contains(&character);
    let mut word: String = name
        .chars()
        .map(|character| if letter(character) || character.is_ascii_digit() { character } else { '_' })
        .collect();
    if !word.starts_with(|first: char| letter(first) || first == '_') {
        word.insert(0, '_');
    }
    if ["PK", "FK", "UK"].contains(&word.as_str()) {
        word.push('_');
    }
    word
}

#[cfg(test)]
mod tests {
    use super::super::tests::awkward;

    #[test]
    fn names_cannot_break_out() {
        let wanted = r#"erDiagram
    "say #34;#37;#92;#35;x;#34;" {
        VARCHAR id PK
        VARCHAR zwölf PK
    }
    "</script>" {
        VARCHAR PK_ PK, FK "PK"
        VARCHAR _1_b_c FK "1 b#92;c"
    }
    "say #34;#37;#92;#35;x;#34;" ||--o| "</script>" : "PK"
    "say #34;#37;#92;#35;x;#34;" |o--o{ "</script>" : "1 b#92;c"
"#;
        assert_eq!(super::write(&awkward()), wanted);
    }
}
