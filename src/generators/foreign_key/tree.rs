//! Rows of one table as a tree: level by level, so that a row's parent comes before it.

/// Where the levels of a tree begin.
///
/// The first level holds the roots; the others grow by one factor, which is solved for, so that all rows have their place and
/// each level has a row at least.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// The first row of each level, and the number of rows.
    starts: Vec<u64>,
}

/// Halvings of the interval that holds the factor: as many as a double has bits.
const HALVINGS: usize = 60;

impl Levels {
    /// Rows that a tree with such a share of roots and so many levels has at least.
    pub fn fewest(rows: u64, share: f64, depth: u64) -> u64 {
        roots(rows, share).saturating_add(depth.saturating_sub(1))
    }

    /// The levels of so many rows, at least one, of which a share are roots. Where there are fewer rows than levels, the last
    /// levels are left out; without room below the roots, all rows are roots.
    pub fn new(rows: u64, share: f64, depth: u64) -> Levels {
        let roots = if depth <= 1 { rows } else { roots(rows, share) };
        let depth = depth.min(rows - roots + 1).max(1);
        let wanted = rows as f64 / roots as f64;
        let sum =
            |factor: f64| (0..depth).fold((0.0, 1.0), |(sum, power), _| (sum + power, power * factor)).0;
        let (mut low, mut high) = (0.0, wanted.max(1.0));
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            if sum(middle) < wanted { low = middle } else { high = middle }
        }
        let mut starts = vec![0];
        let (mut total, mut size) = (0.0, roots as f64);
        for level in 1..depth {
            total += size;
            size *= high;
            let before = starts.last().copied().unwrap_or(0);
            // One row for each level that follows.
            let most = rows - (depth - level);
            let start = if level == 1 { roots } else { (libm::round(total) as u64).max(before + 1) };
            starts.push(start.min(most));
        }
        starts.push(rows);
        Levels { starts }
    }

    /// The rows among which a row's parent is; none for a root.
    pub fn parents(&self, row: u64) -> Option<(u64, u64)> {
        let level = self.starts.partition_point(|start| *start <= row).checked_sub(1)?;
        let above = level.checked_sub(1)?;
        Some((self.starts[above], self.starts[level]))
    }
}

fn roots(rows: u64, share: f64) -> u64 {
    (libm::round(rows as f64 * share) as u64).clamp(1, rows.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_hold_all_rows_and_grow_by_one_factor() {
        let levels = Levels::new(1000, 0.02, 6);
        assert_eq!((levels.starts.len() - 1, levels.starts[1], levels.starts[6]), (6, 20, 1000));
        let sizes: Vec<u64> = levels.starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let factors: Vec<f64> = sizes.windows(2).map(|pair| pair[1] as f64 / pair[0] as f64).collect();
        assert!(factors.iter().all(|factor| (factor - factors[0]).abs() < 0.06), "{factors:?}");
        assert_eq!(levels.parents(19), None);
        assert_eq!(levels.parents(20), Some((0, 20)));
    }

    #[test]
    fn every_size_has_its_levels() {
        for rows in [1, 2, 5, 17, 1000, 1 << 40] {
            for share in [0.001, 0.3, 1.0] {
                for depth in [1, 2, 6, 40] {
                    let levels = Levels::new(rows, share, depth);
                    assert!(
                        levels.starts.windows(2).all(|pair| pair[0] < pair[1]),
                        "{rows} {share} {depth}: {levels:?}"
                    );
                    assert_eq!(levels.starts.last(), Some(&rows));
                    let room = Levels::fewest(rows, share, depth) <= rows;
                    assert_eq!(
                        (levels.starts.len() - 1) as u64 == depth,
                        room || depth == 1,
                        "{rows} {share} {depth}"
                    );
                }
            }
        }
    }
}
