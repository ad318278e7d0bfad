//! Revisions on real databases: our engine and Diesel's harness on the same ones.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod crash;
mod data_steps;
mod data_steps_on_servers;
mod disks;
mod everywhere;
mod failure;
mod folder;
mod hooks;
mod journal;
mod ledger;
mod mounted;
#[cfg(feature = "mysql")]
mod mysql;
mod pooler;
mod postgres;
mod read_only;
mod rebuild;
mod replicas;
mod set;
mod spans;
mod status;
mod strangers;
