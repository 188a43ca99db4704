//! What systems know of entities: keys of their own, names written otherwise, and other values of attributes.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};

use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order as Ordered, Relation, Window};
use crate::plotsim::model::{ForeignKey, KeyScheme, Known, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::grains::systems::{Order, key};
use crate::plotsim::tables::rows::RowSet;
use crate::random::{Items, Permutation, Stream, below, unit};
use crate::steps::Steps;
use crate::tables::text::decoded;

/// What is drawn for a row of a system: coin and kind of its name's drift, coin and row of its attribute's.
const WORDS: usize = 4;

/// A column of a system's table.
#[derive(Clone, Debug)]
pub enum SystemColumn {
    /// The system's own key.
    Key(Known),
    /// A column of the dimension, as the system has it.
    Own(Known, usize, ColumnType),
    /// Of all systems in a row: the system's name, its key, and which columns differ from the dimension.
    Name(Vec<Known>),
    Keys(Vec<Known>),
    Drifted(Vec<Known>),
}

impl SystemColumn {
    fn all(&self) -> &[Known] {
        match self {
            SystemColumn::Key(known) | SystemColumn::Own(known, ..) => std::slice::from_ref(known),
            SystemColumn::Name(all) | SystemColumn::Keys(all) | SystemColumn::Drifted(all) => all,
        }
    }
}

impl Source for SystemColumn {
    fn kind(&self) -> ColumnType {
        match self {
            SystemColumn::Own(_, _, kind) => *kind,
            SystemColumn::Key(_)
            | SystemColumn::Name(_)
            | SystemColumn::Keys(_)
            | SystemColumn::Drifted(_) => ColumnType::Text,
        }
    }

    fn words(&self, config: &Plotsim) -> String {
        match self {
            SystemColumn::Own(known, column, _) => {
                let own = config.tables.get(known.dim).and_then(|dim| dim.columns.get(*column));
                own.map_or(String::new(), |own| own.source.words(config))
            }
            SystemColumn::Key(_) => "source:key".to_owned(),
            SystemColumn::Name(_) => "source:name".to_owned(),
            SystemColumn::Keys(_) => "source:source_key".to_owned(),
            SystemColumn::Drifted(_) => "source:drifted_fields".to_owned(),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let stated =
            |description: String, unique: bool, duty: Duty, categories: Option<Categories>| -> Facts {
                Stated {
                    kind: ColumnType::Text,
                    nulls: Nulls::Never,
                    range: None,
                    categories,
                    law: None,
                    reference: None,
                    relation: Relation::None,
                    unique,
                    order: Ordered::Any,
                    window: Window::Any,
                    description,
                    duty,
                }
                .into()
            };
        let name =
            |known: &Known| place.config.systems.get(known.system).map_or("", |system| system.name.as_str());
        match self {
            SystemColumn::Own(known, column, _) => {
                let dim = Place { table: known.dim, column: *column, ..*place };
                let facts = dim.column().source.facts(&dim);
                let drifts = known.name == Some(*column);
                Facts {
                    unique: false,
                    order: Ordered::Any,
                    law: None,
                    relation: Relation::None,
                    language: facts.language.filter(|_| !drifts),
                    categories: facts
                        .categories
                        .filter(|_| !drifts)
                        .map(|categories| Categories::unweighted(categories.values)),
                    duty: if drifts {
                        Duty::Unchecked("a system may write it otherwise")
                    } else {
                        facts.duty
                    },
                    ..facts
                }
            }
            SystemColumn::Key(known) => {
                stated(format!("Key of the row in {}", name(known)), true, Duty::Judge, None)
            }
            SystemColumn::Name(all) => {
                let names: Vec<String> = all.iter().map(|known| name(known).to_owned()).collect();
                let listed = Categories::unweighted(names.into());
                stated("The system that knows it".to_owned(), false, Duty::Judge, Some(listed))
            }
            SystemColumn::Keys(_) => stated(
                "Its key in the system".to_owned(),
                false,
                Duty::Unchecked("it is unique within a system"),
                None,
            ),
            SystemColumn::Drifted(_) => stated(
                "Columns in which the system's row differs from the dimension, with commas between"
                    .to_owned(),
                false,
                Duty::Unchecked("the two tables are not compared"),
                None,
            ),
        }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let all = self.all().iter().filter_map(|known| OneSystem::new(site.engine, known)).collect();
        Arc::new(SystemValues { engine: Arc::clone(site.engine), column: self.clone(), all })
    }

    fn reference(&self) -> Option<&ForeignKey> {
        None
    }
}

/// What makes the values of a system.
struct OneSystem {
    known: Known,
    order: Order,
    words: Stream,
    /// Where numbers start, and in which order eight digits come.
    start: u64,
    digits: Permutation,
}

impl OneSystem {
    fn new(engine: &Engine, known: &Known) -> Option<OneSystem> {
        let key = key(engine, known)?;
        let mut word = Vec::new();
        Stream::new(key.child("start"), 1).words(Items::Range { first: 0, len: 1 }, &mut word);
        Some(OneSystem {
            known: known.clone(),
            order: Order::new(engine, known)?,
            words: Stream::new(key.child("drift"), WORDS),
            start: 1000 + below(word.first().copied().unwrap_or_default(), 9000),
            digits: Permutation::new(key.child("digits"), 1 << 32),
        })
    }

    /// The key of a row.
    fn key(&self, config: &Plotsim, row: u64) -> String {
        let scheme = config.systems.get(self.known.system).map(|system| system.scheme);
        match scheme {
            Some(KeyScheme::Numeric) => (self.start + row).to_string(),
            Some(KeyScheme::UuidShort) => match u32::try_from(row) {
                Ok(row) => format!("{:08x}", self.digits.apply(u64::from(row))),
                // Beyond four thousand million rows digits are added.
                Err(_) => format!("{row:08x}"),
            },
            Some(KeyScheme::PrefixPadded) | None => {
                let dim = config.tables.get(self.known.dim).map_or("", |dim| dim.name.as_str());
                let name = dim.strip_prefix("dim_").unwrap_or(dim).to_uppercase();
                format!("{name}-{:0width$}", row + 1, width = self.known.width)
            }
        }
    }

    /// The words of a row.
    fn row_words(&self, row: u64) -> [u64; WORDS] {
        let mut words = Vec::new();
        self.words.words(Items::List(&[row]), &mut words);
        std::array::from_fn(|place| words.get(place).copied().unwrap_or_default())
    }

    /// The texts of a column of the dimension as the system has them, and what the dimension has.
    fn texts(
        &self,
        engine: &Arc<Engine>,
        column: usize,
        rows: &[u64],
    ) -> Vec<(Option<String>, Option<String>)> {
        let own = texts_of(
            engine,
            self.known.dim,
            column,
            rows.iter().map(|row| self.order.entity(*row).0).collect(),
        );
        let config = engine.config();
        let Some(system) = config.systems.get(self.known.system) else { return Vec::new() };
        let other = |words: &[u64; WORDS]| {
            let row = below(words[3], self.order.total.max(1));
            texts_of(engine, self.known.dim, column, vec![self.order.entity(row).0]).pop().flatten()
        };
        let drifted = |(row, clean): (&u64, Option<String>)| {
            let words = self.row_words(*row);
            let dirty = match &clean {
                Some(text) if self.known.name == Some(column) && unit(words[0]) < system.name_drift => {
                    Some(written_otherwise(text, words[1]))
                }
                Some(_)
                    if self.known.attribute == Some(column) && unit(words[2]) < system.attribute_drift =>
                {
                    other(&words)
                }
                _ => clean.clone(),
            };
            (dirty, clean)
        };
        rows.iter().zip(own).map(drifted).collect()
    }

    /// The columns in which rows differ from the dimension.
    fn differs(&self, engine: &Arc<Engine>, rows: &[u64]) -> Vec<String> {
        let mut all = vec![Vec::new(); rows.len()];
        let mut columns: Vec<usize> = [self.known.name, self.known.attribute].into_iter().flatten().collect();
        columns.dedup();
        let dim = engine.config().tables.get(self.known.dim);
        for column in columns {
            let name = dim.and_then(|dim| dim.columns.get(column)).map_or("", |column| column.name.as_str());
            for (own, (dirty, clean)) in all.iter_mut().zip(self.texts(engine, column, rows)) {
                if dirty != clean {
                    own.push(name);
                }
            }
        }
        all.into_iter().map(|names| names.join(",")).collect()
    }
}

/// The texts of a column of a dimension for some entities.
fn texts_of(engine: &Arc<Engine>, dim: usize, column: usize, entities: Vec<u64>) -> Vec<Option<String>> {
    let Some(table) = engine.config().tables.get(dim) else { return vec![None; entities.len()] };
    let rows = table.kind.row_set(engine, entities);
    let values = decoded(Site { engine, table: dim, column }.values().array(&rows));
    match values.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        None => vec![None; values.len()],
    }
}

struct SystemValues {
    engine: Arc<Engine>,
    column: SystemColumn,
    all: Vec<OneSystem>,
}

impl SystemValues {
    /// The system of a row of all systems one after the other, and the row there.
    fn find(&self, row: u64) -> Option<(&OneSystem, u64)> {
        let mut row = row;
        for one in &self.all {
            match row.checked_sub(one.order.total) {
                None => return Some((one, row)),
                Some(rest) => row = rest,
            }
        }
        None
    }
}

impl Values for SystemValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let config = self.engine.config();
        let numbers = || (0..rows.len).map(|row| rows.number(row));
        match &self.column {
            SystemColumn::Own(known, column, _) => {
                let drifts = known.name == Some(*column) || known.attribute == Some(*column);
                let (true, Some(one)) = (drifts, self.all.first()) else {
                    let Some(dim) = config.tables.get(known.dim) else {
                        return Arc::new(StringArray::new_null(rows.len));
                    };
                    let own = dim.kind.row_set(&self.engine, rows.entities.clone());
                    return Site { engine: &self.engine, table: known.dim, column: *column }
                        .values()
                        .array(&own);
                };
                let numbers: Vec<u64> = numbers().collect();
                let texts = one.texts(&self.engine, *column, &numbers).into_iter();
                Arc::new(texts.map(|(dirty, _)| dirty).collect::<StringArray>())
            }
            SystemColumn::Key(_) | SystemColumn::Keys(_) => {
                let key = |row: u64| self.find(row).map(|(one, row)| one.key(config, row));
                Arc::new(numbers().map(key).collect::<StringArray>())
            }
            SystemColumn::Name(_) => {
                let name = |row: u64| {
                    let (one, _) = self.find(row)?;
                    config.systems.get(one.known.system).map(|system| system.name.as_str())
                };
                Arc::new(numbers().map(name).collect::<StringArray>())
            }
            SystemColumn::Drifted(_) => {
                let mut all: Vec<String> = Vec::with_capacity(rows.len);
                let found: Vec<Option<(&OneSystem, u64)>> = numbers().map(|row| self.find(row)).collect();
                let same = |a: &Option<(&OneSystem, u64)>, b: &Option<(&OneSystem, u64)>| {
                    a.map(|(one, _)| one.known.system) == b.map(|(one, _)| one.known.system)
                };
                for group in found.chunk_by(same) {
                    let own: Vec<u64> = group.iter().flatten().map(|(_, row)| *row).collect();
                    match group.first().copied().flatten() {
                        Some((one, _)) => all.extend(one.differs(&self.engine, &own)),
                        None => all.resize(all.len() + group.len(), String::new()),
                    }
                }
                Arc::new(StringArray::from_iter_values(all))
            }
        }
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let Some((one, own)) = self.find(rows.number(row)) else { return };
        let config = self.engine.config();
        let name = config.systems.get(one.known.system).map_or("", |system| system.name.as_str());
        steps.text("system", name, format!("row {own} of what it knows"));
        if let SystemColumn::Own(known, column, _) = &self.column
            && (known.name == Some(*column) || known.attribute == Some(*column))
            && let Some((_, clean)) = one.texts(&self.engine, *column, &[own]).pop()
        {
            steps.words(
                &one.row_words(own),
                "coin and kind of the name's drift, coin and row of the attribute's",
            );
            steps.text("canonical", clean.unwrap_or_default(), "what the dimension has");
        }
    }

    fn reads_numbers(&self) -> bool {
        true
    }
}

