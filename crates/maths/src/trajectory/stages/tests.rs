use super::*;

/// Stages named a, b, … with entry and exit; NaN stands for no exit.
fn stages(thresholds: &[(f64, f64)]) -> Vec<Stage> {
    let stage = |(i, &(enter, exit)): (usize, &(f64, f64))| Stage {
        name: char::from(b'a' + i as u8).to_string(),
        enter,
        exit: (!exit.is_nan()).then_some(exit),
    };
    thresholds.iter().enumerate().map(stage).collect()
}

const ASCENDING: [(f64, f64); 3] = [(0.0, 0.3), (0.3, 0.7), (0.7, f64::NAN)];
const HYSTERESIS: [(f64, f64); 4] = [(0.0, 0.0), (0.3, 0.2), (0.6, 0.4), (0.8, f64::NAN)];

fn walk(thresholds: &[(f64, f64)], enforce: bool, delay: Option<u32>, values: &[f64]) -> Vec<usize> {
    let ladder = StageLadder::new(&stages(thresholds), enforce, delay).expect("a good ladder");
    ladder.walk(values.iter().map(|&value| (!value.is_nan()).then_some(value)))
}

const NULL: f64 = f64::NAN;

#[test]
fn free_order_looks_at_each_value_alone() {
    let values = [0.1, 0.3, 0.69, 0.7, 5.0, -1.0, NULL, 0.5];
    assert_eq!(walk(&ASCENDING, false, None, &values), [0, 1, 1, 2, 2, 0, 0, 1]);
    // Without enforcement neither the delay nor the exits matter.
    assert_eq!(walk(&ASCENDING, false, Some(3), &values), [0, 1, 1, 2, 2, 0, 0, 1]);
    assert_eq!(walk(&HYSTERESIS, false, None, &[0.65, 0.5, 0.1]), [2, 1, 0]);
}

#[test]
fn ascending_order_never_goes_down() {
    assert_eq!(walk(&ASCENDING, true, None, &[NULL, 0.1, 0.5, 0.2, NULL, 0.9, 0.0]), [0, 0, 1, 1, 1, 2, 2]);
}

#[test]
fn a_delay_lets_go_after_enough_low_periods_in_a_row() {
    let values = [0.8, 0.5, 0.75, 0.5, 0.1, 0.1, 0.1];
    // The second drop counts anew, ends after two periods, and lands where the value then is.
    assert_eq!(walk(&ASCENDING, true, Some(2), &values), [2, 2, 2, 2, 0, 0, 0]);
    assert_eq!(walk(&ASCENDING, true, Some(3), &values), [2, 2, 2, 2, 2, 0, 0]);
    assert_eq!(walk(&ASCENDING, true, Some(1), &values), [2, 1, 2, 1, 0, 0, 0]);
}

#[test]
fn a_missing_value_keeps_stage_and_count() {
    assert_eq!(walk(&ASCENDING, true, Some(2), &[0.8, 0.5, NULL, 0.5, 0.5]), [2, 2, 2, 1, 1]);
}

#[test]
fn hysteresis_holds_until_the_exit() {
    // Enters 2 at 0.6, holds down to 0.4, then falls to what the value has earned.
    assert_eq!(walk(&HYSTERESIS, true, None, &[0.65, 0.5, 0.4, 0.39, 0.25, 0.19]), [2, 2, 2, 1, 1, 0]);
    // The last stage has no exit and is left below its entry.
    assert_eq!(walk(&HYSTERESIS, true, None, &[0.9, 0.8, 0.79]), [3, 3, 2]);
    assert_eq!(walk(&HYSTERESIS, true, Some(2), &[0.65, 0.39, 0.45, 0.39, 0.39]), [2, 2, 2, 2, 1]);
}

#[test]
fn climbing_skips_rungs_and_clears_the_count() {
    assert_eq!(walk(&ASCENDING, true, Some(2), &[0.4, 0.1, 0.8, 0.1, 0.1]), [1, 1, 2, 2, 0]);
}

