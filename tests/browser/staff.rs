//! The pages of those who manage: who reaches them, and what is done there as it is seen at the doors.

mod matrix;
