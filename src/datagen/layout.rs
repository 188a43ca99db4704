//! Where a dataset's rows stand: in which file, and in which block.

use std::sync::Arc;

use super::model::{Dataset, Rows};
use crate::tables::block_size;

/// Rows of a block at most. A block fits DuckDB's vectors, and its columns the first-level cache.
pub const BLOCK: u64 = 2048;

/// The rows of a dataset spread over its files: one for each day of its partition, or just one.
///
/// The first `rows mod days` files hold one row more than the others, unless a rhythm says how many each holds. In each file late
/// duplicates follow the rows.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Rows without duplicates.
    rows: u64,
    files: u64,
    /// Duplicates per row of a file.
    fraction: f64,
    /// Rows of a block at most.
    block: u64,
    /// Where files start, if they are of different sizes.
    starts: Option<Arc<Starts>>,
}

/// Where files of different sizes start: running sums, one more than there are files.
#[derive(Debug)]
pub struct Starts {
    rows: Vec<u64>,
    copies: Vec<u64>,
    blocks: Vec<u64>,
}

impl Starts {
    /// Files of so many rows, with `fraction` duplicates per row.
    pub fn new(rows: &[u64], fraction: f64) -> Starts {
        Starts {
            rows: running(rows.iter().copied()),
            copies: running(rows.iter().map(|rows| copies(*rows, fraction))),
            blocks: Vec::new(),
        }
        .in_blocks(BLOCK)
    }

    /// The same files in blocks of so many rows.
    fn in_blocks(&self, block: u64) -> Starts {
        let ends = self.rows.iter().zip(&self.copies).map(|(rows, copies)| rows + copies);
        let totals: Vec<u64> = ends.collect();
        let blocks = totals.windows(2).map(|pair| (pair[1] - pair[0]).div_ceil(block));
        Starts { blocks: running(blocks), rows: self.rows.clone(), copies: self.copies.clone() }
    }

    /// Number of files.
    fn files(&self) -> usize {
        self.rows.len() - 1
    }

    fn file(&self, number: u64) -> File {
        let at = (number as usize).min(self.files().saturating_sub(1));
        File {
            number,
            first: self.rows[at],
            rows: self.rows[at + 1] - self.rows[at],
            first_copy: self.copies[at],
            copies: self.copies[at + 1] - self.copies[at],
        }
    }

    /// The file whose part of some running sums holds a place.
    fn holding(&self, starts: &[u64], place: u64) -> u64 {
        let after = starts.partition_point(|start| *start <= place);
        after.clamp(1, self.files()) as u64 - 1
    }
}

/// 0 and the sums of the first one, two, … of these.
fn running(counts: impl Iterator<Item = u64>) -> Vec<u64> {
    let sums = counts.scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// Duplicates of so many rows.
fn copies(rows: u64, fraction: f64) -> u64 {
    libm::round(rows as f64 * fraction) as u64
}

/// One file of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Number of the file, which is the day's number from 0.
    pub number: u64,
    /// Number of the first row.
    pub first: u64,
    pub rows: u64,
    /// Number of the first duplicate among the dataset's duplicates.
    pub first_copy: u64,
    pub copies: u64,
}

impl File {
    /// Rows and duplicates.
    pub fn total(&self) -> u64 {
        self.rows + self.copies
    }
}

impl Layout {
    /// The layout of one dataset.
    pub fn of(dataset: &Dataset) -> Layout {
        let fraction = dataset.redelivery.as_ref().map_or(0.0, |redelivery| redelivery.fraction);
        let starts = dataset.partition.as_ref().and_then(|partition| partition.starts.clone());
        Layout { rows: rows(dataset), files: dataset.days(), fraction, block: BLOCK, starts }
    }

    /// The same layout, in smaller blocks if a dataset cut into so many shards has too few.
    pub fn for_shards(self, shards: u64) -> Layout {
        if self.blocks() >= shards {
            return self;
        }
        // Blocks do not reach over files, so there are at least as many as without files.
        let block = block_size(self.total(), u64::MAX, Some(shards)).min(BLOCK);
        let starts = self.starts.as_ref().map(|starts| Arc::new(starts.in_blocks(block)));
        Layout { block, starts, ..self }
    }

    /// Rows of a block at most.
    pub fn block_rows(&self) -> u64 {
        self.block
    }

    fn blocks_of(&self, file: &File) -> u64 {
        file.total().div_ceil(self.block)
    }

    fn copies(&self, rows: u64) -> u64 {
        copies(rows, self.fraction)
    }

    /// Rows of the files that hold one row more, and of the others.
    fn sizes(&self) -> (u64, u64) {
        let base = self.rows / self.files;
        (base + 1, base)
    }

    /// Number of files with one row more.
    fn larger(&self) -> u64 {
        self.rows % self.files
    }

    /// Rows of all files without duplicates.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The block of a row that is no duplicate.
    pub fn block_of(&self, row: u64) -> u64 {
        let day = self.day(row);
        self.first_block(day) + (row - self.file(day).first) / self.block
    }

    /// Number of files.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// The file of this number, below [`Layout::files`].
    pub fn file(&self, number: u64) -> File {
        if let Some(starts) = &self.starts {
            return starts.file(number);
        }
        let (more, less) = self.sizes();
        let larger = self.larger();
        let before = (number.min(larger), number.saturating_sub(larger));
        let rows = if number < larger { more } else { less };
        File {
            number,
            first: before.0 * more + before.1 * less,
            rows,
            first_copy: before.0 * self.copies(more) + before.1 * self.copies(less),
            copies: self.copies(rows),
        }
    }

