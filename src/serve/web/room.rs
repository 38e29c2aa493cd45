//! Room for connections: so many in all, and so many from one address, so that one cannot take it all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections at the same time. A browser has some six.
const MOST: usize = 4_000;
/// Of one address. Offices behind one address share it.
const MOST_OF_ONE: usize = 400;

/// Who is in.
#[derive(Clone, Default)]
pub(super) struct Room(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place; given back when dropped.
pub(super) struct Seat {
    room: Room,
    of: IpAddr,
}

impl Room {
    /// A place for a connection of this address; `None` when there is none.
    pub(super) fn enter(&self, of: IpAddr) -> Option<Seat> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = inside.values().sum();
        let mine = inside.get(&of).copied().unwrap_or_default();
        if all >= MOST || mine >= MOST_OF_ONE {
            return None;
        }
        inside.insert(of, mine + 1);
        Some(Seat { room: self.clone(), of })
    }

    /// How many are in.
    pub(super) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = self.room.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = inside.get(&self.of).copied().unwrap_or_default().saturating_sub(1);
        if left == 0 {
            inside.remove(&self.of);
        } else {
            inside.insert(self.of, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_it_all_and_gives_back_what_it_had() {
        let (room, one, other) = (Room::default(), IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let mut seats: Vec<Seat> = (0..MOST_OF_ONE).filter_map(|_| room.enter(one)).collect();
        assert_eq!(seats.len(), MOST_OF_ONE);
        assert!(room.enter(one).is_none());
        assert!(room.enter(other).is_some());
        seats.pop();
        assert!(room.enter(one).is_some());
        drop(seats);
        assert_eq!(room.count(), 0);
    }

    #[test]
    fn there_is_an_end_to_all() {
        let room = Room::default();
        let seats: Vec<Seat> =
            (0..u32::try_from(MOST).unwrap_or(0)).filter_map(|n| room.enter(IpAddr::from(n.to_be_bytes()))).collect();
        assert_eq!(seats.len(), MOST);
        assert!(room.enter(IpAddr::from([255, 0, 0, 1])).is_none());
    }
}
