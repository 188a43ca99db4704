//! Tiers as they are written: the metric they name, where each begins, and whether an entity can fall.

use std::sync::Arc;

use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::param::{Form, Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::rows::{Metrics, OfEntity, Referred};
use crate::plotsim::draft::source::{Entry, Reading, Role, Standing, Written};
use crate::plotsim::draft::{Catalog, ColumnDraft, SourceDraft, Tiers};
use crate::plotsim::model::{Polarity, Source, TierBy};
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::sources::metric::number_kind;
use crate::trajectory::stages::{Stage, StageLadder};
use crate::words;

use super::Part;

words! {
    /// Whether tiers only rise.
    pub enum Direction { Up = "up", Both = "both" }
}
words! { TierBy { Position = "position", Metric = "metric" } }

/// The day, as YYYYMMDD, until which the last version holds.
pub const OPEN_END: i64 = 99_991_231;

const MOST: usize = 21;
const DOC: &str = "The tier the entity is in: the dimension has a row for each";
const NUMBER: Kind = Kind::Float(Interval::EVERYTHING);
/// A metric as a fact shows it.
static SHOWN: Form = Form { words: "text, as fact.metric", pattern: "^[^.]+\\.[\\s\\S]+$" };

pub const TRACKS: Key<Option<Unread>> = Key::of("tracks", Kind::Text)
    .optional()
    .doc("The metric that the tiers of a version are about, which some fact must show")
    .example("usage");
pub static TIERS: Key<Option<Items>> = Key::some("tiers", &Kind::Scalar)
    .optional()
    .doc("Tiers of a version from lowest to highest, 2 to 21")
    .example("[basic, plus, premium]");
pub static AT: Key<Option<Items>> = Key::some("at", &NUMBER)
    .optional()
    .doc("Where each tier but the lowest begins, rising; or where each does, the first at 0")
    .example("[0.4, 0.75]");
pub const DIRECTION: Key<Direction> = Key::word("direction")
    .default_word(Direction::Up as usize)
    .doc("Whether an entity stays in the highest tier it has reached (up) or can fall (both)");
pub const HOLD: Key<u64> = Key::count("hold", 1)
    .default(1)
    .doc("Periods in a row below its tier after which an entity falls; it rises at once");
pub const BY: Key<TierBy> = Key::word("by")
    .default_word(TierBy::Position as usize)
    .doc("Whether tiers begin at positions from 0 to 1, or at values of the metric in its own unit");
pub const UNTIL: Key<Option<Unread>> =
    Key::of("open_end", Kind::Choice("99991231, or null", &[Kind::Int(OPEN_END, OPEN_END)]))
        .otherwise("99991231")
        .doc("What valid_to is in the last version of an entity")
        .example("99991231");

/// The keys of the builder form, which only such columns have.
pub const KEYS: &[&str] = &["tracks", "tiers", "direction", "hold", "by", "open_end"];

pub const SCD_TYPE2: Key<Option<Mapping>> = Key::map("scd_type2", &BLOCK)
    .optional()
    .doc("The tiers of a column whose source is scd_type2")
    .example("{ trigger_metric: fct_usage.usage, thresholds: [0.4, 0.75], labels: [basic, plus, premium] }");
const TRIGGER: Key<&str> = Key::form("trigger_metric", &SHOWN)
    .doc("The metric that the tiers are about, with a fact that shows it")
    .example("fct_usage.usage");
static THRESHOLDS: Key<Items> = Key::some("thresholds", &NUMBER)
    .doc("Where each tier but the lowest begins, rising")
    .example("[0.4, 0.75]");
const LABELS: Key<Items> = Key::some("labels", &Kind::Scalar)
    .doc("Tiers from lowest to highest, 2 to 21")
    .example("[basic, plus, premium]");

static BLOCK: Section = Section::new(
    "engine.scd_type2",
    "docs/plotsim.md#versioned-dimensions",
    "Tiers that make a dimension's rows versions of entities",
    &[TRIGGER.param, THRESHOLDS.param, LABELS.param, DIRECTION.param, HOLD.param, BY.param, UNTIL.param],
)
.rules(&[FALLS]);

/// A delay of falls needs falls.
pub const FALLS: Rule = Rule::Only(&["hold"], When::new("direction", &["both"]));

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("scd", DOC, builder)],
    engine: &[Written::word("scd_type2", DOC, engine)],
    what: "a tier",
    role: Role::Value,
    unique: false,
    stands: |about| about.referred == Referred::Entity && about.entity == OfEntity::Entity && !about.period,
    hint: Some("only a dimension with a row per entity has versions"),
};

impl SourceDraft for Tiers {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(Part::Tier)
    }

    fn tiers(&self) -> Option<&Tiers> {
        Some(self)
    }
}