/// A name as another clerk writes it; a name that no way changes stays.
fn written_otherwise(name: &str, word: u64) -> String {
    let ways: [fn(&str, u64) -> Option<String>; 8] =
        [swapped, dropped, doubled, in_other_case, initials, without_marks, legal_form, moved];
    let first = below(word, ways.len() as u64) as usize;
    let order = (0..ways.len()).map(|place| ways[(first + place) % ways.len()]);
    let found = order.filter_map(|way| way(name, word)).find(|other| other != name);
    found.unwrap_or_else(|| name.to_owned())
}

/// A place within a name that has a letter before it and is none of the ends.
fn within(letters: &[char], word: u64) -> Option<usize> {
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|place| letters[*place].is_alphabetic() && letters[place + 1].is_alphabetic())
        .collect();
    // The word's upper bits chose the way, so its lower ones choose the place.
    inner.get((word % inner.len().max(1) as u64) as usize).copied()
}

fn swapped(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let place = within(&letters, word)?;
    letters.swap(place, place + 1);
    Some(letters.into_iter().collect())
}

fn dropped(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    letters.remove(within(&letters, word)?);
    Some(letters.into_iter().collect())
}

fn doubled(name: &str, word: u64) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    let place = within(&letters, word)?;
    letters.insert(place, letters[place]);
    Some(letters.into_iter().collect())
}

