//! Keys: 256 bits derived from a seed and a path of names.

use sha2::{Digest, Sha256};

/// Identifies one independent family of random words.
///
/// ```
/// use plotsim_maths::random::{Items, Key, Stream, unit};
///
/// let column = Key::root(42).child("orders").child("amount");
/// let stream = Stream::new(column, 1);
/// // Item 1,000,000 is there without the ones before.
/// let late = stream.item(1_000_000);
/// let mut words = Vec::new();
/// stream.words(Items::Range { first: 999_999, len: 2 }, &mut words);
/// assert_eq!(words[1], late[0]);
/// assert!((0.0..1.0).contains(&unit(late[0])));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of a whole run. The text names the scheme: a change of any generated value changes it.
    pub fn root(seed: u64) -> Key {
        let mut hash = Sha256::new();
        hash.update(b"plotsim values 1");
        hash.update(seed.to_le_bytes());
        Key(hash.finalize().into())
    }

    /// The key of a part of what this key stands for: a table, a column, a purpose.
    ///
    /// The label's length goes in before it, so `child("ab").child("c")` and `child("a").child("bc")` differ.
    pub fn child(&self, label: &str) -> Key {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update((label.len() as u64).to_le_bytes());
        hash.update(label.as_bytes());
        Key(hash.finalize().into())
    }

    /// The key's bits.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_unambiguous() {
        let root = Key::root(42);
        assert_ne!(root, Key::root(43));
        assert_ne!(root.child("ab").child("c"), root.child("a").child("bc"));
        assert_ne!(root.child("a"), root);
        assert_eq!(root.child("a"), Key::root(42).child("a"));
    }
}
