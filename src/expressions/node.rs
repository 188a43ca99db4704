//! A typed expression as a plan of kernels over arrays.

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, UInt32Array, new_null_array};
use arrow::compute::kernels::zip::zip;
use arrow::compute::{interleave, is_not_null, take};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use super::types::Type;

/// Why a row has no value, and which: its place in the arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub row: usize,
    pub message: String,
}

/// Makes an array of arrays of the same length, at least one.
pub type Kernel = Arc<dyn Fn(&[ArrayRef]) -> Result<ArrayRef, Fault> + Send + Sync>;

/// An expression whose type is known.
pub struct Node {
    pub kind: Type,
    pub step: Step,
    /// Whether it can be null.
    pub nullable: bool,
    /// Most bytes of a text.
    pub bytes: u64,
    /// Least and greatest number, days or seconds, where that follows from the operands.
    pub range: Option<(f64, f64)>,
    /// Where it is written: a byte of the expression's text.
    pub at: usize,
    /// Whether it is a text or a whole number that is written out, which takes the type that its neighbours ask for.
    pub literal: bool,
}

/// How a node's values come about.
pub enum Step {
    /// The operand of this number.
    Operand(usize),
    Constant(Constant),
    Call(Kernel, Vec<Node>),
    /// The first value whose condition holds. A value is made only for the rows that show it.
    Case(Vec<(Node, Node)>, Box<Node>),
    /// The first value that is not null, made only for the rows where those before it are.
    Coalesce(Vec<Node>),
}

/// Rows that a constant is repeated for at once.
const MANY: usize = 2048;

/// A value that is the same in every row.
pub struct Constant {
    /// One row.
    pub one: ArrayRef,
    many: OnceLock<ArrayRef>,
}

impl Constant {
    pub fn new(one: ArrayRef) -> Constant {
        Constant { one, many: OnceLock::new() }
    }

    fn rows(&self, rows: usize) -> ArrayRef {
        if rows <= MANY {
            self.many.get_or_init(|| repeated(&self.one, MANY)).slice(0, rows)
        } else {
            repeated(&self.one, rows)
        }
    }
}

fn repeated(one: &ArrayRef, rows: usize) -> ArrayRef {
    // Every index is 0, and there is a row 0.
    take(one, &UInt32Array::from(vec![0; rows]), None)
        .unwrap_or_else(|_| new_null_array(one.data_type(), rows))
}

impl Node {
    /// A constant of one row.
    pub fn constant(kind: Type, one: ArrayRef, at: usize) -> Node {
        let bytes = one.as_string_opt::<i32>().filter(|text| text.is_valid(0));
        Node {
            kind,
            nullable: one.is_null(0) || kind == Type::Null,
            bytes: bytes.map_or(0, |text| text.value(0).len() as u64),
            range: number(&one, 0).map(|number| (number, number)),
            step: Step::Constant(Constant::new(one)),
            at,
            literal: false,
        }
    }

    /// A call of a kernel that gives null exactly where an argument is null.
    pub fn call(kind: Type, at: usize, arguments: Vec<Node>, kernel: Kernel) -> Node {
        Node {
            kind,
            nullable: arguments.iter().any(|argument| argument.nullable),
            bytes: 0,
            range: None,
            step: Step::Call(kernel, arguments),
            at,
            literal: false,
        }
    }

    /// The same with more that is known of it.
    pub fn bytes(self, bytes: u64) -> Node {
        Node { bytes, ..self }
    }

    /// The same with its range, if that holds a number.
    pub fn range(self, range: Option<(f64, f64)>) -> Node {
        Node { range: range.filter(|(least, greatest)| least <= greatest), ..self }
    }

    /// The same, which can be null even where no argument is.
    pub fn nullable(self) -> Node {
        Node { nullable: true, ..self }
    }

    /// The same, which is never null.
    pub fn never_null(self) -> Node {
        Node { nullable: false, ..self }
    }

    /// The constant it is.
    pub fn as_constant(&self) -> Option<&ArrayRef> {
        match &self.step {
            Step::Constant(constant) => Some(&constant.one),
            _ => None,
        }
    }

    /// The text that it is in every row.
    pub fn as_text(&self) -> Option<&str> {
        let text = self.as_constant()?.as_string_opt::<i32>()?;
        text.is_valid(0).then(|| text.value(0))
    }

