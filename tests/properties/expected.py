"""Which steps the machine must have taken in the end, and which it may leave."""

from models.enums import Action
from models.workflow import MOVES, NOTES
from tests.properties.steps import VERBS

#: Steps that have no button of a person's own: jobs, the administrator and intake take them.
ELSEWHERE = {
    Action.WARN,
    Action.RECALCULATE,
    Action.REORGANISE,
    Action.FLAG_FALSE_CLOSE,
    Action.CHECK_ROUTE,
}
#: Of these even a long run may take none.
RAREST = {Action.ARBITRATE, Action.RATE, Action.ACKNOWLEDGE_TASK, Action.REACH_MILESTONE}
LEGAL = {(row.source, row.action, row.target) for row in MOVES if row.action in VERBS} | {
    (one, row.action, one) for row in NOTES if row.action in VERBS for one in row.sources
}
