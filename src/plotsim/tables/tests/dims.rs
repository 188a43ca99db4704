//! Dimensions.

use super::fixture::*;
use super::star::*;
use crate::config::types::ColumnType;
use crate::plotsim::model::ForeignKey;
use crate::plotsim::model::*;
use crate::plotsim::sources::Calendar;
use crate::tables::RowCount;
use crate::workers::Workers;

#[test]
fn keys_count_rows_and_refer_to_rows() {
    let engine = engine(star(70));
    let units = whole(&engine, UNITS);
    assert_eq!((units[0].len(), units[0][0].as_str(), units[0][99].as_str()), (100, "u-001", "u-100"));
    let seats = whole(&engine, SEATS);
    assert_eq!(seats[0].len(), 300, "three for each");
    for (row, (key, unit)) in seats[0].iter().zip(&seats[1]).enumerate() {
        assert_eq!((key, unit), (&format!("s-{:03}", row + 1), &units[0][row / 3]));
    }
    let plans = whole(&engine, PLANS);
    assert_eq!(plans[0], (1..=7).map(|row| format!("p-{row:03}")).collect::<Vec<_>>());
    assert_eq!(plans[1], ["free", "pro", "free", "pro", "free", "pro", "free"]);
}

#[test]
fn a_date_dimension_has_a_row_for_each_period() {
    let mut config = star(1);
    let fields = [CalendarField::PeriodLabel, CalendarField::MonthName, CalendarField::Quarter];
    for field in fields {
        config.tables[0].columns.push(column("field", Calendar::new(field)));
    }
    let dates = whole(&engine(config), 0);
    assert_eq!(dates[0].len(), 24);
    let row = |row: usize| dates.iter().map(|column| column[row].as_str()).collect::<Vec<_>>();
    assert_eq!(row(0), ["20230101", "2023-01", "January", "1"]);
    assert_eq!(row(22), ["20241101", "2024-11", "November", "4"]);
}

#[test]
fn a_billion_entities_need_no_memory_and_no_time() {
    let config = star(1_000_000_000);
    let engine = engine(config);
    for (table, rows) in [(UNITS, 1_000_000_030), (SEATS, 3_000_000_090)] {
        let table = open(&engine, table, None);
        assert_eq!(table.rows(), RowCount::Exact(rows));
        let last = table.scan(&[0], &Workers::single()).block(table.blocks() - 1);
        let keys = read_block(&last.columns[0]);
        assert!(keys.last().unwrap().ends_with(&rows.to_string()));
    }
}

#[test]
fn a_dimension_draws_keys_of_another_by_weight_and_pin() {
    let mut config = star(4000);
    let weights = Weights::ByRow(vec![(0, 1.0), (6, 3.0)]);
    let plan = ForeignKey { table: PLANS, column: 0, kind: ColumnType::Text, pick: Pick::Any(weights) };
    config.tables[UNITS].columns.push(column("plan_id", plan));
    config.entities.runs[1].pins.push(Pin { table: UNITS, column: 1, row: 2 });
    let units = whole(&engine(config), UNITS);
    assert!(units[1][4000..].iter().all(|plan| plan == "p-003"), "pinned");
    let heavy = units[1][..4000].iter().filter(|plan| *plan == "p-007").count();
    assert!(units[1][..4000].iter().all(|plan| plan == "p-007" || plan == "p-001"));
    // Binomial(4000, ¾): a standard deviation is 27.
    assert!((2890..3110).contains(&heavy), "{heavy}");
}
