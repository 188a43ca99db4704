//! Which files are written, replaced and removed, and which are not.

use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;

use super::*;

/// A sound Parquet file of somebody else's.
fn put_parquet(path: &Path) {
    let schema = Arc::new(Type::group_type_builder("schema").build().unwrap());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::create(path).unwrap();
    SerializedFileWriter::new(file, schema, Default::default()).unwrap().close().unwrap();
}

#[test]
fn files_of_an_earlier_run_do_not_mix_with_the_new_ones() {
    let room = Room::new();
    let out = room.out();
    write(plan(&over_days(9, "day", "2024-01-01", 3)), &out, 2).unwrap();
    // None of these is plotsim's to remove.
    let kept = [
        "t/notes.txt",
        "t/day=2024-01-03/mine.parquet",
        "t/day=2023-01-01/data.parquet",
        "other/data.parquet",
    ];
    for path in kept {
        put(&out.join(path), "mine");
    }
    put_parquet(&out.join("t/day=2024-01-09/data.parquet"));
    // Neither is what lies deeper, or elsewhere.
    let ours = fs::read(out.join("t/day=2024-01-01/data.parquet")).unwrap();
    for path in ["t/a=1/b=2/data.parquet", "u/day=2024-01-01/data.parquet", "t/plain/data.parquet"] {
        fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
        fs::write(out.join(path), &ours).unwrap();
    }
    let others: Vec<String> = names(&out)
        .into_iter()
        .filter(|name| !name.starts_with("t/day=2024") || name.contains("mine") || name.contains("-09"))
        .collect();
    let expect = |new: &[&str]| {
        let mut all: Vec<String> =
            others.iter().cloned().chain(new.iter().map(|name| (*name).to_owned())).collect();
        all.sort_by_key(|name| PathBuf::from(name));
        assert_eq!(names(&out), all);
    };

    write(plan(&over_days(9, "day", "2024-01-02", 1)), &out, 2).unwrap();
    expect(&["t/day=2024-01-02/data.parquet"]);
    write(plan(&over_days(9, "date", "2024-01-02", 2)), &out, 2).unwrap();
    expect(&["t/date=2024-01-02/data.parquet", "t/date=2024-01-03/data.parquet"]);
    write(plan(&one(9, "")), &out, 2).unwrap();
    expect(&["t/data.parquet"]);
    write(plan(&over_days(9, "day", "2024-01-02", 1)), &out, 2).unwrap();
    expect(&["t/day=2024-01-02/data.parquet"]);
}

#[test]
fn foreign_files_are_not_overwritten() {
    let room = Room::new();
    put(&room.out().join("t/data.parquet"), "mine");
    let before = tree(&room.out());
    let refused = write(plan(&one(5, "")), &room.out(), 2).unwrap_err();
    assert!(refused.contains("t/data.parquet' is in the way"), "{refused}");
    assert!(before == tree(&room.out()));
    put_parquet(&room.out().join("t/data.parquet"));
    assert!(write(plan(&one(5, "")), &room.out(), 2).unwrap_err().contains("is in the way"));
    let file = room.0.join("file");
    fs::write(&file, "mine").unwrap();
    assert!(write(plan(&one(5, "")), &file, 2).unwrap_err().contains("is a file"));
    assert!(write(plan(&one(5, "")), &file.join("below"), 2).unwrap_err().contains("is a file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let room = Room::new();
    let (out, outside) = (room.out(), room.0.join("outside"));
    fs::create_dir_all(out.join("inside")).unwrap();
    fs::create_dir(&outside).unwrap();

    symlink(&outside, out.join("t")).unwrap();
    let disk = Arc::new(Settings { open: true });
    let table = WriteTable::new(plan(&one(9, "")), out.to_str().unwrap(), disk).unwrap();
    let findings = table.check();
    assert_eq!((findings[0].path.as_str(), findings[0].at.line), ("datasets[0].output", 2));
    assert!(read(&table, 1).unwrap_err().contains("symbolic link"));

    // A link that is broken, and one for a single day.
    fs::remove_file(out.join("t")).unwrap();
    symlink(room.0.join("nowhere"), out.join("t")).unwrap();
    assert!(read(&table, 1).unwrap_err().contains("symbolic link"));
    fs::remove_file(out.join("t")).unwrap();
    fs::create_dir(out.join("t")).unwrap();
    symlink(&outside, out.join("t/day=2024-01-02")).unwrap();
    let days = over_days(9, "day", "2024-01-01", 3);
    assert!(write(plan(&days), &out, 1).unwrap_err().contains("symbolic link"));
    assert_eq!(names(&outside), [""]);

    // Within the directory, and to the directory, links are the user's to make.
    fs::remove_dir_all(out.join("t")).unwrap();
    symlink(out.join("inside"), out.join("t")).unwrap();
    symlink(&out, room.0.join("link")).unwrap();
    write(plan(&one(9, "")), &room.0.join("link"), 1).unwrap();
    assert!(out.join("inside/data.parquet").exists());
}

#[test]
fn the_host_is_asked_at_every_turn() {
    let room = Room::new();
    let refused = WriteTable::new(plan(SHOP), "out", Arc::new(Settings { open: false }));
    assert_eq!(refused.err().unwrap().to_string(), "plotsim_write may not write to 'out': not today");

    /// Changes its mind once it was asked.
    struct Fickle(AtomicU64);
    impl Disk for Fickle {
        fn home(&self) -> Option<String> {
            None
        }
        fn may_write(&self, _: &Path) -> Result<(), String> {
            if self.0.fetch_add(1, Ordering::Relaxed) == 0 { Ok(()) } else { Err("no longer".to_owned()) }
        }
    }
    let fickle = Arc::new(Fickle(AtomicU64::new(0)));
    let table = WriteTable::new(plan(SHOP), room.out().to_str().unwrap(), fickle).unwrap();
    assert!(read(&table, 1).unwrap_err().ends_with("no longer"));
    assert!(!room.out().exists());
}
