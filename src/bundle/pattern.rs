//! Paths as DuckDB's file patterns.

/// Ways to write names as patterns.
pub struct Pattern;

impl Pattern {
    /// A pattern that matches this name alone.
    pub fn exactly(name: &str) -> String {
        let mut out = String::new();
        for letter in name.chars() {
            match letter {
                '*' | '?' | '[' | ']' => {
                    out.push('[');
                    out.push(letter);
                    out.push(']');
                }
                _ => out.push(letter),
            }
        }
        out
    }

    /// A pattern that matches this file alone and is one even if the name has nothing that makes it one.
    pub fn of_file(name: &str) -> String {
        let cut = name.char_indices().next_back().map_or(0, |(place, _)| place);
        format!("{}[{}]", Pattern::exactly(&name[..cut]), &name[cut..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_as_they_are() {
        assert_eq!(Pattern::exactly("a[1]*"), "a[[]1[]][*]");
        assert_eq!(Pattern::of_file("data.csv"), "data.cs[v]");
    }
}
