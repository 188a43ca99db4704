//! Runs that fail, are stopped, killed or in each other's way.

use super::*;

/// A table that breaks after some blocks.
struct Broken(Vec<Column>, u64);

impl Table for Broken {
    fn columns(&self) -> &[Column] {
        &self.0
    }

    fn rows(&self) -> RowCount {
        RowCount::Estimate(1)
    }

    fn blocks(&self) -> u64 {
        self.1
    }

    fn scan(&self, _: &[usize], _: &Workers) -> Arc<dyn Scan> {
        Arc::new(Broken(self.0.clone(), self.1))
    }
}

impl Scan for Broken {
    fn block(&self, block: u64) -> Block {
        assert!(block + 1 < self.1, "broken as asked for");
        Block { rows: 1, columns: vec![Arc::new(arrow::array::Int64Array::from(vec![1]))] }
    }
}

/// The dataset of [`one`], and a table that cannot be made after it.
fn failing() -> Plan {
    let mut plan = plan(&over_days(1000, "day", "2024-01-01", 3));
    let table = Arc::new(Broken(vec![Column::required("x", ColumnType::Int64)], 500));
    let at = (At::default(), String::new());
    plan.members.push(Member {
        name: "b".into(),
        table,
        output: "b".into(),
        stem: "data".into(),
        at,
        division: None,
        first: plan.files(),
    });
    plan
}

#[test]
fn a_run_that_fails_leaves_everything_as_it_was() {
    let room = Room::new();
    let refused = write(failing(), &room.out(), 2).unwrap_err();
    assert!(refused.contains("internal error"), "{refused}");
    assert_eq!(names(&room.0), [""], "the directory was not there before");

    write(plan(&over_days(9, "day", "2024-01-02", 5)), &room.out(), 2).unwrap();
    let before = tree(&room.out());
    write(failing(), &room.out(), 2).unwrap_err();
    assert!(before == tree(&room.out()));
}

#[test]
fn the_first_row_comes_once_every_file_is_in_its_place() {
    let room = Room::new();
    let disk = Arc::new(Settings { open: true });
    let out = room.out();
    let table = WriteTable::new(plan(SHOP), out.to_str().unwrap(), disk).unwrap();
    let scan = table.scan(&[0], &Workers::new(2));
    assert_eq!(names(&room.0), [""], "a scan that was not read wrote something");
    assert_eq!(scan.block(0).rows, 1);
    drop(scan);
    assert_eq!(names(&out).len(), 6);
    assert!(out.join("orders/day=2024-03-02").join(FILE).exists() && !out.join(NAME).exists());
}

#[test]
fn files_are_put_in_their_places_together_or_not_at_all() {
    let room = Room::new();
    let out = room.out();
    write(plan(&over_days(9, "day", "2024-01-02", 2)), &out, 2).unwrap();
    let before = tree(&out);
    let plan = plan(&over_days(9, "day", "2024-01-01", 3));
    let staging = Staging::open(&out).unwrap();
    // The last of the three new files is missing.
    for path in plan.paths().take(2) {
        put(&staging.new_files().join(&path), "new");
    }
    assert!(matches!(commit(&plan, staging), Err(Error::Io { .. })));
    assert!(before == tree(&out));
}

#[test]
fn leftovers_of_a_killed_run_are_put_right() {
    let room = Room::new();
    let out = room.out();
    write(plan(&one(9, "")), &out, 2).unwrap();
    let before = tree(&out);
    // Killed after the old file was set aside.
    let old = out.join(NAME).join("old").join("t");
    fs::create_dir_all(&old).unwrap();
    fs::rename(out.join("t").join(FILE), old.join(FILE)).unwrap();
    put(&out.join(NAME).join("new/u/data.parquet"), "half a f");
    write(failing(), &out, 2).unwrap_err();
    assert!(before == tree(&out));
}

