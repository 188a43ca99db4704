//! Seasonality: days that lift or lower every metric.

use super::wording;
use crate::config::reader::{Field, Fields};
use crate::plotsim::vocabulary;
use crate::trajectory::season::{Season, SeasonProblem, SeasonalEffect};
use chrono::Weekday;

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
    let fields = item.fields(&vocabulary::SEASON)?;
    let months = list(&fields, "months", "month", |item| whole(item, 12));
    let days = list(&fields, "days", "day", |item| whole(item, 31));
    let weekdays = list(&fields, "weekdays", "day", |item| {
        Weekday::try_from(u8::try_from(item.word(vocabulary::WEEKDAYS)?).ok()?).ok()
    });
    let strength = fields.float("strength");
    let ramp = fields.int_or("ramp", 0).and_then(|ramp| u32::try_from(ramp).ok());
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
    key: &str,
    noun: &str,
    read: impl Fn(&Field<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(field) = fields.get(key) else { return Some(Vec::new()) };
    let items = field.some_items()?;
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