fn builder(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let fields = reading.fields;
    // What is missing was reported by the section's rules.
    let metric = fields.at(&TRACKS).and_then(|field| METRIC.find(field, reading.scope.metrics));
    let tiers = read(fields, fields.at(&TIERS), fields.at(&AT));
    Some(Arc::new(Tiers { metric: metric?, ..tiers? }))
}

fn engine(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let fields = reading.fields.read(&SCD_TYPE2)??;
    let named = fields.at(&TRIGGER).and_then(|field| {
        let text = field.text()?;
        let Some((fact, metric)) = text.split_once('.').filter(|(fact, _)| !fact.is_empty()) else {
            field.error("bad-reference", format!("'{text}' is not <fact>.<metric>"), None);
            return None;
        };
        let metric = METRIC.find_within(field, fact.len() + 1, metric, reading.scope.metrics)?;
        Some((fact.to_owned(), metric))
    });
    let tiers = read(&fields, fields.at(&LABELS), fields.at(&THRESHOLDS));
    let (fact, metric) = named?;
    Some(Arc::new(Tiers { metric, fact: Some(fact), ..tiers? }))
}

/// What both forms say; the metric is filled in later.
fn read(fields: &Fields<'_>, labels: Option<&Field<'_>>, at: Option<&Field<'_>>) -> Option<Tiers> {
    let (direction, hold, by) = (fields.read(&DIRECTION), fields.read(&HOLD), fields.read(&BY));
    let open = fields.is_null(&UNTIL);
    if let Some(field) = fields.at(&UNTIL) {
        field.int(OPEN_END, OPEN_END)?;
    }
    let labels = labels.and_then(texts);
    let begins = at.and_then(|field| Some((field, by?, numbers(field, by?)?)));
    let (labels, (at, by, begins)) = (labels?, begins?);
    let begins = above_lowest(at, by, begins, labels.len())?;
    let falls_after = match direction? {
        Direction::Up => None,
        Direction::Both => Some(u32::try_from(hold?).unwrap_or(u32::MAX)),
    };
    let stage = |place: usize| Stage {
        name: labels[place].clone(),
        // Below all thresholds there is one tier.
        enter: place.checked_sub(1).map_or(f64::MIN, |before| begins[before]),
        exit: begins.get(place).copied(),
    };
    let stages: Vec<Stage> = (0..labels.len()).map(stage).collect();
    // The rules of a ladder were checked one by one above.
    let ladder = StageLadder::new(&stages, true, falls_after).ok()?;
    Some(Tiers { metric: 0, fact: None, by, ladder, labels: labels.into(), falls_after, open })
}

fn texts(field: &Field<'_>) -> Option<Vec<String>> {
    let items = field.some_items()?;
    let texts: Vec<Option<String>> =
        items.iter().map(|item| item.text_as_written().map(|text| text.into_owned())).collect();
    let texts = texts.into_iter().collect::<Option<Vec<String>>>()?;
    if !(2..=MOST).contains(&texts.len()) {
        let message = format!("lists {} tiers, but there must be 2 to {MOST}", texts.len());
        field.error("bad-tiers", message, None);
        return None;
    }
    let repeated = (1..texts.len()).find(|place| texts[..*place].contains(&texts[*place]));
    if let Some(place) = repeated {
        items[place].error("duplicate-item", format!("'{}' is listed twice", texts[place]), None);
        return None;
    }
    Some(texts)
}

/// Numbers that rise; positions from 0 to before 1.
fn numbers(field: &Field<'_>, by: TierBy) -> Option<Vec<f64>> {
    let items = field.some_items()?;
    let numbers: Vec<Option<f64>> = items.iter().map(|item| item.float(Interval::EVERYTHING)).collect();
    let numbers = numbers.into_iter().collect::<Option<Vec<f64>>>()?;
    for (place, number) in numbers.iter().enumerate() {
        let message = if by == TierBy::Position && !(0.0..1.0).contains(number) {
            format!("a tier begins at {number}, but positions run from 0 to 1")
        } else if let Some(before) = place.checked_sub(1).map(|before| numbers[before])
            && *number <= before
        {
            format!("a tier begins at {number}, but the one below it at {before}")
        } else {
            continue;
        };
        let hint = (by == TierBy::Position && *number >= 1.0)
            .then(|| "write by: metric for thresholds in the metric's own unit".to_owned());
        items[place].error("bad-tiers", message, hint);
        return None;
    }
    Some(numbers)
}

