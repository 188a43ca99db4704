//! `lifecycle`: stages that entities pass through.

use crate::config::node::Value;
use crate::config::param::Interval;
use crate::config::reader::Field;
use crate::plotsim::parts::stages::{self, Draft};
use crate::plotsim::vocabulary;
use crate::trajectory::stages::Stage;

/// The ladder a field describes.
pub fn read<'a>(field: &Field<'a>) -> Option<Draft<'a>> {
    let fields = field.fields(&vocabulary::builder::LIFECYCLE)?;
    let (enforce, delay) = stages::rules(&fields);
    let items = fields.some_items("stages")?;
    let rungs =
        items.iter().map(rung).collect::<Vec<_>>().into_iter().collect::<Option<Vec<(String, f64)>>>()?;
    // A stage is left where the next one is entered.
    let exits = rungs.iter().skip(1).map(|(_, enter)| Some(*enter)).chain([None]);
    let stages: Vec<Stage> = rungs
        .iter()
        .zip(exits)
        .map(|((name, enter), exit)| Stage { name: name.clone(), enter: *enter, exit })
        .collect();
    let ladder = stages::ladder(fields.get("stages")?, &items, &stages, enforce?, delay?);
    Some(Draft {
        field: fields.get("track")?.clone(),
        names: stages.into_iter().map(|stage| stage.name).collect(),
        ladder: ladder?,
    })
}

/// `{name: threshold}`, `[name, threshold]` or `{name: …, threshold: …}`.
fn rung(item: &Field<'_>) -> Option<(String, f64)> {
    match &item.node.value {
        Value::List(_) => {
            let items = item.tuple(2, 2, "[name, threshold]")?;
            let name = items[0].text().map(str::to_owned);
            name.zip(items[1].float(Interval::EVERYTHING))
        }
        Value::Map(entries) if entries.len() == 1 => {
            let entries = item.entries()?;
            let (name, threshold) = entries.first()?;
            Some(((*name).to_owned(), threshold.float(Interval::EVERYTHING)?))
        }
        _ => {
            let fields = item.fields(&vocabulary::builder::STAGE)?;
            let name = fields.text("name").map(str::to_owned);
            name.zip(fields.float("threshold"))
        }
    }
}