#[test]
fn thresholds_may_be_in_any_units() {
    let money = [(0.0, 100.0), (100.0, 5_000.0), (5_000.0, f64::NAN)];
    assert_eq!(walk(&money, true, None, &[20.0, 6_000.0, 300.0]), [0, 2, 2]);
    assert_eq!(walk(&[(-5.0, 0.0), (0.0, f64::NAN)], false, None, &[-9.0, -1.0, 0.0]), [0, 0, 1]);
}

#[test]
fn cursors_carry_a_walk_over_blocks() {
    let ladder = StageLadder::new(&stages(&HYSTERESIS), true, Some(2)).expect("a good ladder");
    let values = [0.65, 0.39, 0.39, 0.9, 0.1, 0.1];
    let mut cursor = StageCursor::default();
    let piecewise: Vec<usize> =
        values.iter().map(|&value| ladder.advance(&mut cursor, Some(value))).collect();
    assert_eq!(piecewise, ladder.walk(values.map(Some)));
    assert_eq!(ladder.advance(&mut StageCursor::default(), Some(f64::NAN)), 0);
}

fn problems(thresholds: &[(f64, f64)], delay: Option<u32>) -> Vec<StageProblem> {
    StageLadder::new(&stages(thresholds), true, delay).expect_err("a broken ladder")
}

#[test]
fn modes_follow_from_the_exits() {
    let mode =
        |thresholds: &[(f64, f64)]| StageLadder::new(&stages(thresholds), true, None).map(|l| l.mode());
    assert_eq!(mode(&ASCENDING), Ok(StageMode::Ascending));
    assert_eq!(mode(&HYSTERESIS), Ok(StageMode::Hysteresis));
    // An exit at the entry itself is hysteresis of width 0.
    assert_eq!(mode(&[(0.0, 0.0), (0.5, f64::NAN)]), Ok(StageMode::Hysteresis));
    assert_eq!(
        problems(&[(0.0, 0.2), (0.3, 0.25), (0.6, f64::NAN)], None),
        [StageProblem::MixedModes { ascending: vec![0], hysteresis: vec![1] }]
    );
}

#[test]
fn every_broken_rule_is_reported() {
    assert_eq!(
        problems(&[(0.0, NULL)], Some(0)),
        [StageProblem::TooFew { found: 1 }, StageProblem::ZeroDelay { delay: 0 }]
    );
    assert_eq!(problems(&[], None), [StageProblem::TooFew { found: 0 }]);
    assert_eq!(
        problems(&[(0.5, NULL), (0.5, 0.9)], None),
        [
            StageProblem::MissingExit { stage: 0 },
            StageProblem::ExitOfLast { stage: 1, exit: 0.9 },
            StageProblem::NotAscending { stage: 1, enter: 0.5, previous: 0.5 },
        ]
    );
    assert_eq!(
        problems(&[(0.0, 0.5), (0.3, NULL)], None),
        [StageProblem::ExitBeyondNext { stage: 0, exit: 0.5, next_enter: 0.3 }]
    );
    assert_eq!(
        problems(&[(0.2, 0.1), (0.4, 0.1), (0.6, NULL)], None),
        [StageProblem::ExitBelowPrevious { stage: 1, exit: 0.1, previous_enter: 0.2 }]
    );
    assert!(matches!(problems(&[(f64::INFINITY, 1.0), (2.0, NULL)], None)[0], StageProblem::BadEnter { .. }));
    assert!(matches!(problems(&[(0.0, f64::INFINITY), (2.0, NULL)], None)[0], StageProblem::BadExit { .. }));
    let mut twins = stages(&ASCENDING);
    twins[2].name = "a".to_string();
    let found = StageLadder::new(&twins, true, None).expect_err("two of a name");
    assert_eq!(found, [StageProblem::RepeatedName { stage: 2, first: 0, name: "a".to_string() }]);
}
