"""The command line: `kontor --help` is the manual's first page."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

import click

from portal.kernel.errors import Invalid, KontorError
from portal.kernel.settings import Settings, read_settings

if TYPE_CHECKING:  # commands that need no database must not wait for its libraries
    from portal.kernel.services import Services

EMBEDDED_FOLDER = "embedded"
DEMO_HOST = "Hansa Components"
COMMANDS_ELSEWHERE = {
    "edi": "edi.cli",
    "receipts": "portal.receipts",
    "found": "portal.moving_in",
    "catalogue": "portal.moving_in",
}
"""Names of commands that another module brings, and that module."""


class PlainErrors(click.Group):
    """Shows a refusal as its sentence; loads commands of other modules only when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *COMMANDS_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS_ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(COMMANDS_ELSEWHERE[cmd_name])
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Invalid as error:
            raise click.ClickException(" ".join(error.fields.values()) or error.message) from error
        except KontorError as error:
            raise click.ClickException(error.message) from error


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kontor")
def main() -> None:
    """Kontor: the collaborative partner portal.

    `kontor run` starts everything on this machine. Given KONTOR_DATABASE_URL and KONTOR_S3_URL,
    `kontor web` and `kontor worker` run the same code on managed services; `kontor settings` lists
    what can be set. More in README.md and docs/.
    """


@main.command(short_help="Start the whole portal on this machine.")
@click.option(
    "--demo/--no-demo",
    default=True,
    show_default=True,
    help="Furnish an empty portal with the demo world.",
)
def run(demo: bool) -> None:
    """Start the whole portal on this machine, until Ctrl+C or SIGTERM.

    Where KONTOR_DATABASE_URL or KONTOR_S3_URL is not set, PostgreSQL and S3 are started too; their
    data lies below KONTOR_DATA. Then the schema is brought up to date, and one web process and
    one worker run. What dies is started again.
    """
    from portal.embedded.stack import EmbeddedStack

    settings = read_settings(os.environ)
    if settings.database_url and settings.s3_url:
        code = _supervise(os.environ, demo=demo)
    else:
        click.echo("Starting PostgreSQL and S3 ...", err=True)
        with EmbeddedStack(settings.data / EMBEDDED_FOLDER) as stack:
            environment = {**stack.environment(), **os.environ}
            code = _supervise(environment, demo=demo, watch=stack.revive)
    sys.exit(code)


def _supervise(
    environment: Mapping[str, str], *, demo: bool, watch: Callable[[], None] = lambda: None
) -> int:
    from portal.embedded.supervisor import Program, Supervisor

    settings = read_settings(environment)
    _prepare(settings, demo=demo)
    own = [sys.executable, "-m", "portal.cli"]
    click.echo("\nStarting web and worker ...", err=True)
    programs = [Program(name, [*own, name], environment) for name in ("web", "worker")]
    announcement = Announcement(settings)

    def look() -> None:
        watch()
        announcement.make_once_it_is_true()

    return Supervisor(programs, look).run()


