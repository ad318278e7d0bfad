//! Ctrl-C: an upgrade stops at a safe point, anything else at once; scratch databases go either way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Once};

use crate::{exit, output};

/// Somebody pressed Ctrl-C.
static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// Something is under way that has safe points.
static CAREFUL: AtomicBool = AtomicBool::new(false);

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
            migrate_core::scratch::remove_all();
            std::process::exit(exit::INTERRUPTED);
        });
    });
}

/// The flag for work that has safe points.
pub(crate) fn flag() -> Arc<AtomicBool> {
    watch();
    CAREFUL.store(true, Ordering::Relaxed);
    Arc::clone(&ASKED)
}
