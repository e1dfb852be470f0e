//! Checks of message edits.

use serde_json::json;

use super::{CONTENT, Discord, NOBODY, PNG, refused};
use crate::cli::conformance::answer::Kind;
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::form::Form;
use crate::cli::conformance::service::Request;

pub(super) async fn edited(d: &Discord) -> CheckResult {
    let (path, posted) = d.posted().await?;
    let content = format!("{CONTENT} It was edited.");
    let answer = d.send(Request::patch(path).json(&json!({"content": content}))).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/id", posted.text("/id"))?;
    answer.expect_value("/content", content)?;
    answer.expect_fields(&[("/edited_timestamp", Kind::Text)])
}

pub(super) async fn to_nothing(d: &Discord) -> CheckResult {
    let (path, _) = d.posted().await?;
    let request = Request::patch(path).json(&json!({"content": ""}));
    refused(&d.send(request).await?, 400, 50006)
}

pub(super) async fn unknown_message(d: &Discord) -> CheckResult {
    let path = format!("{}/messages/{NOBODY}", d.channel()?);
    let request = Request::patch(path).json(&json!({"content": CONTENT}));
    refused(&d.send(request).await?, 404, 10008)
}

pub(super) async fn attachments_that_are_not_listed_go(d: &Discord) -> CheckResult {
    let form = Form::default().file("files[0]", "one.png", "image/png", PNG);
    let form = form.file("files[1]", "two.png", "image/png", PNG);
    let posted = d.post_form(&json!({"content": CONTENT}), form).await?;
    let path = d.path_of(&posted)?;
    posted.expect_fields(&[("/attachments/1/id", Kind::Id)])?;
    let kept = posted.text("/attachments/1/id");
    let body = json!({"attachments": [{"id": kept}]});
    let answer = d.send(Request::patch(path).json(&body)).await?;
    answer.expect_status(&[200])?;
    let count = answer.items("/attachments").len();
    if count != 1 {
        let seen = format!("{count} attachments");
        return Err(Problem::differs("the one attachment that the edit lists", seen));
    }
    answer.expect_value("/attachments/0/id", kept)
}
