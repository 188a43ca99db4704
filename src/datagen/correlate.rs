//! `correlate`: pairs of columns and their coefficients.

use super::model::{Correlated, Correlation, Entity, Origin, Pair, Redelivery};
use crate::config::key::{Items, Key};
use crate::config::param::{Interval, Kind};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::correlation::{self, Marginal, Solved, Status};
use crate::generators::Column;
use crate::generators::scores::{Quantiles, quantiles};

/// Most columns of a dataset that are correlated, and most pairs of them: solving takes some milliseconds for each column and a
/// time that grows with the cube of their number.
const MOST_COLUMNS: usize = 100;
const MOST_PAIRS: usize = MOST_COLUMNS * (MOST_COLUMNS - 1) / 2;

/// How a pair is written.
const PAIR: &str = "[first column, second column, coefficient]";
const COEFFICIENTS: Interval = Interval::closed(-1.0, 1.0);

pub static CORRELATE: Key<Option<Items>> =
    Key::list("correlate", &Kind::Tuple(3, &[Kind::Text, Kind::Text, Kind::Float(COEFFICIENTS)]))
        .optional()
        .doc("Pairs of columns with their Pearson coefficient, from −1 to 1")
        .example("[[age, income, 0.4], [age, premium, 0.6]]");

/// The columns that can be named.
pub struct Columns<'a> {
    pub entity: Option<&'a Entity>,
    pub own: &'a [Column],
    pub redelivery: Option<&'a Redelivery>,
}

impl<'a> Columns<'a> {
    fn all(&self) -> impl Iterator<Item = (Origin, &'a Column)> {
        let entity = self.entity.into_iter().flat_map(|entity| entity.columns.iter().enumerate());
        let entity = entity.map(|(place, column)| (Origin::Entity(place), column));
        entity.chain(self.own.iter().enumerate().map(|(place, column)| (Origin::Own(place), column)))
    }
}

/// How a column is drawn from a normal score, and its law.
type Drawn = (Quantiles, Marginal);

/// A pair as it is written: two columns by their place among all, and the coefficient.
struct Draft<'a> {
    ends: (usize, usize),
    coefficient: f64,
    at: Field<'a>,
}

/// The correlations of a dataset.
pub fn read(fields: &Fields<'_>, columns: &Columns<'_>) -> Option<Correlation> {
    let Some(items) = fields.read(&CORRELATE)? else { return Some(Correlation::default()) };
    fields.at(&CORRELATE)?.few_items(MOST_PAIRS)?;
    let all: Vec<(Origin, &Column)> = columns.all().collect();
    let drafts = pairs(&items, &all)?;
    let mut places: Vec<usize> = drafts.iter().flat_map(|draft| [draft.ends.0, draft.ends.1]).collect();
    places.sort_unstable();
    places.dedup();
    if places.len() > MOST_COLUMNS {
        let message = format!("names {} columns, but must name {MOST_COLUMNS} at most", places.len());
        fields.at(&CORRELATE)?.error("too-many-items", message, None);
        return None;
    }
    let laws = laws(&drafts, &places, &all, columns.redelivery);
    if refuse_mixed(&drafts, &all) {
        return None;
    }
    let laws = laws?;
    let place = |column: usize| places.binary_search(&column).unwrap_or(0);
    let written: Vec<(usize, usize, f64)> =
        drafts.iter().map(|draft| (place(draft.ends.0), place(draft.ends.1), draft.coefficient)).collect();
    if refuse_impossible(&drafts, &written, &all, places.len()) {
        return None;
    }
    let marginals: Vec<Marginal> = laws.iter().map(|(_, law)| law.clone()).collect();
    let solution = correlation::solve_marginals(&marginals, &written);
    for (draft, solved) in drafts.iter().zip(&solution.pairs) {
        tell(draft, solved, &all);
    }
    let column = |((place, (quantiles, law)), factor): ((&usize, &Drawn), &Vec<(usize, f64)>)| Correlated {
        origin: all[*place].0,
        turned: quantiles.turned,
        own_words: quantiles.own_words,
        mean: law.mean(),
        factor: factor.clone(),
    };
    let pair = |((a, b, coefficient), solved): (&(usize, usize, f64), &Solved)| Pair {
        a: *a,
        b: *b,
        coefficient: *coefficient,
        solved: *solved,
    };
    Some(Correlation {
        columns: places.iter().zip(&laws).zip(&solution.factor).map(column).collect(),
        pairs: written.iter().zip(&solution.pairs).map(pair).collect(),
        repaired: solution.repaired,
    })
}

/// The pairs; what is wrong with any was reported if there are none.
fn pairs<'a>(items: &[Field<'a>], all: &[(Origin, &Column)]) -> Option<Vec<Draft<'a>>> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut complete = true;
    for item in items {
        match pair(item, all) {
            None => complete = false,
            Some(draft) => {
                let (a, b) = draft.ends;
                if drafts.iter().any(|other| other.ends == (a, b) || other.ends == (b, a)) {
                    let (a, b) = names(&draft, all);
                    let message = format!("'{a}' and '{b}' are already a pair");
                    item.error("duplicate-pair", message, Some("keep one of them".to_owned()));
                    complete = false;
                } else {
                    drafts.push(draft);
                }
            }
        }
    }
    complete.then_some(drafts)
}

