//! One of plotsim's functions as DuckDB calls it.

use std::sync::{Arc, Mutex, PoisonError};

use duckdb_neo::bind_arguments::BindArgument;
use duckdb_neo::connection::Context;
use duckdb_neo::data_chunk::DataChunkRef;
use duckdb_neo::error::DuckDBError;
use duckdb_neo::table_function::{
    BindFunctionHandle, ExecColumnInfo, InitColumnData, PartitionData, PushdownData,
    TableFilterPushdownCallbacks, TableFunctionCallbacks, TablePartitioningCallbacks,
};
use duckdb_neo::{AsRaw, Result};

use super::error::{guarded, text};
use super::scan::{Shared, Worker};
use super::{bind, disk, filters, settings};
use crate::functions::Function;
use crate::tables::{Blocks, Table};

/// A function of the SQL surface, registered as it is.
pub struct Host(pub &'static Function);

/// What `bind` leaves for the optimiser and for `init`.
pub struct Bound {
    pub table: Arc<dyn Table>,
    /// The blocks that the filters of this call leave, once they are known; `None` if that is all.
    ///
    /// DuckDB copies bind data only for calls that it plans to merge, which is not so here: a call has its own.
    kept: Mutex<Option<Blocks>>,
}

impl TableFunctionCallbacks for Host {
    type BindData = Bound;
    type GlobalState = Shared;
    type LocalState = Worker;

    fn bind(
        &self,
        context: &Context,
        arguments: Vec<BindArgument>,
        result: BindFunctionHandle<'_>,
    ) -> Result<Bound> {
        guarded(DuckDBError::QueryBinder, || {
            disk::lend(context, || {
                let table = bind::table(self.0, context, &arguments)?;
                bind::declare(table.as_ref(), context, &result).map_err(text)?;
                Ok(Bound { table, kept: Mutex::new(None) })
            })
        })
    }

    fn init_global_state(
        &self,
        bound: &Bound,
        context: &Context,
        columns: InitColumnData<'_>,
    ) -> Result<(Option<Shared>, Option<usize>)> {
        guarded(DuckDBError::InputInvalid, || {
            let outputs = 0..columns.count().map_err(text)?;
            let declared: Result<Vec<usize>> =
                outputs.map(|output| columns.get_column_index(output)).collect();
            let kept = bound.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let kept = kept.unwrap_or_else(|| Blocks::range(0..bound.table.blocks()));
            let serial = bound.table.is_serial();
            let threads = if serial { 1 } else { settings::count(context, "threads").unwrap_or(1) };
            let shared = Shared::new(bound.table.as_ref(), &declared.map_err(text)?, kept, threads);
            let threads = if serial { 1 } else { shared.pieces().clamp(1, usize::MAX as u64) as usize };
            Ok((Some(shared), Some(threads)))
        })
    }

    fn init_local_state(
        &self,
        _: &Bound,
        _: Option<&Shared>,
        _: &Context,
        _: InitColumnData<'_>,
    ) -> Result<Option<Worker>> {
        Ok(Some(Worker::default()))
    }

    fn exec(
        &self,
        _: &Bound,
        shared: Option<&Shared>,
        worker: Option<&mut Worker>,
        context: &Context,
        output: DataChunkRef<'_>,
        _: ExecColumnInfo<'_>,
    ) -> Result<()> {
        guarded(DuckDBError::InputInvalid, || {
            let (Some(shared), Some(worker)) = (shared, worker) else {
                return Err("DuckDB runs a scan that it has not prepared".into());
            };
            // SAFETY: the chunk lives for the call, and its vectors are those of the projection.
            disk::lend(context, || unsafe { shared.fill(worker, output.get_raw()) })
        })
    }

    fn progress(&self, _: &Bound, shared: Option<&Shared>, _: &Context) -> Result<Option<f64>> {
        Ok(shared.map(Shared::progress))
    }
}

impl TablePartitioningCallbacks for Host {
    fn partition_data(
        &self,
        _: &Bound,
        _: Option<&Shared>,
        worker: Option<&mut Worker>,
        _: &Context,
        _: PartitionData<'_>,
    ) -> Result<usize> {
        Ok(worker.map_or(0, |worker| worker.piece() as usize))
    }
}

impl TableFilterPushdownCallbacks for Host {
    fn pushdown_filter(&self, bound: &Bound, _: &Context, offered: PushdownData<'_>) -> Result<()> {
        guarded(DuckDBError::InputInvalid, || {
            let blocks = filters::blocks(bound.table.as_ref(), &offered)?;
            *bound.kept.lock().unwrap_or_else(PoisonError::into_inner) = blocks;
            Ok(())
        })
    }
}
