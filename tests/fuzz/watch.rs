//! Bounds on time and memory. What breaks them cannot be stopped from inside, so the process ends with the case's text.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long a case may compute.
const LONGEST: Duration = Duration::from_secs(5);
/// How many bytes all cases that run at a time may hold.
const MOST_BYTES: usize = 1 << 30;

/// The case that each thread is at.
pub struct Watch {
    cases: Vec<Mutex<Option<Case>>>,
    longest: Mutex<Duration>,
}

struct Case {
    text: String,
    clock: Clock,
}

impl Watch {
    pub fn new(threads: usize) -> Watch {
        Watch { cases: (0..threads).map(|_| Mutex::new(None)).collect(), longest: Mutex::default() }
    }

    pub fn begin(&self, place: usize, text: String) {
        *self.cases[place].lock().unwrap() = Some(Case { text, clock: Clock::of_this_thread() });
    }

    pub fn end(&self, place: usize) {
        let case = self.cases[place].lock().unwrap().take();
        let took = case.map_or(Duration::ZERO, |case| case.clock.elapsed());
        let mut longest = self.longest.lock().unwrap();
        *longest = took.max(*longest);
    }

    /// Ends the process if a case breaks a bound; returns when all is done.
    pub fn look(&self, done: impl Fn() -> bool) {
        while !done() {
            std::thread::sleep(Duration::from_millis(20));
            let used = BYTES.load(Ordering::Relaxed);
            for case in &self.cases {
                let case = case.lock().unwrap();
                let Some(case) = case.as_ref() else { continue };
                if case.clock.elapsed() > LONGEST || used > MOST_BYTES {
                    let took = case.clock.elapsed();
                    eprintln!("after {took:.1?}, with {} MB in use: {}", used >> 20, case.text);
                    std::process::exit(1);
                }
            }
        }
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = MOST.load(Ordering::Relaxed) >> 20;
        write!(out, "the longest took {:.1?}, {most} MB at most", *self.longest.lock().unwrap())
    }
}

/// How much longer a thread that computes may take on a busy machine, or wait for another.
const PATIENCE: u32 = 20;

/// The processor's time of a thread where it can be told, so that a busy machine breaks no bound; time otherwise.
struct Clock {
    began: Instant,
    #[cfg(target_os = "linux")]
    stat: std::path::PathBuf,
    #[cfg(target_os = "linux")]
    ticks: u64,
}

impl Clock {
    #[cfg(target_os = "linux")]
    fn of_this_thread() -> Clock {
        let thread = std::fs::read_link("/proc/thread-self").unwrap();
        let stat = std::path::Path::new("/proc").join(thread).join("stat");
        let ticks = ticks(&stat);
        Clock { began: Instant::now(), stat, ticks }
    }

    #[cfg(not(target_os = "linux"))]
    fn of_this_thread() -> Clock {
        Clock { began: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        #[cfg(target_os = "linux")]
        // Linux counts a hundred ticks a second, whatever its kernel was built for.
        return Duration::from_millis(10 * (ticks(&self.stat) - self.ticks))
            .max(self.began.elapsed() / PATIENCE);
        #[cfg(not(target_os = "linux"))]
        self.began.elapsed()
    }
}

/// User and system time, the 14th and 15th field of proc_pid_stat(5); the name in the second may hold anything.
#[cfg(target_os = "linux")]
fn ticks(stat: &std::path::Path) -> u64 {
    let line = std::fs::read_to_string(stat).unwrap();
    let fields = line.rsplit(')').next().unwrap().split_whitespace();
    fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

/// The bytes in use, and the most there ever were.
static BYTES: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
struct Counted;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

#[allow(unsafe_code, reason = "there is no other way to count")]
// SAFETY: all calls go to the system's allocator as they come.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = BYTES.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(used, Ordering::Relaxed);
        if layout.size() > MOST_BYTES {
            // Time for the watch to tell the case; the system may refuse, and the process end without a word.
            std::thread::sleep(Duration::from_secs(1));
        }
        // SAFETY: the caller keeps the contract of the same function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of the same function.
        unsafe { System.dealloc(pointer, layout) }
    }
}
