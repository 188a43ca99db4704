//! Metrics over time: the mean of each segment, and of each arm of an experiment, in every period.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use maud::html;

use super::sheet::{Mark, Sheet, fitting, heading};
use crate::plotsim::model::{Archetype, Plotsim, Run};
use crate::plotsim::tables::engine::Engine;
use crate::report::chart::{Axis, Chart, Ink, Layer};
use crate::report::number;
use crate::trajectory::time_axis::Granularity;
use crate::workers::Workers;

/// Segments shown apart at most; where there are more, archetypes are.
const MOST: usize = 8;
/// Cells that are computed for a picture at most; beyond them, a part of the entities stands for all.
const CELLS: u64 = 12_000_000;
/// Entities of a piece of the work.
const PIECE: u64 = 256;
/// Size of the chart of one metric, and of a panel of many.
const LARGE: (u32, u32) = (680, 320);
const PANEL: (u32, u32) = (236, 130);
/// Width of a picture of panels at most.
const WIDEST: u32 = 4 * PANEL.0;

/// Entities that are shown together.
struct Group<'a> {
    name: &'a str,
    runs: Vec<&'a Run>,
}

impl Group<'_> {
    fn entities(&self) -> u64 {
        self.runs.iter().map(|run| run.count).sum()
    }
}

/// A name as people read it.
fn shown<'n>(name: &'n str, label: &'n str) -> &'n str {
    if label.is_empty() { name } else { label }
}

/// The segments, or the archetypes where there are many of these; and what one of them is called.
fn groups<'c>(config: &'c Plotsim) -> (Vec<Group<'c>>, &'static str) {
    let runs = &config.entities.runs;
    if runs.len() <= MOST {
        let group = |run: &'c Run| Group { name: shown(&run.name, &run.label), runs: vec![run] };
        return (runs.iter().map(group).collect(), "segment");
    }
    let group = |(place, archetype): (usize, &'c Archetype)| Group {
        name: shown(&archetype.name, &archetype.label),
        runs: runs.iter().filter(|run| run.archetype == place).collect(),
    };
    let all = config.archetypes.iter().enumerate().map(group);
    (all.filter(|group| !group.runs.is_empty()).take(MOST).collect(), "archetype")
}

/// The mean of a metric in each period; NaN where there is none.
struct Course {
    /// The arm of an experiment; empty outside of one.
    arm: String,
    means: Vec<f64>,
}

/// Sums by arm, metric and period.
#[derive(Clone, Default)]
struct Sums {
    arms: Vec<(String, Vec<f64>, Vec<u64>)>,
}

impl Sums {
    fn arm(&mut self, name: &str, cells: usize) -> &mut (String, Vec<f64>, Vec<u64>) {
        let place = self.arms.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            self.arms.push((name.to_owned(), vec![0.0; cells], vec![0; cells]));
            self.arms.len() - 1
        });
        &mut self.arms[place]
    }

    fn merge(&mut self, later: &Sums) {
        for (name, sums, counts) in &later.arms {
            let (_, own, own_counts) = self.arm(name, sums.len());
            own.iter_mut().zip(sums).for_each(|(own, sum)| *own += sum);
            own_counts.iter_mut().zip(counts).for_each(|(own, count)| *own += count);
        }
    }
}

/// What was found: by group and metric, a course for each arm, the treated ones first; and whether every entity was read.
struct Found {
    courses: Vec<Vec<Vec<Course>>>,
    complete: bool,
}

