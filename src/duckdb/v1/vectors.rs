//! Columns of blocks into DuckDB vectors.

use arrow::array::{Array, StringArray};
use arrow::buffer::NullBuffer;
use duckdb::ffi;

use super::handles::LogicalType;
use crate::config::types::ColumnType;
use crate::duckdb::elements::{self, Element};
use crate::tables::{Values, View};

/// Writes a column into a vector of its type, which its dictionary may become.
///
/// # Safety
/// `vector` is a writable flat vector of the column's type with room for all of it; `output` is its place in the chunk.
pub unsafe fn write(
    column: &View,
    vector: ffi::duckdb_vector,
    output: usize,
    dictionaries: &mut Dictionaries,
) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector.
    unsafe {
        match &column.values {
            Values::Dictionary { keys, texts } => {
                dictionaries.write(keys, texts, column.nulls.as_ref(), vector, output)
            }
            _ => write_flat(column, vector),
        }
    }
}

/// # Safety
/// `vector` is a writable flat vector of the column's type with room for all of it.
unsafe fn write_flat(column: &View, vector: ffi::duckdb_vector) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector; each arm writes `column.rows` elements of the vector's type.
    unsafe {
        match &column.values {
            Values::Bool(values) => elements::write_flags(values, ffi::duckdb_vector_get_data(vector).cast()),
            Values::Int32(values) | Values::Date(values) => copy(values, vector),
            Values::Int64(values)
            | Values::Time(values)
            | Values::Timestamp(values)
            | Values::TimestampTz(values, _) => copy(values, vector),
            Values::Float64(values) => copy(values, vector),
            Values::Decimal { digits, precision, .. } => {
                elements::write_decimals(digits, *precision, ffi::duckdb_vector_get_data(vector))
            }
            Values::Uuid(uuids) => {
                elements::write_uuids(uuids.all(), ffi::duckdb_vector_get_data(vector).cast())
            }
            Values::Text(texts) => write_text(texts, vector)?,
            // Inside of lists and structures, texts stand in full.
            Values::Dictionary { .. } => {
                write_text(&column.plain_texts().ok_or("plotsim lost a dictionary")?, vector)?
            }
            Values::List { offsets, items } => {
                elements::write_lists(offsets, ffi::duckdb_vector_get_data(vector).cast());
                elements::room_for(items.rows.saturating_mul(ITEM))?;
                ffi::duckdb_list_vector_reserve(vector, items.rows as u64);
                ffi::duckdb_list_vector_set_size(vector, items.rows as u64);
                write_flat(items, ffi::duckdb_list_vector_get_child(vector))?;
            }
            Values::Struct { members, .. } => {
                for (index, member) in members.iter().enumerate() {
                    write_flat(member, ffi::duckdb_struct_vector_get_child(vector, index as u64))?;
                }
            }
        }
        write_nulls(column.nulls.as_ref(), vector);
    }
    Ok(())
}

/// Bytes of the largest element of a vector.
const ITEM: usize = 16;

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
unsafe fn write_text(texts: &StringArray, vector: ffi::duckdb_vector) -> Result<(), String> {
    // SAFETY: if any text is long, all together are handed over as one, which DuckDB copies into the vector's heap; the
    // elements then point into that copy, which lives as long as the vector. Arrow guarantees UTF-8.
    unsafe {
        let elements = ffi::duckdb_vector_get_data(vector).cast::<Element>();
        let heap = if elements::any_long(texts) {
            let all = elements::all_bytes(texts);
            elements::room_for(all.len())?;
            copy_to_heap(all, vector, elements)
        } else {
            std::ptr::null()
        };
        elements::write_texts(texts, heap, elements);
    }
    Ok(())
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
/// `vector` has as many rows as there are bits.
unsafe fn write_nulls(nulls: Option<&NullBuffer>, vector: ffi::duckdb_vector) {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return };
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
    texts: StringArray,
    vector: ffi::duckdb_vector,
}

// SAFETY: DuckDB hands a worker from thread to thread but never uses it on two at once; the vector is only touched by the
// worker that owns it.
unsafe impl Send for Held {}

impl Dictionaries {
    /// Makes `vector` a dictionary vector over `texts`.
    ///
    /// # Safety
    /// As for [`write()`], for a column of text.
    unsafe fn write(
        &mut self,
        keys: &[i32],
        texts: &StringArray,
        nulls: Option<&NullBuffer>,
        vector: ffi::duckdb_vector,
        output: usize,
    ) -> Result<(), String> {
        let held = self.hold(texts, output)?;
        let null = texts.len() as u32;
        // SAFETY: the selection is as long as the column and every index lies in the held vector, whose last element is null.
        unsafe {
            ffi::duckdb_vector_reference_vector(vector, held);
            let selection = ffi::duckdb_create_selection_vector(keys.len() as u64);
            let indexes = ffi::duckdb_selection_vector_get_data_ptr(selection);
            match nulls {
                None => std::ptr::copy_nonoverlapping(keys.as_ptr().cast::<u32>(), indexes, keys.len()),
                Some(nulls) => {
                    for (index, key) in keys.iter().enumerate() {
                        *indexes.add(index) = if nulls.is_null(index) { null } else { *key as u32 };
                    }
                }
            }
            ffi::duckdb_slice_vector(vector, selection, keys.len() as u64);
            ffi::duckdb_destroy_selection_vector(selection);
        }
        Ok(())
    }

    /// The vector of a dictionary's values with a null after them, made once for each output column and dictionary.
    fn hold(&mut self, texts: &StringArray, output: usize) -> Result<ffi::duckdb_vector, String> {
        if self.held.len() <= output {
            self.held.resize_with(output + 1, || None);
        }
        let slot = &mut self.held[output];
        if let Some(held) = slot.as_ref().filter(|held| elements::is_same(&held.texts, texts)) {
            return Ok(held.vector);
        }
        // SAFETY: the vector has room for the values and the null after them; it is freed whatever comes of it.
        unsafe {
            let text = LogicalType::of_column(ColumnType::Text);
            let vector = ffi::duckdb_create_vector(text.0, texts.len() as u64 + 1);
            if vector.is_null() {
                return Err(elements::NO_ROOM.into());
            }
            *slot = Some(Held { texts: texts.clone(), vector });
            if let Err(fault) = write_text(texts, vector) {
                *slot = None;
                return Err(fault);
            }
            ffi::duckdb_vector_ensure_validity_writable(vector);
            ffi::duckdb_validity_set_row_invalid(ffi::duckdb_vector_get_validity(vector), texts.len() as u64);
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
