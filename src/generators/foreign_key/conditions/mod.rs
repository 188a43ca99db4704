//! Reading the conditions under which a foreign key chooses a row.

mod pairs;
mod together;

use std::sync::Arc;

use super::candidates::{MOST_BYTES, fits};
use super::leader::Choice;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::facts::{Conditions, Facts, Grouping, Match, Nulls, Within};
use crate::generators::scope::{Place, Row, Scope, TableColumn};

pub static MATCH: Key<Option<Unread>> = Key::of("match", Kind::MapOf(&Kind::Text))
    .optional()
    .doc("Columns of the parent and the earlier columns of this row whose values they must equal")
    .example("{ restaurant_id: restaurant_id }");
pub static WHERE: Key<Option<Unread>> = Key::of(
    "where",
    Kind::MapOf(&Kind::Choice("value, or list of values", &[Kind::Scalar, Kind::SomeOf(&Kind::Scalar)])),
)
.optional()
.doc("Columns of the parent and the values they may have")
.example("{ status: [active, trial] }");
pub static BEFORE: Key<Option<Unread>> = Key::of(
    "before",
    Kind::Choice("text, or mapping of texts", &[Kind::Text, Kind::MapOf(&Kind::Text)]),
)
    .optional()
    .doc("Columns of the parent that must not lie after the named earlier columns of this row: the parent was there by then; a column alone stands for the parent's day")
    .example("{ joined_at: ordered_at }");
pub static AFTER: Key<Option<Unread>> = Key::of("after", Kind::MapOf(&Kind::Text))
    .optional()
    .doc("Columns of the parent that must not lie before the named earlier columns of this row; null has no end")
    .example("{ expires_on: paid_at }");
pub const STRICT: Key<bool> = Key::flag("strict")
    .default(false)
    .doc("Whether the same moment, or the same day, is too late for before and too early for after");
pub const DISTINCT_WITHIN: Key<Option<&str>> = Key::text("distinct_within")
    .optional()
    .doc("An earlier column: rows with the same value in it name different parents")
    .example("order_id");
pub const WEIGHT: Key<Option<&str>> = Key::text("weight")
    .optional()
    .doc("A column of the parent, of numbers, to which a parent's chance is proportional")
    .example("popularity");
pub const DIFFERS_FROM: Key<Option<&str>> = Key::text("differs_from")
    .optional()
    .doc("An earlier foreign_key column to the same dataset, or the column of the own row that this one refers to: another row is named")
    .example("sender_id");
pub const TREE: Key<Option<Mapping>> = Key::map("tree", &TREE_SECTION)
    .optional()
    .doc("For a reference to the own dataset: parents come before their children, roots have none")
    .example("{ roots: 0.02, depth: 6 }");
pub const REQUIRED: Key<bool> = Key::flag("required")
    .default(false)
    .doc("Whether a row without candidates is an error; otherwise it names no parent (null)");

const ROOTS: Key<f64> = Key::float("roots", Interval::above(0.0, 1.0))
    .doc("Share of rows without a parent; at least one is")
    .example("0.02");
const DEPTH: Key<i64> = Key::int("depth", 1, 1000).doc("Levels, that of the roots included").example("6");

/// `tree`.
static TREE_SECTION: Section = Section::new(
    "datagen.tree",
    "docs/datagen.md#foreign_key",
    "A tree of the dataset's own rows, level by level, each level larger than the one above by the same factor",
    &[ROOTS.param, DEPTH.param],
);

/// The names of all conditions.
const ALL: [&str; 10] = [
    MATCH.param.name,
    WHERE.param.name,
    BEFORE.param.name,
    AFTER.param.name,
    STRICT.param.name,
    DISTINCT_WITHIN.param.name,
    WEIGHT.param.name,
    DIFFERS_FROM.param.name,
    TREE.param.name,
    REQUIRED.param.name,
];

/// The parent a foreign key refers to.
pub struct Parent {
    pub table: usize,
    pub rows: u64,
    /// The place of the column whose value is given.
    pub column: Option<usize>,
}

/// The first condition that is written, if any is; where `required` says nothing it is none.
pub fn first<'f, 'a>(fields: &'f Fields<'a>) -> Option<&'f Field<'a>> {
    ALL.iter()
        .find_map(|name| fields.get(name).filter(|field| !matches!(field.node.value, Value::Bool(false))))
}

/// The first condition that is written and is none of these.
pub fn first_but<'f, 'a>(fields: &'f Fields<'a>, but: &[&str]) -> Option<&'f Field<'a>> {
    ALL.iter().filter(|name| !but.contains(name)).find_map(|name| fields.get(name))
}

/// The key that a field stands under.
pub fn word<'f>(field: &'f Field<'_>) -> &'f str {
    field.path.rsplit('.').next().unwrap_or_default()
}

