//! The API as a program uses it: tokens made at the command line, requests over HTTPS, and what becomes of them at the
//! doors. No browser takes part.

mod codes;
mod exemptions;
mod ids;
mod people;
mod program;
mod schemathesis;
mod secrets;
mod tokens;
mod watching;
