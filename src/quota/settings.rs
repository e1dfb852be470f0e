//! A server's settings: changes to the defaults, stored as the text that was entered, so that
//! configuration, commands and journal share one syntax.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::generation::{Money, RequestDefaults, Resolution};
use crate::job::{ChannelId, RoleId};
use crate::language::Language;
use crate::quota::author::Author;
use crate::quota::member_overrides::Grant;
use crate::quota::policy::{Allowance, Policy, RoleQuota};
use crate::quota::window::LONGEST_HOURS;

/// The largest limit on the jobs of a member.
const MOST_JOBS: usize = 1000;

/// Names that settings had. Stored documents may still use them; nobody else may.
const RENAMED: [(&str, Setting); 4] = [
    ("largest", Setting::MaxResolution),
    ("longest", Setting::MaxDuration),
    ("running", Setting::MaxRunning),
    ("waiting", Setting::MaxQueued),
];

/// A setting of a server. The aliases are names in documents that older versions stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// When allowances renew.
    Window,
    /// The time zone of windows and budgets.
    TimeZone,
    /// The default allowance.
    Credits,
    /// Most queued jobs per member.
    #[serde(alias = "waiting")]
    MaxQueued,
    /// Most jobs per member at the provider.
    #[serde(alias = "running")]
    MaxRunning,
    /// Longest video.
    #[serde(alias = "longest")]
    MaxDuration,
    /// Highest resolution.
    #[serde(alias = "largest")]
    MaxResolution,
    /// Allowed channels.
    Channels,
    /// Allowed models.
    Models,
    /// Whether members' avatars may be used.
    AllowAvatars,
    /// The role that may moderate, besides members who manage the server.
    ModeratorRole,
    /// Where audit entries and budget alerts are posted.
    LogChannel,
    /// Budget per day.
    BudgetDay,
    /// Budget per month.
    BudgetMonth,
    /// The language of the log channel, and of answers where Discord states none.
    Language,
}

/// The values that a setting accepts, for front ends to describe. The words are those of
/// [`Setting::apply`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `daily`, `weekly`, or rolling hours.
    Window {
        /// The fewest hours.
        min: u32,
        /// The most hours.
        max: u32,
    },
    /// A name of a time zone.
    Zone,
    /// Credits, `none` or `unlimited`.
    Allowance,
    /// A whole number.
    Count {
        /// The smallest.
        min: usize,
        /// The largest.
        max: usize,
    },
    /// Seconds, or `any`.
    Seconds,
    /// A resolution of videos, or `any`.
    Resolution,
    /// Channels, or `all`.
    Channels,
    /// Names of models, or `all`.
    Models,
    /// `yes` or `no`.
    YesOrNo,
    /// A role, or `none`.
    Role,
    /// A channel, or `none`.
    Channel,
    /// Dollars, or `none`.
    Dollars,
    /// A language's code, or `auto`.
    Language,
}

/// The value of a setting is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no value of {setting}")]
pub struct BadValue {
    /// The setting.
    pub setting: Setting,
}

impl Setting {
    /// All settings, in display order.
    pub const ALL: [Setting; 15] = [
        Setting::Window,
        Setting::TimeZone,
        Setting::Credits,
        Setting::MaxQueued,
        Setting::MaxRunning,
        Setting::MaxDuration,
        Setting::MaxResolution,
        Setting::Channels,
        Setting::Models,
        Setting::AllowAvatars,
        Setting::ModeratorRole,
        Setting::LogChannel,
        Setting::BudgetDay,
        Setting::BudgetMonth,
        Setting::Language,
    ];

