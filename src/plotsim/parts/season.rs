//! Seasonality: months that lift or lower every metric.

use super::wording;
use crate::config::reader::Field;
use crate::plotsim::vocabulary;
use crate::trajectory::season::{Season, SeasonProblem, SeasonalEffect};

/// The sum of a list of effects.
pub fn read(field: &Field<'_>) -> Option<Season> {
    let items = field.items()?;
    let mut effects = Vec::with_capacity(items.len());
    for item in &items {
        let fields = item.fields(&vocabulary::SEASON);
        let strength = fields.as_ref().and_then(|fields| fields.float("strength"));
        let months = fields.as_ref().and_then(|fields| months(fields.get("months")?));
        effects.push(months.zip(strength).map(|(months, strength)| SeasonalEffect { months, strength }));
    }
    let effects: Vec<SeasonalEffect> = effects.into_iter().collect::<Option<_>>()?;
    Season::new(&effects).map_err(|problems| report(&items, &problems)).ok()
}

fn months(field: &Field<'_>) -> Option<Vec<u32>> {
    let items = field.some_items()?;
    let months: Vec<Option<u32>> =
        items.iter().map(|item| item.int(1, 12).and_then(|month| u32::try_from(month).ok())).collect();
    for (place, month) in months.iter().enumerate() {
        if month.is_some() && months[..place].contains(month) {
            items[place].error("duplicate-item", "this month is listed twice", None);
        }
    }
    months.into_iter().collect()
}

fn report(items: &[Field<'_>], problems: &[SeasonProblem]) {
    for problem in problems {
        let effect = match problem {
            SeasonProblem::NoMonths { effect } | SeasonProblem::BadStrength { effect, .. } => *effect,
            SeasonProblem::NoSuchMonth { effect, .. } => *effect,
            // Already told, at the month.
            SeasonProblem::RepeatedMonth { .. } => continue,
        };
        if let Some(item) = items.get(effect) {
            item.error("bad-season", wording::of(problem), None);
        }
    }
}
