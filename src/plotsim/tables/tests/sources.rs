//! Columns that labels, places, people and generators fill.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int32Type};

use super::fixture::{numbers, read};
use crate::config::Overrides;
use crate::project::Project;
use crate::tables::Table;
use crate::workers::Workers;

const GYM: &str = include_str!("../../../../tests/common/sources.yaml");

fn project(text: &str) -> Project {
    match Project::read("test.yaml", text, Overrides::default()) {
        Ok((project, _)) => project,
        Err(findings) => panic!("{findings}"),
    }
}

struct Shown(Arc<dyn Table>);

impl Shown {
    fn of(project: &Project, name: &str) -> Shown {
        let index = project.names().iter().position(|known| *known == name).expect("a table");
        Shown(project.table(index, None))
    }

    fn place(&self, name: &str) -> usize {
        self.0.columns().iter().position(|column| column.name == name).expect("a column")
    }

    fn texts(&self, name: &str) -> Vec<String> {
        read(self.0.as_ref(), &[self.place(name)]).remove(0)
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        numbers(self.0.as_ref(), self.place(name))
    }
}

/// Which of some bands a position lies in.
fn band(position: f64, bands: usize) -> usize {
    ((position * bands as f64) as usize).min(bands - 1)
}

/// The positions of every row of a fact, from the listing of trajectories, by the name of a column.
fn positions(project: &Project, column: &str) -> Vec<f64> {
    let Project::Plotsim(engine) = project else { panic!("a plotsim config") };
    let table = crate::plotsim::tables::trajectories::Trajectories::new(Arc::clone(engine));
    let place = table.columns().iter().position(|known| known.name == column).expect("a column");
    numbers(&table, place)
}

#[test]
fn labels_follow_positions_metrics_and_their_polarity() {
    let project = project(GYM);
    let fact = Shown::of(&project, "fct_month");
    let own = positions(&project, "position");
    let labels = ["low", "mid", "high"];
    for (position, label) in own.iter().zip(fact.texts("band")) {
        assert_eq!(label, labels[band(*position, 3)]);
    }
    // The metric's own position is 1 less the entity's, since it falls as that rises.
    let read = positions(&project, "grumbles_position");
    for (position, label) in read.iter().zip(fact.texts("annoyed")) {
        assert_eq!(label, ["calm", "cross"][band(1.0 - position, 2)]);
    }
    for (position, label) in own.iter().zip(fact.texts("early")) {
        assert_eq!(label, if *position >= 0.25 { "high" } else { "low" });
    }
    let payers = fact.texts("payer");
    let mut missing = 0;
    for (fee, label) in fact.numbers("fees").iter().zip(&payers) {
        let wanted = match fee {
            fee if fee.is_nan() => "NULL",
            fee if *fee >= 80.0 => "large",
            fee if *fee >= 20.0 => "medium",
            _ => "small",
        };
        missing += usize::from(fee.is_nan());
        assert_eq!(label, wanted, "{fee}");
    }
    assert!(missing > 500, "{missing}");
}

#[test]
fn a_label_goes_by_the_digits_that_are_shown() {
    let text = GYM.replace("noise: { mcar_rate: 0.1 } }", "decimals: 1, noise: { mcar_rate: 0.1 } }");
    let fact = Shown::of(&project(&text), "fct_month");
    for (fee, label) in fact.texts("fees").iter().zip(fact.texts("payer")) {
        let wanted = match fee.parse::<f64>() {
            Err(_) => "NULL",
            Ok(fee) if fee >= 80.0 => "large",
            Ok(fee) if fee >= 20.0 => "medium",
            Ok(_) => "small",
        };
        assert_eq!(label, wanted, "{fee}");
    }
}

#[test]
fn noise_shows_a_neighbour_as_often_as_it_says() {
    let project = project(GYM);
    let fact = Shown::of(&project, "fct_month");
    let labels = ["low", "mid", "high"];
    let place = |label: &String| labels.iter().position(|known| known == label).expect("a label");
    let pairs: Vec<(usize, usize)> =
        fact.texts("band").iter().map(place).zip(fact.texts("guess").iter().map(place)).collect();
    assert!(pairs.iter().all(|(right, shown)| right.abs_diff(*shown) <= 1));
    let wrong = pairs.iter().filter(|(right, shown)| right != shown).count() as f64;
    let n = pairs.len() as f64;
    assert!((wrong / n - 0.2).abs() < 4.0 * (0.2f64 * 0.8 / n).sqrt(), "{}", wrong / n);
    let (up, down) =
        pairs.iter().filter(|(right, _)| *right == 1).fold((0.0, 0.0), |(up, down), (_, shown)| {
            (up + f64::from(*shown == 2), down + f64::from(*shown == 0))
        });
    let both: f64 = up + down;
    assert!((up - both / 2.0).abs() < 4.0 * (both / 4.0).sqrt(), "{up} {down}");
}

