use super::*;

const PIECES: usize = 100_000;

async fn spooled(length: u64, limit: u64) -> Result<Fetched, SpoolError> {
    let mut spool = Spool::new(limit, 0);
    let whole = content(length);
    for piece in whole.chunks(PIECES) {
        spool.write(piece).await?;
    }
    spool.finish().await
}

fn content(length: u64) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn small_files_stay_in_memory_and_larger_ones_do_not() {
    for (length, in_memory) in [(0, true), (MAX_IN_MEMORY, true), (MAX_IN_MEMORY + 1, false)] {
        let Fetched { file, sha256 } = spooled(length, u64::MAX).await.unwrap();
        let whole = content(length);
        assert_eq!(file.in_memory().is_some(), in_memory, "{length}");
        assert_eq!((file.len(), file.is_empty()), (length, length == 0));
        assert_eq!(file.read().await.unwrap(), whole);
        assert!(whole.starts_with(file.start()) && file.start().len() >= START.min(whole.len()));
        let hash: String = Sha256::digest(&whole).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(sha256, hash);
        let pieces: Vec<_> = file.pieces().map(Result::unwrap).collect().await;
        assert_eq!(pieces.concat(), whole);
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_while_it_arrives() {
    assert!(spooled(300_000, 300_000).await.is_ok());
    let refused = spooled(300_001, 300_000).await;
    assert!(matches!(refused, Err(SpoolError::TooLarge { limit: 300_000 })));
}

#[tokio::test]
async fn a_file_is_placed_elsewhere_and_taken_from_there() {
    let other = TemporaryDirectory::new().unwrap();
    for length in [10, MAX_IN_MEMORY + 1] {
        let path = other.path().join("in");
        spooled(length, u64::MAX).await.unwrap().file.place(&path).await.unwrap();
        let taken = Spooled::take(&path).await.unwrap();
        assert_eq!(taken.in_memory().is_some(), length == 10);
        assert_eq!(taken.read().await.unwrap(), content(length));
        assert!(taken.start().len() >= 10);
        let _ = std::fs::remove_file(path);
    }
    assert!(Spooled::take(&other.path().join("missing")).await.is_err());
}

#[tokio::test]
async fn the_file_goes_with_its_last_copy() {
    let file = spooled(MAX_IN_MEMORY + 1, u64::MAX).await.unwrap().file;
    let Content::Disk(on_disk) = &file.0 else { panic!("it is large") };
    let path = on_disk.path();
    let (copy, pieces) = (file.clone(), file.pieces());
    drop((file, copy));
    assert!(path.exists(), "it is still read");
    drop(pieces);
    assert!(!path.exists());
}
