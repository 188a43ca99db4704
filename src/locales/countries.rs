//! The locale that a text means: its own name, or the code or a name of its country.

use super::locale::{Locale, NAMES, locale};

/// A country: its codes (ISO 3166-1), the locale its people are of unless a locale is named, its name in English, and others.
type Country = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const COUNTRIES: &[Country] = &[
    ("US", "USA", "en_US", &["United States", "United States of America", "America"]),
    ("GB", "GBR", "en_GB", &["United Kingdom", "UK", "Great Britain", "Britain", "England", "Scotland"]),
    ("CA", "CAN", "en_CA", &["Canada"]),
    ("AU", "AUS", "en_AU", &["Australia"]),
    ("IN", "IND", "en_IN", &["India"]),
    ("DE", "DEU", "de_DE", &["Germany"]),
    ("AT", "AUT", "de_AT", &["Austria"]),
    ("CH", "CHE", "de_CH", &["Switzerland"]),
    ("FR", "FRA", "fr_FR", &["France"]),
    ("IT", "ITA", "it_IT", &["Italy"]),
    ("NL", "NLD", "nl_NL", &["Netherlands", "The Netherlands", "Holland"]),
    ("BR", "BRA", "pt_BR", &["Brazil"]),
    ("PT", "PRT", "pt_PT", &["Portugal"]),
    ("ES", "ESP", "es_ES", &["Spain"]),
    ("MX", "MEX", "es_MX", &["Mexico"]),
    ("PL", "POL", "pl_PL", &["Poland"]),
    ("SE", "SWE", "sv_SE", &["Sweden"]),
    ("DK", "DNK", "da_DK", &["Denmark"]),
    ("NO", "NOR", "nb_NO", &["Norway"]),
    ("FI", "FIN", "fi_FI", &["Finland"]),
    ("CZ", "CZE", "cs_CZ", &["Czechia", "Czech Republic"]),
    ("HU", "HUN", "hu_HU", &["Hungary"]),
    ("RO", "ROU", "ro_RO", &["Romania"]),
    ("GR", "GRC", "el_GR", &["Greece"]),
    ("RU", "RUS", "ru_RU", &["Russia", "Russian Federation"]),
    ("UA", "UKR", "uk_UA", &["Ukraine"]),
    ("TR", "TUR", "tr_TR", &["Turkey", "Türkiye"]),
    ("JP", "JPN", "ja_JP", &["Japan"]),
    ("CN", "CHN", "zh_CN", &["China"]),
    ("TW", "TWN", "zh_TW", &["Taiwan"]),
    ("KR", "KOR", "ko_KR", &["South Korea", "Korea", "Republic of Korea"]),
    ("ID", "IDN", "id_ID", &["Indonesia"]),
    ("SA", "SAU", "ar_SA", &["Saudi Arabia"]),
    ("IR", "IRN", "fa_IR", &["Iran"]),
];

/// The locale that the people of each country are of unless one is named, in the order of the list.
pub fn countries() -> impl Iterator<Item = &'static Locale> {
    COUNTRIES.iter().filter_map(|(_, _, name, _)| locale(name))
}

/// What a locale's country is called in English.
pub fn english(own: &'static Locale) -> &'static str {
    let found = COUNTRIES.iter().find(|(code, ..)| *code == own.country);
    found.and_then(|(_, _, _, names)| names.first().copied()).unwrap_or(&own.land)
}

/// The locale of a text: `de_DE` or `de-DE`, `DE` or `DEU`, `Germany` or `Deutschland`, in capitals or not.
pub fn find(text: &str) -> Option<&'static Locale> {
    let own = text.trim().replace('-', "_");
    if let Some(name) = NAMES.iter().find(|name| name.eq_ignore_ascii_case(&own)) {
        return locale(name);
    }
    let text = text.trim().to_lowercase();
    let found = COUNTRIES.iter().find(|(two, three, _, names)| {
        [two, three].iter().any(|code| code.to_lowercase() == text)
            || names.iter().any(|name| name.to_lowercase() == text)
    });
    match found {
        Some((_, _, name, _)) => locale(name),
        None => NAMES.iter().filter_map(|name| locale(name)).find(|own| own.land.to_lowercase() == text),
    }
}
