//! `entities` of the engine form.

use std::collections::BTreeMap;

use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{Entities, PinDraft, RunDraft};
use crate::plotsim::model::{Arrival, Naming, Run, TreatmentRule};
use crate::plotsim::parts::kinds::{LOG_ODDS, SOME_TEXT};
use crate::plotsim::parts::{metric, names, periods as window, scale};
use crate::trajectory::lag::Treatment;

pub static ENTITIES: Key<Items> = Key::some("entities", &Kind::Map(&SECTION))
    .doc("The entities")
    .example("[{ name: harbour, archetype: rise, size: 12 }]");

const NAME: Key<&str> = Key::form("name", &SOME_TEXT).doc("Name of the entity").example("harbour");
const ARCHETYPE: Key<Unread> = Key::of("archetype", Kind::Text).doc("Its behaviour").example("rise");
const SIZE: Key<u64> = Key::count("size", 1).doc("Members behind it").example("12");
const OVERRIDES: Key<Option<Mapping>> = Key::map("overrides", &OWN)
    .optional()
    .doc("What differs from its archetype")
    .example("{ inflection_month: 4 }");
const PINS: Key<Option<Unread>> = Key::of(
    "cross_dim_fks",
    Kind::MapOf(&Kind::Choice("text or whole number", &[Kind::Text, Kind::Int(i64::MIN, i64::MAX)])),
)
.optional()
.doc("Foreign keys that are given, as column: key")
.example("{ region_id: r-002 }");
const START_PERIOD: Key<usize> = Key::periods("start_period", 0).default(0).doc("Its first period");
const GROUP: Key<Option<&str>> =
    Key::text("treatment_group").optional().doc("Name of its arm in an experiment").example("pilot");
const LIFT: Key<Option<f64>> = Key::float("treatment_lift_log_odds", LOG_ODDS)
    .optional()
    .doc("Shift of its position, in log-odds")
    .example("0.5");
const TREATED_FROM: Key<usize> =
    Key::periods("treatment_start_period", 0).default(0).doc("First treated period");
const TARGET: Key<Option<Unread>> = Key::of("treatment_target_metric", Kind::Text)
    .otherwise("all metrics")
    .doc("The one metric that is treated")
    .example("usage");

pub static SECTION: Section = Section::new(
    "engine.entities",
    "docs/plotsim.md#entities",
    "An entity",
    &[
        NAME.param,
        ARCHETYPE.param,
        SIZE.param,
        OVERRIDES.param,
        PINS.param,
        metric::SEASONAL.param,
        START_PERIOD.param,
        GROUP.param,
        LIFT.param,
        TREATED_FROM.param,
        TARGET.param,
    ],
);

const INFLECTION: Key<Option<i64>> = Key::int("inflection_month", i64::MIN, i64::MAX)
    .optional()
    .doc("Period in which the first curve should end")
    .example("4");

static OWN: Section =
    Section::new("engine.overrides", "", "What differs from an entity's archetype", &[INFLECTION.param]);

/// Every entity, at least one.
pub fn read<'a>(
    document: &Fields<'a>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> Entities<'a> {
    let items = document.read(&ENTITIES).unwrap_or_default();
    let mut by_name = BTreeMap::new();
    let mut runs = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let run = entity(item, archetypes, metrics, periods, factor);
        if !run.name.is_empty() && by_name.insert(run.name, index).is_some() {
            run.at.warn(
                "duplicate-name",
                format!("another entity is called '{}', and the two draw alike", run.name),
                None,
            );
        }
        runs.push(run);
    }
    Entities { runs, pools: Vec::new(), by_name }
}

fn entity<'a>(
    item: &Field<'a>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> RunDraft<'a> {
    let Some(fields) = item.fields(&SECTION) else {
        return RunDraft { name: "", at: item.clone(), run: None, pins: Vec::new() };
    };
    let name = fields.at(&NAME).and_then(names::some_text);
    let at = fields.at(&NAME).unwrap_or(item).clone();
    let pins = fields.at(&PINS).and_then(pins);
    let run = run(&fields, name, archetypes, metrics, periods, factor);
    // A pin that could not be read was reported, which is enough to refuse the config.
    RunDraft { name: name.unwrap_or(""), at, run, pins: pins.unwrap_or_default() }
}

fn run(
    fields: &Fields<'_>,
    name: Option<&str>,
    archetypes: &[&str],
    metrics: &[&str],
    periods: Option<usize>,
    factor: Option<f64>,
) -> Option<Run> {
    let archetype = fields.at(&ARCHETYPE).and_then(|field| names::ARCHETYPE.find(field, archetypes));
    let size = fields.read(&SIZE);
    let inflection = match fields.read(&OVERRIDES) {
        Some(Some(own)) => own.read(&INFLECTION),
        Some(None) => Some(None),
        None => None,
    };
    let seasonal_sensitivity = fields.read(&metric::SEASONAL);
    let start = start_period(fields, periods);
    let treatment = treatment(fields, metrics, periods);
    let count = scale::count(&fields.whole, 1, factor);
    let treatment =
        treatment.zip(count).map(|(rule, count)| rule.map(|rule| TreatmentRule { treated: count, ..rule }));
    Some(Run {
        name: name?.to_owned(),
        label: name?.to_owned(),
        naming: Naming::AsWritten,
        first: 0,
        count: count?,
        size: size?,
        archetype: archetype?,
        inflection: inflection?,
        arrival: Arrival::At(start?),
        treatment: treatment?,
        seasonal_sensitivity: seasonal_sensitivity?,
        pins: Vec::new(),
        pools: Vec::new(),
    })
}

fn start_period(fields: &Fields<'_>, periods: Option<usize>) -> Option<usize> {
    let start = fields.read(&START_PERIOD)?;
    if let Some(field) = fields.at(&START_PERIOD) {
        window::leaves_two(field, start, periods)?;
    }
    Some(start)
}

fn treatment(fields: &Fields<'_>, metrics: &[&str], periods: Option<usize>) -> Option<Option<TreatmentRule>> {
    let start = window::within(fields, &TREATED_FROM, periods);
    let target = match fields.at(&TARGET) {
        Some(field) => names::METRIC.find(field, metrics).map(Some),
        None => Some(None),
    };
    let group = fields.read(&GROUP);
    let Some(lift) = fields.read(&LIFT)? else {
        for place in [fields.at(&TREATED_FROM), fields.at(&TARGET), fields.at(&GROUP)].into_iter().flatten() {
            place.warn("no-effect", "has no effect without a treatment_lift_log_odds", None);
        }
        return start.and(target).and(group).map(|_| None);
    };
    if lift == 0.0 {
        fields.place(&LIFT).warn("no-effect", "is 0, so the treatment has no effect", None);
    }
    Some(Some(TreatmentRule {
        treated: 0,
        share: None,
        shift: Treatment { start: start?, lift, target: target? },
        treatment_label: group?.unwrap_or("treatment").to_owned(),
        control_label: "control".to_owned(),
    }))
}

fn pins<'a>(field: &Field<'a>) -> Option<Vec<PinDraft<'a>>> {
    let entries = field.entries()?;
    let pins = entries.into_iter().map(|(column, at)| {
        let key = match &at.node.value {
            Value::Text(text) => text.clone(),
            Value::Int(key) => key.to_string(),
            _ => {
                at.text();
                return None;
            }
        };
        Some(PinDraft { column, key, at })
    });
    pins.collect::<Vec<_>>().into_iter().collect()
}
