//! Traces, for those who run a collector: OTLP over HTTP, as JSON.
//!
//! A job has one trace, whichever task works on it and however often the process is started: its
//! number follows from the job's name, and so does that of its root. A span that names its job
//! (`job.id`) is put there, and the rooms need not know of it.
//!
//! What goes out is named here: spans of ours, without their events, and attributes of [`KEPT`].

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use opentelemetry::trace::{
    SpanBuilder, SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState,
    Tracer, TracerProvider,
};
use opentelemetry::{Context, InstrumentationScope, KeyValue, Value};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracer, SdkTracerProvider, Span, SpanData,
    SpanEvents, SpanLimits, SpanProcessor,
};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tracing::{Level, Metadata, info, warn};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use url::Url;

use super::AnyLayer;

/// The span that is the whole of a job.
const ROOT: &str = "job";
/// The field that names a job.
const JOB: &str = "job.id";
/// The field that says, in microseconds since 1970, that a span began before it was opened.
const BEGUN: &str = "begun";
/// Attributes that go out; nothing of a person, a prompt or an address.
const KEPT: [&str; 3] = [JOB, "job.model", "job.outcome"];

/// How often spans are sent.
const EVERY: Duration = Duration::from_secs(5);
/// Spans that wait to be sent; further ones are dropped.
const MOST: usize = 2048;
/// Most spans in one request.
const AT_ONCE: usize = 512;
/// Most time for one request.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most time for the last ones at a shutdown.
const GOODBYE: Duration = Duration::from_secs(3);

/// The way to a collector, if there is one.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Makes the way to a collector; nobody is called yet. Requests are made on the runtime in
    /// which this is called, by order of a thread that collects spans.
    ///
    /// # Errors
    /// When TLS cannot be set up, or outside a runtime.
    pub fn start(collector: Option<&Url>) -> anyhow::Result<Self> {
        let Some(collector) = collector else { return Ok(Self(None)) };
        let sender = Sender {
            client: reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(PATIENCE)
                .timeout(PATIENCE)
                .build()?,
            runtime: Handle::try_current()?,
            failing: AtomicBool::new(false),
        };
        // An endpoint that is given is taken as it is: the path is ours to add.
        let endpoint = format!("{}/v1/traces", collector.as_str().trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(sender)
            .with_endpoint(endpoint)
            .with_protocol(Protocol::HttpJson)
            .with_timeout(PATIENCE)
            .with_retry_policy(RetryPolicy::disabled())
            .build()?;
        Ok(Self(Some(provider(exporter))))
    }

    /// What takes up spans, for the registry at the bottom.
    pub fn layer(&self) -> Option<AnyLayer> {
        let scope = InstrumentationScope::builder("wanbot").build();
        let tracer = JobTracer(self.0.as_ref()?.tracer_with_scope(scope));
        let layer = tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            // Spans are our own affair: no context in the thread, and none is begun before it
            // is over or has a child.
            .with_context_activation(false)
            .with_filter(filter_fn(is_ours).with_max_level_hint(LevelFilter::INFO));
        Some(layer.boxed())
    }

    /// Sends what waits, within a time. Other spans are lost from here on.
    pub async fn close(self) {
        let Some(provider) = self.0 else { return };
        // It blocks, and the requests are made on this runtime.
        let last = move || provider.shutdown_with_timeout(GOODBYE);
        if !matches!(tokio::task::spawn_blocking(last).await, Ok(Ok(()))) {
            warn!("the last traces did not reach the collector in time");
        }
    }
}

/// Everything is set here, so that nothing of it is read from the environment.
fn provider(exporter: SpanExporter) -> SdkTracerProvider {
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(MOST)
        .with_max_export_batch_size(AT_ONCE)
        .with_scheduled_delay(EVERY)
        .build();
    let batches = BatchSpanProcessor::builder(exporter).with_batch_config(batches).build();
    let resource = Resource::builder_empty()
        .with_service_name("wanbot")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(Sampler::AlwaysOn)
        .with_span_limits(SpanLimits::default())
        .with_span_processor(Gate(batches))
        .build()
}

