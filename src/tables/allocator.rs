//! Keeping the system's allocator from giving memory back after each block.

use std::hint::black_box;
use std::sync::Once;

/// About what a block needs while it is made: all columns of a wide dataset, or some metrics of
/// [`crate::plotsim`]'s cells.
const BLOCK: usize = 8 << 20;

/// To be called before tables are read; only the first call does anything.
///
/// A block's arrays are freed before the next block is made. By default glibc hands memory from 128 KiB on back to the
/// system at once, and getting it again costs a page fault for each 4 KiB: half the time of a normal draw. Its thresholds
/// rise to the largest piece of memory that was ever freed ("dynamic mmap threshold" in mallopt(3)), so freeing one that
/// is never written to, and so never exists, makes later blocks reuse memory. Other allocators take no notice.
pub fn reuse_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(black_box(Vec::<u8>::with_capacity(BLOCK))));
}
