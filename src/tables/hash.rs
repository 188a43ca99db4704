//! Hashes of values, by which equal ones are found whatever the layout of their columns.

use arrow::array::Array;

use super::{Values as Cells, View};
use crate::random::{mix, split_mix};

/// A number for each row: equal values have equal ones, and different values have different ones but for once in 2⁶⁴
/// pairs. Integers of different widths are equal if their values are. Nulls give 0, which nothing else does.
pub fn hashes(view: &View, rows: usize, out: &mut Vec<u64>) {
    out.clear();
    match &view.values {
        Cells::Dictionary { keys, texts } => {
            let known: Vec<u64> =
                (0..texts.len()).map(|place| hash_text(texts.value(place).as_bytes())).collect();
            out.extend(keys.iter().map(|key| known.get(*key as usize).copied().unwrap_or(0)));
        }
        // The commonest of all have loops of their own.
        Cells::Int32(values) => out.extend(values.iter().map(|value| hash_int(i64::from(*value)))),
        Cells::Int64(values) => out.extend(values.iter().map(|value| hash_int(*value))),
        _ => out.extend((0..rows).map(|row| hash(view, row))),
    }
    if let Some(valid) = &view.nulls {
        for (hash, valid) in out.iter_mut().zip(valid) {
            *hash = if valid { *hash } else { 0 };
        }
    }
}

/// The hash of the value in a row that is not null.
#[inline]
fn hash(column: &View, row: usize) -> u64 {
    match &column.values {
        Cells::Int32(values) | Cells::Date(values) => hash_int(i64::from(values[row])),
        Cells::Int64(values) | Cells::Time(values) => hash_int(values[row]),
        Cells::Timestamp(values) | Cells::TimestampTz(values, _) => hash_int(values[row]),
        Cells::Float64(values) => hash_int(values[row].to_bits() as i64),
        Cells::Bool(values) => hash_int(i64::from(values.value(row))),
        Cells::Decimal { digits, .. } => hash_text(&digits[row].to_le_bytes()),
        Cells::Text(texts) => hash_text(texts.value(row).as_bytes()),
        Cells::Dictionary { keys, texts } => hash_text(texts.value(keys[row] as usize).as_bytes()),
        Cells::Uuid(uuids) => hash_text(&uuids.all()[row]),
        Cells::List { offsets, items } => {
            let range = offsets[row] as usize..offsets[row + 1] as usize;
            range.fold(hash_int(0), |all, item| combined(all, if_valid(items, item)))
        }
        Cells::Struct { members, .. } => {
            members.iter().fold(hash_int(1), |all, member| combined(all, if_valid(member, row)))
        }
    }
}

fn if_valid(column: &View, row: usize) -> u64 {
    if column.is_valid(row) { hash(column, row) } else { 0 }
}

/// The hash of a whole number, never 0.
#[inline(always)]
pub fn hash_int(value: i64) -> u64 {
    split_mix(value as u64, 1).max(1)
}

/// The hash of some bytes, never 0.
#[inline]
pub fn hash_text(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = mix(bytes.len() as u64 ^ 0x2545_f491_4f6c_dd1d);
    for word in words {
        hash = mix(hash.rotate_left(23) ^ u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = mix(hash.rotate_left(23) ^ u64::from_le_bytes(last));
    }
    hash.max(1)
}

/// The hash of two values in this order.
#[inline(always)]
pub fn combined(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23) ^ second.wrapping_add(0x9e37_79b9_7f4a_7c15)).max(1)
}
