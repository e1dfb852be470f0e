//! What can be requested from the models: modes, inputs, the catalogue, prices.
//!
//! Pure: no clock, no I/O. A [`Request`] that passes [`Catalogue::check`] meets every documented
//! limit of the provider.

pub mod catalogue;
pub mod error;
pub mod parameters;
pub mod partial_request;
pub mod price;
pub mod region;
pub mod request;
pub mod usage;
pub mod words;

pub use catalogue::{Catalogue, DEFAULT_PROVIDER, Model};
pub use error::{InputProblem, RequestError, Unreachable};
pub use parameters::{Mode, Ratio, Resolution, Role};
pub use partial_request::{PartialRequest, RequestDefaults};
pub use price::{Credits, Money, Price};
pub use region::Region;
pub use request::{Input, Request};
pub use usage::Usage;
