"""Loads the sources where the store has no record yet, and does nothing where it has one; for `make run`.

A load is one change set, so that one which was interrupted has left nothing and is done again.
"""

import os
import sys
from pathlib import Path

from registry.cli.options import opened
from registry.cli.root import exit_code, say_error
from registry.model import IntegrationsnetzError, Unavailable


def has_record() -> bool:
    """Whether the store that the environment names has a record. Raises what opening it raises."""
    try:
        with opened(None) as registry:
            return registry.revision() > 0
    except Unavailable:
        return False  # there is no store, or none that can be had: in that case loading says why


def main() -> None:
    """Become the command that loads, or end."""
    try:
        loaded = has_record()
    except IntegrationsnetzError as error:
        say_error(error)
        sys.exit(exit_code(error))
    if not loaded:
        program = Path(sys.executable).with_name("integrationsnetz")
        os.execv(program, [str(program), "load"])


if __name__ == "__main__":
    main()
