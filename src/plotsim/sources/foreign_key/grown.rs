//! Rows of entities of which there may be more one day: as few references as can be then name another.

use crate::facts::rows::Referred;
use crate::maths::ln;
use crate::plotsim::model::{Members, Plotsim};
use crate::random::{below, open_unit, split_mix};

/// Picks among the rows of entities, all equally likely.
///
/// Every entity draws an exponential waiting time for a word, whose rate is the number of its rows, and the first to come is taken:
/// rendezvous hashing (Thaler & Ravishankar 1998), with weights (Schindelhauer & Schomaker 2005). So k rows more of n take k/(n + k) of
/// the references, and no other moves. The least of a run's waiting times is found by its records alone, of which there are about
/// as many as the logarithm of the number of entities: given the least so far, the next record is a geometric number of entities away.
pub struct Grown {
    runs: Vec<Run>,
    members: Option<Members>,
}

struct Run {
    /// A number of the run's name.
    salt: u64,
    first: u64,
    entities: u64,
    /// Rows of each.
    rows: f64,
}

impl Grown {
    /// What picks rows of a table, if it has rows for entities and the config extends.
    pub fn of(config: &Plotsim, table: usize) -> Option<Grown> {
        let kind = &config.tables.get(table)?.kind;
        let grows = matches!(kind.about().referred, Referred::Entity | Referred::Member);
        if !config.extends() || !grows {
            return None;
        }
        let members = kind.members(config);
        let each = |entity: u64| {
            members.as_ref().map_or(1, |members| {
                let rows = members.rows(entity);
                rows.end - rows.start
            })
        };
        let runs = config.entities.runs.iter().map(|run| Run {
            salt: run.name.bytes().fold(0, |salt, byte| split_mix(salt ^ u64::from(byte), 1)),
            first: run.first,
            entities: run.count,
            rows: each(run.first) as f64,
        });
        Some(Grown { runs: runs.collect(), members })
    }

    /// The row that a word picks.
    pub fn pick(&self, word: u64) -> u64 {
        let mut first: Option<(f64, u64)> = None;
        for run in self.runs.iter().filter(|run| run.rows > 0.0) {
            let (place, wait) = least(word ^ run.salt, run.entities);
            let wait = wait / run.rows;
            if first.is_none_or(|(known, _)| wait < known) {
                first = Some((wait, run.first + place));
            }
        }
        let entity = first.map_or(0, |(_, entity)| entity);
        let Some(members) = &self.members else { return entity };
        let rows = members.rows(entity);
        rows.start + below(split_mix(word, 1), (rows.end - rows.start).max(1))
    }
}

/// Who of so many has the least of standard-exponential numbers, and how much that is.
fn least(key: u64, many: u64) -> (u64, f64) {
    let mut drawn = 0;
    let mut draw = || {
        drawn += 1;
        open_unit(split_mix(key, drawn))
    };
    let (mut place, mut value) = (0u64, -ln(draw()));
    loop {
        // A number is below the least with probability 1 − e^−value; the conversion stops at the greatest number there is.
        let between = libm::floor(-ln(draw()) / value) as u64;
        let next = place.saturating_add(1).saturating_add(between);
        if next >= many {
            return (place, value);
        }
        // Below the least, numbers are exponential as before.
        (place, value) = (next, -libm::log1p(draw() * libm::expm1(-value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(counts: &[u64]) -> Grown {
        let mut first = 0;
        let runs = counts.iter().enumerate().map(|(place, entities)| {
            let run = Run { salt: 77 * place as u64, first, entities: *entities, rows: 1.0 };
            first += entities;
            run
        });
        Grown { runs: runs.collect(), members: None }
    }

    fn picked(grown: &Grown, word: u64) -> (usize, u64) {
        let row = grown.pick(split_mix(word, 9));
        let run = grown.runs.partition_point(|run| run.first <= row) - 1;
        (run, row - grown.runs[run].first)
    }

    #[test]
    fn all_rows_are_as_likely() {
        let grown = grown(&[30, 10, 60]);
        let mut seen = [0u32; 100];
        (0..200_000).for_each(|word| seen[grown.pick(split_mix(word, 3)) as usize] += 1);
        let chi: f64 =
            seen.iter().map(|n| (f64::from(*n) - 2000.0) * (f64::from(*n) - 2000.0) / 2000.0).sum();
        assert!(chi < 148.2, "χ² of 99 degrees of freedom, one in a thousand: {chi}");
    }

    #[test]
    fn more_rows_move_no_more_references_than_they_take() {
        let (few, many) = (grown(&[300, 100, 600]), grown(&[300, 150, 600]));
        let words = 50_000u64;
        let mut moved = 0;
        for word in 0..words {
            let (before, after) = (picked(&few, word), picked(&many, word));
            if before != after {
                moved += 1;
                assert!(after.0 == 1 && after.1 >= 100, "only new rows take any");
            }
        }
        let (expected, share) = (words as f64 * 50.0 / 1050.0, f64::from(moved));
        assert!((share - expected).abs() < 5.0 * expected.sqrt(), "{share} instead of {expected}");
    }
}
