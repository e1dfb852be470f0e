//! Parses options that members type after a prompt, such as "10s 1080p 16:9 seed 7".

use crate::generation::parameters::{Ratio, Resolution};

/// The words for options in one language. The English ones are understood besides them, and `10s`,
/// `1080p` and `16:9` are the same everywhere. All are in lower case; the first of a list is the one
/// that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionWords {
    /// For `verbatim`.
    pub verbatim: Vec<String>,
    /// For `crop`.
    pub crop: Vec<String>,
    /// For `seed`, before a number.
    pub seed: Vec<String>,
    /// For the "s" behind a number of seconds.
    pub seconds: Vec<String>,
}

impl Default for OptionWords {
    /// English.
    fn default() -> Self {
        let only = |word: &str| vec![word.to_owned()];
        Self {
            verbatim: only("verbatim"),
            crop: only("crop"),
            seed: only("seed"),
            seconds: only("s"),
        }
    }
}

impl OptionWords {
    /// Formats options as a member would write them.
    pub fn written(&self, o: Options) -> String {
        let first = |words: &[String], english: &str| {
            words.first().map_or_else(|| english.to_owned(), String::clone)
        };
        let words = [
            o.seconds.map(|s| format!("{s}s")),
            o.resolution.map(|r| r.id().to_lowercase()),
            // Adaptive has no keyword, and leaving it out keeps it.
            o.ratio.filter(|r| *r != Ratio::Adaptive).map(|r| r.id().to_owned()),
            o.count.map(|n| format!("x{n}")),
            o.seed.map(|s| format!("{} {s}", first(&self.seed, "seed"))),
            o.verbatim.then(|| first(&self.verbatim, "verbatim")),
            o.crop.then(|| first(&self.crop, "crop")),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Splits trailing video options from a text; the rest is the prompt.
    pub fn trailing(&self, text: &str) -> (String, Options) {
        self.split(text, false)
    }

    /// Parses a text that consists of options only.
    ///
    /// # Errors
    /// The words that are not options.
    pub fn only(&self, text: &str) -> Result<Options, String> {
        let (rest, options) = self.split(text, true);
        if rest.is_empty() { Ok(options) } else { Err(rest) }
    }

    /// The number before "s" or the like.
    fn seconds<'a>(&self, word: &'a str) -> Option<&'a str> {
        let own = self.seconds.iter().find_map(|unit| word.strip_suffix(unit.as_str()));
        own.or_else(|| word.strip_suffix('s'))
    }

    fn split(&self, text: &str, images: bool) -> (String, Options) {
        let mut options = Options::default();
        let mut rest = text.trim();
        loop {
            let words: Vec<_> = rest.split_whitespace().collect();
            let Some(taken) = last(self, &words, images, &mut options) else { break };
            for word in words.iter().rev().take(taken) {
                rest = rest.trim_end();
                rest = rest.strip_suffix(word).unwrap_or(rest);
            }
            rest = rest.trim_end().trim_end_matches([',', '，', '、']).trim_end();
        }
        (rest.to_owned(), options)
    }
}

fn is_one_of(word: &str, english: &str, words: &[String]) -> bool {
    word == english || words.iter().any(|own| own == word)
}

/// Options found in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// `10s`
    pub seconds: Option<u32>,
    /// `1080p`, `2k`
    pub resolution: Option<Resolution>,
    /// `16:9`
    pub ratio: Option<Ratio>,
    /// `seed 7`
    pub seed: Option<u32>,
    /// `x3`: number of images.
    pub count: Option<u32>,
    /// `verbatim`: do not rewrite the prompt.
    pub verbatim: bool,
    /// `crop`: crop images that are too thin.
    pub crop: bool,
}

/// Durations that any model supports.
const SECONDS: std::ops::RangeInclusive<u32> = 1..=30;
/// A word before a decade rather than a duration: "the 20s".
const DECADES: [&str; 5] = ["the", "early", "mid", "late", "roaring"];
/// A word before a crop in a field rather than the option.
const HARVESTS: [&str; 20] = [
    "the", "a", "this", "that", "his", "her", "its", "our", "my", "their", "of", "golden", "ripe",
    "new", "wheat", "corn", "rice", "cash", "cover", "riding",
];

