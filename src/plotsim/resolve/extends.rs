//! What a config that extends cannot have: what hangs on a count of the whole, so that more time or more entities would change what
//! was there before.

use crate::config::reader::Field;
use crate::facts::rows::Referred;
use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{Catalog, ColumnDraft, RunDraft};
use crate::plotsim::model::{Pick, System, Table, Weights};
use crate::plotsim::parts::quality;
use crate::plotsim::sources::{self, faker, share};

const CODE: &str = "cannot-extend";
/// What to do where there is no other way.
const HINT: &str = "leave it out, or leave the window's story out: then nothing extends";

/// Reports what tables hold that cannot extend; false if there is any.
pub fn check(catalog: &Catalog<'_, '_>, tables: &[Option<Table>], runs: &[RunDraft<'_>]) -> bool {
    let mut fine = true;
    for (index, table) in tables.iter().enumerate() {
        let (Some(table), Some(draft)) = (table, catalog.table(index)) else { continue };
        if let Some(bridge) = table.kind.bridge()
            && grows(tables, bridge.right)
        {
            let message = "partners are picked among all entities, which more of them would change";
            draft.at.error(
                CODE,
                message,
                Some("pair entities with rows of a reference dimension".to_owned()),
            );
            fine = false;
        }
        if table.kind.versions().is_some() {
            let message = "versions of entities are numbered through, which more of them would change";
            draft.at.error(CODE, message, Some(HINT.to_owned()));
            fine = false;
        }
        let mut instants = 0;
        for column in &draft.columns {
            let resolved = table.columns.iter().find(|own| own.name == column.name);
            let pick = resolved.and_then(|own| own.source.reference());
            let why = pick
                .and_then(|key| of_pick(&key.pick, grows(tables, key.table)))
                .or_else(|| of_pins(column, pick.is_some_and(|key| grows(tables, key.table)), runs))
                .or_else(|| of_source(catalog, index, column, &mut instants));
            if let Some((message, hint)) = why {
                column.at.error(CODE, message, Some(hint.to_owned()));
                fine = false;
            }
        }
    }
    fine
}

/// Whether a table has rows for entities, of which there may be more.
fn grows(tables: &[Option<Table>], table: usize) -> bool {
    let about = tables.get(table).and_then(Option::as_ref).map(|table| table.kind.about());
    about.is_some_and(|about| matches!(about.referred, Referred::Entity | Referred::Member))
}

/// Whether keys that are made of names differ; reports those that do not.
pub fn distinct_names(runs: &[RunDraft<'_>]) -> bool {
    let mut fine = true;
    for (place, run) in runs.iter().enumerate() {
        if !run.name.is_empty() && runs[..place].iter().any(|other| other.name == run.name) {
            let message = format!("another entity is called '{}', but keys are made of names", run.name);
            run.at.error("duplicate-name", message, Some("give it a name of its own".to_owned()));
            fine = false;
        }
    }
    fine
}

type Why = Option<(&'static str, &'static str)>;

fn of_pick(pick: &Pick, grows: bool) -> Why {
    match pick {
        Pick::OwnRow(_) => Some((
            "names one of the entity's rows in another table, of which there are not all yet when a period is cut off",
            "name the entity and join over it, or make the rows children",
        )),
        Pick::Any(Weights::ByRow(_)) if grows => Some((
            "weighs entities by their rows, which more of them would number anew",
            "leave the weights out",
        )),
        Pick::Same(_) if grows => {
            Some(("names an entity that shares a value, which more of them would change", HINT))
        }
        Pick::Written(_) if grows => {
            Some(("writes out rows of entities, which more of them would number anew", HINT))
        }
        Pick::Entity
        | Pick::Period
        | Pick::Parent
        | Pick::OwnMember
        | Pick::Above(_)
        | Pick::Any(_)
        | Pick::Version
        | Pick::Written(_)
        | Pick::Same(_)
        | Pick::Left
        | Pick::Right => None,
    }
}

fn of_pins(column: &ColumnDraft<'_>, grows: bool, runs: &[RunDraft<'_>]) -> Why {
    let pinned = || runs.iter().flat_map(|run| &run.pins).any(|pin| pin.column == column.name);
    (grows && pinned()).then_some((
        "is given for entities by the rows of entities, which more of them would number anew",
        HINT,
    ))
}

fn of_source(catalog: &Catalog<'_, '_>, table: usize, column: &ColumnDraft<'_>, instants: &mut usize) -> Why {
    let about = catalog.about(table)?;
    let standing = Standing::new(catalog, table, column)?;
    if std::ptr::eq(column.entry, &sources::INSTANT) && about.moment {
        *instants += 1;
        return match (about.child, *instants) {
            (true, _) => Some((
                "lies between the parent's instant and the end of its period, which may not be there yet",
                "leave it out, and read the parent's",
            )),
            (false, 2..) => {
                Some(("is a second instant of an event, which may lie in days that are not there yet", HINT))
            }
            (false, _) => None,
        };
    }
    if std::ptr::eq(column.entry, &share::ENTRY) {
        return Some((
            "shares a value out among the rows of a period, of which there are not all yet when it is cut off",
            HINT,
        ));
    }
    let dims = matches!(about.referred, Referred::Entity | Referred::Member | Referred::Listed);
    let unique = std::ptr::eq(column.entry, &faker::ENTRY) && column.source.identifies(&standing);
    (unique && !dims).then_some((
        "is unique among rows that are counted, which more of them would number anew",
        "leave unique out",
    ))
}

/// Reports faults that count rows, or that say when in the window a row changed.
pub fn check_faults(drafts: &[quality::Draft<'_>], tables: &[Table]) {
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    for draft in drafts {
        if draft.exact {
            let message = "exact hits as many rows as there are in all, which more of them would change";
            draft.at.error(CODE, message, Some("leave exact out".to_owned()));
        }
        let table = names
            .iter()
            .position(|name| draft.table.node.written().is_some_and(|written| written == *name))
            .and_then(|index| tables.get(index));
        let tells = |table: &Table| table.columns.iter().any(|column| column.name == "_updated_at");
        if table.is_some_and(tells) {
            let message = "the period in which a row changed is any later one of the window, which a longer window would change";
            draft.at.error(CODE, message, Some("leave cdc out of this fact, or the fault".to_owned()));
        }
    }
}

/// Reports systems, whose rows stand in an order of all entities.
pub fn check_systems(systems: &[(System, Field<'_>)]) {
    if let Some((_, field)) = systems.first() {
        let message = "systems know a share of all entities, in an order that more of them would change";
        field.error(CODE, message, Some(HINT.to_owned()));
    }
}
