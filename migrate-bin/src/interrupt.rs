//! Ctrl-C: an upgrade stops at a safe point, anything else at once; scratch databases go either way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Once};

use crate::{exit, output};

/// Somebody pressed Ctrl-C.
static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// Something is under way that has safe points.
static CAREFUL: AtomicBool = AtomicBool::new(false);
/// The process is about to end.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Takes care of the signal from here on.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Where no handler can be set, the next run sweeps what a signal left, and goes on where it stopped.
        let _ = ctrlc::set_handler(|| {
            if CAREFUL.load(Ordering::Relaxed) && !ASKED.swap(true, Ordering::Relaxed) {
                output::interrupting();
                return;
            }
            ENDING.store(true, Ordering::SeqCst);
            migrate_core::scratch::remove_all();
            std::process::exit(exit::INTERRUPTED);
        });
    });
}

/// Comes back unless the process is about to end: what fails then does so because its scratch database was taken away.
pub(crate) fn let_end() {
    while ENDING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// The flag for work that has safe points.
pub(crate) fn flag() -> Arc<AtomicBool> {
    watch();
    CAREFUL.store(true, Ordering::Relaxed);
    Arc::clone(&ASKED)
}
