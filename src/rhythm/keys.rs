//! The keys of `rhythm:`.

use super::growth;
use super::holidays::CODES;
use super::presets::NAMES;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Rule, Section};

pub(super) const PRESET: Key<Option<Unread>> = Key::of("preset", Kind::Word(NAMES))
    .otherwise("always")
    .doc("The rhythm to start from; what is said beside it takes the place of what it says")
    .example("retail");
pub(super) const WEIGHT: Kind = Kind::Float(Interval::NOT_NEGATIVE);
pub(super) static HOURS: Key<Option<Unread>> = Key::of("hours", Kind::Numbered(0, 23, &WEIGHT))
    .otherwise("the preset's")
    .doc("What each hour from 0 to 23 weighs; those that are not named weigh 0. Within an hour all seconds are alike")
    .example("{ 9: 3, 10: 5, 11: 4 }");
pub(super) static WEEKDAYS: Key<Option<Mapping>> = Key::map("weekdays", &WEEKDAY_SECTION)
    .otherwise("the preset's")
    .doc("What days of the week weigh; those that are not named weigh what the preset says, without one 1")
    .example("{ sat: 0.5, sun: 0.2 }");
pub(super) static MONTHS: Key<Option<Mapping>> = Key::map("months", &MONTH_SECTION)
    .otherwise("all alike")
    .doc("What a day of a month weighs; months that are not named weigh 1")
    .example("{ dec: 2 }");
pub(super) const HOLIDAYS: Key<Option<Unread>> = Key::of(
    "holidays",
    Kind::Choice(
        "country code, or list of country codes",
        &[Kind::Word(CODES), Kind::SomeOf(&Kind::Word(CODES))],
    ),
)
.otherwise("none")
.doc("Countries, by ISO 3166-1, whose national public holidays weigh what a Sunday does")
.example("DE");
pub(super) const HOLIDAY_WEIGHT: Key<Option<f64>> = Key::float("holiday_weight", Interval::NOT_NEGATIVE)
    .otherwise("what a Sunday weighs")
    .doc("What a holiday weighs in place of its day of the week")
    .example("3");
pub(super) static GROWTH: Key<Option<Unread>> = Key::of("growth", Kind::Form(&growth::FORM))
    .optional()
    .doc("Rate at which the weights of days grow, day by day, by day, week, month, quarter or year")
    .example("0.02 per month");
pub(super) const NOISE: Key<f64> = Key::float("noise", Interval::UNIT)
    .default(0.0)
    .doc("Standard deviation of a day's weight around what all else says, as a share of it")
    .example("0.1");

/// Day of the week.
const fn day(name: &'static str, doc: &'static str) -> Key<Option<f64>> {
    Key::float(name, Interval::NOT_NEGATIVE).otherwise("the preset's").doc(doc).example("0.5")
}

/// Month.
const fn month(name: &'static str, doc: &'static str) -> Key<f64> {
    Key::float(name, Interval::NOT_NEGATIVE).default(1.0).doc(doc)
}

pub(super) const DAY_KEYS: [Key<Option<f64>>; 7] = [
    day("mon", "Weight of a Monday"),
    day("tue", "Weight of a Tuesday"),
    day("wed", "Weight of a Wednesday"),
    day("thu", "Weight of a Thursday"),
    day("fri", "Weight of a Friday"),
    day("sat", "Weight of a Saturday"),
    day("sun", "Weight of a Sunday"),
];

pub(super) static WEEKDAY_SECTION: Section = Section::new(
    "datagen.rhythm.weekdays",
    "docs/datagen.md#rhythm",
    "What days of the week weigh",
    &[
        DAY_KEYS[0].param,
        DAY_KEYS[1].param,
        DAY_KEYS[2].param,
        DAY_KEYS[3].param,
        DAY_KEYS[4].param,
        DAY_KEYS[5].param,
        DAY_KEYS[6].param,
    ],
);

