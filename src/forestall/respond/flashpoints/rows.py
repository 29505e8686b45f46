"""Which rows the program of a problem needs: fewer where some limits already keep others."""

from __future__ import annotations

import numpy as np

from forestall.respond.flashpoints.problem import BoolArray, IntArray, Problem

NO_ROW = -1
"""Stands where a day at a place needs no row."""


def rows_of(problem: Problem) -> tuple[dict[str, IntArray], int]:
    """The number of the row of each day at each place by what it keeps, shape (D, P); and the number after the last.

    The first rows count the teams of each sort. What teams there together avert is held to its most only where they
    could avert more, and force to its most only where room and company don't already.
    """
    rows, number = {}, len(problem.sorts)
    for name, where in _needed(problem).items():
        there = np.broadcast_to(where, problem.harm.shape)
        found = np.full(there.shape, NO_ROW)
        found[there] = number + np.arange(int(there.sum()))
        rows[name], number = found, number + int(there.sum())
    return rows, number


def _needed(problem: Problem) -> dict[str, BoolArray]:
    """At which places each kind of row stands, shape (P,)."""
    nobody: BoolArray = np.zeros(len(problem.spots), dtype=bool)
    forceful = np.any([nobody, *(sort.may_go for sort in problem.sorts if sort.may_use_force)], axis=0)
    most = np.max([nobody * 0.0, *(sort.averts * sort.may_go for sort in problem.sorts)], axis=0)
    company = forceful & problem.force_needs_company
    # With company, of room for n at most n - n / (1 + force_at_once) may use force.
    kept = company & (problem.room <= 1 + problem.force_at_once)
    return {
        "cover": problem.room * most > problem.most_averted,
        "room": problem.room < sum(sort.n for sort in problem.sorts),
        "force": forceful & ~kept,
        "company": company,
    }
