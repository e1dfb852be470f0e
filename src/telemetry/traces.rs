//! Exports traces to a collector: OTLP over HTTP, as JSON.
//!
//! A job has one trace across tasks and restarts: the trace ID and the root span ID are derived
//! from the job ID. A span with the field `job.id` is added to that trace, so the stages need no
//! code for it.
//!
//! Only the bot's own spans are exported, without events and only with the attributes in
//! [`EXPORTED`].

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

/// The span that covers a whole job.
const ROOT: &str = "job";
/// The field with the job ID.
const JOB: &str = "job.id";
/// The field with the start of a span that began before it was opened, in microseconds since 1970.
const BEGUN: &str = "begun";
/// Exported attributes; none contains a user, a prompt or an address.
const EXPORTED: [&str; 3] = [JOB, "job.model", "job.outcome"];

/// Export interval.
const EXPORT_INTERVAL: Duration = Duration::from_secs(5);
/// Maximum spans in the export queue; further ones are dropped.
const MAX_QUEUED: usize = 2048;
/// Maximum spans per request.
const MAX_BATCH: usize = 512;
/// Timeout of one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// Timeout of the last export during a shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

/// The exporter to a collector, if one is configured.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Creates an exporter without connecting. A background thread collects spans; requests run on
    /// the runtime in which this is called.
    ///
    /// # Errors
    /// When TLS cannot be set up, or outside a runtime.
    pub fn start(collector: Option<&Url>) -> anyhow::Result<Self> {
        let Some(collector) = collector else { return Ok(Self(None)) };
        let sender = Sender {
            client: reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(REQUEST_TIMEOUT)
                .timeout(REQUEST_TIMEOUT)
                .build()?,
            runtime: Handle::try_current()?,
            failing: AtomicBool::new(false),
        };
        // The exporter uses an explicit endpoint unchanged, so the path is added here.
        let endpoint = format!("{}/v1/traces", collector.as_str().trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(sender)
            .with_endpoint(endpoint)
            .with_protocol(Protocol::HttpJson)
            .with_timeout(REQUEST_TIMEOUT)
            .with_retry_policy(RetryPolicy::disabled())
            .build()?;
        Ok(Self(Some(provider(exporter))))
    }

    /// The layer that records spans, for a registry.
    pub fn layer(&self) -> Option<AnyLayer> {
        let scope = InstrumentationScope::builder("wanbot").build();
        let tracer = JobTracer(self.0.as_ref()?.tracer_with_scope(scope));
        let layer = tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            // The tracer derives contexts itself: no thread-local context, and spans are built only
            // when they close or get a child.
            .with_context_activation(false)
            .with_filter(filter_fn(is_ours).with_max_level_hint(LevelFilter::INFO));
        Some(layer.boxed())
    }

    /// Sends queued spans, within a time limit. Later spans are lost.
    pub async fn close(self) {
        let Some(provider) = self.0 else { return };
        // It blocks, while the requests run on this runtime.
        let last = move || provider.shutdown_with_timeout(SHUTDOWN_TIMEOUT);
        if !matches!(tokio::task::spawn_blocking(last).await, Ok(Ok(()))) {
            warn!("final trace export failed or timed out");
        }
    }
}

/// Every option is set explicitly, so that none is read from environment variables.
fn provider(exporter: SpanExporter) -> SdkTracerProvider {
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(MAX_QUEUED)
        .with_max_export_batch_size(MAX_BATCH)
        .with_scheduled_delay(EXPORT_INTERVAL)
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
        .with_span_processor(ExportProcessor(batches))
        .build()
}

/// Selects the bot's own spans. Events stay in the log, because their content is not controlled.
/// The level is checked here too: a filter that accepts more than its level hint panics in debug
/// builds.
fn is_ours(what: &Metadata<'_>) -> bool {
    let target = what.target();
    what.is_span()
        && *what.level() <= Level::INFO
        && (target == "wanbot" || target.starts_with("wanbot::"))
}

/// The root span of a job's trace, with IDs derived from the job ID.
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

/// Builds spans; those with a job ID become part of that job's trace.
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

/// Processes every span before export: sets the IDs of root spans and removes data that must not be
/// exported.
#[derive(Debug)]
struct ExportProcessor<P>(P);

impl<P: SpanProcessor> SpanProcessor for ExportProcessor<P> {
    fn on_start(&self, span: &mut Span, parent: &Context) {
        self.0.on_start(span, parent);
    }

    fn on_end(&self, span: SpanData) {
        self.0.on_end(sanitize(span));
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

fn sanitize(mut span: SpanData) -> SpanData {
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
    span.attributes.retain(|a| EXPORTED.contains(&a.key.as_str()));
    span.events = SpanEvents::default();
    if matches!(span.status, Status::Error { .. }) {
        span.status = Status::error("");
    }
    span
}

/// Sends requests on the bot's runtime, because the exporter's thread has none. Logs the first
/// failure and the recovery, not every failure.
#[derive(Debug)]
struct Sender {
    client: reqwest::Client,
    runtime: Handle,
    failing: AtomicBool,
}

impl Sender {
    fn log_outcome(&self, answer: &Result<Response<Bytes>, HttpError>) {
        let problem = match answer {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(answer.status().to_string()),
            Err(e) => Some(innermost(e.as_ref()).to_string()),
        };
        let failed_before = self.failing.swap(problem.is_some(), Ordering::Relaxed);
        match problem {
            Some(error) if !failed_before => {
                warn!(error, "trace export failing, dropping traces until the collector responds");
            }
            None if failed_before => info!("trace export recovered"),
            _ => {}
        }
    }
}

/// The innermost cause of an error: outer ones contain the URL.
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
        self.log_outcome(&answer);
        answer
    }
}
