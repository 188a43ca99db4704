//! `uuid`: version 4 UUIDs (RFC 9562): 122 random bits, the version in byte 6 and the variant in byte 8.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray};
use arrow::buffer::Buffer;

use super::{Entry, Values};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Extent, Facts, Independent};
use crate::random::{Items, Stream};
use crate::steps::Steps;

pub static ENTRY: Entry = Entry {
    name: "uuid",
    section: Section::new(
        "datagen.generator.uuid",
        "docs/datagen.md#uuid",
        "A random UUID, version 4 (RFC 9562), in lower case",
        &[],
    ),
    example: "{ type: uuid }",
    read: |_, _| {
        let facts = Facts::from(Independent {
            kind: ColumnType::Uuid,
            range: None,
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            unique: true,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, |key, site| Arc::new(Uuid { words: site.stream(key, 2) })))
    },
};

struct Uuid {
    /// Two words an item.
    words: Stream,
}

/// The sixteen bytes of a UUID from two words.
pub fn bytes(high: u64, low: u64) -> [u8; 16] {
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

impl Values for Uuid {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let mut all = Vec::with_capacity(16 * items.len());
        for pair in words.chunks_exact(2) {
            all.extend_from_slice(&bytes(pair[0], pair[1]));
        }
        Arc::new(FixedSizeBinaryArray::new(16, Buffer::from_vec(all), None))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "the 128 bits, of which version and variant are set");
    }
}
