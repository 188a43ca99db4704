//! Reading all tables of a config, once each, and what that gives the checks to judge by.

use std::sync::Arc;

use super::cells::{CellPlan, CellTally, EventTally};
use super::columns::{Grain, Known, TablePlan, TableTally, plans};
use super::extra::{Extra, ExtraTally};
use super::keys::{Examples, KeySet, Repeats, Values, repeats};
use super::pairs::{PairPlan, PairTally};
use super::read::gather;
use super::rules::Kept;
use super::versions::{VersionPlan, VersionTally};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::faults::{Hits, hits};
use crate::plotsim::tables::per_block;
use crate::project::{Part, Project};
use crate::tables::{Block, Table};
use crate::workers::{Stopped, Workers};

/// Where tables are taken from: the project itself, or in tests something between.
pub type Tables = Box<dyn Fn(usize) -> Arc<dyn Table> + Send + Sync>;

/// Everything the checks judge by.
pub struct Evidence {
    pub project: Project,
    pub plans: Vec<TablePlan>,
    pub tallies: Vec<TableTally>,
    /// By table and key of its plan: keys that repeat.
    pub repeats: Vec<Vec<Repeats>>,
    pub cells: Option<CellEvidence>,
    /// By table of events: the events themselves.
    pub events: Vec<Option<EventTally>>,
    /// By table: events dated outside their period or the window; for date dimensions, rows that are of no period.
    pub instants: Vec<Examples>,
    /// By table: its pairs, if it is a bridge.
    pub bridges: Vec<Option<(PairPlan, PairTally)>>,
    /// By table: what the faults hit that the config puts in.
    pub hits: Vec<Vec<Hits>>,
    /// By table: its versions, if rows are such.
    pub versions: Vec<Option<(VersionPlan, VersionTally)>>,
    /// By table: why its rows cannot be made, if they cannot; see [`crate::tables::Scan::failure`].
    pub failures: Vec<Option<String>>,
}

/// What facts per entity and period gave.
pub struct CellEvidence {
    pub plan: CellPlan,
    pub tally: CellTally,
}

impl Evidence {
    /// The engine of a plotsim config.
    pub fn engine(&self) -> Option<&Engine> {
        self.project.plotsim().map(Arc::as_ref)
    }
}

/// Keys of a column and its hashes by row.
pub type ColumnKeys = Option<(Arc<KeySet>, Arc<Vec<u64>>)>;

/// A reading of all tables of a config, in steps: a table each, or several that are read together.
pub struct Reading {
    tables: Tables,
    workers: Workers,
    /// The tables of each step.
    steps: Vec<Vec<usize>>,
    /// By table and column.
    keys: Vec<Vec<ColumnKeys>>,
    /// What the steps that were done gave.
    evidence: Evidence,
}

impl Reading {
    pub fn new(project: &Project, tables: Tables, workers: &Workers) -> Reading {
        let plans = plans(project);
        let count = plans.len();
        let mut reading = Reading {
            tables,
            workers: workers.clone(),
            steps: Vec::new(),
            keys: plans.iter().map(|plan| vec![None; plan.columns.len()]).collect(),
            evidence: Evidence {
                project: project.clone(),
                tallies: plans.iter().map(TableTally::new).collect(),
                repeats: plans.iter().map(|plan| vec![Repeats::default(); plan.keys.len()]).collect(),
                cells: None,
                events: vec![None; count],
                instants: vec![Examples::default(); count],
                bridges: (0..count).map(|_| None).collect(),
                hits: vec![Vec::new(); count],
                versions: (0..count).map(|_| None).collect(),
                failures: vec![None; count],
                plans,
            },
        };
        let facts = reading.facts();
        for table in reading.order() {
            match facts.first() {
                // The first of these facts stands for all of them.
                Some(first) if table == *first => reading.steps.push(facts.clone()),
                _ if facts.contains(&table) => {}
                _ => reading.steps.push(vec![table]),
            }
        }
        reading
    }

    /// The tables that each step reads, in the order of the steps.
    pub fn steps(&self) -> &[Vec<usize>] {
        &self.steps
    }

    /// What the steps that were done gave.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Does the step of this number; steps are done in their order.
    ///
    /// # Errors
    /// The work was told to stop.
    pub fn read(&mut self, step: usize) -> Result<(), Stopped> {
        let Some(tables) = self.steps.get(step).cloned() else { return Ok(()) };
        match tables[..] {
            [table] if self.plan(table).grain != Grain::EntityPeriod => self.read_table(table)?,
            _ => self.read_facts(&tables)?,
        }
        for table in tables {
            self.evidence.repeats[table] = self.repeats(table)?;
            if let Part::Plotsim(engine, table) = self.evidence.project.part(table) {
                self.evidence.hits[table] = hits(engine, table, &self.workers);
            }
        }
        Ok(())
    }

