//! A column of a block by its type: the one place that tells Arrow's types apart.
//!
//! Hosts, files, digests and checks read columns through a [`View`]. Its match is exhaustive, so a new [`ColumnType`] is a new
//! arm here and one wherever values are written.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, Time64MicrosecondType, TimeUnit,
    TimestampMicrosecondType,
};

use super::types::{ColumnType, StructField};
use crate::config::zone::Zone;

/// The values of a column in a block. Holds the array's buffers; making it copies no values.
#[derive(Clone, Debug)]
pub struct View {
    pub rows: usize,
    /// Which rows are not null, if any is.
    pub nulls: Option<NullBuffer>,
    pub values: Values,
}

/// The values by type, one for each row; those of null rows mean nothing.
#[derive(Clone, Debug)]
pub enum Values {
    Bool(BooleanArray),
    Int32(ScalarBuffer<i32>),
    Int64(ScalarBuffer<i64>),
    Float64(ScalarBuffer<f64>),
    /// Whole numbers, to be divided by ten to the power of the scale.
    Decimal {
        digits: ScalarBuffer<i128>,
        precision: u8,
        scale: u8,
    },
    Text(StringArray),
    /// Text as keys into other texts, none of which is null. A null row's key may be anything.
    Dictionary {
        keys: ScalarBuffer<i32>,
        texts: StringArray,
    },
    Date(ScalarBuffer<i32>),
    Time(ScalarBuffer<i64>),
    Timestamp(ScalarBuffer<i64>),
    TimestampTz(ScalarBuffer<i64>, Zone),
    Uuid(Uuids),
    /// The items of a row are those from its offset to the next one; `items` ends with the last row's.
    List {
        offsets: ScalarBuffer<i32>,
        items: Box<View>,
    },
    Struct {
        fields: &'static [StructField],
        members: Vec<View>,
    },
}

/// UUIDs, sixteen bytes each in the order they are written.
#[derive(Clone, Debug)]
pub struct Uuids(arrow::array::FixedSizeBinaryArray);

impl Uuids {
    /// The bytes of all rows.
    pub fn all(&self) -> &[[u8; 16]] {
        let bytes = self.0.value_data();
        bytes.as_chunks().0
    }
}

impl View {
    /// Views an array as a column of a type. `None` if it is of another type, or a dictionary with nulls among its values.
    pub fn new(array: &ArrayRef, kind: ColumnType) -> Option<View> {
        let values = match kind {
            ColumnType::Bool => Values::Bool(array.as_boolean_opt()?.clone()),
            ColumnType::Int32 => Values::Int32(numbers::<Int32Type>(array)?),
            ColumnType::Int64 => Values::Int64(numbers::<Int64Type>(array)?),
            ColumnType::Float64 => Values::Float64(numbers::<Float64Type>(array)?),
            ColumnType::Decimal { precision, scale } => {
                let digits = array.as_primitive_opt::<Decimal128Type>()?;
                let fits = (digits.precision(), i16::from(digits.scale())) == (precision, i16::from(scale));
                Values::Decimal { digits: fits.then(|| digits.values().clone())?, precision, scale }
            }
            ColumnType::Text => text(array)?,
            ColumnType::Date => Values::Date(numbers::<Date32Type>(array)?),
            ColumnType::Time => Values::Time(numbers::<Time64MicrosecondType>(array)?),
            ColumnType::Timestamp => Values::Timestamp(micros(array, None)?),
            ColumnType::TimestampTz(zone) => Values::TimestampTz(micros(array, Some(zone.name()))?, zone),
            ColumnType::Uuid => {
                let bytes = array.as_fixed_size_binary_opt().filter(|bytes| bytes.value_length() == 16)?;
                Values::Uuid(Uuids(bytes.clone()))
            }
            ColumnType::List(item) => {
                let lists = array.as_list_opt::<i32>()?;
                let offsets = lists.value_offsets();
                let (first, last) = (offsets[0], offsets[lists.len()]);
                let items = lists.values().slice(first as usize, (last - first) as usize);
                let offsets = match first {
                    0 => lists.offsets().inner().clone(),
                    _ => offsets.iter().map(|offset| offset - first).collect(),
                };
                Values::List { offsets, items: Box::new(View::new(&items, *item)?) }
            }
            ColumnType::Struct(fields) => {
                let structs = array.as_struct_opt()?;
                if structs.num_columns() != fields.len() {
                    return None;
                }
                let members = structs.fields().iter().zip(structs.columns()).zip(fields);
                let members = members.map(|((found, array), field)| {
                    let same = *found.name() == field.name;
                    let mut member = same.then(|| View::new(array, field.kind))??;
                    // A member of nothing is nothing.
                    member.nulls = NullBuffer::union(member.nulls.as_ref(), structs.nulls());
                    Some(member)
                });
                Values::Struct { fields, members: members.collect::<Option<Vec<View>>>()? }
            }
        };
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
        Some(View { rows: array.len(), nulls, values })
    }

