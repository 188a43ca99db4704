//! Reading `rhythm:`.

use super::Rhythm;
use super::growth;
use super::holidays::{CODES, Country, countries};
use super::keys::{
    DAY_KEYS, GROWTH, HOLIDAY_WEIGHT, HOLIDAYS, HOURS, MOMENT_SECTION, MONTH_KEYS, MONTHS, NOISE, PRESET,
    Part, WEEKDAYS, WORDS,
};
use super::presets::{NAMES, PRESETS, Preset};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::Interval;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;

/// Reads a rhythm: the word of a preset, or a mapping.
fn read(field: &Field<'_>, part: Part) -> Option<Rhythm> {
    let Value::Map(_) = field.node.value else {
        if !matches!(field.node.value, Value::Text(_)) {
            let message = format!("must be {WORDS}, not {}", field.node.value.kind());
            field.broken("wrong-type", message, None);
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
        field.broken("unknown-word", message, meant.map(|code| format!("did you mean '{code}'?")));
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
