use std::collections::BTreeMap;

use arrow::array::AsArray;

use super::*;
use crate::checks;
use crate::config::finding::Severity;
use crate::describe::describe;
use crate::project::Project;
use crate::tables::text;
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
        ["dim_date", "dim_city", "dim_customer", "fct_month", "evt_order", "products", "reviews", "votes"]
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
        ("dataset: dim_customer, column: customer_id", "dataset: evt_order, column: order_id", "wrong-place"),
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
