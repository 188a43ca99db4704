//! `first`: where a piece of a table begins, as `plotsim_shards` tells it and `plotsim_table` takes it.
//!
//! Rows of events and of their children are numbered in the order of their entities, and only making the rows before a piece
//! tells how many there are. Whoever plans the pieces counts once and hands each its numbers, in a token that tells of which
//! config, seed, scale, table and piece they are. So a token that stands in another query is refused.

use sha2::{Digest, Sha256};

use super::arguments::overrides;
use super::call::{Call, Parameter, ParameterKind};
use super::config::Source;
use super::failure::Failure;

pub const FIRST: Parameter = Parameter {
    name: "first",
    kind: ParameterKind::Text,
    doc: "Where the rows of the shard begin, as plotsim_shards gives it with count := true; then none before it is counted",
};

/// What a token is made for: everything that decides rows, but for the piece.
#[derive(Clone, Copy)]
pub struct Tokens([u8; 32]);

impl Tokens {
    /// The tokens of a table, by its name in the config, with the text, the seed and the scale of a call.
    pub fn of(call: &Call<'_>, source: &Source, table: &str) -> Result<Tokens, Failure> {
        let overrides = overrides(call)?;
        let mut hash = Sha256::new();
        // Another version may make other rows.
        for part in ["plotsim first", env!("CARGO_PKG_VERSION"), &source.text, table] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(format!("{:?} {:?}", overrides.seed, overrides.scale.map(f64::to_bits)));
        Ok(Tokens(hash.finalize().into()))
    }

    /// The token of a piece, before whose rows come so many.
    pub fn token(&self, (shard, shards): (u64, u64), before: &[u64]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0);
        for number in [shard, shards].iter().chain(before) {
            hash.update(number.to_le_bytes());
        }
        let sum = hash.finalize();
        let sum: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        before.iter().fold(sum, |token, number| format!("{token}-{number:x}"))
    }

    /// The numbers in the token of a piece.
    ///
    /// # Errors
    /// It was not made for this piece, or is none.
    pub fn read(&self, shard: (u64, u64), token: &str) -> Result<Vec<u64>, Failure> {
        let numbers = token.split('-').skip(1).map(|number| u64::from_str_radix(number, 16).ok());
        let numbers: Option<Vec<u64>> = numbers.collect();
        numbers.filter(|numbers| self.token(shard, numbers) == token).ok_or_else(|| {
            Failure::Argument(format!(
                "first is '{token}', which plotsim_shards gave for no such call: take the query as it stands there, with its \
                 config, table, seed, scale, shard and shards"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_its_numbers_for_its_own_piece_alone() {
        let tokens = Tokens([7; 32]);
        for before in [&[][..], &[0], &[1, u64::MAX, 0]] {
            let token = tokens.token((3, 8), before);
            assert_eq!(tokens.read((3, 8), &token).ok().as_deref(), Some(before));
            for (other, piece) in [(tokens, (2, 8)), (tokens, (3, 9)), (Tokens([8; 32]), (3, 8))] {
                assert!(other.read(piece, &token).is_err());
            }
        }
        for foreign in ["", "-", "abc", "0000000000000000-1", "0000000000000000-x"] {
            assert!(tokens.read((3, 8), foreign).is_err(), "{foreign}");
        }
        let token = tokens.token((3, 8), &[16]);
        assert!(token.ends_with("-10"));
        assert!(tokens.read((3, 8), &token.replace("-10", "-11")).is_err());
    }
}