#[test]
fn a_dimension_shows_the_last_period_and_events_their_own() {
    let project = project(GYM);
    let (dim, fact, visits) = (
        Shown::of(&project, "dim_member"),
        Shown::of(&project, "fct_month"),
        Shown::of(&project, "evt_visit"),
    );
    let mut cells: BTreeMap<(String, String), String> = BTreeMap::new();
    let keys = fact.texts("member_id").into_iter().zip(fact.texts("date_key"));
    cells.extend(keys.zip(fact.texts("band")));
    for (member, mood) in dim.texts("member_id").into_iter().zip(dim.texts("mood")) {
        assert_eq!(cells[&(member, "20231201".to_owned())], mood);
    }
    let rows = visits.texts("member_id").into_iter().zip(visits.texts("date_key"));
    for (key, state) in rows.zip(visits.texts("state")) {
        assert_eq!(cells[&key], state);
    }
}

#[test]
fn narratives_speak_with_the_words_of_their_band() {
    let project = project(GYM);
    let fact = Shown::of(&project, "fct_month");
    let (bands, early, members) = (fact.texts("band"), fact.texts("early"), fact.texts("member_id"));
    let months = fact.texts("date_key");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut differ = 0;
    for (row, note) in fact.texts("note").iter().enumerate() {
        let number: u64 = members[row][2..].parse().expect("a number");
        let (segment, place) = if number <= 300 { ("keen", number - 1) } else { ("weary", number - 301) };
        let words: &[&str] = match (segment, bands[row].as_str()) {
            ("weary", "low") => &["drops", "sells"],
            ("weary", "high") => &["keeps"],
            (_, "low") => &["hates", "leaves"],
            (_, "mid") => &["likes", "uses"],
            _ => &["loves"],
        };
        let (year, month) = (&months[row][..4], &months[row][4..6]);
        let made = words.iter().flat_map(|first| words.iter().map(move |second| (first, second)));
        let found = made
            .map(|(first, second)| {
                let name = format!("{segment}_{place:04}");
                let text = format!("{name} {first} it, {second} it ({year}-{month}, {{{}}}).", early[row]);
                (first != second, first, text)
            })
            .find(|(_, _, text)| text == note);
        let (different, first, _) = found.unwrap_or_else(|| panic!("{note} {words:?}"));
        differ += usize::from(different);
        *seen.entry((*first).to_owned()).or_default() += 1;
    }
    assert!(seen.len() == 8 && differ > 1000, "{seen:?} {differ}");
    // Each phrase of a slot is as likely.
    let (one, other) = (seen["likes"] as f64, seen["uses"] as f64);
    assert!((one - other).abs() < 4.0 * (one + other).sqrt(), "{seen:?}");
    let mut moods: BTreeMap<(String, String), bool> = BTreeMap::new();
    let keys = members.into_iter().zip(months);
    moods.extend(keys.zip(fact.texts("annoyed").into_iter().map(|label| label == "cross")));
    let visits = Shown::of(&project, "evt_visit");
    let rows = visits.texts("member_id").into_iter().zip(visits.texts("date_key"));
    for (key, review) in rows.zip(visits.texts("review")) {
        let cross = ["awful!", "bad!"].contains(&review.as_str());
        assert!(cross || ["fine!", "good!"].contains(&review.as_str()), "{review}");
        assert_eq!(cross, moods[&key]);
    }
}

#[test]
fn what_a_narrative_can_say_is_known() {
    let Project::Plotsim(engine) = project(GYM) else { panic!("a plotsim config") };
    let config = engine.config();
    let table = config.table("fct_month").expect("a table");
    let place = config.tables[table].column("note").expect("a column");
    let language = config.facts(table)[place].language.clone().expect("a language");
    for (text, is_said) in [
        ("keen_0000 loves it, loves it (2022-01, {low}).", true),
        ("keen_0000 hates it, leaves it (2022-01, {low}).", true),
        ("keen_0000 loves it, hates it (2022-01, {low}).", false),
        ("keen_0000 drops it, hates it (2022-01, {low}).", false),
        ("keen_0000 loves it, loves it (2022-01, {low})", false),
        ("", false),
    ] {
        assert_eq!(language.contains(text), is_said, "{text}");
    }
}

