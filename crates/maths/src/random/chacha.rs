//! ChaCha with 8 rounds, many blocks at a time.

use crate::vectors::Kernel;

/// 32-bit words of a block.
const WORDS: usize = 16;
/// Blocks that are made together: as many as 32-bit numbers fit into the widest vectors.
pub const LANES: usize = 16;
/// 64-bit words of a block.
pub const BLOCK: usize = WORDS / 2;

/// The same word of all blocks.
type Row = [u32; LANES];

/// The blocks of one number in several streams of a key (Bernstein 2008: 64-bit block counter, 64-bit nonce).
pub struct Blocks<'a> {
    pub key: &'a [u32; 8],
    pub counter: u64,
    pub nonces: &'a [u64; LANES],
    /// The first words of all blocks, the second ones, …: little-endian pairs of two 32-bit outputs.
    pub out: &'a mut [[u64; LANES]; BLOCK],
}

impl Kernel for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        const SIGMA: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
        let mut start = [[0u32; LANES]; WORDS];
        for (row, word) in start.iter_mut().zip(SIGMA.iter().chain(self.key)) {
            *row = [*word; LANES];
        }
        start[12] = [self.counter as u32; LANES];
        start[13] = [(self.counter >> 32) as u32; LANES];
        for (lane, nonce) in self.nonces.iter().enumerate() {
            start[14][lane] = *nonce as u32;
            start[15][lane] = (*nonce >> 32) as u32;
        }
        let mut x = start;
        for _ in 0..4 {
            quarter(&mut x, [0, 4, 8, 12]);
            quarter(&mut x, [1, 5, 9, 13]);
            quarter(&mut x, [2, 6, 10, 14]);
            quarter(&mut x, [3, 7, 11, 15]);
            quarter(&mut x, [0, 5, 10, 15]);
            quarter(&mut x, [1, 6, 11, 12]);
            quarter(&mut x, [2, 7, 8, 13]);
            quarter(&mut x, [3, 4, 9, 14]);
        }
        for (pair, row) in self.out.iter_mut().enumerate() {
            add(&mut x[2 * pair], &start[2 * pair]);
            add(&mut x[2 * pair + 1], &start[2 * pair + 1]);
            for (lane, word) in row.iter_mut().enumerate() {
                *word = u64::from(x[2 * pair][lane]) | u64::from(x[2 * pair + 1][lane]) << 32;
            }
        }
    }
}

#[inline(always)]
fn quarter(x: &mut [Row; WORDS], [a, b, c, d]: [usize; 4]) {
    let (mut ra, mut rb, mut rc, mut rd) = (x[a], x[b], x[c], x[d]);
    add(&mut ra, &rb);
    turn(&mut rd, &ra, 16);
    add(&mut rc, &rd);
    turn(&mut rb, &rc, 12);
    add(&mut ra, &rb);
    turn(&mut rd, &ra, 8);
    add(&mut rc, &rd);
    turn(&mut rb, &rc, 7);
    (x[a], x[b], x[c], x[d]) = (ra, rb, rc, rd);
}

#[inline(always)]
fn add(row: &mut Row, other: &Row) {
    for (word, other) in row.iter_mut().zip(other) {
        *word = word.wrapping_add(*other);
    }
}

#[inline(always)]
fn turn(row: &mut Row, other: &Row, bits: u32) {
    for (word, other) in row.iter_mut().zip(other) {
        *word = (*word ^ other).rotate_left(bits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::Level;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn blocks_are_those_of_the_generator_on_every_level() {
        let seed: [u8; 32] = std::array::from_fn(|at| (at * 7 + 1) as u8);
        let key: [u32; 8] =
            std::array::from_fn(|at| u32::from_le_bytes(*seed[4 * at..].first_chunk().unwrap()));
        let nonces = std::array::from_fn(|lane| (lane as u64).wrapping_mul(0x1234_5678_9abc_def1));
        for level in Level::all() {
            for counter in [0, 1, u64::from(u32::MAX), 1 << 40, u64::MAX >> 4] {
                let mut out = [[0; LANES]; BLOCK];
                level.run(Blocks { key: &key, counter, nonces: &nonces, out: &mut out });
                for (lane, nonce) in nonces.iter().enumerate() {
                    let mut rng = ChaCha8Rng::from_seed(seed);
                    rng.set_stream(*nonce);
                    rng.set_word_pos(u128::from(counter) * 16);
                    for row in &out {
                        assert_eq!(row[lane], rng.next_u64(), "{lane} of {counter} on {level:?}");
                    }
                }
            }
        }
    }
}