/// The choice that the conditions of a foreign key make; all mistakes are told.
pub fn read(
    fields: &Fields<'_>,
    scope: &Scope<'_>,
    parent: &Parent,
    (zipf, unique): (f64, bool),
) -> Option<Arc<Choice>> {
    let reading = Reading { fields, scope, parent };
    let matches = reading.matches();
    let allowed = reading.allowed();
    let bounds = reading.bounds();
    let within = reading.within();
    let weight = reading.weight();
    let other = reading.other();
    let tree = reading.tree();
    let required = fields.read(&REQUIRED);
    let (matches, (allowed, share), bounds, within) = (matches?, allowed?, bounds?, within?);
    if unique && !allowed.is_empty() {
        reading.check_candidates(share, required == Some(true))?;
    }
    let (weight, other, tree, required) = (weight?, other?, tree?, required?);
    let arrival = reading.arrival(&bounds);
    let mut conditions = Conditions {
        matches: matches.iter().map(|(one, _, _)| *one).collect(),
        allowed,
        bounds,
        arrival: arrival?,
        within,
        unique,
        weight: weight.map(|(column, _)| column),
        zipf,
        other: other.as_ref().map(|(other, _)| *other),
        tree,
        grouping: Grouping::Whole,
        required,
        certain: false,
    };
    if required && conditions.is_plain() && weight.is_none() {
        let message = "has no effect, since every row has a parent";
        fields.at(&REQUIRED)?.warn("no-effect", message, None);
    }
    let direct = reading.direct(&matches).filter(|_| {
        let looked_at = conditions.allowed.is_empty() && conditions.bounds.is_empty();
        looked_at && conditions.weight.is_none()
    });
    let open = conditions.open_bounds().next().is_some();
    let looks = !(conditions.matches.is_empty() && conditions.allowed.is_empty()) || open;
    conditions.grouping = match direct {
        _ if conditions.tree.is_some() => Grouping::Whole,
        Some(_) => Grouping::Children,
        None if looks || conditions.weight.is_some() => Grouping::Index,
        None => Grouping::Whole,
    };
    reading.check_growing(&conditions)?;
    reading.check_tree(&conditions)?;
    reading.check_order(&conditions)?;
    if !fits(&conditions, parent.rows) {
        let message = format!(
            "these conditions take an index of {} bytes for each of the {} rows of the parent, which is more than {} MiB",
            conditions.bytes_a_row(),
            parent.rows,
            MOST_BYTES >> 20
        );
        let hint =
            "match the column by which the parent's rows follow their own parent, or scale down".to_owned();
        fields.whole.error("too-large", message, Some(hint));
        return None;
    }
    let fewest = match conditions.grouping {
        Grouping::Whole => conditions.arrival.as_ref().map_or(parent.rows, |arrival| arrival.candidates(0)),
        Grouping::Children => u64::from(direct.unwrap_or(0)),
        Grouping::Index if looks => 0,
        Grouping::Index if conditions.arrival.is_some() => 0,
        // By weight alone: those with a positive one.
        Grouping::Index => match weight.and_then(|(_, facts)| Some((facts.nulls, facts.range?.0))) {
            Some((Nulls::Never, least)) if least > 0.0 => parent.rows,
            _ => 0,
        },
    };
    let members = match (conditions.within, scope.place) {
        (Some(Within { children: true, .. }), Place::Row(Row { children: Some((_, most)), .. })) => {
            u64::from(most)
        }
        (Some(_), _) => u64::MAX,
        (None, _) if conditions.unique => u64::MAX,
        (None, _) => 1,
    };
    conditions.certain =
        conditions.tree.is_none() && members.saturating_add(u64::from(conditions.other.is_some())) <= fewest;
    if required && !conditions.certain && fewest == 0 && parent.rows == 0 {
        return None;
    }
    let choice = Choice {
        column: scope.peers.own_name().to_owned(),
        conditions: Arc::new(conditions),
        avoided: other.and_then(|(_, leader)| leader),
    };
    Some(Arc::new(choice))
}

struct Reading<'r, 'a> {
    fields: &'r Fields<'a>,
    scope: &'r Scope<'r>,
    parent: &'r Parent,
}

/// A matched pair, with the facts of both sides.
type Matched<'a> = (Match, TableColumn<'a>, &'a Facts);

impl<'r> Reading<'r, '_> {
    /// The entries of a mapping that must not be empty, if it is written.
    fn entries(&self, key: &Key<Option<Unread>>) -> Option<Vec<(&str, Field<'_>)>> {
        let Some(field) = self.fields.at(key) else { return Some(Vec::new()) };
        let entries = field.entries()?;
        if entries.is_empty() {
            field.warn("no-effect", "is empty, so it changes nothing", None);
        }
        Some(entries)
    }

    fn parent_column(&self, name: &str, field: &Field<'_>, day: bool) -> Option<(usize, TableColumn<'r>)> {
        self.scope.column_called(name, field, self.parent.table, day)
    }
}
