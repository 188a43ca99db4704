//! Uniqueness by order: keys that ascend strictly cannot repeat, which takes no memory to see.

use std::cmp::Ordering;

use super::Values;

/// How the texts of a key column are compared. Each is a total order of all texts, so strictly ascending texts differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Shorter texts first, then byte by byte: numbers behind a common prefix, padded or not.
    Numbered,
    /// What follows the period comes first: `<prefix>-<4 digits>-<key of the entity>`, where `skip` is the length of the
    /// prefix and its dash.
    EntityPeriod { skip: usize },
}

/// A key with one part for each of its columns.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Int(i64),
    Text(String),
    Null,
}

/// Whether the keys of consecutive rows ascend strictly.
#[derive(Clone, Debug, Default)]
pub struct Ascending {
    first: Option<Vec<Part>>,
    last: Option<Vec<Part>>,
    /// Rows whose key is not above that of the row before.
    pub breaks: u64,
}

impl Ascending {
    /// Looks at the rows of a block. `columns` are compared one after the other.
    pub fn add(&mut self, columns: &[(Values, Shape)], rows: usize) {
        if rows == 0 {
            return;
        }
        let part = |(values, _): &(Values, Shape), row: usize| match (values.is_valid(row), values.int(row)) {
            (false, _) => Part::Null,
            (true, Some(int)) => Part::Int(int),
            (true, None) => values.text(row).map_or(Part::Null, |text| Part::Text(text.to_owned())),
        };
        let key = |row: usize| columns.iter().map(|column| part(column, row)).collect::<Vec<_>>();
        let first = key(0);
        let shapes: Vec<&Shape> = columns.iter().map(|(_, shape)| shape).collect();
        if let Some(last) = &self.last {
            self.breaks += u64::from(!ascends(last, &first, &shapes));
        }
        if self.first.is_none() {
            self.first = Some(first);
        }
        for row in 1..rows {
            self.breaks += u64::from(!rows_ascend(columns, row));
        }
        self.last = Some(key(rows - 1));
    }

    /// Takes in later rows, compared by the same shapes.
    pub fn merge(&mut self, later: Ascending, shapes: &[&Shape]) {
        if let (Some(last), Some(first)) = (&self.last, &later.first) {
            self.breaks += u64::from(!ascends(last, first, shapes));
        }
        self.breaks += later.breaks;
        self.first = self.first.take().or(later.first);
        self.last = later.last.or(self.last.take());
    }
}

fn rows_ascend(columns: &[(Values, Shape)], row: usize) -> bool {
    for (values, shape) in columns {
        if !values.is_valid(row - 1) || !values.is_valid(row) {
            return false;
        }
        let order = match (values.int(row - 1), values.int(row)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => match (values.text(row - 1), values.text(row)) {
                (Some(a), Some(b)) => shape.compare(a, b),
                _ => return false,
            },
        };
        if order != Ordering::Equal {
            return order == Ordering::Less;
        }
    }
    false
}

fn ascends(before: &[Part], after: &[Part], shapes: &[&Shape]) -> bool {
    for ((a, b), shape) in before.iter().zip(after).zip(shapes) {
        let order = match (a, b) {
            (Part::Int(a), Part::Int(b)) => a.cmp(b),
            (Part::Text(a), Part::Text(b)) => shape.compare(a, b),
            _ => return false,
        };
        if order != Ordering::Equal {
            return order == Ordering::Less;
        }
    }
    false
}

impl Shape {
    fn compare(&self, a: &str, b: &str) -> Ordering {
        let plain = |a: &str, b: &str| a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        match self {
            Shape::Numbered => plain(a, b),
            Shape::EntityPeriod { skip } => {
                // Where the period ends and the entity begins; texts of another form are compared whole.
                let cut = skip + 5;
                match (a.get(..cut), a.get(cut..), b.get(..cut), b.get(cut..)) {
                    (Some(period_a), Some(entity_a), Some(period_b), Some(entity_b)) => {
                        plain(entity_a, entity_b).then_with(|| period_a.cmp(period_b))
                    }
                    _ => plain(a, b),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Int32Array, StringArray};
    use std::sync::Arc;

    fn breaks(blocks: &[&[&str]], shape: &Shape) -> u64 {
        let mut all = Ascending::default();
        for block in blocks {
            let array: ArrayRef = Arc::new(StringArray::from(block.to_vec()));
            let mut own = Ascending::default();
            own.add(&[(Values::of(&array), shape.clone())], block.len());
            all.merge(own, &[shape]);
        }
        all.breaks
    }

    #[test]
    fn numbers_may_outgrow_their_padding() {
        assert_eq!(breaks(&[&["C-998", "C-999"], &[], &["C-1000", "C-1001"]], &Shape::Numbered), 0);
        assert_eq!(breaks(&[&["C-1", "C-2"], &["C-2", "C-3"]], &Shape::Numbered), 1);
        assert_eq!(breaks(&[&["C-2", "C-1", "C-3"]], &Shape::Numbered), 1);
    }

    #[test]
    fn facts_go_entity_by_entity() {
        let shape = Shape::EntityPeriod { skip: 2 };
        assert_eq!(breaks(&[&["F-0000-C-9", "F-0001-C-9"], &["F-0000-C-10"]], &shape), 0);
        assert_eq!(breaks(&[&["F-0000-C-9", "F-0001-C-9"], &["F-0001-C-9"]], &shape), 1);
    }

    #[test]
    fn two_columns_are_one_key() {
        let entities: ArrayRef = Arc::new(StringArray::from(vec!["a", "a", "b", "b"]));
        let dates: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 1, 1]));
        let mut keys = Ascending::default();
        let columns = [(Values::of(&entities), Shape::Numbered), (Values::of(&dates), Shape::Numbered)];
        keys.add(&columns, 4);
        assert_eq!(keys.breaks, 1);
    }
}
