//! `computed`: what an SQL expression of other values of the row comes to.

use std::sync::Arc;

use arrow::array::{ArrayRef, new_null_array};

use super::foreign_key::Lookup;
use super::scope::{Place, Scope, TableColumn};
use super::site::Teller;
use super::{Column, Entry, Generator, Site, Values, cell};
use crate::config::key::Key;
use crate::config::node::Node;
use crate::config::param::Section;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::expressions::{Expression, Names, Operand, Problem};
use crate::facts::{
    Computation, Duty, Extent, Facts, Nulls, OperandFrom, Order, Peer, Relation, Tie, Window,
};
use crate::random::Items;
use crate::steps::Steps;

const SQL: Key<&str> = Key::text("sql")
    .doc("A scalar expression over earlier columns of the row, and columns of the rows that its foreign keys name")
    .example("round(qty * price * (1 - coalesce(discount, 0)), 2)");

pub static ENTRY: Entry = Entry {
    name: "computed",
    section: Section::new(
        "datagen.generator.computed",
        "docs/datagen.md#computed",
        "What an SQL expression of other columns of the row comes to, as DuckDB computes it",
        &[SQL.param],
    ),
    example: "{ type: computed, sql: \"round(qty * price, 2)\" }",
    read: |fields, scope| of(fields.at(&SQL)?, scope),
};

/// The column of an expression that stands in a generator's place.
pub fn column(name: &str, field: &Field<'_>, scope: &Scope<'_>) -> Option<Column> {
    let generator = of(field, &Scope { in_array: false, ..scope.at(field) })?;
    super::named(name, field, generator)
}

/// The generator of an expression.
fn of(field: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
    if scope.in_array {
        let message = "an expression cannot fill the items of a json_array: it reads other values of the row";
        field.error("wrong-place", message, None);
        return None;
    }
    let mut row = RowNames { field, scope, operands: Vec::new(), extent: Extent::NONE, kinds: Vec::new() };
    let (expression, kind) = read(field, &mut row)?;
    let RowNames { operands, extent, .. } = row;
    let bytes = if kind == ColumnType::Text { expression.bytes() } else { Extent::NUMBER.bytes };
    let extent = if operands.is_empty() { Extent::NUMBER } else { extent.inside() };
    let computation = Computation {
        expression: Arc::clone(&expression),
        operands: operands.iter().map(|(_, source)| source.place()).collect(),
    };
    let ties = operands.iter().filter_map(|(_, source)| match source.place() {
        OperandFrom::Row(Peer::Column(column)) | OperandFrom::Parent { key: column, .. } => {
            Some(Tie::Column(column))
        }
        OperandFrom::Row(Peer::Entity(_) | Peer::Day) => None,
    });
    let facts = Facts {
        kind,
        nulls: if expression.nullable() { Nulls::Possible } else { Nulls::Never },
        range: expression.range(),
        extent: extent.with_bytes(bytes),
        categories: None,
        law: None,
        json: None,
        reference: None,
        relation: Relation::Computed(computation),
        ties: ties.collect(),
        unique: false,
        order: Order::Any,
        language: None,
        window: Window::Any,
        rhythm: None,
        description: None,
        duty: Duty::Judge,
    };
    let column = scope.peers.own_name().to_owned();
    Some(ENTRY.generator(facts, move |key, site| {
        let values = operands.iter().map(|(name, source)| (name.clone(), source.build(key, site)));
        Arc::new(Computed {
            expression: Arc::clone(&expression),
            operands: values.collect(),
            kind,
            teller: site.around.teller(),
            column: column.clone(),
        })
    }))
}

/// The expression of a field and the type of a column of it.
pub fn read(field: &Field<'_>, names: &mut dyn Names) -> Option<(Arc<Expression>, ColumnType)> {
    let field = &Field { page: "docs/datagen.md#computed-columns", ..field.clone() };
    let text = field.text()?;
    let expression = match Expression::new(text, names) {
        Ok(expression) => expression,
        Err(problems) => {
            for Problem { at, code, message, hint } in problems {
                field.error_shown(at, code, message, hint);
            }
            return None;
        }
    };
    let Some(kind) = expression.kind().column() else {
        let message = format!("is of type {}, which no column can have", expression.kind());
        field.error("wrong-type", message, Some("cast it, as in CAST(… AS VARCHAR)".to_owned()));
        return None;
    };
    Some((Arc::new(expression), kind))
}

/// What names mean in a row, an entity or a pool entry.
struct RowNames<'a, 'b> {
    field: &'a Field<'a>,
    scope: &'a Scope<'b>,
    operands: Vec<(String, Source)>,
    kinds: Vec<Operand>,
    extent: Extent,
}

/// Where the values of an operand come from.
enum Source {
    Row(Peer),
    Parent { key: usize, column: usize, lookup: Lookup },
}

impl Source {
    fn place(&self) -> OperandFrom {
        match self {
            Source::Row(peer) => OperandFrom::Row(*peer),
            Source::Parent { key, column, lookup } => {
                OperandFrom::Parent { key: *key, table: lookup.table, column: *column }
            }
        }
    }

