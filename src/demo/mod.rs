//! `vestibule demo`: the product over a built-in sample directory, with people to log in as. Needs nothing, and leaves
//! nothing behind.
//!
//! Nothing here decides anything: what happens at the demo's doors is what the gate says.

mod cast;
mod codes;
mod configuration;
mod document;
mod events;
mod folder;
mod guide;
mod house;
mod keys;
mod lines;
mod month;
mod qr;
mod sample;
mod style;
mod tls;

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use vestibule_gate::Timestamp;
use vestibule_gate::ports::Clock as _;

use crate::cli::{Outcome, print};
use events::Events;
use house::House;
pub(crate) use house::Ports;
use keys::{Key, Keys};
use style::{Style, local_time};

/// How soon a decision is shown.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs the demo until somebody ends it, with the doors at these ports; with `json` there is one document and nothing more.
///
/// # Errors
/// It cannot begin, or nobody reads what it prints.
pub(crate) async fn run(ports: Ports, json: bool) -> Outcome {
    // The signals first: what comes while the folder is being filled must not leave it behind.
    let mut end = End::listen()?;
    let house = tokio::select! {
        house = House::open(ports) => house?,
        () = end.came() => return Ok(()),
    };
    let shown = if json { show_document(&house, &mut end).await } else { show(&house, &mut end).await };
    house.close().await;
    if !json && shown.is_ok() {
        print("The demo is over; nothing of it is left.\n")?;
    }
    shown
}

async fn show_document(house: &House, end: &mut End) -> Outcome {
    print(&(document::document(house).await? + "\n"))?;
    end.came().await;
    Ok(())
}

async fn show(house: &House, end: &mut End) -> Outcome {
    let style = Style::of_output();
    let mut events = Events::from_now(&*house.parts.store, style).await?;
    print(&guide::welcome(house, style))?;
    let mut fresh = fresh_lines(house, style).await?;
    print(&guide::more(house, style, keys::are_there()))?;
    let mut keys = Keys::listen();
    loop {
        tokio::select! {
            () = end.came() => return Ok(()),
            key = keys.next() => match key {
                Key::Quit => return Ok(()),
                Key::Fresh => fresh = fresh_lines(house, style).await?,
            },
            () = tokio::time::sleep(PAUSE) => {
                for line in events.more(&*house.parts.store).await? {
                    print(&(line + "\n"))?;
                }
                if fresh.is_some_and(|from| from <= house.parts.clock.now()) {
                    fresh = fresh_lines(house, style).await?;
                }
            }
        }
    }
}

/// Prints the people with fresh lines, or says from when on there are some.
async fn fresh_lines(house: &House, style: Style) -> Result<Option<Timestamp>, crate::cli::Failure> {
    match guide::people(house, style).await? {
        Ok(text) => {
            print(&text)?;
            print("\n")?;
            Ok(None)
        }
        Err(from) => {
            let text = format!("The codes of this moment are used; fresh lines come at {}.\n", local_time(from));
            print(&style.strong(&text))?;
            Ok(Some(from))
        }
    }
}

/// What ends the demo from outside: an interrupt, an order to stop, a terminal that was closed.
struct End([Signal; 3]);

impl End {
    fn listen() -> std::io::Result<Self> {
        let [interrupt, terminate, hangup] =
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        Ok(Self([interrupt?, terminate?, hangup?]))
    }

    async fn came(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}
