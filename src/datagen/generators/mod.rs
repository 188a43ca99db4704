//! The generators of the datagen language: one file each says its parameters, bounds and meaning, and reads it.
//!
//! An [`Entry`] feeds the parser, `plotsim_generators()` and the docs. Adding a generator is a file here with its entry, a
//! line in [`ENTRIES`], and a file of the same name in [`crate::generators`] that makes the values.

mod after;
mod ambiguity;
mod boolean;
mod child_number;
mod constant;
mod date;
mod foreign_key;
mod geometric;
mod hierarchy;
mod json_array;
mod json_object;
mod linked_choice;
mod log_normal;
mod one_of;
mod optional;
mod parent_value;
mod sequential_id;
mod string_pattern;
mod timestamp;
mod timestamp_offset;
mod uniform_float;
mod uniform_int;
mod uuid;
mod weighted_choice;

pub use after::After;
pub use ambiguity::tells_apart;
pub use constant::Constant;
pub use foreign_key::{ForeignKey, ParentColumn, Pick};
pub use hierarchy::HierarchyLevel;
pub use json_array::JsonArray;
pub use json_object::JsonObject;
pub use linked_choice::LinkedChoice;
pub use optional::Optional;
pub use string_pattern::Piece;
pub use timestamp_offset::{Base, TimestampOffset};

use super::scope::Scope;
use crate::config::param::Section;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;

/// A generator with its parameters checked. Ranges exclude their end.
#[derive(Debug)]
pub enum Generator {
    SequentialId {
        kind: ColumnType,
    },
    Uuid,
    ForeignKey(ForeignKey),
    Constant(Constant),
    WeightedChoice {
        values: Vec<String>,
        weights: Vec<f64>,
    },
    OneOf {
        values: Vec<String>,
        unique: bool,
    },
    StringPattern {
        pieces: Vec<Piece>,
        unique: bool,
    },
    UniformInt {
        min: i64,
        size: u64,
        unique: bool,
    },
    UniformFloat {
        min: f64,
        max: f64,
    },
    LogNormal {
        median: f64,
        sigma: f64,
        max: i64,
    },
    Geometric {
        p: f64,
        min: i64,
        kind: ColumnType,
    },
    Date {
        start: i32,
        days: u64,
        unique: bool,
    },
    Timestamp {
        start: i64,
        seconds: u64,
        unique: bool,
    },
    TimestampOffset(TimestampOffset),
    Bool {
        prob: f64,
    },
    Optional(Optional),
    JsonObject(JsonObject),
    JsonArray(JsonArray),
    LinkedChoice(LinkedChoice),
    After(After),
    Hierarchy(HierarchyLevel),
    /// The row comes from the foreign key named in `with`.
    ParentValue(ForeignKey),
    ChildNumber,
}

impl Generator {
    /// The type of the values, before dates and UUIDs become text.
    pub fn kind(&self) -> ColumnType {
        match self {
            Generator::SequentialId { kind } | Generator::Geometric { kind, .. } => *kind,
            Generator::ForeignKey(key) | Generator::ParentValue(key) => key.kind,
            Generator::After(after) => after.kind,
            Generator::ChildNumber => ColumnType::Int32,
            Generator::Constant(constant) => constant.kind(),
            Generator::UniformInt { min, size, .. } => int_kind(*min, min.wrapping_add((*size - 1) as i64)),
            Generator::LogNormal { max, .. } => int_kind(0, *max),
            Generator::UniformFloat { .. } => ColumnType::Float64,
            Generator::Uuid => ColumnType::Uuid,
            Generator::Date { .. } => ColumnType::Date,
            Generator::Timestamp { .. } | Generator::TimestampOffset(_) => ColumnType::Timestamp,
            Generator::Bool { .. } => ColumnType::Bool,
            Generator::Optional(optional) => optional.inner.kind(),
            Generator::LinkedChoice(choice) => choice.kind,
            Generator::WeightedChoice { .. }
            | Generator::OneOf { .. }
            | Generator::StringPattern { .. }
            | Generator::JsonObject(_)
            | Generator::JsonArray(_)
            | Generator::Hierarchy(_) => ColumnType::Text,
        }
    }

