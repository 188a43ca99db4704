//! `lifecycle`: stages that entities pass through.

use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::plotsim::parts::kinds::NUMBER;
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::parts::stages::{self, Draft};
use crate::trajectory::stages::Stage;

pub const LIFECYCLE: Key<Option<Unread>> =
    Key::of("lifecycle", Kind::Map(&SECTION)).optional().doc(stages::DOC).example(EXAMPLE);
/// Another word for it.
pub const STAGES_TOO: Key<Option<Unread>> =
    Key::of("stages", Kind::Map(&SECTION)).optional().doc("Another word for lifecycle").example(EXAMPLE);
const EXAMPLE: &str = "{ track: usage, stages: [{ trying: 0 }, { relying: 0.3 }] }";

const TRACK: Key<Unread> = Key::of("track", Kind::Text).doc("The metric that decides").example("usage");
static STAGES: Key<Items> = Key::some(
    "stages",
    &Kind::Choice(
        "{name: threshold}, list [name, threshold] or mapping",
        &[Kind::Pair(&NUMBER), Kind::Tuple(2, &[Kind::Text, NUMBER]), Kind::Map(&STAGE)],
    ),
)
.doc("Stages from lowest to highest, each {name: threshold}")
.example("[{ trying: 0.0 }, { relying: 0.3 }, { championing: 0.7 }]");

pub static SECTION: Section = Section::new(
    "builder.lifecycle",
    "docs/plotsim.md#lifecycle",
    stages::DOC,
    &[TRACK.param, STAGES.param, stages::ENFORCE_ORDER.param, stages::DOWNGRADE_DELAY.param],
);

const NAME: Key<&str> = Key::text("name").doc("Name of the stage").example("trying");
const THRESHOLD: Key<f64> =
    Key::float("threshold", Interval::EVERYTHING).doc("Lowest value of the stage").example("0.3");

static STAGE: Section =
    Section::new("builder.stages", "", "A stage, written out", &[NAME.param, THRESHOLD.param]);

/// The ladder a field describes.
pub fn read<'a>(field: &Field<'a>, periods: Option<usize>, metrics: &[&str]) -> Option<Draft<'a>> {
    let fields = field.fields(&SECTION)?;
    // Told here even where the rest of the config is too wrong to be resolved.
    fields.at(&TRACK).and_then(|field| METRIC.find(field, metrics));
    let (enforce, delay) = stages::rules(&fields, periods);
    let items = fields.read(&STAGES)?;
    let rungs =
        items.iter().map(rung).collect::<Vec<_>>().into_iter().collect::<Option<Vec<(String, f64)>>>()?;
    // A stage is left where the next one is entered.
    let exits = rungs.iter().skip(1).map(|(_, enter)| Some(*enter)).chain([None]);
    let stages: Vec<Stage> = rungs
        .iter()
        .zip(exits)
        .map(|((name, enter), exit)| Stage { name: name.clone(), enter: *enter, exit })
        .collect();
    let ladder = stages::ladder(fields.at(&STAGES)?, &items, &stages, enforce?, delay?);
    Some(Draft {
        field: fields.at(&TRACK)?.clone(),
        names: stages.into_iter().map(|stage| stage.name).collect(),
        ladder: ladder?,
    })
}

/// `{name: threshold}`, `[name, threshold]` or `{name: …, threshold: …}`.
fn rung(item: &Field<'_>) -> Option<(String, f64)> {
    match &item.node.value {
        Value::List(_) => {
            let items = item.tuple(2, 2, "[name, threshold]")?;
            let name = items[0].text().map(str::to_owned);
            name.zip(items[1].float(Interval::EVERYTHING))
        }
        Value::Map(entries) if entries.len() == 1 => {
            let entries = item.entries()?;
            let (name, threshold) = entries.first()?;
            Some(((*name).to_owned(), threshold.float(Interval::EVERYTHING)?))
        }
        _ => {
            let fields = item.fields(&STAGE)?;
            let name = fields.read(&NAME).map(str::to_owned);
            name.zip(fields.read(&THRESHOLD))
        }
    }
}
