//! When things happen: what hours, days of the week, months and holidays weigh.
//!
//! A [`Rhythm`] is what a config says under `rhythm:`; it knows no generator and no table. A range of days gives [`Days`],
//! their weights; a day gives [`Hours`], from which a time of day is drawn.

mod days;
mod fits;
mod growth;
pub mod holidays;
mod hours;
mod keys;
mod laws;
pub mod presets;
mod read;
mod spans;

pub(crate) use days::{Days, MOST_DAYS, apportion};
pub(crate) use growth::Growth;
use holidays::Country;
pub(crate) use hours::{HourSampler, Hours};
pub(crate) use keys::{DAYS, MOMENTS, Part, TIMES};
pub(crate) use laws::weekday_and_hour;
pub(crate) use laws::{ClockLaw, DayLaw, MomentSampler, Moments};
pub(crate) use read::optional;
pub(crate) use spans::SpanSampler;

/// What a config says of when things happen. Weights are ≥ 0 and compare with each other only.
#[derive(Clone, Debug)]
pub struct Rhythm {
    /// Weights of the hours from 0 to 23.
    pub hours: [f64; 24],
    /// Weights of the days from Monday to Sunday.
    pub weekdays: [f64; 7],
    /// Weights of the months from January to December.
    pub months: [f64; 12],
    /// The countries whose holidays count.
    pub holidays: Vec<&'static Country>,
    /// Weight of a holiday; none if it weighs what a Sunday does.
    pub holiday_weight: Option<f64>,
    /// How weights of days grow.
    pub growth: Option<Growth>,
    /// Standard deviation of a day's weight, as a share of it.
    pub noise: f64,
}
