"""A server in a process of its own, which hangs and is killed."""

import os
import signal
import subprocess


class ServerProcess:
    process: subprocess.Popen

    def hang(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)
