//! Both languages in one file: `datasets` beside `about` or `domain`.
//!
//! Each language reads its own keys of the file and is told of the other's tables, whose rows its own may name. Datasets that name
//! none of plotsim's tables, themselves or by way of others, come first; so plotsim's tables may name their rows, and all other
//! datasets may name rows of plotsim's tables. Nothing can name its own rows that way.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::catalogue::BESIDE;
use crate::config::Overrides;
use crate::config::node::{Node, Value};
use crate::config::reader::{Field, Report};
use crate::config::types::ColumnType;
use crate::datagen;
use crate::datagen::layout;
use crate::datagen::model::Datagen;
use crate::datagen::site::{Place, Room};
use crate::datagen::table::rendered_kind;
use crate::facts::rows::Referred;
use crate::facts::{Facts, Relation, Target};
use crate::generators::outer::Outer;
use crate::generators::{Surroundings, Values};
use crate::plotsim;
use crate::plotsim::model::{self, Form};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text;

/// A config of both languages. The tables of plotsim come first, then the datasets.
pub struct Both {
    /// The plotsim part.
    pub plotsim: Arc<Engine>,
    /// The datagen part.
    pub datagen: Arc<Datagen>,
    /// What is known of the columns of datasets, with tables counted so.
    facts: Vec<Vec<Facts>>,
}

/// The keys that both languages have.
const SHARED: &[&str] = &["seed", "run"];

/// Whether a document of plotsim's language also has datasets.
pub fn has_datasets(tree: &Node) -> bool {
    tree.get("datasets").is_some()
}

impl Both {
    fn new(plotsim: Arc<Engine>, datagen: Arc<Datagen>) -> Both {
        let (tables, datasets) = (plotsim.config().tables.len(), datagen.datasets.len());
        let outer: Vec<usize> = datagen.outer.iter().map(|outer| outer.place).collect();
        let counted = |table: usize| match table.checked_sub(datasets) {
            None => tables + table,
            Some(place) => outer.get(place).copied().unwrap_or(usize::MAX),
        };
        let facts = datagen.datasets.iter().map(|dataset| {
            dataset.table_columns.iter().map(|column| recounted(&column.facts, &counted)).collect()
        });
        Both { facts: facts.collect(), plotsim, datagen }
    }

    /// What is known of the columns of a dataset.
    pub fn facts(&self, dataset: usize) -> &[Facts] {
        self.facts.get(dataset).map_or(&[], Vec::as_slice)
    }
}

/// The same facts with other numbers of tables.
fn recounted(facts: &Facts, counted: &impl Fn(usize) -> usize) -> Facts {
    let mut facts = facts.clone();
    if let Some(reference) = &mut facts.reference {
        reference.table = counted(reference.table);
    }
    match &mut facts.relation {
        Relation::CopyOf { table, .. } | Relation::OfChildren { table, .. } => *table = counted(*table),
        Relation::OneOf(choice) => {
            let targets = choice.targets.iter();
            choice.targets = targets.map(|own| Target { table: counted(own.table), ..*own }).collect();
        }
        Relation::Computed(computation) => {
            let operands = computation.operands.iter().map(|operand| operand.recounted(counted));
            computation.operands = operands.collect();
        }
        Relation::None
        | Relation::TableOf { .. }
        | Relation::After { .. }
        | Relation::Between(_)
        | Relation::LevelOf { .. }
        | Relation::NumberWithinParent { .. }
        | Relation::PoolField { .. }
        | Relation::Case(_)
        | Relation::PartOf { .. }
        | Relation::Metric { .. }
        | Relation::Lag { .. }
        | Relation::Mean { .. }
        | Relation::Entity
        | Relation::Period(_)
        | Relation::Stage
        | Relation::Shows(_)
        | Relation::Share { .. }
        | Relation::Version(_) => {}
    }
    facts
}

