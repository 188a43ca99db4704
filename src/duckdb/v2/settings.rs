//! Reading the client's settings, and adding plotsim's own.

use duckdb_neo::connection::{Context, SettingScope};
use duckdb_neo::custom_option::{CustomOptionBuilder, CustomOptionCallbacks};
use duckdb_neo::extension::Extension;
use duckdb_neo::value::Value;
use duckdb_neo::{DuckDBType, Result};

use crate::functions::{ParameterKind, SETTINGS, THREADS};
use crate::workers::Workers;

/// The value of a setting as text; `None` if it is not set or there is no such setting.
pub fn text(context: &Context, name: &str) -> Option<String> {
    let (value, _) = context.config().ok()?.try_get_value(name).ok()??;
    if value.is_null().ok()? {
        return None;
    }
    value.dbg_string().ok().filter(|text| !text.is_empty())
}

/// The value of a setting that is a whole number.
pub fn count(context: &Context, name: &str) -> Option<u64> {
    text(context, name)?.parse().ok()
}

/// The workers that a call may use.
pub fn workers(context: &Context) -> Workers {
    let threads = count(context, "threads").unwrap_or(1);
    Workers::new(threads.min(count(context, THREADS).unwrap_or(u64::MAX)) as usize)
}

/// Adds plotsim's settings to the database. They are NULL until they are set.
pub fn register(extension: &Extension) -> Result<()> {
    SETTINGS.iter().try_for_each(|setting| {
        let kind = match setting.kind {
            ParameterKind::Text | ParameterKind::OptionalText => String::logical_type(extension)?,
            ParameterKind::Count => u64::logical_type(extension)?,
            ParameterKind::Integer => i64::logical_type(extension)?,
            ParameterKind::Number => f64::logical_type(extension)?,
            ParameterKind::Flag => bool::logical_type(extension)?,
        };
        CustomOptionBuilder::new(setting.name, setting.doc, kind, AnyValue).register(extension)
    })
}

/// Takes every value that DuckDB could cast to the setting's type.
struct AnyValue;

impl CustomOptionCallbacks for AnyValue {
    fn update(&self, _: &Context, value: Value, _: SettingScope, _: bool) -> Result<Value> {
        Ok(value)
    }
}