/// Spans of ours. Events stay in the log: what they say is not known here. The level is asked for
/// here too: a filter that takes more than its hint says panics in debug builds.
fn is_ours(what: &Metadata<'_>) -> bool {
    let target = what.target();
    what.is_span()
        && *what.level() <= Level::INFO
        && (target == "wanbot" || target.starts_with("wanbot::"))
}

/// The root of a job's trace: its numbers follow from the job's name.
fn root(job: &str, remote: bool) -> SpanContext {
    let hash: [u8; 32] = Sha256::digest(job.as_bytes()).into();
    let (mut trace, mut span) = ([0; 16], [0; 8]);
    trace.copy_from_slice(&hash[..16]);
    span.copy_from_slice(&hash[16..24]);
    let (trace, span) = (TraceId::from_bytes(trace), SpanId::from_bytes(span));
    SpanContext::new(trace, span, TraceFlags::SAMPLED, remote, TraceState::NONE)
}

fn job_of(attributes: &[KeyValue]) -> Option<String> {
    let named = attributes.iter().find(|a| a.key.as_str() == JOB)?;
    Some(named.value.as_str().into_owned())
}

/// Begins spans, those that name a job in the trace of that job.
struct JobTracer(SdkTracer);

impl Tracer for JobTracer {
    type Span = Span;

    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> Span {
        let job = builder.attributes.as_deref().and_then(job_of);
        let Some(root) = job.map(|job| root(&job, true)) else {
            return self.0.build_with_context(builder, parent);
        };
        if parent.span().span_context().trace_id() == root.trace_id() {
            return self.0.build_with_context(builder, parent);
        }
        self.0.build_with_context(builder, &parent.with_remote_span_context(root))
    }
}

/// Where every span passes on its way out: roots get their numbers, and what is not to be told
/// stays here.
#[derive(Debug)]
struct Gate<P>(P);

impl<P: SpanProcessor> SpanProcessor for Gate<P> {
    fn on_start(&self, span: &mut Span, parent: &Context) {
        self.0.on_start(span, parent);
    }

    fn on_end(&self, span: SpanData) {
        self.0.on_end(fit_to_leave(span));
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn fit_to_leave(mut span: SpanData) -> SpanData {
    let begun = span.attributes.iter().find_map(|a| match (a.key.as_str(), &a.value) {
        (BEGUN, Value::I64(us)) => Some(Duration::from_micros(u64::try_from(*us).ok()?)),
        _ => None,
    });
    if let Some(begun) = begun {
        span.start_time = (SystemTime::UNIX_EPOCH + begun).min(span.end_time);
    }
    if span.name == ROOT
        && let Some(job) = job_of(&span.attributes)
    {
        span.span_context = root(&job, false);
        span.parent_span_id = SpanId::INVALID;
        span.parent_span_is_remote = false;
    }
    span.attributes.retain(|a| KEPT.contains(&a.key.as_str()));
    span.events = SpanEvents::default();
    if matches!(span.status, Status::Error { .. }) {
        span.status = Status::error("");
    }
    span
}

/// Sends requests on the bot's own runtime: the thread that collects spans has none. Says once
/// that it does not go, and once that it does again.
#[derive(Debug)]
struct Sender {
    client: reqwest::Client,
    runtime: Handle,
    failing: AtomicBool,
}

impl Sender {
    fn tell(&self, answer: &Result<Response<Bytes>, HttpError>) {
        let problem = match answer {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(answer.status().to_string()),
            Err(e) => Some(innermost(e.as_ref()).to_string()),
        };
        let failed_before = self.failing.swap(problem.is_some(), Ordering::Relaxed);
        match problem {
            Some(error) if !failed_before => {
                warn!(error, "traces do not reach the collector; they are dropped until they do");
            }
            None if failed_before => info!("traces reach the collector again"),
            _ => {}
        }
    }
}

/// What lies at the bottom of an error: those above it show addresses.
fn innermost<'a>(mut error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    while let Some(deeper) = error.source() {
        error = deeper;
    }
    error
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { client.send_bytes(request).await });
        let answer = sent.await.unwrap_or_else(|e| Err(e.into()));
        self.tell(&answer);
        answer
    }
}
