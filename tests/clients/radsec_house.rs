//! A Vestibule whose RADIUS clients come by RadSec, with certificates of an authority of their own.

use crate::door::dc;
use crate::page::Page;
use crate::radius_house::own_address;
use crate::support::certificates::{Authority, ServerCertificate};
use crate::support::house::House;
use crate::support::plan::Plan;
use crate::support::scratch;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where RadSec is taken.
pub(crate) const RADSEC: u16 = 2083;

/// The house, its certificates, and who issues its clients'.
pub(crate) struct RadSecHouse {
    house: House,
    folder: TempDir,
    clients: Authority,
    address: IpAddr,
}

impl RadSecHouse {
    /// As a page says, with more clients.
    pub(crate) fn of(page: &Page, more: &str) -> Self {
        let (address, folder) = (own_address(), scratch::folder("radsec"));
        let (ours, clients) = (Authority::new("Lab RadSec authority"), Authority::new("Lab branch authority"));
        ours.issue(folder.path(), "server", &[&address.to_string()]);
        ours.write_to(&folder.path().join("example-ca.pem"));
        clients.write_to(&folder.path().join("radsec-ca.pem"));
        let section = format!("{}\n{more}", page.radius_client());
        let section = section
            .replace("0.0.0.0:2083", &format!("{address}:{RADSEC}"))
            .replace("/etc/vestibule", &folder.path().display().to_string());
        Self { house: Plan::behind(dc()).section(&section).open(), folder, clients, address }
    }

    /// Where it listens.
    pub(crate) fn radsec(&self) -> SocketAddr {
        SocketAddr::new(self.address, RADSEC)
    }

    /// Who issued its certificate.
    pub(crate) fn radsec_authority_file(&self) -> PathBuf {
        self.folder.path().join("example-ca.pem")
    }

    /// A certificate of the clients' authority, beside the house's own files.
    pub(crate) fn client_certificate(&self, file: &str, name: &str) -> ServerCertificate {
        self.clients.issue(self.folder.path(), file, &[name])
    }

    /// Who issues the clients' certificates.
    pub(crate) fn clients_authority(&self) -> &Authority {
        &self.clients
    }

    /// The folder of all certificates.
    pub(crate) fn certificates(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for RadSecHouse {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}
