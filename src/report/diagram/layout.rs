//! Where boxes and lines go: layers from left to right, in the manner of Sugiyama, Tagawa & Toda (1981).
//!
//! A table stands one layer to the right of the last table it refers to. A line that passes layers has a place of its
//! own in each of them, shared by all lines from the same table, so no line runs beneath a box. Orders within layers
//! follow the mean places of neighbours. Tables without any line stand in rows below. All coordinates are whole
//! numbers.

use std::collections::BTreeMap;

/// A box.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub width: i32,
    pub height: i32,
}

/// A line between boxes, which are given by their places in the list.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub parent: usize,
    /// Where it leaves the parent, from its top.
    pub from: i32,
    pub child: usize,
    /// Where it reaches the child, from its top.
    pub to: i32,
    pub optional: bool,
    pub single: bool,
}

/// Places of boxes and the lines between them.
#[derive(Debug)]
pub struct Layout {
    /// Left and top of each box.
    pub places: Vec<(i32, i32)>,
    /// SVG path data.
    pub paths: Vec<String>,
    pub size: (i32, i32),
}

/// Room between layers and between boxes of a layer, and around all.
const ACROSS: i32 = 76;
const DOWN: i32 = 22;
const EDGE: i32 = 4;
/// How much lower a short layer begins, at most; a narrow screen shows the first layers alone.
const LOWER: i32 = 40;
/// Height of a place that only a line has.
const LANE: i32 = 6;
/// Width that rows of boxes without lines may fill.
const BROAD: i32 = 1000;
/// Times that orders are improved from left to right and back.
const SWEEPS: usize = 6;

/// What stands in a layer: a box, or the lines that come from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Box(usize),
    /// Of this parent, in this layer.
    Lane(usize, usize),
}

impl Layout {
    /// Places for all boxes.
    pub fn new(items: &[Item], links: &[Link]) -> Layout {
        let depths = depths(items.len(), links);
        // A line goes from left to right; those that a circle leaves over would not.
        let links: Vec<&Link> =
            links.iter().filter(|link| depths[link.parent] < depths[link.child]).collect();
        let linked = |item: usize| links.iter().any(|link| link.parent == item || link.child == item);
        let mut layers: Vec<Vec<Node>> = Vec::new();
        let mut steps: BTreeMap<(Node, Node), ()> = BTreeMap::new();
        let put = |layers: &mut Vec<Vec<Node>>, layer: usize, node: Node| {
            layers.resize(layers.len().max(layer + 1), Vec::new());
            if !layers[layer].contains(&node) {
                layers[layer].push(node);
            }
        };
        for item in (0..items.len()).filter(|item| linked(*item)) {
            put(&mut layers, depths[item], Node::Box(item));
        }
        for link in &links {
            let mut before = Node::Box(link.parent);
            for layer in depths[link.parent] + 1..depths[link.child] {
                let lane = Node::Lane(link.parent, layer);
                put(&mut layers, layer, lane);
                steps.insert((before, lane), ());
                before = lane;
            }
            steps.insert((before, Node::Box(link.child)), ());
        }
        let steps: Vec<(Node, Node)> = steps.into_keys().collect();
        order(&mut layers, &steps);
        let mut layout = Layout { places: vec![(EDGE, EDGE); items.len()], paths: Vec::new(), size: (0, 0) };
        layout.place(items, &layers, &links);
        layout.place_rest(items, &(0..items.len()).filter(|item| !linked(*item)).collect::<Vec<usize>>());
        layout
    }

    /// Places the layers and draws the lines.
    fn place(&mut self, items: &[Item], layers: &[Vec<Node>], links: &[&Link]) {
        let height = |node: &Node| match node {
            Node::Box(item) => items[*item].height,
            Node::Lane(..) => LANE,
        };
        let total = |layer: &Vec<Node>| layer.iter().map(|node| height(node) + DOWN).sum::<i32>() - DOWN;
        let tallest = layers.iter().map(total).max().unwrap_or(-EDGE);
        let mut lanes: BTreeMap<(usize, usize), i32> = BTreeMap::new();
        let mut columns = Vec::new();
        let mut x = EDGE;
        for layer in layers {
            let width = layer.iter().map(|node| match node {
                Node::Box(item) => items[*item].width,
                Node::Lane(..) => 0,
            });
            let width = width.max().unwrap_or(0);
            let mut y = EDGE + ((tallest - total(layer)) / 2).min(LOWER);
            for node in layer {
                match node {
                    Node::Box(item) => self.places[*item] = (x, y),
                    Node::Lane(parent, layer) => {
                        lanes.insert((*parent, *layer), y + LANE / 2);
                    }
                }
                y += height(node) + DOWN;
            }
            columns.push((x, x + width));
            x += width + ACROSS;
        }
        self.size = ((x - ACROSS + EDGE).max(2 * EDGE), tallest + 2 * EDGE);
        let layer_of = |item: usize| {
            layers.iter().position(|layer| layer.contains(&Node::Box(item))).unwrap_or_default()
        };
        for link in links {
            let (left, top) = self.places[link.parent];
            let mut at = (left + items[link.parent].width, top + link.from);
            let between = layer_of(link.parent) + 1..layer_of(link.child);
            for (layer, (left, right)) in columns.iter().enumerate().take(between.end).skip(between.start) {
                let y = lanes.get(&(link.parent, layer)).copied().unwrap_or(at.1);
                self.draw(format!("{}H{right}", bend(at, (*left, y))));
                at = (*right, y);
            }
            let (left, top) = self.places[link.child];
            self.draw(bend(at, (left, top + link.to)));
        }
    }

