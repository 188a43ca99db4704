//! A row of one of several datasets: `dataset: [customers, firms]`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::interleave;

use super::lookup::Together;
use super::{COLUMN, DATASET};
use crate::config::reader::{Field, Fields};
use crate::facts::{Alternatives, Duty, Extent, Facts, Nulls, Order, Relation, Target, Window, int_kind};
use crate::generators::optional::INNER;
use crate::generators::scope::Scope;
use crate::generators::sequential_id::numbers;
use crate::generators::{Entry, Generator, Site, Values};
use crate::random::{Items, Key, Stream, below};
use crate::steps::Steps;
use crate::tables::text::decoded;

/// Reads a foreign key to one of the datasets that `list` names.
pub fn read(
    entry: &'static Entry,
    list: &Field<'_>,
    fields: &Fields<'_>,
    scope: &Scope<'_>,
) -> Option<Generator> {
    let others = fields.section().params.iter().map(|param| param.name);
    let mut others = others.filter(|name| ![DATASET.param.name, COLUMN.param.name].contains(name));
    if let Some(other) = others.find_map(|name| fields.get(name)) {
        let message = "a foreign key to one of several datasets names any of their rows";
        other.error("conflicting-keys", message, Some("leave it out, or name one dataset".to_owned()));
        return None;
    }
    let items = list.some_items()?;
    let tables: Vec<Option<usize>> = items.iter().map(|item| scope.dataset(item)).collect();
    let tables: Vec<usize> = tables.into_iter().collect::<Option<_>>()?;
    if let Some(place) = (1..tables.len()).find(|place| tables[..*place].contains(&tables[*place])) {
        items[place].error("duplicate-item", "this dataset is listed twice", None);
        return None;
    }
    if let Some(place) = tables.iter().position(|table| scope.tables.grows(*table)) {
        let name = scope.tables.names().get(tables[place]).copied().unwrap_or_default();
        let message = format!(
            "any row of all datasets is as likely, which hangs on the rows of '{name}', which become more as time goes on"
        );
        let hint = "name one dataset, with before".to_owned();
        items[place].error("cannot-extend", message, Some(hint));
        return None;
    }
    let mut targets = Vec::new();
    let mut shown: Vec<&Facts> = Vec::new();
    for table in tables {
        let column = match fields.at(&COLUMN) {
            Some(field) => Some((field, scope.parent_column(field, table, false)?)),
            None => None,
        };
        if let Some((field, (_, column))) = &column {
            if let Some(first) = shown.first().filter(|first| first.kind != column.facts.kind) {
                let message = format!(
                    "'{}' is {} in '{}', but {} in the datasets before",
                    column.name,
                    column.facts.kind.sql(),
                    scope.tables.names()[table],
                    first.kind.sql()
                );
                field.error("different-types", message, Some("refer to the row numbers instead".to_owned()));
                return None;
            }
            shown.push(column.facts);
        }
        targets.push(Target {
            table,
            column: column.map(|(_, (place, _))| place),
            rows: scope.tables.rows(table)?,
        });
    }
    let most = targets.iter().map(|target| target.rows).max().unwrap_or(1);
    let kind = shown.first().map_or(int_kind(1, i64::try_from(most).unwrap_or(i64::MAX)), |facts| facts.kind);
    let names = targets.iter().map(|target| scope.tables.names()[target.table].to_owned()).collect();
    let choice = Alternatives { targets: targets.into(), names, coins: Vec::new() };
    let facts = Facts {
        kind,
        nulls: if shown.iter().any(|facts| facts.nulls.possible()) { Nulls::Possible } else { Nulls::Never },
        range: shown.is_empty().then_some((1.0, most as f64)),
        extent: match shown.split_first() {
            Some((first, rest)) => {
                rest.iter().fold(first.extent.inside(), |all, facts| all.or(facts.extent.inside()))
            }
            None => Extent::NUMBER,
        },
        categories: None,
        law: None,
        json: None,
        reference: None,
        relation: Relation::OneOf(choice.clone()),
        ties: Vec::new(),
        unique: false,
        order: Order::Any,
        language: None,
        window: Window::Any,
        rhythm: None,
        description: None,
        duty: Duty::Judge,
    };
    Some(entry.generator(facts, move |key, site| {
        let column =
            |target: &Target| target.column.map(|column| site.around.column_of(target.table, column));
        let columns = choice.targets.iter().map(column).collect();
        Arc::new(OneOf { pick: Pick::new(&choice, key, site), columns, kind })
    }))
}

