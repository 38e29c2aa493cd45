//! Demo.

mod cast;
mod sample;
mod tls;
