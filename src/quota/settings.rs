//! What a server's moderators decided for the whole server: the defaults with changes, kept as the
//! texts in which they were given, so that configuration, commands and journal share one grammar.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::generation::{Habits, Money, Resolution};
use crate::job::{ChannelId, RoleId, UserId};
use crate::quota::member_overrides::Grant;
use crate::quota::policy::{Allowance, Policy, RoleQuota};

/// Something that can be set for a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// When allowances begin anew.
    Window,
    /// Whose midnight.
    TimeZone,
    /// What everyone gets.
    Credits,
    /// Jobs of one member that may wait.
    Waiting,
    /// Jobs of one member that may be at the provider at once.
    Running,
    /// Longest clip.
    Longest,
    /// Largest clip.
    Largest,
    /// Where.
    Channels,
    /// Which models.
    Models,
    /// Who moderates besides those who manage the server.
    ModeratorRole,
    /// Where acts and warnings are told.
    LogChannel,
    /// Money for a day.
    BudgetDay,
    /// Money for a month.
    BudgetMonth,
}

/// A value that does not fit: what would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting} takes {wanted}")]
pub struct BadValue {
    /// Of which setting.
    pub setting: Setting,
    /// What it takes.
    pub wanted: String,
}

impl Setting {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Setting; 13] = [
        Setting::Window,
        Setting::TimeZone,
        Setting::Credits,
        Setting::Waiting,
        Setting::Running,
        Setting::Longest,
        Setting::Largest,
        Setting::Channels,
        Setting::Models,
        Setting::ModeratorRole,
        Setting::LogChannel,
        Setting::BudgetDay,
        Setting::BudgetMonth,
    ];

    /// Its name in commands.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Window => "window",
            Setting::TimeZone => "time-zone",
            Setting::Credits => "credits",
            Setting::Waiting => "waiting",
            Setting::Running => "running",
            Setting::Longest => "longest",
            Setting::Largest => "largest",
            Setting::Channels => "channels",
            Setting::Models => "models",
            Setting::ModeratorRole => "moderator-role",
            Setting::LogChannel => "log-channel",
            Setting::BudgetDay => "budget-day",
            Setting::BudgetMonth => "budget-month",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Setting::Window => "when credits begin anew",
            Setting::TimeZone => "whose midnight that is",
            Setting::Credits => "what everyone gets in a window",
            Setting::Waiting => "jobs of one member that may wait",
            Setting::Running => "jobs of one member that run at once",
            Setting::Longest => "longest clip, in seconds",
            Setting::Largest => "largest clip",
            Setting::Channels => "where I take requests",
            Setting::Models => "which models may be used",
            Setting::ModeratorRole => "who moderates me, besides those who manage the server",
            Setting::LogChannel => "where I tell of moderators' acts and of budgets",
            Setting::BudgetDay => "money for a day",
            Setting::BudgetMonth => "money for a month",
        }
    }

    /// What it takes.
    pub fn wanted(self) -> &'static str {
        match self {
            Setting::Window => "`daily`, `weekly`, or rolling hours such as `48h` (1h to 744h)",
            Setting::TimeZone => "a name such as `Europe/Berlin` or `UTC`",
            Setting::Credits => "a number of credits such as `20`, `none` or `unlimited`",
            Setting::Waiting | Setting::Running => "a whole number from 1 to 1000",
            Setting::Longest => "a number of seconds, or `any`",
            Setting::Largest => "`480P`, `720P`, `1080P` or `any`",
            Setting::Channels => "channels such as `#videos #lab`, or `all`",
            Setting::Models => "names of models, or `all`",
            Setting::ModeratorRole => "a role, or `none`",
            Setting::LogChannel => "a channel, or `none`",
            Setting::BudgetDay | Setting::BudgetMonth => {
                "dollars such as `20` or `7.50`, or `none`"
            }
        }
    }

    /// Whether its values are channels or a role.
    pub fn takes_ids(self) -> bool {
        matches!(self, Setting::Channels | Setting::LogChannel | Setting::ModeratorRole)
    }

    /// Puts a value into a policy.
    ///
    /// # Errors
    /// When the value does not fit; the policy is as it was.
    pub fn apply(self, policy: &mut Policy, text: &str) -> Result<(), BadValue> {
        self.put(policy, text.trim())
            .ok_or_else(|| BadValue { setting: self, wanted: self.wanted().into() })
    }

    fn put(self, policy: &mut Policy, text: &str) -> Option<()> {
        let small = |text: &str| text.parse().ok().filter(|n| (1..=1000usize).contains(n));
        match self {
            Setting::Window => policy.window = text.parse().ok()?,
            Setting::TimeZone => policy.zone = TimeZone::get(text).ok()?,
            Setting::Credits => policy.everyone = text.parse::<Allowance>().ok()?,
            Setting::Waiting => policy.waiting = small(text)?,
            Setting::Running => policy.running = small(text)?,
            Setting::Longest => {
                policy.longest = unless("any", text, |t| {
                    t.trim_end_matches('s').trim().parse().ok().filter(|n| (1..=3600).contains(n))
                })?;
            }
            Setting::Largest => {
                policy.largest = unless("any", text, |t| {
                    Resolution::parse(&t.to_uppercase()).filter(|r| !r.is_of_pictures())
                })?;
            }
            Setting::Channels => {
                policy.channels = all_of(text, |t| mention(t, "<#").map(ChannelId))?;
            }
            Setting::Models => policy.models = all_of(text, |t| Some(t.to_owned()))?,
            Setting::ModeratorRole => {
                policy.moderator_role = unless("none", text, |t| mention(t, "<@&").map(RoleId))?;
            }
            Setting::LogChannel => {
                policy.log_channel = unless("none", text, |t| mention(t, "<#").map(ChannelId))?;
            }
            Setting::BudgetDay => policy.budget_day = unless("none", text, dollars)?,
            Setting::BudgetMonth => policy.budget_month = unless("none", text, dollars)?,
        }
        Some(())
    }

    /// Its value in a policy, as [`Setting::apply`] takes it and Discord shows it.
    pub fn show(self, policy: &Policy) -> String {
        fn or<T: fmt::Display>(value: Option<T>, none: &str) -> String {
            value.map_or_else(|| none.into(), |v| v.to_string())
        }
        fn list(all: impl Iterator<Item = String>) -> String {
            let all: Vec<_> = all.collect();
            if all.is_empty() { "all".into() } else { all.join(" ") }
        }
        match self {
            Setting::Window => policy.window.to_string(),
            Setting::TimeZone => policy.zone.iana_name().unwrap_or("UTC").into(),
            Setting::Credits => policy.everyone.to_string(),
            Setting::Waiting => policy.waiting.to_string(),
            Setting::Running => policy.running.to_string(),
            Setting::Longest => or(policy.longest, "any"),
            Setting::Largest => or(policy.largest, "any"),
            Setting::Channels => list(policy.channels.iter().map(|c| format!("<#{c}>"))),
            Setting::Models => list(policy.models.iter().cloned()),
            Setting::ModeratorRole => or(policy.moderator_role.map(|r| format!("<@&{r}>")), "none"),
            Setting::LogChannel => or(policy.log_channel.map(|c| format!("<#{c}>")), "none"),
            Setting::BudgetDay => or(policy.budget_day, "none"),
            Setting::BudgetMonth => or(policy.budget_month, "none"),
        }
    }
}

