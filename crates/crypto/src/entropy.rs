//! The operating system's random generator.

use std::cell::RefCell;
use std::io::Write as _;

use kernel::Entropy;
use ring::rand::{SecureRandom as _, SystemRandom};
use zeroize::Zeroize as _;

/// The operating system's random generator.
///
/// Short draws, such as nonces and ids, are cut from a block each thread fetches
/// ahead: a draw of 12 bytes costs a few nanoseconds instead of a system call. A
/// byte is wiped from the block as it is handed out, so none is handed out twice.
///
/// [`Entropy::fill`] may not return without randomness. Should the operating
/// system refuse, which on a running Linux it does not, the process writes a line
/// to standard error and aborts: every key, token and nonce made after that point
/// could be guessed, and no caller could do anything better.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

const BLOCK: usize = 512;
/// Longer draws go to the operating system directly.
const SHORT: usize = 64;

/// Random bytes of which the first `left` were not handed out yet.
struct Ahead {
    bytes: [u8; BLOCK],
    left: usize,
}

thread_local! {
    static AHEAD: RefCell<Ahead> = const {
        RefCell::new(Ahead { bytes: [0; BLOCK], left: 0 })
    };
}

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // A thread that is ending has no block any more.
        let served = buffer.len() <= SHORT
            && AHEAD
                .try_with(|ahead| ahead.borrow_mut().serve(buffer))
                .unwrap_or(false);
        if !served {
            ask_system(buffer);
        }
    }
}

impl Ahead {
    /// Moves bytes into `buffer`; `false`, with nothing moved, where that is
    /// longer than a block.
    fn serve(&mut self, buffer: &mut [u8]) -> bool {
        if self.left < buffer.len() {
            ask_system(&mut self.bytes);
            self.left = BLOCK;
        }
        let Some(start) = self.left.checked_sub(buffer.len()) else {
            return false;
        };
        let Some(taken) = self.bytes.get_mut(start..self.left) else {
            return false;
        };
        buffer.copy_from_slice(taken);
        taken.zeroize();
        self.left = start;
        true
    }
}

fn ask_system(buffer: &mut [u8]) {
    if SystemRandom::new().fill(buffer).is_err() {
        // Nothing can be done about a closed standard error either.
        let _ = writeln!(
            std::io::stderr(),
            "fatal: the operating system gives no random bytes"
        );
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn buffers_of_every_length_are_filled() {
        for length in [0, 1, 12, 16, 32, SHORT, SHORT + 1, BLOCK, BLOCK + 1, 4096] {
            // Sixteen draws leave a given byte zero with chance 2^-128.
            let mut seen = vec![0_u8; length];
            for _ in 0..16 {
                let mut drawn = vec![0_u8; length];
                SystemEntropy.fill(&mut drawn);
                for (seen, drawn) in seen.iter_mut().zip(drawn) {
                    *seen |= drawn;
                }
            }
            assert!(seen.iter().all(|byte| *byte != 0), "{length}");
        }
    }

    fn draws(count: usize) -> Vec<[u8; 12]> {
        (0..count)
            .map(|_| {
                let mut nonce = [0_u8; 12];
                SystemEntropy.fill(&mut nonce);
                nonce
            })
            .collect()
    }

    #[test]
    fn no_two_draws_are_equal_within_or_across_threads() {
        let threads: Vec<_> = (0..4)
            .map(|_| std::thread::spawn(|| draws(5_000)))
            .collect();
        let mut seen: HashSet<[u8; 12]> = draws(5_000).into_iter().collect();
        for thread in threads {
            seen.extend(thread.join().expect("a thread that ends well"));
        }
        assert_eq!(seen.len(), 25_000);
    }

    #[test]
    fn bytes_handed_out_are_wiped_from_the_block() {
        let mut ahead = Ahead {
            bytes: [0; BLOCK],
            left: 0,
        };
        let mut drawn = [0_u8; 20];
        assert!(ahead.serve(&mut drawn));
        assert_eq!(ahead.left, BLOCK - 20);
        assert!(ahead.bytes[ahead.left..].iter().all(|byte| *byte == 0));
        assert!(!ahead.serve(&mut [0_u8; BLOCK + 1]));
    }

    #[test]
    fn a_block_is_used_up_and_fetched_anew() {
        let mut ahead = Ahead {
            bytes: [0; BLOCK],
            left: 0,
        };
        let mut seen = HashSet::new();
        for _ in 0..1_000 {
            let mut drawn = [0_u8; 33];
            assert!(ahead.serve(&mut drawn));
            assert!(seen.insert(drawn));
        }
    }
}