/// Reads a document of both languages. Every problem goes to the report; `None` if there is an error among them.
pub fn read(form: Form, tree: &Node, overrides: Overrides, report: &Report) -> Option<Both> {
    let own = |key: &str| BESIDE.contains(&key);
    let datagen_tree = only(tree, |key| own(key) || SHARED.contains(&key));
    let plotsim_tree = only(tree, |key| !own(key));
    let names = dataset_names(&datagen_tree);
    let outward = outward(&datagen_tree, &names);
    // What is wrong with them is told when all are read.
    let inward = without(&datagen_tree, &outward);
    let first = datagen::read(&inward, overrides, &Report::new(""));
    let mut outer: Vec<Arc<Outer>> = Vec::new();
    if let Some(first) = first.map(Arc::new) {
        outer.extend((0..first.datasets.len()).map(|index| Arc::new(of_dataset(&first, index, &names))));
    }
    let seen: Vec<String> = outer.iter().map(|outer| outer.name.clone()).collect();
    let unseen = names.iter().enumerate().filter(|(_, name)| !seen.contains(name));
    outer.extend(unseen.map(|(place, name)| {
        let (unread, name) = (!outward.contains(name), name.clone());
        Arc::new(Outer { name, place, rows: 0, columns: Vec::new(), key: None, values: None, unread })
    }));
    let config = plotsim::read_beside(form, &plotsim_tree, overrides, report, &outer);
    let Some(config) = config else {
        // What the datasets name cannot be told, so that only those are read that name nothing of plotsim's.
        datagen::read(&inward, overrides, report);
        return None;
    };
    let engine = Arc::new(Engine::new(Arc::new(config)));
    check_names(&datagen_tree, &engine, report);
    let tables = (0..engine.config().tables.len()).map(|table| Arc::new(of_table(&engine, table)));
    let tables: Vec<Arc<Outer>> = tables.collect();
    let datagen = datagen::read_beside(&datagen_tree, overrides, report, &tables)?;
    (!report.has_errors()).then(|| Both::new(engine, Arc::new(datagen)))
}

/// The document with those of its keys for which something holds.
fn only(tree: &Node, keep: impl Fn(&str) -> bool) -> Node {
    let mut tree = tree.clone();
    if let Value::Map(entries) = &mut tree.value {
        entries.retain(|(key, _)| matches!(&key.value, Value::Text(name) if keep(name)));
    }
    tree
}

