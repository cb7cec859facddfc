//! Completion scripts and man pages, in the shells and readers that are installed.

use std::process::{Command, Stdio};

use crate::support::Folder;

/// What a program writes within a minute; none, with a reason on standard error, if it is not installed.
fn answer(words: &[&str], folder: &Folder) -> Option<String> {
    let mut command = Command::new("timeout");
    command.arg("60").args(words).current_dir(folder.path(".")).env("HOME", folder.path(".")).stdin(Stdio::null());
    let output = command.output().ok().filter(|output| !matches!(output.status.code(), Some(126 | 127)));
    let Some(output) = output else {
        eprintln!("skipped: {} or timeout is not installed", words[0]);
        return None;
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A folder with the script of a shell, and a checkpoint's name to complete.
fn with_script(shell: &str) -> Folder {
    let folder = Folder::new();
    folder.write("script", folder.succeed(&["completions", shell]));
    folder.write("mine.safetensors", "");
    folder
}

#[test]
fn bash_completes_commands_flags_values_presets_and_leaves_files_to_the_shell() {
    let folder = with_script("bash");
    // As the shell does on Tab: the function gets the command, the word and the one before it.
    let script = r#"
        source ./script
        complete -p blobtui | grep -q 'default' || echo 'no files'
        for line in "blobtui tr" "blobtui train --opt" "blobtui train --optimizer ad" "blobtui train xor-blobs-" \
            "blobtui moo" "blobtui predict m --preset moo" "blobtui completions f" "blobtui train mine."; do
            COMP_WORDS=($line) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
            _blobtui blobtui "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            echo "$line: ${COMPREPLY[*]}"
        done
    "#;
    let Some(answer) = answer(&["bash", "--norc", "-c", script], &folder) else { return };
    let expected = "blobtui tr: train\nblobtui train --opt: --optimizer\nblobtui train --optimizer ad: adam adamw\n\
                    blobtui train xor-blobs-: xor-blobs-tanh\nblobtui moo: moons\nblobtui predict m --preset moo: moons\n\
                    blobtui completions f: fish\n\
                    blobtui train mine.: \n";
    assert_eq!(answer, expected);
}

#[test]
fn zsh_completes_commands_presets_and_files() {
    let folder = with_script("zsh");
    let script = r#"
        zmodload zsh/zpty
        zpty -b shell zsh -f -i
        zpty -w shell 'PROMPT=; autoload -U compinit; compinit -u -D; source ./script; bindkey "^I" complete-word; print REA"DY"'
        zpty -r shell answer '*READY*'
        complete() {
            zpty -n -w shell "$1"$'\t'
            zpty -r shell answer "*$2*" && print -r -- "$1: $2"
            zpty -n -w shell $'\C-u'
        }
        complete "blobtui tr" "blobtui train"
        complete "blobtui moo" "blobtui moons"
        complete "blobtui train xor-blobs-" "blobtui train xor-blobs-tanh"
        complete "blobtui train --hidden 8 mine." "mine.safetensors"
        complete "blobtui presets sh" "blobtui presets show"
        zpty -d shell
    "#;
    let Some(answer) = answer(&["zsh", "-f", "-c", script], &folder) else { return };
    assert_eq!(answer.lines().count(), 5, "{answer}");
}

#[test]
fn fish_completes_commands_values_presets_and_files() {
    let folder = with_script("fish");
    let script = r#"
        source ./script
        for line in "blobtui tr" "blobtui train --optimizer ad" "blobtui train xor-blobs-" "blobtui train mine."
            echo $line: (complete -C $line | string split -f 1 \t)
        end
    "#;
    let Some(answer) = answer(&["fish", "--no-config", "-c", script], &folder) else { return };
    let expected = "blobtui tr: train\nblobtui train --optimizer ad: adam adamw\n\
                    blobtui train xor-blobs-: xor-blobs-tanh\nblobtui train mine.: mine.safetensors\n";
    assert_eq!(answer, expected);
}

#[test]
fn every_shell_has_a_script_and_others_are_refused_with_the_list() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.succeed(&["completions", shell]);
        assert!(script.contains("log-weights") && script.contains("completions"), "{shell}");
    }
    assert!(folder.refused(&["completions", "csh"]).contains("[possible values: bash, elvish, fish, powershell, zsh]"));
}

#[test]
fn man_pages_render_and_have_every_flag() {
    let folder = Folder::new();
    assert!(folder.refused(&["man", "nope"]).starts_with("nope: is not a command; allowed: train, replay, "));
    let definition = blobtui::cli::definition();
    for command in std::iter::once(&definition).chain(definition.get_subcommands()) {
        let name = command.get_name();
        let page = if name == "blobtui" { folder.succeed(&["man"]) } else { folder.succeed(&["man", name]) };
        folder.write("page.1", page);
        let words = ["env", "LC_ALL=C.UTF-8", "MANWIDTH=200", "man", "--warnings", "-l", "page.1"];
        let Some(page) = answer(&words, &folder) else { return };
        let title = if name == "blobtui" { "blobtui(1)".to_owned() } else { format!("blobtui-{name}(1)") };
        assert!(page.starts_with(&title), "{page}");
        for flag in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(page.contains(&format!("--{flag}")), "{name}: --{flag}");
        }
    }
}
