//! What goes together with what.

use super::super::moves;
use super::super::tree::Levels;
use super::{
    AFTER, BEFORE, DIFFERS_FROM, DISTINCT_WITHIN, MATCH, Matched, REQUIRED, Reading, TREE, WEIGHT, WHERE,
    word,
};
use crate::config::types::ColumnType;
use crate::facts::{Conditions, Grouping, Nulls, Order, Peer, Pick, Relation, Tree};
use crate::generators::scope::{Place, Row, UNIQUE};

impl<'r> Reading<'r, '_> {
    /// Where parents become more, a row must choose among those that were there by then, or among children of one row, who come
    /// together.
    pub(super) fn check_growing(&self, conditions: &Conditions) -> Option<()> {
        if !self.scope.tables.grows(self.parent.table) {
            return Some(());
        }
        let at_once = conditions.grouping == Grouping::Children || self.is_of_children(conditions);
        let moving = conditions.arrival.is_none() && !at_once;
        let said = if conditions.unique {
            self.fields.at(&UNIQUE)
        } else {
            super::first(self.fields).filter(|_| moving)
        };
        match said {
            Some(field) => {
                moves(field, self.scope, self.parent);
                None
            }
            None => Some(()),
        }
    }

    /// Whether candidates are children of the own parent, among whom a tree is made.
    fn is_of_children(&self, conditions: &Conditions) -> bool {
        conditions.tree.is_some() && !conditions.matches.is_empty()
    }

    /// What goes with a tree, and whether it can be that deep.
    pub(super) fn check_tree(&self, conditions: &Conditions) -> Option<()> {
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
    pub(super) fn check_order(&self, conditions: &Conditions) -> Option<()> {
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
    pub(super) fn direct(&self, matches: &[Matched<'_>]) -> Option<u32> {
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
