//! Files that nothing here can use, by what they appear to be.

/// What a file appears to be that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unrecognised {
    /// It has no bytes.
    Empty,
    /// PDF.
    Pdf,
    /// ZIP, which office documents are too.
    Zip,
    /// RAR, 7z or gzip.
    Archive,
    /// MIDI.
    Midi,
    /// The sensor data of a camera.
    RawPhoto,
    /// A list of other files (M3U).
    Playlist,
    /// SVG or other XML.
    Xml,
    /// HTML.
    WebPage,
    /// Text.
    Text,
    /// Audio with copy protection.
    Protected,
    /// A fragment of a streamed video, without the header that belongs to it.
    StreamPiece,
    /// None of these.
    Other,
}

impl Unrecognised {
    /// Each of them.
    pub const ALL: [Unrecognised; 13] = [
        Self::Empty,
        Self::Pdf,
        Self::Zip,
        Self::Archive,
        Self::Midi,
        Self::RawPhoto,
        Self::Playlist,
        Self::Xml,
        Self::WebPage,
        Self::Text,
        Self::Protected,
        Self::StreamPiece,
        Self::Other,
    ];

    /// The display name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Pdf => "a PDF document",
            Self::Zip => "a ZIP archive or an office document",
            Self::Archive => "an archive",
            Self::Midi => "a MIDI file, which has notes but no audio",
            Self::RawPhoto => "a camera's raw photo",
            Self::Playlist => "a playlist",
            Self::Xml => "an SVG or XML file",
            Self::WebPage => "a web page",
            Self::Text => "a text file",
            Self::Protected => "an audio file with copy protection",
            Self::StreamPiece => "a piece of a streamed video",
            Self::Other => "an unknown type of file",
        }
    }
}
