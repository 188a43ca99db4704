//! Choosing among weights in constant time.

/// Walker's alias table (Walker 1977), built by Vose's method (1991): one word, one multiplication and one look-up choose
/// among any number of weights.
pub struct Alias {
    cells: Vec<Cell>,
}

/// A cell of the table: what a word that leads here chooses.
#[derive(Clone, Copy)]
struct Cell {
    /// Below this, as a fraction of 2⁶⁴, the cell is its own choice; above, its alias is.
    threshold: u64,
    alias: u32,
}

/// The number of words, 2⁶⁴.
const WORDS: f64 = (1u128 << 64) as f64;

impl Alias {
    /// The table of these weights: at least one, none negative, with a positive, finite sum. Weight 0 is never chosen.
    pub fn new(weights: &[f64]) -> Alias {
        let n = weights.len();
        let total: f64 = weights.iter().sum();
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight / total * n as f64).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|cell| shares[*cell] < 1.0);
        let mut aliases: Vec<u32> = (0..n as u32).collect();
        let mut thresholds = vec![u64::MAX; n];
        while let (Some(poor), Some(rich)) = (small.pop(), large.pop()) {
            thresholds[poor] = (shares[poor] * WORDS) as u64;
            aliases[poor] = rich as u32;
            shares[rich] -= 1.0 - shares[poor];
            if shares[rich] < 1.0 { small.push(rich) } else { large.push(rich) }
        }
        // What rounding left over keeps its own cell; a weight of zero must not.
        let heaviest = (0..n).max_by(|a, b| weights[*a].total_cmp(&weights[*b])).unwrap_or(0);
        for cell in small.into_iter().filter(|cell| weights[*cell] == 0.0) {
            thresholds[cell] = 0;
            aliases[cell] = heaviest as u32;
        }
        let cells = thresholds.into_iter().zip(aliases);
        Alias { cells: cells.map(|(threshold, alias)| Cell { threshold, alias }).collect() }
    }

    /// The choice a word makes.
    #[inline(always)]
    pub fn choose(&self, word: u64) -> u32 {
        let product = u128::from(word) * self.cells.len() as u128;
        let (place, within) = ((product >> 64) as usize, product as u64);
        let Cell { threshold, alias } = self.cells[place];
        // All ones or none: the processor would guess a branch wrong half of the time.
        let own = 0u32.wrapping_sub(u32::from(within < threshold));
        alias ^ ((alias ^ place as u32) & own)
    }
}

/// The same table with what is chosen in its cells, so that a choice is a single look-up.
pub struct Choices<T> {
    /// Below the first number a cell is its own choice, above its alias.
    cells: Vec<(u64, [T; 2])>,
}

impl<T: Copy> Choices<T> {
    /// The table of these weights, as [`Alias::new`] takes them; `value` tells what stands for a place among them.
    pub fn new(weights: &[f64], value: impl Fn(usize) -> T) -> Choices<T> {
        let cell =
            |(place, cell): (usize, Cell)| (cell.threshold, [value(place), value(cell.alias as usize)]);
        Choices { cells: Alias::new(weights).cells.into_iter().enumerate().map(cell).collect() }
    }

    /// What a word chooses: that which stands for [`Alias::choose`]'s choice.
    #[inline(always)]
    pub fn choose(&self, word: u64) -> T {
        let product = u128::from(word) * self.cells.len() as u128;
        let (place, within) = ((product >> 64) as usize, product as u64);
        let (threshold, values) = &self.cells[place];
        values[usize::from(within >= *threshold)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_chosen_as_their_places_are() {
        let weights = [0.5, 0.0, 3.0, 0.25, 7.0, 1.0];
        let (alias, choices) = (Alias::new(&weights), Choices::new(&weights, |place| place as u32));
        for step in 0..10_000u64 {
            let word = crate::random::split_mix(7, step);
            assert_eq!(choices.choose(word), alias.choose(word));
        }
    }

    #[test]
    fn the_cells_of_the_table_add_up_to_the_weights() {
        for weights in [vec![1.0], vec![0.5, 0.0, 0.25, 0.25], vec![1e-9, 1.0, 3.0], vec![0.1; 10]] {
            let alias = Alias::new(&weights);
            let n = weights.len();
            let mut shares = vec![0.0; n];
            for cell in 0..n {
                let own = alias.cells[cell].threshold as f64 / WORDS;
                shares[cell] += own / n as f64;
                shares[alias.cells[cell].alias as usize] += (1.0 - own) / n as f64;
            }
            let total: f64 = weights.iter().sum();
            for (share, weight) in shares.iter().zip(&weights) {
                assert!((share - weight / total).abs() < 1e-12, "{weights:?}: {shares:?}");
                assert!(*weight > 0.0 || *share == 0.0);
            }
        }
    }
}