    /// The texts of a column of text, one for each row; `None` for another type.
    pub fn plain_texts(&self) -> Option<StringArray> {
        match &self.values {
            Values::Text(texts) => Some(texts.clone()),
            Values::Dictionary { keys, texts } => {
                let text = |row: usize| self.is_valid(row).then(|| texts.value(keys[row] as usize));
                Some((0..self.rows).map(text).collect())
            }
            _ => None,
        }
    }

    /// So many rows from this one on.
    pub fn slice(&self, start: usize, rows: usize) -> View {
        let values = match &self.values {
            Values::Bool(values) => Values::Bool(values.slice(start, rows)),
            Values::Int32(values) => Values::Int32(values.slice(start, rows)),
            Values::Int64(values) => Values::Int64(values.slice(start, rows)),
            Values::Float64(values) => Values::Float64(values.slice(start, rows)),
            Values::Decimal { digits, precision, scale } => {
                Values::Decimal { digits: digits.slice(start, rows), precision: *precision, scale: *scale }
            }
            Values::Text(texts) => Values::Text(texts.slice(start, rows)),
            Values::Dictionary { keys, texts } => {
                Values::Dictionary { keys: keys.slice(start, rows), texts: texts.clone() }
            }
            Values::Date(values) => Values::Date(values.slice(start, rows)),
            Values::Time(values) => Values::Time(values.slice(start, rows)),
            Values::Timestamp(values) => Values::Timestamp(values.slice(start, rows)),
            Values::TimestampTz(values, zone) => Values::TimestampTz(values.slice(start, rows), *zone),
            Values::Uuid(values) => Values::Uuid(Uuids(values.0.slice(start, rows))),
            Values::List { offsets, items } => {
                let (first, last) = (offsets[start], offsets[start + rows]);
                Values::List {
                    offsets: offsets.slice(start, rows + 1).iter().map(|offset| offset - first).collect(),
                    items: Box::new(items.slice(first as usize, (last - first) as usize)),
                }
            }
            Values::Struct { fields, members } => Values::Struct {
                fields,
                members: members.iter().map(|member| member.slice(start, rows)).collect(),
            },
        };
        let nulls = self.nulls.as_ref().map(|nulls| nulls.slice(start, rows));
        View { rows, nulls: nulls.filter(|nulls| nulls.null_count() > 0), values }
    }

    /// Views an array as the column it can be; `None` if no column holds such arrays.
    pub fn of(array: &ArrayRef) -> Option<View> {
        View::new(array, column_type(array.data_type())?)
    }

    /// Whether a row has a value.
    #[inline(always)]
    pub fn is_valid(&self, row: usize) -> bool {
        self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
    }
}

/// The type of column that holds such arrays, plain or as a dictionary.
fn column_type(array: &DataType) -> Option<ColumnType> {
    Some(match array {
        DataType::Boolean => ColumnType::Bool,
        DataType::Int32 => ColumnType::Int32,
        DataType::Int64 => ColumnType::Int64,
        DataType::Float64 => ColumnType::Float64,
        DataType::Decimal128(precision, scale) => {
            ColumnType::Decimal { precision: *precision, scale: u8::try_from(*scale).ok()? }
        }
        DataType::Utf8 => ColumnType::Text,
        DataType::Dictionary(_, values) if **values == DataType::Utf8 => ColumnType::Text,
        DataType::Date32 => ColumnType::Date,
        DataType::Time64(TimeUnit::Microsecond) => ColumnType::Time,
        DataType::Timestamp(TimeUnit::Microsecond, None) => ColumnType::Timestamp,
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) => ColumnType::TimestampTz(Zone::named(zone)?),
        DataType::FixedSizeBinary(16) => ColumnType::Uuid,
        DataType::List(item) => ColumnType::list(column_type(item.data_type())?),
        DataType::Struct(fields) => {
            let field = |field: &arrow::datatypes::FieldRef| {
                Some(StructField { name: field.name().clone(), kind: column_type(field.data_type())? })
            };
            ColumnType::structure(fields.iter().map(field).collect::<Option<Vec<_>>>()?)
        }
        _ => return None,
    })
}

fn numbers<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<ScalarBuffer<T::Native>> {
    array.as_primitive_opt::<T>().map(PrimitiveArray::values).cloned()
}

fn micros(array: &ArrayRef, zone: Option<&str>) -> Option<ScalarBuffer<i64>> {
    let micros = array.as_primitive_opt::<TimestampMicrosecondType>()?;
    (micros.timezone() == zone).then(|| micros.values().clone())
}

