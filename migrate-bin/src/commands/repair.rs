use migrate_core::runtime::Repaired;
use serde_json::{Value, json};

use crate::context::Context;
use crate::database::Database;
use crate::failure::Result;
use crate::output::{Page, Report, Tone, paint, plural};

/// Record what edited revisions hold now, after showing how that differs from what ran
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// This revision only
    #[arg(value_name = "REV")]
    revision: Option<String>,
    /// Show the difference; record nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) struct Repair {
    found: Vec<Repaired>,
    dry_run: bool,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Repair> {
    let url = context.need_database()?;
    let history = context.history(Some(url.dialect()))?;
    let mut database = Database::look(&url)?;
    let found = database.repair(&history, args.revision.clone(), true)?;
    if !(args.dry_run || found.is_empty()) {
        // The difference first: what is recorded afterwards is exactly this.
        context.screen.preview_beside(|page| draw(&found, page));
        database.repair(&history, args.revision, false)?;
    }
    Ok(Repair { found, dry_run: args.dry_run })
}

fn draw(found: &[Repaired], page: &mut Page) {
    for repaired in found {
        page.line(format_args!("{} {}", paint(Tone::Name, &repaired.revision), repaired.message));
        for (sign, line) in difference(&repaired.ran, &repaired.now) {
            match sign {
                '-' => page.toned(Tone::Bad, format_args!("  - {line}")),
                '+' => page.toned(Tone::Good, format_args!("  + {line}")),
                _ => page.line(format_args!("    {line}")),
            };
        }
    }
}

/// Lines that are only in one of two texts, in their order, and those in both.
fn difference<'t>(old: &'t str, new: &'t str) -> Vec<(char, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(&new).take_while(same).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let (old_rest, tail) = old_rest.split_at(old_rest.len() - tail);
    let new_rest = &new_rest[..new_rest.len() - tail.len()];
    let mut lines: Vec<(char, &str)> = old[..head].iter().map(|line| (' ', *line)).collect();
    if old_rest.len().saturating_mul(new_rest.len()) <= MOST_PAIRS {
        between(old_rest, new_rest, &mut lines);
    } else {
        lines.extend(old_rest.iter().map(|line| ('-', *line)));
        lines.extend(new_rest.iter().map(|line| ('+', *line)));
    }
    lines.extend(tail.iter().map(|line| (' ', *line)));
    lines
}

/// So many pairs of lines are compared with each other; of more, the old stands before the new.
const MOST_PAIRS: usize = 4_000_000;

/// The same, by the longest part that both have in common.
fn between<'t>(old: &[&'t str], new: &[&'t str], lines: &mut Vec<(char, &'t str)>) {
    // How long it is, from each pair of lines on.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (i, left) in old.iter().enumerate().rev() {
        for (j, right) in new.iter().enumerate().rev() {
            common[i][j] =
                if left == right { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while let (Some(left), Some(right)) = (old.get(i), new.get(j)) {
        if left == right {
            lines.push((' ', *left));
            (i, j) = (i + 1, j + 1);
        } else if common[i + 1][j] >= common[i][j + 1] {
            lines.push(('-', *left));
            i += 1;
        } else {
            lines.push(('+', *right));
            j += 1;
        }
    }
    lines.extend(old[i..].iter().map(|line| ('-', *line)));
    lines.extend(new[j..].iter().map(|line| ('+', *line)));
}

impl Report for Repair {
    fn human(&self, page: &mut Page) {
        let count = plural(self.found.len(), "revision");
        if self.found.is_empty() {
            page.line("nothing to do: every applied revision is as it ran");
        } else if self.dry_run {
            draw(&self.found, page);
            page.blank().line(format_args!("dry run, would record {count}"));
        } else {
            page.line(format_args!("recorded {count} as they are now; nothing was run"));
        }
    }

    fn json(&self) -> Value {
        let repaired: Vec<Value> = self
            .found
            .iter()
            .map(|found| json!({ "revision": found.revision, "message": found.message, "ran": found.ran, "now": found.now }))
            .collect();
        json!({ "repaired": repaired, "dry_run": self.dry_run })
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn lines_are_told_apart() {
        let lines = difference("a\nb\nc", "a\nx\nc\nd");
        assert_eq!(lines, [(' ', "a"), ('-', "b"), ('+', "x"), (' ', "c"), ('+', "d")]);
        assert_eq!(difference("", "a"), [('+', "a")]);
    }

    #[test]
    fn a_long_file_takes_no_longer() {
        let text = |word: &str| (0..20_000).map(|i| format!("{word} {i}\n")).collect::<String>();
        let (old, new) = (format!("a\n{}z\n", text("old")), format!("a\n{}z\n", text("new")));
        let lines = difference(&old, &new);
        assert_eq!((lines.len(), lines[0], lines[40_001]), (40_002, (' ', "a"), (' ', "z")));
        assert_eq!(lines.iter().filter(|(sign, _)| *sign == '-').count(), 20_000);
        let mended = old.replace("old 7\n", "old 7, mended\n");
        let one = difference(&old, &mended);
        assert_eq!(one.iter().filter(|(sign, _)| *sign != ' ').count(), 2);
    }
}
