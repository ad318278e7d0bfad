//! Databases that others made, in the ways that their tools write them: read, written by us, read again: the same.

use super::step::Step;

/// A shop for music: brackets, sized types that SQLite doesn't know, indexes on foreign keys.
const MUSIC: &str = "
    CREATE TABLE [Artist] ([ArtistId] INTEGER NOT NULL, [Name] NVARCHAR(120), CONSTRAINT [PK_Artist] PRIMARY KEY ([ArtistId]));
    CREATE TABLE [Album] ([AlbumId] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [Title] NVARCHAR(160) NOT NULL,
        [ArtistId] INTEGER NOT NULL, FOREIGN KEY ([ArtistId]) REFERENCES [Artist] ([ArtistId]) ON DELETE NO ACTION ON UPDATE NO ACTION);
    CREATE TABLE [Track] ([TrackId] INTEGER NOT NULL PRIMARY KEY, [AlbumId] INTEGER REFERENCES [Album], [Composer] NVARCHAR(220),
        [UnitPrice] NUMERIC(10,2) NOT NULL, [Bytes] INTEGER, [Bought] DATETIME);
    CREATE TABLE [PlaylistTrack] ([PlaylistId] INTEGER NOT NULL, [TrackId] INTEGER NOT NULL,
        CONSTRAINT [PK_PlaylistTrack] PRIMARY KEY ([PlaylistId], [TrackId]), FOREIGN KEY ([TrackId]) REFERENCES [Track] ([TrackId]));
    CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId]);
    CREATE UNIQUE INDEX [IPK_PlaylistTrack] ON [PlaylistTrack]([PlaylistId], [TrackId]);";

