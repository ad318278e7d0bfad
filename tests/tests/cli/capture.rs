//! How the models get out of a build, and what that costs.

use tests::project::Project;

use crate::{USERS, project, reviewed};

/// `cargo` says which crates it compiles.
fn compiled(stderr: &str) -> Vec<&str> {
    stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Compiling "))
        .map(|rest| rest.split(' ').next().unwrap())
        .collect()
}

#[test]
fn rebuilds_no_dependency_and_costs_one_build_at_most() {
    let project = reviewed();
    project.cargo(&["build"]).ok();
    let answer = project.migrate(&["revision", "-m", "x", "-v"]).ok();
    assert!(compiled(&answer.stderr).iter().all(|name| *name == project.name()), "{answer:?}");
    let build = project.cargo(&["build"]).ok();
    assert!(compiled(&build.stderr).iter().all(|name| *name == project.name()), "{build:?}");
    let again = project.cargo(&["build"]).ok();
    assert_eq!(compiled(&again.stderr).len(), 0);
    // Where the gate passes, `check` builds nothing.
    let check = project.migrate(&["check", "-v"]).ok();
    assert_eq!(compiled(&check.stderr).len(), 0, "{check:?}");
}

#[test]
fn a_binary_alone_has_models_too() {
    let source =
        format!("#![forbid(unsafe_code)]\n{USERS}\nfn main() {{ println!(\"{{}}\", APP.name()); }}\n");
    let project = Project::with_files(&[("src/main.rs", &source)]);
    project.migrate(&["init"]).ok();
    project.migrate(&["revision", "-m", "create users"]).ok().shows("new table `users`");
}

#[test]
fn of_several_binaries_one_is_named() {
    let source = format!("{USERS}\nfn main() {{ println!(\"{{}}\", APP.name()); }}\n");
    let project = Project::with_files(&[
        ("src/bin/one.rs", &source),
        ("src/bin/two.rs", &source.replace("users", "people")),
        ("src/bin/none.rs", "fn main() {}"),
    ]);
    project.migrate(&["init"]).ok();
    project.migrate(&["revision", "-m", "x"]).code(2).says("--bin one").says("--bin two");
    project.migrate(&["revision", "-m", "x", "--bin", "none"]).code(1).says("schema!");
    project.migrate(&["revision", "-m", "x", "--bin", "two"]).ok().shows("people");
}

#[test]
fn a_library_comes_before_its_binaries() {
    let main = "fn main() {}\n";
    let with_models =
        format!("{}\nfn main() {{ println!(\"{{}}\", APP.name()); }}\n", USERS.replace("users", "people"));
    let project = Project::with_files(&[("src/lib.rs", USERS), ("src/main.rs", &with_models)]);
    project.migrate(&["init"]).ok();
    let shown = |args: &[&str]| {
        project.migrate(&[&["revision", "-m", "x", "--dry-run"][..], args].concat()).ok().stdout
    };
    let name = project.name().to_owned();
    assert!(shown(&[]).contains("users") && shown(&["--lib"]).contains("users"));
    assert!(shown(&["--bin", &name]).contains("people"));
    // The library has none: the only binary that has one.
    project.write("src/lib.rs", "");
    assert!(shown(&[]).contains("people"));
    project.migrate(&["revision", "-m", "x", "--lib"]).code(1).says("schema!");
    project.write("src/main.rs", main);
    project.migrate(&["revision", "-m", "x"]).code(1).says("schema!");
}

#[test]
fn a_workspace_member_is_found() {
    let member = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
        )
    };
    let root = tests::workshop::workspace();
    let paths = format!(
        "migrate-core = {{ path = {:?}, features = [\"sqlite\"] }}\nmodel-derive = {{ path = {:?} }}\ndiesel = {{ version = \"2.3\", default-features = false, features = [\"sqlite\"] }}\n",
        root.join("migrate-core"),
        root.join("model-derive")
    );
    let project = Project::with_files(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"web\", \"store\"]\nresolver = \"3\"\n[profile.dev]\ndebug = false\n",
        ),
        ("web/Cargo.toml", &member("web", "")),
        ("web/src/main.rs", "fn main() {}\n"),
        ("store/Cargo.toml", &member("store", &paths)),
        ("store/src/lib.rs", USERS),
    ]);
    // The only member that uses the crates; by name; from its folder; by its manifest.
    project.migrate(&["init"]).ok();
    assert!(project.path().join("store/migrations").is_dir());
    project.migrate(&["revision", "-m", "a", "--dry-run", "-p", "store"]).ok().shows("users");
    project.migrate(&["heads", "-C", "store/src"]).ok();
    project.migrate(&["heads", "--manifest-path", "store/Cargo.toml"]).ok();
    project.migrate(&["heads", "-p", "web"]).code(1).says("cargo migrate init");
}

#[test]
fn fat_lto_hides_nothing() {
    let project = project();
    let manifest = project.read("Cargo.toml").replace("[profile.dev]\n", "[profile.dev]\nlto = \"fat\"\n");
    project.write("Cargo.toml", &manifest);
    project.migrate(&["revision", "-m", "x", "--dry-run"]).ok().shows("users");
}

#[test]
fn a_stripped_release_binary_still_tells() {
    let source = format!("{USERS}\nfn main() {{ println!(\"{{}}\", APP.name()); }}\n");
    let project = Project::with_files(&[("src/main.rs", &source)]);
    let manifest = project.read("Cargo.toml") + "\n[profile.release]\nstrip = true\nopt-level = 0\n";
    project.write("Cargo.toml", &manifest);
    project.migrate(&["init"]).ok();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.migrate(&["review", "--approve"]).ok();
    project.cargo(&["build", "--release"]).ok();
    let kept = project.path().join("kept");
    std::fs::copy(
        project.artifact("release", &format!("{}{}", project.name(), std::env::consts::EXE_SUFFIX)),
        &kept,
    )
    .unwrap();
    project.write("src/main.rs", "fn main() {}");
    let schema = project.json(&["inspect", "kept"], 0);
    assert_eq!(schema["schema"]["tables"][0]["name"], "users");
    assert_eq!(
        project.json(&["diff", "--from", "head", "--to", "kept"], 0)["changes"].as_array().unwrap().len(),
        0
    );
}
