//! Filters over named columns: parsed once, evaluated over batches. Unknown is false.
