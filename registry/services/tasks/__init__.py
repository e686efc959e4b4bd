"""Long work that outlives the page that asked for it: a queue in the store, and workers that take from it by lease."""

from registry.services.tasks.queue import Lost, Queue, Stopped, Task
from registry.services.tasks.worker import Doing, Handler, Periodic, Worker

__all__ = ["Doing", "Handler", "Lost", "Periodic", "Queue", "Stopped", "Task", "Worker"]
