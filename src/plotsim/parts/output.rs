//! What files there are to be, and where.

use crate::config::key::{Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section, When, Word};
use crate::config::reader::Fields;
use crate::config::types::Dialect;
use crate::plotsim::model::{AsOf, Denormalized, Manifest, Output, OutputFormat};
use crate::words;

words! {
    /// The words of `format`.
    pub enum Format { Csv = "csv", Parquet = "parquet", Jsonl = "jsonl", Sql = "sql" }
}
words! { Dialect { Postgresql = "postgresql", Mysql = "mysql", Sqlite = "sqlite" } }

pub static MANIFEST: Key<Option<Mapping>> = Key::map("manifest", &MANIFEST_SECTION)
    .otherwise("include: true")
    .doc("What plotsim_write adds to the files of the tables")
    .example("{ include: false }");
pub static OUTPUT: Key<Option<Unread>> = Key::of(
    "output",
    Kind::Choice("format or mapping", &[Kind::Word(Format::WORDS), Kind::Map(&OUTPUT_SECTION)]),
)
.otherwise("csv")
.doc("Format and directory of files")
.example("{ format: parquet, directory: shop }");
pub const OUTPUT_FORMAT: Key<Format> =
    Key::word("output_format").default_word(Format::Csv as usize).doc("Another word for output");

const INCLUDE: Key<bool> = Key::flag("include").default(true).doc("Whether plotsim_write adds manifest.json");
const SAMPLE_RATE: Key<Option<f64>> = Key::float("trajectory_sample_rate", Interval::above(0.0, 1.0))
    .otherwise("as many as make 10,000 positions")
    .doc("Share of entities, the first of them, whose positions the manifest lists under entities := true")
    .example("0.5");
const TRAJECTORIES: Key<bool> =
    Key::flag("trajectories").default(true).doc("Whether plotsim_write adds a file of every position");

static MANIFEST_SECTION: Section = Section::new(
    "plotsim.manifest",
    "docs/bundle.md#the-output-of-a-plotsim-config",
    "What plotsim_write adds to the files of the tables",
    &[INCLUDE.param, SAMPLE_RATE.param, TRAJECTORIES.param],
);

const FORMAT: Key<Format> = Key::word("format").default_word(Format::Csv as usize).doc("Format of the files");
const DIRECTORY: Key<&str> = Key::text("directory")
    .default("output")
    .doc("Where the files go if plotsim_write is given NULL, relative to the working directory")
    .example("shop");
const CELL_BUDGET: Key<Option<u64>> =
    Key::count("cell_budget", 0).optional().doc("Without effect: sizes are not limited").example("1000000");
static DENORMALIZED: Key<Option<Unread>> =
    Key::of("denormalized", Kind::Choice("boolean, or the word files", &[Kind::Bool, Kind::Word(FILES)]))
        .otherwise("false")
        .doc("Whether each fact has a table <fact>_wide too, joined with its dimensions: a view in schema.sql, or files")
        .example("true");
const FILES: &[&str] = &["files"];
const AS_OF: Key<AsOf> = Key::word("as_of").default_word(AsOf::Row as usize).doc(
    "Which version of a versioned dimension a wide table shows: that of the row's period, or the current one",
);
const PARTITION_BY: Key<Option<&str>> = Key::text("partition_by")
    .optional()
    .doc(
        "A column: plotsim_write puts the rows of each of its values in a file of their own, below \
         <table>/<column>=<value>, in every table that has it and whose rows it does not tell apart",
    )
    .example("date_key");
const DIALECT: Key<Dialect> = Key::word("sql_dialect")
    .default_word(Dialect::Postgresql as usize)
    .doc("The database that the format sql is for");

static OUTPUT_SECTION: Section = Section::new(
    "plotsim.output",
    "docs/bundle.md#the-output-of-a-plotsim-config",
    "Format and directory of files",
    &[
        FORMAT.param,
        DIRECTORY.param,
        CELL_BUDGET.param,
        DENORMALIZED.param,
        AS_OF.param,
        PARTITION_BY.param,
        DIALECT.param,
    ],
)
.rules(&[Rule::Only(&["as_of"], When::new("denormalized", &["true", "files"]))]);

impl Format {
    fn of(self, dialect: Dialect) -> OutputFormat {
        match self {
            Format::Csv => OutputFormat::Csv,
            Format::Parquet => OutputFormat::Parquet,
            Format::Jsonl => OutputFormat::Jsonl,
            Format::Sql => OutputFormat::Sql(dialect),
        }
    }
}

/// The `output`, `output_format` and `manifest` of a document.
pub fn read(document: &Fields<'_>) -> Option<Output> {
    let manifest = match document.read(&MANIFEST) {
        Some(Some(fields)) => manifest(&fields),
        Some(None) => Some(Manifest { include: true, sample_rate: None, trajectories: true }),
        None => None,
    };
    if let Some(field) = document.at(&OUTPUT).filter(|field| !matches!(field.node.value, Value::Text(_))) {
        let fields = field.fields(&OUTPUT_SECTION)?;
        let (format, directory) = block(&fields);
        let wide = match fields.at(&DENORMALIZED) {
            None => Some(None),
            Some(field) => match field.node.value {
                Value::Bool(asked) => Some(asked.then_some(false)),
                _ => field.word(FILES).map(|_| Some(true)),
            },
        };
        let as_of = fields.read(&AS_OF);
        let as_of = as_of?;
        let denormalized = wide?.map(|files| Denormalized { as_of, files });
        let partition_by = fields.read(&PARTITION_BY)?.map(str::to_owned);
        return Some(Output {
            format: format?,
            directory: directory?.to_owned(),
            manifest: manifest?,
            denormalized,
            partition_by,
        });
    }
    let format = match document.at(&OUTPUT) {
        Some(field) => field.word_of(),
        None => document.read(&OUTPUT_FORMAT),
    };
    let format = format.map(|format: Format| format.of(Dialect::Postgresql));
    let directory = DIRECTORY.left_out(&document.whole)?.to_owned();
    Some(Output { format: format?, directory, manifest: manifest?, denormalized: None, partition_by: None })
}

/// The format and the directory of an `output` mapping.
fn block<'a>(fields: &Fields<'a>) -> (Option<OutputFormat>, Option<&'a str>) {
    if let (Some(Some(_)), Some(field)) = (fields.read(&CELL_BUDGET), fields.at(&CELL_BUDGET)) {
        field.warn("no-effect", "has no effect: the number of cells is not limited", None);
    }
    let (format, dialect) = (fields.read(&FORMAT), fields.read(&DIALECT));
    // The default, written out, is no mistake.
    if dialect.is_some_and(|dialect| dialect != Dialect::Postgresql)
        && let Some(field) = fields.at(&DIALECT)
        && format.is_some_and(|format| format != Format::Sql)
    {
        field.warn("no-effect", "has no effect without format: sql", None);
    }
    (format.zip(dialect).map(|(format, dialect)| format.of(dialect)), fields.read(&DIRECTORY))
}

fn manifest(fields: &Fields<'_>) -> Option<Manifest> {
    let include = fields.read(&INCLUDE)?;
    let sample_rate = fields.read(&SAMPLE_RATE)?;
    if !include && let Some(field) = fields.at(&SAMPLE_RATE) {
        field.warn("no-effect", "has no effect without a manifest", None);
    }
    Some(Manifest { include, sample_rate, trajectories: fields.read(&TRAJECTORIES)? })
}