fn unless<T>(word: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.eq_ignore_ascii_case(word) { Some(None) } else { read(text).map(Some) }
}

fn all_of<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.eq_ignore_ascii_case("all") {
        return Some(Vec::new());
    }
    let words = text.split([' ', ',']).filter(|w| !w.is_empty());
    words.map(read).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty() && all.len() <= 50)
}

/// An id by itself or in Discord's form of a mention.
fn mention(text: &str, opening: &str) -> Option<u64> {
    let inner = text.strip_prefix(opening).and_then(|t| t.strip_suffix('>')).unwrap_or(text);
    inner.parse().ok().filter(|id| *id > 0)
}

fn dollars(text: &str) -> Option<Money> {
    let most = Money(1_000_000_000_000);
    // Whole cents: what is shown is what was decided.
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
        Setting::ALL.into_iter().find(|s| s.name() == text).ok_or_else(|| {
            let names: Vec<_> = Setting::ALL.iter().map(|s| s.name()).collect();
            format!("{text:?} is not a setting; one of {}", names.join(", "))
        })
    }
}

/// Credits for the holders of a role, on top; for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGrant {
    /// The role.
    pub role: RoleId,
    /// What each holder gets, or lacks.
    #[serde(flatten)]
    pub grant: Grant,
}

/// No new jobs; what runs goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why, in the moderator's words.
    #[serde(default)]
    pub reason: String,
    /// Who decided it; 0 for the operator.
    pub by: UserId,
}

/// What applies in a channel where nothing else is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelDefaults {
    /// Of what is asked for.
    #[serde(flatten)]
    pub habits: Habits,
    /// Results are hidden until they are clicked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub spoiler: bool,
}

impl fmt::Display for ChannelDefaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let h = &self.habits;
        let words = [
            h.resolution.map(|r| r.to_string()),
            h.ratio.map(|r| r.to_string()),
            h.seconds.map(|s| format!("{s} s")),
            h.enhance.map(|e| if e { "prompts written out" } else { "prompts as written" }.into()),
            self.spoiler.then(|| "spoilers".into()),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        f.write_str(&if words.is_empty() { "nothing".into() } else { words.join(" · ") })
    }
}

/// What was decided for a server; empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerSettings {
    /// Settings that differ from the defaults, as texts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<Setting, String>,
    /// What roles get.
    #[serde(rename = "ladder", skip_serializing_if = "Vec::is_empty")]
    pub role_quotas: Vec<RoleQuota>,
    /// How much holders of roles get in a round of turns.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<RoleId, u8>,
    /// Credits for holders of roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<RoleGrant>,
    /// No new jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<Pause>,
    /// Inputs that are not taken, by the SHA-256 of their bytes, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_inputs: Vec<String>,
    /// What applies in single channels.
    #[serde(rename = "rooms", skip_serializing_if = "BTreeMap::is_empty")]
    pub channel_defaults: BTreeMap<ChannelId, ChannelDefaults>,
}

impl ServerSettings {
    /// The whole policy. A text that this program does not understand leaves the default.
    pub fn over(&self, defaults: &Policy) -> Policy {
        let mut policy = defaults.clone();
        for (setting, text) in &self.set {
            let _ = setting.apply(&mut policy, text);
        }
        // The operator's ladder holds where the server has no rung of its own.
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
