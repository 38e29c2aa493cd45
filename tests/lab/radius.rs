//! The RADIUS door in front of a real Samba AD, asked by FreeRADIUS' `radclient` and by a client of our own.

mod factors;
mod house;
