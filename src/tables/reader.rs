//! Reading blocks that someone copies by their declared types.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Block, Column, Scan, Table, View};
use crate::workers::Workers;

/// Rows made together: a view of each projected column.
pub struct Rows {
    pub rows: usize,
    pub columns: Vec<View>,
}

/// A scan whose blocks are what the table's columns say, or an error.
///
/// Whoever copies values into another layout takes them from here: a declared type and an array are made in different
/// places, and an array of another type would be copied as bytes that mean nothing.
pub struct Reader {
    scan: Arc<dyn Scan>,
    /// The projected columns, in order.
    columns: Vec<Column>,
    table: String,
}

impl Reader {
    /// A reader of the columns at these positions of a table that messages call `name`.
    pub fn new(name: &str, table: &dyn Table, projection: &[usize], workers: &Workers) -> Reader {
        let columns = projection.iter().map(|column| table.columns()[*column].clone()).collect();
        Reader { scan: table.scan(projection, workers), columns, table: name.to_owned() }
    }

    /// A reader of all columns of the table of this name.
    pub fn all(name: &str, table: &dyn Table, workers: &Workers) -> Reader {
        let every: Vec<usize> = (0..table.columns().len()).collect();
        Reader::new(&format!("table '{name}'"), table, &every, workers)
    }

    /// The rows of one block.
    ///
    /// # Errors
    /// Why the scan has no more rows, or the first column whose array is not of its type or length.
    pub fn block(&self, number: u64) -> Result<Rows, String> {
        let block = self.scan.block(number);
        if let Some(failure) = self.scan.failure() {
            return Err(failure);
        }
        if block.rows == 0 {
            return Ok(Rows { rows: 0, columns: Vec::new() });
        }
        self.views(&block).map_err(|fault| {
            format!("plotsim met an internal error, please report it: {}: {fault}", self.table)
        })
    }

    fn views(&self, block: &Block) -> Result<Rows, String> {
        if block.columns.len() != self.columns.len() {
            let (asked, came) = (self.columns.len(), block.columns.len());
            return Err(format!("{asked} columns were asked for, {came} came"));
        }
        let view = |(column, array): (&Column, &ArrayRef)| {
            let name = &column.name;
            let view = View::new(array, column.kind).ok_or_else(|| {
                let (declared, made) = (column.kind.sql(), array.data_type());
                format!("column '{name}' is declared {declared}, but its values are of Arrow's type {made}")
            })?;
            match view.rows == block.rows {
                true => Ok(view),
                false => {
                    Err(format!("column '{name}' has {} values in a block of {} rows", view.rows, block.rows))
                }
            }
        };
        let columns = self.columns.iter().zip(&block.columns).map(view);
        Ok(Rows { rows: block.rows, columns: columns.collect::<Result<Vec<View>, String>>()? })
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int32Array, StringArray};

    use super::*;
    use crate::tables::{ColumnType, MemoryTable};

    #[test]
    fn an_array_of_another_type_or_length_is_an_error() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["18"]));
        let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
        let right = Column::required("name", ColumnType::Text);
        let wrong = Column::required("seats", ColumnType::Int32);
        let read = |columns: Vec<(Column, ArrayRef)>| {
            let table = MemoryTable::new(columns);
            let projection: Vec<usize> = (0..table.columns().len()).collect();
            Reader::new("table 't'", &table, &projection, &Workers::single()).block(0).map(|block| block.rows)
        };
        assert_eq!(read(vec![(right.clone(), Arc::clone(&texts))]), Ok(1));
        let message = read(vec![(right.clone(), Arc::clone(&texts)), (wrong.clone(), Arc::clone(&texts))]);
        let words = "table 't': column 'seats' is declared INTEGER, but its values are of Arrow's type Utf8";
        assert!(message.unwrap_err().ends_with(words));
        let message = read(vec![(right, texts), (wrong, numbers)]);
        assert!(
            message.unwrap_err().ends_with("table 't': column 'seats' has 2 values in a block of 1 rows")
        );
    }
}
