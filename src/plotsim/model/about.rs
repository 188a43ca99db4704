//! What a row of a table is about, which decides what can fill its columns and who can refer to it.

/// What is known of the rows of a kind of table.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What such a table is called in messages.
    pub what: &'static str,
    /// The word for it in listings.
    pub kind: &'static str,
    /// What a row stands for, as the engine form says it.
    pub grain: &'static str,
    pub entity: OfEntity,
    /// Whether a row belongs to a period.
    pub period: bool,
    /// Whether a row happens at a moment of its period, under a condition.
    pub event: bool,
    /// Whether a row is a pair, which its two ends identify.
    pub pair: bool,
    /// Whether the calendar says what its columns hold.
    pub calendar: bool,
    pub metrics: Metrics,
    pub constants: List,
    pub key: KeyStyle,
    pub referred: Referred,
}

/// Whose row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfEntity {
    Nobody,
    Entity,
    /// One of several members of an entity.
    Member,
}

/// What a row shows of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metrics {
    Nothing,
    /// The value of its entity in its period.
    Value,
    /// A mean over many of these.
    Mean,
}

/// How rows take a list of constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// In turn.
    Dealt,
    /// The first of it.
    First,
    /// As one text, commas and all.
    Text,
}

/// How the keys of a table look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStyle {
    /// The rows' numbers, of so many digits at least.
    Numbered(usize),
    EntityPeriod,
    Period,
    /// It has no key of its own.
    Absent,
}

/// What a foreign key to the table names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referred {
    Period,
    Entity,
    Member,
    /// A row of a list.
    Listed,
    Fact,
    Pair,
}

impl About {
    /// Whether there is a single row for a period.
    pub fn is_each_period(&self) -> bool {
        self.period && self.entity == OfEntity::Nobody
    }

    /// Whether a row is about an entity in a period.
    pub fn is_entity_in_period(&self) -> bool {
        self.period && self.entity == OfEntity::Entity
    }
}
