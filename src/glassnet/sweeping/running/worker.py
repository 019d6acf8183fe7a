"""A worker: a process that trains what it is told, on one thread: `python -m glassnet.sweeping.running.worker FOLDER`.

Orders come in as lines of JSON, and a line goes out when the record of a job is on the disk: no array and no object
passes between processes, and nothing is unpickled. When orders end, because whoever gave them has died, it goes too.
"""

import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import TextIO

from glassnet.errors import EnvironmentProblem
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.running.events import Job
from glassnet.sweeping.running.processes import answers_apart
from glassnet.sweeping.running.serial import Bench
from glassnet.sweeping.running.trial import Habits

READY = "ready"


def work(folder: StudyFolder, orders: TextIO, answers: TextIO) -> None:
    """Do each job that is ordered, one after the other, and answer behind each; end when orders end."""
    import torch

    torch.set_num_threads(1)
    question = folder.question()
    bench = Bench(folder, question.shape, Habits(question.patience))
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders, waiting), daemon=True).start()
    _say(answers, {"state": READY})
    while True:
        order = json.loads(waiting.get())
        try:
            bench.run(Job.from_plain(order), order["attempt"])
        except (EnvironmentProblem, OSError) as why:  # a full disk is nothing a next try would mend
            _say(answers, {"state": "trouble", "why": str(why)})
        else:
            _say(answers, {"state": "done"})


def _listen(orders: TextIO, waiting: "queue.SimpleQueue[str]") -> None:
    """Hand on orders as they come. Their end is the end: whatever is being trained then, nobody waits for it."""
    for line in orders:
        waiting.put(line)
    os._exit(0)


def _say(answers: TextIO, what: dict[str, object]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def main(folder: str) -> None:
    """Take orders from standard input. Answers go to what was standard output; all else that is printed, to errors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives orders
    work(StudyFolder(Path(folder)), sys.stdin, answers_apart())


if __name__ == "__main__":
    main(sys.argv[1])
