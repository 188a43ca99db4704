//! Keys that come more than once, where nothing orders them.

use super::{Examples, Values, combined};
use crate::checks::outcome::EXAMPLES;
use crate::checks::read::gather;
use crate::tables::Table;
use crate::workers::{Stopped, Workers};

/// Keys held in memory at once, 8 bytes each. A table with more is read as often as that takes, each time for a part of
/// all hashes.
const HELD: u64 = 1 << 26;

/// What was found of keys that repeat.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    /// Rows whose key an earlier row has, with keys for examples.
    pub rows: Examples,
}

/// Looks for repeated keys in these columns of a table that has about so many rows. Rows with a null in the key are left out.
///
/// # Errors
/// The work was told to stop.
pub fn repeats(
    table: &dyn Table,
    columns: &[usize],
    rows: u64,
    workers: &Workers,
) -> Result<Repeats, Stopped> {
    let scan = table.scan(columns, workers);
    let passes = rows.div_ceil(HELD).max(1);
    let mut repeated: Vec<u64> = Vec::new();
    let mut count = 0;
    for pass in 0..passes {
        let add = |own: &mut Vec<u64>, block: u64| {
            let block = scan.block(block);
            own.extend(keys(&block).into_iter().filter(|hash| *hash != 0 && hash % passes == pass));
        };
        let mut hashes = gather(table.blocks(), workers, Vec::new, add, |all, own| all.extend(own))?;
        hashes.sort_unstable();
        for same in hashes.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
            count += same.len() as u64 - 1;
            if repeated.len() < EXAMPLES {
                repeated.push(same[0]);
            }
        }
    }
    let mut found = Repeats { rows: Examples { count, shown: Vec::new() } };
    if count > 0 {
        let add = |own: &mut Vec<(u64, String)>, number: u64| {
            let block = scan.block(number);
            for (row, hash) in keys(&block).into_iter().enumerate() {
                if repeated.contains(&hash) && !own.iter().any(|(known, _)| *known == hash) {
                    let words = block.columns.iter().map(|array| Values::of(array).words(row));
                    own.push((hash, words.collect::<Vec<_>>().join("/")));
                }
            }
        };
        let merge = |all: &mut Vec<(u64, String)>, own: Vec<(u64, String)>| {
            for (hash, words) in own {
                if !all.iter().any(|(known, _)| *known == hash) {
                    all.push((hash, words));
                }
            }
        };
        let named = gather(table.blocks(), workers, Vec::new, add, merge)?;
        found.rows.shown = named.into_iter().map(|(_, words)| words).collect();
    }
    Ok(found)
}

/// The hash of each row's key; 0 if a part of it is null.
fn keys(block: &crate::tables::Block) -> Vec<u64> {
    let mut all: Vec<u64> = Vec::new();
    let mut own = Vec::new();
    for (place, array) in block.columns.iter().enumerate() {
        Values::of(array).hashes(block.rows, &mut own);
        if place == 0 {
            std::mem::swap(&mut all, &mut own);
            continue;
        }
        for (key, part) in all.iter_mut().zip(&own) {
            *key = if *key == 0 || *part == 0 { 0 } else { combined(*key, *part) };
        }
    }
    all
}
