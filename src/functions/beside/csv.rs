//! CSV, as RFC 4180 has it: commas, double quotes, a header. An empty field is null.

use super::{Rows, quoted};
use crate::config::calendar::{parse_date, parse_timestamp};

/// Reads a file; what is wrong is told as a predicate of `from`.
pub fn read(bytes: &[u8]) -> Result<Rows, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        format!("names a CSV file that is not UTF-8 from byte {} on", error.valid_up_to())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let broken = |error: ::csv::Error| format!("names a CSV file that cannot be read: {error}");
    let names: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let mut cells: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        if record.len() != names.len() {
            let line = record.position().map_or(0, ::csv::Position::line);
            let values = if record.len() == 1 { "value" } else { "values" };
            return Err(format!(
                "names a ragged CSV file: line {line} has {} {values}, but the header names {}",
                record.len(),
                names.len()
            ));
        }
        cells.push(record.iter().map(str::to_owned).collect());
    }
    let spellings: Vec<Spelling> =
        (0..names.len()).map(|column| Spelling::of(cells.iter().filter_map(|row| row.get(column)))).collect();
    let spelt = |row: &Vec<String>| {
        row.iter().zip(&spellings).map(|(cell, spelling)| spelling.spell(cell)).collect::<Vec<String>>()
    };
    Ok(Rows { rows: cells.iter().map(spelt).collect(), names })
}

/// How the cells of a column are spelt.
#[derive(Clone, Copy, PartialEq)]
enum Spelling {
    /// As they are: numbers, booleans, or days and moments.
    Plain,
    Quoted,
}

impl Spelling {
    /// Plain if all cells are of one kind of value that is not text.
    fn of<'c>(cells: impl Iterator<Item = &'c String>) -> Spelling {
        let filled: Vec<&String> = cells.filter(|cell| !cell.is_empty()).collect();
        let all = |is: fn(&str) -> bool| filled.iter().all(|cell| is(cell));
        let plain = all(is_number)
            || all(|cell| matches!(cell, "true" | "false"))
            || all(|cell| parse_date(cell).is_some())
            || all(|cell| parse_timestamp(cell).is_some());
        if plain { Spelling::Plain } else { Spelling::Quoted }
    }

    fn spell(self, cell: &str) -> String {
        match self {
            _ if cell.is_empty() => "null".to_owned(),
            Spelling::Plain => cell.to_owned(),
            Spelling::Quoted => quoted(cell),
        }
    }
}

/// A finite number in decimal digits; digits after a zero are text, as in YAML.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default();
    let begins = whole.bytes().all(|digit| digit.is_ascii_digit()) && !whole.is_empty();
    let padded = whole.len() > 1 && whole.starts_with('0');
    let known = digits.bytes().all(|letter| letter.is_ascii_digit() || b".eE+-".contains(&letter));
    begins && !padded && known && !digits.ends_with('.') && cell.parse::<f64>().is_ok_and(f64::is_finite)
}
