//! Moderators set quotas, block members and restrict the server: every command and every refusal,
//! through the gateway.

mod records;

use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;

use crate::harness::member::{Member, Response, file, text};
use crate::harness::{Story, files};

#[track_caller]
pub(super) fn has(text: &str, words: &str) {
    assert!(text.contains(words), "{words:?} is not in: {text}");
}

pub(super) async fn does(member: &Member, what: &str, options: &[(&str, OptionValue)]) -> String {
    let response = member.uses(&format!("wan-mod {what}"), options).await;
    assert!(response.is_private(), "a moderator's answer is for their eyes: {}", response.text());
    response.text().to_owned()
}

pub(super) fn who(member: &Member) -> (&'static str, OptionValue) {
    ("who", OptionValue::Member(member.id))
}

pub(super) fn of(member: &Member) -> (&'static str, OptionValue) {
    ("member", OptionValue::Member(member.id))
}

pub(super) fn amount(text_: &str) -> (&'static str, OptionValue) {
    ("amount", text(text_))
}

pub(super) fn why(text_: &str) -> (&'static str, OptionValue) {
    ("reason", text(text_))
}

pub(super) async fn asks(member: &Member, seconds: i64) -> Response {
    member
        .uses("video", &[("prompt", text("a boat")), ("duration", OptionValue::Integer(seconds))])
        .await
}

async fn quota(member: &Member) -> String {
    member.uses("quota", &[]).await.text().to_owned()
}

#[tokio::test]
async fn only_managers_of_the_server_and_holders_of_the_role_can_moderate() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let hidden = ann.tries("wan-mod quota roles", &[]).unwrap_err();
    has(&hidden.0, "not shown to this member");
    // Administrators can show the command to anybody; permissions are checked here too.
    t.world.discord.show_command_to_all("wan-mod");
    for (command, options) in [
        ("quota set", vec![who(&ann), amount("1000")]),
        ("quota undo", vec![]),
        ("pause", vec![]),
        ("jobs", vec![]),
        ("settings show", vec![]),
    ] {
        has(&does(&ann, command, &options).await, "You need the Manage Server permission");
    }
    let helpers = t.role("helpers", &[&ann]);
    let value = ("value", text(&format!("<@&{helpers}>")));
    let set = [("setting", text("moderator-role")), value];
    has(&does(&mia, "settings set", &set).await, &format!("none → <@&{helpers}>"));
    has(&does(&ann, "quota set", &[who(&ann), amount("1000")]).await, "by role → 1000");
    t.finish().await;
}

#[tokio::test]
async fn a_moderator_sets_grants_deducts_and_undoes() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let said = does(&mia, "quota set", &[who(&ann), amount("8"), why("first week")]).await;
    has(
        &said,
        &format!("<@{}> · **quota set** · <@{}> · by role → 8 · “first week”", mia.id, ann.id),
    );
    has(&said, "To undo it: `/wan-mod quota undo number:1`");
    has(&quota(&ann).await, "**8 of 8** credits left");
    has(&quota(&ann).await, "Source: set by a moderator (8)");
    has(asks(&ann, 10).await.text(), "2 too few");

    has(&does(&mia, "quota set", &[who(&ann), amount("+2")]).await, "8 → 10");
    let until = ("until", text("2d"));
    let given = does(&mia, "quota grant", &[who(&ann), amount("5"), until]).await;
    has(&given, "10 left → 5 more until <t:");
    has(&quota(&ann).await, "Granted (entry 3): 5 of 5 left until");
    has(&does(&mia, "quota show", &[who(&ann)]).await, "**10 of 10** credits left");
    has(&does(&mia, "quota take", &[who(&ann), amount("7")]).await, "15 left → 8 left");
    assert!(!asks(&ann, 8).await.is_private());
    has(asks(&ann, 2).await.text(), "you have 0");
    has(&does(&mia, "quota take", &[who(&ann), amount("-1")]).await, "no credits left to deduct");
    has(&does(&mia, "quota reset", &[who(&ann)]).await, "0 left → by role, nothing used");
    has(
        &quota(&ann).await,
        "**50 of 50** credits left · 0 reserved · 0 charged · 8 reserved since",
    );

    // The latest entry is undone first.
    has(
        &does(&mia, "quota undo", &[("number", OptionValue::Integer(1))]).await,
        "Undo that change first",
    );
    has(&does(&mia, "quota undo", &[]).await, "undo 5: quota reset");
    has(
        &does(&mia, "quota undo", &[("number", OptionValue::Integer(5))]).await,
        "Already undone by entry 6",
    );
    has(&does(&mia, "quota undo", &[("number", OptionValue::Integer(99))]).await, "no such entry");
    has(&quota(&ann).await, "Source: set by a moderator (10, minus deductions)");

    let log = does(&mia, "quota log", &[of(&ann)]).await;
    has(&log, "undone by 6");
    assert!(log.find("**6**").unwrap() < log.find("**3**").unwrap(), "newest first: {log}");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_moderation_command_that_is_sent_twice_is_done_once() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let options = [who(&ann), amount("5")];
    let response = mia.uses("wan-mod quota grant", &options).await;
    t.world.discord.repeat(response.interaction);
    // Later commands are answered after the repeated event was processed.
    does(&mia, "quota set", &[who(&ann), amount("9")]).await;
    has(&quota(&ann).await, "**14** available (including grants)");
    let log = does(&mia, "quota log", &[]).await;
    assert_eq!(log.matches("**quota grant**").count(), 1, "{log}");
    t.finish().await;
}

