//! National public holidays.
//!
//! Regional holidays and days that a government moves or adds from year to year are left out, and so is what a law said before it
//! was last changed, unless `since` and `until` tell. Days of the Islamic calendar are those of Umm al-Qura; where the moon is
//! watched they may be observed a day earlier or later.

mod europe;
mod hijri;
mod lunar;
mod rule;
mod world;

use chrono::Datelike;

pub use rule::{FIRST_YEAR, LAST_YEAR};

use self::europe::EUROPE;
use self::rule::Rule;
use self::world::WORLD;
use super::days::weekday;
use crate::config::calendar::date_from_days;

/// A country and its public holidays.
#[derive(Debug)]
pub struct Country {
    /// The code of ISO 3166-1.
    pub code: &'static str,
    /// As people there call it in English.
    pub name: &'static str,
    moved: Moved,
    days: &'static [Holiday],
}

/// Which other day is free too if a holiday falls on a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moved {
    Never,
    /// The Friday before a Saturday, the Monday after a Sunday.
    Nearest,
    /// The next day from Monday on that is no holiday.
    Monday,
    /// After a Sunday the next day that is no holiday; a day between two holidays is one too.
    Japan,
}

/// A day that is free every year.
#[derive(Clone, Copy, Debug)]
struct Holiday {
    /// Its name in English.
    #[expect(dead_code, reason = "says which day the rule means")]
    name: &'static str,
    rule: Rule,
    /// First and last year.
    years: (i32, i32),
}

/// A holiday of all years.
const fn day(name: &'static str, rule: Rule) -> Holiday {
    Holiday { name, rule, years: (i32::MIN, i32::MAX) }
}

impl Holiday {
    const fn since(self, year: i32) -> Holiday {
        Holiday { years: (year, self.years.1), ..self }
    }

    const fn until(self, year: i32) -> Holiday {
        Holiday { years: (self.years.0, year), ..self }
    }
}

const COUNT: usize = EUROPE.len() + WORLD.len();

/// The codes of all countries.
pub const CODES: &[&str] = &{
    let mut codes = [""; COUNT];
    let mut place = 0;
    while place < COUNT {
        codes[place] =
            if place < EUROPE.len() { EUROPE[place].code } else { WORLD[place - EUROPE.len()].code };
        place += 1;
    }
    codes
};

/// Every country, in the order of [`CODES`].
pub fn countries() -> impl Iterator<Item = &'static Country> {
    EUROPE.iter().chain(WORLD)
}

impl Country {
    /// Whether some of its holidays are known only from [`FIRST_YEAR`] to [`LAST_YEAR`].
    pub fn has_other_calendars(&self) -> bool {
        self.days.iter().any(|holiday| holiday.rule.of_other_calendar())
    }

    /// The holidays of the years of two days, ascending, in days since 1970-01-01.
    pub fn between(&self, first: i32, last: i32) -> Vec<i32> {
        let year = |day: i32| date_from_days(day.into()).map(|date| date.year());
        let Some((first, last)) = year(first).zip(year(last)) else { return Vec::new() };
        // New Year's Day may move to the year before.
        let mut all: Vec<i32> = (first - 1..=last + 1).flat_map(|year| self.of_year(year)).collect();
        all.sort_unstable();
        all.dedup();
        let moved: Vec<i32> = all.iter().filter_map(|day| self.moved(*day, &all)).collect();
        let mut free = all;
        for day in moved {
            self.add(&mut free, day);
        }
        free
    }

    fn of_year(&self, year: i32) -> impl Iterator<Item = i32> {
        let own = move |holiday: &&Holiday| (holiday.years.0..=holiday.years.1).contains(&year);
        self.days.iter().filter(own).flat_map(move |holiday| holiday.rule.days(year))
    }

    /// The day that a holiday gives beside itself.
    fn moved(&self, day: i32, all: &[i32]) -> Option<i32> {
        let weekday = weekday(day.into());
        match self.moved {
            Moved::Never => None,
            Moved::Nearest => match weekday {
                5 => Some(day - 1),
                6 => Some(day + 1),
                _ => None,
            },
            Moved::Monday => (weekday >= 5).then_some(day + 7 - weekday as i32),
            Moved::Japan => {
                let between = all.contains(&(day + 2)) && !all.contains(&(day + 1));
                (weekday == 6 || between).then_some(day + 1)
            }
        }
    }

    /// Adds a day; where that is a holiday already, the next one that is none.
    fn add(&self, free: &mut Vec<i32>, day: i32) {
        let mut day = day;
        loop {
            match free.binary_search(&day) {
                Err(place) => return free.insert(place, day),
                Ok(_) if self.moved == Moved::Nearest => return,
                Ok(_) => day += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::calendar::{format_date, parse_date};

    fn of(code: &str, year: i32) -> Vec<String> {
        let country = countries().find(|country| country.code == code).unwrap();
        let ends = [format!("{year}-01-01"), format!("{year}-12-31")].map(|day| parse_date(&day).unwrap());
        let days = country.between(ends[0], ends[1]);
        days.into_iter().map(format_date).filter(|day| day.starts_with(&format!("{year}-"))).collect()
    }

    /// Month and day of each, as governments list them.
    fn listed(code: &str, year: i32, days: &str) {
        let days: Vec<String> = days.split(' ').map(|day| format!("{year}-{day}")).collect();
        assert_eq!(of(code, year), days, "{code} {year}");
    }

    #[test]
    fn holidays_are_those_of_the_lists_of_governments() {
        listed("DE", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26");
        listed("FR", 2025, "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25");
        listed("GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28");
        listed("GB", 2022, "01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27");
        listed("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25");
        listed(
            "US",
            2021,
            "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31",
        );
        listed(
            "JP",
            2026,
            "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
        );
        listed("BR", 2024, "01-01 03-29 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25");
        listed(
            "KR",
            2024,
            "01-01 02-09 02-10 02-11 03-01 05-05 05-15 06-06 08-15 09-16 09-17 09-18 10-03 10-09 12-25",
        );
        listed(
            "TR",
            2024,
            "01-01 04-10 04-11 04-12 04-23 05-01 05-19 06-16 06-17 06-18 06-19 07-15 08-30 10-29",
        );
    }

    #[test]
    fn every_country_has_a_code_of_its_own_and_some_days() {
        let codes: Vec<&str> = countries().map(|country| country.code).collect();
        assert_eq!(codes, CODES);
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), codes.len());
        for code in codes {
            assert!((3..=31).contains(&of(code, 2024).len()), "{code}: {:?}", of(code, 2024));
        }
    }
}
