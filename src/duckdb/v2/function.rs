//! One of plotsim's functions as DuckDB calls it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use duckdb_neo::bind_arguments::BindArgument;
use duckdb_neo::connection::Context;
use duckdb_neo::data_chunk::DataChunkRef;
use duckdb_neo::error::DuckDBError;
use duckdb_neo::table_function::{
    BindFunctionHandle, ExecColumnInfo, InitColumnData, PartitionData, PartitioningData, PushdownData,
    TableFilterPushdownCallbacks, TableFunctionCallbacks, TablePartitionInfo, TablePartitioningCallbacks,
};
use duckdb_neo::types::DateValue;
use duckdb_neo::{AsRaw, Result, ToValue};

use super::error::{guarded, text};
use super::scan::{Shared, Worker};
use super::{bind, disk, filters, settings};
use crate::functions::Function;
use crate::tables::{Blocks, Datum, Table};

/// A function of the SQL surface, registered as it is.
pub struct Host(pub &'static Function);

/// What `bind` leaves for the optimiser and for `init`.
pub struct Bound {
    pub table: Arc<dyn Table>,
    /// What messages call it.
    subject: String,
    /// The blocks that the filters of this call leave, once they are known; `None` if that is all.
    ///
    /// DuckDB copies bind data only for calls that it plans to merge, which is not so here: a call has its own.
    kept: Mutex<Option<Blocks>>,
    /// Whether DuckDB was told that the table's parts come apart, so that it aggregates each by itself.
    apart: AtomicBool,
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
                let (table, subject) = bind::table(self.0, context, &arguments)?;
                bind::declare(table.as_ref(), context, &result).map_err(text)?;
                Ok(Bound { table, subject, kept: Mutex::new(None), apart: AtomicBool::new(false) })
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
            let workers = settings::workers(context);
            let apart = bound.apart.load(Ordering::Relaxed);
            let source = (bound.subject.as_str(), bound.table.as_ref());
            let shared = Shared::new(source, &declared.map_err(text)?, kept, workers, apart);
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
        shared: Option<&Shared>,
        worker: Option<&mut Worker>,
        context: &Context,
        asked: PartitionData<'_>,
    ) -> Result<usize> {
        guarded(DuckDBError::InputInvalid, || {
            let piece = worker.map_or(0, |worker| worker.piece());
            if asked.requires_partition_columns().map_err(text)? {
                let value = match shared.and_then(|shared| shared.part_value(piece)) {
                    Some(Datum::Day(day)) => DateValue(*day).value(context),
                    Some(Datum::Text(day)) => day.value(context),
                    Some(Datum::Whole(number)) => number.value(context),
                    None => return Err("DuckDB asks for the part of a table that has none".into()),
                };
                let value = value.map_err(text)?;
                for index in 0..asked.count().map_err(text)? {
                    asked.set_partition_value(index, &value).map_err(text)?;
                }
            }
            Ok(piece as usize)
        })
    }

    fn partitioning(
        &self,
        bound: &Bound,
        _: &Context,
        grouped: PartitioningData<'_>,
    ) -> Result<TablePartitionInfo> {
        guarded(DuckDBError::InputInvalid, || {
            let one = grouped.count().map_err(text)? == 1;
            let parts = bound.table.part_column();
            if !one || parts.is_none() || parts != grouped.get_column_index(0).ok() {
                return Ok(TablePartitionInfo::NotPartitioned);
            }
            // The plan may yet be thrown away; then pieces are smaller than need be, and nothing else.
            bound.apart.store(true, Ordering::Relaxed);
            Ok(TablePartitionInfo::SingleValuePartitions)
        })
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