#[tokio::test]
async fn the_everyone_role_sets_the_default_quota() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let everyone = ("who", OptionValue::Role(t.guild));
    let said = does(&mia, "quota grant", &[everyone.clone(), amount("5")]).await;
    has(&said, "One value applies to everyone");
    has(&does(&mia, "quota set", &[everyone, amount("7")]).await, "50 → 7");
    has(&quota(&ann).await, "**7 of 7**");
    t.finish().await;
}

#[tokio::test]
async fn a_member_has_no_more_running_jobs_whatever_the_model() {
    let t = Story::begin_with(&[("queue.running_per_member", 1.into())]).await;
    let ann = t.member("ann");
    asks(&ann, 5).await;
    ann.uses("animate", &[("image", file("cat.png", files::png(300, 300)))]).await;
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.pass(240).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn quotas_and_grants_of_roles() {
    let t = Story::begin_with(&[("quota.credits", "none".into())]).await;
    let (mia, ann, bob) = (t.moderator("mia"), t.member("ann"), t.member("bob"));
    let gold = t.role("gold", &[&ann]);
    let role = ("who", OptionValue::Role(gold));
    let response = asks(&ann, 5).await;
    has(response.text(), "5 too few. Waiting won't help");
    let set = does(&mia, "quota set", &[role.clone(), amount("unlimited")]).await;
    has(&set, "no role quota → unlimited");
    has(&does(&mia, "quota roles", &[]).await, &format!("<@&{gold}> – unlimited\neveryone – none"));
    has(&quota(&ann).await, &format!("Source: role <@&{gold}> (unlimited)"));
    assert!(!asks(&ann, 15).await.is_private());
    assert!(asks(&bob, 5).await.is_private());

    has(&does(&mia, "quota grant", &[role.clone(), amount("+3")]).await, "3 more for each holder");
    has(
        &does(&mia, "quota show", std::slice::from_ref(&role)).await,
        "gives unlimited per period.\nEntry 2: 3 for each holder",
    );
    has(
        &does(&mia, "quota take", &[role.clone(), amount("4")]).await,
        "4 less for each holder until",
    );
    // The role is deleted, and its quota with it; running jobs continue.
    t.world.discord.set_roles(t.guild, ann.id, &[]);
    has(&quota(&ann).await, "**0 of 0** credits left · 15 reserved");
    has(&does(&mia, "quota reset", &[role]).await, "unlimited → same as everyone");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn invalid_amounts_and_times_are_explained() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    for (command, options, words) in [
        ("quota set", vec![who(&ann), amount("lots")], "An amount is a number such as"),
        ("quota grant", vec![who(&ann), amount("0")], "greater than zero"),
        (
            "quota grant",
            vec![who(&ann), amount("1"), ("until", text("yesterday"))],
            "in the future",
        ),
        ("quota undo", vec![], "none that can be undone"),
        ("resume", vec![], "already set that way"),
        ("unblock", vec![of(&ann)], "already set that way"),
        (
            "settings set",
            vec![("setting", text("window")), ("value", text("hourly"))],
            "`window` takes",
        ),
        (
            "settings set",
            vec![("setting", text("models")), ("value", text("sora"))],
            "no model sora",
        ),
        ("budget set", vec![("period", text("day")), amount("-3")], "`budget-day` takes dollars"),
        ("cancel", vec![("job", text("x"))], "not a job ID"),
        ("who", vec![("message", text("12345"))], "know that job or message"),
        ("remove", vec![("message", text("abcdefgh"))], "know that job or message"),
    ] {
        let said = does(&mia, command, &options).await;
        has(&said, words);
    }
    has(&does(&mia, "quota log", &[]).await, "The log is empty.");
    has(&does(&mia, "quota top", &[]).await, "Nothing was spent in the last 7 days.");
    has(&does(&mia, "jobs", &[]).await, "There are no jobs yet.");
    t.finish().await;
}

#[tokio::test]
async fn a_member_is_blocked_and_the_server_is_paused() {
    let t = Story::begin().await;
    let (mia, ann, bob) = (t.moderator("mia"), t.member("ann"), t.member("bob"));
    asks(&ann, 5).await;
    let until = ("until", text("12h"));
    has(
        &does(&mia, "block", &[of(&ann), until, why("@everyone *spam*")]).await,
        "not blocked → blocked until",
    );
    let response = asks(&ann, 5).await;
    has(response.text(), "You're blocked from making requests in this server, until <t:");
    has(response.text(), "\\@everyone \\*spam\\*");
    has(&quota(&ann).await, "**Blocked** until");
    assert!(!asks(&bob, 5).await.is_private(), "others are not");
    has(&does(&mia, "unblock", &[of(&ann)]).await, "blocked → not blocked");
    assert!(!asks(&ann, 5).await.is_private());

    has(&does(&mia, "pause", &[why("spring cleaning")]).await, "open → paused");
    has(asks(&bob, 5).await.text(), "New requests are paused in this server: spring cleaning.");
    has(&quota(&bob).await, "New requests are paused");
    has(&does(&mia, "settings show", &[]).await, "**Paused** by");
    // Running jobs continue.
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);
    has(&does(&mia, "resume", &[]).await, "paused → open");
    assert!(!asks(&bob, 5).await.is_private());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_block_ends_by_itself_and_survives_a_restart() {
    let mut t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    does(&mia, "block", &[of(&ann), ("until", text("1h"))]).await;
    t.crash_and_restart().await;
    assert!(asks(&ann, 5).await.is_private());
    t.clock.advance(std::time::Duration::from_secs(3600));
    assert!(!asks(&ann, 5).await.is_private());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn what_the_server_allows_is_set_and_kept() {
    let mut t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let elsewhere = t.world.discord.add_channel(t.guild, "lab");
    let set = |setting: &str, value: &str| [("setting", text(setting)), ("value", text(value))];
    has(&does(&mia, "settings set", &set("max-duration", "6")).await, "any → 6");
    has(asks(&ann, 8).await.text(), "This server allows videos of up to 6 s; 8 s is 2 s too long.");
    has(&does(&mia, "settings set", &set("max-resolution", "720p")).await, "any → 720P");
    let large = [("prompt", text("x")), ("resolution", text("1080P"))];
    has(
        ann.uses("video", &large).await.text(),
        "This server allows up to 720P; you asked for 1080P.",
    );
    has(&does(&mia, "settings set", &set("models", "wan2.7-i2v")).await, "all → wan2.7-i2v");
    has(asks(&ann, 5).await.text(), "This server doesn't allow wan2.7\\-t2v");
    has(&does(&mia, "settings set", &[("setting", text("models"))]).await, "wan2.7-i2v → all");
    has(
        &does(&mia, "settings set", &set("channels", &format!("<#{elsewhere}>"))).await,
        "all → <#",
    );
    t.crash_and_restart().await;
    let response = asks(&ann, 5).await;
    has(response.text(), &format!("This server accepts requests only in <#{elsewhere}>."));
    let thread = t.world.discord.add_thread(t.guild, "a thread of the lab", elsewhere);
    let preview = [("prompt", text("x")), ("preview", OptionValue::Boolean(true))];
    let response = ann.elsewhere(thread).uses("video", &preview).await;
    has(response.text(), "This would be accepted.");
    let there = ann.elsewhere(elsewhere);
    assert!(!asks(&there, 5).await.is_private());
    has(&does(&mia, "settings set", &set("credits", "12")).await, "50 → 12");
    has(&does(&mia, "settings set", &set("window", "48h")).await, "daily → 48h");
    has(&quota(&ann).await, "**7 of 12** credits left · 5 reserved");
    has(&quota(&ann).await, "Refills each credit 48 hours after it was used");
    has(
        &does(&mia, "settings set", &set("time-zone", "Europe/Berlin")).await,
        "UTC → Europe/Berlin",
    );
    has(&does(&mia, "settings set", &set("max-queued", "1")).await, "10 → 1");
    has(asks(&there, 2).await.text(), "1 job waiting (max 1)");
    has(&does(&mia, "settings show", &[]).await, "`window` 48h – when credits renew");
    t.pass(130).await;
    assert_eq!(t.world.discord.messages(elsewhere).len(), 2, "card and result");
    t.finish().await;
}

#[tokio::test]
async fn a_member_has_no_more_running_jobs_than_allowed() {
    let t = Story::begin_with(&[("queue.running_per_member", 2.into())]).await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for prompt in ["one", "two", "three", "four"] {
        ann.uses("video", &[("prompt", text(prompt))]).await;
    }
    asks(&bob, 5).await;
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 3, "two of hers, one of his");
    t.pass(120).await;
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 5);
    t.finish().await;
}

