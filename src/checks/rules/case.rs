//! Values that other columns of the row decide on: each is one of those that its branch makes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::config::zone::Zone;
use crate::facts::{Cases, Facts, Language, Reach, Relation, Split};

/// Seconds that texts and sums may be off.
const SLACK: f64 = 1e-3;

/// Every value within the facts of its branch.
struct Branches {
    column: usize,
    name: String,
    choice: Choice,
}

/// Branches and the places of what decides among them.
struct Choice {
    cases: Arc<Cases>,
    of: Vec<usize>,
    /// None where the value is null.
    branches: Vec<Option<Part>>,
}

/// What the values of a branch keep.
struct Part {
    nullable: bool,
    range: Option<(f64, f64)>,
    texts: Option<Arc<[String]>>,
    language: Option<Arc<dyn Language>>,
    after: Option<After>,
    /// Where the branch decides further.
    choice: Option<Choice>,
}

/// A moment between so many seconds after another.
struct After {
    base: usize,
    /// Seconds that one of each is worth: of the value, and of the base.
    units: [f64; 2],
    /// The zone whose clocks show values, where the base has none.
    zone: Option<Zone>,
    least: f64,
    greatest: f64,
}

/// The key of another table's row in the rows of one branch.
struct Key {
    column: usize,
    name: String,
    branch: usize,
    cases: Arc<Cases>,
    of: Vec<usize>,
    target: (usize, usize),
    parent: String,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (column, own) in site.columns.iter().enumerate() {
        let Relation::Case(cases) = &own.facts.relation else { continue };
        // Rows that come again have another arrival, which decides nothing anew.
        let Some(choice) = choice(site, column, cases).filter(|_| !own.is_arrival) else { continue };
        if own.facts.reference.is_none() {
            for (branch, facts) in cases.branches.iter().enumerate() {
                let Some(reference) = facts.facts.as_ref().and_then(|facts| facts.reference.as_ref()) else {
                    continue;
                };
                let Some(target) = reference.column else { continue };
                all.push(Box::new(Key {
                    column,
                    name: own.name.to_owned(),
                    branch,
                    cases: Arc::clone(cases),
                    of: choice.of.clone(),
                    target: (reference.table, target),
                    parent: site.project.names()[reference.table].to_owned(),
                }));
            }
        }
        all.push(Box::new(Branches { column, name: own.name.to_owned(), choice }));
    }
    all
}

fn choice(site: &Site<'_>, column: usize, cases: &Arc<Cases>) -> Option<Choice> {
    let place = |decider: &crate::facts::Decider| {
        site.peer(column, decider.peer).filter(|place| !site.columns[*place].is_arrival)
    };
    let of = cases.of.iter().map(place).collect::<Option<Vec<usize>>>()?;
    let kind = site.columns[column].facts.kind;
    let part = |facts: &Arc<Facts>| part(site, column, facts, kind);
    let branches = cases.branches.iter().map(|branch| branch.facts.as_ref().map(part)).collect();
    Some(Choice { cases: Arc::clone(cases), of, branches })
}

fn part(site: &Site<'_>, column: usize, facts: &Facts, kind: ColumnType) -> Part {
    let unit = |kind| if kind == ColumnType::Date { DAY as f64 } else { 1.0 };
    let (after, choice) = match &facts.relation {
        Relation::After { base, least, greatest, until: _ } => {
            let base = site.peer(column, *base).filter(|base| !site.columns[*base].is_arrival);
            let after = base.map(|base| After {
                base,
                units: [unit(kind), unit(site.columns[base].facts.kind)],
                zone: facts.kind.zone().filter(|_| site.columns[base].facts.kind.zone().is_none()),
                least: *least,
                greatest: *greatest,
            });
            (after, None)
        }
        Relation::Case(cases) => (None, choice(site, column, cases)),
        // A branch is held to its own facts; a relation to other columns of the row would have to be judged here.
        Relation::None
        | Relation::CopyOf { .. }
        | Relation::Between(_)
        | Relation::LevelOf { .. }
        | Relation::NumberWithinParent { .. }
        | Relation::OfChildren { .. }
        | Relation::PoolField { .. }
        | Relation::Computed(_)
        | Relation::PartOf { .. }
        | Relation::Metric { .. }
        | Relation::Share { .. }
        | Relation::Lag { .. }
        | Relation::Mean { .. }
        | Relation::Entity
        | Relation::Period(_)
        | Relation::Stage
        | Relation::Version(_)
        | Relation::OneOf(_)
        | Relation::TableOf { .. }
        | Relation::Shows(_) => (None, None),
    };
    // A date that is cast to a timestamp lies at its midnight.
    let range = match facts.kind {
        ColumnType::Date if kind == ColumnType::Timestamp => {
            facts.range.and_then(|range| Reach::of(facts.kind, range)).and_then(|reach| reach.range(kind))
        }
        _ => facts.range,
    };
    let listed = matches!(kind, ColumnType::Text | ColumnType::Bool) && facts.kind == kind;
    Part {
        nullable: facts.nulls.possible(),
        range,
        texts: facts.categories.as_ref().filter(|_| listed).map(|categories| Arc::clone(&categories.values)),
        language: facts.language.clone().filter(|_| kind == ColumnType::Text),
        after,
        choice,
    }
}

