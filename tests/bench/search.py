"""How long a search takes among 200,000 tickets, worst cases included, on either database.

    python -m tests.bench.search [--rows 200000] [--database sqlite|postgresql]

The tickets are those of the generated city over two years, brought in as history is, words and
all. Each question is asked through the function that pages and API use: the first page with its
count, then the page after it; the first answer is timed apart from the others, it finds cold what
they find in memory. The last figures are what the words cost: seconds to index all, and the
milliseconds that they add to the intake of one ticket.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations

from sqlmodel import Session, col, select

from models import schema
from models.database import Database
from models.enums import Channel, Kind, Status, Urgency
from models.search import TicketWords
from models.ticket import Ticket
from service.cli.demo import past_tickets
from service.operations.importing import import_past
from service.operations.indexing import forget_words, index_missing, index_tickets
from service.queries.filtering import Filter
from service.queries.search import Found, search
from service.queries.tickets import count_up_to, page
from service.queries.words import Word, words_asked
from tests.bench import figures
from tests.bench.figures_scale import opened
from tests.conftest import START
from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.loading import load_into

FIRST, LAST = date(2024, 11, 1), date(2026, 10, 31)
RUNS = 5
BAR_MS = 200.0


def fill(database: Database, rows: int) -> None:
    schema.upgrade(database)
    city = load_city()
    with database.write() as session:
        load_into(session, city=city, password_hash="", until=2026)
        made = generate(city, rows=rows, seed=5, start=FIRST, end=LAST)
        for _ in import_past(session, tickets=past_tickets(made), at=START):
            pass


def tidy(database: Database) -> None:
    """What the databases do by themselves in time: statistics, and which pages all may see."""
    free = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with free.connect() as connection:
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")


class Cases:
    """The questions, chosen from what the texts hold."""

    def __init__(self, session: Session) -> None:
        some = session.exec(select(col(TicketWords.words)).where(TicketWords.ticket_id % 11 == 0))
        counted: Counter[str] = Counter()
        texts = [set(words.split()) for words in some]
        for words in texts:
            counted.update(words)
        often = [word for word, _ in counted.most_common(400) if len(word) == 2]
        self.first, self.second = often[:2]
        rare = min((count, word) for word, count in counted.items() if len(word) == 2)[1]
        self.rare = rare
        together: Counter[tuple[str, str]] = Counter()
        frequent = set(often[:60])
        for words in texts:
            together.update(combinations(sorted(words & frequent), 2))
        pairs = combinations(sorted(frequent), 2)
        self.apart = min(pairs, key=lambda pair: (together[pair], -counted[pair[0]]))

    def all(self) -> dict[str, tuple[str, Filter]]:
        return {
            f"very common word ({self.first})": (self.first, Filter()),
            f"two very common words ({self.first} {self.second})": (
                f"{self.first} {self.second}",
                Filter(),
            ),
            f"very rare word ({self.rare})": (self.rare, Filter()),
            f"two common words, hardly together ({' '.join(self.apart)})": (
                " ".join(self.apart),
                Filter(),
            ),
            "nothing found (龘靐)": ("龘靐", Filter()),
            "four characters (消防通道)": ("消防通道", Filter()),
            "a unit's name (公安局)": ("公安局", Filter()),
            "a unit's name and a common word": (f"公安局 {self.first}", Filter()),
            "common word, one unit": (self.first, Filter(lead="GAJ")),
            "common word, no such status": (self.first, Filter(statuses=(Status.RECEIVED,))),
            "common word, reopened": (self.first, Filter(reopened=True)),
            "common word, rare kind and unit": (self.first, Filter(kind=Kind.PRAISE, lead="GAJ")),
            "common word, rare urgency and channel": (
                self.first,
                Filter(urgency=Urgency.EMERGENCY, channel=Channel.SMS),
            ),
            "common word, overdue": (self.first, Filter(overdue_at=START)),
            "common word, what an officer may see": (self.first, Filter(unit="GAJ")),
            "no word, rare urgency and channel": (
                "",
                Filter(urgency=Urgency.EMERGENCY, channel=Channel.SMS),
            ),
            "no word, what an officer may see": ("", Filter(unit="GAJ")),
        }


def ask(session: Session, words: Sequence[Word], wanted: Filter, cursor: str = "") -> Found:
    if words:
        return search(session, words=words, wanted=wanted, cursor=cursor)
    found = page(session, wanted=wanted, cursor=cursor)
    total = count_up_to(session, wanted=wanted, most=1001) if not cursor else 0
    return Found(tickets=found.tickets, total=total, next_cursor=found.next_cursor)


def timed(database: Database, work: Callable[[Session], Found]) -> tuple[list[float], Found]:
    taken: list[float] = []
    for _ in range(RUNS + 1):
        with database.read() as session:
            session.connection()
            began = time.perf_counter()
            found = work(session)
            taken.append(1000 * (time.perf_counter() - began))
    return taken, found


def measure(database: Database, name: str) -> dict[str, float]:
    with database.read() as session:
        cases = Cases(session).all()
    kept: dict[str, float] = {}
    print(f"\n{name}: milliseconds, first answer, then the median and the slowest of {RUNS}")
    for label, (query, wanted) in cases.items():
        words = words_asked(query)
        taken, found = timed(database, lambda session: ask(session, words, wanted))  # noqa: B023 -- called at once
        then = taken[1:]
        line = f"  {label:58} {taken[0]:7.1f} {statistics.median(then):7.1f} {max(then):7.1f}"
        kept[label] = max(then)
        if found.next_cursor:
            cursor = found.next_cursor
            after, _ = timed(database, lambda session: ask(session, words, wanted, cursor))  # noqa: B023 -- called at once
            line += f"   next page {statistics.median(after):6.1f}"
            kept[f"{label}, next page"] = max(after[1:])
        print(f"{line}   {found.total} found", flush=True)
    return kept


def cost(database: Database) -> dict[str, float]:
    """Seconds to index every ticket anew, and milliseconds for one that comes in alone."""
    with database.write() as session:
        forget_words(session)
    began = time.perf_counter()
    for _ in index_missing(database):
        pass
    whole = time.perf_counter() - began
    alone: list[float] = []
    with database.read() as session:
        newest = session.exec(select(Ticket).order_by(col(Ticket.id).desc()).limit(200)).all()
    for ticket in newest:
        with database.write() as session:
            found = session.exec(select(TicketWords).where(TicketWords.ticket_id == ticket.id))
            session.delete(found.one())
        with database.write() as session:
            began = time.perf_counter()
            index_tickets(session, [ticket])
            session.commit()
            alone.append(1000 * (time.perf_counter() - began))
    return {"index_all_seconds": whole, "one_ticket_ms": statistics.median(alone)}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=200_000)
    given.add_argument("--database", choices=["sqlite", "postgresql"])
    asked = given.parse_args()
    kept: dict[str, float] = {}
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        with opened(kind) as database:
            fill(database, asked.rows)
            tidy(database)
            slow = measure(database, kind)
            worst = max(slow, key=lambda label: slow[label])
            spent = cost(database)
            kept |= {f"{kind}_worst_ms": slow[worst]}
            kept |= {f"{kind}_{name}": value for name, value in spent.items()}
            print(f"  slowest: {worst}, {slow[worst]:.0f} ms (bar {BAR_MS:.0f} ms)")
            print(
                f"  all words {spent['index_all_seconds']:.0f} s, "
                f"one ticket {spent['one_ticket_ms']:.2f} ms"
            )
    figures.keep("search", kept | {"rows": asked.rows})


if __name__ == "__main__":
    main()
