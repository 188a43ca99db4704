//! All pairs together: one correlation matrix of normal scores, and what it will give.

use std::sync::Arc;

use super::cells::{Encounter, Expanded, MetricCells, encounters, meetings};
use super::expansion::{Grid, Shown};
use super::joint;
use super::matrix::Matrix;
use super::moving::{Group, Table, solved};
use super::pair::{Cell, MARGIN, Response, invert};

/// Where a coefficient holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// About the centres: among cells of equal position.
    Residual,
    /// Over all cells of the table, what the centres do together included.
    Pooled,
}

/// A wanted coefficient of two different metrics, by index; each unordered pair at most once.
#[derive(Clone, Copy, Debug)]
pub struct PairTarget {
    /// One metric.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Pearson's coefficient, −1 to 1.
    pub coefficient: f64,
    /// Among which cells.
    pub scope: Scope,
    /// Whether a pooled coefficient may be reached by turning what is left about the centres against its own sign.
    pub allow_reversal: bool,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The coefficient is the wanted one.
    Met,
    /// The trajectory alone gives more in the wanted direction, or anything where nothing was wanted; nothing is added.
    Exceeded,
    /// The nearest attainable coefficient.
    Nearest,
    /// Another one, because the solved coefficients fit no correlation matrix together.
    Repaired,
}

impl Status {
    /// The word shown to users.
    pub fn name(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Exceeded => "exceeded",
            Status::Nearest => "nearest",
            Status::Repaired => "repaired",
        }
    }
}

/// What became of a wanted coefficient. All of it is of values as drawn, before noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solved {
    /// The coefficient over all cells if the scores were independent.
    pub alone: f64,
    /// The least and greatest coefficient to be had: over all cells in the wanted direction, or at every position.
    pub attainable: (f64, f64),
    /// The coefficient of normal scores in use; the usual one where it differs between cells.
    pub rho: f64,
    /// The coefficient among cells of equal position, as a mean over the positions.
    pub residual: f64,
    /// The coefficient to be expected, in its scope.
    pub expected: f64,
    /// What the wanted coefficient over all cells would need among cells of equal position, in either direction; none if
    /// it cannot be had even so, or was asked for at equal position.
    pub needed: Option<f64>,
    /// What became of the wish.
    pub status: Status,
}

/// The correlation of the metrics' normal scores.
#[derive(Clone, Debug, Default)]
pub struct Solution {
    /// One for each target, in their order.
    pub pairs: Vec<Solved>,
    /// Whether no correlation matrix held the solved coefficients together.
    pub repaired: bool,
    /// For each metric the row of the lower triangular factor, as (metric, factor) without zeros; scores are z = L·ε with
    /// independent ε. Empty if nothing is correlated.
    pub factor: Vec<Vec<(usize, f64)>>,
    /// Metrics whose factor differs from cell to cell; each belongs to one group at most.
    pub groups: Vec<Group>,
    /// By target, what moves.
    tables: Vec<Option<Arc<Table>>>,
}

impl Solution {
    /// A solution in which nothing moves from cell to cell.
    pub(super) fn fixed(pairs: Vec<Solved>, repaired: bool, factor: Vec<Vec<(usize, f64)>>) -> Solution {
        let tables = vec![None; pairs.len()];
        Solution { pairs, repaired, factor, groups: Vec::new(), tables }
    }
}

/// Greatest size of what is left about the centres, where a pooled coefficient drives it: a relation that is nearly exact is
/// nothing anybody asked for.
pub const MOST_RESIDUAL: f64 = 0.95;
/// Rounding that a coefficient at the very end of its interval is granted.
const SLACK: f64 = 1e-6;
/// Change by which a pair counts as repaired.
const CHANGED: f64 = 1e-4;
/// Difference between cells of the normal-space coefficient for which they are told apart.
const MOVES: f64 = 5e-4;
/// Shares of cells below this do not narrow the interval that is attainable everywhere.
const RARE: f64 = 0.005;

