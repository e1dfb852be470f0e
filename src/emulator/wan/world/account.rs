//! Accounts: the keys that belong to each, and what the account may do.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::uuid;

/// The account that exists from the start.
pub(super) const DEFAULT: &str = "default";
/// Tasks of one model that an account may run concurrently; the others stay PENDING.
// Differs: wan-invented-rates
const RUNNING: usize = 5;
/// Submissions of one model that an account may make per second.
// Differs: wan-invented-rates
pub(in crate::emulator::wan) const SUBMISSIONS: usize = 5;

/// One account, in one region, with one workspace.
pub(in crate::emulator::wan) struct Account {
    pub(in crate::emulator::wan) name: Arc<str>,
    keys: Vec<String>,
    pub(in crate::emulator::wan) region: String,
    pub(in crate::emulator::wan) workspace: String,
    pub(in crate::emulator::wan) uid: String,
    pub(in crate::emulator::wan) in_arrears: bool,
    /// Concurrently running tasks, by model; [`RUNNING`] by default.
    running: HashMap<String, usize>,
    /// The limits set for its workspace, by model.
    pub(in crate::emulator::wan) workspace_limits: HashMap<String, Value>,
}

/// Changes to an account through the control API; absent fields stay unchanged.
#[derive(Debug, Default, Deserialize)]
pub struct AccountChange {
    /// Its keys; older ones are rejected from then on.
    pub keys: Option<Vec<String>>,
    /// Whether it is in arrears.
    pub in_arrears: Option<bool>,
    /// Its region, such as `cn-beijing`.
    pub region: Option<String>,
    /// Its workspace.
    pub workspace: Option<String>,
    /// How many tasks it may run concurrently, by model.
    #[serde(default)]
    pub limits: HashMap<String, usize>,
}

/// The account that makes a call.
#[derive(Debug, Clone)]
pub(in crate::emulator::wan) struct Caller {
    pub(in crate::emulator::wan) account: Arc<str>,
    /// The number of the key among all keys, counted from 1.
    pub(in crate::emulator::wan) key_id: usize,
}

/// A temporary key.
struct Token {
    caller: Caller,
    expires: Timestamp,
}

/// All accounts.
pub(in crate::emulator::wan) struct Accounts {
    first: Account,
    others: Vec<Account>,
    /// Every key that ever existed; its index is its number.
    known_keys: Vec<String>,
    tokens: HashMap<String, Token>,
}

impl Account {
    fn new(name: &str, number: usize) -> Self {
        Self {
            name: name.into(),
            keys: Vec::new(),
            region: "ap-southeast-1".into(),
            workspace: format!("ws-{number}"),
            uid: format!("{}", 1_000_000_000_000_000 + number),
            in_arrears: false,
            running: HashMap::new(),
            workspace_limits: HashMap::new(),
        }
    }

    /// How many tasks of a model the account may run concurrently, whatever the workspace's limit.
    pub(in crate::emulator::wan) fn account_running(&self, model: &str) -> usize {
        self.running.get(model).copied().unwrap_or(RUNNING)
    }

    pub(super) fn set_running(&mut self, model: &str, at_once: usize) {
        self.running.insert(model.to_owned(), at_once);
    }

    fn workspace_limit(&self, model: &str, name: &str) -> Option<usize> {
        let limit = self.workspace_limits.get(model)?.get(name)?.as_u64()?;
        usize::try_from(limit).ok()
    }

    /// How many tasks of a model may run concurrently.
    pub(in crate::emulator::wan) fn running(&self, model: &str) -> usize {
        // Differs: wan-limits-part
        let of_workspace = self.workspace_limit(model, "async_user_concurrency_limit");
        of_workspace.unwrap_or(usize::MAX).min(self.account_running(model))
    }

    /// How many submissions of a model are accepted, and within which period.
    pub(in crate::emulator::wan) fn submissions(&self, model: &str) -> (usize, Duration) {
        let of_workspace = self.workspace_limit(model, "request_limit").unwrap_or(usize::MAX);
        let seconds = match self.workspace_limit(model, "request_limit_period") {
            Some(60) => 60,
            _ => 1,
        };
        (of_workspace.min(SUBMISSIONS * seconds), Duration::from_secs(seconds as u64))
    }
}

impl Accounts {
    pub(super) fn new(key: &str) -> Self {
        let mut accounts = Self {
            first: Account::new(DEFAULT, 1),
            others: Vec::new(),
            known_keys: Vec::new(),
            tokens: HashMap::new(),
        };
        accounts.know(&[key.to_owned()]);
        accounts.first.keys = vec![key.to_owned()];
        accounts
    }

