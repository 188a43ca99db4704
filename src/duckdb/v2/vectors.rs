//! Arrow arrays into DuckDB vectors.
//!
//! The API has no way to make a dictionary vector. So the elements of a dictionary are made once and gathered for each row,
//! which for texts of up to twelve bytes copies nothing else.

use std::ptr;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use duckdb_neo::ffi;
use ffi::{duckdb_v2_data_chunk_handle, duckdb_v2_vector_handle};

use super::error::call;
use crate::duckdb::elements::{self, Element, INLINE};

/// The vector of a chunk at this place.
///
/// # Safety
/// The chunk is live.
pub unsafe fn of_chunk(
    chunk: duckdb_v2_data_chunk_handle,
    index: usize,
) -> Result<duckdb_v2_vector_handle, String> {
    let mut vector = ptr::null_mut();
    // SAFETY: the caller vouches for the chunk; DuckDB checks the index.
    unsafe { call!(duckdb_v2_data_chunk_get_vector, chunk, index as u64, &mut vector)? };
    Ok(vector)
}

/// Makes a writable vector hold this many rows.
///
/// # Safety
/// The vector is live and writable.
pub unsafe fn resize(vector: duckdb_v2_vector_handle, rows: usize) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector.
    unsafe { Ok(call!(duckdb_v2_vector_set_size, vector, rows as u64)?) }
}

/// Writes an array into a flat vector of the same type.
///
/// # Safety
/// `vector` is a writable flat vector of the array's type and length; `output` is its place in the chunk.
pub unsafe fn write(
    array: &ArrayRef,
    vector: duckdb_v2_vector_handle,
    output: usize,
    dictionaries: &mut Dictionaries,
) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector; each arm writes `array.len()` elements of the vector's type.
    unsafe {
        match array.data_type() {
            DataType::Int32 => copy(array.as_primitive::<Int32Type>().values(), vector)?,
            DataType::Int64 => copy(array.as_primitive::<Int64Type>().values(), vector)?,
            DataType::Float64 => copy(array.as_primitive::<Float64Type>().values(), vector)?,
            DataType::Date32 => copy(array.as_primitive::<Date32Type>().values(), vector)?,
            DataType::Timestamp(_, None) => {
                copy(array.as_primitive::<TimestampMicrosecondType>().values(), vector)?
            }
            DataType::Boolean => elements::write_flags(array.as_boolean(), data(vector)?.cast()),
            DataType::FixedSizeBinary(16) => {
                elements::write_uuids(array.as_fixed_size_binary(), data(vector)?.cast())
            }
            DataType::Utf8 => write_text(array.as_string(), vector)?,
            DataType::Dictionary(_, _) => return dictionaries.write(array, vector, output),
            other => return Err(format!("plotsim has no way to hand {other} to DuckDB")),
        }
        write_nulls(array.nulls(), vector)
    }
}

/// # Safety
/// `vector` is a live flat vector.
unsafe fn data(vector: duckdb_v2_vector_handle) -> Result<*mut std::ffi::c_void, String> {
    let mut data = ptr::null_mut();
    // SAFETY: the caller vouches for the vector.
    unsafe { call!(duckdb_v2_vector_get_data_mutable, vector, &mut data)? };
    Ok(data)
}

/// # Safety
/// `vector` is flat and holds elements of type `T`, at least as many as `values`.
unsafe fn copy<T: Copy>(values: &[T], vector: duckdb_v2_vector_handle) -> Result<(), String> {
    // SAFETY: source and target do not overlap; the caller vouches for the length.
    unsafe { ptr::copy_nonoverlapping(values.as_ptr(), data(vector)?.cast::<T>(), values.len()) };
    Ok(())
}

/// # Safety
/// `vector` is a flat text vector with room for the whole array.
unsafe fn write_text(texts: &StringArray, vector: duckdb_v2_vector_handle) -> Result<(), String> {
    // SAFETY: the elements point into a copy that lives as long as the vector. Arrow guarantees UTF-8.
    unsafe {
        let heap =
            if elements::any_long(texts) { keep(elements::all_bytes(texts), vector)? } else { ptr::null() };
        elements::write_texts(texts, heap, data(vector)?.cast());
    }
    Ok(())
}

/// Copies bytes to where they live as long as the vector.
///
/// # Safety
/// `vector` is a flat text vector.
unsafe fn keep(bytes: &[u8], vector: duckdb_v2_vector_handle) -> Result<*const u8, String> {
    // SAFETY: DuckDB gives as many bytes as it is asked for.
    unsafe {
        let (mut arena, mut copy) = (ptr::null_mut(), ptr::null_mut());
        call!(duckdb_v2_vector_get_arena, vector, &mut arena)?;
        call!(duckdb_v2_arena_allocate, arena, bytes.len() as u64, &mut copy)?;
        ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
        Ok(copy)
    }
}

