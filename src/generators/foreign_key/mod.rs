//! `foreign_key`: rows of another dataset.

pub mod alternatives;
mod candidates;
mod chooser;
mod conditions;
mod gather;
mod leader;
mod lookup;
mod ranks;
mod tree;

use std::sync::Arc;

use super::Entry;
use super::scope::{Place, Scope, UNIQUE};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::{
    Categories, Drawn, Duty, Extent, Facts, Order, Reference, Relation, Tie, Window, int_kind,
};
pub use candidates::comparable;
use conditions::Parent;
use leader::Draw;
pub use lookup::{Lookup, hashes};

pub const LEAST: Key<i64> = Key::int("min", 0, MOST_CHILDREN).doc("Least children of a parent").example("1");
pub const MOST: Key<i64> =
    Key::int("max", 0, MOST_CHILDREN).doc("Greatest children of a parent").example("5");

/// `per_parent` without `type`.
pub static PER_PARENT: Section = Section::new(
    "datagen.per_parent",
    "docs/datagen.md#rows-that-belong-to-a-parent",
    "Children of each parent, all numbers from min to max equally often",
    &[LEAST.param, MOST.param],
);

/// Most children of one parent.
pub const MOST_CHILDREN: i64 = 1_000_000;

pub static DATASET: Key<Unread> =
    Key::of("dataset", Kind::Choice("text, or list of texts", &[Kind::Text, Kind::SomeOf(&Kind::Text)]))
        .doc("Name of the parent dataset, or of several, whose rows are all as likely")
        .example("customers");
const COLUMN: Key<Option<&str>> = Key::text("column")
    .otherwise("the row number")
    .doc("The parent's column to refer to; the parent must come earlier in the file")
    .example("customer_id");
const ZIPF: Key<f64> = Key::float("zipf", Interval::closed(0.0, 20.0))
    .default(0.0)
    .doc("Skew: the parent of rank k is chosen with probability ∝ 1/kˢ");
pub static CHILDREN: Key<Option<Unread>> = Key::of(
    "per_parent",
    Kind::Choice(
        "mapping {min, max}, or a generator of whole numbers",
        &[Kind::Map(&PER_PARENT), Kind::Generator],
    ),
)
.optional()
.doc("Children of each parent; sets the number of rows, so num_rows is left out")
.example("{ min: 1, max: 5 }");
const WITH: Key<Option<&str>> = Key::text("with")
    .otherwise("a draw of its own")
    .doc(
        "An earlier foreign_key column to the same dataset: both name the same row, so together they are one \
     key of several columns",
    )
    .example("customer_id");

pub static ENTRY: Entry = Entry {
    name: "foreign_key",
    section: Section::new(
        "datagen.generator.foreign_key",
        "docs/datagen.md#foreign_key",
        "A row of another dataset, by its number (from 1) or by one of its columns; only rows that exist are named",
        &[
            DATASET.param,
            COLUMN.param,
            ZIPF.param,
            CHILDREN.param,
            UNIQUE.param,
            WITH.param,
            conditions::MATCH.param,
            conditions::WHERE.param,
            conditions::BEFORE.param,
            conditions::AFTER.param,
            conditions::STRICT.param,
            conditions::DISTINCT_WITHIN.param,
            conditions::WEIGHT.param,
            conditions::DIFFERS_FROM.param,
            conditions::TREE.param,
            conditions::REQUIRED.param,
        ],
    ),
    example: "{ type: foreign_key, dataset: customers }",
    read: |fields, scope| {
        let dataset = fields.at(&DATASET)?;
        if dataset.is_list() {
            return alternatives::read(&ENTRY, dataset, fields, scope);
        }
        let table = scope.dataset(dataset)?;
        if let Some(field) = fields.at(&CHILDREN).filter(|_| scope.tables.is_outer(table)) {
            let message = "per_parent needs a dataset for a parent, not a table of the other language";
            field.error("wrong-place", message, Some("say num_rows, and leave per_parent out".to_owned()));
            return None;
        }
        let rows = scope.tables.rows(table)?;
        let column = match fields.at(&COLUMN) {
            Some(field) => Some((field.clone(), scope.parent_column(field, table, false)?)),
            None => {
                warn_of_keys(fields, scope, table);
                None
            }
        };
        let shown = column.as_ref().map(|(_, (_, column))| column.facts);
        let mut exact = column.as_ref().is_none_or(|(_, (place, column))| {
            // Rows share entities, so what differs between these need not differ between rows.
            column.facts.unique && !scope.is_of_entity(table, *place)
        });
        let parent = Parent { table, rows, column: column.as_ref().map(|(_, (place, _))| *place) };
        let with = fields.at(&WITH);
        let mut leader = None;
        let draw = if let Some(field) = with {
            let others = [ZIPF.param.name, CHILDREN.param.name, UNIQUE.param.name];
            let chosen = others.into_iter().find_map(|name| fields.get(name)).or(conditions::first(fields));
            if let Some(chosen) = chosen {
                let message = "with takes the row that the other column chose";
                let word = conditions::word(chosen);
                chosen.error("conflicting-keys", message, Some(format!("say {word} on that column")));
                return None;
            }
            let found = scope.leader(field, "with")?;
            found.check_table(field, table, scope)?;
            exact &= found.coins.is_empty();
            leader.insert(found).draw.clone()
        } else {
            let (draw, unique) = draw(fields, scope, &parent)?;
            // Values of a key of several columns may repeat in each.
            let alone = !exact && !scope.peers.is_completed();
            if let Some((field, (_, column))) = column.as_ref().filter(|_| alone) {
                let name = format!("'{}.{}'", scope.tables.names()[table], column.name);
                let hint = Some("refer to a sequential_id, uuid or unique column".to_owned());
                if unique {
                    let message = format!("{name} can repeat, so its values cannot be unique");
                    fields.at(&UNIQUE)?.error("not-a-key", message, hint);
                    return None;
                }
                let message = format!("{name} can repeat, so a value may stand for several rows");
                field.warn("not-a-key", message, hint);
            }
            draw
        };
        let (with, coins) = leader.map_or((None, Vec::new()), |leader| (Some(leader.index), leader.coins));
        let reference = Reference {
            table,
            column: parent.column,
            rows,
            exact,
            pick: draw.pick(),
            drawn: match scope.place {
                Place::Row(_) | Place::Aside => Drawn::Row,
                Place::Entity => Drawn::Entity,
                Place::PoolEntry => Drawn::PoolEntry,
            },
            with,
            coins: Vec::new(),
        };
        // The type of a column stays where the parent's rows become more.
        let number = if scope.tables.grows(table) {
            ColumnType::Int64
        } else {
            int_kind(1, i64::try_from(rows).unwrap_or(i64::MAX))
        };
        let ties = with.map(Tie::Column).into_iter().chain(draw.ties()).collect();
        let lookup = Lookup {
            table,
            rows,
            column: reference.column,
            kind: shown.map_or(number, |facts| facts.kind),
            draw,
            leader: with.map(|column| (column, coins)),
        };
        let facts = Facts {
            kind: lookup.kind,
            nulls: lookup.nulls(shown),
            range: shown.map_or(Some((1.0, rows as f64)), |facts| facts.range),
            extent: shown.map_or(Extent::NUMBER, |facts| facts.extent.inside()),
            categories: shown.and_then(listed),
            law: None,
            // What a copy holds is text, which JSON quotes.
            json: None,
            unique: exact && reference.pick.is_unique(),
            reference: Some(reference),
            relation: Relation::None,
            ties,
            order: Order::Any,
            language: shown.and_then(|facts| facts.language.clone()),
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| lookup.build(key, site)))
    },
};

