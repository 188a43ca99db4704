//! `stages` of the engine form.

use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::parts::stages;
use crate::trajectory::stages::Stage;

pub const STAGES: Key<Option<Mapping>> = Key::map("stages", &SECTION)
    .optional()
    .doc(stages::DOC)
    .example(
        "{ field: usage, sequence: [{ name: trying, threshold_enter: 0, threshold_exit: 0.3 }, { name: relying, threshold_enter: 0.3 }] }",
    );

const FIELD: Key<Unread> = Key::of("field", Kind::Text).doc("The metric that decides").example("usage");
static SEQUENCE: Key<Items> = Key::some("sequence", &Kind::Map(&STAGE)).doc("Stages from lowest to highest").example(
    "[{ name: trying, threshold_enter: 0, threshold_exit: 0.3 }, { name: relying, threshold_enter: 0.3 }]",
);

pub static SECTION: Section = Section::new(
    "engine.stages",
    "docs/plotsim.md#correlations-stages-bridges",
    stages::DOC,
    &[FIELD.param, SEQUENCE.param, stages::ENFORCE_ORDER.param, stages::DOWNGRADE_DELAY.param],
);

const NAME: Key<&str> = Key::text("name").doc("Name of the stage").example("trying");
const ENTER: Key<f64> =
    Key::float("threshold_enter", Interval::EVERYTHING).doc("Lowest value that enters it").example("0.3");
const EXIT: Key<Option<f64>> = Key::float("threshold_exit", Interval::EVERYTHING)
    .otherwise("none, and only for the last")
    .doc("Value at which it is left")
    .example("0.6");

static STAGE: Section =
    Section::new("engine.sequence", "", "A stage", &[NAME.param, ENTER.param, EXIT.param]);

/// The ladder under `stages`.
pub fn read<'a>(fields: &Fields<'a>, periods: Option<usize>, metrics: &[&str]) -> Option<stages::Draft<'a>> {
    // Told here even where the rest of the config is too wrong to be resolved.
    fields.at(&FIELD).and_then(|field| METRIC.find(field, metrics));
    let (enforce, delay) = stages::rules(fields, periods);
    let items = fields.read(&SEQUENCE)?;
    let sequence: Option<Vec<Stage>> = items.iter().map(stage).collect::<Vec<_>>().into_iter().collect();
    let sequence = sequence?;
    let ladder = stages::ladder(fields.at(&SEQUENCE)?, &items, &sequence, enforce?, delay?);
    Some(stages::Draft {
        field: fields.at(&FIELD)?.clone(),
        names: sequence.into_iter().map(|stage| stage.name).collect(),
        ladder: ladder?,
    })
}

fn stage(item: &Field<'_>) -> Option<Stage> {
    let fields = item.fields(&STAGE)?;
    let (name, enter, exit) = (fields.read(&NAME), fields.read(&ENTER), fields.read(&EXIT));
    Some(Stage { name: name?.to_owned(), enter: enter?, exit: exit? })
}