/// # Safety
/// `vector` is flat and has as many rows as there are bits.
unsafe fn write_nulls(nulls: Option<&NullBuffer>, vector: duckdb_v2_vector_handle) -> Result<(), String> {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return Ok(()) };
    // SAFETY: the mask covers the vector's capacity, in whole words.
    unsafe {
        let mut mask = ptr::null_mut();
        call!(duckdb_v2_vector_flat_get_validity_mutable, vector, &mut mask)?;
        elements::write_mask(nulls, mask);
    }
    Ok(())
}

/// The dictionaries whose elements a thread has made, one for each output column.
#[derive(Default)]
pub struct Dictionaries {
    held: Vec<Option<Held>>,
}

struct Held {
    values: ArrayRef,
    /// Long texts' elements hold the text's place among all bytes instead of an address.
    elements: Vec<Element>,
    any_long: bool,
}

impl Dictionaries {
    /// Writes a dictionary-encoded array.
    ///
    /// # Safety
    /// As for [`write`].
    unsafe fn write(
        &mut self,
        array: &ArrayRef,
        vector: duckdb_v2_vector_handle,
        output: usize,
    ) -> Result<(), String> {
        let dictionary = array.as_dictionary::<Int32Type>();
        let held = self.hold(dictionary.values(), output)?;
        let keys = dictionary.keys();
        // A null's key may be anything.
        let last = held.elements.len() as i32 - 1;
        let element = |key: &i32| held.elements[(*key).clamp(0, last) as usize];
        // SAFETY: the vector has as many elements as the array has keys.
        unsafe {
            if last >= 0 {
                let target: *mut Element = data(vector)?.cast();
                if held.any_long {
                    held.gather_long(keys.values(), vector, target)?;
                } else {
                    for (index, key) in keys.values().iter().enumerate() {
                        *target.add(index) = element(key);
                    }
                }
            }
            write_nulls(keys.nulls(), vector)
        }
    }

    fn hold(&mut self, values: &ArrayRef, output: usize) -> Result<&Held, String> {
        if self.held.len() <= output {
            self.held.resize_with(output + 1, || None);
        }
        let slot = &mut self.held[output];
        if slot.as_ref().is_none_or(|held| !Arc::ptr_eq(&held.values, values)) {
            let texts = values.as_string_opt::<i32>().ok_or_else(|| {
                format!("plotsim has no way to hand a dictionary of {} to DuckDB", values.data_type())
            })?;
            let mut made = vec![[0; 16]; texts.len()];
            // SAFETY: there are as many elements as texts; the addresses are only used as distances from zero.
            unsafe { elements::write_texts(texts, ptr::null(), made.as_mut_ptr()) };
            let any_long = elements::any_long(texts);
            *slot = Some(Held { values: Arc::clone(values), elements: made, any_long });
        }
        slot.as_ref().ok_or_else(|| "plotsim lost a dictionary".into())
    }
}

impl Held {
    /// Gathers elements, and copies the long texts that they need.
    ///
    /// # Safety
    /// `vector` is a flat text vector, `target` its elements, at least as many as keys.
    unsafe fn gather_long(
        &self,
        keys: &[i32],
        vector: duckdb_v2_vector_handle,
        target: *mut Element,
    ) -> Result<(), String> {
        let texts = self.values.as_string::<i32>();
        let all = elements::all_bytes(texts);
        let last = self.elements.len() as i32 - 1;
        let key = |key: &i32| (*key).clamp(0, last) as usize;
        // SAFETY: the copies live as long as the vector, and are as long as the texts.
        unsafe {
            if self.elements.len() <= keys.len() {
                let heap = keep(all, vector)? as u64;
                for (index, number) in keys.iter().map(key).enumerate() {
                    *target.add(index) = moved(self.elements[number], heap);
                }
                return Ok(());
            }
            // A dictionary longer than the chunk: only what the chunk shows is copied.
            let mut shown = Vec::new();
            for (index, number) in keys.iter().map(key).enumerate() {
                let text = texts.value(number).as_bytes();
                *target.add(index) = elements::element(text, ptr::without_provenance(shown.len()));
                if text.len() > INLINE {
                    shown.extend_from_slice(text);
                }
            }
            if !shown.is_empty() {
                let heap = keep(&shown, vector)? as u64;
                for index in 0..keys.len() {
                    *target.add(index) = moved(*target.add(index), heap);
                }
            }
        }
        Ok(())
    }
}

/// An element whose long text stands `heap` further on.
#[inline(always)]
fn moved(mut element: Element, heap: u64) -> Element {
    let (length, address) = element.split_at_mut(8);
    if u32::from_ne_bytes(length[..4].try_into().expect("four bytes")) as usize > INLINE {
        let place = u64::from_ne_bytes((&*address).try_into().expect("eight bytes"));
        address.copy_from_slice(&(place + heap).to_ne_bytes());
    }
    element
}
