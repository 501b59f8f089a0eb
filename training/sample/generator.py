"""A history of any length for the demonstration city: same seed, same tickets."""

import random
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

import numpy as np

from training.sample.filling import Filling
from training.sample.noise import Noise
from training.sample.outcome import REASONS, ending_of
from training.sample.owners import Ownership, Register, Succession, owner_at
from training.sample.pieces import PLACE_SLOTS, CutKernel, Cutter, Part
from training.sample.places import Street, address_of, streets_of
from training.sample.seasons import Clockwork, mixes
from training.sample.speech import Speaker, title_of
from training.sample.ticket import SampleTicket
from training.sample.values import City
from training.sample.wording import CHANNELS, load_wording

__all__ = ["SampleTicket", "generate"]

Draw = Callable[[], float]

BLOCK = 2048
WINDOW = 4096
MISROUTED = 0.08
REPEATED = 0.05
REPEAT_DAYS = 10
CITY_TIME = timezone(timedelta(hours=8))
CHANNEL_SHARES = (0.64, 0.75, 0.88, 0.92, 1.0)
"""Cumulative, in the order of CHANNELS."""

PHONE, WEB, SMS = (CHANNELS.index(name) for name in ("phone", "web", "sms"))
SMS_LENGTH = 160
SIDE_LENGTH = 45


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What two tickets about one matter have in common."""

    ticket: str
    kernel: int
    street: int
    fills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What arrived: a title where the channel has one, and the text."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A row's number, its seconds since the first midnight, and the index of its kernel."""

    number: int
    seconds: int
    kernel: int


