//! A file that knows its own length and SHA-256 sum.

use std::fs::File;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::tables::hexadecimal;

/// Where a file's bytes go.
pub struct Sink {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Sink {
    pub fn new(file: File) -> Sink {
        Sink { file, hash: Sha256::new(), bytes: 0 }
    }

    /// The number of bytes written and their sum in hexadecimal.
    pub fn finish(self) -> (u64, String) {
        let sum = self.hash.finalize();
        (self.bytes, hexadecimal(&sum))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
