//! On which day of a year a holiday falls.

use chrono::{Datelike, NaiveDate};

use super::hijri;
use super::lunar::{self, Feast};

/// First and last year for which days of other calendars are known.
pub const FIRST_YEAR: i32 = 1990;
/// The last year whose holidays are known.
pub const LAST_YEAR: i32 = 2060;

/// How a holiday's day is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Month and day.
    Fixed(u32, u32),
    /// Days after Easter Sunday of the western churches.
    Easter(i32),
    /// Days after Easter Sunday of the eastern churches.
    Orthodox(i32),
    /// Of a month, the first, second, … of a day of the week (from 0 for Monday); −1 is the last.
    Nth(u32, i32, i32),
    /// The first of a day of the week (from 0 for Monday) from a month and day on.
    From(u32, u32, i32),
    /// Days after a feast of the Chinese calendar.
    Lunar(Feast, i32),
    /// Days after a month and day of the Islamic calendar.
    Hijri(u32, i32, i32),
    /// Days after the Persian new year.
    Nowruz(i32),
    /// The 15th day after the vernal equinox, in China.
    TombSweeping,
    /// The equinoxes in Japan.
    VernalEquinox,
    AutumnalEquinox,
}

use Rule::{
    AutumnalEquinox, Easter, Fixed, From, Hijri, Lunar, Nowruz, Nth, Orthodox, TombSweeping, VernalEquinox,
};

impl Rule {
    /// Whether its days are known only from [`FIRST_YEAR`] to [`LAST_YEAR`].
    pub fn of_other_calendar(self) -> bool {
        match self {
            Fixed(..) | Easter(_) | Orthodox(_) | Nth(..) | From(..) => false,
            Lunar(..) | Hijri(..) | Nowruz(_) | TombSweeping | VernalEquinox | AutumnalEquinox => true,
        }
    }

    /// Its days in a year, since 1970-01-01: mostly one, and none where that is not known.
    pub fn days(self, year: i32) -> Vec<i32> {
        if self.of_other_calendar() && !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Vec::new();
        }
        match self {
            Fixed(month, day) => Vec::from_iter(date(year, month, day)),
            Easter(after) => Vec::from_iter(easter(year).map(|day| day + after)),
            Orthodox(after) => Vec::from_iter(orthodox_easter(year).map(|day| day + after)),
            Nth(month, place, weekday) if place > 0 => {
                let first = date(year, month, 1);
                Vec::from_iter(first.map(|first| on_or_after(first, weekday) + 7 * (place - 1)))
            }
            Nth(month, _, weekday) => {
                let next = if month == 12 { date(year + 1, 1, 1) } else { date(year, month + 1, 1) };
                Vec::from_iter(next.map(|next| on_or_after(next - 7, weekday)))
            }
            From(month, day, weekday) => {
                Vec::from_iter(date(year, month, day).map(|first| on_or_after(first, weekday)))
            }
            Lunar(feast, after) => {
                let first = date(year, 1, 1).zip(lunar::place(feast, year));
                Vec::from_iter(first.map(|(first, place)| first + place + after))
            }
            Hijri(month, day, after) => {
                let ends = date(year, 1, 1).zip(date(year, 12, 31));
                let days = ends.map(|(first, last)| hijri::days(month, day, (first - after, last - after)));
                days.into_iter().flatten().map(|day| day + after).collect()
            }
            Nowruz(after) => {
                let days = [year - 1, year].into_iter().filter_map(nowruz).map(|day| day + after);
                days.filter(|day| date(year, 1, 1) <= Some(*day) && date(year, 12, 31) >= Some(*day))
                    .collect()
            }
            TombSweeping => Vec::from_iter(solar(year, 4, 48_100, 242_200, 2000)),
            VernalEquinox => Vec::from_iter(solar(year, 3, 208_431, 242_194, 1980)),
            AutumnalEquinox => Vec::from_iter(solar(year, 9, 232_488, 242_194, 1980)),
        }
    }
}

