//! The one chute by which commands come down.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};

use super::Command;

type Waker = Arc<dyn Fn() + Send + Sync>;

/// Sends commands from anywhere: widgets, workers, dialogs. Clones share one queue.
#[derive(Clone)]
pub struct CommandSender {
    sender: Sender<(&'static Location<'static>, Command)>,
    waker: Arc<OnceLock<Waker>>,
    waiting: Arc<AtomicUsize>,
}

impl fmt::Debug for CommandSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommandSender")
    }
}

impl CommandSender {
    /// Sends one command; it is applied before the next frame is drawn.
    #[track_caller]
    pub fn send(&self, command: impl Into<Command>) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // The only way this fails is a window that is gone; then nobody waits for the command.
        if self.sender.send((Location::caller(), command.into())).is_ok()
            && let Some(wake) = self.waker.get()
        {
            wake();
        }
    }

    /// What makes the window draw again when a worker sends something. The first one stays.
    pub fn set_waker(&self, wake: impl Fn() + Send + Sync + 'static) {
        // A second waker is ignored on purpose: there is one window.
        self.waker.get_or_init(|| Arc::new(wake));
    }
}

/// The receiving end.
#[derive(Debug)]
pub struct CommandQueue {
    sender: CommandSender,
    receiver: Receiver<(&'static Location<'static>, Command)>,
}

impl Default for CommandQueue {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self {
            sender: CommandSender { sender, waker: Arc::default(), waiting: Arc::default() },
            receiver,
        }
    }
}

impl CommandQueue {
    /// A sender into this queue.
    pub fn sender(&self) -> CommandSender {
        self.sender.clone()
    }

    /// The next command, with the place that sent it.
    pub fn pop(&self) -> Option<(&'static Location<'static>, Command)> {
        let next = self.receiver.try_recv().ok()?;
        self.sender.waiting.fetch_sub(1, Ordering::Relaxed);
        Some(next)
    }

    /// Whether a command waits.
    pub fn has_waiting(&self) -> bool {
        self.sender.waiting.load(Ordering::Relaxed) > 0
    }
}
