use super::*;
use chrono::Weekday;

fn axis(start: &str, end: &str, granularity: Granularity) -> TimeAxis {
    TimeAxis::parse(start, end, granularity).expect("a good window")
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real date")
}

/// Label, date key and season month of a period.
fn brief(axis: &TimeAxis, index: usize) -> (String, i32, u32) {
    let period = axis.period(index).expect("inside");
    (axis.label(index).expect("inside"), period.date_key, period.month)
}

#[test]
fn months() {
    let axis = axis("2023-11", "2024-02", Granularity::Monthly);
    assert_eq!(axis.len(), 4);
    assert_eq!(brief(&axis, 0), ("2023-11".into(), 20231101, 11));
    assert_eq!(brief(&axis, 2), ("2024-01".into(), 20240101, 1));
    let lengths: Vec<u32> = (0..4).filter_map(|i| axis.period(i)).map(|period| period.days).collect();
    assert_eq!(lengths, [30, 31, 31, 29]);
    assert_eq!(axis.period(4), None);
    assert_eq!(axis.label(4), None);
    assert_eq!(axis.last_day(), day(2024, 2, 29));
}

#[test]
fn weeks_begin_on_monday_even_before_the_window() {
    let axis = axis("2023-01", "2023-12", Granularity::Weekly);
    // 2023-01-01 is a Sunday: its week began the year before.
    assert_eq!(axis.len(), 53);
    assert_eq!(brief(&axis, 0), ("2022-W52".into(), 20221226, 1));
    assert_eq!(brief(&axis, 1), ("2023-W01".into(), 20230102, 1));
    assert_eq!(brief(&axis, 52), ("2023-W52".into(), 20231225, 12));
    assert_eq!(
        axis.period(0).expect("first").inside,
        (day_number(day(2023, 1, 1)), day_number(day(2023, 1, 1)))
    );
    // The week of 2023-01-30 holds two days of January and takes its season from it.
    assert_eq!(brief(&axis, 5), ("2023-W05".into(), 20230130, 1));
    assert!((0..53).filter_map(|i| axis.period(i)).all(|p| p.days == 7 && p.date.weekday() == Weekday::Mon));
}

#[test]
fn years_of_53_weeks() {
    // 2020 and 2026 have 53 ISO weeks, 2021 to 2025 have 52.
    assert_eq!(week_label(day(2020, 12, 31)), "2020-W53");
    assert_eq!(week_label(day(2021, 1, 3)), "2020-W53");
    assert_eq!(week_label(day(2021, 1, 4)), "2021-W01");
    assert_eq!(week_label(day(2024, 12, 30)), "2025-W01");
    assert_eq!(week_label(day(2026, 12, 31)), "2026-W53");
    assert_eq!(axis("2020-01", "2020-12", Granularity::Weekly).len(), 53);
    assert_eq!(axis("2021-01", "2021-12", Granularity::Weekly).len(), 53);
    // From a Monday to a Sunday, 364 days on.
    assert_eq!(axis("2018-01", "2018-12-30", Granularity::Weekly).len(), 52);
}

#[test]
fn iso_weeks_agree_with_chrono_for_eight_centuries() {
    let mut date = day(1600, 1, 1);
    while date.year() < 2400 {
        let expected = date.iso_week();
        assert_eq!(iso_week(date), (expected.year(), expected.week()), "{date}");
        date = date.succ_opt().expect("not the end of time");
    }
}

#[test]
fn days() {
    let axis = axis("2024-02", "2024-03", Granularity::Daily);
    assert_eq!(axis.len(), 60);
    assert_eq!(brief(&axis, 28), ("2024-02-29".into(), 20240229, 2));
    assert_eq!(brief(&axis, 29), ("2024-03-01".into(), 20240301, 3));
    assert_eq!(axis.period(0).map(|p| (p.anchor, p.days, p.inside)), Some((19_754, 1, (19_754, 19_754))));
}

