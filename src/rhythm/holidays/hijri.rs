//! Days of the Islamic calendar of Umm al-Qura, by table.

/// The days, since 1970-01-01, on which a day of a Hijri month falls in a year of ours; two at most.
pub fn days(month: u32, day: i32, year: (i32, i32)) -> Vec<i32> {
    let start = |(muharram, long): &(i32, u16)| {
        let before = (0..month - 1).map(|month| 29 + i32::from(long >> month & 1));
        muharram + before.sum::<i32>() + day - 1
    };
    YEARS.iter().map(start).filter(|day| (year.0..=year.1).contains(day)).collect()
}

/// For each Hijri year from 1410 to 1483 its first day, since 1970-01-01, and its months of 30 days: bit 0 is Muharram.
const YEARS: &[(i32, u16)] = &[
    (7153, 0x95d),
    (7508, 0x2da),
    (7862, 0x5d9),
    (8217, 0xdb2),
    (8572, 0xba4),
    (8926, 0xb4a),
    (9280, 0xa55),
    (9634, 0x2b5),
    (9988, 0x575),
    (10343, 0xb6a),
    (10698, 0xbd2),
    (11053, 0xbc4),
    (11407, 0xb89),
    (11761, 0xa95),
    (12115, 0x52d),
    (12469, 0x5ad),
    (12824, 0xb6a),
    (13179, 0x6d4),
    (13533, 0xdc9),
    (13888, 0xd92),
    (14242, 0xaa6),
    (14596, 0x956),
    (14950, 0x2ae),
    (15304, 0x56d),
    (15659, 0x36a),
    (16013, 0xb55),
    (16368, 0xaaa),
    (16722, 0x94d),
    (17076, 0x49d),
    (17430, 0x95d),
    (17785, 0x2ba),
    (18139, 0x5b5),
    (18494, 0x5aa),
    (18848, 0xd55),
    (19203, 0xa9a),
    (19557, 0x92e),
    (19911, 0x26e),
    (20265, 0x55d),
    (20620, 0xada),
    (20975, 0x6d4),
    (21329, 0x6a5),
    (21683, 0x54b),
    (22037, 0xa97),
    (22392, 0x54e),
    (22746, 0xaae),
    (23101, 0x5ac),
    (23455, 0xba9),
    (23810, 0xd92),
    (24164, 0xb25),
    (24518, 0x64b),
    (24872, 0xcab),
    (25227, 0x55a),
    (25581, 0xb55),
    (25936, 0x6d2),
    (26290, 0xea5),
    (26645, 0xe4a),
    (26999, 0xa95),
    (27353, 0x52d),
    (27707, 0xaad),
    (28062, 0x36c),
    (28416, 0x759),
    (28771, 0x6d2),
    (29125, 0x695),
    (29479, 0x52d),
    (29833, 0xa5b),
    (30188, 0x4ba),
    (30542, 0x9ba),
    (30897, 0x3b4),
    (31251, 0xb69),
    (31606, 0xb52),
    (31960, 0xaa6),
    (32314, 0x4b6),
    (32668, 0x96d),
    (33023, 0x2ec),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_follow_one_another() {
        for pair in YEARS.windows(2) {
            let [(first, long), (next, _)] = pair else { continue };
            assert_eq!(next - first, 12 * 29 + long.count_ones() as i32);
        }
        // 1 Muharram 1446 was 2024-07-07, day 19911; 1 Shawwal 1445 was 2024-04-10, day 19823.
        assert_eq!(YEARS[1446 - 1410].0, 19_911);
        assert_eq!(days(10, 1, (19_723, 20_088)), [19_823]);
    }
}
