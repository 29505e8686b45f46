"""The option of commands whose work a cluster can do."""

from __future__ import annotations

from typing import Annotated

import typer

Cluster = Annotated[
    str | None,
    typer.Option(
        help="Address of a Dask scheduler, such as tcp://10.0.0.5:8786, whose workers do the fits; "
        "FORESTALL_SCRATCH names a folder that they and this machine reach."
    ),
]