#[test]
fn full_dates_cut_the_window_to_the_day() {
    let daily = axis("2024-01-15", "2024-02-10", Granularity::Daily);
    assert_eq!((daily.len(), brief(&daily, 0).1), (27, 20240115));
    let monthly = axis("2024-01-15", "2024-02-10", Granularity::Monthly);
    assert_eq!((monthly.len(), brief(&monthly, 0).1), (2, 20240101));
    let second = monthly.period(1).expect("February");
    assert_eq!((second.days, second.inside), (29, (19_754, 19_763)));
    // Monday the 15th of January to Saturday the 10th of February.
    let weekly = axis("2024-01-15", "2024-02-10", Granularity::Weekly);
    assert_eq!((weekly.len(), brief(&weekly, 0).1, brief(&weekly, 3).1), (4, 20240115, 20240205));
    let mixed = axis("2024-01-15", "2024-02", Granularity::Daily);
    assert_eq!(mixed.len(), 46);
    assert_eq!(axis("2024-01-31", "2024-01-31", Granularity::Monthly).len(), 1);
}

#[test]
fn every_day_finds_its_period() {
    for granularity in Granularity::ALL {
        let axis = axis("2019-12-30", "2021-03-07", granularity);
        let mut date = axis.first_day();
        while date <= axis.last_day() {
            let index = axis.index_of(date).expect("inside");
            let (from, to) = axis.period(index).expect("inside").inside;
            assert!((from..=to).contains(&day_number(date)), "{date} {granularity}");
            date = date.succ_opt().expect("not the end of time");
        }
        // The days of all periods add up to the window, each once.
        let inside: i32 =
            (0..axis.len()).filter_map(|i| axis.period(i)).map(|p| p.inside.1 - p.inside.0 + 1).sum();
        assert_eq!(inside, day_number(axis.last_day()) - day_number(axis.first_day()) + 1);
        assert_eq!(axis.index_of(day(2019, 11, 30)), None);
        assert_eq!(axis.index_of(day(2021, 4, 1)), None);
    }
}

#[test]
fn the_longest_window_is_reached_directly() {
    let days = axis("0001-01", "9999-12", Granularity::Daily);
    assert_eq!(days.len(), 3_652_059);
    assert_eq!(brief(&days, 3_652_058), ("9999-12-31".into(), 99991231, 12));
    let weeks = axis("0001-01", "9999-12", Granularity::Weekly);
    assert_eq!(weeks.label(0).as_deref(), Some("0001-W01"));
    assert_eq!(weeks.label(weeks.len() - 1).as_deref(), Some("9999-W52"));
    assert_eq!(axis("0001-01", "9999-12", Granularity::Monthly).len(), 9999 * 12);
    assert_eq!(TimeAxis::new(NaiveDate::MIN, NaiveDate::MAX, Granularity::Daily), None);
}

#[test]
fn bad_windows_are_explained() {
    let problems =
        |start: &str, end: &str| TimeAxis::parse(start, end, Granularity::Monthly).expect_err("bad");
    let malformed = |field, value: &str| WindowProblem::Malformed { field, value: value.to_string() };
    for bad in [
        "",
        "2024",
        "2024-1",
        "24-01",
        "2024/01",
        "2024-01-1",
        "2024-01-15-2",
        "２０２４-01",
        " 2024-01",
        "+024-01",
    ] {
        assert_eq!(problems(bad, "2024-05"), [malformed(WindowField::Start, bad)]);
    }
    assert_eq!(problems("x", "y"), [malformed(WindowField::Start, "x"), malformed(WindowField::End, "y")]);
    for missing in ["2024-13", "2023-02-29", "2024-00", "0000-01"] {
        let expected = WindowProblem::NoSuchDate { field: WindowField::End, value: missing.to_string() };
        assert_eq!(problems("2024-01", missing), [expected]);
    }
    assert_eq!(
        problems("2024-02", "2024-01")[0].to_string(),
        "the window ends at 2024-01, before it starts at 2024-02"
    );
}

#[test]
fn granularities_by_name() {
    assert_eq!(Granularity::find("weekly"), Some(Granularity::Weekly));
    assert_eq!(Granularity::find("hourly"), None);
}
