//! The comparison of a request's body with Discord's OpenAPI description.

use std::sync::Arc;

use serde_json::Value;

use crate::emulator::discord::openapi::{Description, Mismatch, Side};

/// How bodies are compared with the description.
#[derive(Clone)]
pub(super) struct BodyCheck {
    pub(super) description: Arc<Description>,
    /// Whether a body that does not match is refused, and not only reported.
    pub(super) refuses: bool,
}

/// A route, and what does not match in a body.
pub(super) struct Found<'a> {
    pub(super) route: &'a str,
    pub(super) mismatches: Vec<Mismatch>,
}

impl BodyCheck {
    /// Compares a payload, which can be from a form; `None` if its route is not described.
    pub(super) fn found(&self, method: &str, path: &str, mut body: Value) -> Option<Found<'_>> {
        let operation = self.description.operation(method, path)?;
        // Files of a form are no part of the payload.
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|name, _| !name.starts_with("files["));
        }
        let content = operation.json["requestBody"]["content"].as_object()?;
        // The schema of a payload does not depend on how it is sent.
        let content = content.get("application/json").or_else(|| content.values().next())?;
        match self.description.mismatches(Side::Request, &content["schema"], &body) {
            Ok(mismatches) => Some(Found { route: operation.route, mismatches }),
            Err(e) => {
                let route = operation.route;
                tracing::error!(error = %e, method, route, "the API description is not valid");
                None
            }
        }
    }
}