    /// The vocabulary entry that reads this generator.
    pub fn entry(&self) -> &'static Entry {
        match self {
            Generator::SequentialId { .. } => &sequential_id::ENTRY,
            Generator::Uuid => &uuid::ENTRY,
            Generator::ForeignKey(_) => &foreign_key::ENTRY,
            Generator::Constant(_) => &constant::ENTRY,
            Generator::WeightedChoice { .. } => &weighted_choice::ENTRY,
            Generator::OneOf { .. } => &one_of::ENTRY,
            Generator::StringPattern { .. } => &string_pattern::ENTRY,
            Generator::UniformInt { .. } => &uniform_int::ENTRY,
            Generator::UniformFloat { .. } => &uniform_float::ENTRY,
            Generator::LogNormal { .. } => &log_normal::ENTRY,
            Generator::Geometric { .. } => &geometric::ENTRY,
            Generator::Date { .. } => &date::ENTRY,
            Generator::Timestamp { .. } => &timestamp::ENTRY,
            Generator::TimestampOffset(_) => &timestamp_offset::ENTRY,
            Generator::Bool { .. } => &boolean::ENTRY,
            Generator::Optional(_) => &optional::ENTRY,
            Generator::JsonObject(_) => &json_object::ENTRY,
            Generator::JsonArray(_) => &json_array::ENTRY,
            Generator::LinkedChoice(_) => &linked_choice::ENTRY,
            Generator::After(_) => &after::ENTRY,
            Generator::Hierarchy(_) => &hierarchy::ENTRY,
            Generator::ParentValue(_) => &parent_value::ENTRY,
            Generator::ChildNumber => &child_number::ENTRY,
        }
    }

    /// Whether a value can be null.
    pub fn nullable(&self) -> bool {
        match self {
            Generator::Optional(_) => true,
            Generator::LinkedChoice(choice) => choice.nullable,
            Generator::ForeignKey(key) | Generator::ParentValue(key) => key.nullable,
            Generator::After(after) => after.nullable,
            Generator::TimestampOffset(offset) => offset.nullable,
            _ => false,
        }
    }

    /// The least and greatest value, for generators of numbers.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match self {
            Generator::UniformInt { min, size, .. } => Some((*min as f64, *min as f64 + (*size - 1) as f64)),
            Generator::UniformFloat { min, max } => Some((*min, *max)),
            Generator::LogNormal { max, .. } => Some((0.0, *max as f64)),
            Generator::Geometric { p, min, .. } => {
                Some(((*min).max(0) as f64, geometric::greatest(*p).max(*min as f64)))
            }
            Generator::SequentialId { kind: ColumnType::Int32 } => Some((1.0, i32::MAX.into())),
            Generator::Constant(constant) => constant.number().map(|value| (value, value)),
            Generator::ForeignKey(key) if key.column.is_none() => Some((1.0, key.parent_rows as f64)),
            Generator::WeightedChoice { values, .. } | Generator::OneOf { values, .. } => {
                let numbers: Option<Vec<f64>> = values
                    .iter()
                    .map(|text| text.trim().parse::<i64>().ok().map(|value| value as f64))
                    .collect();
                let numbers = numbers?;
                let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
                Some((least, numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)))
            }
            _ => None,
        }
    }

    /// Whether the generator or one inside it satisfies `test`.
    pub fn any(&self, test: &dyn Fn(&Generator) -> bool) -> bool {
        test(self)
            || match self {
                Generator::Optional(optional) => optional.inner.any(test),
                Generator::JsonObject(object) => object.fields.iter().any(|(_, field)| field.any(test)),
                Generator::JsonArray(array) => array.item.any(test),
                Generator::TimestampOffset(offset) => offset.seconds.any(test),
                Generator::After(after) => after.delay.any(test),
                _ => false,
            }
    }
}

/// INTEGER where every value fits it, BIGINT otherwise.
pub fn int_kind(least: i64, greatest: i64) -> ColumnType {
    let fits = i32::try_from(least).is_ok() && i32::try_from(greatest).is_ok();
    if fits { ColumnType::Int32 } else { ColumnType::Int64 }
}

/// What is known of one generator.
pub struct Entry {
    /// The word after `type:`.
    pub name: &'static str,
    /// What it gives and its other keys.
    pub section: Section,
    /// A column's generator as one would write it.
    pub example: &'static str,
    /// Reads the parameters, which were already checked against `section`.
    read: fn(&Fields<'_>, &Scope<'_>) -> Option<Generator>,
}

/// Every generator, in the order of the documentation.
pub static ENTRIES: &[&Entry] = &[
    &sequential_id::ENTRY,
    &uuid::ENTRY,
    &foreign_key::ENTRY,
    &constant::ENTRY,
    &weighted_choice::ENTRY,
    &one_of::ENTRY,
    &string_pattern::ENTRY,
    &uniform_int::ENTRY,
    &uniform_float::ENTRY,
    &log_normal::ENTRY,
    &geometric::ENTRY,
    &date::ENTRY,
    &timestamp::ENTRY,
    &timestamp_offset::ENTRY,
    &after::ENTRY,
    &boolean::ENTRY,
    &optional::ENTRY,
    &json_object::ENTRY,
    &json_array::ENTRY,
    &linked_choice::ENTRY,
    &hierarchy::ENTRY,
    &parent_value::ENTRY,
    &child_number::ENTRY,
];

/// Reads a generator: a mapping whose `type` names an entry.
pub fn read(field: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
    let entries = field.entries()?;
    let Some((_, type_field)) = entries.iter().find(|(name, _)| *name == "type") else {
        field.error("missing-key", "'type' is missing", Some("name a generator, as in type: uuid".into()));
        return None;
    };
    let name = type_field.text()?;
    let known = || ENTRIES.iter().map(|entry| entry.name);
    let Some(entry) = ENTRIES.iter().find(|entry| entry.name == name) else {
        let hint = suggest::hint(name, known().collect::<Vec<_>>());
        type_field.error("unknown-generator", format!("'{name}' is not a generator"), hint);
        return None;
    };
    (entry.read)(&field.fields_after("type", &entry.section)?, scope)
}