    /// Lines share their ways, so a piece may be there already.
    fn draw(&mut self, path: String) {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
    }

    /// Places boxes without lines in rows.
    fn place_rest(&mut self, items: &[Item], rest: &[usize]) {
        let broad = self.size.0.max(BROAD);
        let top = if self.size.1 > 2 * EDGE { self.size.1 + DOWN } else { EDGE };
        let (mut x, mut y, mut tallest) = (EDGE, top, 0);
        for &item in rest {
            if x > EDGE && x + items[item].width > broad {
                (x, y, tallest) = (EDGE, y + tallest + DOWN, 0);
            }
            self.places[item] = (x, y);
            self.size.0 = self.size.0.max(x + items[item].width + EDGE);
            tallest = tallest.max(items[item].height);
            self.size.1 = self.size.1.max(y + tallest + EDGE);
            x += items[item].width + DOWN;
        }
    }
}

/// A smooth step from left to right.
fn bend((x, y): (i32, i32), (to, down): (i32, i32)) -> String {
    let middle = (x + to) / 2;
    format!("M{x} {y}C{middle} {y} {middle} {down} {to} {down}")
}

/// The layer of each box: one more than the greatest of its parents. Where references go in a circle, one of them does
/// not count.
fn depths(items: usize, links: &[Link]) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; items];
    for _ in 0..items {
        let open = |item: usize, depths: &[Option<usize>]| {
            links.iter().filter(|link| link.child == item && depths[link.parent].is_none()).count()
        };
        // The table with the fewest parents still to be placed: none, but for circles.
        let next = (0..items).filter(|item| depths[*item].is_none()).min_by_key(|item| open(*item, &depths));
        let Some(next) = next else { break };
        let parents = links.iter().filter(|link| link.child == next).filter_map(|link| depths[link.parent]);
        depths[next] = Some(parents.map(|depth| depth + 1).max().unwrap_or(0));
    }
    depths.into_iter().map(Option::unwrap_or_default).collect()
}

/// Sorts each layer by the mean places of neighbours in the layer before, then in the one after, a few times.
fn order(layers: &mut [Vec<Node>], steps: &[(Node, Node)]) {
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        let places: Vec<usize> = if forward {
            (1..layers.len()).collect()
        } else {
            (0..layers.len().saturating_sub(1)).rev().collect()
        };
        for layer in places {
            let beside = if forward { layer - 1 } else { layer + 1 };
            let neighbours = layers[beside].clone();
            let share = |node: &Node, own: usize, many: usize| {
                let joined = steps.iter().filter_map(|(left, right)| match forward {
                    true if right == node => Some(left),
                    false if left == node => Some(right),
                    _ => None,
                });
                let found: Vec<usize> =
                    joined.filter_map(|other| neighbours.iter().position(|known| known == other)).collect();
                // Places in [0, 1), so that layers of different lengths compare.
                match found.len() {
                    0 => (own as f64 + 0.5) / many as f64,
                    number => {
                        (found.iter().sum::<usize>() as f64 / number as f64 + 0.5) / neighbours.len() as f64
                    }
                }
            };
            let many = layers[layer].len();
            let mut keyed: Vec<(f64, Node)> =
                layers[layer].iter().enumerate().map(|(own, node)| (share(node, own, many), *node)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            layers[layer] = keyed.into_iter().map(|(_, node)| node).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(parent: usize, child: usize) -> Link {
        Link { parent, from: 10, child, to: 20, optional: false, single: false }
    }

    const BOX: Item = Item { width: 100, height: 60 };

    fn apart(layout: &Layout) -> bool {
        let boxes = &layout.places;
        let meets =
            |a: (i32, i32), b: (i32, i32)| (a.0 - b.0).abs() < BOX.width && (a.1 - b.1).abs() < BOX.height;
        (0..boxes.len()).all(|a| (a + 1..boxes.len()).all(|b| !meets(boxes[a], boxes[b])))
            && boxes.iter().all(|(x, y)| {
                *x >= 0 && *y >= 0 && x + BOX.width <= layout.size.0 && y + BOX.height <= layout.size.1
            })
    }

    #[test]
    fn children_stand_to_the_right_and_boxes_apart() {
        let links = [link(0, 2), link(1, 2), link(2, 3), link(0, 3), link(0, 4), link(1, 3)];
        let layout = Layout::new(&[BOX; 7], &links);
        assert!(apart(&layout), "{layout:?}");
        for link in links {
            assert!(layout.places[link.parent].0 < layout.places[link.child].0);
        }
        // The two without a line stand below the others.
        assert!(layout.places[5].1 > layout.places[3].1 && layout.places[5].1 == layout.places[6].1);
    }

    #[test]
    fn circles_and_nothing_at_all_do_no_harm() {
        let layout = Layout::new(&[BOX; 3], &[link(0, 1), link(1, 2), link(2, 0)]);
        assert!(apart(&layout), "{layout:?}");
        let layout = Layout::new(&[], &[]);
        assert!(layout.places.is_empty() && layout.size.0 > 0);
        assert!(apart(&Layout::new(&[BOX; 30], &[])));
    }
}
