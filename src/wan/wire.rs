//! The provider's JSON: request bodies and responses.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::generation::{Input, Mode, Request, Role, Usage};
use crate::job::TaskId;
use crate::provider::{ListedState, ListedTask, TaskReport, TaskState, Times};
use crate::wan::error::job_class;
use crate::wan::protocol::Protocol;

/// The body of a submission. `urls` say where the provider gets the inputs of the request from, in
/// its order.
pub(super) fn submission(
    protocol: Protocol,
    request: &Request,
    urls: &[String],
    watermark: bool,
) -> Value {
    match protocol {
        Protocol::Messages => images(request, urls, watermark),
        Protocol::AudioUrl | Protocol::Media => video(protocol, request, urls, watermark),
    }
}

#[expect(clippy::indexing_slicing, reason = "input and parameters are JSON objects")]
fn video(protocol: Protocol, request: &Request, urls: &[String], watermark: bool) -> Value {
    let mut input = json!({});
    if !request.prompt.is_empty() {
        input["prompt"] = json!(request.prompt);
    }
    if let Some(negative) = &request.negative {
        input["negative_prompt"] = json!(negative);
    }
    let inputs = || request.inputs.iter().zip(urls);
    if protocol == Protocol::AudioUrl {
        // t2v refuses a `media` array; its only input is the audio.
        for (_, url) in inputs().filter(|(i, _)| i.role == Role::DrivingAudio) {
            input["audio_url"] = json!(url);
        }
    } else if !urls.is_empty() {
        input["media"] = media(inputs());
    }
    let mut parameters = json!({
        "resolution": request.resolution.id(),
        "duration": request.seconds,
        "prompt_extend": request.enhance,
        "watermark": watermark,
        "seed": request.seed,
    });
    if let Some(ratio) = request.ratio {
        parameters["ratio"] = json!(ratio.id());
    }
    if request.mode() == Mode::VideoEdit {
        parameters["audio_setting"] = json!(if request.keep_audio { "origin" } else { "auto" });
    }
    json!({"model": request.model, "input": input, "parameters": parameters})
}

/// The media array. A voice is a field of the reference that speaks with it: the first one.
fn media<'a>(inputs: impl Iterator<Item = (&'a Input, &'a String)>) -> Value {
    let mut voice = None;
    let mut list = Vec::new();
    for (input, url) in inputs {
        match input.role {
            Role::ReferenceVoice => voice = Some(url),
            role => list.push(json!({"type": role.id(), "url": url})),
        }
    }
    let reference =
        |m: &&mut Value| m["type"].as_str().is_some_and(|t| t.starts_with("reference_"));
    if let (Some(voice), Some(first)) = (voice, list.iter_mut().find(reference)) {
        first["reference_voice"] = json!(voice);
    }
    Value::Array(list)
}

fn images(request: &Request, urls: &[String], watermark: bool) -> Value {
    let text = json!({"text": request.prompt});
    let images = urls.iter().map(|url| json!({"image": url}));
    let content: Vec<_> = std::iter::once(text).chain(images).collect();
    let size = match request.ratio.and_then(|ratio| request.resolution.sides(ratio)) {
        Some((width, height)) => format!("{width}*{height}"),
        None => request.resolution.id().to_owned(),
    };
    json!({
        "model": request.model,
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {
            "size": size,
            "n": request.count,
            "thinking_mode": request.enhance,
            "watermark": watermark,
            "seed": request.seed,
        },
    })
}

#[derive(Deserialize)]
pub(super) struct Envelope {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Created {
    pub(super) output: CreatedOutput,
}

#[derive(Deserialize)]
pub(super) struct CreatedOutput {
    pub(super) task_id: String,
}

#[derive(Deserialize)]
pub(super) struct Queried {
    output: QueriedOutput,
    #[serde(default)]
    usage: Value,
}

#[derive(Deserialize)]
struct QueriedOutput {
    task_status: String,
    video_url: Option<String>,
    choices: Option<Vec<Choice>>,
    orig_prompt: Option<String>,
    code: Option<String>,
    message: Option<String>,
    submit_time: Option<String>,
    scheduled_time: Option<String>,
    end_time: Option<String>,
}

#[derive(Deserialize)]
struct Choice {
    message: ChoiceMessage,
}

#[derive(Deserialize)]
struct ChoiceMessage {
    content: Vec<Piece>,
}

#[derive(Deserialize)]
struct Piece {
    image: Option<String>,
}

/// Seconds between two timestamps such as "2026-11-22 12:00:05.125". `None` for negative spans and
/// for a day or more, which are treated as invalid.
fn seconds(from: Option<&str>, until: Option<&str>) -> Option<f64> {
    let read = |text: Option<&str>| DateTime::strptime("%Y-%m-%d %H:%M:%S%.f", text?).ok();
    let between = read(until)?.duration_since(read(from)?).as_secs_f64();
    (0.0..86_400.0).contains(&between).then_some(between)
}

impl QueriedOutput {
    fn times(&self) -> Times {
        let submitted = self.submit_time.as_deref();
        Times {
            queue: seconds(submitted, self.scheduled_time.as_deref()),
            whole: seconds(submitted, self.end_time.as_deref()),
        }
    }