pub(super) const MONTH_KEYS: [Key<f64>; 12] = [
    month("jan", "Weight of a day of January"),
    month("feb", "Weight of a day of February"),
    month("mar", "Weight of a day of March"),
    month("apr", "Weight of a day of April"),
    month("may", "Weight of a day of May"),
    month("jun", "Weight of a day of June"),
    month("jul", "Weight of a day of July"),
    month("aug", "Weight of a day of August"),
    month("sep", "Weight of a day of September"),
    month("oct", "Weight of a day of October"),
    month("nov", "Weight of a day of November"),
    month("dec", "Weight of a day of December"),
];

pub(super) static MONTH_SECTION: Section = Section::new(
    "datagen.rhythm.months",
    "docs/datagen.md#rhythm",
    "What a day of each month weighs",
    &[
        MONTH_KEYS[0].param,
        MONTH_KEYS[1].param,
        MONTH_KEYS[2].param,
        MONTH_KEYS[3].param,
        MONTH_KEYS[4].param,
        MONTH_KEYS[5].param,
        MONTH_KEYS[6].param,
        MONTH_KEYS[7].param,
        MONTH_KEYS[8].param,
        MONTH_KEYS[9].param,
        MONTH_KEYS[10].param,
        MONTH_KEYS[11].param,
    ],
);

/// The rhythm of moments: of days and of the hours of a day.
pub(super) static MOMENT_SECTION: Section = Section::new(
    "datagen.rhythm",
    "docs/datagen.md#rhythm",
    "When things happen: what hours, days of the week and months weigh",
    &[
        PRESET.param,
        HOURS.param,
        WEEKDAYS.param,
        MONTHS.param,
        HOLIDAYS.param,
        HOLIDAY_WEIGHT.param,
        GROWTH.param,
        NOISE.param,
    ],
)
.rules(&[Rule::Beside("holiday_weight", &["holidays"])]);

/// The rhythm of days.
pub(super) static DAY_SECTION: Section = Section::new(
    "datagen.rhythm.days",
    "docs/datagen.md#rhythm",
    "On which days things happen: what days of the week and months weigh",
    &[
        PRESET.param,
        WEEKDAYS.param,
        MONTHS.param,
        HOLIDAYS.param,
        HOLIDAY_WEIGHT.param,
        GROWTH.param,
        NOISE.param,
    ],
)
.rules(&[Rule::Beside("holiday_weight", &["holidays"])]);

/// The rhythm of a day.
pub(super) static TIME_SECTION: Section = Section::new(
    "datagen.rhythm.times",
    "docs/datagen.md#rhythm",
    "At what times of a day things happen: what hours weigh",
    &[PRESET.param, HOURS.param],
);

/// `rhythm` of moments.
pub static MOMENTS: Key<Option<Unread>> =
    Key::of("rhythm", Kind::Choice(WORDS, &[Kind::Word(NAMES), Kind::Map(&MOMENT_SECTION)]))
        .otherwise("all alike")
        .doc("When: what hours, days of the week and months weigh")
        .example("retail");

/// `rhythm` of days.
pub static DAYS: Key<Option<Unread>> =
    Key::of("rhythm", Kind::Choice(WORDS, &[Kind::Word(NAMES), Kind::Map(&DAY_SECTION)]))
        .otherwise("all alike")
        .doc("What days of the week and months weigh")
        .example("{ preset: retail, months: { dec: 2 } }");

/// `rhythm` of times of a day.
pub static TIMES: Key<Option<Unread>> =
    Key::of("rhythm", Kind::Choice(WORDS, &[Kind::Word(NAMES), Kind::Map(&TIME_SECTION)]))
        .optional()
        .doc("What hours weigh: the time of day, whatever time the base has")
        .example("retail");

pub(super) const WORDS: &str = "a preset (office, retail, evening, night, weekend or always), or a mapping";

/// What a rhythm is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Days and times.
    Moments,
    /// Days alone.
    Days,
    /// Times alone.
    Times,
}

impl Part {
    pub(super) fn section(self) -> &'static Section {
        match self {
            Part::Moments => &MOMENT_SECTION,
            Part::Days => &DAY_SECTION,
            Part::Times => &TIME_SECTION,
        }
    }

    /// What to do with a key that has no effect.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Part::Moments => "leave it out",
            Part::Days => "hours belong to the rhythm of a timestamp, or of a timestamp_offset after the day",
            Part::Times => "the base has the day: days belong to the rhythm of the base, or of the partition",
        }
    }
}
