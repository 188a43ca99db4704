//! "Did you mean": the known words closest to a mistyped one.

/// The words of `known` near `word`, closest first: spelling distance up to a third of the word's length, or
/// one is the beginning of the other. Letter case is ignored.
pub(super) fn nearest(word: &str, known: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &'static str)> = known
        .into_iter()
        .filter_map(|candidate| {
            let distance = edits(&word, candidate);
            let prefix = word.len() >= 3 && (candidate.starts_with(&word) || word.starts_with(candidate));
            (distance <= allowed || prefix).then_some((distance, candidate))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Optimal string alignment distance: insertions, deletions, replacements and swaps of two neighbours.
fn edits(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = above;
        above = row;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(edits("growth", "growth"), 0);
        assert_eq!(edits("grwoth", "growth"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
    }

    #[test]
    fn close_words_come_first_and_far_ones_not_at_all() {
        let known = ["growth", "decline", "flat", "spike_then_crash"];
        assert_eq!(nearest("Grwth", known), ["growth"]);
        assert_eq!(nearest("spike", known), ["spike_then_crash"]);
        assert!(nearest("banana", known).is_empty());
        assert!(nearest("", known).is_empty());
    }
}
