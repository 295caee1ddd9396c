"""`followup completion`: the script that completes commands, options and contacts in a shell."""

from __future__ import annotations

import click

from followup_md.session import echo


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and contacts in bash, zsh or fish.

    \b
    bash: followup completion bash >> ~/.bashrc
    zsh:  followup completion zsh >> ~/.zshrc
    fish: followup completion fish > ~/.config/fish/completions/followup.fish
    """
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    assert completion_class is not None
    root = ctx.find_root()
    script = completion_class(root.command, {}, "followup", "_FOLLOWUP_COMPLETE")
    echo(script.source_template % script.source_vars() + "\n")
