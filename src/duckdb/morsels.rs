//! The work of a scan, cut into pieces that threads take one by one.

use std::ops::Range;

/// Rows of a piece at least, where there are enough: DuckDB's row group, so that pieces become row groups unchanged.
const ROWS: u64 = 122_880;
/// Pieces for each thread at least, where there are enough blocks: the last piece should not keep one thread busy alone.
const PER_THREAD: u64 = 4;

/// Ranges of blocks in order, cut into pieces of equal length. Pieces do not reach over the end of a range.
#[derive(Debug)]
pub struct Morsels {
    /// Each range with the number of the first piece in it.
    ranges: Vec<(u64, Range<u64>)>,
    pieces: u64,
    /// Blocks of a piece.
    size: u64,
    blocks: u64,
}

impl Morsels {
    /// Cuts `ranges`, which are in order and do not overlap, for `threads` threads; a block has `rows` rows on average.
    pub fn new(ranges: Vec<Range<u64>>, rows: f64, threads: u64) -> Morsels {
        let blocks = ranges.iter().map(|range| range.end - range.start).sum::<u64>();
        let full = (ROWS as f64 / rows.max(1.0)).ceil() as u64;
        let size = full.min(blocks / (threads.max(1) * PER_THREAD)).max(1);
        let mut pieces = 0;
        let ranges = ranges.into_iter().filter(|range| !range.is_empty()).map(|range| {
            let first = pieces;
            pieces += (range.end - range.start).div_ceil(size);
            (first, range)
        });
        Morsels { ranges: ranges.collect(), size, blocks, pieces }
    }

    /// Number of blocks in all pieces.
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Number of pieces.
    pub fn pieces(&self) -> u64 {
        self.pieces
    }

    /// The blocks of a piece, if there are that many; later pieces have later blocks.
    pub fn piece(&self, number: u64) -> Option<Range<u64>> {
        if number >= self.pieces {
            return None;
        }
        let (first, range) = &self.ranges[self.ranges.partition_point(|(first, _)| *first <= number) - 1];
        let start = range.start + (number - first) * self.size;
        Some(start..range.end.min(start + self.size))
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // one range is what is meant
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_ranges_in_order() {
        for (ranges, rows, threads) in [
            (vec![0..1000], 2048.0, 2),
            (vec![0..1, 3..3, 5..6, 100..250], 2048.0, 1),
            (vec![0..7], 0.0, 64),
            (vec![], 10.0, 2),
        ] {
            let morsels = Morsels::new(ranges.clone(), rows, threads);
            let all: Vec<u64> =
                (0..morsels.pieces()).flat_map(|piece| morsels.piece(piece).unwrap()).collect();
            assert_eq!(all, ranges.into_iter().flatten().collect::<Vec<u64>>());
            assert_eq!(morsels.blocks(), all.len() as u64);
            assert_eq!(morsels.piece(morsels.pieces()), None);
        }
    }

    #[test]
    fn pieces_are_row_groups_unless_threads_would_idle() {
        assert_eq!(Morsels::new(vec![0..100_000], 2048.0, 2).piece(0), Some(0..60));
        assert_eq!(Morsels::new(vec![0..80], 2048.0, 2).piece(0), Some(0..10));
        assert_eq!(Morsels::new(vec![0..u64::MAX], 2048.0, 2).pieces(), u64::MAX.div_ceil(60));
    }
}