    fn plan(&self, table: usize) -> &TablePlan {
        &self.evidence.plans[table]
    }

    /// The facts per entity and period.
    fn facts(&self) -> Vec<usize> {
        let plans = self.evidence.plans.iter().enumerate();
        plans.filter(|(_, plan)| plan.grain == Grain::EntityPeriod).map(|(table, _)| table).collect()
    }

    /// Tables with those before them that they refer to, as far as there are no circles.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::new();
        let facts = |table: usize| self.evidence.plans[table].grain == Grain::EntityPeriod;
        let ready = |order: &[usize], table: usize| {
            let needs = |table: usize| self.evidence.plans[table].needs().into_iter().map(|(table, _)| table);
            // Facts per entity and period are read together, so they wait for what any of them refers to.
            let own: Vec<usize> = if facts(table) {
                (0..self.evidence.plans.len()).filter(|other| facts(*other)).collect()
            } else {
                vec![table]
            };
            let all_ready =
                own.iter().all(|one| needs(*one).all(|need| order.contains(&need) || own.contains(&need)));
            // Events are held against facts.
            let after_facts = self.evidence.plans[table].grain != Grain::Event
                || (0..self.evidence.plans.len())
                    .filter(|other| facts(*other))
                    .all(|fact| order.contains(&fact));
            // What is held out is held against the whole and what is for training.
            let after_whole = self.evidence.plans[table]
                .side
                .is_none_or(|side| order.contains(&side.of) && order.contains(&side.other));
            all_ready && after_facts && after_whole
        };
        while order.len() < self.evidence.plans.len() {
            let left = || (0..self.evidence.plans.len()).filter(|table| !order.contains(table));
            let next = left().find(|table| ready(&order, *table)).or_else(|| left().next());
            order.extend(next);
        }
        order
    }

    /// What is known from the parents of a table.
    fn known(&mut self, table: usize) -> Result<Known, Stopped> {
        let references: Vec<_> =
            self.evidence.plans[table].columns.iter().map(|column| column.reference.clone()).collect();
        let mut known = Known::default();
        let mut kept = Kept::new();
        for (parent, column) in self.evidence.plans[table].needs() {
            if self.keys[parent][column].is_none() {
                self.read_keys(parent, column)?;
            }
            kept.extend(self.keys[parent][column].clone().map(|keys| ((parent, column), keys)));
        }
        known.lookups = self.evidence.plans[table].rules.iter().map(|rule| rule.lookup(&kept)).collect();
        for reference in references {
            let place = reference.and_then(|reference| Some((reference.table, reference.column?)));
            let found = match place {
                Some(place) => kept.get(&place).cloned(),
                None => None,
            };
            let (keys, by_row) = found.unzip();
            known.parents.push(keys);
            known.by_row.push(by_row);
        }
        Ok(known)
    }

    /// Keys of a column of a table that was not read yet.
    fn read_keys(&mut self, table: usize, column: usize) -> Result<(), Stopped> {
        let source = (self.tables)(table);
        if source.rows().rows() > KeySet::MOST {
            return Ok(());
        }
        let scan = source.scan(&[column], &self.workers);
        let add = |own: &mut Vec<u64>, block: u64| {
            let block = scan.block(block);
            let mut hashes = Vec::new();
            Values::of(&block.columns[0]).hashes(block.rows, &mut hashes);
            own.extend(hashes);
        };
        let mut hashes = gather(source.blocks(), &self.workers, Vec::new, add, |all, own| all.extend(own))?;
        if self.plan(table).shared_keys.contains(&column) {
            hashes.dedup();
        }
        self.keys[table][column] = Some((Arc::new(KeySet::new(&hashes)), Arc::new(hashes)));
        Ok(())
    }

    /// Keeps the keys of the columns that other tables refer to.
    fn keep_keys(&mut self, table: usize) {
        for (column, tally) in self.evidence.tallies[table].columns.iter_mut().enumerate() {
            let mut hashes = std::mem::take(&mut tally.hashes);
            if self.evidence.plans[table].columns[column].referred && hashes.len() as u64 <= KeySet::MOST {
                if self.evidence.plans[table].shared_keys.contains(&column) {
                    hashes.dedup();
                }
                self.keys[table][column] = Some((Arc::new(KeySet::new(&hashes)), Arc::new(hashes)));
            }
        }
    }

    /// Reads a table on its own.
    fn read_table(&mut self, table: usize) -> Result<(), Stopped> {
        let known = self.known(table)?;
        let source = (self.tables)(table);
        let extra = Extra::new(&self.evidence.project, &self.evidence.plans, &self.keys, table);
        let plan = &self.evidence.plans[table];
        let scan = source.scan(&(0..plan.columns.len()).collect::<Vec<_>>(), &self.workers);
        let empty = || (TableTally::new(plan), extra.empty());
        let add = |own: &mut (TableTally, ExtraTally), block: u64| {
            let block = scan.block(block);
            own.0.add(plan, &known, &block, None);
            extra.add(&block, &mut own.1);
        };
        let merge = |all: &mut (TableTally, ExtraTally), own: (TableTally, ExtraTally)| {
            all.0.merge(plan, own.0);
            all.1.merge(own.1);
        };
        let (tally, extra_tally) = gather(source.blocks(), &self.workers, empty, add, merge)?;
        self.evidence.failures[table] = scan.failure();
        self.evidence.tallies[table] = tally;
        self.evidence.events[table] = extra_tally.events;
        self.evidence.instants[table] = extra_tally.instants;
        self.evidence.bridges[table] = extra.pairs.zip(extra_tally.pairs);
        if let Some(versions) = &extra_tally.versions {
            let alike = versions.alike();
            // What is drawn for an entity, each of its versions shows.
            self.evidence.plans[table].columns.iter_mut().for_each(|column| column.shared.versions = alike);
        }
        self.evidence.versions[table] = extra.versions.zip(extra_tally.versions);
        self.keep_keys(table);
        Ok(())
    }

    /// Reads the facts per entity and period, block by block together.
    fn read_facts(&mut self, facts: &[usize]) -> Result<(), Stopped> {
        let Some(engine) = self.evidence.project.plotsim() else { return Ok(()) };
        let engine = Arc::clone(engine);
        let engine = engine.as_ref();
        let known = facts.iter().map(|table| self.known(*table)).collect::<Result<Vec<Known>, Stopped>>()?;
        let sources: Vec<Arc<dyn Table>> = facts.iter().map(|table| (self.tables)(*table)).collect();
        let plans: Vec<&TablePlan> = facts.iter().map(|table| &self.evidence.plans[*table]).collect();
        let scans: Vec<_> = sources
            .iter()
            .zip(&plans)
            .map(|(source, plan)| source.scan(&(0..plan.columns.len()).collect::<Vec<_>>(), &self.workers))
            .collect();
        let cells = CellPlan::new(engine);
        let blocks = sources.iter().map(|source| source.blocks()).max().unwrap_or(0);
        let each = per_block(engine);
        let empty = || (plans.iter().map(|plan| TableTally::new(plan)).collect::<Vec<_>>(), cells.empty());
        let add = |own: &mut (Vec<TableTally>, CellTally), number: u64| {
            let first = (number * each).min(engine.entities());
            let entities = first..(first + each).min(engine.entities());
            let read: Vec<Block> = scans.iter().map(|scan| scan.block(number)).collect();
            let spans = engine.spans(entities.clone());
            let mut rows: Vec<(u64, u32)> = Vec::new();
            for (entity, span) in entities.clone().zip(spans) {
                rows.extend((span.start as u32..span.end as u32).map(|period| (entity, period)));
            }
            for (place, block) in read.iter().enumerate() {
                own.0[place].add(plans[place], &known[place], block, Some(&rows));
            }
            let array = |table: usize, column: usize| {
                let place = facts.iter().position(|fact| *fact == table)?;
                read[place].columns.get(column)
            };
            cells.add(engine, entities, array, &mut own.1);
        };
        let merge = |all: &mut (Vec<TableTally>, CellTally), own: (Vec<TableTally>, CellTally)| {
            for ((all, own), plan) in all.0.iter_mut().zip(own.0).zip(&plans) {
                all.merge(plan, own);
            }
            all.1.merge(own.1);
        };
        let (tallies, tally) = gather(blocks, &self.workers, empty, add, merge)?;
        for ((table, tally), scan) in facts.iter().zip(tallies).zip(&scans) {
            self.evidence.failures[*table] = scan.failure();
            self.evidence.tallies[*table] = tally;
        }
        self.evidence.cells = Some(CellEvidence { plan: cells, tally });
        facts.iter().for_each(|table| self.keep_keys(*table));
        Ok(())
    }

    /// Repeated keys of a table: looked for where its rows do not ascend by them.
    fn repeats(&self, table: usize) -> Result<Vec<Repeats>, Stopped> {
        let plan = &self.evidence.plans[table];
        let tally = &self.evidence.tallies[table];
        let of = |(place, key): (usize, &super::columns::KeyPlan)| {
            let ascends = key.ascending.is_some() && tally.keys[place].breaks == 0;
            if ascends {
                return Ok(Repeats::default());
            }
            repeats((self.tables)(table).as_ref(), &key.columns, tally.rows, &self.workers)
        };
        plan.keys.iter().enumerate().map(of).collect()
    }
}
