"""One trial: a workload with a known answer, a schedule of faults, quiet, and the verdict."""

from __future__ import annotations

import time
from collections import ChainMap, Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.local import kafka_probe
from services.notify.entrypoints.sender import LANES
from tests.chaos import evidence, figures, verdict
from tests.chaos.evidence import Remains
from tests.chaos.faults import Latecomer
from tests.chaos.ground_faults import KAFKAS_MEMORY, RestoreOwner
from tests.chaos.main_job import evidence as main_job
from tests.chaos.main_job import verdict as main_job_verdict
from tests.chaos.main_job.cast import Cast
from tests.chaos.main_job.figures import main_job_figures
from tests.chaos.main_job.job import MainJob
from tests.chaos.operator import Operator, Recovery
from tests.chaos.schedule import Planned
from tests.chaos.system import System
from tests.chaos.workload import CLIENTS, Workload
from tests.crash import evidence as mail_evidence
from tests.crash import verdict as mail_verdict
from tests.crash.evidence import Evidence
from tests.crash.joining import Joining
from tests.crash.waiting import wait_until

Say = Callable[[str], None]


@dataclass
class Trial:
    """One system, through one or more schedules; each verdict is on everything that ever happened to it.

    Payments always; where there is a registry, schools that join, the alliance's main job, and the e-mails of both.
    """

    system: System
    say: Say
    clients: int = CLIENTS
    joining: Joining | None = None
    jobs: list[MainJob] = field(default_factory=list[MainJob])
    workloads: list[Workload] = field(default_factory=list[Workload])
    said: set[str] = field(default_factory=set[str])
    recovery: Recovery = field(default_factory=Recovery)
    operator: Operator | None = None
    counted: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        """On a system that has been started."""
        if "registry-1" in self.system.first:
            self.joining = Joining(self.system)
            self.joining.load_register()

    def live_through(self, planned: Sequence[Planned], seconds: float, seed: int) -> None:
        """Work while the faults come and go; returns when the last is over and everything asked for is answered."""
        workload = Workload(self.system, seed, self.clients)
        self.workloads.append(workload)
        workload.start()
        if self.joining:
            self.jobs.append(MainJob(self.system, self.joining, seed))
            self.jobs[-1].start()
        if any(isinstance(each.fault, RestoreOwner) for each in planned):
            asked = ChainMap(*(each.asked for each in self.workloads))  # what was lost can be from before this schedule
            self.operator = Operator(self.system, asked, seed, self.recovery)
            self.operator.start()
        try:
            self._break(planned, seconds)
        finally:  # or a later trial on this system would meet clients of this one
            self._mend()
            workload.finish()
            for job in self.jobs[-1:]:
                job.finish()

    def judge(self, patience: float = evidence.PATIENCE) -> list[str]:
        """Everything that is wrong and wasn't said before; empty when every promise was kept."""
        try:
            self.system.wait_ready()
            remains = self._remains(patience)
        finally:
            self._send_operator_home()
        found = [*self._coins(remains), *self._alliance()]
        new = [each for each in found if each not in self.said]
        self.said.update(new)
        return new

    def _remains(self, patience: float) -> Remains:
        readers = [name for name in ("vault", "late") if self.system.running(name)]
        return evidence.gather(self.system, readers, patience, self.recovery)

    def _send_operator_home(self) -> None:
        if self.operator:
            self.operator.go_home()
            self.operator = None

    def _coins(self, remains: Remains) -> list[str]:
        accepted = [each for workload in self.workloads for each in workload.accepted]
        turned_down = [each for workload in self.workloads for each in workload.turned_down]
        wrong = [each for workload in self.workloads for each in workload.wrong]
        self.counted = figures.counted(accepted, remains)
        return [*wrong, *verdict.complaints(accepted, turned_down, remains)]

    def _alliance(self) -> list[str]:
        """Schools that joined, the main job, and the e-mails of both."""
        if not self.joining:
            return []
        self.joining.wait()
        ledger = main_job.ledger_before_rebuild(self.system)
        mail = mail_evidence.gather(self.system)
        forgot = self.system.harm[KAFKAS_MEMORY] > 0
        wrong = mail_verdict.complaints(self.joining.joined, mail, self._most_uncertain(), kafka_forgot=forgot)
        return [*wrong, *self._main_job(main_job.gather(self.system, ledger), mail)]

    def _main_job(self, remains: main_job.Remains, mail: Evidence) -> list[str]:
        cast = Cast()
        for job in self.jobs:
            cast.add(job.cast)
        self.counted |= main_job_figures(self.jobs, remains)
        return main_job_verdict.complaints([job.known for job in self.jobs], cast, remains, mail)

    def figures(self) -> dict[str, Any]:
        """How much was done, and what a restore took."""
        return {
            "payments": sum(len(each.accepted) for each in self.workloads),
            "turned_down": sum(len(each.turned_down) for each in self.workloads),
            "schools": len(self.joining.joined) if self.joining else 0,
            "mails": len(list(self.system.place.mail.glob("*.eml"))),
            **self.counted,
        }

    def close(self) -> None:
        """End the clients, and the operator."""
        self._send_operator_home()
        for workload in self.workloads:
            workload.stop()
        for job in self.jobs:
            job.close()
        if self.joining:
            self.joining.close()

    def _break(self, planned: Sequence[Planned], seconds: float) -> None:
        began = time.monotonic()
        for at, act in [*_acts(planned, self.say), (seconds, lambda _: None)]:
            self._work_until(began + at)
            act(self.system)

    def _work_until(self, moment: float) -> None:
        while (left := moment - time.monotonic()) > 0:
            if self.joining:
                self.joining.keep_busy()
            time.sleep(min(0.2, left))

    def _mend(self) -> None:
        """Nothing bad happens any more: whoever is dead is started, whoever sleeps is woken, all of one build."""
        system = self.system
        wait_until(lambda: kafka_probe.is_ready(system.place.kafka_port), "Kafka is there")
        system.postgres.wait_ready()
        for name in list(system.frozen):
            system.thaw(name)
        for name in system.first:
            if name in system.dead:
                system.begin(name)
        for name, is_new in list(system.builds.items()):
            if name not in system.dead and is_new != system.new_build:
                system.kill(name)
                system.begin(name)
        if self.joining:
            Latecomer().begin(system)

    def _most_uncertain(self) -> int:
        """What a sender that was killed or paused had in hand, what a lost COMMIT or answer left open."""
        harm: Counter[str] = self.system.harm
        times = harm["notify"] + harm["postgres"] + harm["notify to mail"] + harm["notify to postgres"]
        return LANES * times + self.system.post_office.vanished


def _acts(planned: Sequence[Planned], say: Say) -> list[tuple[float, Callable[[System], None]]]:
    """Beginnings and ends in the order in which they come."""

    def said(what: str, at: float, act: Callable[[System], None]) -> Callable[[System], None]:
        def do(system: System) -> None:
            say(f"{at:6.1f} s  {what}")
            act(system)

        return do

    acts = [
        *((each.begins, said(f"{each}", each.begins, each.fault.begin)) for each in planned),
        *((each.ends, said(f"over: {each}", each.ends, each.fault.end)) for each in planned),
    ]
    return sorted(acts, key=lambda act: act[0])
