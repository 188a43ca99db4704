//! How much work and text stand behind one value.
//!
//! References between columns let a short config ask for an endless one: each dataset's column may name two columns of the
//! dataset before it. So the extent of a column includes what it refers to, and has bounds.

use super::generators::{Base, Generator, ParentColumn, Piece};
use super::scope::{Place, Scope};
use crate::config::reader::Field;

/// What one value of a generator takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Generators on the longest way from the column to what it hangs on.
    pub depth: u64,
    /// Generators in all.
    pub parts: u64,
    /// Bytes of the value as text.
    pub bytes: u64,
}

/// Greatest depth: each step is a call within a call.
const DEEPEST: u64 = 100;
/// Most generators behind one column.
const MOST_PARTS: u64 = 10_000;
/// Longest text of a value, in bytes, so that a block of 2048 of them fits Arrow's 32-bit offsets.
const LONGEST: u64 = (1 << 31) / 2048 - 1;
/// Longest number as JSON shows it, without an exponent.
const NUMBER: u64 = 340;
/// What escaping in JSON makes of a byte at most: `\u001f`.
const ESCAPED: u64 = 6;

impl Extent {
    const fn leaf(bytes: u64) -> Extent {
        Extent { depth: 1, parts: 1, bytes }
    }

    /// The greatest of each.
    pub fn or(self, other: Extent) -> Extent {
        Extent {
            depth: self.depth.max(other.depth),
            parts: self.parts.saturating_add(other.parts),
            bytes: self.bytes.max(other.bytes),
        }
    }

    /// One generator around this one, whose value takes so many bytes.
    fn inside(self, bytes: u64) -> Extent {
        Extent { depth: self.depth + 1, parts: self.parts.saturating_add(1), bytes }
    }

    /// The extent, if it is within all bounds.
    pub fn checked(self, field: &Field<'_>) -> Option<Extent> {
        let message = if self.depth > DEEPEST {
            format!("is a chain of {} generators, but must be of {DEEPEST} at most", self.depth)
        } else if self.parts > MOST_PARTS {
            format!("refers to {} generators, directly or not, but must to {MOST_PARTS} at most", self.parts)
        } else if self.bytes > LONGEST {
            format!("can be {} bytes long, but a value must be of {LONGEST} bytes at most", self.bytes)
        } else {
            return Some(self);
        };
        field.error("too-large", message, None);
        None
    }
}

/// The extent of a generator read in this scope.
pub fn of(generator: &Generator, scope: &Scope<'_>) -> Extent {
    let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or(0) as u64;
    match generator {
        Generator::Constant(constant) => Extent::leaf(constant.length().max(NUMBER)),
        Generator::WeightedChoice { values, .. } | Generator::OneOf { values, .. } => {
            Extent::leaf(longest(values))
        }
        Generator::StringPattern { pieces, .. } => {
            let length = |piece: &Piece| match piece {
                Piece::Literal(text) => text.len() as u64,
                Piece::OneOf(values) => longest(values),
                Piece::SequentialId | Piece::Uuid | Piece::UniformInt { .. } => 40,
            };
            Extent::leaf(pieces.iter().map(length).fold(0, u64::saturating_add))
        }
        Generator::Optional(optional) => {
            let inner = of(&optional.inner, scope);
            inner.inside(inner.bytes)
        }
        Generator::JsonObject(object) => {
            let fields = object.fields.iter().map(|(name, field)| {
                let extent = of(field, scope);
                let bytes = json(field, extent.bytes).saturating_add(ESCAPED * name.len() as u64 + 4);
                Extent { bytes, ..extent }
            });
            let sum = |all: Extent, field: Extent| Extent {
                bytes: all.bytes.saturating_add(field.bytes),
                ..all.or(field)
            };
            let all = fields.fold(Extent { depth: 0, parts: 0, bytes: 1 }, sum);
            all.inside(all.bytes)
        }
        Generator::JsonArray(array) => {
            let item = of(&array.item, scope);
            let bytes = json(&array.item, item.bytes).saturating_add(1);
            item.inside(bytes.saturating_mul(array.max.into()).saturating_add(2))
        }
        Generator::ForeignKey(key) | Generator::ParentValue(key) => {
            let dataset = scope.done.get(key.parent);
            let column = dataset.zip(key.column).and_then(|(dataset, column)| match column {
                ParentColumn::Own(index) => dataset.columns.get(index),
                ParentColumn::Entity(index) => dataset.entity.as_ref()?.columns.get(index),
                ParentColumn::Day => None,
            });
            column.map_or(Extent::leaf(NUMBER), |column| column.extent.inside(column.extent.bytes))
        }
        Generator::LinkedChoice(choice) => {
            let Place::Row(row) = scope.place else { return Extent::leaf(0) };
            let field = row.pools.and_then(|pools| pools.get(choice.pool)?.fields.get(choice.field));
            field.map_or(Extent::leaf(0), |field| field.extent.inside(field.extent.bytes))
        }
        Generator::TimestampOffset(offset) => later(offset.base, &offset.seconds, scope),
        Generator::After(after) => later(after.base, &after.delay, scope),
        Generator::Hierarchy(level) => {
            let hierarchy = scope.hierarchies.get(level.hierarchy).and_then(|known| known.read.as_ref());
            Extent::leaf(hierarchy.map_or(0, |hierarchy| longest(&hierarchy.levels[level.level].values)))
        }
        Generator::SequentialId { .. }
        | Generator::Uuid
        | Generator::UniformInt { .. }
        | Generator::UniformFloat { .. }
        | Generator::LogNormal { .. }
        | Generator::Geometric { .. }
        | Generator::Date { .. }
        | Generator::Timestamp { .. }
        | Generator::Bool { .. }
        | Generator::ChildNumber => Extent::leaf(NUMBER),
    }
}

/// The extent of a moment some time after another.
fn later(base: Base, delay: &Generator, scope: &Scope<'_>) -> Extent {
    let delay = of(delay, scope);
    let base = match (base, scope.place) {
        (Base::Column(index), _) => scope.peers.earlier.get(index),
        (Base::Entity(index), Place::Row(row)) => row.entity.and_then(|entity| entity.columns.get(index)),
        _ => None,
    };
    base.map_or(delay, |base| base.extent.or(delay)).inside(NUMBER)
}

/// Bytes of a value in JSON; JSON itself is embedded as it is.
fn json(generator: &Generator, bytes: u64) -> u64 {
    match generator {
        Generator::Optional(optional) => json(&optional.inner, bytes.max(4)),
        Generator::JsonObject(_) | Generator::JsonArray(_) => bytes,
        Generator::Constant(_)
        | Generator::WeightedChoice { .. }
        | Generator::OneOf { .. }
        | Generator::StringPattern { .. }
        | Generator::ForeignKey(_)
        | Generator::ParentValue(_)
        | Generator::Hierarchy(_)
        | Generator::LinkedChoice(_) => bytes.saturating_mul(ESCAPED).saturating_add(2),
        _ => bytes,
    }
}