fn text(array: &ArrayRef) -> Option<Values> {
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(Values::Text(texts.clone()));
    }
    let dictionary = array.as_dictionary_opt::<Int32Type>()?;
    let texts = dictionary.values().as_string_opt::<i32>().filter(|texts| texts.null_count() == 0)?;
    Some(Values::Dictionary { keys: dictionary.keys().values().clone(), texts: texts.clone() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        Date32Array, Decimal128Array, DictionaryArray, FixedSizeBinaryArray, Float64Array, Int32Array,
        Int64Array, ListArray, StructArray, Time64MicrosecondArray, TimestampMicrosecondArray,
        TimestampNanosecondArray,
    };

    use super::*;
    use crate::tables::types::arrow_type;

    fn field(name: &str, kind: ColumnType) -> StructField {
        StructField { name: name.to_owned(), kind }
    }

    /// A column of each type, of three rows of which the second is null.
    fn columns() -> Vec<(ColumnType, ArrayRef)> {
        let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("b")]));
        let numbers = Int32Array::from(vec![Some(1), None, Some(3)]);
        let price = ColumnType::Decimal { precision: 20, scale: 2 };
        let prices = Decimal128Array::from(vec![Some(-5), None, Some(10_i128.pow(19))]);
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([
            Some(vec![Some(1), None]),
            None,
            Some(vec![Some(2), Some(3), Some(4)]),
        ]);
        let point = ColumnType::structure(vec![field("x", ColumnType::Int32), field("t", ColumnType::Text)]);
        let DataType::Struct(fields) = arrow_type(point) else { unreachable!("a struct is one") };
        let points = StructArray::new(
            fields,
            vec![Arc::new(numbers.clone()), Arc::clone(&texts)],
            Some(NullBuffer::from(vec![true, false, true])),
        );
        let micros = TimestampMicrosecondArray::from(vec![Some(1), None, Some(3)]);
        let uuids = vec![Some([1_u8; 16]), None, Some([2; 16])].into_iter();
        vec![
            (ColumnType::Bool, Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
            (ColumnType::Int32, Arc::new(numbers)),
            (ColumnType::Int64, Arc::new(Int64Array::from(vec![Some(1), None, Some(3)]))),
            (ColumnType::Float64, Arc::new(Float64Array::from(vec![Some(1.5), None, Some(-3.0)]))),
            (price, Arc::new(prices.with_precision_and_scale(20, 2).unwrap())),
            (ColumnType::Text, texts),
            (ColumnType::Date, Arc::new(Date32Array::from(vec![Some(1), None, Some(3)]))),
            (ColumnType::Time, Arc::new(Time64MicrosecondArray::from(vec![Some(1), None, Some(3)]))),
            (ColumnType::Timestamp, Arc::new(micros.clone())),
            (ColumnType::TimestampTz(Zone::UTC), Arc::new(micros.clone().with_timezone("UTC"))),
            (
                ColumnType::TimestampTz(Zone::named("Europe/Berlin").expect("a zone")),
                Arc::new(micros.with_timezone("Europe/Berlin")),
            ),
            (
                ColumnType::Uuid,
                Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(uuids, 16).unwrap()),
            ),
            (ColumnType::list(ColumnType::Int32), Arc::new(lists)),
            (point, Arc::new(points)),
        ]
    }

    #[test]
    fn an_array_is_viewed_as_its_own_type_and_no_other() {
        let columns = columns();
        for (kind, array) in &columns {
            assert_eq!(*array.data_type(), arrow_type(*kind));
            for (other, _) in &columns {
                assert_eq!(
                    View::new(array, *other).is_some(),
                    kind == other,
                    "{} as {}",
                    kind.sql(),
                    other.sql()
                );
            }
            let view = View::of(array).expect("every type has a view");
            assert_eq!(
                (view.rows, view.is_valid(0), view.is_valid(1), view.is_valid(2)),
                (3, true, false, true)
            );
            // Slices of the array and of the view are the same.
            let (one, other) = (View::new(&array.slice(2, 1), *kind).unwrap(), view.slice(2, 1));
            assert_eq!(format!("{:?}", one.values), format!("{:?}", other.values));
            assert!(other.is_valid(0));
        }
    }

    #[test]
    fn dictionaries_are_texts_and_other_units_are_nothing() {
        let keys = Int32Array::from(vec![Some(1), None, Some(0)]);
        let texts = StringArray::from(vec![Some("a"), Some("b")]);
        let dictionary: ArrayRef = Arc::new(DictionaryArray::new(keys.clone(), Arc::new(texts)));
        assert!(View::new(&dictionary, ColumnType::Text).is_some_and(|view| !view.is_valid(1)));
        assert!(View::new(&dictionary, ColumnType::Int32).is_none());
        let holes = StringArray::from(vec![Some("a"), None]);
        let dictionary: ArrayRef = Arc::new(DictionaryArray::new(keys, Arc::new(holes)));
        assert!(View::new(&dictionary, ColumnType::Text).is_none());
        let nanos: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![1]));
        assert!(View::new(&nanos, ColumnType::Timestamp).is_none() && View::of(&nanos).is_none());
    }
}