/// Which dataset, by its place, and which of its rows each item names.
pub struct Pick {
    targets: Arc<[Target]>,
    names: Arc<[String]>,
    words: Stream,
}

impl Pick {
    fn new(choice: &Alternatives, key: Key, site: &Site<'_>) -> Pick {
        Pick {
            targets: Arc::clone(&choice.targets),
            names: Arc::clone(&choice.names),
            words: site.stream(key, 1),
        }
    }

    fn total(&self) -> u64 {
        self.targets.iter().fold(0u64, |sum, target| sum.saturating_add(target.rows)).max(1)
    }

    fn of(&self, word: u64) -> (usize, u64) {
        let mut row = below(word, self.total());
        for (place, target) in self.targets.iter().enumerate() {
            if row < target.rows {
                return (place, row);
            }
            row -= target.rows;
        }
        (0, 0)
    }

    fn all(&self, items: Items<'_>) -> Vec<(usize, u64)> {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        words.into_iter().map(|word| self.of(word)).collect()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of the column that names the row");
        let (place, row) = self.of(words.first().copied().unwrap_or_default());
        let detail =
            format!("of {} rows of all datasets, each as likely: the row there, from 0", self.total());
        steps.named("parent row", row as f64, self.names.get(place).map_or("", String::as_str), detail);
    }
}

struct OneOf {
    pick: Pick,
    /// What each dataset shows of the row; nothing for its number.
    columns: Vec<Option<Arc<dyn Values>>>,
    kind: crate::config::types::ColumnType,
}

impl Values for OneOf {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let picked = self.pick.all(items);
        let mut rows: Vec<Vec<u64>> = vec![Vec::new(); self.columns.len()];
        let mut places = Vec::with_capacity(picked.len());
        for (place, row) in &picked {
            places.push((*place, rows[*place].len()));
            rows[*place].push(*row);
        }
        let values = |(column, rows): (&Option<Arc<dyn Values>>, &Vec<u64>)| match column {
            Some(column) => decoded(column.array(Items::List(rows))),
            None => numbers(self.kind, rows.iter().map(|row| *row as i64 + 1)),
        };
        let arrays: Vec<ArrayRef> = self.columns.iter().zip(&rows).map(values).collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(|array| array.as_ref()).collect();
        // They are of one type, and every place lies within its array.
        interleave(&arrays, &places)
            .unwrap_or_else(|_| arrow::array::new_null_array(arrays[0].data_type(), places.len()))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.pick.explain(item, steps);
    }
}

/// The names of the datasets whose rows the column at a place names.
pub fn names(choice: &Alternatives, leader: usize, site: &Site<'_>) -> Arc<dyn Values> {
    let mut key = site.around.key(leader);
    let mut coins = Vec::new();
    for probability in &choice.coins {
        coins.push((*probability, site.stream(key, 1)));
        key = key.child(INNER);
    }
    let values: Arc<dyn Values> = Arc::new(Names { pick: Pick::new(choice, key, site) });
    if coins.is_empty() { values } else { Arc::new(Together { coins, values }) }
}

struct Names {
    pick: Pick,
}

impl Values for Names {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let names: ArrayRef = Arc::new(arrow::array::StringArray::from_iter_values(self.pick.names.iter()));
        let places = self.pick.all(items).into_iter().map(|(place, _)| place as i32).collect();
        crate::generators::constant::dictionary(places, &names)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.pick.explain(item, steps);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, ArrayRef, AsArray};

    use crate::checks;
    use crate::config::Overrides;
    use crate::project::Project;
    use crate::tables::text::decoded;
    use crate::workers::Workers;

    const PETS: &str = "
types: native
datasets:
- { name: people, output: people, num_rows: 900, columns: [{ name: code, generator: { type: string_pattern, template: 'p-{sequential_id}' } }] }
- { name: firms, output: firms, num_rows: 100, columns: [{ name: code, generator: { type: string_pattern, template: 'f-{sequential_id}' } }] }
- name: pets
  output: pets
  num_rows: 20000
  columns:
  - { name: owner, generator: { type: foreign_key, dataset: [people, firms], column: code } }
  - { name: kind, generator: { type: parent_dataset, of: owner } }
  - { name: maybe, generator: { type: optional, prob: 0.25, inner: { type: foreign_key, dataset: [firms, people] } } }
  - { name: maybe_kind, generator: { type: parent_dataset, of: maybe } }
