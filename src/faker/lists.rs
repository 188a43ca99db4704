//! The words of each locale.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use deunicode::deunicode;
use fake::locales::{
    AR_SA, CY_GB, DE_DE, Data, EN, FA_IR, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, PT_PT, TR_TR, ZH_CN, ZH_TW,
};

use crate::locales;

/// Texts of which one is chosen.
pub type Texts = Vec<&'static str>;

/// What a locale calls people, firms and places. The words are those of the `fake` crate; which of them are chosen is not
/// left to it, so that its sampling can change without changing values.
#[derive(Clone)]
pub struct Lists {
    pub first_names: Texts,
    pub last_names: Texts,
    /// Names as they stand in addresses of the net: lower-case letters only.
    pub logins: (Vec<String>, Vec<String>),
    /// With the slots `FirstName` and `LastName`.
    pub name: &'static str,
    /// With the slots `Seniority`, `Field` and `Position`, whose words follow.
    pub job: &'static str,
    pub seniorities: Texts,
    pub fields: Texts,
    pub positions: Texts,
    /// With the slots `Name_1`, `Name_2` and `Suffix`.
    pub companies: Texts,
    pub company_suffixes: Texts,
    /// With the slots `Verb`, `Adj` and `Noun`, whose words follow.
    pub bs: &'static str,
    pub bs_words: [Texts; 3],
    /// With the slots `Head`, `Middle` and `Tail`, whose words follow.
    pub catch_phrase: &'static str,
    pub catch_words: [Texts; 3],
    pub city_prefixes: Texts,
    pub city_suffixes: Texts,
    /// With the slots `CityName` and `CitySuffix`.
    pub city: &'static str,
    /// With the slots `StreetName` and `StreetSuffix`.
    pub street: &'static str,
    pub street_suffixes: Texts,
    /// Whether house numbers come before streets.
    pub number_first: bool,
    pub states: Texts,
    pub countries: Texts,
    pub country_codes: Texts,
    /// `#` is a digit, `$` a letter.
    pub postcode: &'static str,
    /// `#` is a digit, `^` one that is not 0.
    pub phones: Texts,
    pub plate: &'static str,
    pub currency_codes: Texts,
    pub currency_names: Texts,
    pub words: Texts,
    /// Real towns, streets and telephones; made up of names where there are none.
    pub places: Option<&'static locales::Locale>,
    /// People whose first and family names fit one another, and firms named after them.
    pub people: Option<&'static locales::Locale>,
    /// What stands between words, and at the end of a sentence.
    pub gap: &'static str,
    pub stop: &'static str,
}

/// The lists of a locale; those of `en_US` for an unknown one.
pub fn lists(name: &str) -> &'static Lists {
    static BUILT: [OnceLock<Lists>; locales::NAMES.len()] = [const { OnceLock::new() }; locales::NAMES.len()];
    let place = locales::NAMES.iter().position(|own| *own == name).unwrap_or(0);
    BUILT[place].get_or_init(|| build(locales::NAMES[place]))
}

