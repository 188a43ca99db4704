//! Money, colours, files, cars and goods.

use super::lists::Lists;
use super::method::{Arguments, Method};
use super::pattern::{digit, hex, pattern};
use super::people::again;
use crate::random::Dice;

pub fn method(name: &str, arguments: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "currency" => Method::text(|lists, dice, out| {
            let place = dice.below(lists.currency_codes.len() as u64) as usize;
            out.push_str(lists.currency_codes.get(place).copied().unwrap_or_default());
            out.push(' ');
            out.push_str(lists.currency_names.get(place).copied().unwrap_or_default());
        }),
        "currency_code" => Method::Choice(|lists| &lists.currency_codes),
        "color_name" => Method::text(|_, dice, out| out.push_str(dice.text(COLOURS))),
        "hex_color" => Method::text(|_, dice, out| {
            out.push('#');
            hex(dice.bits(24), 6, out);
        }),
        "file_name" => Method::text(|_, dice, out| {
            out.push_str(dice.text(SUBJECTS));
            out.push('_');
            out.push_str(dice.text(PAPERS));
            out.push('_');
            pattern("####", dice, out);
            again(dice, "-", out);
            out.push('.');
            out.push_str(dice.text(DOCUMENTS));
        }),
        "file_extension" => Method::text(|_, dice, out| out.push_str(dice.text(EXTENSIONS))),
        "mime_type" => Method::text(|_, dice, out| out.push_str(dice.text(MIME_TYPES))),
        "license_plate" => Method::text(|lists, dice, out| {
            pattern(lists.plate, dice, out);
            again(dice, " / ", out);
        }),
        "vin" => Method::text(vin),
        "ean" => ean(if arguments.int("length", 13) <= 8 { 8 } else { 13 }),
        "ean13" => ean(13),
        _ => return None,
    })
}

/// A vehicle identification number with the check digit of North America (ISO 3779, 49 CFR 565).
fn vin(_: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    /// Letters and digits with the values they count for; I, O and Q do not occur.
    #[rustfmt::skip]
    const SYMBOLS: &[(u8, u32)] = &[
        (b'A', 1), (b'B', 2), (b'C', 3), (b'D', 4), (b'E', 5), (b'F', 6), (b'G', 7), (b'H', 8), (b'J', 1),
        (b'K', 2), (b'L', 3), (b'M', 4), (b'N', 5), (b'P', 7), (b'R', 9), (b'S', 2), (b'T', 3), (b'U', 4),
        (b'V', 5), (b'W', 6), (b'X', 7), (b'Y', 8), (b'Z', 9), (b'0', 0), (b'1', 1), (b'2', 2), (b'3', 3),
        (b'4', 4), (b'5', 5), (b'6', 6), (b'7', 7), (b'8', 8), (b'9', 9),
    ];
    /// The weight of each place; that of the check digit, the ninth, is 0.
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut symbols = [b'0'; 17];
    let mut sum = 0;
    for (symbol, weight) in symbols.iter_mut().zip(WEIGHTS).filter(|(_, weight)| *weight > 0) {
        let (letter, value) = dice.pick(SYMBOLS).copied().unwrap_or((b'0', 0));
        *symbol = letter;
        sum += value * weight;
    }
    symbols[8] = match sum % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    out.extend(symbols.map(char::from));
}

/// A bar code number with its check digit (GS1 General Specifications, 7.9).
fn ean(length: usize) -> Method {
    Method::text(move |_, dice, out| {
        let mut sum = 0;
        for place in 0..length - 1 {
            let value = dice.below(10);
            out.push(digit(value));
            // The last place before the check digit weighs 3, the one before it 1, and so on.
            sum += value * if (length - place).is_multiple_of(2) { 3 } else { 1 };
        }
        out.push(digit(10 - sum % 10));
    })
}

#[rustfmt::skip]
const COLOURS: &[&str] = &[
    "Amber", "Aqua", "Azure", "Beige", "Black", "Blue", "Brown", "Coral", "Crimson", "Cyan", "Emerald", "Gold",
    "Gray", "Green", "Indigo", "Ivory", "Khaki", "Lavender", "Lime", "Magenta", "Maroon", "Mint", "Navy",
    "Ochre", "Olive", "Orange", "Orchid", "Pink", "Plum", "Purple", "Red", "Salmon", "Silver", "Tan", "Teal",
    "Tomato", "Turquoise", "Violet", "White", "Yellow",
];

#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "annual", "audit", "board", "budget", "campaign", "client", "daily", "export", "finance", "forecast",
    "market", "meeting", "monthly", "order", "payroll", "product", "project", "quarterly", "risk", "sales",
    "staff", "supplier", "survey", "team", "training", "travel", "vendor", "weekly",
];

#[rustfmt::skip]
const PAPERS: &[&str] = &[
    "agenda", "analysis", "backup", "brief", "chart", "checklist", "contract", "draft", "figures", "invoice",
    "letter", "list", "memo", "minutes", "notes", "overview", "photo", "plan", "report", "review", "scan",
    "schedule", "slides", "summary", "table", "template",
];

#[rustfmt::skip]
const DOCUMENTS: &[&str] = &["csv", "docx", "html", "json", "md", "odt", "pdf", "pptx", "txt", "xlsx", "xml", "zip"];

#[rustfmt::skip]
const EXTENSIONS: &[&str] = &[
    "avi", "bmp", "csv", "css", "docx", "flac", "gif", "html", "jpg", "js", "json", "md", "mov", "mp3", "mp4",
    "odt", "pdf", "png", "pptx", "svg", "tiff", "txt", "wav", "webm", "xlsx", "xml", "zip",
];

#[rustfmt::skip]
const MIME_TYPES: &[&str] = &[
    "application/gzip", "application/json", "application/msword", "application/octet-stream", "application/pdf",
    "application/rtf", "application/sql", "application/vnd.ms-excel", "application/xml", "application/zip",
    "audio/mpeg", "audio/ogg", "audio/wav", "font/woff2", "image/gif", "image/jpeg", "image/png",
    "image/svg+xml", "image/tiff", "image/webp", "message/rfc822", "multipart/form-data", "text/calendar",
    "text/css", "text/csv", "text/html", "text/javascript", "text/markdown", "text/plain", "video/mp4",
    "video/mpeg", "video/webm",
];
