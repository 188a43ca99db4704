//! How much work and text stand behind one value.
//!
//! References between columns let a short config ask for an endless one: each dataset's column may name two columns of the
//! dataset before it. So the extent of a column includes what it refers to, and has bounds.

/// What one value takes at most.
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
/// What escaping in JSON makes of a byte at most: `\u001f`.
const ESCAPED: u64 = 6;

impl Extent {
    /// Nothing yet, to which parts are added.
    pub const NONE: Extent = Extent { depth: 0, parts: 0, bytes: 0 };

    /// Any value but text. A number without an exponent, as JSON shows it, takes the most.
    pub const NUMBER: Extent = Extent::text(340);

    /// Text of so many bytes.
    pub const fn text(bytes: u64) -> Extent {
        Extent { depth: 1, parts: 1, bytes }
    }

    /// The longest of these texts.
    pub fn longest(texts: &[String]) -> Extent {
        Extent::text(texts.iter().map(String::len).max().unwrap_or(0) as u64)
    }

    /// The greatest of each.
    pub fn or(self, other: Extent) -> Extent {
        Extent {
            depth: self.depth.max(other.depth),
            parts: self.parts.saturating_add(other.parts),
            bytes: self.bytes.max(other.bytes),
        }
    }

    /// The same value with one generator around.
    pub fn inside(self) -> Extent {
        Extent { depth: self.depth + 1, parts: self.parts.saturating_add(1), bytes: self.bytes }
    }

    /// Another value of so many bytes, made of this one.
    pub fn with_bytes(self, bytes: u64) -> Extent {
        Extent { bytes, ..self }
    }

    /// Bytes of a text of so many as a JSON string.
    pub fn quoted(bytes: u64) -> u64 {
        bytes.saturating_mul(ESCAPED).saturating_add(2)
    }

    /// Which bound is exceeded, as a message without its subject.
    pub fn excess(&self) -> Option<String> {
        if self.depth > DEEPEST {
            Some(format!("is a chain of {} generators, but must be of {DEEPEST} at most", self.depth))
        } else if self.parts > MOST_PARTS {
            let parts = self.parts;
            Some(format!("refers to {parts} generators, directly or not, but must to {MOST_PARTS} at most"))
        } else if self.bytes > LONGEST {
            let bytes = self.bytes;
            Some(format!("can be {bytes} bytes long, but a value must be of {LONGEST} bytes at most"))
        } else {
            None
        }
    }
}