fn build(name: &'static str) -> Lists {
    let place = locales::locale(name);
    match name {
        "en_US" => Lists { number_first: true, plate: "$$$-####", ..of::<EN>() },
        "en_GB" => Lists {
            number_first: true,
            postcode: "$$## #$$",
            phones: vec!["01### ######", "020 #### ####", "07### ######"],
            plate: "$$## $$$",
            states: vec!["England", "Northern Ireland", "Scotland", "Wales"],
            ..of::<EN>()
        },
        "de_DE" => repaired(Lists { plate: "$-$$ ####", ..of::<DE_DE>() }, place),
        "fr_FR" => repaired(Lists { number_first: true, ..of::<FR_FR>() }, place),
        "it_IT" => repaired(Lists { plate: "$$ ###$$", ..of::<IT_IT>() }, place),
        "nl_NL" => repaired(Lists { plate: "$$-###-$", ..of::<NL_NL>() }, place),
        "pt_BR" => repaired(Lists { postcode: "#####-###", plate: "$$$#$##", ..of::<PT_BR>() }, place),
        "pt_PT" => repaired(Lists { plate: "$$-##-$$", ..of::<PT_PT>() }, place),
        "cy_GB" => repaired(
            Lists { number_first: true, postcode: "$$## #$$", plate: "$$## $$$", ..of::<CY_GB>() },
            place,
        ),
        "ja_JP" => repaired(
            Lists {
                city: "{CityName}{CitySuffix}",
                city_prefixes: Vec::new(),
                city_suffixes: vec!["市", "町", "村", "区"],
                street: "{StreetName}{StreetSuffix}",
                street_suffixes: vec!["通り", "町", "台", "ヶ丘"],
                postcode: "###-####",
                ..of::<JA_JP>()
            },
            place,
        ),
        "zh_CN" => repaired(Lists { gap: "", stop: "。", ..of::<ZH_CN>() }, place),
        "zh_TW" => repaired(
            Lists {
                city: "{CityName}{CitySuffix}",
                city_prefixes: Vec::new(),
                city_suffixes: vec!["市", "鎮", "鄉", "區"],
                street: "{StreetName}{StreetSuffix}",
                street_suffixes: vec!["路", "街", "巷", "大道"],
                companies: vec!["{Name_1}{Suffix}"],
                company_suffixes: vec!["有限公司", "股份有限公司", "企業社", "工作室"],
                ..of::<ZH_TW>()
            },
            place,
        ),
        "ar_SA" => repaired(
            Lists {
                city: "{CitySuffix} {CityName}",
                city_prefixes: Vec::new(),
                city_suffixes: vec!["مدينة", "بلدة", "قرية"],
                street: "{StreetSuffix} {StreetName}",
                street_suffixes: vec!["شارع", "طريق", "ميدان"],
                companies: vec!["{Suffix} {Name_1}"],
                company_suffixes: vec!["شركة", "مؤسسة", "مجموعة"],
                ..of::<AR_SA>()
            },
            place,
        ),
        "fa_IR" => repaired(of::<FA_IR>(), place),
        "tr_TR" => repaired(Lists { plate: "## $$$ ###", ..of::<TR_TR>() }, place),
        _ => own(place),
    }
}

/// Lists with the towns, regions, streets and telephones of the locale, where those of the `fake` crate are English or American.
fn repaired(lists: Lists, place: Option<&'static locales::Locale>) -> Lists {
    let Some(own) = place else { return lists };
    let phones: Texts = own.phones.iter().map(String::as_str).filter(|phone| !phone.contains('@')).collect();
    // People of fr_CA live in Québec, but know the other provinces.
    let others = locales::locale("en_CA").filter(|_| own.name == "fr_CA").into_iter();
    let towns = own.towns.iter().chain(others.flat_map(|other| &other.towns));
    let mut seen = BTreeSet::new();
    let mut regions: Texts = towns.map(|town| town.region.name(own.second)).collect();
    regions.retain(|region| seen.insert(*region));
    Lists {
        // Wales is one region, whose counties the crate names.
        states: if regions.len() > 1 { regions } else { lists.states },
        phones: match own.name {
            // The codes of their regions are those of the largest here.
            "pt_BR" => vec!["(11) 9####-####"],
            "es_MX" => vec!["55# ### ####"],
            _ if phones.is_empty() => lists.phones,
            _ => phones,
        },
        places: place,
        ..lists
    }
}

/// The lists of a locale that the `fake` crate has no words for: its people and places, and English for the rest.
fn own(place: Option<&'static locales::Locale>) -> Lists {
    let lists = repaired(of::<EN>(), place);
    let Some(own) = place else { return lists };
    let gap = own.gap;
    let firsts: Texts =
        own.first.iter().flat_map(|names| &names.all).map(|name| name.text.as_str()).collect();
    let families = own.family.all.iter().flat_map(|family| [family.of(false), family.of(true)]);
    let families: Texts = families.map(|name| name.text.as_str()).collect();
    let latin = |names: &mut dyn Iterator<Item = &'static locales::Name>| {
        let mut seen = BTreeSet::new();
        names.map(|name| name.latin.clone()).filter(|name| seen.insert(name.clone())).collect::<Vec<_>>()
    };
    Lists {
        logins: (
            latin(&mut own.first.iter().flat_map(|names| &names.all)),
            latin(&mut own.family.all.iter().map(|family| family.of(false))),
        ),
        first_names: without_beginnings(&firsts, gap),
        last_names: without_beginnings(&families, gap),
        name: match (own.family_first, gap) {
            (true, "") => "{LastName}{FirstName}",
            (true, _) => "{LastName} {FirstName}",
            (false, _) => "{FirstName} {LastName}",
        },
        people: place,
        plate: "$$-###-$$",
        ..lists
    }
}

