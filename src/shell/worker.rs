//! The only threads: named, with a flag that asks them to stop.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::app::{CommandSender, JobEvent, JobId};

/// Asks one job to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Flag(Arc<AtomicBool>);

impl Flag {
    /// Whether the job was asked to stop.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The jobs that run, each on a thread of its own.
#[derive(Debug, Default)]
pub(super) struct Workers {
    flags: Arc<Mutex<BTreeMap<JobId, Flag>>>,
}

impl Workers {
    /// Runs `work` as a job; what it returns is sent, and so is the news that it was cancelled or
    /// that it failed with a panic, which is always a defect of the program.
    pub(super) fn start(
        &self,
        job: JobId,
        reply: &CommandSender,
        work: impl FnOnce(&Flag) -> JobEvent + Send + 'static,
    ) {
        let flag = Flag::default();
        if let Ok(mut flags) = self.flags.lock() {
            flags.insert(job, flag.clone());
        }
        let flags = Arc::clone(&self.flags);
        spawn(reply, Some(job), move || {
            let event = work(&flag);
            if let Ok(mut flags) = flags.lock() {
                flags.remove(&job);
            }
            if flag.is_set() { JobEvent::Cancelled { job } } else { event }
        });
    }

    /// Asks a job to stop; it says so itself when it has.
    pub(super) fn cancel(&self, job: JobId) {
        if let Ok(flags) = self.flags.lock()
            && let Some(flag) = flags.get(&job)
        {
            flag.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Runs `work` on a thread of its own and sends what it returns.
pub(super) fn answer(reply: &CommandSender, work: impl FnOnce() -> JobEvent + Send + 'static) {
    spawn(reply, None, work);
}

fn spawn(
    reply: &CommandSender,
    job: Option<JobId>,
    work: impl FnOnce() -> JobEvent + Send + 'static,
) {
    let sender = reply.clone();
    let run = move || match (catch_unwind(AssertUnwindSafe(work)), job) {
        (Ok(event), _) => sender.send(event),
        (Err(_), Some(job)) => sender.send(failed(job)),
        (Err(_), None) => {}
    };
    let started = std::thread::Builder::new().name("pushscope worker".to_owned()).spawn(run);
    if let (Err(error), Some(job)) = (started, job) {
        reply.send(JobEvent::Failed {
            job,
            message: format!(
                "No worker could be started: {error}. Close other programs and try again"
            ),
        });
    }
}

fn failed(job: JobId) -> JobEvent {
    JobEvent::Failed {
        job,
        message: "The program failed while doing this; the evidence is unchanged. The terminal \
                  shows where it failed; please report it"
            .to_owned(),
    }
}
