//! Reading `rhythm:`.

use super::growth;
use super::holidays::{CODES, Country, FIRST_YEAR, LAST_YEAR, countries};
use super::presets::{NAMES, PRESETS, Preset};
use super::{Days, MOST_DAYS, Moments, Rhythm};
use crate::config::calendar::{DAY, date_from_days};
use crate::config::key::{Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::trajectory::time_axis::Granularity;

const PRESET: Key<Option<Unread>> = Key::of("preset", Kind::Word(NAMES))
    .otherwise("always")
    .doc("The rhythm to start from; what is said beside it takes the place of what it says")
    .example("retail");
const WEIGHT: Kind = Kind::Float(Interval::NOT_NEGATIVE);
static HOURS: Key<Option<Unread>> = Key::of("hours", Kind::Numbered(0, 23, &WEIGHT))
    .otherwise("the preset's")
    .doc("What each hour from 0 to 23 weighs; those that are not named weigh 0. Within an hour all seconds are alike")
    .example("{ 9: 3, 10: 5, 11: 4 }");
static WEEKDAYS: Key<Option<Mapping>> = Key::map("weekdays", &WEEKDAY_SECTION)
    .otherwise("the preset's")
    .doc("What days of the week weigh; those that are not named weigh what the preset says, without one 1")
    .example("{ sat: 0.5, sun: 0.2 }");
static MONTHS: Key<Option<Mapping>> = Key::map("months", &MONTH_SECTION)
    .otherwise("all alike")
    .doc("What a day of a month weighs; months that are not named weigh 1")
    .example("{ dec: 2 }");
const HOLIDAYS: Key<Option<Unread>> = Key::of(
    "holidays",
    Kind::Choice(
        "country code, or list of country codes",
        &[Kind::Word(CODES), Kind::SomeOf(&Kind::Word(CODES))],
    ),
)
.otherwise("none")
.doc("Countries, by ISO 3166-1, whose national public holidays weigh what a Sunday does")
.example("DE");
const HOLIDAY_WEIGHT: Key<Option<f64>> = Key::float("holiday_weight", Interval::NOT_NEGATIVE)
    .otherwise("what a Sunday weighs")
    .doc("What a holiday weighs in place of its day of the week")
    .example("3");
static GROWTH: Key<Option<Unread>> = Key::of("growth", Kind::Form(&growth::FORM))
    .optional()
    .doc("Rate at which the weights of days grow, day by day, by day, week, month, quarter or year")
    .example("0.02 per month");
const NOISE: Key<f64> = Key::float("noise", Interval::UNIT)
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

const DAY_KEYS: [Key<Option<f64>>; 7] = [
    day("mon", "Weight of a Monday"),
    day("tue", "Weight of a Tuesday"),
    day("wed", "Weight of a Wednesday"),
    day("thu", "Weight of a Thursday"),
    day("fri", "Weight of a Friday"),
    day("sat", "Weight of a Saturday"),
    day("sun", "Weight of a Sunday"),
];

static WEEKDAY_SECTION: Section = Section::new(
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

const MONTH_KEYS: [Key<f64>; 12] = [
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

static MONTH_SECTION: Section = Section::new(
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
static MOMENT_SECTION: Section = Section::new(
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
static DAY_SECTION: Section = Section::new(
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
static TIME_SECTION: Section = Section::new(
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

const WORDS: &str = "a preset (office, retail, evening, night, weekend or always), or a mapping";

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
    fn section(self) -> &'static Section {
        match self {
            Part::Moments => &MOMENT_SECTION,
            Part::Days => &DAY_SECTION,
            Part::Times => &TIME_SECTION,
        }
    }

    /// What to do with a key that has no effect.
    fn hint(self) -> &'static str {
        match self {
            Part::Moments => "leave it out",
            Part::Days => "hours belong to the rhythm of a timestamp, or of a timestamp_offset after the day",
            Part::Times => "the base has the day: days belong to the rhythm of the base, or of the partition",
        }
    }
}

/// Reads a rhythm: the word of a preset, or a mapping.
fn read(field: &Field<'_>, part: Part) -> Option<Rhythm> {
    let Value::Map(_) = field.node.value else {
        if !matches!(field.node.value, Value::Text(_)) {
            let message = format!("must be {WORDS}, not {}", field.node.value.kind());
            field.error("wrong-type", message, None);
            return None;
        }
        return preset(field).map(Rhythm::of);
    };
    let idle = misplaced(field, part);
    let fields = field.fields(&MOMENT_SECTION)?;
    let base = match fields.at(&PRESET) {
        Some(field) => preset(field),
        None => PRESETS.last(),
    };
    let hours = fields.read(&HOURS).and_then(|hours| match hours {
        Some(field) => self::hours(&field).map(Some),
        None => Some(None),
    });
    let weekdays = fields.read(&WEEKDAYS).and_then(|named| weekdays(base?, named));
    let months = fields.read(&MONTHS).and_then(months);
    let growth = fields.read(&GROWTH).and_then(|growth| match growth {
        Some(field) => growth::read(&field).map(Some),
        None => Some(None),
    });
    let holidays =
        fields.read(&HOLIDAYS).and_then(|field| field.map_or(Some(Vec::new()), |field| of_countries(&field)));
    let holiday_weight = fields.read(&HOLIDAY_WEIGHT);
    let noise = fields.read(&NOISE);
    let rhythm = Rhythm {
        hours: hours?.unwrap_or(base?.hours),
        weekdays: weekdays?,
        months: months?,
        holidays: holidays?,
        holiday_weight: holiday_weight?,
        growth: growth?,
        noise: noise?,
    };
    let sunday = rhythm.weekdays[6];
    if let Some(field) = fields.at(&HOLIDAYS)
        && rhythm.holiday_weight.is_none()
        && rhythm.weekdays.iter().all(|weight| *weight == sunday)
    {
        let hint = "say holiday_weight, or what days of the week weigh".to_owned();
        field.warn(
            "no-effect",
            "a holiday weighs what a Sunday does, which is as much as any day",
            Some(hint),
        );
    }
    (!idle).then_some(rhythm)
}

impl Rhythm {
    /// What a preset says.
    fn of(preset: &Preset) -> Rhythm {
        Rhythm {
            hours: preset.hours,
            weekdays: preset.weekdays,
            months: [1.0; 12],
            holidays: Vec::new(),
            holiday_weight: None,
            growth: None,
            noise: 0.0,
        }
    }
}

/// Reports the keys that mean something elsewhere and nothing here.
fn misplaced(field: &Field<'_>, part: Part) -> bool {
    let idle = MOMENT_SECTION.params.iter().filter(|param| part.section().param(param.name).is_none());
    let written: Vec<Field<'_>> = idle
        .filter_map(|param| field.node.get(param.name).map(|node| field.child(param.name, node)))
        .filter(|field| !field.is_null())
        .collect();
    for field in &written {
        field.error("wrong-place", "has no effect here", Some(part.hint().to_owned()));
    }
    !written.is_empty()
}

/// A country, or several.
fn of_countries(field: &Field<'_>) -> Option<Vec<&'static Country>> {
    if !field.is_list() {
        return country(field).map(|country| vec![country]);
    }
    let items = field.some_items()?;
    let read: Vec<Option<&Country>> = items.iter().map(country).collect();
    for (place, own) in read.iter().enumerate() {
        let Some(own) = own else { continue };
        if read[..place].iter().flatten().any(|other| other.code == own.code) {
            items[place].error("duplicate-item", "this country is listed twice", None);
        }
    }
    read.into_iter().collect()
}

fn country(field: &Field<'_>) -> Option<&'static Country> {
    let code = field.text()?;
    let found = countries().find(|country| country.code == code);
    if found.is_none() {
        let message = format!("is '{code}', but must be one of {}", CODES.join(", "));
        // What people write for the country whose code is GB.
        let meant = if code.eq_ignore_ascii_case("uk") { Some("GB") } else { by_name(code) };
        let meant = meant.or_else(|| suggest::closest(code, CODES.iter().copied()));
        field.error("unknown-word", message, meant.map(|code| format!("did you mean '{code}'?")));
    }
    found
}

/// The code of a country by its name.
fn by_name(name: &str) -> Option<&'static str> {
    countries().find(|country| country.name.eq_ignore_ascii_case(name)).map(|country| country.code)
}

fn preset(field: &Field<'_>) -> Option<&'static Preset> {
    PRESETS.get(field.word(NAMES)?)
}

fn hours(field: &Field<'_>) -> Option<[f64; 24]> {
    let mut weights = [0.0; 24];
    let mut right = true;
    for (hour, field) in field.numbered(0, 23)? {
        match (field.float(Interval::NOT_NEGATIVE), weights.get_mut(hour as usize)) {
            (Some(weight), Some(own)) => *own = weight,
            _ => right = false,
        }
    }
    right.then_some(())?;
    if !usable(&weights) {
        field.error("bad-weights", format!("the hours {SUM}"), None);
        return None;
    }
    Some(weights)
}

/// What is said of weights that nothing can be drawn by.
pub const SUM: &str = "need weights with a positive, finite sum";

/// Whether something can be drawn by these weights.
fn usable(weights: &[f64]) -> bool {
    let sum: f64 = weights.iter().sum();
    sum > 0.0 && sum.is_finite()
}

fn weekdays(preset: &Preset, named: Option<Fields<'_>>) -> Option<[f64; 7]> {
    let mut weights = preset.weekdays;
    let Some(fields) = named else { return Some(weights) };
    let mut right = true;
    for (key, own) in DAY_KEYS.iter().zip(&mut weights) {
        match fields.read(key) {
            Some(weight) => *own = weight.unwrap_or(*own),
            None => right = false,
        }
    }
    right.then_some(())?;
    if !usable(&weights) {
        fields.whole.error("bad-weights", format!("the days {SUM}"), None);
        return None;
    }
    Some(weights)
}

fn months(named: Option<Fields<'_>>) -> Option<[f64; 12]> {
    let mut weights = [1.0; 12];
    let Some(fields) = named else { return Some(weights) };
    let mut right = true;
    for (key, own) in MONTH_KEYS.iter().zip(&mut weights) {
        match fields.read(key) {
            Some(weight) => *own = weight,
            None => right = false,
        }
    }
    right.then_some(())?;
    if !usable(&weights) {
        fields.whole.error("bad-weights", format!("the months {SUM}"), None);
        return None;
    }
    Some(weights)
}

/// A rhythm and where it stands, if one is said; `None` if what is said could not be read.
pub fn optional<'a>(
    fields: &Fields<'a>,
    key: &Key<Option<Unread>>,
    part: Part,
) -> Option<Option<(Field<'a>, Rhythm)>> {
    match fields.read(key)? {
        None => Some(None),
        Some(field) => read(&field, part).map(|rhythm| Some((field, rhythm))),
    }
}

impl Rhythm {
    /// The weights of days, of which there must be some that weigh anything; what is wrong is reported at `field`.
    pub fn days(&self, field: &Field<'_>, first: i32, count: u64) -> Option<Days> {
        few(field, count)?;
        self.check_holidays(field, i64::from(first), count);
        let days = Days::new(self, first, count);
        check_total(field, days.total(), "day")?;
        Some(days)
    }

    /// The weights of the seconds from `start` up to, but not including, `end`, as [`Rhythm::days`].
    pub fn moments(&self, field: &Field<'_>, start: i64, end: i64) -> Option<Moments> {
        let first = start.div_euclid(DAY);
        let count = ((end - 1).div_euclid(DAY) - first) as u64 + 1;
        few(field, count)?;
        self.check_holidays(field, first, count);
        let moments = Moments::new(self, start, end)?;
        check_total(field, moments.total(), "second")?;
        Some(moments)
    }
}

impl Rhythm {
    /// Warns where days lie in years for which not all holidays are known.
    fn check_holidays(&self, field: &Field<'_>, first: i64, count: u64) {
        let moving: Vec<&str> = self
            .holidays
            .iter()
            .filter(|country| country.has_other_calendars())
            .map(|country| country.code)
            .collect();
        let year = |day: i64| date_from_days(day).map(|date| chrono::Datelike::year(&date));
        let known = |year: Option<i32>| year.is_some_and(|year| (FIRST_YEAR..=LAST_YEAR).contains(&year));
        if moving.is_empty() || (known(year(first)) && known(year(first + count as i64 - 1))) {
            return;
        }
        let field = field.written(&HOLIDAYS).unwrap_or_else(|| field.clone());
        let message = format!(
            "the holidays of {} that follow the moon or another calendar are known from {FIRST_YEAR} to {LAST_YEAR} only",
            moving.join(" and ")
        );
        field.warn("unknown-holidays", message, None);
    }
}

impl Rhythm {
    /// Checks the rhythm of moments within each of some periods, which decide how much falls into each; `labels` names a period.
    /// What is wrong, and what has no effect, is reported at `field`.
    pub fn check_spans(
        &self,
        field: &Field<'_>,
        spans: &[(i32, i32)],
        granularity: Granularity,
        label: impl Fn(usize) -> String,
    ) -> Option<()> {
        let first = spans.first().map_or(0, |span| span.0);
        let count = spans.last().map_or(0, |span| i64::from(span.1) - i64::from(first) + 1);
        few(field, count as u64)?;
        let (period, alike): (&str, &[&str]) = match granularity {
            Granularity::Daily => {
                ("day", &["weekdays", "months", "holidays", "holiday_weight", "growth", "noise"])
            }
            Granularity::Weekly => ("week", &[]),
            Granularity::Monthly => ("month", &["months"]),
        };
        for name in alike {
            let Some(node) = field.node.get(name).filter(|node| !matches!(node.value, Value::Null)) else {
                continue;
            };
            let message = format!(
                "has no effect: metrics say how much happens in a {period}, and the rhythm only when in it"
            );
            field.child(name, node).warn("no-effect", message, None);
        }
        if granularity == Granularity::Daily {
            return Some(());
        }
        self.check_holidays(field, first.into(), count as u64);
        let idle = self.idle_spans(spans);
        if let Some(first) = idle.first() {
            let message = format!(
                "leaves no day of {} of {} {period}s a weight above 0, {} the first: what happens there falls on days as days of the week weigh, or on any",
                idle.len(),
                spans.len(),
                label(*first)
            );
            field.warn("idle-period", message, None);
        }
        Some(())
    }

    /// The shares of the hours.
    pub fn hour_shares(&self) -> [f64; 24] {
        let total: f64 = self.hours.iter().sum();
        self.hours.map(|weight| weight / total)
    }

    /// The shares of the days of the week, where they are the same in every week.
    pub fn weekday_shares(&self) -> Option<[f64; 7]> {
        let alike = self.months.iter().all(|weight| *weight == self.months[0]);
        let total: f64 = self.weekdays.iter().sum();
        (alike && self.holidays.is_empty() && self.growth.is_none())
            .then(|| self.weekdays.map(|weight| weight / total))
    }
}

fn few(field: &Field<'_>, days: u64) -> Option<()> {
    if days <= MOST_DAYS {
        return Some(());
    }
    let message = format!("is for {days} days, but can hold for {MOST_DAYS} at most");
    field.error("out-of-range", message, None);
    None
}

/// Reports where nothing between start and end weighs anything, or all together too much.
fn check_total(field: &Field<'_>, total: f64, unit: &str) -> Option<()> {
    if total > 0.0 && total.is_finite() {
        return Some(());
    }
    let message = match total <= 0.0 {
        true => format!("gives no {unit} of the range a weight above 0"),
        false => "makes weights of days that are too large to add up".to_owned(),
    };
    field.error("bad-weights", message, None);
    None
}
