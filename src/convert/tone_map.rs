//! Maps videos and photos with a high dynamic range to the brightness and colours of ordinary screens, by a
//! table of colours that ffmpeg applies.
//!
//! What is up to half as bright as the reference white keeps its brightness, and what is brighter
//! is compressed (ITU-R BT.2390-11, 5.4.1). ffmpeg's own filters do not have this curve, and its
//! conversion of HLG is either slow or changes hues.

use std::fmt::Write;

use crate::convert::error::ConvertError;
use crate::convert::sandbox::Sandbox;

/// Brightness of a white sheet in HDR, in cd/m² (ITU-R BT.2408, 2.1). It is that of white in
/// ordinary videos.
const WHITE: f64 = 203.0;

/// Brightness of the brightest pixels in cd/m²: that of a nominal screen for HLG (ITU-R BT.2100,
/// table 5), and what most videos with PQ are made for. Brighter ones become white.
const PEAK: f64 = 1000.0;

/// Gamma of that screen (ITU-R BT.2100, table 5).
const SYSTEM_GAMMA: f64 = 1.2;

/// Gamma of ordinary screens (ITU-R BT.1886).
const SCREEN_GAMMA: f64 = 2.4;

/// Points of the table on each axis. With 33, dark saturated colours are off by ten of 255 steps.
const POINTS: usize = 65;

/// Share of each colour in the brightness (ITU-R BT.2020).
const LUMA: [f64; 3] = [0.2627, 0.6780, 0.0593];

/// From the primary colours of BT.2020 to those of BT.709 (ITU-R BT.2407, 2.1).
const TO_BT709: [[f64; 3]; 3] = [
    [1.660_491, -0.587_641, -0.072_850],
    [-0.124_550, 1.132_899, -0.008_349],
    [-0.018_151, -0.100_579, 1.118_730],
];

/// The file of the sandbox with the table of colours.
const TABLE: &str = "tone-map.cube";

/// Filters that map a video of a transfer function, given by ffmpeg's name. They follow the options
/// of the filter `scale`. `None` for an ordinary dynamic range.
pub(super) async fn filters(
    sandbox: &Sandbox,
    transfer: &str,
) -> Result<Option<String>, ConvertError> {
    let Some(transfer) = Transfer::named(transfer) else { return Ok(None) };
    let mapped = filter(sandbox, transfer).await?;
    Ok(Some(format!(
        ":in_color_matrix=bt2020,format=gbrp10le,{mapped},\
         scale=out_color_matrix=bt709:out_range=tv:flags=bicubic,\
         setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    )))
}

/// The filter that maps RGB of a transfer function, by a table that it writes into the sandbox.
pub(super) async fn filter(sandbox: &Sandbox, transfer: Transfer) -> Result<String, ConvertError> {
    let table = tokio::task::spawn_blocking(move || transfer.table()).await;
    let table = table.map_err(|e| ConvertError::Machine(e.into()))?;
    sandbox.store(TABLE, &table.into_bytes().into()).await?;
    Ok(format!("lut3d=file={TABLE}:interp=tetrahedral"))
}

/// How the signal of an HDR video stands for brightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transfer {
    /// Perceptual quantization (SMPTE ST 2084), as in HDR10 and Dolby Vision.
    Pq,
    /// Hybrid log-gamma (ARIB STD-B67), as phones record it.
    Hlg,
}

impl Transfer {
    /// By ffmpeg's name; `None` for an ordinary dynamic range.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "smpte2084" => Some(Self::Pq),
            "arib-std-b67" => Some(Self::Hlg),
            _ => None,
        }
    }

    /// By its code (ISO/IEC 23091-2, table 3); `None` for an ordinary dynamic range.
    pub(super) fn coded(code: u16) -> Option<Self> {
        match code {
            16 => Some(Self::Pq),
            18 => Some(Self::Hlg),
            _ => None,
        }
    }

    /// A table of colours in the format of ffmpeg's filter `lut3d`. Takes a tenth of a second.
    pub(super) fn table(self) -> String {
        let axis: Vec<f64> =
            (0..POINTS).map(|n| self.linear(n as f64 / (POINTS - 1) as f64)).collect();
        // Each line has three numbers of six characters.
        let mut out = String::with_capacity(POINTS.pow(3) * 21 + 64);
        let _ = writeln!(out, "LUT_3D_SIZE {POINTS}");
        for blue in &axis {
            for green in &axis {
                for red in &axis {
                    let [r, g, b] = self.mapped([*red, *green, *blue]);
                    let _ = writeln!(out, "{r:.4} {g:.4} {b:.4}");
                }
            }
        }
        out
    }

    /// The light for a signal from 0 to 1: of PQ in cd/m², of HLG that of the scene from 0 to 1.
    fn linear(self, signal: f64) -> f64 {
        match self {
            Self::Pq => from_pq(signal),
            Self::Hlg if signal <= 0.5 => signal * signal / 3.0,
            Self::Hlg => (((signal - 0.559_910_73) / 0.178_832_77).exp() + 0.284_668_92) / 12.0,
        }
    }

    /// The signal of an ordinary video for the light of an HDR video, from 0 to 1.
    fn mapped(self, light: [f64; 3]) -> [f64; 3] {
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let shown = match self {
            Self::Pq => light,
            // What a screen shows of the scene (ITU-R BT.2100, table 5).
            Self::Hlg => {
                let gain = PEAK * dot(LUMA, light).powf(SYSTEM_GAMMA - 1.0);
                light.map(|light| gain * light)
            }
        };
        let shown = TO_BT709.map(|row| dot(row, shown));
        // All three are mapped by the same factor, so that hues stay.
        let brightest = shown.into_iter().fold(1e-6, f64::max);
        let factor = compressed(brightest) / brightest / WHITE;
        shown.map(|light| (light * factor).clamp(0.0, 1.0).powf(1.0 / SCREEN_GAMMA))
    }
}

