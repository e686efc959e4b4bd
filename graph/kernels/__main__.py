"""`python -m graph.kernels` compiles every kernel for this machine, as setting up does."""

from graph.kernels import warm

warm()