    /// Rows of all files, duplicates included.
    pub fn total(&self) -> u64 {
        let last = self.file(self.files - 1);
        last.first + last.first_copy + last.total()
    }

    /// Blocks of all files; a block lies within one file.
    pub fn blocks(&self) -> u64 {
        self.first_block(self.files)
    }

    /// Number of the first block of a file.
    pub fn first_block(&self, number: u64) -> u64 {
        if let Some(starts) = &self.starts {
            return starts.blocks[(number as usize).min(starts.files())];
        }
        let (more, less) = (self.blocks_of(&self.file(0)), self.blocks_of(&self.file(self.files - 1)));
        let larger = self.larger();
        number.min(larger) * more + number.saturating_sub(larger) * less
    }

    /// The file a block lies in, and the place of its first row within the file.
    pub fn block(&self, block: u64) -> (File, u64) {
        if let Some(starts) = &self.starts {
            let number = starts.holding(&starts.blocks, block);
            return (starts.file(number), (block - starts.blocks[number as usize]) * self.block);
        }
        let larger = self.larger();
        let more = self.blocks_of(&self.file(0));
        let number = if block < larger * more {
            block / more
        } else {
            larger + (block - larger * more) / self.blocks_of(&self.file(self.files - 1)).max(1)
        };
        (self.file(number), (block - self.first_block(number)) * self.block)
    }

    /// The day, from 0, of a row that is no duplicate.
    pub fn day(&self, row: u64) -> u64 {
        if let Some(starts) = &self.starts {
            return starts.holding(&starts.rows, row);
        }
        let (more, less) = self.sizes();
        let larger = self.larger();
        if row < larger * more { row / more } else { larger + (row - larger * more) / less.max(1) }
    }
}

/// Rows of a dataset without duplicates.
pub fn rows(dataset: &Dataset) -> u64 {
    match &dataset.rows {
        Rows::Own(rows) => *rows,
        Rows::Children(children) => children.total_rows(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_blocks_tile_the_rows() {
        for (rows, files, fraction) in
            [(1, 1, 0.0), (1003, 7, 0.0), (5, 7, 0.5), (100_000, 7, 0.3), (0, 3, 1.0), (4096, 2, 0.0)]
        {
            tiles(Layout { rows, files, fraction, block: BLOCK, starts: None });
        }
        for (counts, fraction) in [
            (vec![3, 0, 0, 5000, 1], 0.0),
            (vec![0, 0, 7], 0.5),
            (vec![4096, 2048, 0, 2049], 0.01),
            (vec![1, 0], 0.0),
        ] {
            let starts = Some(Arc::new(Starts::new(&counts, fraction)));
            let rows = counts.iter().sum();
            let layout = Layout { rows, files: counts.len() as u64, fraction, block: BLOCK, starts };
            let own: Vec<u64> = (0..layout.files()).map(|number| layout.file(number).rows).collect();
            assert_eq!(own, counts);
            tiles(layout);
        }
    }

    #[test]
    fn equal_files_stand_alike_either_way() {
        for (rows, files, fraction) in [(1003u64, 7u64, 0.1), (5, 7, 0.5), (100_000, 7, 0.3)] {
            let even = Layout { rows, files, fraction, block: BLOCK, starts: None };
            let counts: Vec<u64> = (0..files).map(|number| even.file(number).rows).collect();
            let starts = Some(Arc::new(Starts::new(&counts, fraction)));
            let given = Layout { starts, ..even.clone() };
            for shards in [1, 30] {
                let (even, given) = (even.clone().for_shards(shards), given.clone().for_shards(shards));
                assert_eq!((even.total(), even.blocks()), (given.total(), given.blocks()));
                assert!((0..files).all(|number| even.file(number) == given.file(number)));
                assert!((0..even.blocks()).all(|block| even.block(block) == given.block(block)));
                assert!((0..rows).all(|row| even.day(row) == given.day(row)));
            }
        }
    }

    fn tiles(whole: Layout) {
        let (rows, files) = (whole.rows, whole.files);
        for layout in [whole.clone(), whole.clone().for_shards(3), whole.clone().for_shards(50)] {
            let (mut next, mut copy, mut block, mut total) = (0, 0, 0, 0);
            for number in 0..files {
                let file = layout.file(number);
                assert_eq!((file.number, file.first, file.first_copy), (number, next, copy));
                assert_eq!(layout.first_block(number), block);
                for row in [file.first, (file.first + file.rows).saturating_sub(1)]
                    .into_iter()
                    .filter(|_| file.rows > 0)
                {
                    assert_eq!(layout.day(row), number);
                }
                for place in (0..file.total()).step_by(layout.block as usize) {
                    assert_eq!(layout.block(block), (file, place));
                    if place < file.rows {
                        assert_eq!(layout.block_of(file.first + place), block);
                    }
                    block += 1;
                }
                next += file.rows;
                copy += file.copies;
                total += file.total();
            }
            assert_eq!((next, layout.blocks(), layout.total()), (rows, block, total));
        }
        assert!(whole.clone().for_shards(50).blocks() >= whole.total().min(50));
    }
}
