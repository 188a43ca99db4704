//! How dates and timestamps are spread over the hours of the day and the days of the week.

/// Shares of the hours and weekdays, as far as they are known before a row exists.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarShares {
    /// Of the hours from 0 to 23; of timestamps only.
    pub hours: Option<[f64; 24]>,
    /// Of the days from Monday to Sunday; none where another column decides the day.
    pub weekdays: Option<[f64; 7]>,
    /// As [`Law::clumping`](super::Law::clumping).
    pub clumping: f64,
}
