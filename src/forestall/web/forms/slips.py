"""What the linter of alerts finds, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forestall.warn.wording.lint import REMEDIES


def slip_in_words(rule: str) -> str:
    """What to do about a slip, by its rule."""
    said = {
        "vague_likelihood": _("Too vague: give a number. The agreed word and its range are put in beside it."),
        "word_without_number": _("A word of likelihood needs its range and the number in the same sentence."),
        "another_word": _(
            "This is not the word that the number has; use that one, or leave it to the sentence put in."
        ),
        "confidence_beside_likelihood": _("Say how strong the grounds are in a sentence of its own."),
        "legal_finding": _("Say what happened or is prepared; courts say what it is."),
        "risk_from_group": _("Say who is at risk, and from which body that acts; no group is a threat."),
        "named_individual": _("Name nobody: a body or a post may stand here, a person may not."),
        "exact_place": _("Name no place finer than a province: it could be used to find people."),
        "number_missing": _("Give the number in the translation too."),
        "too_long": _("Too long: two text messages at most."),
    }
    return said.get(rule, REMEDIES[rule])