/// A pair on its way.
struct Work {
    response: Response,
    solved: Solved,
    /// Normal-space coefficients that keep the direction.
    allowed: (f64, f64),
    table: Option<Arc<Table>>,
}

/// Finds the normal-space coefficients of all targets. `weights` say how many cells each class has, not all of them 0.
pub fn solve(weights: &[f64], metrics: &[MetricCells], targets: &[PairTarget]) -> Solution {
    if targets.is_empty() {
        return Solution::default();
    }
    let grid = Arc::new(Grid::new());
    let expanded: Vec<Arc<Expanded>> =
        expansions(&grid, metrics, targets, |_| None).into_iter().map(Arc::new).collect();
    let mut work: Vec<Work> = targets.iter().map(|target| pair(&grid, weights, &expanded, target)).collect();

    let wanted: Vec<joint::Given> = targets
        .iter()
        .zip(&work)
        .map(|(target, own)| joint::Given {
            a: target.a,
            b: target.b,
            rho: own.solved.rho,
            allowed: own.allowed,
        })
        .collect();
    let (matrix, repaired) = joint::matrix(metrics.len(), &wanted);
    for (target, own) in targets.iter().zip(&mut work) {
        let rho = matrix.at(target.a, target.b);
        if rho != own.solved.rho {
            let (residual, total) = (own.response.local(rho), own.response.total(rho));
            let expected = if target.scope == Scope::Pooled { total } else { residual };
            own.settle(Solved { rho, residual, expected, ..own.solved });
        }
    }
    let moving: Vec<(usize, usize, Arc<Table>)> = targets
        .iter()
        .zip(&work)
        .filter_map(|(target, own)| Some((target.a, target.b, Arc::clone(own.table.as_ref()?))))
        .collect();
    let groups: Vec<Group> = joint::components(metrics.len(), |a, b| matrix.at(a, b) != 0.0)
        .into_iter()
        .filter(|metrics| moving.iter().any(|(a, _, _)| metrics.contains(a)))
        .map(|metrics| Group::new(metrics, &matrix, &moving))
        .collect();
    for group in &groups {
        held(group, &grid, (weights, metrics), targets, &expanded, &mut work);
    }
    // A matrix from above has positive eigenvalues; should rounding take one, metrics stay independent.
    let lower = matrix.cholesky().unwrap_or_else(|| Matrix::identity(metrics.len()));
    let row = |metric: usize| {
        let cells = (0..=metric).map(|other| (other, lower.at(metric, other)));
        cells.filter(|(_, value)| *value != 0.0).collect()
    };
    Solution {
        repaired: repaired || work.iter().any(|own| own.solved.status == Status::Repaired),
        factor: (0..metrics.len()).map(row).collect(),
        groups,
        pairs: work.iter().map(|own| own.solved).collect(),
        tables: work.into_iter().map(|own| own.table).collect(),
    }
}

/// The coefficients to be expected, in their scopes, where the values are shown as `shown` says of each metric.
pub fn expected_shown(
    weights: &[f64],
    metrics: &[MetricCells],
    targets: &[PairTarget],
    solution: &Solution,
    shown: &[&dyn Shown],
) -> Vec<f64> {
    let grid = Grid::new();
    let expanded = expansions(&grid, metrics, targets, |metric| shown.get(metric).copied());
    let one = |(place, target): (usize, &PairTarget)| {
        let (Some(solved), Some(table)) = (solution.pairs.get(place), solution.tables.get(place)) else {
            return 0.0;
        };
        let (a, b) = (&expanded[target.a], &expanded[target.b]);
        let encounters = encounters(weights, a, b);
        match (target.scope, table) {
            (Scope::Pooled, _) => Response::new(&grid, &meetings(&encounters, a, b), false).total(solved.rho),
            (Scope::Residual, None) => {
                Response::new(&grid, &meetings(&encounters, a, b), false).local(solved.rho)
            }
            (Scope::Residual, Some(table)) => local(&grid, &encounters, a, b, |i, j, _| table.node(i, j)),
        }
    };
    targets.iter().enumerate().map(one).collect()
}

