//! `holdout`: which rows are held out of training.

use super::kinds::EXCLUSIVE;
use super::names::METRIC;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{SplitBy, SplitRule};

const DOC: &str = "Rows that are held out of training, as tables of their own";
const PAGE: &str = "docs/plotsim.md#holdout";

/// `holdout` of the builder form.
pub static HOLDOUT: Key<Option<Mapping>> =
    Key::map("holdout", &BUILDER).optional().doc(DOC).example("{ target: usage, periods: 3 }");
/// `holdout` of the engine form.
pub static ENGINE_HOLDOUT: Key<Option<Mapping>> =
    Key::map("holdout", &ENGINE).optional().doc(DOC).example("{ target_metric: usage, holdout_periods: 3 }");

const TARGET_DOC: &str = "The metric that models are to foretell; a fact must show it";
const PERIODS_DOC: &str = "Periods at the end of the window that are held out";

const TARGET: Key<Unread> = Key::of("target", Kind::Text).doc(TARGET_DOC).example("usage");
const PERIODS: Key<Option<usize>> =
    Key::periods("periods", 1).otherwise("required, or fraction").doc(PERIODS_DOC).example("3");
const MIN_TRAINING: Key<usize> = Key::periods("min_training_periods", 1)
    .default(3)
    .doc("Periods that must be left for training, at least");
const BY: Key<SplitBy> = Key::word("by")
    .default_word(SplitBy::Period as usize)
    .doc("Whether the last periods or some of the entities are held out");
const FRACTION: Key<Option<f64>> = Key::float("fraction", Interval::open(0.0, 1.0))
    .otherwise("required by by: entity")
    .doc("The probability of each entity to be held out")
    .example("0.2");

const BY_ENTITY: When = When::new("by", &["entity"]);

pub static BUILDER: Section = Section::new(
    "builder.holdout",
    PAGE,
    "Rows that are held out of training",
    &[TARGET.param, PERIODS.param, MIN_TRAINING.param, BY.param, FRACTION.param],
)
.rules(&[
    Rule::AtLeastOne(&["periods", "fraction"]),
    Rule::AtMostOne(&["periods", "fraction"], EXCLUSIVE),
    Rule::Needs(BY_ENTITY, &["fraction"]),
    Rule::Only(&["fraction"], BY_ENTITY),
]);

const ENABLED: Key<bool> =
    Key::flag("enabled").default(true).doc("false leaves everything of this block out");
const TARGET_METRIC: Key<Option<Unread>> =
    Key::of("target_metric", Kind::Text).otherwise("required").doc(TARGET_DOC).example("usage");
const HOLDOUT_PERIODS: Key<Option<usize>> =
    Key::periods("holdout_periods", 0).otherwise("required, or fraction").doc(PERIODS_DOC).example("3");

pub static ENGINE: Section = Section::new(
    "engine.holdout",
    PAGE,
    "Rows that are held out of training",
    &[
        ENABLED.param,
        TARGET_METRIC.param,
        HOLDOUT_PERIODS.param,
        MIN_TRAINING.param,
        BY.param,
        FRACTION.param,
    ],
)
.rules(&[Rule::AtMostOne(&["holdout_periods", "fraction"], EXCLUSIVE), Rule::Only(&["fraction"], BY_ENTITY)]);

/// A split as it is written.
pub struct Draft<'a> {
    pub at: Field<'a>,
    /// The metric, and where it stands.
    pub target: usize,
    pub target_at: Field<'a>,
    pub rule: SplitRule,
}

/// What a document of the builder form holds out; the inner `None` is nothing.
pub fn builder<'a>(
    document: &Fields<'a>,
    metrics: &[&str],
    periods: Option<usize>,
) -> Option<Option<Draft<'a>>> {
    let Some(fields) = document.read(&HOLDOUT)? else { return Some(None) };
    let target = fields.at(&TARGET).and_then(|field| Some((METRIC.find(field, metrics)?, field.clone())));
    let rule = rule(&fields, fields.read(&PERIODS), fields.at(&PERIODS), periods);
    let (target, target_at) = target?;
    Some(Some(Draft { at: fields.whole.clone(), target, target_at, rule: rule? }))
}

/// What a document of the engine form holds out; the inner `None` is nothing.
pub fn engine<'a>(
    document: &Fields<'a>,
    metrics: &[&str],
    periods: Option<usize>,
) -> Option<Option<Draft<'a>>> {
    let Some(fields) = document.read(&ENGINE_HOLDOUT)? else { return Some(None) };
    if !fields.read(&ENABLED)? {
        return Some(None);
    }
    let missing = |name: &str, doc: &str| {
        fields.whole.error("missing-key", format!("missing key '{name}'"), Some(doc.to_owned()));
    };
    let target = match fields.at(&TARGET_METRIC) {
        Some(field) => METRIC.find(field, metrics).map(|metric| (metric, field.clone())),
        None => {
            missing("target_metric", TARGET_DOC);
            None
        }
    };
    let by = fields.read(&BY)?;
    let lacks = match by {
        SplitBy::Period if fields.at(&HOLDOUT_PERIODS).is_none() => Some(("holdout_periods", PERIODS_DOC)),
        SplitBy::Entity if fields.at(&FRACTION).is_none() => Some(("fraction", FRACTION.param.doc)),
        SplitBy::Period | SplitBy::Entity => None,
    };
    if let Some((name, doc)) = lacks {
        missing(name, doc);
        return None;
    }
    let held = fields.read(&HOLDOUT_PERIODS);
    if let (Some(Some(0)), Some(field)) = (held, fields.at(&HOLDOUT_PERIODS)) {
        field.error("out-of-range", "is 0, but must be ≥ 1", Some("or say enabled: false".to_owned()));
        return None;
    }
    let rule = rule(&fields, held, fields.at(&HOLDOUT_PERIODS), periods);
    let (target, target_at) = target?;
    Some(Some(Draft { at: fields.whole.clone(), target, target_at, rule: rule? }))
}

/// Which rows are held out; `held` is how many periods, which stand at `held_at`.
fn rule(
    fields: &Fields<'_>,
    held: Option<Option<usize>>,
    held_at: Option<&Field<'_>>,
    periods: Option<usize>,
) -> Option<SplitRule> {
    let (by, least, fraction) = (fields.read(&BY), fields.read(&MIN_TRAINING), fields.read(&FRACTION));
    match by? {
        SplitBy::Entity => {
            if let Some(field) = fields.at(&MIN_TRAINING) {
                field.warn("no-effect", "has no effect: entities are held out, not periods", None);
            }
            fraction?.map(SplitRule::Entities)
        }
        SplitBy::Period => {
            let (held, least, periods) = (held??, least?, periods?);
            let left = periods.saturating_sub(held);
            if left < least {
                let message = format!(
                    "holding out {held} of {periods} periods leaves {left} for training, but min_training_periods is {least}"
                );
                let hint = "hold out fewer, lengthen the window or lower min_training_periods".to_owned();
                held_at.unwrap_or(&fields.whole).error("short-training", message, Some(hint));
                return None;
            }
            Some(SplitRule::From(left))
        }
    }
}