fn pair<'a>(item: &Field<'a>, all: &[(Origin, &Column)]) -> Option<Draft<'a>> {
    let parts = item.tuple(3, 3, PAIR)?;
    let [first, second, coefficient] = parts.as_slice() else { return None };
    let find = |field: &Field<'_>| -> Option<usize> {
        let name = field.text()?;
        let found = all.iter().position(|(_, column)| column.name == name);
        if found.is_none() {
            let hint = suggest::hint(name, all.iter().map(|(_, column)| column.name.as_str()));
            field.error("unknown-column", format!("'{name}' is not a column of this dataset"), hint);
        }
        found
    };
    let (a, b, coefficient) = (find(first), find(second), coefficient.float(COEFFICIENTS));
    let (a, b) = (a?, b?);
    if a == b {
        second.error("self-pair", format!("'{}' cannot be paired with itself", all[a].1.name), None);
        return None;
    }
    Some(Draft { ends: (a, b), coefficient: coefficient?, at: item.clone() })
}

fn names<'c>(draft: &Draft<'_>, all: &[(Origin, &'c Column)]) -> (&'c str, &'c str) {
    (&all[draft.ends.0].1.name, &all[draft.ends.1].1.name)
}

/// The law of each column that is named; those that have none are reported, each once.
fn laws(
    drafts: &[Draft<'_>],
    places: &[usize],
    all: &[(Origin, &Column)],
    redelivery: Option<&Redelivery>,
) -> Option<Vec<Drawn>> {
    let law = |place: &usize| {
        let (origin, column) = all[*place];
        let found = if redelivery.is_some_and(|redelivery| origin == Origin::Own(redelivery.arrival)) {
            Err("late duplicates show it later")
        } else if column.facts().law.as_ref().is_some_and(|law| !law.has_variance()) {
            Err("its law has no finite variance, which max or other parameters would give it")
        } else {
            quantiles(&column.generator).and_then(|quantiles| {
                let law = Marginal::new(&quantiles.values);
                law.map(|law| (quantiles, law)).ok_or("its values have no variance")
            })
        };
        match found {
            Ok(law) => Some(law),
            Err(why) => {
                let draft = drafts.iter().find(|draft| draft.ends.0 == *place || draft.ends.1 == *place)?;
                let message = format!("'{}' cannot be correlated: {why}", column.name);
                draft.at.error("not-correlatable", message, None);
                None
            }
        }
    };
    let laws: Vec<Option<Drawn>> = places.iter().map(law).collect();
    laws.into_iter().collect()
}

/// Reports pairs of a column of entities and one of rows; false if there are none.
fn refuse_mixed(drafts: &[Draft<'_>], all: &[(Origin, &Column)]) -> bool {
    let of_entity = |place: usize| matches!(all[place].0, Origin::Entity(_));
    let mut any = false;
    for draft in drafts.iter().filter(|draft| of_entity(draft.ends.0) != of_entity(draft.ends.1)) {
        any = true;
        let (a, b) = names(draft, all);
        let message = format!(
            "'{a}' is drawn once for each entity and '{b}' for each row, so they cannot be correlated"
        );
        let hint = "pair columns of the entity, or columns of the rows".to_owned();
        draft.at.error("not-correlatable", message, Some(hint));
    }
    any
}

/// Reports coefficients that no data has together, whatever the laws; false if there are none.
fn refuse_impossible(
    drafts: &[Draft<'_>],
    written: &[(usize, usize, f64)],
    all: &[(Origin, &Column)],
    columns: usize,
) -> bool {
    let exact: Vec<(usize, usize, (f64, f64))> = written.iter().map(|(a, b, r)| (*a, *b, (*r, *r))).collect();
    let found = correlation::impossible(columns, &exact);
    for together in &found {
        let in_words = |at: &usize| {
            let (a, b) = names(&drafts[*at], all);
            format!("'{a}' and '{b}' {}", drafts[*at].coefficient)
        };
        let list: Vec<String> = together.iter().map(in_words).collect();
        let Some(last) = together.last() else { continue };
        let message = format!("no data has these correlations together: {}", list.join(", "));
        let hint = "bring one of them nearer to what the others imply, or leave it out";
        drafts[*last].at.error("impossible-correlations", message, Some(hint.to_owned()));
    }
    !found.is_empty()
}

/// Reports a pair that does not get what it asks for.
fn tell(draft: &Draft<'_>, solved: &Solved, all: &[(Origin, &Column)]) {
    let (a, b) = names(draft, all);
    let (wanted, expected) = (draft.coefficient, solved.expected);
    let hint = Some(format!("{expected:.3} is used"));
    match solved.status {
        Status::Met | Status::Exceeded => {}
        Status::Nearest => {
            let (low, high) = solved.attainable;
            let message = format!(
                "a correlation of {wanted} between '{a}' and '{b}' is impossible: with these laws it lies between {low:.3} and {high:.3}"
            );
            draft.at.warn("unattainable-correlation", message, hint);
        }
        Status::Repaired => {
            let message = format!(
                "with these laws, no correlation matrix holds all the coefficients; in the nearest one '{a}' and '{b}' have {expected:.3} instead of {wanted}"
            );
            draft.at.warn("incompatible-correlations", message, hint);
        }
    }
}

impl Correlation {
    /// The place of a column among those that are correlated.
    pub fn place(&self, origin: Origin) -> Option<usize> {
        self.columns.iter().position(|column| column.origin == origin)
    }
}
