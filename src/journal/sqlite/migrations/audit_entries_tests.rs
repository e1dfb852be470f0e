use super::*;

fn read_one(what: &str, whom: &str, old: &str, new: &str) -> AuditChange {
    change(Stored { what, whom, old, new })
}

#[test]
fn every_text_that_was_ever_written_becomes_data() {
    use AuditChange as C;
    let (ann, gold) = (UserId(7), RoleId(9));
    let at: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let stamp = format!("<t:{}:f>", at.as_second());
    let until = format!(" until {stamp}");
    let job: JobId = "5xc26v73".parse().unwrap();
    let credits = |n: i64| Credits(n * 1000);
    let allowance = |n| Allowance::Credits(credits(n));
    let cases = [
        (
            read_one("quota set", "<@7>", "by role", "8"),
            C::MemberAllowance { member: ann, before: None, after: allowance(8) },
        ),
        (
            read_one("quota set", "<@&9>", "not on the ladder", "unlimited"),
            C::RoleAllowance { role: gold, before: None, after: Allowance::Unlimited },
        ),
        (
            read_one("quota grant", "<@7>", "20 left", &format!("5 more{until}")),
            C::MemberGrant {
                member: ann,
                available: Some(credits(20)),
                amount: credits(5),
                until: Some(at),
            },
        ),
        (
            read_one("quota grant", "<@7>", "unlimited", "5 more"),
            C::MemberGrant { member: ann, available: None, amount: credits(5), until: None },
        ),
        (
            read_one("quota grant", "<@&9>", "", &format!("3 more for each holder{until}")),
            C::RoleGrant { role: gold, amount: credits(3), until: Some(at) },
        ),
        (
            read_one("quota take", "<@7>", "30 left", "18 left"),
            C::MemberDeduction { member: ann, before: credits(30), after: credits(18) },
        ),
        (
            read_one("quota take", "<@&9>", "", &format!("4 less for each holder{until}")),
            C::RoleDeduction { role: gold, amount: credits(4), until: at },
        ),
        (
            read_one("quota reset", "<@7>", "0 left", "by role, nothing used"),
            C::MemberReset { member: ann, available: Some(credits(0)) },
        ),
        (
            read_one("quota reset", "<@&9>", "no rung of its own", "as everyone"),
            C::RoleReset { role: gold, before: None },
        ),
        (
            read_one(
                "quota weight",
                "<@&9>",
                "1 times everyone's share",
                "3 times everyone's share",
            ),
            C::RoleWeight { role: gold, before: 1, after: 3 },
        ),
        (
            read_one("block", "<@7>", "free", &format!("blocked{until}")),
            C::MemberBlocked { member: ann, renewed: false, until: Some(at) },
        ),
        (
            read_one("undo 4: unblock", "<@7>", "free", "blocked"),
            C::Undone { entry: 4, change: Box::new(C::MemberUnblocked { member: ann }) },
        ),
        (read_one("pause", "", "open", "paused"), C::Paused),
        (read_one("resume", "", "paused", "open"), C::Resumed),
        (
            read_one("settings set channels", "", "all", "<#1> <#2>"),
            C::SettingChanged {
                setting: Setting::Channels,
                before: SettingValue::Text("all".into()),
                after: SettingValue::Channels(vec![ChannelId(1), ChannelId(2)]),
            },
        ),
        (
            read_one("settings set longest", "", "any", "8"),
            C::SettingChanged {
                setting: Setting::MaxDuration,
                before: SettingValue::Text("any".into()),
                after: SettingValue::Text("8".into()),
            },
        ),
        (
            read_one("settings set moderator-role", "", "none", "<@&9>"),
            C::SettingChanged {
                setting: Setting::ModeratorRole,
                before: SettingValue::Text("none".into()),
                after: SettingValue::Role(gold),
            },
        ),
        (
            read_one("block inputs", "", "0 blocked", "2 blocked"),
            C::InputsBlocked { before: 0, after: 2 },
        ),
        (
            read_one("cancel job", "<@7>", "under way", "job `5xc26v73` cancelled"),
            C::JobCancelled { member: ann, job },
        ),
        (
            read_one("remove result", "<@7>", "posted", "job `5xc26v73` removed"),
            C::ResultRemoved { member: ann, job, by_depicted: false },
        ),
        (
            read_one("report", "<@7>", "", "job `5xc26v73` https://discord.com/channels/1/2/3"),
            C::ResultReported { member: ann, job, channel: ChannelId(2), message: MessageId(3) },
        ),
        (
            read_one(
                "the whole bot's budget of the month: 80 %",
                "",
                "$8.00 of $10.00 used or set aside",
                &format!("the next month begins {stamp}"),
            ),
            C::BudgetThreshold {
                budget: Budget::Global,
                period: Period::Month,
                percent: 80,
                used: Money(8_000_000),
                limit: Money(10_000_000),
                next: at,
            },
        ),
        (
            read_one("the video provider", "", "it cannot be reached", "it takes jobs again"),
            C::ProviderRecovered { cause: OutageCause::Unreachable },
        ),
    ];
    for (read, expected) in cases {
        assert_eq!(read, expected);
    }
}

#[test]
fn an_alert_that_was_posted_before_is_not_repeated() {
    assert_eq!(deduplication_key("Global 0 day 80 % of $1"), "Global bot day 80 % of $1");
    assert_eq!(deduplication_key("Server 0 day 80 % of $1"), "Server direct day 80 % of $1");
    assert_eq!(deduplication_key("Server 7 day 80 % of $1"), "Server 7 day 80 % of $1");
}

#[test]
fn a_text_that_cannot_be_read_stays_a_text() {
    for (what, whom, old, new) in [
        ("channel defaults", "<#5>", "nothing", "1080P"),
        ("quota set", "<@7>", "by role", "heaps"),
        ("half of the budget of the day", "", "", ""),
        ("report", "<@7>", "", "a link"),
    ] {
        let text = |text: &str| text.to_owned();
        let kept = AuditChange::Text {
            what: text(what),
            subject: text(whom),
            before: text(old),
            after: text(new),
        };
        assert_eq!(read_one(what, whom, old, new), kept);
    }
}