fn datasets(tree: &Node) -> &[Node] {
    match tree.get("datasets").map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn name(item: &Node) -> Option<&str> {
    match item.get("name").map(|node| &node.value) {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}

/// The names of all datasets, empty where one has none.
fn dataset_names(tree: &Node) -> Vec<String> {
    datasets(tree).iter().map(|item| name(item).unwrap_or_default().to_owned()).collect()
}

/// The datasets that refer to a plotsim table, directly or through other datasets.
fn outward(tree: &Node, names: &[String]) -> BTreeSet<String> {
    let named: Vec<BTreeSet<String>> = datasets(tree)
        .iter()
        .map(|item| {
            let mut found = BTreeSet::new();
            gather(item, &mut found);
            found
        })
        .collect();
    let mut outward: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = outward.len();
        for (own, named) in names.iter().zip(&named) {
            if named.iter().any(|name| !names.contains(name) || outward.contains(name)) {
                outward.insert(own.clone());
            }
        }
        if outward.len() == before {
            return outward;
        }
    }
}

/// The names that stand under `dataset` anywhere.
fn gather(node: &Node, found: &mut BTreeSet<String>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                match (&key.value, &value.value) {
                    (Value::Text(key), Value::Text(name)) if key == "dataset" => {
                        found.insert(name.clone());
                    }
                    (Value::Text(key), Value::List(items)) if key == "dataset" => {
                        found.extend(items.iter().filter_map(|item| match &item.value {
                            Value::Text(name) => Some(name.clone()),
                            _ => None,
                        }));
                    }
                    _ => gather(value, found),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// The document without some datasets.
fn without(tree: &Node, gone: &BTreeSet<String>) -> Node {
    let mut tree = tree.clone();
    let Value::Map(entries) = &mut tree.value else { return tree };
    for (key, value) in entries {
        if let (Value::Text(key), Value::List(items)) = (&key.value, &mut value.value)
            && key == "datasets"
        {
            items.retain(|item| name(item).is_none_or(|name| !gone.contains(name)));
        }
    }
    tree
}

/// Reports datasets that are called as a table of plotsim's is; case does not count, as in SQL.
fn check_names(tree: &Node, engine: &Engine, report: &Report) {
    let Some(list) = tree.get("datasets") else { return };
    let field = Field::root(report, tree).child("datasets", list);
    for item in field.items().unwrap_or_default() {
        let Some((own, node)) = name(item.node).zip(item.node.get("name")) else { continue };
        let tables = engine.config().tables.iter();
        if let Some(table) = tables.into_iter().find(|table| table.name.eq_ignore_ascii_case(own)) {
            let message = format!(
                "a table of the plotsim language is called '{}' (case does not count in SQL)",
                table.name
            );
            item.child("name", node).error("duplicate-name", message, None);
        }
    }
}

/// What others see of facts: no numbers of tables or columns.
fn seen(facts: &Facts, kind: ColumnType) -> Arc<Facts> {
    let facts = facts.clone();
    Arc::new(Facts { kind, reference: None, relation: Relation::None, ties: Vec::new(), ..facts })
}

/// A dataset as plotsim's tables see it; `names` are those of all datasets.
fn of_dataset(datagen: &Arc<Datagen>, index: usize, names: &[String]) -> Outer {
    let dataset = &datagen.datasets[index];
    let column = |column: &datagen::model::DatasetColumn| {
        let kind = rendered_kind(column.facts.kind, datagen.native_types);
        (column.name.clone(), seen(&column.facts, kind))
    };
    let config = Arc::clone(datagen);
    Outer {
        name: dataset.name.clone(),
        place: names.iter().position(|name| *name == dataset.name).unwrap_or(index),
        rows: layout::rows(dataset),
        columns: dataset.table_columns.iter().map(column).collect(),
        key: dataset.table_columns.iter().position(|column| column.facts.unique),
        values: Some(Box::new(move |column| {
            let room = Room::single();
            let values = Place::rows(&config, index, &room).column_of(index, column);
            Arc::new(Shown { values, native: config.native_types })
        })),
        unread: false,
    }
}

/// Values as a dataset shows them.
struct Shown {
    values: Arc<dyn Values>,
    native: bool,
}

impl Values for Shown {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let array = self.values.array(items);
        if self.native { array } else { text::rendered(text::decoded(array)) }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.values.explain(item, steps);
    }
}

/// A table of plotsim's as datasets see it.
fn of_table(engine: &Arc<Engine>, place: usize) -> Outer {
    let config = engine.config();
    let table = &config.tables[place];
    let is_dim = match table.kind.about().referred {
        Referred::Entity | Referred::Member | Referred::Listed | Referred::Period => true,
        Referred::Fact | Referred::Pair => false,
    };
    let rows = table.kind.rows(config).filter(|_| is_dim && table.kind.versions().is_none());
    let columns = table.columns.iter().zip(config.facts(place));
    let key = if let [key] = table.primary_key.as_slice() { Some(*key) } else { None };
    let engine = Arc::clone(engine);
    Outer {
        name: table.name.clone(),
        place,
        rows: rows.unwrap_or(0),
        columns: columns.map(|(column, facts)| (column.name.clone(), seen(facts, facts.kind))).collect(),
        key,
        values: rows.map(|_| -> crate::generators::outer::Make {
            Box::new(move |column| {
                let values = model::Site { engine: &engine, table: place, column }.values();
                Arc::new(OfTable { engine: Arc::clone(&engine), table: place, column, values })
            })
        }),
        unread: false,
    }
}

/// A column of a table of plotsim's, by row.
struct OfTable {
    engine: Arc<Engine>,
    table: usize,
    column: usize,
    values: Arc<dyn model::Values>,
}

impl OfTable {
    fn rows(&self, numbers: Vec<u64>) -> RowSet {
        let config = self.engine.config();
        let kind = &config.tables[self.table].kind;
        match kind.members(config) {
            Some(members) => RowSet::of_members(&self.engine, &members, numbers),
            None => kind.row_set(&self.engine, numbers),
        }
    }
}

impl Values for OfTable {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let numbers = (0..items.len()).map(|position| items.item(position)).collect();
        self.values.array(&self.rows(numbers))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let site = model::Site { engine: &self.engine, table: self.table, column: self.column };
        self.values.explain(site, &self.rows(vec![item]), 0, steps);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use arrow::array::AsArray;

    use super::*;
    use crate::checks;
    use crate::config::finding::Severity;
    use crate::describe::describe;
    use crate::project::Project;
    use crate::workers::Workers;

    const SHOP: &str = "
about: A shop and its reviews
unit: customer
window: { start: 2024-01, end: 2024-06, every: monthly }
seed: 5
metrics:
  - { name: interest, type: score, polarity: positive }
  - { name: orders, type: count, polarity: positive, range: [1, 4] }
segments:
  - { name: loyal, count: 60, archetype: growth }
  - { name: fading, count: 40, archetype: decline }
dimensions:
  - name: dim_city
    rows: [{ city_id: GRZ, city: Graz }, { city_id: LNZ, city: Linz }]
  - name: dim_customer
    per: unit
    columns:
      - { name: customer_id, type: id }
      - { name: city_id, type: ref.dim_city }
facts:
  - name: fct_month
    metrics: [interest, orders]
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: customer_id, type: ref.dim_customer }
      - { name: favourite, type: ref.products }
events:
  - name: evt_order
    trigger: proportional
    driver: orders
    scale: 1
    columns:
      - { name: order_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: sku, type: ref.products }
types: native
datasets:
  - name: reviews
    output: reviews
    num_rows: 3000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: customer_id, generator: { type: foreign_key, dataset: dim_customer, column: customer_id } }
      - { name: city_id, generator: { type: parent_value, of: customer_id, column: city_id } }
      - { name: product, generator: { type: foreign_key, dataset: products, column: sku } }
      - { name: from_city, generator: { type: foreign_key, dataset: dim_city, column: city_id, where: { city: [Graz] } } }
  - name: products
    output: products
    num_rows: 30
    columns:
      - { name: sku, generator: { type: string_pattern, template: 's-{uniform_int:100-999}', unique: true } }
      - { name: listed_on, generator: { type: date, start: 2023-01-01, end: 2023-12-31 } }
  - name: votes
    output: votes
    num_rows: 500
    columns:
      - { name: review, generator: { type: foreign_key, dataset: reviews } }
";

    /// The products come first where a column of theirs is named.
    fn shop() -> String {
        let (head, rest) = SHOP.split_once("  - name: reviews").unwrap();
        let (reviews, rest) = rest.split_once("  - name: products").unwrap();
        let (products, votes) = rest.split_once("  - name: votes").unwrap();
        format!("{head}  - name: products{products}  - name: reviews{reviews}  - name: votes{votes}")
    }

    fn project(text: &str) -> Project {
        match Project::read("shop.yaml", text, Overrides::default()) {
            Ok((project, _)) => project,
            Err(findings) => panic!("{findings}"),
        }
    }

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let findings = match Project::read("shop.yaml", text, Overrides::default()) {
            Ok((_, findings)) | Err(findings) => findings,
        };
        let errors = findings.items.into_iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| (finding.code, finding.path)).collect()
    }

    /// All rows of a table as texts, by column.
    fn rows(project: &Project, table: &str, shards: u64) -> BTreeMap<String, Vec<String>> {
        let index = project.names().iter().position(|name| *name == table).expect("the table");
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for shard in 0..shards {
            let table = project.table(index, (shards > 1).then_some((shard, shards)));
            let names: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
            let scan = table.scan(&(0..names.len()).collect::<Vec<_>>(), &Workers::single());
            for block in 0..table.blocks() {
                for (name, array) in names.iter().zip(scan.block(block).columns) {
                    let array = crate::expressions::written(&text::decoded(array));
                    let texts = array.as_string::<i32>();
                    let texts = texts.iter().map(|text| text.unwrap_or("NULL").to_owned());
                    all.entry(name.clone()).or_default().extend(texts);
                }
            }
        }
        all
    }

    #[test]
    fn tables_of_both_languages_name_each_others_rows() {
        let project = project(&shop());
        assert_eq!(
            project.names(),
            [
                "dim_date",
                "dim_city",
                "dim_customer",
                "fct_month",
                "evt_order",
                "products",
                "reviews",
                "votes"
            ]
        );
        let products = rows(&project, "products", 1);
        let orders = rows(&project, "evt_order", 1);
        assert!(orders["sku"].len() > 500 && orders["sku"].iter().all(|sku| products["sku"].contains(sku)));
        let mut sold: Vec<&String> = orders["sku"].iter().collect();
        sold.sort_unstable();
        sold.dedup();
        assert_eq!(sold.len(), 30, "every product");
        // One favourite for each customer.
        let months = rows(&project, "fct_month", 1);
        let mut favourites: BTreeMap<&String, &String> = BTreeMap::new();
        for (customer, favourite) in months["customer_id"].iter().zip(&months["favourite"]) {
            assert_eq!(favourites.entry(customer).or_insert(favourite), &favourite);
        }
        let customers = rows(&project, "dim_customer", 1);
        let city: BTreeMap<&String, &String> =
            customers["customer_id"].iter().zip(&customers["city_id"]).collect();
        let reviews = rows(&project, "reviews", 1);
        for (customer, own) in reviews["customer_id"].iter().zip(&reviews["city_id"]) {
            assert_eq!(city[customer], own);
        }
        assert!(reviews["product"].iter().all(|sku| products["sku"].contains(sku)));
        assert!(reviews["from_city"].iter().all(|city| city == "GRZ"));
    }

    #[test]
    fn each_language_makes_what_it_makes_alone() {
        let both = project(&shop());
        let products = shop();
        let (_, rest) = products.split_once("types: native").unwrap();
        let (own, _) = rest.split_once("  - name: reviews").unwrap();
        let alone = project(&format!("seed: 5\ntypes: native{own}"));
        assert_eq!(rows(&both, "products", 1), rows(&alone, "products", 1));
        let text = shop();
        let (own, _) = text.split_once("types: native").unwrap();
        let own = own.replace("      - { name: favourite, type: ref.products }\n", "");
        let alone = project(&own.replace("      - { name: sku, type: ref.products }\n", ""));
        assert_eq!(rows(&both, "dim_customer", 1), rows(&alone, "dim_customer", 1));
        assert_eq!(rows(&both, "evt_order", 1)["order_id"], rows(&alone, "evt_order", 1)["order_id"]);
    }

    #[test]
    fn shards_show_what_the_whole_shows() {
        let project = project(&shop());
        for table in ["evt_order", "fct_month", "reviews", "votes"] {
            assert_eq!(rows(&project, table, 4), rows(&project, table, 1), "{table}");
        }
    }

    #[test]
    fn one_set_of_checks_judges_all_tables() {
        let project = project(&shop());
        let checked = checks::run(&project, &Workers::new(2)).expect("it runs to the end");
        let bad: Vec<_> = checked.outcomes.iter().filter(|one| one.status == checks::Status::Fail).collect();
        assert!(bad.is_empty(), "{bad:?}");
        let judged = |check: &str, table: &str, column: &str| {
            checked.outcomes.iter().any(|one| {
                one.check == check
                    && one.table.as_deref() == Some(table)
                    && one.columns.iter().any(|own| own == column)
                    && one.status == checks::Status::Pass
            })
        };
        for (check, table, column) in [
            ("fk_integrity", "evt_order", "sku"),
            ("fk_integrity", "fct_month", "favourite"),
            ("fk_integrity", "reviews", "customer_id"),
            ("parent_value", "reviews", "city_id"),
            ("reference_match", "reviews", "from_city"),
        ] {
            assert!(judged(check, table, column), "{check} of {table}.{column}: {:?}", checked.outcomes);
        }
    }

    #[test]
    fn references_are_listed_whoever_makes_them() {
        let notes = describe(&project(&shop()));
        let keys = |table: &str| -> Vec<(String, String, Option<String>)> {
            let note = notes.iter().find(|note| note.name == table).expect("the table");
            let keys = note.foreign_keys.iter();
            keys.map(|key| (key.column.clone(), key.table.clone(), key.target.clone())).collect()
        };
        let key = |column: &str, table: &str, target: &str| {
            (column.to_owned(), table.to_owned(), Some(target.to_owned()))
        };
        assert!(keys("evt_order").contains(&key("sku", "products", "sku")));
        assert!(keys("reviews").contains(&key("customer_id", "dim_customer", "customer_id")));
        assert!(keys("votes").contains(&key("review", "reviews", "id")));
    }

    #[test]
    fn what_cannot_be_named_is_told() {
        let text = shop();
        for (from, to, expected) in [
            ("sku, type: ref.products }\n", "sku, type: ref.product }\n", "unknown-table"),
            ("sku, type: ref.products }\n", "sku, type: ref.reviews }\n", "circle"),
            ("sku, type: ref.products }\n", "sku, type: ref.products, weights: { a: 1 } }\n", "wrong-place"),
            (
                "dataset: dim_customer, column: customer_id",
                "dataset: dim_costumer, column: customer_id",
                "unknown-dataset",
            ),
            (
                "dataset: dim_customer, column: customer_id",
                "dataset: dim_customer, column: customer",
                "unknown-column",
            ),
            (
                "dataset: dim_customer, column: customer_id",
                "dataset: evt_order, column: order_id",
                "wrong-place",
            ),
            (
                "{ type: foreign_key, dataset: reviews }",
                "{ type: foreign_key, dataset: dim_city, per_parent: { min: 1, max: 2 } }",
                "wrong-place",
            ),
            ("- name: votes", "- name: DIM_CITY", "duplicate-name"),
            ("about: A shop", "sheets: 1\nabout: A shop", "unknown-key"),
            ("unit: customer", "unit: 7", "wrong-type"),
            ("types: native", "types: natiev", "unknown-word"),
            ("start: 2023-01-01, end: 2023-12-31", "start: 2023-01-01, end: 2022-12-31", "inverted-range"),
        ] {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            let found = codes(&text.replace(from, to));
            assert!(found.iter().any(|(code, _)| *code == expected), "{to}: {found:?}");
        }
        // What is wrong with a dataset is told once, not again by those that name its rows.
        for (from, to) in [
            ("start: 2023-01-01, end: 2023-12-31", "start: 2023-01-01, end: 2022-12-31"),
            ("types: native", "types: natiev"),
        ] {
            assert_eq!(codes(&text.replace(from, to)).len(), 1, "{to}");
        }
    }
}
