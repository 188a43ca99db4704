//! What is in the files, and what is told of them.

use super::*;

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    let room = Room::new();
    let written: Vec<_> = [1, 2, 8]
        .map(|threads| {
            let out = room.0.join(threads.to_string());
            write(plan(SHOP), &out, threads).unwrap();
            tree(&out)
        })
        .into();
    assert_eq!(written[0].len(), 6);
    assert!(written[0] == written[1] && written[0] == written[2]);
}

#[test]
fn a_row_tells_of_each_file_in_order() {
    let room = Room::new();
    let rows = write(plan(SHOP), &room.out(), 2).unwrap();
    let counted: Vec<_> = rows.iter().map(|(table, _, rows, _, _)| (table.as_str(), *rows)).collect();
    assert_eq!(
        counted,
        [("customers", 260_000), ("orders", 2), ("orders", 2), ("orders", 1), ("orders", 1), ("orders", 1)]
    );
    assert_eq!(Path::new(&rows[0].1), room.out().join("people/customers/data.parquet"));
    assert_eq!(Path::new(&rows[3].1), room.out().join("orders/day=2024-02-29/data.parquet"));
    for (_, path, _, bytes, sum) in &rows {
        let content = fs::read(path).unwrap();
        assert_eq!(content.len() as i64, *bytes);
        assert_eq!(
            Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
            *sum
        );
    }
    assert_eq!(names(&room.out()).len(), 6, "unfinished work was left behind");
}

#[test]
fn files_say_what_is_in_them() {
    let room = Room::new();
    write(plan(SHOP), &room.out(), 3).unwrap();
    let customers = metadata(&room.out().join("people/customers/data.parquet"));
    let sizes: Vec<i64> = customers.row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(sizes, [122_880, 122_880, 14_240]);
    let schema = customers.file_metadata().schema_descr();
    assert_eq!(schema.column(1).logical_type_ref(), Some(&LogicalType::Uuid));
    assert_eq!(schema.column(2).logical_type_ref(), Some(&LogicalType::String));
    for (index, column) in customers.row_group(1).columns().iter().enumerate() {
        assert_eq!(column.compression(), Compression::SNAPPY);
        let statistics = column.statistics().unwrap();
        assert!(
            statistics.min_bytes_opt().is_some() && statistics.max_bytes_opt().is_some(),
            "column {index}"
        );
        // Values that come again, and only those, are kept as a dictionary.
        assert_eq!(column.dictionary_page_offset().is_some(), matches!(index, 2 | 3), "column {index}");
        let nulls = statistics.null_count_opt().unwrap();
        assert_eq!(nulls > 0, index == 3, "column {index}");
    }
    // The second row group goes on where the first ends.
    let ids = customers.row_group(1).column(0).statistics().unwrap();
    assert_eq!(ids.min_bytes_opt().unwrap()[..4], 122_881u32.to_le_bytes());
}

#[test]
fn days_without_rows_have_files_all_the_same() {
    let room = Room::new();
    let rows = write(plan(&over_days(2, "day", "2024-12-30", 4)), &room.out(), 2).unwrap();
    assert_eq!(rows.iter().map(|row| row.2).collect::<Vec<_>>(), [1, 1, 0, 0]);
    let empty = metadata(&room.out().join("t/day=2025-01-02/data.parquet"));
    assert_eq!((empty.file_metadata().num_rows(), empty.num_row_groups()), (0, 0));
    assert_eq!(empty.file_metadata().schema_descr().num_columns(), 2);
}
