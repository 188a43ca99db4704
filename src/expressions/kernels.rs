//! Kernels from functions of single values: loops over whole arrays, with nulls and faults.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::buffer::{BooleanBuffer, NullBuffer, OffsetBuffer};

use super::node::{Fault, Kernel};
use super::types::Type;

/// Longest text of a value, in bytes, as of any value: a block of 2048 of them fits Arrow's 32-bit offsets.
pub const LONGEST: u64 = (1 << 31) / 2048 - 1;

/// What a value comes to: nothing where it is null, a message where there is none.
pub type Outcome<T> = Result<Option<T>, String>;

/// The rows in which no argument is null; none if that is every row.
pub fn nulls_of(arguments: &[ArrayRef]) -> Option<NullBuffer> {
    let nulls = arguments.iter().fold(None, |all, array| NullBuffer::union(all.as_ref(), array.nulls()));
    nulls.filter(|nulls| nulls.null_count() > 0)
}

fn array<R: ArrowPrimitiveType>(values: Vec<R::Native>, nulls: Option<NullBuffer>, kind: Type) -> ArrayRef {
    Arc::new(PrimitiveArray::<R>::new(values.into(), nulls).with_data_type(kind.arrow()))
}

/// A function of one value that has a result for any bits.
pub fn map1<A, R, F>(kind: Type, f: F) -> Kernel
where
    A: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    F: Fn(A::Native) -> R::Native + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let a = arguments[0].as_primitive::<A>();
        let values = a.values().iter().map(|a| f(*a)).collect();
        Ok(array::<R>(values, a.nulls().cloned(), kind))
    })
}

/// A function of two values that has a result for any bits.
pub fn map2<A, B, R, F>(kind: Type, f: F) -> Kernel
where
    A: ArrowPrimitiveType,
    B: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    F: Fn(A::Native, B::Native) -> R::Native + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_primitive::<A>(), arguments[1].as_primitive::<B>());
        let values = a.values().iter().zip(b.values()).map(|(a, b)| f(*a, *b)).collect();
        Ok(array::<R>(values, nulls_of(arguments), kind))
    })
}

/// The values of rows without null arguments, by their numbers.
pub fn each<R: ArrowPrimitiveType>(
    kind: Type,
    rows: usize,
    nulls: Option<NullBuffer>,
    f: impl Fn(usize) -> Outcome<R::Native>,
) -> Result<ArrayRef, Fault> {
    let mut values: Vec<R::Native> = Vec::with_capacity(rows);
    let mut missing: Vec<usize> = Vec::new();
    for row in 0..rows {
        if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            values.push(R::Native::default());
            continue;
        }
        match f(row) {
            Ok(Some(value)) => values.push(value),
            Ok(None) => {
                missing.push(row);
                values.push(R::Native::default());
            }
            Err(message) => return Err(Fault { row, message }),
        }
    }
    Ok(array::<R>(values, without(nulls, rows, &missing), kind))
}

/// The same rows but for those that are missing.
fn without(nulls: Option<NullBuffer>, rows: usize, missing: &[usize]) -> Option<NullBuffer> {
    if missing.is_empty() {
        return nulls;
    }
    let mut present = vec![true; rows];
    missing.iter().for_each(|row| present[*row] = false);
    NullBuffer::union(nulls.as_ref(), Some(&NullBuffer::from(present)))
}

/// A function of one value that may fail or give null.
pub fn try1<A, R, F>(kind: Type, f: F) -> Kernel
where
    A: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    F: Fn(A::Native) -> Outcome<R::Native> + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let a = arguments[0].as_primitive::<A>().values();
        each::<R>(kind, a.len(), nulls_of(arguments), |row| f(a[row]))
    })
}

/// A function of two values that may fail or give null.
pub fn try2<A, B, R, F>(kind: Type, f: F) -> Kernel
where
    A: ArrowPrimitiveType,
    B: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    F: Fn(A::Native, B::Native) -> Outcome<R::Native> + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_primitive::<A>().values(), arguments[1].as_primitive::<B>().values());
        each::<R>(kind, a.len(), nulls_of(arguments), |row| f(a[row], b[row]))
    })
}

/// Numbers from a text.
pub fn from_text<R, F>(kind: Type, f: F) -> Kernel
where
    R: ArrowPrimitiveType,
    F: Fn(&str) -> Outcome<R::Native> + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let a = arguments[0].as_string::<i32>();
        each::<R>(kind, a.len(), nulls_of(arguments), |row| f(a.value(row)))
    })
}

/// Truths of rows without null arguments, by their numbers.
pub fn truths(arguments: &[ArrayRef], f: impl Fn(usize) -> bool) -> ArrayRef {
    let rows = arguments[0].len();
    Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(rows, f), nulls_of(arguments)))
}

/// Texts of rows, by their numbers; `write` adds a row's text and tells whether there is one.
pub fn texts(
    rows: usize,
    nulls: Option<NullBuffer>,
    capacity: usize,
    mut write: impl FnMut(usize, &mut String) -> Result<bool, String>,
) -> Result<ArrayRef, Fault> {
    let mut all = String::with_capacity(capacity);
    let mut ends: Vec<i32> = Vec::with_capacity(rows + 1);
    ends.push(0);
    let mut missing = Vec::new();
    for row in 0..rows {
        if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
            let before = all.len();
            if !write(row, &mut all).map_err(|message| Fault { row, message })? {
                missing.push(row);
                all.truncate(before);
            }
            check_length(all.len() - before).map_err(|message| Fault { row, message })?;
        }
        let end = i32::try_from(all.len());
        ends.push(end.map_err(|_| Fault { row, message: "the texts of a block exceed 2 GiB".to_owned() })?);
    }
    let nulls = without(nulls, rows, &missing);
    // Offsets ascend and fall between characters, because whole texts were added.
    Ok(Arc::new(StringArray::new(OffsetBuffer::new(ends.into()), all.into_bytes().into(), nulls)))
}

/// Refuses a text that is longer than any value may be.
pub fn check_length(bytes: usize) -> Result<(), String> {
    if bytes as u64 <= LONGEST {
        return Ok(());
    }
    Err(format!("a text of {bytes} bytes is too long: a value must be of {LONGEST} bytes at most"))
}

/// A text from one.
pub fn text1<F>(f: F) -> Kernel
where
    F: Fn(&str, &mut String) -> Result<(), String> + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let a = arguments[0].as_string::<i32>();
        texts(a.len(), nulls_of(arguments), a.value_data().len(), |row, out| {
            f(a.value(row), out).map(|()| true)
        })
    })
}

/// A text from a value of another type.
pub fn shown<A, F>(f: F) -> Kernel
where
    A: ArrowPrimitiveType,
    F: Fn(A::Native, &mut String) + Send + Sync + 'static,
{
    Arc::new(move |arguments| {
        let a = arguments[0].as_primitive::<A>().values();
        texts(a.len(), nulls_of(arguments), a.len() * 12, |row, out| {
            f(a[row], out);
            Ok(true)
        })
    })
}
