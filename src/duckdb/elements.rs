//! The elements of DuckDB's flat vectors, whose layouts both C APIs share.

use std::ffi::c_void;

use arrow::array::{Array, BooleanArray, StringArray};
use arrow::buffer::NullBuffer;

/// What a user reads when there is no memory for a chunk.
pub const NO_ROOM: &str = "there is not enough memory for the rows of one chunk";

/// Checks that so many bytes can be had.
///
/// Functions of the stable C API that allocate end the process if they cannot, because an exception of C++ must not pass
/// through here. So what they will ask for is asked for and given back before, where it is much.
pub fn room_for(bytes: usize) -> Result<(), String> {
    const MUCH: usize = 1 << 20;
    if bytes < MUCH {
        return Ok(());
    }
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| NO_ROOM.to_owned())
}

/// The longest text that DuckDB keeps inside a vector's own sixteen bytes.
pub const INLINE: usize = 12;

/// A text element: the length, then the text itself if it fits, else its first four bytes and the address of all of it.
pub type Element = [u8; 16];

/// The element of `text`, which stands at `address` if it is longer than [`INLINE`].
#[inline(always)]
pub fn element(text: &[u8], address: *const u8) -> Element {
    let mut element = [0; 16];
    element[..4].copy_from_slice(&(text.len() as u32).to_ne_bytes());
    if text.len() <= INLINE {
        element[4..4 + text.len()].copy_from_slice(text);
    } else {
        element[4..8].copy_from_slice(&text[..4]);
        element[8..].copy_from_slice(&(address as u64).to_ne_bytes());
    }
    element
}

/// The bytes of all texts of an array, one after the other.
pub fn all_bytes(texts: &StringArray) -> &[u8] {
    let offsets = texts.value_offsets();
    &texts.value_data()[offsets[0] as usize..offsets[texts.len()] as usize]
}

/// Whether an array has texts that do not fit an element.
pub fn any_long(texts: &StringArray) -> bool {
    texts.value_offsets().windows(2).any(|edge| (edge[1] - edge[0]) as usize > INLINE)
}

/// Writes the elements of all texts; `heap` is where a copy of [`all_bytes`] stands, if [`any_long`].
///
/// # Safety
/// `elements` has room for the whole array.
pub unsafe fn write_texts(texts: &StringArray, heap: *const u8, elements: *mut Element) {
    let all = all_bytes(texts);
    let mut start = 0;
    for (index, edge) in texts.value_offsets().windows(2).enumerate() {
        let end = start + (edge[1] - edge[0]) as usize;
        // SAFETY: the caller vouches for the room.
        unsafe { *elements.add(index) = element(&all[start..end], heap.wrapping_add(start)) };
        start = end;
    }
}

/// # Safety
/// `data` has room for the whole array.
pub unsafe fn write_flags(flags: &BooleanArray, data: *mut bool) {
    for (index, bit) in flags.values().iter().enumerate() {
        // SAFETY: the caller vouches for the room.
        unsafe { *data.add(index) = bit };
    }
}

/// Writes UUIDs as DuckDB keeps them: signed 128-bit numbers that sort like the text, low half first.
///
/// # Safety
/// `data` has room for all.
pub unsafe fn write_uuids(uuids: &[[u8; 16]], data: *mut (u64, u64)) {
    for (index, bytes) in uuids.iter().enumerate() {
        let big = u128::from_be_bytes(*bytes);
        // SAFETY: the caller vouches for the room.
        unsafe { *data.add(index) = (big as u64, (big >> 64) as u64 ^ 1 << 63) };
    }
}

/// Writes decimal fractions as DuckDB keeps them: whole numbers as wide as the precision needs.
///
/// # Safety
/// `data` has room for all, in numbers of that width.
pub unsafe fn write_decimals(digits: &[i128], precision: u8, data: *mut c_void) {
    /// # Safety
    /// As for [`write_decimals`].
    unsafe fn write<T>(digits: &[i128], data: *mut c_void, narrow: impl Fn(i128) -> T) {
        for (index, number) in digits.iter().enumerate() {
            // SAFETY: the caller vouches for the room.
            unsafe { *data.cast::<T>().add(index) = narrow(*number) };
        }
    }
    // SAFETY: as above. Numbers of so many digits fit the width.
    unsafe {
        match precision {
            0..=4 => write(digits, data, |number| number as i16),
            5..=9 => write(digits, data, |number| number as i32),
            10..=18 => write(digits, data, |number| number as i64),
            _ => write(digits, data, |number| (number as u64, (number >> 64) as i64)),
        }
    }
}

/// An element of a list vector: where the items of a row begin, and how many there are.
pub type ListEntry = (u64, u64);

/// # Safety
/// `data` has room for one entry less than there are offsets.
pub unsafe fn write_lists(offsets: &[i32], data: *mut ListEntry) {
    for (index, edge) in offsets.windows(2).enumerate() {
        // SAFETY: the caller vouches for the room.
        unsafe { *data.add(index) = (edge[0] as u64, (edge[1] - edge[0]) as u64) };
    }
}

/// Whether two arrays of texts are the same buffers. One that is held keeps its buffers from being used for other texts.
pub fn is_same(held: &StringArray, texts: &StringArray) -> bool {
    held.len() == texts.len()
        && held.value_offsets().as_ptr() == texts.value_offsets().as_ptr()
        && held.value_data().as_ptr() == texts.value_data().as_ptr()
}

/// Writes which rows are not null: a bit for each, lowest first.
///
/// # Safety
/// `mask` has room for a bit for each row, in whole words.
pub unsafe fn write_mask(nulls: &NullBuffer, mask: *mut u64) {
    for (index, word) in nulls.inner().bit_chunks().iter_padded().take(nulls.len().div_ceil(64)).enumerate() {
        // SAFETY: the caller vouches for the room.
        unsafe { *mask.add(index) = word };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_inside_and_long_ones_point() {
        let texts = StringArray::from(vec!["", "twelve bytes", "thirteen byte", "é"]);
        assert!(any_long(&texts));
        let sliced = texts.slice(3, 1);
        assert!(!any_long(&sliced));
        let bytes = all_bytes(&texts).to_owned();
        let mut elements = [[1_u8; 16]; 4];
        // SAFETY: there is room for four elements.
        unsafe { write_texts(&texts, bytes.as_ptr(), elements.as_mut_ptr()) };
        assert_eq!(elements[0], [0; 16]);
        assert_eq!(&elements[1][4..], b"twelve bytes");
        assert_eq!(&elements[2][..8], b"\x0d\0\0\0thir");
        assert_eq!(elements[2][8..], (bytes.as_ptr() as u64 + 12).to_ne_bytes());
        assert_eq!(&elements[3][..6], &[2, 0, 0, 0, 0xc3, 0xa9]);
    }

    #[test]
    fn masks_follow_slices() {
        let nulls = NullBuffer::from((0..200).map(|row| row % 3 != 0).collect::<Vec<bool>>());
        let slice = nulls.slice(7, 100);
        let mut mask = [0_u64; 2];
        // SAFETY: two words hold a hundred bits.
        unsafe { write_mask(&slice, mask.as_mut_ptr()) };
        for row in 0..100 {
            assert_eq!(mask[row / 64] >> (row % 64) & 1 == 1, slice.is_valid(row));
        }
    }
}