fn in_other_case(name: &str, word: u64) -> Option<String> {
    Some(if word & 1 == 0 { name.to_uppercase() } else { name.to_lowercase() })
}

fn initials(name: &str, _: u64) -> Option<String> {
    let (first, rest) = name.split_once(' ')?;
    Some(format!("{}. {rest}", first.chars().next()?))
}

fn without_marks(name: &str, _: u64) -> Option<String> {
    let plain = |letter: char| -> String {
        match letter {
            'ä' => "ae".to_owned(),
            'ö' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            'Ä' => "Ae".to_owned(),
            'Ö' => "Oe".to_owned(),
            'Ü' => "Ue".to_owned(),
            'ß' => "ss".to_owned(),
            'á' | 'à' | 'â' | 'ã' | 'å' => "a".to_owned(),
            'é' | 'è' | 'ê' | 'ë' => "e".to_owned(),
            'í' | 'ì' | 'î' | 'ï' => "i".to_owned(),
            'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o".to_owned(),
            'ú' | 'ù' | 'û' => "u".to_owned(),
            'ç' | 'č' | 'ć' => "c".to_owned(),
            'ñ' | 'ń' => "n".to_owned(),
            'ş' | 'š' | 'ś' => "s".to_owned(),
            'ž' | 'ź' | 'ż' => "z".to_owned(),
            'ł' => "l".to_owned(),
            other => other.to_string(),
        }
    };
    Some(name.chars().map(plain).collect())
}

