//! What follows a new name, and which hints are renames.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use migrate_core::diff::{Hints, Origin, Pair, Rename, compare, diff, rename_candidates};
use migrate_core::schema::{
    Check, Column, Default, EnumType, ForeignKey, Generated, Index, IndexKind, IndexPart, PrimaryKey, Schema,
    Table, Type, View,
};
use migrate_core::{Change, ErrorCode, QName};

fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(name.into());
    table.columns = columns.iter().map(|name| Column::new(*name, Type::Text)).collect();
    table
}

fn schema(tables: impl IntoIterator<Item = Table>) -> Schema {
    Schema { tables: tables.into_iter().collect(), ..Schema::default() }.normalized()
}

fn column(from: &str, to: &str) -> Change {
    Change::RenameColumn { table: "users".into(), from: from.to_owned(), to: to.to_owned() }
}

/// The expression of a check of `users (email, name)` after a change, which must be able to go back.
fn check_after(change: &Change, sql: &str) -> String {
    let mut users = table("users", &["email", "name"]);
    users.checks.push(Check::new("c".to_owned(), sql.to_owned()));
    let old = schema([users]);
    let mut new = old.clone();
    change.apply(&mut new).unwrap();
    let mut back = new.clone();
    change.reverse().apply(&mut back).unwrap();
    assert_eq!(back, old, "{sql}");
    new.tables[0].checks[0].expression.clone()
}

#[test]
fn words_of_an_expression_follow_a_column() {
    let cases = [
        ("length(email) > 3", "length(mail) > 3"),
        (
            "email <> 'email' -- email\n and EMAIL <> \"email\"",
            "mail <> 'email' -- email\n and EMAIL <> \"mail\"",
        ),
        ("users.email = other.email", "users.mail = other.email"),
        ("email(name) and emails = email2", "email(name) and emails = email2"),
        ("`email` is not null /* email */", "`mail` is not null /* email */"),
        ("email::email <> cast(name as email)", "mail::email <> cast(name as email)"),
        ("email collate email", "mail collate email"),
        ("E'\\' email' || $$email$$ || email", "E'\\' email' || $$email$$ || mail"),
        ("[email] = 1", "[mail] = 1"),
        ("'it''s email' <> email", "'it''s email' <> mail"),
        ("größe + email", "größe + mail"),
        // Not to be read: left alone.
        ("email = 'open", "email = 'open"),
    ];
    for (sql, followed) in cases {
        assert_eq!(check_after(&column("email", "mail"), sql), followed);
    }
}

#[test]
fn names_are_quoted_where_they_must_be() {
    let rename = |to: &str, sql: &str| check_after(&column("email", to), sql);
    assert_eq!(rename("two words", "email <> ''"), "\"two words\" <> ''");
    assert_eq!(rename("order", "email <> ''"), "\"order\" <> ''");
    assert_eq!(rename("Mail", "email <> ''"), "\"Mail\" <> ''");
    assert_eq!(rename("qu\"ote", "email <> ''"), "\"qu\"\"ote\" <> ''");
    assert_eq!(rename("mail", "\"email\" <> ''"), "\"mail\" <> ''");
    // Back again, the quotes would not be known to have been there: then nothing follows, and the diff says so.
    assert_eq!(rename("two words", "\"email\" <> ''"), "\"email\" <> ''");
}

#[test]
fn everything_that_names_a_column_follows() {
    let mut users = table("users", &["id", "email", "name"]);
    users.primary_key = Some(PrimaryKey::new(vec!["email".to_owned()]));
    users.columns[2].generated = Some(Generated { expression: "lower(email)".to_owned(), stored: true });
    users.columns[0].default = Some(Default::Sql("(email || 'email')".to_owned()));
    let mut index = Index::new("i", IndexKind::Plain, &["email", "id"]);
    index.parts.push(IndexPart::expression("upper(email)"));
    index.include = vec!["email".to_owned()];
    index.predicate = Some("email > id".to_owned());
    users.indexes.push(index);
    let key = |name: &str, column: &str| ForeignKey {
        name: name.to_owned(),
        columns: vec![column.to_owned()],
        references: "users".into(),
        referenced_columns: vec!["email".to_owned()],
        on_delete: std::default::Default::default(),
        on_update: std::default::Default::default(),
        deferrable: std::default::Default::default(),
        match_full: false,
        not_valid: false,
    };
    users.foreign_keys.push(key("self", "email"));
    let mut posts = table("posts", &["email"]);
    posts.foreign_keys.push(key("author", "email"));
    let old = schema([users, posts]);

    let mut new = old.clone();
    column("email", "mail").apply(&mut new).unwrap();
    let text = serde_json::to_string(new.table(&"users".into()).unwrap()).unwrap();
    assert_eq!(text.matches("email").count(), 1, "only the string is left: {text}");
    let posts = new.table(&"posts".into()).unwrap();
    assert_eq!(posts.columns[0].name, "email", "another table's column is another column");
    assert_eq!(posts.foreign_keys[0].columns, ["email"]);
    assert_eq!(posts.foreign_keys[0].referenced_columns, ["mail"]);

    column("mail", "email").apply(&mut new).unwrap();
    assert_eq!(new, old);
}