/// The brightness on a screen whose white is as bright as the reference white (ITU-R BT.2390-11,
/// 5.4.1). Both in cd/m².
fn compressed(brightness: f64) -> f64 {
    let peak = to_pq(PEAK);
    let max = to_pq(WHITE) / peak;
    let knee = 1.5 * max - 0.5;
    let signal = (to_pq(brightness) / peak).min(1.0);
    if signal <= knee {
        return brightness;
    }
    let t = (signal - knee) / (1.0 - knee);
    let (t2, t3) = (t * t, t * t * t);
    let spline = (2.0 * t3 - 3.0 * t2 + 1.0) * knee
        + (t3 - 2.0 * t2 + t) * (1.0 - knee)
        + (3.0 * t2 - 2.0 * t3) * max;
    from_pq(spline * peak)
}

/// Constants of PQ (SMPTE ST 2084).
const M1: f64 = 2610.0 / 16384.0;
const M2: f64 = 2523.0 / 4096.0 * 128.0;
const C1: f64 = 3424.0 / 4096.0;
const C2: f64 = 2413.0 / 4096.0 * 32.0;
const C3: f64 = 2392.0 / 4096.0 * 32.0;

/// The signal for a brightness in cd/m².
fn to_pq(brightness: f64) -> f64 {
    let power = (brightness / 10_000.0).powf(M1);
    ((C1 + C2 * power) / (1.0 + C3 * power)).powf(M2)
}

/// The brightness in cd/m² for a signal.
fn from_pq(signal: f64) -> f64 {
    let power = signal.powf(1.0 / M2);
    10_000.0 * ((power - C1).max(0.0) / (C2 - C3 * power)).powf(1.0 / M1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of grey light, from 0 to 255.
    fn grey(transfer: Transfer, signal: f64) -> f64 {
        transfer.mapped([transfer.linear(signal); 3])[1] * 255.0
    }

    #[test]
    fn the_reference_levels_are_where_a_screen_shows_them() {
        // Reference white and a grey card of 18 % (ITU-R BT.2408, table 1): 58 % and 38 % of PQ,
        // 75 % and 38 % of HLG. A screen shows the card with 26 of 203 cd/m².
        for (transfer, white, dark) in [(Transfer::Pq, 0.58, 0.38), (Transfer::Hlg, 0.75, 0.38)] {
            let found = grey(transfer, white);
            assert!((found - 230.0).abs() < 2.0, "{transfer:?}: white {found}");
            let found = grey(transfer, dark);
            assert!((found - 108.0).abs() < 2.0, "{transfer:?}: grey {found}");
            assert!(grey(transfer, 0.0) < 0.01);
        }
        assert!((grey(Transfer::Pq, to_pq(PEAK)) - 255.0).abs() < 0.5);
        assert!((grey(Transfer::Hlg, 1.0) - 255.0).abs() < 0.5);
        assert!((grey(Transfer::Pq, 1.0) - 255.0).abs() < 0.5, "10,000 cd/m²");
    }

    #[test]
    fn the_brighter_of_two_greys_stays_brighter() {
        for transfer in [Transfer::Pq, Transfer::Hlg] {
            let greys: Vec<f64> = (0..=70).map(|n| grey(transfer, f64::from(n) / 100.0)).collect();
            assert!(greys.windows(2).all(|two| two[0] <= two[1]), "{transfer:?}: {greys:?}");
        }
    }

    #[test]
    fn a_table_has_all_points_in_order() {
        let table = Transfer::Pq.table();
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("LUT_3D_SIZE 65"));
        assert_eq!(lines.next(), Some("0.0000 0.0000 0.0000"));
        // The second point has more red.
        assert_eq!(lines.next().map(|line| line.ends_with(" 0.0000 0.0000")), Some(true));
        assert_eq!(table.lines().last(), Some("1.0000 1.0000 1.0000"));
        assert_eq!(table.lines().count(), 1 + 65 * 65 * 65);
    }
}