";

    fn project(text: &str) -> Project {
        Project::read("pets.yaml", text, Overrides::default()).expect("it reads").0
    }

    /// Columns of the table of pets.
    fn pets(project: &Project, columns: &[usize], shard: Option<(u64, u64)>) -> Vec<ArrayRef> {
        let table = project.table(2, shard);
        let scan = table.scan(columns, &Workers::single());
        let blocks: Vec<_> = (0..table.blocks()).map(|block| scan.block(block)).collect();
        let column = |place: usize| {
            let parts: Vec<ArrayRef> =
                blocks.iter().map(|block| decoded(Arc::clone(&block.columns[place]))).collect();
            let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
            arrow::compute::concat(&parts).expect("one type")
        };
        (0..columns.len()).map(column).collect()
    }

    #[test]
    fn rows_of_all_datasets_are_as_likely_and_told_apart() {
        let project = project(PETS);
        let all = pets(&project, &[0, 1, 2, 3], None);
        let (owners, kinds) = (all[0].as_string::<i32>(), all[1].as_string::<i32>());
        let mut firms = 0.0;
        let mut seen = std::collections::BTreeSet::new();
        for (owner, kind) in owners.iter().zip(kinds) {
            let owner = owner.expect("an owner");
            let (letter, number) = owner.split_once('-').expect("a code");
            let number: u64 = number.parse().expect("a number");
            let (name, rows) = if letter == "p" { ("people", 900) } else { ("firms", 100) };
            assert!(kind == Some(name) && (1..=rows).contains(&number), "{owner} {kind:?}");
            firms += f64::from(u8::from(letter == "f"));
            seen.insert(owner);
        }
        // Binomial with n = 20,000 and p = 0.1, within five standard deviations.
        assert!((firms - 2000.0).abs() < 5.0 * (20_000.0f64 * 0.1 * 0.9).sqrt(), "{firms}");
        assert_eq!(seen.len(), 1000, "every row");
        let (maybe, kinds) = (&all[2], all[3].as_string::<i32>());
        assert!((0..20_000).all(|row| maybe.is_null(row) == kinds.is_null(row)));
        assert!((maybe.null_count() as f64 - 15_000.0).abs() < 5.0 * (20_000.0f64 * 0.25 * 0.75).sqrt());
    }

    #[test]
    fn columns_and_shards_show_what_the_whole_shows() {
        let project = project(PETS);
        let all = pets(&project, &[0, 1, 2, 3], None);
        for (column, whole) in all.iter().enumerate() {
            assert_eq!(&pets(&project, &[column], None)[0], whole);
            let parts: Vec<ArrayRef> =
                (0..3).map(|shard| pets(&project, &[column], Some((shard, 3))).remove(0)).collect();
            let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
            assert_eq!(&arrow::compute::concat(&parts).expect("one type"), whole);
        }
    }

    #[test]
    fn checks_look_rows_up_in_the_dataset_that_is_told() {
        let checked = checks::run(&project(PETS), &Workers::single()).expect("it runs to the end");
        let found: Vec<_> = checked.outcomes.iter().filter(|one| one.check == "reference_match").collect();
        assert_eq!(found.len(), 2, "one for each key");
        assert!(checked.outcomes.iter().all(|one| one.status != checks::Status::Fail), "{found:?}");
    }

    #[test]
    fn what_does_not_go_with_several_datasets_is_told() {
        for (from, to, code) in [
            (
                "dataset: [people, firms], column: code",
                "dataset: [people, people], column: code",
                "duplicate-item",
            ),
            (
                "dataset: [people, firms], column: code",
                "dataset: [people, frms], column: code",
                "unknown-dataset",
            ),
            (
                "dataset: [people, firms], column: code",
                "dataset: [people, firms], column: cod",
                "unknown-column",
            ),
            (
                "dataset: [people, firms], column: code",
                "dataset: [people, firms], zipf: 1",
                "conflicting-keys",
            ),
            ("dataset: [people, firms], column: code", "dataset: []", "empty-list"),
            ("type: parent_dataset, of: owner", "type: parent_dataset, of: kind", "self-reference"),
            ("type: parent_dataset, of: maybe", "type: parent_dataset, of: kind", "wrong-type"),
        ] {
            assert_eq!(PETS.matches(from).count(), 1, "{from}");
            let findings = Project::read("pets.yaml", &PETS.replace(from, to), Overrides::default());
            let findings = findings.err().unwrap_or_else(|| panic!("{to} must not read")).items;
            let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
            assert_eq!(codes, [code], "{to}: {findings:?}");
        }
    }
}