/// A view's query after a change, which must be able to go back.
fn query_after(change: &Change, query: &str) -> String {
    let view = View {
        name: "v".into(),
        query: query.to_owned(),
        materialized: false,
        with: Vec::new(),
        indexes: Vec::new(),
        comment: None,
    };
    let mut old = schema([table("users", &["id", "email"]), table("posts", &["id", "title"])]);
    old.views.push(view);
    let mut new = old.clone();
    change.apply(&mut new).unwrap();
    let mut back = new.clone();
    change.reverse().apply(&mut back).unwrap();
    assert_eq!(back, old, "{query}");
    new.views[0].query.clone()
}

#[test]
fn views_follow_a_column_of_the_tables_they_read() {
    let cases = [
        ("SELECT email FROM users", "SELECT mail FROM users"),
        ("SELECT email FROM posts", "SELECT email FROM posts"),
        ("SELECT u.email AS email FROM users u", "SELECT u.mail AS email FROM users u"),
        (
            "SELECT p.email, email FROM posts p JOIN users AS u ON true",
            "SELECT p.email, mail FROM posts p JOIN users AS u ON true",
        ),
        (
            "SELECT 1 WHERE EXISTS (SELECT email FROM (posts, users))",
            "SELECT 1 WHERE EXISTS (SELECT mail FROM (posts, users))",
        ),
        (
            "WITH users AS (SELECT 1 AS email) SELECT email FROM users",
            "WITH users AS (SELECT 1 AS email) SELECT email FROM users",
        ),
        ("SELECT extract(year FROM email) FROM users", "SELECT extract(year FROM mail) FROM users"),
    ];
    for (query, followed) in cases {
        assert_eq!(query_after(&column("email", "mail"), query), followed);
    }
    // Both tables have an `id`: a word alone can't be told.
    let rename = column("id", "key");
    assert_eq!(
        query_after(&rename, "SELECT users.id, posts.id, id FROM users, posts"),
        "SELECT users.key, posts.id, id FROM users, posts"
    );
}

#[test]
fn views_follow_a_table() {
    let rename = Change::RenameTable { from: "users".into(), to: "people".into() };
    let cases = [
        ("SELECT users.email FROM users", "SELECT people.email FROM people"),
        ("SELECT p.users FROM posts p, users", "SELECT p.users FROM posts p, people"),
        ("SELECT users FROM posts", "SELECT users FROM posts"),
        ("SELECT users.id FROM posts AS users", "SELECT users.id FROM posts AS users"),
        (
            "SELECT u.id FROM \"users\" AS u LEFT JOIN users ON users.id = u.id",
            "SELECT u.id FROM \"people\" AS u LEFT JOIN people ON people.id = u.id",
        ),
        ("SELECT 'users' FROM other.users", "SELECT 'users' FROM other.users"),
    ];
    for (query, followed) in cases {
        assert_eq!(query_after(&rename, query), followed);
    }
}