fn means(
    engine: &Engine,
    metrics: &[usize],
    groups: &[Group<'_>],
    workers: &Workers,
) -> Result<Found, String> {
    let periods = engine.periods();
    let each = (periods * metrics.len().max(1) * groups.len().max(1)) as u64;
    let quota = (CELLS / each.max(1)).max(PIECE);
    let mut pieces: Vec<(usize, Range<u64>)> = Vec::new();
    let mut complete = true;
    for (place, group) in groups.iter().enumerate() {
        let own = (quota / group.runs.len() as u64).max(1);
        for run in &group.runs {
            complete &= run.count <= own;
            let (blocks, size) = match run.count <= own {
                true => (run.count.div_ceil(PIECE), PIECE),
                false => (own.div_ceil(PIECE), own.min(PIECE)),
            };
            for block in 0..blocks {
                // Evenly spread over the run.
                let first = (u128::from(block) * u128::from(run.count) / u128::from(blocks)) as u64;
                let next = (u128::from(block + 1) * u128::from(run.count) / u128::from(blocks)) as u64;
                let end = if run.count <= own { next } else { next.min(first + size) };
                pieces.push((place, run.first + first..run.first + end));
            }
        }
    }
    let set = engine.metrics(metrics.iter().copied());
    let done: Mutex<Vec<Option<Sums>>> = Mutex::new(vec![None; pieces.len()]);
    workers
        .each(pieces.len() as u64, |piece| {
            let Some((_, entities)) = pieces.get(piece as usize) else { return };
            let cells = engine.values(entities.clone(), &set);
            let mut sums = Sums::default();
            for (place, entity) in entities.clone().enumerate() {
                let (_, totals, counts) =
                    sums.arm(engine.arm(entity).unwrap_or_default(), periods * metrics.len());
                let active = cells.active(place);
                let from = active.start % periods.max(1);
                for (number, metric) in metrics.iter().enumerate() {
                    let Some(values) = cells.metric(*metric).get(active.clone()) else { continue };
                    for (step, value) in values.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                        let cell = number * periods + from + step;
                        if let (Some(total), Some(count)) = (totals.get_mut(cell), counts.get_mut(cell)) {
                            *total += value;
                            *count += 1;
                        }
                    }
                }
            }
            if let Some(own) = done.lock().unwrap_or_else(PoisonError::into_inner).get_mut(piece as usize) {
                *own = Some(sums);
            }
        })
        .map_err(|stopped| stopped.to_string())?;
    // Sums are put together in the order of the pieces, so they do not depend on the threads.
    let mut all = vec![Sums::default(); groups.len()];
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    for ((group, _), sums) in pieces.iter().zip(done) {
        if let (Some(own), Some(sums)) = (all.get_mut(*group), sums) {
            own.merge(&sums);
        }
    }
    let courses = groups.iter().zip(all).map(|(group, mut sums)| {
        let treated = |arm: &str| {
            let rules = group.runs.iter().filter_map(|run| run.treatment.as_ref());
            rules.clone().any(|rule| rule.treatment_label == arm)
        };
        sums.arms.sort_by_key(|(arm, ..)| (!treated(arm), arm.clone()));
        let of_metric = |number: usize| -> Vec<Course> {
            let of_arm = |(arm, totals, counts): &(String, Vec<f64>, Vec<u64>)| {
                let cells = number * periods..(number + 1) * periods;
                let both = totals[cells.clone()].iter().zip(&counts[cells]);
                let means = both.map(|(total, count)| total / *count as f64);
                Course { arm: arm.clone(), means: means.collect() }
            };
            sums.arms.iter().map(of_arm).collect()
        };
        (0..metrics.len()).map(of_metric).collect()
    });
    Ok(Found { courses: courses.collect(), complete })
}

/// A scale that holds these courses, from 0 where that costs little room.
fn scale<'a>(courses: impl Iterator<Item = &'a Course>, most: usize, name: &str) -> Axis {
    let (low, high) = courses
        .flat_map(|course| course.means.iter().copied().filter(|mean| mean.is_finite()))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), mean| (low.min(mean), high.max(mean)));
    let room = (high - low).max(high.abs() * 1e-3) * 0.06;
    let low = if low >= 0.0 && low <= high * 0.4 { 0.0 } else { low - room };
    Axis::numbers(low, high + room, most, name)
}

fn line(course: &Course, ink: Ink, dashed: bool) -> Layer {
    let points = course.means.iter().enumerate().map(|(period, mean)| (period as f64, *mean)).collect();
    Layer::Line { points, ink, dashed }
}

/// What the metric is called.
fn name(config: &Plotsim, metric: usize) -> &str {
    config.metrics.get(metric).map_or("", |metric| shown(&metric.name, &metric.label))
}

/// What a period is called.
fn period(config: &Plotsim) -> &'static str {
    match config.time.granularity() {
        Granularity::Monthly => "month",
        Granularity::Weekly => "week",
        Granularity::Daily => "day",
    }
}

/// How the numbers came about, in a line.
fn account(config: &Plotsim, by: &str, found: &Found) -> String {
    let sample = if found.complete { "" } else { ", from a part of the entities" };
    format!("mean per {by} and {}{sample}", period(config))
}

