//! Rows as lines of text, by a format such as `{at:%Y-%m-%dT%H:%M:%S} [INFO] user={user_id}`.
//!
//! `{column}` stands for the row's value there, `{{` and `}}` for braces. After a colon stands how it is written: of dates and
//! timestamps a text in which `%Y`, `%m`, `%d`, `%H`, `%M`, `%S` and `%f` (microseconds) stand for their parts; of numbers a width
//! (with zeros if it begins with 0) and digits after the point, as in `8.2` or `05`; of texts a width, to the left of which they
//! stand, or with `>` to the right. A value that is missing is `-`.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};

use super::text::{decoded, rendered};
use super::{Block, Blocks, Column, ColumnType, Interval, RowCount, Scan, Table};
use crate::workers::Workers;

/// A format that was read, not yet held against a table.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFormat {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Column { name: String, byte: usize, spec: String, spec_byte: usize },
}

/// What is wrong with a format, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The byte of the format at which it stands.
    pub byte: usize,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The name that no column has, if that is it.
    pub unknown: Option<String>,
}

fn wrong<T>(byte: usize, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { byte, message: message.into(), unknown: None })
}

impl LineFormat {
    /// Reads a format.
    ///
    /// # Errors
    /// What is not written as it must be.
    pub fn parse(text: &str) -> Result<LineFormat, Wrong> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.char_indices().peekable();
        while let Some((byte, letter)) = rest.next() {
            let doubled = rest.peek().is_some_and(|(_, next)| *next == letter);
            match letter {
                '{' | '}' if doubled => {
                    plain.push(letter);
                    rest.next();
                }
                '{' => {
                    let Some(length) = text[byte..].find('}') else {
                        return wrong(byte, "'{' has no '}' (write {{ for a brace)");
                    };
                    let inside = &text[byte + 1..byte + length];
                    let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
                    if name.is_empty() || name.contains('{') {
                        return wrong(
                            byte,
                            "no column stands between '{' and '}' (write {{ and }} for braces)",
                        );
                    }
                    pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
                    pieces.push(Piece::Column {
                        name: name.to_owned(),
                        byte: byte + 1,
                        spec: spec.to_owned(),
                        spec_byte: byte + 2 + name.len(),
                    });
                    while rest.next_if(|(place, _)| *place <= byte + length).is_some() {}
                }
                '}' => return wrong(byte, "'}' has no '{' (write }} for a brace)"),
                control if control.is_control() => {
                    return wrong(byte, "a line holds no line breaks and no other control characters");
                }
                other => plain.push(other),
            }
        }
        pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
        Ok(LineFormat { pieces })
    }

    /// Holds the format against a table's columns.
    ///
    /// # Errors
    /// Each place that does not go with them.
    pub fn bind(&self, columns: &[Column]) -> Result<Lines, Vec<Wrong>> {
        let mut lines = Lines { parts: Vec::new(), columns: Vec::new() };
        let mut problems = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => lines.parts.push(Part::Text(text.clone())),
                Piece::Column { name, byte, spec, spec_byte } => {
                    let Some(column) = columns.iter().position(|column| column.name == *name) else {
                        let message = format!("'{name}' is not a column of the table");
                        problems.push(Wrong { byte: *byte, message, unknown: Some(name.clone()) });
                        continue;
                    };
                    match shape(columns[column].kind, spec) {
                        Ok(shape) => {
                            let known = lines.columns.iter().position(|known| *known == column);
                            let place = known.unwrap_or_else(|| {
                                lines.columns.push(column);
                                lines.columns.len() - 1
                            });
                            lines.parts.push(Part::Column { place, shape });
                        }
                        Err(message) => {
                            problems.push(Wrong { byte: *spec_byte, message, unknown: None });
                        }
                    }
                }
            }
        }
        if problems.is_empty() { Ok(lines) } else { Err(problems) }
    }
}

/// How the value of a column of this type is written.
fn shape(kind: ColumnType, spec: &str) -> Result<Shape, String> {
    if spec.is_empty() {
        return Ok(Shape::Plain);
    }
    match kind {
        ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz => {
            let mut parts = Vec::new();
            let mut letters = spec.chars();
            while let Some(letter) = letters.next() {
                let part = match letter {
                    '%' => letters.next().unwrap_or(' '),
                    other => {
                        parts.push(Moment::Letter(other));
                        continue;
                    }
                };
                parts.push(match part {
                    'Y' => Moment::Year,
                    'm' => Moment::Month,
                    'd' => Moment::Day,
                    'H' => Moment::Hour,
                    'M' => Moment::Minute,
                    'S' => Moment::Second,
                    'f' => Moment::Micros,
                    '%' => Moment::Letter('%'),
                    other => {
                        return Err(format!("'%{other}' is not one of %Y, %m, %d, %H, %M, %S, %f and %%"));
                    }
                });
            }
            Ok(Shape::Moment(parts))
        }
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 | ColumnType::Decimal { .. } => {
            let (width, digits) = spec.split_once('.').unwrap_or((spec, ""));
            let digits = digits.trim_end_matches('f');
            let number = |text: &str| match text {
                "" => Some(None),
                text => text.parse::<usize>().ok().filter(|width| *width <= MOST_WIDE).map(Some),
            };
            match (number(width.trim_end_matches('d')), number(digits)) {
                (Some(wide), Some(digits)) => {
                    let zeros = width.starts_with('0');
                    Ok(Shape::Number { width: wide.unwrap_or(0), zeros, digits })
                }
                _ => Err(format!(
                    "'{spec}' is not a width and digits after the point, up to {MOST_WIDE}, as in 8.2 or 05"
                )),
            }
        }
        _ => {
            let (right, width) = match spec.strip_prefix('>') {
                Some(width) => (true, width),
                None => (false, spec.strip_prefix('<').unwrap_or(spec)),
            };
            match width.parse::<usize>().ok().filter(|width| *width <= MOST_WIDE) {
                Some(width) => Ok(Shape::Padded { width, right }),
                None => Err(format!("'{spec}' is not a width up to {MOST_WIDE}, as in 12 or >12")),
            }
        }
    }
}

