//! What no value of a metric ever reaches, and so has no effect.

use crate::config::reader::Field;
use crate::plotsim::draft::{Draft, EventDraft, TableDraft};
use crate::plotsim::model::{Side, ThresholdRule};

/// Warns of thresholds outside the range of their metric, and of jitter that moves nothing or moves events across the
/// whole window.
pub fn warn(draft: &Draft<'_>) {
    let tables = || draft.tables.iter().filter_map(|slot| slot.table.as_ref());
    for table in tables() {
        if let Some(EventDraft::Threshold { metric, rule }) = &table.event {
            threshold(draft, table, *metric, rule);
        }
    }
    if let Some(Some(stages)) = &draft.stages {
        let metric = draft.metrics.iter().position(|metric| names(&stages.field, metric.name));
        let (least, greatest) = metric.map_or((None, None), |metric| range(draft, metric));
        let enters = stages.ladder.enters();
        for (name, enter) in stages.names.iter().zip(enters) {
            if greatest.is_some_and(|greatest| *enter > greatest) {
                let message = format!("no value reaches {enter}, so no entity is ever in stage '{name}'");
                stages.field.warn("no-effect", message, None);
            }
        }
        if let (Some(first), Some(name)) = (enters.first(), stages.names.first())
            && least.map_or(*first != 0.0, |least| least < *first)
        {
            let message =
                format!("values below {first} are in stage '{name}' too: its threshold has no effect");
            stages.field.warn("no-effect", message, None);
        }
    }
    if let (Some(jitter), Some(at)) = (draft.temporal_jitter.filter(|jitter| *jitter > 0.0), &draft.noise_at)
        && tables().all(|table| table.event.is_none())
        && draft.tables.iter().all(|slot| slot.table.is_some())
    {
        let message = format!("temporal_jitter: {jitter} moves the times of events, and there are none");
        at.warn("no-effect", message, None);
    }
    if let (Some(jitter), Some(at), Some(time)) = (draft.temporal_jitter, &draft.noise_at, &draft.time) {
        let time = time.story.axis;
        let days = (time.last_day() - time.first_day()).num_days() + 1;
        if jitter >= days as f64 {
            let message = format!(
                "temporal_jitter: {jitter} days is as long as the window of {days}: most events end on its first or last day"
            );
            at.warn(
                "long-jitter",
                message,
                Some("it is the error, in days, of the times that are reported".to_owned()),
            );
        }
    }
}

fn names(field: &Field<'_>, name: &str) -> bool {
    field.node.written().is_some_and(|written| written == name)
}

/// The least and greatest value of a metric, as far as they are known.
fn range(draft: &Draft<'_>, metric: usize) -> (Option<f64>, Option<f64>) {
    let metric = draft.metrics.get(metric).and_then(|draft| draft.metric.as_ref());
    metric.map_or((None, None), |metric| {
        let (law, range) = (&metric.law.law, metric.law.range);
        (range.min.or(law.is_discrete().then_some(0.0)), range.max)
    })
}

fn threshold(draft: &Draft<'_>, table: &TableDraft<'_>, metric: usize, rule: &ThresholdRule) {
    let (least, greatest) = range(draft, metric);
    let name = draft.metrics[metric].name;
    let periods = draft.time.as_ref().map(|time| time.story.len());
    let why = match rule.side {
        Side::Above if greatest.is_some_and(|greatest| rule.value >= greatest) => {
            format!("'{name}' is never above {}", rule.value)
        }
        Side::Below if least.is_some_and(|least| rule.value <= least) => {
            format!("'{name}' is never below {}", rule.value)
        }
        _ if periods.is_some_and(|n| rule.periods as usize > n) => {
            format!("no window of {} periods holds {} in a row", periods.unwrap_or_default(), rule.periods)
        }
        Side::Above | Side::Below => return,
    };
    table.at.warn("no-effect", format!("{why}, so this event never happens"), None);
}