class Announcement:
    """Says that the portal answers once it does; whoever opens the page earlier sees an error."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._is_made = False

    def make_once_it_is_true(self) -> None:
        if self._is_made or not self._is_answering():
            return
        self._is_made = True
        click.echo(f"\nKontor answers on {self._settings.url} (Ctrl+C stops it)\n", err=True)

    def _is_answering(self) -> bool:
        from http.client import HTTPConnection, HTTPException

        host, _, port = self._settings.listen.rpartition(":")
        here = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104
        connection = HTTPConnection(here.strip("[]"), int(port), timeout=1)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _prepare(settings: Settings, *, demo: bool) -> None:
    """Migrate and furnish where there is need; a look that costs milliseconds comes first."""
    from portal import quickstart

    url = settings.database_url or ""
    if not quickstart.is_migrated(url):
        click.echo("Bringing the schema up to date ...", err=True)
        _migrate(settings)
    host = quickstart.host_name(url)
    if demo and host is None:
        click.echo("Furnishing the demo world ...", err=True)
        _furnish(settings)
    elif host == DEMO_HOST:
        _say_who_can_sign_in()
    elif host is None:
        click.echo("Nobody has moved in yet: `kontor found` founds the host company.", err=True)


@main.command(short_help="Serve pages, API and sockets, in one process.")
def web() -> None:
    """Serve pages, API and sockets, in one process. Several of them need KONTOR_REDIS_URL."""
    from portal.app import create_app
    from portal.kernel.db.roles import refuse_unsafe_role
    from portal.realtime.serving import serve

    services = _services(_environment())
    refuse_unsafe_role(services.database.engine)
    serve(services, create_app(services))


@main.command()
@click.option("--concurrency", default=4, show_default=True, help="Jobs at a time.")
def worker(concurrency: int) -> None:
    """Work the job queue: notifications, the EDI gateway, clean-up."""
    import asyncio

    from portal.kernel.db.roles import refuse_unsafe_role
    from portal.kernel.jobs import run_worker

    services = _services(_environment())
    refuse_unsafe_role(services.database.engine)
    _ring_from_worker(services)
    asyncio.run(run_worker(services, concurrency=concurrency))


@main.command(short_help="Bring the database schema up to date.")
def migrate() -> None:
    """Bring the database schema up to date, as KONTOR_DATABASE_OWNER_URL. Safe to repeat."""
    settings = read_settings(_environment())
    _migrate(settings)
    click.echo("The schema is up to date.")


@main.command()
def demo() -> None:
    """Furnish an empty portal with the demo world."""
    _furnish(read_settings(_environment()), insist=True)


@main.command(short_help="Ask every part whether it is well.")
def doctor() -> None:
    """Ask every part whether it is well; exit 1 if one is not."""
    from portal.doctor import examine

    findings = list(examine(_services(_environment())))
    for finding in findings:
        mark = click.style("well", fg="green") if finding.is_well else click.style("ill ", fg="red")
        click.echo(f"{mark}  {finding.part:<9} {finding.words}")
    all_well = all(finding.is_well for finding in findings)
    click.echo("All is well." if all_well else "Something needs you, see above.")
    sys.exit(0 if all_well else 1)


@main.command(short_help="List parked jobs, or retry one.")
@click.option("--retry", type=int, metavar="ID", help="Put one parked job back in the queue.")
def jobs(retry: int | None) -> None:
    """List parked jobs, which failed for good and wait for you, or retry one."""
    from portal.kernel.actor import system_actor
    from portal.kernel.jobs import parked_jobs, retry_parked

    with _services(_environment()).database.work(system_actor("operator")) as work:
        if retry is not None:
            retry_parked(work, retry)
        parked = parked_jobs(work)
    for job in parked:
        click.echo(f"{job.id:>8}  {job.handler}  activity {job.activity_id}  {job.attempts} tries")
    click.echo(f"{len(parked)} parked." if parked else "No job is parked.")


@main.command()
def settings() -> None:
    """Print every setting with its meaning and default."""
    from dataclasses import fields

    for each in fields(Settings):
        click.echo(click.style(each.metadata["name"], bold=True))
        default = each.default if each.default not in (None, "") else "unset"
        click.echo(f"    {each.metadata['help']}\n    default: {default}")


def _environment() -> Mapping[str, str]:
    """Return the environment, completed by the embedded stack that `kontor run` holds here."""
    settings = read_settings(os.environ)
    if settings.database_url and settings.s3_url:
        return os.environ
    from portal.embedded.stack import EmbeddedStack

    stack = EmbeddedStack(settings.data / EMBEDDED_FOLDER)
    if not stack.is_held():
        raise click.ClickException(
            "KONTOR_DATABASE_URL and KONTOR_S3_URL are not set, and no `kontor run` is running in"
            f" {settings.data.absolute()}. Start `kontor run`, or set both."
        )
    return {**stack.environment(), **os.environ}


def services_here() -> "Services":
    """Return the services of the portal that runs here, or that the environment names."""
    return _services(_environment())


def _services(environment: Mapping[str, str]) -> "Services":
    from portal.app import build_services

    return build_services(read_settings(environment))


def _ring_from_worker(services: "Services") -> None:
    from portal.realtime.bells import worker_bell

    services.database.bell = worker_bell(services)


def _migrate(settings: Settings) -> None:
    from portal.kernel.db.migrate import migrate as bring_up_to_date

    if settings.database_owner_url is None:
        raise click.ClickException(
            "KONTOR_DATABASE_OWNER_URL is not set: migrations run as the role that owns the tables."
        )
    bring_up_to_date(settings.database_owner_url)


def _furnish(settings: Settings, *, insist: bool = False) -> None:
    from portal.app import build_services
    from portal.demo.world import build_world, is_empty

    services = build_services(settings)
    services.storage.ensure_bucket()
    if is_empty(services.database):
        build_world(services)
    elif insist:
        raise click.ClickException("The portal is not empty; the demo world needs an empty one.")
    _say_who_can_sign_in()


def _say_who_can_sign_in() -> None:
    from portal.demo.people import FIGURES, PASSWORD

    click.echo("\nWho can sign in (demo world), all with the password " + PASSWORD, err=True)
    for figure in FIGURES:
        click.echo(f"  {figure.email:<34} {figure.shows}", err=True)


if __name__ == "__main__":
    main()
