//! Tables as file names: the call behind a name that DuckDB does not know.

use duckdb_neo::connection::Context;
use duckdb_neo::error::DuckDBError;
use duckdb_neo::extension::Extension;
use duckdb_neo::qualified_name::QualifiedName;
use duckdb_neo::replacement_scan::{
    ReplacementHandle, ReplacementScanBuilder, ReplacementScanCallbacks, ReplacementType,
};
use duckdb_neo::{Result, ToValue};

use super::error::{guarded, text};
use crate::functions;

/// Has DuckDB ask for every table that it does not find.
pub fn register(extension: &Extension) -> Result<()> {
    ReplacementScanBuilder::new(Names).register(extension)
}

struct Names;

impl ReplacementScanCallbacks for Names {
    fn scan(
        &self,
        context: &Context,
        name: &QualifiedName,
        replacement: ReplacementHandle<'_>,
    ) -> Result<()> {
        guarded(DuckDBError::QueryBinder, || {
            let view = name.get_view().map_err(text)?;
            let Some(named) = functions::named(&view.table) else { return Ok(()) };
            let function = QualifiedName::try_from(named.function).map_err(text)?;
            replacement.set_reference(ReplacementType::Table(function)).map_err(text)?;
            named
                .arguments
                .into_iter()
                .try_for_each(|argument| replacement.add_parameter(argument.value(context)?))
                .map_err(text)
        })
    }
}
