//! Checks of message attachments and their file host.

use serde_json::json;
use url::Url;

use super::{CONTENT, Discord, PNG};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::form::Form;
use crate::cli::conformance::service::Request;

/// The alt text of the file.
const DESCRIPTION: &str = "one pixel";

/// Posts a message with an image.
async fn with_file(d: &Discord) -> Result<Answer, Problem> {
    let form = Form::default().file("files[0]", "pixel.png", "image/png", PNG);
    let attachments = json!([{"id": 0, "filename": "pixel.png", "description": DESCRIPTION}]);
    let body = json!({"content": CONTENT, "attachments": attachments});
    let answer = d.post_form(&body, form).await?;
    answer.expect_status(&[200])?;
    Ok(answer)
}

/// The URL of its file.
async fn link(d: &Discord) -> Result<Url, Problem> {
    let answer = with_file(d).await?;
    let url = Url::parse(&answer.text("/attachments/0/url"));
    url.map_err(|_| answer.differs("/attachments/0/url to be a link"))
}

pub(super) async fn shape(d: &Discord) -> CheckResult {
    let answer = with_file(d).await?;
    answer.expect_fields(&[
        ("/attachments/0/id", Kind::Id),
        ("/attachments/0/url", Kind::Text),
        ("/attachments/0/proxy_url", Kind::Text),
    ])?;
    answer.expect_value("/attachments/0/filename", "pixel.png")?;
    answer.expect_value("/attachments/0/size", PNG.len())?;
    answer.expect_value("/attachments/0/content_type", "image/png")
}

pub(super) async fn measured(d: &Discord) -> CheckResult {
    let answer = with_file(d).await?;
    answer.expect_value("/attachments/0/width", 1)?;
    answer.expect_value("/attachments/0/height", 1)
}

pub(super) async fn described(d: &Discord) -> CheckResult {
    with_file(d).await?.expect_value("/attachments/0/description", DESCRIPTION)
}

pub(super) async fn link_is_signed(d: &Discord) -> CheckResult {
    let link = link(d).await?;
    let names: Vec<_> = link.query_pairs().map(|(name, _)| name.into_owned()).collect();
    if ["ex", "is", "hm"].iter().all(|name| names.iter().any(|n| n == name)) {
        return Ok(());
    }
    let seen = format!("the fields {}", names.join(", "));
    Err(Problem::differs("a link with the fields ex, is and hm", seen))
}

pub(super) async fn fetched_as_sent(d: &Discord) -> CheckResult {
    let link = link(d).await?;
    let answer = d.send(Request::get(link)).await?;
    answer.expect_status(&[200])?;
    if answer.body == PNG {
        return Ok(());
    }
    let seen = format!("{} other bytes", answer.body.len());
    Err(Problem::differs(format!("the {} bytes that were sent", PNG.len()), seen))
}

pub(super) async fn unsigned_link(d: &Discord) -> CheckResult {
    let mut link = link(d).await?;
    link.set_query(None);
    d.send(Request::get(link)).await?.expect_status(&[404])
}

pub(super) async fn eleven(d: &Discord) -> CheckResult {
    let form = (0..11).fold(Form::default(), |form, n| {
        form.file(&format!("files[{n}]"), &format!("{n}.png"), "image/png", PNG)
    });
    super::refused(&d.post_form(&json!({"content": CONTENT}), form).await?, 400, 50035)
}

pub(super) async fn listed_and_not_sent(d: &Discord) -> CheckResult {
    let body = json!({"content": CONTENT, "attachments": [{"id": "5", "filename": "a.png"}]});
    let answer = d.post(&body).await?;
    // The documentation does not say which code it is.
    answer.expect_status(&[400])?;
    answer.expect_fields(&[("/code", Kind::Number), ("/message", Kind::Text)])
}

pub(super) async fn content_type_of_a_link(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get(link(d).await?)).await?;
    let kind = answer.header("content-type").unwrap_or_default().to_owned();
    answer.expect_status(&[200])?;
    if kind == "image/png" { Ok(()) } else { Err(Problem::differs("image/png", kind)) }
}

pub(super) async fn range_of_a_link(d: &Discord) -> CheckResult {
    let request = Request::get(link(d).await?).header("range", "bytes=0-3");
    d.send(request).await?.expect_status(&[206])
}

pub(super) async fn name_in_a_link_is_signed(d: &Discord) -> CheckResult {
    let mut link = link(d).await?;
    let path = link.path().replace("pixel.png", "other.png");
    link.set_path(&path);
    d.send(Request::get(link)).await?.expect_status(&[404])
}

pub(super) async fn description_is_edited(d: &Discord) -> CheckResult {
    let posted = with_file(d).await?;
    let path = d.path_of(&posted)?;
    let file = json!({"id": posted.text("/attachments/0/id"), "description": "edited"});
    let request = Request::patch(path).json(&json!({"attachments": [file]}));
    let answer = d.send(request).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/attachments/0/description", "edited")
}

pub(super) async fn shown_in_an_embed(d: &Discord) -> CheckResult {
    let form = Form::default().file("files[0]", "pixel.png", "image/png", PNG);
    let embed = json!({"title": CONTENT, "image": {"url": "attachment://pixel.png"}});
    let answer = d.post_form(&json!({"embeds": [embed]}), form).await?;
    answer.expect_status(&[200])?;
    let is_link = answer.text("/embeds/0/image/url").starts_with("http");
    if is_link && answer.items("/attachments").is_empty() {
        return Ok(());
    }
    Err(answer.differs("a link in the embed and no file"))
}
