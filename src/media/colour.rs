//! Colour profiles: a re-encoded image loses its profile, so its pixels are converted to sRGB.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// Maximum size of a profile: the largest of cameras and screens have some kilobytes, those of
/// printers up to four megabytes.
const MAX_PROFILE_BYTES: usize = 4 * 1024 * 1024;

/// The difference of a channel above which colours are converted. Profiles that call themselves sRGB
/// differ by one or two.
const NOTICEABLE: u8 = 2;

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

    /// Whether the conversion changes what is seen: a profile can describe sRGB itself. Tried on a
    /// grid of colours; [`NOTICEABLE`] is the difference that counts.
    pub(super) fn changes_colours(&self) -> bool {
        let steps = || (0..=255u8).step_by(51);
        let mut grid = Vec::new();
        for r in steps() {
            for (g, b) in steps().flat_map(|g| steps().map(move |b| (g, b))) {
                grid.extend(if self.grey { [r; 3] } else { [r, g, b] });
            }
        }
        let mut converted = grid.clone();
        self.convert(&mut converted);
        grid.iter().zip(&converted).any(|(a, b)| a.abs_diff(*b) > NOTICEABLE)
    }

    /// Converts a row of RGB pixels in place.
    pub(super) fn convert(&self, row: &mut [u8]) {
        let source = if self.grey {
            row.as_chunks().0.iter().map(|[grey, _, _]| *grey).collect()
        } else {
            row.to_vec()
        };
        // It fails only if the lengths differ.
        let _ = self.transform.transform(&source, row);
    }
}

/// Converts rows of four inks to sRGB.
pub(super) struct InksToSrgb(Arc<Transform8BitExecutor>);

impl InksToSrgb {
    /// The conversion from an embedded ICC profile; `None` if it cannot be read or is not of four
    /// inks.
    pub(super) fn from_profile(icc: &[u8]) -> Option<Self> {
        if icc.len() > MAX_PROFILE_BYTES {
            return None;
        }
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        if profile.color_space != DataColorSpace::Cmyk {
            return None;
        }
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        // Four channels, whatever they are.
        let transform = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, options);
        transform.ok().map(Self)
    }

    /// Converts a row of pixels, each with amounts of cyan, magenta, yellow and black.
    pub(super) fn convert(&self, inks: &[u8], srgb: &mut [u8]) {
        // It fails only if the lengths differ.
        let _ = self.0.transform(inks, srgb);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_profiles_other_than_srgb_change_colours() {
        let changes = |profile: &ColorProfile| {
            ToSrgb::from_profile(&profile.encode().unwrap()).unwrap().changes_colours()
        };
        assert!(!changes(&ColorProfile::new_srgb()));
        assert!(changes(&ColorProfile::new_display_p3()));
        assert!(changes(&ColorProfile::new_adobe_rgb()));
        assert!(changes(&ColorProfile::new_gray_with_gamma(1.0)));
    }
}
