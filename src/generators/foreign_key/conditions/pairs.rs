//! Conditions that name columns: of the parent, and mostly of this row.

use std::sync::Arc;

use super::super::candidates::MOST_BYTES;
use super::super::leader::Leader;
use super::{
    AFTER, BEFORE, DEPTH, DIFFERS_FROM, DISTINCT_WITHIN, MATCH, Matched, ROOTS, Reading, STRICT, TREE,
    WEIGHT, WHERE,
};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Allowed, Arrival, Bound, Facts, Match, Order, Other, Peer, Side, Tree, Within};
use crate::generators::scope::{Place, Row};

impl<'r> Reading<'r, '_> {
    pub(super) fn matches(&self) -> Option<Vec<Matched<'r>>> {
        let pair = |(name, field): (&str, Field<'_>)| {
            let parent = self.parent_column(name, &field, true);
            let own = self.scope.peer(&field, "match");
            let ((column, seen), (own, facts)) = (parent?, own?);
            let whole = |kind| matches!(kind, ColumnType::Int32 | ColumnType::Int64);
            let kinds = (seen.facts.kind, facts.kind);
            let instants = kinds.0.zone().is_some() && kinds.1.zone().is_some();
            if kinds.0 != kinds.1 && !(whole(kinds.0) && whole(kinds.1)) && !instants {
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

    /// The values that columns of the parent may have, and the share of its rows that have them: none where it is not known.
    pub(super) fn allowed(&self) -> Option<(Vec<Allowed>, Option<f64>)> {
        let one = |(name, field): (&str, Field<'_>)| {
            let (column, seen) = self.parent_column(name, &field, true)?;
            let items = if field.is_list() { field.some_items()? } else { vec![field.clone()] };
            let values: Vec<_> = items.iter().map(|item| self.value(item, name, seen.facts)).collect();
            let values = values.into_iter().collect::<Option<Vec<String>>>()?;
            let share = share(seen.facts, &values);
            Some((Allowed { column, kind: seen.facts.kind, values }, share))
        };
        let all: Vec<_> = self.entries(&WHERE)?.into_iter().map(one).collect();
        let (all, shares): (Vec<_>, Vec<_>) =
            all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let share = match shares.as_slice() {
            [only] => *only,
            // How columns hang together is not known.
            _ => None,
        };
        Some((all, share))
    }

    /// Tells where different rows of the parent may not suffice for a reference that names none twice; `share` of them may be
    /// named.
    pub(super) fn check_candidates(&self, share: Option<f64>, required: bool) -> Option<()> {
        let field = self.fields.at(&WHERE)?;
        let (rows, items) = (self.parent.rows as f64, self.scope.items);
        let name = self.scope.tables.names().get(self.parent.table).copied().unwrap_or_default();
        let Some(share) = share else {
            if !required {
                let message = format!(
                    "how many rows of '{name}' keep it is not known here; where no other is left, {} is null",
                    self.scope.peers.own_name()
                );
                field.warn(
                    "not-enough-values",
                    message,
                    Some("say required: true to make that an error".to_owned()),
                );
            }
            return Some(());
        };
        let (expected, deviation) = (rows * share, (rows * share * (1.0 - share)).sqrt());
        if items as f64 <= expected - 6.0 * deviation {
            return Some(());
        }
        let message = format!(
            "about {expected:.0} of the {rows:.0} rows of '{name}' keep it, but {items} rows need another one each"
        );
        let hint = "make fewer rows, or let more rows of the parent be named".to_owned();
        if required {
            field.error("not-enough-values", message, Some(hint));
            return None;
        }
        field.warn("not-enough-values", format!("{message}; those that find none left are null"), Some(hint));
        Some(())
    }

    /// A value that a column of the parent may have.
    fn value(&self, item: &Field<'_>, name: &str, facts: &Facts) -> Option<String> {
        let text = item.text_as_written()?.into_owned();
        let one = Allowed { column: 0, kind: facts.kind, values: vec![text] };
        let known = !super::super::lookup::hashes(&one).is_empty();
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

    /// The entries of `before` and `after`; a column alone stands beside the parent's day.
    fn sides(&self, key: &Key<Option<Unread>>) -> Option<Vec<(String, Field<'_>)>> {
        let Some(field) = self.fields.at(key).filter(|field| matches!(field.node.value, Value::Text(_)))
        else {
            let entries = self.entries(key)?.into_iter();
            return Some(entries.map(|(name, field)| (name.to_owned(), field)).collect());
        };
        let table = self.parent.table;
        let name = self.scope.tables.names().get(table).copied().unwrap_or_default();
        let columns = if self.scope.is_own(table) { None } else { self.scope.tables.columns(table) };
        let day = columns.and_then(|columns| columns.into_iter().find(|column| column.is_day));
        let Some(day) = day else {
            let message =
                format!("'{name}' has no day of its own, so nothing says which of its rows were there");
            let hint = "write before: { a date or timestamp of the parent: an earlier column }".to_owned();
            field.error("wrong-place", message, Some(hint));
            return None;
        };
        Some(vec![(day.name.to_owned(), field.clone())])
    }

    /// When rows and parents come, where a bound chooses among parents that become more.
    pub(super) fn arrival(&self, bounds: &[Bound]) -> Option<Option<Arrival>> {
        let parents = self.scope.tables.arrivals(self.parent.table);
        let (Some(parents), Some(field)) = (parents, self.fields.at(&BEFORE)) else { return Some(None) };
        if bounds.is_empty() {
            return Some(None);
        }
        let own = self.scope.arrivals().filter(|_| matches!(self.scope.place, Place::Row(_)));
        let Some(own) = own else {
            let name = self.scope.tables.names().get(self.parent.table).copied().unwrap_or_default();
            let message =
                format!("'{name}' becomes more as time goes on, and nothing says when the rows here come");
            let hint = "give this dataset a rate, or leave before out".to_owned();
            field.error("cannot-extend", message, Some(hint));
            return None;
        };
        let strict = bounds.iter().any(|bound| bound.implied && bound.strict);
        Some(Some(Arrival { own: Arc::clone(own), parents: Arc::clone(parents), strict }))
    }

    pub(super) fn bounds(&self) -> Option<Vec<Bound>> {
        let strict = self.fields.read(&STRICT);
        let strict = strict?;
        let moment =
            |kind| matches!(kind, ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz(_));
        let whole = |kind| matches!(kind, ColumnType::Int32 | ColumnType::Int64);
        let read = |key: &Key<Option<Unread>>, side: Side| -> Option<Vec<Bound>> {
            let one = |(name, field): (String, Field<'_>)| {
                let parent = self.parent_column(&name, &field, true);
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
                if kinds.0.zone().is_some() != kinds.1.zone().is_some() {
                    let message = format!(
                        "'{name}' of the parent is {} and '{}' of this row {}: only one of them has a zone",
                        kinds.0.sql(),
                        field.text()?,
                        kinds.1.sql()
                    );
                    field.error("wrong-type", message, Some("say zone for both, or for neither".to_owned()));
                    return None;
                }
                let comes = seen.is_day && self.scope.tables.arrivals(self.parent.table).is_some();
                let implied =
                    comes && own == Peer::Day && side == Side::Before && self.scope.arrivals().is_some();
                Some(Bound { column, own, side, strict, implied })
            };
            let all: Vec<_> = self.sides(key)?.into_iter().map(one).collect();
            all.into_iter().collect()
        };
        let (before, after) = (read(&BEFORE, Side::Before), read(&AFTER, Side::After));
        let mut all = before?;
        all.extend(after?);
        if let Some(field) = self.fields.at(&STRICT).filter(|_| strict && all.is_empty()) {
            field.warn("no-effect", "says how before and after compare, of which there is none", None);
        }
        Some(all)
    }

    pub(super) fn within(&self) -> Option<Option<Within>> {
        let Some(field) = self.fields.at(&DISTINCT_WITHIN) else { return Some(None) };
        let (own, _) = self.scope.peer(field, "distinct_within")?;
        let children = match (self.scope.place, own) {
            (Place::Row(Row { children: Some((key, _)), .. }), Peer::Column(column)) => key == column,
            _ => false,
        };
        let rows = self.scope.items;
        if !children
            && (rows.saturating_mul(super::super::ranks::BYTES) > MOST_BYTES || rows > u64::from(u32::MAX))
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

    pub(super) fn weight(&self) -> Option<Option<(usize, &'r Facts)>> {
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

    pub(super) fn other(&self) -> Option<Option<(Other, Option<Leader>)>> {
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

    pub(super) fn tree(&self) -> Option<Option<Tree>> {
        let Some(tree) = self.fields.read(&TREE)? else { return Some(None) };
        let (roots, depth) = (tree.read(&ROOTS), tree.read(&DEPTH));
        if !self.scope.is_own(self.parent.table) || !matches!(self.scope.place, Place::Row(_)) {
            let message = "a tree is one of the dataset's own rows, so the foreign key refers to the dataset it stands in";
            tree.whole.error("wrong-place", message, None);
            return None;
        }
        Some(Some(Tree { roots: roots?, depth: depth?.unsigned_abs() }))
    }
}

/// The share of rows whose value is one of these, where weights tell.
fn share(facts: &Facts, values: &[String]) -> Option<f64> {
    let listed = facts.categories.as_ref()?;
    let weights = listed.weights.as_ref()?;
    let allowed = listed.values.iter().zip(weights).filter(|(value, _)| values.contains(value));
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| allowed.map(|(_, weight)| weight).sum::<f64>() / total)
}
