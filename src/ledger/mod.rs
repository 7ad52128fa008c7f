//! The only room that writes state: files are replaced whole or appended under a lock.
