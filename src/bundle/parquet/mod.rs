//! The Parquet files plotsim writes.
//!
//! Snappy, format 1.0, row groups of [`GROUP_BLOCKS`] blocks (122,880 rows where blocks are full, which is DuckDB's own
//! size and lets readers use many threads), null counts and least and greatest values of every column, and dictionaries
//! where they pay. The footer carries the version of plotsim and the name of the table, by which later runs know the file
//! as theirs. There is no time, host or path in it: equal tables give equal bytes.

mod dictionary;
mod encoder;
mod file;
mod schema;

pub use encoder::{Encoder, Group};
pub use file::{FileWriter, is_ours, size_of};

/// Blocks of a row group in files of up to a billion rows.
const GROUP_BLOCKS: u64 = 60;
/// Blocks of a row group at most: 1,048,576 rows.
const MOST_GROUP_BLOCKS: u64 = 512;
/// Row groups of a file before they grow. A writer keeps what the footer says of each in memory.
const GROUPS: u64 = 8192;
/// Row groups of a file at most: the format numbers them in 16 bits.
const MOST_GROUPS: u64 = i16::MAX as u64;

/// Blocks of each row group of a file of so many blocks; `None` if the file would be too large.
pub fn group_blocks(blocks: u64) -> Option<u64> {
    let size = blocks.div_ceil(GROUPS).clamp(GROUP_BLOCKS, MOST_GROUP_BLOCKS);
    (blocks.div_ceil(size) <= MOST_GROUPS).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_groups_grow_with_the_file_up_to_what_the_format_holds() {
        assert_eq!(group_blocks(0), Some(60));
        assert_eq!(group_blocks(60 * 8192), Some(60));
        assert_eq!(group_blocks(60 * 8192 + 1), Some(61));
        assert_eq!(group_blocks(512 * 32_767), Some(512));
        assert_eq!(group_blocks(512 * 32_767 + 1), None);
        assert_eq!(group_blocks(u64::MAX), None);
    }
}
