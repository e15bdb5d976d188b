"""The commands of moving in: `kontor found` and `kontor catalogue`."""

from collections.abc import Callable
from typing import TextIO

import click

from portal.cli import services_here
from portal.kernel.errors import Invalid


def _checked(check: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, str], str]:
    """Let an option be asked again until `check` takes it."""

    def callback(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
        try:
            return check(value)
        except Invalid as error:
            raise click.BadParameter(" ".join(error.fields.values())) from error
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return callback


def _code(text: str) -> str:
    from portal.founding import clean_code

    return clean_code(text)


def _country(text: str) -> str:
    from portal.founding import clean_country

    return clean_country(text)


def _email(text: str) -> str:
    from partners.people.invitations import clean_email

    return clean_email(text)


@click.command(short_help="Found the host company and its first administrator.")
@click.option("--legal-name", prompt="Legal name of your company", help="As in contracts.")
@click.option("--trade-name", prompt="Short name, as partners know it", help="As on screens.")
@click.option(
    "--code",
    prompt="Short code, three to eight capitals",
    callback=_checked(_code),
    help="In numbers of records.",
)
@click.option(
    "--country",
    prompt="Country, two letters",
    callback=_checked(_country),
    help="ISO 3166-1, like DE.",
)
@click.option("--admin-name", prompt="Name of the first administrator", help="A person.")
@click.option(
    "--admin-email", prompt="Their mail address", callback=_checked(_email), help="To sign in with."
)
@click.option(
    "--password",
    prompt="Their password, twelve characters or more",
    hide_input=True,
    confirmation_prompt="The same again",
    help="Better typed when asked: others on this machine can read command lines.",
)
def found(**entered: str) -> None:
    """Move in: found the host company and its first administrator, who invites everybody else.

    Once, into an empty portal (`kontor run --no-demo`). What is not given is asked.
    """
    from portal import founding

    services = services_here()
    services.storage.ensure_bucket()
    founding.found(services, founding.Founding(**entered))
    click.echo(
        f"{entered['trade_name']} hosts this portal. Sign in on {services.settings.url} as"
        f" {entered['admin_email']}; `kontor catalogue` says what you sell, and where."
    )


@click.command(short_help="Say what you sell, and where, from a CSV file.")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def catalogue(file: TextIO) -> None:
    """Bring product families and territories up to date from a CSV file; safe to repeat.

    Columns: kind (family or territory), code, name, and parent for a territory within another.
    Registrations name families and territories that have no parts. Nothing is removed.
    """
    from deals.catalogue.file import CatalogueRefused, read_catalogue, update_catalogue
    from portal.kernel.actor import system_actor

    try:
        rows = read_catalogue(file)
        with services_here().database.work(system_actor("operator")) as work:
            update = update_catalogue(work, rows)
    except CatalogueRefused as refusal:
        raise click.ClickException(f"Nothing was changed.\n{refusal}") from refusal
    click.echo(f"{update.added} added, {update.changed} changed.")
