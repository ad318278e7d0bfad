//! What the compiler says to a user of the derives: the cases stand in `fail/<topic>/` and `pass/`.
