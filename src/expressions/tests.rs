//! Expressions, evaluated by hand. `test/python/test_expressions.py` compares them with DuckDB.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int32Array, StringArray};
use proptest::prelude::*;

use super::*;

/// The columns `i` (INTEGER, from −5 to 9), `d` (DOUBLE) and `s` (VARCHAR).
struct Columns;

impl Names for Columns {
    fn operand(&mut self, path: &[&str], at: usize, problems: &mut Vec<Problem>) -> Option<Operand> {
        let operand = |number, kind, range| Operand { number, kind, nullable: true, range, bytes: 20 };
        match path {
            ["i"] => Some(operand(0, ColumnType::Int32, Some((-5.0, 9.0)))),
            ["d"] => Some(operand(1, ColumnType::Float64, None)),
            ["s"] => Some(operand(2, ColumnType::Text, None)),
            _ => {
                let message = format!("'{}' is unknown", path.join("."));
                problems.push(Problem { at, code: "unknown-column", message, hint: None });
                None
            }
        }
    }
}

fn columns() -> Vec<ArrayRef> {
    vec![
        Arc::new(Int32Array::from(vec![Some(1), None, Some(-5), Some(9), Some(0)])),
        Arc::new(Float64Array::from(vec![Some(2.5), Some(-0.5), None, Some(f64::NAN), Some(1e10)])),
        Arc::new(StringArray::from(vec![Some("7"), Some("x"), None, Some("äb"), Some("")])),
    ]
}

fn read(text: &str) -> Expression {
    Expression::new(text, &mut Columns).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

fn refused(text: &str) -> Vec<Problem> {
    Expression::new(text, &mut Columns).expect_err(text)
}

fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    let shown = written(array);
    shown.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

fn values(text: &str) -> Vec<Option<String>> {
    texts(&read(text).evaluate(&columns(), 5).unwrap_or_else(|fault| panic!("{text}: {fault:?}")))
}

fn some(values: [&str; 5]) -> Vec<Option<String>> {
    values.map(|value| (value != "-").then(|| value.to_owned())).to_vec()
}

#[test]
fn values_are_those_of_duckdb() {
    assert_eq!(values("i * 2 + 1"), some(["3", "-", "-9", "19", "1"]));
    assert_eq!(values("7 // i"), some(["7", "-", "-1", "0", "-"]));
    assert_eq!(values("round(d)"), some(["3.0", "-1.0", "-", "nan", "10000000000.0"]));
    assert_eq!(values("i * 0.5"), some(["0.5", "-", "-2.5", "4.5", "0.0"]));
    assert_eq!(values("upper(s) || i"), some(["71", "-", "-", "ÄB9", "0"]));
    assert_eq!(values("concat(s, '!')"), some(["7!", "x!", "!", "äb!", "!"]));
    assert_eq!(values("i > 0 AND d > 1"), some(["true", "false", "false", "true", "false"]));
    assert_eq!(values("coalesce(i, 100)"), some(["1", "100", "-5", "9", "0"]));
    assert_eq!(values("DATE '2024-01-31' + INTERVAL (i) MONTH")[3].as_deref(), Some("2024-10-31T00:00:00"));
    assert_eq!(values("1"), some(["1"; 5]));
}

#[test]
fn a_value_is_made_only_for_the_rows_that_show_it() {
    let safe = "CASE WHEN s = '7' THEN CAST(s AS INTEGER) WHEN i > 0 THEN i + 1 ELSE length(s) END";
    assert_eq!(values(safe), some(["7", "1", "-", "10", "0"]));
    let fault =
        read("CASE WHEN i IS NULL OR i = 9 THEN CAST(s AS INTEGER) ELSE 0 END").evaluate(&columns(), 5);
    let message = "Could not convert string 'x' to INT32".to_owned();
    assert_eq!(fault.err(), Some(Fault { row: 1, message }));
    let first = "coalesce(CASE WHEN i <> 9 THEN i END, length(s), i * 0)";
    assert_eq!(values(first), some(["1", "1", "-5", "2", "0"]));
}

#[test]
fn a_row_is_the_same_in_any_company() {
    for text in [
        "round(d * i, 1) + coalesce(i, 3)",
        "CASE i WHEN 1 THEN s WHEN 9 THEN upper(s) ELSE 'none' END",
        "i IN (1, 9, NULL) OR s LIKE '%b'",
        "lpad(s, 4, '*') || strftime(DATE '2024-02-29' + i, '%d.%m.%Y')",
    ] {
        let expression = read(text);
        let whole = texts(&expression.evaluate(&columns(), 5).unwrap());
        for row in 0..5 {
            let alone: Vec<ArrayRef> = columns().iter().map(|column| column.slice(row, 1)).collect();
            assert_eq!(texts(&expression.evaluate(&alone, 1).unwrap()), whole[row..=row], "{text}");
        }
        let none: Vec<ArrayRef> = columns().iter().map(|column| column.slice(0, 0)).collect();
        assert_eq!(expression.evaluate(&none, 0).unwrap().len(), 0);
    }
}

#[test]
fn ranges_follow_from_those_of_the_operands() {
    assert_eq!(read("i * 2 - 1").range(), Some((-11.0, 17.0)));
    assert_eq!(read("abs(i)").range(), Some((0.0, 9.0)));
    assert_eq!(read("i * d").range(), None);
    assert_eq!(read("CASE WHEN i > 1 THEN 100 ELSE i END").range(), Some((-5.0, 100.0)));
    assert!(read("i").nullable() && !read("coalesce(i, 0)").nullable() && !read("i IS NULL").nullable());
    assert_eq!(read("repeat(s, 3)").bytes(), 60);
}

#[test]
fn every_problem_is_found_at_its_place() {
    let places: Vec<usize> = refused("j + upper(i) || k").iter().map(|problem| problem.at).collect();
    assert_eq!(places, [0, 4, 16]);
    assert_eq!(refused("i +\n  upper(i)")[0].at, 6);
    assert!(refused("")[0].message.starts_with("is no expression"));
    assert!(refused("repeat('x', 100000000)")[0].message.contains("too long"));
}

#[test]
fn long_and_deep_expressions_are_refused_without_harm() {
    for terms in [70, 290, 4999] {
        let sum = vec!["1"; terms].join("+");
        let message = &refused(&sum)[0].message;
        assert!(message.contains("too deeply") || message.contains("too many operators"), "{message}");
    }
    refused(&format!("{}1{}", "(".repeat(3000), ")".repeat(3000)));
    refused(&"x".repeat(20_000));
    let list = vec!["i"; 1500].join(", ");
    assert_eq!(values(&format!("i IN ({list})")), some(["true", "-", "true", "true", "true"]));
    let nested =
        (0..40).fold("i".to_owned(), |inner, _| format!("CASE {inner} WHEN 1 THEN 1 WHEN 2 THEN 2 END"));
    refused(&nested);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(words in prop::collection::vec(
        prop::sample::select(vec![
            "i", "d", "s", "1", "2.5", "'a'", "(", ")", "+", "-", "*", "/", "//", "%", "||", "=", "<", "AND", "NOT", "CASE",
            "WHEN", "THEN", "ELSE", "END", "IN", "LIKE", "IS", "NULL", "CAST", "AS", "INTEGER", "DATE", "INTERVAL", "DAY",
            "round", "substr", "lpad", "date_trunc", ",", "::", "BETWEEN", "extract", "FROM", "year", "'month'", "\"", "é",
        ]), 0..14))
    {
        let text = words.join(" ");
        if let Ok(expression) = Expression::new(&text, &mut Columns) {
            let _ = expression.evaluate(&columns(), 5);
        }
    }
}
