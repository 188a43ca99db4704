//! Levels of a hierarchy that lie above one another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rows, Rule, RuleTally, Site};
use crate::facts::Relation;

struct Levels {
    columns: Vec<usize>,
    names: String,
    hierarchy: String,
    /// The values of the levels shown, for each leaf.
    paths: BTreeSet<Vec<String>>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(config) = site.datagen() else { return Vec::new() };
    let mut drawn: BTreeMap<_, Vec<(usize, usize)>> = BTreeMap::new();
    for (place, column) in site.columns.iter().enumerate() {
        if let Relation::LevelOf { hierarchy, level, draw } = &column.facts.relation {
            drawn.entry((column.group, *hierarchy, draw.as_str())).or_default().push((place, *level));
        }
    }
    let rule = |((_, hierarchy, _), shown): ((_, usize, &str), Vec<(usize, usize)>)| -> Box<dyn Rule> {
        let tree = &config.hierarchies[hierarchy];
        let path = |leaf: usize| {
            let value = |level: usize| {
                let level = &tree.levels[level];
                level.values[level.of_leaf[leaf] as usize].clone()
            };
            shown.iter().map(|(_, level)| value(*level)).collect()
        };
        let names: Vec<&str> = shown.iter().map(|(place, _)| site.columns[*place].name).collect();
        Box::new(Levels {
            names: super::site::tuple(&names),
            hierarchy: tree.name.clone(),
            paths: (0..tree.weights.len()).map(path).collect(),
            columns: shown.iter().map(|(place, _)| *place).collect(),
        })
    };
    drawn.into_iter().map(rule).collect()
}

impl Rule for Levels {
    fn check(&self) -> &'static str {
        "hierarchy_membership"
    }

    fn columns(&self) -> Vec<usize> {
        self.columns.clone()
    }

    fn expected(&self) -> String {
        format!("{} as in hierarchy {}", self.names, self.hierarchy)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        for row in 0..rows.block.rows {
            tally.rows += 1;
            let texts = self.columns.iter().map(|column| {
                let values = &rows.values[*column];
                values.text(row).filter(|_| values.is_valid(row)).map(str::to_owned)
            });
            let texts: Vec<Option<String>> = texts.collect();
            let fits = match texts.iter().cloned().collect::<Option<Vec<String>>>() {
                Some(path) => self.paths.contains(&path),
                // Levels that are left out agree with any value.
                None => self.paths.iter().any(|path| {
                    path.iter()
                        .zip(&texts)
                        .all(|(value, text)| text.as_ref().is_none_or(|text| text == value))
                }),
            };
            if !fits {
                tally.offenders.push(|| rows.words(row, &self.columns));
            }
        }
    }
}