    /// Its name in commands.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Window => "window",
            Setting::TimeZone => "time-zone",
            Setting::Credits => "credits",
            Setting::MaxQueued => "max-queued",
            Setting::MaxRunning => "max-running",
            Setting::MaxDuration => "max-duration",
            Setting::MaxResolution => "max-resolution",
            Setting::Channels => "channels",
            Setting::Models => "models",
            Setting::AllowAvatars => "allow-avatars",
            Setting::ModeratorRole => "moderator-role",
            Setting::LogChannel => "log-channel",
            Setting::BudgetDay => "budget-day",
            Setting::BudgetMonth => "budget-month",
            Setting::Language => "language",
        }
    }

    /// The values that it accepts.
    pub fn wanted(self) -> Wanted {
        match self {
            Setting::Window => Wanted::Window { min: 1, max: LONGEST_HOURS },
            Setting::TimeZone => Wanted::Zone,
            Setting::Credits => Wanted::Allowance,
            Setting::MaxQueued | Setting::MaxRunning => Wanted::Count { min: 1, max: MOST_JOBS },
            Setting::MaxDuration => Wanted::Seconds,
            Setting::MaxResolution => Wanted::Resolution,
            Setting::Channels => Wanted::Channels,
            Setting::Models => Wanted::Models,
            Setting::AllowAvatars => Wanted::YesOrNo,
            Setting::ModeratorRole => Wanted::Role,
            Setting::LogChannel => Wanted::Channel,
            Setting::BudgetDay | Setting::BudgetMonth => Wanted::Dollars,
            Setting::Language => Wanted::Language,
        }
    }

    /// Whether its values are channels or roles.
    pub fn takes_ids(self) -> bool {
        matches!(self, Setting::Channels | Setting::LogChannel | Setting::ModeratorRole)
    }

    /// Sets a value in a policy.
    ///
    /// # Errors
    /// When the value is invalid; the policy is unchanged.
    pub fn apply(self, policy: &mut Policy, text: &str) -> Result<(), BadValue> {
        self.try_apply(policy, text.trim()).ok_or(BadValue { setting: self })
    }

    fn try_apply(self, policy: &mut Policy, text: &str) -> Option<()> {
        let count = |text: &str| text.parse().ok().filter(|n| (1..=MOST_JOBS).contains(n));
        match self {
            Setting::Window => policy.window = text.parse().ok()?,
            Setting::TimeZone => policy.zone = TimeZone::get(text).ok()?,
            Setting::Credits => policy.everyone = text.parse::<Allowance>().ok()?,
            Setting::MaxQueued => policy.max_queued = count(text)?,
            Setting::MaxRunning => policy.max_running = count(text)?,
            Setting::MaxDuration => {
                policy.max_duration = optional("any", text, |t| {
                    t.trim_end_matches('s').trim().parse().ok().filter(|n| (1..=3600).contains(n))
                })?;
            }
            Setting::MaxResolution => {
                policy.max_resolution = optional("any", text, |t| {
                    Resolution::parse(&t.to_uppercase()).filter(|r| !r.is_of_images())
                })?;
            }
            Setting::Channels => {
                policy.channels = list_of(text, |t| parse_id(t, "<#").map(ChannelId))?;
            }
            Setting::Models => policy.models = list_of(text, |t| Some(t.to_owned()))?,
            Setting::AllowAvatars => {
                policy.avatars = match text.to_lowercase().as_str() {
                    "yes" => true,
                    "no" => false,
                    _ => return None,
                }
            }
            Setting::ModeratorRole => {
                policy.moderator_role = optional("none", text, |t| parse_id(t, "<@&").map(RoleId))?;
            }
            Setting::LogChannel => {
                policy.log_channel = optional("none", text, |t| parse_id(t, "<#").map(ChannelId))?;
            }
            Setting::BudgetDay => policy.budget_day = optional("none", text, dollars)?,
            Setting::BudgetMonth => policy.budget_month = optional("none", text, dollars)?,
            Setting::Language => policy.language = optional("auto", text, Language::parse)?,
        }
        Some(())
    }

    /// Its value in a policy.
    pub fn value(self, policy: &Policy) -> SettingValue {
        fn or(value: Option<impl fmt::Display>, none: &str) -> SettingValue {
            SettingValue::Text(value.map_or_else(|| none.into(), |v| v.to_string()))
        }
        let text = |text: &dyn fmt::Display| SettingValue::Text(text.to_string());
        match self {
            Setting::Window => text(&policy.window),
            Setting::TimeZone => text(&policy.zone.iana_name().unwrap_or("UTC")),
            Setting::Credits => text(&policy.everyone),
            Setting::MaxQueued => text(&policy.max_queued),
            Setting::MaxRunning => text(&policy.max_running),
            Setting::MaxDuration => or(policy.max_duration, "any"),
            Setting::MaxResolution => or(policy.max_resolution, "any"),
            Setting::Channels if policy.channels.is_empty() => text(&"all"),
            Setting::Channels => SettingValue::Channels(policy.channels.clone()),
            Setting::Models if policy.models.is_empty() => text(&"all"),
            Setting::Models => text(&policy.models.join(" ")),
            Setting::AllowAvatars => text(&if policy.avatars { "yes" } else { "no" }),
            Setting::ModeratorRole => {
                policy.moderator_role.map_or_else(|| text(&"none"), SettingValue::Role)
            }
            Setting::LogChannel => {
                let channel = policy.log_channel.map(|channel| vec![channel]);
                channel.map_or_else(|| text(&"none"), SettingValue::Channels)
            }
            Setting::BudgetDay => or(policy.budget_day, "none"),
            Setting::BudgetMonth => or(policy.budget_month, "none"),
            Setting::Language => or(policy.language, "auto"),
        }
    }
}