    /// The whole number that it is in every row.
    pub fn as_whole(&self) -> Option<i64> {
        let one = self.as_constant().filter(|one| one.is_valid(0))?;
        match self.kind {
            Type::Integer => Some(i64::from(one.as_primitive::<Int32Type>().value(0))),
            Type::BigInt => Some(one.as_primitive::<Int64Type>().value(0)),
            _ => None,
        }
    }

    /// Whether its values are there without any work, so that making those of too many rows costs nothing and cannot fail.
    fn is_at_hand(&self) -> bool {
        matches!(self.step, Step::Operand(_) | Step::Constant(_))
    }

    /// The values of so many rows.
    pub fn run(&self, operands: &[ArrayRef], rows: usize) -> Result<ArrayRef, Fault> {
        match &self.step {
            Step::Operand(number) => Ok(Arc::clone(&operands[*number])),
            Step::Constant(constant) => Ok(constant.rows(rows)),
            Step::Call(kernel, arguments) => {
                let values: Result<Vec<ArrayRef>, Fault> =
                    arguments.iter().map(|argument| argument.run(operands, rows)).collect();
                kernel(&values?)
            }
            Step::Case(branches, otherwise) => self.run_case(branches, otherwise, operands, rows),
            Step::Coalesce(values) => self.run_coalesce(values, operands, rows),
        }
    }

    fn run_case(
        &self,
        branches: &[(Node, Node)],
        otherwise: &Node,
        operands: &[ArrayRef],
        rows: usize,
    ) -> Result<ArrayRef, Fault> {
        if let [(condition, value)] = branches
            && value.is_at_hand()
            && otherwise.is_at_hand()
        {
            let holds = condition.run(operands, rows)?;
            let (value, other) = (value.run(operands, rows)?, otherwise.run(operands, rows)?);
            return chosen(holds.as_boolean(), &value, &other);
        }
        let mut pieces = Pieces::new(rows);
        let mut rest = Selection::all(rows);
        for (condition, value) in branches {
            if rest.is_empty() {
                break;
            }
            let holds = rest.run(condition, operands)?;
            let holds = holds.as_boolean();
            let (chosen, others) = rest.split(|row| holds.is_valid(row) && holds.value(row));
            pieces.add(&chosen, |chosen| chosen.run(value, operands))?;
            rest = others;
        }
        pieces.add(&rest, |rest| rest.run(otherwise, operands))?;
        Ok(pieces.join(self.kind))
    }

    fn run_coalesce(&self, values: &[Node], operands: &[ArrayRef], rows: usize) -> Result<ArrayRef, Fault> {
        if let [value, other] = values
            && other.is_at_hand()
        {
            let value = value.run(operands, rows)?;
            if value.null_count() == 0 {
                return Ok(value);
            }
            let present =
                is_not_null(&value).map_err(|error| Fault { row: 0, message: error.to_string() })?;
            return chosen(&present, &value, &other.run(operands, rows)?);
        }
        let mut pieces = Pieces::new(rows);
        let mut rest = Selection::all(rows);
        for value in values {
            if rest.is_empty() {
                break;
            }
            let own = rest.run(value, operands)?;
            if own.null_count() == 0 && rest.is_all() {
                return Ok(own);
            }
            let (_, others) = rest.split(|row| own.is_valid(row));
            // Rows that are null are overwritten by later values.
            pieces.add(&rest, |_| Ok(own))?;
            rest = others;
        }
        Ok(pieces.join(self.kind))
    }
}

/// The values of one array where a condition holds, else those of the other.
fn chosen(holds: &BooleanArray, value: &ArrayRef, other: &ArrayRef) -> Result<ArrayRef, Fault> {
    // All three have the same rows, and both arrays the same type.
    zip(holds, value, other).map_err(|error| Fault { row: 0, message: error.to_string() })
}

/// Some of the rows.
struct Selection {
    /// None for all of them.
    rows: Option<Vec<u32>>,
    all: usize,
}

impl Selection {
    fn all(rows: usize) -> Selection {
        Selection { rows: None, all: rows }
    }

    fn is_all(&self) -> bool {
        self.rows.is_none()
    }

    fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.all, Vec::len)
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn row(&self, place: usize) -> usize {
        self.rows.as_ref().map_or(place, |rows| rows[place] as usize)
    }

    /// Those for which something holds, and the others.
    fn split(&self, holds: impl Fn(usize) -> bool) -> (Selection, Selection) {
        let (mut chosen, mut others) = (Vec::new(), Vec::new());
        for place in 0..self.len() {
            if holds(place) { &mut chosen } else { &mut others }.push(self.row(place) as u32);
        }
        let selection = |rows: Vec<u32>| Selection {
            rows: if rows.len() == self.all { None } else { Some(rows) },
            all: self.all,
        };
        (selection(chosen), selection(others))
    }

    /// A node's values in these rows.
    fn run(&self, node: &Node, operands: &[ArrayRef]) -> Result<ArrayRef, Fault> {
        let Some(rows) = &self.rows else { return node.run(operands, self.all) };
        let mut used = vec![false; operands.len()];
        node.mark(&mut used);
        let indices = UInt32Array::from(rows.clone());
        let taken = operands.iter().zip(used).map(|(operand, used)| match used {
            // Indices are those of rows.
            true => take(operand, &indices, None).unwrap_or_else(|_| Arc::clone(operand)),
            false => Arc::clone(operand),
        });
        let taken: Vec<ArrayRef> = taken.collect();
        node.run(&taken, rows.len()).map_err(|fault| Fault { row: rows[fault.row] as usize, ..fault })
    }
}

impl Node {
    /// Marks the operands that it reads.
    pub fn mark(&self, used: &mut [bool]) {
        match &self.step {
            Step::Operand(number) => used[*number] = true,
            Step::Constant(_) => {}
            Step::Call(_, arguments) | Step::Coalesce(arguments) => {
                arguments.iter().for_each(|argument| argument.mark(used));
            }
            Step::Case(branches, otherwise) => {
                for (condition, value) in branches {
                    condition.mark(used);
                    value.mark(used);
                }
                otherwise.mark(used);
            }
        }
    }
}

/// Values of different rows, made one after the other.
struct Pieces {
    arrays: Vec<ArrayRef>,
    /// For each row the array that holds its value, and the place there.
    places: Vec<(usize, usize)>,
}

impl Pieces {
    fn new(rows: usize) -> Pieces {
        Pieces { arrays: Vec::new(), places: vec![(0, 0); rows] }
    }

    fn add(
        &mut self,
        selection: &Selection,
        make: impl FnOnce(&Selection) -> Result<ArrayRef, Fault>,
    ) -> Result<(), Fault> {
        if selection.is_empty() {
            return Ok(());
        }
        let array = self.arrays.len();
        self.arrays.push(make(selection)?);
        match &selection.rows {
            None => self.places.iter_mut().enumerate().for_each(|(row, place)| *place = (array, row)),
            Some(rows) => {
                for (place, row) in rows.iter().enumerate() {
                    self.places[*row as usize] = (array, place);
                }
            }
        }
        Ok(())
    }

    fn join(self, kind: Type) -> ArrayRef {
        match self.arrays.as_slice() {
            [only] => Arc::clone(only),
            all => {
                let arrays: Vec<&dyn Array> = all.iter().map(AsRef::as_ref).collect();
                // All are of the node's type, and every place is one of theirs.
                interleave(&arrays, &self.places)
                    .unwrap_or_else(|_| new_null_array(&kind.arrow(), self.places.len()))
            }
        }
    }
}

/// The value of a row as a number; days of dates and seconds of timestamps.
pub fn number(array: &ArrayRef, row: usize) -> Option<f64> {
    if array.is_null(row) {
        return None;
    }
    let any = array.as_any();
    if let Some(values) = any.downcast_ref::<arrow::array::PrimitiveArray<Decimal128Type>>() {
        let scale = libm::pow(10.0, f64::from(values.scale()));
        return Some(values.value(row) as f64 / scale);
    }
    array
        .as_primitive_opt::<Int32Type>()
        .map(|values| f64::from(values.value(row)))
        .or_else(|| array.as_primitive_opt::<Int64Type>().map(|values| values.value(row) as f64))
        .or_else(|| array.as_primitive_opt::<Float64Type>().map(|values| values.value(row)))
        .or_else(|| array.as_primitive_opt::<Date32Type>().map(|values| f64::from(values.value(row))))
        .or_else(|| {
            array.as_primitive_opt::<TimestampMicrosecondType>().map(|one| one.value(row) as f64 / 1e6)
        })
}
