//! Seasonality: days that lift or lower every metric.

use super::wording;
use crate::config::key::{Items, Key};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::trajectory::season::{Season, SeasonProblem, SeasonalEffect};
use chrono::Weekday;

const MEANING: &str = "Days that lift or lower every metric";
const EXAMPLE: &str = "[{ months: [11, 12], strength: 0.3 }]";
/// `seasonality` of the builder form.
pub static SEASONALITY: Key<Option<Items>> =
    Key::list("seasonality", &Kind::Map(&SECTION)).optional().doc(MEANING).example(EXAMPLE);
/// `seasonal_effects` of the engine form.
pub static SEASONAL_EFFECTS: Key<Option<Items>> =
    Key::list("seasonal_effects", &Kind::Map(&SECTION)).optional().doc(MEANING).example(EXAMPLE);

/// Days of the week, from Monday on.
const WEEKDAY_WORDS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

static MONTHS: Key<Option<Items>> =
    Key::some("months", &Kind::Int(1, 12)).otherwise("all").doc("Months from 1 to 12").example("[11, 12]");
static WEEKDAYS: Key<Option<Items>> = Key::some("weekdays", &Kind::Word(WEEKDAY_WORDS))
    .otherwise("all")
    .doc("Days of the week")
    .example("[sat, sun]");
static DAYS: Key<Option<Items>> =
    Key::some("days", &Kind::Int(1, 31)).otherwise("all").doc("Days of the month").example("[1, 15]");
const STRENGTH: Key<f64> = Key::float("strength", Interval::EVERYTHING)
    .doc("Change of every centre on these days: 0.3 is 30 % more, of the centre or, for an index or a range below 0, of the range")
    .example("0.3");
const RAMP: Key<i64> = Key::int("ramp", 0, 366)
    .default(0)
    .doc("Days over which it sets in and ends, half of them outside")
    .example("7");

static SECTION: Section = Section::new(
    "plotsim.season",
    "docs/plotsim.md#seasons",
    "Days that lift or lower every metric: those in all of its lists",
    &[MONTHS.param, WEEKDAYS.param, DAYS.param, STRENGTH.param, RAMP.param],
);

/// A season, and where each of its effects stands.
#[derive(Default)]
pub struct Draft<'a> {
    pub season: Season,
    pub places: Vec<Field<'a>>,
}

/// All effects of a list.
pub fn read<'a>(field: &Field<'a>) -> Option<Draft<'a>> {
    let places = field.items()?;
    let effects: Vec<Option<SeasonalEffect>> = places.iter().map(effect).collect();
    let effects: Vec<SeasonalEffect> = effects.into_iter().collect::<Option<_>>()?;
    let season = Season::new(&effects).map_err(|problems| report(&places, &problems)).ok()?;
    Some(Draft { season, places })
}

fn effect(item: &Field<'_>) -> Option<SeasonalEffect> {
    let fields = item.fields(&SECTION)?;
    let months = list(&fields, &MONTHS, "month", |item| whole(item, 12));
    let days = list(&fields, &DAYS, "day", |item| whole(item, 31));
    let weekdays = list(&fields, &WEEKDAYS, "day", |item| {
        Weekday::try_from(u8::try_from(item.word(WEEKDAY_WORDS)?).ok()?).ok()
    });
    let strength = fields.read(&STRENGTH);
    let ramp = fields.read(&RAMP).and_then(|ramp| u32::try_from(ramp).ok());
    if strength == Some(0.0) {
        item.warn("no-effect", "a strength of 0 changes nothing", None);
    }
    Some(SeasonalEffect {
        months: months?,
        weekdays: weekdays?,
        days: days?,
        strength: strength?,
        ramp: ramp?,
    })
}

fn whole(item: &Field<'_>, last: i64) -> Option<u32> {
    item.int(1, last).and_then(|number| u32::try_from(number).ok())
}

/// The items of a list that may be left out, each once.
fn list<T: PartialEq>(
    fields: &Fields<'_>,
    key: &Key<Option<Items>>,
    noun: &str,
    read: impl Fn(&Field<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = fields.read(key)?.unwrap_or_default();
    let values: Vec<Option<T>> = items.iter().map(read).collect();
    for (place, value) in values.iter().enumerate() {
        if value.is_some() && values[..place].contains(value) {
            items[place].error("duplicate-item", format!("this {noun} is listed twice"), None);
        }
    }
    values.into_iter().collect()
}

fn report(places: &[Field<'_>], problems: &[SeasonProblem]) {
    for problem in problems {
        let (SeasonProblem::NoSuchMonth { effect, .. }
        | SeasonProblem::NoSuchDay { effect, .. }
        | SeasonProblem::BadStrength { effect, .. }
        | SeasonProblem::LongRamp { effect, .. }) = problem;
        if let Some(place) = places.get(*effect) {
            place.error("bad-season", wording::of(problem), None);
        }
    }
}