/// From where to where the first and the last known mean of each course goes.
fn told(
    config: &Plotsim,
    metric: usize,
    groups: &[Group<'_>],
    courses: &[Vec<Vec<Course>>],
    place: usize,
) -> String {
    let of = |(group, courses): (&Group<'_>, &Vec<Vec<Course>>)| {
        let course = courses.get(place)?.first()?;
        let mut known = course.means.iter().filter(|mean| mean.is_finite());
        let first = known.next()?;
        let last = known.next_back().unwrap_or(first);
        Some(format!("{} from {} to {}", group.name, number::short(*first), number::short(*last)))
    };
    let all: Vec<String> = groups.iter().zip(courses).filter_map(of).collect();
    format!("{}: {}.", name(config, metric), all.join(", "))
}

/// One metric: a line for each segment, a dashed one for those of its entities that are not treated.
pub fn lines(engine: &Engine, metric: usize, workers: &Workers) -> Result<Sheet, String> {
    let config = engine.config();
    let (groups, by) = groups(config);
    let found = means(engine, &[metric], &groups, workers)?;
    let label = name(config, metric);
    let (mut layers, mut legend) = (Vec::new(), Vec::new());
    for (place, (group, courses)) in groups.iter().zip(&found.courses).enumerate() {
        let ink = Ink::Series(place);
        for (arm, course) in courses.iter().flatten().enumerate() {
            let text = match course.arm.as_str() {
                "" => group.name.to_owned(),
                arm => format!("{}, {arm}", group.name),
            };
            let dashed = arm > 0;
            layers.push(line(course, ink, dashed));
            legend.push((if dashed { Mark::Dashed } else { Mark::Line }, ink, text));
        }
    }
    let mut x = Axis::periods_with(&config.time, 0.0, 8);
    x.name = period(config).to_owned();
    let summary = told(config, metric, &groups, &found.courses, 0);
    let chart = Chart {
        title: format!("{label} over time"),
        summary: summary.clone(),
        size: LARGE,
        x,
        y: scale(found.courses.iter().flatten().flatten(), 6, label),
        layers,
    };
    Ok(Sheet {
        title: format!("{label} over time"),
        subtitle: account(config, by, &found),
        summary,
        legend,
        size: LARGE,
        charts: vec![(0, 0, chart)],
        marks: super::sheet::nothing(),
    })
}

/// Every metric in a row, every segment in a column. Panels of a row share their scale.
pub fn grid(engine: &Engine, workers: &Workers) -> Result<Sheet, String> {
    /// Height of the names of the segments, and of the name above each row.
    const HEAD: u32 = 24;
    const GAP: u32 = 26;
    let config = engine.config();
    let (groups, by) = groups(config);
    let metrics: Vec<usize> = (0..config.metrics.len().min(MOST)).collect();
    let found = means(engine, &metrics, &groups, workers)?;
    let columns = groups.len().max(1) as u32;
    // As wide as few panels ask for, and narrower panels where there are many.
    let width = PANEL.0.min(WIDEST / columns).max(150);
    let labels = if width < 200 { 2 } else { 3 };
    let mut charts = Vec::new();
    let last = metrics.len().saturating_sub(1);
    for (row, metric) in metrics.iter().enumerate() {
        let of_row = || found.courses.iter().filter_map(|courses| courses.get(row));
        for (column, courses) in of_row().enumerate() {
            let mut x = Axis::periods_with(&config.time, 0.0, labels);
            if row == last {
                x.name = period(config).to_owned();
            }
            let group = groups.get(column).map_or("", |group| group.name);
            let chart = Chart {
                title: format!("{} of {group}", name(config, *metric)),
                summary: String::new(),
                size: (width, if row == last { PANEL.1 + 15 } else { PANEL.1 }),
                x,
                y: scale(of_row().flatten(), 4, ""),
                layers: courses
                    .iter()
                    .enumerate()
                    .map(|(arm, course)| line(course, Ink::Series(column), arm > 0))
                    .collect(),
            };
            charts.push((column as u32 * width, HEAD + row as u32 * (PANEL.1 + GAP) + 16, chart));
        }
    }
    let arms: Vec<&str> = {
        let mut arms: Vec<&str> = Vec::new();
        for course in found.courses.iter().filter_map(|courses| courses.first()).flatten() {
            if !course.arm.is_empty() && !arms.contains(&course.arm.as_str()) {
                arms.push(&course.arm);
            }
        }
        arms
    };
    let legend = arms.iter().enumerate().map(|(place, arm)| {
        (if place > 0 { Mark::Dashed } else { Mark::Line }, Ink::Muted, (*arm).to_owned())
    });
    let marks = html! {
        @for (column, group) in groups.iter().enumerate() {
            @let text = format!("{} ({})", group.name, number::whole(group.entities()));
            (heading(column as u32 * width, 12, &fitting(&text, width.saturating_sub(10))))
        }
        @for (row, metric) in metrics.iter().enumerate() {
            text x="0" y=(HEAD + row as u32 * (PANEL.1 + GAP) + 10) font-size="12" fill=(super::sheet::LABEL) {
                (name(config, *metric))
            }
        }
    };
    let shown = match config.metrics.len() {
        all if all > MOST => format!("; {MOST} of {all} metrics"),
        _ => String::new(),
    };
    let title = match (config.domain.name.as_str(), config.domain.description.as_str()) {
        ("", "") => "Metrics over time",
        ("", name) | (name, _) => name,
    };
    let told: Vec<String> = metrics
        .iter()
        .enumerate()
        .map(|(row, metric)| told(config, *metric, &groups, &found.courses, row))
        .collect();
    Ok(Sheet {
        title: fitting(title, columns * width),
        subtitle: account(config, by, &found) + &shown,
        summary: told.join(" "),
        legend: legend.collect(),
        size: (columns * width, HEAD + metrics.len() as u32 * (PANEL.1 + GAP) + 15),
        charts,
        marks,
    })
}