/// The value of a setting. Channels and roles are IDs, which each front end shows in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingValue {
    /// A word, a number or a list of words.
    Text(String),
    /// Channels.
    Channels(Vec<ChannelId>),
    /// A role.
    Role(RoleId),
}

/// In the syntax that [`Setting::apply`] accepts.
impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingValue::Text(text) => f.write_str(text),
            SettingValue::Channels(channels) => {
                let ids: Vec<_> = channels.iter().map(ToString::to_string).collect();
                f.write_str(&ids.join(" "))
            }
            SettingValue::Role(role) => role.fmt(f),
        }
    }
}

fn optional<T>(word: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.eq_ignore_ascii_case(word) { Some(None) } else { read(text).map(Some) }
}

fn list_of<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.eq_ignore_ascii_case("all") {
        return Some(Vec::new());
    }
    let words = text.split([' ', ',']).filter(|w| !w.is_empty());
    words.map(read).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty() && all.len() <= 50)
}

/// Parses an ID or a Discord mention.
fn parse_id(text: &str, opening: &str) -> Option<u64> {
    let inner = text.strip_prefix(opening).and_then(|t| t.strip_suffix('>')).unwrap_or(text);
    inner.parse().ok().filter(|id| *id > 0)
}

fn dollars(text: &str) -> Option<Money> {
    let most = Money(1_000_000_000_000);
    // Whole cents, so that the displayed value is the stored one.
    text.parse().ok().filter(|m: &Money| *m >= Money(0) && *m <= most && m.0 % 10_000 == 0)
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, now)) = RENAMED.iter().find(|(old, _)| *old == text) {
            return Err(format!("{text:?} was renamed to {now}"));
        }
        Setting::ALL.into_iter().find(|s| s.name() == text).ok_or_else(|| {
            let names: Vec<_> = Setting::ALL.iter().map(|s| s.name()).collect();
            format!("{text:?} is not a setting; one of {}", names.join(", "))
        })
    }
}

/// A grant to each holder of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGrant {
    /// The role.
    pub role: RoleId,
    /// What each holder gets; negative: deducted.
    #[serde(flatten)]
    pub grant: Grant,
}

/// The server accepts no new jobs; running jobs continue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The reason given by the moderator.
    #[serde(default)]
    pub reason: String,
    /// Who paused it.
    pub by: Author,
}

/// The defaults of a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelDefaults {
    /// Defaults for requests.
    #[serde(flatten)]
    pub habits: RequestDefaults,
    /// Results are hidden behind a spoiler.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub spoiler: bool,
}

/// A server's settings; empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerSettings {
    /// Settings that differ from the defaults, as text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<Setting, String>,
    /// Allowances of roles.
    #[serde(rename = "ladder", skip_serializing_if = "Vec::is_empty")]
    pub role_quotas: Vec<RoleQuota>,
    /// Scheduling weights of roles.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<RoleId, u8>,
    /// Grants to roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<RoleGrant>,
    /// Set while the server accepts no jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<Pause>,
    /// Blocked inputs, by the SHA-256 of their bytes, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_inputs: Vec<String>,
    /// Defaults of single channels.
    #[serde(rename = "rooms", skip_serializing_if = "BTreeMap::is_empty")]
    pub channel_defaults: BTreeMap<ChannelId, ChannelDefaults>,
}

impl ServerSettings {
    /// Applies the settings to the defaults. A value that this version cannot parse leaves the
    /// default.
    pub fn over(&self, defaults: &Policy) -> Policy {
        let mut policy = defaults.clone();
        for (setting, text) in &self.set {
            let _ = setting.apply(&mut policy, text);
        }
        // The operator's allowance for a role applies where the server has none.
        for role_quota in &self.role_quotas {
            policy.role_quotas.retain(|r| r.role != role_quota.role);
            policy.role_quotas.push(*role_quota);
        }
        policy.weights.extend(&self.weights);
        policy.grants.extend(&self.grants);
        policy.paused.clone_from(&self.paused);
        policy.blocked_inputs.clone_from(&self.blocked_inputs);
        policy.channel_defaults.clone_from(&self.channel_defaults);
        policy
    }
}