/// The expansions of all metrics that targets name.
fn expansions<'a>(
    grid: &Grid,
    metrics: &[MetricCells],
    targets: &[PairTarget],
    shown: impl Fn(usize) -> Option<&'a dyn Shown>,
) -> Vec<Expanded> {
    let needed = |metric: usize| targets.iter().any(|target| target.a == metric || target.b == metric);
    let expansion = |(metric, cells): (usize, &MetricCells)| {
        if needed(metric) { Expanded::new(grid, cells, shown(metric)) } else { Expanded::default() }
    };
    metrics.iter().enumerate().map(expansion).collect()
}

/// The mean over encounters of Pearson's coefficient, where both metrics vary.
fn local(
    grid: &Grid,
    encounters: &[Encounter],
    a: &Expanded,
    b: &Expanded,
    rho: impl Fn(usize, usize, &Cell) -> f64,
) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for (i, j, share) in encounters {
        if let Some(cell) = Cell::new(grid, &a.distinct[*i], &b.distinct[*j]) {
            sum += share * cell.at(rho(*i, *j, &cell));
            all += share;
        }
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

/// One pair by itself.
fn pair(grid: &Arc<Grid>, weights: &[f64], expanded: &[Arc<Expanded>], target: &PairTarget) -> Work {
    let (a, b) = (&expanded[target.a], &expanded[target.b]);
    let encounters = encounters(weights, a, b);
    let response = Response::new(grid, &meetings(&encounters, a, b), a.alike && b.alike);
    match target.scope {
        Scope::Pooled => pooled(target, response),
        Scope::Residual => residual(grid, target, (a, b), encounters, response),
    }
}

fn pooled(target: &PairTarget, response: Response) -> Work {
    let wanted = target.coefficient;
    let whole = (-1.0 + MARGIN, 1.0 - MARGIN);
    let most = |sign: f64| invert(|rho| response.local(rho), sign * MOST_RESIDUAL, whole);
    let allowed = match (target.allow_reversal, wanted) {
        (true, _) => whole,
        (false, wanted) if wanted > 0.0 => (0.0, most(1.0)),
        (false, wanted) if wanted < 0.0 => (most(-1.0), 0.0),
        (false, _) => (0.0, 0.0),
    };
    let alone = response.total(0.0);
    let attainable = (response.total(allowed.0), response.total(allowed.1));
    let rho = invert(|rho| response.total(rho), wanted, allowed);
    let beyond = !(attainable.0 - SLACK..=attainable.1 + SLACK).contains(&wanted);
    let status = match (beyond, target.allow_reversal) {
        (false, _) => Status::Met,
        // The end that was passed is the one where nothing is added.
        (true, false) if rho == 0.0 => Status::Exceeded,
        (true, _) => Status::Nearest,
    };
    let (residual, expected) = (response.local(rho), response.total(rho));
    let exact = invert(|rho| response.total(rho), wanted, whole);
    let needed = ((response.total(exact) - wanted).abs() <= SLACK).then(|| response.local(exact));
    let solved = Solved { alone, attainable, rho, residual, expected, needed, status };
    Work { response, solved, allowed, table: None }
}

fn residual(
    grid: &Arc<Grid>,
    target: &PairTarget,
    (a, b): (&Arc<Expanded>, &Arc<Expanded>),
    encounters: Vec<Encounter>,
    response: Response,
) -> Work {
    let wanted = target.coefficient;
    let allowed = match wanted {
        wanted if wanted > 0.0 => (0.0, 1.0 - MARGIN),
        wanted if wanted < 0.0 => (-1.0 + MARGIN, 0.0),
        _ => (0.0, 0.0),
    };
    let rho = invert(|rho| response.local(rho), wanted, allowed);
    let mut solved = Solved {
        alone: response.total(0.0),
        attainable: (-1.0, 1.0),
        rho,
        residual: response.local(rho),
        expected: response.local(rho),
        needed: None,
        status: Status::Met,
    };
    // At each position: the ends of the interval, and the ρ that is needed.
    let mut ends: Vec<(f64, f64, f64)> = Vec::new();
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    let node = |cell: &Cell| self::solved(cell, wanted);
    // Laws that differ in place and scale only have one coefficient everywhere.
    let alike = a.alike && b.alike;
    for (i, j, share) in &encounters {
        if alike && !ends.is_empty() {
            break;
        }
        if let Some(cell) = Cell::new(grid, &a.distinct[*i], &b.distinct[*j]) {
            ends.push((*share, cell.at(-1.0), cell.at(1.0)));
            let rho = node(&cell);
            (least, greatest) = (least.min(rho), greatest.max(rho));
        }
    }
    let all: f64 = ends.iter().map(|end| end.0).sum();
    solved.attainable = (-narrowest(&ends, all, |end| -end.1), narrowest(&ends, all, |end| end.2));
    let moves = wanted != 0.0 && greatest - least > MOVES;
    let table =
        moves.then(|| Arc::new(Table::new(wanted, rho, Arc::clone(grid), Arc::clone(a), Arc::clone(b))));
    if let Some(table) = &table {
        let achieved = local(grid, &encounters, a, b, |i, j, _| table.node(i, j));
        (solved.residual, solved.expected) = (achieved, achieved);
    }
    if !(solved.attainable.0 - SLACK..=solved.attainable.1 + SLACK).contains(&wanted) {
        solved.status = Status::Nearest;
    }
    Work { response, solved, allowed, table }
}

/// The least upper end of intervals at positions, but for the rarest of them; 0 if there are none.
fn narrowest(ends: &[(f64, f64, f64)], all: f64, end: impl Fn(&(f64, f64, f64)) -> f64) -> f64 {
    let mut sorted: Vec<(f64, f64)> = ends.iter().map(|one| (end(one), one.0)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut passed = 0.0;
    for (end, share) in sorted {
        passed += share;
        if passed > RARE * all {
            return end;
        }
    }
    0.0
}

impl Work {
    /// Takes other numbers than were solved for.
    fn settle(&mut self, solved: Solved) {
        let changed = (solved.expected - self.solved.expected).abs() > CHANGED;
        self.solved =
            Solved { status: if changed { Status::Repaired } else { self.solved.status }, ..solved };
    }
}

/// Cells looked at to see whether the coefficients of a group fit together everywhere.
const LOOKED_AT: usize = 512;

/// Sees whether the moving coefficients of a group hold together in all cells, and what they are if not.
fn held(
    group: &Group,
    grid: &Grid,
    (weights, metrics): (&[f64], &[MetricCells]),
    targets: &[PairTarget],
    expanded: &[Arc<Expanded>],
    work: &mut [Work],
) {
    let step = weights.len().div_ceil(LOOKED_AT).max(1);
    let looked: Vec<usize> = (0..weights.len()).step_by(step).collect();
    let at = |class: usize| -> Vec<(usize, f64)> {
        group.metrics.iter().map(|metric| metrics[*metric].classes[class]).collect()
    };
    if looked.iter().all(|class| group.fits(&at(*class))) {
        return;
    }
    for (target, own) in targets.iter().zip(work) {
        let (Some(a), Some(b), true) = (group.place(target.a), group.place(target.b), own.table.is_some())
        else {
            continue;
        };
        let (mut sum, mut all) = (0.0, 0.0);
        for class in &looked {
            let near =
                |metric: usize| expanded[metric].of(*class).into_iter().max_by(|x, y| x.1.total_cmp(&y.1));
            let (Some((i, _)), Some((j, _))) = (near(target.a), near(target.b)) else { continue };
            let (x, y) = (&expanded[target.a].distinct[i], &expanded[target.b].distinct[j]);
            if let Some(cell) = Cell::new(grid, x, y) {
                sum += weights[*class] * cell.at(group.coefficient(a, b, &at(*class)));
                all += weights[*class];
            }
        }
        let achieved = if all > 0.0 { sum / all } else { 0.0 };
        own.settle(Solved { residual: achieved, expected: achieved, ..own.solved });
    }
}
