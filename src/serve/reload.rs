//! Reading the configuration again while serving.

use std::sync::Arc;

use super::Server;
use crate::config::Config;

/// Puts policy, certificates and limits of a new configuration in force. Listeners and directories stay as they are.
pub(super) async fn reload(server: &Server, config: &Config) {
    server.shared.config.store(Arc::new(config.clone()));
    server.shared.apply_policy().await;
    for listener in &server.listeners {
        let Some(configured) = config.ldap.iter().find(|ldap| *ldap.name == *listener.name) else {
            tracing::warn!(application = %listener.name, "is gone from the configuration; it is refused until the next start");
            continue;
        };
        if let Err(error) = listener.reload(configured) {
            tracing::error!(application = %listener.name, %error, "keeps its old certificate");
        }
    }
    for configured in &config.ldap {
        if !server.listeners.iter().any(|listener| *listener.name == *configured.name) {
            tracing::warn!(application = %configured.name, "is new in the configuration; it listens from the next start on");
        }
    }
    match &server.shared.radius {
        Some(door) => {
            if let Err(error) = door.reload(config) {
                tracing::error!(%error, "RadSec keeps its old certificate and clients");
            }
        }
        None if config.radius.is_some() => {
            tracing::warn!("`[radius]` is new in the configuration; it listens from the next start on");
        }
        None => {}
    }
    match &server.shared.web {
        Some(door) => {
            if let Err(error) = door.reload(config) {
                tracing::error!(%error, "the portal keeps its old settings");
            }
        }
        None if config.web.portal.is_some() => {
            tracing::warn!("`[web] listen` is new in the configuration; the portal is there from the next start on");
        }
        None => {}
    }
    tracing::info!("the configuration was read again; changed directories and addresses count from the next start on");
}
