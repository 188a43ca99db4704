//! How often a curve repeats itself, told by the calendar: `1 per year`.

use std::fmt;

use crate::trajectory::time_axis::Granularity;

/// Days of a year, on the average of the Gregorian calendar.
const DAYS: f64 = 365.2425;

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// Twelve months.
    Year,
    /// Three months.
    Quarter,
    /// A twelfth of a year.
    Month,
    /// Seven days.
    Week,
}

impl Stretch {
    /// Every stretch, longest first.
    pub const ALL: [Stretch; 4] = [Stretch::Year, Stretch::Quarter, Stretch::Month, Stretch::Week];

    /// The word used in configs.
    pub fn name(self) -> &'static str {
        match self {
            Stretch::Year => "year",
            Stretch::Quarter => "quarter",
            Stretch::Month => "month",
            Stretch::Week => "week",
        }
    }

    /// How many make a year.
    fn in_a_year(self) -> f64 {
        match self {
            Stretch::Year => 1.0,
            Stretch::Quarter => 4.0,
            Stretch::Month => 12.0,
            Stretch::Week => DAYS / 7.0,
        }
    }
}

/// A number of cycles in every stretch of the calendar, however long the window is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Number of cycles.
    pub cycles: f64,
    /// In which they pass.
    pub per: Stretch,
}

impl Rate {
    /// Reads `1 per year`; white space is free between the words.
    ///
    /// ```
    /// use plotsim_maths::trajectory::curves::Rate;
    /// use plotsim_maths::trajectory::time_axis::Granularity;
    ///
    /// let rate = Rate::parse("1 per year").unwrap();
    /// assert_eq!(rate.per_period(Granularity::Monthly), 1.0 / 12.0);
    /// assert!(Rate::parse("once a year").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Rate> {
        let mut words = text.split_whitespace();
        let (number, per, stretch) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() || per != "per" || !number.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let cycles = number.parse().ok().filter(|cycles: &f64| cycles.is_finite())?;
        let per = Stretch::ALL.into_iter().find(|known| known.name() == stretch)?;
        Some(Rate { cycles, per })
    }

    /// The number of cycles in one period.
    pub fn per_period(self, granularity: Granularity) -> f64 {
        let a_year = match granularity {
            Granularity::Monthly => 12.0,
            Granularity::Weekly => DAYS / 7.0,
            Granularity::Daily => DAYS,
        };
        self.cycles * (self.per.in_a_year() / a_year)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} per {}", self.cycles, self.per.name())
    }
}
