"""A process of its own for each run: it outlives the request, and a restart of the server."""

import subprocess
import sys

from models.settings import Settings


def launch(settings: Settings, run_id: int) -> None:
    """Start `hotline work RUN`; it waits for the run to be free, or goes where another has it.

    What it says beyond the run's own lines is kept in `var/runs` for whoever looks for a fault.
    """
    folder = settings.var / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{run_id}.log").open("ab") as log:
        # A session of its own: what ends the server by the terminal does not end the run.
        subprocess.Popen(  # noqa: S603 -- our own program, and a number
            [sys.executable, "-m", "service.cli", "work", str(run_id)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=settings.environment(),
            start_new_session=True,
        )
