//! A call as SQL: what to type for the rows of a table with the same config, seed, scale and last day.

use super::arguments::overrides;
use super::call::Call;
use super::failure::Failure;
use crate::config::calendar::format_date;
use crate::tables::sql::literal;

/// Calls of `plotsim_table` that agree with another call.
pub struct TableCall {
    config: String,
    /// `, seed := 7` and the like.
    overrides: String,
}

impl TableCall {
    /// What has the config, the seed and the last day (also those that the client's settings give) and the scale of `call`.
    pub fn like(call: &Call<'_>) -> Result<TableCall, Failure> {
        let given = overrides(call)?;
        let seed = given.seed.map_or(String::new(), |seed| format!(", seed := {seed}"));
        let scale = given.scale.map_or(String::new(), |scale| format!(", scale := {}", double(scale)));
        let until = given.until.map_or(String::new(), |day| format!(", until := '{}'", format_date(day)));
        Ok(TableCall { config: call.text(0, "config")?.to_owned(), overrides: seed + &scale + &until })
    }

    /// The same with the config argument written in another way.
    pub fn config(self, config: String) -> TableCall {
        TableCall { config, ..self }
    }

    /// The call for a table.
    pub fn table(&self, table: &str) -> String {
        format!("plotsim_table({}, {}{})", literal(&self.config), literal(table), self.overrides)
    }

    /// The call for a piece of a table, one of several shards, with the token of where it begins if there is one.
    pub fn piece(&self, table: &str, (shard, shards): (u64, u64), first: Option<&str>) -> String {
        let (config, table, overrides) = (literal(&self.config), literal(table), &self.overrides);
        let first = first.map_or(String::new(), |first| format!(", first := {}", literal(first)));
        format!("plotsim_table({config}, {table}{overrides}, shard := {shard}, shards := {shards}{first})")
    }
}

/// A number that DuckDB reads as the same number. Without an exponent it reads a DECIMAL first, whose way to DOUBLE is exact
/// for up to fifteen digits.
fn double(number: f64) -> String {
    let plain = format!("{number:?}");
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 || plain.contains('e') { plain } else { format!("{number:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_are() {
        let cases = [(0.5, "0.5"), (2.0, "2.0"), (1e-9, "1e-9"), (1.0 / 3.0, "3.333333333333333e-1")];
        for (number, text) in cases {
            assert_eq!(double(number), text);
            assert_eq!(text.parse(), Ok(number));
        }
    }
}
