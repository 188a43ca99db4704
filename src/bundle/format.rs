//! The formats of a bundle's tables.

use std::fmt;

use crate::config::types::Dialect;

/// What a table's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Parquet,
    /// With how its fractions are written.
    Csv(Floats),
    Jsonl(Floats),
    /// No data files: DuckDB's `schema.sql` makes the rows when it is run. Another database has a script with all rows.
    Sql(Option<Dialect>),
}

impl Format {
    /// The format called `name`, or the one of `default`; with numbers written as `floats` says, for the database of
    /// `dialect`.
    ///
    /// # Errors
    /// A sentence on what is wrong, and a hint.
    pub fn of(
        default: Format,
        name: Option<&str>,
        floats: Option<&str>,
        dialect: Option<&str>,
    ) -> Result<Format, String> {
        let written = floats.map(Floats::of).transpose()?;
        let format = match name {
            None => default,
            Some("parquet") => Format::Parquet,
            Some("csv") => Format::Csv(Floats::default()),
            Some("jsonl") => Format::Jsonl(Floats::default()),
            Some("sql") => match default {
                Format::Sql(dialect) => Format::Sql(dialect),
                Format::Parquet | Format::Csv(_) | Format::Jsonl(_) => Format::Sql(None),
            },
            Some(other) => {
                return Err(format!("format is '{other}', but must be one of parquet, csv, jsonl, sql"));
            }
        };
        let format = match (format, written) {
            (Format::Csv(_), Some(floats)) => Format::Csv(floats),
            (Format::Jsonl(_), Some(floats)) => Format::Jsonl(floats),
            (Format::Parquet | Format::Sql(_), Some(_)) => {
                return Err(format!(
                    "float_format is for csv and jsonl, and the format is {format} \
                     (leave it out, or take format := 'csv' or 'jsonl')"
                ));
            }
            (format, None) => format,
        };
        match (format, dialect) {
            (format, None) => Ok(format),
            (Format::Sql(_), Some(name)) => dialect_of(name).map(Format::Sql),
            (Format::Parquet | Format::Csv(_) | Format::Jsonl(_), Some(_)) => Err(format!(
                "sql_dialect is for the format sql, and the format is {format} (add format := 'sql')"
            )),
        }
    }

    /// The end of the names of data files; none if there are no such files.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Format::Parquet => Some("parquet"),
            Format::Csv(_) => Some("csv"),
            Format::Jsonl(_) => Some("jsonl"),
            Format::Sql(_) => None,
        }
    }
}

/// The database of this name; `None` is DuckDB.
fn dialect_of(name: &str) -> Result<Option<Dialect>, String> {
    match Dialect::ALL.into_iter().find(|dialect| dialect.name() == name) {
        Some(dialect) => Ok(Some(dialect)),
        None if name == DUCKDB => Ok(None),
        None => {
            let names: Vec<&str> = Dialect::ALL.into_iter().map(Dialect::name).collect();
            Err(format!("sql_dialect is '{name}', but must be one of {DUCKDB}, {}", names.join(", ")))
        }
    }
}

/// The dialect whose scripts need no rows.
const DUCKDB: &str = "duckdb";

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.extension().unwrap_or("sql"))
    }
}

/// How fractions are written as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Floats {
    /// As few digits as tell the number from every other.
    #[default]
    Shortest,
    /// C's `%.Nf`: N digits after the point.
    Fixed(usize),
    /// C's `%.Ne`: one digit, the point, N digits, and a power of ten.
    Power(usize),
    /// C's `%.Ng`: N digits in all, whichever of both is shorter, without zeros at the end.
    General(usize),
}

/// More digits say nothing about a 64-bit number.
const MOST_DIGITS: usize = 17;

impl Floats {
    fn of(text: &str) -> Result<Floats, String> {
        let wrong = || {
            format!(
                "float_format is '{text}', but must be %.Nf, %.Ne or %.Ng with N from 0 to {MOST_DIGITS}, such as '%.4f'"
            )
        };
        let rest = text.strip_prefix("%.").ok_or_else(wrong)?;
        let (digits, kind) = rest.split_at_checked(rest.len().saturating_sub(1)).ok_or_else(wrong)?;
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong());
        }
        let digits = digits.parse().ok().filter(|digits| *digits <= MOST_DIGITS).ok_or_else(wrong)?;
        match kind {
            "f" => Ok(Floats::Fixed(digits)),
            "e" => Ok(Floats::Power(digits)),
            "g" => Ok(Floats::General(digits)),
            _ => Err(wrong()),
        }
    }

    /// Appends a finite number.
    pub fn write(self, value: f64, out: &mut Vec<u8>) {
        use std::io::Write;
        // Writing to memory does not fail.
        let _ = match self {
            Floats::Shortest => serde_json::to_writer(out, &value).map_err(std::io::Error::from),
            Floats::Fixed(digits) => write!(out, "{value:.digits$}"),
            Floats::Power(digits) => out.write_all(power(value, digits).as_bytes()),
            Floats::General(digits) => out.write_all(general(value, digits.max(1)).as_bytes()),
        };
    }
}

