//! The archive's disk: it is slow, and sometimes full or unreadable.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use crate::world::World;

/// An in-memory archive with the simulated disk's faults.
pub struct SimStore {
    world: Arc<World>,
    inner: InMemory,
    /// When each file was written, in the simulated time; the in-memory store uses the machine's.
    written: Arc<Mutex<HashMap<Path, i64>>>,
}

impl SimStore {
    pub fn new(world: Arc<World>) -> Self {
        Self { world, inner: InMemory::new(), written: Arc::default() }
    }

    async fn disk(&self, what: &'static str) -> Result<()> {
        self.world.moment(what).await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.world.disk_fails() {
            self.world.count("fault: archive");
            return Err(object_store::Error::Generic {
                store: "simulated",
                source: "no space left on device".into(),
            });
        }
        Ok(())
    }

    fn note(&self, location: &Path) {
        self.written.lock().unwrap().insert(location.clone(), self.world.bot_time());
    }
}

/// A deletion or a listing, which may fail.
fn deletion(world: &World) -> Result<()> {
    if world.deletion_fails() {
        world.count("fault: archive, deleting or listing");
        return Err(object_store::Error::Generic {
            store: "simulated",
            source: "input/output error".into(),
        });
    }
    Ok(())
}

impl fmt::Debug for SimStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimStore")
    }
}

impl fmt::Display for SimStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimStore")
    }
}

#[async_trait]
impl ObjectStore for SimStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> Result<PutResult> {
        self.disk("a file is written").await?;
        self.note(location);
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.disk("a file is written").await?;
        self.note(location);
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.disk("a file is read").await?;
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        let world = Arc::clone(&self.world);
        let locations = locations.map(move |location| match deletion(&world) {
            Ok(()) => location,
            Err(e) => Err(e),
        });
        self.inner.delete_stream(locations.boxed())
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        if let Err(e) = deletion(&self.world) {
            return stream::iter([Err(e)]).boxed();
        }
        let written = Arc::clone(&self.written);
        let listed = self.inner.list(prefix).map_ok(move |mut meta| {
            let real = meta.last_modified.timestamp_millis();
            let at = written.lock().unwrap().get(&meta.location).copied().unwrap_or(real);
            let by = Duration::from_millis(at.abs_diff(real));
            meta.last_modified =
                if at > real { meta.last_modified + by } else { meta.last_modified - by };
            meta
        });
        listed.boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        deletion(&self.world)?;
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.disk("a file is written").await?;
        self.note(to);
        self.inner.copy_opts(from, to, options).await
    }
}
