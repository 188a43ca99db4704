//! `PRAGMA plotsim_load(config, schema = …)`: runs the load script of a config in the caller's transaction.

use duckdb_neo::Result;
use duckdb_neo::bind_arguments::{BindArgument, BindArguments};
use duckdb_neo::connection::Context;
use duckdb_neo::error::DuckDBError;
use duckdb_neo::extension::Extension;
use duckdb_neo::pragma_function::{PragmaFunctionBuilder, PragmaQueryCallbacks};

use super::error::{guarded, text};
use super::{bind, disk, entry};
use crate::functions::LOAD;

/// Adds the pragma.
pub fn register(extension: &Extension) -> Result<()> {
    PragmaFunctionBuilder::query(LOAD.name, entry::signature(&LOAD), Load).register(extension)
}

struct Load;

impl PragmaQueryCallbacks for Load {
    fn query(&self, context: &Context, arguments: BindArguments<'_>) -> Result<String> {
        guarded(DuckDBError::QueryBinder, || {
            disk::lend(context, || {
                let count = arguments.len().map_err(text)?;
                let given: Result<Vec<BindArgument>> = (0..count)
                    .map(|place| {
                        let logical_type = arguments.logical_type(place)?;
                        Ok(BindArgument { logical_type, value: arguments.value(place)? })
                    })
                    .collect();
                bind::script(&given.map_err(text)?, context)
            })
        })
    }
}
