//! Each check fails on rows that are broken on purpose.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int32Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::TimestampMicrosecondType;

use super::super::{Status, own_tables, run_on};
use super::broken::{
    CLUB, Harm, SHOP, Shortened, broken, check, mapped, moved, not_passed, project, with_text,
};
use crate::tables::Table;
use crate::workers::Workers;

#[test]
fn row_count_fails_for_a_missing_row() {
    let project = project(SHOP, None);
    let own = own_tables(&project);
    let tables = Box::new(move |asked: usize| -> Arc<dyn Table> {
        let inner = own(asked);
        if asked == 1 { Arc::new(Shortened(inner)) } else { inner }
    });
    let bad = not_passed(&run_on(&project, tables, &Workers::new(2)).unwrap());
    assert!(bad[0].starts_with("row_count (visits): expected 20000 rows, observed 19999 rows"), "{bad:?}");
    assert!(bad[1].starts_with("partition_days (visits)"), "{bad:?}");
}

#[test]
fn pk_uniqueness_fails_for_one_repeated_key() {
    let again: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 7 { 6 } else { row }) }
    };
    assert!(broken(CLUB, "evt_outing", "outing_id", again).contains(&"pk_uniqueness"));
    assert!(broken(SHOP, "parents", "code", again).contains(&"pk_uniqueness"));
    // Keys out of order, each once, are told from repeated ones.
    let swapped: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row < 2 { 1 - row } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "outing_id", swapped), Vec::<&str>::new());
}

#[test]
fn fk_integrity_fails_for_one_orphan() {
    let text: Harm = |number, array| if number > 0 { array } else { with_text(&array, 3, Some("nobody")) };
    assert_eq!(broken(CLUB, "dim_member", "jetty_id", text), ["fk_integrity"]);
    assert_eq!(broken(SHOP, "visits", "parent", text), ["fk_integrity"]);
    let number: Harm = |_, array| mapped(&array, |row, own| Some(if row == 0 { 3001.0 } else { own }));
    let found = broken(SHOP, "visits", "owner", number);
    assert!(found.contains(&"fk_integrity") && found.contains(&"pool_membership"), "{found:?}");
}

#[test]
fn fact_grain_fails_for_the_keys_of_another_row() {
    let shifted: Harm = |_, array| moved(&array, |row| if row == 40 { 0 } else { row });
    assert!(broken(CLUB, "fct_month", "member_id", shifted).contains(&"fact_grain"));
}

#[test]
fn date_spine_fails_for_a_date_that_is_none() {
    let off: Harm = |_, array| {
        let keys = array.as_any().downcast_ref::<Int32Array>().map(|keys| {
            Int32Array::from_iter_values(
                keys.values().iter().map(|key| if *key == 20_210_301 { 20_210_302 } else { *key }),
            )
        });
        match keys {
            Some(keys) => Arc::new(keys),
            None => mapped(&array, |row, own| Some(if row == 2 { own + 1.0 } else { own })),
        }
    };
    assert!(broken(CLUB, "dim_date", "date_key", off).contains(&"date_spine"));
}

#[test]
fn causal_coherence_fails_for_another_lag() {
    // Two periods later than it is meant to be.
    let later: Harm = |_, array| moved(&array, |row| if row % 36 >= 2 { row - 2 } else { row });
    let found = broken(CLUB, "fct_month", "fees", later);
    assert!(found.contains(&"causal_coherence"), "{found:?}");
}

#[test]
fn event_coherence_fails_for_an_event_elsewhere() {
    let elsewhere: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 0 { array.len() - 1 } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "member_id", elsewhere), ["event_coherence"]);
    // A fact that does not show what made the events.
    let other: Harm = |_, array| mapped(&array, |row, own| Some(if row == 5 { 1.0 - own } else { own }));
    let found = broken(CLUB, "fct_month", "zeal", other);
    assert!(found.contains(&"event_coherence") || found.contains(&"stage_order"), "{found:?}");
}

#[test]
fn null_policy_fails_for_nulls_that_are_not_meant() {
    let one: Harm = |number, array| if number > 0 { array } else { with_text(&array, 0, None) };
    assert!(broken(CLUB, "dim_member", "member_id", one).contains(&"null_policy"));
    assert!(broken(SHOP, "visits", "kind", one).contains(&"null_policy"));
    let many: Harm = |_, array| mapped(&array, |row, own| (row % 10 > 0).then_some(own));
    assert_eq!(broken(CLUB, "fct_month", "fees", many), ["null_policy"]);
    let fewer: Harm = |_, array| {
        let all = (0..array.len()).map(|_| Some("hello"));
        Arc::new(all.collect::<StringArray>())
    };
    assert_eq!(broken(SHOP, "visits", "note", fewer), ["null_policy"]);
}

/// Overridden laws, a decaying lag, treatment, late starts, noise, a season and stages, in the engine form.
pub const TEA: &str = include_str!("../../plotsim/tests/engine.yaml");

#[test]
fn empty_event_table_warns_without_a_driver() {
    let idle = TEA.replace("    row_count_source: \"proportional:footfall:scale:0.01\"\n", "");
    assert_ne!(idle, TEA);
    let checked = check(&project(&idle, None), 2);
    let found: Vec<Status> = checked
        .outcomes
        .iter()
        .filter(|outcome| outcome.check == "empty_event_table")
        .map(|outcome| outcome.status)
        .collect();
    assert_eq!(found, [Status::Warn, Status::Pass]);
}

