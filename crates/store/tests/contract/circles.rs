//! What messages make of leads: who is credited, what is earned, what is booked,
//! told and logged.

mod books;
mod moves;
mod told;
mod world;
