//! Reading the conditions under which a foreign key chooses a row.

use std::sync::Arc;

use super::candidates::{MOST_BYTES, fits};
use super::leader::{Choice, Leader};
use super::tree::Levels;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{
    Allowed, Bound, Conditions, Facts, Grouping, Match, Nulls, Order, Other, Peer, Pick, Relation, Side,
    Tree, Within,
};
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
pub static BEFORE: Key<Option<Unread>> = Key::of("before", Kind::MapOf(&Kind::Text))
    .optional()
    .doc("Columns of the parent that must not lie after the named earlier columns of this row: the parent was there by then")
    .example("{ joined_at: ordered_at }");
pub static AFTER: Key<Option<Unread>> = Key::of("after", Kind::MapOf(&Kind::Text))
    .optional()
    .doc("Columns of the parent that must not lie before the named earlier columns of this row; null has no end")
    .example("{ expires_on: paid_at }");
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
const ALL: [&str; 9] = [
    MATCH.param.name,
    WHERE.param.name,
    BEFORE.param.name,
    AFTER.param.name,
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
    let (matches, allowed, bounds, within) = (matches?, allowed?, bounds?, within?);
    let (weight, other, tree, required) = (weight?, other?, tree?, required?);
    let mut conditions = Conditions {
        matches: matches.iter().map(|(one, _, _)| *one).collect(),
        allowed,
        bounds,
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
    let looks =
        !(conditions.matches.is_empty() && conditions.allowed.is_empty() && conditions.bounds.is_empty());
    conditions.grouping = match direct {
        _ if conditions.tree.is_some() => Grouping::Whole,
        Some(_) => Grouping::Children,
        None if looks || conditions.weight.is_some() => Grouping::Index,
        None => Grouping::Whole,
    };
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
        Grouping::Whole => parent.rows,
        Grouping::Children => u64::from(direct.unwrap_or(0)),
        Grouping::Index if looks => 0,
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

    fn matches(&self) -> Option<Vec<Matched<'r>>> {
        let pair = |(name, field): (&str, Field<'_>)| {
            let parent = self.parent_column(name, &field, true);
            let own = self.scope.peer(&field, "match");
            let ((column, seen), (own, facts)) = (parent?, own?);
            let whole = |kind| matches!(kind, ColumnType::Int32 | ColumnType::Int64);
            let kinds = (seen.facts.kind, facts.kind);
            if kinds.0 != kinds.1 && !(whole(kinds.0) && whole(kinds.1)) {
                let message = format!(
                    "'{name}' of the parent is {} and '{}' of this row {}, so they never match",
                    kinds.0.sql(),
                    field.text()?,
                    kinds.1.sql()
                );
                field.error("wrong-type", message, None);
                return None;
            }
            Some((Match { column, own }, seen, facts))
        };
        let pairs: Vec<_> = self.entries(&MATCH)?.into_iter().map(pair).collect();
        pairs.into_iter().collect()
    }

    fn allowed(&self) -> Option<Vec<Allowed>> {
        let one = |(name, field): (&str, Field<'_>)| {
            let (column, seen) = self.parent_column(name, &field, true)?;
            let items = if field.is_list() { field.some_items()? } else { vec![field.clone()] };
            let values: Vec<_> = items.iter().map(|item| self.value(item, name, seen.facts)).collect();
            let values = values.into_iter().collect::<Option<Vec<String>>>()?;
            Some(Allowed { column, kind: seen.facts.kind, values })
        };
        let all: Vec<_> = self.entries(&WHERE)?.into_iter().map(one).collect();
        all.into_iter().collect()
    }

    /// A value that a column of the parent may have.
    fn value(&self, item: &Field<'_>, name: &str, facts: &Facts) -> Option<String> {
        let text = item.text_as_written()?.into_owned();
        let one = Allowed { column: 0, kind: facts.kind, values: vec![text] };
        let known = !super::lookup::hashes(&one).is_empty();
        let text = one.values.into_iter().next()?;
        if !known {
            let message = format!("'{name}' is {}, which '{text}' is not", facts.kind.sql());
            item.error("wrong-type", message, None);
            return None;
        }
        if let Some(categories) = &facts.categories
            && !categories.values.contains(&text)
            && facts.kind == ColumnType::Text
        {
            let hint = suggest::hint(&text, categories.values.iter().map(String::as_str));
            item.error("unknown-value", format!("'{name}' never is '{text}'"), hint);
            return None;
        }
        Some(text)
    }

    fn bounds(&self) -> Option<Vec<Bound>> {
        let moment =
            |kind| matches!(kind, ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz);
        let whole = |kind| matches!(kind, ColumnType::Int32 | ColumnType::Int64);
        let read = |key: &Key<Option<Unread>>, side: Side| -> Option<Vec<Bound>> {
            let one = |(name, field): (&str, Field<'_>)| {
                let parent = self.parent_column(name, &field, true);
                let own = self.scope.peer(&field, key.param.name);
                let ((column, seen), (own, facts)) = (parent?, own?);
                let kinds = (seen.facts.kind, facts.kind);
                if !(moment(kinds.0) && moment(kinds.1) || whole(kinds.0) && whole(kinds.1)) {
                    let message = format!(
                        "'{name}' of the parent is {} and '{}' of this row {}, but both must be moments or whole numbers",
                        kinds.0.sql(),
                        field.text()?,
                        kinds.1.sql()
                    );
                    field.error("wrong-type", message, None);
                    return None;
                }
                Some(Bound { column, own, side })
            };
            let all: Vec<_> = self.entries(key)?.into_iter().map(one).collect();
            all.into_iter().collect()
        };
        let (before, after) = (read(&BEFORE, Side::Before), read(&AFTER, Side::After));
        let mut all = before?;
        all.extend(after?);
        Some(all)
    }

    fn within(&self) -> Option<Option<Within>> {
        let Some(field) = self.fields.at(&DISTINCT_WITHIN) else { return Some(None) };
        let (own, _) = self.scope.peer(field, "distinct_within")?;
        let children = match (self.scope.place, own) {
            (Place::Row(Row { children: Some((key, _)), .. }), Peer::Column(column)) => key == column,
            _ => false,
        };
        let rows = self.scope.items;
        if !children && (rows.saturating_mul(super::ranks::BYTES) > MOST_BYTES || rows > u64::from(u32::MAX))
        {
            let message =
                format!("needs the numbers of {rows} rows, which is more than {} MiB", MOST_BYTES >> 20);
            let hint = "name the foreign_key column that says per_parent, whose rows lie next to each other"
                .to_owned();
            field.error("too-large", message, Some(hint));
            return None;
        }
        Some(Some(Within { own, children, rows }))
    }

    fn weight(&self) -> Option<Option<(usize, &'r Facts)>> {
        let Some(field) = self.fields.at(&WEIGHT) else { return Some(None) };
        let (column, seen) = self.parent_column(field.text()?, field, false)?;
        let facts = seen.facts;
        let number = matches!(
            facts.kind,
            ColumnType::Int32
                | ColumnType::Int64
                | ColumnType::Float64
                | ColumnType::Decimal { .. }
                | ColumnType::Bool
        );
        let name = seen.name;
        if !number {
            let message = format!("'{name}' is {}, but weights are numbers", facts.kind.sql());
            field.error("wrong-type", message, None);
            return None;
        }
        match facts.range {
            Some((least, _)) if least < 0.0 => {
                let message = format!("'{name}' can be {least}, but weights are not negative");
                field.error("bad-weights", message, None);
                None
            }
            Some((_, most)) if most <= 0.0 => {
                field.error("bad-weights", format!("'{name}' is 0 in every row"), None);
                None
            }
            _ => Some(Some((column, facts))),
        }
    }

    fn other(&self) -> Option<Option<(Other, Option<Leader>)>> {
        let Some(field) = self.fields.at(&DIFFERS_FROM) else { return Some(None) };
        let (peer, _) = self.scope.peer(field, "differs_from")?;
        let own = self.scope.is_own(self.parent.table);
        if let (true, Peer::Column(column), Place::Row(row)) = (own, peer, self.scope.place)
            && self.parent.column == Some(row.entity.len() + column)
        {
            return Some(Some((Other::Itself(column), None)));
        }
        if let (true, Peer::Column(column), None) = (own, peer, self.parent.column)
            && self.scope.peers.earlier.get(column).is_some_and(|one| one.facts().order == Order::RowNumber)
        {
            return Some(Some((Other::Itself(column), None)));
        }
        let leader = self.scope.leader(field, "differs_from")?;
        leader.check_table(field, self.parent.table, self.scope)?;
        Some(Some((Other::Named(leader.index), Some(leader))))
    }

    fn tree(&self) -> Option<Option<Tree>> {
        let Some(tree) = self.fields.read(&TREE)? else { return Some(None) };
        let (roots, depth) = (tree.read(&ROOTS), tree.read(&DEPTH));
        if !self.scope.is_own(self.parent.table) || !matches!(self.scope.place, Place::Row(_)) {
            let message = "a tree is one of the dataset's own rows, so the foreign key refers to the dataset it stands in";
            tree.whole.error("wrong-place", message, None);
            return None;
        }
        Some(Some(Tree { roots: roots?, depth: depth?.unsigned_abs() }))
    }

    /// What goes with a tree, and whether it can be that deep.
    fn check_tree(&self, conditions: &Conditions) -> Option<()> {
        let Some(Tree { roots, depth }) = conditions.tree else { return Some(()) };
        let field = self.fields.at(&TREE)?;
        let other = [WHERE.param.name, BEFORE.param.name, AFTER.param.name, DISTINCT_WITHIN.param.name]
            .into_iter()
            .chain([WEIGHT.param.name, DIFFERS_FROM.param.name])
            .find_map(|name| self.fields.get(name));
        if let Some(other) = other {
            let message = format!(
                "{} does not go with tree, which chooses among the rows of the level above",
                word(other)
            );
            other.error("conflicting-keys", message, Some("leave one of them out".to_owned()));
            return None;
        }
        if conditions.required {
            let message = "required does not go with tree, whose roots have no parent";
            self.fields.at(&REQUIRED)?.error("conflicting-keys", message, None);
            return None;
        }
        if conditions.zipf > 0.0 {
            self.fields.whole.error("conflicting-keys", "zipf does not go with tree", None);
            return None;
        }
        if depth == 1 && roots < 1.0 {
            let message = "has one level, which holds roots alone, but not all rows are roots";
            field.error("wrong-depth", message, Some("say depth: 2 or more".to_owned()));
            return None;
        }
        if depth > 1 && roots == 1.0 {
            let message = format!("has {depth} levels, but all rows are roots");
            field.error("wrong-depth", message, Some("say less than 1 for roots".to_owned()));
            return None;
        }
        if !conditions.matches.is_empty() {
            return self.check_trees(conditions);
        }
        let rows = self.parent.rows;
        let needed = Levels::fewest(rows, roots, depth);
        if needed > rows {
            let message =
                format!("has {depth} levels, for which it takes {needed} rows, but there are {rows}");
            field.error("wrong-depth", message, None);
            return None;
        }
        Some(())
    }

    /// Trees of groups: those of the children of one parent.
    fn check_trees(&self, conditions: &Conditions) -> Option<()> {
        let grouped = match (self.scope.place, conditions.matches.as_slice()) {
            (Place::Row(Row { children: Some((key, _)), entity, .. }), [one]) => {
                one.own == Peer::Column(key) && one.column == entity.len() + key
            }
            _ => false,
        };
        if !grouped {
            let message = "with tree, match must name the column that says per_parent on both sides: each parent's rows are a tree";
            self.fields.at(&MATCH)?.error("conflicting-keys", message, None);
            return None;
        }
        Some(())
    }

    /// What goes with zipf, and with distinct_within.
    fn check_order(&self, conditions: &Conditions) -> Option<()> {
        if conditions.tree.is_some() {
            return Some(());
        }
        if conditions.zipf > 0.0 {
            let other = [WHERE.param.name, BEFORE.param.name, AFTER.param.name, WEIGHT.param.name];
            if let Some(other) = other.into_iter().find_map(|name| self.fields.get(name)) {
                let message = format!(
                    "{} does not go with zipf, whose ranks are those of all rows of a group",
                    word(other)
                );
                other.error("conflicting-keys", message, Some("say weight for another law".to_owned()));
                return None;
            }
        }
        let in_turn = !conditions.bounds.is_empty()
            || conditions.weight.is_some()
            || conditions.other.is_some()
            || conditions.zipf > 0.0;
        if conditions.within.is_some_and(|within| !within.children) && in_turn {
            let message = "rows of a group must lie next to each other to choose in turn by before, after, weight, zipf or differs_from";
            let hint = "name the foreign_key column that says per_parent, or leave the others out".to_owned();
            self.fields.at(&DISTINCT_WITHIN)?.error("conflicting-keys", message, Some(hint));
            return None;
        }
        Some(())
    }

    /// If the candidates are the children of one row of the parent's parent: how many there are at least. They are where the
    /// matched column of the parent says `per_parent` and gives the number of that row.
    fn direct(&self, matches: &[Matched<'_>]) -> Option<u32> {
        let [(_, seen, own)] = matches else { return None };
        let reference =
            seen.facts.reference.as_ref().filter(|one| one.coins.is_empty() && one.with.is_none())?;
        let tables = self.scope.tables;
        let numbered = match reference.column {
            None => true,
            Some(column) => tables.columns(reference.table)?.get(column)?.facts.order == Order::RowNumber,
        };
        let whole = matches!(own.kind, ColumnType::Int32 | ColumnType::Int64);
        let plain = seen.facts.relation == Relation::None && reference.pick == Pick::Parent;
        if !(numbered && whole && plain) || self.scope.is_own(self.parent.table) {
            return None;
        }
        // A value that numbers no row has no candidates.
        let inside = own.range.is_some_and(|(least, most)| least >= 1.0 && most <= reference.rows as f64);
        let sure = inside && own.nulls == Nulls::Never;
        Some(if sure { tables.fewest_children(self.parent.table) } else { 0 })
    }
}
