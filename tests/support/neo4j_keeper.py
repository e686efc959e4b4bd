"""Ends a server when the tests have ended, however they have: `python neo4j_keeper.py pid folder`.

Its standard input is a pipe that the tests hold open. When they close it, or are killed, the server is killed and its
folder removed. When the server ends by itself, so does this.
"""

import os
import select
import shutil
import signal
import sys


def main(pid: int, folder: str) -> None:
    """Watch the process and the pipe; whichever ends first."""
    try:
        server = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([server, sys.stdin], [], [])
    if server not in ended:
        signal.pidfd_send_signal(server, signal.SIGKILL)
        select.select([server], [], [], 30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