#[test]
fn enums_are_followed_by_columns_and_casts() {
    let mut users = table("users", &["state", "states", "text"]);
    users.columns[0].ty = Type::Enum("state".into());
    users.columns[0].default = Some(Default::Text("new".to_owned()));
    users.columns[1].ty = Type::Array(Box::new(Type::Enum("state".into())));
    users.columns[2].default = Some(Default::Sql("'new'::state::text".to_owned()));
    users.checks.push(Check::new("c".to_owned(), "state <> CAST('old' AS state)".to_owned()));
    let mut old = schema([users]);
    old.enums.push(EnumType {
        name: "state".into(),
        labels: vec!["new".to_owned(), "old".to_owned()],
        comment: None,
    });

    let mut new = old.clone();
    let to = QName::new(Some("app"), "status");
    let rename = Change::RenameEnum { from: "state".into(), to: to.clone() };
    rename.apply(&mut new).unwrap();
    let users = &new.tables[0];
    assert_eq!(users.columns[0].ty, Type::Enum(to.clone()));
    assert_eq!(users.columns[1].ty, Type::Array(Box::new(Type::Enum(to))));
    assert_eq!(users.columns[2].default, Some(Default::Sql("'new'::app.status::text".to_owned())));
    assert_eq!(users.checks[0].expression, "state <> CAST('old' AS app.status)");
    rename.reverse().apply(&mut new).unwrap();
    assert_eq!(new, old);

    let mut wanted = old.clone();
    wanted.enums[0].labels = vec!["fresh".to_owned(), "old".to_owned(), "gone".to_owned()];
    wanted.tables[0].columns[0].default = Some(Default::Text("fresh".to_owned()));
    let hints = Hints {
        renames: vec![Rename::Label {
            ty: "state".into(),
            from: "new".to_owned(),
            to: "fresh".to_owned(),
            origin: Origin::Attribute,
        }],
        ..Hints::none()
    };
    let changes = diff(Pair::new(&old, &wanted), &hints).unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].to_string(), "~ enum `state`: label `new` is now `fresh`, new `gone`");
    assert!(matches!(&changes[0], Change::AlterEnum { renamed, .. } if renamed.len() == 1));
}

fn table_hint(from: &str, to: &str, origin: Origin) -> Rename {
    Rename::Table { from: from.into(), to: to.into(), origin }
}

fn column_hint(table: &str, from: &str, to: &str, origin: Origin) -> Rename {
    Rename::Column { table: table.into(), from: from.to_owned(), to: to.to_owned(), origin }
}

fn hints(renames: impl IntoIterator<Item = Rename>) -> Hints {
    Hints { renames: renames.into_iter().collect(), ..Hints::none() }
}

fn refused(old: &Schema, new: &Schema, renames: impl IntoIterator<Item = Rename>) -> String {
    let error = compare(Pair::new(old, new), &hints(renames)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::BadRename);
    format!("{error}; {}", error.help().unwrap_or_default())
}

#[test]
fn mistaken_hints_say_what_is_wrong() {
    use Origin::{Attribute, Flag};
    let old = schema([table("people", &["id", "mail"]), table("posts", &["id"])]);
    let new = schema([table("users", &["id", "email"]), table("posts", &["id"])]);
    let to_users = || table_hint("people", "users", Attribute);
    assert_eq!(
        refused(&old, &new, [table_hint("peple", "users", Attribute)]),
        "`renamed_from = \"peple\"` on `users` is no rename: there never was a table `peple`; \
         did you mean `people`? Otherwise take the attribute away"
    );
    assert_eq!(
        refused(&old, &new, [table_hint("people", "user", Flag)]),
        "`people:user` is no rename: there is no table `user`; did you mean `users`? Otherwise leave it out"
    );
    assert_eq!(
        refused(&old, &new, [table_hint("posts", "users", Attribute)]),
        "`renamed_from = \"posts\"` on `users` is no rename: `posts` still exists; \
         name what was there before and is gone now, or take the attribute away"
    );
    assert_eq!(
        refused(&old, &new, [table_hint("people", "posts", Flag)]).split(';').next(),
        Some("`people:posts` is no rename: `posts` was there already, beside `people`")
    );
    assert_eq!(
        refused(&old, &new, [to_users(), column_hint("users", "maill", "email", Attribute)]),
        "`renamed_from = \"maill\"` on `users.email` is no rename: there never was a column `users.maill`; \
         did you mean `users.mail`? Otherwise take the attribute away"
    );
    assert_eq!(
        refused(&old, &new, [column_hint("users", "mail", "email", Attribute)]),
        "`renamed_from = \"mail\"` on `users.email` is no rename: there never was a column `users.mail`; \
         the table `users` is new; if it had another name, say `renamed_from` on the table too (or `--rename OLD:users`)"
    );
    assert!(
        refused(&old, &new, [to_users(), column_hint("users", "id", "email", Flag)])
            .contains("`users.id` still exists")
    );
    assert!(
        refused(&old, &new, [to_users(), table_hint("posts", "users", Flag)])
            .contains("`users` can't have been both `people` and `posts`")
    );
    assert!(
        refused(&old, &new, [column_hint("uses", "id", "email", Flag)]).contains("did you mean `users`?")
    );
}

