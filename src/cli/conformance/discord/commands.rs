//! Checks of the test server's commands. Existing commands are not changed.

use serde_json::{Value, json};

use super::{Discord, refused, refused_field};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

const NAME: &str = "wanbot-conformance";
const DESCRIPTION: &str = "A check; it is removed again.";

fn command() -> Value {
    json!({
        "name": NAME, "description": DESCRIPTION, "default_member_permissions": "32",
        "options": [{"type": 3, "name": "text", "description": "A text.", "required": true,
            "max_length": 100}],
    })
}

/// Registers the command; returns its path and the response.
async fn registered(d: &Discord) -> Result<(String, Answer), Problem> {
    let answer = d.register(&command()).await?;
    // 200 if an earlier check registered it.
    answer.expect_status(&[200, 201])?;
    answer.expect_fields(&[("/id", Kind::Id)])?;
    let path = format!("{}/{}", d.commands().await?, answer.text("/id"));
    Ok((path, answer))
}

pub(super) async fn normalised(d: &Discord) -> CheckResult {
    let (_, answer) = registered(d).await?;
    answer.expect_fields(&[("/guild_id", Kind::Id), ("/version", Kind::Id)])?;
    answer.expect_value("/application_id", d.application().await?)?;
    answer.expect_value("/type", 1)?;
    answer.expect_value("/name", NAME)?;
    answer.expect_value("/description", DESCRIPTION)?;
    answer.expect_value("/nsfw", false)?;
    answer.expect_value("/default_member_permissions", "32")?;
    answer.expect_value("/options/0/type", 3)?;
    answer.expect_value("/options/0/required", true)?;
    answer.expect_value("/options/0/max_length", 100)
}

pub(super) async fn same_name_keeps_the_id(d: &Discord) -> CheckResult {
    let (first, _) = registered(d).await?;
    let again = d.register(&command()).await?;
    again.expect_status(&[200])?;
    let second = format!("{}/{}", d.commands().await?, again.text("/id"));
    if first == second {
        return Ok(());
    }
    Err(Problem::differs("the ID that the command has", "another ID"))
}

pub(super) async fn listed(d: &Discord) -> CheckResult {
    let (_, made) = registered(d).await?;
    let answer = d.send(Request::get(d.commands().await?)).await?;
    answer.expect_status(&[200])?;
    let id = made.at("/id");
    if answer.items("").iter().any(|c| c.get("id") == Some(id)) {
        return Ok(());
    }
    Err(answer.differs("a list with the command that was registered"))
}

pub(super) async fn deleted(d: &Discord) -> CheckResult {
    let (path, _) = registered(d).await?;
    d.send(Request::delete(&path)).await?.expect_status(&[204])?;
    refused(&d.send(Request::get(&path)).await?, 404, 10063)
}

pub(super) async fn long_name(d: &Discord) -> CheckResult {
    let body = json!({"name": "x".repeat(33), "description": DESCRIPTION});
    refused_field(&d.register(&body).await?, "name")
}

pub(super) async fn capitals(d: &Discord) -> CheckResult {
    let body = json!({"name": "Wanbot-Conformance", "description": DESCRIPTION});
    refused_field(&d.register(&body).await?, "name")
}

pub(super) async fn long_description(d: &Discord) -> CheckResult {
    let body = json!({"name": NAME, "description": "x".repeat(101)});
    refused_field(&d.register(&body).await?, "description")
}

pub(super) async fn required_option_last(d: &Discord) -> CheckResult {
    let options = json!([
        {"type": 3, "name": "first", "description": "A text."},
        {"type": 3, "name": "second", "description": "A text.", "required": true},
    ]);
    let body = json!({"name": NAME, "description": DESCRIPTION, "options": options});
    refused_field(&d.register(&body).await?, "options")
}

pub(super) async fn menu_with_a_description(d: &Discord) -> CheckResult {
    let body = json!({"type": 3, "name": NAME, "description": DESCRIPTION});
    refused_field(&d.register(&body).await?, "description")
}
