"""Rules on headings, decided once for all of one mould as far as values do not matter."""

from weakref import WeakKeyDictionary

from edi.messages.ubl.headings import HeadingMould
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.questions import LINES, Contexts, Topic, hold, topics


class HeadingRules:
    """The rules of one set whose context is the document or something in its heading."""

    def __init__(self, contexts: Contexts) -> None:
        inside = {
            context: rules
            for context, rules in contexts.items()
            if not context or context[0].key not in LINES
        }
        of_categories = [rule for rules in inside.values() for rule in rules if rule.category]
        self._of_categories = {
            code: [rule.test for rule in of_categories if rule.category == code]
            for code in {rule.category for rule in of_categories}
        }
        self._contexts = {
            context: tuple(rule for rule in rules if not rule.category)
            for context, rules in inside.items()
        }
        self._known: WeakKeyDictionary[HeadingMould, list[Topic]] = WeakKeyDictionary()

    def hold(self, heading: HeadingMould, facts: Facts) -> bool:
        """Say whether all rules hold at a heading that was read by a mould."""
        asked = self._known.get(heading)
        if asked is None:
            asked = self._known[heading] = topics(self._contexts, heading.groups, facts)
        if self._of_categories and not self._hold_at_categories(facts):
            return False
        return hold(asked, heading.groups, facts, set())

    def _hold_at_categories(self, facts: Facts) -> bool:
        for code in facts.categories:
            for test in self._of_categories.get(code, ()):
                if not test(facts.root, facts):
                    return False
        return True
