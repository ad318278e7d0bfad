//! A revision by any of its names, wherever one is taken.

use tests::project::Project;

use crate::{project, with_age};

const URL: [&str; 2] = ["--database-url", "app.db"];

/// Three revisions: `create users`, `add age`, `fill ages`.
fn three() -> (Project, Vec<String>) {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["revision", "-m", "fill ages", "--empty"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let ids = project.revisions().iter().map(|dir| dir.split('_').next().unwrap().to_owned()).collect();
    (project, ids)
}

#[test]
fn everywhere() {
    let (project, ids) = three();
    let dirs = project.revisions();
    let version = ids[1].replace('-', "");
    // The middle one, as people call it.
    for name in [ids[1].as_str(), &version, &dirs[1], "add age", "ADD", "head-1", "base+2", "create users+1"]
    {
        assert_eq!(project.json(&["show", name], 0)["revision"], ids[1], "{name}");
        assert_eq!(project.json(&["lint", name], 0)["revision"], ids[1], "{name}");
        assert_eq!(project.json(&["review", name], 0)["revisions"][0]["revision"], ids[1], "{name}");
        let range = format!("{name}:{name}");
        assert_eq!(project.json(&["history", "-r", &range], 0)[0]["revision"], ids[1], "{name}");
        project.migrate(&["inspect", name]).ok().shows("age");
        let diff = project.json(&["diff", "--from", "base", "--to", name], 0);
        assert!(diff.to_string().contains("age"), "{name}");
        let up = project.json(&[&["upgrade", name][..], &URL].concat(), 0);
        assert_eq!(up["to"], ids[1], "{name}");
        let down = project.json(&[&["downgrade", "base"][..], &URL].concat(), 0);
        assert_eq!(down["applied"].as_array().unwrap().len(), 2, "{name}");
        let stamp = project.json(&[&["stamp", name][..], &URL].concat(), 0);
        assert_eq!(stamp["to"], ids[1], "{name}");
        project.json(&[&["stamp", "base"][..], &URL].concat(), 0);
        let script = project.migrate(&["upgrade", "--sql", &format!("{name}:head")]).ok();
        assert!(!script.stdout.contains("CREATE TABLE users"), "{name}");
    }
    // From where the database is.
    project.migrate(&[&["upgrade", "+2"][..], &URL].concat()).ok();
    for (name, place) in [("current", 1), ("current-1", 0), ("current+1", 2), ("+1", 2), ("-1", 0)] {
        assert_eq!(project.json(&[&["show", name][..], &URL].concat(), 0)["revision"], ids[place], "{name}");
    }
    let newest = project.json(&[&["history", "-r", "current:"][..], &URL].concat(), 0);
    assert_eq!(newest.as_array().unwrap().len(), 2);
    assert_eq!(project.json(&[&["downgrade", "create"][..], &URL].concat(), 0)["to"], ids[0]);
    assert_eq!(project.json(&[&["upgrade", "head"][..], &URL].concat(), 0)["to"], ids[2]);
    assert_eq!(project.json(&[&["downgrade", "-2"][..], &URL].concat(), 0)["to"], ids[0]);
}