    fn know(&mut self, keys: &[String]) {
        for key in keys {
            if !self.known_keys.contains(key) {
                self.known_keys.push(key.clone());
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &Account> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The account with this name. Accounts are never removed, so every name in use has one.
    pub(in crate::emulator::wan) fn named(&self, name: &str) -> &Account {
        self.others.iter().find(|a| *a.name == *name).unwrap_or(&self.first)
    }

    pub(in crate::emulator::wan) fn named_mut(&mut self, name: &str) -> &mut Account {
        self.others.iter_mut().find(|a| *a.name == *name).unwrap_or(&mut self.first)
    }

    /// Changes an account, creating it if it does not exist.
    pub(super) fn change(&mut self, name: &str, change: AccountChange) -> Result<(), String> {
        for key in change.keys.iter().flatten() {
            if self.all().any(|a| *a.name != *name && a.keys.contains(key)) {
                return Err(format!("the key {key:?} belongs to another account"));
            }
        }
        if !self.all().any(|a| *a.name == *name) {
            let number = self.others.len() + 2;
            self.others.push(Account::new(name, number));
        }
        if let Some(keys) = &change.keys {
            self.know(keys);
        }
        let account = self.named_mut(name);
        if let Some(keys) = change.keys {
            account.keys = keys;
        }
        if let Some(owes) = change.in_arrears {
            account.in_arrears = owes;
        }
        if let Some(region) = change.region {
            account.region = region;
        }
        if let Some(workspace) = change.workspace {
            account.workspace = workspace;
        }
        account.running.extend(change.limits);
        Ok(())
    }

    /// The caller that a key belongs to, if the key is valid.
    pub(in crate::emulator::wan) fn caller(&self, key: &str, now: Timestamp) -> Option<Caller> {
        if let Some(token) = self.tokens.get(key) {
            return (now < token.expires).then(|| token.caller.clone());
        }
        // Differs: wan-key-kinds
        let account = self.all().find(|a| a.keys.iter().any(|k| k == key))?;
        let key_id = self.known_keys.iter().position(|k| k == key)? + 1;
        Some(Caller { account: Arc::clone(&account.name), key_id })
    }

    /// Issues a temporary key for the caller that is valid until `expires`.
    pub(in crate::emulator::wan) fn lend(&mut self, caller: Caller, expires: Timestamp) -> String {
        let token = format!("st-{}", uuid().replace('-', ""));
        self.tokens.insert(token.clone(), Token { caller, expires });
        token
    }

    /// Removes expired keys; they are then rejected like unknown ones.
    pub(super) fn forget_tokens(&mut self, now: Timestamp) {
        self.tokens.retain(|_, t| now < t.expires);
    }
}

/// The account that a host of the provider serves (docs/reference/wan-api.md §1.2).
#[derive(Debug, PartialEq)]
pub(in crate::emulator::wan) struct Place<'a> {
    pub(in crate::emulator::wan) region: &'a str,
    /// The only workspace whose keys a workspace-specific host accepts.
    pub(in crate::emulator::wan) workspace: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// Parses a `Host` header; `None` for any other host, such as this machine's.
    pub(in crate::emulator::wan) fn of_host(host: &'a str) -> Option<Self> {
        let name = host.split(':').next().unwrap_or_default().strip_suffix(".aliyuncs.com")?;
        let shared = |region| Some(Self { region, workspace: None });
        match name {
            "dashscope" => shared("cn-beijing"),
            "dashscope-intl" => shared("ap-southeast-1"),
            "dashscope-us" => shared("us-east-1"),
            "cn-hongkong.dashscope" => shared("cn-hongkong"),
            _ => {
                let (workspace, region) = name.strip_suffix(".maas")?.split_once('.')?;
                let workspace = Some(workspace).filter(|w| *w != "trial");
                Some(Self { region, workspace })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    #[test]
    fn keys_belong_to_one_account_each_and_tokens_run_out() {
        let mut accounts = Accounts::new("sk-1");
        let keys = |keys: &[&str]| AccountChange {
            keys: Some(keys.iter().map(|k| (*k).to_owned()).collect()),
            ..AccountChange::default()
        };
        assert!(accounts.change("beijing", keys(&["sk-1"])).is_err());
        accounts.change("beijing", keys(&["sk-2"])).unwrap();
        let caller = accounts.caller("sk-2", now()).unwrap();
        assert_eq!((&*caller.account, caller.key_id), ("beijing", 2));
        let later = now() + Duration::from_secs(60);
        let token = accounts.lend(caller, later);
        assert_eq!(&*accounts.caller(&token, now()).unwrap().account, "beijing");
        assert!(accounts.caller(&token, later).is_none());
        accounts.change(DEFAULT, keys(&["sk-3"])).unwrap();
        assert!(accounts.caller("sk-1", now()).is_none());
    }

    #[test]
    fn the_providers_hosts_say_where_they_are() {
        let place = |host| Place::of_host(host).map(|p| (p.region, p.workspace));
        assert_eq!(place("dashscope-intl.aliyuncs.com"), Some(("ap-southeast-1", None)));
        assert_eq!(
            place("ws-9.cn-beijing.maas.aliyuncs.com:443"),
            Some(("cn-beijing", Some("ws-9")))
        );
        assert_eq!(place("trial.cn-beijing.maas.aliyuncs.com"), Some(("cn-beijing", None)));
        assert_eq!(place("127.0.0.1:4200"), None);
    }
}
