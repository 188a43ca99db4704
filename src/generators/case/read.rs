//! The keys of `case`, and what is known of its values.

use std::sync::Arc;

use super::patterns::{BETWEEN, Column, Coverage, Domain, coverage};
use super::values::Case;
use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::{Accepts, Branch, Cases, Decider, Extent, Facts, Nulls, Peer, Pick, Relation, Tie, words};
use crate::generators::literal::{Literal, common};
use crate::generators::parts::retyped;
use crate::generators::scope::Scope;
use crate::generators::{Entry, Generator, constant, read as read_generator};

/// Most columns that decide, and most cases.
const MOST_DECIDERS: usize = 8;
const MOST_CASES: usize = 1000;
/// Up to here doubles hold every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

static OF: Key<Unread> =
    Key::of("of", Kind::Choice("column or list of columns", &[Kind::Text, Kind::SomeOf(&Kind::Text)])).doc(
        "The columns that decide: earlier ones of the row, those of its entity, or the partition column",
    );
static WHEN: Key<Items> = Key::some("when", &Kind::Map(&CASE)).doc("The cases; the first that fits is taken");
static ELSE: Key<Option<Unread>> = Key::of("else", MADE)
    .otherwise("none, where the cases take every row")
    .doc("What makes the value where no case fits");

static IS: Key<Unread> =
    Key::of("is", Kind::Choice(ENTRY_WORDS, &[Kind::Cell, RANGE, Kind::SomeOf(&ENTRY_OR_LIST)]))
        .doc("What the columns of 'of' hold, an entry for each; \"*\" stands for anything")
        .example("[books, \"*\"]");
static THEN: Key<Unread> =
    Key::of("then", MADE).doc("What makes the value").example("{ type: uniform_int, min: 5, max: 40 }");

const ENTRY_WORDS: &str = "value, mapping {min, max}, null, \"*\", or list of these";
const RANGE: Kind = Kind::Map(&BETWEEN);
static ALTERNATIVE: Kind = Kind::Choice("value, mapping {min, max} or null", &[Kind::Cell, RANGE]);
static ENTRY_OR_LIST: Kind = Kind::Choice(ENTRY_WORDS, &[Kind::Cell, RANGE, Kind::SomeOf(&ALTERNATIVE)]);
const MADE: Kind = Kind::Choice("generator, text, number, boolean or null", &[Kind::Generator, Kind::Cell]);

static CASE: Section =
    Section::new("datagen.case", "docs/datagen.md#case", "One case", &[IS.param, THEN.param]);

