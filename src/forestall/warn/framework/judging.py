"""One person's judgement of one indicator, and the day on which it runs out.

Source:
    UN Framework of Analysis for Atrocity Crimes (2014); days until a judgement is stale are our own design
    and stand in vocabulary/risk_factor.yml.
"""

from __future__ import annotations

from datetime import datetime

from forestall.clock import days_later
from forestall.records.assessment import NOT_ASSESSED, Assessment, IndicatorJudgement
from forestall.records.values.text import LanguageText
from forestall.vocabulary.load import vocabulary


def expires_at(indicator: str, reviewed_at: datetime) -> datetime:
    """From when on a judgement of this indicator is stale: as many days on as its factor moves slowly.

    Raises:
        UnknownTerm: no such indicator.
    """
    factor = vocabulary("indicator").term(indicator).extra["risk_factor"]
    return days_later(reviewed_at, vocabulary("risk_factor")[factor].extra["expires_after_days"])


def judge_indicator(
    indicator: str,
    status: str,
    trend: str,
    evidence_level: str,
    *,
    rests_on: tuple[str, ...],
    note: LanguageText | None,
    reviewed: tuple[str, datetime],
) -> IndicatorJudgement:
    """The judgement of one indicator, with its expiry set by its factor and by nobody's wish.

    Args:
        indicator: an id of vocabulary/indicator.yml.
        status: absent, unclear or present; to take a judgement back, leave the indicator out.
        trend: an id of vocabulary/trend.yml.
        evidence_level: an id of vocabulary/evidence_level.yml.
        rests_on: records of the pieces it rests on.
        note: what was seen, in a sentence.
        reviewed: who judged, by pseudonym, and when.

    Raises:
        InvalidField: parts that contradict each other.
        UnknownTerm: a word outside its vocabulary.
    """
    by, at = reviewed
    return IndicatorJudgement.parse(
        {
            "indicator": indicator,
            "status": status,
            "trend": trend,
            "evidence_level": evidence_level,
            "rests_on": rests_on,
            "note": note,
            "reviewed_at": at,
            "reviewed_by": by,
            "expires_at": expires_at(indicator, at),
        }
    )


def with_judgements(assessment: Assessment, judgements: tuple[IndicatorJudgement, ...]) -> Assessment:
    """The assessment with these judgements in place of earlier ones of the same indicators.

    The order is that of the list of indicators, so that two people who judge the same write the same.
    """
    judged = {row.indicator: row for row in (*assessment.indicators, *judgements)}
    rows = tuple(judged[name] for name in vocabulary("indicator") if name in judged)
    return assessment.model_copy(update={"indicators": tuple(row for row in rows if row.status != NOT_ASSESSED)})
