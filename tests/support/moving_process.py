"""Moves a record in a process of its own: `python moving_process.py FROM TO BATCH STEP`.

Kills itself at the given call of the progress (0: never), as an operator's `kill -9` would; says "done" at the end.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from contextlib import closing

from registry.opening import open_store
from registry.store.moving import move


def main(source: str, target: str, batch: str, last: str) -> None:
    """See the module."""
    calls = itertools.count(1)

    def tell(*_: object) -> None:
        if next(calls) == int(last):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with closing(open_store(source)) as here, closing(open_store(target, create=True, receiving=True)) as there:
        move(here, there, origin=source, progress=tell, batch=int(batch))
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
