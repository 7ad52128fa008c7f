//! Tickets: the lot of an interaction, decided by the seed and its id alone.
//!
//! Source of the method: permanent random numbers (Ohlsson 1995) by a keyed hash, as election
//! auditors draw (Rivest, *Consistent sampling with replacement*).

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use std::fmt;

/// Name and version of the rule, as manifests record it.
pub const ALGORITHM: &str = "sha256-ticket/1";

/// `SHA-256(seed + "|" + interaction_id)`; the smaller, the earlier drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket([u32; 8]);

impl Ticket {
    /// The ticket of an interaction.
    pub fn of(seed: &str, interaction_id: &str) -> Self {
        Roll::new(seed).ticket(interaction_id)
    }

    /// Its four words, the highest first.
    pub(super) fn words(self) -> [u64; 4] {
        let word = |at: usize| u64::from(self.0[at]) << 32 | u64::from(self.0[at + 1]);
        [word(0), word(2), word(4), word(6)]
    }

    /// The first 16 hex digits, as work lists show them.
    pub fn short(&self) -> String {
        format!("{:016x}", self.words()[0])
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:08x}"))
    }
}

impl From<[u8; 32]> for Ticket {
    /// The ticket that such a hash is.
    fn from(hash: [u8; 32]) -> Self {
        let mut ticket = [0; 8];
        for (word, bytes) in ticket.iter_mut().zip(hash.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        Self(ticket)
    }
}

/// What can be made known of a seed before the draw: its SHA-256 in hex, as `printf SEED | sha256sum`
/// shows it. Nobody can tell the seed from it, and nobody can change the seed afterwards.
pub fn commitment(seed: &str) -> String {
    Ticket::from(<[u8; 32]>::from(Sha256::digest(seed))).to_string()
}

/// The tickets of one seed; the seed is hashed once, or stands ready in the only block there is.
#[derive(Debug, Clone)]
pub struct Roll {
    begun: Sha256,
    /// The seed and the bar at the start of a block, and how many bytes they are.
    block: ([u8; BLOCK], usize),
}

/// Bytes that SHA-256 takes in at a time.
const BLOCK: usize = 64;

/// Most bytes of a message that is one block: behind it stand a mark and its length in bits.
const ONE_BLOCK: usize = BLOCK - 9;

/// What SHA-256 begins with. Source: FIPS 180-4, §5.3.3.
const BEGIN: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

impl Roll {
    /// The tickets of this seed.
    pub fn new(seed: &str) -> Self {
        let begun = Sha256::new().chain_update(seed).chain_update("|");
        let mut block = [0; BLOCK];
        for (byte, given) in block.iter_mut().zip(seed.bytes().chain([b'|'])) {
            *byte = given;
        }
        Self { begun, block: (block, seed.len() + 1) }
    }

    /// The ticket of an interaction.
    pub fn ticket(&self, interaction_id: &str) -> Ticket {
        let length = self.block.1 + interaction_id.len();
        if length > ONE_BLOCK {
            let hash = self.begun.clone().chain_update(interaction_id).finalize();
            return Ticket::from(<[u8; 32]>::from(hash));
        }
        let mut block = self.block.0;
        block[self.block.1..length].copy_from_slice(interaction_id.as_bytes());
        block[length] = 0x80;
        // One block has at most 440 bits.
        let bits = u16::try_from(length * 8).unwrap_or(u16::MAX);
        block[BLOCK - 2..].copy_from_slice(&bits.to_be_bytes());
        let mut state = BEGIN;
        compress256(&mut state, &[block]);
        Ticket(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticket_of_nothing_is_that_of_the_bar() {
        // printf '|' | sha256sum
        let bar = "cbe5cfdf7c2118a9c3d78ef1d684f3afa089201352886449a06a6511cfef74a7";
        assert_eq!(Ticket::of("", "").to_string(), bar);
    }

    #[test]
    fn a_ticket_of_one_block_is_that_of_any_other_way() {
        for length in 0..70 {
            let (seed, id) = ("s".repeat(length / 2), "i".repeat(length - length / 2));
            let plain = Sha256::digest(format!("{seed}|{id}"));
            assert_eq!(Ticket::of(&seed, &id), Ticket::from(<[u8; 32]>::from(plain)), "{length}");
        }
    }

    #[test]
    fn a_commitment_is_the_hash_of_the_seed() {
        // printf 2025-W14 | sha256sum
        let expected = "28db7ed5b88d1afe70e0a25bdb9d6b78a70f3e17297b92a56fa6541caaf54a0e";
        assert_eq!(commitment("2025-W14"), expected);
    }

    #[test]
    fn tickets_are_what_sha256sum_says() {
        // printf '2025-W14|C-0005' | sha256sum, and so on; in order of ticket.
        let expected = [
            ("C-0005", "439f83f6f1690ee10538830c5934c9d257d22905cd02b6b86064264412548431"),
            ("C-0004", "74578d1e965960a917338c0f2cea3fc7e625fdfadda43975693224214a93c549"),
            ("C-0002", "c9d43ad7d5076687acaf83a7d80eeaa0490bcd412aa0b0b23dbb7df103675735"),
            ("C-0001", "db1b0631ddfeae0f3175bed2fb406d70b44c14dedcd524f64be8e20a6d3c4e39"),
            ("C-0003", "f360496032df35b7cf1b82221007db02a5f75545f3a3ddba16461959a8de723b"),
        ];
        let tickets: Vec<_> = expected.iter().map(|(id, _)| Ticket::of("2025-W14", id)).collect();
        assert!(tickets.is_sorted());
        for (ticket, (id, hex)) in tickets.iter().zip(expected) {
            assert_eq!(ticket.to_string(), hex, "{id}");
            assert_eq!(ticket.short(), hex[..16]);
        }
    }
}
