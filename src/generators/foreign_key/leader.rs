//! How foreign keys draw their rows, and columns that take their row from another one.

use std::sync::Arc;

use crate::config::reader::Field;
use crate::facts::{Conditions, Facts, Other, Peer, Pick, Relation, Tie};
use crate::generators::Column;
use crate::generators::scope::Scope;

/// How parent rows are drawn.
#[derive(Clone, Debug)]
pub enum Draw {
    Uniform,
    /// No parent twice.
    Unique,
    /// The parent of popularity rank k with probability ∝ k⁻ˢ; ranks are spread over the parents in a keyed order.
    Zipf(f64),
    /// The parent whose child the row is.
    Parent,
    /// A parent that keeps some conditions.
    Chosen(Arc<Choice>),
}

/// A choice under conditions.
#[derive(Debug)]
pub struct Choice {
    /// The column that chooses.
    pub column: String,
    pub conditions: Arc<Conditions>,
    /// The foreign key that names the row to avoid.
    pub avoided: Option<Leader>,
}

impl Draw {
    pub fn pick(&self) -> Pick {
        match self {
            Draw::Uniform => Pick::Uniform,
            Draw::Unique => Pick::Unique,
            Draw::Zipf(s) => Pick::Zipf(*s),
            Draw::Parent => Pick::Parent,
            Draw::Chosen(choice) => Pick::Conditional(Arc::clone(&choice.conditions)),
        }
    }

    /// The columns of the row on which the choice hangs.
    pub fn ties(&self) -> Vec<Tie> {
        let Draw::Chosen(choice) = self else { return Vec::new() };
        let conditions = &choice.conditions;
        let peers = conditions.matches.iter().map(|one| one.own);
        let peers = peers.chain(conditions.bounds.iter().map(|bound| bound.own));
        let columns = peers.filter_map(|peer| match peer {
            Peer::Column(column) => Some(Tie::Column(column)),
            Peer::Entity(_) | Peer::Day => None,
        });
        columns.collect()
    }

    /// The draw of a column that chooses so, if it is one of these.
    fn of(pick: &Pick, column: &Column, earlier: &[Column]) -> Option<Draw> {
        match pick {
            Pick::Uniform => Some(Draw::Uniform),
            Pick::Unique => Some(Draw::Unique),
            Pick::Zipf(s) => Some(Draw::Zipf(*s)),
            Pick::Parent => Some(Draw::Parent),
            Pick::Conditional(conditions) => {
                let avoided = match conditions.other {
                    Some(Other::Named(index)) => Some(Leader::of(index, earlier).ok()?),
                    Some(Other::Itself(_)) | None => None,
                };
                let conditions = Arc::clone(conditions);
                Some(Draw::Chosen(Arc::new(Choice { column: column.name.clone(), conditions, avoided })))
            }
            Pick::Weighted(_)
            | Pick::Pinned
            | Pick::Entity
            | Pick::Period
            | Pick::OwnMember
            | Pick::Version
            | Pick::OwnRow { .. }
            | Pick::Above
            | Pick::Left
            | Pick::Right => None,
        }
    }
}

/// The foreign key of the same row, entity or pool entry from which another column takes its parent row.
#[derive(Clone, Debug)]
pub struct Leader {
    pub index: usize,
    pub table: usize,
    pub rows: u64,
    pub draw: Draw,
    /// The probabilities of the coins without any of which the row is not named.
    pub coins: Vec<f64>,
}

/// Why a column leads no other.
enum NoLeader {
    NoKey(String),
    Optional(String),
}

impl Leader {
    /// The column that draws the row which the column at a place names: itself, or the one it goes with.
    fn of(mut index: usize, earlier: &[Column]) -> Result<Leader, NoLeader> {
        loop {
            let Some(column) = earlier.get(index) else { return Err(NoLeader::NoKey(String::new())) };
            let facts = column.facts();
            let drawn = facts.reference.as_ref().filter(|_| is_key(facts));
            let draw = drawn.and_then(|one| Some((one, Draw::of(&one.pick, column, earlier)?)));
            let Some((reference, draw)) = draw else { return Err(NoLeader::NoKey(column.name.clone())) };
            match reference.with {
                // An optional follower leaves rows out that its leader has: what it names is its own.
                Some(leader) if reference.coins.is_empty() => index = leader,
                Some(_) => return Err(NoLeader::Optional(column.name.clone())),
                None => {
                    let (table, rows, coins) = (reference.table, reference.rows, reference.coins.clone());
                    return Ok(Leader { index, table, rows, draw, coins });
                }
            }
        }
    }

    /// All columns of one key refer to one table.
    pub fn check_table(&self, with: &Field<'_>, table: usize, scope: &Scope<'_>) -> Option<()> {
        if self.table == table {
            return Some(());
        }
        let names = scope.tables.names();
        let (other, own, named) = (names[self.table], names[table], with.text()?);
        let message = format!("'{named}' refers to '{other}', but this column refers to '{own}'");
        let hint = "all columns of one key refer to one dataset".to_owned();
        with.error("different-parents", message, Some(hint));
        None
    }
}

/// Whether a column names rows by itself.
fn is_key(facts: &Facts) -> bool {
    facts.reference.is_some() && facts.relation == Relation::None
}

impl Scope<'_> {
    /// The earlier foreign key a field names; where that one follows another, the other.
    pub fn leader(&self, field: &Field<'_>, word: &str) -> Option<Leader> {
        if self.in_array {
            let message = format!("{word} cannot stand inside an array: a row names one parent");
            field.error("wrong-place", message, None);
            return None;
        }
        let (index, _) = self.peers.find(field, |column| is_key(column.facts()), &[])?;
        match Leader::of(index, self.peers.earlier) {
            Ok(leader) => Some(leader),
            Err(NoLeader::NoKey(name)) => {
                let hint = "name a column whose generator is foreign_key, or optional around one".to_owned();
                field.error("wrong-type", format!("'{name}' is no foreign key"), Some(hint));
                None
            }
            Err(NoLeader::Optional(name)) => {
                let message = format!("'{name}' is optional and takes its row from another column");
                field.error("wrong-type", message, Some("name that other column".to_owned()));
                None
            }
        }
    }
}
