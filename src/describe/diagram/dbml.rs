//! DBML, the database markup language (<https://dbml.dbdiagram.io/docs>).

use std::fmt::Write;

use super::cardinality;
use crate::describe::TableNote;

/// The tables, then their references. A reference to the number of a row that no column shows is a note.
pub fn write(tables: &[TableNote]) -> String {
    let mut text = String::new();
    for table in tables {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "Table {} {{", name(&table.name));
        for column in &table.columns {
            let mut settings = Vec::new();
            if table.primary_key.len() == 1 && table.primary_key[0] == column.name {
                settings.push("pk".to_owned());
            }
            if !column.nullable {
                settings.push("not null".to_owned());
            }
            let shown =
                |key: &&crate::describe::ForeignKey| key.column == column.name && key.target.is_none();
            if let Some(key) = table.foreign_keys.iter().find(shown) {
                settings.push(format!("note: {}", note(&format!("row number of {}", key.table))));
            }
            let settings =
                if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
            let _ = writeln!(text, "  {} {}{settings}", name(&column.name), column.kind.sql());
        }
        if table.primary_key.len() > 1 {
            let columns: Vec<String> = table.primary_key.iter().map(|column| name(column)).collect();
            let _ = writeln!(text, "  indexes {{\n    ({}) [pk]\n  }}", columns.join(", "));
        }
        if !table.description.is_empty() {
            let _ = writeln!(text, "  Note: {}", note(&table.description));
        }
        text.push_str("}\n\n");
    }
    for table in tables {
        for key in &table.foreign_keys {
            let Some(target) = &key.target else { continue };
            let sign = if cardinality(table, key).one_to_one { '-' } else { '>' };
            let (child, parent) = (name(&table.name), name(&key.table));
            let _ = writeln!(text, "Ref: {child}.{} {sign} {parent}.{}", name(&key.column), name(target));
        }
    }
    text
}

fn name(text: &str) -> String {
    escaped(text, '"')
}

fn note(text: &str) -> String {
    escaped(text, '\'')
}

/// Text within quotes of this kind.
fn escaped(text: &str, quote: char) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    safe.push(quote);
    for character in text.chars() {
        match character {
            '\\' => safe.push_str("\\\\"),
            '\n' => safe.push_str("\\n"),
            _ if character == quote => {
                safe.push('\\');
                safe.push(quote);
            }
            _ if character.is_control() => {
                let _ = write!(safe, "\\u{:04x}", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe.push(quote);
    safe
}

#[cfg(test)]
mod tests {
    use super::super::tests::awkward;

    #[test]
    fn names_cannot_break_out() {
        let wanted = r#"Table "say \"%\\#x;\"" {
  "id" VARCHAR [not null]
  "zwölf" VARCHAR
  indexes {
    ("id", "zwölf") [pk]
  }
  Note: 'it\'s 100 % "quoted"\nand broken'
}

Table "</script>" {
  "PK" VARCHAR [pk, not null]
  "1 b\\c" VARCHAR [note: 'row number of say "%\\#x;"']
  Note: 'it\'s 100 % "quoted"\nand broken'
}

Ref: "</script>"."PK" - "say \"%\\#x;\""."id"
"#;
        assert_eq!(super::write(&awkward()), wanted);
    }
}