#[test]
fn cross_dim_fk_cardinality_warns_of_one_value() {
    let same: Harm = |_, array| moved(&array, |_| 0);
    let found = broken(CLUB, "dim_member", "jetty_id", same);
    assert_eq!(found, ["cross_dim_fk_cardinality", "reference_weights"]);
}

#[test]
fn temporal_coherence_fails_for_an_instant_of_another_period() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 0 { array.len() - 1 } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "at", other), ["temporal_coherence"]);
}

#[test]
fn bridge_integrity_fails_for_a_partner_twice() {
    let same: Harm = |_, array| moved(&array, |_| 0);
    let found = broken(CLUB, "br_member_jetty", "jetty_id", same);
    assert!(found.contains(&"bridge_integrity"), "{found:?}");
}

#[test]
fn stage_order_fails_for_one_other_stage() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 0, Some("captain")) }
    };
    assert_eq!(broken(CLUB, "fct_month", "stage", other), ["stage_order"]);
}

#[test]
fn marginal_fit_fails_for_another_law() {
    let narrower: Harm = |_, array| mapped(&array, |_, own| Some(0.5 + 0.7 * (own - 0.5)));
    assert!(broken(CLUB, "fct_month", "zeal", narrower).contains(&"marginal_fit"));
    let more: Harm = |_, array| mapped(&array, |_, own| Some(own + 1.0));
    assert!(broken(CLUB, "fct_month", "outings", more).contains(&"marginal_fit"));
    let longer: Harm = |_, array| mapped(&array, |_, own| Some((own * 1.3).min(5000.0)));
    assert_eq!(broken(SHOP, "visits", "seconds", longer), ["marginal_fit"]);
    let low: Harm = |_, array| mapped(&array, |_, own| Some(if own > 9.0 { 1.0 } else { own }));
    assert_eq!(broken(CLUB, "fct_month", "pier", low), ["marginal_fit"]);
}

#[test]
fn correlation_fit_fails_for_shuffled_entities() {
    // The next entity's values of the same archetype: the law stays, the pairing is lost.
    let other: Harm = |_, array| moved(&array, |row| if row + 36 < array.len() { row + 36 } else { row });
    let found = broken(CLUB, "fct_month", "outings", other);
    assert!(found.contains(&"correlation_fit"), "{found:?}");
}

#[test]
fn value_weights_fails_for_other_shares() {
    let more: Harm = |_, array| {
        let texts = array.as_any().downcast_ref::<StringArray>().expect("texts");
        let all = texts.iter().enumerate().map(|(row, own)| if row % 10 == 0 { Some("y") } else { own });
        Arc::new(all.collect::<StringArray>())
    };
    assert_eq!(broken(SHOP, "visits", "kind", more), ["value_weights"]);
}

#[test]
fn reference_weights_fails_for_a_row_named_too_often() {
    let more: Harm = |_, array| moved(&array, |row| if row % 10 == 0 { 0 } else { row });
    let found = broken(CLUB, "evt_outing", "jetty_id", more);
    assert_eq!(found, ["reference_weights"]);
}

#[test]
fn value_range_and_value_set_fail_for_one_stranger() {
    let far: Harm = |number, array| {
        if number > 0 { array } else { mapped(&array, |row, own| Some(if row == 9 { 6000.0 } else { own })) }
    };
    assert_eq!(broken(SHOP, "visits", "seconds", far), ["value_range"]);
    let odd: Harm = |number, array| if number > 0 { array } else { with_text(&array, 9, Some("z")) };
    assert_eq!(broken(SHOP, "visits", "kind", odd), ["value_set"]);
    assert_eq!(broken(CLUB, "dim_member", "boat", odd), ["value_set"]);
}

#[test]
fn partition_days_fails_for_another_day() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 9, Some("2024-01-07")) }
    };
    assert_eq!(broken(SHOP, "visits", "day", other), ["partition_days", "after_order"]);
}

#[test]
fn rhythm_fails_for_hours_and_weekdays_that_do_not_fit() {
    // Rows of a block share their day, so that no other check is concerned.
    let same: Harm = |_, array| moved(&array, |_| 0);
    assert_eq!(broken(SHOP, "visits", "arrived", same), ["rhythm"]);
    let saturday: Harm = |_, array| with_text(&moved(&array, |_| 3), 0, Some("2023-01-07"));
    assert!(broken(SHOP, "visits", "booked", saturday).contains(&"rhythm"));
    // The same day, at noon.
    let noon: Harm = |_, array| {
        let micros = array.as_primitive::<TimestampMicrosecondType>();
        let day = |micros: i64| micros.div_euclid(86_400_000_000) * 86_400_000_000 + 43_200_000_000;
        Arc::new(TimestampMicrosecondArray::from_iter_values(micros.values().iter().map(|own| day(*own))))
    };
    assert_eq!(broken(CLUB, "evt_outing", "at", noon), ["rhythm"]);
}

#[test]
fn correlation_psd_warns_where_the_coefficients_exclude_one_another() {
    // Together they are possible; with the residuals that they need beside these trajectories they are not.
    let torn = CLUB.replace(
        "  - [zeal, 0.93, outings]",
        "  - [zeal, 0.93, outings]\n  - [zeal, 0.2, fees]\n  - [outings, 0.5, fees]\nallow_reversal: true",
    );
    let checked = check(&project(&torn, None), 2);
    let found =
        checked.outcomes.iter().find(|outcome| outcome.check == "correlation_psd").expect("an outcome");
    assert_eq!(found.status, Status::Warn, "{}", found.line());
}
