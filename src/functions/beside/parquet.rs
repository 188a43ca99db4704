//! Parquet files.

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use bytes::Bytes;

use super::{MOST_ROWS, Rows, quoted};
use crate::expressions;

/// Reads a file; what is wrong is told as a predicate of `from`.
pub fn read(bytes: Vec<u8>) -> Result<Rows, String> {
    let broken = |error: &dyn std::fmt::Display| format!("names a Parquet file that cannot be read: {error}");
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(|error| broken(&error))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    // One more than there may be tells that there are too many.
    let reader = builder.with_limit(MOST_ROWS + 1).build().map_err(|error| broken(&error))?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| broken(&error))?;
        let columns: Vec<Vec<String>> = names
            .iter()
            .zip(batch.columns())
            .map(|(name, column)| spelt(name, column))
            .collect::<Result<_, String>>()?;
        rows.extend(
            (0..batch.num_rows()).map(|row| columns.iter().map(|column| column[row].clone()).collect()),
        );
    }
    Ok(Rows { names, rows })
}

/// The values of a column as YAML has them.
fn spelt(name: &str, column: &ArrayRef) -> Result<Vec<String>, String> {
    use DataType::{
        Boolean, Date32, Decimal128, Dictionary, Float32, Float64, Int8, Int16, Int32, Int64, LargeUtf8,
        Timestamp, UInt8, UInt16, UInt32, UInt64, Utf8, Utf8View,
    };
    let unfit = || {
        format!(
            "names a file whose column '{name}' is of type {}, which rows do not have",
            column.data_type()
        )
    };
    let value_type = match column.data_type() {
        Dictionary(_, value) => value.as_ref(),
        other => other,
    };
    let (wanted, plain) = match value_type {
        Boolean => (Boolean, true),
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Decimal128(..) => (Utf8, true),
        Float32 | Float64 => (Float64, true),
        Date32 => (Date32, true),
        Timestamp(_, _) => (Timestamp(arrow::datatypes::TimeUnit::Microsecond, None), true),
        Utf8 | LargeUtf8 | Utf8View => (Utf8, false),
        _ => return Err(unfit()),
    };
    let column = cast(column, &wanted).map_err(|_| unfit())?;
    if wanted == Float64 {
        let number = |number: Option<f64>| match number {
            None => Ok("null".to_owned()),
            Some(number) if number.is_finite() => Ok(format!("{number:?}")),
            Some(number) => {
                Err(format!("names a file whose column '{name}' holds {number}; numbers must be finite"))
            }
        };
        return column.as_primitive::<Float64Type>().iter().map(number).collect();
    }
    let texts = if wanted == Utf8 { column } else { expressions::written(&column) };
    let texts = texts.as_string_opt::<i32>().ok_or_else(unfit)?;
    let spell = |text: Option<&str>| match text {
        None => "null".to_owned(),
        Some(text) if plain => text.to_owned(),
        Some(text) => quoted(text),
    };
    Ok(texts.iter().map(spell).collect())
}
