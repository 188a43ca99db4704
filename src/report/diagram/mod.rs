//! The tables and their references, as a picture.

mod layout;

use maud::{Markup, html};

use super::page::Section;
use super::parts::wide;
use crate::describe::diagram::cardinality;
use crate::describe::{ColumnNote, ForeignKey, TableNote};
use layout::{Item, Layout, Link};

/// Tables drawn at most.
const MOST: usize = 60;
/// Rows of a box that are not keys, at most, and rows in all.
const OTHERS: usize = 10;
const ROWS: usize = 40;
/// Letters of a name.
const LETTERS: usize = 26;

const ROW: i32 = 18;
const HEAD: i32 = 28;
/// Twice the width of a letter; generous.
const LETTER: i32 = 15;

/// A table as a box: its rows, and how many columns have none.
struct Shape<'a> {
    note: &'a TableNote,
    rows: Vec<&'a ColumnNote>,
    hidden: usize,
}

impl<'a> Shape<'a> {
    fn new(note: &'a TableNote) -> Shape<'a> {
        let mut others = 0;
        let mut rows = Vec::new();
        for column in &note.columns {
            if mark(note, column).is_empty() {
                others += 1;
                if others > OTHERS {
                    continue;
                }
            }
            if rows.len() < ROWS {
                rows.push(column);
            }
        }
        Shape { note, hidden: note.columns.len() - rows.len(), rows }
    }

    fn item(&self) -> Item {
        let letters = |text: &str| text.chars().count().min(LETTERS) as i32;
        let row = |column: &&ColumnNote| {
            letters(&column.name) + mark(self.note, column).len() as i32 + column.kind.sql().len() as i32 + 1
        };
        let widest = self.rows.iter().map(row).max().unwrap_or(0);
        let head = letters(&self.note.name) + self.note.kind.len() as i32 + 2;
        let lines = self.rows.len() as i32 + i32::from(self.hidden > 0);
        Item { width: widest.max(head) * LETTER / 2 + 24, height: HEAD + lines * ROW + 6 }
    }

    /// The middle of a column's row, from the top of the box; that of the head if the row is not shown.
    fn port(&self, column: Option<&str>) -> i32 {
        let place = column.and_then(|name| self.rows.iter().position(|row| row.name == name));
        place.map_or(HEAD / 2, |place| HEAD + place as i32 * ROW + ROW / 2 + 2)
    }
}

/// `PK`, `FK`, both or nothing.
fn mark(note: &TableNote, column: &ColumnNote) -> &'static str {
    let foreign = note.foreign_keys.iter().any(|key| key.column == column.name);
    match (note.primary_key.contains(&column.name), foreign) {
        (true, true) => "PK FK",
        (true, false) => "PK",
        (false, true) => "FK",
        (false, false) => "",
    }
}

/// The picture, if there are tables.
pub fn section(notes: &[TableNote]) -> Option<Section> {
    let shapes: Vec<Shape> = notes.iter().take(MOST).map(Shape::new).collect();
    let mut links = Vec::new();
    for (child, shape) in shapes.iter().enumerate() {
        for key in &shape.note.foreign_keys {
            let parent = shapes.iter().position(|shape| shape.note.name == key.table);
            if let Some(parent) = parent.filter(|parent| *parent != child) {
                let cardinality = cardinality(shape.note, key);
                links.push(Link {
                    parent,
                    from: shapes[parent].port(key.target.as_deref()),
                    child,
                    to: shape.port(Some(&key.column)),
                    optional: cardinality.optional,
                    single: cardinality.one_to_one,
                });
            }
        }
    }
    let items: Vec<Item> = shapes.iter().map(Shape::item).collect();
    let layout = Layout::new(&items, &links);
    (!notes.is_empty()).then(|| Section {
        id: "diagram",
        title: "Diagram",
        body: html! {
            p {
                "Tables and how their rows refer to each other: from a key to the rows that hold it. "
                "A fork is the side of the many; "
                "a ring says that the reference may be missing."
            }
            (wide("Diagram of the tables", &html! { div.diagram { (picture(&shapes, &items, &links, &layout)) } }))
            @if notes.len() > MOST { p.note { "Shown are " (MOST) " of " (notes.len()) " tables." } }
        },
    })
}

fn picture(shapes: &[Shape<'_>], items: &[Item], links: &[Link], layout: &Layout) -> Markup {
    let (width, height) = layout.size;
    let references = |shape: &Shape<'_>| {
        let one = |key: &ForeignKey| format!("{}.{} refers to {}.", shape.note.name, key.column, key.table);
        shape.note.foreign_keys.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    html! {
        svg role="img" xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (height) } font-size="12"
            style={ "width:100%;min-width:" (width * 3 / 4) "px;max-width:" (width) "px" } {
            title { "Diagram of " (shapes.len()) " tables" }
            desc { (shapes.iter().map(references).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")) }
            @for path in &layout.paths { path.edge d=(path) {} }
            @for link in links { (ends(link, items, layout)) }
            @for (place, shape) in shapes.iter().enumerate() {
                (table(shape, items[place].width, layout.places[place]))
            }
        }
    }
}

/// The marks at both ends of a reference.
fn ends(link: &Link, items: &[Item], layout: &Layout) -> Markup {
    let (x, y) = layout.places[link.parent];
    let (right, from) = (x + items[link.parent].width, y + link.from);
    let (left, y) = layout.places[link.child];
    let to = y + link.to;
    html! {
        @if link.optional {
            circle.edge cx=(right + 6) cy=(from) r="3.5" {}
        } @else {
            path.edge d={ "M" (right + 6) " " (from - 5) "v10" } {}
        }
        @if link.single {
            path.edge d={ "M" (left - 6) " " (to - 5) "v10" } {}
        } @else {
            path.edge d={ "M" (left) " " (to - 5) "L" (left - 9) " " (to) "L" (left) " " (to + 5) } {}
        }
    }
}

fn table(shape: &Shape<'_>, width: i32, (x, y): (i32, i32)) -> Markup {
    let height = shape.item().height;
    html! {
        g transform={ "translate(" (x) " " (y) ")" } {
            rect.box width=(width) height=(height) rx="5" {}
            path.head d={ "M0 " (HEAD) "V5a5 5 0 0 1 5 -5H" (width - 5) "a5 5 0 0 1 5 5V" (HEAD) "Z" } {}
            text.name x="10" y=(HEAD - 10) { (short(&shape.note.name)) title { (shape.note.name) } }
            text.kind x=(width - 10) y=(HEAD - 10) text-anchor="end" { (shape.note.kind) }
            @for (place, column) in shape.rows.iter().enumerate() {
                @let line = HEAD + place as i32 * ROW + 15;
                @let mark = mark(shape.note, column);
                text.column x="10" y=(line) {
                    (short(&column.name))
                    @if !mark.is_empty() { tspan.key dx="6" font-size="9" { (mark) } }
                    title { (column.name) }
                }
                text.type x=(width - 10) y=(line) text-anchor="end" font-size="10" { (column.kind.sql()) }
            }
            @if shape.hidden > 0 {
                text.type x="10" y=(HEAD + shape.rows.len() as i32 * ROW + 15) { (shape.hidden) " more columns" }
            }
        }
    }
}

fn short(name: &str) -> String {
    match name.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
