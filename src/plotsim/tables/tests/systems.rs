//! Systems that know the same entities, and which row of theirs is which.

use std::collections::{BTreeMap, BTreeSet};

use super::fixture::{named, project, rows_of};
use crate::project::Project;
use crate::tables::RowCount;

const CLUB: &str = "
about: Members of a club
unit: member
window: [2023-01, 2023-12]
metrics: [{ name: visits, type: count, polarity: positive }]
segments:
  - { name: regular, count: 900, archetype: growth }
  - { name: leaving, count: 300, archetype: decline }
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: full_name, type: faker.name }
      - { name: city, type: faker.city }
      - { name: mail, type: faker.email }
sources:
  - { name: crm, name_drift_rate: 0.2, coverage: 0.9, duplicate_rate: 0.1 }
  - { name: billing, key_scheme: numeric, attribute_drift_rate: 0.1 }
  - { name: app, key_scheme: uuid_short }
";

fn rows(project: &Project, name: &str, shard: Option<(u64, u64)>) -> Vec<Vec<String>> {
    rows_of(&*named(project, name, shard))
}

#[test]
fn every_row_of_every_system_is_the_entity_that_the_key_says() {
    let project = project(CLUB);
    let members: BTreeMap<String, Vec<String>> =
        rows(&project, "dim_member", None).into_iter().map(|row| (row[0].clone(), row)).collect();
    let answers = rows(&project, "xref_member", None);
    let mut drifted = BTreeMap::new();
    for (system, count) in [("crm", 1080 + 108), ("billing", 1200), ("app", 1200)] {
        let own = rows(&project, &format!("dim_member_{system}"), None);
        assert_eq!(own.len(), count);
        let keys: BTreeSet<&str> = own.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(keys.len(), count, "keys of {system} are unique");
        let answers: BTreeMap<&str, &Vec<String>> =
            answers.iter().filter(|row| row[0] == system).map(|row| (row[1].as_str(), row)).collect();
        assert_eq!(answers.len(), count);
        let mut known = BTreeSet::new();
        for row in &own {
            let answer = answers[row[0].as_str()];
            let member = &members[&answer[2]];
            known.insert(answer[2].as_str());
            let names = ["", "full_name", "city", "mail"];
            let differ: Vec<&str> =
                (1..4).filter(|column| row[*column] != member[*column]).map(|column| names[column]).collect();
            assert_eq!(answer[3], format!("[{}]", differ.join(", ")));
            for name in differ {
                *drifted.entry((system, name)).or_insert(0) += 1;
            }
        }
        assert_eq!(known.len(), if system == "crm" { 1080 } else { 1200 });
        // The order tells nothing: rows do not come as entities do.
        let in_order =
            own.windows(2).filter(|pair| answers[pair[0][0].as_str()][2] < answers[pair[1][0].as_str()][2]);
        let share = in_order.count() as f64 / own.len() as f64;
        assert!((0.4..0.6).contains(&share), "{share}");
    }
    let near = |found: usize, n: f64, rate: f64| {
        (found as f64 - n * rate).abs() < 4.0 * (n * rate * (1.0 - rate)).sqrt()
    };
    assert!(near(drifted[&("crm", "full_name")], 1188.0, 0.2), "{drifted:?}");
    // Another row may have the same city.
    assert!(near(drifted[&("billing", "city")], 1200.0, 0.1), "{drifted:?}");
    assert_eq!(drifted.len(), 2);
}

#[test]
fn shards_of_systems_are_parts_of_the_whole() {
    let project = project(CLUB);
    for name in ["dim_member_crm", "xref_member"] {
        let whole = rows(&project, name, None);
        let joined: Vec<Vec<String>> =
            (0..3).flat_map(|shard| rows(&project, name, Some((shard, 3)))).collect();
        assert_eq!(joined, whole);
        let place = project.names().iter().position(|known| *known == name).unwrap();
        assert_eq!(project.table(place, None).rows(), RowCount::Exact(whole.len() as u64));
    }
    assert!(rows(&project, "dim_member_crm", None)[0][0].starts_with("MEMBER-0"));
    assert!(
        rows(&project, "dim_member_billing", None).iter().all(|row| row[0].parse::<u32>().unwrap() >= 1000)
    );
    assert!(rows(&project, "dim_member_app", None).iter().all(|row| row[0].len() == 8));
}
