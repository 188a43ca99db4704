//! Configs with a slip of the hand, repaired by what their findings say alone.

use plotsim::config::fix::{Fix, fix};
use plotsim::config::{Finding, Overrides};
use plotsim::project::Project;
use plotsim::random::split_mix;

use crate::mutate::{Dice, slip, yaml};
use crate::sources;

/// Configs that a slip makes invalid.
const CASES: usize = 300;
/// At least this share must be valid again.
const REPAIRED: f64 = 0.9;
/// How often fixes are made: one can bring another to light.
const ROUNDS: usize = 3;

fn problems(text: &str) -> Vec<Finding> {
    match Project::read("slip", text, Overrides::default()) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.items,
    }
}

fn repaired(text: &str, mut found: Vec<Finding>) -> bool {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let fixes: Vec<Fix> = found.iter().filter_map(|finding| fix(finding, &text)).collect();
        text = Fix::apply(&fixes, &text);
        found = problems(&text);
        if found.is_empty() {
            return true;
        }
    }
    false
}

#[test]
fn fixes_alone_repair_most_slips() {
    let sources = sources::all();
    let (mut cases, mut good, mut left) = (0, 0, Vec::new());
    for number in 0.. {
        if cases == CASES {
            break;
        }
        let mut dice = Dice::new(split_mix(17, number));
        let source = &sources[dice.below(sources.len())];
        let mut tree = source.tree.clone();
        slip(&mut tree, &mut dice);
        let text = yaml(&tree);
        let found = problems(&text);
        let Some(first) = found.first().map(ToString::to_string) else { continue };
        cases += 1;
        if repaired(&text, found) {
            good += 1;
        } else {
            left.push(format!("{}: {first}", source.name));
        }
    }
    println!("{good} of {cases} repaired; left:\n{}", left.join("\n"));
    assert!(
        f64::from(good) >= REPAIRED * CASES as f64,
        "{good} of {cases} repaired; left:\n{}",
        left.join("\n")
    );
}
