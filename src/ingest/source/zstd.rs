//! Zstandard: all frames of a source, one behind the other, checksums compared.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// The first bytes of a frame.
pub(super) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Reads every frame.
pub(super) struct Frames {
    source: BufReader<Box<dyn Read + Send>>,
    decoder: FrameDecoder,
    inside: bool,
}

impl Frames {
    /// Nothing read yet.
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Self { source: BufReader::new(source), decoder: FrameDecoder::new(), inside: false }
    }

    /// Begins the next frame; false at the end of the source.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => skip(&mut self.source, u64::from(length))?,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.inside = false;
        let told = self.decoder.get_checksum_from_data();
        if told.is_some() && told != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("the checksum of a frame differs"));
        }
        Ok(())
    }
}

/// Passes over bytes that are not of the text.
fn skip(source: &mut impl Read, length: u64) -> io::Result<()> {
    let passed = io::copy(&mut source.take(length), &mut io::sink())?;
    if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if !self.begin()? {
                    return Ok(0);
                }
                self.inside = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, one).map_err(io::Error::other)?;
            }
            let n = self.decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            self.finish()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn unpacked(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        Frames::new(Box::new(io::Cursor::new(bytes))).read_to_end(&mut out)?;
        Ok(out)
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    #[test]
    fn nothing_is_no_frame_and_an_empty_frame_is_nothing() {
        assert_eq!(unpacked(Vec::new()).unwrap(), b"");
        assert_eq!(unpacked(packed(b"")).unwrap(), b"");
    }

    #[test]
    fn frames_follow_each_other_and_others_are_passed_over() {
        let mut bytes = packed(b"a,b\n");
        bytes.extend([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        bytes.extend(packed(b"1,2\n"));
        assert_eq!(unpacked(bytes).unwrap(), b"a,b\n1,2\n");
    }

    #[test]
    fn a_cut_or_changed_frame_is_an_error() {
        let bytes = packed(&b"interaction_id,talk_s\n".repeat(50));
        for cut in 1..bytes.len() {
            assert!(unpacked(bytes[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        let mut changed = bytes.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert!(unpacked(changed).is_err(), "the checksum is another");
    }
}