/// Warns where rows are named by their number and the parent is numbered in another way.
fn warn_of_keys(fields: &Fields<'_>, scope: &Scope<'_>, table: usize) {
    let columns = scope.tables.columns(table).unwrap_or_default();
    let of = |order: Order| columns.iter().find(|column| column.facts.order == order && column.facts.unique);
    let (None, Some(key)) = (of(Order::RowNumber), of(Order::Ascending)) else { return };
    let name = scope.tables.names().get(table).copied().unwrap_or_default();
    let message = format!(
        "names the rows of '{name}' by their number from 1, but '{}' numbers them otherwise",
        key.name
    );
    fields.whole.warn("not-a-key", message, Some(format!("say column: {}", key.name)));
}

/// How a foreign key that goes with no other draws its rows, and whether it names none twice.
fn draw(fields: &Fields<'_>, scope: &Scope<'_>, parent: &Parent) -> Option<(Draw, bool)> {
    let zipf = fields.read(&ZIPF);
    let unique = scope.unique(fields, parent.rows);
    let condition = conditions::first(fields);
    if let Some(condition) = condition {
        let word = conditions::word(condition);
        if fields.at(&CHILDREN).is_some() {
            let message = format!("{word} chooses among rows, which per_parent does by itself");
            condition.error("conflicting-keys", message, Some("keep one of them".into()));
            return None;
        }
        // Each row is dealt another candidate, so all rows must have the same ones, equally likely.
        let told =
            conditions::first_but(fields, &[conditions::WHERE.param.name, conditions::REQUIRED.param.name]);
        let told = told.or(fields.at(&ZIPF)).filter(|_| unique == Some(true));
        if let Some(told) = told {
            let message = format!("unique goes with where alone, not with {}", conditions::word(told));
            told.error("conflicting-keys", message, Some("keep one of them, or say distinct_within".into()));
            return None;
        }
        if scope.in_array {
            scope.refuse("a foreign_key inside an array takes no conditions: they are those of a row");
            return None;
        }
        let (zipf, unique) = (zipf?, unique?);
        return Some((Draw::Chosen(conditions::read(fields, scope, parent, (zipf, unique))?), unique));
    }
    let (zipf, unique) = (zipf?, unique?);
    if scope.tables.grows(parent.table) {
        let moving = [(fields.at(&ZIPF), zipf > 0.0), (fields.at(&UNIQUE), unique)];
        if let Some(field) = moving.into_iter().find_map(|(field, said)| field.filter(|_| said)) {
            moves(field, scope, parent);
            return None;
        }
    }
    let draw = match (fields.at(&CHILDREN), zipf, unique) {
        (Some(field), 0.0, false) => {
            scope.check_per_parent(field)?;
            Draw::Parent
        }
        (None, 0.0, false) => Draw::Uniform,
        (None, 0.0, true) => Draw::Unique,
        (None, s, false) => Draw::Zipf(s),
        _ => {
            let message = "zipf, per_parent and unique exclude one another";
            fields.whole.error("conflicting-keys", message, Some("keep one of them".into()));
            return None;
        }
    };
    Some((draw, unique))
}

/// Reports what hangs on the number of a parent's rows, which become more.
fn moves(field: &Field<'_>, scope: &Scope<'_>, parent: &Parent) {
    let name = scope.tables.names().get(parent.table).copied().unwrap_or_default();
    let message = format!(
        "{} hangs on the number of all rows of '{name}', which become more as time goes on",
        conditions::word(field)
    );
    let hint = "say before, so that each row names one that was there by then, and weight for skew";
    field.error("cannot-extend", message, Some(hint.to_owned()));
}

/// The values there may be in a copy of a column that lists them.
pub fn listed(of: &Facts) -> Option<Categories> {
    of.categories.as_ref().map(|categories| Categories::unweighted(Arc::clone(&categories.values)))
}