#[test]
fn a_directory_is_written_by_one_run_at_a_time() {
    let room = Room::new();
    let out = room.out();
    let first = Run::start(Arc::new(plan(SHOP)), &out, &Workers::single()).unwrap();
    let second = write(plan(&one(9, "")), &out, 1).unwrap_err();
    assert!(second.contains("another plotsim_write is writing"), "{second}");
    drop(first);
    write(plan(&one(9, "")), &out, 1).unwrap();
    assert_eq!(names(&out), ["t/data.parquet"]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A directory of somebody's with files wherever a run might look for its own.
    fn victim(room: &Room) -> PathBuf {
        let victim = room.0.join("victim");
        for path in ["new/dear", "old/dear", "gone/dear", "dear", "t/data.parquet", "old/t/data.parquet"] {
            put(&victim.join(path), "dear");
        }
        victim
    }

    #[test]
    fn a_link_in_place_of_unfinished_work_is_refused() {
        let room = Room::new();
        let (out, victim) = (room.out(), victim(&room));
        let before = tree(&victim);
        fs::create_dir(&out).unwrap();
        symlink(&victim, out.join(NAME)).unwrap();
        let refused = write(plan(&one(9, "")), &out, 1).unwrap_err();
        assert!(refused.contains(".plotsim-write' is in the way"), "{refused}");
        assert!(out.join(NAME).symlink_metadata().unwrap().is_symlink());
        assert!(before == tree(&victim));
        assert_eq!(names(&out), [NAME], "nothing was written");
    }

    #[test]
    fn links_within_unfinished_work_are_refused_at_every_depth() {
        for (depth, link) in ["new", "old", "gone", "old/t", "old/t/data.parquet", "else"].iter().enumerate()
        {
            let room = Room::new();
            let (out, victim) = (room.out(), victim(&room));
            let before = tree(&victim);
            let link = out.join(NAME).join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(if depth < 4 { victim.clone() } else { victim.join("dear") }, &link).unwrap();
            let refused = write(plan(&one(9, "")), &out, 1).unwrap_err();
            assert!(refused.contains("is in the way"), "{}: {refused}", link.display());
            assert!(before == tree(&victim), "{}", link.display());
        }
    }

    #[test]
    fn what_was_displaced_is_not_put_back_through_a_link() {
        let room = Room::new();
        let (out, victim) = (room.out(), victim(&room));
        let before = tree(&victim);
        put(&out.join(NAME).join("old/t").join(FILE), "an old file");
        symlink(victim.join("t"), out.join("t")).unwrap();
        let refused = write(plan(&one(9, "")), &out, 1).unwrap_err();
        assert!(refused.contains("symbolic link"), "{refused}");
        assert!(before == tree(&victim));
        // Nothing is lost: without the link the next run goes on.
        fs::remove_file(out.join("t")).unwrap();
        assert!(write(plan(&one(9, "")), &out, 1).unwrap_err().contains("is in the way"));
        assert_eq!(fs::read_to_string(out.join("t").join(FILE)).unwrap(), "an old file");
    }

    #[test]
    fn a_link_that_comes_while_a_run_is_at_work_is_not_followed() {
        let room = Room::new();
        let (out, victim) = (room.out(), victim(&room));
        let before = tree(&victim);
        let staging = Staging::open(&out).unwrap();
        fs::rename(out.join(NAME), room.0.join("elsewhere")).unwrap();
        symlink(&victim, out.join(NAME)).unwrap();
        drop(staging);
        assert!(before == tree(&victim));
    }

    #[test]
    fn unfinished_work_is_nobody_elses_to_touch() {
        use std::os::unix::fs::PermissionsExt;
        let room = Room::new();
        let run = Run::start(Arc::new(plan(SHOP)), &room.out(), &Workers::single()).unwrap();
        let mode = room.out().join(NAME).metadata().unwrap().permissions().mode();
        drop(run);
        assert_eq!(mode & 0o777, 0o700);
    }
}
