//! Words of a config as types.

/// A type whose values are words of a config.
pub trait Word: Copy + 'static {
    /// The words, in the order of [`Word::ALL`].
    const WORDS: &'static [&'static str];
    /// Every value; each stands at the place that is its number.
    const ALL: &'static [Self];

    /// The value's place among all.
    fn place(self) -> usize;

    /// The value's word.
    fn name(self) -> &'static str {
        Self::WORDS[self.place()]
    }
}

/// Says which words of a config stand for the values of a type: `words!(Bounds { Clamp = "clamp", Reshape = "reshape" })`.
/// With `pub enum` before it, the type is made as well.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $visibility:vis enum $type:ident { $($(#[$note:meta])* $value:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility enum $type { $($(#[$note])* $value),* }

        $crate::words!($type { $($value = $word),* });
    };
    ($type:ty { $($value:ident = $word:literal),* $(,)? }) => {
        impl $crate::config::param::Word for $type {
            const WORDS: &'static [&'static str] = &[$($word),*];
            const ALL: &'static [$type] = &{
                let all = [$(<$type>::$value),*];
                let mut place = 0;
                while place < all.len() {
                    assert!(all[place] as usize == place, "the words are not in the order of the values");
                    place += 1;
                }
                all
            };

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}
