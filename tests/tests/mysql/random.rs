//! Random schemas.