#[test]
fn parts_of_a_draw_agree_in_a_row() {
    let project = project(GYM);
    let dim = Shown::of(&project, "dim_member");
    let german = crate::locales::locale("de_DE").expect("a locale");
    let names: std::collections::BTreeMap<&str, &str> = german
        .family
        .all
        .iter()
        .map(|family| (family.of(false).text.as_str(), family.of(false).latin.as_str()))
        .collect();
    for (name, email) in dim.texts("full_name").iter().zip(dim.texts("email")) {
        let family = name.rsplit(' ').next().expect("a name");
        assert!(names.get(family).is_none_or(|latin| email.contains(latin)), "{name} {email}");
    }
    assert!(dim.texts("town").iter().all(|town| german.towns.iter().any(|own| own.name(false) == town)));
    let emails: std::collections::BTreeSet<String> = dim.texts("email").into_iter().collect();
    assert_eq!(emails.len(), 500);
    let french = crate::locales::locale("fr_FR").expect("a locale");
    let mut countries: BTreeMap<String, usize> = BTreeMap::new();
    let (codes, cities) = (dim.texts("trip_code"), dim.texts("trip_city"));
    let (north, east) = (dim.numbers("trip_north"), dim.numbers("trip_east"));
    for (row, country) in dim.texts("trip").into_iter().enumerate() {
        let locale = crate::locales::find(&country).expect("a country");
        assert_eq!(locale.country, codes[row]);
        let near = locale.towns.iter().any(|town| {
            // Both on a plane, since five kilometres are short.
            let y = (north[row] - town.latitude) * 111.195;
            let x = (east[row] - town.longitude) * 111.195 * town.latitude.to_radians().cos();
            town.name(locale.second) == cities[row] && x.hypot(y) < 5.01
        });
        assert!(near, "{country} {} {} {}", cities[row], north[row], east[row]);
        *countries.entry(country).or_default() += 1;
    }
    let all = ["Germany", "France", "Japan"];
    assert_eq!(countries.keys().map(String::as_str).collect::<Vec<_>>(), ["France", "Germany", "Japan"]);
    let people = |country: &str| crate::locales::find(country).expect("a country").people() as f64;
    let total: f64 = all.iter().map(|country| people(country)).sum();
    for country in all {
        let share = people(country) / total;
        let found = countries[country] as f64 / 500.0;
        assert!(
            (found - share).abs() < 4.0 * (share * (1.0 - share) / 500.0).sqrt(),
            "{country} {found} {share}"
        );
    }
    assert!(french.people() > 0);
}

#[test]
fn generators_see_the_columns_before_them() {
    let project = project(GYM);
    let dim = Shown::of(&project, "dim_member");
    let numbered: Vec<f64> = (1..=500).map(f64::from).collect();
    assert_eq!(dim.numbers("number"), numbered);
    for (mood, purse) in dim.texts("mood").iter().zip(dim.numbers("purse")) {
        assert!(if mood == "low" { purse == 1.0 } else { (2.0..=9.0).contains(&purse) }, "{mood} {purse}");
    }
    let fact = Shown::of(&project, "fct_month");
    for (fee, taxed) in fact.numbers("fees").iter().zip(fact.numbers("taxed")) {
        assert!((fee.is_nan() && taxed.is_nan()) || (taxed - fee * 1.2).abs() < 0.005_000_1, "{fee} {taxed}");
    }
    let tokens = fact.texts("token");
    assert_eq!(tokens.iter().collect::<std::collections::BTreeSet<_>>().len(), tokens.len());
    let visits = Shown::of(&project, "evt_visit");
    let money = |name: &str| -> Vec<f64> {
        visits.texts(name).iter().map(|text| text.parse().expect("a number")).collect()
    };
    for (basket, bill) in money("basket").iter().zip(money("bill")) {
        assert!((bill - basket - 1.0).abs() < 1e-9, "{basket} {bill}");
    }
    for (at, left) in visits.texts("at").iter().zip(visits.texts("left_at")) {
        assert!(*at < left, "{at} {left}");
    }
    let mut logs: Vec<f64> = money("basket").iter().map(|basket| basket.ln()).collect();
    logs.sort_by(f64::total_cmp);
    let (n, median) = (logs.len() as f64, logs[logs.len() / 2]);
    // The median of a normal law has the standard error √(π/2n)·sd.
    assert!((median - 20f64.ln()).abs() < 4.0 * (std::f64::consts::FRAC_PI_2 / n).sqrt(), "{median}");
}

