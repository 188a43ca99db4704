//! Bridges: what they connect.

use std::sync::Arc;

use super::PAGE;
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::reader::Field;
use crate::plotsim::builder::columns;
use crate::plotsim::draft::Scope;
use crate::plotsim::draft::{BridgeDraft, TableDraft};
use crate::plotsim::kinds::bridge;
use crate::plotsim::parts::kinds::{COUNT, PERIOD};
use crate::plotsim::parts::tables::{self, DESCRIPTION, DIRECTED, NAME};
use crate::plotsim::parts::{columns as parts, names, partners};

const LEFT: Key<Unread> =
    Key::of("left", Kind::Text).doc("A dimension with a row per entity").example("dim_customer");
const RIGHT: Key<Unread> = Key::of("right", Kind::Text).doc("Another dimension").example("dim_plan");
const CARDINALITY: Key<Unread> =
    Key::of("cardinality", Kind::Choice("list [min, max]", &[Kind::Tuple(2, &[PERIOD, COUNT])]))
        .doc("Fewest and most partners of a left row")
        .example("[0, 3]");
const DRIVER: Key<Option<Unread>> = Key::of("driver", Kind::Text)
    .otherwise("the trajectory")
    .doc("Without effect: partners follow the mean position")
    .example("usage");
static COLUMNS: Key<Option<Items>> = Key::list("columns", &Kind::Map(&columns::SECTION))
    .optional()
    .doc("Columns beside the two keys")
    .example("[{ name: usage, type: metric.usage }]");

pub static SECTION: Section = Section::new(
    "builder.bridges",
    PAGE,
    "A table of pairs of dimension rows",
    &[
        NAME.param,
        DESCRIPTION.param,
        LEFT.param,
        RIGHT.param,
        CARDINALITY.param,
        DRIVER.param,
        DIRECTED.param,
        COLUMNS.param,
    ],
);

/// Reads a bridge.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let items = fields.read(&COLUMNS).map(Option::unwrap_or_default);
    let columns = parts::all(items, |item| columns::read(item, scope));
    let directed = fields.read(&DIRECTED);
    let partners = fields.at(&CARDINALITY).and_then(|field| {
        let items = field.tuple(2, 2, "[min, max]")?;
        let (min, max) = (items[0].int(0, i64::MAX), items[1].int(1, i64::MAX));
        partners::check(field, min?, max?)
    });
    let driver = match fields.at(&DRIVER) {
        Some(field) => {
            field.warn("no-effect", "has no effect: partners follow the mean position of the entity", None);
            names::METRIC.find(field, scope.metrics).map(|_| ())
        }
        None => Some(()),
    };
    driver?;
    let bridge = BridgeDraft {
        left: fields.at(&LEFT)?.clone(),
        right: fields.at(&RIGHT)?.clone(),
        partners: partners?,
        partners_at: fields.at(&CARDINALITY)?.clone(),
        trajectory_driven: true,
        directed: directed?,
    };
    let table = tables::draft(&fields, name?, Arc::new(bridge::Written), columns, Vec::new())?;
    Some(TableDraft { bridge: Some(bridge), ..table })
}