/// Where tiers but the lowest begin. The lowest may be given too, by the lowest position or any value.
fn above_lowest(at: &Field<'_>, by: TierBy, begins: Vec<f64>, tiers: usize) -> Option<Vec<f64>> {
    let given = begins.len();
    let lowest = begins.first().copied().unwrap_or_default();
    match (given + 1 == tiers, given == tiers) {
        (true, _) if by == TierBy::Position && lowest == 0.0 => {
            let message = "a tier begins at 0, so none is below it";
            at.error(
                "bad-tiers",
                message,
                Some("begin it above 0, or give where the lowest begins too".into()),
            );
            None
        }
        (true, _) => Some(begins),
        (_, true) if by == TierBy::Metric || lowest == 0.0 => Some(begins[1..].to_vec()),
        (_, true) => {
            at.error("bad-tiers", format!("the lowest tier begins at {lowest}, but must at 0"), None);
            None
        }
        _ => {
            let message = format!("holds {given} numbers for {tiers} tiers, but must hold {}", tiers - 1);
            let hint = "one for each tier but the lowest, or one for each with 0 first".to_owned();
            at.error("bad-tiers", message, Some(hint));
            None
        }
    }
}

impl Tiers {
    /// The type in which the first fact, or the one that is named, shows the metric.
    pub fn shown(&self, catalog: &Catalog<'_, '_>, column: &ColumnDraft<'_>) -> Option<ColumnType> {
        let name = catalog.known.metrics.get(self.metric)?.as_ref()?.name.clone();
        let is_named = |table: usize| {
            self.fact
                .as_ref()
                .is_none_or(|fact| catalog.slots.get(table).is_some_and(|slot| slot.name == *fact))
        };
        let facts = (0..catalog.slots.len()).filter(|table| is_named(*table));
        for table in facts {
            let Some(draft) = catalog.table(table) else { continue };
            if draft.shape.about().metrics != Metrics::Value {
                continue;
            }
            let shows = |own: &&ColumnDraft<'_>| own.source.metric() == Some(self.metric);
            if let Some(own) = draft.columns.iter().find(shows) {
                return number_kind(&Standing::new(catalog, table, own)?, self.metric);
            }
        }
        // A table that could not be read may be the one.
        if catalog.slots.iter().all(|slot| slot.table.as_ref().is_some_and(|table| table.complete)) {
            let at = written(column, &TRACKS, &TRIGGER);
            let message = match &self.fact {
                Some(fact) => format!("'{fact}' is no fact per entity and period that shows '{name}'"),
                None => format!("no fact per entity and period shows the metric '{name}'"),
            };
            at.error("no-such-column", message, Some("add a column for it to a fact".to_owned()));
        }
        None
    }

    /// Warns of tiers that say something else than is likely meant, or that nobody reaches.
    pub fn note(&self, catalog: &Catalog<'_, '_>, column: &ColumnDraft<'_>) {
        let Some(metric) = catalog.known.metrics.get(self.metric).and_then(Option::as_ref) else { return };
        let (Some(lowest), Some(highest)) = (self.labels.first(), self.labels.last()) else { return };
        if self.by == TierBy::Position && metric.polarity == Polarity::Negative {
            let message = format!(
                "tiers rise with the position, and '{}' falls as that rises: '{highest}' is where it is lowest",
                metric.name
            );
            let hint = "write by: metric with thresholds in its unit, or list the tiers the other way round";
            written(column, &TRACKS, &TRIGGER).warn("against-polarity", message, Some(hint.to_owned()));
        }
        let begins = self.ladder.enters().get(1..).unwrap_or(&[]);
        if self.by == TierBy::Metric {
            let greatest = metric.laws().map(|law| law.range.max).reduce(|a, b| Some(a?.max(b?))).flatten();
            let least = metric.laws().map(|law| law.range.min).reduce(|a, b| Some(a?.min(b?))).flatten();
            let at = written(column, &AT, &THRESHOLDS);
            if let (Some(begin), Some(greatest)) = (begins.last(), greatest)
                && *begin > greatest
            {
                let message =
                    format!("'{}' is {greatest} at most, so no entity is ever '{highest}'", metric.name);
                at.warn("no-effect", message, None);
            }
            if let (Some(begin), Some(least)) = (begins.first(), least)
                && *begin <= least
            {
                let message =
                    format!("'{}' is {least} at least, so no entity is ever '{lowest}'", metric.name);
                at.warn("no-effect", message, None);
            }
        }
        let periods = catalog.known.story.map(|story| story.len() as u64);
        if let (Some(delay), Some(periods)) = (self.falls_after.map(u64::from), periods)
            && delay >= periods
        {
            let message =
                format!("is {delay}, but the window has {periods} periods, so no entity ever falls");
            written(column, &HOLD, &HOLD).warn("no-effect", message, None);
        }
    }
}

/// Where a key of the tiers stands, in either form; the column where it was left out.
fn written<'a, B, E>(column: &ColumnDraft<'a>, builder: &Key<B>, engine: &Key<E>) -> Field<'a> {
    let block = column.at.written(&SCD_TYPE2);
    let found = match &block {
        Some(block) => block.written(engine),
        None => column.at.written(builder),
    };
    found.unwrap_or_else(|| column.at.clone())
}