#[test]
fn structs_and_arrays_hold_what_their_parts_say() {
    let project = project(GYM);
    let fact = Shown::of(&project, "fct_month");
    let kind = |name: &str| fact.0.columns()[fact.place(name)].kind.sql().to_string();
    assert_eq!(
        kind("parts"),
        "STRUCT(\"n\" INTEGER, \"x\" DOUBLE, \"code\" VARCHAR, \"ok\" BOOLEAN, \"dues\" DOUBLE)"
    );
    assert_eq!((kind("marks"), kind("tags")), ("INTEGER[]".to_owned(), "VARCHAR[]".to_owned()));
    let scan =
        fact.0.scan(&["fees", "parts", "marks", "tags"].map(|name| fact.place(name)), &Workers::new(2));
    let mut lengths = [0usize; 3];
    for block in 0..fact.0.blocks() {
        let block = scan.block(block);
        let fees = block.columns[0].as_primitive::<Float64Type>();
        let parts = block.columns[1].as_struct();
        let dues = parts.column_by_name("dues").expect("a field").as_primitive::<Float64Type>();
        let numbers = parts.column_by_name("n").expect("a field").as_primitive::<Int32Type>();
        let (marks, tags) = (block.columns[2].as_list::<i32>(), block.columns[3].as_list::<i32>());
        for row in 0..block.rows {
            assert_eq!(fees.is_null(row), dues.is_null(row));
            assert!(fees.is_null(row) || dues.value(row) == fees.value(row) + 1.0);
            assert!((0..1000).contains(&numbers.value(row)));
            assert_eq!(marks.value_length(row), 3);
            lengths[tags.value_length(row) as usize] += 1;
        }
    }
    let total: usize = lengths.iter().sum();
    let third = total as f64 / 3.0;
    assert!(
        lengths.iter().all(|count| (*count as f64 - third).abs() < 4.0 * (third * 2.0 / 3.0).sqrt()),
        "{lengths:?}"
    );
}

#[test]
fn values_do_not_depend_on_who_reads_them() {
    let whole = project(GYM);
    for (index, name) in whole.names().iter().enumerate() {
        let table = whole.table(index, None);
        let columns: Vec<usize> = (0..table.columns().len()).collect();
        let all = read(table.as_ref(), &columns);
        for column in &columns {
            assert_eq!(read(table.as_ref(), &[*column])[0], all[*column], "{name} {column}");
        }
        let part = |shard| read(whole.table(index, Some((shard, 3))).as_ref(), &columns);
        let parts: Vec<_> = (0..3).map(part).collect();
        for column in &columns {
            let joined: Vec<_> = parts.iter().flat_map(|part| part[*column].iter().cloned()).collect();
            assert_eq!(joined, all[*column], "{name} {column} in shards");
        }
        let scan = table.scan(&columns, &Workers::new(8));
        let shown = |block: u64| format!("{:?}", scan.block(block).columns);
        let forwards: Vec<String> = (0..table.blocks()).map(shown).collect();
        let mut backwards: Vec<String> = std::thread::scope(|scope| {
            let jobs: Vec<_> =
                (0..table.blocks()).rev().map(|block| scope.spawn(move || shown(block))).collect();
            jobs.into_iter().map(|job| job.join().expect("no panic")).collect()
        });
        backwards.reverse();
        assert_eq!(forwards, backwards, "{name}");
    }
    // More members of a segment change nothing of those of the others but what numbers rows.
    let more = project(&GYM.replace("count: 300", "count: 350"));
    let (before, after) = (Shown::of(&whole, "dim_member"), Shown::of(&more, "dim_member"));
    for name in ["full_name", "town", "employer", "trip", "trip_north", "mood", "budget", "purse"] {
        let (before, after) = (before.texts(name), after.texts(name));
        assert_eq!((&before[..300], &before[300..]), (&after[..300], &after[350..]), "{name}");
    }
}
