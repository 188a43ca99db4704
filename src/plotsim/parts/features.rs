//! `entity_features`: what each entity did, in a row.

use super::names::METRIC;
use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Section};
use crate::config::reader::{Field, Fields};

const DOC: &str = "A table _entity_features: what each entity did, in a row";
const PAGE: &str = "docs/plotsim.md#entity-features";

/// `entity_features` of the builder form.
pub static FEATURES: Key<Option<Unread>> =
    Key::of("entity_features", Kind::Choice("boolean or mapping", &[Kind::Bool, Kind::Map(&BUILDER)]))
        .otherwise("false")
        .doc(DOC)
        .example("{ metrics: [usage], window: 6 }");
/// `entity_features` of the engine form.
pub static ENGINE_FEATURES: Key<Option<Unread>> =
    Key::of("entity_features", Kind::Choice("boolean or mapping", &[Kind::Bool, Kind::Map(&ENGINE)]))
        .otherwise("false")
        .doc(DOC)
        .example("{ metrics: [usage], window: 6 }");

static METRICS: Key<Option<Items>> = Key::list("metrics", &Kind::Text)
    .otherwise("every metric that a fact shows")
    .doc("Metrics that get six columns each: mean, std, slope, first, last and peak_period")
    .example("[usage]");
const LABELS: Key<bool> = Key::flag("include_labels").default(true).doc(
    "Whether to tell the truth too: archetype, final_trajectory_position, segment, treated, start_period, n_observed",
);
const WINDOW: Key<Option<usize>> = Key::periods("window", 1)
    .otherwise("the whole window")
    .doc("Periods at the end that the columns are about")
    .example("6");
const ENABLED: Key<bool> =
    Key::flag("enabled").default(true).doc("false leaves everything of this block out");

pub static BUILDER: Section = Section::new(
    "builder.entity_features",
    PAGE,
    "What each entity did, in a row",
    &[METRICS.param, LABELS.param, WINDOW.param],
);
pub static ENGINE: Section = Section::new(
    "engine.entity_features",
    PAGE,
    "What each entity did, in a row",
    &[ENABLED.param, METRICS.param, LABELS.param, WINDOW.param],
);

/// Features as they are written.
pub struct Draft<'a> {
    pub at: Field<'a>,
    /// Metrics and where they stand; none for all that facts show.
    pub metrics: Option<Vec<(usize, Field<'a>)>>,
    pub labels: bool,
    /// Periods at the end.
    pub window: Option<(usize, Field<'a>)>,
}

/// What a document asks for; the inner `None` is no such table.
pub fn read<'a>(
    document: &Fields<'a>,
    key: &Key<Option<Unread>>,
    section: &'static Section,
    metrics: &[&str],
) -> Option<Option<Draft<'a>>> {
    let Some(at) = document.at(key) else { return Some(None) };
    if let Value::Bool(asked) = at.node.value {
        let all = Draft { at: at.clone(), metrics: None, labels: true, window: None };
        return Some(asked.then_some(all));
    }
    let fields = at.fields(section)?;
    if section.param("enabled").is_some() && !fields.read(&ENABLED)? {
        return Some(None);
    }
    let (labels, window) = (fields.read(&LABELS), fields.read(&WINDOW));
    let named = match fields.read(&METRICS)? {
        None => Some(None),
        Some(items) => {
            let found = items.into_iter().map(|item| Some((METRIC.find(&item, metrics)?, item)));
            found.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>().map(Some)
        }
    };
    let named = named?;
    for (place, (metric, item)) in named.iter().flatten().enumerate() {
        if named.iter().flatten().take(place).any(|(other, _)| other == metric) {
            item.error("duplicate-item", format!("'{}' is listed twice", metrics[*metric]), None);
            return None;
        }
    }
    let window = window?.map(|window| (window, fields.place(&WINDOW).clone()));
    Some(Some(Draft { at: at.clone(), metrics: named, labels: labels?, window }))
}
