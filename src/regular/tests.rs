use std::collections::BTreeSet;

use regex::Regex;

use super::*;

fn regular(text: &str) -> Regular {
    Regular::new(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// All texts over some letters, up to a length.
fn texts(letters: &[char], length: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..length {
        last = last
            .iter()
            .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        all.extend(last.clone());
    }
    all
}

#[test]
fn every_text_has_one_number() {
    for (written, letters) in [
        ("[ab]{0,3}", "ab"),
        ("(a|ab)(b|)", "ab"),
        ("(a?){4}", "a"),
        ("((a|b)?|ab|ba?){2}", "ab"),
        ("x[a-cb-d]{1,2}|xa?", "abcdx"),
        ("", "a"),
        ("a|", "a"),
        ("[^\\x00-\\x60c-~]{2}", "ab"),
        ("é[é-ëa]?", "éëêa"),
        ("^(ab|a)b$|^b$", "ab"),
    ] {
        let letters: Vec<char> = letters.chars().collect();
        let own = regular(written);
        let oracle = Regex::new(&format!("^(?:{written})$")).unwrap();
        let expected: BTreeSet<String> =
            texts(&letters, 6).into_iter().filter(|text| oracle.is_match(text)).collect();
        let ranks = Ranks::new(&own).unwrap();
        assert_eq!(ranks.numbers(), expected.len() as u64, "{written}");
        let written_out = |number| {
            let mut text = String::new();
            ranks.write(number, &mut Dice::drawn(&[]), &mut text);
            text
        };
        let made: BTreeSet<String> = (0..ranks.numbers()).map(written_out).collect();
        assert_eq!(made, expected, "{written}");
        for text in texts(&letters, 6) {
            assert_eq!(own.contains(&text), oracle.is_match(&text), "{text:?} of {written}");
        }
    }
}

#[test]
fn drawn_texts_match() {
    for written in [
        "[A-Z]{2}-\\d{4}",
        "(cat|dog|\\w{3,9}) [^a-z]{2}",
        "\\+49 1(5[12]|6[0-4])\\d{7,8}",
        "[[:upper:]][[:lower:]]{2,8}, .{0,20}",
        "\\s\\S\\D\\W",
        "[α-ω]{3}[\\d&&[^5]]",
    ] {
        let own = regular(written);
        let oracle = Regex::new(&format!("(?s)^(?:{written})$")).unwrap();
        for word in 0..500_u64 {
            let words = [word.wrapping_mul(0x9e37_79b9_7f4a_7c15)];
            let mut text = String::new();
            own.draw(&mut Dice::drawn(&words), &mut text);
            assert!(oracle.is_match(&text) && own.contains(&text), "{text:?} of {written}");
            assert!(text.len() as u64 <= own.longest());
            assert!(text.chars().all(|letter| !letter.is_ascii() || letter <= '~'), "{text:?}");
        }
    }
}

#[test]
fn alternatives_and_lengths_are_as_likely() {
    let own = regular("a{1,4}|b[cd]");
    let mut counts = std::collections::BTreeMap::new();
    for word in 0..40_000_u64 {
        let words = [word.wrapping_mul(0x9e37_79b9_7f4a_7c15)];
        let mut text = String::new();
        own.draw(&mut Dice::drawn(&words), &mut text);
        *counts.entry(text).or_insert(0_u32) += 1;
    }
    for (text, share) in [("a", 8.0), ("aa", 8.0), ("aaa", 8.0), ("aaaa", 8.0), ("bc", 4.0), ("bd", 4.0)] {
        let expected = 40_000.0 / share;
        let count = f64::from(counts[text]);
        // Five standard deviations of a binomial count.
        assert!((count - expected).abs() < 5.0 * expected.sqrt(), "{text}: {count} of {expected}");
    }
}

#[test]
fn more_texts_than_numbers_still_differ() {
    for written in ["[A-Z]{40}", "\\d{19,22}", "[a-z]{13}(x|[0-9]{30})", ".{15}"] {
        let own = regular(written);
        let ranks = Ranks::new(&own).unwrap();
        assert_eq!(ranks.numbers(), u64::MAX, "{written}");
        let mut seen = BTreeSet::new();
        for number in (0..3000).chain(u64::MAX - 3000..u64::MAX) {
            let words = [number.wrapping_mul(0x9e37_79b9_7f4a_7c15), 5];
            let mut text = String::new();
            ranks.write(number, &mut Dice::drawn(&words), &mut text);
            assert!(own.contains(&text), "{text} of {written}");
            assert!(seen.insert(text), "{number} of {written}");
        }
    }
}

#[test]
fn what_no_text_can_show_is_refused() {
    for (written, code, at) in [
        ("a+", "endless-pattern", 1),
        ("ab*c", "endless-pattern", 2),
        ("(ab){2,}", "endless-pattern", 4),
        ("a(", "bad-pattern", 1),
        ("[z-a]", "bad-pattern", 1),
        ("\\bword", "bad-pattern", 0),
        ("a^b", "bad-pattern", 1),
        ("(?i)a", "bad-pattern", 0),
        ("(?i:a)", "bad-pattern", 2),
        ("\\p{Greek}", "bad-pattern", 0),
        ("[a\\pL]", "bad-pattern", 2),
        ("[a&&b]", "bad-pattern", 0),
        ("(\\d{100}){200}", "too-large", 0),
        ("a{3,2}", "bad-pattern", 1),
    ] {
        let problems = Regular::new(written).expect_err(written);
        assert_eq!((problems[0].code, problems[0].at), (code, at), "{written}: {problems:?}");
    }
    let both = Regular::new("a+b*").expect_err("two repetitions");
    assert_eq!(both.iter().map(|problem| problem.at).collect::<Vec<_>>(), [1, 3]);
}