fn legal_form(name: &str, word: u64) -> Option<String> {
    const FORMS: [(&str, &str); 6] = [
        ("Inc", "Inc."),
        ("Ltd", "Ltd."),
        ("LLC", "L.L.C."),
        ("PLC", "plc"),
        ("Group", "Grp."),
        ("GmbH", "Gesellschaft mbH"),
    ];
    let found = FORMS.iter().find(|(short, _)| name.ends_with(short));
    match found {
        Some((short, long)) if word & 1 == 0 => Some(name.replace(short, long)),
        Some((short, _)) => Some(name.trim_end_matches(short).trim_end_matches([' ', ',']).to_owned()),
        None => None,
    }
}

fn moved(name: &str, _: u64) -> Option<String> {
    let (first, last) = name.rsplit_once(' ')?;
    let person = name.chars().all(|letter| letter.is_alphabetic() || [' ', '-', '.', '\''].contains(&letter));
    person.then(|| format!("{last}, {first}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_eight_other_ways() {
        assert_eq!(swapped("Anna Berg", 1).as_deref(), Some("Anna Berg").map(|_| "Anan Berg"));
        assert_eq!(dropped("Anna Berg", 0).as_deref(), Some("Ana Berg"));
        assert_eq!(doubled("Anna Berg", 0).as_deref(), Some("Annna Berg"));
        assert_eq!(in_other_case("Anna Berg", 0).as_deref(), Some("ANNA BERG"));
        assert_eq!(initials("Anna Berg", 0).as_deref(), Some("A. Berg"));
        assert_eq!(without_marks("Jörg Weiß", 0).as_deref(), Some("Joerg Weiss"));
        assert_eq!(legal_form("Berg Inc", 0).as_deref(), Some("Berg Inc."));
        assert_eq!(legal_form("Berg, Inc", 1).as_deref(), Some("Berg"));
        assert_eq!(moved("Anna Berg", 0).as_deref(), Some("Berg, Anna"));
        for word in 0..64 {
            assert_ne!(written_otherwise("Anna Berg", word << 58 | word), "Anna Berg");
        }
    }
}