/// A trader: spaces in names, defaults and checks in brackets, a table that refers to itself, views.
const TRADER: &str = "
    CREATE TABLE \"Employees\" (\"EmployeeID\" INTEGER PRIMARY KEY, \"LastName\" TEXT NOT NULL, \"ReportsTo\" INTEGER NULL,
        \"Photo\" BLOB, \"BirthDate\" DATE, CHECK ([BirthDate] < date('2100-01-01')),
        FOREIGN KEY (\"ReportsTo\") REFERENCES \"Employees\" (\"EmployeeID\"));
    CREATE TABLE \"Order Details\" (\"OrderID\" INTEGER NOT NULL, \"ProductID\" INTEGER NOT NULL, \"UnitPrice\" NUMERIC NOT NULL DEFAULT 0,
        \"Quantity\" INTEGER NOT NULL DEFAULT (1), \"Discount\" REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (\"OrderID\", \"ProductID\"), CHECK ([Discount]>=(0) and [Discount]<=(1)), CHECK ([Quantity]>(0)));
    CREATE VIEW \"Order Subtotals\" AS SELECT \"Order Details\".OrderID,
        Sum((\"Order Details\".UnitPrice*Quantity*(1-Discount)/100)*100) AS Subtotal FROM \"Order Details\" GROUP BY \"Order Details\".OrderID;
    CREATE VIEW [Bosses](name, number) AS SELECT LastName, count(*) FROM Employees GROUP BY 1;";

/// A web framework: everything in quotes, deferred foreign keys, checks at columns, JSON, long generated names.
const WEB: &str = "
    CREATE TABLE IF NOT EXISTS \"auth_user\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \"password\" varchar(128) NOT NULL,
        \"last_login\" datetime NULL, \"is_superuser\" bool NOT NULL, \"username\" varchar(150) NOT NULL UNIQUE, \"balance\" decimal NOT NULL);
    CREATE TABLE \"blog_post\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \"visits\" integer unsigned NOT NULL CHECK (\"visits\" >= 0),
        \"meta\" text NOT NULL CHECK ((JSON_VALID(\"meta\") OR \"meta\" IS NULL)), \"duration\" bigint NOT NULL, \"key\" char(32) NULL,
        \"author_id\" integer NOT NULL REFERENCES \"auth_user\" (\"id\") DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT \"one_title\" UNIQUE (\"author_id\", \"key\"));
    CREATE INDEX \"blog_post_author_id_dd7a8485\" ON \"blog_post\" (\"author_id\");
    CREATE UNIQUE INDEX \"live\" ON \"blog_post\" (\"key\" COLLATE \"NOCASE\" DESC) WHERE (\"visits\" > 0 AND NOT (\"key\" = ''));";

/// Another one: types with digits, defaults of every kind.
const RAILS: &str = "
    CREATE TABLE \"posts\" (\"id\" integer PRIMARY KEY AUTOINCREMENT NOT NULL, \"title\" varchar DEFAULT 'it''s; new' NOT NULL,
        \"score\" float DEFAULT -1.5, \"n\" integer DEFAULT -3, \"big\" bigint DEFAULT +7, \"flag\" boolean DEFAULT FALSE NOT NULL,
        \"raw\" blob DEFAULT x'00ff', \"none\" text DEFAULT NULL, \"said\" text DEFAULT \"double\", \"day\" date DEFAULT CURRENT_DATE,
        \"created_at\" datetime(6) NOT NULL, \"tags\" json DEFAULT '[]', \"rate\" decimal(5,2) DEFAULT '0.0');
    CREATE INDEX \"index_posts_on_lower_title\" ON \"posts\" (lower(title), created_at DESC);";

/// A browser's: hardly a type, a column of none at all, a rowid of another name, comments within.
const BROWSER: &str = "
    CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0,
        hidden INTEGER DEFAULT 0 NOT NULL, guid TEXT, url_hash INTEGER DEFAULT 0 NOT NULL /* not unique */, anything);
    CREATE TABLE moz_meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    CREATE TABLE pairs (a, b, UNIQUE (a, b), -- both
        CONSTRAINT c CHECK (a <> b));
    CREATE INDEX moz_places_url_hashindex ON moz_places (url_hash);
    CREATE UNIQUE INDEX moz_places_guid_uniqueindex ON moz_places (guid);";

/// Everything new: strict tables, generated columns, actions, a key of two columns referred to.
const MODERN: &str = "
    CREATE TABLE halls (city TEXT NOT NULL, number INT NOT NULL, area REAL, PRIMARY KEY (city, number)) STRICT, WITHOUT ROWID;
    CREATE TABLE seats (id INTEGER PRIMARY KEY, city TEXT, hall INT, price INT NOT NULL DEFAULT (5 * 2), any_value ANY,
        gross INT GENERATED ALWAYS AS (price * 121 / 100) STORED, label TEXT AS (city || '-' || hall),
        FOREIGN KEY (city, hall) REFERENCES halls (city, number) ON DELETE SET NULL ON UPDATE CASCADE MATCH SIMPLE) STRICT;
    CREATE INDEX by_label ON seats (label) WHERE hall IS NOT NULL;";

#[test]
fn what_others_made_is_read_and_written_the_same() {
    for sql in [MUSIC, TRADER, WEB, RAILS, BROWSER, MODERN] {
        let done = Step::new("", sql).run();
        assert!(done.kinds.contains(&"create_table"), "{:?}", done.kinds);
    }
}

#[test]
fn and_it_can_be_changed() {
    let web = WEB
        .replace("\"duration\" bigint NOT NULL", "\"duration\" bigint NULL")
        .replace("varchar(150)", "varchar(200)");
    let done = Step::new(WEB, &web)
        .rows(
            "INSERT INTO auth_user VALUES (1, 'p', NULL, 0, 'ada', 1);
             INSERT INTO blog_post VALUES (7, 3, '{}', 60, 'k', 1);",
        )
        .run();
    assert_eq!(done.rebuilds(), 2);
    assert_eq!(
        done.texts(
            "SELECT username || duration AS x FROM blog_post JOIN auth_user ON author_id = auth_user.id"
        ),
        ["ada60"]
    );
    let music =
        MUSIC.replace("[Composer] NVARCHAR(220)", "[Composer] NVARCHAR(220) NOT NULL DEFAULT 'nobody'");
    Step::new(MUSIC, &music).backfill("Track", "Composer", "'nobody'").run();
}