/// The lists of several locales, such that no text made of the lists of one can be made of another's, or else is made of equal
/// lists in both: what is told apart by the row in one locale is then told apart in all.
///
/// Names of people and firms, streets, logins and domains begin with a name. So each locale keeps the names that neither
/// begin nor are begun by one of a locale before it, and a locale that has too few of its own left is taken for the first.
/// Patterns of digits and letters that could give the same text become the same pattern.
pub fn told_apart(locales: &[&'static Lists]) -> Vec<Cow<'static, Lists>> {
    let Some((first, others)) = locales.split_first() else { return Vec::new() };
    let mut all: Vec<Cow<'static, Lists>> = vec![Cow::Borrowed(first)];
    for own in others {
        let mut lists = (*own).clone();
        let apart = |names: &mut Texts, of: fn(&Lists) -> [&Texts; 2]| {
            let taken: BTreeSet<&str> = all.iter().flat_map(|lists| of(lists)).flatten().copied().collect();
            names.retain(|name| !overlaps(&taken, name));
        };
        apart(&mut lists.first_names, |lists| [&lists.first_names, &lists.last_names]);
        apart(&mut lists.last_names, |lists| [&lists.first_names, &lists.last_names]);
        let login = |login: &String, of: fn(&Lists) -> &Vec<String>| {
            all.iter().any(|lists| of(lists).contains(login))
        };
        lists.logins.0.retain(|own| !login(own, |lists| &lists.logins.0));
        lists.logins.1.retain(|own| !login(own, |lists| &lists.logins.1));
        if lists.places.is_some_and(|own| {
            let twice =
                |other: &&locales::Locale| other.streets.iter().any(|street| own.streets.contains(street));
            all.iter().filter_map(|lists| lists.places).any(|other| twice(&other))
        }) {
            lists.places = None;
        }
        let least =
            [lists.first_names.len(), lists.last_names.len(), lists.logins.0.len(), lists.logins.1.len()];
        if least.iter().any(|names| *names < FEWEST) {
            lists = Lists { phones: lists.phones, plate: lists.plate, ..(*first).clone() };
        }
        if let Some(same) = all.iter().find(|other| alike(longest(&other.phones), longest(&lists.phones))) {
            lists.phones.clone_from(&same.phones);
        }
        if let Some(same) = all.iter().find(|other| alike(other.plate, lists.plate)) {
            lists.plate = same.plate;
        }
        all.push(Cow::Owned(lists));
    }
    all
}

/// Names that a locale must have left for itself.
const FEWEST: usize = 8;

/// Whether a name begins with one of the others or the other way round.
fn overlaps(others: &BTreeSet<&str>, name: &str) -> bool {
    let begun = |(at, letter): (usize, char)| others.contains(&name[..at + letter.len_utf8()]);
    let begins = others.range(name..).next().is_some_and(|other| other.starts_with(name));
    begins || name.char_indices().any(begun)
}

/// The pattern with most digits, which makes all numbers where none may come twice.
pub fn longest(patterns: &Texts) -> &'static str {
    let digits = |pattern: &&&str| pattern.chars().filter(|symbol| matches!(symbol, '#' | '^')).count();
    patterns.iter().max_by_key(digits).copied().unwrap_or_default()
}

/// Whether two patterns can give the same text.
fn alike(a: &str, b: &str) -> bool {
    let meets = |a: char, b: char| match a {
        '#' | '^' => matches!(b, '#' | '^') || b.is_ascii_digit(),
        '$' => b == '$' || b.is_ascii_uppercase(),
        a => a == b,
    };
    a.chars().count() == b.chars().count()
        && a.chars().zip(b.chars()).all(|(a, b)| meets(a, b) || meets(b, a))
}

fn of<L: Data>() -> Lists {
    let gap = if L::NAME_TPL.contains("} {") { " " } else { "" };
    let (first_names, last_names) =
        (without_beginnings(L::NAME_FIRST_NAME, gap), without_beginnings(L::NAME_LAST_NAME, gap));
    let paired = L::CURRENCY_CODE.len() == L::CURRENCY_NAME.len();
    Lists {
        logins: (logins(&first_names), logins(&last_names)),
        first_names,
        last_names,
        name: L::NAME_TPL,
        job: L::JOB_TITLE_TPL,
        seniorities: distinct(L::JOB_SENIORITY),
        fields: distinct(L::JOB_FIELD),
        positions: distinct(L::JOB_POSITION),
        companies: distinct(L::COMPANY_NAME_TPLS),
        company_suffixes: distinct(L::COMPANY_SUFFIX),
        bs: L::COMPANY_BS_TPL,
        bs_words: [distinct(L::COMPANY_BS_VERBS), distinct(L::COMPANY_BS_ADJ), distinct(L::COMPANY_BS_NOUNS)],
        catch_phrase: L::COMPANY_CATCH_PHASE_TPL,
        catch_words: [
            distinct(L::COMPANY_BUZZWORD_HEAD),
            distinct(L::COMPANY_BUZZWORD_MIDDLE),
            distinct(L::COMPANY_BUZZWORD_TAIL),
        ],
        city_prefixes: distinct(L::ADDRESS_CITY_PREFIX),
        city_suffixes: distinct(L::ADDRESS_CITY_SUFFIX),
        city: L::ADDRESS_CITY_TPL,
        street: L::ADDRESS_STREET_TPL,
        street_suffixes: distinct(L::ADDRESS_STREET_SUFFIX),
        number_first: false,
        states: distinct(L::ADDRESS_STATE),
        // Some locales name hardly a country besides their own.
        countries: distinct(if L::ADDRESS_COUNTRY.len() < 20 {
            EN::ADDRESS_COUNTRY
        } else {
            L::ADDRESS_COUNTRY
        }),
        country_codes: distinct(L::ADDRESS_COUNTRY_CODE),
        postcode: L::ADDRESS_ZIP_FORMATS.first().copied().unwrap_or("#####"),
        phones: distinct(L::PHONE_NUMBER_FORMATS),
        plate: "$$-###-$$",
        currency_codes: if paired { L::CURRENCY_CODE } else { EN::CURRENCY_CODE }.to_vec(),
        currency_names: if paired { L::CURRENCY_NAME } else { EN::CURRENCY_NAME }.to_vec(),
        words: distinct(L::LOREM_WORD),
        places: None,
        people: None,
        gap: " ",
        stop: ".",
    }
}

/// The texts in order, each once, without the stray spaces and tabs that some have around them.
fn distinct(texts: &[&'static str]) -> Texts {
    let mut seen = BTreeSet::new();
    texts.iter().map(|text| mended(text.trim())).filter(|text| seen.insert(*text)).collect()
}

/// A name whose accent slipped from one letter to the next, put right in its place so that no other choice changes.
fn mended(text: &'static str) -> &'static str {
    if text == "Özm\u{302}en" { "Özmen" } else { text }
}

/// The texts in order without those that another one and a gap begin: whatever follows a text and a gap, one can tell
/// where the text ends.
fn without_beginnings(texts: &[&'static str], gap: &str) -> Texts {
    let all = distinct(texts);
    let known: BTreeSet<&str> = all.iter().copied().collect();
    let begun = |text: &str| {
        text.char_indices().skip(1).any(|(at, _)| known.contains(&text[..at]) && text[at..].starts_with(gap))
    };
    all.iter().copied().filter(|text| !begun(text)).collect()
}

/// The texts in lower-case letters, each once.
fn logins(texts: &[&'static str]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let login = |text: &&str| {
        let letters = deunicode(text).to_ascii_lowercase();
        letters.chars().filter(char::is_ascii_lowercase).collect::<String>()
    };
    texts.iter().map(login).filter(|text| !text.is_empty() && seen.insert(text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_has_an_accent_that_stands_alone() {
        let stray = |text: &&str| text.chars().any(|letter| ('\u{300}'..='\u{36f}').contains(&letter));
        for name in locales::NAMES {
            let lists = lists(name);
            let all = [
                &lists.first_names,
                &lists.last_names,
                &lists.positions,
                &lists.companies,
                &lists.company_suffixes,
                &lists.city_prefixes,
                &lists.city_suffixes,
                &lists.street_suffixes,
                &lists.states,
                &lists.countries,
                &lists.words,
            ];
            assert_eq!(all.into_iter().flatten().copied().find(|text| stray(text)), None, "{name}");
        }
    }

    #[test]
    fn every_locale_a_config_may_name_has_lists() {
        for name in locales::NAMES {
            let lists = lists(name);
            for texts in [
                &lists.first_names,
                &lists.last_names,
                &lists.seniorities,
                &lists.companies,
                &lists.company_suffixes,
                &lists.city_suffixes,
                &lists.street_suffixes,
                &lists.states,
                &lists.countries,
                &lists.phones,
                &lists.words,
            ] {
                assert!(
                    texts.len() > 1 || texts.iter().any(|text| text.contains('{') || text.contains('#')),
                    "{name}"
                );
            }
            assert!(lists.logins.0.len() > 10 && lists.logins.1.len() > 10, "{name}");
            assert_eq!(lists.currency_codes.len(), lists.currency_names.len());
        }
    }

    #[test]
    fn names_do_not_begin_with_one_another() {
        assert_eq!(without_beginnings(&["Ann", "Anna", "Ann Lee", "Bo"], " "), ["Ann", "Anna", "Bo"]);
        assert_eq!(without_beginnings(&["欧", "欧阳", "王"], ""), ["欧", "王"]);
    }
}
