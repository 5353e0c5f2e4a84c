//! Names nobody bears, distributed as names are: some thousand first and last
//! ones, a few of which are very common, and some that are borne once.

use kernel::PersonName;

use crate::Failure;

/// The most common first name; about one lead in ten has it.
pub(crate) const COMMON: &str = "Ramukesh";

/// In the names of about one lead in five hundred.
pub(crate) const RARE: &str = "vindriya";

const HEADS: [&str; 40] = [
    "Aa", "An", "Bha", "Bi", "Cha", "Chi", "Da", "De", "Dha", "Ek", "Fa", "Fi", "Ga", "Gi", "Ha",
    "He", "In", "Ish", "Ja", "Jo", "Ka", "Ki", "La", "Lo", "Ma", "Mi", "Na", "Ni", "Om", "Pa",
    "Pra", "Ra", "Ri", "Sa", "Shi", "Ta", "Tri", "Ush", "Va", "Vi",
];
const MIDDLES: [&str; 20] = [
    "bha", "char", "deep", "gan", "han", "jay", "kan", "lak", "man", "nav", "par", "raj", "san",
    "shan", "tan", "van", "vish", "yash", "mith", "rup",
];
const TAILS: [&str; 5] = ["esh", "ika", "ani", "endra", "an"];

/// A number that depends on `seed` alone, evenly below `below`.
pub(crate) fn roll(seed: u64, below: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % below.max(1)
}

/// The name of rank `rank`, below 4 000.
fn of_rank(rank: u64) -> Result<String, Failure> {
    let rank = usize::try_from(rank)?;
    // Common names are not neighbours.
    let at = rank * 1_237 % 4_000;
    let part = |parts: &[&'static str], at: usize| parts.get(at % parts.len()).copied();
    let parts = [
        part(&HEADS, at),
        part(&MIDDLES, at / 40),
        part(&TAILS, at / 800),
    ];
    Ok(parts.into_iter().flatten().collect())
}

/// Rank r is about as frequent as 1/r.
fn rank(seed: u64) -> Result<u64, Failure> {
    let even = roll(seed, 1_000_000);
    let even = f64::from(u32::try_from(even)?) / 1_000_000.0;
    let rank = 4_000_f64.powf(even) - 1.0;
    Ok(format!("{rank:.0}").parse::<u64>()?.min(3_999))
}

/// First and last name of lead `number` of partner `partner`.
pub(crate) fn names(partner: u64, number: u32) -> Result<[PersonName; 2], Failure> {
    let seed = (partner << 40) + (u64::from(number) << 3);
    let first = match roll(seed, 500) {
        0..50 => COMMON.to_owned(),
        50 => format!("Sri{RARE}"),
        _ => of_rank(rank(seed + 1)?)?,
    };
    let last = match roll(seed + 2, 100) {
        // Borne once, as far as anyone knows.
        0..3 => format!("{}{}", of_rank(rank(seed + 3)?)?, letters(number)),
        _ => format!("{}kar", of_rank(rank(seed + 4)?)?),
    };
    Ok([PersonName::parse(&first)?, PersonName::parse(&last)?])
}

/// `number` in letters.
fn letters(number: u32) -> String {
    let mut rest = number;
    let mut text = String::new();
    while rest > 0 {
        text.extend(char::from_digit(rest % 16 + 10, 36));
        rest /= 16;
    }
    text
}
