//! Arrow arrays into DuckDB vectors.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use duckdb::ffi;

use super::handles::LogicalType;
use crate::config::types::ColumnType;
use crate::duckdb::elements::{self, Element};

/// Writes an array into a flat vector of the same type.
///
/// # Safety
/// `vector` is a writable vector of the array's type with room for all of it; `output` is its place in the chunk.
pub unsafe fn write(
    array: &ArrayRef,
    vector: ffi::duckdb_vector,
    output: usize,
    dictionaries: &mut Dictionaries,
) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector; each arm writes `array.len()` elements of the vector's type.
    unsafe {
        match array.data_type() {
            DataType::Int32 => copy(array.as_primitive::<Int32Type>().values(), vector),
            DataType::Int64 => copy(array.as_primitive::<Int64Type>().values(), vector),
            DataType::Float64 => copy(array.as_primitive::<Float64Type>().values(), vector),
            DataType::Date32 => copy(array.as_primitive::<Date32Type>().values(), vector),
            DataType::Timestamp(_, None) => {
                copy(array.as_primitive::<TimestampMicrosecondType>().values(), vector)
            }
            DataType::Boolean => {
                elements::write_flags(array.as_boolean(), ffi::duckdb_vector_get_data(vector).cast())
            }
            DataType::FixedSizeBinary(16) => elements::write_uuids(
                array.as_fixed_size_binary(),
                ffi::duckdb_vector_get_data(vector).cast(),
            ),
            DataType::Utf8 => write_text(array, vector),
            DataType::Dictionary(_, _) => return dictionaries.write(array, vector, output),
            other => return Err(format!("plotsim has no way to hand {other} to DuckDB")),
        }
        write_nulls(array, vector);
    }
    Ok(())
}

/// # Safety
/// `vector` holds elements of type `T`, at least as many as `values`.
unsafe fn copy<T: Copy>(values: &[T], vector: ffi::duckdb_vector) {
    // SAFETY: source and target do not overlap; the caller vouches for the length.
    unsafe {
        let data = ffi::duckdb_vector_get_data(vector).cast::<T>();
        std::ptr::copy_nonoverlapping(values.as_ptr(), data, values.len());
    }
}

/// # Safety
/// `vector` is a text vector with room for the whole array.
unsafe fn write_text(array: &ArrayRef, vector: ffi::duckdb_vector) {
    let texts = array.as_string::<i32>();
    // SAFETY: if any text is long, all together are handed over as one, which DuckDB copies into the vector's heap; the
    // elements then point into that copy, which lives as long as the vector. Arrow guarantees UTF-8.
    unsafe {
        let elements = ffi::duckdb_vector_get_data(vector).cast::<Element>();
        let heap = if elements::any_long(texts) {
            copy_to_heap(elements::all_bytes(texts), vector, elements)
        } else {
            std::ptr::null()
        };
        elements::write_texts(texts, heap, elements);
    }
}

/// Copies `all`, longer than [`elements::INLINE`], into the vector's heap by making it the first element; gives the copy's
/// address.
///
/// # Safety
/// `elements` are those of the text vector `vector`, at least one.
unsafe fn copy_to_heap(all: &[u8], vector: ffi::duckdb_vector, elements: *mut Element) -> *const u8 {
    // SAFETY: the bytes are as long as is said, and DuckDB has written the first element when the call returns.
    unsafe {
        ffi::duckdb_unsafe_vector_assign_string_element_len(vector, 0, all.as_ptr().cast(), all.len() as u64);
        let address = &(&*elements)[8..];
        u64::from_ne_bytes(address.try_into().expect("eight bytes")) as *const u8
    }
}

/// # Safety
/// `vector` has room for the whole array.
unsafe fn write_nulls(array: &ArrayRef, vector: ffi::duckdb_vector) {
    let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) else { return };
    // SAFETY: the mask is made writable first and covers the vector's capacity.
    unsafe {
        ffi::duckdb_vector_ensure_validity_writable(vector);
        elements::write_mask(nulls, ffi::duckdb_vector_get_validity(vector));
    }
}

/// The dictionaries a thread has already turned into vectors, one for each output column.
#[derive(Default)]
pub struct Dictionaries {
    held: Vec<Option<Held>>,
}

struct Held {
    values: ArrayRef,
    vector: ffi::duckdb_vector,
}

// SAFETY: DuckDB hands a worker from thread to thread but never uses it on two at once; the vector is only touched by the
// worker that owns it.
unsafe impl Send for Held {}

impl Dictionaries {
    /// Makes `vector` a dictionary vector over the array's values.
    ///
    /// # Safety
    /// As for [`write`].
    unsafe fn write(
        &mut self,
        array: &ArrayRef,
        vector: ffi::duckdb_vector,
        output: usize,
    ) -> Result<(), String> {
        let dictionary = array.as_dictionary::<Int32Type>();
        let held = self.hold(dictionary.values(), output)?;
        let null = dictionary.values().len() as u32;
        let keys = dictionary.keys();
        // SAFETY: the selection is as long as the array and every index lies in the held vector, whose last element is null.
        unsafe {
            ffi::duckdb_vector_reference_vector(vector, held);
            let selection = ffi::duckdb_create_selection_vector(array.len() as u64);
            let indexes = ffi::duckdb_selection_vector_get_data_ptr(selection);
            match keys.nulls() {
                None => {
                    std::ptr::copy_nonoverlapping(keys.values().as_ptr().cast::<u32>(), indexes, keys.len())
                }
                Some(nulls) => {
                    for (index, key) in keys.values().iter().enumerate() {
                        *indexes.add(index) = if nulls.is_null(index) { null } else { *key as u32 };
                    }
                }
            }
            ffi::duckdb_slice_vector(vector, selection, array.len() as u64);
            ffi::duckdb_destroy_selection_vector(selection);
        }
        Ok(())
    }

    /// The vector of a dictionary's values with a null after them, made once for each output column and dictionary.
    fn hold(&mut self, values: &ArrayRef, output: usize) -> Result<ffi::duckdb_vector, String> {
        if self.held.len() <= output {
            self.held.resize_with(output + 1, || None);
        }
        let slot = &mut self.held[output];
        if let Some(held) = slot.as_ref().filter(|held| Arc::ptr_eq(&held.values, values)) {
            return Ok(held.vector);
        }
        if !matches!(values.data_type(), DataType::Utf8) {
            return Err(format!(
                "plotsim has no way to hand a dictionary of {} to DuckDB",
                values.data_type()
            ));
        }
        // SAFETY: the vector has room for the values and the null after them.
        unsafe {
            let text = LogicalType::of_column(ColumnType::Text);
            let vector = ffi::duckdb_create_vector(text.0, values.len() as u64 + 1);
            write_text(values, vector);
            ffi::duckdb_vector_ensure_validity_writable(vector);
            ffi::duckdb_validity_set_row_invalid(
                ffi::duckdb_vector_get_validity(vector),
                values.len() as u64,
            );
            *slot = Some(Held { values: Arc::clone(values), vector });
            Ok(vector)
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: the vector is owned and destroyed once; chunks that refer to it share its buffers.
        unsafe { ffi::duckdb_destroy_vector(&mut self.vector) }
    }
}
