//! What the calendar can say of a period.

use crate::config::types::ColumnType;

/// What a column may say about a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarField {
    /// The anchor as the number YYYYMMDD.
    DateKey,
    /// The anchor as a date.
    Date,
    Year,
    Quarter,
    Month,
    /// In English.
    MonthName,
    /// ISO week number.
    Week,
    /// `2024-01`, `2024-W01` or `2024-01-01`.
    PeriodLabel,
    /// From 0.
    PeriodIndex,
    /// The day's name in English.
    DayOfWeek,
    DayOfMonth,
    IsWeekend,
}

impl CalendarField {
    /// Every field in the usual order of a date dimension's columns.
    pub const ALL: [CalendarField; 12] = [
        CalendarField::DateKey,
        CalendarField::Date,
        CalendarField::Year,
        CalendarField::Quarter,
        CalendarField::Month,
        CalendarField::MonthName,
        CalendarField::Week,
        CalendarField::PeriodLabel,
        CalendarField::PeriodIndex,
        CalendarField::DayOfWeek,
        CalendarField::DayOfMonth,
        CalendarField::IsWeekend,
    ];

    /// Name, type, whether only days have it, and meaning.
    fn spec(self) -> (&'static str, ColumnType, bool, &'static str) {
        use ColumnType::{Bool, Date, Int32, Text};
        match self {
            CalendarField::DateKey => {
                ("date_key", Int32, false, "First day of the period, as the number YYYYMMDD")
            }
            CalendarField::Date => ("date", Date, false, "First day of the period"),
            CalendarField::Year => ("year", Int32, false, "Year of the period"),
            CalendarField::Quarter => ("quarter", Int32, false, "Quarter of the year, 1 to 4"),
            CalendarField::Month => ("month", Int32, false, "Month, 1 to 12"),
            CalendarField::MonthName => ("month_name", Text, false, "Month in English"),
            CalendarField::Week => ("week", Int32, false, "ISO week, 1 to 53"),
            CalendarField::PeriodLabel => ("period_label", Text, false, "The period as text, as in 2024-01"),
            CalendarField::PeriodIndex => ("period_index", Int32, false, "Number of the period, from 0"),
            CalendarField::DayOfWeek => ("day_of_week", Text, true, "Day of the week in English"),
            CalendarField::DayOfMonth => ("day_of_month", Int32, true, "Day of the month, 1 to 31"),
            CalendarField::IsWeekend => ("is_weekend", Bool, true, "Whether the day is a Saturday or Sunday"),
        }
    }

    /// The name of the date dimension's column.
    pub fn name(self) -> &'static str {
        self.spec().0
    }

    /// The type of the date dimension's column.
    pub fn kind(self) -> ColumnType {
        self.spec().1
    }

    /// Whether only windows of days have it.
    pub fn is_daily(self) -> bool {
        self.spec().2
    }

    /// What it means.
    pub fn description(self) -> &'static str {
        self.spec().3
    }
}
