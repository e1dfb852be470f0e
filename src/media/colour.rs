//! Colour profiles: a re-encoded image loses its profile, so its pixels are converted to sRGB.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// Maximum size of a profile: the largest of cameras and screens have some kilobytes, those of
/// printers up to four megabytes.
const MAX_PROFILE_BYTES: usize = 4 * 1024 * 1024;

/// Converts rows of pixels to sRGB.
pub(super) struct ToSrgb {
    transform: Arc<Transform8BitExecutor>,
    /// Whether the profile is grayscale.
    grey: bool,
}

impl ToSrgb {
    /// The conversion from an embedded ICC profile. `None` if the profile cannot be read or is
    /// neither RGB nor grayscale; the pixels are left unchanged then.
    pub(super) fn from_profile(icc: &[u8]) -> Option<Self> {
        if icc.len() > MAX_PROFILE_BYTES {
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

    /// Converts a row of RGB pixels in place.
    pub(super) fn convert(&self, row: &mut [u8]) {
        let source = if self.grey {
            row.chunks_exact(3).map(|pixel| pixel[0]).collect()
        } else {
            row.to_vec()
        };
        // It fails only if the lengths differ.
        let _ = self.transform.transform(&source, row);
    }
}
