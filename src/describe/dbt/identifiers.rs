//! Names in the SQL that dbt makes of its property files.

/// Words that DuckDB takes for a column's name only in quotes.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "default",
    "deferrable",
    "desc",
    "describe",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lambda",
    "lateral",
    "leading",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "pivot",
    "pivot_longer",
    "pivot_wider",
    "placing",
    "primary",
    "qualify",
    "references",
    "returning",
    "select",
    "show",
    "some",
    "summarize",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "unpivot",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

/// Whether a name needs quotes.
pub fn needs_quotes(name: &str) -> bool {
    let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    !plain || RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

/// The name as SQL has it.
pub fn identifier(name: &str) -> String {
    if needs_quotes(name) { crate::tables::sql::identifier(name) } else { name.to_owned() }
}

/// Whether dbt would take a part of the text for a template, because it opens one of Jinja's brackets.
pub fn opens_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|bracket| text.contains(bracket))
}

/// The text with Jinja's brackets taken apart.
pub fn inert(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    for letter in text.chars() {
        if apart.ends_with('{') && matches!(letter, '{' | '%' | '#') {
            apart.push(' ');
        }
        apart.push(letter);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_go_where_sql_needs_them() {
        assert_eq!(identifier("customer_id"), "customer_id");
        assert_eq!(identifier("Order"), "\"Order\"");
        assert_eq!(identifier("2nd"), "\"2nd\"");
        assert_eq!(identifier("a \"b\""), "\"a \"\"b\"\"\"");
    }

    #[test]
    fn three_braces_stay_apart() {
        for text in ["{{{", "{{{{", "{{%", "a {# b"] {
            assert!(opens_template(text));
            assert!(!opens_template(&inert(text)), "{}", inert(text));
        }
    }
}
