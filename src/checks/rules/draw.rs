//! Parts of a person, an address or a firm that belong together.

use std::collections::BTreeMap;

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::{Draw, Relation};
use crate::locales::{Agreement, Field};

struct Parts {
    columns: Vec<usize>,
    names: String,
    agreement: Agreement,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut drawn: BTreeMap<_, Vec<(usize, Field, &Draw)>> = BTreeMap::new();
    for (place, column) in site.columns.iter().enumerate() {
        if let Relation::PartOf { draw, field } = &column.facts.relation {
            drawn.entry((column.group, draw.name.as_str())).or_default().push((place, *field, draw));
        }
    }
    let rule = |shown: Vec<(usize, Field, &Draw)>| -> Option<Box<dyn Rule>> {
        let [(_, _, first), _, ..] = shown.as_slice() else { return None };
        let names: Vec<&str> = shown.iter().map(|(place, _, _)| site.columns[*place].name).collect();
        Some(Box::new(Parts {
            names: super::site::tuple(&names),
            agreement: Agreement::new(
                shown.iter().map(|(_, field, _)| *field).collect(),
                &first.locales.all(),
            ),
            columns: shown.iter().map(|(place, _, _)| *place).collect(),
        }))
    };
    drawn.into_values().filter_map(rule).collect()
}

impl Rule for Parts {
    fn check(&self) -> &'static str {
        "draw_agreement"
    }

    fn columns(&self) -> Vec<usize> {
        self.columns.clone()
    }

    fn expected(&self) -> String {
        format!("{} of one person at one place", self.names)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        for row in 0..rows.block.rows {
            tally.rows += 1;
            let texts = self.columns.iter().map(|column| {
                let values = &rows.values[*column];
                values.is_valid(row).then(|| match values.text(row) {
                    Some(text) => text.to_owned(),
                    None => values.words(row),
                })
            });
            let texts: Vec<Option<String>> = texts.collect();
            let shown: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
            if !self.agreement.fits(&shown) {
                tally.offenders.push(|| rows.words(row, &self.columns));
            }
        }
    }
}