#[test]
fn a_recorded_attribute_is_stale_and_a_repeated_flag_a_mistake() {
    let now = schema([table("users", &["id", "email"])]);
    let attributes = [
        table_hint("people", "users", Origin::Attribute),
        column_hint("users", "mail", "email", Origin::Attribute),
    ];
    let comparison = compare(Pair::new(&now, &now), &hints(attributes)).unwrap();
    assert_eq!(comparison.changes, []);
    let said: Vec<_> = comparison.stale.iter().map(|stale| stale.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`renamed_from = \"people\"` on table `users` can go: a revision has recorded it",
            "`renamed_from = \"mail\"` on column `users.email` can go: a revision has recorded it",
        ]
    );
    assert!(refused(&now, &now, [table_hint("people", "users", Origin::Flag)]).contains("there never was"));
}

#[test]
fn shared_columns_may_say_it_in_a_new_table_too() {
    let old = schema([table("posts", &["id", "created"])]);
    let new = schema([table("posts", &["id", "created_at"]), table("tags", &["id", "created_at"])]);
    let said = ["posts", "tags"].map(|table| column_hint(table, "created", "created_at", Origin::Attribute));
    let changes = diff(Pair::new(&old, &new), &hints(said.clone())).unwrap();
    assert_eq!(
        changes.iter().map(Change::to_string).collect::<Vec<_>>(),
        ["~ rename column `posts.created` to `created_at`", "+ new table `tags` with 2 columns"]
    );
    // Alone, it is a mistake.
    assert!(
        refused(&old, &new, said.into_iter().skip(1)).contains("there never was a column `tags.created`")
    );
}

#[test]
fn names_can_move_up_but_not_swap() {
    let old = schema([table("a", &["x", "y"]), table("b", &["x"])]);
    let new = schema([table("b", &["y", "z"]), table("c", &["x"])]);
    let renames = [
        table_hint("a", "b", Origin::Attribute),
        table_hint("b", "c", Origin::Attribute),
        column_hint("b", "x", "y", Origin::Attribute),
        column_hint("b", "y", "z", Origin::Attribute),
    ];
    let changes = diff(Pair::new(&old, &new), &hints(renames)).unwrap();
    assert_eq!(
        changes.iter().map(Change::to_string).collect::<Vec<_>>(),
        [
            "~ rename table `b` to `c`",
            "~ rename table `a` to `b`",
            "~ rename column `b.y` to `z`",
            "~ rename column `b.x` to `y`",
        ]
    );
    let swap = [table_hint("a", "b", Origin::Flag), table_hint("b", "a", Origin::Flag)];
    assert!(refused(&old, &old, swap).contains("go in a circle: `a` → `b`, `b` → `a`"));
}

#[test]
fn guesses_put_the_likeliest_first() {
    let mut old = schema([table("people", &["id", "mail", "note"]), table("posts", &["id", "body"])]);
    old.tables[1].columns.push(Column::new("stars", Type::Int { bits: 32, unsigned: false }));
    let mut new = schema([table("users", &["id", "mail", "note"]), table("posts", &["id", "body_text"])]);
    new.tables[0].columns.push(Column::new("rating", Type::Int { bits: 32, unsigned: false }));
    let guess = |hints: &Hints| {
        rename_candidates(Pair::new(&old, &new), hints)
            .into_iter()
            .map(|candidate| (candidate.rename, candidate.score))
            .collect::<Vec<_>>()
    };
    let found = guess(&Hints::none());
    let renames: Vec<_> = found.iter().map(|(rename, _)| rename.clone()).collect();
    assert_eq!(
        renames,
        [
            column_hint("posts", "body", "body_text", Origin::Flag),
            table_hint("people", "users", Origin::Flag),
            column_hint("posts", "stars", "rating", Origin::Flag),
        ],
        "{found:?}"
    );
    assert!(found.iter().all(|(_, score)| *score <= 100));
    let said = hints(renames[..1].iter().cloned());
    assert_eq!(guess(&said).len(), 2, "what is said is not guessed");
}