#[tokio::test]
async fn a_budget_warns_and_limits() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let log = t.world.discord.add_channel(t.guild, "log");
    has(&does(&mia, "log-channel", &[("channel", OptionValue::Channel(log))]).await, "none → <#");
    let day = ("period", text("day"));
    has(&does(&mia, "budget set", &[day, amount("2")]).await, "none → $2.00");
    // 0.50, 1.00 (50 %), 1.50, 1.90 (80 %); another 0.50 would exceed the budget.
    for seconds in [5, 5, 5, 4] {
        assert!(!asks(&ann, seconds).await.is_private());
    }
    for _ in 0..2 {
        let response = asks(&ann, 5).await;
        has(
            response.text(),
            "This server's budget for the day is too low: $0.10 of $2.00 is left and this costs $0.50, $0.40 too much.",
        );
        has(response.text(), "Nothing was charged.");
    }
    has(&does(&mia, "budget show", &[]).await, "day: $1.90 of $2.00 used or reserved");
    t.pass(10).await;
    let posts: Vec<_> = t.world.discord.messages(log).into_iter().map(|m| m.content).collect();
    assert_eq!(posts.len(), 5, "{posts:#?}");
    has(&posts[0], "**settings set log-channel**");
    for (line, share) in posts[2..].iter().zip(["50%", "80%", "100%"]) {
        has(line, &format!("**this server's budget for the day: {share}**"));
    }
    t.pass(230).await;
    assert_eq!(t.unheard().len(), 4);
    t.finish().await;
}

#[tokio::test]
async fn the_operators_own_budget_holds_for_all_servers() {
    let t = Story::begin_with(&[("budget.per_day", "0.70".into())]).await;
    let ann = t.member("ann");
    assert!(!asks(&ann, 5).await.is_private());
    let other = t.world.discord.add_guild("Elsewhere");
    let there = t.world.discord.add_channel(other, "videos");
    let bob = t.world.discord.add_member(other, "bob", 0);
    let bob = Member::new(bob, there, t.world.discord.clone(), Default::default());
    let response = asks(&bob, 5).await;
    has(response.text(), "The bot's global budget for the day is too low: $0.20 of $0.70 is left");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_members_own_message_permission_is_not_enough() {
    let t = Story::begin().await;
    let jan = t.member_with("jan", permission::MANAGE_MESSAGES);
    assert!(jan.tries("wan-mod pause", &[]).is_err());
    t.world.discord.show_command_to_all("wan-mod");
    has(&does(&jan, "pause", &[]).await, "You need the Manage Server permission");
    t.finish().await;
}