/// As C writes it: the sign of the exponent always, and at least two digits of it.
fn power(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

fn general(value: f64, digits: usize) -> String {
    let rounded = power(value, digits - 1);
    let (mantissa, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let place: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if place < -4 || place >= digits as i32 {
        return format!("{}e{exponent}", trimmed(mantissa));
    }
    let after = (digits as i32 - 1 - place) as usize;
    trimmed(&format!("{value:.after$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: &str, value: f64) -> String {
        let mut out = Vec::new();
        Floats::of(format).unwrap().write(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formats_are_those_of_c() {
        // What printf gives.
        for (format, value, expected) in [
            ("%.4f", 0.29425, "0.2943"),
            ("%.4f", 0.00005, "0.0001"),
            ("%.0f", 2.5, "2"),
            ("%.0f", 3.5, "4"),
            ("%.2f", -1e9, "-1000000000.00"),
            ("%.3e", 123456.0, "1.235e+05"),
            ("%.0e", 1e-7, "1e-07"),
            ("%.2e", 0.0, "0.00e+00"),
            ("%.1e", 1e300, "1.0e+300"),
            ("%.6g", 0.0001, "0.0001"),
            ("%.6g", 0.00001, "1e-05"),
            ("%.6g", 123456.7, "123457"),
            ("%.6g", 1234567.8, "1.23457e+06"),
            ("%.3g", 100.0, "100"),
            ("%.0g", 250.0, "2e+02"),
            ("%.3g", 999.9, "1e+03"),
            ("%.17g", 0.1, "0.10000000000000001"),
            ("%.5g", 0.0, "0"),
        ] {
            assert_eq!(written(format, value), expected, "{format} {value}");
        }
    }

    #[test]
    fn the_shortest_text_is_the_number_again() {
        for value in [0.1, 1.0, -2.5, 1e16, 1e-7, f64::MAX, f64::MIN_POSITIVE, 5e-324, 0.1 + 0.2] {
            let mut out = Vec::new();
            Floats::Shortest.write(value, &mut out);
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits(), "{text}");
        }
    }

    #[test]
    fn other_formats_are_refused() {
        for wrong in ["", "%", "%.f", "%.18f", "%.4x", "%4f", ".4f", "%.4f ", "%.+4f", "%.400f", "%.é", "é"]
        {
            assert!(Floats::of(wrong).unwrap_err().contains("such as '%.4f'"), "{wrong}");
        }
        let of = |name, floats, dialect| Format::of(Format::Parquet, name, floats, dialect);
        assert!(of(Some("xlsx"), None, None).unwrap_err().contains("parquet, csv, jsonl, sql"));
        assert!(of(None, Some("%.4f"), None).unwrap_err().contains("leave it out"));
        assert!(of(None, None, Some("mysql")).unwrap_err().contains("add format := 'sql'"));
        assert!(
            of(Some("sql"), None, Some("oracle")).unwrap_err().contains("duckdb, postgresql, mysql, sqlite")
        );
    }

    #[test]
    fn a_call_comes_before_the_default() {
        let csv = Format::Csv(Floats::Shortest);
        assert_eq!(Format::of(csv, None, None, None), Ok(csv));
        assert_eq!(Format::of(csv, None, Some("%.4f"), None), Ok(Format::Csv(Floats::Fixed(4))));
        assert_eq!(Format::of(csv, Some("parquet"), None, None), Ok(Format::Parquet));
        assert_eq!(Format::of(csv, Some("sql"), None, None), Ok(Format::Sql(None)));
        let sqlite = Format::Sql(Some(Dialect::Sqlite));
        assert_eq!(Format::of(sqlite, Some("sql"), None, None), Ok(sqlite));
        assert_eq!(Format::of(sqlite, None, None, Some("duckdb")), Ok(Format::Sql(None)));
    }
}
