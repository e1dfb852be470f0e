//! Results that could not be posted, as `/job` gives them to their requester.

use wanbot::emulator::Effect;

use super::answers::masked;
use super::sheet::{Keys, Sheet, Shown};
use crate::harness::Story;
use crate::harness::member::text;
use crate::stories::paid::undeliverable;

/// A story in which a result cannot be sent to anybody.
struct Held {
    t: Story,
    keys: Keys,
}

impl Held {
    async fn begin(settings: &[(&str, toml::Value)], bytes: usize) -> Self {
        let keys = Keys::default();
        let mut t = Story::prepare_seen_by(settings, Some(keys.layer())).await;
        t.start().await;
        if bytes > 0 {
            t.world.wan.set_least_bytes(bytes);
        }
        Self { t, keys }
    }

    /// Uses `/job` after something was done to the archive or to Discord.
    async fn collect(self, sheet: &mut Sheet, title: &str, before: impl FnOnce(&Story)) {
        let (ann, job) = undeliverable(&self.t).await;
        before(&self.t);
        self.keys.take();
        let told = ann.uses("job", &[("job", text(&job))]).await;
        sheet.uses(self.keys.take());
        let server = (self.t.guild.to_string(), "SERVER".to_owned());
        let names =
            [server, (format!("<@{}>", ann.id), "@ann".to_owned()), (job, "JOB1".to_owned())];
        let shown = masked(&told.message.shown(), &names);
        // The address of the link has a signature.
        let shown = match shown.split_once("](http") {
            Some((before, after)) => {
                let (_, after) = after.split_once(')').unwrap();
                format!("{before}](LINK){after}")
            }
            None => shown,
        };
        sheet.show(title, &shown);
        self.t.finish().await;
    }
}

#[tokio::test]
async fn results_that_could_not_be_posted() {
    let mut sheet = Sheet::of(Keys::default());
    let videos = |t: &Story| t.folder().join("archive/clips");
    Held::begin(&[], 0).await.collect(&mut sheet, "collected", |_| {}).await;
    let gone = |t: &Story| std::fs::remove_dir_all(videos(t)).unwrap();
    Held::begin(&[], 0).await.collect(&mut sheet, "gone", gone).await;
    let unreadable = |t: &Story| {
        std::fs::remove_dir_all(videos(t)).unwrap();
        // A file in place of the folder: reads fail, and not with "not found".
        std::fs::write(videos(t), b"").unwrap();
    };
    Held::begin(&[], 0).await.collect(&mut sheet, "unreadable", unreadable).await;
    let large = 21_000_000;
    Held::begin(&[], large).await.collect(&mut sheet, "too large", |_| {}).await;
    let linked =
        [("http.listen", "127.0.0.1:0".into()), ("http.public_url", "http://127.0.0.1:1".into())];
    Held::begin(&linked, large).await.collect(&mut sheet, "linked", |_| {}).await;
    let refused = |t: &Story| {
        let body = serde_json::json!({"message": "Invalid Form Body", "code": 50035});
        let refused = Effect::Answer { status: 400, body, headers: vec![] };
        t.fault("discord", "PATCH", "/webhooks/", 1, refused);
    };
    Held::begin(&[], 0).await.collect(&mut sheet, "not sent", refused).await;
    sheet.check("held", str::to_owned);
}