/// Days since 1970-01-01.
fn date(year: i32, month: u32, day: u32) -> Option<i32> {
    NaiveDate::from_ymd_opt(year, month, day).map(|date| date.num_days_from_ce() - 719_163)
}

/// The first of a day of the week from a day on.
fn on_or_after(day: i32, weekday: i32) -> i32 {
    // 1970-01-01 was a Thursday, the day of number 3.
    day + (weekday - day - 3).rem_euclid(7)
}

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm (Nature, 1876; Meeus, Astronomical Algorithms, ch. 8).
fn easter(year: i32) -> Option<i32> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

/// Easter Sunday of the Julian calendar (Meeus, ch. 8), as a day of ours.
fn orthodox_easter(year: i32) -> Option<i32> {
    let d = (19 * (year % 19) + 15) % 30;
    let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    let n = d + e + 114;
    let ahead = year / 100 - year / 400 - 2;
    date(year, (n / 31) as u32, (n % 31 + 1) as u32).map(|day| day + ahead)
}

/// 1 Farvardin, by the equinox at Tehran, for the years of the tables.
fn nowruz(year: i32) -> Option<i32> {
    let early = (year % 4 == 0 && year >= 1996) || (year % 4 == 1 && year >= 2029);
    date(year, 3, if early { 20 } else { 21 })
}

/// A day of a month that moves with the sun: `day` in the year `from` and `drift` more each year, in millionths and ten thousandths of
/// days, less the leap days since.
fn solar(year: i32, month: u32, day: i64, drift: i64, from: i32) -> Option<i32> {
    let years = i64::from(year - from);
    let place = (day * 100 + drift * years).div_euclid(1_000_000) - years.div_euclid(4);
    date(year, month, u32::try_from(place).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rule: Rule, year: i32) -> String {
        let days = rule.days(year);
        assert_eq!(days.len(), 1, "{rule:?} {year}");
        crate::config::calendar::format_date(days[0])
    }

    #[test]
    fn feasts_fall_where_almanacs_say() {
        let easters = [(1818, "03-22"), (1943, "04-25"), (2000, "04-23"), (2024, "03-31"), (2025, "04-20")];
        for (year, day) in easters {
            assert_eq!(one(Easter(0), year), format!("{year}-{day}"));
        }
        for (year, day) in [(2000, "04-30"), (2024, "05-05"), (2025, "04-20"), (2043, "05-03")] {
            assert_eq!(one(Orthodox(0), year), format!("{year}-{day}"));
        }
        assert_eq!(one(Nth(11, 4, 3), 2024), "2024-11-28", "Thanksgiving");
        assert_eq!(one(Nth(5, -1, 0), 2024), "2024-05-27", "Memorial Day");
        assert_eq!(one(Nth(12, -1, 6), 2023), "2023-12-31");
        assert_eq!(one(From(6, 20, 5), 2024), "2024-06-22", "Midsummer");
        assert_eq!(one(Lunar(Feast::NewYear, 0), 2024), "2024-02-10");
        assert_eq!(one(Lunar(Feast::MidAutumn, 0), 2023), "2023-09-29");
        assert_eq!(one(Hijri(12, 10, 0), 2024), "2024-06-16", "Eid al-Adha");
        assert_eq!(Hijri(10, 1, 0).days(2033).len(), 2, "twice in a year of ours");
        assert_eq!(one(Nowruz(0), 2024), "2024-03-20");
        assert_eq!(one(Nowruz(327), 2024), "2024-02-11", "22 Bahman");
        assert_eq!(one(TombSweeping, 2024), "2024-04-04");
        assert_eq!(
            (one(VernalEquinox, 2024), one(AutumnalEquinox, 2024)),
            ("2024-03-20".into(), "2024-09-22".into())
        );
        assert!(Lunar(Feast::NewYear, 0).days(2061).is_empty() && Hijri(1, 1, 0).days(1989).is_empty());
    }
}
