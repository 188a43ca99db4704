//! What the children of rows come to, against the children themselves.

use std::sync::Arc;

use arrow::array::Array;

use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::{KeySet, Values};
use crate::config::types::ColumnType;
use crate::datagen::model::Datagen;
use crate::datagen::site::{Place, Room};
use crate::datagen::table::{DatasetTable, rendered_kind};
use crate::facts::{Aggregate, Order, Pick, Relation};
use crate::generators::Surroundings;
use crate::generators::of_children::{Total, numbers, results, scale_of};
use crate::random::Items;
use crate::tables::Table;
use crate::tables::text;
use crate::workers::Workers;

/// A value of each row that is made of its children.
struct OfChildren {
    column: usize,
    kind: ColumnType,
    /// The column that the children name the row by.
    key: usize,
    table: usize,
    /// The columns of the children: the key, and what is taken in.
    own_key: usize,
    value: Option<usize>,
    aggregate: Aggregate,
    config: Arc<Datagen>,
    words: String,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(config) = site.datagen() else { return Vec::new() };
    let rule = |(place, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        let Relation::OfChildren { table, column, aggregate } = own.facts.relation else { return None };
        let table = site.local(table);
        let children = config.datasets.get(table)?;
        if children.redelivery.is_some() {
            return None;
        }
        let mut keys = children.table_columns.iter().enumerate();
        let (own_key, reference) = keys.find_map(|(place, column)| {
            let reference = column.facts.reference.as_ref()?;
            let names = reference.pick == Pick::Parent && reference.with.is_none() && reference.exact;
            (names && reference.coins.is_empty()).then_some((place, reference))
        })?;
        let numbered = || site.columns.iter().position(|one| one.facts.order == Order::RowNumber);
        let of =
            column.and_then(|column| children.table_columns.get(column)).map(|column| column.name.as_str());
        Some(Box::new(OfChildren {
            column: place,
            kind: own.facts.kind,
            key: reference.column.or_else(numbered)?,
            table,
            own_key,
            value: column,
            aggregate,
            config: Arc::clone(config),
            words: format!(
                "{} is {}({}) of {}",
                own.name,
                aggregate.word(),
                of.unwrap_or("*"),
                children.name
            ),
        }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for OfChildren {
    fn check(&self) -> &'static str {
        "children_values"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    /// The keys that children name, and the hash of what those of each come to.
    fn lookup(&self, _: &Kept) -> Option<Lookup> {
        let children = DatasetTable::new(Arc::clone(&self.config), self.table);
        if children.rows().rows() > KeySet::MOST {
            return None;
        }
        let native = self.config.native_types;
        let workers = Workers::single();
        let scan = children.scan(&[self.own_key], &workers);
        // As the values are made, not as they are shown.
        let room = Room::single();
        let place = Place::rows(&self.config, self.table, &room);
        let values = self.value.map(|value| place.column_of(self.table, value));
        let (mut keys, mut totals): (Vec<u64>, Vec<Total>) = Default::default();
        let (mut hashes, mut scale, mut first) = (Vec::new(), 0, 0);
        for block in 0..children.blocks() {
            let block = scan.block(block);
            Values::of(&block.columns[0]).hashes(block.rows, &mut hashes);
            let items = Items::Range { first, len: block.rows };
            let taken = values.as_ref().map(|values| values.array(items));
            scale = taken.as_ref().map_or(scale, scale_of);
            let taken = taken.map_or_else(|| vec![Some((0, 0.0)); block.rows], |array| numbers(&array));
            for (hash, number) in hashes.iter().zip(taken) {
                // Children lie next to each other, but nothing here hangs on that: equal keys are joined below.
                if keys.last() != Some(hash) {
                    keys.push(*hash);
                    totals.push(Total::NONE);
                }
                if let (Some(total), Some((whole, real))) = (totals.last_mut(), number) {
                    total.add(self.aggregate, whole, real);
                }
            }
            first += block.rows as u64;
        }
        let array = results(&totals, self.aggregate, self.kind, scale);
        let shown = match rendered_kind(self.kind, native) == self.kind {
            true => array,
            false => text::rendered(array),
        };
        let mut values = Vec::new();
        Values::of(&shown).hashes(shown.len(), &mut values);
        let keys = KeySet::new(&keys);
        // A key whose children lie apart cannot be told here.
        (keys.len() == values.len()).then(|| Lookup {
            keys: Arc::new(keys),
            values: Arc::new(values),
            more: None,
        })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let none = results(&[Total::NONE], self.aggregate, self.kind, 0);
        let mut empty = Vec::new();
        Values::of(&none).hashes(1, &mut empty);
        let (keys, own) = (rows.hashes(self.key), rows.hashes(self.column));
        for (row, (key, own)) in keys.into_iter().zip(own).enumerate() {
            tally.rows += 1;
            let place = lookup.keys.row(key).map(|place| place as usize);
            let expected = place.map_or(empty.first(), |place| lookup.values.get(place));
            if expected != Some(&own) {
                tally.offenders.push(|| rows.words(row, &[self.key, self.column]));
            }
        }
    }
}
