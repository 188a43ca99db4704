//! Columns of blocks into DuckDB vectors.
//!
//! The API has no way to make a dictionary vector. So the elements of a dictionary are made once and gathered for each row,
//! which for texts of up to twelve bytes copies nothing else.

use std::ptr;

use arrow::array::{Array, StringArray};
use arrow::buffer::NullBuffer;
use duckdb_neo::ffi;
use ffi::{duckdb_v2_data_chunk_handle, duckdb_v2_vector_handle};

use super::error::call;
use crate::duckdb::elements::{self, Element, INLINE};
use crate::tables::{Values, View};

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

/// Writes a column into a flat vector of its type.
///
/// # Safety
/// `vector` is a writable flat vector of the column's type and length; `output` is its place in the chunk.
pub unsafe fn write(
    column: &View,
    vector: duckdb_v2_vector_handle,
    output: usize,
    dictionaries: &mut Dictionaries,
) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector.
    unsafe {
        if let Values::Dictionary { keys, texts } = &column.values {
            dictionaries.write(keys, texts, vector, output)?;
            return write_nulls(column.nulls.as_ref(), vector);
        }
        write_flat(column, vector)
    }
}

/// # Safety
/// `vector` is a writable flat vector of the column's type and length.
unsafe fn write_flat(column: &View, vector: duckdb_v2_vector_handle) -> Result<(), String> {
    // SAFETY: the caller vouches for the vector; each arm writes `column.rows` elements of the vector's type.
    unsafe {
        match &column.values {
            Values::Bool(values) => elements::write_flags(values, data(vector)?.cast()),
            Values::Int32(values) | Values::Date(values) => copy(values, vector)?,
            Values::Int64(values)
            | Values::Time(values)
            | Values::Timestamp(values)
            | Values::TimestampTz(values, _) => copy(values, vector)?,
            Values::Float64(values) => copy(values, vector)?,
            Values::Decimal { digits, precision, .. } => {
                elements::write_decimals(digits, *precision, data(vector)?)
            }
            Values::Uuid(uuids) => elements::write_uuids(uuids.all(), data(vector)?.cast()),
            Values::Text(texts) => write_text(texts, vector)?,
            // Inside of lists and structures, texts stand in full.
            Values::Dictionary { .. } => {
                write_text(&column.plain_texts().ok_or("plotsim lost a dictionary")?, vector)?
            }
            Values::List { offsets, items } => {
                elements::write_lists(offsets, data(vector)?.cast());
                let child = child(vector, 0)?;
                resize(child, items.rows)?;
                write_flat(items, child)?;
            }
            Values::Struct { members, .. } => {
                for (index, member) in members.iter().enumerate() {
                    let child = child(vector, index)?;
                    resize(child, member.rows)?;
                    write_flat(member, child)?;
                }
            }
        }
        write_nulls(column.nulls.as_ref(), vector)
    }
}

/// The vector inside of a nested one: a list's items, or a member of a structure.
///
/// # Safety
/// `vector` is a live vector of a nested type.
unsafe fn child(vector: duckdb_v2_vector_handle, index: usize) -> Result<duckdb_v2_vector_handle, String> {
    let mut child = ptr::null_mut();
    // SAFETY: the caller vouches for the vector; DuckDB checks the index.
    unsafe { call!(duckdb_v2_vector_get_child, vector, index as u64, &mut child)? };
    Ok(child)
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
    texts: StringArray,
    /// Long texts' elements hold the text's place among all bytes instead of an address.
    elements: Vec<Element>,
    any_long: bool,
}

impl Dictionaries {
    /// Writes texts by their keys, but not which are null.
    ///
    /// # Safety
    /// As for [`write()`], for a column of text.
    unsafe fn write(
        &mut self,
        keys: &[i32],
        texts: &StringArray,
        vector: duckdb_v2_vector_handle,
        output: usize,
    ) -> Result<(), String> {
        let held = self.hold(texts, output);
        // A null's key may be anything.
        let last = held.elements.len() as i32 - 1;
        let element = |key: &i32| held.elements[(*key).clamp(0, last) as usize];
        if last < 0 {
            return Ok(());
        }
        // SAFETY: the vector has as many elements as there are keys.
        unsafe {
            let target: *mut Element = data(vector)?.cast();
            if held.any_long {
                return held.gather_long(keys, vector, target);
            }
            for (index, key) in keys.iter().enumerate() {
                *target.add(index) = element(key);
            }
        }
        Ok(())
    }

    fn hold(&mut self, texts: &StringArray, output: usize) -> &Held {
        if self.held.len() <= output {
            self.held.resize_with(output + 1, || None);
        }
        let slot = &mut self.held[output];
        if slot.as_ref().is_none_or(|held| !elements::is_same(&held.texts, texts)) {
            *slot = None;
        }
        slot.get_or_insert_with(|| {
            let mut made = vec![[0; 16]; texts.len()];
            // SAFETY: there are as many elements as texts; the addresses are only used as distances from zero.
            unsafe { elements::write_texts(texts, ptr::null(), made.as_mut_ptr()) };
            Held { texts: texts.clone(), elements: made, any_long: elements::any_long(texts) }
        })
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
        let texts = &self.texts;
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
