use super::*;
use arrow::array::{Float64Array, TimestampMicrosecondArray};

fn columns() -> Vec<Column> {
    vec![
        Column::required("at", ColumnType::Timestamp),
        Column::required("user", ColumnType::Text),
        Column::required("ms", ColumnType::Float64),
    ]
}

fn block() -> Block {
    // 2024-02-29 13:05:09.000123 and nothing.
    let at = TimestampMicrosecondArray::from(vec![Some(1_709_211_909_000_123), None]);
    let user = StringArray::from(vec![Some("ann"), Some("bob")]);
    let ms = Float64Array::from(vec![Some(-2.5), Some(17.0)]);
    Block { rows: 2, columns: vec![Arc::new(at), Arc::new(user), Arc::new(ms)] }
}

#[test]
fn lines_are_written_as_the_format_says() {
    let made = |format: &str| {
        let lines = LineFormat::parse(format).expect("a format").bind(&columns()).expect("columns");
        let whole = block();
        let columns = lines.columns.iter().map(|column| Arc::clone(&whole.columns[*column])).collect();
        lines.of(&Block { rows: 2, columns })
    };
    assert_eq!(made("{{{user}}} {at:%d/%m/%Y:%H:%M:%S.%f}"), ["{ann} 29/02/2024:13:05:09.000123", "{bob} -"]);
    assert_eq!(
        made("{user:5}|{user:>5}|{ms}|{ms:8.2}|{ms:06.1f}"),
        ["ann  |  ann|-2.5|   -2.50|-002.5", "bob  |  bob|17|   17.00|0017.0"]
    );
    assert_eq!(made("no columns"), ["no columns", "no columns"]);
}

#[test]
fn what_is_wrong_is_told_at_its_byte() {
    let parse = |text: &str| LineFormat::parse(text).expect_err("a mistake").byte;
    assert_eq!((parse("a {user"), parse("a } b"), parse("x {} y"), parse("a\nb")), (2, 2, 2, 1));
    let bind = |text: &str| {
        let problems = LineFormat::parse(text).expect("a format").bind(&columns()).expect_err("a mistake");
        problems.into_iter().map(|problem| problem.byte).collect::<Vec<_>>()
    };
    assert_eq!(bind("{usr} {at:%q} {ms:x} {user:wide}"), [1, 10, 18, 27]);
}
