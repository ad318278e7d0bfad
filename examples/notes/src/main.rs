//! A web service that upgrades its own database when it starts, and then serves.
//!
//! `DATABASE_URL=postgres://localhost/notes cargo run -- 127.0.0.1:3000`, then
//! `curl -d '{"text":"milk"}' -H content-type:application/json localhost:3000/notes` and `curl localhost:3000/notes`.
//! Start as many as you like on one database: one upgrades it, the others wait. `--one-thread` runs all of it on one.

mod models;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use diesel::prelude::*;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use migrate_core::runtime::Event;

use models::{NOTES, Note, notes};

type Manager = AsyncDieselConnectionManager<AsyncPgConnection>;
type Pool = deadpool::managed::Pool<Manager>;
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[derive(serde::Deserialize)]
struct New {
    text: String,
    #[serde(default)]
    pinned: bool,
}

fn main() -> Outcome<()> {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let mut runtime = if flags.iter().any(|flag| flag == "--one-thread") {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let address = words.into_iter().next().unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    runtime.enable_all().build()?.block_on(serve(&address))
}

async fn serve(address: &str) -> Outcome<()> {
    let url = std::env::var("DATABASE_URL").map_err(|_| "say where the database is: DATABASE_URL=postgres://…")?;
    let pool: Pool = Pool::builder(Manager::new(url)).max_size(4).build()?;
    upgrade(&pool).await?;

    let app = Router::new().route("/notes", get(list).post(add)).with_state(pool);
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("serving on http://{}", listener.local_addr()?);
    let until = async {
        // Where the signal can't be had, it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(until).await?;
    Ok(())
}

/// Before anything is served. Other instances that start at the same moment wait here.
async fn upgrade(pool: &Pool) -> Outcome<()> {
    let mut conn = pool.get().await?;
    let runner = NOTES.on_async(&mut conn)?.on_event(|event| match event {
        Event::Started { revision, message, .. } => println!("upgrading: {revision} {message}"),
        Event::Waiting { holder, .. } => println!("waiting for {holder}, which is upgrading"),
        _ => {}
    });
    let report = runner.upgrade().await?;
    println!("the database is at {}", report.to.as_deref().unwrap_or("base"));
    Ok(())
}

async fn list(State(pool): State<Pool>) -> Result<Json<Vec<Note>>, StatusCode> {
    let mut conn = pool.get().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let found = notes::table
        .order((notes::pinned.desc(), notes::id))
        .select(Note::as_select())
        .load(&mut conn)
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(found))
}

async fn add(State(pool): State<Pool>, Json(new): Json<New>) -> Result<(StatusCode, Json<Note>), StatusCode> {
    let mut conn = pool.get().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let note = diesel::insert_into(notes::table)
        .values((notes::text.eq(new.text), notes::pinned.eq(new.pinned)))
        .returning(Note::as_returning())
        .get_result(&mut conn)
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((StatusCode::CREATED, Json(note)))
}