/// The numbers of the columns that are looked at, by their places.
type Numbers = BTreeMap<usize, Vec<f64>>;

impl Choice {
    /// Columns whose numbers are looked at.
    fn columns(&self, all: &mut Vec<usize>) {
        all.extend(&self.of);
        for part in self.branches.iter().flatten() {
            all.extend(part.after.as_ref().map(|after| after.base));
            if let Some(choice) = &part.choice {
                choice.columns(all);
            }
        }
    }

    /// Whether the value of a row is none that its branch makes.
    fn is_broken(&self, column: usize, rows: &Rows<'_>, numbers: &Numbers, row: usize) -> bool {
        let present = rows.values[column].is_valid(row);
        let branch = branch(&self.cases, &self.of, rows, numbers, row);
        let Some(part) = self.branches.get(branch).and_then(Option::as_ref) else { return present };
        if let Some(choice) = &part.choice {
            return choice.is_broken(column, rows, numbers, row);
        }
        if !present {
            return !part.nullable;
        }
        let number = numbers.get(&column).map_or(f64::NAN, |numbers| numbers[row]);
        let outside = part.range.is_some_and(|(least, greatest)| number < least || number > greatest);
        let text = || rows.values[column].words(row);
        let unlisted = part.texts.as_ref().is_some_and(|texts| !texts.contains(&text()));
        let other = part.language.as_ref().is_some_and(|language| !language.contains(&text()));
        let early_or_late = part.after.as_ref().is_some_and(|after| {
            let base = numbers.get(&after.base).map_or(f64::NAN, |numbers| numbers[row]);
            let ahead = after.zone.map_or(0.0, |zone| zone.ahead(number as i64) as f64);
            let apart = number * after.units[0] + ahead - base * after.units[1];
            !(apart >= after.least - SLACK && apart <= after.greatest + SLACK)
        });
        outside || unlisted || other || early_or_late
    }
}

/// The branch of a row by the values that are shown.
fn branch(cases: &Cases, of: &[usize], rows: &Rows<'_>, numbers: &Numbers, row: usize) -> usize {
    cases.branch(|place| {
        let (column, split) = (of[place], &cases.of[place].split);
        let values = &rows.values[column];
        if !values.is_valid(row) {
            return split.null();
        }
        match split {
            Split::Texts(_) => values.text(row).map_or(split.null(), |text| split.text(text)),
            Split::Bools => split.bool(values.words(row) == "true"),
            Split::Numbers(_) => {
                numbers.get(&column).map_or(split.null(), |numbers| split.number(numbers[row]))
            }
        }
    })
}

fn numbers_of(columns: &[usize], rows: &Rows<'_>) -> Numbers {
    columns.iter().map(|column| (*column, rows.dates(*column))).collect()
}

impl Rule for Branches {
    fn check(&self) -> &'static str {
        "case_branches"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        let of: Vec<&str> = self.choice.cases.of.iter().map(|decider| decider.name.as_str()).collect();
        format!("{} as its case says, of {} by {}", self.name, self.choice.branches.len(), of.join(", "))
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let mut columns = vec![self.column];
        self.choice.columns(&mut columns);
        let numbers = numbers_of(&columns, rows);
        for row in 0..rows.block.rows {
            tally.rows += 1;
            if self.choice.is_broken(self.column, rows, &numbers, row) {
                let shown: Vec<usize> = self.choice.of.iter().copied().chain([self.column]).collect();
                tally.offenders.push(|| rows.words(row, &shown));
            }
        }
    }
}

impl Rule for Key {
    fn check(&self) -> &'static str {
        "case_branches"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} of a row of {} where {}", self.name, self.parent, self.cases.branches[self.branch].when)
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        vec![self.target]
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let (keys, _) = kept.get(&self.target)?;
        Some(Lookup { keys: Arc::clone(keys), values: Arc::default(), more: None })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let numbers = numbers_of(&self.of, rows);
        for (row, hash) in rows.hashes(self.column).into_iter().enumerate() {
            if branch(&self.cases, &self.of, rows, &numbers, row) != self.branch {
                continue;
            }
            tally.rows += 1;
            if hash != 0 && lookup.keys.row(hash).is_none() {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}
