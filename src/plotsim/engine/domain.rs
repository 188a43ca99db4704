//! `domain` and `time_window` of the engine form.

use crate::config::Overrides;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::Section;
use crate::config::reader::Fields;
use crate::plotsim::model::Domain;
use crate::plotsim::parts::window::{self, BEYOND, STORY, Window};
use crate::trajectory::time_axis::Granularity;

pub const DOMAIN: Key<Mapping> = Key::map("domain", &SECTION).doc("What the data is about").example(
    "{ name: Tea shops, description: Branches and their staff, entity_type: branch, entity_label: Branches }",
);
pub const TIME_WINDOW: Key<Mapping> = Key::map("time_window", &WINDOW)
    .doc("The time window")
    .example("{ start: 2024-01, end: 2025-12, granularity: monthly }");

const NAME: Key<&str> = Key::text("name").doc("Name of the domain").example("Tea shops");
const DESCRIPTION: Key<&str> =
    Key::text("description").doc("What it is about").example("Branches and their staff");
const ENTITY_TYPE: Key<&str> = Key::text("entity_type").doc("One entity, singular").example("branch");
const ENTITY_LABEL: Key<&str> =
    Key::text("entity_label").doc("Many entities, for people").example("Branches");

pub static SECTION: Section = Section::new(
    "engine.domain",
    "docs/plotsim.md#domain-time_window",
    "What the data is about",
    &[NAME.param, DESCRIPTION.param, ENTITY_TYPE.param, ENTITY_LABEL.param],
);

const START: Key<Unread> = window::end("start").doc(window::START_DOC).example("2024-01");
const END: Key<Unread> = window::end("end").doc(window::END_DOC).example("2025-12");
const GRANULARITY: Key<Granularity> = Key::word("granularity").doc("Length of a period");

pub static WINDOW: Section = Section::new(
    "engine.time_window",
    "docs/plotsim.md#domain-time_window",
    "The time window",
    &[START.param, END.param, GRANULARITY.param, STORY.param, BEYOND.param],
);

/// What the data is about.
pub fn read(document: &Fields<'_>) -> Option<Domain> {
    let fields = document.read(&DOMAIN)?;
    let (name, description) = (fields.read(&NAME), fields.read(&DESCRIPTION));
    let (entity_type, entity_label) = (fields.read(&ENTITY_TYPE), fields.read(&ENTITY_LABEL));
    Some(Domain {
        name: name?.to_owned(),
        description: description?.to_owned(),
        entity_type: entity_type?.to_owned(),
        entity_label: entity_label?.to_owned(),
    })
}

/// The time window.
pub fn time_window(document: &Fields<'_>, overrides: Overrides) -> Option<Window> {
    let fields = document.read(&TIME_WINDOW)?;
    let granularity = fields.read(&GRANULARITY);
    window::read(&fields.read(&START)?, &fields.read(&END)?, granularity?, Some(&fields), overrides)
}
