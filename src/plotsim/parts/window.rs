//! The time window, and the story that curves play over.

use chrono::{Days, Months, NaiveDate};

use super::wording;
use crate::config::Overrides;
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Form, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::Story;
use crate::trajectory::story::Beyond;
use crate::trajectory::time_axis::{Granularity, TimeAxis, WindowField, WindowProblem, date_of};
use crate::words;

/// An end of a time window.
pub static MOMENT: Form = Form {
    words: "YYYY-MM or YYYY-MM-DD",
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$",
};

pub const START_DOC: &str = "First month or day";
pub const END_DOC: &str = "Last month or day, inclusive";

/// An end of a window, under the key of a form.
pub const fn end(name: &'static str) -> Key<Unread> {
    Key::of(name, Kind::Form(&MOMENT))
}

/// How long a story is, in words.
static LENGTH: Form =
    Form { words: "text such as 24 months", pattern: "^[1-9][0-9]{0,4} (day|week|month|year)s?$" };

words!(Beyond { Hold = "hold", Repeat = "repeat", Continue = "continue" });

const STORY_START: Key<Option<Unread>> = Key::of("start", Kind::Form(&MOMENT))
    .otherwise("the window's start")
    .doc("First month or day of the story, which begins with the window")
    .example("2024-01");
const STORY_END: Key<Unread> = end("end").doc("Last month or day of the story, inclusive").example("2025-12");

/// Ends of a story.
pub static ENDS: Section = Section::new(
    "every.story",
    "docs/plotsim.md#the-story",
    "The time over which curves play",
    &[STORY_START.param, STORY_END.param],
);

/// The key `story` of a window.
pub static STORY: Key<Option<Unread>> = Key::of(
    "story",
    Kind::Choice("mapping {start, end} or text such as 24 months", &[Kind::Map(&ENDS), Kind::Form(&LENGTH)]),
)
.otherwise("the window, and nothing extends")
.doc("The time over which curves play; the window's end then only says how much of it exists")
.example("24 months");
/// The key `beyond` of a window.
pub const BEYOND: Key<Beyond> = Key::word("beyond")
    .default_word(Beyond::Hold as usize)
    .doc("What comes behind the story: the last position, the story again, or the last segment's formula");

/// The window that is shown, and the story.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub shown: TimeAxis,
    pub story: Story,
    /// Periods that the config can speak of, whatever a call shows.
    pub periods: usize,
}

/// The window from one field to another, with the keys that stand beside them.
pub fn read(
    start: &Field<'_>,
    end: &Field<'_>,
    granularity: Granularity,
    keys: Option<&Fields<'_>>,
    overrides: Overrides,
) -> Option<Window> {
    let written = ends(start, end, granularity)?;
    let field = keys.and_then(|keys| keys.at(&STORY));
    let Some(field) = field else {
        let beyond = keys.and_then(|keys| keys.at(&BEYOND));
        if let Some(beyond) = beyond {
            let hint = "a story that ends before the window does leaves time behind it".to_owned();
            beyond.warn("no-effect", "has no effect without a story", Some(hint));
        }
        if written.len() < 2 {
            single(end, "window", granularity);
            return None;
        }
        return Some(Window { shown: written, story: Story::window(written), periods: written.len() });
    };
    let story = story(field, start, &written);
    let beyond = keys.and_then(|keys| keys.read(&BEYOND));
    let shown = shown(written, end, overrides);
    let (story, beyond) = (story?.whole(), beyond?);
    if story.len() < 2 {
        single(field, "story", granularity);
        return None;
    }
    let periods = written.len().max(story.len());
    Some(Window { shown: shown?, story: Story { axis: story, beyond, extends: true }, periods })
}

fn single(field: &Field<'_>, what: &str, granularity: Granularity) {
    let message = format!("the {what} holds a single {granularity} period, in which nothing can move");
    field.error("bad-window", message, Some("choose a later end or shorter periods".into()));
}

/// The window up to the day that a call names.
fn shown(written: TimeAxis, end: &Field<'_>, overrides: Overrides) -> Option<TimeAxis> {
    let Some(until) = overrides.until else { return Some(written) };
    let day = date_of(until);
    let shown = day.and_then(|day| written.until(day));
    if shown.is_none() {
        let day = day.map_or_else(|| until.to_string(), |day| day.to_string());
        let message = format!("the window begins on {}, but until is {day}", written.first_day());
        end.error("bad-window", message, Some("give a later day as until".to_owned()));
    }
    shown
}

/// The axis of a story.
fn story(field: &Field<'_>, window_start: &Field<'_>, window: &TimeAxis) -> Option<TimeAxis> {
    let granularity = window.granularity();
    if let Value::Map(_) = field.node.value {
        let keys = field.fields(&ENDS)?;
        let story_end = keys.read(&STORY_END)?;
        let story_start = keys.at(&STORY_START).unwrap_or(window_start);
        let axis = ends(story_start, &story_end, granularity)?;
        let first = |axis: &TimeAxis| axis.period(0).map(|period| period.anchor);
        if first(&axis) != first(window) {
            let message = format!(
                "the story begins on {}, but the window on {}: both must begin in one period",
                axis.first_day(),
                window.first_day()
            );
            story_start.error("bad-window", message, Some("leave the story's start out".to_owned()));
            return None;
        }
        return TimeAxis::new(window.first_day(), axis.last_day(), granularity);
    }
    let text = field.text()?;
    let last = length(text).and_then(|(many, unit)| behind(window.first_day(), many, unit));
    let axis = last.and_then(|last| TimeAxis::new(window.first_day(), last, granularity));
    if axis.is_none() {
        let message = format!("'{text}' is no length of time");
        field.error("bad-window", message, Some("write it as 24 months, or as { end: 2025-12 }".to_owned()));
    }
    axis
}

/// A length as it is written: how many, and of what.
fn length(text: &str) -> Option<(u32, &str)> {
    let (many, unit) = text.split_once(' ')?;
    let many = many.parse::<u32>().ok().filter(|many| (1..=99_999).contains(many))?;
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    ["day", "week", "month", "year"].contains(&unit).then_some((many, unit))
}

/// The last day of a length that begins on a day.
fn behind(first: NaiveDate, many: u32, unit: &str) -> Option<NaiveDate> {
    let next = match unit {
        "day" => first.checked_add_days(Days::new(many.into())),
        "week" => first.checked_add_days(Days::new(u64::from(many) * 7)),
        "month" => first.checked_add_months(Months::new(many)),
        _ => first.checked_add_months(Months::new(many.checked_mul(12)?)),
    };
    next?.pred_opt()
}

/// The axis from one field to another.
fn ends(start: &Field<'_>, end: &Field<'_>, granularity: Granularity) -> Option<TimeAxis> {
    let (from, to) = (start.text(), end.text());
    match TimeAxis::parse(from?, to?, granularity) {
        Ok(axis) => Some(axis),
        Err(problems) => {
            for problem in problems {
                let (field, code) = match &problem {
                    WindowProblem::Malformed { field, .. } | WindowProblem::NoSuchDate { field, .. } => {
                        (if *field == WindowField::Start { start } else { end }, "bad-date")
                    }
                    WindowProblem::Reversed { .. } => (end, "bad-window"),
                };
                let hint = (code == "bad-date").then(|| "write it as YYYY-MM or YYYY-MM-DD".to_owned());
                field.error(code, wording::of(&problem), hint);
            }
            None
        }
    }
}
