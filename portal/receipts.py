"""The command `kontor receipts`."""

import sys

import click

from portal.cli import services_here


@click.command(short_help="Check that no receipt of a registration was changed or moved.")
def receipts() -> None:
    """Check the chain of all receipts; exit 1 and name the first bad link if there is one."""
    from deals.receipts.chain import examine
    from portal.kernel.actor import system_actor

    with services_here().database.work(system_actor("kontor receipts")) as work:
        found = examine(work)
    if found.fault:
        click.echo(f"{found.at} is the first bad one: {found.fault.value}, at link {found.links}.")
        sys.exit(1)
    click.echo(f"{found.links} receipts stand in their order, {found.waiting} wait for their seal.")