/// Widest value that a format asks for.
const MOST_WIDE: usize = 100;

/// How rows of a table become lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    parts: Vec<Part>,
    /// The columns that are read, by their places in the table.
    columns: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    /// A column, by its place among those that are read.
    Column {
        place: usize,
        shape: Shape,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Plain,
    Moment(Vec<Moment>),
    Number { width: usize, zeros: bool, digits: Option<usize> },
    Padded { width: usize, right: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Letter(char),
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Micros,
}

impl Lines {
    /// The lines of a block that holds the columns that are read.
    fn of(&self, block: &Block) -> Vec<String> {
        let cells: Vec<Cells> = block.columns.iter().map(Cells::of).collect();
        let line = |row: usize| {
            let mut line = String::new();
            for part in &self.parts {
                match part {
                    Part::Text(text) => line.push_str(text),
                    Part::Column { place, shape } => {
                        if let Some(cells) = cells.get(*place) {
                            cells.write(row, shape, &mut line);
                        }
                    }
                }
            }
            line
        };
        (0..block.rows).map(line).collect()
    }
}

/// The values of a column, to be written.
struct Cells {
    values: ArrayRef,
    texts: ArrayRef,
}

impl Cells {
    fn of(array: &ArrayRef) -> Cells {
        let texts = match array.data_type() {
            DataType::Utf8 => Arc::clone(array),
            DataType::Dictionary(_, _) => decoded(Arc::clone(array)),
            DataType::Date32 | DataType::Timestamp(_, _) | DataType::FixedSizeBinary(_) => {
                rendered(Arc::clone(array))
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>();
                Arc::new(
                    values.iter().map(|value| value.map(|value| value.to_string())).collect::<StringArray>(),
                )
            }
            _ => cast(array, &DataType::Utf8)
                .unwrap_or_else(|_| arrow::array::new_null_array(&DataType::Utf8, array.len())),
        };
        Cells { values: Arc::clone(array), texts: decoded(texts) }
    }

    fn write(&self, row: usize, shape: &Shape, line: &mut String) {
        let texts = self.texts.as_string_opt::<i32>().filter(|texts| texts.is_valid(row));
        let Some(text) = texts.map(|texts| texts.value(row)) else {
            line.push('-');
            return;
        };
        // Writing to a string cannot fail.
        let _ = match shape {
            Shape::Plain => line.write_str(text),
            Shape::Padded { width, right: true } => write!(line, "{text:>width$}"),
            Shape::Padded { width, right: false } => write!(line, "{text:<width$}"),
            Shape::Moment(parts) => match self.micros(row) {
                Some(micros) => moment(micros, parts, line),
                None => line.write_str(text),
            },
            Shape::Number { width, zeros, digits } => {
                let number = match (digits, text.parse::<f64>()) {
                    (Some(digits), Ok(number)) => format!("{number:.digits$}"),
                    _ => text.to_owned(),
                };
                match (zeros, number.strip_prefix('-')) {
                    (true, Some(size)) => write!(line, "-{size:0>width$}", width = width.saturating_sub(1)),
                    (true, None) => write!(line, "{number:0>width$}"),
                    (false, _) => write!(line, "{number:>width$}"),
                }
            }
        };
    }

    /// Microseconds since 1970 of a date or timestamp.
    fn micros(&self, row: usize) -> Option<i64> {
        match self.values.data_type() {
            DataType::Date32 => Some(i64::from(self.values.as_primitive::<Date32Type>().value(row)) * DAY),
            DataType::Timestamp(_, _) => {
                Some(self.values.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            _ => None,
        }
    }
}

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

fn moment(micros: i64, parts: &[Moment], line: &mut String) -> std::fmt::Result {
    use chrono::{Datelike, Timelike};
    let Some(at) = chrono::DateTime::from_timestamp_micros(micros) else { return Ok(()) };
    for part in parts {
        match part {
            Moment::Letter(letter) => line.write_char(*letter),
            Moment::Year => write!(line, "{:04}", at.year()),
            Moment::Month => write!(line, "{:02}", at.month()),
            Moment::Day => write!(line, "{:02}", at.day()),
            Moment::Hour => write!(line, "{:02}", at.hour()),
            Moment::Minute => write!(line, "{:02}", at.minute()),
            Moment::Second => write!(line, "{:02}", at.second()),
            Moment::Micros => write!(line, "{:06}", micros.rem_euclid(1_000_000)),
        }?;
    }
    Ok(())
}

/// A table's rows as lines, in a single column `line`.
pub struct LineTable {
    inner: Arc<dyn Table>,
    lines: Lines,
    /// The column of moments by which lines are in order, if they are.
    by: Option<usize>,
    columns: [Column; 1],
}

impl LineTable {
    /// The rows of a table as lines, in their order or in that of a column of moments.
    pub fn new(inner: Arc<dyn Table>, lines: Lines, by: Option<usize>) -> LineTable {
        LineTable { inner, lines, by, columns: [Column::required("line", ColumnType::Text)] }
    }
}

impl Table for LineTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.inner.rows()
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        self.inner.closer_rows(workers)
    }

    fn blocks(&self) -> u64 {
        if self.by.is_some() { u64::from(self.inner.blocks() > 0) } else { self.inner.blocks() }
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let read: Vec<usize> = self.lines.columns.iter().copied().chain(self.by).collect();
        Arc::new(LineScan {
            inner: self.inner.scan(&read, workers),
            blocks: self.inner.blocks(),
            lines: self.lines.clone(),
            sorted: self.by.is_some(),
            shown: projection.len(),
            workers: workers.clone(),
            failed: OnceLock::new(),
        })
    }

    fn prune(&self, _: usize, _: &Interval) -> Option<Blocks> {
        None
    }
}

struct LineScan {
    /// Gives the columns that lines are made of and, if they are sorted, the moments behind them.
    inner: Arc<dyn Scan>,
    blocks: u64,
    lines: Lines,
    sorted: bool,
    /// How many times the one column is asked for.
    shown: usize,
    workers: Workers,
    failed: OnceLock<String>,
}

/// Lines that are put in order, at most: they are in memory then.
const MOST_SORTED: usize = 1 << 23;

impl LineScan {
    fn block_of(&self, lines: Vec<String>) -> Block {
        let rows = lines.len();
        let column: ArrayRef = Arc::new(StringArray::from_iter_values(lines));
        Block { rows, columns: vec![column; self.shown] }
    }

    /// All lines by their moments; those of one moment in the order of rows.
    fn in_order(&self) -> Vec<String> {
        let made: Vec<OnceLock<Vec<(i64, String)>>> = (0..self.blocks).map(|_| OnceLock::new()).collect();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let done = self.workers.each(self.blocks, |number| {
            if count.load(std::sync::atomic::Ordering::Relaxed) > MOST_SORTED {
                return;
            }
            let mut block = self.inner.block(number);
            let moments = block.columns.pop();
            let lines = self.lines.of(&block);
            count.fetch_add(lines.len(), std::sync::atomic::Ordering::Relaxed);
            let keyed = lines
                .into_iter()
                .enumerate()
                .map(|(row, line)| (moments.as_ref().map_or(0, |at| micros(at, row)), line));
            if let Some(place) = made.get(number as usize) {
                let _ = place.set(keyed.collect());
            }
        });
        if count.into_inner() > MOST_SORTED {
            let _ = self.failed.set(format!("lines in the order of time are held in memory, of which there are more than {MOST_SORTED}: take them in the order of rows, and sort them in SQL"));
            return Vec::new();
        }
        if done.is_err() {
            return Vec::new();
        }
        let mut all: Vec<(i64, String)> =
            made.into_iter().filter_map(OnceLock::into_inner).flatten().collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, line)| line).collect()
    }
}

/// A moment as a number; those that are missing come first.
fn micros(array: &ArrayRef, row: usize) -> i64 {
    if array.is_null(row) {
        return i64::MIN;
    }
    match array.data_type() {
        DataType::Date32 => i64::from(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(_, _) => array.as_primitive::<TimestampMicrosecondType>().value(row),
        DataType::Int32 => i64::from(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row),
        _ => 0,
    }
}

impl Scan for LineScan {
    fn block(&self, number: u64) -> Block {
        match self.sorted {
            true => self.block_of(self.in_order()),
            false => self.block_of(self.lines.of(&self.inner.block(number))),
        }
    }

    fn failure(&self) -> Option<String> {
        self.failed.get().cloned().or_else(|| self.inner.failure())
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            made("{{{user}}} {at:%d/%m/%Y:%H:%M:%S.%f}"),
            ["{ann} 29/02/2024:13:05:09.000123", "{bob} -"]
        );
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
            let problems =
                LineFormat::parse(text).expect("a format").bind(&columns()).expect_err("a mistake");
            problems.into_iter().map(|problem| problem.byte).collect::<Vec<_>>()
        };
        assert_eq!(bind("{usr} {at:%q} {ms:x} {user:wide}"), [1, 10, 18, 27]);
    }
}