def generate(city: City, *, rows: int, seed: int, start: date, end: date) -> Iterator[SampleTicket]:
    """Yield `rows` tickets received from `start` to `end`, both included, in order of time.

    Memory does not grow with `rows`; ValueError when period, count or seed make no sense.
    """
    if seed < 0:
        raise ValueError(f"随机种子不能为负：{seed}")
    if rows < 0 or end < start:
        raise ValueError(f"行数不能为负，结束日期不能早于开始日期：{rows} 行，{start} 至 {end}")
    history = History(city, rows=rows, seed=seed, start=start, end=end)
    for block in range((rows + BLOCK - 1) // BLOCK):
        yield from history.block(block)


class History:
    """Everything prepared once for a run, and the window that repeats look back into."""

    def __init__(self, city: City, *, rows: int, seed: int, start: date, end: date) -> None:
        wording = load_wording()
        cutter = Cutter(synonyms=wording.synonyms)
        self._city, self._rows, self._seed = city, rows, seed
        self._streets = streets_of(city)
        self._cut = tuple(cutter.kernel(kernel) for kernel in city.kernels)
        self._owned = self._ownerships(city)
        self._succession = Succession(city=city)
        self._names = {unit.code: unit.short_name for unit in city.units}
        districts = dict.fromkeys(street.district_code for street in self._streets)
        self._filling = Filling(city=city, districts=tuple(districts))
        self._fitting = [
            self._filling.fitting(kernel.text, slots=cut.slots)
            for kernel, cut in zip(city.kernels, self._cut, strict=True)
        ]
        self._noise = Noise(wording=wording)
        self._speaker = Speaker(wording=wording, side_matters=_side_matters(self._cut))
        self._clockwork = Clockwork(start=start, end=end)
        self._mixes = mixes(city, segments=self._clockwork.segments)
        self._midnight = datetime.combine(start, time(), CITY_TIME)
        self._days = [start + timedelta(days=day) for day in range(self._clockwork.days + 1)]
        self._reach = max(2, min(WINDOW, rows * REPEAT_DAYS // self._clockwork.days))
        self._window: list[Scene | None] = [None] * WINDOW

    def block(self, block: int) -> Iterator[SampleTicket]:
        """The tickets of one block; blocks must be asked for in order, for the repeats."""
        draw = random.Random(f"{self._seed}/{block}").random  # noqa: S311 - no secret
        for moment in self._moments(block):
            scene, original = self._scene(moment, draw)
            ticket = self._ticket(moment, scene, original, draw)
            root = ticket.repeat_of or ticket.id
            self._window[moment.number % WINDOW] = Scene(
                ticket=root, kernel=scene.kernel, street=scene.street, fills=scene.fills
            )
            yield ticket

    def _moments(self, block: int) -> Iterator[Moment]:
        """Times and kernels of a whole block at once."""
        first = block * BLOCK
        count = min(BLOCK, self._rows - first)
        luck = np.random.default_rng([self._seed, block]).random((2, count))
        seconds = self._clockwork.seconds((first + np.arange(count) + luck[0]) / self._rows)
        segments = self._clockwork.segments_of(seconds)
        kernels = np.zeros(count, dtype=np.int64)
        for segment in np.unique(segments):
            here = segments == segment
            kernels[here] = np.searchsorted(self._mixes[segment], luck[1][here], side="right")
        pairs = zip(seconds.tolist(), kernels.tolist(), strict=True)
        for offset, (second, kernel) in enumerate(pairs):
            yield Moment(number=first + offset, seconds=second, kernel=kernel)

    def _scene(self, moment: Moment, draw: Draw) -> tuple[Scene, str | None]:
        """A new matter, or one of the last days again with the id of its first ticket."""
        if draw() < REPEATED and moment.number:
            back = 1 + int(draw() ** 2 * min(self._reach, moment.number, WINDOW - 1))
            earlier = self._window[(moment.number - back) % WINDOW]
            if earlier is not None:
                return earlier, earlier.ticket
        street = self._owned[moment.kernel].street(draw())
        slots = self._cut[moment.kernel].slots
        fills = self._filling.fills(
            slots,
            fitting=self._fitting[moment.kernel],
            street=self._streets[street],
            draw=draw,
        )
        return Scene(ticket="", kernel=moment.kernel, street=street, fills=fills), None

    def _ticket(
        self, moment: Moment, scene: Scene, original: str | None, draw: Draw
    ) -> SampleTicket:
        kernel, cut = self._city.kernels[scene.kernel], self._cut[scene.kernel]
        street, owned = self._streets[scene.street], self._owned[scene.kernel]
        day = self._days[moment.seconds // 86400]
        channel = _channel(cut, draw)
        words = self._words(scene, channel=channel, repeated=original is not None, draw=draw)
        unit = owner_at(owned.unit, elsewhere=owned.elsewhere, street=street)
        unit = self._succession.on(unit, day=day, forest=owned.forest)
        first = self._first_unit(unit, owned=owned, street=street, day=day, draw=draw)
        returned = first != unit
        ending = ending_of(kind=kernel.kind, urgency=kernel.urgency, returned=returned, draw=draw)
        received = self._midnight + timedelta(seconds=moment.seconds)
        located = owned.local or draw() < 0.93
        named = [(slot, scene.fills[slot]) for slot in cut.slots if slot < PLACE_SLOTS]
        return SampleTicket(
            id=f"LC{day.year}{day.month:02d}{day.day:02d}{moment.number:07d}",
            received_at=received,
            channel=CHANNELS[channel],
            title=words.title,
            text=words.text,
            address=address_of(street, named=named, draw=draw) if located else "",
            area=street.code if located else "",
            kind=kernel.kind,
            category=kernel.category,
            unit=unit,
            first_unit=first,
            returned=returned,
            return_reason=self._reason(unit, draw) if returned else "",
            urgency=kernel.urgency,
            satisfaction=ending.satisfaction,
            solved=ending.solved,
            closed_at=received + timedelta(seconds=ending.seconds),
            repeat_of=original,
        )

    def _words(self, scene: Scene, *, channel: int, repeated: bool, draw: Draw) -> Words:
        """Title (web only) and text as they arrived."""
        kind, street = self._city.kernels[scene.kernel].kind, self._streets[scene.street]
        masked = draw() < self._noise.masked[channel]
        fills = self._filling.masked(scene.fills, street=street) if masked else scene.fills
        opening, matter = self._speaker.text(
            self._cut[scene.kernel],
            kind=kind,
            channel=channel,
            fills=fills,
            repeated=repeated,
            draw=draw,
        )
        if masked and not self._cut[scene.kernel].manner.greets and draw() < 0.5:
            matter = self._filling.mask(street) + matter
        return Words(
            title=title_of(matter, kind=kind, draw=draw) if channel == WEB else "",
            text=self._noise.spoil(opening + matter, channel=channel, draw=draw),
        )

    def _first_unit(
        self, unit: str, *, owned: Ownership, street: Street, day: date, draw: Draw
    ) -> str:
        """Mostly the owner; for MISROUTED of the tickets somebody plausible who is not."""
        if draw() >= MISROUTED:
            return unit
        rivals = owned.rivals
        at = int(draw() * len(rivals))
        for step in range(len(rivals)):
            rival = owner_at(rivals[(at + step) % len(rivals)], elsewhere=(), street=street)
            rival = self._succession.on(rival, day=day, forest=owned.forest)
            if rival != unit:
                return rival
        return unit

    def _reason(self, unit: str, draw: Draw) -> str:
        return REASONS[int(draw() * len(REASONS))].format(unit=self._names[unit])

    def _ownerships(self, city: City) -> tuple[Ownership, ...]:
        register = Register(city=city, streets=self._streets)
        pairs = zip(city.kernels, self._cut, strict=True)
        return tuple(
            register.ownership(kernel, slots=[slot for slot in cut.slots if slot < PLACE_SLOTS])
            for kernel, cut in pairs
        )


def _channel(cut: CutKernel, draw: Draw) -> int:
    """The index of the channel; letters are written, operators' notes are heard."""
    channel = bisect(CHANNEL_SHARES, draw())
    if cut.manner.operator_note:
        return PHONE
    if cut.manner.letter and channel in (PHONE, SMS):
        return WEB
    return PHONE if channel == SMS and cut.manner.length > SMS_LENGTH else channel


def _side_matters(cut: Sequence[CutKernel]) -> tuple[Part, ...]:
    """First sentences that can be said anywhere: short, about no named place, no greeting."""
    return tuple(
        kernel.parts[0]
        for kernel in cut
        if kernel.manner.length <= SIDE_LENGTH and not kernel.slots and not kernel.manner.greets
    )
