//! `connection_phases` and `correlation_phases`: periods in which other pairs of metrics are bound than in the rest.

use super::periods;
use crate::config::key::{Items, Key};
use crate::config::param::Section;
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Pair, Phase};

pub const DOC: &str = "Periods in which metrics are correlated otherwise than in the rest; at most 64";
/// The same of one of them.
pub const ONE: &str = "Periods in which metrics are correlated otherwise than in the rest";
pub const PAGE: &str = "docs/plotsim.md#correlations-that-change";
/// Most phases.
const MOST: usize = 64;

pub const START: Key<usize> =
    Key::periods("start_period", 0).doc("First period, counted from 0").example("6");
pub const END: Key<usize> =
    Key::periods("end_period", 0).doc("Last period, counted from 0, inclusive").example("11");
pub const INHERIT: Key<bool> = Key::flag("inherit").default(false).doc(
    "Whether pairs that the phase does not list are correlated as outside all phases; else nothing correlates them",
);

/// Pairs, and where each stands.
pub type Pairs<'a> = Vec<(Pair, Field<'a>)>;

/// What binds metrics outside all phases, or in one.
pub struct Draft<'a> {
    pub phase: Option<Phase>,
    /// The phase, or the list of pairs.
    pub at: Field<'a>,
    /// Those that are listed, and then those that are inherited, which stand where that is said.
    pub pairs: Pairs<'a>,
    /// How many are listed.
    pub listed: usize,
    /// Whether it takes pairs from outside all phases.
    pub inherits: bool,
}

impl<'a> Draft<'a> {
    /// The pairs that it lists itself.
    pub fn own(&self) -> &[(Pair, Field<'a>)] {
        self.pairs.get(..self.listed).unwrap_or(&self.pairs)
    }
}

/// How a form writes phases.
pub struct Form<'k> {
    pub key: &'k Key<Option<Items>>,
    pub section: &'static Section,
    /// The key of the pairs, in a phase and outside all of them.
    pub pairs: &'k Key<Option<Items>>,
}

/// What binds metrics outside all phases, and then in each of those that bind any; `None` if something could not be read.
/// `read` reads the pairs of a document or of a phase.
pub fn read<'a>(
    document: &Fields<'a>,
    form: &Form<'_>,
    window: Option<usize>,
    read: impl Fn(&Fields<'a>) -> Option<Pairs<'a>>,
) -> Option<Vec<Draft<'a>>> {
    let steady = read(document);
    let mut fine = steady.is_some();
    let mut phases: Vec<(Phase, Draft<'a>)> = Vec::new();
    let items = match document.at(form.key) {
        Some(field) => field.few_items(MOST),
        None => Some(Vec::new()),
    };
    for (index, item) in items.iter().flatten().enumerate() {
        let Some((phase, draft)) = one(index, item, form, window, steady.as_deref(), &read) else {
            fine = false;
            continue;
        };
        if let Some((other, _)) = phases.iter().find(|(other, _)| meet(other, &phase)) {
            let message = format!(
                "phase {index} shares periods with phase {}, which holds in {}",
                other.index,
                other.in_words()
            );
            item.error("overlapping-phases", message, Some("a period can lie in one phase at most".into()));
            fine = false;
        }
        phases.push((phase, draft));
    }
    let (steady, items) = (steady?, items?);
    if let (true, false, Some(field)) = (steady.is_empty(), items.is_empty(), document.at(form.key)) {
        let (own, pairs) = (form.key.param.name, form.pairs.param.name);
        let hint =
            format!("list under '{pairs}' what correlates outside the phases, if only a coefficient of 0");
        field.error("missing-key", format!("missing key '{pairs}', which '{own}' needs"), Some(hint));
        fine = false;
    }
    if !fine {
        return None;
    }
    let at = document.place(form.pairs).clone();
    let listed = steady.len();
    let mut all = vec![Draft { phase: None, at, pairs: steady, listed, inherits: false }];
    // A phase that binds nothing of its own leaves its periods to the pairs outside.
    all.extend(phases.into_iter().map(|(_, draft)| draft).filter(|draft| draft.listed > 0));
    Some(all)
}

/// Whether two phases have a period in common.
fn meet(one: &Phase, other: &Phase) -> bool {
    one.first <= other.last && other.first <= one.last
}

/// One phase; `steady` are the pairs outside of all, if they could be read.
fn one<'a>(
    index: usize,
    item: &Field<'a>,
    form: &Form<'_>,
    window: Option<usize>,
    steady: Option<&[(Pair, Field<'a>)]>,
    read: impl Fn(&Fields<'a>) -> Option<Pairs<'a>>,
) -> Option<(Phase, Draft<'a>)> {
    let fields = item.fields(form.section)?;
    let (first, last) = (periods::within(&fields, &START, window), periods::within(&fields, &END, window));
    let (pairs, inherits) = (read(&fields), fields.read(&INHERIT));
    let (first, last) = (first?, last?);
    if let (true, Some(field)) = (last < first, fields.at(&END)) {
        let message = format!("is {last}, before the first period of the phase, {first}");
        field.error("inverted-range", message, Some("both periods belong to the phase".into()));
        return None;
    }
    let (mut pairs, inherits) = (pairs?, inherits?);
    let listed = pairs.len();
    if listed == 0 {
        let message = "has no effect: a phase that lists nothing has the correlations of the other periods";
        item.warn("no-effect", message, None);
    } else if let (true, Some(steady), Some(field)) = (inherits, steady, fields.at(&INHERIT)) {
        let joins = |one: &Pair, other: &Pair| {
            (one.a, one.b) == (other.a, other.b) || (one.b, one.a) == (other.a, other.b)
        };
        let more: Pairs<'a> = steady
            .iter()
            .filter(|(other, _)| !pairs.iter().any(|(pair, _)| joins(pair, other)))
            .map(|(other, _)| (*other, field.clone()))
            .collect();
        if more.is_empty() {
            field.warn("no-effect", "has no effect: the phase lists every pair itself", None);
        }
        pairs.extend(more);
    }
    let phase = Phase { index, first, last };
    Some((phase, Draft { phase: Some(phase), at: item.clone(), pairs, listed, inherits }))
}
