//! Colours: an image that is drawn anew is converted to sRGB, since it loses its colour profile.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// Larger profiles are not read: the largest that cameras and screens use have some kilobytes,
/// those of printers up to four megabytes.
const LARGEST_PROFILE: usize = 4 * 1024 * 1024;

/// A conversion of rows of pixels to sRGB.
pub(super) struct ToSrgb {
    transform: Arc<Transform8BitExecutor>,
    /// The profile is one of greys.
    grey: bool,
}

impl ToSrgb {
    /// The conversion from an embedded ICC profile; nothing where the profile cannot be read, or is
    /// not one of pixels in red, green and blue or grey: the numbers stay as they are then.
    pub(super) fn from_profile(icc: &[u8]) -> Option<Self> {
        if icc.len() > LARGEST_PROFILE {
            return None;
        }
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        let (layout, grey) = match profile.color_space {
            DataColorSpace::Rgb => (Layout::Rgb, false),
            DataColorSpace::Gray => (Layout::Gray, true),
            _ => return None,
        };
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, options).ok()?;
        Some(Self { transform, grey })
    }

    /// Converts a row of pixels of red, green and blue in place.
    pub(super) fn convert(&self, row: &mut [u8]) {
        let source = match self.grey {
            true => row.chunks_exact(3).map(|pixel| pixel[0]).collect(),
            false => row.to_vec(),
        };
        // It refuses only lengths that do not fit each other.
        let _ = self.transform.transform(&source, row);
    }
}
