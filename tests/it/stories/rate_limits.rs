//! Discord's rate limits, as the bot meets them at the real Discord: over TLS and with serenity's
//! limiter, which is disabled wherever else stories call the emulator.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use secrecy::SecretString;
use serde_json::json;
use wanbot::clock::Clock;
use wanbot::discord::{DiscordClient, FileStream, Message, connect};
use wanbot::emulator::discord::{Discord, LimitedRoute, Rate, Refusals};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};
use wanbot::job::{ChannelId, GuildId, Place, Tenant};
use wanbot::service::MessengerError;

use crate::harness::member::text;
use crate::harness::{KEY, PATIENCE, Story, TOKEN, http, tls};

/// Discord, a channel, and the bot's own client as it is with the real Discord.
struct Line {
    world: Running,
    guild: u64,
    channel: u64,
    client: DiscordClient,
}

impl Line {
    async fn open() -> Self {
        let clock = Clock::System;
        let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
        let guild = discord.add_guild("The Club");
        let channel = discord.add_channel(guild, "videos");
        let wan = Wan::new(clock.clone(), KEY, Timing::Published);
        // Without a record, which would wait for the end of each request.
        let record = Record::nowhere(clock);
        let world = start(Addresses::any(), discord, wan, record).await.unwrap();
        let tls = tls::as_discord_com(&world).await;
        let origin = tls::ORIGIN.parse().unwrap();
        let http = connect::rest(&SecretString::from(TOKEN), &origin, &tls).unwrap();
        assert!(http.ratelimiter.is_some() && http.proxy.is_none(), "as with the real Discord");
        let client = DiscordClient::new(http, &tls, Arc::default()).unwrap();
        Self { world, guild, channel, client }
    }

    fn place(&self) -> Place {
        Place { tenant: Tenant::Server(GuildId(self.guild)), channel: ChannelId(self.channel) }
    }

    async fn post(&self, content: &str, files: Vec<FileStream>) -> Result<u64, MessengerError> {
        let posted = self.client.post(self.place(), Message::new(content), files).await;
        posted.map(|id| id.0)
    }

    fn limit(&self, route: LimitedRoute, requests: u32, within_ms: u32) {
        self.world.discord.limit_route(route, Rate { requests, within_ms });
    }

    fn refused(&self) -> Refusals {
        self.world.discord.rate_limits().refused
    }
}

/// A file in these pieces.
fn file(pieces: Vec<Bytes>) -> FileStream {
    let length = pieces.iter().map(|piece| piece.len() as u64).sum();
    let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
    FileStream { name: "video.mp4".into(), length, pieces, alt: "a video".into() }
}

#[tokio::test]
async fn posts_uploads_and_edits_beyond_the_limit_all_arrive_in_order() {
    let line = Line::open().await;
    line.limit(LimitedRoute::CreateMessage, 3, 500);
    line.limit(LimitedRoute::EditMessage, 2, 300);
    let mut posted = Vec::new();
    for n in 0..10_u8 {
        let files = match n % 3 {
            0 => vec![file(vec![Bytes::from(vec![n; 100_000]); 3])],
            _ => vec![],
        };
        let id = line.post(&format!("number {n}"), files).await.unwrap();
        let edited = Message::new(format!("number {n}, edited"));
        line.client.edit(line.place(), wanbot::job::MessageId(id), &edited).await.unwrap();
        posted.push(id);
    }
    let shown = line.world.discord.messages(line.channel);
    assert_eq!(shown.iter().map(|m| m.id).collect::<Vec<_>>(), posted, "each once, in order");
    for (n, message) in shown.iter().enumerate() {
        assert_eq!(message.content, format!("number {n}, edited"));
        let files: Vec<_> = message.files.iter().map(|f| f.bytes.len()).collect();
        assert_eq!(files, if n % 3 == 0 { vec![300_000] } else { vec![] }, "{n}");
        assert!(message.files.iter().all(|f| f.bytes.iter().all(|b| usize::from(*b) == n)));
    }
    assert_eq!(line.refused(), Refusals::default(), "the limiter waits before each limit");
}

#[tokio::test]
async fn an_upload_that_is_refused_in_the_middle_makes_the_next_call_wait() {
    let line = Line::open().await;
    line.limit(LimitedRoute::CreateMessage, 1, 3_000);
    // Another program with the same token uses up the limit, which the bot cannot see.
    let other = http();
    let url = format!("{}/api/v10/channels/{}/messages", line.world.discord_origin(), line.channel);
    let sent = other.post(url).header("authorization", format!("Bot {TOKEN}"));
    let sent = sent.json(&json!({"content": "from elsewhere"})).send().await.unwrap();
    assert_eq!(sent.status(), 200);

    let discord = line.world.discord.clone();
    let rest = stream::once(async move {
        let refused = |d: &Discord| (d.rate_limits().refused.user > 0).then_some(());
        discord.wait(PATIENCE, refused).await.expect("the upload is refused while it is sent");
        Ok(Bytes::from(vec![2; 200_000]))
    });
    let mut half = file(vec![Bytes::from(vec![1; 200_000]), Bytes::from(vec![2; 200_000])]);
    half.pieces = stream::iter([Ok(Bytes::from(vec![1; 200_000]))]).chain(rest).boxed();
    assert_eq!(line.post("refused", vec![half]).await, Err(MessengerError::Limited));

    line.post("after", vec![]).await.unwrap();
    line.post("again", vec![file(vec![Bytes::from_static(b"clip")])]).await.unwrap();
    let refused = Refusals { user: 1, ..Refusals::default() };
    assert_eq!(line.refused(), refused, "a call that did not wait would be refused, too");
    let shown = line.world.discord.messages(line.channel);
    let shown: Vec<_> = shown.iter().map(|m| m.content.as_str()).collect();
    assert_eq!(shown, ["from elsewhere", "after", "again"]);
}

/// From the commands to the results. The gateway stays without TLS.
#[tokio::test]
async fn results_of_several_members_wait_for_the_limit_of_the_channel() {
    let mut t = Story::prepare(&[]).await;
    t.call_discord_over_tls().await;
    let discord = t.world.discord.clone();
    discord.limit_route(LimitedRoute::CreateMessage, Rate { requests: 1, within_ms: 400 });
    t.start().await;
    let mut cards = Vec::new();
    for name in ["ann", "bob", "cleo", "dan"] {
        cards.push(t.member(name).uses("video", &[("prompt", text("a fox"))]).await.message.id);
    }
    t.pass(160).await;
    let mut results = t.unheard();
    results.sort_by_key(|m| m.reply_to);
    assert_eq!(results.iter().filter_map(|m| m.reply_to).collect::<Vec<_>>(), cards);
    assert!(results.iter().all(|m| m.files.len() == 1), "{results:#?}");
    assert_eq!(discord.rate_limits().refused, Refusals::default());
    t.finish().await;
}
