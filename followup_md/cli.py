"""The command line: finds the command, and explains usage errors."""

from __future__ import annotations

import importlib

import click
from click.exceptions import Exit

from followup_md import __version__
from followup_md.cache import NO_CACHE
from followup_md.session import Session, echo_err, now, screen

# By heading and name: the module under commands/, imported when it is called, and the help.
TABLE: dict[str, dict[str, tuple[str, str]]] = {
    "Start": {
        "demo": ("demo", "See it all on a book of made-up contacts."),
        "init": ("init", "Make a new book in a folder."),
        "setup": ("setup", "Teach this clone to merge contacts."),
    },
    "Every day": {
        "due": ("due", "Whom to reach today: why, how, which try."),
        "next": ("next_", "Work through the day with single keys."),
        "why": ("why", "Every rule weighed for a contact, with its sums."),
        "draft": ("draft", "The words of a message; nothing is sent."),
        "show": ("show", "One contact: facts, what is due, timeline."),
        "list": ("list_", "All contacts, or those with some words in them."),
        "stats": ("stats", "How well following up goes: figures and lists."),
        "review": ("review", "A page for the end of the week."),
        "check": ("check", "Every problem in every file."),
    },
    "Write": {
        "log": ("log", "One touch: log ann call voicemail -m NOTE."),
        "add": ("add", "A new contact."),
        "set": ("set_", "A field: set ann keep 60d."),
        "promise": ("promise", "What you promised, or they, and by when."),
        "quote": ("quote", "A quote that you sent."),
        "settle": ("settle", "A promise kept, a quote won, and other ends."),
        "snooze": ("snooze", "Not before a day."),
        "follow-up": ("follow_up", "The day to be in touch again."),
        "decline": ("decline", "You told them no: decline ann call -m WHY."),
        "introduce": ("introduce", "You brought two people together."),
        "status": ("status", "Declined, do-not-contact, archived, or open again."),
        "edit": ("edit", "A contact's file in your editor, then checked."),
    },
    "The site": {
        "agenda": ("agenda", "Write site/agenda.md, the day as a page."),
        "build": ("build", "Build the website into public/."),
        "serve": ("serve", "Show the website on this machine, live."),
        "publish": ("publish", "Put the website on Pages, after asking."),
    },
    "More": {
        "import": ("import_", "People from vCards, tables, other programs."),
        "export": ("export", "For phones, calendars, spreadsheets, programs."),
        "inbox": ("inbox", "File what was written on the phone."),
        "undo": ("undo", "Undo the last change; twice: redo it."),
        "sync": ("sync", "Commit the contacts, fetch, merge, push."),
        "lsp": ("lsp", "The language server that editors start."),
        "completion": ("completion", "Print a script that completes names in your shell."),
    },
}

HIDDEN = {"merge-driver": ("merge_driver", "For Git to call.")}


class Commands(click.Group):
    """The commands of the table, each imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names in the order of the table."""
        return [name for rows in TABLE.values() for name in rows]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command by its name."""
        for rows in (*TABLE.values(), HIDDEN):
            if cmd_name in rows:
                module = importlib.import_module(f"followup_md.commands.{rows[cmd_name][0]}")
                command = module.command
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; name similar ones if there is none."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from followup_md.parsing import spelling

            # Only one slip away: `push` must not end in `publish`.
            near = [c for c in self.list_commands(ctx) if spelling.is_one_slip(name, c)]
            hint = f"; did you mean {' or '.join(near)}?" if near else "; see followup --help"
            ctx.fail(f"there is no command {name!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table without importing any command."""
        for heading, rows in TABLE.items():
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (_, text) in rows.items()])


@click.command(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="followup COMMAND --help says more of each.",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(),
    help="The book's folder, or one inside it (default: here).",
)
@click.option("--no-cache", is_flag=True, hidden=True, envvar=NO_CACHE)
@click.version_option(__version__, prog_name="followup", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, folder: str, no_cache: bool) -> None:
    """Never drop a call: whom to reach today, why, and how."""
    output = screen()
    ctx.color = output.colour  # click ignores NO_COLOR and FORCE_COLOR
    ctx.obj = Session(folder, now, output, not no_cache)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(typed: list[str]) -> int:
    """Run one command line; return the exit code. Errors other than click's are for main.py."""
    try:
        # Not click's own main(): it would turn a closed pipe into exit code 1.
        with main.make_context("followup", typed) as ctx:
            code = main.invoke(ctx)
        return code if isinstance(code, int) else 0
    except Exit as done:
        return done.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        _print_usage(error)
        return error.exit_code


def complete(instruction: str, variable: str) -> int:
    """Print a shell's completions for the word at the cursor, as click does."""
    from click.shell_completion import shell_complete

    return shell_complete(main, {}, "followup", variable, instruction)


def _print_usage(error: click.ClickException) -> None:
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        echo_err(ctx.get_usage())
        echo_err(f"Try '{ctx.command_path} --help'.")
    echo_err(f"followup: {error.format_message()}")
