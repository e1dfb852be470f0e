//! How Model Studio takes the requests for a model.

use std::str::FromStr;

/// The protocol of a model, by the name that the catalogue gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `audio-url`: no list of media; audio has a separate field.
    AudioUrl,
    /// `media`: a list of media, each with its role.
    Media,
    /// `messages`: a chat message of text and images, sent to a separate endpoint.
    Messages,
}

/// The catalogue names a protocol that this adapter does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a protocol of Model Studio")]
pub struct UnknownProtocol;

impl FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(name: &str) -> Result<Self, UnknownProtocol> {
        match name {
            "audio-url" => Ok(Self::AudioUrl),
            "media" => Ok(Self::Media),
            "messages" => Ok(Self::Messages),
            _ => Err(UnknownProtocol),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generation::Catalogue;

    #[test]
    fn every_model_of_the_catalogue_has_a_known_protocol() {
        for model in Catalogue::built_in().models() {
            assert!(model.protocol.parse::<Protocol>().is_ok(), "{}", model.name);
        }
    }
}
