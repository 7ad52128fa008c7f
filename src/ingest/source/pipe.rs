//! A thread that writes text, and the reader at the other end.

use super::refusals;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Bytes that travel together.
const PART: usize = 256 << 10;
/// Parts that wait to be read.
const WAITING: usize = 4;

enum Message {
    Part(Vec<u8>),
    Failed(io::Error),
    End,
}

/// The end that is read.
pub(super) struct Pipe {
    name: String,
    messages: Receiver<Message>,
    part: io::Cursor<Vec<u8>>,
    ended: bool,
}

/// The end that is written to.
pub(super) struct Sink {
    messages: SyncSender<Message>,
    part: Vec<u8>,
}

/// Nobody reads any more.
pub(super) struct Unheard;

impl Sink {
    /// Adds a line or several.
    pub(super) fn write(&mut self, text: &[u8]) -> Result<(), Unheard> {
        self.part.extend_from_slice(text);
        if self.part.len() < PART {
            return Ok(());
        }
        let part = std::mem::replace(&mut self.part, Vec::with_capacity(PART + text.len()));
        self.messages.send(Message::Part(part)).map_err(|_| Unheard)
    }

    fn end(mut self, result: io::Result<()>) {
        let part = std::mem::take(&mut self.part);
        let last = match result {
            Ok(()) => Message::End,
            Err(error) => Message::Failed(error),
        };
        // Who stopped reading needs no end.
        let _unheard =
            self.messages.send(Message::Part(part)).and_then(|()| self.messages.send(last));
    }
}

/// Why writing stopped early.
pub(super) enum Stop {
    /// Nobody reads any more; no failure.
    Unheard,
    /// It cannot go on.
    Failed(io::Error),
}

impl From<Unheard> for Stop {
    fn from(_: Unheard) -> Self {
        Self::Unheard
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Starts `work` on the source of that name; what it writes is read from the pipe.
///
/// `thread` tells a thread that reads with the code of others, whose panics mean damaged input.
pub(super) fn start(
    (name, thread): (&str, &str),
    work: impl FnOnce(&mut Sink) -> Result<(), Stop> + Send + 'static,
) -> io::Result<Pipe> {
    let (sender, messages) = sync_channel(WAITING);
    thread::Builder::new().name(thread.to_owned()).spawn(move || {
        let mut sink = Sink { messages: sender, part: Vec::new() };
        let result = work(&mut sink);
        sink.end(match result {
            Ok(()) | Err(Stop::Unheard) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        });
    })?;
    Ok(Pipe { name: name.to_owned(), messages, part: io::Cursor::default(), ended: false })
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.part.read(buffer)?;
            if n > 0 || self.ended || buffer.is_empty() {
                return Ok(n);
            }
            match self.messages.recv() {
                Ok(Message::Part(part)) => self.part = io::Cursor::new(part),
                Ok(Message::End) => self.ended = true,
                Ok(Message::Failed(error)) => return Err(error),
                // The writer did not come to its end.
                Err(_) => {
                    return Err(refusals::io(refusals::unreadable(&self.name, "it is damaged")));
                }
            }
        }
    }
}
