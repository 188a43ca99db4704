//! Configs broken at random: each gives rows or findings, soon, in little memory, and never a panic.
//!
//! A case is a template, an example of the docs or a config of every generator with a few things changed. What is changed
//! follows from the seed and the number of the case alone, so that a failure is repeated by its number:
//!
//! ```text
//! PLOTSIM_FUZZ_SEED=1 PLOTSIM_FUZZ_FIRST=1234 PLOTSIM_FUZZ_CASES=1 cargo test --test fuzz
//! ```
//!
//! `make fuzz` runs a million of them.

#[path = "../common/agreement.rs"]
mod agreement;
#[path = "../common/mod.rs"]
mod common;
mod effect;
mod mutate;
mod read;
mod repair;
mod sources;
mod watch;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use mutate::Dice;
use plotsim::config::Overrides;
use plotsim::config::node::parse;
use plotsim::random::split_mix;
use read::Outcome;
use sources::Source;

/// How many cases an ordinary test run tries.
const CASES: u64 = 2_400;
/// From so many cases on, the shares below are told from chance.
const MANY: u64 = 1_000;
/// At least this share of the cases must still be valid and be read to the last row; the rest says little about values.
const READ_WHOLE: f64 = 0.4;
/// At least this share must be refused; the rest says little about findings.
const REFUSED: f64 = 0.2;

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is '{text}', but must be a whole number")),
        Err(_) => default,
    }
}

/// The text of a case, and what the call says beside it.
fn case(sources: &[Source], seed: u64, number: u64) -> (String, Overrides) {
    let mut dice = Dice::new(split_mix(seed, number));
    let source = &sources[dice.below(sources.len())];
    let mut tree = source.tree.clone();
    let changes = [1, 1, 1, 1, 1, 1, 2, 3][dice.below(8)];
    for _ in 0..changes {
        mutate::mutate(&mut tree, &mut dice);
    }
    let scale = if dice.below(20) == 0 { [1e-9, 1e12, f64::MAX][dice.below(3)] } else { source.scale };
    let seed = (dice.below(4) == 0).then_some(number);
    (mutate::yaml(&tree), Overrides { seed, scale: Some(scale), ..Overrides::default() })
}

#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<Outcome, u64>,
    problems: Vec<String>,
}

#[test]
fn every_config_gives_rows_or_findings() {
    let seed = setting("PLOTSIM_FUZZ_SEED", 1);
    let first = setting("PLOTSIM_FUZZ_FIRST", 0);
    let cases = setting("PLOTSIM_FUZZ_CASES", CASES);
    let sources = sources::all();
    let next = AtomicU64::new(0);
    let tally = Mutex::new(Tally::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let running = AtomicUsize::new(threads);
    let watch = watch::Watch::new(threads);
    std::thread::scope(|scope| {
        scope.spawn(|| watch.look(|| running.load(Ordering::Relaxed) == 0));
        for place in 0..threads {
            let (watch, next, tally, sources, running) = (&watch, &next, &tally, &sources, &running);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= cases {
                        break;
                    }
                    let number = first + number;
                    let (text, overrides) = case(sources, seed, number);
                    watch.begin(place, format!("case {number} of seed {seed}, {overrides:?}:\n{text}"));
                    let found = catch_unwind(AssertUnwindSafe(|| read::read(&text, overrides)));
                    watch.end(place);
                    let mut tally = tally.lock().unwrap();
                    match found {
                        Ok(Ok(outcome)) => *tally.outcomes.entry(outcome).or_default() += 1,
                        Ok(Err(problem)) => tally.problems.push(format!("case {number}: {problem}\n{text}")),
                        Err(panic) => {
                            let said = panic.downcast_ref::<String>().map(String::as_str);
                            let said = said.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
                            tally.problems.push(format!("case {number} panics: {said}\n{text}"));
                        }
                    }
                }
                running.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    let Tally { outcomes, problems } = tally.into_inner().unwrap();
    println!(
        "{cases} cases of seed {seed} from {first} on: {outcomes:?}, {} problems; {watch}",
        problems.len()
    );
    assert!(
        problems.is_empty(),
        "{} of {cases} cases of seed {seed}:\n{}",
        problems.len(),
        problems.join("\n\n")
    );
    let share = |outcome| outcomes.get(&outcome).copied().unwrap_or(0) as f64 / cases as f64;
    if cases >= MANY {
        assert!(share(Outcome::ReadWhole) >= READ_WHOLE, "{outcomes:?}");
        assert!(share(Outcome::Refused) >= REFUSED, "{outcomes:?}");
    }
}

#[test]
fn what_is_written_is_what_was_meant() {
    for source in sources::all() {
        let text = mutate::yaml(&source.tree);
        let again = parse(&text).unwrap_or_else(|finding| panic!("{finding}\n{text}"));
        assert_eq!(mutate::yaml(&again), text);
    }
}
