//! When the rows of a table that extends in time come.

/// How many rows of a table there are by the end of each day. Rows are numbered in the order in which they come, so those that are
/// there by a day are the first so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// In days since 1970-01-01.
    first: i32,
    /// Rows that are there by the end of each day, from the first on.
    ends: Vec<u64>,
}

impl Arrivals {
    /// Days from `first` on and how many rows there are by the end of each; these numbers do not fall.
    pub fn new(first: i32, ends: Vec<u64>) -> Arrivals {
        Arrivals { first, ends }
    }

    /// The same days for rows that come with these, `count` of them with the first so many.
    pub fn mapped(&self, count: impl Fn(u64) -> u64) -> Arrivals {
        Arrivals { first: self.first, ends: self.ends.iter().map(|end| count(*end)).collect() }
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The first day, in days since 1970-01-01, whether rows come on it or not.
    pub fn first_day(&self) -> i32 {
        self.first
    }

    /// Number of days.
    pub fn days(&self) -> usize {
        self.ends.len()
    }

    /// The rows of each day.
    pub fn each_day(&self) -> Vec<u64> {
        let before = std::iter::once(0).chain(self.ends.iter().copied());
        self.ends.iter().zip(before).map(|(end, before)| end - before).collect()
    }

    /// Rows that are there by the end of a day, in days since 1970-01-01.
    pub fn by(&self, day: i64) -> u64 {
        match usize::try_from(day - i64::from(self.first)) {
            Ok(place) => self.ends.get(place).copied().unwrap_or_else(|| self.rows()),
            Err(_) => 0,
        }
    }

    /// The day on which a row comes, in days since 1970-01-01.
    pub fn day_of(&self, row: u64) -> i64 {
        i64::from(self.first) + self.ends.partition_point(|end| *end <= row) as i64
    }
}

/// A choice among the rows that are there by the day on which the row that chooses comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// When the rows that choose come.
    pub own: std::sync::Arc<Arrivals>,
    /// When those come that are chosen.
    pub parents: std::sync::Arc<Arrivals>,
    /// Whether those of the same day are too late.
    pub strict: bool,
}

impl Arrival {
    /// How many rows a row chooses among: the first so many.
    pub fn candidates(&self, row: u64) -> u64 {
        self.parents.by(self.own.day_of(row) - i64::from(self.strict))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_on_their_days() {
        let arrivals = Arrivals::new(100, vec![0, 3, 3, 5]);
        assert_eq!((arrivals.rows(), arrivals.days(), arrivals.first_day()), (5, 4, 100));
        assert_eq!(arrivals.each_day(), [0, 3, 0, 2]);
        let by: Vec<u64> = (98..106).map(|day| arrivals.by(day)).collect();
        assert_eq!(by, [0, 0, 0, 3, 3, 5, 5, 5]);
        let days: Vec<i64> = (0..5).map(|row| arrivals.day_of(row)).collect();
        assert_eq!(days, [101, 101, 101, 103, 103]);
        assert_eq!(arrivals.mapped(|rows| rows * 2).each_day(), [0, 6, 0, 4]);
    }

    #[test]
    fn a_row_chooses_among_those_that_came_before_it() {
        let own = std::sync::Arc::new(Arrivals::new(101, vec![1, 2]));
        let parents = std::sync::Arc::new(Arrivals::new(100, vec![4, 6, 9]));
        let choice = |strict| Arrival { own: own.clone(), parents: parents.clone(), strict };
        assert_eq!([0, 1].map(|row| choice(false).candidates(row)), [6, 9]);
        assert_eq!([0, 1].map(|row| choice(true).candidates(row)), [4, 6]);
    }
}
