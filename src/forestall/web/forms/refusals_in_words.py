"""Refusals of which people are told wholly in their own language: what was expected, and the sentence in its place.

What is not among them is shown in general words with the exact English ones beside.
"""

from __future__ import annotations

from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: MappingProxyType[str, Promise] = MappingProxyType(
    {
        "a reason code for this kind of decision": _("Tick at least one reason."),
        "a reason in words for this reason code": _("The reason that is ticked needs a sentence: say it in words."),
        "what is awaited, where information is awaited, and only there": _(
            "Say what information is awaited where that is a reason, and only there."
        ),
        "the options chosen, where it is to act, and only there": _("Tick what is done."),
        "exactly the option that was recommended": _(
            "This is not exactly what was recommended. Choose to act less, or otherwise."
        ),
        "part of what was recommended, or a weaker option": _(
            "This is not less than what was recommended. Say whether it is less, or otherwise."
        ),
        "other options than the one recommended": _(
            "What was recommended is among them. Say whether it is less, or otherwise."
        ),
        "an option that does something": _("Doing nothing is no step. To do nothing, decline and say why."),
        "the decision of the Security Council that force rests on, such as S/RES/1234 (1999)": _(
            "Name the decision of the Security Council that force rests on; without one, force is no option here."
        ),
        "a ground in Chapter VII or VIII of the Charter for an option of force": _(
            "Force needs a ground in Chapter VII or VIII of the Charter. Name it, or take the option out."
        ),
        "who could be hurt by acting, and what is done about that": _(
            "Say who could be hurt by acting, and what is done about that; where nobody could be, say why."
        ),
        "another organisation that the alert's marking reaches and no link keeps out": _(
            "That organisation may not have this alert. Choose one within its circle, or have the alert updated."
        ),
        "an organisation the alert is addressed to, was referred to, or has gone up to": _(
            "This decision is asked of another organisation."
        ),
        "a decision that is awaited": _(
            "The decision was taken already. Lay the option there when it is taken up again."
        ),
        "options that stay as they were laid there": _(
            "An option of that name lies there and says something else. Give this one another name."
        ),
        "an option that doesn't lie there yet": _("That option lies there already."),
        "a message that was not replaced": _("A newer message took the place of this one. Decide on the newest."),
        "a decision to act": _(
            "The decision was not to act, so that there is nothing to carry out. Decide anew first."
        ),
        "a measure out of those chosen, or none": _("That measure was not chosen. Take one that was, or none."),
        "a date that lies ahead": _("That time is over. Say by when the first step can still be taken."),
        "its owner": _("Only whoever answers for it may say this."),
        "a message not yet acknowledged for this organisation": _(
            "It was acknowledged already; what is left is the decision."
        ),
        "somebody of an organisation it is addressed to": _("Only those whom it is addressed to can acknowledge it."),
        "a harm check by whoever reviews": _("Answer the four questions about harm yourself."),
        "a marking that reaches every addressee": _(
            "The marking doesn't reach every addressee. Widen it, or take the addressee out."
        ),
        "an expiry no earlier than the due time": _("It runs out before the decision is due. Choose a later end."),
        "a recommendation among the options": _("What is recommended must be one of the options."),
        "a reason with the recommendation": _(
            "Say why it is recommended; without a recommendation, leave the reason out."
        ),
        "confidence and what it rests on": _("Say how strong the grounds are, and what they are."),
        "an estimate, or why there is none": _("Give a number, or say why there is none."),
        "each addressee once": _("Each addressee stands there once."),
        "options with different labels": _("Two options have the same name."),
        "options of which exactly one is doing nothing (no measure)": _(
            "Of the options, exactly one is doing nothing: the one without a measure."
        ),
        "a cost in money or in words; where neither is known, words that say so": _(
            "Say what it costs, in money or in words; where nobody knows, say so."
        ),
        "approval by somebody other than its writer": _("Whoever wrote it can't stand behind it; somebody else does."),
        "a value; the field is required": _("This must be filled in."),
    }
)
"""By `expected` of the refusal, as records and runs say it."""
