use tests::project::Project;

#[test]
fn sets_a_fresh_package_up_and_may_be_repeated() {
    let project = Project::with_files(&[
        (
            "Cargo.toml",
            "[package] # mine\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
        ),
        ("src/main.rs", "fn main() {}\n"),
    ]);
    let answer = project.migrate(&["init", "--build-script"]).ok().shows("next");
    assert!(!answer.stdout.contains("kept"), "{answer:?}");
    let files = project.files(".");
    let manifest = project.read("Cargo.toml");
    assert!(
        manifest.contains("# mine") && manifest.contains("migrate-core") && manifest.contains("model-derive")
    );
    assert!(project.read("src/main.rs").contains("schema! {"));
    assert!(project.read("build.rs").contains("cargo::rerun-if-changed=migrations"));

    let again = project.json(&["init", "--build-script"], 0);
    assert!(again["steps"].as_array().unwrap().iter().all(|step| step["done"] == "kept"), "{again:#}");
    assert_eq!(project.files("."), files);
    // What it wrote compiles, and its empty schema is up to date.
    project.migrate(&["check"]).ok().shows("ok");
    project.migrate(&["revision", "-m", "nothing"]).ok().shows("nothing changed");
}

#[test]
fn several_dialects_have_a_folder_each() {
    let project = Project::lib("");
    project.migrate(&["init", "--dialect", "sqlite", "--dialect", "postgres"]).ok();
    assert!(project.read("migrations/postgres/schema.json").contains("\"postgres\""));
    assert!(project.read("src/lib.rs").contains("Sqlite + Postgres"));
    project.migrate(&["heads"]).ok();
    project.migrate(&["upgrade", "--sql"]).code(2).says("--dialect");
}

#[test]
fn one_dialect_is_not_silently_made_two() {
    let project = crate::project();
    let before = project.files("migrations");
    project.migrate(&["init", "--dialect", "postgres"]).code(2).says("migrations/sqlite");
    assert_eq!(project.files("migrations"), before);
}

#[test]
fn a_broken_manifest_changes_nothing() {
    let project = Project::with_files(&[("src/lib.rs", "")]);
    project.write("Cargo.toml", "[package\n");
    project.migrate(&["init"]).code(1).says("error: ");
    assert!(!project.path().join("migrations").exists());
}