    fn build(&self, key: crate::random::Key, site: &Site<'_>) -> Arc<dyn Values> {
        match self {
            Source::Row(peer) => site.peer(*peer),
            Source::Parent { lookup, .. } => lookup.build(key, site),
        }
    }
}

impl RowNames<'_, '_> {
    fn add(&mut self, name: String, facts: &Facts, nullable: bool, source: Source) -> Operand {
        let operand = Operand {
            number: self.operands.len(),
            kind: facts.kind,
            nullable,
            range: facts.range,
            bytes: facts.extent.bytes,
        };
        self.extent = self.extent.or(facts.extent);
        self.operands.push((name, source));
        self.kinds.push(operand);
        operand
    }

    /// A column of the row.
    fn own(&mut self, name: &str, node: &Node) -> Option<Operand> {
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        let row = match self.scope.place {
            Place::Row(row) => Some(row),
            Place::Entity | Place::PoolEntry | Place::Aside => None,
        };
        let (peer, facts) = if let Some(day) = row.and_then(|row| row.day).filter(|day| same(day.name)) {
            (Peer::Day, day.facts)
        } else if let Some((place, column)) =
            row.and_then(|row| row.entity.iter().enumerate().find(|(_, column)| same(&column.name)))
        {
            (Peer::Entity(place), column.facts())
        } else if let Some((place, column)) =
            self.scope.peers.earlier.iter().enumerate().find(|(_, column)| same(&column.name))
        {
            (Peer::Column(place), column.facts())
        } else {
            let others: Vec<&str> = row.map_or_else(Vec::new, |row| {
                let shared = row.entity.iter().map(|column| column.name.as_str());
                shared.chain(row.day.map(|day| day.name)).collect()
            });
            let field = Field { node, ..self.field.clone() };
            let (place, column) = self.scope.peers.find(&field, |_| true, &others)?;
            (Peer::Column(place), column.facts())
        };
        let nullable = facts.nulls.possible();
        Some(self.add(name.to_owned(), facts, nullable, Source::Row(peer)))
    }

    /// A column of the parent that a foreign key of the row names.
    fn of_parent(&mut self, key: &str, name: &str, node: &Node) -> Option<Operand> {
        let at = |text: &str| Node::of_text(node.at, text);
        let (key_node, mut name_node) = (at(key), at(name));
        let field = |node| Field { node, ..self.field.clone() };
        let leader = self.scope.leader(&field(&key_node), "a column of a parent")?;
        let columns = self.scope.tables.columns(leader.table);
        let same = |column: &TableColumn<'_>| column.name.to_lowercase() == name.to_lowercase();
        if let Some(column) = columns.as_ref().and_then(|columns| columns.iter().find(|column| same(column)))
        {
            name_node = at(column.name);
        }
        let field = Field { node: &name_node, ..self.field.clone() };
        let (column, shown) = self.scope.parent_column(&field, leader.table, true)?;
        let lookup = Lookup {
            table: leader.table,
            rows: leader.rows,
            column: Some(column),
            kind: shown.facts.kind,
            draw: leader.draw,
            leader: Some((leader.index, leader.coins)),
        };
        let nullable = lookup.nulls(Some(shown.facts)).possible();
        let source = Source::Parent { key: leader.index, column, lookup };
        Some(self.add(format!("{key}.{name}"), shown.facts, nullable, source))
    }
}

impl Names for RowNames<'_, '_> {
    fn operand(&mut self, path: &[&str], at: usize, problems: &mut Vec<Problem>) -> Option<Operand> {
        let written = path.join(".");
        let known = self.operands.iter().position(|(name, _)| name.eq_ignore_ascii_case(&written));
        if let Some(known) = known {
            return self.kinds.get(known).copied();
        }
        match path {
            [name] => self.own(name, &Node::of_text(self.field.at_byte(at), name)),
            [key, name] => self.of_parent(key, name, &Node::of_text(self.field.at_byte(at), key)),
            _ => {
                let message = format!(
                    "'{written}' has too many parts: name a column, or a foreign key and a column of its parent"
                );
                problems.push(Problem { at, code: "unknown-column", message, hint: None });
                None
            }
        }
    }
}

struct Computed {
    expression: Arc<Expression>,
    /// By the names under which the expression knows them.
    operands: Vec<(String, Arc<dyn Values>)>,
    kind: ColumnType,
    teller: Teller,
    column: String,
}

impl Values for Computed {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let operands: Vec<ArrayRef> = self.operands.iter().map(|(_, values)| values.array(items)).collect();
        match self.expression.evaluate(&operands, items.len()) {
            Ok(values) => values,
            Err(fault) => {
                let item = items.item(fault.row);
                self.teller.tell(item, &self.column, &fault.message);
                new_null_array(&crate::tables::types::arrow_type(self.kind), items.len())
            }
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (name, values) in &self.operands {
            let one = values.array(Items::List(&[item]));
            match (cell::number(&one, 0), cell::text(&one, 0)) {
                (Some(number), Some(text)) => steps.named("operand", number, text, name.as_str()),
                (_, text) => steps.text("operand", text.unwrap_or_else(|| "null".to_owned()), name.as_str()),
            }
        }
        steps.text("expression", self.expression.text(), "computed over these values");
    }
}
