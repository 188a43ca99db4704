//! What tables whose rows are counted within entity and period have in common.

use crate::config::reader::Field;
use crate::facts::rows::Referred;
use crate::plotsim::draft::Catalog;

/// Reports a fact whose rows do not say whose they are, so that nobody could join them with anything.
pub fn check_entity(catalog: &Catalog<'_, '_>, index: usize) -> Option<()> {
    if catalog.parents(index, Referred::Entity).is_empty() {
        let message = "a fact needs a foreign key to a dimension per entity";
        let hint = "as in ref.dim_branch, or fk:dim_branch.branch_id";
        return catalog.missing(index, "no-entity-key", message, hint);
    }
    Some(())
}

/// A table whose rows name rows of another or are their children, and where it says so.
struct Edge<'c, 'a> {
    from: usize,
    to: usize,
    at: &'c Field<'a>,
}

/// Reports tables that name rows of each other in a circle, or of themselves: which of them would be made first?
pub fn check_circles(catalog: &Catalog<'_, '_>) -> bool {
    let edges = edges(catalog);
    let mut fine = true;
    for (place, edge) in edges.iter().enumerate() {
        let Some(way) = way(&edges, edge.to, edge.from) else { continue };
        // Once for each circle, where it is closed.
        if way.iter().any(|other| *other > place) {
            continue;
        }
        fine = false;
        let name = |table: usize| catalog.slots.get(table).map_or("", |slot| slot.name.as_str());
        let (from, to) = (name(edge.from), name(edge.to));
        let back: Vec<String> = way
            .iter()
            .filter_map(|place| edges.get(*place))
            .map(|edge| format!("'{}' to '{}' in line {}", name(edge.from), name(edge.to), edge.at.at().line))
            .collect();
        let message = match back.is_empty() {
            true => format!("'{from}' refers to itself"),
            false => format!("'{from}' refers to '{to}', and that back to it: {}", back.join(", ")),
        };
        edge.at.error("circle", message, Some("leave one of the references out".to_owned()));
    }
    fine
}

fn edges<'c, 'a>(catalog: &'c Catalog<'c, 'a>) -> Vec<Edge<'c, 'a>> {
    let counted = |table: usize| catalog.about(table).is_some_and(|about| about.moment);
    let mut edges = Vec::new();
    for from in (0..catalog.slots.len()).filter(|table| counted(*table)) {
        let Some(draft) = catalog.table(from) else { continue };
        if let Some(children) = &draft.children
            && let Some(to) = children.parent.text().and_then(|name| catalog.find(name))
        {
            edges.push(Edge { from, to, at: &children.parent });
        }
        for column in &draft.columns {
            let target = column.source.target().and_then(|target| catalog.find(&target.table));
            let Some(to) = target.filter(|table| counted(*table)) else { continue };
            if edges.iter().all(|edge| (edge.from, edge.to) != (from, to)) {
                edges.push(Edge { from, to, at: &column.source_at });
            }
        }
    }
    edges
}

/// The edges that lead from one table to another, each table being visited once.
fn way(edges: &[Edge<'_, '_>], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut known: Vec<(usize, Vec<usize>)> = vec![(from, Vec::new())];
    let mut next = 0;
    while let Some((table, way)) = known.get(next).cloned() {
        if table == to {
            return Some(way);
        }
        for (place, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.from == table) {
            if known.iter().all(|(other, _)| *other != edge.to) {
                known.push((edge.to, way.iter().copied().chain([place]).collect()));
            }
        }
        next += 1;
    }
    None
}
