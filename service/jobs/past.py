"""History files of a page: checked without writing anything, and imported once confirmed."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlmodel import Session, col, select

from models.clock import to_city
from models.errors import Invalid
from models.run import Run, RunState
from models.ticket import Ticket
from service.installation import Services
from service.jobs.watching import Watch
from service.operations import uploads
from service.operations.importing import PastTicket, import_past
from service.operations.past_files import PastFile, find_faults
from service.queries.reference import knowledge
from training.columns import parse_map

#: Tickets of one transaction, and the pause after it in which others can write.
_BATCH = 1_000
_PAUSE = 0.05
_ASKED = 500


def check_file(parts: Services, run: Run, watch: Watch) -> RunState:
    """Read the file, say what is wrong with which row, and ask a person."""
    watch.report("读取文件", 0.0)
    file = _opened(parts, run)
    watch.report("逐行检查", 0.3)
    total = max(len(file.sheet.rows), 1)

    def told(done: int) -> None:
        watch.report("逐行检查", 0.3 + 0.7 * done / total)

    found = find_faults(
        file,
        refused=uploads.refused_of(parts.settings.uploads, run),
        known=_known(parts, file.references()),
        told=told,
    )
    run.findings = found.to_json()
    watch.tell(f"检查了 {found.rows:,} 行，{found.good:,} 行可以导入。")
    return RunState.ASKING


def import_file(parts: Services, run: Run, watch: Watch) -> RunState:
    """Write the rows without fault as archived tickets, a batch a transaction.

    What is here already by its number is passed over: an import that was broken off goes on.
    """
    watch.report("读取文件", 0.0)
    file = _opened(parts, run)
    if file.missing:
        raise Invalid("文件里没有指明诉求内容和承办单位两列，请重新检查文件。")
    total = max(len(file.sheet.rows), 1)
    new = skipped = 0
    for batch in _batches(_past(file, run)):
        with parts.database.write() as session:
            here = _here(session, [one.number for one in batch])
            fresh = [one for one in batch if one.number not in here]
            for _ in import_past(session, tickets=fresh, at=parts.clock()):
                pass
        new, skipped = new + len(fresh), skipped + len(batch) - len(fresh)
        watch.report(f"已写入 {new:,} 件", 0.05 + 0.95 * min((new + skipped) / total, 1.0))
        time.sleep(_PAUSE)
    watch.tell(f"导入了 {new:,} 件" + (f"，{skipped:,} 件已在系统里。" if skipped else "。"))
    watch.tell("下次用本系统工单训练时会学到它们。")
    return RunState.DONE


def _opened(parts: Services, run: Run) -> PastFile:
    today = to_city(parts.clock()).date()
    with parts.database.read() as session:
        city = knowledge(session, on=today)
    path = uploads.file_of(parts.settings.uploads, run)
    return PastFile(path, mapping=parse_map(run.mapping), knowledge=city, on=today)


def _past(file: PastFile, run: Run) -> Iterator[PastTicket]:
    named = "id" in file.layout.positions
    for cells, row, fault in file.checked():
        if fault is None:
            # The same file gives the same numbers again, so that nothing comes twice.
            number = row.reference if named else f"L{run.id}-{cells.line}"
            yield file.past(row, number=number)


def _batches(tickets: Iterator[PastTicket]) -> Iterator[Sequence[PastTicket]]:
    while batch := list(islice(tickets, _BATCH)):
        yield batch


def _known(parts: Services, numbers: Sequence[str]) -> Sequence[str]:
    with parts.database.read() as session:
        return sorted(_here(session, numbers))


def _here(session: Session, numbers: Sequence[str]) -> set[str]:
    """The numbers that are in the database already."""
    found: set[str] = set()
    for start in range(0, len(numbers), _ASKED):
        some = numbers[start : start + _ASKED]
        found |= set(session.exec(select(Ticket.number).where(col(Ticket.number).in_(some))))
    return found
