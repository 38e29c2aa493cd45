//! The pages of those who manage: who reaches them, and what is done there as it is seen at the doors.

mod acts;
mod desk;
mod exempting;
mod matrix;
mod roles;
mod tour;
