//! Revisions on real SQLite files: our engine and Diesel's harness on the same ones.

mod crash;
mod failure;
mod folder;
mod ledger;
mod rebuild;
mod replicas;
mod set;
mod status;
