//! What all texts of a language have in common.

/// What is known of each of some texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many letters each has, if all have as many.
    pub length: Option<usize>,
    /// How many of them are digits of ASCII, if all have as many.
    pub digits: Option<usize>,
    /// Whether there is nothing but digits and capital letters of ASCII.
    pub capital: bool,
}

impl Shape {
    /// Of no text is anything known.
    pub const UNKNOWN: Shape = Shape { length: None, digits: None, capital: false };

    /// Of the empty text.
    pub const EMPTY: Shape = Shape { length: Some(0), digits: Some(0), capital: true };

    /// Of texts that are listed; not of none.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Shape {
        let one = |text: &str| Shape {
            length: Some(text.chars().count()),
            digits: Some(text.bytes().filter(u8::is_ascii_digit).count()),
            capital: text.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()),
        };
        texts.into_iter().map(one).reduce(Shape::or).unwrap_or(Shape::UNKNOWN)
    }

    /// Of texts of which each is of one of two kinds.
    #[must_use]
    pub fn or(self, other: Shape) -> Shape {
        Shape {
            length: self.length.filter(|_| self.length == other.length),
            digits: self.digits.filter(|_| self.digits == other.digits),
            capital: self.capital && other.capital,
        }
    }

    /// Of texts of one kind, each with one of the other behind it.
    #[must_use]
    pub fn then(self, other: Shape) -> Shape {
        let sum = |own: Option<usize>, other: Option<usize>| Some(own? + other?);
        Shape {
            length: sum(self.length, other.length),
            digits: sum(self.digits, other.digits),
            capital: self.capital && other.capital,
        }
    }

    /// Of whole numbers between two, both included.
    pub fn of_numbers(least: i64, greatest: i64) -> Shape {
        if least < 0 {
            return Shape::UNKNOWN;
        }
        let shortest = least.to_string().len();
        let same = (shortest == greatest.to_string().len()).then_some(shortest);
        Shape { length: same, digits: same, capital: true }
    }
}
