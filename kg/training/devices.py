"""Several devices in step, and several processes at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from kg.errors import KGError


class Averaging:
    """Keeps the copies of a model on several devices the same: one process a device."""

    def __init__(self, rank: int, world: int, device: Any) -> None:
        import torch.distributed as tool

        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", "29511")
        tool.init_process_group("nccl" if device.type == "cuda" else "gloo", rank=rank, world_size=world)
        self._tool, self._world, self._device = tool, world, device

    def start(self, model: Any) -> None:
        """Give every process the parameters of the first."""
        for parameter in model.parameters():
            self._tool.broadcast(parameter.data, 0)

    def steps(self, count: int) -> int:
        """The least of the processes' numbers of steps."""
        import torch

        number = torch.tensor([count], device=self._device)
        self._tool.all_reduce(number, op=self._tool.ReduceOp.MIN)
        return int(number)

    def average(self, model: Any) -> None:
        """Replace every gradient by its mean over the processes."""
        import torch

        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        flat = torch.cat([g.reshape(-1) for g in gradients])
        self._tool.all_reduce(flat)
        flat /= self._world
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()


def run_step(work: Path, name: str, device: str, extra: Sequence[str] = ()) -> None:
    """Run one step in a process of its own, its output in `work`/NAME.log.  KGError if it fails."""
    command = [sys.executable, "-m", "kg.training", "step", name, "--work", str(work), "--device", device]
    log = work / f"{'-'.join([name, *extra]).replace('--', '')}.log"
    environment = {**os.environ, "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"}
    with log.open("w", encoding="utf-8") as stream:
        done = subprocess.run(  # noqa: S603  this interpreter, a module of this package
            [*command, *extra],
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
            env=environment,
        )
    if done.returncode:
        raise KGError(f"Step {name} failed; {log} says why. Run the command again to go on from there.")


def run_together(work: Path, names: Sequence[str], devices: Sequence[str], each: int) -> None:
    """Run the steps, `each` at a time on every device, the first named first.  KGError if one fails."""
    free: SimpleQueue[str] = SimpleQueue()
    for _ in range(each):
        for device in devices:
            free.put(device)

    def one(name: str) -> None:
        device = free.get()
        try:
            run_step(work, name, device)
        finally:
            free.put(device)

    with ThreadPoolExecutor(each * len(devices)) as pool:
        for _ in list(pool.map(one, names)):
            pass