/// Parses the last option, and returns how many words it has. After the prompt of a video, "4K" and
/// "x2" are ordinary words: only images have these options.
fn last(own: &OptionWords, words: &[&str], images: bool, into: &mut Options) -> Option<usize> {
    let (word, before) = words.split_last()?;
    let plain = word.trim_end_matches([',', ';', '.', '，', '、', '；', '。']).to_lowercase();
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 10);
    let follows =
        |words: &[&str]| before.last().is_some_and(|b| words.contains(&b.to_lowercase().as_str()));
    let decade = follows(&DECADES);
    let seconds = own.seconds(&plain).and_then(number).filter(|_| !decade);
    // For images, any number of seconds is read as a duration.
    if let Some(seconds) = seconds.filter(|s| images || SECONDS.contains(s)) {
        into.seconds.get_or_insert(seconds);
        return Some(1);
    }
    if let Some(count) = plain.strip_prefix('x').and_then(number).filter(|_| images) {
        into.count.get_or_insert(count);
        return Some(1);
    }
    let resolution = Resolution::parse(&plain.to_uppercase());
    if let Some(resolution) = resolution.filter(|r| images || !r.is_of_images()) {
        into.resolution.get_or_insert(resolution);
        return Some(1);
    }
    if let Some(ratio) = Ratio::parse(&plain).filter(|r| *r != Ratio::Adaptive) {
        into.ratio.get_or_insert(ratio);
        return Some(1);
    }
    if is_one_of(&plain, "verbatim", &own.verbatim) {
        into.verbatim = true;
        return Some(1);
    }
    if is_one_of(&plain, "crop", &own.crop) && !follows(&HARVESTS) {
        into.crop = true;
        return Some(1);
    }
    let named = before.last().is_some_and(|b| {
        is_one_of(&b.trim_end_matches([':', '：']).to_lowercase(), "seed", &own.seed)
    });
    if named && let Some(seed) = number(&plain).filter(|s| *s <= 2_147_483_647) {
        into.seed.get_or_insert(seed);
        return Some(2);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trailing(text: &str) -> (String, Options) {
        OptionWords::default().trailing(text)
    }

    fn only(text: &str) -> Result<Options, String> {
        OptionWords::default().only(text)
    }

    fn written(options: Options) -> String {
        OptionWords::default().written(options)
    }

    #[test]
    fn options_after_a_prompt_are_removed_and_the_rest_is_unchanged() {
        let (prompt, o) = trailing("make it rain, slow push in 10s 1080P, 16:9 seed 7");
        assert_eq!(prompt, "make it rain, slow push in");
        assert_eq!((o.seconds, o.seed), (Some(10), Some(7)));
        assert_eq!((o.resolution, o.ratio), (Some(Resolution::P1080), Some(Ratio::Wide)));
        for untouched in [
            "10s of rain, then sun",
            "a seed grows",
            "flight 1080",
            "16:9 cinema look",
            "the 's",
            "x",
            "",
            "two  spaces\nand a line",
            "a disco in the 80s",
            "a dance of the roaring 20s",
            "cinematic, in 4K",
            "zoom in x2",
            "rain at last for the crop",
        ] {
            assert_eq!(trailing(untouched), (untouched.to_owned(), Options::default()));
        }
        let (prompt, o) = trailing("slow push in crop 5s");
        assert_eq!((prompt.as_str(), o.crop, o.seconds), ("slow push in", true, Some(5)));
        assert_eq!(trailing("seed 7").1.seed, Some(7));
        assert_eq!(trailing("grow a seed 99999999999").1, Options::default());
        assert_eq!(trailing("x 3s 8s").1.seconds, Some(8), "the last one counts");
        assert_eq!(trailing("ünï 5s").0, "ünï");
        // Multi-byte spaces.
        assert_eq!(trailing("雨を降らせて\u{3000}10s").0, "雨を降らせて");
        assert_eq!(trailing("rain\u{a0}10s 720p").0, "rain");
    }

    #[test]
    fn options_alone_are_parsed_as_displayed() {
        let o = Options {
            seconds: Some(5),
            resolution: Some(Resolution::P720),
            ratio: Some(Ratio::Tall),
            seed: Some(2_147_483_647),
            count: Some(2),
            verbatim: true,
            crop: true,
        };
        assert_eq!(only(&written(o)), Ok(o));
        assert_eq!(only("  "), Ok(Options::default()));
        assert_eq!(only("5s please"), Err("5s please".into()));
        assert_eq!(only("foo\u{3000}5s"), Err("foo".into()));
        for ratio in Ratio::ALL {
            let o = Options { ratio: Some(ratio), ..Options::default() };
            assert!(only(&written(o)).is_ok(), "{ratio}");
        }
    }

    #[test]
    fn words_of_another_language_are_understood_besides_the_english_ones() {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let own = OptionWords {
            verbatim: list(&["wörtlich", "unverändert"]),
            crop: list(&["zuschneiden"]),
            seed: list(&["startwert"]),
            seconds: list(&["sek"]),
        };
        let (prompt, o) = own.trailing("lass es regnen 10sek Startwert 7, unverändert crop");
        assert_eq!(prompt, "lass es regnen");
        assert_eq!((o.seconds, o.seed, o.verbatim, o.crop), (Some(10), Some(7), true, true));
        assert_eq!(own.written(o), "10s startwert 7 wörtlich zuschneiden");
        assert_eq!(own.only(&own.written(o)), Ok(o));
        assert_eq!(own.only(&written(o)), Ok(o));
        assert_eq!(trailing("lass es regnen wörtlich").1, Options::default());
    }
}