pub static ENTRY: Entry = Entry {
    name: "case",
    section: Section::new(
        "datagen.generator.case",
        "docs/datagen.md#case",
        "A value whose generator hangs on other columns of the row: the first case that fits them makes it",
        &[OF.param, WHEN.param, ELSE.param],
    ),
    example: "{ type: case, of: [category, tier], when: [{ is: [books, \"*\"], then: { type: triangular, min: 4, mode: 12, max: 60 } }, { is: [toys, [gold, silver]], then: { type: uniform_int, min: 10, max: 90 } }], else: 25 }",
    read: |fields, scope| {
        if scope.in_array {
            scope.refuse("case cannot fill the items of a json_array: it follows other values of the row");
            return None;
        }
        let columns = columns(fields, scope);
        let single = fields.at(&OF).is_some_and(|field| !field.is_list());
        let items = fields.at(&WHEN).and_then(|field| field.few_items(MOST_CASES)).unwrap_or_default();
        if items.is_empty() {
            return fields.read(&WHEN).and(None);
        }
        let read: Vec<_> = items.iter().map(|item| case(item, columns.as_deref(), single, scope)).collect();
        let otherwise = match fields.at(&ELSE) {
            Some(field) => Some(made(field, scope)),
            None if fields.is_null(&ELSE) => Some(Some(Made::Null)),
            None => None,
        };
        let columns = columns?;
        let cases: Vec<(Vec<Vec<Accepts>>, Made, Field<'_>)> = read.into_iter().collect::<Option<_>>()?;
        let otherwise = match otherwise {
            Some(otherwise) => Some(otherwise?),
            None => None,
        };
        let (mut accepts, mut ways, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (accepted, made, place) in cases {
            accepts.push(accepted);
            ways.push(made);
            places.push(place);
        }
        let deciders = deciders(fields, &items, &columns, &accepts, otherwise.is_some())?;
        let has_else = otherwise.is_some();
        places.extend(has_else.then(|| fields.place(&ELSE).clone()));
        ways.extend(otherwise);
        let (kind, generators) = settled(&places, ways)?;
        Some(whole(columns, deciders, when(&items), has_else, kind, generators))
    },
};

/// The columns that decide.
fn columns<'a>(fields: &Fields<'a>, scope: &Scope<'a>) -> Option<Vec<Column<'a>>> {
    let of = fields.at(&OF)?;
    let named = if of.is_list() { of.some_items()? } else { vec![of.clone()] };
    if named.len() > MOST_DECIDERS {
        of.few_items(MOST_DECIDERS)?;
    }
    let mut all: Vec<Column<'a>> = Vec::new();
    let mut complete = true;
    for field in &named {
        let Some((peer, facts)) = scope.other_value(field, "case") else {
            complete = false;
            continue;
        };
        let column = Column { name: field.text()?, peer, facts };
        if all.iter().any(|known| known.peer == peer) {
            field.error("duplicate-item", format!("'{}' is listed twice", column.name), None);
            complete = false;
        } else if column.is_told_apart() {
            all.push(column);
        } else {
            let message =
                format!("'{}' is {}, whose values a case does not tell apart", column.name, facts.kind.sql());
            let hint = "name a column of texts, numbers, booleans, dates or timestamps".to_owned();
            field.error("wrong-type", message, Some(hint));
            complete = false;
        }
    }
    complete.then_some(all)
}

/// What a case accepts of each column, what it makes, and where that is written.
fn case<'a>(
    item: &Field<'a>,
    columns: Option<&[Column<'_>]>,
    single: bool,
    scope: &Scope<'_>,
) -> Option<(Vec<Vec<Accepts>>, Made, Field<'a>)> {
    let fields = item.fields(&CASE)?;
    let accepts = fields.at(&IS).and_then(|is| entries(is, columns?, single));
    let made = fields.at(&THEN).and_then(|then| made(then, scope));
    Some((accepts?, made?, fields.place(&THEN).clone()))
}

fn entries(is: &Field<'_>, columns: &[Column<'_>], single: bool) -> Option<Vec<Vec<Accepts>>> {
    if let ([only], true) = (columns, single || !is.is_list()) {
        // A list of one list is an entry for each column, of which there is one.
        let entry = match &is.node.value {
            Value::List(items) if items.len() == 1 => is.items()?.remove(0),
            _ => is.clone(),
        };
        return Some(vec![only.accepts(&entry)?]);
    }
    // One entry alone is of the right type; only 'of' tells that it is too few.
    let entries = if is.is_list() { is.some_items()? } else { vec![is.clone()] };
    if entries.len() != columns.len() {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let noun = if entries.len() == 1 { "entry" } else { "entries" };
        let message = format!("is of {} {noun}, but 'of' names {} columns", entries.len(), columns.len());
        let hint = format!(
            "write an entry for each of {}; alternatives are a list within the list",
            names.join(", ")
        );
        is.error("wrong-length", message, Some(hint));
        return None;
    }
    let accepts: Vec<_> = columns.iter().zip(&entries).map(|(column, entry)| column.accepts(entry)).collect();
    accepts.into_iter().collect()
}

/// What makes the value of a case.
enum Made {
    Null,
    Literal(Literal),
    Generator(Generator),
}

fn made(field: &Field<'_>, scope: &Scope<'_>) -> Option<Made> {
    match &field.node.value {
        Value::Null => Some(Made::Null),
        Value::Map(_) => read_generator(field, &scope.inside(field)).map(Made::Generator),
        _ => Literal::read(field).map(Made::Literal),
    }
}

/// The deciding columns with what the cases accept of them, once every case can be taken and every row is.
fn deciders(
    fields: &Fields<'_>,
    items: &[Field<'_>],
    columns: &[Column<'_>],
    accepts: &[Vec<Vec<Accepts>>],
    has_else: bool,
) -> Option<Vec<Decider>> {
    let mut deciders = Vec::with_capacity(columns.len());
    let mut masks = Vec::with_capacity(columns.len());
    let mut domains = Vec::with_capacity(columns.len());
    let words = crate::facts::words_of_mask(accepts.len() + 1);
    for (place, column) in columns.iter().enumerate() {
        let own: Vec<&[Accepts]> = accepts.iter().map(|case| case[place].as_slice()).collect();
        let domain = Domain::of(column, &own);
        let own: Vec<Vec<Accepts>> = own.into_iter().map(<[Accepts]>::to_vec).collect();
        let decider = Decider::new(column.name, column.peer, domain.split.clone(), &own);
        let possible = (0..domain.split.classes()).filter(|class| domain.possible[*class]);
        masks.push(possible.map(|class| (class, decider.mask(class, words).to_vec())).collect::<Vec<_>>());
        domains.push(domain);
        deciders.push(decider);
    }
    let Some(Coverage { reached, open }) = coverage(accepts.len(), &masks) else {
        // Too many combinations to look at each, so that what is left over must be told.
        if !has_else {
            let message =
                "missing 'else': the cases have too many combinations to tell whether they take every row";
            fields.whole.error("open-cases", message, None);
        }
        return has_else.then_some(deciders);
    };
    let mut complete = true;
    for (item, _) in items.iter().zip(&reached).filter(|(_, reached)| !**reached) {
        let message = "is never taken: the cases before it take all its rows, or no row is like that";
        item.error("unreachable-case", message, Some("remove it, or move it up".to_owned()));
        complete = false;
    }
    match (open, has_else) {
        (Some(open), false) => {
            let values = columns.iter().zip(&domains).zip(&open);
            let values = values
                .map(|((column, domain), class)| format!("{} is {}", column.name, domain.example(*class)));
            let message = format!(
                "missing 'else': no case takes a row whose {}",
                values.collect::<Vec<_>>().join(" and ")
            );
            fields.whole.error("open-cases", message, Some("add a case, or else: null".to_owned()));
            complete = false;
        }
        (None, true) => {
            let place = fields.at(&ELSE).unwrap_or(&fields.whole);
            place.warn("no-effect", "'else' is never taken: the cases take every row", None);
        }
        (Some(_), true) | (None, false) => {}
    }
    complete.then_some(deciders)
}

/// The type of all branches, and each as a generator of that type or one that is cast to it; none where it gives null.
fn settled(places: &[Field<'_>], ways: Vec<Made>) -> Option<(ColumnType, Vec<Option<Generator>>)> {
    let kind = |made: &Made| match made {
        Made::Null => None,
        Made::Literal(literal) => Some(literal.kind()),
        Made::Generator(generator) => Some(generator.facts.kind),
    };
    let of_generators = |made: &&Made| matches!(made, Made::Generator(_));
    let join = |kinds: &mut dyn Iterator<Item = ColumnType>| {
        kinds.map(Some).reduce(|one, other| common(one?, other?))
    };
    let all = join(&mut ways.iter().filter_map(kind));
    let generated = join(&mut ways.iter().filter(of_generators).filter_map(kind));
    let settled = match (all, generated) {
        (None, _) => {
            let message = "every case gives null, so that the column has no type";
            places.first()?.error("different-types", message, Some("leave the column out".to_owned()));
            return None;
        }
        (Some(Some(kind)), _) => kind,
        // Literals of several types, or beside texts, are the texts they are written as.
        (Some(None), None | Some(Some(ColumnType::Text))) => ColumnType::Text,
        (Some(None), Some(_)) => {
            let mut before: Option<ColumnType> = None;
            for (place, made) in places.iter().zip(&ways) {
                let Some(own) = kind(made) else { continue };
                match before.map(|before| common(before, own)) {
                    Some(None) => {
                        let known = before.map(ColumnType::sql).unwrap_or_default();
                        let message = format!("gives {}, but the cases before it give {known}", own.sql());
                        place.error("different-types", message, Some("give all cases one type".to_owned()));
                        return None;
                    }
                    Some(joined) => before = joined,
                    None => before = Some(own),
                }
            }
            return None;
        }
    };
    let mut generators = Vec::with_capacity(ways.len());
    for (place, made) in places.iter().zip(ways) {
        generators.push(match made {
            Made::Null => None,
            Made::Literal(literal) => Some(constant::of(settled, literal)),
            Made::Generator(generator) => {
                let facts = &generator.facts;
                let whole = matches!(facts.kind, ColumnType::Int64);
                let wide = facts.range.is_none_or(|(least, greatest)| least < -EXACT || greatest > EXACT);
                if settled == ColumnType::Float64 && whole && wide {
                    let message = "gives whole numbers beyond 2⁵³, which DOUBLE, the type of other cases, does not hold";
                    place.error("different-types", message, None);
                    return None;
                }
                Some(generator)
            }
        });
    }
    Some((settled, generators))
}

/// When each case is taken, in words.
fn when(items: &[Field<'_>]) -> Vec<String> {
    let is = |item: &Field<'_>| item.written(&IS).map_or_else(String::new, |is| written(&is));
    items.iter().map(is).collect()
}

/// An entry as it is written, on one line.
fn written(field: &Field<'_>) -> String {
    let list = |fields: &[Field<'_>]| fields.iter().map(written).collect::<Vec<_>>();
    match &field.node.value {
        Value::Null => "null".to_owned(),
        Value::List(_) => {
            let items = field.items().map_or_else(Vec::new, |items| list(&items));
            format!("[{}]", words::listed(&items))
        }
        Value::Map(_) => {
            let bound = |key| field.node.get(key).and_then(|node| node.written()).unwrap_or_default();
            format!("{} to below {}", bound("min"), bound("max"))
        }
        _ => field.node.written().unwrap_or_default().into_owned(),
    }
}

/// The generator, once all its parts are settled.
fn whole(
    columns: Vec<Column<'_>>,
    deciders: Vec<Decider>,
    when: Vec<String>,
    has_else: bool,
    kind: ColumnType,
    generators: Vec<Option<Generator>>,
) -> Generator {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let named = |when: &String| format!("{} = {when}", names.join(", "));
    let words = when.iter().map(named).chain(has_else.then(|| "else".to_owned()));
    let facts =
        generators.iter().map(|generator| generator.as_ref().map(|generator| Arc::clone(&generator.facts)));
    let branches = words.zip(facts).map(|(when, facts)| Branch { when, facts }).collect();
    let cases = Arc::new(Cases::new(deciders, branches));
    let facts = facts_of(&columns, &cases, kind);
    let peers: Vec<Peer> = columns.iter().map(|column| column.peer).collect();
    let table: Option<Arc<[u16]>> = super::values::table(&cases).map(Arc::from);
    ENTRY.generator(facts, move |key, site| {
        let branch = |(place, generator): (usize, &Option<Generator>)| {
            let way = if has_else && place + 1 == generators.len() {
                "else".to_owned()
            } else {
                format!("case {place}")
            };
            generator.as_ref().map(|generator| generator.build(key.child(&way), site))
        };
        Arc::new(Case {
            cases: Arc::clone(&cases),
            columns: peers.iter().map(|peer| site.peer(*peer)).collect(),
            branches: generators.iter().enumerate().map(branch).collect(),
            kind,
            table: table.clone(),
        })
    })
}

/// What is known of the values, whichever branch made them.
fn facts_of(columns: &[Column<'_>], cases: &Arc<Cases>, kind: ColumnType) -> Facts {
    let own: Vec<Facts> = cases
        .branches
        .iter()
        .filter_map(|branch| branch.facts.as_deref())
        .map(|facts| retyped(facts, kind))
        .collect();
    let all: Vec<&Facts> = own.iter().collect();
    let either = Facts::either(&all);
    let has_null = cases.branches.iter().any(|branch| branch.facts.is_none());
    let mut ties: Vec<Tie> = own.iter().flat_map(|facts| facts.ties.clone()).collect();
    let mut extent: Extent = either.extent;
    for column in columns {
        extent = Extent { bytes: either.extent.bytes, ..extent.or(column.facts.extent) };
        if let Peer::Column(place) = column.peer {
            ties.push(Tie::Column(place));
        }
    }
    let alone = own.len() == 1;
    let reference = either.reference.clone().map(|mut reference| {
        // Rows of one branch need not name parents as those of another do.
        if !alone {
            reference.pick = Pick::Pinned;
            reference.with = reference.with.filter(|with| {
                own.iter()
                    .all(|facts| facts.reference.as_ref().is_some_and(|other| other.with == Some(*with)))
            });
        }
        reference.exact = own.iter().all(|facts| facts.reference.as_ref().is_some_and(|other| other.exact));
        reference
    });
    Facts {
        nulls: if has_null || either.nulls.possible() { Nulls::Possible } else { Nulls::Never },
        extent: extent.inside(),
        reference,
        relation: Relation::Case(Arc::clone(cases)),
        ties,
        ..either
    }
}
