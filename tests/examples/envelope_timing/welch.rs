//! Whether two samples of times are of one kind.

use std::io::Write as _;

use super::Outcome;

/// Prints the medians of `times`, which has one sample of nanoseconds for each of
/// `names`, and how far each pair is apart.
pub(crate) fn report(title: &str, names: &[&str], times: &mut [Vec<f64>]) -> Outcome {
    let mut out = std::io::stdout();
    let mut all: Vec<f64> = times.concat();
    all.sort_unstable_by(f64::total_cmp);
    for (times, what) in times.iter_mut().zip(names) {
        times.sort_unstable_by(f64::total_cmp);
        let median = times.get(times.len() / 2).copied().unwrap_or_default() / 1e3;
        writeln!(out, "{title}: {what}: median {median:.2} µs")?;
    }
    for (at, one) in times.iter().enumerate() {
        for (other_at, other) in times.iter().enumerate().skip(at + 1) {
            let both = names.get(at).zip(names.get(other_at));
            let (a, b) = both.ok_or("a sample without a name")?;
            let t = [100, 95, 80, 50].map(|percent| {
                let limit = all.get((all.len() * percent / 100).saturating_sub(1));
                let limit = limit.copied().unwrap_or(f64::MAX);
                welch(&upto(one, limit), &upto(other, limit))
            });
            let worst = t.iter().fold(0.0_f64, |worst, t| worst.max(t.abs()));
            let [raw, of_95, of_80, of_50] = t;
            let verdict = if worst < 4.5 { "" } else { "  <-- differs" };
            writeln!(
                out,
                "  {a} / {b}: t {raw:.1}, 95 % {of_95:.1}, 80 % {of_80:.1}, 50 % {of_50:.1}{verdict}"
            )?;
        }
    }
    Ok(())
}

fn upto(sorted: &[f64], limit: f64) -> Vec<f64> {
    let within = sorted.iter().take_while(|time| **time <= limit);
    within.copied().collect()
}

/// Welch's t of two samples.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let spread = |sample: &[f64]| {
        let count = f64::from(u32::try_from(sample.len()).unwrap_or(u32::MAX));
        let mean = sample.iter().sum::<f64>() / count;
        let squares = sample.iter().map(|time| (time - mean).powi(2)).sum::<f64>();
        (mean, squares / (count - 1.0) / count)
    };
    let ((mean, error), (other_mean, other_error)) = (spread(one), spread(other));
    (mean - other_mean) / (error + other_error).sqrt()
}
