//! The keys of a table, to look up whether and where a key is.

/// Hashes of keys with the rows they stand in: 16 bytes for each row.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    hashes: Vec<u64>,
    rows: Vec<u64>,
    /// For each value of the hashes' leading bits, where hashes with at least that begin.
    starts: Vec<u32>,
    /// How far a hash is shifted to leave its leading bits.
    shift: u32,
}

impl KeySet {
    /// Most keys of a set: 1 GiB.
    pub const MOST: u64 = 1 << 26;

    /// The set of these hashes, by row. Nulls (0) are left out.
    pub fn new(by_row: &[u64]) -> KeySet {
        let mut pairs: Vec<(u64, u64)> =
            by_row.iter().zip(0..).filter(|(hash, _)| **hash != 0).map(|(hash, row)| (*hash, row)).collect();
        pairs.sort_unstable();
        // Of rows with the same key, the first one.
        pairs.dedup_by_key(|pair| pair.0);
        let bits = (pairs.len().max(2) as u64).ilog2().min(24);
        let shift = 64 - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0;
        for lead in 0..1u64 << bits {
            while at < pairs.len() && pairs[at].0 >> shift < lead {
                at += 1;
            }
            starts.push(at as u32);
        }
        starts.push(pairs.len() as u32);
        let (hashes, rows) = pairs.into_iter().unzip();
        KeySet { hashes, rows, starts, shift }
    }

    /// Different keys.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The first row with this key, if there is one.
    #[inline]
    pub fn row(&self, hash: u64) -> Option<u64> {
        let lead = (hash >> self.shift) as usize;
        let (from, to) = (*self.starts.get(lead)? as usize, *self.starts.get(lead + 1)? as usize);
        let place = self.hashes[from..to].iter().position(|known| *known == hash)?;
        Some(self.rows[from + place])
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash_int;
    use super::*;

    #[test]
    fn keys_are_found_at_their_first_row() {
        for n in [0i64, 1, 2, 3, 1000, 70_000] {
            let mut by_row: Vec<u64> = (0..n).map(hash_int).collect();
            by_row.push(0);
            if n > 0 {
                by_row.push(hash_int(0));
            }
            let set = KeySet::new(&by_row);
            assert_eq!(set.len(), n as usize);
            assert!((0..n).all(|value| set.row(hash_int(value)) == Some(value as u64)));
            assert!((n..n + 100).all(|value| set.row(hash_int(value)).is_none()));
            assert_eq!(set.row(0), None);
            assert_eq!(set.row(u64::MAX), None);
        }
    }
}
