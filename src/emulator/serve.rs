//! Starts both services on their addresses.

use std::net::SocketAddr;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::serve::{Listener, ListenerExt};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::emulator::control;
use crate::emulator::discord::{self, Discord};
use crate::emulator::fault::{self, Faults};
use crate::emulator::record::{self, Record};
use crate::emulator::tls::{Certificate, TlsListener};
use crate::emulator::wan::{self, Wan};

/// Listen addresses; port 0 lets the system pick a port.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// Discord's REST API and gateway.
    pub discord: SocketAddr,
    /// Discord's file host.
    pub cdn: SocketAddr,
    /// Model Studio.
    pub wan: SocketAddr,
    /// The control API, if enabled.
    pub control: Option<SocketAddr>,
}

impl Addresses {
    /// Loopback addresses with ports picked by the system, without the control API.
    pub fn any() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { discord: any, cdn: any, wan: any, control: None }
    }
}

/// The running services; dropping this stops them.
pub struct Running {
    /// Discord's world.
    pub discord: Discord,
    /// Model Studio's world.
    pub wan: Wan,
    /// Faults to inject.
    pub faults: Faults,
    /// Recorded traffic.
    pub record: Record,
    /// Addresses of the services.
    pub at: Addresses,
    /// Discord's REST API and gateway.
    discord_face: Router,
    stop: CancellationToken,
    _stop: DropGuard,
}

impl Running {
    /// Origin of Discord's REST API, for `discord.api_base`.
    pub fn discord_origin(&self) -> String {
        format!("http://{}", self.at.discord)
    }

    /// Origin of Model Studio, for `wan.api_base`.
    pub fn wan_origin(&self) -> String {
        format!("http://{}", self.at.wan)
    }

    /// The file host in the form that `discord.file_hosts` uses.
    pub fn file_host(&self) -> String {
        self.at.cdn.to_string()
    }

    /// Also serves Discord's REST API and gateway over TLS, and returns the address. The API still
    /// names the gateway without TLS.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn serve_discord_tls(
        &self,
        address: SocketAddr,
        certificate: Certificate,
    ) -> std::io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let at = listener.local_addr()?;
        let listener = TlsListener::new(listener, certificate);
        spawn(listener, self.discord_face.clone(), &self.stop);
        Ok(at)
    }
}

/// Starts both services.
///
/// # Errors
/// When an address cannot be bound.
pub async fn start(
    addresses: Addresses,
    discord: Discord,
    wan: Wan,
    record: Record,
) -> std::io::Result<Running> {
    let discord_listener = TcpListener::bind(addresses.discord).await?;
    let cdn_listener = TcpListener::bind(addresses.cdn).await?;
    let wan_listener = TcpListener::bind(addresses.wan).await?;
    let control_listener = match addresses.control {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let at = Addresses {
        discord: discord_listener.local_addr()?,
        cdn: cdn_listener.local_addr()?,
        wan: wan_listener.local_addr()?,
        control: match &control_listener {
            Some(listener) => Some(listener.local_addr()?),
            None => None,
        },
    };
    discord.set_addresses(format!("http://{}", at.cdn), format!("ws://{}", at.discord));

    let stop = CancellationToken::new();
    let faults = Faults::default();
    let recorded = |routes: Router, service: &'static str| {
        routes
            .layer(from_fn_with_state((faults.clone(), service), fault::layer))
            .layer(from_fn_with_state((record.clone(), service), record::layer))
    };
    let on_line = |routes: Router, service: &'static str| {
        routes.layer(from_fn_with_state((faults.clone(), service), fault::line))
    };
    let layered = |routes: Router, service| on_line(recorded(routes, service), service);
    let model_studio = wan::api::routes(wan.clone(), &format!("http://{}", at.wan));
    let model_studio = recorded(model_studio, "wan").layer(from_fn(wan::api::compressed));
    let rest = discord::rest::routes(discord.clone());
    let discord_face = discord::gateway::routes(discord.clone()).merge(layered(rest, "discord"));
    let faces = [
        (discord_listener, discord_face.clone()),
        (cdn_listener, layered(discord::cdn::routes(discord.clone()), "cdn")),
        (wan_listener, on_line(model_studio, "wan")),
    ];
    for (listener, routes) in faces {
        spawn(prompt(listener), routes, &stop);
    }
    if let Some(listener) = control_listener {
        let stage =
            control::Stage { discord: discord.clone(), wan: wan.clone(), faults: faults.clone() };
        spawn(prompt(listener), control::routes(stage), &stop);
    }
    let _stop = stop.clone().drop_guard();
    Ok(Running { discord, wan, faults, record, at, discord_face, stop, _stop })
}

// Differs: discord-no-tls
// Differs: wan-no-tls
fn spawn<L>(listener: L, routes: Router, stop: &CancellationToken)
where
    L: Listener<Addr = SocketAddr>,
{
    let stop = stop.clone();
    // Made once: a router makes its routes anew for each connection.
    let routes = routes.into_make_service();
    tokio::spawn(async move {
        // Aborted, not drained: an open websocket would block the drain forever.
        tokio::select! {
            served = async { axum::serve(listener, routes).await } => {
                if let Err(e) = served {
                    tracing::error!(error = %e, "an emulator stopped serving");
                }
            }
            () = stop.cancelled() => {}
        }
    });
}

/// Sets `TCP_NODELAY`, so that small responses and events are sent immediately. Otherwise each
/// would wait for the acknowledgement of the previous one, 40 ms on Linux.
fn prompt(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|stream| {
        if let Err(e) = stream.set_nodelay(true) {
            tracing::debug!(error = %e, "small packets may wait");
        }
    })
}