    /// Links to the results, in order.
    fn links(&mut self) -> impl Iterator<Item = String> {
        let choices = self.choices.take().into_iter().flatten();
        let images = choices.flat_map(|c| c.message.content).filter_map(|p| p.image);
        self.video_url.take().into_iter().chain(images).filter(|url| !url.is_empty())
    }
}

/// A number; some model families encode it as a string.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim_end_matches('P').parse().ok());
    number.filter(|n: &f64| n.is_finite() && *n >= 0.0)
}

/// What the provider bills. Missing or malformed fields are ignored; the amount is checked later.
fn usage(value: &Value) -> Option<Usage> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    let whole = |name: &str| number(&value[name]).map(|n| n as u32);
    value.is_object().then(|| Usage {
        billed_seconds: number(&value["duration"]),
        output_seconds: number(&value["output_video_duration"]),
        resolution: whole("SR"),
        ratio: value["ratio"].as_str().map(str::to_owned),
        images: whole("image_count"),
        price: None,
    })
}

impl Queried {
    /// The report, or which part is missing.
    pub(super) fn report(self) -> Result<TaskReport, &'static str> {
        let mut out = self.output;
        let times = out.times();
        let state = match out.task_status.as_str() {
            "RUNNING" => TaskState::Running,
            "SUCCEEDED" => {
                let mut links = out.links();
                let url = links.next().ok_or("succeeded without a result")?;
                TaskState::Succeeded { url, more: links.collect() }
            }
            "FAILED" => {
                let code = out.code.filter(|c| !c.is_empty());
                TaskState::Failed {
                    class: job_class(code.as_deref()),
                    code,
                    message: out.message.filter(|m| !m.is_empty()),
                }
            }
            "CANCELED" => TaskState::Canceled,
            "UNKNOWN" => TaskState::Unknown,
            // PENDING, and SUSPENDED, which only the SDKs list: the task is waiting.
            _ => TaskState::Pending,
        };
        Ok(TaskReport { state, prompt: out.orig_prompt, times, usage: usage(&self.usage) })
    }
}

#[derive(Deserialize)]
pub(super) struct ListPage {
    pub(super) total_page: u32,
    data: Vec<ListRow>,
}

#[derive(Deserialize)]
struct ListRow {
    task_id: String,
    gmt_create: Option<i64>,
    start_time: Option<i64>,
    model_name: String,
    status: String,
}

impl ListPage {
    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    pub(super) fn tasks(self) -> impl Iterator<Item = ListedTask> {
        self.data.into_iter().map(|row| {
            let ms = row.gmt_create.or(row.start_time);
            ListedTask {
                task: TaskId(row.task_id),
                created_at: ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
                model: row.model_name,
                state: listed_state(&row.status),
            }
        })
    }
}

fn listed_state(status: &str) -> ListedState {
    match status {
        "RUNNING" => ListedState::Running,
        "SUCCEEDED" => ListedState::Succeeded,
        "FAILED" => ListedState::Failed,
        "CANCELED" => ListedState::Canceled,
        // SUSPENDED is listed by the SDKs alone: the task is waiting.
        "PENDING" | "SUSPENDED" => ListedState::Pending,
        _ => ListedState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Class;

    fn report(text: &str) -> Result<TaskReport, &'static str> {
        serde_json::from_str::<Queried>(text).unwrap().report()
    }

    #[test]
    fn answers_are_read_as_documented() {
        let done = report(
            r#"{"request_id":"r","output":{"task_id":"t","task_status":"SUCCEEDED",
            "orig_prompt":"a fox","video_url":"https://x/y.mp4"},"usage":{"SR":"720","duration":7.5,
            "output_video_duration":5,"ratio":"16:9"}}"#,
        );
        assert_eq!(
            done,
            Ok(TaskReport {
                state: TaskState::Succeeded { url: "https://x/y.mp4".into(), more: vec![] },
                prompt: Some("a fox".into()),
                times: Times::default(),
                usage: Some(Usage {
                    billed_seconds: Some(7.5),
                    output_seconds: Some(5.0),
                    resolution: Some(720),
                    ratio: Some("16:9".into()),
                    images: None,
                    price: None,
                }),
            })
        );
        let images = report(
            r#"{"output":{"task_id":"t","task_status":"SUCCEEDED","finished":true,"choices":[
            {"finish_reason":"stop","message":{"role":"assistant","content":[
            {"type":"image","image":"https://x/1.png"}]}},{"finish_reason":"stop","message":
            {"role":"assistant","content":[{"type":"image","image":"https://x/2.png"}]}}]}}"#,
        );
        let (url, more) = ("https://x/1.png".into(), vec!["https://x/2.png".into()]);
        assert_eq!(images.unwrap().state, TaskState::Succeeded { url, more });
        let timed = report(
            r#"{"output":{"task_id":"t","task_status":"RUNNING","submit_time":"2026-11-22 23:59:58.500",
            "scheduled_time":"2026-11-23 00:00:07.250","end_time":"nonsense"}}"#,
        );
        assert_eq!(timed.unwrap().times, Times { queue: Some(8.75), whole: None });
        let bare = report(r#"{"output":{"task_id":"t","task_status":"FAILED","message":""}}"#);
        assert_eq!(
            bare.unwrap().state,
            TaskState::Failed { class: Class::Provider, code: None, message: None }
        );
        let empty = report(r#"{"output":{"task_id":"t","task_status":"SUCCEEDED"}}"#);
        assert_eq!(empty, Err("succeeded without a result"));
        let odd = report(r#"{"output":{"task_id":"t","task_status":"SUSPENDED"}}"#);
        assert_eq!(odd.unwrap().state, TaskState::Pending);
    }
}
