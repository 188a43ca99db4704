//! `window` of the builder form.

use crate::config::Overrides;
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Section, Word};
use crate::config::reader::Fields;
use crate::plotsim::parts::window::{self, BEYOND, MOMENT, STORY, Window};
use crate::trajectory::time_axis::Granularity;

pub static WINDOW: Key<Unread> = Key::of(
    "window",
    Kind::Choice(
        "mapping {start, end, every, story, beyond} or list [start, end, every]",
        &[
            Kind::Map(&SECTION),
            Kind::Tuple(2, &[Kind::Form(&MOMENT), Kind::Form(&MOMENT), Kind::Word(Granularity::WORDS)]),
        ],
    ),
)
.doc("The time window")
.example("[2024-01, 2025-12, monthly]");

const START: Key<Unread> = window::end("start").doc(window::START_DOC).example("2024-01");
const END: Key<Unread> = window::end("end").doc(window::END_DOC).example("2025-12");
const EVERY: Key<Granularity> =
    Key::word("every").default_word(Granularity::Monthly as usize).doc("Length of a period");

pub static SECTION: Section = Section::new(
    "builder.window",
    "docs/plotsim.md#window",
    "The time window",
    &[START.param, END.param, EVERY.param, STORY.param, BEYOND.param],
);

/// `{start, end, every, story, beyond}`, `[start, end]` or `[start, end, every]`.
pub fn read(document: &Fields<'_>, overrides: Overrides) -> Option<Window> {
    let field = document.at(&WINDOW)?;
    if let Value::List(_) = field.node.value {
        let items = field.tuple(2, 3, "[start, end] or [start, end, every]")?;
        let every = items.get(2).map_or(Some(Granularity::Monthly), |every| every.word_of());
        return window::read(&items[0], &items[1], every?, None, overrides);
    }
    let fields = field.fields(&SECTION)?;
    let every = fields.read(&EVERY);
    window::read(&fields.read(&START)?, &fields.read(&END)?, every?, Some(&fields), overrides)
}
